"""`zhicheng keys …`: make a strongroom, look at it, read its fingerprint aloud, check it.

Folders come from options, else from what the caller put into the context (`Home`). A passphrase comes from a file,
never from the command line, where every user of the machine could see it.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Protocol, runtime_checkable

import typer
from rich.console import Console
from rich.table import Table

from keys.errors import KeysError, PassphraseMissing, RepositoryMissing, StrongroomMissing, StrongroomTampered
from keys.guarded import read_passphrase
from keys.roles import OFFLINE_ROLES
from keys.strongroom import KeyInfo, Strongroom
from verify.envelope import signature_holds
from verify.sync import root_fingerprint

app = typer.Typer(
    name="keys", help="The strongroom of this office: its keys and who may trust them.", no_args_is_help=True
)


@runtime_checkable
class Home(Protocol):
    """What a caller may put into the context: where this office keeps its things."""

    @property
    def keys_folder(self) -> Path:
        """The strongroom."""

    @property
    def passphrase_file(self) -> Path | None:
        """The file whose first line opens it."""

    @property
    def trust_folder(self) -> Path:
        """The trust repository."""


Folder = Annotated[
    Path | None, typer.Option("--folder", help="The strongroom's folder.", show_default="keys/ of the home")
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        envvar="ZHICHENG_PASSPHRASE_FILE",
        help="File of mode 0600; its first line is the passphrase.",
    ),
]
Trust = Annotated[Path | None, typer.Option("--trust", help="The trust repository.", show_default="that of the home")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command()
def init(
    ctx: typer.Context, folder: Folder = None, passphrase_file: PassphraseFile = None, as_json: AsJson = False
) -> None:
    """Make a strongroom with a key for every role. Nothing is ever overwritten."""
    with _plain_errors(as_json):
        place = _keys_folder(ctx, folder)
        passphrase = read_passphrase(_passphrase_file(ctx, passphrase_file))
        strongroom = Strongroom.create(place, passphrase, now=datetime.now(UTC))
        _show(strongroom.keys(), as_json)
        if not as_json:
            offline = " and ".join(f"{role}.pem" for role in sorted(OFFLINE_ROLES))
            typer.echo(f"The strongroom stands in {place}. Once the trust repository is created, carry {offline} away.")


@app.command("list")
def list_keys(
    ctx: typer.Context, folder: Folder = None, passphrase_file: PassphraseFile = None, as_json: AsJson = False
) -> None:
    """Every key: its role, id, algorithm, age, and where it is."""
    with _plain_errors(as_json):
        _show(_open(ctx, folder, passphrase_file).keys(), as_json)


@app.command()
def fingerprint(ctx: typer.Context, trust: Trust = None, as_json: AsJson = False) -> None:
    """The fingerprint of the first root, to read aloud to those who install a verifier. Needs no passphrase."""
    with _plain_errors(as_json):
        home = ctx.obj
        place = trust or (home.trust_folder if isinstance(home, Home) else None)
        if place is None:
            raise RepositoryMissing("no trust repository is named; give it with --trust")
        try:
            root = (place / "metadata" / "1.root.json").read_bytes()
        except OSError as problem:
            raise RepositoryMissing(f"there is no trust repository in {place}; publish one first") from problem
        digits = root_fingerprint(root)
        spoken = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
        typer.echo(json.dumps({"fingerprint": digits}) if as_json else spoken)


@app.command()
def check(
    ctx: typer.Context, folder: Folder = None, passphrase_file: PassphraseFile = None, as_json: AsJson = False
) -> None:
    """Owner, modes, passphrase, seal; then every key that is here signs something and is believed."""
    with _plain_errors(as_json):
        strongroom = _open(ctx, folder, passphrase_file)
        infos = strongroom.keys()
        present = [key for key in infos if key.where != "away"]
        for key in present:
            sign = strongroom.cose_signer(key.role)
            if not signature_holds(sign.public_key, b"zhicheng keys check", sign(b"zhicheng keys check")):
                raise StrongroomTampered(f"the {key.role} key signs what its own public key refuses; do not use it")
        resting = [key.role.value for key in present if key.role in OFFLINE_ROLES]
        if as_json:
            typer.echo(json.dumps({"ok": True, "signing": len(present), "offline_keys_present": resting}))
            return
        typer.echo(f"The strongroom is in order; {len(present)} keys sign.")
        if resting:
            typer.echo(f"These keys belong offline, carry their files away: {', '.join(resting)}.")


def _keys_folder(ctx: typer.Context, folder: Path | None) -> Path:
    home = ctx.obj
    place = folder or (home.keys_folder if isinstance(home, Home) else None)
    if place is None:
        raise StrongroomMissing("no strongroom is named; give its folder with --folder")
    return place


def _passphrase_file(ctx: typer.Context, path: Path | None) -> Path:
    home = ctx.obj
    place = path or (home.passphrase_file if isinstance(home, Home) else None)
    if place is None:
        raise PassphraseMissing("no passphrase file is named; give it with --passphrase-file")
    return place


def _open(ctx: typer.Context, folder: Path | None, passphrase_file: Path | None) -> Strongroom:
    place = _keys_folder(ctx, folder)
    return Strongroom.open(place, read_passphrase(_passphrase_file(ctx, passphrase_file)))


def _show(keys: Sequence[KeyInfo], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([{**asdict(key), "created_at": f"{key.created_at:%Y-%m-%dT%H:%M:%SZ}"} for key in keys]))
        return
    table = Table("role", "kid", "algorithm", "created", "where")
    for key in keys:
        table.add_row(key.role, key.kid, key.algorithm, f"{key.created_at:%Y-%m-%d}", key.where)
    Console().print(table)


@contextmanager
def _plain_errors(as_json: bool) -> Iterator[None]:
    try:
        yield
    except KeysError as problem:
        if as_json:
            typer.echo(json.dumps({"error": {"code": problem.code, "message": problem.message}}, ensure_ascii=False))
        else:
            typer.echo(f"{problem.message} [{problem.code}]", err=True)
        raise typer.Exit(1) from problem

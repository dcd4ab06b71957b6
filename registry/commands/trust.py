"""`zhicheng trust …`: publish, write the offline pack, see what is published."""

from pathlib import Path
from typing import Annotated

import typer

from registry.commands.desk import AsJson, opened, tell
from registry.press import Press
from verify.sync import root_fingerprint

trust = typer.Typer(help="What the world can check with: publish it, pack it, look at it.", no_args_is_help=True)


@trust.command()
def publish(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Publish everything that stands now, at once."""
    with opened(ctx) as office:
        number = Press(office).publish()
        tell(
            as_json,
            {"publication": number},
            f"publication {number} is served from {office.rooms.settings.trust_folder}",
        )


@trust.command()
def pack(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The pack to write, for instance today.zcpack.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write what is published into one file that an office without a network can check with."""
    with opened(ctx) as office:
        press = Press(office)
        press.write_pack(file)
        known = press.trust().known_at
        size = file.stat().st_size
        tell(as_json, {"file": str(file), "bytes": size, "as_of": known}, f"{file}: {size} bytes, as of {known}")


@trust.command()
def renew(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Once a year, with `root.pem` and `targets.pem` brought back: let verifiers trust this office for another year."""
    with opened(ctx) as office:
        press = Press(office)
        number = press.renew()
        due = press.publication.renew_due_at()
        tell(
            as_json,
            {"publication": number, "renew_from": due},
            f"publication {number}; renew again from {due:%Y-%m-%d}, then carry root.pem and targets.pem away",
        )


@trust.command()
def show(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """The age of what is published, when the next publication is due, and the fingerprint to read aloud."""
    with opened(ctx) as office:
        press = Press(office)
        root = (office.rooms.settings.trust_folder / "metadata" / "1.root.json").read_bytes()
        facts = {
            "as_of": press.trust().known_at,
            "next_due": press.publication.due_at(),
            "renew_from": press.publication.renew_due_at(),
            "fingerprint": root_fingerprint(root),
            "problems": list(press.trust().problems),
        }
        tell(as_json, facts, "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items()))

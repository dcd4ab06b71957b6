"""`zhicheng token …`: bearer tokens for the office window."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from registry.command import Role
from registry.commands.desk import AsJson, opened, plainly, tell

token = typer.Typer(
    help="Bearer tokens for the office window and for deciding at this command line.", no_args_is_help=True
)


@token.command()
def issue(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(help="Account, or person id of an applicant.")],
    *,
    role: Annotated[list[Role], typer.Option(help="A role of the account; may be repeated.")],
    unit: Annotated[str, typer.Option(help="Credit code of the unit for which it acts.")] = "",
    hours: Annotated[int, typer.Option(min=1, max=24 * 366, help="How long it is good.")] = 12,
    out: Annotated[Path | None, typer.Option(help="Write it to this new file, mode 0600.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sign a token. It is printed once and kept nowhere: who has it acts as its subject until it ends."""
    with opened(ctx) as office:
        expires = office.rooms.clock.now().replace(microsecond=0) + timedelta(hours=hours)
        text = office.issue_token(subject, role, unit, expires)
        if out is None:
            tell(as_json, {"token": text, "expires_at": expires.isoformat()}, text)
            return
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
        tell(as_json, {"file": str(out), "expires_at": expires.isoformat()}, f"written to {out}, good until {expires}")


@token.command()
def show(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="File with the token.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Whom a token names, if it is good."""
    with opened(ctx) as office, plainly():
        actor = office.authenticate(file.read_text("ascii").strip())
        roles = sorted(role.value for role in actor.roles)
        facts = {"subject": actor.id, "roles": roles, "unit": actor.unit_uscc}
        tell(as_json, facts, f"{actor.id}: {', '.join(roles)} {actor.unit_uscc}")

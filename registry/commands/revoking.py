"""`zhicheng revoke …`: two persons, each with a token of their own, take a title away; every check says so at once."""

from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from domain.certificate import Certificate
from domain.identity import certificate_id
from domain.values import Cause
from registry.bootstrap import Office
from registry.command import Actor, Command
from registry.commands.desk import AsJson, opened, tell
from registry.errors import InvalidInput
from registry.press import Press
from registry.revocation import DecideRevocation, ProposeRevocation, RecordStatement

revoke = typer.Typer(
    help="Take a title away: propose, hear the holder, decide. Proposer and decider are never one person (R-REV-2).",
    no_args_is_help=True,
)

Number = Annotated[str, typer.Argument(help="Certificate number.")]
TokenFile = Annotated[Path, typer.Option("--token-file", help="Your own token, from `zhicheng token issue --out`.")]
Document = Annotated[str, typer.Option("--document", help="Number of the document.")]
LegalDate = Annotated[str, typer.Option("--date", help="Date of the document, YYYY-MM-DD, Asia/Shanghai.")]


@revoke.command()
def propose(
    ctx: typer.Context,
    number: Number,
    *,
    token_file: TokenFile,
    cause: Annotated[str, typer.Option(help="FRAUD, ACADEMIC_FRAUD, PLAGIARISM, RIGGING, ETHICS_BREACH, …")],
    evidence: Annotated[str, typer.Option(help="Reference of the evidence.")],
    as_json: AsJson = False,
) -> None:
    """The first person. The title stays effective and the public sees nothing until a decision."""
    with opened(ctx) as office:
        known = {one.value for one in Cause}
        if cause not in known:
            raise InvalidInput(f"{cause} is no cause; one of {', '.join(sorted(known))}", code="cause_unknown")
        wish = {"title_id": _title(office, number), "cause": cause, "evidence_ref": evidence}
        _execute(office, token_file, ProposeRevocation.model_validate(wish), as_json)


@revoke.command()
def heard(
    ctx: typer.Context,
    number: Number,
    *,
    token_file: TokenFile,
    document: Document,
    legal_date: LegalDate,
    silent: Annotated[bool, typer.Option("--silent", help="The holder let the time to be heard pass.")] = False,
    as_json: AsJson = False,
) -> None:
    """Note that the holder was heard, or had the time to be."""
    with opened(ctx) as office:
        wish = RecordStatement(
            title_id=_title(office, number), legal_date=_day(legal_date), document_ref=document, heard=not silent
        )
        _execute(office, token_file, wish, as_json)


@revoke.command()
def decide(
    ctx: typer.Context,
    number: Number,
    *,
    token_file: TokenFile,
    document: Document,
    legal_date: LegalDate,
    as_json: AsJson = False,
) -> None:
    """The second person. Title, certificate and integrity record fall together, and the new status is published."""
    with opened(ctx) as office:
        wish = DecideRevocation(title_id=_title(office, number), legal_date=_day(legal_date), document_ref=document)
        _execute(office, token_file, wish, as_json)
        publication = Press(office).publish()
        if not as_json:
            typer.echo(f"publication {publication}: every online check answers REVOKED from now on")


def _execute(office: Office, token_file: Path, command: Command, as_json: bool) -> None:
    receipt = office.execute(command, _bearer(office, token_file))
    tell(as_json, receipt.model_dump(), f"{command.name}: stored at position {receipt.position}")


def _bearer(office: Office, token_file: Path) -> Actor:
    return office.authenticate(token_file.read_text("ascii").strip())


def _title(office: Office, number: str) -> UUID:
    return office.rooms.registry.get(Certificate, certificate_id(number)).title_id


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInput(f"{text} is no date; write YYYY-MM-DD", code="date_invalid") from wrong

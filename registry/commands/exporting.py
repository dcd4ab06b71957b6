"""`zhicheng export …`: what the province asks its organisers for, in the format that another installation imports."""

from pathlib import Path
from typing import Annotated

import typer

from registry.bulk.annual import export_annual, write_annual
from registry.command import Actor, Role
from registry.commands.desk import AsJson, opened, tell

exporting = typer.Typer(help="Data out, in documented formats with checksums.", no_args_is_help=True)


@exporting.callback()
def described() -> None:
    """Data out, in documented formats with checksums."""


@exporting.command()
def annual(
    ctx: typer.Context,
    *,
    season: Annotated[int, typer.Option(help="Year of the season.")],
    organiser: Annotated[str, typer.Option(help="Credit code of the organiser whose titles they are.")],
    out: Annotated[Path, typer.Option(help="Folder for the table and its manifest.")] = Path(),
    token_file: Annotated[Path | None, typer.Option("--token-file", help="Act as the bearer of this token.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write an organiser's titles of a season with a checksum, and with its attestation once it has attested them.

    The table names people in clear: it is written for its owner's eyes and belongs to the authority that asked for it.
    """
    with opened(ctx) as office:
        actor = Actor(id="command-line", roles=frozenset({Role.PHRSS_ADMIN}))
        if token_file is not None:
            actor = office.authenticate(token_file.read_text("ascii").strip())
        exported = export_annual(office, actor, season=season, organiser_uscc=organiser)
        table, manifest = write_annual(exported, out)
        told = exported.manifest
        facts = {"table": str(table), "manifest": str(manifest), **told.model_dump(mode="json")}
        attested = "attested by the organiser" if told.attestation else f"not attested: attest checksum {told.sha256}"
        tell(as_json, facts, f"{told.rows} titles in {table}, {attested}")

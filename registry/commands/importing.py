"""`zhicheng import …`: tables in, row by row, with a rehearsal, a bar and a report; safe to interrupt and run again."""

import gc
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from domain.import_record import RecordState
from registry.bootstrap import Office
from registry.bulk.annual import check_manifest
from registry.bulk.attesting import Attesting
from registry.bulk.cells import day
from registry.bulk.jobs import JOBS, Import
from registry.bulk.outcome import Done, RowOutcome, reported
from registry.bulk.staging import Staging, TitlesFile
from registry.command import Actor, Role
from registry.commands.desk import AsJson, opened, progress, settings_of, tell
from registry.history_queries import ImportRecordsAnswer, ListImportRecords

importing = typer.Typer(
    help="Tables in: historical titles, persons, employers, education hours, committees. CSV (UTF-8 or GBK) or XLSX.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="CSV or XLSX with the documented columns (docs/formats/bulk.md).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of each row; change nothing.")]
Report = Annotated[Path | None, typer.Option(help="Write an outcome for each row to this CSV file.")]
Document = Annotated[str, typer.Option("--document", help="Number of the document.")]
LegalDate = Annotated[str, typer.Option("--date", help="Date of the document, Asia/Shanghai.")]
TokenFile = Annotated[Path | None, typer.Option("--token-file", help="Act as the bearer of this token.")]
OwnToken = Annotated[Path, typer.Option("--token-file", help="Your own token, from `zhicheng token issue --out`.")]
MESSAGES = 20
"""Refusals that are also told on the screen; the report has all."""


@importing.command()
def titles(
    ctx: typer.Context,
    file: File,
    *,
    document: Document,
    manifest: Annotated[Path | None, typer.Option(help="Manifest of `zhicheng export annual`, to be checked.")] = None,
    dry_run: DryRun = False,
    report: Report = None,
    token_file: TokenFile = None,
    as_json: AsJson = False,
) -> None:
    """Stage historical titles, newest years first. They answer "not verified" until the body that evaluated attests."""
    # Each stream is met once: keeping what was met costs more than it saves.
    ctx.obj = settings_of(ctx).model_copy(update={"aggregate_cache": 0})
    with opened(ctx) as office:
        table = TitlesFile(file)
        if manifest is not None:
            check_manifest(manifest, table.digest)
        # What was built until here stays; without it each sweep would walk through all of it again.
        gc.freeze()
        staging = Staging(office, _actor(office, token_file, Role.ARCHIVIST), rehearsal=dry_run)
        _run("titles", staging.stage(table, document), len(table), report, as_json=as_json, dry_run=dry_run)


@importing.command()
def attest(
    ctx: typer.Context,
    *,
    token_file: OwnToken,
    document: Document,
    legal_date: LegalDate,
    batch: Annotated[UUID | None, typer.Option(help="Only what came in this file.")] = None,
    year: Annotated[int | None, typer.Option(help="Only titles of this year.")] = None,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Answer, as the body that evaluated, for all its staged titles: each is registered, or waits where one stands."""
    with opened(ctx) as office:
        attesting = Attesting(office, _actor(office, token_file, Role.ATTESTER), batch_id=batch, year=year)
        outcomes = attesting.attest(legal_date=day(legal_date), document_ref=document)
        _run("attested", outcomes, attesting.waiting(), report, as_json=as_json, dry_run=False)


@importing.command()
def conflicts(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Records that wait for a human, with what stands against each; settle them by commands at the office window."""
    asking = Actor(id="command-line", roles=frozenset({Role.ARCHIVIST}))
    with opened(ctx) as office:
        cursor: UUID | None = None
        while True:
            answer = office.ask(ListImportRecords(state=RecordState.CONFLICT, cursor=cursor, limit=200), asking)
            assert isinstance(answer, ImportRecordsAnswer)  # noqa: S101 - what this query answers
            for row in answer.rows:
                against = row.conflict_title or row.person_id
                tell(
                    as_json,
                    row.model_dump(mode="json"),
                    f"{row.id}  {row.body_uscc} {row.source_key}  {row.title_name}  {row.conflict} {against}",
                )
            cursor = answer.next_cursor
            if cursor is None:
                return


def _table_command(name: str, help_text: str) -> None:
    job = JOBS[name]

    @importing.command(name, help=help_text)
    def command(
        ctx: typer.Context,
        file: File,
        *,
        dry_run: DryRun = False,
        report: Report = None,
        token_file: TokenFile = None,
        as_json: AsJson = False,
    ) -> None:
        with opened(ctx) as office:
            table = Import(office, _actor(office, token_file, job.role), job, rehearsal=dry_run)
            groups = table.read(file)
            total = sum(map(len, groups))
            _run(name, table.run(groups), total, report, as_json=as_json, dry_run=dry_run)


for _name, _help in (
    ("persons", "Register persons, each with one identity document."),
    ("employers", "Record for whom registered persons work: employer, its kind, contract, post."),
    ("education", "Record yearly education hours of registered persons."),
    ("committees", "File committees, a row a member."),
):
    _table_command(_name, _help)


def _actor(office: Office, token_file: Path | None, role: Role) -> Actor:
    if token_file is not None:
        return office.authenticate(token_file.read_text("ascii").strip())
    return Actor(id="command-line", roles=frozenset({role}))


def _run(
    what: str, outcomes: Iterable[RowOutcome], total: int, report: Path | None, *, as_json: bool, dry_run: bool
) -> None:
    """Exit code 1 where a row was refused; conflicts are told and are no failure."""
    counted = dict.fromkeys(Done, 0)
    told = 0
    with progress(what, total) as advance:
        for outcome in reported(outcomes, report):
            counted[outcome.done] += 1
            advance(1)
            if outcome.done is Done.REFUSED and told < MESSAGES:
                told += 1
                typer.echo(f"row {outcome.row}: {outcome.message} [{outcome.code}]", err=True)
    words = ("would be: " if dry_run else "") + ", ".join(f"{done.lower()} {count}" for done, count in counted.items())
    tell(as_json, {"dry_run": dry_run, **{done.value: count for done, count in counted.items()}}, words)
    if counted[Done.REFUSED]:
        raise typer.Exit(1)

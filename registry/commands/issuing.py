"""`zhicheng issue` and `zhicheng certificate`: issue in bulk with a report, and hand out what was issued."""

import csv
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from registry.command import Actor, Role
from registry.commands.desk import AsJson, opened, progress, tell
from registry.issuance import Row, RowState
from registry.press import Press

HERE = Actor(id="command-line", roles=frozenset({Role.PHRSS_ADMIN}))
"""Whoever may read this office's keys on its own machine may have them sign what was lawfully granted."""


def issue(
    ctx: typer.Context,
    titles: Annotated[list[UUID] | None, typer.Argument(help="Title ids; none for every title without one.")] = None,
    *,
    reissue: Annotated[str, typer.Option(help="Make a new version, for this reason.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write a row for each title to this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Issue certificates, then publish. Safe to interrupt and run again: one certificate per title and version."""
    with opened(ctx) as office:
        press = Press(office)
        wanted = titles or press.titles_without_certificate()
        rows: list[Row] = []
        with progress("issuing", len(wanted)) as advance:
            for row in press.issue(HERE, wanted, reissue_reason=reissue):
                rows.append(row)
                advance(1)
        number = press.publish()
        if report is not None:
            _write_report(report, rows)
        counted = {state.value: sum(row.state is state for row in rows) for state in RowState}
        for row in rows:
            if row.state is RowState.REFUSED:
                typer.echo(f"{row.title_id}: {row.message} [{row.code}]", err=True)
        words = ", ".join(f"{state.lower().replace('_', ' ')} {count}" for state, count in counted.items())
        tell(as_json, {**counted, "publication": number}, f"{words}; publication {number}")
        if counted[RowState.REFUSED]:
            raise typer.Exit(1)


def certificate(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="Certificate number.")],
    *,
    pdf: Annotated[Path | None, typer.Option(help="Write the printed certificate.")] = None,
    png: Annotated[Path | None, typer.Option(help="Write the QR code as PNG.")] = None,
    svg: Annotated[Path | None, typer.Option(help="Write the QR code as SVG.")] = None,
    as_json: AsJson = False,
) -> None:
    """The certificate in force: its QR text, and as PDF, PNG or SVG where asked."""
    with opened(ctx) as office:
        press = Press(office)
        issued = press.certificate(number)
        for path, drawn in ((pdf, press.pdf), (png, press.qr_png), (svg, press.qr_svg)):
            if path is not None:
                path.write_bytes(drawn(number))
        facts = {"certificate_no": number, "version": issued.version, "qr_text": issued.qr_text}
        tell(as_json, facts, issued.qr_text)


def _write_report(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["title_id", "state", "certificate_no", "version", "code", "message"])
        for row in rows:
            table.writerow([row.title_id, row.state, row.certificate_no, row.version or "", row.code, row.message])
    typer.echo(f"report in {path}", file=sys.stderr)

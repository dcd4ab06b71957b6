"""The code tables as people read them, and what in them a domain expert has still to confirm (6.3, AMB-19)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from pydantic import Field

from registry.command import Answer, Queries, Query, QuerySpec, Role, Window
from registry.policies import GENERAL_KNOWLEDGE
from registry.policy_change import document_on
from registry.tables import Tables


class CodeTable(StrEnum):
    """The tables."""

    SERIES = "SERIES"
    LEVELS = "LEVELS"
    SPECIALTIES = "SPECIALTIES"
    CAUSES = "CAUSES"
    EVIDENCE = "EVIDENCE"
    REGIONS = "REGIONS"


class ShowCodeTable(Query):
    """One code table; regions as they are in force on a day."""

    table: CodeTable
    on: date | None = Field(default=None, description="for regions; today by default")


class CodeRow(Answer):
    """One row. `names`: for a series the official title names, as "level name"."""

    code: str
    zh: str
    en: str
    names: tuple[str, ...] = ()


class CodeTableAnswer(Answer):
    """A whole table."""

    table: CodeTable
    rows: tuple[CodeRow, ...]


class ListUnconfirmed(Query):
    """Every row of the tables and every value of the policy that rests on general knowledge."""


class UnconfirmedRow(Answer):
    """Something that a domain expert has to confirm before anybody is told that it is law."""

    table: str
    code: str
    zh: str
    note: str


class UnconfirmedAnswer(Answer):
    """All of them."""

    rows: tuple[UnconfirmedRow, ...]


def show_code_table(query: ShowCodeTable, window: Window) -> CodeTableAnswer:
    """From the tables as they were loaded."""
    on = query.on or window.clock.today()
    return CodeTableAnswer(table=query.table, rows=tuple(_rows(query.table, window.tables, on)))


def _rows(table: CodeTable, tables: Tables, on: date) -> Iterable[CodeRow]:
    match table:
        case CodeTable.SERIES:
            for series in tables.series.values():
                names = tuple(f"{level} {name}" for level, official in series.titles.items() for name in official)
                yield CodeRow(code=f"{series.code:02d}", zh=series.zh, en=series.en, names=names)
        case CodeTable.SPECIALTIES:
            yield from (CodeRow(code=row.key, zh=row.zh, en=row.en) for row in tables.specialties.values())
        case CodeTable.REGIONS:
            for region in tables.regions.values():
                if region.in_force(on):
                    yield CodeRow(code=str(region.code), zh=region.zh, en=region.en)
        case CodeTable.LEVELS:
            yield from (CodeRow(code=str(row.code), zh=row.zh, en=row.en) for row in tables.levels.values())
        case CodeTable.CAUSES:
            yield from (CodeRow(code=row.code, zh=row.zh, en=row.en) for row in tables.causes.values())
        case CodeTable.EVIDENCE:
            yield from (CodeRow(code=row.code, zh=row.zh, en=row.en) for row in tables.evidence.values())


def list_unconfirmed(_query: ListUnconfirmed, window: Window) -> UnconfirmedAnswer:
    """What data mark as unverified, with what is doubted about it."""
    tables = window.tables
    rows = [
        *(("series", f"{row.code:02d}", row.zh, row.note) for row in tables.series.values() if not row.verified),
        *(("specialties", row.key, row.zh, row.note) for row in tables.specialties.values() if not row.verified),
        *(("regions", str(row.code), row.zh, "") for row in tables.regions.values() if not row.verified),
        *(("calendars", str(row.year), "", row.source) for row in tables.calendars if not row.confirmed),
    ]
    values = document_on(window.look, window.shipped, window.clock.today()).values.model_dump(
        mode="json", by_alias=True
    )
    rows += [
        ("policy", name, str(entry["value"]), entry["clause"])
        for name, entry in values.items()
        if entry["tag"] == GENERAL_KNOWLEDGE
    ]
    return UnconfirmedAnswer(
        rows=tuple(UnconfirmedRow(table=table, code=code, zh=zh, note=note) for table, code, zh, note in rows)
    )


_ADMINISTRATORS = (Role.PHRSS_ADMIN, Role.PHRSS_PTO, Role.AUDITOR)

QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ShowCodeTable, show_code_table, tuple(Role), CodeTableAnswer),
        QuerySpec(
            ListUnconfirmed, list_unconfirmed, (Role.PHRSS_ADMIN, Role.PHRSS_PTO, Role.AUDITOR), UnconfirmedAnswer
        ),
    )
}

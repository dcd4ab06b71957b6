"""Evaluation standards as they are published, and which of them a declaration is judged by (S2.1c)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.declaration import Declaration
from domain.evaluation_standard import Condition, EvaluationStandard, StandardVersion
from domain.identity import evaluation_standard_id
from domain.standing import Standard
from domain.values import PreferenceTag
from registry.application import Reader
from registry.command import (
    Answer,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Label,
    Queries,
    Query,
    QuerySpec,
    Reference,
    Role,
    SeriesCode,
    SpecialtyCode,
    Window,
)
from registry.tables import Tables

LevelOrAny = Literal[0, 411, 412, 420, 434, 435]


class ConditionRow(BaseModel):
    """One condition of a standard."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_id: str = Field(pattern=r"^[A-Z_]{1,40}$")
    zh: Label
    en: Label
    clause: str = Field(min_length=2, max_length=20, description="clause or rule it rests on")


class Waiver(BaseModel):
    """Conditions that do not apply to holders of a preferential tag."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: PreferenceTag
    items: tuple[str, ...] = Field(min_length=1, max_length=100)


class PublishStandard(DocumentedCommand):
    """Publish a version of an evaluation standard; what was handed in before keeps the version it was pinned to."""

    series_code: SeriesCode
    specialty_code: SpecialtyCode = Field(default="", description="empty: every specialty of the series")
    level: LevelOrAny = Field(default=0, description="0: every level of the series")
    version: Reference = Field(description="name of the version; it is never used again for this standard")
    in_force_from: date = Field(description="first day, not before the document's date")
    conditions: tuple[ConditionRow, ...] = Field(min_length=1, max_length=100)
    waivers: tuple[Waiver, ...] = Field(default=(), max_length=6)


def publish_standard(command: PublishStandard, desk: Desk) -> EvaluationStandard:
    """A further version, or the first."""
    desk.tables.check_series(command.series_code, command.specialty_code)
    scope = (command.series_code, command.specialty_code, command.level)
    return desk.work.add(
        EvaluationStandard.publish(
            desk.act(command),
            desk.work.find(EvaluationStandard, evaluation_standard_id(*scope)),
            series_code=command.series_code,
            specialty_code=command.specialty_code,
            level=command.level,
            version=command.version,
            in_force_from=command.in_force_from,
            conditions=[Condition(c.item_id, c.zh, c.en, c.clause) for c in command.conditions],
            waived={waiver.tag: frozenset(waiver.items) for waiver in command.waivers},
        )
    )


def standard_of(work: Reader, tables: Tables, declaration: Declaration, on: date) -> Standard:
    """The standard of a draft on a day; from submission on, the version that the declaration is pinned to."""
    shipped = tables.standard(declaration.series_code)
    for published in _published(work, declaration.series_code, declaration.specialty_code, int(declaration.level)):
        pinned = declaration.standard_version
        version = published.named(pinned) if pinned else published.on(on)
        if version is not None:
            return _as_published(shipped, version)
    return shipped


def _published(work: Reader, series_code: str, specialty_code: str, level: int) -> Iterator[EvaluationStandard]:
    """The standards that may apply, the most particular first."""
    for specialty in dict.fromkeys((specialty_code, "")):
        for one in (level, 0):
            found = work.find(EvaluationStandard, evaluation_standard_id(series_code, specialty, one))
            if found is not None:
                yield found


def _as_published(shipped: Standard, version: StandardVersion) -> Standard:
    return replace(shipped, version=version.version, items=version.items, waived=version.waived)


class ShowStandard(Query):
    """The standard in force for a series, specialty and level on a day."""

    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412, 420, 434, 435]
    on: date | None = Field(default=None, description="today by default")


class StandardAnswer(Answer):
    """One version: its conditions, and which of them each preferential tag waives."""

    version: str
    in_force_from: date | None = Field(description="none for the conditions that the office is shipped with")
    conditions: tuple[ConditionRow, ...]
    waivers: tuple[Waiver, ...]


def show_standard(query: ShowStandard, window: Window) -> StandardAnswer:
    """The most particular standard that has a version in force that day."""
    window.tables.check_series(query.series_code, query.specialty_code)
    on = query.on or window.clock.today()
    for published in _published(window.look, query.series_code, query.specialty_code, query.level):
        version = published.on(on)
        if version is not None:
            return StandardAnswer(
                version=version.version,
                in_force_from=version.in_force_from,
                conditions=tuple(
                    ConditionRow(item_id=c.item_id, zh=c.zh, en=c.en, clause=c.clause) for c in version.conditions
                ),
                waivers=tuple(Waiver(tag=tag, items=tuple(sorted(items))) for tag, items in version.waived.items()),
            )
    return StandardAnswer(
        version=window.tables.standard(query.series_code).version,
        in_force_from=None,
        conditions=tuple(
            ConditionRow(item_id=item.id, zh=item.zh, en=item.en, clause=item.clause)
            for item in window.tables.standards.items
        ),
        waivers=(),
    )


COMMANDS: Commands = {
    PublishStandard.name: CommandSpec(PublishStandard, publish_standard, (Role.PHRSS_ADMIN,), ("R-PREF-1",)),
}

QUERIES: Queries = {
    ShowStandard.name: QuerySpec(ShowStandard, show_standard, tuple(Role), StandardAnswer),
}

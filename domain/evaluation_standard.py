"""Evaluation standards (评价标准条件) in versions: a declaration is pinned to the one in force when it is handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError
from domain.identity import evaluation_standard_id
from domain.values import PreferenceTag

PROTECTED = frozenset({"CONDUCT"})
"""Conditions that no preferential tag waives: integrity is not a matter of policy (R-PREF-1)."""


@dataclass(frozen=True)
class Condition:
    """One condition, reviewed by itself (S3.1a), in the words of its standard."""

    item_id: str
    zh: str
    en: str
    clause: str


@dataclass(frozen=True)
class StandardVersion:
    """One version: from when it is in force, its conditions, and which of them a preferential tag waives."""

    version: str
    in_force_from: date
    conditions: tuple[Condition, ...]
    waived: Mapping[PreferenceTag, frozenset[str]]

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the conditions, in order."""
        return tuple(condition.item_id for condition in self.conditions)


class EvaluationStandard(Aggregate):
    """All versions for one series, specialty (empty: any) and level (0: any); none is ever changed or removed."""

    TOPIC = "EvaluationStandard"

    class Event(Aggregate.Event):
        """A fact of this standard."""

    class Published(Event, AggregateCreated):
        """The first version."""

        TOPIC = "EvaluationStandardPublished"
        series_code: str
        specialty_code: str
        level: int
        version: str
        in_force_from: str
        conditions: list[dict[str, str]]
        waived: dict[str, list[str]]

    class Revised(Event):
        """A further version; declarations already handed in keep theirs (S2.1c)."""

        TOPIC = "EvaluationStandardRevised"
        version: str
        in_force_from: str
        conditions: list[dict[str, str]]
        waived: dict[str, list[str]]

    @event(Published)
    def __init__(
        self,
        *,
        series_code: str,
        specialty_code: str,
        level: int,
        version: str,
        in_force_from: str,
        conditions: list[dict[str, str]],
        waived: dict[str, list[str]],
    ) -> None:
        self.series_code = series_code
        self.specialty_code = specialty_code
        self.level = level
        self.versions: tuple[StandardVersion, ...] = (_version(version, in_force_from, conditions, waived),)

    @classmethod
    def publish(
        cls,
        act: Act,
        existing: Self | None,
        *,
        series_code: str,
        specialty_code: str,
        level: int,
        version: str,
        in_force_from: date,
        conditions: Sequence[Condition],
        waived: Mapping[PreferenceTag, frozenset[str]],
    ) -> Self:
        """A version by document, in force from a day on that is not past: what was handed in keeps its standard.

        Raises `invalid_value` for a version named twice, conditions named twice, or a waiver of what does not stand
        in it, and R-PREF-1 for a waiver of what no tag waives.
        """
        act.with_document("R-PREF-1", "S2.1c")
        taken = version in {known.version for known in existing.versions} if existing else False
        if taken or in_force_from < act.legal_date:
            raise DomainError(
                "invalid_value", clause="S2.1c", message="a version has a name of its own and begins today or later"
            )
        _check(conditions, waived)
        facts = {
            "version": version,
            "in_force_from": in_force_from.isoformat(),
            "conditions": [{"item_id": c.item_id, "zh": c.zh, "en": c.en, "clause": c.clause} for c in conditions],
            "waived": {tag.value: sorted(waives) for tag, waives in waived.items()},
        }
        if existing is None:
            scope = {"series_code": series_code, "specialty_code": specialty_code, "level": level}
            stream = evaluation_standard_id(series_code, specialty_code, level)
            return cls._begin(cls.Published, stream, act, ["R-PREF-1"], **scope, **facts)
        existing._record(cls.Revised, act, ["R-PREF-1"], **facts)  # noqa: SLF001 - its own class
        return existing

    def on(self, day: date) -> StandardVersion | None:
        """The version in force on a day: of those that began, the one that began last."""
        begun = [version for version in self.versions if version.in_force_from <= day]
        return max(reversed(begun), key=lambda version: version.in_force_from, default=None)

    def named(self, version: str) -> StandardVersion | None:
        """The version of this name."""
        return next((known for known in self.versions if known.version == version), None)

    @event(Revised)
    def _revised(
        self, version: str, in_force_from: str, conditions: list[dict[str, str]], waived: dict[str, list[str]]
    ) -> None:
        self.versions = (*self.versions, _version(version, in_force_from, conditions, waived))


def _check(conditions: Sequence[Condition], waived: Mapping[PreferenceTag, frozenset[str]]) -> None:
    items = [condition.item_id for condition in conditions]
    given_up = frozenset[str]().union(*waived.values())
    if len(set(items)) != len(items) or not given_up <= set(items):
        raise DomainError("invalid_value", clause="S2.1c", message="each condition stands once; only these are waived")
    if given_up & PROTECTED:
        raise DomainError("rule_refused", "R-PREF-1", "S3.5a", "no preferential tag waives integrity")


def _version(
    version: str, in_force_from: str, conditions: list[dict[str, str]], waived: dict[str, list[str]]
) -> StandardVersion:
    return StandardVersion(
        version,
        date.fromisoformat(in_force_from),
        tuple(Condition(**condition) for condition in conditions),
        {PreferenceTag(tag): frozenset(items) for tag, items in waived.items()},
    )

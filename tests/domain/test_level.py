from dataclasses import replace

import pytest

from domain.finding import Outcome
from domain.rules.level import r_level_1
from domain.values import Level, Tier
from tests.domain.builders import STANDARD, engineer, intermediate

pytestmark = pytest.mark.covers("R-LEVEL-1")


def outcome(level: Level, current: Level | None, series: str = "05") -> Outcome:
    held = intermediate(engineer(), current, series) if current else None
    return r_level_1(level, STANDARD, held).outcome


@pytest.mark.parametrize(
    ("current", "declared", "expected"),
    [
        (Level.TECHNICIAN, Level.ASSISTANT, Outcome.HOLDS),
        (Level.ASSISTANT, Level.INTERMEDIATE, Outcome.HOLDS),
        (Level.INTERMEDIATE, Level.ASSOCIATE_SENIOR, Outcome.HOLDS),
        (Level.ASSOCIATE_SENIOR, Level.FULL_SENIOR, Outcome.HOLDS),
        (Level.INTERMEDIATE, Level.FULL_SENIOR, Outcome.FAILS),
        (Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE, Outcome.FAILS),
        (Level.INTERMEDIATE, Level.INTERMEDIATE, Outcome.UNKNOWN),
    ],
)
def test_titles_are_declared_one_level_at_a_time(current: Level, declared: Level, expected: Outcome) -> None:
    assert outcome(declared, current) is expected


def test_a_title_of_a_related_series_counts_and_one_of_an_unrelated_series_goes_to_a_human() -> None:
    assert outcome(Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE, "20") is Outcome.HOLDS
    assert outcome(Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE, "19") is Outcome.UNKNOWN


def test_a_first_title_starts_where_the_standard_says() -> None:
    assert outcome(Level.ASSISTANT, None) is Outcome.HOLDS
    assert outcome(Level.ASSOCIATE_SENIOR, None) is Outcome.FAILS


def test_a_level_the_series_does_not_have_cannot_be_declared() -> None:

    university = replace(STANDARD, levels=frozenset(Level) - {Level.TECHNICIAN})
    assert r_level_1(Level.TECHNICIAN, university, None).outcome is Outcome.FAILS


def test_a_revoked_title_carries_nobody_further() -> None:

    revoked = replace(intermediate(engineer()), effective=False)
    assert r_level_1(Level.ASSOCIATE_SENIOR, STANDARD, revoked).outcome is Outcome.FAILS


def test_a_documented_direct_route_may_skip_a_level() -> None:
    held = intermediate(engineer())
    assert r_level_1(Level.FULL_SENIOR, STANDARD, held, direct_document="虚构破格〔2022〕3号").holds


def test_the_two_senior_levels_share_a_tier() -> None:
    assert {level.tier for level in (Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR)} == {Tier.SENIOR}
    assert Level.INTERMEDIATE.tier is Tier.INTERMEDIATE
    assert {level.tier for level in (Level.ASSISTANT, Level.TECHNICIAN)} == {Tier.JUNIOR}

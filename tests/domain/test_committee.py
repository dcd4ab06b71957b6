"""R-COMM: one series, three years, an odd number of experts who hold the title."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.committee import EvaluationCommittee
from domain.errors import DomainError
from domain.rules.committee import r_comm_1, r_comm_2, r_comm_2_filing, r_comm_3
from domain.standing import Expert
from domain.values import Level, OrganiserKind, Period, Tier
from tests.domain.builders import ORGANISER, Case, act, committee, day, experts

THREE_YEARS = Period(day("2019-09-10"), day("2022-09-10"))


def file(
    members: Sequence[Expert],
    *,
    series: Sequence[str] = ("05",),
    specialties: Sequence[str] = (),
    filed: Period = Period(day("2021-01-01"), day("2024-01-01")),  # noqa: B008 - frozen
    document: str = "虚构备案1号",
    levels: Sequence[Level] = (Level.ASSOCIATE_SENIOR,),
) -> EvaluationCommittee:
    return EvaluationCommittee.file(
        act("2021-01-01", document=document),
        code="C",
        name="n",
        organiser_uscc=ORGANISER,
        organiser_kind=OrganiserKind.CITY,
        series_codes=series,
        specialty_codes=specialties,
        tier=Tier.SENIOR,
        levels=levels,
        region_scope="340000",
        members=members,
        filed=filed,
    )


def refused_by(*args: object, **kwargs: object) -> str:
    with pytest.raises(DomainError) as refused:
        file(*args, **kwargs)  # type: ignore[arg-type]
    return refused.value.rule_id


@pytest.mark.covers("S3.2a", "R-COMM-1")
def test_a_cross_series_committee_is_refused() -> None:
    assert refused_by(experts(25), series=("05", "19")) == "R-COMM-1"


@pytest.mark.covers("R-COMM-2")
def test_a_filing_lasts_three_years_at_most() -> None:
    assert r_comm_2_filing(THREE_YEARS).holds
    assert not r_comm_2_filing(Period(day("2019-09-10"), day("2022-09-11"))).holds
    assert not r_comm_2_filing(Period(day("2019-09-10"))).holds
    assert not r_comm_2_filing(Period(day("2019-09-10"), day("2019-09-09"))).holds
    assert r_comm_2_filing(Period(day("2019-09-10"), day("2019-09-10"))).holds


@pytest.mark.covers("R-COMM-2")
def test_a_committee_filed_on_10_september_2019_may_meet_through_10_september_2022() -> None:
    filed = replace(committee().facts(), filed=THREE_YEARS)
    assert r_comm_2(filed, day("2022-09-10")).holds
    assert not r_comm_2(filed, day("2022-10-20")).holds


@pytest.mark.covers("R-COMM-3")
@pytest.mark.parametrize(
    ("size", "tier", "by_specialty", "enough"),
    [
        (25, Tier.SENIOR, False, True),
        (24, Tier.SENIOR, False, False),
        (26, Tier.SENIOR, False, False),
        (23, Tier.SENIOR, False, False),
        (11, Tier.SENIOR, True, True),
        (9, Tier.SENIOR, True, False),
        (15, Tier.INTERMEDIATE, False, True),
        (13, Tier.INTERMEDIATE, False, False),
        (7, Tier.INTERMEDIATE, True, True),
        (7, Tier.JUNIOR, False, True),
    ],
)
def test_a_committee_is_odd_and_large_enough(size: int, tier: Tier, by_specialty: bool, enough: bool) -> None:
    assert r_comm_3(size, tier, by_specialty=by_specialty).holds is enough


@pytest.mark.covers("R-COMM-3")
def test_too_small_a_committee_is_not_filed() -> None:
    assert refused_by(experts(23)) == "R-COMM-3"
    assert file(experts(11), specialties=("0501",)).facts().size == 11


@pytest.mark.covers("R-COMM-4")
def test_an_expert_serves_three_years_at_most_and_holds_the_title() -> None:
    good = experts(25)
    too_long = replace(good[0], term=Period(day("2021-01-01"), day("2024-01-02")))
    too_low = replace(good[0], level=Level.INTERMEDIATE)
    stranger = replace(good[0], series_code="19")
    for bad in (too_long, too_low, stranger):
        assert refused_by([bad, *good[1:]]) == "R-COMM-4"


@pytest.mark.covers("R-COMM-4")
def test_a_term_may_last_three_years_to_the_day_or_one_day() -> None:
    good = experts(25)
    for last in ("2024-01-01", "2021-01-01"):
        member = replace(good[0], term=Period(day("2021-01-01"), day(last)))
        assert file([member, *good[1:]]).facts().size == 25


def test_the_levels_of_a_committee_belong_to_its_tier() -> None:
    for levels in ([], [Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE]):
        assert refused_by(experts(25), levels=levels) == "R-COMM-1"


@pytest.mark.covers("R-COMM-4")
def test_an_expert_of_a_specialty_committee_holds_that_specialty() -> None:
    members = [replace(experts(1)[0], specialty_code="0502"), *experts(11)[1:]]
    assert refused_by(members, specialties=("0501",)) == "R-COMM-4"


def test_an_expert_sits_once_and_a_filing_is_a_document() -> None:
    assert refused_by([*experts(24), experts(1)[0]]) == "R-COMM-3"
    assert refused_by(experts(25), document="") == "R-COMM-2"


@pytest.mark.covers("R-COMM-1")
@pytest.mark.parametrize(
    ("series", "specialty", "level", "in_scope"),
    [
        ("05", "0501", Level.ASSOCIATE_SENIOR, True),
        ("19", "0501", Level.ASSOCIATE_SENIOR, False),
        ("05", "0502", Level.ASSOCIATE_SENIOR, False),
        ("05", "0501", Level.FULL_SENIOR, False),
    ],
)
def test_a_committee_judges_inside_its_filing(series: str, specialty: str, level: Level, in_scope: bool) -> None:
    filed = file(experts(11), specialties=("0501",)).facts()
    assert r_comm_1(filed, series, specialty, level).holds is in_scope


@pytest.mark.covers("R-COMM-1")
def test_a_committee_for_a_whole_series_judges_every_specialty() -> None:
    assert r_comm_1(file(experts(25)).facts(), "05", "0599", Level.ASSOCIATE_SENIOR).holds


@pytest.mark.covers("R-COMM-2")
def test_a_file_is_not_accepted_after_the_filing_lapsed() -> None:
    case = Case()
    case.committee = committee(filed=Period(day("2021-01-01"), day("2022-08-31")))
    with pytest.raises(DomainError) as refused:
        case.accepted("2022-09-01")
    assert refused.value.rule_id == "R-COMM-2"

"""The draw of a season, who stands aside for whom, and what the chair's signature ends (R-COMM, R-VOTE-4)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.committee import EvaluationCommittee
from domain.drawing import drawn
from domain.errors import DomainError
from domain.finding import Outcome
from domain.rules.vote import r_vote_1, r_vote_4
from domain.values import OrganiserKind, Period, Relation, Tally, Tier
from tests.domain.builders import FIRM, ORGANISER, act, committee, day, engineer, experts, named

SEED = "5eed" * 8
DECLARATION = named("declaration")
MEMBERS = frozenset(f"expert-{n}" for n in range(1, 26))
ROOM = [f"expert-{n}" for n in range(1, 18)]


def pool(size: int = 35, **changes: object) -> EvaluationCommittee:
    return EvaluationCommittee.file(
        act("2021-01-01"),
        code="POOL",
        name="n",
        organiser_uscc=ORGANISER,
        organiser_kind=OrganiserKind.CITY,
        series_codes=["05"],
        tier=Tier.SENIOR,
        levels=sorted(committee().levels),
        region_scope="340000",
        members=[replace(expert, **changes) for expert in experts(size)],  # type: ignore[arg-type]
        filed=Period(day("2021-01-01"), day("2023-12-31")),
    )


def draw(
    of: EvaluationCommittee,
    on: str = "2022-09-01",
    *,
    seats: int = 25,
    seed: str = SEED,
    season: int = 2022,
    conflicts: Sequence[str] = (),
) -> None:
    of.draw_experts(
        act(on), season=season, seats=seats, seed_hex=seed, conflicts=dict.fromkeys(conflicts, Relation.KIN)
    )


def refused(what: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(DomainError) as error:
        what()
    return error.value.code, error.value.rule_id


@pytest.mark.covers("R-COMM-3")
def test_the_lot_names_the_experts_of_a_season_and_anybody_can_repeat_it() -> None:
    filed = pool()
    draw(filed, conflicts=["expert-1", "expert-2"])
    seated = filed.seated(2022)
    assert len(seated) == 25
    assert seated <= filed.members - {"expert-1", "expert-2"}
    again = drawn(sorted(filed.members - {"expert-1", "expert-2"}, reverse=True), 25, filed.draws[2022].seed_hex)
    assert filed.draws[2022].experts == again
    assert filed.facts(season=2022).size == 25
    assert (filed.facts(season=2023).size, filed.facts().size) == (35, 35)


@given(st.sets(st.text(min_size=1, max_size=8), min_size=5, max_size=20), st.integers(0, 5), st.uuids())
def test_a_draw_takes_distinct_names_of_the_pool_whatever_their_order(
    names: set[str], seats: int, seed: object
) -> None:
    first = drawn(names, seats, str(seed))
    assert first == drawn(sorted(names), seats, str(seed)) == drawn(sorted(names, reverse=True), seats, str(seed))
    assert len(set(first)) == seats
    assert set(first) <= names


def test_every_expert_is_drawn_about_as_often_as_any_other() -> None:
    times = dict.fromkeys((f"expert-{n}" for n in range(10)), 0)
    for seed in range(2000):
        for name in drawn(times, 5, f"{seed:032x}"):
            times[name] += 1
    assert all(900 < count < 1100 for count in times.values())


@pytest.mark.covers("R-COMM-2", "R-COMM-3")
@pytest.mark.parametrize(
    ("on", "season", "seats", "seed", "conflicts"),
    [
        ("2022-09-01", 2022, 24, SEED, []),
        ("2022-09-01", 2022, 23, SEED, []),
        ("2022-09-01", 2022, 37, SEED, []),
        ("2022-09-01", 2022, 25, "5eed", []),
        ("2022-09-01", 2023, 25, SEED, []),
        ("2022-09-01", 2022, 25, SEED, ["stranger"]),
        ("2022-09-01", 2022, 25, SEED, [f"expert-{n}" for n in range(1, 12)]),
        ("2024-01-01", 2024, 25, SEED, []),
    ],
)
def test_a_draw_is_odd_large_enough_from_the_pool_and_inside_the_filing(
    on: str, season: int, seats: int, seed: str, conflicts: list[str]
) -> None:
    filed = pool()
    assert refused(lambda: draw(filed, on, season=season, seats=seats, seed=seed, conflicts=conflicts))
    assert not filed.draws


@pytest.mark.covers("R-COMM-4")
def test_an_expert_whose_term_is_over_is_not_drawn() -> None:
    filed = pool(term=Period(day("2021-01-01"), day("2022-08-31")))
    assert refused(lambda: draw(filed))[1] == "R-COMM-3"


def test_nobody_draws_again_until_the_lot_pleases() -> None:
    filed = pool()
    draw(filed)
    assert refused(lambda: draw(filed, seed="beef" * 8)) == ("wrong_state", "R-COMM-3")


def test_a_suspended_committee_draws_nobody() -> None:
    filed = pool()
    filed.suspend(act("2022-08-01"))
    assert refused(lambda: draw(filed)) == ("wrong_state", "R-AUTH-2")


@pytest.mark.covers("R-VOTE-4")
@pytest.mark.parametrize(
    ("present", "recused", "conflicted", "attending", "outcome"),
    [
        (17, 0, [], None, Outcome.HOLDS),
        (17, 1, [], None, Outcome.UNKNOWN),
        (17, 0, ["expert-1"], None, Outcome.UNKNOWN),
        (17, 0, [], ROOM, Outcome.HOLDS),
        (17, 1, ["expert-1"], ROOM, Outcome.HOLDS),
        (17, 0, ["expert-1"], ROOM, Outcome.FAILS),
        (17, 1, ["expert-20"], ROOM, Outcome.FAILS),
        (17, 0, ["expert-20"], ROOM, Outcome.HOLDS),
        (18, 0, [], ROOM, Outcome.FAILS),
        (17, 0, [], [*ROOM[:-1], "stranger"], Outcome.FAILS),
        (17, 0, [], [*ROOM[:-1], "expert-1"], Outcome.FAILS),
    ],
)
def test_the_count_says_who_stood_aside(
    present: int, recused: int, conflicted: list[str], attending: list[str] | None, outcome: Outcome
) -> None:
    tally = Tally(present, recused, yes=present - recused, no=0, abstain=0)
    assert r_vote_4(tally, conflicted, MEMBERS, attending).outcome is outcome


@pytest.mark.covers("R-VOTE-1", "R-VOTE-4")
def test_of_seventeen_present_one_recused_leaves_no_valid_ballot() -> None:
    tally = Tally(present=17, recused=1, yes=16, no=0, abstain=0)
    assert r_vote_4(tally, ["expert-1"], MEMBERS, ROOM).holds
    assert not r_vote_1(tally, 25).holds


@pytest.mark.covers("R-VOTE-4")
def test_who_works_with_the_applicant_or_is_the_applicant_stands_aside_without_being_asked() -> None:
    someone = engineer()
    filed = pool()
    mine = [replace(filed.experts[0], unit_uscc=FIRM), replace(filed.experts[1], expert_id=str(someone.id))]
    filed.experts = (*mine, *filed.experts[2:])
    facts = someone.facts(day("2022-11-18"))
    assert filed.conflicted(DECLARATION, facts) == {"expert-1", str(someone.id)}
    filed.recuse(act("2022-10-01"), declaration_id=DECLARATION, expert_id="expert-3", relation=Relation.CO_AUTHOR)
    assert filed.conflicted(DECLARATION, facts) == {"expert-1", str(someone.id), "expert-3"}
    assert filed.conflicted(named("another"), facts) == {"expert-1", str(someone.id)}


@pytest.mark.covers("R-VOTE-3", "R-VOTE-4")
def test_after_the_signature_nobody_stands_aside_any_more() -> None:
    filed = committee()

    def recuse(expert: str, *, balloted: bool = False) -> None:
        filed.recuse(
            act("2022-11-18"),
            declaration_id=DECLARATION,
            expert_id=expert,
            relation=Relation.SUPERVISOR,
            balloted=balloted,
        )

    assert refused(lambda: recuse("stranger"))[0] == "invalid_value"
    recuse("expert-2")
    assert refused(lambda: recuse("expert-2")) == ("wrong_state", "R-VOTE-4")
    assert refused(lambda: recuse("expert-3", balloted=True)) == ("wrong_state", "R-VOTE-4")
    filed.record_attendance(
        act("2022-11-18"),
        declaration_id=DECLARATION,
        season=2022,
        meeting_date=day("2022-11-18"),
        tally=Tally(present=18, recused=1, yes=17, no=0, abstain=0),
        applicant=engineer().facts(day("2022-11-18")),
        attending=[*ROOM, "expert-18"],
    )
    assert refused(lambda: recuse("expert-3")) == ("wrong_state", "R-VOTE-4")


@pytest.mark.covers("R-VOTE-4")
def test_only_those_drawn_for_the_season_may_ballot() -> None:
    filed = pool()
    draw(filed)
    outside = min(filed.members - filed.seated(2022))
    room = [*sorted(filed.seated(2022))[:16], outside]

    def ballot() -> None:
        filed.record_attendance(
            act("2022-11-18"),
            declaration_id=DECLARATION,
            season=2022,
            meeting_date=day("2022-11-18"),
            tally=Tally(present=17, recused=0, yes=17, no=0, abstain=0),
            applicant=engineer().facts(day("2022-11-18")),
            attending=room,
        )

    assert refused(ballot) == ("rule_refused", "R-VOTE-4")


@pytest.mark.covers("R-AUTH-2", "S3.3c")
@pytest.mark.parametrize(
    ("steps", "last"),
    [(["resume"], "FILED"), (["suspend", "suspend"], "SUSPENDED"), (["dissolve", "resume"], "DISSOLVED")],
)
def test_a_committee_is_suspended_resumed_and_dissolved_in_its_order(steps: list[str], last: str) -> None:
    filed = committee()
    for step in steps[:-1]:
        getattr(filed, step)(act("2022-09-01"))
    assert refused(lambda: getattr(filed, steps[-1])(act("2022-09-02")))[1] == "R-AUTH-2"
    assert filed.state == last


def test_a_committee_changes_by_document_and_in_the_order_of_dates() -> None:
    filed = committee()
    assert refused(lambda: filed.suspend(act("2022-09-01", document="")))[1] == "R-AUTH-2"
    filed.suspend(act("2022-09-01"))
    assert refused(lambda: filed.resume(act("2022-08-31"))) == ("invalid_value", "R-AUTH-2")

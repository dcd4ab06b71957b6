"""R-VOTE: the examples printed under the rule, and what a ballot must add up to."""

from dataclasses import replace

import pytest

from domain.errors import DomainError
from domain.policy import Policy
from domain.rules.vote import r_vote_1, r_vote_2, r_vote_3
from domain.values import Tally
from tests.domain.builders import GOOD_TALLY, ORGANISER, Case, act, day


def ballot(present: int, yes: int, recused: int = 0) -> Tally:
    return Tally(present, recused, yes, no=present - recused - yes, abstain=0)


@pytest.mark.covers("R-VOTE-1", "R-VOTE-2", "R-VOTE-4")
@pytest.mark.parametrize(
    ("present", "yes", "recused", "quorate", "passes"),
    [
        (17, 12, 0, True, True),
        (17, 11, 0, True, False),
        (18, 12, 0, True, True),
        (20, 13, 0, True, False),
        (20, 14, 0, True, True),
        (16, 16, 0, False, True),
        (17, 16, 1, False, True),
        (18, 12, 1, True, True),
        (18, 11, 1, True, False),
    ],
)
def test_the_examples_of_a_committee_of_25(present: int, yes: int, recused: int, quorate: bool, passes: bool) -> None:
    tally = ballot(present, yes, recused)
    assert (r_vote_1(tally, 25).holds, r_vote_2(tally).holds) == (quorate, passes)


@pytest.mark.covers("R-VOTE-2")
def test_an_abstention_counts_against() -> None:
    assert not r_vote_2(Tally(present=18, recused=0, yes=11, no=0, abstain=7)).holds


@pytest.mark.covers("R-VOTE-3")
@pytest.mark.parametrize(
    "tally",
    [
        Tally(present=20, recused=0, yes=15, no=4, abstain=0),
        Tally(present=20, recused=0, yes=15, no=5, abstain=1),
        Tally(present=20, recused=1, yes=15, no=4, abstain=1),
        Tally(present=20, recused=0, yes=22, no=-2, abstain=0),
        Tally(present=20, recused=0, yes=15, no=4, abstain=1, proxies=1),
    ],
)
def test_a_ballot_that_does_not_add_up_is_refused(tally: Tally) -> None:
    assert not r_vote_3(tally).holds


@pytest.mark.covers("R-VOTE-3")
def test_proxies_are_a_switch_that_is_off() -> None:
    proxied = replace(GOOD_TALLY, proxies=1)
    assert r_vote_3(proxied, Policy(proxy_votes_allowed=True)).holds


def test_the_fractions_are_policy() -> None:
    simple = Policy(vote_quorum=(1, 2), vote_pass=(1, 2))
    assert r_vote_1(ballot(16, 8), 25, simple).holds
    assert r_vote_2(ballot(16, 8), simple).holds


@pytest.mark.covers("R-VOTE-1")
def test_more_experts_than_members_are_no_quorum() -> None:
    assert not r_vote_1(ballot(27, 27), 25).holds


@pytest.mark.covers("R-VOTE-2")
def test_two_thirds_pass_and_one_vote_less_does_not() -> None:
    assert Case().evaluated(ballot(18, 12)).declaration.state == "EVALUATED_PASS"
    assert Case().evaluated(ballot(18, 11)).declaration.state == "EVALUATED_FAIL"


@pytest.mark.covers("R-VOTE-1")
def test_a_meeting_without_quorum_leaves_no_result() -> None:
    case = Case()
    with pytest.raises(DomainError) as refused:
        case.evaluated(ballot(16, 16))
    assert refused.value.rule_id == "R-VOTE-1"
    assert case.declaration.state == "ACCEPTED"


@pytest.mark.covers("R-VOTE-3")
def test_nothing_is_counted_after_the_chairs_signature() -> None:
    case = Case().evaluated()
    with pytest.raises(DomainError) as refused:
        case.declaration.record_tally(
            act("2022-11-19", "office", "COMMITTEE_OFFICE", ORGANISER),
            meeting_date=day("2022-11-19"),
            tally=GOOD_TALLY,
            committee=case.committee.facts(),
            season=case.season.facts(case.committee.id, case.committee.tier),
        )
    assert (refused.value.code, refused.value.rule_id) == ("wrong_state", "R-VOTE-3")


def test_a_ballot_is_recorded_after_its_meeting() -> None:
    case = Case().accepted()
    with pytest.raises(DomainError, match="after its meeting"):
        case.declaration.record_tally(
            act("2022-11-18", "office", "COMMITTEE_OFFICE", ORGANISER),
            meeting_date=day("2022-11-19"),
            tally=GOOD_TALLY,
            committee=case.committee.facts(),
            season=case.season.facts(case.committee.id, case.committee.tier),
        )

"""R-POST and the posts of a public institution: one vacancy is one declaration, and the unit does not count itself."""

from typing import Any

import pytest

from domain.errors import DomainError
from domain.finding import Outcome
from domain.post_quota import PostQuota, ReleaseReason
from domain.rules.post import r_post_1, r_post_1_held, r_post_2, r_post_2_attested
from domain.standing import PersonFacts, PostFacts
from domain.values import EmployerKind, Level, Management
from tests.domain.builders import FIRM, PHRSS, act, day, engineer, named
from tests.domain.stories_quota import SCHOOL

pytestmark = pytest.mark.covers("S1.4", "R-POST-1")
FIRST, SECOND = named("first"), named("second")
ANNE, BERT = named("anne"), named("bert")


def someone(**changes: Any) -> PersonFacts:
    at_school = {"uscc": SCHOOL, "kind": EmployerKind.PUBLIC_INSTITUTION}
    return engineer("anne", **{**at_school, **changes}).facts(day("2022-07-20"))


def posts(approved: int = 6, occupied: int = 5) -> PostQuota:
    return PostQuota.attest(
        act("2022-06-01"),
        None,
        uscc=SCHOOL,
        season=2022,
        level=Level.ASSOCIATE_SENIOR,
        approved=approved,
        occupied=occupied,
    )


def reserve(of: PostQuota, declaration: str = "first", person: str = "anne", **options: bool) -> None:
    of.reserve(act("2022-07-20"), declaration_id=named(declaration), person_id=named(person), **options)


def refusal(what: Any) -> DomainError:
    with pytest.raises(DomainError) as refused:
        what()
    return refused.value


@pytest.mark.parametrize(
    ("approved", "occupied", "reserved", "vacant", "suffices"),
    [(6, 5, 0, True, True), (6, 5, 1, False, True), (6, 6, 0, False, True), (6, 6, 1, False, False)],
)
def test_a_post_is_vacant_before_it_is_reserved_and_suffices_at_approval(
    approved: int, occupied: int, reserved: int, vacant: bool, suffices: bool
) -> None:
    facts = PostFacts(approved, occupied, reserved, held=True)
    assert r_post_1(someone(), SCHOOL, facts, same_level=False).holds is vacant
    assert r_post_1_held(someone(), SCHOOL, facts).holds is suffices


def test_two_staff_and_one_vacancy_the_second_is_refused_until_the_first_fails() -> None:
    six = posts(approved=6, occupied=5)
    reserve(six)
    refused = refusal(lambda: reserve(six, "second", "bert"))
    assert (refused.code, refused.rule_id, refused.clause) == ("rule_refused", "R-POST-1", "S1.4")
    six.release(act("2022-11-19"), FIRST, ReleaseReason.EVALUATED_FAIL)
    reserve(six, "second", "bert")
    assert six.facts(SECOND, BERT) == PostFacts(6, 5, 1, held=True)


@pytest.mark.parametrize("kind", [kind for kind in EmployerKind if kind is not EmployerKind.PUBLIC_INSTITUTION])
def test_the_rule_is_for_public_institutions_alone(kind: EmployerKind) -> None:
    found = r_post_1(someone(uscc=FIRM, kind=kind), FIRM, None, same_level=False)
    assert (found.holds, found.facts) == (True, {"applies": False})
    assert r_post_1_held(someone(uscc=FIRM, kind=kind), FIRM, None).holds


def test_an_institution_managed_like_the_civil_service_is_not_counted_but_excluded_elsewhere() -> None:
    assert r_post_1(someone(management=Management.REF_CIVIL_SERVICE), SCHOOL, None, same_level=False).holds


def test_whose_post_it_is_when_somebody_declares_past_their_institution_a_human_says() -> None:
    for finding in (
        r_post_1(someone(), FIRM, PostFacts(6, 0, 0), same_level=False),
        r_post_1_held(someone(), FIRM, PostFacts(6, 0, 0)),
    ):
        assert (finding.outcome, finding.facts) == (Outcome.UNKNOWN, {"other_institution": True})


def test_a_change_of_specialty_at_the_same_level_takes_no_further_post() -> None:
    full = posts(approved=6, occupied=6)
    assert r_post_1(someone(), SCHOOL, full.facts(FIRST, ANNE), same_level=True).holds
    reserve(full, same_level=True)
    full.occupy(act("2022-11-29"), declaration_id=FIRST, person_id=ANNE, title_id=named("t"))
    assert (full.occupied, full.reserved) == (6, 0)


def test_an_exception_by_document_takes_one_person_outside_the_ratio() -> None:
    full = posts(approved=6, occupied=6)
    assert refusal(lambda: full.grant_exception(act("2022-07-01", document=""), ANNE)).rule_id == "R-POST-1"
    full.grant_exception(act("2022-07-01"), ANNE)
    assert r_post_1(someone(), SCHOOL, full.facts(FIRST, ANNE), same_level=False).holds
    reserve(full)
    assert (full.occupied, full.reserved) == (6, 0)
    assert refusal(lambda: reserve(full, "second", "bert")).rule_id == "R-POST-1"
    full.occupy(act("2022-11-29"), declaration_id=FIRST, person_id=ANNE, title_id=named("t"))
    assert full.occupied == 6


def test_an_exception_granted_after_submission_saves_a_file_whose_post_was_abolished() -> None:
    six = posts()
    reserve(six)
    six.release(act("2022-10-01"), FIRST, ReleaseReason.POST_ABOLISHED)
    assert not r_post_1_held(someone(), SCHOOL, six.facts(FIRST, ANNE)).holds
    refused = refusal(lambda: six.occupy(act("2022-11-29"), declaration_id=FIRST, person_id=ANNE, title_id=named("t")))
    assert refused.rule_id == "R-POST-1"
    six.grant_exception(act("2022-11-01"), ANNE)
    assert r_post_1_held(someone(), SCHOOL, six.facts(FIRST, ANNE)).holds
    six.occupy(act("2022-11-29"), declaration_id=FIRST, person_id=ANNE, title_id=named("t"))
    assert six.occupied == 5


def test_a_granted_title_turns_its_reservation_into_an_occupied_post() -> None:
    six = posts()
    reserve(six)
    six.occupy(act("2022-11-29"), declaration_id=FIRST, person_id=ANNE, title_id=named("t"))
    assert six.facts(FIRST, ANNE) == PostFacts(6, 6, 0)


def test_only_a_void_result_frees_an_occupied_post() -> None:
    six = posts()
    reserve(six)
    six.occupy(act("2022-11-29"), declaration_id=FIRST, person_id=ANNE, title_id=named("t"))
    assert refusal(lambda: six.release(act("2022-12-01"), FIRST, ReleaseReason.WITHDRAWN)).code == "wrong_state"
    six.release(act("2022-12-01"), FIRST, ReleaseReason.INVALIDATED)
    assert six.facts(FIRST, ANNE) == PostFacts(6, 5, 0)


@pytest.mark.covers("R-POST-2")
def test_a_unit_does_not_attest_its_own_figure() -> None:
    assert not r_post_2(SCHOOL, SCHOOL).holds
    assert not r_post_2(SCHOOL, "").holds
    assert r_post_2(SCHOOL, PHRSS).holds
    own = act("2022-06-01", unit=SCHOOL)
    figures = {"uscc": SCHOOL, "season": 2022, "level": Level.FULL_SENIOR, "approved": 1, "occupied": 0}
    assert refusal(lambda: PostQuota.attest(own, None, **figures)).rule_id == "R-POST-2"  # type: ignore[arg-type]
    assert refusal(lambda: posts().grant_exception(own, ANNE)).rule_id == "R-POST-2"


@pytest.mark.covers("R-POST-2")
def test_a_figure_nobody_attested_is_no_vacancy() -> None:
    assert r_post_2_attested(someone(), SCHOOL, None).outcome is Outcome.UNKNOWN
    assert r_post_1(someone(), SCHOOL, None, same_level=True).outcome is Outcome.UNKNOWN
    assert r_post_1_held(someone(), SCHOOL, None).outcome is Outcome.UNKNOWN
    assert r_post_2_attested(someone(), SCHOOL, PostFacts(1, 0, 0)).holds
    assert r_post_2_attested(someone(uscc=FIRM, kind=EmployerKind.ENTERPRISE), FIRM, None).holds


@pytest.mark.parametrize(("approved", "occupied"), [(5, 6), (-1, 0), (6, -1)])
def test_figures_that_cannot_be_are_refused(approved: int, occupied: int) -> None:
    assert refusal(lambda: posts(approved, occupied)).rule_id == "R-POST-1"


def test_posts_are_not_cut_below_what_is_reserved() -> None:
    six = posts()
    reserve(six)
    cut = {"uscc": SCHOOL, "season": 2022, "level": six.level, "approved": 5, "occupied": 5}
    assert refusal(lambda: PostQuota.attest(act("2022-08-01"), six, **cut)).rule_id == "R-POST-1"  # type: ignore[arg-type]
    assert six.approved == 6


def test_a_declaration_holds_one_post_and_frees_only_its_own() -> None:
    six = posts(approved=9)
    reserve(six)
    assert refusal(lambda: reserve(six)).code == "wrong_state"
    assert refusal(lambda: six.release(act("2022-08-01"), SECOND, ReleaseReason.WITHDRAWN)).code == "wrong_state"
    six.grant_exception(act("2022-08-01"), BERT)
    assert refusal(lambda: six.grant_exception(act("2022-08-01"), BERT)).code == "wrong_state"

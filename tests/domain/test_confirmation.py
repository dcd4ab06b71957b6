"""R-CONF: each rule's answer, the two tracks, and that nothing confirmed inside a unit ever leaves it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.confirmation import EmployerConfirmation
from domain.errors import DomainError
from domain.finding import Outcome
from domain.formal_confirmation import FormalConfirmation
from domain.rules.confirmation import (
    AuthorityKind,
    CheckedBy,
    RecognitionAgreement,
    Track,
    r_conf_1,
    r_conf_2,
    r_conf_3,
    r_conf_3_source,
    r_conf_4,
    r_conf_5,
    r_conf_6,
)
from domain.title import Title
from domain.values import EmployerKind, Level, Period, Scope, TitleOrigin
from tests.domain.builders import FIRM, act, day, named
from tests.domain.stories_recognition import (
    PEER,
    asked,
    checked,
    confirmed,
    confirmed_by_firm,
    hired,
    neighbours_title,
    verified,
)

pytestmark = pytest.mark.covers("R-CONF-1", "R-CONF-2", "R-CONF-3", "R-CONF-4")
OTHER_FIRM = "91990000MA0000023K"


def refused(what: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as error:
        what()
    return error.value


@pytest.mark.covers("S2.3a")
@pytest.mark.parametrize("kind", list(EmployerKind))
def test_the_employers_that_confirm(kind: EmployerKind) -> None:
    answer = r_conf_1(neighbours_title(), replace(hired(), kind=kind))
    assert answer.holds is (kind is not EmployerKind.GOVERNMENT)


@pytest.mark.covers("S2.3a")
@pytest.mark.parametrize(
    ("province", "kind", "holds"),
    [
        ("98", AuthorityKind.PROVINCIAL_TITLE_DEPARTMENT, True),
        ("98", AuthorityKind.CITY_TITLE_DEPARTMENT, True),
        ("34", AuthorityKind.PROVINCIAL_TITLE_DEPARTMENT, False),
        ("34", AuthorityKind.CENTRAL_MINISTRY, True),
        ("11", AuthorityKind.CENTRAL_MINISTRY, True),
    ],
    ids=["another province", "a city of one", "Anhui's own", "a central unit in Anhui", "a central unit elsewhere"],
)
def test_what_matters_is_that_it_was_granted_outside_anhuis_authority(
    province: str, kind: AuthorityKind, holds: bool
) -> None:
    source = replace(neighbours_title(), province=province, authority_kind=kind)
    assert r_conf_1(source, hired()).holds is holds


def test_the_person_moved_to_anhui_after_the_grant_and_works_there() -> None:
    assert not r_conf_1(neighbours_title(), None).holds
    assert not r_conf_1(neighbours_title(), replace(hired(), region="320100")).holds
    assert not r_conf_1(replace(neighbours_title(), grant_date=day("2019-01-01")), hired()).holds


@pytest.mark.covers("S2.3b")
@pytest.mark.parametrize(
    ("scope", "by_employer", "by_department"),
    [
        (Scope.GENERAL, Outcome.HOLDS, Outcome.HOLDS),
        (Scope.DUAL_DIRECTED, Outcome.FAILS, Outcome.UNKNOWN),
        (Scope.NON_STATE, Outcome.FAILS, Outcome.UNKNOWN),
        (None, Outcome.UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_restricted_titles_are_refused_by_employers_and_go_to_a_person_at_the_department(
    scope: Scope | None, by_employer: Outcome, by_department: Outcome
) -> None:
    source = neighbours_title(scope)
    assert r_conf_2(source, Track.EMPLOYER).outcome is by_employer
    assert r_conf_2(source, Track.FORMAL).outcome is by_department


@pytest.mark.parametrize(
    ("used", "holds"),
    [(Level.INTERMEDIATE, True), (Level.ASSOCIATE_SENIOR, True), (Level.FULL_SENIOR, False)],
)
def test_an_employer_uses_no_higher_level_than_the_sources(used: Level, holds: bool) -> None:
    assert r_conf_3(used, neighbours_title()).holds is holds


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        (checked("2022-10-01"), Outcome.HOLDS),
        (checked("2022-09-24"), Outcome.HOLDS),
        (checked("2022-09-23"), Outcome.UNKNOWN),
        (checked("2022-01-01", CheckedBy.WRITTEN_REPLY), Outcome.HOLDS),
        (checked("2022-01-01", CheckedBy.NATIONAL_PLATFORM), Outcome.HOLDS),
        (checked("2022-10-01", good=None), Outcome.UNKNOWN),
        (checked("2022-10-01", good=False), Outcome.FAILS),
        (None, Outcome.UNKNOWN),
    ],
    ids=["today", "seven days ago", "stale", "reply", "platform", "could not tell", "revoked there", "not checked"],
)
def test_the_source_is_shown_to_be_effective_on_the_day(check: object, outcome: Outcome) -> None:
    assert r_conf_4(check, day("2022-10-01")).outcome is outcome  # type: ignore[arg-type]


def test_the_departments_conditions_are_for_a_person_to_decide() -> None:
    assert r_conf_5("").outcome is Outcome.UNKNOWN
    assert r_conf_5("虚构人社确〔2022〕3号").holds


@pytest.mark.covers("R-CONF-6")
def test_only_an_agreement_in_force_spares_the_confirmation() -> None:
    agreement = RecognitionAgreement(
        "虚构互认协议",
        frozenset({"34", "98"}),
        frozenset({"05"}),
        frozenset({Level.ASSOCIATE_SENIOR}),
        Period(day("2022-01-01"), day("2022-12-31")),
    )
    on, source = day("2022-10-01"), neighbours_title()
    assert not r_conf_6([], source, on).holds
    assert r_conf_6([agreement], source, on).facts["agreement"] == "虚构互认协议"
    assert not r_conf_6([agreement], source, day("2023-01-01")).holds
    assert not r_conf_6([agreement], replace(source, series_code="20"), on).holds
    assert not r_conf_6([agreement], replace(source, level=Level.FULL_SENIOR), on).holds
    assert not r_conf_6([replace(agreement, provinces=frozenset({"31", "98"}))], source, on).holds


@pytest.mark.covers("S2.3c", "SC-16")
def test_an_employers_confirmation_is_in_force_until_the_employment_ends() -> None:
    own = confirmed_by_firm()
    assert own.in_force(day("2022-10-01"))
    assert not own.in_force(day("2022-09-30"))
    own.lapse(act("2022-11-01"), last_day=day("2022-10-31"))
    assert own.in_force(day("2022-10-31"))
    assert not own.in_force(day("2022-11-01"))
    assert refused(lambda: own.lapse(act("2022-11-02"), last_day=day("2022-11-02"))).code == "wrong_state"


@pytest.mark.covers("S2.3b", "SC-17")
@pytest.mark.parametrize("scope", [Scope.DUAL_DIRECTED, Scope.NON_STATE])
def test_an_employer_does_not_confirm_a_restricted_title(scope: Scope) -> None:
    error = refused(lambda: confirmed_by_firm(source=neighbours_title(scope)))
    assert (error.code, error.rule_id) == ("rule_refused", "R-CONF-2")


def test_an_employer_asks_for_an_unknown_scope() -> None:
    error = refused(lambda: confirmed_by_firm(source=neighbours_title(None)))
    assert (error.code, error.rule_id) == ("needs_human", "R-CONF-2")


@pytest.mark.covers("SC-17", "S2.3c")
@pytest.mark.parametrize(
    ("scope", "kind", "authority", "confirmers"),
    [
        (Scope.UNIT_INTERNAL, AuthorityKind.PROVINCIAL_TITLE_DEPARTMENT, PEER, frozenset()),
        (Scope.GENERAL, AuthorityKind.EMPLOYER, OTHER_FIRM, frozenset()),
        (Scope.GENERAL, AuthorityKind.AUTONOMOUS_UNIT, OTHER_FIRM, frozenset({OTHER_FIRM})),
        (Scope.GENERAL, AuthorityKind.AUTONOMOUS_UNIT, FIRM, frozenset()),
    ],
    ids=["says unit-internal", "says an employer gave it", "the unit once confirmed it", "the unit that asks"],
)
def test_what_a_unit_confirmed_for_itself_is_no_source_whatever_it_is_called(
    scope: Scope, kind: AuthorityKind, authority: str, confirmers: frozenset[str]
) -> None:
    source = replace(neighbours_title(scope, kind), authority_uscc=authority)
    assert not r_conf_3_source(source, FIRM, confirmers).holds
    assert refused(lambda: asked(source, confirmers)).rule_id == "R-CONF-3"
    if not confirmers:
        assert refused(lambda: confirmed_by_firm(source=source)).rule_id == "R-CONF-3"


@pytest.mark.covers("S2.3d", "R-CONF-5")
def test_the_department_grants_a_title_of_the_confirmations_date_and_keeps_the_sources_apart() -> None:
    request = verified()
    source = request.grant(act("2022-10-12", "decider"), hired(), frozenset())
    title = Title.grant_from(act("2022-10-12", "decider"), source, title_name="高级工程师", region_code="340000")
    assert (title.origin, title.scope) == (TitleOrigin.CONFIRMATION, Scope.GENERAL)
    assert (title.grant_date, title.source_grant_date) == (day("2022-10-12"), day("2015-11-30"))
    assert request.state == "GRANTED"


def test_who_verified_does_not_decide_nor_does_the_holder() -> None:
    for who in ("verifier", str(named("张示例"))):
        request = verified()
        error = refused(lambda who=who, request=request: request.grant(act("2022-10-12", who), hired(), frozenset()))  # type: ignore[misc]
        assert error.rule_id == "R-STEP-3"


def test_nobody_verifies_their_own_title() -> None:
    own = act("2022-10-10", str(named("张示例")))
    error = refused(lambda: asked().verify_source(own, checked(), scope=Scope.GENERAL, evidence_sha256="ab" * 32))
    assert error.rule_id == "R-STEP-3"


@pytest.mark.parametrize(("good", "scope"), [(None, Scope.GENERAL), (False, Scope.GENERAL), (True, None)])
def test_an_unverified_source_is_not_granted(good: bool | None, scope: Scope | None) -> None:
    request = asked()
    request.verify_source(
        act("2022-10-10", "verifier"), checked("2022-10-10", good=good), scope=scope, evidence_sha256="ab" * 32
    )
    assert request.state == "REQUESTED"
    assert refused(lambda: request.grant(act("2022-10-12", "decider"), hired(), frozenset())).code == "wrong_state"


@pytest.mark.covers("S2.3d")
def test_a_grant_needs_a_document_and_an_employment_that_goes_on() -> None:
    request = verified()
    undocumented = act("2022-10-12", "decider", document="")
    assert refused(lambda: request.grant(undocumented, hired(), frozenset())).rule_id == "R-CONF-5"
    assert refused(lambda: request.grant(act("2022-10-12", "decider"), None, frozenset())).rule_id == "R-CONF-1"


@pytest.mark.covers("S2.3b")
def test_a_restricted_title_is_granted_only_on_purpose_and_never_widened() -> None:
    request = verified(neighbours_title(None), Scope.DUAL_DIRECTED)
    decider = act("2022-10-12", "decider")
    error = refused(lambda: request.grant(decider, hired(), frozenset()))
    assert (error.code, error.rule_id) == ("needs_human", "R-CONF-2")
    assert request.grant(decider, hired(), frozenset(), despite_scope=True).scope is Scope.DUAL_DIRECTED


def test_a_reply_that_says_unit_internal_stops_the_request() -> None:
    request = verified(scope=Scope.UNIT_INTERNAL)
    error = refused(lambda: request.grant(act("2022-10-12", "decider"), hired(), frozenset(), despite_scope=True))
    assert error.rule_id == "R-CONF-3"


def test_a_fallen_source_is_reported_by_one_and_decided_by_another() -> None:
    granted = confirmed()
    granted.lose_basis(act("2022-11-01", "reporter"))
    assert refused(lambda: granted.void(act("2022-11-02", "reporter"))).rule_id == "R-REV-2"
    granted.void(act("2022-11-02", "decider"))
    assert granted.state == "VOIDED"


def test_a_wrong_report_is_taken_back() -> None:
    granted = confirmed()
    granted.lose_basis(act("2022-11-01", "reporter"))
    granted.uphold(act("2022-11-02"))
    assert granted.state == "GRANTED"
    pending = verified()
    pending.lose_basis(act("2022-11-01", "reporter"))
    pending.uphold(act("2022-11-02"))
    assert (pending.state, pending.check) == ("REQUESTED", None)


def test_a_request_whose_source_fell_is_refused_and_never_voided() -> None:
    pending: FormalConfirmation = verified()
    pending.lose_basis(act("2022-11-01", "reporter"))
    assert refused(lambda: pending.void(act("2022-11-02", "decider"))).code == "wrong_state"
    pending.refuse(act("2022-11-03"), reason="原职称已被撤销")
    assert pending.state == "REFUSED"
    assert refused(lambda: confirmed().refuse(act("2022-11-03"), reason="x")).code == "wrong_state"


def test_a_voided_confirmation_is_in_force_on_no_day() -> None:
    own: EmployerConfirmation = confirmed_by_firm()
    assert refused(lambda: own.void(act("2022-11-01", document=""))).rule_id == "R-CONF-4"
    own.void(act("2022-11-01"))
    assert not own.in_force(day("2022-10-15"))

"""Titles that no committee of ours evaluated: from their own source, never wider than it."""

import pytest

from domain.errors import DomainError
from domain.identity import title_id_for
from domain.values import Scope, TitleOrigin
from tests.domain.builders import act, day, named
from tests.domain.stories_recognition import PEER, from_elsewhere

NO = "AHZC-2022-05-412-000001-J"


@pytest.mark.covers("R-CONF-5")
def test_a_title_from_elsewhere_keeps_the_grant_date_of_its_source_apart() -> None:
    granted = from_elsewhere()
    assert (granted.grant_date, granted.source_grant_date) == (day("2022-12-01"), day("2020-11-30"))
    assert (granted.source_authority, granted.source_certificate_no) == (PEER, "ZS-2020-1")
    assert (granted.id, granted.committee_id) == (title_id_for(named("source")), None)


@pytest.mark.parametrize("scope", [Scope.GENERAL, Scope.DUAL_DIRECTED, Scope.NON_STATE])
def test_the_scope_is_the_sources_never_wider(scope: Scope) -> None:
    assert from_elsewhere(scope=scope).scope is scope


def test_what_holds_inside_one_unit_grants_no_title() -> None:
    with pytest.raises(DomainError) as refused:
        from_elsewhere(scope=Scope.UNIT_INTERNAL)
    assert refused.value.rule_id == "R-CONF-3"


def test_an_evaluated_title_rests_on_its_approved_result_alone() -> None:
    with pytest.raises(DomainError) as refused:
        from_elsewhere(TitleOrigin.EVALUATION)
    assert refused.value.rule_id == "R-CERT-1"


@pytest.mark.covers("R-AID-4", "S2.4f")
def test_a_title_of_an_aid_posting_gets_no_certificate_here_and_a_confirmed_one_does() -> None:
    with pytest.raises(DomainError) as refused:
        from_elsewhere(TitleOrigin.AID_RECOGNITION).assign_certificate(act("2022-12-02"), certificate_no=NO, version=1)
    assert refused.value.rule_id == "R-CERT-1"
    confirmed = from_elsewhere()
    confirmed.assign_certificate(act("2022-12-02"), certificate_no=NO, version=1)
    assert confirmed.certificate_no == NO

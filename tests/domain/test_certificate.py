"""R-CERT: one number, rising versions, at most one in force, and a revocation that beats or follows an issue."""

import pytest

from domain.certificate import Certificate
from domain.errors import DomainError
from domain.identity import certificate_id
from domain.standing import TitleFacts
from domain.title import Title
from domain.values import Cause, Scope
from tests.domain.builders import act, at, engineer, intermediate, title

NO = "AHZC-2022-05-412-000001-J"
WHEN = "2022-12-01"


def prepared(of: Title, index: int = 77) -> Certificate:
    of.assign_certificate(act(WHEN), certificate_no=NO, version=1)
    return Certificate.prepare(
        act(WHEN), of.facts(), certificate_no=NO, status_list=1, status_index=index, sealed_body="body"
    )


def issue(certificate: Certificate, of: TitleFacts, version: int = 1, on: str = WHEN) -> None:
    certificate.issue(act(on), of, version=version, sealed_token=f"token {version}", kid="aa" * 8, signed_at=at(on))


def reissue(certificate: Certificate, of: TitleFacts, index: int, on: str = "2023-05-01") -> None:
    certificate.prepare_reissue(
        act(on), of, status_list=1, status_index=index, sealed_body="body 2", reason="NAME_CORRECTED"
    )


def issued() -> tuple[Title, Certificate]:
    granted = title()
    certificate = prepared(granted)
    issue(certificate, granted.facts())
    return granted, certificate


def revoke(of: Title) -> None:
    of.propose_revocation(act("2023-03-01", "proposer"), cause=Cause.FRAUD, evidence_ref="e")
    of.record_statement(act("2023-03-02"), heard=True)
    of.decide_revocation(act("2023-03-03", "decider"))


def states(of: Certificate) -> dict[int, str]:
    return {n: str(v.state) for n, v in of.versions.items()}


def test_a_certificate_is_prepared_and_then_issued() -> None:
    granted = title()
    certificate = prepared(granted)
    assert certificate.issued is None
    issue(certificate, granted.facts())
    assert certificate.issued is not None
    assert certificate.issued.sealed_token == "token 1"
    assert certificate.id == certificate_id(NO)


def test_a_version_is_issued_once() -> None:
    granted, certificate = issued()
    with pytest.raises(DomainError) as refused:
        issue(certificate, granted.facts())
    assert refused.value.code == "wrong_state"
    with pytest.raises(DomainError, match="no version 2"):
        issue(certificate, granted.facts(), 2)


@pytest.mark.covers("S2.3c", "R-CERT-1")
def test_a_title_for_one_unit_gets_no_certificate() -> None:
    with pytest.raises(DomainError) as refused:
        prepared(title(scope=Scope.UNIT_INTERNAL))
    assert refused.value.rule_id == "R-CERT-1"


@pytest.mark.covers("R-PRIV-2")
def test_a_restricted_title_is_certified_with_its_scope() -> None:
    assert prepared(title(scope=Scope.DUAL_DIRECTED)).certificate_no == NO


@pytest.mark.covers("R-CERT-1")
def test_a_title_from_outside_the_registry_gets_no_certificate() -> None:
    with pytest.raises(DomainError):
        Certificate.prepare(
            act(WHEN), intermediate(engineer()), certificate_no=NO, status_list=1, status_index=1, sealed_body="b"
        )


@pytest.mark.covers("R-CERT-1")
def test_a_revoked_title_gets_no_certificate_and_no_version() -> None:
    granted, certificate = issued()
    revoke(granted)
    with pytest.raises(DomainError) as refused:
        granted.assign_certificate(act("2023-04-01"), certificate_no=NO, version=2)
    assert refused.value.rule_id == "R-CERT-1"
    with pytest.raises(DomainError):
        reissue(certificate, granted.facts(), 78)


@pytest.mark.covers("R-CERT-1")
def test_a_revocation_that_came_first_beats_the_issue() -> None:
    granted = title()
    certificate = prepared(granted)
    certificate.revoke(act("2023-03-03"), cause="FRAUD")
    with pytest.raises(DomainError) as refused:
        issue(certificate, granted.facts())
    assert refused.value.code == "wrong_state"
    assert states(certificate) == {1: "REVOKED"}


@pytest.mark.covers("R-CERT-1")
def test_a_title_revoked_between_preparing_and_issuing_stops_the_issue() -> None:
    granted = title()
    certificate = prepared(granted)
    revoke(granted)
    with pytest.raises(DomainError) as refused:
        issue(certificate, granted.facts())
    assert refused.value.rule_id == "R-CERT-1"


@pytest.mark.covers("R-CERT-3")
def test_a_reissue_keeps_the_old_version_in_force_until_the_new_one_is_signed() -> None:
    granted, certificate = issued()
    reissue(certificate, granted.facts(), 78)
    assert states(certificate) == {1: "ISSUED", 2: "PREPARED"}
    with pytest.raises(DomainError, match="PREPARED"):
        reissue(certificate, granted.facts(), 79)
    issue(certificate, granted.facts(), 2, "2023-05-01")
    assert states(certificate) == {1: "SUPERSEDED", 2: "ISSUED"}


@pytest.mark.covers("R-CERT-3")
def test_a_status_index_is_never_used_twice() -> None:
    granted, certificate = issued()
    with pytest.raises(DomainError, match="never used twice"):
        reissue(certificate, granted.facts(), 77)


@pytest.mark.covers("R-REV-4")
def test_when_the_title_falls_every_version_falls_and_doing_it_again_is_nothing() -> None:
    granted, certificate = issued()
    reissue(certificate, granted.facts(), 78)
    issue(certificate, granted.facts(), 2, "2023-05-01")
    certificate.revoke(act("2023-06-01"), cause="FRAUD")
    after = certificate.version
    certificate.revoke(act("2023-06-01"), cause="FRAUD")
    assert states(certificate) == {1: "REVOKED", 2: "REVOKED"}
    assert certificate.version == after


def test_one_mis_issued_version_is_revoked_alone() -> None:
    granted, certificate = issued()
    reissue(certificate, granted.facts(), 78)
    certificate.revoke(act("2023-06-01"), cause="MIS_ISSUE", version=2)
    assert states(certificate) == {1: "ISSUED", 2: "REVOKED"}
    with pytest.raises(DomainError, match="no version 3"):
        certificate.revoke(act("2023-06-01"), cause="MIS_ISSUE", version=3)


@pytest.mark.covers("R-CERT-3")
def test_after_a_rescission_a_new_version_is_issued_and_the_revoked_one_stays_revoked() -> None:
    granted, certificate = issued()
    revoke(granted)
    certificate.revoke(act("2023-03-03"), cause="FRAUD")
    granted.rescind_revocation(act("2024-01-05"))
    granted.assign_certificate(act("2024-01-06"), certificate_no=NO, version=2)
    reissue(certificate, granted.facts(), 78, "2024-01-06")
    issue(certificate, granted.facts(), 2, "2024-01-06")
    assert states(certificate) == {1: "REVOKED", 2: "ISSUED"}


def test_a_titles_number_and_version_only_move_on() -> None:
    granted, _ = issued()
    for number, version in ((NO, 1), (NO, 3), ("AHZC-2022-05-412-000002-X", 2)):
        with pytest.raises(DomainError) as refused:
            granted.assign_certificate(act("2023-05-01"), certificate_no=number, version=version)
        assert refused.value.rule_id == "R-CERT-2"


def test_facts_of_another_title_are_refused() -> None:
    _, certificate = issued()
    with pytest.raises(DomainError, match="another title"):
        reissue(certificate, title("another declaration").facts(), 78)

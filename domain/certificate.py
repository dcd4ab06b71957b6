"""The certificate of one title: prepared, issued, superseded, revoked. It signs nothing and knows no CBOR."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.finding import found
from domain.identity import certificate_id
from domain.rules.certification import r_cert_1
from domain.standing import TitleFacts


class CertificateState(StrEnum):
    """Where one version stands."""

    PREPARED = "PREPARED"
    ISSUED = "ISSUED"
    SUPERSEDED = "SUPERSEDED"
    REVOKED = "REVOKED"


@dataclass(frozen=True)
class CertificateVersion:
    """One version: its place on a status list, its sealed body and, once issued, its sealed token."""

    version: int
    state: CertificateState
    status_list: int
    status_index: int
    sealed_body: str
    sealed_token: str = ""
    kid: str = ""
    signed_at: datetime | None = None


class Certificate(Aggregate):
    """At most one version is ISSUED; numbers and status indexes are used once; a revoked version stays revoked."""

    TOPIC = "Certificate"

    class Event(Aggregate.Event):
        """A fact of this certificate."""

    class Prepared(Event, AggregateCreated):
        """Version 1 was built and tried, and waits for its signature."""

        TOPIC = "CertificatePrepared"
        certificate_no: str
        title_id: UUID
        person_id: UUID
        version: int
        status_list: int
        status_index: int
        sealed_body: str

    class ReissuePrepared(Event):
        """A further version was built; the one before stays in force until this one is signed."""

        TOPIC = "CertificateReissuePrepared"
        version: int
        status_list: int
        status_index: int
        sealed_body: str
        reason: str

    class Issued(Event):
        """The version was signed, and the signed bytes equal what was prepared."""

        TOPIC = "CertificateIssued"
        version: int
        sealed_token: str
        kid: str
        signed_at: datetime

    class Superseded(Event):
        """A newer version took its place."""

        TOPIC = "CertificateSuperseded"
        version: int
        status_list: int
        status_index: int

    class Revoked(Event):
        """The version is without effect for ever."""

        TOPIC = "CertificateRevoked"
        version: int
        status_list: int
        status_index: int
        cause: str

    @event(Prepared)
    def __init__(
        self,
        *,
        certificate_no: str,
        title_id: UUID,
        person_id: UUID,
        version: int,
        status_list: int,
        status_index: int,
        sealed_body: str,
    ) -> None:
        self.certificate_no = certificate_no
        self.title_id = title_id
        self.person_id = person_id
        fresh = CertificateVersion(version, CertificateState.PREPARED, status_list, status_index, sealed_body)
        self.versions = {version: fresh}

    @classmethod
    def prepare(
        cls, act: Act, title: TitleFacts, *, certificate_no: str, status_list: int, status_index: int, sealed_body: str
    ) -> Self:
        """Records the intent to issue version 1 before anything is signed; saved with the title's assignment."""
        if title.title_id is None:
            raise DomainError("rule_refused", "R-CERT-1", "S2.6f", "only a title of this registry is certified")
        return cls._begin(
            cls.Prepared,
            certificate_id(certificate_no),
            act,
            require((r_cert_1(title),)),
            certificate_no=certificate_no,
            title_id=title.title_id,
            person_id=title.person_id,
            version=1,
            status_list=status_list,
            status_index=status_index,
            sealed_body=sealed_body,
        )

    @property
    def last_version(self) -> int:
        """The newest version number, whatever became of it."""
        return max(self.versions)

    @property
    def issued(self) -> CertificateVersion | None:
        """The one version in force, if any."""
        return next((v for v in self.versions.values() if v.state is CertificateState.ISSUED), None)

    def prepare_reissue(
        self, act: Act, title: TitleFacts, *, status_list: int, status_index: int, sealed_body: str, reason: str
    ) -> None:
        """Prepares the next version on a new index: lost, name corrected, key rotated, or restored after a rescission.

        Refused while a version still waits for its signature.
        """
        self._of_this(title)
        if any(v.state is CertificateState.PREPARED for v in self.versions.values()):
            raise wrong_state("the newest version", "PREPARED", "an issued or ended one", "R-CERT-3")
        if any((v.status_list, v.status_index) == (status_list, status_index) for v in self.versions.values()):
            raise DomainError("rule_refused", "R-CERT-3", "S2.6f", "a status index is never used twice")
        self._record(
            self.ReissuePrepared,
            act,
            require((r_cert_1(title),)).and_also(found("R-CERT-3", "S2.6f", holds=True, reason=reason)),
            version=self.last_version + 1,
            status_list=status_list,
            status_index=status_index,
            sealed_body=sealed_body,
            reason=reason,
        )

    def issue(
        self, act: Act, title: TitleFacts, *, version: int, sealed_token: str, kid: str, signed_at: datetime
    ) -> None:
        """Puts a prepared version in force; the version in force until now is superseded by the same act."""
        self._of_this(title)
        prepared = self._find(version)
        if prepared.state is not CertificateState.PREPARED:
            raise wrong_state(f"version {version}", prepared.state, "PREPARED", "R-CERT-1")
        rules = require((r_cert_1(title),))
        old = self.issued
        if old is not None:
            self._record(self.Superseded, act, ["R-CERT-3"], **_place(old))
        facts = {"version": version, "sealed_token": sealed_token, "kid": kid, "signed_at": signed_at}
        self._record(self.Issued, act, rules, **facts)

    def revoke(self, act: Act, *, cause: str, version: int | None = None) -> None:
        """Ends one version, or all of them when the title falls: a superseded print then answers REVOKED too (R-VER-1).

        Again is nothing, so a reaction may repeat it.
        """
        ending = self.versions.values() if version is None else (self._find(version),)
        for one in tuple(ending):
            if one.state is not CertificateState.REVOKED:
                self._record(self.Revoked, act, ["R-REV-4"], **_place(one), cause=cause)

    def _of_this(self, title: TitleFacts) -> None:
        if title.title_id != self.title_id:
            raise DomainError("invalid_value", "R-CERT-1", message="the facts are of another title")

    def _find(self, version: int) -> CertificateVersion:
        if version not in self.versions:
            raise DomainError("invalid_value", "R-CERT-3", message=f"there is no version {version}")
        return self.versions[version]

    def _set(self, version: CertificateVersion) -> None:
        self.versions = {**self.versions, version.version: version}

    @event(ReissuePrepared)
    def _reissue_prepared(self, version: int, status_list: int, status_index: int, sealed_body: str) -> None:
        self._set(CertificateVersion(version, CertificateState.PREPARED, status_list, status_index, sealed_body))

    @event(Issued)
    def _issued(self, version: int, sealed_token: str, kid: str, signed_at: datetime) -> None:
        self._set(
            replace(
                self.versions[version],
                state=CertificateState.ISSUED,
                sealed_token=sealed_token,
                kid=kid,
                signed_at=signed_at,
            )
        )

    @event(Superseded)
    def _superseded(self, version: int) -> None:
        self._set(replace(self.versions[version], state=CertificateState.SUPERSEDED))

    @event(Revoked)
    def _revoked(self, version: int) -> None:
        self._set(replace(self.versions[version], state=CertificateState.REVOKED))


def _place(version: CertificateVersion) -> dict[str, int]:
    return {"version": version.version, "status_list": version.status_list, "status_index": version.status_index}

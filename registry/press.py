"""The press of an office: issues certificates, publishes what stands, prints. What is lawful others decide."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.aggregate import Act
from domain.certificate import Certificate, CertificateVersion
from domain.identity import certificate_id
from keys.roles import Role as KeyRole
from registry.bootstrap import Office
from registry.clock import SHANGHAI
from registry.command import Actor, Role
from registry.errors import Forbidden, NotFound
from registry.issuance import Issuance, Row, sealed_field, token_bytes
from registry.lookup import LookupWriter
from registry.minting import Mint
from registry.paper import certificate_pdf, qr_png, qr_svg
from registry.projections.published import numbers_of, published_standing, titles_without_certificate
from registry.publication import Publication, Standing, status_prefix
from registry.signing_keys import key_entries
from verify import TrustSnapshot, Verdict, decide
from verify.qr import to_text

ISSUERS = (Role.PHRSS_ADMIN, Role.APPROVER)
"""Who may have certificates issued; a key custodian may not (domain.md 3)."""
PUBLISHERS = (Role.PHRSS_ADMIN, Role.KEY_CUSTODIAN)
"""Who may have a publication made out of turn."""


@dataclass(frozen=True)
class Issued:
    """A certificate in force as its holder may have it."""

    certificate_no: str
    version: int
    token: bytes
    qr_text: str


@dataclass(frozen=True)
class PublicationState:
    """How far the world has been told: by which publication, since when, and what is not told yet."""

    at: datetime
    number: int
    known_at: datetime | None
    due_at: datetime
    position: int
    stored: int


class Press:
    """Works with the rooms of one office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._rooms = rooms = office.rooms
        issuer = rooms.settings.the_issuer()
        self.publication = Publication(
            rooms.settings,
            rooms.strongroom,
            office.policy_today,
            clock=rooms.clock,
            standing=self._standing,
        )
        mint = Mint(
            issuer,
            rooms.strongroom.cose_signer(KeyRole.CERTIFICATE),
            status_prefix(rooms.settings),
            specialties={key: row.code for key, row in rooms.tables.specialty_keys.items()},
            published=self.publication.trust,
        )
        self._issuance = Issuance(office.transaction, rooms.privacy, mint)
        self._lookup = LookupWriter(
            rooms.registry,
            rooms.privacy,
            issuer_id=issuer.uscc,
            path=rooms.settings.lookup_file,
            numbers_of=self._numbers_of,
        )

    def issue(self, actor: Actor, title_ids: Iterable[UUID], *, reissue_reason: str = "") -> Iterator[Row]:
        """Issue certificates and give a row for each title as its batch is stored; publish afterwards to be current.

        Raises `Forbidden` for a role that may not.
        """
        role = self._role("issue-certificates", actor, ISSUERS)
        return self._issuance.issue(lambda: self._act(actor, role), title_ids, reissue_reason=reissue_reason)

    def titles_without_certificate(self) -> list[UUID]:
        """Effective titles that have no certificate in force, oldest grant first; what an interrupted run left too."""
        self._catch_up()
        with self._rooms.projector.reading() as read:
            return [UUID(str(title_id)) for title_id in titles_without_certificate(read)]

    def publish(self) -> int:
        """Publish everything that was acknowledged before this call; the number of the publication.

        The look-up file goes first: a row whose list is not there yet is answered STALE, never valid.
        """
        self._catch_up()
        self._lookup.catch_up()
        return self.publication.publish(self._rooms.clock.now())

    def publish_for(self, actor: Actor) -> int:
        """Publish because this actor wants it now; the number. Raises `Forbidden` for a role that may not."""
        self._role("publish", actor, PUBLISHERS)
        return self.publish()

    def renew(self) -> int:
        """Renew for a year what the offline keys sign, and publish; the number. Raises `Unavailable`.

        A key whose life has ended is told with the instant of its end: what it signed before stays good (R-AUTH-3).
        """
        entries = key_entries(self._rooms)
        ended = [entry for entry in entries if entry["retired_at"] is not None]
        self.publication.renew(self._rooms.clock.now(), entries if ended else ())
        return self.publish()

    def state_for(self, actor: Actor) -> PublicationState:
        """What is published now. Raises `Forbidden` for a role that may not know, `Unavailable` before the first."""
        self._role("show-publication", actor, (*PUBLISHERS, *ISSUERS, Role.AUDITOR))
        return self.state()

    def check(self) -> None:
        """Whether an office can work: its store and read models answer, and something is published. Else it raises."""
        self._rooms.registry.recorder.max_notification_id()
        self._rooms.projector.position()
        self.trust()

    def state(self) -> PublicationState:
        """What is published now; raises `Unavailable` where nothing is."""
        trust = self.trust()
        published = trust.publications.get(self._rooms.settings.the_issuer().uscc)
        return PublicationState(
            at=self._rooms.clock.now(),
            number=published.integrity.number if published is not None and published.integrity is not None else 0,
            known_at=trust.known_at,
            due_at=self.publication.due_at(),
            position=self.publication.published_position(),
            stored=self._rooms.registry.recorder.max_notification_id() or 0,
        )

    def certificate_for(self, actor: Actor, certificate_no: str) -> Issued:
        """The version in force, for its holder and for those who issue.

        Another applicant is told that it is not there (R-PRIV-4). Raises `Forbidden`, and as `certificate` does.
        """
        self._role("download-certificate", actor, (*ISSUERS, Role.APPLICANT))
        certificate = self._rooms.registry.get(Certificate, certificate_id(certificate_no))
        if not actor.roles.intersection(ISSUERS) and actor.id != str(certificate.person_id):
            raise NotFound(f"Certificate {certificate_id(certificate_no)}")
        return self.certificate(certificate_no)

    def certificate(self, certificate_no: str) -> Issued:
        """The version in force. Raises `NotFound` where there is none, `PersonErased` for an erased holder."""
        certificate = self._rooms.registry.get(Certificate, certificate_id(certificate_no))
        version = certificate.issued
        if version is None:
            raise NotFound(f"a certificate in force with number {certificate_no}")
        return self._opened(certificate, version)

    def qr_png(self, certificate_no: str) -> bytes:
        """The QR code of the version in force as a PNG for screens, read back before it is returned."""
        return qr_png(self.certificate(certificate_no).qr_text)

    def qr_svg(self, certificate_no: str) -> bytes:
        """The QR code of the version in force as an SVG, read back before it is returned."""
        return qr_svg(self.certificate(certificate_no).qr_text)

    def pdf(self, certificate_no: str) -> bytes:
        """The printed certificate of the version in force: a function of its stored bytes, which signs nothing."""
        issued = self.certificate(certificate_no)
        told = self.verdict(issued.token).to_dict()
        shown: dict[str, Any] = told["certificate"]
        signed_at = datetime.fromisoformat(shown["signed_at"])
        return certificate_pdf(shown, told["issuer"], issued.qr_text, signed_at.astimezone(SHANGHAI).date())

    def verdict(self, token: bytes) -> Verdict:
        """What a verifier with today's publication answers now."""
        return decide(token, self.trust(), self._rooms.clock.now())

    def trust(self) -> TrustSnapshot:
        """What any verifier holds who asks now."""
        return self.publication.trust()

    def write_pack(self, path: Path) -> None:
        """Publish nothing; write what is published as one offline pack."""
        self.publication.write_pack(path)

    def _opened(self, certificate: Certificate, version: CertificateVersion) -> Issued:
        number = certificate.certificate_no
        field = sealed_field("token", number, version.version)
        token = token_bytes(self._rooms.privacy.open(certificate.person_id, field, version.sealed_token))
        return Issued(number, version.version, token, to_text(f"{self._rooms.settings.public_url}/v", token))

    def _role(self, what: str, actor: Actor, allowed: Sequence[Role]) -> Role:
        role = next((role for role in allowed if role in actor.roles), None)
        if role is None:
            refusal = Forbidden(f"no role of this account may {what.replace('-', ' ')}", code="role_not_allowed")
            self._office.note_refusal(what, actor, refusal)
            raise refusal
        return role

    def _act(self, actor: Actor, role: Role) -> Act:
        clock = self._rooms.clock
        return Act(
            actor_id=actor.id,
            actor_role=role.value,
            unit_uscc=actor.unit_uscc,
            legal_date=clock.today(),
            recorded_at=clock.now(),
            policy_version=self._office.policy_today().version,
        )

    def _catch_up(self) -> None:
        self._rooms.projector.catch_up()

    def _standing(self) -> Standing:
        self._catch_up()
        with self._rooms.projector.reading() as read:
            return published_standing(read, self._rooms.clock.today())

    def _numbers_of(self, person_id: UUID) -> list[str]:
        with self._rooms.projector.reading() as read:
            return numbers_of(read, person_id)

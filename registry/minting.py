"""The bytes of a certificate: builds the claims, tries them under a throwaway key, signs, and judges our own output.

With `publication` it is the only place that translates the law's vocabulary into the certificate's. It stores nothing.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.title import Title
from keys.signers import CoseSigner, throwaway_signer
from registry.errors import RegistryError
from registry.settings import Issuer
from verify import Fact, Outcome, TrustSnapshot, decide, envelope
from verify.certificate import CertificateClaims, encode_claims, format_number, parse_number
from verify.labels import SCOPES
from verify.status import encode_status_list
from verify.verdict import Verdict, instant_text

_SCOPE_NUMBERS = {name: number for number, name in SCOPES.items()}


class MintRefused(RegistryError):  # noqa: N818 - see registry/errors.py
    """The bytes would not be accepted by a verifier, so they never leave; codes `claims`, `trial`, `self_check`."""


@dataclass(frozen=True)
class Place:
    """Where a version's status stands: list n and index."""

    status_list: int
    status_index: int


class Mint:
    """Builds and judges tokens of one issuer.

    `published` is the trust that verifiers hold now; `status_prefix` opens the URI of every list; `specialties` are the
    numbers of the code table by key.
    """

    def __init__(
        self,
        issuer: Issuer,
        signer: CoseSigner,
        status_prefix: str,
        *,
        specialties: Mapping[str, int],
        published: Callable[[], TrustSnapshot],
    ) -> None:
        self._specialties = specialties
        self._issuer = issuer
        self._signer = signer
        self._status_prefix = status_prefix
        self._published = published
        self._trial = throwaway_signer()
        self._trial_trust: tuple[tuple[datetime, str], TrustSnapshot] | None = None

    @property
    def kid(self) -> str:
        """The id of the key that signs, in hex."""
        return self._signer.kid.hex()

    def number(self, year: int, series: int, level: int, serial: int) -> str:
        """The certificate number of a serial, with this issuer's letters and the check character."""
        return format_number(self._issuer.number_prefix, year, series, level, serial)

    def claims(
        self, title: Title, holder_name: str, *, number: str, version: int, place: Place, at: datetime
    ) -> CertificateClaims:
        """What the certificate of this title will say, signed at `at` (cut to whole seconds)."""
        numbered = parse_number(number)
        return CertificateClaims(
            year=numbered.year,
            serial=numbered.serial,
            version=version,
            holder_name=holder_name,
            title_name=title.title_name,
            series=int(title.series_code),
            specialty=self._specialties[title.specialty_code or "NONE"],
            level=int(title.level),
            scope=_SCOPE_NUMBERS[title.scope.value],
            grant_date=title.grant_date,
            region=int(title.region_code),
            authority=self._issuer.authority,
            signed_at=at.replace(microsecond=0),
            status_uri=f"{self._status_prefix}{place.status_list}",
            status_index=place.status_index,
        )

    def rehearse(self, claims: CertificateClaims) -> bytes:
        """The body, after a token with it and a throwaway signature was read and decided by the real verifier.

        Raises `MintRefused` where a verifier would not accept what is about to be promised.
        """
        body = encode_claims(claims)
        verdict = decide(_token(body, self._trial), self._trust_in_trial(claims), claims.signed_at)
        if verdict.outcome is not Outcome.VALID_AS_OF or verdict.claims != claims:
            code = "claims" if "claims" in verdict.reasons else "trial"
            raise MintRefused(_told("the trial signature", verdict), code=code)
        return body

    def sign(self, claims: CertificateClaims) -> bytes:
        """The token, after our own output was read back under the published keys and equals the claims.

        Raises `MintRefused` (`self_check`) where it does not, or where its status position is already taken.
        """
        token = _token(encode_claims(claims), self._signer)
        verdict = decide(token, self._published(), claims.signed_at)
        known = verdict.intact is Fact.YES and verdict.trusted is Fact.YES and verdict.current is not Fact.NO
        if not known or verdict.claims != claims:
            raise MintRefused(_told("our own signature", verdict), code="self_check")
        return token

    def _trust_in_trial(self, claims: CertificateClaims) -> TrustSnapshot:
        """Trust in the throwaway key alone, good for the second and the list of these claims."""
        at, uri = claims.signed_at, claims.status_uri
        if self._trial_trust is None or self._trial_trust[0] != (at, uri):
            trial, spki = self._trial, base64.urlsafe_b64encode(self._trial.spki_der).rstrip(b"=").decode()
            keys = [key_entry(role, "ES256", trial.kid.hex(), spki, at) for role in ("certificate", "status")]
            empty = encode_status_list(uri, {}, 1, at, at + timedelta(hours=1), 300, trial.alg, trial.kid, trial)
            issuers = issuers_document(self._issuer, self._status_prefix, keys)
            trust = TrustSnapshot.from_targets({"issuers.json": issuers, "status/trial.cwt": empty})
            self._trial_trust = ((at, uri), trust)
        return self._trial_trust[1]


def _token(body: bytes, signer: CoseSigner) -> bytes:
    """A token that nobody has read yet: `encode_certificate` would, and so does `decide` right after this."""
    return envelope.sign1(envelope.protected_header(signer.alg, signer.kid), body, signer)


def key_entry(
    role: str,
    algorithm: str,
    kid: str,
    public_key: str,
    not_before: datetime,
    *,
    retired_at: datetime | None = None,
) -> dict[str, object]:
    """One key as docs/formats/trust-repository.md has it; `public_key` is SubjectPublicKeyInfo in base64url."""
    return {
        "kid": kid,
        "role": role,
        "algorithm": algorithm,
        "public_key": public_key,
        "not_before": instant_text(not_before),
        "retired_at": None if retired_at is None else instant_text(retired_at),
        "compromised_since": None,
        "authorities": None,
    }


def issuers_document(issuer: Issuer, status_prefix: str, keys: list[dict[str, object]]) -> bytes:
    """`issuers.json` with this one issuer."""
    entry: Mapping[str, object] = {
        "id": issuer.uscc,
        "region": issuer.region,
        "name": {"zh": issuer.name_zh, "en": issuer.name_en},
        "number_prefix": issuer.number_prefix,
        "certificate_type": issuer.uscc + issuer.certificate_type,
        "status_prefix": status_prefix,
        "keys": keys,
    }
    return json.dumps({"format": "zhicheng-issuers/1", "issuers": [entry]}, ensure_ascii=False, indent=1).encode()


def _told(what: str, verdict: Verdict) -> str:
    return f"{what} was answered {verdict.outcome} at step {verdict.step} ({', '.join(verdict.reasons)})"

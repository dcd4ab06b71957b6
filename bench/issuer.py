"""An issuer with throwaway keys, for what needs certificates and trust but no registry."""

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from keys.signers import CoseSigner, throwaway_signer
from registry.commands.founding import DEMO_ISSUER
from registry.minting import issuers_document, key_entry
from verify import TrustSnapshot
from verify.certificate import CertificateClaims, encode_certificate
from verify.status import HistoryOutcome, Status, encode_history, encode_integrity, encode_status_list

AT = datetime(2022, 12, 2, tzinfo=UTC)
PREFIX = "https://zc.example.cn/s/"
PAGE_URL = "https://zc.example.cn/v"
CLAIMS = CertificateClaims(
    year=2022,
    serial=1,
    version=1,
    holder_name="张示例",
    title_name="高级工程师",
    series=5,
    specialty=1,
    level=412,
    scope=0,
    grant_date=date(2022, 11, 29),
    region=DEMO_ISSUER.region,
    authority=DEMO_ISSUER.authority,
    signed_at=datetime(2022, 11, 30, 2, tzinfo=UTC),
    status_uri=f"{PREFIX}1",
    status_index=77_777,
)
CODES = {
    "format": "zhicheng-codes/1",
    "series": {"5": {"zh": "工程技术人员", "en": "Engineering"}},
    "levels": {"412": {"zh": "副高级", "en": "associate senior"}},
    "scopes": {"0": {"code": "GENERAL", "zh": "通用", "en": "general"}},
    "regions": {str(DEMO_ISSUER.region): {"zh": "虚构省", "en": "Fictitious Province"}},
    "issuers": {},
}


class SmallIssuer:
    """One certificate key, one status key, one list on which `revoked` positions are invalid."""

    def __init__(self, revoked: set[int]) -> None:
        self.signer = throwaway_signer()
        self._status_signer = throwaway_signer()
        self._revoked = revoked

    def token(self, claims: CertificateClaims = CLAIMS, **changed: object) -> bytes:
        """A certificate, `CLAIMS` unless told otherwise."""
        claims = replace(claims, **changed)  # type: ignore[arg-type]
        return encode_certificate(claims, self.signer.alg, self.signer.kid, self.signer)

    def status_list(self) -> bytes:
        """The list as it is published."""
        statuses = dict.fromkeys(self._revoked, int(Status.INVALID))
        return encode_status_list(f"{PREFIX}1", statuses, *self._life, 300, *self._by)

    def trust(self) -> TrustSnapshot:
        """What a verifier holds that has just been brought up to date."""
        entries = {index: (int(HistoryOutcome.REVOKED), date(2022, 11, 29), AT.date()) for index in self._revoked}
        keys = [_entry("certificate", self.signer), _entry("status", self._status_signer)]
        return TrustSnapshot.from_targets(
            {
                "issuers.json": issuers_document(DEMO_ISSUER, PREFIX, keys),
                "codes.json": json.dumps(CODES).encode(),
                "status/1.cwt": self.status_list(),
                "integrity.cbor": encode_integrity(f"{PREFIX}integrity", {}, *self._life, *self._by),
                "history.cbor": encode_history(f"{PREFIX}history", {f"{PREFIX}1": entries}, *self._life, *self._by),
            }
        )

    @property
    def _life(self) -> tuple[int, datetime, datetime]:
        made = AT - timedelta(hours=1)
        return 1, made, made + timedelta(days=7)

    @property
    def _by(self) -> tuple[int, bytes, CoseSigner]:
        return self._status_signer.alg, self._status_signer.kid, self._status_signer


def _entry(role: str, signer: CoseSigner) -> dict[str, object]:
    spki = base64.urlsafe_b64encode(signer.spki_der).rstrip(b"=").decode()
    return key_entry(role, "ES256", signer.kid.hex(), spki, CLAIMS.signed_at - timedelta(days=30))

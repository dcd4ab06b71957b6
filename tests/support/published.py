"""A published folder as the registry leaves it: a TUF repository signed from a strongroom, and `lookup.sqlite`."""

import base64
import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from keys.roles import Role
from keys.strongroom import Strongroom
from keys.trust_repository import TrustRepository
from tests.support.tree import ROOT
from verify.certificate import CertificateClaims, encode_certificate, format_number
from verify.qr import to_text
from verify.status import HistoryOutcome, Status, encode_history, encode_integrity, encode_status_list

ISSUER = "11990000000000019A"
STATUS_PREFIX = "https://zc.example.cn/s/"
PAGE_URL = "https://zc.example.cn/v"
HOLDER = "欧阳示例"
MASKED = "欧**例"
TITLE = "高级工程师"
PASSPHRASE = b"only for this test run"
GRANTED = date(2022, 11, 29)

CODES = {
    "format": "zhicheng-codes/1",
    "series": {"5": {"zh": "工程技术人员", "en": "Engineering"}},
    "levels": {"412": {"zh": "副高级", "en": "associate senior"}},
    "scopes": {"0": {"code": "GENERAL", "zh": "通用", "en": "general"}},
    "regions": {"349900": {"zh": "虚构省", "en": "Fictitious Province"}},
    "issuers": {ISSUER: {"specialties": {}, "authorities": {}}},
}


def lookup_schema() -> str:
    """The table as docs/formats/lookup.md defines it: the document is the one copy."""
    text = (ROOT / "docs" / "formats" / "lookup.md").read_text(encoding="utf-8")
    return text.split("```sql\n")[1].split("```")[0]


class Published:
    """One issuer with `lists` status lists. What is revoked or on record is published by `publish`."""

    def __init__(self, folder: Path, strongroom: Strongroom, *, lists: int = 1, at: datetime | None = None) -> None:
        self.folder = folder
        self.strongroom = strongroom
        self.lists = lists
        self.number = 0
        self.repository = TrustRepository(folder / "trust", strongroom)
        at = at or datetime.now(UTC)
        self.repository.create(_json(self._issuers()), _json(CODES), _json(_RECOGNITION), at)
        self.root = folder.parent / "1.root.json"
        self.root.write_bytes(self.repository.first_root())
        self.lookup = folder / "lookup.sqlite"
        with sqlite3.connect(self.lookup) as connection:
            connection.executescript(lookup_schema())
        connection.close()
        self.publish(at=at)

    def publish(
        self,
        statuses: Mapping[int, Mapping[int, tuple[Status, HistoryOutcome]]] | None = None,
        on_record: Mapping[int, Mapping[int, date]] | None = None,
        *,
        at: datetime | None = None,
    ) -> None:
        """Publishes every list and both registers anew: list number -> index -> what it now says."""
        at = (at or datetime.now(UTC)).replace(microsecond=0)
        self.number += 1
        statuses, on_record = statuses or {}, on_record or {}
        signer = self.strongroom.cose_signer(Role.STATUS)
        life = (self.number, at, at + timedelta(days=7))
        targets = {
            f"status/{n}.cwt": encode_status_list(
                f"{STATUS_PREFIX}{n}",
                {index: status for index, (status, _) in statuses.get(n, {}).items()},
                *life,
                300,
                signer.alg,
                signer.kid,
                signer,
            )
            for n in range(1, self.lists + 1)
        }
        targets["integrity.cbor"] = encode_integrity(
            f"{STATUS_PREFIX}integrity",
            {f"{STATUS_PREFIX}{n}": of_list for n, of_list in on_record.items()},
            *life,
            signer.alg,
            signer.kid,
            signer,
        )
        targets["history.cbor"] = encode_history(
            f"{STATUS_PREFIX}history",
            {
                f"{STATUS_PREFIX}{n}": {index: (what, GRANTED, at.date()) for index, (_, what) in of_list.items()}
                for n, of_list in statuses.items()
            },
            *life,
            signer.alg,
            signer.kid,
            signer,
        )
        self.repository.publish(targets, at)

    def token(self, serial: int, *, n: int = 1, index: int = 5, holder_name: str = HOLDER) -> bytes:
        """A certificate, signed an hour before the world began."""
        signer = self.strongroom.cose_signer(Role.CERTIFICATE)
        claims = CertificateClaims(
            year=2022,
            serial=serial,
            version=1,
            holder_name=holder_name,
            title_name=TITLE,
            series=5,
            specialty=1,
            level=412,
            scope=0,
            grant_date=GRANTED,
            region=349900,
            authority=1,
            signed_at=datetime(2022, 11, 30, 2, tzinfo=UTC),
            status_uri=f"{STATUS_PREFIX}{n}",
            status_index=index,
        )
        return encode_certificate(claims, signer.alg, signer.kid, signer)

    def qr_text(self, serial: int, *, n: int = 1, index: int = 5, holder_name: str = HOLDER) -> str:
        """What its QR code says."""
        return to_text(PAGE_URL, self.token(serial, n=n, index=index, holder_name=holder_name))

    def list_number(self, serial: int, *, n: int = 1, index: int = 5, masked_name: str = MASKED) -> str:
        """Makes a certificate's number open to look-up; the number."""
        number = number_of(serial)
        with sqlite3.connect(self.lookup) as connection:
            connection.execute(
                "INSERT INTO certificate VALUES (?, 1, ?, ?, 412, 5, ?, ?, ?, ?)",
                (number, masked_name, TITLE, GRANTED.isoformat(), ISSUER, f"{STATUS_PREFIX}{n}", index),
            )
        connection.close()
        return number

    def _issuers(self) -> dict[str, Any]:
        return {
            "format": "zhicheng-issuers/1",
            "issuers": [
                {
                    "id": ISSUER,
                    "region": 349900,
                    "name": {
                        "zh": "虚构省人力资源和社会保障厅",
                        "en": "Fictitious Province Human Resources Department",
                    },
                    "number_prefix": "AHZC",
                    "certificate_type": f"{ISSUER}901",
                    "status_prefix": STATUS_PREFIX,
                    "keys": [self._key(Role.CERTIFICATE), self._key(Role.STATUS)],
                }
            ],
        }

    def _key(self, role: Role) -> dict[str, Any]:
        signer = self.strongroom.cose_signer(role)
        return {
            "kid": signer.kid.hex(),
            "role": role.value,
            "algorithm": "ES256",
            "public_key": base64.urlsafe_b64encode(signer.spki_der).rstrip(b"=").decode(),
            "not_before": "2022-01-01T00:00:00Z",
            "retired_at": None,
            "compromised_since": None,
            "authorities": None,
        }


def number_of(serial: int) -> str:
    """The number of the certificate with this serial."""
    return format_number("AHZC", 2022, 5, 412, serial)


_RECOGNITION = {"format": "zhicheng-recognition/1", "agreements": []}


def _json(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()

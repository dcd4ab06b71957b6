"""What a verifier trusts at one moment: keys, words, and the newest authentic publications. Frozen, no input or output.

Every signed publication is verified once, here, so that `decide` only looks up. Whether the files themselves are the
newest and authentic is for the TUF client in `sync` to know.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, Self

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import envelope, limits
from .codes import CodeTable, parse_codes
from .errors import MalformedTrust, Refused
from .issuers import Issuer, Key, parse_issuers
from .status import (
    HistoryEntry,
    HistoryRegister,
    IntegrityRegister,
    Publication,
    Status,
    StatusList,
    decode_history,
    decode_integrity,
    decode_status_list,
)

_Publications = StatusList | IntegrityRegister | HistoryRegister


@dataclass(frozen=True, slots=True)
class Publications:
    """The newest authentic publications of one issuer."""

    lists: Mapping[str, StatusList] = field(default_factory=dict)
    integrity: IntegrityRegister | None = None
    history: HistoryRegister | None = None


_NOTHING: Final = Publications()
_LIST_PLACE: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class Standing(NamedTuple):
    """All that the publications say about one position. None where there is no authentic publication or no entry."""

    status: Status | None
    status_list: StatusList | None
    history: HistoryEntry | None


@dataclass(frozen=True, slots=True)
class TrustSnapshot:
    """What `decide` may rely on. Make one with `from_targets`.

    `known_at` is the newest instant that anything authentic has named: the clock cannot be earlier.
    `problems` names, in stable words, what was there and was not used.
    """

    issuers: Mapping[str, Issuer]
    codes: CodeTable
    certificate_keys: Mapping[bytes, tuple[Key, ...]]
    publications: Mapping[str, Publications]
    known_at: datetime | None
    problems: tuple[str, ...]

    @classmethod
    def from_targets(cls, targets: Mapping[str, bytes], *, known_at: datetime | None = None) -> Self:
        """Build a snapshot from the repository's targets by name. `known_at`: an instant remembered from earlier.

        Raises `MalformedTrust` without a usable issuers.json. A publication that is not authentic is treated as absent
        and named in `problems`; of two with the same subject the higher number counts.
        """
        if "issuers.json" not in targets:
            raise MalformedTrust("issuers.json: missing")
        issuers, keys, problems = parse_issuers(targets["issuers.json"])
        codes = CodeTable()
        try:
            codes = parse_codes(targets["codes.json"])
        except KeyError:
            problems.append("codes.json: missing")
        except MalformedTrust as error:
            problems.append(str(error))
        status_keys = _by_kid(keys, "status")
        found: dict[str, dict[str, _Publications]] = {issuer.id: {} for issuer in issuers}
        for name, data in targets.items():
            try:
                published = _publication(name, data, status_keys)
            except Refused as error:
                problems.append(f"{name}: {error}")
                continue
            if published is not None:
                issuer, document = published
                _keep_newest(found[issuer.id], document)
        seen = [document.issued_at for of_issuer in found.values() for document in of_issuer.values()]
        return cls(
            issuers={issuer.id: issuer for issuer in issuers},
            codes=codes,
            certificate_keys=_by_kid(keys, "certificate"),
            publications={issuer.id: _gather(issuer, found[issuer.id]) for issuer in issuers},
            known_at=max((*seen, *([known_at] if known_at else [])), default=None),
            problems=tuple(problems),
        )

    def standing(self, issuer_id: str, uri: str, index: int) -> Standing:
        """Look up what one issuer's publications say about a position."""
        publications = self.publications.get(issuer_id, _NOTHING)
        status_list = publications.lists.get(uri)
        history = publications.history
        return Standing(
            None if status_list is None else status_list.at(index),
            status_list,
            None if history is None else history.entries.get(uri, {}).get(index),
        )

    def status_of(self, uri: str, index: int) -> Standing:
        """Look up a position by its list alone, for questions that come with a number instead of a certificate."""
        for issuer in self.issuers.values():
            if uri.startswith(issuer.status_prefix):
                return self.standing(issuer.id, uri, index)
        return Standing(None, None, None)


def kid_of(public_key: envelope.PublicKey) -> bytes:
    """Compute a key id: the first 8 bytes of SHA-256 over the SubjectPublicKeyInfo (DER)."""
    spki = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()[: limits.KID_BYTES]


def _by_kid(keys: list[Key], role: str) -> dict[bytes, tuple[Key, ...]]:
    found: dict[bytes, tuple[Key, ...]] = {}
    for key in keys:
        if key.role == role:
            found[key.kid] = (*found.get(key.kid, ()), key)
    return found


def _publication(
    name: str, data: bytes, status_keys: Mapping[bytes, tuple[Key, ...]]
) -> tuple[Issuer, _Publications] | None:
    """Read one target if its name says that it is a publication. Raises `Refused` if it is not authentic."""
    decode: Callable[[envelope.Sign1], _Publications]
    if name.endswith(".cwt"):
        decode, bound = decode_status_list, limits.MAX_LIST_DOCUMENT_BYTES
    elif name.endswith("integrity.cbor"):
        decode, bound = decode_integrity, limits.MAX_REGISTER_BYTES
    elif name.endswith("history.cbor"):
        decode, bound = decode_history, limits.MAX_REGISTER_BYTES
    else:
        return None
    if len(data) > bound:
        raise Refused("publication", f"over {bound} bytes")
    message = envelope.parse(data)
    signers = [key for key in status_keys.get(message.kid, ()) if key.verifies(message)]
    if not signers:
        raise Refused("publication", "no status key has signed it")
    document = decode(message)
    _check_signer(signers[0], document)
    return signers[0].issuer, document


def _check_signer(key: Key, document: Publication) -> None:
    # A compromised key could date its lies back, so no date saves what it signed; a retired one signed nothing later.
    if key.compromised_since is not None:
        raise Refused("publication", "its key is compromised")
    if document.issued_at < key.not_before or (key.retired_at is not None and document.issued_at >= key.retired_at):
        raise Refused("publication", "made outside its key's life")
    place = document.sub.removeprefix(key.issuer.status_prefix)
    if isinstance(document, StatusList):
        fits = _LIST_PLACE.fullmatch(place) is not None
    else:
        fits = place == ("integrity" if isinstance(document, IntegrityRegister) else "history")
    if not fits:
        raise Refused("publication", "its subject is not one of its issuer's")


def _keep_newest(found: dict[str, _Publications], document: _Publications) -> None:
    other = found.get(document.sub)
    if other is None or document.number > other.number:
        found[document.sub] = document


def _gather(issuer: Issuer, found: Mapping[str, _Publications]) -> Publications:
    lists = {sub: document for sub, document in found.items() if isinstance(document, StatusList)}
    integrity = found.get(issuer.status_prefix + "integrity")
    history = found.get(issuer.status_prefix + "history")
    return Publications(
        lists,
        integrity if isinstance(integrity, IntegrityRegister) else None,
        history if isinstance(history, HistoryRegister) else None,
    )

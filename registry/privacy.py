"""Seals personal fields before an aggregate sees them, opens them for those who may read, and erases a person for ever.

What is refused here is refused without repeating it: a name or number never stands in a message.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from domain.values import DocumentKind, PersonOrigin
from keys.blind_index import BlindIndex
from keys.errors import PersonKeyDestroyed, PersonKeyMissing, PersonKeysUnreadable, SealBroken
from keys.person_keys import PersonKeys
from registry.errors import InvalidInput, NotFound, PersonErased, Unavailable

NAME_LENGTHS = range(2, 51)
# Besides letters and marks: the dot of transcribed names, and what foreign names are written with.
NAME_PUNCTUATION = frozenset("· -'’.")
SYNTHETIC_REGION = "349900"
HMT_REGIONS = ("810000", "820000", "830000")
EARLIEST_BIRTH = date(1900, 1, 1)

_PATTERNS = {
    DocumentKind.RESIDENT_ID: r"[1-6]\d{16}[\dX]",
    DocumentKind.HMT_RESIDENCE_PERMIT: r"8[123]0000\d{11}[\dX]",
    DocumentKind.PERMANENT_RESIDENCE: r"9\d{16}[\dX]|[A-Z]{3}\d{12}",
    DocumentKind.WORK_PERMIT: r"[0-9A-Z]{6,20}",
    DocumentKind.PASSPORT: r"[0-9A-Z]{5,20}",
    DocumentKind.TRAVEL_PERMIT: r"[0-9A-Z]{5,20}",
}

_FREE_FORM = frozenset({DocumentKind.PASSPORT, DocumentKind.TRAVEL_PERMIT, DocumentKind.WORK_PERMIT})
_NUMBER_OF_A_CARD = r"\d{15}|\d{17}[\dX]|[A-Z]{3}\d{12}"
_ORIGINS = {
    DocumentKind.RESIDENT_ID: {PersonOrigin.MAINLAND},
    DocumentKind.PERMANENT_RESIDENCE: {PersonOrigin.FOREIGN},
    DocumentKind.WORK_PERMIT: {PersonOrigin.FOREIGN},
    DocumentKind.TRAVEL_PERMIT: {PersonOrigin.HK, PersonOrigin.MACAO, PersonOrigin.TAIWAN},
}
_HMT_ORIGINS = {"81": PersonOrigin.HK, "82": PersonOrigin.MACAO, "83": PersonOrigin.TAIWAN}


def check_name(text: str) -> str:
    """The name in one spelling (NFC, outer spaces gone); raises `InvalidInput`, code `name_invalid`."""
    name = unicodedata.normalize("NFC", text.strip())
    letters = all(unicodedata.category(c)[0] in "LM" or c in NAME_PUNCTUATION for c in name)
    if len(name) not in NAME_LENGTHS or not letters or not unicodedata.category(name[0]).startswith("L"):
        raise InvalidInput(
            "a name has 2 to 50 characters: letters, and · between the parts of a transcribed name", code="name_invalid"
        )
    return name


def check_number(kind: DocumentKind, text: str, *, today: date, allow_synthetic: bool) -> str:
    """The document number in one spelling (domain.md 6.1); raises `InvalidInput`, code `identity_number_invalid`."""
    number = text.strip().upper()
    if re.fullmatch(_PATTERNS[kind], number) is None:
        raise _invalid("format", "it has the wrong length or a character that does not belong there")
    if kind in _FREE_FORM and re.fullmatch(_NUMBER_OF_A_CARD, number):
        # Entered under another kind, a number would make a second person of its holder.
        raise _invalid("kind", "it is the number of an identity card, not of this document")
    if kind in {DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE_PERMIT}:
        _check_resident(number, kind, today, allow_synthetic=allow_synthetic)
    elif kind is DocumentKind.PERMANENT_RESIDENCE and number.startswith("9") and not _check_character_fits(number):
        raise _invalid("check", "its check character is wrong")
    return number


def check_origin(kind: DocumentKind, number: str, origin: PersonOrigin) -> None:
    """Refuse an origin that the document contradicts: R-ELIG-3 hangs on it (`InvalidInput`, code `origin_mismatch`)."""
    expected = _ORIGINS.get(kind, set(PersonOrigin))
    if kind is DocumentKind.HMT_RESIDENCE_PERMIT:
        expected = {_HMT_ORIGINS[number[:2]]}
    if origin not in expected:
        raise InvalidInput("the document is not one of a person of this origin", code="origin_mismatch")


def birth_date_of(kind: DocumentKind, number: str) -> date | None:
    """The birth date that a checked number carries, if its kind carries one."""
    if kind in {DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE_PERMIT}:
        return _born(number)
    return None


def _born(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def _check_resident(number: str, kind: DocumentKind, today: date, *, allow_synthetic: bool) -> None:
    if not _check_character_fits(number):
        raise _invalid("check", "its check character is wrong")
    try:
        born = _born(number)
    except ValueError:
        raise _invalid("date", "it contains a date that does not exist") from None
    if not EARLIEST_BIRTH <= born <= today:
        raise _invalid("date", "it contains a birth date in the future or before 1900")
    if kind is DocumentKind.HMT_RESIDENCE_PERMIT or (allow_synthetic and number.startswith(SYNTHETIC_REGION)):
        return
    try:
        ric.get_birth_place(number)
    except (InvalidComponent, KeyError):  # the library looks for a county even where it only knows the province
        raise _invalid("region", "it contains a region that was not assigned") from None


def _check_character_fits(number: str) -> bool:
    return bool(number[-1] == ric.calc_check_digit(number))


def _invalid(part: str, reason: str) -> InvalidInput:
    return InvalidInput(
        f"the document number is not valid: {reason}", code="identity_number_invalid", facts={"part": part}
    )


class Privacy:
    """The only part of the office that holds person keys and the blind index."""

    def __init__(self, person_keys: PersonKeys, blind_index: BlindIndex) -> None:
        self._keys = person_keys
        self._index = blind_index

    def admit(self, person_id: UUID) -> None:
        """Give a person a key, before anything of theirs is sealed."""
        try:
            self._keys.create(person_id)
        except PersonKeyDestroyed as problem:
            raise PersonErased from problem
        except PersonKeysUnreadable as problem:
            raise Unavailable(problem.message, code=problem.code) from problem

    def admit_many(self, person_ids: Iterable[UUID]) -> None:
        """`admit` for all of these in one durable write: all or none."""
        try:
            self._keys.create_many(person_ids)
        except PersonKeyDestroyed as problem:
            raise PersonErased from problem
        except PersonKeysUnreadable as problem:
            raise Unavailable(problem.message, code=problem.code) from problem

    def seal(self, person_id: UUID, field: str, text: str) -> str:
        """Sealed text that opens only as this field of this person; empty stays empty. Raises `PersonErased`."""
        if not text:
            return ""
        try:
            return self._keys.seal(person_id, field, text)
        except PersonKeyDestroyed as problem:
            raise PersonErased from problem
        except PersonKeyMissing as problem:
            raise NotFound(f"person {person_id}") from problem
        except PersonKeysUnreadable as problem:
            raise Unavailable(problem.message, code=problem.code) from problem

    def seal_all(self, person_id: UUID, fields: Mapping[str, str]) -> dict[str, str]:
        """`seal` for several fields of one person, by name; empty stays empty. Raises `PersonErased`."""
        try:
            sealed = self._keys.seal_all(person_id, {field: text for field, text in fields.items() if text})
        except PersonKeyDestroyed as problem:
            raise PersonErased from problem
        except PersonKeyMissing as problem:
            raise NotFound(f"person {person_id}") from problem
        except PersonKeysUnreadable as problem:
            raise Unavailable(problem.message, code=problem.code) from problem
        return {field: sealed.get(field, "") for field in fields}

    def open(self, person_id: UUID, field: str, sealed: str) -> str:
        """What was sealed; raises `PersonErased`, and `Unavailable` (code `seal_broken`) for altered text."""
        if not sealed:
            return ""
        try:
            return self._keys.open(person_id, field, sealed).decode()
        except PersonKeyDestroyed as problem:
            raise PersonErased from problem
        except PersonKeyMissing as problem:
            raise NotFound(f"person {person_id}") from problem
        except (SealBroken, PersonKeysUnreadable) as problem:
            raise Unavailable(problem.message, code=problem.code) from problem

    def erase(self, person_id: UUID) -> None:
        """Destroy the person's key: what was sealed is gone for everyone, for ever (R-PRIV-6). Again is nothing."""
        try:
            self._keys.destroy(person_id)
        except PersonKeyMissing as problem:
            raise NotFound(f"person {person_id}") from problem
        except PersonKeysUnreadable as problem:
            raise Unavailable(problem.message, code=problem.code) from problem

    def index_of(self, kind: DocumentKind, number: str) -> str:
        """The keyed index of a checked number: equal numbers meet, and nothing leads back."""
        return self._index.of(f"identity:{kind.value}", number)

    def trait_index(self, name: str, born: date) -> str:
        """The keyed index of a name and birth date, however the name is spaced, dotted or capitalised."""
        letters = "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c not in NAME_PUNCTUATION)
        return self._index.of("identity-traits", f"{letters} {born.isoformat()}")

    def fingerprint(self, text: str) -> str:
        """A keyed digest of a request that may hold personal data, to recognise its repetition."""
        return self._index.of("request", text)

    def close(self) -> None:
        """Let go of every key."""
        self._keys.close()

"""A row of historical titles as it is documented in docs/formats/bulk.md: checked, in one spelling, or refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from stdnum.cn import uscc as uscc_numbers

from domain.standing import HistoricalTitle
from domain.values import DocumentKind, Level, PersonOrigin, Scope
from registry.bulk.cells import code_text, day, name_text, plain, refused
from registry.privacy import birth_date_of, check_name, check_number
from registry.tables import Tables

COLUMNS = (
    "source_key",
    "body_uscc",
    "year",
    "name",
    "id_type",
    "id_number",
    "title_name",
    "series_code",
    "specialty",
    "level_code",
    "grant_date",
    "approval_document_no",
    "original_certificate_no",
)
OPTIONAL = ("scope", "birth_date")
NEEDED = tuple(column for column in COLUMNS if column not in {"specialty", "original_certificate_no"})
LONGEST = 120
FIRST_YEAR = 1949

_COMPATRIOTS = {
    "81": PersonOrigin.HK,
    "82": PersonOrigin.MACAO,
    "83": PersonOrigin.TAIWAN,
    "H": PersonOrigin.HK,
    "M": PersonOrigin.MACAO,
}
_IDENTITY_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15})(?!\d)")
_OLD_NUMBER = re.compile(r"\d{15}")


@dataclass(frozen=True)
class TitleRow:
    """A checked row; every field in the spelling in which it is stored."""

    number: int
    source_key: str
    body_uscc: str
    year: int
    name: str
    kind: DocumentKind
    id_number: str
    origin: PersonOrigin
    birth_date: date
    claimed: HistoricalTitle
    original_no: str

    def canonical(self) -> str:
        """What its digest is taken over: two notations of the same facts are the same row."""
        claimed = self.claimed
        return "\x1f".join(
            (
                self.source_key,
                self.body_uscc,
                str(self.year),
                self.name,
                self.kind.value,
                self.id_number,
                self.birth_date.isoformat(),
                claimed.title_name,
                claimed.series_code,
                claimed.specialty_code,
                str(int(claimed.level)),
                claimed.scope.value,
                claimed.grant_date.isoformat(),
                claimed.approval_document_no,
                self.original_no,
            )
        )


class TitleRows:
    """Checks rows against the office's tables; equal codes of a file are looked up once."""

    def __init__(self, tables: Tables, *, today: date, allow_synthetic: bool) -> None:
        self._tables = tables
        self._specialties = {row.zh: key for key, row in tables.specialty_keys.items() if row.code}
        self._today = today
        self._allow_synthetic = allow_synthetic
        self._uscc = cache(_uscc)
        self._day = cache(day)
        self._office = cache(self._title)

    def checked(self, number: int, cells: Mapping[str, str]) -> TitleRow:
        """The row; raises `InvalidInput` with the code of the first thing that is wrong with it."""
        cell = {column: plain(text) for column, text in cells.items()}
        empty = next((column for column in NEEDED if not cell[column]), None)
        if empty is not None:
            raise refused("cell_empty", f"{empty} is empty")
        for column in ("source_key", "approval_document_no", "original_certificate_no"):
            if len(cell[column]) > LONGEST:
                raise refused("cell_too_long", f"{column} is longer than {LONGEST} characters")
        source_key = code_text(cell["source_key"])
        if is_personal(source_key):
            raise refused("source_key_personal", "source_key holds what looks like an identity number")
        kind, id_number = self._identity(cell)
        granted = self._day(cell["grant_date"])
        claimed = HistoricalTitle(
            *self._office(cell["title_name"], cell["series_code"], cell["specialty"], cell["level_code"]),
            _scope(cell.get("scope", "")),
            granted,
            cell["approval_document_no"],
        )
        born = self._birth_date(kind, id_number, cell.get("birth_date", ""))
        if not born < granted <= self._today:
            raise refused("grant_date_impossible", "the grant date lies in the future or before the holder's birth")
        return TitleRow(
            number=number,
            source_key=source_key,
            body_uscc=self._uscc(code_text(cell["body_uscc"])),
            year=_year(code_text(cell["year"]), granted),
            name=check_name(name_text(cell["name"])),
            kind=kind,
            id_number=id_number,
            origin=_origin(kind, id_number),
            birth_date=born,
            claimed=claimed,
            original_no=code_text(cell["original_certificate_no"]),
        )

    def _identity(self, cell: Mapping[str, str]) -> tuple[DocumentKind, str]:
        try:
            kind = DocumentKind(code_text(cell["id_type"]).upper())
        except ValueError:
            raise refused("id_type_unknown", f"id_type is one of {', '.join(DocumentKind)}") from None
        if kind is DocumentKind.WORK_PERMIT:
            raise refused(
                "id_type_not_importable", "a work permit needs its province and end: register the person first"
            )
        number = code_text(cell["id_number"])
        if kind is DocumentKind.RESIDENT_ID and _OLD_NUMBER.fullmatch(number):
            raise refused("identity_number_old", "a number of 15 digits: enter the 18-digit number of the same person")
        return kind, check_number(kind, number, today=self._today, allow_synthetic=self._allow_synthetic)

    def _birth_date(self, kind: DocumentKind, number: str, written: str) -> date:
        carried, said = birth_date_of(kind, number), self._day(written) if written else None
        if carried is None and said is None:
            raise refused("birth_date_invalid", f"{kind.value} carries no birth date: fill the column birth_date")
        if carried is not None and said not in {None, carried}:
            raise refused("birth_date_invalid", "birth_date is not the one in the number")
        born = carried or said
        assert born is not None  # noqa: S101 - one of the two was given
        return born

    def _title(self, name: str, series: str, specialty: str, level: str) -> tuple[str, str, str, Level]:
        series_code, level_code = code_text(series).zfill(2), code_text(level)
        if not series_code.isdecimal() or not level_code.isdecimal():
            raise refused("code_invalid", "series_code and level_code are numbers")
        try:
            rank = Level(int(level_code))
        except ValueError:
            raise refused(
                "level_unknown", f"level_code is one of {', '.join(str(int(one)) for one in Level)}"
            ) from None
        specialty_code = self._specialties.get(specialty) or code_text(specialty).upper()
        self._tables.check_series(series_code, specialty_code)
        self._tables.check_title_name(name, series_code, int(rank))
        return name, series_code, specialty_code, rank


def is_personal(text: str) -> bool:
    """Whether it holds what looks like an identity number, which no key and no report may."""
    return _IDENTITY_NUMBER.search(code_text(text)) is not None


def _origin(kind: DocumentKind, number: str) -> PersonOrigin:
    if kind is DocumentKind.RESIDENT_ID:
        return PersonOrigin.MAINLAND
    if kind is DocumentKind.HMT_RESIDENCE_PERMIT:
        return _COMPATRIOTS[number[:2]]
    if kind is DocumentKind.TRAVEL_PERMIT:
        return _COMPATRIOTS.get(number[0], PersonOrigin.TAIWAN)
    return PersonOrigin.FOREIGN


def _uscc(text: str) -> str:
    code = text.upper()
    if not uscc_numbers.is_valid(code) or uscc_numbers.compact(code) != code:
        raise refused("uscc_invalid", "body_uscc is no unified social credit code")
    return code


def _year(text: str, granted: date) -> int:
    if not (text.isdecimal() and len(text) == len("2015")):
        raise refused("year_invalid", "year is four digits")
    year = int(text)
    # An evaluation of one year may be approved in the first months of the next.
    if not FIRST_YEAR <= year <= granted.year <= year + 1:
        raise refused("year_invalid", "the grant date lies neither in the year nor in the one after")
    return year


def _scope(text: str) -> Scope:
    try:
        scope = Scope(code_text(text).upper() or Scope.GENERAL)
    except ValueError:
        raise refused("scope_unknown", f"scope is one of {', '.join(Scope)}") from None
    if scope is Scope.UNIT_INTERNAL:
        raise refused("scope_not_importable", "a unit's own confirmation is no title and is never imported")
    return scope

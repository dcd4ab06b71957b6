"""Tables of persons, employers' staff, education hours and committees: a row, or a few of one key, is one command.

The command carries an idempotency key made from its row, so a file may be run again after an interruption or a repair.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pydantic import ValidationError

from domain.identity import identity_reservation_id
from domain.identity_reservation import IdentityReservation
from domain.values import DocumentKind
from registry.audit import CommandReceipt, receipt_id
from registry.bootstrap import Office
from registry.bulk.cells import code_text, day, name_text, plain, refused
from registry.bulk.outcome import Done, RowOutcome
from registry.bulk.reader import Row, read_table
from registry.command import Actor, Command, Role
from registry.education import RecordEducationYears
from registry.employment import StartEmployment
from registry.errors import AlreadyExists, InvalidInput, NotFound, RegistryError
from registry.people import RegisterPerson
from registry.privacy import check_number
from registry.seasons import FileCommittee
from registry.tables import first_errors

Cells = Mapping[str, str]
PersonOf = Callable[[Cells], str]
_YES = {
    "true": "true",
    "yes": "true",
    "1": "true",
    "是": "true",
    "false": "false",
    "no": "false",
    "0": "false",
    "否": "false",
}


@dataclass(frozen=True)
class Job:
    """One kind of table: its columns, who may send its rows, and what command they make.

    Rows with the same cells under `together` make one command; without such columns each row does.
    """

    name: str
    role: Role
    columns: tuple[str, ...]
    command: Callable[[Sequence[Cells], PersonOf], Command]
    optional: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    words: frozenset[str] = field(default=frozenset())
    """Columns that hold words of people, in which full-width characters stay as they are."""


def _person(rows: Sequence[Cells], _person_of: PersonOf) -> Command:
    (cells,) = rows
    document = {"kind": cells["id_type"], "number": cells["id_number"], "valid_from": _day(cells["valid_from"])}
    for column in ("valid_to", "issuer_province"):
        if cells.get(column):
            document[column] = _day(cells[column]) if column == "valid_to" else cells[column]
    said: dict[str, object] = {"person_name": name_text(cells["name"]), "document": document}
    for column in ("origin", "gender"):
        if cells.get(column):
            said[column] = cells[column]
    if cells.get("birth_date"):
        said["birth_date"] = _day(cells["birth_date"])
    return RegisterPerson.model_validate(said)


def _employment(rows: Sequence[Cells], person_of: PersonOf) -> Command:
    (cells,) = rows
    said: dict[str, object] = {
        "person_id": person_of(cells),
        "uscc": cells["employer_uscc"],
        "contract": cells["contract"],
        "signed_on": _day(cells["signed_on"]) if cells["signed_on"] else None,
        "employer_kind": cells["employer_kind"],
        "region_code": cells["region_code"],
        "professional_post": _YES.get(cells["professional_post"].lower(), cells["professional_post"]),
        "from_date": _day(cells["from_date"]),
    }
    if cells.get("management"):
        said["management"] = cells["management"]
    return StartEmployment.model_validate(said)


def _education(rows: Sequence[Cells], person_of: PersonOf) -> Command:
    (cells,) = rows
    year = {name: cells[name] for name in _YEAR if cells[name]}
    return RecordEducationYears.model_validate({"person_id": person_of(cells), "years": [year]})


def _committee(rows: Sequence[Cells], _person_of: PersonOf) -> Command:
    first = rows[0]
    said: dict[str, object] = {name: first[name] for name in ("code", "committee_name", "organiser_uscc", "tier")}
    members = [
        {
            "expert_id": cells["expert_id"],
            "series_code": cells["expert_series"],
            "specialty_code": cells["expert_specialty"],
            "level": int(_digits(cells["expert_level"])),
            "term_from": _day(cells["term_from"]),
            "term_to": _day(cells["term_to"]),
        }
        for cells in rows
    ]
    return FileCommittee.model_validate(
        {
            **said,
            "organiser_kind": first["organiser_kind"],
            "series_codes": [first["series_code"]],
            "specialty_codes": first["specialties"].split(),
            "levels": [int(_digits(level)) for level in first["levels"].split()],
            "region_scope": first["region_code"],
            "filed_from": _day(first["filed_from"]),
            "filed_to": _day(first["filed_to"]),
            "legal_date": _day(first["document_date"]),
            "document_ref": first["document_no"],
            "members": members,
        }
    )


def _day(text: str) -> str:
    return day(text).isoformat()


def _digits(text: str) -> str:
    if not text.isdecimal():
        raise refused("code_invalid", "a level is a number")
    return text


_PERSON = ("id_type", "id_number")
_YEAR = (
    "year",
    "topic",
    "public_need_hours",
    "certificate_no",
    "professional_hours",
    "provider_uscc",
    "mode",
)
_COMMITTEE = (
    "code",
    "committee_name",
    "organiser_uscc",
    "organiser_kind",
    "series_code",
    "specialties",
    "tier",
    "levels",
    "region_code",
    "filed_from",
    "filed_to",
    "document_no",
    "document_date",
)

JOBS = {
    job.name: job
    for job in (
        Job(
            "persons",
            Role.PHRSS_ADMIN,
            ("name", *_PERSON, "valid_from"),
            _person,
            optional=("valid_to", "issuer_province", "origin", "gender", "birth_date"),
            words=frozenset({"name"}),
        ),
        Job(
            "employers",
            Role.PHRSS_ADMIN,
            (
                *_PERSON,
                "employer_uscc",
                "employer_kind",
                "region_code",
                "contract",
                "signed_on",
                "professional_post",
                "from_date",
            ),
            _employment,
            optional=("management",),
        ),
        Job(
            "education",
            Role.CE_MANAGER,
            (*_PERSON, *_YEAR),
            _education,
            words=frozenset({"topic"}),
        ),
        Job(
            "committees",
            Role.PHRSS_ADMIN,
            (*_COMMITTEE, "expert_id", "expert_series", "expert_specialty", "expert_level", "term_from", "term_to"),
            _committee,
            together=_COMMITTEE,
            words=frozenset({"code", "committee_name", "document_no"}),
        ),
    )
}


class Import:
    """Carries one table into an office, a command a row or group of rows."""

    def __init__(self, office: Office, actor: Actor, job: Job, *, rehearsal: bool = False) -> None:
        """As a rehearsal it checks the cells and the shape of each command, and sends none."""
        self._office = office
        self._actor = actor
        self._job = job
        self._rehearsal = rehearsal

    def read(self, path: Path) -> list[list[tuple[int, Cells | InvalidInput]]]:
        """The rows in the groups that make a command; raises `InvalidInput` as `read_table` does."""
        job = self._job
        table = read_table(path, job.columns, job.optional)
        rows = [(row.number, self._cells(table.columns, row)) for row in table.rows]
        if not job.together:
            return [[row] for row in rows]
        whole = [(number, cells) for number, cells in rows if not isinstance(cells, InvalidInput)]
        broken: list[list[tuple[int, Cells | InvalidInput]]] = [
            [(number, cells)] for number, cells in rows if isinstance(cells, InvalidInput)
        ]
        by_key = itemgetter(*job.together)
        whole.sort(key=lambda row: by_key(row[1]))
        return broken + [list(group) for _, group in groupby(whole, key=lambda row: by_key(row[1]))]

    def run(self, groups: Sequence[Sequence[tuple[int, Cells | InvalidInput]]]) -> Iterator[RowOutcome]:
        """An outcome for each row, as its command is stored; the same rows again change nothing."""
        for group in groups:
            numbers = [number for number, _ in group]
            done, id_, code, message = self._sent([cells for _, cells in group])
            for number in numbers:
                yield RowOutcome(number, "", done, id_, code, message)

    def _sent(self, rows: Sequence[Cells | InvalidInput]) -> tuple[Done, str, str, str]:
        try:
            cells = [_sound(row) for row in rows]
            command = self._command(cells)
            if self._rehearsal:
                return Done.ADDED, "", "", ""
            key = self._key(cells)
            known = self._known(key)
            receipt = self._office.execute(command, self._actor, idempotency_key=key)
        except AlreadyExists as there:
            return Done.ALREADY, str(there.facts.get("person_id", "")), there.code, there.message
        except RegistryError as wrong:
            return Done.REFUSED, "", wrong.code, wrong.message
        return (Done.ALREADY if known else Done.ADDED), receipt.id, "", ""

    def _command(self, rows: Sequence[Cells]) -> Command:
        try:
            return self._job.command(rows, self._person_of)
        except ValidationError as wrong:
            raise refused("validation_failed", first_errors(wrong)) from wrong

    def _cells(self, columns: Sequence[str], row: Row) -> Cells | InvalidInput:
        if row.problem is not None:
            return row.problem
        try:
            texts = {column: plain(cell) for column, cell in zip(columns, row.cells, strict=True)}
        except InvalidInput as wrong:
            return wrong
        words = self._job.words
        return {column: text if column in words else code_text(text) for column, text in texts.items()}

    def _key(self, rows: Sequence[Cells]) -> str:
        said = "\n".join("\x1f".join(f"{name}={row[name]}" for name in sorted(row)) for row in rows)
        return f"import {self._job.name} {self._office.rooms.privacy.fingerprint(said)}"

    def _known(self, key: str) -> bool:
        try:
            self._office.rooms.registry.get(CommandReceipt, receipt_id(self._actor.id, key))
        except NotFound:
            return False
        return True

    def _person_of(self, cells: Cells) -> str:
        """The registered person with this document; raises `InvalidInput`, code `person_unknown`."""
        rooms = self._office.rooms
        try:
            kind = DocumentKind(cells["id_type"])
        except ValueError:
            raise refused("id_type_unknown", f"id_type is one of {', '.join(DocumentKind)}") from None
        synthetic = rooms.settings.allow_synthetic
        number = check_number(kind, cells["id_number"], today=rooms.clock.today(), allow_synthetic=synthetic)
        try:
            index = rooms.privacy.index_of(kind, number)
            reservation = rooms.registry.get(IdentityReservation, identity_reservation_id(index))
        except NotFound:
            raise refused("person_unknown", "nobody is registered with this document: import persons first") from None
        return str(reservation.person_id)


def _sound(row: Cells | InvalidInput) -> Cells:
    if isinstance(row, InvalidInput):
        raise row
    return row

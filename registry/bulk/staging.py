"""Takes historical titles in: staged and matched in batches, newest years first, safe to interrupt and to run again.

It stages and never attests: what it leaves answers "not verified" until the body that evaluated speaks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from domain.aggregate import Act, Aggregate
from domain.errors import DomainError
from domain.identity import (
    identity_match_id,
    identity_reservation_id,
    import_batch_id,
    import_record_id,
    imported_person_id,
)
from domain.identity_match import IdentityMatch
from domain.identity_reservation import IdentityReservation
from domain.import_batch import ImportBatch
from domain.import_record import ImportRecord, Match, RecordState
from domain.person import Person
from domain.standing import TitleFacts
from domain.values import Period
from registry.application import UnitOfWork
from registry.bootstrap import Office
from registry.bulk.cells import code_text, refused
from registry.bulk.outcome import Done, RowOutcome
from registry.bulk.reader import Row, read_table
from registry.bulk.titles import COLUMNS, LONGEST, OPTIONAL, TitleRow, TitleRows, is_personal
from registry.command import Actor, Role
from registry.errors import ConcurrencyConflict, Forbidden, InvalidInput, PersonErased, RegistryError
from registry.history import original_no_index, titles_held
from registry.privacy import birth_date_of

TOGETHER = 1_000
"""Rows that share a transaction: a durable commit then costs a row some microseconds."""
TRIES = 5
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class _Known:
    """A checked row with the streams it may touch. `digest` and `index` are keyed."""

    row: TitleRow
    digest: str
    index: str
    record_id: UUID
    reservation_id: UUID
    new_person_id: UUID
    traits: str
    traits_id: UUID


class TitlesFile:
    """The rows of a file, held packed and sorted: newest year first (S2.6d), then as they stand in the file."""

    def __init__(self, path: Path) -> None:
        """Raises `InvalidInput` as `read_table` does."""
        table = read_table(path, COLUMNS, OPTIONAL)
        year = table.columns.index("year")
        self.columns = table.columns
        self.digest = table.digest
        self._rows = sorted((_packed(row, year) for row in table.rows), key=lambda one: (-one[0], one[1]))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        for _, number, cells in self._rows:
            if isinstance(cells, InvalidInput):
                yield Row(number, (), cells)
            else:
                yield Row(number, tuple(cells.split(_SEPARATOR)))


class Staging:
    """Stages files of historical titles in one office; as a rehearsal it says what would become of each row."""

    def __init__(self, office: Office, actor: Actor, *, rehearsal: bool = False) -> None:
        """Raises `Forbidden` for anybody but an archivist."""
        if Role.ARCHIVIST not in actor.roles:
            raise Forbidden("no role of this account may stage historical titles", code="role_not_allowed")
        self._office = office
        self._rooms = office.rooms
        self._actor = actor
        self._rehearsal = rehearsal
        self._rehearsed: dict[UUID, str] = {}
        self._titles_found = False
        self._policy_version = office.policy_today().version
        self._rows = TitleRows(
            self._rooms.tables,
            today=self._rooms.clock.today(),
            allow_synthetic=self._rooms.settings.allow_synthetic,
        )

    def stage(self, file: TitlesFile, document_ref: str) -> Iterator[RowOutcome]:
        """An outcome for each row as its batch is stored; the same file again adds nothing (4.13).

        `document_ref`: the letter by which the file was handed over. Raises `InvalidInput` (`document_missing`).
        """
        if not document_ref.strip() or len(document_ref) > LONGEST:
            raise InvalidInput("name the letter by which the file was handed over", code="document_missing")
        digest = self._rooms.privacy.fingerprint(f"file of historical titles {file.digest}")
        self._open(digest, len(file), document_ref)
        refusals = in_conflict = 0
        for rows in _batches(file):
            for outcome, state in self._batch(import_batch_id(digest), document_ref, file.columns, rows):
                refusals += outcome.done is Done.REFUSED
                in_conflict += state is RecordState.CONFLICT
                yield outcome
        self._close(digest, document_ref, on_record=len(file) - refusals, in_conflict=in_conflict, refused=refusals)

    def _open(self, digest: str, rows: int, document_ref: str) -> None:
        act = self._act(document_ref)

        def opened(work: UnitOfWork) -> None:
            if work.find(ImportBatch, import_batch_id(digest)) is None:
                self._add(work, ImportBatch.open(act, file_digest=digest, rows=rows))

        self._office.transaction(opened)

    def _close(self, digest: str, document_ref: str, **figures: int) -> None:
        act = self._act(document_ref)

        def closed(work: UnitOfWork) -> None:
            batch = work.find(ImportBatch, import_batch_id(digest))
            if batch is not None and not batch.closed and not self._rehearsal:
                batch.close(act, **figures)

        self._office.transaction(closed)

    def _batch(
        self, batch_id: UUID, document_ref: str, columns: Sequence[str], rows: Sequence[Row]
    ) -> list[tuple[RowOutcome, RecordState | None]]:
        known: list[_Known] = []
        outcomes: list[tuple[RowOutcome, RecordState | None]] = []
        for row in rows:
            try:
                known.append(self._known(columns, row))
            except InvalidInput as wrong:
                outcomes.append((_refused(row.number, _key_of(columns, row), wrong), None))
        for attempt in range(TRIES):
            try:
                act = self._act(document_ref)
                outcomes += self._office.transaction(lambda work, act=act: self._staged(work, act, batch_id, known))  # type: ignore[misc]
                break
            except ConcurrencyConflict:
                if attempt == TRIES - 1:
                    raise
        places = {row.number: place for place, row in enumerate(rows)}
        return sorted(outcomes, key=lambda one: places[one[0].row])

    def _known(self, columns: Sequence[str], row: Row) -> _Known:
        if row.problem is not None:
            raise row.problem
        checked = self._rows.checked(row.number, dict(zip(columns, row.cells, strict=True)))
        privacy = self._rooms.privacy
        index = privacy.index_of(checked.kind, checked.id_number)
        traits = privacy.trait_index(checked.name, checked.birth_date)
        return _Known(
            checked,
            privacy.fingerprint(checked.canonical()),
            index,
            import_record_id(checked.body_uscc, checked.source_key),
            identity_reservation_id(index),
            imported_person_id(index),
            traits,
            identity_match_id(traits),
        )

    def _staged(
        self, work: UnitOfWork, act: Act, batch_id: UUID, rows: Sequence[_Known]
    ) -> list[tuple[RowOutcome, RecordState | None]]:
        """One batch in one unit of work: what is there already, then the new ones beside their persons."""
        work.look_ahead(stream for one in rows for stream in (one.record_id, one.reservation_id, one.traits_id))
        fresh = [one for one in rows if work.find(ImportRecord, one.record_id) is None]
        held = self._look_ahead_persons(work, fresh)
        self._admit(work, fresh)
        return [self._stage(work, act, batch_id, one, held) for one in rows]

    def _stage(
        self, work: UnitOfWork, act: Act, batch_id: UUID, one: _Known, held: Mapping[UUID, list[TitleFacts]]
    ) -> tuple[RowOutcome, RecordState | None]:
        row = one.row
        record = work.find(ImportRecord, one.record_id)
        digest = self._rehearsed.get(one.record_id) if record is None else record.row_digest
        if digest is not None:
            return _met_again(one, digest), record.state if record else None
        try:
            record = self._record(work, act, batch_id, one, held)
        except (DomainError, InvalidInput, PersonErased) as refusal:
            return _refused(row.number, row.source_key, refusal), None
        if self._rehearsal:
            self._rehearsed[one.record_id] = one.digest
        done = Done.CONFLICT if record.state is RecordState.CONFLICT else Done.ADDED
        kind = record.conflict.value if record.conflict else ""
        said = "waits for a human: `zhicheng import conflicts`" if kind else ""
        return RowOutcome(row.number, row.source_key, done, str(record.id), kind.lower(), said), record.state

    def _record(
        self, work: UnitOfWork, act: Act, batch_id: UUID, one: _Known, held: Mapping[UUID, list[TitleFacts]]
    ) -> ImportRecord:
        """A new record matched to its person, who is registered with it where nobody has the document."""
        row, privacy = one.row, self._rooms.privacy
        person = self._person(work, one)
        person_id = one.new_person_id if person is None else person.id
        original = f"historical title {one.record_id}"
        personal = {original: f"{row.name}{_SEPARATOR}{row.original_no}"}
        if person is None:
            personal |= {"name": row.name, f"document:{one.index}": row.id_number}
            personal["birth_date"] = "" if birth_date_of(row.kind, row.id_number) else row.birth_date.isoformat()
        sealed = dict.fromkeys(personal, "") if self._rehearsal else privacy.seal_all(person_id, personal)
        record = ImportRecord.stage(
            act,
            record_id=one.record_id,
            batch_id=batch_id,
            source_key=row.source_key,
            row_digest=one.digest,
            body_uscc=row.body_uscc,
            year=row.year,
            claimed=row.claimed,
            original_no_index=original_no_index(privacy, row.body_uscc, row.original_no),
            sealed_original=sealed[original],
        )
        if person is None:
            self._register(work, act, one, sealed)
            record.match(act, person_id=person_id, by=Match.REGISTERED)
        else:
            same_name = privacy.open(person_id, "name", person.sealed_name) == row.name
            there = held.get(person_id, ())
            record.match(act, person_id=person_id, by=Match.KNOWN, same_name=same_name, held=there)
        self._add(work, record)
        return record

    @staticmethod
    def _person(work: UnitOfWork, one: _Known) -> Person | None:
        reservation = work.find(IdentityReservation, one.reservation_id)
        if reservation is None:
            return None
        person = work.get(Person, reservation.person_id)
        if person.erased:
            raise PersonErased
        return person

    def _register(self, work: UnitOfWork, act: Act, one: _Known, sealed: Mapping[str, str]) -> None:
        row = one.row
        person = Person.register(
            act,
            one.new_person_id,
            origin=row.origin,
            sealed_name=sealed["name"],
            sealed_birth_date=sealed["birth_date"],
            trait_index=one.traits,
        )
        # All that a row shows of a document is that it was good on the day of the grant.
        person.add_document(
            act,
            kind=row.kind,
            sealed_number=sealed[f"document:{one.index}"],
            blind_index=one.index,
            valid=Period(row.claimed.grant_date, row.claimed.grant_date),
        )
        self._add(work, person)
        self._add(work, IdentityReservation.reserve(act, blind_index=one.index, person_id=person.id))
        seen = None if self._rehearsal else work.find(IdentityMatch, one.traits_id)
        self._add(work, IdentityMatch.see(act, seen, trait_index=one.traits, person_id=person.id))

    def _look_ahead_persons(self, work: UnitOfWork, rows: Sequence[_Known]) -> dict[UUID, list[TitleFacts]]:
        """What the persons hold or held whom the office knows already; nothing is asked where it knows none."""
        reservations = (work.find(IdentityReservation, one.reservation_id) for one in rows)
        known = {reservation.person_id for reservation in reservations if reservation is not None}
        if not known:
            return {}
        work.look_ahead(known)
        projector = self._rooms.projector
        if not self._titles_found:
            # Once a run: staging grants nothing, and what others grant meanwhile is seen when the record is attested.
            projector.catch_up()
            self._titles_found = True
        with projector.reading() as read:
            return titles_held(work, read, known)

    def _admit(self, work: UnitOfWork, rows: Sequence[_Known]) -> None:
        """A key for each person who is not known yet, before anything of theirs is sealed."""
        new = {one.new_person_id for one in rows if work.find(IdentityReservation, one.reservation_id) is None}
        if new and not self._rehearsal:
            self._rooms.privacy.admit_many(new)

    def _add(self, work: UnitOfWork, aggregate: Aggregate) -> None:
        if not self._rehearsal:
            work.add(aggregate)

    def _act(self, document_ref: str) -> Act:
        clock = self._rooms.clock
        return Act(
            actor_id=self._actor.id,
            actor_role=Role.ARCHIVIST.value,
            unit_uscc=self._actor.unit_uscc,
            legal_date=clock.today(),
            recorded_at=clock.now(),
            document_ref=document_ref,
            policy_version=self._policy_version,
        )


def _packed(row: Row, year: int) -> tuple[int, int, str | InvalidInput]:
    if row.problem is not None:
        return 0, row.number, row.problem
    written = code_text(row.cells[year].strip())
    newest_first = int(written) if written.isdecimal() else 0
    if any(_SEPARATOR in cell for cell in row.cells):
        return newest_first, row.number, refused("character_forbidden", "a cell holds a control character")
    return newest_first, row.number, _SEPARATOR.join(row.cells)


def _batches(file: TitlesFile) -> Iterator[list[Row]]:
    rows = iter(file)
    while batch := list(islice(rows, TOGETHER)):
        yield batch


def _key_of(columns: Sequence[str], row: Row) -> str:
    """The key as the report may show it: empty where it cannot be read or holds an identity number."""
    key = row.cells[columns.index("source_key")].strip() if row.cells else ""
    return "" if is_personal(key) else key[:LONGEST]


def _met_again(one: _Known, digest: str) -> RowOutcome:
    number, key = one.row.number, one.row.source_key
    if digest == one.digest:
        return RowOutcome(number, key, Done.ALREADY, str(one.record_id))
    said = "this source key is on record with other facts: correct the key, or have that record rejected"
    return RowOutcome(number, key, Done.REFUSED, str(one.record_id), "source_key_changed", said)


def _refused(number: int, key: str, refusal: DomainError | RegistryError) -> RowOutcome:
    return RowOutcome(number, key, Done.REFUSED, "", refusal.code, str(refusal))

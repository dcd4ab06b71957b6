"""One body attests, newest years first, every record that it answers for; safe to interrupt and to run again."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from domain.import_record import RecordState
from registry.bootstrap import Office
from registry.bulk.outcome import Done, RowOutcome
from registry.command import Actor
from registry.history import AT_ONCE, AttestRecords
from registry.projections.history import evaluating_bodies, import_records
from registry.projections.persons import persons


class Attesting:
    """Attests in one office for one unit; each batch of records is one command of its actor."""

    def __init__(self, office: Office, actor: Actor, *, batch_id: UUID | None = None, year: int | None = None) -> None:
        """`batch_id` and `year` restrict it to one file or one year."""
        self._office = office
        self._actor = actor
        self._narrowed = [
            column == value
            for column, value in ((import_records.c.batch_id, batch_id), (import_records.c.year, year))
            if value is not None
        ]

    def waiting(self) -> int:
        """How many records wait for this body."""
        return int(self._ask(sa.select(sa.func.count()))[0][0])

    def attest(self, *, legal_date: date, document_ref: str) -> Iterator[RowOutcome]:
        """An outcome for each record as its command is stored. Raises a subclass of `RegistryError` as commands do."""
        newest = sa.select(import_records.c.id, import_records.c.source_key)
        while rows := self._ask(newest.order_by(import_records.c.year.desc(), import_records.c.id).limit(AT_ONCE)):
            keys = {row[0]: str(row[1]) for row in rows}
            command = AttestRecords(legal_date=legal_date, document_ref=document_ref, record_ids=tuple(keys))
            self._office.execute(command, self._actor)
            state = sa.select(import_records.c.id, import_records.c.state, import_records.c.conflict)
            became = {row[0]: row[1:] for row in self._read(state.where(import_records.c.id.in_(list(keys))))}
            for record_id, key in keys.items():
                reached, conflict = became[record_id]
                done = Done.ADDED if reached == RecordState.REGISTERED else Done.CONFLICT
                yield RowOutcome(0, key, done, str(record_id), (conflict or "").lower())

    def _ask(self, wanted: sa.Select[Any]) -> list[Any]:
        """Of the records that are matched, whose body this unit answers for, and whose holder was not erased."""
        answers_for = sa.select(evaluating_bodies.c.uscc).where(
            evaluating_bodies.c.answering_uscc == self._actor.unit_uscc
        )
        return self._read(
            wanted.select_from(import_records.join(persons, persons.c.id == import_records.c.person_id)).where(
                import_records.c.state == RecordState.MATCHED,
                import_records.c.body_uscc.in_(answers_for),
                ~persons.c.erased,
                *self._narrowed,
            )
        )

    def _read(self, wanted: sa.Select[Any]) -> list[Any]:
        projector = self._office.rooms.projector
        projector.catch_up()
        with projector.reading() as read:
            return list(read.execute(wanted).all())

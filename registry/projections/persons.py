"""Who is registered: sealed names, the unit they work for, whether they were erased. Nothing is readable alone."""

import sqlalchemy as sa

from domain.person import Person
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

persons = sa.Table(
    "persons",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("sealed_name", sa.Text, nullable=False),
    sa.Column("unit_uscc", sa.Text, index=True),
    sa.Column("retired_from", sa.Text),
    # The entry under which this natural person is known now; none where it is this one.
    sa.Column("merged_into", sa.Uuid, index=True),
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

employments = sa.Table(
    "employments",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False),
    sa.Column("uscc", sa.Text, nullable=False, index=True),
    # The last employment with this employer; none while it is running.
    sa.Column("last_day", sa.Text),
)


def _registered(event: Person.Registered, changes: Changes) -> None:
    changes.insert(
        persons,
        event.originator_id,
        origin=event.origin,
        sealed_name=event.sealed_name,
        erased=False,
        version=event.originator_version,
    )


def _grown(event: Person.Event, changes: Changes) -> None:
    changes.update(persons, event.originator_id, version=event.originator_version)


def _employed(event: Person.EmploymentStarted, changes: Changes) -> None:
    changes.update(persons, event.originator_id, version=event.originator_version, unit_uscc=event.uscc)
    key = f"{event.originator_id} {event.uscc}"
    changes.replace(employments, key, person_id=event.originator_id, uscc=event.uscc, last_day=None)


def _left(event: Person.EmploymentEnded, changes: Changes) -> None:
    _grown(event, changes)
    changes.update(employments, f"{event.originator_id} {event.uscc}", last_day=event.last_day)


def _merged(event: Person.Merged, changes: Changes) -> None:
    _grown(event, changes)
    for one in (event.merged_person_id, *event.with_it):
        changes.update(persons, one, merged_into=event.originator_id)


def _retired(event: Person.RetirementRecorded, changes: Changes) -> None:
    changes.update(persons, event.originator_id, version=event.originator_version, retired_from=event.from_date)


def _erased(event: Person.DataKeyDestroyed, changes: Changes) -> None:
    changes.update(persons, event.originator_id, version=event.originator_version, erased=True)


PERSONS = ReadModel(
    tables=(persons, employments),
    handlers={
        Person.Registered: _registered,
        Person.DocumentAdded: _grown,
        Person.DocumentSuperseded: _grown,
        Person.Merged: _merged,
        Person.MergedInto: _grown,
        Person.EmploymentStarted: _employed,
        Person.EmploymentEnded: _left,
        Person.EmployerTypeChanged: _grown,
        Person.RetirementRecorded: _retired,
        Person.RetirementDeferred: _grown,
        Person.CivilServantStatusRecorded: _grown,
        Person.DisciplinaryPeriodRecorded: _grown,
        Person.FreelancingRecorded: _grown,
        Person.DataKeyDestroyed: _erased,
    },
)

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
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
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


def _retired(event: Person.RetirementRecorded, changes: Changes) -> None:
    changes.update(persons, event.originator_id, version=event.originator_version, retired_from=event.from_date)


def _erased(event: Person.DataKeyDestroyed, changes: Changes) -> None:
    changes.update(persons, event.originator_id, version=event.originator_version, erased=True)


PERSONS = ReadModel(
    tables=(persons,),
    handlers={
        Person.Registered: _registered,
        Person.DocumentAdded: _grown,
        Person.EmploymentStarted: _employed,
        Person.EmploymentEnded: _grown,
        Person.EmployerTypeChanged: _grown,
        Person.RetirementRecorded: _retired,
        Person.RetirementDeferred: _grown,
        Person.CivilServantStatusRecorded: _grown,
        Person.DisciplinaryPeriodRecorded: _grown,
        Person.FreelancingRecorded: _grown,
        Person.DataKeyDestroyed: _erased,
    },
)

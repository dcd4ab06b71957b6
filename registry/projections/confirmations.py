"""Confirmations on both tracks, by person, employer and the source title they rest on."""

import sqlalchemy as sa

from domain.confirmation import EmployerConfirmation
from domain.formal_confirmation import FormalConfirmation
from domain.identity import title_id_for
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

confirmations = sa.Table(
    "confirmations",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("track", sa.Text, nullable=False),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("employer_uscc", sa.Text, nullable=False, index=True),
    sa.Column("authority_uscc", sa.Text, nullable=False),
    sa.Column("certificate_no", sa.Text, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("title_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False),
)


def _born(
    track: str, state: str, event: EmployerConfirmation.Recorded | FormalConfirmation.Requested, changes: Changes
) -> None:
    changes.insert(
        confirmations,
        event.originator_id,
        track=track,
        person_id=event.person_id,
        employer_uscc=event.employer_uscc,
        authority_uscc=event.source["authority_uscc"],
        certificate_no=event.source["certificate_no"],
        state=state,
        version=event.originator_version,
    )


def _moved(state: str, event: EmployerConfirmation.Event | FormalConfirmation.Event, changes: Changes) -> None:
    changes.update(confirmations, event.originator_id, state=state, version=event.originator_version)


def _granted(event: FormalConfirmation.Granted, changes: Changes) -> None:
    changes.update(
        confirmations,
        event.originator_id,
        state="GRANTED",
        title_id=title_id_for(event.originator_id),
        version=event.originator_version,
    )


def _grown(event: FormalConfirmation.Event, changes: Changes) -> None:
    changes.update(confirmations, event.originator_id, version=event.originator_version)


CONFIRMATIONS = ReadModel(
    tables=(confirmations,),
    handlers={
        EmployerConfirmation.Recorded: lambda event, changes: _born("EMPLOYER", "RECORDED", event, changes),
        EmployerConfirmation.Lapsed: lambda event, changes: _moved("LAPSED", event, changes),
        EmployerConfirmation.Voided: lambda event, changes: _moved("VOIDED", event, changes),
        FormalConfirmation.Requested: lambda event, changes: _born("FORMAL", "REQUESTED", event, changes),
        FormalConfirmation.SourceVerified: lambda event, changes: _moved("SOURCE_VERIFIED", event, changes),
        FormalConfirmation.SourceNotVerified: _grown,
        FormalConfirmation.Granted: _granted,
        FormalConfirmation.Refused: lambda event, changes: _moved("REFUSED", event, changes),
        FormalConfirmation.BasisLost: lambda event, changes: _moved("BASIS_LOST", event, changes),
        FormalConfirmation.Upheld: lambda event, changes: _moved(event.state, event, changes),
        FormalConfirmation.Voided: lambda event, changes: _moved("VOIDED", event, changes),
    },
)

"""The notice board: what hangs there and until when. The name is opened only when somebody looks (R-PUB-5)."""

import sqlalchemy as sa

from domain.declaration import Declaration
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

notices = sa.Table(
    "notices",
    METADATA,
    # One posting a declaration: the newest takes the place of the one before.
    sa.Column("declaration_id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("posted_on", sa.Text, nullable=False),
    sa.Column("last_day", sa.Text, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
)


def _posted(kind: str, event: Declaration.UnitPublicityStarted, changes: Changes) -> None:
    changes.replace(
        notices,
        event.originator_id,
        kind=kind,
        posted_on=event.posted_on,
        last_day=event.last_day,
        state="POSTED",
    )


def _completed(event: Declaration.Event, changes: Changes) -> None:
    changes.update(notices, event.originator_id, state="COMPLETED")


def _interrupted(event: Declaration.PublicityInterrupted, changes: Changes) -> None:
    changes.update(notices, event.originator_id, state="INTERRUPTED")


NOTICES = ReadModel(
    tables=(notices,),
    handlers={
        Declaration.UnitPublicityStarted: lambda event, changes: _posted("UNIT", event, changes),
        Declaration.ResultPublicityStarted: lambda event, changes: _posted("RESULT", event, changes),
        Declaration.UnitPublicityCompleted: _completed,
        Declaration.ResultPublicityCompleted: _completed,
        Declaration.PublicityInterrupted: _interrupted,
    },
)

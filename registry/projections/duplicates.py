"""Entries that may be one natural person, pair by pair, and which pairs a human has settled."""

import sqlalchemy as sa

from domain.identity_match import IdentityMatch
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

match_members = sa.Table(
    "match_members",
    METADATA,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("match_id", sa.Uuid, nullable=False, index=True),
)

settled_pairs = sa.Table(
    "settled_pairs",
    METADATA,
    # Both ways round, so that a question needs to ask once.
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("one", sa.Uuid, nullable=False, index=True),
    sa.Column("other", sa.Uuid, nullable=False),
)


def _seen(event: IdentityMatch.Seen | IdentityMatch.Shared, changes: Changes) -> None:
    changes.replace(match_members, event.person_id, match_id=event.originator_id)


def _settled(event: IdentityMatch.Dismissed | IdentityMatch.Confirmed, changes: Changes) -> None:
    for these, those in ((event.these, event.those), (event.those, event.these)):
        for one in these:
            for other in those:
                changes.replace(settled_pairs, f"{one} {other}", one=one, other=other)


DUPLICATES = ReadModel(
    tables=(match_members, settled_pairs),
    handlers={
        IdentityMatch.Seen: _seen,
        IdentityMatch.Shared: _seen,
        IdentityMatch.Dismissed: _settled,
        IdentityMatch.Confirmed: _settled,
    },
)

"""What a publication has to say, read from the read models: positions that ended, and holders on record on a day."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from registry.projections.certificates import certificate_versions as versions
from registry.projections.certificates import certificates
from registry.projections.integrity import integrity_records as records
from registry.projections.persons import persons
from registry.projections.projector import POSITION
from registry.projections.titles import titles
from registry.publication import Ended, OnRecord, Standing
from verify.status import HistoryOutcome

FALLEN = {
    "REVOKED": HistoryOutcome.REVOKED,
    "INVALIDATED": HistoryOutcome.INVALIDATED,
    "DEREGISTERED": HistoryOutcome.DEREGISTERED,
}


def published_standing(read: sa.Connection, today: date) -> Standing:
    """Everything as the read models show it; a record counts through its last day, Asia/Shanghai (R-INT-3)."""
    position = read.execute(sa.select(POSITION.c.position)).scalar_one()
    lists = read.execute(sa.select(sa.func.max(versions.c.status_list))).scalar_one() or 0
    return Standing(position, lists, list(_ended(read)), list(_on_record(read, today)))


def numbers_of(read: sa.Connection, person_id: object) -> list[str]:
    """All certificate numbers of a person."""
    found = sa.select(certificates.c.certificate_no).where(certificates.c.person_id == person_id)
    return list(read.execute(found).scalars())


def titles_without_certificate(read: sa.Connection) -> Iterator[object]:
    """Ids of effective titles that have no certificate in force, oldest grant first."""
    in_force = (
        sa.select(sa.literal(1))
        .select_from(certificates.join(versions, versions.c.certificate_id == certificates.c.id))
        .where(certificates.c.title_id == titles.c.id, versions.c.state == "ISSUED")
    )
    wanted = (
        sa.select(titles.c.id)
        .where(titles.c.state.in_(("GRANTED", "UNDER_REVOCATION")), titles.c.scope != "UNIT_INTERNAL")
        .where(~in_force.exists())
        .order_by(titles.c.grant_date, titles.c.id)
    )
    yield from read.execute(wanted).scalars()


def _ended(read: sa.Connection) -> Iterator[Ended]:
    query = (
        sa.select(
            versions.c.status_list,
            versions.c.status_index,
            versions.c.ended_on,
            titles.c.state,
            titles.c.effective_from,
            titles.c.decided_on,
        )
        .select_from(
            versions.join(certificates, versions.c.certificate_id == certificates.c.id).join(
                titles, certificates.c.title_id == titles.c.id
            )
        )
        .where(versions.c.state.in_(("REVOKED", "SUPERSEDED")))
    )
    for status_list, index, ended_on, state, effective_from, decided_on in read.execute(query):
        fallen = FALLEN.get(state)
        if fallen is None:
            # The title stands: this copy was replaced, or its revocation was rescinded. The holder is not to be called
            # revoked for it, and the copy never holds again (4.7).
            day = date.fromisoformat(ended_on)
            yield Ended(status_list, index, HistoryOutcome.SUPERSEDED, day, day)
        else:
            since, decided = date.fromisoformat(effective_from), date.fromisoformat(decided_on)
            yield Ended(status_list, index, fallen, since, decided)


def _on_record(read: sa.Connection, today: date) -> Iterator[OnRecord]:
    # From the few on record to their certificates: the other way round every certificate would be looked at.
    people = (
        sa.select(records.c.person_id, sa.func.max(records.c.last_day).label("last_day"))
        .where(~records.c.annulled, records.c.last_day >= today.isoformat())
        .group_by(records.c.person_id)
        .cte("people")
    )
    holders = _under_every_id(people)
    query = (
        sa.select(versions.c.status_list, versions.c.status_index, sa.func.max(holders.c.last_day))
        .select_from(
            holders.join(certificates, certificates.c.person_id == holders.c.person_id).join(
                versions, versions.c.certificate_id == certificates.c.id
            )
        )
        .group_by(versions.c.status_list, versions.c.status_index)
    )
    for status_list, index, last_day in read.execute(query):
        yield OnRecord(status_list, index, date.fromisoformat(last_day))


def _under_every_id(people: sa.CTE) -> sa.CTE:
    """The people on record and every other entry of the same natural persons (4.2)."""
    entry, other = persons.alias("entry"), persons.alias("other")
    kept = sa.func.coalesce(entry.c.merged_into, entry.c.id)
    entered = people.join(entry, entry.c.id == people.c.person_id)
    last_day = people.c.last_day
    return sa.union(
        sa.select(people.c.person_id, last_day),
        sa.select(kept.label("person_id"), last_day).select_from(entered),
        sa.select(other.c.id, last_day).select_from(entered.join(other, other.c.merged_into == kept)),
    ).cte("holders")

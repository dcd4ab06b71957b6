"""Every title ever granted with its present state, and the two dates that say from when and since when it fell."""

import sqlalchemy as sa

from domain.title import Title
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

titles = sa.Table(
    "titles",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("source_id", sa.Uuid, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("title_name", sa.Text, nullable=False),
    sa.Column("series_code", sa.Text, nullable=False),
    sa.Column("specialty_code", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("grant_date", sa.Text, nullable=False),
    sa.Column("evaluation_date", sa.Text, nullable=False),
    sa.Column("committee_id", sa.Uuid),
    sa.Column("approving_body_uscc", sa.Text, nullable=False),
    sa.Column("approval_document_no", sa.Text, nullable=False),
    sa.Column("region_code", sa.Text, nullable=False),
    sa.Column("source_region", sa.Text),
    sa.Column("source_authority", sa.Text),
    sa.Column("source_grant_date", sa.Text),
    sa.Column("source_certificate_no", sa.Text),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("cause", sa.Text),
    # Of the proposal to revoke that is open.
    sa.Column("proposer_id", sa.Text),
    sa.Column("proposed_on", sa.Text),
    sa.Column("heard_on", sa.Text),
    sa.Column("effective_from", sa.Text),
    sa.Column("decided_on", sa.Text),
    sa.Column("certificate_no", sa.Text),
    sa.Column("certificate_version", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("titles_register", "grant_date", "id"),
    sa.Index(
        "titles_uncertified",
        "grant_date",
        "id",
        sqlite_where=sa.text("certificate_no IS NULL"),
        postgresql_where=sa.text("certificate_no IS NULL"),
    ),
)


def _granted(event: Title.Granted, changes: Changes) -> None:
    changes.insert(
        titles,
        event.originator_id,
        person_id=event.person_id,
        source_id=event.source_id,
        origin=event.origin,
        title_name=event.title_name,
        series_code=event.series_code,
        specialty_code=event.specialty_code,
        level=event.level,
        scope=event.scope,
        grant_date=event.grant_date,
        evaluation_date=event.evaluation_date,
        committee_id=event.committee_id,
        approving_body_uscc=event.approving_body_uscc,
        approval_document_no=event.approval_document_no,
        region_code=event.region_code,
        state="GRANTED",
        version=event.originator_version,
    )


def _cited(event: Title.SourceCited, changes: Changes) -> None:
    changes.update(
        titles,
        event.originator_id,
        source_region=event.source_region,
        source_authority=event.source_authority,
        source_grant_date=event.source_grant_date,
        source_certificate_no=event.source_certificate_no,
        version=event.originator_version,
    )


def _proposed(event: Title.RevocationProposed, changes: Changes) -> None:
    changes.update(
        titles,
        event.originator_id,
        state="UNDER_REVOCATION",
        cause=event.cause,
        proposer_id=event.actor_id,
        proposed_on=event.legal_date,
        heard_on=None,
        version=event.originator_version,
    )


def _heard(event: Title.StatementRecorded, changes: Changes) -> None:
    changes.update(titles, event.originator_id, heard_on=event.legal_date, version=event.originator_version)


def _grown(event: Title.Event, changes: Changes) -> None:
    changes.update(titles, event.originator_id, version=event.originator_version)


def _stands(event: Title.ProposalDropped | Title.RevocationRescinded, changes: Changes) -> None:
    changes.update(
        titles,
        event.originator_id,
        state="GRANTED",
        cause=None,
        effective_from=None,
        decided_on=None,
        version=event.originator_version,
    )


def _fallen(state: str, event: Title.Revoked | Title.Invalidated | Title.Deregistered, changes: Changes) -> None:
    changes.update(
        titles,
        event.originator_id,
        state=state,
        cause=event.cause,
        effective_from=event.effective_from,
        decided_on=event.decision_date,
        version=event.originator_version,
    )


def _corrected(event: Title.DataCorrected, changes: Changes) -> None:
    changes.update(titles, event.originator_id, title_name=event.title_name, version=event.originator_version)


def _assigned(event: Title.CertificateAssigned, changes: Changes) -> None:
    changes.update(
        titles,
        event.originator_id,
        certificate_no=event.certificate_no,
        certificate_version=event.version,
        version=event.originator_version,
    )


TITLES = ReadModel(
    tables=(titles,),
    handlers={
        Title.Granted: _granted,
        Title.SourceCited: _cited,
        Title.RevocationProposed: _proposed,
        Title.StatementRecorded: _heard,
        Title.ProposalDropped: _stands,
        Title.Revoked: lambda event, changes: _fallen("REVOKED", event, changes),
        Title.RevocationRescinded: _stands,
        Title.Invalidated: lambda event, changes: _fallen("INVALIDATED", event, changes),
        Title.Deregistered: lambda event, changes: _fallen("DEREGISTERED", event, changes),
        Title.DataCorrected: _corrected,
        Title.CertificateAssigned: _assigned,
    },
)

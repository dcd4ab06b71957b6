"""Certificates and their versions, each with its place on a status list; why one ended stands with its title."""

import sqlalchemy as sa

from domain.certificate import Certificate
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

certificates = sa.Table(
    "certificates",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("certificate_no", sa.Text, nullable=False, unique=True),
    sa.Column("title_id", sa.Uuid, nullable=False, index=True),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
)

certificate_versions = sa.Table(
    "certificate_versions",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("certificate_id", sa.Uuid, nullable=False, index=True),
    sa.Column("certificate_version", sa.Integer, nullable=False),
    sa.Column("status_list", sa.Integer, nullable=False),
    sa.Column("status_index", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("kid", sa.Text),
    sa.Column("signed_at", sa.Text),
    # Legal date of the act that ended this version; the dates of a fallen title stand in `titles`.
    sa.Column("ended_on", sa.Text),
    sa.Index("certificate_places", "status_list", "status_index", unique=True),
)


def version_key(certificate_id: object, version: int) -> str:
    """The key of one version's row."""
    return f"{certificate_id}:{version}"


def _new_version(event: Certificate.Prepared | Certificate.ReissuePrepared, changes: Changes) -> None:
    changes.insert(
        certificate_versions,
        version_key(event.originator_id, event.version),
        certificate_id=event.originator_id,
        certificate_version=event.version,
        status_list=event.status_list,
        status_index=event.status_index,
        state="PREPARED",
    )


def _prepared(event: Certificate.Prepared, changes: Changes) -> None:
    changes.insert(
        certificates,
        event.originator_id,
        certificate_no=event.certificate_no,
        title_id=event.title_id,
        person_id=event.person_id,
        version=event.originator_version,
    )
    _new_version(event, changes)


def _reissue_prepared(event: Certificate.ReissuePrepared, changes: Changes) -> None:
    changes.update(certificates, event.originator_id, version=event.originator_version)
    _new_version(event, changes)


def _issued(event: Certificate.Issued, changes: Changes) -> None:
    changes.update(certificates, event.originator_id, version=event.originator_version)
    changes.update(
        certificate_versions,
        version_key(event.originator_id, event.version),
        state="ISSUED",
        kid=event.kid,
        signed_at=event.signed_at.isoformat(),
    )


def _ended(state: str, event: Certificate.Superseded | Certificate.Revoked, changes: Changes) -> None:
    changes.update(certificates, event.originator_id, version=event.originator_version)
    changes.update(
        certificate_versions,
        version_key(event.originator_id, event.version),
        state=state,
        ended_on=event.legal_date,
    )


CERTIFICATES = ReadModel(
    tables=(certificates, certificate_versions),
    handlers={
        Certificate.Prepared: _prepared,
        Certificate.ReissuePrepared: _reissue_prepared,
        Certificate.Issued: _issued,
        Certificate.Superseded: lambda event, changes: _ended("SUPERSEDED", event, changes),
        Certificate.Revoked: lambda event, changes: _ended("REVOKED", event, changes),
    },
)

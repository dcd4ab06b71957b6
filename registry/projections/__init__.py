"""Read models: what the office shows, rebuilt any time from the events, a file each. Nothing is decided from them."""

import sqlalchemy as sa

from registry.application import Registry
from registry.errors import ConfigurationError
from registry.projections.aid import AID
from registry.projections.authorities import AUTHORITIES
from registry.projections.certificates import CERTIFICATES
from registry.projections.committees import COMMITTEES
from registry.projections.confirmations import CONFIRMATIONS
from registry.projections.database import open_database
from registry.projections.declarations import DECLARATIONS
from registry.projections.disclosures import DISCLOSURES
from registry.projections.duplicates import DUPLICATES
from registry.projections.education import EDUCATION
from registry.projections.entrustment import ENTRUSTMENT
from registry.projections.follow_ups import FOLLOW_UPS
from registry.projections.history import HISTORY
from registry.projections.integrity import INTEGRITY
from registry.projections.notices import NOTICES
from registry.projections.persons import PERSONS
from registry.projections.petitions import PETITIONS
from registry.projections.projector import Projector
from registry.projections.proposals import PROPOSALS
from registry.projections.refusals import REFUSALS
from registry.projections.titles import TITLES
from registry.settings import Settings

MODELS = (
    COMMITTEES,
    AUTHORITIES,
    DECLARATIONS,
    PERSONS,
    TITLES,
    CERTIFICATES,
    INTEGRITY,
    NOTICES,
    DUPLICATES,
    FOLLOW_UPS,
    PROPOSALS,
    REFUSALS,
    DISCLOSURES,
    ENTRUSTMENT,
    AID,
    CONFIRMATIONS,
    EDUCATION,
    HISTORY,
    PETITIONS,
)


def open_projections(settings: Settings, registry: Registry) -> Projector:
    """The projector of all read models, on their own database.

    Raises `ConfigurationError` (code `read_models_unusable`): delete the file, and it is made again from the events.
    """
    try:
        return Projector(registry, open_database(settings), MODELS)
    except sa.exc.DBAPIError as problem:
        raise ConfigurationError(
            f"the read models cannot be opened: {problem.orig}", code="read_models_unusable"
        ) from problem

"""R-REV and R-INV: for which cause, by whom and with what effect a title falls."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from domain.finding import Finding, found
from domain.standing import TitleFacts
from domain.values import DEREGISTRATION_CAUSES, INVALIDITY_CAUSES, REVOCATION_CAUSES, Cause


class Effect(StrEnum):
    """From when a title is without effect."""

    EX_TUNC = "EX_TUNC"
    EX_NUNC = "EX_NUNC"


def r_rev_1(cause: Cause, evidence_ref: str) -> Finding:
    """A cause of the list and a reference to the evidence."""
    listed, evidenced = cause in REVOCATION_CAUSES, bool(evidence_ref.strip())
    return found("R-REV-1", "S3.4c", listed and evidenced, cause=cause.value, evidence=evidenced)


def r_rev_1_decision(document_ref: str, *, heard: bool) -> Finding:
    """A decision document, and the holder heard or the time to be heard gone."""
    return found(
        "R-REV-1", "S3.4c", bool(document_ref.strip()) and heard, document=bool(document_ref.strip()), heard=heard
    )


def r_rev_2(
    decider: str, proposer: str, holder: str, passed_by: Collection[str] = (), complainant: str = ""
) -> Finding:
    """Two persons, and neither is the holder, the complainant or a member of the committee that passed the file."""
    barred = {holder, complainant, *passed_by} - {""}
    alone, involved = decider == proposer, bool({decider, proposer} & barred)
    return found("R-REV-2", "S3.4c", not (alone or involved), same_person=alone, involved=involved)


def r_rev_3(cause: Cause) -> Effect:
    """Fraud, multiple declaration and invalidity as if never granted; deregistration from its decision on."""
    return Effect.EX_NUNC if cause in DEREGISTRATION_CAUSES else Effect.EX_TUNC


def r_inv_1(cause: Cause, document_ref: str) -> Finding:
    """PHRSS declares by document that the procedure failed; the cause says nothing about the person."""
    named = bool(document_ref.strip())
    return found("R-INV-1", "S3.2c", cause in INVALIDITY_CAUSES and named, cause=cause.value, document=named)


def r_rev_5(base: TitleFacts, holder: UUID) -> Finding:
    """A title is on the review list only where the one it builds on was granted to the same holder and fell."""
    own, fell = base.person_id == holder, not base.effective
    return found("R-REV-5", "S3.4c", own and fell, own=own, fell=fell)

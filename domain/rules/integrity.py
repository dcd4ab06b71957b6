"""R-INT: fraud ends a declaration, opens a record and blocks for three years; dates decide, never a timer."""

from collections.abc import Sequence
from datetime import date

from domain.calendar import add_years
from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy
from domain.standing import IntegrityFacts
from domain.values import FRAUD_SET, Cause


def r_int_1(records: Sequence[IntegrityFacts], on: date, policy: Policy = NOTICE_2022) -> Finding:
    """No active record on the date; overlapping records each block (R-INT-4). The bar is a switch (AMB-13)."""
    last_days = [r.period.last for r in records if r.active(on) and r.period.last is not None]
    if not last_days or not policy.integrity_blocks_declaration:
        return found("R-INT-1", "S3.4b", holds=True)
    return found("R-INT-1", "S3.4b", holds=False, last_day=max(last_days).isoformat())


def r_int_1_identity(*, duplicate_pending: bool) -> Finding:
    """Whose records count is known: no human has yet to say whether this person is somebody else, too (4.2)."""
    return found("R-INT-1", "S3.4b", None if duplicate_pending else True, duplicate_pending=duplicate_pending)


def r_int_1_veto(cause: Cause, document_ref: str) -> Finding:
    """A fact of the fraud set, established by document, ends a declaration at once, whatever the vote."""
    established = bool(document_ref.strip())
    return found("R-INT-1", "S3.4b", cause in FRAUD_SET and established, cause=cause.value, document=established)


def r_int_2(cause: Cause) -> Finding:
    """A record is opened for a cause of the fraud set and for no other."""
    return found("R-INT-2", "S3.4c", cause in FRAUD_SET, cause=cause.value)


def r_int_3(decision_date: date, policy: Policy = NOTICE_2022) -> tuple[date, date]:
    """First and last active day: from the decision date through the same date three years on; no roll-forward."""
    return decision_date, add_years(decision_date, policy.integrity_years)

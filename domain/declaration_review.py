"""A declaration under review: its unit, its posting, the levels above, the one notice of corrections of each body."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain.aggregate import Act
from domain.calendar import WorkingCalendar
from domain.declaration_draft import DraftedDeclaration
from domain.declaration_events import DeclarationState as State
from domain.errors import DomainError, require
from domain.policy import NOTICE_2022, Policy
from domain.rules.commitment import r_cmt_1
from domain.rules.publicity import r_pub_1, r_pub_2
from domain.rules.steps import r_step_1, r_step_3
from domain.values import ItemResult


class ReviewedDeclaration(DraftedDeclaration):
    """What reviewing bodies and the public may do to a file."""

    def pass_unit_review(self, act: Act, items: Sequence[ItemResult]) -> None:
        """The unit's review: one result for every condition of the standard, all of them met (S3.1a)."""
        rules = self._unit_review(act, items)
        if not all(item.passed for item in items):
            raise DomainError("rule_refused", "R-STEP-1", "S3.1a", "a condition is not met")
        self._record(self.UnitReviewPassed, act, rules, items=_stored(items))

    def fail_unit_review(self, act: Act, items: Sequence[ItemResult]) -> None:
        """The unit's review with at least one condition unmet; the year stays taken."""
        rules = self._unit_review(act, items)
        if all(item.passed for item in items):
            raise DomainError("rule_refused", "R-STEP-1", "S3.1a", "no condition is unmet")
        self._record(self.UnitReviewFailed, act, rules, items=_stored(items))

    def start_unit_publicity(self, act: Act, calendar: WorkingCalendar, policy: Policy = NOTICE_2022) -> None:
        """Posts at the unit on the act's legal date (R-PUB-1..3)."""
        self._in_state(State.UNIT_REVIEWED)
        self._post(self.UnitPublicityStarted, act, calendar, policy)

    def complete_unit_publicity(self, act: Act, calendar: WorkingCalendar, policy: Policy = NOTICE_2022) -> None:
        """Ends the unit's posting, from the day after its fifth working day and without objection."""
        self._in_state(State.UNIT_REVIEWED)
        self._record(self.UnitPublicityCompleted, act, self._posted_long_enough(act, calendar, policy))

    def start_result_publicity(self, act: Act, calendar: WorkingCalendar, policy: Policy = NOTICE_2022) -> None:
        """Posts the result on the act's legal date."""
        self._in_state(State.EVALUATED_PASS)
        self._post(self.ResultPublicityStarted, act, calendar, policy)

    def complete_result_publicity(self, act: Act, calendar: WorkingCalendar, policy: Policy = NOTICE_2022) -> None:
        """Ends the posting of the result, from the day after its fifth working day and without objection."""
        self._in_state(State.EVALUATED_PASS)
        self._record(self.ResultPublicityCompleted, act, self._posted_long_enough(act, calendar, policy))

    def interrupt_publicity(self, act: Act) -> None:
        """The posting came down; it starts again from zero (R-PUB-4)."""
        self._posting()
        self._record(self.PublicityInterrupted, act, ["R-PUB-4"])

    def file_objection(
        self, act: Act, objection_id: UUID, calendar: WorkingCalendar, policy: Policy = NOTICE_2022
    ) -> None:
        """An objection on a day of the posting stops this declaration and no other (R-PUB-4)."""
        posted_on = self._posting()
        if not posted_on <= act.legal_date <= r_pub_1(posted_on, calendar, policy):
            raise DomainError("rule_refused", "R-PUB-4", "S2.6b", "objections are filed during the posting")
        if objection_id in self.open_objections | self.upheld_objections:
            raise DomainError("wrong_state", "R-PUB-4", "S2.6b", "this objection is already on file")
        self._record(self.ObjectionFiled, act, ["R-PUB-4"], objection_id=objection_id)

    def resolve_objection(self, act: Act, objection_id: UUID, *, upheld: bool) -> None:
        """Answers an objection by document; an upheld one keeps the declaration stopped until it is ended."""
        if objection_id not in self.open_objections:
            raise DomainError("wrong_state", "R-PUB-4", "S2.6b", "no such objection is open")
        act.with_document("R-PUB-4", "S2.6b")
        self._record(self.ObjectionResolved, act, ["R-PUB-4"], objection_id=objection_id, upheld=upheld)

    def pass_level_review(self, act: Act, level_no: int) -> None:
        """A level above the unit passes it: the next one only, by its own unit (R-STEP-1, R-STEP-3)."""
        self._record(self.LevelReviewPassed, act, self._level_review(act, level_no), level_no=level_no)

    def reject_at_level(self, act: Act, level_no: int) -> None:
        """A level does not pass it; the year stays taken."""
        self._record(self.LevelReviewRejected, act, self._level_review(act, level_no), level_no=level_no)

    def request_correction(self, act: Act, *, items: Sequence[str], deadline: date) -> None:
        """A reviewing body names everything to correct, once (一次性告知补正)."""
        self._in_state(State.SUBMITTED, State.UNIT_PUBLICISED, State.RECOMMENDED)
        if act.unit_uscc in self.correcting_bodies:
            raise DomainError("rule_refused", "R-STEP-1", "S3.1a", "this body has already asked for corrections")
        if not items or deadline < act.legal_date:
            raise DomainError("invalid_value", message="a correction names its items and a deadline to come")
        self._record(self.CorrectionRequested, act, items=list(items), deadline=deadline.isoformat())

    def supply_correction(self, act: Act) -> None:
        """The applicant has corrected and signed again, by 24:00 of the deadline."""
        self._in_state(State.CORRECTION_WANTED)
        if self.correction_deadline is not None and act.legal_date > self.correction_deadline:
            raise DomainError("rule_refused", "R-STEP-1", "S3.1a", f"the deadline was {self.correction_deadline}")
        text = self.commitment.text_version if self.commitment else ""
        rules = require([r_cmt_1(self.commitment, str(self.person_id), text, self.materials_hash)])
        self._record(self.CorrectionSupplied, act, rules)

    def let_correction_lapse(self, act: Act) -> None:
        """Ends a declaration whose correction did not come in time."""
        self._in_state(State.CORRECTION_WANTED)
        if self.correction_deadline is not None and act.legal_date <= self.correction_deadline:
            raise DomainError("rule_refused", "R-STEP-1", "S3.1a", f"the deadline is {self.correction_deadline}")
        self._record(self.DeemedWithdrawn, act)

    def _unit_review(self, act: Act, items: Sequence[ItemResult]) -> list[str]:
        self._in_state(State.SUBMITTED, rule_id="R-STEP-1")
        if sorted(item.item_id for item in items) != sorted(self.items):
            raise DomainError("rule_refused", "R-STEP-1", "S3.1a", "every condition of the standard has one result")
        return self._next_review(act, 0)

    def _level_review(self, act: Act, level_no: int) -> list[str]:
        self._in_state(State.UNIT_PUBLICISED, rule_id="R-STEP-1")
        return self._next_review(act, level_no)

    def _next_review(self, act: Act, level_no: int) -> list[str]:
        order = r_step_1(self.chain, self.reviews, level_no)
        step = self.chain[level_no] if 0 <= level_no < len(self.chain) else None
        return require([order, r_step_3(act.actor_id, act.unit_uscc, str(self.person_id), self.reviews, step)])

    def _post(
        self, started: type[DraftedDeclaration.Event], act: Act, calendar: WorkingCalendar, policy: Policy
    ) -> None:
        if self.posted_on is not None:
            raise DomainError("wrong_state", "R-PUB-1", "S2.6b", f"posted since {self.posted_on}")
        last_day = r_pub_1(act.legal_date, calendar, policy)
        facts = {"posted_on": act.legal_date.isoformat(), "last_day": last_day.isoformat()}
        self._record(started, act, ["R-PUB-1", "R-PUB-3"], **facts)

    def _posted_long_enough(self, act: Act, calendar: WorkingCalendar, policy: Policy) -> list[str]:
        return require([r_pub_2(self._posting(), act.legal_date, calendar, policy), self._undisputed()])


def _stored(items: Sequence[ItemResult]) -> list[dict[str, str | bool]]:
    return [{"item_id": item.item_id, "passed": item.passed} for item in items]

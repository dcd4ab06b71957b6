"""A declaration under review: its unit, its posting, the levels above, the one notice of corrections of each body."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain.aggregate import Act
from domain.calendar import WorkingCalendar
from domain.declaration_draft import DraftedDeclaration
from domain.declaration_events import DeclarationState as State
from domain.errors import DomainError, require, wrong_state
from domain.finding import Grounds
from domain.policy import NOTICE_2022, Policy
from domain.rules.commitment import r_cmt_1
from domain.rules.publicity import r_pub_1, r_pub_1_posted, r_pub_2, r_pub_4_filed
from domain.rules.steps import (
    r_step_1,
    r_step_1_correction,
    r_step_1_in_time,
    r_step_1_items,
    r_step_1_lapsed,
    r_step_3,
)
from domain.values import ItemResult


class ReviewedDeclaration(DraftedDeclaration):
    """What reviewing bodies and the public may do to a file."""

    def pass_unit_review(self, act: Act, items: Sequence[ItemResult]) -> None:
        """The unit's review: one result for every condition of the standard, all of them met (S3.1a)."""
        rules = self._reviewed(act, State.SUBMITTED, 0, items, recommend=True)
        self._record(self.UnitReviewPassed, act, rules, items=_stored(items))

    def fail_unit_review(self, act: Act, items: Sequence[ItemResult]) -> None:
        """The unit's review with at least one condition unmet; the year stays taken."""
        rules = self._reviewed(act, State.SUBMITTED, 0, items, recommend=False)
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
        last_day = r_pub_1(posted_on, calendar, policy)
        rules = require([r_pub_4_filed(act.legal_date, posted_on, last_day)])
        if objection_id in self.open_objections | self.upheld_objections:
            raise DomainError("wrong_state", "R-PUB-4", "S2.6b", "this objection is already on file")
        self._record(self.ObjectionFiled, act, rules, objection_id=objection_id)

    def resolve_objection(self, act: Act, objection_id: UUID, *, upheld: bool) -> None:
        """Answers an objection by document; an upheld one keeps the declaration stopped until it is ended."""
        if objection_id not in self.open_objections:
            raise DomainError("wrong_state", "R-PUB-4", "S2.6b", "no such objection is open")
        act.with_document("R-PUB-4", "S2.6b")
        self._record(self.ObjectionResolved, act, ["R-PUB-4"], objection_id=objection_id, upheld=upheld)

    def pass_level_review(self, act: Act, level_no: int, items: Sequence[ItemResult]) -> None:
        """A level above the unit passes it: the next one only, by its own unit, item by item (R-STEP-1, R-STEP-3)."""
        rules = self._reviewed(act, State.UNIT_PUBLICISED, level_no, items, recommend=True)
        self._record(self.LevelReviewPassed, act, rules, level_no=level_no, items=_stored(items))

    def reject_at_level(self, act: Act, level_no: int, items: Sequence[ItemResult]) -> None:
        """A level finds a condition unmet and does not pass it; the year stays taken."""
        rules = self._reviewed(act, State.UNIT_PUBLICISED, level_no, items, recommend=False)
        self._record(self.LevelReviewRejected, act, rules, level_no=level_no, items=_stored(items))

    def request_correction(self, act: Act, *, items: Sequence[str], deadline: date) -> None:
        """A reviewing body names everything to correct, once (一次性告知补正)."""
        self._in_state(State.SUBMITTED, State.UNIT_PUBLICISED, State.RECOMMENDED)
        rules = require([r_step_1_correction(asked_before=act.unit_uscc in self.correcting_bodies)])
        if not items or deadline < act.legal_date:
            raise DomainError("invalid_value", message="a correction names its items and a deadline to come")
        self._record(self.CorrectionRequested, act, rules, items=list(items), deadline=deadline.isoformat())

    def supply_correction(self, act: Act) -> None:
        """The applicant has corrected and signed again, by 24:00 of the deadline."""
        deadline = self._correction_due()
        text = self.commitment.text_version if self.commitment else ""
        signed = r_cmt_1(self.commitment, str(self.person_id), text, self.materials_hash)
        self._record(self.CorrectionSupplied, act, require([r_step_1_in_time(deadline, act.legal_date), signed]))

    def let_correction_lapse(self, act: Act) -> None:
        """Ends a declaration whose correction did not come in time."""
        deadline = self._correction_due()
        self._record(self.DeemedWithdrawn, act, require([r_step_1_lapsed(deadline, act.legal_date)]))

    def _correction_due(self) -> date:
        self._in_state(State.CORRECTION_WANTED)
        if self.correction_deadline is None:
            raise wrong_state("the correction", "without a deadline", "one with a deadline", "R-STEP-1")
        return self.correction_deadline

    def _reviewed(
        self, act: Act, state: State, level_no: int, items: Sequence[ItemResult], *, recommend: bool
    ) -> Grounds:
        self._in_state(state, rule_id="R-STEP-1")
        step = self.chain[level_no] if 0 <= level_no < len(self.chain) else None
        return require(
            [
                r_step_1(self.chain, self.reviews, level_no),
                r_step_3(act.actor_id, act.unit_uscc, str(self.person_id), self.reviews, step),
                r_step_1_items(self.items, items, recommend=recommend),
            ]
        )

    def _post(
        self, started: type[DraftedDeclaration.Event], act: Act, calendar: WorkingCalendar, policy: Policy
    ) -> None:
        if self.posted_on is not None:
            raise DomainError("wrong_state", "R-PUB-1", "S2.6b", f"posted since {self.posted_on}")
        last_day = r_pub_1(act.legal_date, calendar, policy)
        facts = {"posted_on": act.legal_date.isoformat(), "last_day": last_day.isoformat()}
        self._record(started, act, require([r_pub_1_posted(act.legal_date, last_day)]), **facts)

    def _posted_long_enough(self, act: Act, calendar: WorkingCalendar, policy: Policy) -> list[str]:
        return require([r_pub_2(self._posting(), act.legal_date, calendar, policy), self._undisputed()])


def _stored(items: Sequence[ItemResult]) -> list[dict[str, str | bool]]:
    return [{"item_id": item.item_id, "passed": item.passed} for item in items]

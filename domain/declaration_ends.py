"""How a declaration ends before its approval: taken back, vetoed, cancelled, or its result void (also afterwards)."""

from collections.abc import Sequence

from domain.aggregate import Act
from domain.declaration_events import UNDER_WAY
from domain.declaration_events import DeclarationState as State
from domain.declaration_review import ReviewedDeclaration
from domain.errors import require
from domain.finding import Grounds, Outcome, found
from domain.policy import NOTICE_2022, Policy
from domain.rules.eligibility import r_elig_5, r_elig_5_at_approval
from domain.rules.integrity import r_int_1, r_int_1_veto, r_int_2
from domain.rules.one import r_one_1_withdrawn, r_one_2
from domain.rules.revocation import r_inv_1, r_rev_2
from domain.standing import IntegrityFacts, PersonFacts
from domain.values import Cause


class EndingDeclaration(ReviewedDeclaration):
    """Every end but approval and the ballot."""

    def withdraw(self, act: Act) -> None:
        """Takes it back, until the unit has accepted it; the handler then releases the slot (AMB-4)."""
        if self.state is not State.CORRECTION_WANTED or self.resumes_at is not State.SUBMITTED:
            self._in_state(State.DRAFT, State.SUBMITTED, rule_id="R-ONE-1")
        self._record(self.Withdrawn, act, require([r_one_1_withdrawn(accepted_by_unit=bool(self.reviews))]))

    def veto(self, act: Act, *, cause: Cause) -> None:
        """Ends it for an established fraud or breach of ethics; the act's document is the evidence (R-INT-1)."""
        self._in_state(*UNDER_WAY, State.EVALUATED_FAIL, State.REJECTED, rule_id="R-INT-1")
        rules = require([r_int_2(cause), r_int_1_veto(cause, act.document_ref)])
        self._record(self.Vetoed, act, rules, cause=cause.value)

    def cancel_for_multiple(self, act: Act) -> None:
        """Ends it because its person declared more than once this year (R-ONE-2)."""
        self._in_state(*UNDER_WAY, rule_id="R-ONE-2")
        barred = Grounds((r_one_2(barred=True),))
        self._record(self.Cancelled, act, barred, cause=Cause.MULTIPLE_DECLARATION.value)

    def recheck(
        self,
        act: Act,
        person: PersonFacts,
        at_meeting: PersonFacts | None = None,
        *,
        integrity: Sequence[IntegrityFacts] = (),
        policy: Policy = NOTICE_2022,
    ) -> bool:
        """Cancels it where the person, as known on a day, is not eligible or on record; says whether it did (SC-04)."""
        self._in_state(*UNDER_WAY, rule_id="R-ELIG-5")
        findings = r_elig_5_at_approval(person, at_meeting) if at_meeting else r_elig_5(person)
        failed = [f for f in findings if f.outcome is Outcome.FAILS]
        if failed:
            lost = found("R-ELIG-5", "S1.1", holds=False, lost=len(failed))
            self._record(self.Cancelled, act, Grounds((*failed, lost)), cause=Cause.ELIGIBILITY_LOST.value)
            return True
        barred = r_int_1(integrity, person.on, policy)
        if not barred.holds:
            self._record(self.Cancelled, act, Grounds((barred,)), cause=Cause.INTEGRITY_RECORD.value)
        return not barred.holds

    def invalidate(self, act: Act, *, cause: Cause, proposer_id: str) -> None:
        """PHRSS declares the result void, by document and by two persons; also after approval (R-INV-1)."""
        self._in_state(*UNDER_WAY, State.EVALUATED_FAIL, State.APPROVED, rule_id="R-INV-1")
        rules = [r_inv_1(cause, act.document_ref), r_rev_2(act.actor_id, proposer_id, str(self.person_id))]
        self._record(self.ResultInvalidated, act, require(rules), cause=cause.value, proposer_id=proposer_id)

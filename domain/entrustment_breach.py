"""What was found about a file that a committee accepted without the letter it needed (S2.4i).

It is a finding against the committee and stops approval and certificate; two persons declare the result itself void.
"""

from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import wrong_state
from domain.finding import Finding
from domain.identity import entrustment_breach_id
from domain.rules.entrustment import r_ent_4_clear


class EntrustmentBreach(Aggregate):
    """One for each declaration; raised by a late letter or by an officer, lifted only by document."""

    TOPIC = "EntrustmentBreach"

    class Event(Aggregate.Event):
        """A fact of this finding."""

    class Flagged(Event, AggregateCreated):
        """The acceptance was found to lack its letter; `letter_id` names one that came too late."""

        TOPIC = "EntrustedAcceptanceFlagged"
        declaration_id: UUID
        committee_id: UUID
        organiser_uscc: str
        letter_id: UUID | None
        evidence_ref: str

    class FlaggedAgain(Event):
        """It was found once more after it had been lifted."""

        TOPIC = "EntrustedAcceptanceFlaggedAgain"
        letter_id: UUID | None
        evidence_ref: str

    class Lifted(Event):
        """By reasoned document: no letter was needed."""

        TOPIC = "EntrustedAcceptanceFlagLifted"

    @event(Flagged)
    def __init__(
        self,
        *,
        declaration_id: UUID,
        committee_id: UUID,
        organiser_uscc: str,
        letter_id: UUID | None,
        evidence_ref: str,
    ) -> None:
        self.declaration_id = declaration_id
        self.committee_id = committee_id
        self.organiser_uscc = organiser_uscc
        self._flag(letter_id, evidence_ref)

    @classmethod
    def flag(
        cls,
        act: Act,
        existing: Self | None,
        *,
        declaration_id: UUID,
        committee_id: UUID,
        organiser_uscc: str,
        evidence_ref: str,
        letter_id: UUID | None = None,
    ) -> Self:
        """The finding about one declaration; an open one stays as it is."""
        if existing is None:
            return cls._begin(
                cls.Flagged,
                entrustment_breach_id(declaration_id),
                act,
                ["R-ENT-2", "R-ENT-4"],
                declaration_id=declaration_id,
                committee_id=committee_id,
                organiser_uscc=organiser_uscc,
                letter_id=letter_id,
                evidence_ref=evidence_ref,
            )
        if not existing.open:
            facts = {"letter_id": letter_id, "evidence_ref": evidence_ref}
            existing._record(cls.FlaggedAgain, act, ["R-ENT-2", "R-ENT-4"], **facts)  # noqa: SLF001 - its own class
        return existing

    def lift(self, act: Act) -> None:
        """Takes the finding back, by reasoned document."""
        if not self.open:
            raise wrong_state("the finding", "lifted", "an open one", "R-ENT-4")
        act.with_document("R-ENT-4", "S2.4i")
        self._record(self.Lifted, act, ["R-ENT-4"])

    def clear(self) -> Finding:
        """R-ENT-4 as approval and certification ask it."""
        return r_ent_4_clear(flagged=self.open)

    def _flag(self, letter_id: UUID | None, evidence_ref: str) -> None:
        self.open = True
        self.letter_id = letter_id
        self.evidence_ref = evidence_ref

    @event(FlaggedAgain)
    def _flagged_again(self, letter_id: UUID | None, evidence_ref: str) -> None:
        self._flag(letter_id, evidence_ref)

    @event(Lifted)
    def _lifted(self) -> None:
        self.open = False

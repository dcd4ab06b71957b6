"""A petition on title matters (信访): received, taken up or not, handled by one responsible person in time, closed.

Who petitions, about what in words, and what was found stand here only sealed. Overdue is computed from dates.
"""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, event
from domain.errors import DomainError, require, wrong_state
from domain.finding import Finding, Grounds
from domain.identity import petition_id
from domain.petition_events import Channel, PetitionState, Subject
from domain.petition_events import PetitionEvents as Happened
from domain.policy import NOTICE_2022, Policy
from domain.rules.petition import (
    Consequence,
    FourChecks,
    accept_by,
    handle_by,
    r_pet_1,
    r_pet_2,
    r_pet_2_handler,
    r_pet_3,
    r_pet_3_extension,
    r_pet_4,
    r_pet_5,
)


class PetitionCase(Happened, Aggregate):
    """One case of the ledger; `case_no` is its natural key. Its person key is that of `petitioner_id`, made for it."""

    TOPIC = "PetitionCase"

    @event(Happened.Registered)
    def __init__(
        self,
        *,
        case_no: str,
        channel: str,
        subject: str,
        received_on: str,
        decide_by: str,
        petitioner_id: UUID,
        sealed_petitioner: str,
        sealed_statement: str,
        target_id: str,
        target_unit: str,
        unit_uscc: str,
    ) -> None:
        self.case_no = case_no
        self.channel = Channel(channel)
        self.subject = Subject(subject)
        self.received_on = date.fromisoformat(received_on)
        self.decide_by = date.fromisoformat(decide_by)
        self.petitioner_id = petitioner_id
        self.sealed_petitioner = sealed_petitioner
        self.sealed_statement = sealed_statement
        self.target_id = target_id
        self.target_unit = target_unit
        self.office_uscc = unit_uscc
        self.state = PetitionState.REGISTERED
        self.accepted_on: date | None = None
        self.handle_by = date.fromisoformat(decide_by)
        self.handler_id = ""
        self.due_on: date | None = None
        self.extended = False
        self.sealed_reason = ""
        self.sealed_findings: tuple[str, ...] = ()
        self.sealed_opinion = ""
        self.substantiated = False
        self.resulting_ids: tuple[UUID, ...] = ()
        self.no_action_reason = ""

    @classmethod
    def register(
        cls,
        act: Act,
        *,
        case_no: str,
        channel: Channel,
        subject: Subject,
        received_on: date,
        petitioner_id: UUID,
        sealed_petitioner: str,
        sealed_statement: str,
        target_id: str = "",
        target_unit: str = "",
        policy: Policy = NOTICE_2022,
    ) -> Self:
        """Registers what came in on `received_on`. Raises R-PET-2 for whoever it is about."""
        if received_on > act.legal_date:
            raise DomainError("invalid_value", "R-PET-1", "S2.7b", "a petition is registered after it came in")
        return cls._begin(
            cls.Registered,
            petition_id(case_no),
            act,
            require([r_pet_2(act.actor_id, "", target_id, "")]),
            case_no=case_no,
            channel=channel.value,
            subject=subject.value,
            received_on=received_on.isoformat(),
            decide_by=accept_by(received_on, policy).isoformat(),
            petitioner_id=petitioner_id,
            sealed_petitioner=sealed_petitioner,
            sealed_statement=sealed_statement,
            target_id=target_id,
            target_unit=target_unit,
        )

    def accept(self, act: Act, policy: Policy = NOTICE_2022) -> None:
        """Takes it up; a decision after the limit is recorded as late (R-PET-1)."""
        self._in_state(PetitionState.REGISTERED)
        grounds, late = self._decided(act)
        self._record(self.Accepted, act, grounds, late=late, handle_by=handle_by(act.legal_date, policy).isoformat())

    def refuse(self, act: Act, *, sealed_reason: str) -> None:
        """Does not take it up; the reason is told to the petitioner."""
        self._in_state(PetitionState.REGISTERED)
        grounds, late = self._decided(act)
        self._record(self.NotAccepted, act, grounds, late=late, sealed_reason=sealed_reason)

    def assign(self, act: Act, *, handler_id: str, handler_unit: str, due_on: date) -> None:
        """Makes one person responsible until a day (S2.7b); again while it is open, to another one.

        Raises R-PET-2 where the handler is the target or of the target's unit, R-PET-3 for a day beyond the limit.
        """
        self._in_state(PetitionState.ACCEPTED, PetitionState.INVESTIGATING, PetitionState.REOPENED)
        grounds = require(
            [
                self._uninvolved(act),
                r_pet_2(handler_id, handler_unit, self.target_id, self.target_unit),
                r_pet_3(due_on, act.legal_date, self.handle_by),
            ]
        )
        facts = {"handler_id": handler_id, "handler_unit": handler_unit, "due_on": due_on.isoformat()}
        self._record(self.Assigned, act, grounds, **facts)

    def record_finding(self, act: Act, *, sealed_finding: str) -> None:
        """The handler notes a finding."""
        grounds = self._handling(act)
        n = len(self.sealed_findings) + 1
        self._record(self.FindingRecorded, act, grounds, n=n, sealed_finding=sealed_finding)

    def extend(self, act: Act, *, reason: str, policy: Policy = NOTICE_2022) -> None:
        """Gives the handler the one extension, before the time is over (R-PET-3)."""
        self._in_state(PetitionState.INVESTIGATING)
        due_on = self._due()
        grounds = require(
            [self._uninvolved(act), r_pet_3_extension(extended=self.extended, due_on=due_on, on=act.legal_date)]
        )
        limit = handle_by(self.accepted_on or act.legal_date, policy, extended=True)
        self._record(self.Extended, act, grounds, reason=reason, due_on=limit.isoformat())

    def issue_opinion(self, act: Act, *, substantiated: bool, checks: FourChecks, sealed_opinion: str) -> None:
        """The handler concludes, by document; every one of the four checks is met (R-PET-4)."""
        grounds = self._handling(act)
        act.with_document("R-PET-4", "S2.7c")
        if not self.sealed_findings:
            raise DomainError("rule_refused", "R-PET-4", "S2.7c", "an opinion rests on at least one finding")
        self._record(
            self.OpinionIssued,
            act,
            grounds.and_also(*require([r_pet_4(checks)]).findings),
            substantiated=substantiated,
            facts_clear=checks.facts,
            characterisation_accurate=checks.characterisation,
            handling_proper=checks.handling,
            procedure_complete=checks.procedure,
            sealed_opinion=sealed_opinion,
        )

    def report(self, act: Act) -> None:
        """Result and opinion go to PHRSS, by document (S2.7d)."""
        self._in_state(PetitionState.OPINION_ISSUED)
        act.with_document("R-PET-5", "S2.7d")
        self._record(self.Reported, act, require([self._uninvolved(act)]))

    def close(
        self, act: Act, *, delivered_on: date, followed: Sequence[Consequence] = (), no_action_reason: str = ""
    ) -> None:
        """Closes the loop: the opinion is delivered, and what followed is finished, or was not needed (R-PET-5)."""
        self._in_state(PetitionState.OPINION_ISSUED, PetitionState.REPORTED)
        if delivered_on > act.legal_date:
            raise DomainError("invalid_value", "R-PET-5", "S2.7a", "a case is closed after its opinion was delivered")
        grounds = require(
            [
                r_pet_2_handler(act.actor_id, self.handler_id),
                r_pet_5(substantiated=self.substantiated, followed=followed, no_action_reason=no_action_reason),
            ]
        )
        self._record(
            self.Closed,
            act,
            grounds,
            delivered_on=delivered_on.isoformat(),
            resulting_ids=[consequence.reference for consequence in followed],
            no_action_reason=no_action_reason,
        )

    def reopen(self, act: Act, policy: Policy = NOTICE_2022) -> None:
        """Opens it again, by document; it is assigned anew and its time begins anew."""
        self._in_state(PetitionState.CLOSED, PetitionState.NOT_ACCEPTED)
        act.with_document("R-PET-5", "S2.7a")
        limit = handle_by(act.legal_date, policy)
        self._record(self.Reopened, act, require([self._uninvolved(act)]), handle_by=limit.isoformat())

    def overdue(self, on: date) -> bool:
        """Whether a limit has passed on this legal date: that of acceptance, then that of handling."""
        match self.state:
            case PetitionState.REGISTERED:
                return on > self.decide_by
            case PetitionState.ACCEPTED | PetitionState.REOPENED | PetitionState.INVESTIGATING:
                return on > (self.due_on or self.handle_by)
            case _:
                return False

    def _decided(self, act: Act) -> tuple[Grounds, bool]:
        in_time = r_pet_1(self.decide_by, act.legal_date)
        return require([self._uninvolved(act)]).and_also(in_time), not in_time.holds

    def _handling(self, act: Act) -> Grounds:
        self._in_state(PetitionState.INVESTIGATING)
        return require([r_pet_2_handler(act.actor_id, self.handler_id)])

    def _uninvolved(self, act: Act) -> Finding:
        return r_pet_2(act.actor_id, "", self.target_id, "")

    def _due(self) -> date:
        return self.due_on or self.handle_by

    def _in_state(self, *states: PetitionState) -> None:
        if self.state not in states:
            raise wrong_state("the petition", self.state, " or ".join(states), "R-PET-5")

    @event(Happened.Accepted)
    def _accepted(self, legal_date: str, handle_by: str) -> None:
        self.state = PetitionState.ACCEPTED
        self.accepted_on = date.fromisoformat(legal_date)
        self.handle_by = date.fromisoformat(handle_by)

    @event(Happened.NotAccepted)
    def _not_accepted(self, sealed_reason: str) -> None:
        self.state = PetitionState.NOT_ACCEPTED
        self.sealed_reason = sealed_reason

    @event(Happened.Assigned)
    def _assigned(self, handler_id: str, due_on: str) -> None:
        self.state = PetitionState.INVESTIGATING
        self.handler_id = handler_id
        self.due_on = date.fromisoformat(due_on)

    @event(Happened.FindingRecorded)
    def _finding_recorded(self, sealed_finding: str) -> None:
        self.sealed_findings = (*self.sealed_findings, sealed_finding)

    @event(Happened.Extended)
    def _extended(self, due_on: str) -> None:
        self.extended = True
        self.due_on = date.fromisoformat(due_on)
        self.handle_by = date.fromisoformat(due_on)

    @event(Happened.OpinionIssued)
    def _opinion_issued(self, substantiated: bool, sealed_opinion: str) -> None:
        self.state = PetitionState.OPINION_ISSUED
        self.substantiated = substantiated
        self.sealed_opinion = sealed_opinion

    @event(Happened.Reported)
    def _reported(self) -> None:
        self.state = PetitionState.REPORTED

    @event(Happened.Closed)
    def _closed(self, resulting_ids: list[UUID], no_action_reason: str) -> None:
        self.state = PetitionState.CLOSED
        self.resulting_ids = tuple(resulting_ids)
        self.no_action_reason = no_action_reason

    @event(Happened.Reopened)
    def _reopened(self, legal_date: str, handle_by: str) -> None:
        self.state = PetitionState.REOPENED
        self.accepted_on = date.fromisoformat(legal_date)
        self.handle_by = date.fromisoformat(handle_by)
        self.due_on = None
        self.handler_id = ""
        self.extended = False
        self.resulting_ids = ()
        self.no_action_reason = ""

"""Aid postings (援派) to Tibet, Xinjiang and Qinghai: who was sent, and the title that was obtained there.

A title that fulfils the rules is recognised by the rules alone: no document confirms it (S2.4f).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.finding import Finding, found
from domain.identity import aid_evaluation_id, aid_posting_id
from domain.policy import NOTICE_2022, Policy
from domain.rules.aid import AidOutcome, AidService, Place, aid_outcome, r_aid_1, r_aid_2, r_aid_3
from domain.standing import PersonFacts, TitleSource
from domain.values import Level, Scope, TitleOrigin


class AidPosting(Aggregate):
    """One person sent by one unit to one province, from a day on."""

    TOPIC = "AidPosting"

    class Event(Aggregate.Event):
        """A fact of this posting."""

    class Started(Event, AggregateCreated):
        """The person was sent."""

        TOPIC = "AidPostingStarted"
        person_id: UUID
        sending_unit_uscc: str
        province: str
        start: str
        planned_end: str

    class Ended(Event):
        """The last day of the posting; whether the person then returned because it had expired."""

        TOPIC = "AidPostingEnded"
        last_day: str
        returned_on_expiry: bool

    @event(Started)
    def __init__(self, person_id: UUID, sending_unit_uscc: str, province: str, start: str, planned_end: str) -> None:
        self.person_id = person_id
        self.sending_unit_uscc = sending_unit_uscc
        self.service = AidService(province, date.fromisoformat(start), date.fromisoformat(planned_end))

    @classmethod
    def begin(
        cls,
        act: Act,
        person: PersonFacts,
        *,
        sending_unit_uscc: str,
        province: str,
        planned_end: date,
        policy: Policy = NOTICE_2022,
    ) -> Self:
        """A posting by document, from the day on which `person` is given; the sending unit employs them that day."""
        act.with_document("R-AID-1", "S2.4c")
        if int(province) not in policy.aid_regions:
            raise DomainError("rule_refused", "R-AID-3", "S2.4c", "aid postings go to Tibet, Xinjiang or Qinghai")
        if planned_end < person.on:
            raise DomainError("invalid_value", "R-AID-3", "S2.4e", "a posting ends after it has begun")
        if sending_unit_uscc not in {e.uscc for e in person.employments}:
            raise DomainError(
                "rule_refused", "R-AID-1", "S2.4c", "the sending unit does not employ the person that day"
            )
        return cls._begin(
            cls.Started,
            aid_posting_id(person.person_id, person.on),
            act,
            ["R-AID-1"],
            person_id=person.person_id,
            sending_unit_uscc=sending_unit_uscc,
            province=province,
            start=person.on.isoformat(),
            planned_end=planned_end.isoformat(),
        )

    def end(self, act: Act, *, last_day: date, returned_on_expiry: bool) -> None:
        """The end, once, by document. Who returned on expiry served to the planned day, no more and no less."""
        act.with_document("R-AID-3", "S2.4e")
        if self.service.last_day is not None:
            raise wrong_state("the posting", "ended", "a running one", "R-AID-3")
        if not self.service.start <= last_day <= self.service.planned_end:
            raise DomainError("invalid_value", "R-AID-3", "S2.4e", "the last day lies outside the posting")
        if returned_on_expiry and last_day != self.service.planned_end:
            raise DomainError("invalid_value", "R-AID-3", "S2.4e", "a posting expires on its planned day")
        self._record(self.Ended, act, ["R-AID-3"], last_day=last_day.isoformat(), returned_on_expiry=returned_on_expiry)

    @event(Ended)
    def _ended(self, last_day: str, returned_on_expiry: bool) -> None:
        before = self.service
        self.service = AidService(
            before.province, before.start, before.planned_end, date.fromisoformat(last_day), returned_on_expiry
        )


class AidEvaluationState(StrEnum):
    """How far an evaluation at the receiving place has come; a choice for the sending place stays CHOSEN."""

    CHOSEN = "CHOSEN"
    APPROVED = "APPROVED"
    ACCEPTED = "ACCEPTED"
    OBTAINED = "OBTAINED"
    RECOGNISED = "RECOGNISED"


@dataclass(frozen=True)
class ObtainedTitle:
    """A title as the receiving place granted it."""

    title_name: str
    series_code: str
    specialty_code: str
    level: Level
    scope: Scope
    authority_uscc: str
    certificate_no: str
    obtained_on: date


class AidEvaluation(Aggregate):
    """One season of one person on an aid posting; the stream's id is the rule that the place is chosen once."""

    TOPIC = "AidEvaluation"

    class Event(Aggregate.Event):
        """A fact of this season."""

    class PlaceChosen(Event, AggregateCreated):
        """The person chose where to be evaluated this season."""

        TOPIC = "AidPlaceChosen"
        person_id: UUID
        posting_id: UUID
        season: int
        place: str

    class MaterialsApproved(Event):
        """The sending unit approved the materials."""

        TOPIC = "AidMaterialsApproved"

    class Accepted(Event):
        """The committee at the receiving place accepted the file."""

        TOPIC = "AidFileAccepted"
        authority_uscc: str

    class Obtained(Event):
        """The receiving place granted the title; the envelope's legal date is the grant's."""

        TOPIC = "AidTitleObtained"
        title_name: str
        series_code: str
        specialty_code: str
        level: int
        scope: str
        certificate_no: str
        document_sha256: str

    class Recognised(Event):
        """The title holds here too, by the rules and without a document (S2.4f)."""

        TOPIC = "AidTitleRecognised"

    @event(PlaceChosen)
    def __init__(self, person_id: UUID, posting_id: UUID, season: int, place: str) -> None:
        self.person_id = person_id
        self.posting_id = posting_id
        self.season = season
        self.place = Place(place)
        self.state = AidEvaluationState.CHOSEN
        self.approved_on: date | None = None
        self.accepted_on: date | None = None
        self.authority_uscc = ""
        self.title: ObtainedTitle | None = None
        self.recorder_id = ""

    @classmethod
    def choose(cls, act: Act, existing: Self | None, posting: AidPosting, *, season: int, place: Place) -> Self:
        """The choice for a season that the posting touches; a second one is refused (R-AID-1)."""
        if existing is not None:
            raise DomainError("rule_refused", "R-AID-1", "S2.4c", f"{existing.place.value} was chosen for {season}")
        service = posting.service
        if not service.start.year <= season <= (service.last_day or service.planned_end).year:
            raise DomainError("rule_refused", "R-AID-1", "S2.4c", "the posting does not touch that season")
        return cls._begin(
            cls.PlaceChosen,
            aid_evaluation_id(posting.person_id, season),
            act,
            ["R-AID-1"],
            person_id=posting.person_id,
            posting_id=posting.id,
            season=season,
            place=place.value,
        )

    def approve_materials(self, act: Act) -> None:
        """The sending unit approves, by document, before the receiving committee accepts (R-AID-2)."""
        self._in_state(AidEvaluationState.CHOSEN)
        act.with_document("R-AID-2", "S2.4d")
        self._record(self.MaterialsApproved, act, require([r_aid_1(self.place, Place.RECEIVING)]))

    def record_acceptance(self, act: Act, *, authority_uscc: str) -> None:
        """The receiving committee accepted on the act's date, no earlier than the approval."""
        act.with_document("R-AID-2", "S2.4d")
        rules = require([r_aid_1(self.place, Place.RECEIVING), r_aid_2(self.approved_on, act.legal_date)])
        self._in_state(AidEvaluationState.APPROVED)
        self._record(self.Accepted, act, rules, authority_uscc=authority_uscc)

    def record_title(
        self,
        act: Act,
        *,
        title_name: str,
        series_code: str,
        specialty_code: str,
        level: Level,
        scope: Scope,
        certificate_no: str,
        document_sha256: str,
    ) -> None:
        """The title of the receiving place, on the act's date and by its document; not before the acceptance."""
        self._in_state(AidEvaluationState.ACCEPTED)
        act.with_document("R-AID-4", "S2.4e")
        if scope is Scope.UNIT_INTERNAL:
            raise DomainError("rule_refused", "R-CONF-3", "S2.3c", "what holds inside one unit is no source of a title")
        if self.accepted_on is None or act.legal_date < self.accepted_on:
            raise DomainError("rule_refused", "R-AID-2", "S2.4d", "a title is obtained after its file was accepted")
        self._record(
            self.Obtained,
            act,
            ["R-AID-4"],
            title_name=title_name,
            series_code=series_code,
            specialty_code=specialty_code,
            level=int(level),
            scope=scope.value,
            certificate_no=certificate_no,
            document_sha256=document_sha256,
        )

    def findings(self, service: AidService, policy: Policy = NOTICE_2022) -> list[Finding]:
        """R-AID-1..3 as far as their facts are known."""
        answers = [r_aid_1(self.place, Place.RECEIVING)]
        if self.accepted_on is not None:
            answers.append(r_aid_2(self.approved_on, self.accepted_on))
        if self.title is not None:
            answers.append(r_aid_3(service, self.title.obtained_on, policy))
        return answers

    def recognise(self, act: Act, posting: AidPosting, policy: Policy = NOTICE_2022) -> TitleSource:
        """What the recognised title rests on; needs no document (S2.4f), but another person than recorded the title.

        Raises R-AID-3, code `wrong_state` while the posting goes on; else its outcome says what remains: formal
        confirmation, or nothing.
        """
        self._in_state(AidEvaluationState.OBTAINED)
        if posting.id != self.posting_id or self.title is None:
            raise DomainError("invalid_value", message="the facts are of another posting")
        if aid_outcome(posting.service, self.title.obtained_on, policy) is AidOutcome.PENDING:
            raise wrong_state("the posting", "going on", "its end on expiry", "R-AID-3")
        apart = act.actor_id not in (self.recorder_id, str(self.person_id))
        two = found("R-STEP-3", "S3.1b", apart, another_than_the_recorder=apart)
        rules = require([*self.findings(posting.service, policy), two])
        self._record(self.Recognised, act, rules)
        return TitleSource(
            origin=TitleOrigin.AID_RECOGNITION,
            source_id=self.id,
            person_id=self.person_id,
            series_code=self.title.series_code,
            specialty_code=self.title.specialty_code,
            level=self.title.level,
            scope=self.title.scope,
            grant_date=self.title.obtained_on,
            source_region=posting.service.province,
            source_authority=self.title.authority_uscc,
            source_grant_date=self.title.obtained_on,
            source_certificate_no=self.title.certificate_no,
            rule_ids=(*rules, "R-AID-4"),
        )

    def _in_state(self, state: AidEvaluationState) -> None:
        if self.state is not state:
            raise wrong_state("the evaluation", self.state, state, "R-AID-2")

    @event(MaterialsApproved)
    def _materials_approved(self, legal_date: str) -> None:
        self.approved_on = date.fromisoformat(legal_date)
        self.state = AidEvaluationState.APPROVED

    @event(Accepted)
    def _accepted(self, legal_date: str, authority_uscc: str) -> None:
        self.accepted_on = date.fromisoformat(legal_date)
        self.authority_uscc = authority_uscc
        self.state = AidEvaluationState.ACCEPTED

    @event(Obtained)
    def _obtained(
        self,
        *,
        legal_date: str,
        title_name: str,
        series_code: str,
        specialty_code: str,
        level: int,
        scope: str,
        certificate_no: str,
        actor_id: str,
    ) -> None:
        self.recorder_id = actor_id
        self.title = ObtainedTitle(
            title_name,
            series_code,
            specialty_code,
            Level(level),
            Scope(scope),
            self.authority_uscc,
            certificate_no,
            date.fromisoformat(legal_date),
        )
        self.state = AidEvaluationState.OBTAINED

    @event(Recognised)
    def _recognised(self) -> None:
        self.state = AidEvaluationState.RECOGNISED

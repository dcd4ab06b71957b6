"""A title obtained elsewhere, confirmed by an employer for its own use. It is no title, and no source of one."""

from datetime import date
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import require, wrong_state
from domain.finding import Finding
from domain.identity import employer_confirmation_id
from domain.policy import NOTICE_2022, Policy
from domain.rules.confirmation import (
    AuthorityKind,
    CheckedBy,
    SourceCheck,
    SourceTitle,
    Track,
    r_conf_1,
    r_conf_2,
    r_conf_3,
    r_conf_3_source,
    r_conf_4,
)
from domain.standing import Employment
from domain.values import Level, Scope


class EmployerConfirmationState(StrEnum):
    """In force while the employment lasts and the source stands."""

    RECORDED = "RECORDED"
    LAPSED = "LAPSED"
    VOIDED = "VOIDED"


class EmployerConfirmation(Aggregate):
    """Track EMPLOYER (4.12): scope UNIT_INTERNAL by its nature; nothing of it is ever public."""

    TOPIC = "EmployerConfirmation"

    class Event(Aggregate.Event):
        """A fact of this confirmation."""

    class Recorded(Event, AggregateCreated):
        """The employer confirmed by post and actual level."""

        TOPIC = "EmployerConfirmationRecorded"
        person_id: UUID
        n: int
        employer_uscc: str
        level_used: int
        post: str
        source: dict[str, str]
        check: dict[str, str]
        evidence_sha256: str

    class Lapsed(Event):
        """The employment ended, and the confirmation with it."""

        TOPIC = "EmployerConfirmationLapsed"
        last_day: str

    class Voided(Event):
        """The source title fell."""

        TOPIC = "EmployerConfirmationVoided"

    @event(Recorded)
    def __init__(
        self,
        *,
        person_id: UUID,
        n: int,
        employer_uscc: str,
        level_used: int,
        post: str,
        source: dict[str, str],
        check: dict[str, str],
        legal_date: str,
    ) -> None:
        self.person_id = person_id
        self.n = n
        self.employer_uscc = employer_uscc
        self.level_used = Level(level_used)
        self.post = post
        self.source = source_from(source)
        self.check = check_from(check)
        self.first_day = date.fromisoformat(legal_date)
        self.last_day: date | None = None
        self.state = EmployerConfirmationState.RECORDED

    @classmethod
    def record(
        cls,
        act: Act,
        *,
        person_id: UUID,
        n: int,
        employment: Employment | None,
        source: SourceTitle,
        check: SourceCheck,
        evidence_sha256: str,
        level_used: Level,
        post: str,
        confirmers: frozenset[str],
        policy: Policy = NOTICE_2022,
    ) -> Self:
        """The n-th confirmation of a person, by the unit of the act (R-CONF-1..4).

        `employment`: with that unit on the act's date. `confirmers`: units that ever confirmed for this person.
        """
        rules = require(
            rules_for(
                source,
                employment,
                check,
                employer_uscc=act.unit_uscc,
                level_used=level_used,
                confirmers=confirmers,
                on=act.legal_date,
                policy=policy,
            )
        )
        return cls._begin(
            cls.Recorded,
            employer_confirmation_id(person_id, n),
            act,
            rules,
            person_id=person_id,
            n=n,
            employer_uscc=act.unit_uscc,
            level_used=int(level_used),
            post=post,
            source=source_text(source),
            check=check_text(check),
            evidence_sha256=evidence_sha256,
        )

    def in_force(self, on: date) -> bool:
        """Whether the employer may use it on this date: computed from dates, whatever was noted when."""
        ended = self.last_day is not None and on > self.last_day
        return self.state is not EmployerConfirmationState.VOIDED and self.first_day <= on and not ended

    def lapse(self, act: Act, *, last_day: date) -> None:
        """Ends with the employment."""
        if self.state is not EmployerConfirmationState.RECORDED:
            raise wrong_state("the confirmation", self.state, "RECORDED", "R-CONF-3")
        self._record(self.Lapsed, act, ["R-CONF-3"], last_day=last_day.isoformat())

    def void(self, act: Act) -> None:
        """Falls with its source, by document."""
        if self.state is EmployerConfirmationState.VOIDED:
            raise wrong_state("the confirmation", self.state, "RECORDED or LAPSED", "R-CONF-4")
        act.with_document("R-CONF-4", "S2.3c")
        self._record(self.Voided, act, ["R-CONF-4"])

    @event(Lapsed)
    def _lapsed(self, last_day: str) -> None:
        self.last_day = date.fromisoformat(last_day)
        self.state = EmployerConfirmationState.LAPSED

    @event(Voided)
    def _voided(self) -> None:
        self.state = EmployerConfirmationState.VOIDED


def rules_for(
    source: SourceTitle,
    employment: Employment | None,
    check: SourceCheck | None,
    *,
    employer_uscc: str,
    level_used: Level,
    confirmers: frozenset[str],
    on: date,
    policy: Policy = NOTICE_2022,
) -> list[Finding]:
    """Every rule of the employer's track, the restricted scope first: it can never be cured."""
    return [
        r_conf_3_source(source, employer_uscc, confirmers),
        r_conf_2(source, Track.EMPLOYER, policy),
        r_conf_1(source, employment),
        r_conf_3(level_used, source),
        r_conf_4(check, on, policy),
    ]


def source_text(source: SourceTitle) -> dict[str, str]:
    """A source title as an event stores it; an unknown scope is empty text."""
    return {
        "province": source.province,
        "authority_kind": source.authority_kind.value,
        "authority_uscc": source.authority_uscc,
        "title_name": source.title_name,
        "series_code": source.series_code,
        "specialty_code": source.specialty_code,
        "level": str(int(source.level)),
        "scope": source.scope.value if source.scope else "",
        "grant_date": source.grant_date.isoformat(),
        "certificate_no": source.certificate_no,
    }


def source_from(stored: dict[str, str]) -> SourceTitle:
    """The source title an event stores."""
    said: dict[str, Any] = {
        **stored,
        "authority_kind": AuthorityKind(stored["authority_kind"]),
        "level": Level(int(stored["level"])),
        "scope": Scope(stored["scope"]) if stored["scope"] else None,
        "grant_date": date.fromisoformat(stored["grant_date"]),
    }
    return SourceTitle(**said)


def check_text(check: SourceCheck) -> dict[str, str]:
    """A check as an event stores it."""
    effective = "" if check.effective is None else "yes" if check.effective else "no"
    return {"by": check.by.value, "effective": effective, "checked_on": check.checked_on.isoformat()}


def check_from(stored: dict[str, str]) -> SourceCheck:
    """The check an event stores."""
    effective = {"": None, "yes": True, "no": False}[stored["effective"]]
    return SourceCheck(CheckedBy(stored["by"]), effective, date.fromisoformat(stored["checked_on"]))

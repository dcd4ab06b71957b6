"""R-ENT: when other people's files are evaluated here, or ours elsewhere, and what a letter cannot cure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.finding import Finding, found
from domain.rules.committee import r_comm_1, r_comm_2
from domain.rules.eligibility import ANHUI
from domain.standing import CommitteeFacts
from domain.values import Level, Tier


class LetterKind(StrEnum):
    """Anhui's people elsewhere (S2.4a), another province's people here (S2.4g), a superior's people here (S2.4h)."""

    OUTBOUND = "OUTBOUND"
    INBOUND_PROVINCE = "INBOUND_PROVINCE"
    INBOUND_SUPERIOR = "INBOUND_SUPERIOR"


class IssuerKind(StrEnum):
    """Who wrote a letter, as the registering officer read it."""

    PHRSS = "PHRSS"
    PROVINCIAL_TITLE_DEPARTMENT = "PROVINCIAL_TITLE_DEPARTMENT"
    CITY_TITLE_DEPARTMENT = "CITY_TITLE_DEPARTMENT"
    SUPERIOR_WITH_PERSONNEL_AUTHORITY = "SUPERIOR_WITH_PERSONNEL_AUTHORITY"
    OTHER = "OTHER"


class LetterState(StrEnum):
    """Where a letter stands (4.9)."""

    REQUESTED = "REQUESTED"
    ISSUED = "ISSUED"
    RECEIVED = "RECEIVED"
    CONSENTED = "CONSENTED"
    COMMITTEE_DESIGNATED = "COMMITTEE_DESIGNATED"
    USED = "USED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


READY = {
    LetterKind.OUTBOUND: LetterState.ISSUED,
    LetterKind.INBOUND_PROVINCE: LetterState.RECEIVED,
    LetterKind.INBOUND_SUPERIOR: LetterState.COMMITTEE_DESIGNATED,
}
"""The state in which a letter of each kind can be used."""
ISSUER = {
    LetterKind.OUTBOUND: IssuerKind.PHRSS,
    LetterKind.INBOUND_PROVINCE: IssuerKind.PROVINCIAL_TITLE_DEPARTMENT,
    LetterKind.INBOUND_SUPERIOR: IssuerKind.SUPERIOR_WITH_PERSONNEL_AUTHORITY,
}


@dataclass(frozen=True)
class EntrustedFile:
    """What is to be evaluated: one person, one series, specialty and level, one season, one committee."""

    person_id: UUID
    series_code: str
    specialty_code: str
    level: Level
    season: int
    committee_id: UUID | None


@dataclass(frozen=True)
class LetterFacts:
    """A letter as rules see it; `covers.specialty_code` is empty for the whole series.

    `issued_on` is the letter's own date, `registered_on` the day on which this registry learnt of it.
    """

    kind: LetterKind
    state: LetterState
    issuer_kind: IssuerKind
    issuer_province: str
    covers: EntrustedFile
    issued_on: date
    registered_on: date
    consented_on: date | None = None
    designated_on: date | None = None


def r_ent_1(committees: Sequence[CommitteeFacts] | None, file: EntrustedFile, on: date) -> Finding:
    """No committee filed in Anhui can evaluate it on that date. None: which committees there are is not known."""
    if file.level.tier is not Tier.SENIOR:
        return found("R-ENT-1", "S2.4a", holds=False, senior=False)
    if committees is None:
        return found("R-ENT-1", "S2.4a", None, committees_known=False)
    able = [
        c
        for c in committees
        if r_comm_1(c, file.series_code, file.specialty_code, file.level).holds and r_comm_2(c, on).holds
    ]
    return found("R-ENT-1", "S2.4a", not able, senior=True, able_committees=len(able))


def r_ent_2(letter: LetterFacts | None, file: EntrustedFile, accepted_on: date) -> Finding:
    """A letter covers exactly this file, and lay here, by its own date and by ours, when the file was accepted."""
    if letter is None:
        return found("R-ENT-2", "S2.4b", holds=False, letter=False)
    covers, outside = letter.covers, letter.kind is LetterKind.OUTBOUND
    facts = {
        "person": covers.person_id == file.person_id,
        "series": covers.series_code == file.series_code,
        "specialty": covers.specialty_code in ("", file.specialty_code),
        "level": covers.level is file.level,
        "season": covers.season == file.season,
        "committee": covers.committee_id == file.committee_id and (covers.committee_id is not None or outside),
        "issued_before": letter.issued_on <= accepted_on,
        "registered_before": letter.registered_on <= accepted_on,
    }
    return found("R-ENT-2", "S2.4b", all(facts.values()), letter=True, **facts)


def r_ent_3_issuer(kind: LetterKind, issuer: IssuerKind, issuer_province: str) -> Finding:
    """The issuer whom the kind demands; a letter between provinces is not Anhui's own, nor one of a city bureau."""
    elsewhere = kind is not LetterKind.INBOUND_PROVINCE or issuer_province not in ("", ANHUI)
    right = issuer is ISSUER[kind] and elsewhere
    return found("R-ENT-3", "S2.4g", right, kind=kind.value, issuer=issuer.value, other_province=elsewhere)


def r_ent_3(letter: LetterFacts, accepted_on: date) -> Finding:
    """The right issuer; from a superior also consent and designation, each not before the step ahead of it."""
    issuer = r_ent_3_issuer(letter.kind, letter.issuer_kind, letter.issuer_province)
    if letter.kind is not LetterKind.INBOUND_SUPERIOR:
        return issuer
    consented, designated = letter.consented_on, letter.designated_on
    ordered = (
        consented is not None and designated is not None and letter.issued_on <= consented <= designated <= accepted_on
    )
    facts = {"consented": consented is not None, "designated": designated is not None, "in_order": ordered}
    return found("R-ENT-3", "S2.4h", issuer.holds and ordered, **issuer.facts, **facts)


def r_ent_4(letter: LetterFacts) -> Finding:
    """It has not been used, has not ended, and stands where one of its kind can be used."""
    return found("R-ENT-4", "S2.4b", letter.state is READY[letter.kind], state=letter.state.value)


def r_ent_4_clear(*, flagged: bool) -> Finding:
    """No entrusted file was accepted here without a letter: nothing that came later cures that (S2.4i)."""
    return found("R-ENT-4", "S2.4i", not flagged, accepted_without_letter=flagged)


def entrusted_acceptance(letter: LetterFacts | None, file: EntrustedFile, accepted_on: date) -> list[Finding]:
    """What must hold when a committee accepts, or accepted, an entrusted file on that date."""
    if letter is None:
        return [r_ent_2(None, file, accepted_on)]
    return [r_ent_4(letter), r_ent_3(letter, accepted_on), r_ent_2(letter, file, accepted_on)]

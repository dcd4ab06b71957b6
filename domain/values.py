"""The small words of the law: levels, scopes, causes, periods. They check themselves and decide nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Tier(StrEnum):
    """Senior, intermediate or junior."""

    SENIOR = "SENIOR"
    INTERMEDIATE = "INTERMEDIATE"
    JUNIOR = "JUNIOR"


class Level(IntEnum):
    """Level codes of GB/T 12407."""

    FULL_SENIOR = 411
    ASSOCIATE_SENIOR = 412
    INTERMEDIATE = 420
    ASSISTANT = 434
    TECHNICIAN = 435

    @property
    def rank(self) -> int:
        """1 for the technician level to 5 for full senior."""
        return _ORDER.index(self) + 1

    @property
    def tier(self) -> Tier:
        """The tier whose committee and windows govern this level."""
        if self.rank >= Level.ASSOCIATE_SENIOR.rank:
            return Tier.SENIOR
        return Tier.INTERMEDIATE if self is Level.INTERMEDIATE else Tier.JUNIOR


_ORDER = (Level.TECHNICIAN, Level.ASSISTANT, Level.INTERMEDIATE, Level.ASSOCIATE_SENIOR, Level.FULL_SENIOR)


class Scope(StrEnum):
    """Where a title holds; set at grant and never widened."""

    GENERAL = "GENERAL"
    UNIT_INTERNAL = "UNIT_INTERNAL"
    DUAL_DIRECTED = "DUAL_DIRECTED"
    NON_STATE = "NON_STATE"


class TitleOrigin(StrEnum):
    """How a title came to be."""

    EVALUATION = "EVALUATION"
    EXAM = "EXAM"
    CONFIRMATION = "CONFIRMATION"
    AID_RECOGNITION = "AID_RECOGNITION"
    HISTORICAL_IMPORT = "HISTORICAL_IMPORT"


class Route(StrEnum):
    """How a declaration reaches its committee; what each one needs stands in `rules.route`."""

    ORDINARY = "ORDINARY"
    DIRECT = "DIRECT"
    ENTRUSTED = "ENTRUSTED"
    AID_RECEIVING = "AID_RECEIVING"
    SOCIALISED = "SOCIALISED"


class PersonOrigin(StrEnum):
    """The identity branch of R-ELIG-3."""

    MAINLAND = "MAINLAND"
    HK = "HK"
    MACAO = "MACAO"
    TAIWAN = "TAIWAN"
    FOREIGN = "FOREIGN"


class Contract(StrEnum):
    """The relation behind an employment."""

    LABOUR = "LABOUR"
    EMPLOYMENT = "EMPLOYMENT"
    AGENCY = "AGENCY"


class EmployerKind(StrEnum):
    """What an employer is registered as."""

    ENTERPRISE = "ENTERPRISE"
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION"
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"
    INDIVIDUAL_ECONOMIC = "INDIVIDUAL_ECONOMIC"
    GOVERNMENT = "GOVERNMENT"


class OrganiserKind(StrEnum):
    """Who runs a committee."""

    PHRSS = "PHRSS"
    CITY = "CITY"
    INDUSTRY_DEPT = "INDUSTRY_DEPT"
    AUTONOMOUS_UNIT = "AUTONOMOUS_UNIT"
    SOCIALISED_BODY = "SOCIALISED_BODY"
    ASSOCIATION = "ASSOCIATION"


class Relation(StrEnum):
    """Why an expert stands aside for an applicant, or for a season (R-VOTE-4)."""

    SAME_UNIT = "SAME_UNIT"
    KIN = "KIN"
    SUPERVISOR = "SUPERVISOR"
    CO_AUTHOR = "CO_AUTHOR"
    APPLICANT = "APPLICANT"
    OTHER = "OTHER"


class Management(StrEnum):
    """How an employer is managed; REF_CIVIL_SERVICE (参公) excludes its staff (R-ELIG-2)."""

    NORMAL = "NORMAL"
    REF_CIVIL_SERVICE = "REF_CIVIL_SERVICE"


class DocumentKind(StrEnum):
    """What proves who a person is; two of them also prove a right to work (R-ELIG-3)."""

    RESIDENT_ID = "RESIDENT_ID"
    HMT_RESIDENCE_PERMIT = "HMT_RESIDENCE_PERMIT"
    PERMANENT_RESIDENCE = "PERMANENT_RESIDENCE"
    WORK_PERMIT = "WORK_PERMIT"
    PASSPORT = "PASSPORT"
    TRAVEL_PERMIT = "TRAVEL_PERMIT"


class PersonStatus(StrEnum):
    """A standing of a person over a period."""

    CIVIL_SERVANT = "CIVIL_SERVANT"
    RETIRED = "RETIRED"
    RETIREMENT_DEFERRED = "RETIREMENT_DEFERRED"
    FREELANCER = "FREELANCER"
    SANCTIONED = "SANCTIONED"


class MaterialKind(StrEnum):
    """Kinds of evidence; a technology-transfer result weighs the same as any other (S2.2b)."""

    DEGREE = "DEGREE"
    WORK = "WORK"
    PAPER = "PAPER"
    PATENT = "PATENT"
    PROJECT = "PROJECT"
    TECH_TRANSFER = "TECH_TRANSFER"
    STANDARD = "STANDARD"
    COMPETITION = "COMPETITION"
    OTHER = "OTHER"


class DirectGround(StrEnum):
    """Why somebody may skip a level (R-LEVEL-1)."""

    OUTSTANDING_CONTRIBUTION = "OUTSTANDING_CONTRIBUTION"
    OVERSEAS_TALENT = "OVERSEAS_TALENT"
    HARDSHIP_AREA = "HARDSHIP_AREA"


class PreferenceTag(StrEnum):
    """A preferential policy that may change which conditions apply, and nothing else (R-PREF-1)."""

    EPIDEMIC_FRONTLINE = "EPIDEMIC_FRONTLINE"
    PRIVATE_ENTERPRISE = "PRIVATE_ENTERPRISE"
    AID_POSTING = "AID_POSTING"
    RURAL_REVITALISATION = "RURAL_REVITALISATION"
    SKILLED_WORKER = "SKILLED_WORKER"
    POSTDOC_COMPETITION = "POSTDOC_COMPETITION"


class Cause(StrEnum):
    """Why a declaration or a title falls."""

    FRAUD = "FRAUD"
    ACADEMIC_FRAUD = "ACADEMIC_FRAUD"
    PLAGIARISM = "PLAGIARISM"
    RIGGING = "RIGGING"
    ETHICS_BREACH = "ETHICS_BREACH"
    OTHER_IRREGULAR_MEANS = "OTHER_IRREGULAR_MEANS"
    MULTIPLE_DECLARATION = "MULTIPLE_DECLARATION"
    ELIGIBILITY_LOST = "ELIGIBILITY_LOST"
    INTEGRITY_RECORD = "INTEGRITY_RECORD"
    PROCEDURE = "PROCEDURE"
    CROSS_YEAR = "CROSS_YEAR"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    NOT_ENTRUSTED = "NOT_ENTRUSTED"
    BASIS_LOST = "BASIS_LOST"
    DUPLICATE_REGISTRATION = "DUPLICATE_REGISTRATION"
    DATA_ERROR = "DATA_ERROR"
    DEATH = "DEATH"


FRAUD_SET = frozenset(
    {
        Cause.FRAUD,
        Cause.ACADEMIC_FRAUD,
        Cause.PLAGIARISM,
        Cause.RIGGING,
        Cause.ETHICS_BREACH,
        Cause.OTHER_IRREGULAR_MEANS,
    }
)
"""R-INT-2: these open an integrity record."""
REVOCATION_CAUSES = FRAUD_SET | {Cause.MULTIPLE_DECLARATION}
"""R-REV-1: a title is revoked for these and for nothing else."""
INVALIDITY_CAUSES = frozenset(
    {Cause.PROCEDURE, Cause.CROSS_YEAR, Cause.OUT_OF_SCOPE, Cause.NOT_ENTRUSTED, Cause.BASIS_LOST}
)
"""R-INV-1: the procedure failed; nothing is said about the person."""
DEREGISTRATION_CAUSES = frozenset({Cause.DUPLICATE_REGISTRATION, Cause.DATA_ERROR, Cause.DEATH})
"""No fault, from the decision date on."""


@dataclass(frozen=True)
class Period:
    """From a first to a last day, both included; an open end is None."""

    first: date
    last: date | None = None

    def covers(self, on: date) -> bool:
        """True on the first day, on the last day and between."""
        return self.first <= on and (self.last is None or on <= self.last)

    @classmethod
    def from_text(cls, first: str, last: str) -> Period:
        """A period as an event stores it; empty text is an open end."""
        return cls(date.fromisoformat(first), date.fromisoformat(last) if last else None)


@dataclass(frozen=True)
class Tally:
    """A counted secret ballot. `present`: the experts in the room; `recused`: those who stood aside (R-VOTE-4)."""

    present: int
    recused: int
    yes: int
    no: int
    abstain: int
    proxies: int = 0

    @property
    def balloting(self) -> int:
        """The denominator of R-VOTE-2: present without the recused (AMB-9)."""
        return self.present - self.recused


@dataclass(frozen=True)
class ReviewStep:
    """One level of a review chain; the first is the applicant's own unit (R-STEP-1)."""

    name: str
    unit_uscc: str


@dataclass(frozen=True)
class Material:
    """One piece of evidence: its kind and the SHA-256 of its file, in hex."""

    kind: MaterialKind
    sha256: str


@dataclass(frozen=True)
class Preference:
    """A claimed preferential tag: the SHA-256 of its evidence among the materials, and the policy it rests on."""

    tag: PreferenceTag
    evidence: str
    policy_ref: str


@dataclass(frozen=True)
class ItemResult:
    """The result of one condition of the standard (S3.1a)."""

    item_id: str
    passed: bool

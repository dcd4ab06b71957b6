"""The ordinary round of the demo: what is done on which day of the season of 2022, and for whom the round goes on."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from domain.declaration_file import hash_of
from domain.identity import committee_id, title_id_for
from domain.values import Material, MaterialKind
from registry.bootstrap import Office
from registry.command import Actor, Role
from registry.demo.cast import (
    APPROVER,
    CITY,
    COMMITTEE_OFFICE,
    COUNTY,
    EDUCATION,
    FIRM,
    FIRST_ADMIN,
    HOSPITAL,
    PROVINCE,
    REVIEWERS,
    SECOND_ADMIN,
    actor,
    do,
)
from registry.demo.people import SyntheticPerson, synthetic_person
from registry.errors import RuleRefused

DEMO_PEOPLE = 200
SEASON = 2022
COMMITTEE = "DEMO-ENG-2022"
MEMBERS = 25

RETIRED = range(180, 186)
CIVIL = range(186, 190)
WITHDRAWN = range(190, 192)
VETOED = range(192, 195)
FAILED = range(165, 180)

REGISTER_DAY = date(2022, 6, 20)
SUBMIT_DAY = date(2022, 7, 20)
UNIT_DAY = date(2022, 7, 25)
UNIT_POSTED_DAY = date(2022, 8, 2)
LEVEL_DAYS = (date(2022, 8, 10), date(2022, 8, 19), date(2022, 9, 1))
ACCEPT_DAY = date(2022, 10, 10)
MEETING_DAY = date(2022, 11, 18)
POSTING_DAY = date(2022, 11, 21)
APPROVAL_DAY = date(2022, 11, 29)

WORK_CYCLE = range(2017, 2022)
FULL_YEAR = {"topic": "1", "public_need_hours": 30, "professional_hours": 60, "provider_uscc": CITY}

Advance = Callable[[int], None]
Day = tuple[date, Callable[[], None]]


@dataclass
class Played:
    """What the demo made: person and declaration ids by number, refused ones apart, and how many met which outcome."""

    persons: dict[int, UUID] = field(default_factory=dict)
    declarations: dict[int, UUID] = field(default_factory=dict)
    refused: dict[int, UUID] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)

    def title(self, n: int) -> UUID:
        """The title that person n was granted."""
        return title_id_for(self.declarations[n])


@dataclass(frozen=True)
class Way:
    """A route, the committee it leads to, that committee's office, and the level that the applicant holds."""

    route: str
    committee: str
    office: Actor
    level_held: int


ORDINARY = Way("ORDINARY", COMMITTEE, COMMITTEE_OFFICE, 420)


class Round:
    """One year's round, a day's work for everybody before the next day begins."""

    def __init__(self, office: Office, played: Played, advance: Advance) -> None:
        self._office = office
        self._advance = advance
        self.under_way: list[SyntheticPerson] = []
        self.played = played

    def days(self, people: int) -> list[Day]:
        """What is to be done on which day; each day's work leaves those for whom the round goes on."""
        self.under_way = [synthetic_person(n) for n in range(people)]
        return [
            (REGISTER_DAY - timedelta(days=1), lambda: self.prepare(people)),
            (REGISTER_DAY, lambda: self._each(self.register)),
            (SUBMIT_DAY, lambda: self._each(self._submit)),
            (UNIT_DAY, lambda: self._each(self._review_in_unit)),
            (UNIT_POSTED_DAY, lambda: self._each(self._complete_unit_publicity)),
            *((day, partial(self._pass_level_each, level)) for level, day in enumerate(LEVEL_DAYS, start=1)),
            (ACCEPT_DAY, lambda: self._each(self._accept)),
            (MEETING_DAY, lambda: self._each(self._vote)),
            (POSTING_DAY, lambda: self._each(self._post_result)),
            (APPROVAL_DAY, lambda: self._each(self._approve)),
        ]

    def prepare(self, people: int) -> None:
        """Open the season, file its committee, and give the hospital posts enough."""
        self.do(
            "open-season", FIRST_ADMIN, year=SEASON, legal_date=date(2022, 6, 1), document_ref="虚构人社〔2022〕1号"
        )
        self.file_committee(COMMITTEE, "虚构省工程系列高级职称评审委员会", PROVINCE, "PHRSS")
        self.do(
            "set-approved-posts",
            REVIEWERS[1],
            legal_date=date(2022, 6, 10),
            document_ref="虚构岗位核定〔2022〕3号",
            uscc=HOSPITAL,
            season=SEASON,
            level=412,
            approved=people,
            occupied=0,
        )

    def file_committee(self, code: str, name: str, organiser: str, kind: str) -> None:
        """File a senior committee of engineering, and the levels through which files come to it."""
        members = [
            {
                "expert_id": f"expert-{n:02}",
                "series_code": "05",
                "level": 411,
                "term_from": date(2022, 1, 1),
                "term_to": date(2024, 12, 31),
            }
            for n in range(MEMBERS)
        ]
        self.do(
            "file-committee",
            FIRST_ADMIN,
            code,
            legal_date=date(2022, 6, 1),
            document_ref="虚构人社备〔2022〕5号",
            code=code,
            committee_name=name,
            organiser_uscc=organiser,
            organiser_kind=kind,
            series_codes=["05"],
            tier="SENIOR",
            levels=[411, 412],
            region_scope="349900",
            members=members,
            filed_from=date(2022, 1, 1),
            filed_to=date(2024, 12, 31),
        )
        steps = [("县级审核", COUNTY), ("市级审核", CITY), ("省级审核", PROVINCE)]
        self.do(
            "set-review-route",
            FIRST_ADMIN,
            code,
            committee_id=committee_id(code),
            steps=[{"step_name": step, "unit_uscc": unit} for step, unit in steps],
        )

    def register(self, person: SyntheticPerson) -> bool:
        """Register the person with a document, an employment and five years of education."""
        n, unit = person.n, self._unit(person.n)
        document = {"kind": "RESIDENT_ID", "number": person.resident_id, "valid_from": date(2015, 1, 1)}
        made = self.do("register-person", unit, n, person_name=person.name, document=document)
        self.played.persons[n] = made
        employer = unit.unit_uscc
        self.do(
            "start-employment",
            unit,
            n,
            person_id=made,
            uscc=employer,
            contract="LABOUR" if employer == FIRM else "EMPLOYMENT",
            signed_on=date(2014, 3, 1),
            employer_kind="ENTERPRISE" if employer == FIRM else "PUBLIC_INSTITUTION",
            management="REF_CIVIL_SERVICE" if n in CIVIL else "NORMAL",
            region_code="349900",
            professional_post=True,
            from_date=date(2014, 3, 1),
        )
        years = [{"year": year, "certificate_no": f"虚构公需{year}-{n:03}", **FULL_YEAR} for year in WORK_CYCLE]
        self.do("record-education-years", EDUCATION, n, person_id=made, years=years)
        if n in RETIRED:
            self.do("record-retirement", unit, n, person_id=made, from_date=date(2021, 5, 1))
        return True

    def draft(self, person: SyntheticPerson, again: int = 0) -> UUID:
        """Draft a declaration with a paper, its commitment signed; `again` tells a person's drafts apart."""
        n, key, way = person.n, f"{person.n}.{again}" if again else person.n, self.way(person)
        applicant = self.applicant(person)
        made = self.do(
            "draft-declaration",
            applicant,
            key,
            season=SEASON,
            series_code="05",
            specialty_code="ELECTRICAL" if n % 3 == 0 else "MECHANICAL",
            level=412,
            committee_id=committee_id(way.committee),
            route=way.route,
        )
        materials = [Material(MaterialKind.PAPER, hashlib.sha256(f"paper {n}".encode()).hexdigest())]
        listed = [{"kind": material.kind.value, "sha256": material.sha256} for material in materials]
        self.do("list-materials", applicant, key, declaration_id=made, materials=listed)
        self.claim(person, made, materials[0].sha256)
        self.do(
            "sign-commitment",
            applicant,
            key,
            declaration_id=made,
            text_version=self._office.rooms.tables.commitment.version,
            materials_hash=hash_of(materials),
            signature=f"demo signature {n}",
        )
        return made

    def submit(self, person: SyntheticPerson, declaration: UUID) -> None:
        """Hand a draft in, on the ground of an intermediate title obtained before."""
        n = person.n
        outside = {
            "series_code": "05",
            "level": self.way(person).level_held,
            "grant_date": date(2016, 12, 20),
            "document_ref": f"虚构中级{n:03}",
        }
        self.do(
            "submit-declaration",
            self.applicant(person),
            declaration,
            declaration_id=declaration,
            outside_title=outside,
        )

    def way(self, _person: SyntheticPerson) -> Way:
        """How this person's file goes; the ordinary way for everybody."""
        return ORDINARY

    def letter(self, _person: SyntheticPerson) -> UUID | None:
        """The letter on which the file is accepted; none on the ordinary way."""
        return None

    def claim(self, _person: SyntheticPerson, _declaration: UUID, _evidence: str) -> None:
        """What the person claims before signing; nothing on the ordinary way."""

    def applicant(self, person: SyntheticPerson) -> Actor:
        """A registered person, acting under their own id."""
        return actor(str(self.played.persons[person.n]), Role.APPLICANT)

    def _submit(self, person: SyntheticPerson) -> bool:
        n, made = person.n, self.draft(person)
        try:
            self.submit(person, made)
        except RuleRefused as refused:
            self.played.outcomes[f"refused {refused.rule_id}"] += 1
            self.played.refused[n] = made
            return False
        if n in WITHDRAWN:
            self.do("withdraw-declaration", self.applicant(person), n, declaration_id=made)
            self.played.outcomes["withdrawn"] += 1
            return False
        self.played.declarations[n] = made
        return True

    def _review_in_unit(self, person: SyntheticPerson) -> bool:
        declaration = self.played.declarations[person.n]
        unit = self._unit(person.n)
        self.do("pass-unit-review", unit, person.n, declaration_id=declaration, items=self._all_met())
        if person.n in VETOED:
            self._veto(person.n, declaration)
            return False
        self.do("start-unit-publicity", unit, person.n, declaration_id=declaration)
        return True

    def _all_met(self) -> list[dict[str, object]]:
        conditions = self._office.rooms.tables.standard("05").items
        return [{"item_id": item, "passed": True} for item in conditions]

    def _veto(self, n: int, declaration: UUID) -> None:
        self.do(
            "propose-veto",
            FIRST_ADMIN,
            n,
            declaration_id=declaration,
            cause="PLAGIARISM",
            evidence_ref=f"虚构核查〔2022〕{n}号",
        )
        self.do(
            "veto-declaration",
            SECOND_ADMIN,
            n,
            declaration_id=declaration,
            legal_date=UNIT_DAY,
            document_ref=f"虚构人社否〔2022〕{n}号",
        )
        self.played.outcomes["vetoed"] += 1

    def _complete_unit_publicity(self, person: SyntheticPerson) -> bool:
        declaration = self.played.declarations[person.n]
        self.do("complete-unit-publicity", self._unit(person.n), person.n, declaration_id=declaration)
        return True

    def _pass_level_each(self, level: int) -> None:
        self._each(lambda person: self._pass_level(person, level))

    def _pass_level(self, person: SyntheticPerson, level: int) -> bool:
        reviewer = REVIEWERS[level - 1]
        declaration = self.played.declarations[person.n]
        what = {"declaration_id": declaration, "level_no": level, "items": self._all_met()}
        self.do("pass-level-review", reviewer, f"{person.n}.{level}", **what)
        return True

    def _accept(self, person: SyntheticPerson) -> bool:
        declaration, letter = self.played.declarations[person.n], self.letter(person)
        office = self.way(person).office
        self.do("accept-by-committee", office, person.n, declaration_id=declaration, letter_id=letter)
        return True

    def _vote(self, person: SyntheticPerson) -> bool:
        present, failed = 20, person.n in FAILED
        yes = 13 if failed else 15
        self.do(
            "record-tally",
            self.way(person).office,
            person.n,
            declaration_id=self.played.declarations[person.n],
            legal_date=MEETING_DAY,
            document_ref="虚构评审会议〔2022〕1号",
            meeting_date=MEETING_DAY,
            present=present,
            yes=yes,
            no=present - yes,
        )
        if failed:
            self.played.outcomes["failed the vote"] += 1
        return not failed

    def _post_result(self, person: SyntheticPerson) -> bool:
        declaration = self.played.declarations[person.n]
        self.do("start-result-publicity", self.way(person).office, person.n, declaration_id=declaration)
        return True

    def _approve(self, person: SyntheticPerson) -> bool:
        n, declaration = person.n, self.played.declarations[person.n]
        self.do("complete-result-publicity", self.way(person).office, n, declaration_id=declaration)
        self.do(
            "approve-result",
            APPROVER,
            n,
            declaration_id=declaration,
            legal_date=APPROVAL_DAY,
            document_ref=f"虚构人社批〔2022〕{n + 1}号",
        )
        self.played.outcomes["granted"] += 1
        return True

    def _each(self, work: Callable[[SyntheticPerson], bool]) -> None:
        going_on = []
        for person in self.under_way:
            if work(person):
                going_on.append(person)
            self._advance(1)
        self.under_way = going_on

    def _unit(self, n: int) -> Actor:
        uscc = FIRM if n % 2 else HOSPITAL
        return actor(f"hr-{uscc[-4:].lower()}", Role.EMPLOYER_HR, uscc)

    def do(self, name: str, actor: Actor, key: object = "", **fields: Any) -> UUID:
        """Carry out a command by its name, once for each key."""
        return do(self._office, name, actor, key, **fields)

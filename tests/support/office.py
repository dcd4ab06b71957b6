"""An office with a strongroom and a fixed clock, and the steps of one season as short methods."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from keys.strongroom import Strongroom
from registry import (
    COMMANDS,
    QUERIES,
    Actor,
    FixedClock,
    Issuer,
    Office,
    Receipt,
    Role,
    Settings,
    load_settings,
    open_office,
)

PASSPHRASE = "correct horse battery staple"
FIRM = "91990000MA0000015Q"
OTHER_FIRM = "91990000MA0000023K"
HOSPITAL = "129900000000000272"
PHRSS = "11990000000000019A"
ORGANISER = "51990000000000035U"
COUNTY = "12990000000000051J"
CITY = "129900000000000865"
ISSUER = Issuer(uscc=PHRSS, name_zh="虚构省人社厅", name_en="Fictitious Provincial Department", region=349900)
START = datetime(2022, 7, 20, 4, tzinfo=UTC)

ADMIN = Actor(id="admin-1", roles=frozenset({Role.PHRSS_ADMIN}), unit_uscc=PHRSS)
SECOND_ADMIN = Actor(id="admin-2", roles=frozenset({Role.PHRSS_ADMIN}), unit_uscc=PHRSS)
HR = Actor(id="hr-1", roles=frozenset({Role.EMPLOYER_HR}), unit_uscc=FIRM)
COUNTY_REVIEWER = Actor(id="county-1", roles=frozenset({Role.LEVEL_REVIEWER}), unit_uscc=COUNTY)
CITY_REVIEWER = Actor(id="city-1", roles=frozenset({Role.LEVEL_REVIEWER}), unit_uscc=CITY)
COMMITTEE_OFFICE = Actor(id="office-1", roles=frozenset({Role.COMMITTEE_OFFICE}), unit_uscc=ORGANISER)
APPROVER = Actor(id="approver-1", roles=frozenset({Role.APPROVER}), unit_uscc=PHRSS)
EDUCATION = Actor(id="education-1", roles=frozenset({Role.CE_MANAGER}), unit_uscc=PHRSS)
AUDITOR = Actor(id="auditor-1", roles=frozenset({Role.AUDITOR}), unit_uscc=PHRSS)


def make_home(folder: Path, *, database_url: str | None = None) -> Settings:
    """A home with a strongroom, ready to be opened."""
    folder.mkdir(mode=0o700, parents=True)
    passphrase_file = folder / "passphrase"
    passphrase_file.write_text(PASSPHRASE + "\n")
    passphrase_file.chmod(0o600)
    Strongroom.create(folder / "keys", PASSPHRASE.encode(), now=START)
    return load_settings(
        folder, database_url=database_url, passphrase_file=passphrase_file, allow_synthetic=True, issuer=ISSUER
    )


def applicant(person_id: UUID | str) -> Actor:
    """A registered person acting for themself."""
    return Actor(id=str(person_id), roles=frozenset({Role.APPLICANT}))


@dataclass
class World:
    """One office and its clock; each method is one or a few commands of the ordinary path (SC-01)."""

    office: Office
    clock: FixedClock
    committee_id: UUID = field(default_factory=uuid4)
    hr: Actor = HR

    def do(self, actor: Actor, name: str, /, **values: Any) -> Receipt:
        """Carry out the command of this name; `key` and `expected_version` go beside it."""
        options = {k: values.pop(k) for k in ("idempotency_key", "expected_version") if k in values}
        command = COMMANDS[name].command.model_validate(values)
        return self.office.execute(command, actor, **options)

    def ask(self, actor: Actor, name: str, /, **values: Any) -> Any:
        """Ask the query of this name."""
        return self.office.ask(QUERIES[name].query.model_validate(values), actor)

    def on(self, day: str) -> None:
        """Noon of this day in Shanghai."""
        self.clock.set_date(date.fromisoformat(day))

    def paper(self, number: str = "虚构人社〔2022〕1号") -> dict[str, Any]:
        """A document of today."""
        return {"legal_date": self.clock.today(), "document_ref": number}

    def found(self) -> None:
        """The season 2022, a senior committee of mechanical engineering, and the route to it."""
        self.do(ADMIN, "open-season", year=2022, **self.paper())
        self.committee_id = self.file_committee("机械高评委")
        self.do(
            ADMIN,
            "set-review-route",
            committee_id=self.committee_id,
            steps=[{"step_name": "county", "unit_uscc": COUNTY}, {"step_name": "city", "unit_uscc": CITY}],
        )

    def file_committee(
        self,
        code: str,
        *,
        series: str = "05",
        specialty: str = "MECHANICAL",
        since: int = 2021,
        size: int = 25,
        **changes: Any,
    ) -> UUID:
        """A senior committee of 25, in force for three years."""
        first, last = f"{since}-01-01", f"{since + 2}-12-31"
        titled = {"series_code": series, "specialty_code": specialty, "level": 411}
        filing: dict[str, Any] = {
            "code": code,
            "committee_name": code,
            "organiser_uscc": ORGANISER,
            "organiser_kind": "ASSOCIATION",
            "series_codes": [series],
            "specialty_codes": [specialty] if specialty else [],
            "tier": "SENIOR",
            "levels": [411, 412],
            "region_scope": "340000",
            "members": [
                {"expert_id": f"{code}-expert-{n}", "term_from": first, "term_to": last, **titled} for n in range(size)
            ],
            "filed_from": first,
            "filed_to": last,
        }
        return UUID(self.do(ADMIN, "file-committee", **{**filing, **changes}, **self.paper()).id)

    def register(
        self,
        name: str = "张示例",
        number: str = "349900198501010015",
        *,
        firm: str = FIRM,
        kind: str = "ENTERPRISE",
        educated: bool = True,
    ) -> UUID:
        """A person employed in a professional post of a firm in Hefei, with the hours of five years behind them."""
        document = {"kind": "RESIDENT_ID", "number": number, "valid_from": "2015-01-01"}
        person = self.do(ADMIN, "register-person", person_name=name, document=document)
        self.do(
            ADMIN,
            "start-employment",
            person_id=person.id,
            uscc=firm,
            contract="LABOUR",
            signed_on="2010-03-01",
            employer_kind=kind,
            region_code="340100",
            professional_post=True,
            from_date="2010-03-01",
        )
        this_year = int(str(self.paper()["legal_date"])[:4])
        if educated:
            self.educate(person.id, range(this_year - 5, this_year))
        return UUID(person.id)

    def educate(self, person_id: UUID | str, years: Iterable[int]) -> None:
        """The prescribed hours of these years, exams passed."""
        full = {"topic": "1", "public_need_hours": 30, "professional_hours": 60, "provider_uscc": CITY}
        rows = [{"year": year, "certificate_no": f"GX-{year}", **full} for year in years]
        self.do(EDUCATION, "record-education-years", person_id=person_id, years=rows)

    def attest_posts(self, uscc: str, *, approved: int, occupied: int, season: int = 2022, level: int = 412) -> None:
        """The figures of a public institution, attested by the county above it."""
        posts = {"uscc": uscc, "season": season, "level": level, "approved": approved, "occupied": occupied}
        self.do(COUNTY_REVIEWER, "set-approved-posts", **posts, **self.paper("虚构岗位核定〔2022〕3号"))

    def draft(self, person_id: UUID, *, committee_id: UUID | None = None, **changes: Any) -> UUID:
        """A signed draft for associate senior engineer."""
        me = applicant(person_id)
        wanted = {"season": 2022, "series_code": "05", "specialty_code": "MECHANICAL", "level": 412, **changes}
        drafted = self.do(me, "draft-declaration", committee_id=committee_id or self.committee_id, **wanted)
        self.do(me, "list-materials", declaration_id=drafted.id, materials=[{"kind": "WORK", "sha256": "ab" * 32}])
        shown = self.ask(me, "show-declaration", declaration_id=drafted.id)
        self.do(
            me,
            "sign-commitment",
            declaration_id=drafted.id,
            text_version=self.ask(me, "show-commitment").version,
            materials_hash=shown.materials_hash,
            signature="signed by hand on the screen",
        )
        return UUID(drafted.id)

    def submit(self, person_id: UUID, declaration_id: UUID, **options: Any) -> Receipt:
        """Hand in, on the title of engineer since 2016."""
        outside = {
            "series_code": "05",
            "level": 420,
            "grant_date": "2016-12-01",
            "document_ref": "虚构职改〔2016〕12号",
        }
        return self.do(
            applicant(person_id), "submit-declaration", declaration_id=declaration_id, outside_title=outside, **options
        )

    def submitted(self, person_id: UUID) -> UUID:
        """A declaration handed in today."""
        declaration_id = self.draft(person_id)
        self.submit(person_id, declaration_id)
        return declaration_id

    def review_at_unit(self, declaration_id: UUID) -> None:
        """The unit recommends."""
        self.do(self.hr, "pass-unit-review", declaration_id=declaration_id, items=self.all_met(declaration_id))

    def all_met(self, declaration_id: UUID) -> list[dict[str, Any]]:
        """One result for each condition of the standard, all of them met."""
        items = self.ask(ADMIN, "show-declaration", declaration_id=declaration_id).items
        return [{"item_id": item, "passed": True} for item in items]

    def recommended(self, person_id: UUID) -> UUID:
        """From submission to the end of the review chain, 20 July to 3 August."""
        declaration_id = self.submitted(person_id)
        self.recommend(declaration_id)
        return declaration_id

    def recommend(self, *declaration_ids: UUID) -> None:
        """Declarations handed in go through their whole review chain side by side."""
        for one in declaration_ids:
            self.review_at_unit(one)
        self.on("2022-07-25")
        for one in declaration_ids:
            self.do(self.hr, "start-unit-publicity", declaration_id=one)
        self.on("2022-08-02")
        items = self.all_met(declaration_ids[0])
        for one in declaration_ids:
            self.do(self.hr, "complete-unit-publicity", declaration_id=one)
            self.do(COUNTY_REVIEWER, "pass-level-review", declaration_id=one, level_no=1, items=items)
        self.on("2022-08-03")
        for one in declaration_ids:
            self.do(CITY_REVIEWER, "pass-level-review", declaration_id=one, level_no=2, items=items)

    def evaluated(self, person_id: UUID, *, yes: int = 15, no: int = 5) -> UUID:
        """Accepted, and voted on in the meeting of 18 November."""
        declaration_id = self.recommended(person_id)
        self.meet(declaration_id, yes=yes, no=no)
        return declaration_id

    def meet(self, declaration_id: UUID, *, yes: int = 15, no: int = 5) -> None:
        """Accept, and vote in the meeting of 18 November."""
        self.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration_id)
        self.on("2022-11-18")
        self.do(
            COMMITTEE_OFFICE,
            "record-tally",
            declaration_id=declaration_id,
            meeting_date="2022-11-18",
            present=yes + no,
            yes=yes,
            no=no,
            **self.paper("会议纪要〔2022〕3号"),
        )

    def granted(self, person_id: UUID) -> UUID:
        """The whole ordinary path: result posted on 21 November, approved on 29 November 2022."""
        declaration_id = self.evaluated(person_id)
        self.finish(declaration_id)
        return declaration_id

    def finish(self, declaration_id: UUID) -> None:
        """Post the result on 21 November and approve it on the 29th."""
        self.on("2022-11-21")
        self.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=declaration_id)
        self.on("2022-11-29")
        self.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=declaration_id)
        self.approve(declaration_id)

    def approve(self, declaration_id: UUID, **options: Any) -> Receipt:
        """Approve by a document of today."""
        return self.do(
            APPROVER, "approve-result", declaration_id=declaration_id, **self.paper("虚构人社批〔2022〕7号"), **options
        )


@contextmanager
def opened(settings: Settings) -> Iterator[World]:
    """The office of a home, on 20 July 2022."""
    clock = FixedClock(START)
    with open_office(settings, clock=clock) as office:
        yield World(office, clock)

"""People, committees, seasons and acts as the scenarios of the domain model describe them; ids follow from names."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from domain.aggregate import Act
from domain.annual_slot import AnnualSlot
from domain.calendar import SHANGHAI, WorkingCalendar, YearCalendar
from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.person import Person
from domain.season import Season
from domain.standing import EducationFacts, Expert, IntegrityFacts, PostFacts, Standard, Standing, TitleFacts, YearHours
from domain.title import Title
from domain.values import (
    Contract,
    EmployerKind,
    ItemResult,
    Level,
    Material,
    MaterialKind,
    OrganiserKind,
    Period,
    PersonOrigin,
    ReviewStep,
    Route,
    Scope,
    Tally,
    Tier,
)

NAMES = UUID("00000000-0000-5000-8000-000000000000")
FIRM = "91990000MA0000015Q"
COUNTY, CITY, PHRSS, ORGANISER = "11990000000000C01", "11990000000000C02", "11990000000000019A", "51990000000000035U"
CHAIN = (
    ReviewStep("unit", FIRM),
    ReviewStep("county", COUNTY),
    ReviewStep("city", CITY),
    ReviewStep("office", ORGANISER),
)
REVIEWERS = ("hr", "county-reviewer", "city-reviewer", "office-reviewer")
ITEMS = ("education", "tenure", "achievement")
ALL_MET = tuple(ItemResult(item, passed=True) for item in ITEMS)
COMMITMENT_TEXT = "2022-1"
PAPER = Material(MaterialKind.PAPER, "a1" * 32)
GOOD_TALLY = Tally(present=20, recused=0, yes=15, no=4, abstain=1)


def named(name: str) -> UUID:
    return uuid5(NAMES, name)


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """Ten in the morning of that day in Asia/Shanghai, as the server stores it."""
    return datetime.combine(day(text), time(10), SHANGHAI).astimezone(UTC)


def act(
    on: str, actor: str = "officer", role: str = "PHRSS_ADMIN", unit: str = PHRSS, document: str = "虚构人社〔2022〕1号"
) -> Act:
    return Act(actor, role, unit, day(on), at(on), document)


def days(*texts: str) -> frozenset[date]:
    """Days and spans such as "2022-10-01/07"."""
    found: set[date] = set()
    for text in texts:
        first, _, last = text.partition("/")
        start = day(first)
        end = start.replace(day=int(last)) if last else start
        found.update(start + timedelta(n) for n in range((end - start).days + 1))
    return frozenset(found)


CALENDAR = WorkingCalendar(
    {
        2022: YearCalendar(
            days(
                "2022-01-01/03", "2022-01-31", "2022-02-01/06", "2022-04-03/05", "2022-04-30", "2022-05-01/04",
                "2022-06-03/05", "2022-09-10/12", "2022-10-01/07", "2022-12-31",
            ),
            days("2022-01-29/30", "2022-04-02", "2022-04-24", "2022-05-07", "2022-10-08/09"),
        ),
        2023: YearCalendar(
            days(
                "2023-01-01/02", "2023-01-21/27", "2023-04-05", "2023-04-29/30", "2023-05-01/03",
                "2023-06-22/24", "2023-09-29/30", "2023-10-01/06",
            ),
            days("2023-01-28/29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07/08"),
        ),
    }
)  # fmt: skip
"""The official notices for 2022 and 2023, make-up working days included."""

STANDARD = Standard(
    version="2022-05",
    series_code="05",
    levels=frozenset(Level),
    first_levels=frozenset({Level.TECHNICIAN, Level.ASSISTANT}),
    items=ITEMS,
    related_series=frozenset({"20"}),
    tenure_years={
        Level.FULL_SENIOR: 5, Level.ASSOCIATE_SENIOR: 5, Level.INTERMEDIATE: 4, Level.ASSISTANT: 2, Level.TECHNICIAN: 0,
    },
    first_title_years={Level.ASSISTANT: 0, Level.TECHNICIAN: 0},
)  # fmt: skip
FIVE_FULL_YEARS = EducationFacts({year: YearHours(30, 60) for year in range(2017, 2022)})


def person(name: str = "张示例", origin: PersonOrigin = PersonOrigin.MAINLAND, on: str = "2016-01-04") -> Person:
    return Person.register(act(on), named(name), origin=origin, sealed_name=f"sealed {len(name)}")


def engineer(name: str = "张示例", **changes: object) -> Person:
    """Employed by a private firm in Anhui under a labour contract, in a professional post."""
    someone = person(name)
    facts: dict[str, object] = {
        "uscc": FIRM,
        "contract": Contract.LABOUR,
        "signed_on": day("2016-01-04"),
        "kind": EmployerKind.ENTERPRISE,
        "region": "340100",
        "professional_post": True,
        "from_date": day("2016-01-04"),
    }
    someone.start_employment(act("2016-01-04"), **{**facts, **changes})  # type: ignore[arg-type]
    return someone


def intermediate(of: Person, level: Level = Level.INTERMEDIATE, series: str = "05") -> TitleFacts:
    return TitleFacts(None, of.id, series, "0501", level, Scope.GENERAL, day("2016-12-20"), effective=True)


def season(year: int = 2022) -> Season:
    return Season.open(act(f"{year}-06-20"), year)


def experts(count: int, series: str = "05", level: Level = Level.FULL_SENIOR, specialty: str = "0501") -> list[Expert]:
    term = Period(day("2021-01-01"), day("2023-12-31"))
    return [Expert(f"expert-{n}", series, specialty, level, term) for n in range(1, count + 1)]


def committee(
    code: str = "AH-MECH", size: int = 25, filed: Period | None = None, series: str = "05", tier: Tier = Tier.SENIOR
) -> EvaluationCommittee:
    levels = {
        Tier.SENIOR: [Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR],
        Tier.INTERMEDIATE: [Level.INTERMEDIATE],
        Tier.JUNIOR: [Level.ASSISTANT, Level.TECHNICIAN],
    }[tier]
    return EvaluationCommittee.file(
        act("2021-01-01"),
        code=code,
        name="虚构机械高评委",
        organiser_uscc=ORGANISER,
        organiser_kind=OrganiserKind.INDUSTRY_DEPT,
        series_codes=[series],
        tier=tier,
        levels=levels,
        region_scope="340000",
        members=experts(size, series),
        filed=filed or Period(day("2021-01-01"), day("2023-12-31")),
    )


class Case:
    """One applicant's declaration with everything around it; each step takes a date and returns the case."""

    def __init__(
        self,
        someone: Person | None = None,
        name: str = "declaration",
        level: Level = Level.ASSOCIATE_SENIOR,
        route: Route = Route.ORDINARY,
    ) -> None:
        self.person = someone or engineer()
        self.applicant = str(self.person.id)
        self.season = season()
        self.committee = committee()
        self.title: TitleFacts | None = intermediate(self.person)
        self.records: Sequence[IntegrityFacts] = ()
        self.slot: AnnualSlot | None = None
        self.posts: PostFacts | None = None
        self.education = FIVE_FULL_YEARS
        self.chain: Sequence[ReviewStep] = CHAIN
        self.declaration = Declaration.draft(
            self.by("2022-06-28"),
            named(name),
            person_id=self.person.id,
            season=2022,
            series_code="05",
            specialty_code="0501",
            level=level,
            committee_id=self.committee.id,
            route=route,
        )

    def by(self, on: str) -> Act:
        return act(on, self.applicant, "APPLICANT", "")

    def standing(self, on: str) -> Standing:
        return Standing(
            person=self.person.facts(day(on)),
            season=self.season.facts(self.committee.id, self.committee.tier),
            committee=self.committee.facts(),
            standard=STANDARD,
            current_title=self.title,
            integrity=self.records,
            slot_holder=self.slot.holder if self.slot else None,
            slot_barred=self.slot.barred if self.slot else False,
            posts=self.posts,
            education=self.education,
        )

    def signed(self, on: str = "2022-07-19") -> "Case":
        self.declaration.list_materials(self.by(on), [PAPER])
        self.declaration.sign_commitment(
            self.by(on), text_version=COMMITMENT_TEXT, materials_hash=self.declaration.materials_hash, signature="sig"
        )
        return self

    def submitted(self, on: str = "2022-07-20") -> "Case":
        if self.declaration.commitment is None:
            self.signed()
        self.declaration.submit(self.by(on), self.standing(on), chain=self.chain, commitment_text=COMMITMENT_TEXT)
        self.slot = AnnualSlot.claim(
            self.by(on), self.slot, person_id=self.person.id, season=2022, declaration_id=self.declaration.id
        )
        return self

    def unit_reviewed(self, on: str = "2022-07-22") -> "Case":
        self.submitted()
        self.declaration.pass_unit_review(act(on, "hr", "EMPLOYER_HR", FIRM), ALL_MET)
        return self

    def unit_publicised(self) -> "Case":
        self.unit_reviewed()
        hr = "hr"
        self.declaration.start_unit_publicity(act("2022-07-25", hr, "EMPLOYER_HR", FIRM), CALENDAR)
        self.declaration.complete_unit_publicity(act("2022-08-02", hr, "EMPLOYER_HR", FIRM), CALENDAR)
        return self

    def recommended(self) -> "Case":
        self.unit_publicised()
        for level_no in range(1, len(self.chain)):
            unit, reviewer = self.chain[level_no].unit_uscc, REVIEWERS[level_no]
            self.declaration.pass_level_review(act("2022-08-10", reviewer, "LEVEL_REVIEWER", unit), level_no, ALL_MET)
        return self

    def accepted(self, on: str = "2022-09-01") -> "Case":
        self.recommended().accept(on)
        return self

    def accept(self, on: str = "2022-09-01") -> None:
        office = act(on, "office", "COMMITTEE_OFFICE", ORGANISER)
        self.declaration.accept_by_committee(office, self.standing(on))

    def evaluated(self, tally: Tally = GOOD_TALLY, on: str = "2022-11-18") -> "Case":
        self.accepted()
        self.declaration.record_tally(
            act(on, "office", "COMMITTEE_OFFICE", ORGANISER),
            meeting_date=day(on),
            tally=tally,
            committee=self.committee.facts(),
            season=self.season.facts(self.committee.id, self.committee.tier),
        )
        return self

    def posted(self, on: str = "2022-11-21") -> "Case":
        self.evaluated()
        self.declaration.start_result_publicity(act(on, "office", "COMMITTEE_OFFICE", ORGANISER), CALENDAR)
        return self

    def result_publicised(self, on: str = "2022-11-29") -> "Case":
        self.posted()
        self.declaration.complete_result_publicity(act(on, "office", "COMMITTEE_OFFICE", ORGANISER), CALENDAR)
        return self

    def approve(self, on: str = "2022-11-29", actor: str = "approver", document: str = "虚构人社审〔2022〕7号") -> None:
        self.declaration.approve(
            act(on, actor, "APPROVER", PHRSS, document),
            self.standing(on),
            at_meeting=self.person.facts(self.declaration.meeting_date or day(on)),
            calendar=CALENDAR,
        )

    def approved(self) -> "Case":
        self.result_publicised()
        self.approve()
        return self


def title(name: str = "declaration", scope: Scope = Scope.GENERAL) -> Title:
    """高级工程师, 412, granted on 2022-11-29."""
    result = Case(name=name).approved().declaration.approved_result()
    return Title.grant(act("2022-11-29"), result, title_name="高级工程师", region_code="340000", scope=scope)

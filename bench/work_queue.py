"""A page of the work queue, for everybody who has one, over fifty thousand open declarations.

The declarations are events in the store, projected as ever; only the law's guards were not asked about each of them.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from bench.offices import empty_folder, file_committee, founded
from bench.row import Row, peak_memory_mb, quantile
from domain.aggregate import Act
from domain.declaration import Declaration
from domain.values import Level
from registry.application import UnitOfWork
from registry.bootstrap import Office, open_office
from registry.command import Actor, Query, Role
from registry.commands.founding import DEMO_ISSUER
from registry.queries import ListSeasons
from registry.work import WorkQueue

OPEN = 50_000
TOGETHER = 2_000
COMMITTEES = 8
# A credit code is 18 characters; nobody asks here whether its check character is right.
EMPLOYERS = [f"91990000MA{n:07}X" for n in range(400)]
COUNTIES = [f"12990000CO{n:07}X" for n in range(20)]
CITY = "12990000CITY00000X"
DAYS = 120
ASKED = 40
PROMISED = 0.050
Fact = tuple[type[Declaration.Event], dict[str, object]]


def run() -> list[Row]:
    """The 99th percentile over every role's first page, later pages and narrowed pages."""
    with empty_folder() as folder, open_office(founded(folder)) as office:
        committees = [file_committee(office, f"BENCH-{n}") for n in range(COMMITTEES)]
        _fill(office, committees)
        office.rooms.projector.catch_up()
        actors = list(_actors())
        taken: list[float] = []
        bare: list[float] = []
        for _ in range(ASKED):
            for actor in actors:
                for query in _pages(office, actor, committees):
                    taken.append(_seconds(office, query, actor))
                    bare.append(_seconds(office, ListSeasons(), actor))
        memory = peak_memory_mb()
    worst, middle, nothing = quantile(taken, 0.99), quantile(taken, 0.5), quantile(bare, 0.5)
    return [
        Row(
            f"a page of 50 of the work queue, {OPEN:,} open declarations, six roles",
            f"p99 {worst * 1000:.1f} ms; median {middle * 1000:.1f} ms, {middle / nothing:.1f}x",
            f"a question without an answer, {nothing * 1000:.1f} ms",
            f"p99 under {PROMISED * 1000:.0f} ms",
            worst < PROMISED,
            memory,
        )
    ]


def _actors() -> Iterator[Actor]:
    for role, unit in (
        (Role.EMPLOYER_HR, EMPLOYERS[0]),
        (Role.LEVEL_REVIEWER, COUNTIES[0]),
        (Role.LEVEL_REVIEWER, CITY),
        (Role.COMMITTEE_OFFICE, DEMO_ISSUER.uscc),
        (Role.APPROVER, DEMO_ISSUER.uscc),
        (Role.PHRSS_ADMIN, DEMO_ISSUER.uscc),
    ):
        yield Actor(id=f"bench-{role}", roles=frozenset({role}), unit_uscc=unit)


def _pages(office: Office, actor: Actor, committees: Sequence[UUID]) -> Iterator[Query]:
    """The first page, the next, one far behind, and pages of filters that fit little or nothing."""
    yield WorkQueue()
    first = office.ask(WorkQueue(), actor)
    yield WorkQueue(cursor=first.next_cursor)  # type: ignore[attr-defined]
    far = office.rooms.clock.today() - timedelta(days=5)
    yield WorkQueue(cursor=f"{far}.{'0' * 32}.a")
    yield WorkQueue(committee_id=committees[-1], level=411)
    yield WorkQueue(series_code="26")


def _seconds(office: Office, query: Query, actor: Actor) -> float:
    begun = time.perf_counter()
    office.ask(query, actor)
    return time.perf_counter() - begun


def _fill(office: Office, committees: Sequence[UUID]) -> None:
    chance = Random(2022)  # noqa: S311 - a fixed load
    for first in range(0, OPEN, TOGETHER):
        some = range(first, first + TOGETHER)
        office.transaction(lambda work, some=some: _begin_some(office, work, some, committees, chance))  # type: ignore[misc]


def _begin_some(office: Office, work: UnitOfWork, some: range, committees: Sequence[UUID], chance: Random) -> None:
    for n in some:
        day = office.rooms.clock.today() - timedelta(days=chance.randrange(DAYS))
        act = Act("bench", "BENCH", DEMO_ISSUER.uscc, day, office.rooms.clock.now(), "虚构〔2026〕1号")
        declaration = Declaration.draft(
            act,
            uuid4(),
            person_id=uuid4(),
            season=day.year,
            series_code="05",
            specialty_code="MECHANICAL",
            level=chance.choice((Level.ASSOCIATE_SENIOR, Level.ASSOCIATE_SENIOR, Level.FULL_SENIOR)),
            committee_id=chance.choice(committees),
        )
        for fact, values in _life(chance.choice(EMPLOYERS), chance.choice(COUNTIES), day, n):
            declaration._record(fact, act, [], **values)  # noqa: SLF001 - the guards are what is left out
        work.add(declaration)


def _life(employer: str, county: str, day: date, n: int) -> Sequence[Fact]:
    """As many facts as bring it to one of ten places in the procedure, evenly spread."""
    chain = [
        {"name": name, "unit_uscc": unit} for name, unit in (("unit", employer), ("county", county), ("city", CITY))
    ]
    posting: dict[str, object] = {"posted_on": day.isoformat(), "last_day": (day + timedelta(days=7)).isoformat()}
    ballot = {"committee_size": 25, "present": 20, "recused": 0, "yes": 15, "no": 5, "abstain": 0, "proxies": 0}
    facts: list[Fact] = [
        (Declaration.Submitted, {"standard_version": "bench", "items": [], "chain": chain}),
        (Declaration.UnitReviewPassed, {"items": []}),
        (Declaration.UnitPublicityStarted, posting),
        (Declaration.UnitPublicityCompleted, {}),
        (Declaration.LevelReviewPassed, {"level_no": 1, "items": []}),
        (Declaration.LevelReviewPassed, {"level_no": 2, "items": []}),
        (Declaration.Accepted, {}),
        (Declaration.EvaluationPassed, {"meeting_date": day.isoformat(), **ballot}),
        (Declaration.ResultPublicityStarted, posting),
        (Declaration.ResultPublicityCompleted, {}),
    ]
    return facts[: 1 + n % len(facts)]

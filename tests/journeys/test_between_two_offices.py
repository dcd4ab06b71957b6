"""SC-04, SC-14, SC-17 between two office processes on one store: opposite commands from the same moment, several times.

Who is first is chance. What holds whoever was first is read from the log, and from what the next step is told.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from domain.declaration import Declaration
from domain.entrustment import EntrustmentLetter
from domain.formal_confirmation import FormalConfirmation
from domain.identity import entrustment_letter_id
from registry import Actor
from registry.demo.people import synthetic_person
from tests.support.founded import opened
from tests.support.homes import Homes
from tests.support.office import ADMIN, APPROVER, CITY, COMMITTEE_OFFICE, COUNTY, FIRM, HOSPITAL, HR, OTHER_FIRM
from tests.support.postgres import PostgresServer
from tests.support.recognition import INSPECTOR, OTHER_HR, confirm_inside, neighbours_title, superiors_letter, verify
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

ROUNDS = 3
_NUMBERS = count()


@dataclass(frozen=True)
class TwoOffices:
    """Two processes that serve the window of one home."""

    first: HttpWorld
    second: HttpWorld

    def person(self, firm: str = FIRM) -> UUID:
        """Somebody whom nobody has met."""
        someone = synthetic_person(next(_NUMBERS))
        return self.first.register(someone.name, someone.resident_id, firm=firm)

    def at_once(self, one: Callable[[HttpWorld], object], other: Callable[[HttpWorld], object]) -> tuple[str, str]:
        """Do one at the first office and the other at the second; the rule that refused each, or nothing."""
        start = Barrier(2)

        def told(work: Callable[[HttpWorld], object], world: HttpWorld) -> str:
            start.wait()
            try:
                work(world)
            except HttpRefusedError as refused:
                return str(refused.problem["rule_id"])
            return ""

        with ThreadPoolExecutor(2) as both:
            done, others = both.submit(told, one, self.first), both.submit(told, other, self.second)
            return done.result(), others.result()

    def log(self) -> list[tuple[str, UUID]]:
        """Every event there is, in the order of the log: its topic and its stream."""
        with opened(self.first.home) as office:
            stored = office.rooms.registry.recorder.select_notifications(1, 100_000)
            return [(one.topic, UUID(str(one.originator_id))) for one in stored]


@pytest.fixture(scope="module")
def offices(
    homes: Homes, each_server: PostgresServer | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TwoOffices]:
    """Both on the season of 2022, with a committee and its route."""
    home = homes.copy(tmp_path_factory.mktemp("two-offices") / "home", "2022-06-01", each_server)
    with dated_office(home) as first, dated_office(home) as second:
        first.found()
        for actor in (ADMIN, COMMITTEE_OFFICE, HR, OTHER_HR):
            second._tokens |= {f"{actor.id} {sorted(actor.roles)}": first.bearer(actor)["Authorization"][7:]}
        yield TwoOffices(first, second)


def _do(actor: Actor, name: str, values: dict[str, Any], world: HttpWorld) -> None:
    world.do(actor, name, **values)


@pytest.mark.covers("SC-04", "R-ELIG-2", "R-ELIG-5")
def test_nobody_of_a_unit_that_becomes_civil_service_meanwhile_gets_further(offices: TwoOffices) -> None:
    first = offices.first
    first.on("2022-07-20")
    declarations: list[UUID] = []
    for firm in (HOSPITAL, CITY, COUNTY):
        person = offices.person(firm)
        declaration = first.draft(person)
        managed = {"uscc": firm, "management": "REF_CIVIL_SERVICE", "from_date": "2022-07-20", **first.paper()}
        submitted, changed = offices.at_once(
            partial(HttpWorld.submit, person_id=person, declaration_id=declaration),
            partial(_do, ADMIN, "change-employer-type", managed),
        )
        assert (submitted, changed) in {("", ""), ("R-ELIG-2", "")}
        if not submitted:
            # Neither saw the other, or the change did: whoever looks next finds what is known by then.
            _recheck(first, declaration)
        with pytest.raises(HttpRefusedError):
            first.review_at_unit(declaration)
        assert _state(first, declaration) == ("DRAFT" if submitted else "CANCELLED")
        declarations.append(declaration)
    happened = offices.log()
    for declaration in declarations:
        entered = happened.count((Declaration.Submitted.TOPIC, declaration))
        assert happened.count((Declaration.Cancelled.TOPIC, declaration)) == entered


def _recheck(world: HttpWorld, declaration: UUID) -> None:
    if _state(world, declaration) != "CANCELLED":
        world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)


def _state(world: HttpWorld, declaration: UUID) -> str:
    return str(world.ask(ADMIN, "show-declaration", declaration_id=declaration).state)


@pytest.mark.covers("SC-14", "R-ENT-4", "S2.4i")
def test_only_an_acceptance_before_its_letter_is_flagged_and_one_that_met_it_can_still_be_stopped(
    offices: TwoOffices,
) -> None:
    first = offices.first
    first.on("2022-07-20")
    people = [offices.person() for _ in range(ROUNDS)]
    files = [first.submitted(person) for person in people]
    first.recommend(*files)
    letters = []
    for n, (person, file) in enumerate(zip(people, files, strict=True)):
        number = f"虚构集团人函〔2022〕{n + 70}号"
        assert offices.at_once(
            partial(_do, COMMITTEE_OFFICE, "accept-by-committee", {"declaration_id": file}),
            partial(superiors_letter, person_id=person, number=number),
        ) == ("", "")
        letters.append(entrustment_letter_id(OTHER_FIRM, number))
    happened = offices.log()
    late = {
        str(file)
        for file, letter in zip(files, letters, strict=True)
        if happened.index((Declaration.Accepted.TOPIC, file))
        < happened.index((EntrustmentLetter.Received.TOPIC, letter))
    }
    assert _flagged(first) <= late
    for unseen in late - _flagged(first):
        # The two did not see each other: a person who reads the register flags the acceptance.
        first.do(ADMIN, "flag-acceptance", declaration_id=unseen, evidence_ref="委托函登记簿")
    assert _flagged(first) == late
    for file in files:
        first.on("2022-11-18")
        ballot = {"meeting_date": "2022-11-18", "present": 20, "yes": 15, "no": 5, **first.paper()}
        first.do(COMMITTEE_OFFICE, "record-tally", declaration_id=file, **ballot)
        if str(file) in late:
            with pytest.raises(HttpRefusedError) as unapproved:
                first.finish(file)
            assert unapproved.value.problem["rule_id"] == "R-ENT-4"


def _flagged(world: HttpWorld) -> set[str]:
    rows = world.ask(INSPECTOR, "list-entrustment-breaches", committee_id=world.committee_id).rows
    assert len({row.declaration_id for row in rows}) == len(rows)
    return {row.declaration_id for row in rows}


@pytest.mark.covers("SC-17", "R-CONF-3", "S2.3c")
def test_an_own_confirmation_and_a_request_that_rests_on_it_never_make_a_title(offices: TwoOffices) -> None:
    first = offices.first
    first.on("2022-07-20")
    laundered = neighbours_title(authority_kind="AUTONOMOUS_UNIT", authority_uscc=FIRM)
    people = [offices.person() for _ in range(ROUNDS)]
    for person in people:
        wanted = {"person_id": str(person), "employer_uscc": OTHER_FIRM, "source": laundered}
        confirmed, asked = offices.at_once(
            partial(confirm_inside, person_id=person),
            partial(_do, OTHER_HR, "request-formal", wanted),
        )
        assert (confirmed, asked) in {("", ""), ("", "R-CONF-3")}
    requests = [stream for topic, stream in offices.log() if topic == FormalConfirmation.Requested.TOPIC]
    for request in requests:
        verify(first, str(request))
        with pytest.raises(HttpRefusedError) as refused:
            first.do(APPROVER, "grant-formal", confirmation_id=request, **first.paper())
        failed = {one["rule_id"] for one in refused.value.problem["findings"] if one["outcome"] == "FAILS"}
        assert "R-CONF-3" in failed
    topics = {topic for topic, _ in offices.log()}
    assert not topics & {FormalConfirmation.Granted.TOPIC}
    for person in people:
        assert first.ask(ADMIN, "list-titles", person_id=person).rows == []

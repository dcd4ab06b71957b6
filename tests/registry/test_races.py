"""Several processes at once, and one that is killed: one winner, nothing acknowledged lost, nothing missed."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from stdnum.cn import ric

from domain.annual_slot import AnnualSlot
from domain.identity import annual_slot_id, season_id
from domain.season import Season
from registry.errors import RegistryError
from registry.projections.persons import persons
from registry.settings import Settings
from tests.support.office import ADMIN, HR, World, opened

SPAWN = multiprocessing.get_context("spawn")
YEARS = range(2000, 2101)

Work = Callable[..., str]


def _child(settings: Settings, go: Event, line: Connection, work: Work, arguments: Sequence[object]) -> None:
    with opened(settings) as world:
        line.send("ready")
        go.wait()
        try:
            line.send(work(world, *arguments))
        except RegistryError as refused:
            line.send(refused.rule_id or refused.code)


def at_once(settings: Settings, *works: tuple[Work, Sequence[object]]) -> list[str]:
    """Do these in processes of their own, all from the same moment; returns what each said, or the code of its refusal.

    A process that dies makes its line end, and the test fail.
    """
    go = SPAWN.Event()
    lines, processes = [], []
    for work, arguments in works:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_child, args=(settings, go, theirs, work, arguments))
        process.start()
        theirs.close()
        lines.append(ours)
        processes.append(process)
    assert [line.recv() for line in lines] == ["ready"] * len(works)
    go.set()
    answers = [line.recv() for line in lines]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(works)
    return answers


def _submit(world: World, person: UUID, declaration: UUID) -> str:
    world.submit(person, declaration)
    return "submitted"


@pytest.mark.covers("SC-07", "R-ONE-1")
def test_of_two_declarations_at_the_same_second_one_is_submitted(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register()
        electrical = world.file_committee("电气高评委", specialty="ELECTRICAL")
        world.do(ADMIN, "set-review-route", committee_id=electrical, steps=[])
        first = world.draft(person)
        second = world.draft(person, committee_id=electrical, specialty_code="ELECTRICAL")
    answers = at_once(each_store, (_submit, (person, first)), (_submit, (person, second)))
    assert sorted(answers) == ["R-ONE-1", "submitted"]
    with opened(each_store) as world:
        slot = world.office.rooms.registry.get(AnnualSlot, annual_slot_id(person, 2022))
        states = {d: world.ask(ADMIN, "show-declaration", declaration_id=d).state for d in (first, second)}
        assert sorted(states.values()) == ["DRAFT", "SUBMITTED"]
        assert slot.holder is not None
        assert states[slot.holder] == "SUBMITTED"
        world.office.rooms.projector.rebuild()
        assert len(world.ask(ADMIN, "list-declarations", state="SUBMITTED").rows) == 1


def _keep_opening(settings: Settings, acknowledged: Path) -> None:
    """Open seasons one by one, and write each down only after the office acknowledged it."""
    with opened(settings) as world, acknowledged.open("ab", buffering=0) as file:
        for year in YEARS:
            receipt = world.do(ADMIN, "open-season", year=year, legal_date="1999-12-01", document_ref="虚构人社")
            file.write(f"{year} {receipt.position}\n".encode())
            os.fsync(file.fileno())


def test_a_process_killed_in_the_stream_of_commands_loses_nothing_it_acknowledged(
    each_store: Settings, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    child = SPAWN.Process(target=_keep_opening, args=(each_store, acknowledged))
    child.start()
    while acknowledged.read_bytes().count(b"\n") < 5 and child.is_alive():
        child.join(0.001)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert child.exitcode == -signal.SIGKILL
    rows = [line.split() for line in acknowledged.read_text().splitlines() if line.count(" ") == 1]
    assert len(rows) >= 5
    with opened(each_store) as world:
        registry = world.office.rooms.registry
        for year, position in rows:
            assert registry.get(Season, season_id(int(year))).version == 1
            assert registry.position_of(season_id(int(year)), 1) == int(position)
        stored = registry.recorder.select_notifications(1, 10_000)
        assert len(stored) - len(rows) in {0, 1}, "at most the one command that was under way"
        assert len(world.ask(ADMIN, "list-seasons").rows) == len(stored)


def _register(world: World) -> str:
    world.register()
    return "registered"


@pytest.mark.covers("R-ONE-1")
def test_one_identity_number_registered_in_three_processes_is_one_person(each_store: Settings) -> None:
    answers = at_once(each_store, *[(_register, ())] * 3)
    assert sorted(answers) == ["identity_taken", "identity_taken", "registered"]


def _retire(world: World, person: UUID) -> str:
    world.do(HR, "record-retirement", person_id=person, from_date="2022-07-01", expected_version=3)
    return "recorded"


def test_two_processes_that_expect_the_same_version_do_not_overwrite_each_other(each_store: Settings) -> None:
    with opened(each_store) as world:
        person = world.register()
    answers = at_once(each_store, *[(_retire, (person,))] * 2)
    assert sorted(answers) == ["concurrent_change", "recorded"]


def _file(world: World, process: int) -> str:
    for n in range(10):
        body = f"3499001980{process + 1:02d}{n + 1:02d}001"
        person = world.register("李样本", body + ric.calc_check_digit(body + "0"))
        world.ask(ADMIN, "show-person", person_id=person)
    return "done"


def test_projecting_from_three_processes_at_once_shows_every_person_once(each_store: Settings) -> None:
    assert at_once(each_store, *[(_file, (process,)) for process in range(3)]) == ["done"] * 3
    with opened(each_store) as world:
        world.office.rooms.projector.catch_up()
        live = _all_persons(world)
        world.office.rooms.projector.rebuild()
        assert _all_persons(world) == live
        assert len(live) == 30


def _all_persons(world: World) -> list[tuple[object, ...]]:
    with world.office.rooms.projector.reading() as read:
        return [tuple(row) for row in read.execute(sa.select(persons).order_by(persons.c.id))]

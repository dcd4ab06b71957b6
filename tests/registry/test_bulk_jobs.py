"""Persons, employers, education hours and committees from tables: a row is a command, and a second run is nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from registry import Actor
from registry.bulk.jobs import JOBS, Import
from registry.bulk.outcome import Done, RowOutcome, reported
from tests.support.office import FIRM, ORGANISER, World
from tests.support.tables import write_csv

pytestmark = pytest.mark.covers("S2.6b")

PERSON = {"name": "张示例", "id_type": "RESIDENT_ID", "id_number": "349900198501010015", "valid_from": "2015/1/1"}
EMPLOYED = {
    "id_type": "RESIDENT_ID",
    "id_number": "349900198501010015",
    "employer_uscc": FIRM,
    "employer_kind": "ENTERPRISE",
    "region_code": "340100",
    "contract": "LABOUR",
    "signed_on": "2010年3月1日",
    "professional_post": "是",
    "from_date": "2010-03-01",
}
LEARNED = {
    "id_type": "RESIDENT_ID",
    "id_number": "349900198501010015",
    "year": "2021",
    "topic": "",
    "public_need_hours": "30",
    "certificate_no": "GX2021-1",
    "professional_hours": "60",
    "provider_uscc": ORGANISER,
    "mode": "ONLINE",
}


def member(n: int, code: str = "电气高评委", **changes: str) -> dict[str, str]:
    return {
        "code": code,
        "committee_name": code,
        "organiser_uscc": ORGANISER,
        "organiser_kind": "ASSOCIATION",
        "series_code": "05",
        "specialties": "ELECTRICAL",
        "tier": "SENIOR",
        "levels": "411 412",
        "region_code": "340000",
        "filed_from": "2021-01-01",
        "filed_to": "2023-12-31",
        "document_no": "虚构人社备〔2021〕5号",
        "document_date": "2021-01-01",
        "expert_id": f"expert-{n}",
        "expert_series": "05",
        "expert_specialty": "ELECTRICAL",
        "expert_level": "411",
        "term_from": "2021-01-01",
        "term_to": "2023-12-31",
        **changes,
    }


def run(
    world: World, folder: Path, name: str, *rows: Mapping[str, str], rehearsal: bool = False
) -> list[tuple[int, Done, str]]:
    job = JOBS[name]
    columns: Sequence[str] = list(rows[0])
    path = write_csv(folder / f"{name}.csv", rows, columns)
    actor = Actor(id="importer", roles=frozenset({job.role}))
    table = Import(world.office, actor, job, rehearsal=rehearsal)
    return [(one.row, one.done, one.code) for one in table.run(table.read(path))]


def test_persons_come_in_once_and_a_bad_row_stops_nothing(world: World, tmp_path: Path) -> None:
    rows = [PERSON, {**PERSON, "id_number": "349900198501010014"}, {**PERSON, "id_number": "349900199003150028"}]
    assert run(world, tmp_path, "persons", *rows) == [
        (2, Done.ADDED, ""),
        (3, Done.REFUSED, "identity_number_invalid"),
        (4, Done.ADDED, ""),
    ]
    before = world.office.rooms.registry.position()
    assert [done for _, done, _ in run(world, tmp_path, "persons", *rows)] == [Done.ALREADY, Done.REFUSED, Done.ALREADY]
    assert world.office.rooms.registry.position() == before


def test_a_person_known_from_elsewhere_is_told_as_already_there(world: World, tmp_path: Path) -> None:
    world.register()
    assert run(world, tmp_path, "persons", PERSON) == [(2, Done.ALREADY, "identity_taken")]


def test_employers_need_a_registered_person_and_come_in_once(world: World, tmp_path: Path) -> None:
    assert run(world, tmp_path, "employers", EMPLOYED) == [(2, Done.REFUSED, "person_unknown")]
    run(world, tmp_path, "persons", PERSON)
    assert run(world, tmp_path, "employers", EMPLOYED) == [(2, Done.ADDED, "")]
    assert run(world, tmp_path, "employers", EMPLOYED) == [(2, Done.ALREADY, "")]
    (code,) = {code for _, _, code in run(world, tmp_path, "employers", {**EMPLOYED, "employer_kind": "SCHOOL"})}
    assert code == "validation_failed"


@pytest.mark.covers("S2.5g")
def test_education_hours_are_recorded_a_year_once(world: World, tmp_path: Path) -> None:
    run(world, tmp_path, "persons", PERSON)
    learned = {**LEARNED, "topic": next(iter(world.office.rooms.tables.education_topics.get(2021, ("专业题目",))))}
    assert run(world, tmp_path, "education", learned) == [(2, Done.ADDED, "")]
    assert run(world, tmp_path, "education", learned) == [(2, Done.ALREADY, "")]
    (again,) = run(world, tmp_path, "education", {**learned, "professional_hours": "90"})
    assert again[1] is Done.ALREADY


def test_the_members_of_a_committee_come_in_together_or_not_at_all(world: World, tmp_path: Path) -> None:
    eleven = [member(n) for n in range(11)]
    ten = [member(n, "化工高评委") for n in range(10)]
    outcomes = run(world, tmp_path, "committees", *eleven, *ten)
    assert {code for _, done, code in outcomes if done is Done.REFUSED} == {"rule_refused"}
    assert sorted(row for row, done, _ in outcomes if done is Done.ADDED) == list(range(2, 13))
    assert {done for _, done, _ in run(world, tmp_path, "committees", *eleven)} == {Done.ALREADY}


def test_a_rehearsal_sends_nothing(world: World, tmp_path: Path) -> None:
    before = world.office.rooms.registry.position()
    assert run(world, tmp_path, "persons", PERSON, rehearsal=True) == [(2, Done.ADDED, "")]
    assert world.office.rooms.registry.position() == before


def test_a_report_is_there_when_all_rows_are_and_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    outcomes = [RowOutcome(2, "=1+1", Done.ADDED), RowOutcome(3, "k", Done.REFUSED, "", "cell_empty", "name is empty")]
    writing = reported(iter(outcomes), path)
    next(writing)
    assert not path.exists()
    assert len(list(writing)) == 1
    assert path.read_text("utf-8-sig").splitlines()[1:] == [
        "2,'=1+1,ADDED,,,",
        "3,k,REFUSED,,cell_empty,name is empty",
    ]

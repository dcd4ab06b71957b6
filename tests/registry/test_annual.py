"""A season's data go out with a checksum and the organiser's attestation, and come in at another installation."""

import csv
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry import Actor, Forbidden, InvalidInput, NotFound, Role
from registry.bulk.annual import check_manifest, export_annual, write_annual
from registry.bulk.outcome import Done
from registry.bulk.staging import Staging, TitlesFile
from tests.support.office import ADMIN, ORGANISER, SECOND_ADMIN, World, make_home, opened

pytestmark = pytest.mark.covers("S2.6c")

REPORTING = Actor(id="organiser-1", roles=frozenset({Role.ORGANISER}), unit_uscc=ORGANISER)
ARCHIVIST = Actor(id="archivist-1", roles=frozenset({Role.ARCHIVIST}))
ATTESTER = Actor(id="attester-1", roles=frozenset({Role.ATTESTER}), unit_uscc=ORGANISER)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[World]:
    """Another installation, in the year after, with keys of its own."""
    with opened(make_home(tmp_path / "elsewhere")) as world:
        world.on("2023-02-01")
        yield world


def export(world: World, folder: Path) -> tuple[Path, Path, dict[str, Any]]:
    exported = export_annual(world.office, REPORTING, season=2022, organiser_uscc=ORGANISER)
    table, manifest = write_annual(exported, folder)
    return table, manifest, json.loads(manifest.read_text("utf-8"))


def attest(world: World, checksum: str) -> None:
    world.on("2023-01-10")
    world.do(ADMIN, "close-evaluation", year=2022)
    world.do(ADMIN, "close-approval", year=2022)
    world.do(REPORTING, "attest-annual-data", year=2022, checksum=checksum)


def test_what_one_installation_sends_another_takes_in_and_its_organiser_attests(
    world: World, elsewhere: World, tmp_path: Path
) -> None:
    world.granted(world.register())
    _, _, unattested = export(world, tmp_path)
    assert (unattested["rows"], unattested["attestation"]) == (1, None)
    attest(world, unattested["sha256"])
    table, manifest, told = export(world, tmp_path)
    assert told["sha256"] == unattested["sha256"]
    assert told["attestation"] == {
        "unit_uscc": ORGANISER,
        "attested_on": "2023-01-10",
        "checksum": told["sha256"],
    }
    assert stat.S_IMODE(table.stat().st_mode) == stat.S_IMODE(manifest.stat().st_mode) == 0o600

    file = TitlesFile(table)
    assert check_manifest(manifest, file.digest).rows == len(file) == 1
    (staged,) = Staging(elsewhere.office, ARCHIVIST).stage(file, "报送函〔2023〕1号")
    assert staged.done is Done.ADDED
    assert [one.done for one in Staging(elsewhere.office, ARCHIVIST).stage(file, "报送函〔2023〕1号")] == [Done.ALREADY]
    years = {"first_year": 2022, "last_year": 2022}
    elsewhere.do(ADMIN, "record-evaluating-body", uscc=ORGANISER, body_name="虚构协会", **years, **elsewhere.paper())
    elsewhere.do(ATTESTER, "attest-records", record_ids=[staged.id], **elsewhere.paper())
    (record,) = elsewhere.ask(ADMIN, "list-import-records").rows
    assert (record.state, record.person_name, record.grant_date.isoformat()) == ("REGISTERED", "张示例", "2022-11-29")


def test_a_title_that_fell_is_counted_and_never_sent(world: World, tmp_path: Path) -> None:
    person = world.register()
    world.granted(person)
    (title,) = world.ask(ADMIN, "list-titles", person_id=person).rows
    world.do(ADMIN, "propose-revocation", title_id=title.id, cause="FRAUD", evidence_ref="证据1号")
    world.do(ADMIN, "record-statement", title_id=title.id, heard=True, **world.paper())
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title.id, **world.paper())
    _, _, told = export(world, tmp_path)
    assert (told["rows"], told["fallen"]) == (0, 1)


def test_an_erased_holder_is_counted_and_never_sent(world: World, tmp_path: Path) -> None:
    person = world.register()
    world.granted(person)
    world.do(ADMIN, "erase-personal-data", person_id=person, **world.paper())
    _, _, told = export(world, tmp_path)
    assert (told["rows"], told["erased"]) == (0, 1)


def test_a_changed_table_or_manifest_is_refused(world: World, tmp_path: Path) -> None:
    world.granted(world.register())
    table, manifest, told = export(world, tmp_path)
    table.write_bytes(table.read_bytes() + b"\n")
    with pytest.raises(InvalidInput) as changed:
        check_manifest(manifest, TitlesFile(table).digest)
    assert changed.value.code == "manifest_mismatch"
    for broken in ({**told, "rows": -1}, {**told, "format": "zhicheng-annual/2"}, {}):
        manifest.write_text(json.dumps(broken), "utf-8")
        with pytest.raises(InvalidInput) as invalid:
            check_manifest(manifest, told["sha256"])
        assert invalid.value.code == "manifest_invalid"
    with pytest.raises(InvalidInput):
        check_manifest(tmp_path / "none.json", told["sha256"])


def test_an_attestation_of_other_data_is_not_told_as_one_of_these(world: World, tmp_path: Path) -> None:
    world.granted(world.register())
    attest(world, "ab" * 32)
    _, _, told = export(world, tmp_path)
    assert told["attestation"] is None


def test_the_table_is_for_the_department_and_the_organiser_itself(world: World) -> None:
    other = Actor(id="organiser-2", roles=frozenset({Role.ORGANISER}), unit_uscc="129900000000000865")
    for stranger in (other, ARCHIVIST):
        with pytest.raises(Forbidden):
            export_annual(world.office, stranger, season=2022, organiser_uscc=ORGANISER)
    assert export_annual(world.office, ADMIN, season=2022, organiser_uscc=ORGANISER).manifest.rows == 0
    with pytest.raises(NotFound):
        export_annual(world.office, ADMIN, season=1999, organiser_uscc=ORGANISER)


def test_no_cell_of_the_table_runs_in_a_spreadsheet(world: World, tmp_path: Path) -> None:
    declaration = world.evaluated(world.register())
    world.on("2022-11-21")
    world.finish(declaration)
    table, _, _ = export(world, tmp_path)
    with table.open(encoding="utf-8-sig", newline="") as text:
        cells = [cell for line in csv.reader(text) for cell in line]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]

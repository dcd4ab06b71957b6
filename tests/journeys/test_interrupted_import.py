"""kill -9 in the middle of an import: run again it comes to exactly what it would have come to."""

import signal
from pathlib import Path
from threading import Event

import pytest

from registry.demo.people import synthetic_person
from tests.support.command_line import zhicheng
from tests.support.founded import copy_home, opened
from tests.support.running import running
from tests.support.tables import row, write_csv

pytestmark = pytest.mark.covers("S2.6d", "SC-20")

ROWS = 6_000
LETTER = "虚构函〔2022〕1号"
_TICK = Event()


def table(path: Path) -> Path:
    """People in three batches of years, one row in twenty with a number that cannot be."""
    rows = []
    for n in range(ROWS):
        person, year = synthetic_person(n % 5_000), 2000 + n % 20
        number = person.resident_id if n % 20 else person.resident_id[:-1] + "Y"
        facts = {"name": person.name, "id_number": number, "year": str(year), "grant_date": f"{year}-12-01"}
        rows.append(row(source_key=f"{year}-{n}", original_certificate_no=f"ZC{n}", **facts))
    return write_csv(path, rows)


def stored(home: Path) -> set[tuple[str, int, str]]:
    """Every event there is: of which stream, in which place, of which kind."""
    with opened(home) as office:
        found = office.rooms.registry.recorder.select_notifications(1, 1_000_000)
        return {(str(one.originator_id), one.originator_version, one.topic) for one in found}


def test_an_import_that_is_killed_and_run_again_comes_to_the_same(template_of_today: Path, tmp_path: Path) -> None:
    file, homes = table(tmp_path / "titles.csv"), (tmp_path / "killed", tmp_path / "whole")
    for home in homes:
        copy_home(template_of_today, home)
    killed, whole = homes
    report = tmp_path / "report.csv"
    words = ("-m", "api.cli", "--home", killed, "import", "titles", file, "--document", LETTER, "--report", report)
    begun = tmp_path / ".report.csv.part"
    with running(*words) as process:
        while not begun.exists() or not begun.stat().st_size:
            assert process.poll() is None, "the import ended before it could be killed"
            _TICK.wait(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not report.exists()
    half = stored(killed)

    for home in homes:
        zhicheng(home, "import", "titles", file, "--document", LETTER, "--report", report, fails=True)
    assert half < stored(killed) == stored(whole)
    again = zhicheng(killed, "import", "titles", file, "--document", LETTER, "--json", fails=True)
    assert '"ADDED": 0' in again.stdout
    assert stored(killed) == stored(whole)

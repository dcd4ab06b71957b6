"""SC-07, SC-19 and faults: two at once, a revocation during an issue, kill -9, a full disk, a read-only folder."""

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from domain.certificate import Certificate, CertificateState
from domain.identity import certificate_id
from domain.title import Title
from registry import FixedClock, Press
from registry.errors import Unavailable
from registry.worker import Worker
from tests.support.command_line import zhicheng
from tests.support.founded import ADMIN, copy_home, found, grant_titles, opened, revoke_title
from tests.support.office import COUNTY, START, applicant
from tests.support.running import HttpRefusedError, HttpWorld, call, dated_office, public_window, running
from verify import Outcome

RACES = 8

REVOKE = """
import sys; from pathlib import Path; from uuid import UUID
from tests.support.founded import opened, revoke_title
with opened(Path(sys.argv[1])) as office:
    print("ready", flush=True); input()
    for title in sys.argv[2:]:
        revoke_title(office, UUID(title))
"""
KILL = """
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
"""
ISSUE = """
import sys; from pathlib import Path; from uuid import UUID
from registry import FixedClock, Press
from registry.errors import Unavailable
from tests.support.founded import ADMIN, opened
with opened(Path(sys.argv[1])) as office:
    press = Press(office)
    print("ready", flush=True); input()
    for title in sys.argv[2:]:
        list(press.issue(ADMIN, [UUID(title)]))
"""


def test_while_a_title_is_revoked_and_issued_at_once_no_certificate_of_a_revoked_title_is_left_in_force(
    home: Path,
) -> None:
    with opened(home) as office:
        titles = grant_titles(office, RACES)
    words = [str(home), *map(str, titles)]
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for program in (REVOKE, ISSUE)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.communicate("go\n")
        assert process.returncode == 0

    with opened(home) as office:
        registry = office.rooms.registry
        for title_id in titles:
            title = registry.get(Title, title_id)
            assert not title.effective
            if title.certificate_no:
                certificate = registry.get(Certificate, certificate_id(title.certificate_no))
                assert {v.state for v in certificate.versions.values()} == {CertificateState.REVOKED}


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_of_two_sessions_that_submit_at_once_one_is_first(
    store: str, template_of_2022: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """SC-07 over HTTP: two office processes on one store, one person, two committees."""
    home = tmp_path / "home"
    if store == "sqlite":
        copy_home(template_of_2022, home)
    else:
        found(home, clock=FixedClock(START), database_url=request.getfixturevalue("postgres_url"))
    with dated_office(home) as first, dated_office(home) as second:
        first.found()
        person = first.register()
        economics = first.file_committee("经济高评委", series="19", specialty="")
        steps = [{"step_name": "county", "unit_uscc": COUNTY}]
        first.do(ADMIN, "set-review-route", committee_id=economics, steps=steps)
        drafts = [
            first.draft(person),
            first.draft(person, committee_id=economics, series_code="19", specialty_code=""),
        ]
        with ThreadPoolExecutor(2) as sessions:
            answers = list(sessions.map(_submit, (first, second), (person, person), drafts))
        assert sorted(answers) == ["R-ONE-1", "submitted"]
        shown = [first.ask(applicant(person), "show-declaration", declaration_id=draft).state for draft in drafts]
        assert sorted(shown) == ["DRAFT", "SUBMITTED"]


def _submit(world: HttpWorld, person: UUID, draft: UUID) -> str:
    try:
        world.submit(person, draft)
    except HttpRefusedError as refused:
        return str(refused.problem["rule_id"])
    return "submitted"


def test_an_office_killed_before_it_published_is_made_good_by_the_worker(home: Path) -> None:
    with opened(home) as office:
        press = Press(office)
        (row,) = press.issue(ADMIN, grant_titles(office, 1))
        press.publish()
    killed = REVOKE.replace('print("ready", flush=True); input()', "pass") + KILL
    done = subprocess.run([sys.executable, "-c", killed, str(home), str(row.title_id)], check=False)
    assert done.returncode == -signal.SIGKILL

    with public_window(home) as address:
        url = f"{address}/v1/certificates/{row.certificate_no}"
        assert call(url)[1]["status"]["outcome"] == "VALID_AS_OF"
        with running("-m", "api.cli", "--home", home, "worker", stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            assert "something had changed" in worker.stdout.readline()
        assert call(url)[1]["status"]["outcome"] == "REVOKED"


def test_a_full_disk_is_told_in_a_sentence_and_harms_nothing(home: Path, tmp_path: Path) -> None:
    with opened(home) as office:
        titles = grant_titles(office, 400)
    limited = (
        f"ulimit -f {_blocks(home / 'events.sqlite')}; exec {sys.executable} -m api.cli --home {home} issue --json"
    )
    refused = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr

    report = json.loads(zhicheng(home, "issue", "--json", "--report", tmp_path / "report.csv").stdout)
    with opened(home) as office:
        in_force = [office.rooms.registry.get(Title, title).certificate_version for title in titles]
        assert in_force == [1] * len(titles)
    assert report["REFUSED"] == 0


def _blocks(file: Path) -> int:
    """A limit on file sizes a little above what the event store has now, in blocks of 1 024 bytes."""
    return file.stat().st_size // 1024 + 40


def test_a_published_folder_that_cannot_be_written_keeps_serving_what_it_has(home: Path) -> None:
    with opened(home) as office:
        press = Press(office)
        (row,) = press.issue(ADMIN, grant_titles(office, 1))
        press.publish()
        text = press.certificate(row.certificate_no).qr_text
        revoke_title(office, row.title_id)
        targets = office.rooms.settings.trust_folder / "targets" / "status"
        kept = targets.with_name("kept")
        told: list[str] = []
        with public_window(home) as address:
            targets.rename(kept)
            targets.write_bytes(b"in the way")
            with pytest.raises(Unavailable, match="cannot be written"):
                Worker(office, press, told.append).look()
            assert call(f"{address}/v1/verify", {"text": text})[1]["outcome"] == Outcome.VALID_AS_OF
            targets.unlink()
            kept.rename(targets)
            assert Worker(office, press, told.append).look()
            assert call(f"{address}/v1/verify", {"text": text})[1]["outcome"] == Outcome.REVOKED

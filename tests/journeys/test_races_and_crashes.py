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
from domain.declaration import Declaration
from domain.identity import certificate_id
from domain.title import Title
from registry import Press
from registry.demo.people import synthetic_person
from registry.errors import Unavailable
from registry.worker import Worker
from tests.support.command_line import zhicheng
from tests.support.founded import ADMIN, grant_titles, opened, propose_revocation, revoke_title
from tests.support.office import COUNTY, applicant
from tests.support.running import HttpRefusedError, HttpWorld, call, dated_office, public_window, running
from verify import Outcome

RACES = 24
SUBMISSIONS = 4

REVOKE = """
import sys; from pathlib import Path; from uuid import UUID
from tests.support.founded import opened, revoke_title
with opened(Path(sys.argv[1])) as office:
    for title in sys.argv[2:]:
        revoke_title(office, UUID(title))
"""
KILL = """
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
"""
RACER = """
import sys; from pathlib import Path; from uuid import UUID
from registry import Press
from tests.support.founded import ADMIN, decide_revocation, opened
with opened(Path(sys.argv[1])) as office:
    press = Press(office)
    print("ready", flush=True)
    for line in sys.stdin:
        if sys.argv[2] == "issue":
            (row,) = press.issue(ADMIN, [UUID(line.strip())])
            print(row.state, flush=True)
        else:
            decide_revocation(office, UUID(line.strip()))
            print("REVOKED", flush=True)
"""


@pytest.mark.covers("SC-19", "R-REV-4")
def test_however_a_revocation_and_an_issue_meet_no_certificate_of_a_revoked_title_stays_in_force(
    each_home: Path,
) -> None:
    home = each_home
    with opened(home) as office:
        titles = grant_titles(office, RACES)
        for title_id in titles:
            propose_revocation(office, title_id)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        running("-c", RACER, home, "issue", **pipes) as issuer,
        running("-c", RACER, home, "revoke", **pipes) as revoker,
    ):
        assert (_said(issuer), _said(revoker)) == ("ready", "ready")
        said = []
        for n, title_id in enumerate(titles):
            for process in (issuer, revoker)[:: 1 if n % 2 else -1]:
                _tell(process, title_id)
            said.append((_said(issuer), _said(revoker)))
    assert set(said) <= {("ISSUED", "REVOKED"), ("REFUSED", "REVOKED")}

    with opened(home) as office:
        registry = office.rooms.registry
        for title_id in titles:
            title = registry.get(Title, title_id)
            assert not title.effective
            if title.certificate_no:
                certificate = registry.get(Certificate, certificate_id(title.certificate_no))
                assert {v.state for v in certificate.versions.values()} == {CertificateState.REVOKED}


def _tell(process: subprocess.Popen[str], title: UUID) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{title}\n")
    process.stdin.flush()


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.covers("SC-07", "R-ONE-1")
def test_of_two_sessions_that_submit_at_once_one_is_first(each_home_of_2022: Path) -> None:
    """SC-07 over HTTP: two office processes on one store, one person, two committees; again and again."""
    home = each_home_of_2022
    with dated_office(home) as first, dated_office(home) as second:
        first.found()
        economics = first.file_committee("经济高评委", series="19", specialty="")
        steps = [{"step_name": "county", "unit_uscc": COUNTY}]
        first.do(ADMIN, "set-review-route", committee_id=economics, steps=steps)
        drafts: list[UUID] = []
        for n in range(SUBMISSIONS):
            someone = synthetic_person(n)
            person = first.register(someone.name, someone.resident_id)
            two = [
                first.draft(person),
                first.draft(person, committee_id=economics, series_code="19", specialty_code=""),
            ]
            with ThreadPoolExecutor(2) as sessions:
                answers = list(sessions.map(_submit, (first, second), (person, person), two, ("05", "19")))
            assert sorted(answers) == ["R-ONE-1", "submitted"]
            drafts += two
        shown = [first.ask(ADMIN, "show-declaration", declaration_id=draft).state for draft in drafts]
    assert sorted(shown) == ["DRAFT"] * SUBMISSIONS + ["SUBMITTED"] * SUBMISSIONS

    zhicheng(home, "rebuild")
    with opened(home) as office:
        stored = [one.topic for one in office.rooms.registry.recorder.select_notifications(1, 10_000)]
        assert stored.count(Declaration.Submitted.TOPIC) == SUBMISSIONS
        again = [office.rooms.registry.get(Declaration, draft).state.value for draft in drafts]
    assert again == shown


def _submit(world: HttpWorld, person: UUID, draft: UUID, series: str) -> str:
    """On a title of the same series, so that the year is all that can be in the way."""
    title = {"series_code": series, "level": 420, "grant_date": "2016-12-01", "document_ref": "虚构职改〔2016〕12号"}
    try:
        world.do(applicant(person), "submit-declaration", declaration_id=draft, outside_title=title)
    except HttpRefusedError as refused:
        return str(refused.problem["rule_id"])
    return "submitted"


def test_an_office_killed_before_it_published_is_made_good_by_the_worker(home: Path) -> None:
    with opened(home) as office:
        press = Press(office)
        (row,) = press.issue(ADMIN, grant_titles(office, 1))
        press.publish()
    done = subprocess.run([sys.executable, "-c", REVOKE + KILL, str(home), str(row.title_id)], check=False)
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
    assert refused.stderr.strip() == "the event store does not answer; nothing was stored [store_unavailable]"

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

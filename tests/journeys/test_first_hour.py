"""What `make run` does and prints, done by a stranger: found, play, serve, and each of the five things as printed."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.command_line import zhicheng
from tests.support.running import call, free_port, running
from tests.support.tree import ROOT

STOPS_WITHIN_SECONDS = 40


@dataclass
class FirstHour:
    """The served demo and what it printed."""

    process: subprocess.Popen[str]
    printed: str
    public: str

    def lines(self, thing: int) -> list[str]:
        """The lines to try under one of the five numbers."""
        part = self.printed.partition(f"\n{thing}. ")[2].partition(f"\n{thing + 1}. ")[0]
        return [line.strip() for line in part.splitlines() if line.startswith("   ")]

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """A printed command, by a real shell, with this environment's programs for those of `.venv`."""
        return subprocess.run(
            ["bash", "-c", line.replace(".venv/bin/", f"{Path(sys.executable).parent}/")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstHour]:
    """A played demo, served on free ports."""
    home, public, office = tmp_path_factory.mktemp("first-hour") / "home", free_port(), free_port()
    zhicheng(home, "init", "--demo", "--if-missing", "--public-url", f"http://127.0.0.1:{public}")
    zhicheng(home, "demo")
    ports = ("--public-port", public, "--office-port", office)
    with running("-m", "api.cli", "--home", home, "serve", *ports, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if printed.count("/v1/certificates/") == 2:
                break
        yield FirstHour(process, printed, f"http://127.0.0.1:{public}")
        process.send_signal(signal.SIGINT)
        assert process.wait(STOPS_WITHIN_SECONDS) == 0


def test_every_outcome_of_the_season_is_told(hour: FirstHour) -> None:
    home = re.findall(r"--home (\S+)", hour.printed)[0]
    told = zhicheng(Path(home), "demo").stdout
    for outcome in ("granted", "failed the vote", "refused R-ELIG-2", "revoked", "superseded", "on record"):
        assert outcome in told


def test_1_the_links_open_the_page(hour: FirstHour) -> None:
    links = hour.lines(1)
    assert len(links) == 2
    for link in links:
        status, content = call(link.partition("#")[0])
        assert (status, b"<!doctype html>" in content.lower()) == (200, True)


def test_2_the_printed_certificate_is_checked_by_the_pack_alone(hour: FirstHour) -> None:
    pdf, command = hour.lines(2)
    assert Path(pdf).read_bytes().startswith(b"%PDF")
    done = hour.shell(command)
    assert (done.returncode, "as of" in done.stdout) == (0, True), done.stdout + done.stderr


def test_3_every_outcome_is_read_and_a_record_ends_by_itself(hour: FirstHour) -> None:
    folder, tomorrow = hour.lines(3)
    everything = hour.shell(folder)
    assert everything.returncode == 15, everything.stdout + everything.stderr
    for word in ("Revoked", "Deregistered", "Replaced", "ON RECORD"):
        assert word in everything.stdout
    ended = hour.shell(tomorrow)
    assert (ended.returncode, "no active record" in ended.stdout) == (0, True), ended.stdout + ended.stderr


def test_4_and_5_the_public_endpoint_answers_and_two_persons_take_the_title_away(hour: FirstHour) -> None:
    for line in hour.lines(4):
        done = hour.shell(line)
        assert "VALID_AS_OF" in done.stdout, done.stdout + done.stderr
    assert "*" in hour.shell(hour.lines(4)[1]).stdout
    *steps, last = hour.lines(5)
    for step in steps:
        done = hour.shell(step)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "REVOKED" in hour.shell(last).stdout

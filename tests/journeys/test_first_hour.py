"""What `make run` does and prints, done by a stranger: found, play, serve, and each of the five things as printed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import chromium
from tests.support.command_line import zhicheng
from tests.support.running import call, free_port, running
from tests.support.tree import ROOT

STOPS_WITHIN_SECONDS = 20


@dataclass
class FirstHour:
    """The served demo and what it printed."""

    home: Path
    printed: str

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

    def said(self, line: str) -> str:
        """What a printed command says when it goes well."""
        done = self.shell(line)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstHour]:
    """A played demo, served on free ports until Ctrl-C."""
    folder = tmp_path_factory.mktemp("first-hour")
    home, public, office = folder / "home", free_port(), free_port()
    zhicheng(home, "init", "--demo", "--if-missing", "--public-url", f"http://127.0.0.1:{public}")
    zhicheng(home, "demo")
    words = ("--home", home, "serve", "--public-port", public, "--office-port", office)
    with (
        (folder / "errors").open("w+") as errors,
        running("-m", "api.cli", *words, stdout=subprocess.PIPE, stderr=errors, start_new_session=True) as process,
    ):
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if printed.count("/v1/certificates/") == 2:
                break
        yield FirstHour(home, printed)
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does at Ctrl-C
        assert process.wait(STOPS_WITHIN_SECONDS) == 0
        assert [call(f"http://127.0.0.1:{port}/healthz")[0] for port in (public, office)] == [0, 0]
        errors.seek(0)
        assert errors.read() == ""


def test_the_season_is_played_once_and_told_alike_each_time(hour: FirstHour) -> None:
    told = zhicheng(hour.home, "demo").stdout
    for outcome in ("granted", "failed the vote", "refused R-ELIG-2", "revoked", "superseded", "on record"):
        assert outcome in told
    assert zhicheng(hour.home, "demo").stdout == told
    assert zhicheng(hour.home, "init", "--demo", "--if-missing").returncode == 0


def test_the_doctor_finds_the_served_office_well(hour: FirstHour) -> None:
    findings = json.loads(zhicheng(hour.home, "doctor", "--json").stdout)["findings"]
    assert [finding for finding in findings if not finding["well"]] == []


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


def test_1_4_and_5_page_and_endpoint_answer_and_two_persons_take_the_title_away(hour: FirstHour) -> None:
    holds, revoked = hour.lines(1)
    with chromium() as browser:
        page = browser.new_page(locale="zh-CN")
        _shows(page, holds, "VALID_AS_OF")
        _shows(page, revoked, "REVOKED")

        by_code, by_number = (json.loads(hour.said(line)) for line in hour.lines(4))
        assert (by_code["outcome"], by_number["status"]["outcome"]) == ("VALID_AS_OF", "VALID_AS_OF")
        assert "*" in by_number["masked_name"]

        *steps, last = hour.lines(5)
        for step in steps:
            hour.said(step)
        assert json.loads(hour.said(last))["status"]["outcome"] == "REVOKED"
        _shows(page, holds, "REVOKED")


def _shows(page: Page, link: str, outcome: str) -> None:
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", outcome)
    expect(page.locator(".freshness[data-state=asking]")).to_have_count(0)
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", outcome)

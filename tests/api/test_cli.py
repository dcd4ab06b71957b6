"""The `zhicheng` command: what it refuses, in one sentence each, and what it reports."""

import csv
import json
from pathlib import Path

import pytest

from tests.support.command_line import zhicheng
from tests.support.founded import copy_home, found, grant_titles, opened


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded office with three titles, never used by a test itself."""
    home = tmp_path_factory.mktemp("cli") / "home"
    found(home)
    with opened(home) as office:
        grant_titles(office, 3)
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """Its copy for one test."""
    copy_home(template, tmp_path / "home")
    return tmp_path / "home"


def test_a_command_without_an_office_says_how_to_found_one(tmp_path: Path) -> None:
    done = zhicheng(tmp_path / "nowhere", "trust", "publish", fails=True)
    assert "run `zhicheng init`" in done.stderr
    assert "[no_office]" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_office_is_not_founded_twice_and_not_inside_a_source_tree(home: Path, tmp_path: Path) -> None:
    assert "[office_exists]" in zhicheng(home, "init", "--demo", fails=True).stderr
    assert zhicheng(home, "init", "--demo", "--if-missing").returncode == 0
    checkout = tmp_path / "checkout"
    (checkout / ".git").mkdir(parents=True)
    assert "[inside_source_tree]" in zhicheng(checkout / "home", "init", "--demo", fails=True).stderr


def test_founding_without_an_issuer_says_what_to_name(tmp_path: Path) -> None:
    assert "[issuer_missing]" in zhicheng(tmp_path / "home", "init", fails=True).stderr


def test_an_unknown_setting_is_refused_by_name(home: Path) -> None:
    settings = home / "settings.toml"
    settings.write_text("publik_url = 'x'\n" + settings.read_text("utf-8"), "utf-8")
    refused = zhicheng(home, "trust", "show", fails=True).stderr
    assert "publik_url" in refused
    assert "[settings_invalid]" in refused


def test_issuing_reports_every_title_and_again_finds_nothing_to_do(home: Path, tmp_path: Path) -> None:
    first = json.loads(zhicheng(home, "issue", "--json", "--report", tmp_path / "report.csv").stdout)
    assert (first["ISSUED"], first["REFUSED"]) == (3, 0)
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["state"] for row in rows] == ["ISSUED"] * 3
    assert json.loads(zhicheng(home, "issue", "--json").stdout)["ISSUED"] == 0

    number = rows[0]["certificate_no"]
    for option, opening in (("--png", b"\x89PNG"), ("--svg", b"<svg"), ("--pdf", b"%PDF")):
        drawn = tmp_path / f"certificate{option}"
        zhicheng(home, "certificate", number, option, drawn)
        assert opening in drawn.read_bytes()[:200]
    assert "[not_found]" in zhicheng(home, "certificate", "AHZC-2022-05-412-999999-0", fails=True).stderr


def test_a_token_names_its_bearer_and_a_bad_one_opens_nothing(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "token"
    zhicheng(home, "token", "issue", "admin-chen", "--role", "PHRSS_ADMIN", "--out", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(zhicheng(home, "token", "show", file, "--json").stdout)["subject"] == "admin-chen"
    file.write_text(file.read_text("ascii").strip()[:-6] + "AAAAAA", "ascii")
    assert "[token_forged]" in zhicheng(home, "token", "show", file, fails=True).stderr
    assert "[disk]" in zhicheng(home, "token", "show", tmp_path / "none", fails=True).stderr


def test_one_person_cannot_propose_and_decide_at_the_command_line(home: Path, tmp_path: Path) -> None:
    zhicheng(home, "issue")
    with opened(home) as office, office.rooms.projector.reading() as read:
        number = read.exec_driver_sql("SELECT certificate_no FROM certificates").scalars().first()
    token = tmp_path / "token"
    zhicheng(home, "token", "issue", "admin-chen", "--role", "PHRSS_ADMIN", "--out", token)
    paper = ("--token-file", token, "--document", "撤1号", "--date", "2026-01-05")
    zhicheng(home, "revoke", "propose", number, "--token-file", token, "--cause", "FRAUD", "--evidence", "证据1号")
    zhicheng(home, "revoke", "heard", number, *paper)
    assert "R-REV-2" in zhicheng(home, "revoke", "decide", number, *paper, fails=True).stderr
    bad_cause = ("--token-file", token, "--cause", "ENVY", "--evidence", "x")
    assert "[cause_unknown]" in zhicheng(home, "revoke", "propose", number, *bad_cause, fails=True).stderr


def test_the_doctor_finds_what_is_ill_and_says_what_to_do(home: Path) -> None:
    well = json.loads(zhicheng(home, "doctor", "--json").stdout)["findings"]
    assert {finding["what"] for finding in well} >= {"fonts", "disk", "keys", "events", "clock", "read models"}
    assert all(finding["well"] for finding in well)

    (home / "keys").chmod(0o755)
    ill = json.loads(zhicheng(home, "doctor", "--json", fails=True).stdout)["findings"]
    assert [finding["what"] for finding in ill if not finding["well"]] == ["keys"]
    assert "chmod" in ill[-1]["found"]


def test_the_read_models_can_be_dropped_and_rebuilt(home: Path) -> None:
    (home / "read.sqlite").unlink()
    assert json.loads(zhicheng(home, "rebuild", "--json").stdout)["events"] > 0


def test_a_pack_and_its_fingerprint_come_from_the_command_line(home: Path, tmp_path: Path) -> None:
    told = json.loads(zhicheng(home, "trust", "pack", tmp_path / "today.zcpack", "--json").stdout)
    assert told["bytes"] == (tmp_path / "today.zcpack").stat().st_size
    shown = json.loads(zhicheng(home, "trust", "show", "--json").stdout)
    spoken = json.loads(zhicheng(home, "keys", "fingerprint", "--json").stdout)
    assert shown["fingerprint"] == spoken["fingerprint"]
    assert shown["problems"] == []

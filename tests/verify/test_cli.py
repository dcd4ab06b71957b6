"""The `zhicheng-verify` command, as a person or a program meets it."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import qrcode
from typer.testing import CliRunner, Result

from tests.support.tuf_world import LIST, START, TrustWorld, serving
from verify import founding, sync
from verify.cli import EXIT_CODES, app
from verify.verdict import Outcome

DAY = timedelta(days=1)
AT = ["--at", "2022-12-02T00:00:00Z"]


@dataclass
class Desk:
    """A person's desk: a world outside, a folder of trust, and a clock that the test sets."""

    world: TrustWorld
    place: Path
    now: datetime = START + timedelta(hours=1)

    @property
    def folder(self) -> Path:
        return self.place / "trust"

    def run(self, *arguments: str | Path, stdin: bytes = b"") -> Result:
        told = [str(argument) for argument in arguments]
        environment = {"ZHICHENG_TRUST": str(self.folder), "COLUMNS": "60", "LC_ALL": "C.UTF-8"}
        result = CliRunner().invoke(app, told, input=stdin, env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    def json(self, *arguments: str | Path, stdin: bytes = b"") -> tuple[int, list[dict[str, Any]]]:
        result = self.run("--json", *arguments, stdin=stdin)
        return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]

    def sync(self, *more: str) -> Result:
        return self.run("sync", self.world.folder, *more)

    def picture(self, name: str, index: int = 5) -> Path:
        path = self.place / name
        path.parent.mkdir(exist_ok=True)
        image = qrcode.make(self.world.qr_text(index)).get_image()
        image.save(path)
        return path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    world = TrustWorld(tmp_path / "repository")
    world.publish(
        statuses={6: 1, 7: 1, 8: 1, 9: 2, 10: 3},
        history={
            6: (1, date(2022, 11, 29), date(2022, 11, 30)),
            7: (2, date(2022, 11, 29), date(2022, 11, 30)),
            8: (3, date(2022, 11, 30), date(2022, 11, 30)),
        },
        records={11: date(2023, 1, 1)},
    )
    desk = Desk(world, tmp_path)
    monkeypatch.setattr(founding, "clock", lambda: desk.now)
    monkeypatch.setattr("verify.cli.clock", lambda: desk.now)
    fingerprint = sync.root_fingerprint(world.root)
    assert desk.sync("--fingerprint", fingerprint).exit_code == 0
    return desk


@pytest.mark.parametrize(
    ("index", "outcome"),
    [
        (5, "VALID_AS_OF"),
        (6, "REVOKED"),
        (7, "INVALIDATED"),
        (8, "DEREGISTERED"),
        (9, "SUSPENDED"),
        (10, "SUPERSEDED"),
    ],
)
def test_the_outcome_decides_the_exit_code(index: int, outcome: str, desk: Desk) -> None:
    code, (verdict,) = desk.json(desk.world.qr_text(index))
    assert verdict["outcome"] == outcome
    assert code == EXIT_CODES[Outcome(outcome)]


def test_the_exit_codes_are_those_of_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs/formats/decision.md").read_text(encoding="utf-8")
    documented = text[text.index("**Exit codes**") :].replace("\n", " ")
    for outcome, code in EXIT_CODES.items():
        assert f"{code} `{outcome.value}`" in documented


def test_check_may_be_written_or_left_out(desk: Desk) -> None:
    text = desk.world.qr_text()
    assert desk.run("check", text, *AT).stdout == desk.run(text, *AT).stdout == desk.run(*AT, text).stdout


def test_a_text_a_picture_a_pdf_a_folder_and_standard_input_are_all_checked(desk: Desk) -> None:
    picture = desk.picture("folder/a.png")
    pdf = desk.picture("folder/b.pdf", index=6)
    (desk.place / "folder" / "notes.txt").write_text("not a picture")
    text = desk.world.qr_text(10)
    code, verdicts = desk.json(picture, pdf, desk.place / "folder", "-", stdin=f"{text}\n\n  {text}  \n".encode())
    assert code == EXIT_CODES[Outcome.REVOKED]
    assert [(verdict["source"], verdict["outcome"]) for verdict in verdicts] == [
        (str(picture), "VALID_AS_OF"),
        (str(pdf), "REVOKED"),
        (str(picture), "VALID_AS_OF"),
        (str(pdf), "REVOKED"),
        ("-:1", "SUPERSEDED"),
        ("-:3", "SUPERSEDED"),
    ]


def test_files_of_a_folder_that_are_passed_over_are_counted_aloud(desk: Desk) -> None:
    desk.picture("folder/a.png")
    (desk.place / "folder" / "notes.txt").write_text("not a picture")
    result = desk.run(desk.place / "folder")
    assert result.exit_code == 0
    assert "not looked at: 1" in result.stderr


def test_json_is_the_documented_verdict_with_its_source(desk: Desk) -> None:
    code, (verdict,) = desk.json(*AT, desk.world.qr_text())
    assert code == 0
    assert list(verdict) == [
        *("source", "outcome", "step", "reasons", "checked_at", "as_of", "facts", "integrity", "status", "ended"),
        *("issuer", "certificate"),
    ]
    assert verdict["as_of"] == "2022-12-01T00:00:00Z"
    assert verdict["checked_at"] == "2022-12-02T00:00:00Z"
    assert verdict["certificate"]["holder_name"] == "张示例"


def test_what_cannot_be_read_is_named_and_the_others_are_still_checked(desk: Desk) -> None:
    good = desk.picture("good.png")
    bad = desk.place / "bad.png"
    bad.write_bytes(good.read_bytes()[:100])
    code, answers = desk.json(bad, desk.place / "absent.pdf", f"{desk.place}/empty/", good)
    assert code == 4
    assert [answer.get("outcome") or answer["error"]["code"] for answer in answers] == [
        *("unreadable", "unreadable", "unreadable", "VALID_AS_OF"),
    ]
    result = desk.run(bad, good)
    assert result.exit_code == 4
    assert "bad.png" in result.stderr.replace("\n", "")
    assert "Checked: 1. Not readable: 1." in result.stdout


def test_other_codes_on_the_same_paper_are_not_held_against_a_certificate(desk: Desk) -> None:
    from PIL import Image  # noqa: PLC0415 - one test draws

    codes = [qrcode.make(text).get_image() for text in (desk.world.qr_text(), "https://example.cn/menu")]
    paper = Image.new("L", (sum(code.width for code in codes), max(code.height for code in codes)), 255)
    paper.paste(codes[0], (0, 0))
    paper.paste(codes[1], (codes[0].width, 0))
    paper.save(desk.place / "poster.png")
    code, (verdict,) = desk.json(desk.place / "poster.png")
    assert (code, verdict["outcome"]) == (0, "VALID_AS_OF")


def test_a_text_of_any_length_or_content_gets_a_verdict(desk: Desk) -> None:
    for text in ("x" * 100_000, "\N{RIGHT-TO-LEFT OVERRIDE}\x1b[31m", "hello there"):
        code, (verdict,) = desk.json("--", text)
        assert (code, verdict["outcome"]) == (22, "MALFORMED")
    assert desk.json("-", stdin=b"\xff\xfe\n" + b"9" * 200_000)[0] == 22


def test_nothing_from_outside_can_repaint_a_terminal(desk: Desk) -> None:
    hostile = "\x1b[2J\x07\N{RIGHT-TO-LEFT OVERRIDE}"
    result = desk.run("--", hostile, f"{hostile}.png")
    for character in ("\x1b", "\x07", "\N{RIGHT-TO-LEFT OVERRIDE}"):
        assert character not in result.output


def test_people_read_large_words_a_symbol_the_freshness_and_what_to_do(desk: Desk) -> None:
    result = desk.run(*AT, desk.world.qr_text())
    assert "✔" in result.stdout
    assert "Status as of 2022-12-01 08:00 UTC+8 (24 h ago)" in result.stdout
    for fact in ("张示例", "高级工程师", "associate senior", "2022-11-29", "AHZC-2022-05-412-000001-J", "What to do"):
        assert fact in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 60


def test_a_record_on_the_integrity_file_is_shown_beside_a_valid_answer(desk: Desk) -> None:
    result = desk.run(*AT, desk.world.qr_text(11))
    assert result.exit_code == 0
    assert "ON RECORD through 2023-01-01" in result.stdout
    assert "ON RECORD" in desk.run(*AT, desk.world.qr_text(11), desk.world.qr_text(5)).stdout


def test_the_language_can_be_chosen_and_else_follows_the_locale(desk: Desk) -> None:
    text = desk.world.qr_text(6)
    assert "已撤销" in desk.run("--lang", "zh", text).stdout
    assert "Revoked" in desk.run("--lang", "en", text).stdout
    assert "Revoked" in desk.run(text).stdout
    chinese = CliRunner().invoke(app, [text, "--trust", str(desk.folder)], env={"LC_ALL": "zh_CN.UTF-8"})
    assert "已撤销" in chinese.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        ["--at", "yesterday", "x"],
        ["--at", "2022-12-02T00:00:00", "x"],
        ["--lang", "fr", "x"],
        ["--max-age", "-1", "x"],
        ["--nonsense", "x"],
        ["--json", "sync", "https://host/trust"],
        ["--json"],
    ],
)
def test_wrong_usage_is_exit_code_2_and_a_hint(wrong: list[str], desk: Desk) -> None:
    result = desk.run(*wrong)
    assert result.exit_code == 2
    assert "--help" in result.stderr or "-h" in result.stderr


def test_a_day_means_its_last_second_in_shanghai(desk: Desk) -> None:
    _, (verdict,) = desk.json("--at", "2022-12-02", desk.world.qr_text())
    assert verdict["checked_at"] == "2022-12-02T15:59:59Z"


def test_a_stricter_age_makes_an_older_list_stale(desk: Desk) -> None:
    text = desk.world.qr_text()
    assert desk.json("--at", "2022-12-03T00:00:00Z", text)[0] == 0
    assert desk.json("--at", "2022-12-03T00:00:00Z", "--max-age", "1", text)[0] == 10


def test_help_is_a_manual_with_every_exit_code(desk: Desk) -> None:
    manual = " ".join(desk.run("--help").stdout.split())
    assert all(f"{code} " in manual for code in EXIT_CODES.values())
    for option in ("--trust", "--pack", "--root", "--fingerprint", "--at", "--max-age", "--json", "--lang"):
        assert option in desk.run("check", "--help").stdout


def test_the_readme_knows_every_option_and_every_exit_code(desk: Desk) -> None:
    readme = (Path(__file__).parents[2] / "verify/README.md").read_text(encoding="utf-8")
    helped = desk.run("check", "--help").stdout
    for option in set(re.findall(r"--[a-z-]+", helped)) - {"--help"}:
        assert f"`{option}" in readme
    for outcome, code in EXIT_CODES.items():
        assert f"| {code} | `{outcome.value}`" in readme


def test_it_runs_as_a_real_process(desk: Desk) -> None:
    command = [sys.executable, "-m", "verify", "--json", "--trust", str(desk.folder), *AT, desk.world.qr_text(6)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (15, "")
    assert json.loads(done.stdout)["outcome"] == "REVOKED"


# Trust.


def test_without_trust_nothing_is_judged(desk: Desk) -> None:
    shutil.rmtree(desk.folder)
    result = desk.run(desk.world.qr_text())
    assert result.exit_code == 3
    assert result.stdout == ""
    code, (answer,) = desk.json(desk.world.qr_text())
    assert (code, answer["error"]["code"]) == (3, "root_needed")


def test_a_first_sync_shows_the_fingerprint_to_compare_and_trusts_nothing_yet(desk: Desk) -> None:
    shutil.rmtree(desk.folder)
    fingerprint = sync.root_fingerprint(desk.world.root)
    with serving(desk.world.folder) as server:
        asked = desk.run("sync", server.url)
        assert (asked.exit_code, asked.stdout.strip()) == (3, fingerprint)
        assert not (desk.folder / "root.json").exists()
        wrong = desk.run("sync", server.url, "--fingerprint", "00" * 32)
        assert wrong.exit_code == 3
        assert "do not trust" in wrong.stderr
        assert not (desk.folder / "root.json").exists()
        spaced = ":".join(fingerprint[place : place + 2] for place in range(0, 64, 2)).upper()
        assert desk.run("sync", server.url, "--fingerprint", spaced).exit_code == 0
    assert desk.run(desk.world.qr_text()).exit_code == 0


def test_a_root_file_founds_trust_and_a_wrong_one_does_not(desk: Desk) -> None:
    shutil.rmtree(desk.folder)
    root = desk.place / "root.json"
    root.write_bytes(desk.world.root)
    assert desk.sync("--root", str(desk.place / "absent.json")).exit_code == 3
    assert desk.sync("--root", str(root), "--fingerprint", "00" * 32).exit_code == 3
    assert desk.sync("--root", str(root)).exit_code == 0


def test_a_pack_serves_once_and_nothing_of_it_is_kept(desk: Desk) -> None:
    desk.world.publish(START + DAY, statuses={5: 1}, history={5: (1, date(2022, 11, 29), date(2022, 12, 1))})
    pack = desk.place / "new.zcpack"
    sync.write_pack(desk.world.folder, pack)
    desk.now = START + DAY
    before = {path: path.read_bytes() for path in desk.folder.rglob("generation-*/**/*") if path.is_file()}
    assert desk.run("--pack", pack, desk.world.qr_text()).exit_code == 15
    assert {path: path.read_bytes() for path in desk.folder.rglob("generation-*/**/*") if path.is_file()} == before
    assert desk.run(desk.world.qr_text()).exit_code == 0


def test_a_pack_without_any_trust_needs_a_root_for_this_once(desk: Desk) -> None:
    shutil.rmtree(desk.folder)
    pack = desk.place / "trust.zcpack"
    sync.write_pack(desk.world.folder, pack)
    fingerprint = sync.root_fingerprint(desk.world.root)
    asked = desk.run("--pack", pack, desk.world.qr_text())
    assert (asked.exit_code, asked.stdout.strip()) == (3, fingerprint)
    assert desk.run("--pack", pack, "--fingerprint", fingerprint, desk.world.qr_text()).exit_code == 0
    assert not desk.folder.exists()


def test_show_tells_what_is_trusted_and_how_old_it_is(desk: Desk) -> None:
    desk.now = START + 3 * DAY
    shown = desk.run("show")
    assert shown.exit_code == 0
    fingerprint = sync.root_fingerprint(desk.world.root)
    assert fingerprint in "".join(line.split(maxsplit=3)[-1].strip() for line in shown.stdout.splitlines()[1:3])
    told = " ".join(shown.stdout.split())
    for fact in ("11990000000000019A", desk.world.certificate_key.kid.hex(), LIST, "3 d"):
        assert fact in told
    code, (facts,) = desk.run("show", "--json").exit_code, [json.loads(desk.run("show", "--json").stdout)]
    assert code == 0
    assert facts["root_fingerprint"] == fingerprint
    assert facts["issuers"][0]["publications"][0]["number"] == 1


# SC-11: an old status list replayed, then the clock set back.


def test_an_older_list_after_a_newer_one_is_refused_and_the_newer_one_still_speaks(desk: Desk) -> None:
    old = shutil.copytree(desk.world.folder, desk.place / "old")
    old_pack = desk.place / "old.zcpack"
    sync.write_pack(old, old_pack)
    desk.world.publish(START + DAY, statuses={5: 1}, history={5: (1, date(2022, 11, 29), date(2022, 12, 1))})
    desk.now = START + DAY
    assert desk.sync().exit_code == 0
    for _ in range(2):  # with the true clock, then with a clock set back to before the revocation
        for source in (old, old_pack):
            refused = desk.run("sync", source, "--json")
            assert refused.exit_code == 3
            assert json.loads(refused.stdout)["error"]["code"] == "rolled_back"
        assert desk.run("--pack", old_pack, desk.world.qr_text()).exit_code == 3
        assert desk.run(desk.world.qr_text()).exit_code == 15
        desk.now = START


def test_a_clock_set_back_makes_an_answer_stale_and_never_valid(desk: Desk) -> None:
    text = desk.world.qr_text()
    assert desk.json(text)[0] == 0
    desk.now = START + 10 * DAY
    assert desk.json(text)[0] == 10
    desk.now = START + DAY
    code, (verdict,) = desk.json(text)
    assert code == 10
    assert "clock_behind" in verdict["reasons"]
    pack = desk.place / "same.zcpack"
    sync.write_pack(desk.world.folder, pack)
    assert desk.json("--pack", pack, text)[0] == 10


def test_a_clock_that_once_was_years_ahead_does_no_lasting_harm(desk: Desk) -> None:
    text = desk.world.qr_text()
    desk.now = START + 30 * 365 * DAY
    assert desk.json(text)[0] == 10
    desk.now = START + 8 * DAY
    desk.world.publish(desk.now)
    assert desk.sync().exit_code == 0
    assert desk.json(text)[0] == 0


def test_a_trust_folder_that_cannot_be_written_still_answers_and_says_what_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_folder: Path, _at: datetime) -> None:
        raise sync.TrustError("read-only", "unwritable")

    monkeypatch.setattr(sync, "remember", locked)
    result = desk.run(desk.world.qr_text())
    assert result.exit_code == 0
    assert "set back" in " ".join(result.stderr.split())


def test_the_clock_is_the_machines() -> None:
    assert abs(datetime.now(UTC) - founding.clock()) < timedelta(minutes=1)

"""SC-01, SC-02, SC-09: a declaration over the office window, a scan without a network, and back to REVOKED."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.postgres import PostgresApplicationRecorder
from eventsourcing.sqlite import SQLiteApplicationRecorder

from domain.identity import title_id_for
from registry import QUERIES, Press
from tests.support.command_line import verify, zhicheng
from tests.support.founded import grant_titles, opened
from tests.support.office import ADMIN, APPROVER, CITY, COMMITTEE_OFFICE, COUNTY, SECOND_ADMIN
from tests.support.running import HttpRefusedError, HttpWorld, call, dated_office, public_window
from verify.sync import write_pack

IDENTITY_NUMBER = "349900198501010015"


def _granted(world: HttpWorld) -> tuple[UUID, str]:
    """Title and certificate number of the ordinary path of SC-01."""
    world.found()
    title = title_id_for(world.granted(world.register(number=IDENTITY_NUMBER)))
    report = world.issue(APPROVER, title_ids=[str(title)])
    return title, report.rows[0].certificate_no


def _revoke(world: HttpWorld, title: UUID) -> None:
    world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="证据1号")
    world.do(ADMIN, "record-statement", title_id=title, heard=True, **world.paper("笔录1号"))
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title, **world.paper("虚构人社撤〔2022〕9号"))


@pytest.mark.covers("S2.6a", "S2.6b")
def test_a_declaration_becomes_a_certificate_that_is_read_without_a_network_and_then_revoked(
    home_of_2022: Path, tmp_path: Path
) -> None:
    home, png = home_of_2022, tmp_path / "certificate.png"
    with dated_office(home) as world:
        title, number = _granted(world)
        png.write_bytes(world.download(APPROVER, f"/v1/certificates/{number}/qr.png"))
        write_pack(home / "published/trust", tmp_path / "before.zcpack")
        offline = ("--trust", tmp_path / "trust", "--root", home / "published/trust/metadata/1.root.json")

        code, verdict = verify(png, *offline, "--pack", tmp_path / "before.zcpack", "--at", "2022-12-01")
        assert (code, verdict["outcome"]) == (0, "VALID_AS_OF")
        assert verdict["certificate"]["holder_name"] == "张示例"
        assert verdict["certificate"]["title_name"] == "高级工程师"
        assert verdict["certificate"]["level"]["code"] == 412
        assert verdict["certificate"]["grant_date"] == "2022-11-29"
        assert IDENTITY_NUMBER not in json.dumps(verdict)

        world.on("2022-12-05")
        _revoke(world, title)
        write_pack(home / "published/trust", tmp_path / "after.zcpack")

    code, verdict = verify(png, *offline, "--pack", tmp_path / "after.zcpack", "--at", "2022-12-06")
    assert (code, verdict["outcome"]) == (15, "REVOKED")
    assert verdict["ended"] == {"effective_from": "2022-11-29", "decided_on": "2022-12-05"}
    assert verdict["integrity"]["state"] == "ON_RECORD"
    assert verdict["integrity"]["last_day"] == "2025-12-05"
    code, verdict = verify(png, *offline, "--pack", tmp_path / "before.zcpack", "--at", "2022-12-08")
    assert (code, verdict["outcome"]) == (10, "STALE")


def _ask(office: Any, name: str, **values: object) -> Any:
    return office.ask(QUERIES[name].query.model_validate(values), ADMIN)


@pytest.mark.covers("R-INT-5", "R-VER-6")
def test_a_record_ends_by_itself_and_the_title_stays_revoked(home: Path, tmp_path: Path) -> None:
    with opened(home) as office:
        (title,) = grant_titles(office, 1)
        press = Press(office)
        (row,) = press.issue(ADMIN, [title])
        press.publish()
        number, text = row.certificate_no, press.certificate(row.certificate_no).qr_text
        person = _ask(office, "show-title", title_id=title).person_id
    for who in ("first", "second"):
        zhicheng(home, "token", "issue", who, "--role", "PHRSS_ADMIN", "--out", tmp_path / who)
    paper = ("--document", "虚构人社撤〔2022〕9号", "--date", "2022-12-15")
    first, second = (("--token-file", tmp_path / who) for who in ("first", "second"))
    zhicheng(home, "revoke", "propose", number, *first, "--cause", "FRAUD", "--evidence", "证据1号")
    zhicheng(home, "revoke", "heard", number, *first, *paper)

    with public_window(home) as address:
        assert call(f"{address}/v1/certificates/{number}")[1]["status"]["outcome"] == "VALID_AS_OF"
        zhicheng(home, "revoke", "decide", number, *second, *paper)
        assert call(f"{address}/v1/certificates/{number}")[1]["status"]["outcome"] == "REVOKED"
        verdict = call(f"{address}/v1/verify", {"text": text})[1]

    # Decided on 15 December 2022, on record through 15 December 2025, asked after it: nobody did anything meanwhile.
    assert verdict["outcome"] == "REVOKED"
    assert verdict["integrity"]["state"] == "CLEAR"
    with opened(home) as office:
        assert _ask(office, "show-integrity", person_id=person).records == ()


@pytest.mark.covers("R-REV-2", "SC-19")
def test_one_person_cannot_propose_and_decide_over_the_office_window(home_of_2022: Path) -> None:
    with dated_office(home_of_2022) as world:
        title, _ = _granted(world)
        world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="证据1号")
        world.do(ADMIN, "record-statement", title_id=title, heard=True, **world.paper())
        with pytest.raises(HttpRefusedError) as refused:
            world.do(ADMIN, "decide-revocation", title_id=title, **world.paper())
    assert refused.value.problem["rule_id"] == "R-REV-2"
    assert refused.value.problem["clause"]


@pytest.mark.covers("R-STEP-1")
def test_a_level_cannot_be_skipped_over_the_office_window(home_of_2022: Path) -> None:
    with dated_office(home_of_2022) as world:
        world.found()
        declaration = world.submitted(world.register())
        world.review_at_unit(declaration)
        with pytest.raises(HttpRefusedError) as refused:
            world.meet(declaration)
    assert refused.value.problem["rule_id"].startswith("R-STEP")


@pytest.mark.covers("SC-19", "R-STEP-2")
def test_a_level_that_an_insider_wrote_into_the_log_is_found_at_approval(each_home_of_2022: Path) -> None:
    """SC-19: the log says that the county passed the city's level; the whole chain is asked again (R-STEP-2)."""
    with dated_office(each_home_of_2022) as world:
        world.found()
        declaration = world.evaluated(world.register())
        world.on("2022-11-21")
        world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=declaration)
        world.on("2022-11-29")
        world.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=declaration)
    _rewrite(each_home_of_2022, "LevelReviewPassed", CITY, COUNTY)
    with dated_office(each_home_of_2022, "2022-11-29") as world:
        with pytest.raises(HttpRefusedError) as refused:
            world.approve(declaration)
        assert refused.value.problem["rule_id"] == "R-STEP-2"
        with pytest.raises(HttpRefusedError) as none:
            world.ask(ADMIN, "show-title", title_id=title_id_for(declaration))
    assert none.value.status == 404


def _rewrite(home: Path, topic: str, old: str, new: str) -> None:
    """What somebody does who owns the database: one event of this topic says another word from now on."""
    with opened(home) as office:
        recorder = office.rooms.registry.recorder
        assert isinstance(recorder, SQLiteApplicationRecorder | PostgresApplicationRecorder)
        table, mark = recorder.events_table_name, "?" if isinstance(recorder, SQLiteApplicationRecorder) else "%s"
        with recorder.datastore.transaction(commit=True) as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE topic = {mark}", (topic,))  # noqa: S608
            (row,) = (row for row in cursor.fetchall() if old.encode() in bytes(row["state"]))
            changed = bytes(row["state"]).replace(old.encode(), new.encode())
            cursor.execute(
                f"UPDATE {table} SET state = {mark}"  # noqa: S608
                f" WHERE originator_id = {mark} AND originator_version = {mark}",
                (changed, row["originator_id"], row["originator_version"]),
            )

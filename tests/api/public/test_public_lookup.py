"""What a number alone shows, and that trying numbers tells nothing more (R-PRIV-4)."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.public.schemas import LookupAnswer
from tests.api.public.conftest import Open
from tests.support.published import HOLDER, MASKED, TITLE, Published, number_of
from verify.status import HistoryOutcome, Status

pytestmark = pytest.mark.covers("R-PRIV-4")


def look_up(window: TestClient, number: str) -> Any:
    return window.get(f"/v1/certificates/{number}")


def test_a_number_shows_the_masked_row_and_its_status(window: TestClient, world: Published) -> None:
    answer = look_up(window, world.list_number(1))
    shown = answer.json()
    LookupAnswer.model_validate(shown)
    assert (shown["masked_name"], shown["title_name"], shown["grant_date"]) == (MASKED, TITLE, "2022-11-29")
    assert shown["level"] == {"code": 412, "zh": "副高级", "en": "associate senior"}
    assert shown["status"]["outcome"] == "VALID_AS_OF"
    assert HOLDER not in answer.text
    assert "integrity" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_revoked_number_is_revoked_at_the_next_look_up_and_says_no_reason(
    window: TestClient, world: Published
) -> None:
    number = world.list_number(1)
    assert look_up(window, number).json()["status"]["outcome"] == "VALID_AS_OF"
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    status = look_up(window, number).json()["status"]
    assert status["outcome"] == "REVOKED"
    assert status["reasons"] == ["status_revoked"]
    assert status["ended"]["effective_from"] == "2022-11-29"


def test_a_row_whose_list_is_not_published_is_stale_and_never_valid(window: TestClient, world: Published) -> None:
    status = look_up(window, world.list_number(1, n=9)).json()["status"]
    assert (status["outcome"], status["reasons"], status["as_of"]) == ("STALE", ["status_missing"], None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_unknown_malformed_and_withheld_numbers_get_the_same_bytes(
    window: TestClient, world: Published, language: str
) -> None:
    world.list_number(1)
    numbers = [
        number_of(2),
        number_of(1)[:-1] + "0",
        number_of(1).lower(),
        "x",
        "%00",
        "%20",
        "'; DROP TABLE certificate; --",
        "%E5%BC%A0*",
        "%ff%fe",
        "a/b/../../c",
        "9" * 5000,
        "%",
        "_" * 24,
    ]
    answers = [window.get(f"/v1/certificates/{number}", headers={"Accept-Language": language}) for number in numbers]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(answer.headers.items()) for answer in answers}) == 1
    assert answers[0].json()["code"] == "unknown_number"


def test_there_is_no_list_and_no_search(window: TestClient, world: Published) -> None:
    world.list_number(1)
    for path in ("/v1/certificates", "/v1/certificates/", "/v1/certificates/?name=x", f"/v1/certificates?q={HOLDER}"):
        answer = window.get(path)
        assert answer.status_code == 404
        assert MASKED not in answer.text


def test_a_look_up_file_that_was_replaced_is_read_from_the_next_request_on(
    window: TestClient, world: Published, tmp_path: Path
) -> None:
    number = world.list_number(1)
    assert look_up(window, number).status_code == 200
    beside = tmp_path / "beside.sqlite"
    with sqlite3.connect(world.lookup) as old, sqlite3.connect(beside) as new:
        old.backup(new)
        new.execute("UPDATE certificate SET version = 2")
    old.close()
    new.close()
    beside.replace(world.lookup)
    assert look_up(window, number).json()["version"] == 2


@pytest.mark.parametrize("damage", ["missing", "no database", "another table", "a folder"])
def test_a_damaged_look_up_file_is_a_problem_and_makes_the_window_not_ready(
    window: TestClient, world: Published, damage: str
) -> None:
    number = world.list_number(1)
    assert window.get("/readyz").status_code == 200
    world.lookup.unlink()
    if damage == "no database":
        world.lookup.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    elif damage == "another table":
        with sqlite3.connect(world.lookup) as connection:
            connection.execute("CREATE TABLE other (x)")
        connection.close()
    elif damage == "a folder":
        world.lookup.mkdir()
    for answer in (look_up(window, number), window.get("/readyz")):
        assert (answer.status_code, answer.json()["code"]) == (503, "lookup_unavailable")


def test_a_name_that_was_written_unmasked_is_never_shown(window: TestClient, world: Published) -> None:
    number = world.list_number(1)
    with sqlite3.connect(world.lookup) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE certificate SET masked_name = ?", (HOLDER,))
    connection.close()
    answer = look_up(window, number)
    assert (answer.status_code, answer.json()["code"]) == (503, "lookup_unavailable")
    assert HOLDER not in answer.text


def test_a_writer_in_the_middle_of_its_work_delays_nobody_for_long(open_window: Open, world: Published) -> None:
    number = world.list_number(1)
    window = open_window(world)
    writer = sqlite3.connect(world.lookup, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE certificate SET version = 3")
    assert look_up(window, number).json()["version"] == 1
    writer.execute("COMMIT")
    writer.close()
    assert look_up(window, number).json()["version"] == 3

"""What the operator sees: readiness, numbers and log lines; and that none of it names a person."""

import io
import json
import logging
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from keys.strongroom import Strongroom
from tests.api.public.conftest import Open
from tests.support.published import HOLDER, MASKED, Published, number_of
from verify.status import HistoryOutcome, Status


def outcome(window: TestClient, text: str) -> str:
    return str(window.post("/v1/verify", json={"text": text}).json()["outcome"])


def readiness(window: TestClient) -> tuple[int, str]:
    answer = window.get("/readyz").json()
    return (200, answer["status"]) if "known_at" in answer else (answer["status"], answer["code"])


def test_a_window_with_fresh_trust_and_a_look_up_file_is_ready(window: TestClient) -> None:
    assert window.get("/healthz").json() == {"status": "ok"}
    assert readiness(window) == (200, "ready")


def test_a_tampered_publication_turns_readiness_red_and_the_last_good_trust_goes_on_answering(
    window: TestClient, world: Published
) -> None:
    text = world.qr_text(1)
    assert outcome(window, text) == "VALID_AS_OF"
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    assert outcome(window, text) == "REVOKED"
    timestamp = world.folder / "trust" / "metadata" / "timestamp.json"
    good = timestamp.read_bytes()
    for damage in (good.replace(b'"version":', b'"version":9'), b"{}", b"", b"\xff" * 100):
        timestamp.write_bytes(damage)
        assert outcome(window, text) == "REVOKED"
        assert readiness(window) == (503, "trust_refused")
    assert "zhicheng_public_trust_refused 1.0" in window.get("/metrics").text
    timestamp.write_bytes(good)
    assert readiness(window) == (200, "ready")
    assert "zhicheng_public_trust_refused 0.0" in window.get("/metrics").text


def test_an_older_publication_put_back_is_refused(window: TestClient, world: Published, tmp_path: Path) -> None:
    text = world.qr_text(1)
    trust, older = world.folder / "trust", tmp_path / "older"
    shutil.copytree(trust, older)
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    assert outcome(window, text) == "REVOKED"
    shutil.rmtree(trust)
    older.rename(trust)
    assert outcome(window, text) == "REVOKED"
    answer = window.get("/readyz").json()
    assert (answer["code"], answer["reason"]) == ("trust_refused", "rolled_back")


def test_a_publication_of_another_root_is_refused(window: TestClient, world: Published, tmp_path: Path) -> None:
    stranger = Strongroom.create(tmp_path / "stranger" / "keys", b"a stranger's passphrase", now=datetime.now(UTC))
    other = Published(tmp_path / "other", stranger)
    shutil.rmtree(world.folder / "trust" / "metadata")
    shutil.copytree(other.folder / "trust" / "metadata", world.folder / "trust" / "metadata")
    assert readiness(window) == (503, "trust_refused")
    assert outcome(window, world.qr_text(1)) == "VALID_AS_OF"
    assert outcome(window, other.qr_text(1)) == "UNTRUSTED_ISSUER"


def test_a_window_that_starts_without_its_published_folder_goes_on_from_what_it_has_seen(
    open_window: Open, world: Published
) -> None:
    assert outcome(open_window(world), world.qr_text(1)) == "VALID_AS_OF"
    shutil.rmtree(world.folder / "trust")
    restarted = open_window(world)
    assert outcome(restarted, world.qr_text(1)) == "VALID_AS_OF"
    assert readiness(restarted) == (503, "trust_refused")


def test_trust_that_nobody_renewed_for_eight_days_is_not_ready_and_answers_stale(
    open_window: Open, strongroom: Strongroom, tmp_path: Path
) -> None:
    old = Published(tmp_path / "old", strongroom, at=datetime.now(UTC) - timedelta(days=8))
    window = open_window(old)
    assert readiness(window) == (503, "trust_stale")
    assert outcome(window, old.qr_text(1)) == "STALE"


@pytest.mark.covers("R-PRIV-1", "S3.3b")
def test_nothing_about_a_person_is_logged_or_counted(window: TestClient, world: Published, log: io.StringIO) -> None:
    number, text = world.list_number(1), world.qr_text(1)
    window.post("/v1/verify", json={"text": text})
    window.post("/v1/verify", json={"name": HOLDER, "text": number})
    window.post("/v1/verify", content=f"{HOLDER} {number}".encode(), headers={"Content-Type": "application/json"})
    window.post("/v1/verify/batch", json={"items": [text, HOLDER]})
    window.post("/v1/verify", files={"file": (f"{HOLDER}.png", HOLDER.encode())})
    window.get(f"/v1/certificates/{number}", headers={"User-Agent": HOLDER.encode().hex()})
    window.get(f"/v1/certificates/{HOLDER}")
    window.get(f"/{HOLDER}/{number}?name={HOLDER}")
    window.get(f"/s/{number}")
    seen = log.getvalue() + window.get("/metrics").text
    for secret in (HOLDER, MASKED, number, number_of(1), text[-40:], HOLDER.encode().hex(), "testclient"):
        assert secret not in seen
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(lines) == 10
    for line in lines:
        assert set(line) == {"event", "at", "method", "route", "status", "ms", "outcome"}
    assert [line["route"] for line in lines][5:8] == ["/v1/certificates/{number:path}"] * 2 + ["unmatched"]


def test_the_numbers_count_requests_verdicts_and_refreshes(window: TestClient, world: Published) -> None:
    for text in (world.qr_text(1), "nonsense"):
        window.post("/v1/verify", json={"text": text})
    window.post("/v1/verify", content=b"{", headers={"Content-Type": "application/json"})
    answer = window.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for line in (
        'zhicheng_public_requests_total{route="/v1/verify",status="200"} 2.0',
        'zhicheng_public_requests_total{route="/v1/verify",status="400"} 1.0',
        'zhicheng_public_verdicts_total{outcome="VALID_AS_OF",source="text"} 1.0',
        'zhicheng_public_verdicts_total{outcome="MALFORMED",source="text"} 1.0',
        'zhicheng_public_trust_refreshes_total{result="taken"} 1.0',
        'zhicheng_public_request_seconds_count{route="/v1/verify"} 3.0',
    ):
        assert line in answer.text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/nothing", "/v1", "/verify", "/.env"])
def test_what_is_not_there_is_a_problem_document(window: TestClient, path: str) -> None:
    answer = window.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_method_is_told_which_one_is_answered(window: TestClient) -> None:
    answer = window.delete("/v1/verify")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]


def test_a_defect_of_ours_is_a_problem_document_without_its_cause(
    window: TestClient, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(HOLDER)

    monkeypatch.setattr("api.public.verify_routes.decide", broken)
    answer = window.post("/v1/verify", json={"text": "x"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert HOLDER not in answer.text + log.getvalue()
    assert json.loads(log.getvalue().splitlines()[-1])["status"] == 500


def test_the_servers_own_log_of_a_defect_says_where_and_not_what(
    window: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert window.get("/healthz").status_code == 200
    try:
        int(HOLDER)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application: %s", HOLDER)
    assert HOLDER not in caplog.text
    assert "ValueError at test_public_health.py:" in caplog.text

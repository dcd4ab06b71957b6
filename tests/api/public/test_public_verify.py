"""What `POST /v1/verify` and its batch answer, and which requests they refuse with which problem."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.public.limits import MAX_BATCH, MAX_BODY_BYTES
from api.public.schemas import VerdictAnswer
from tests.api.public.conftest import Open
from tests.support.published import HOLDER, PAGE_URL, Published, number_of
from verify.limits import MAX_TEXT_CHARS
from verify.qr import to_text
from verify.status import HistoryOutcome, Status

JSON = {"Content-Type": "application/json"}


def ask(window: TestClient, text: str) -> Any:
    answer = window.post("/v1/verify", json={"text": text})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.covers("S2.6e", "R-VER-1")
def test_a_good_certificate_is_valid_as_of_its_list(window: TestClient, world: Published) -> None:
    verdict = ask(window, world.qr_text(1))
    assert verdict["outcome"] == "VALID_AS_OF"
    assert verdict["certificate"]["number"] == number_of(1)
    assert verdict["certificate"]["holder_name"] == HOLDER
    assert verdict["integrity"]["state"] == "CLEAR"
    assert verdict["source"] == "text"
    VerdictAnswer.model_validate(verdict)


@pytest.mark.covers("R-REV-4", "R-VER-1")
def test_a_revocation_is_answered_by_the_very_next_request(window: TestClient, world: Published) -> None:
    text = world.qr_text(1)
    assert ask(window, text)["outcome"] == "VALID_AS_OF"
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    verdict = ask(window, text)
    assert verdict["outcome"] == "REVOKED"
    assert verdict["ended"]["effective_from"] == "2022-11-29"
    VerdictAnswer.model_validate(verdict)


@pytest.mark.covers("R-VER-6")
def test_the_holders_integrity_is_a_fact_beside_the_outcome(window: TestClient, world: Published) -> None:
    last_day = datetime.now(UTC).date() + timedelta(days=900)
    world.publish(on_record={1: {5: last_day}})
    verdict = ask(window, world.qr_text(1))
    assert verdict["outcome"] == "VALID_AS_OF"
    assert verdict["integrity"]["state"] == "ON_RECORD"
    assert date.fromisoformat(verdict["integrity"]["last_day"]) == last_day


@pytest.mark.covers("R-VER-1")
def test_a_changed_letter_is_forged_and_shows_no_certificate(window: TestClient, world: Published) -> None:
    token = world.token(1).replace(HOLDER.encode(), "欧阳假冒".encode())
    verdict = ask(window, to_text(PAGE_URL, token))
    assert verdict["outcome"] == "FORGED"
    assert verdict["certificate"] is None
    VerdictAnswer.model_validate(verdict)


@pytest.mark.parametrize(
    "text", ["", "hello", "\x00", "https://evil.example/v#1", "9" * (MAX_TEXT_CHARS + 1), "张示例"]
)
def test_nonsense_is_an_answer_too(window: TestClient, text: str) -> None:
    verdict = ask(window, text)
    assert verdict["outcome"] == "MALFORMED"
    VerdictAnswer.model_validate(verdict)


def test_a_batch_is_answered_item_by_item_in_order(window: TestClient, world: Published) -> None:
    world.publish({1: {7: (Status.INVALID, HistoryOutcome.REVOKED)}})
    items = [world.qr_text(1), "nonsense", world.qr_text(2, index=7)] * 20
    answer = window.post("/v1/verify/batch", json={"items": items})
    assert [verdict["outcome"] for verdict in answer.json()["verdicts"]] == ["VALID_AS_OF", "MALFORMED", "REVOKED"] * 20
    assert {verdict["source"] for verdict in answer.json()["verdicts"]} == {"batch"}


def test_a_batch_holds_a_thousand_texts_of_the_greatest_length_and_not_one_more(window: TestClient) -> None:
    longest = ["9" * MAX_TEXT_CHARS] * MAX_BATCH
    answer = window.post("/v1/verify/batch", json={"items": longest})
    assert answer.status_code == 200
    assert len(answer.json()["verdicts"]) == MAX_BATCH
    refused = window.post("/v1/verify/batch", json={"items": [*["9"] * MAX_BATCH, "9"]})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"pointer": "#/items", "code": "too_long"}]


def test_an_empty_batch_has_no_verdicts(window: TestClient) -> None:
    assert window.post("/v1/verify/batch", json={"items": []}).json() == {"verdicts": []}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b"{", 400, "malformed_json"),
        (b'{"text": "\xff\xfe"}', 400, "malformed_json"),
        ('{"text": "x"}'.encode("utf-16"), 400, "malformed_json"),
        (b'{"text": "\\ud800"}', 400, "malformed_json"),
        (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "malformed_json"),
        (b'{"text": ' + b"[" * 100 + b"]" * 100 + b"}", 422, "invalid_field"),
        (b'{"text": ' + b"9" * 10_000 + b"}", 400, "malformed_json"),
        (b"null", 422, "invalid_field"),
        (b"{}", 422, "invalid_field"),
        (b'{"text": null}', 422, "invalid_field"),
        (b'{"text": "x", "at": "2022-01-01"}', 422, "invalid_field"),
        (b'{"text": "' + b"9" * MAX_BODY_BYTES + b'"}', 413, "body_too_large"),
    ],
)
def test_a_body_that_is_no_request_is_refused(window: TestClient, body: bytes, status: int, code: str) -> None:
    for path in ("/v1/verify", "/v1/verify/batch"):
        refused = window.post(path, content=body, headers=JSON)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert refused.headers["content-type"] == "application/problem+json"


def test_a_refusal_never_repeats_what_was_sent(window: TestClient) -> None:
    refused = window.post("/v1/verify", json={"text": {"name": HOLDER}, "number": number_of(1)})
    assert refused.status_code == 422
    assert HOLDER not in refused.text
    assert number_of(1) not in refused.text


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": "text/plain"}, {}, {"Content-Type": "application/json", "Content-Encoding": "gzip"}],
)
def test_another_media_type_or_a_compressed_body_is_refused(window: TestClient, headers: dict[str, str]) -> None:
    refused = window.post("/v1/verify", content=b'{"text": "x"}', headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_media_type")
    assert "application/json" in refused.headers["accept"]


def test_before_anything_is_published_the_window_says_so(open_window: Open, world: Published) -> None:
    hidden = world.folder / "trust"
    hidden.rename(world.folder / "not yet")
    window = open_window(world)
    refused = window.post("/v1/verify", json={"text": "x"})
    assert (refused.status_code, refused.json()["code"]) == (503, "no_trust")
    assert refused.headers["retry-after"]
    (world.folder / "not yet").rename(hidden)
    assert ask(window, world.qr_text(1))["outcome"] == "VALID_AS_OF"


def test_problems_speak_the_language_asked_for(window: TestClient) -> None:
    def title(language: str) -> str:
        refused = window.post("/v1/verify", content=b"{", headers={**JSON, "Accept-Language": language})
        return str(refused.json()["title"])

    assert title("en-GB,en;q=0.9") == "The body is not valid JSON."
    assert title("zh-CN") == title("fr") == title("en;q=0.2, zh;q=0.8") == "请求正文不是有效的 JSON。"


def test_a_page_of_another_origin_may_ask_for_a_verdict(window: TestClient) -> None:
    asked = {"Origin": "https://hr.example.cn", "Access-Control-Request-Method": "POST"}
    preflight = window.options("/v1/verify", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert preflight.headers["access-control-allow-headers"] == "Content-Type"
    answer = window.post("/v1/verify", json={"text": "x"}, headers={"Origin": "https://hr.example.cn"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


def test_the_answer_has_the_bytes_of_the_decision_and_its_source(window: TestClient, world: Published) -> None:
    raw = window.post("/v1/verify", json={"text": world.qr_text(1)}).content
    assert HOLDER.encode() in raw
    assert list(json.loads(raw))[-1] == "source"

"""At the door: who comes in, what is carried in, and what anybody else learns of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.office.problems import PROBLEMS
from keys.errors import TokenRefused
from keys.strongroom import Strongroom
from keys.tokens import TokenSigner
from registry import Actor, FixedClock, Role
from tests.api.office.counter import Counter, Open
from tests.support.office import ADMIN

COMMAND = "/v1/commands/open-season"
BODY = {"year": 2090, "legal_date": "2022-06-01", "document_ref": "1"}


def _ask(counter: Counter, authorization: str | None) -> tuple[int, str, str]:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = counter.client.get("/v1/queries/list-seasons", headers=headers)
    return answer.status_code, answer.json().get("code", ""), answer.headers.get("www-authenticate", "")


@pytest.mark.covers("S3.3b")
@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic YTpi", "token abc"])
def test_without_a_bearer_token_nothing_is_asked(shared: Counter, authorization: str | None) -> None:
    assert _ask(shared, authorization) == (401, "token_missing", 'Bearer realm="zhicheng"')


def test_an_expired_token_is_told_so(open_counter: Open) -> None:
    clock = FixedClock(datetime(2022, 7, 20, 4, tzinfo=UTC))
    counter = open_counter(clock)
    token = counter.token(ADMIN, hours=1)
    assert _ask(counter, f"Bearer {token}")[0] == 200
    clock.instant += timedelta(hours=1)
    status, code, challenge = _ask(counter, f"Bearer {token}")
    assert (status, code) == (401, "token_expired")
    assert 'error="invalid_token", error_description="token_expired"' in challenge


def test_a_token_of_another_office_opens_nothing(shared: Counter, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    other = TokenSigner(Strongroom.create(tmp_path / "keys", b"another office's passphrase", now=now))
    token = other.issue("admin-1", ["PHRSS_ADMIN"], None, now + timedelta(hours=1), now=now)
    assert _ask(shared, f"Bearer {token}")[:2] == (401, "token_unknown_key")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda token: token[:-8] + "AAAAAAAA", "token_forged"),
        (lambda token: token.rpartition(".")[0], "token_malformed"),
        (lambda token: "eyJhbGciOiJub25lIn0" + token[token.index(".") :], "token_algorithm"),
        (lambda token: token + "A" * 2048, "token_too_long"),
        (lambda _: "张示例".encode().decode("latin-1"), "token_malformed"),
    ],
)
def test_a_spoilt_token_is_refused_with_its_own_code(shared: Counter, spoil: object, code: str) -> None:
    token = spoil(shared.token(ADMIN))  # type: ignore[operator]
    headers = {"Authorization": f"Bearer {token}".encode("latin-1")}
    answer = shared.client.get("/v1/queries/list-seasons", headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_token_with_a_role_that_does_not_exist_opens_nothing(shared: Counter) -> None:
    rooms = shared.office.rooms
    now = rooms.clock.now()
    token = TokenSigner(rooms.strongroom).issue("x", ["EMPEROR"], None, now + timedelta(hours=1), now=now)
    assert _ask(shared, f"Bearer {token}")[:2] == (401, "token_malformed")


def test_every_reason_to_refuse_a_token_has_its_words() -> None:
    codes = {refused.code for refused in TokenRefused.__subclasses__()}
    assert {PROBLEMS[code].status for code in codes} == {401}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b"{", 400, "malformed_json"),
        (b'{"year": NaN}', 400, "malformed_json"),
        (b"[" * 100_000, 400, "malformed_json"),
        (b'{"year": ' + b"9" * 5000 + b"}", 400, "malformed_json"),
        (b'{"document_ref": "\xff"}', 400, "malformed_json"),
        (b'{"document_ref": "\\ud800"}', 400, "malformed_json"),
        (b"null", 422, "invalid_field"),
        (b"[]", 422, "invalid_field"),
        (b'{"year": 2090}', 422, "invalid_field"),
        (json.dumps({**BODY, "document_ref": "a\0b"}).encode(), 422, "invalid_field"),
        (json.dumps({**BODY, "a\0b": 1}).encode(), 422, "invalid_field"),
        (json.dumps({**BODY, "surprise": 1}).encode(), 422, "invalid_field"),
        (json.dumps({**BODY, "legal_date": "2999-01-01"}).encode(), 422, "legal_date_in_future"),
        (b" " * (1024 * 1024 + 1), 413, "body_too_large"),
    ],
    ids=lambda part: repr(part)[:24],
)
def test_a_body_that_cannot_be_right_is_refused_and_stores_nothing(
    shared: Counter, body: bytes, status: int, code: str
) -> None:
    stored = shared.office.rooms.registry.recorder.max_notification_id()
    headers = {**shared.bearer(ADMIN), "Content-Type": "application/json"}
    answer = shared.client.post(COMMAND, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert shared.office.rooms.registry.recorder.max_notification_id() == stored


def test_a_problem_points_at_the_field_and_never_repeats_what_was_sent(shared: Counter) -> None:
    document = {"kind": "RESIDENT_ID", "number": "341122199001011239", "valid_from": "soon"}
    refused = shared.do(ADMIN, "register-person", person_name="王小明", document=document)
    assert refused.status_code == 422
    assert "/document" in str(refused.json()["errors"])
    assert "341122199001011239" not in refused.text + shared.log.getvalue()
    assert "王小明" not in refused.text + shared.log.getvalue()


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/cbor", ""])
def test_only_json_is_read(shared: Counter, media_type: str) -> None:
    headers = {**shared.bearer(ADMIN), "Content-Type": media_type}
    answer = shared.client.post(COMMAND, content=json.dumps(BODY), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit=201", "surprise=1", "season=x", "after=-1", "state=%00"])
def test_a_query_takes_its_own_parameters_once(shared: Counter, query: str) -> None:
    answer = shared.client.get(f"/v1/queries/list-declarations?{query}", headers=shared.bearer(ADMIN))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")


def test_a_command_is_not_asked_nor_a_query_sent(shared: Counter) -> None:
    assert shared.client.get(COMMAND, headers=shared.bearer(ADMIN)).status_code == 405
    assert shared.client.post("/v1/queries/list-seasons", headers=shared.bearer(ADMIN)).status_code == 405
    assert shared.client.get("/v1/queries/no-such-thing").json()["code"] == "not_found"


def test_every_answer_forbids_sniffing_framing_and_keeping(shared: Counter) -> None:
    for answer in (
        shared.ask(ADMIN, "list-seasons"),
        shared.client.get("/v1/queries/list-seasons"),
        shared.client.get("/nowhere"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.covers("S3.3b", "R-PRIV-1")
def test_the_log_names_account_route_status_and_code_and_nobody(open_counter: Open) -> None:
    counter = open_counter()
    document = {"kind": "RESIDENT_ID", "number": "349900198501010015", "valid_from": "2015-01-01"}
    person = counter.done(ADMIN, "register-person", person_name="张示例", document=document)["id"]
    counter.do(
        Actor(id="expert-1", roles=frozenset({Role.EXPERT})), "register-person", person_name="张", document=document
    )
    counter.ask(ADMIN, "show-person", person_id=person)
    lines = counter.logged()
    assert [(line["route"], line["status"], line["outcome"], line["actor"]) for line in lines] == [
        ("/v1/commands/register-person", 201, "stored", "admin-1"),
        ("/v1/commands/register-person", 403, "role_not_allowed", "expert-1"),
        ("/v1/queries/show-person", 200, None, "admin-1"),
    ]
    for secret in ("张示例", "349900198501010015", person, counter.token(ADMIN).split(".")[0]):
        assert secret not in counter.log.getvalue()


def test_health_readiness_and_numbers_need_no_token_and_name_nobody(shared: Counter) -> None:
    shared.ask(ADMIN, "list-seasons")
    assert shared.client.get("/healthz").json() == {"status": "ok"}
    assert shared.client.get("/readyz").json() == {"status": "ready"}
    numbers = shared.client.get("/metrics").text
    assert 'zhicheng_office_requests_total{route="/v1/queries/list-seasons",status="200"}' in numbers
    assert "admin-1" not in numbers


def test_an_office_without_a_publication_is_up_but_not_ready(open_counter: Open) -> None:
    counter = open_counter()
    counter.office.rooms.settings.trust_folder.rename(counter.office.rooms.settings.home / "gone")
    assert counter.client.get("/healthz").status_code == 200
    unready = counter.client.get("/readyz")
    assert (unready.status_code, unready.json()["code"]) == (503, "not_published")
    assert unready.headers["retry-after"] == "5"

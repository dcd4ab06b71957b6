"""Exports over HTTP: a file to open, whole, by the caller's own rights."""

import asyncio
import csv
import io
from collections.abc import MutableMapping
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from registry import EXPORTS, Actor, Role, Unavailable, export_query, exports
from tests.api.office.counter import Counter
from tests.support.office import PHRSS

ADMIN = Actor(id="admin-1", roles=frozenset({Role.PHRSS_ADMIN}), unit_uscc=PHRSS)
ENDINGS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_comes_as_a_file_that_nobody_caches(counter: Counter, ending: str) -> None:
    document: dict[str, Any] = {"legal_date": "2020-01-02", "document_ref": "虚构人社〔2020〕1号"}
    counter.done(ADMIN, "file-committee", **document, **committee("=1+1"))
    answer = counter.client.get(
        f"/v1/exports/committees.{ending}", headers=counter.bearer(ADMIN), params={"on": "2020-02-01"}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == ENDINGS[ending]
    assert answer.headers["content-disposition"] == f'attachment; filename="committees.{ending}"'
    assert answer.headers["cache-control"] == "no-store"
    if ending == "csv":
        (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert row["评委会名称"] == "'=1+1"
    else:
        heading, cells = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert cells[heading.index("评委会名称")] == "=1+1"


def committee(name: str) -> dict[str, Any]:
    term = {"term_from": "2020-01-01", "term_to": "2022-12-31"}
    return {
        "code": "EXPORTED",
        "committee_name": name,
        "organiser_uscc": PHRSS,
        "organiser_kind": "PHRSS",
        "series_codes": ["05"],
        "tier": "SENIOR",
        "levels": [411, 412],
        "region_scope": "349900",
        "members": [{"expert_id": f"e{n}", "series_code": "05", "level": 411, **term} for n in range(25)],
        "filed_from": "2020-01-01",
        "filed_to": "2022-12-31",
    }


@pytest.mark.parametrize("name", EXPORTS)
def test_exactly_the_roles_of_the_list_may_export_it(shared: Counter, name: str) -> None:
    for role in Role:
        actor = Actor(id="00000000-0000-4000-8000-000000000001", roles=frozenset({role}), unit_uscc=PHRSS)
        answer = shared.client.get(f"/v1/exports/{name}.csv", headers=shared.bearer(actor))
        if role in export_query(name).roles:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "role_not_allowed")


@pytest.mark.parametrize("parameter", ["cursor", "limit", "after", "colour"])
def test_an_export_takes_filters_and_nothing_else(shared: Counter, parameter: str) -> None:
    answer = shared.client.get("/v1/exports/declarations.csv", headers=shared.bearer(ADMIN), params={parameter: "1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
    assert answer.json()["errors"] == [{"pointer": f"#/{parameter}", "code": "extra_forbidden"}]


def test_an_export_needs_a_token(shared: Counter) -> None:
    assert shared.client.get("/v1/exports/titles.csv").status_code == 401


def test_a_table_that_breaks_off_never_looks_complete(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    document: dict[str, Any] = {"legal_date": "2020-01-02", "document_ref": "虚构人社〔2020〕1号"}
    for n in range(2):
        counter.done(ADMIN, "file-committee", **document, **{**committee(f"评委会{n}"), "code": f"E{n}"})
    monkeypatch.setattr(exports, "ROWS_A_PAGE", 1)
    ask, asked = counter.office.ask, []

    def one_page_only(*given: Any, **named: Any) -> Any:
        asked.append(given)
        if len(asked) > 1:
            raise Unavailable("the read models do not answer", code="read_model_unavailable")
        return ask(*given, **named)

    monkeypatch.setattr(counter.office, "ask", one_page_only)
    sent = asyncio.run(_sent(counter, "/v1/exports/committees.csv", b"on=2020-02-01"))
    assert sent[0]["status"] == 200
    assert "评委会" in b"".join(message.get("body", b"") for message in sent).decode()
    assert all(message.get("more_body") for message in sent[1:])  # the last piece, which ends an answer, is missing


async def _sent(counter: Counter, path: str, query: bytes) -> list[dict[str, Any]]:
    """What the window hands to the server until it gives up."""
    sent: list[dict[str, Any]] = []
    authorization = counter.bearer(ADMIN)["Authorization"].encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(b"authorization", authorization)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(dict(message))

    with pytest.raises((Unavailable, RuntimeError)):
        await counter.client.app(scope, receive, send)
    return sent

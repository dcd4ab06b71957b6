"""The short way to the routes asked most: it is never another answer, and nothing else takes it."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.public.settings import Rate
from api.public.straight import Straight
from tests.api.public.conftest import Open
from tests.support.published import HOLDER, Published

JSON = {"Content-Type": "application/json"}
REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/verify", {"json": {"text": "nonsense"}}),
    ("POST", "/v1/verify/batch", {"json": {"items": ["nonsense", ""]}}),
    ("POST", "/v1/verify", {"files": {"file": HOLDER.encode()}}),
    ("POST", "/v1/verify", {"content": b"{", "headers": {**JSON, "Accept-Language": "en"}}),
    ("POST", "/v1/verify", {"content": b"{}", "headers": JSON}),
    ("POST", "/v1/verify", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}),
    ("POST", "/v1/verify?text=x", {"json": {"text": "nonsense"}}),
    ("POST", "/v1/verify/", {"json": {"text": "nonsense"}}),
    ("OPTIONS", "/v1/verify", {}),
    ("HEAD", "/v1/verify", {}),
    ("GET", "/v1/verify", {}),
]


def told(window: TestClient) -> list[Any]:
    answers = [window.request(method, path, **sent) for method, path, sent in REQUESTS]
    return [
        (a.status_code, sorted(a.headers.items()), [p for p in a.text.split(",") if "checked_at" not in p])
        for a in answers
    ]


def without_straight(window: TestClient) -> TestClient:
    app = window.app
    assert isinstance(app, FastAPI)
    layers = [layer for layer in app.user_middleware if layer.cls is not Straight]  # type: ignore[comparison-overlap]
    assert len(layers) == len(app.user_middleware) - 1
    app.user_middleware = layers
    app.middleware_stack = app.build_middleware_stack()
    return window


def test_the_short_way_and_fastapis_own_answer_alike(open_window: Open, world: Published) -> None:
    assert told(open_window(world)) == told(without_straight(open_window(world)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_on_the_short_way_is_fastapis_own(open_window: Open, world: Published, language: str) -> None:
    def second(window: TestClient) -> Any:
        once = [window.post("/v1/verify", json={"text": "x"}, headers={"Accept-Language": language}) for _ in range(2)]
        return once[1].status_code, sorted(once[1].headers.items()), once[1].content

    rate = Rate(per_second=0.01, burst=1)
    short, long = open_window(world, verify_rate=rate), without_straight(open_window(world, verify_rate=rate))
    assert second(short) == second(long)
    assert second(short)[0] == 429

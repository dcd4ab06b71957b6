"""A real office behind the window: founded once, copied for each test, asked over HTTP."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.observe import request_log
from api.office.app import create_app
from registry import Actor, Clock, Office, Press, Role
from tests.support.founded import copy_home, found, opened

EVERY_ROLE = Actor(id="everybody", roles=frozenset(Role))


@dataclass
class Counter:
    """One window and whoever stands before it."""

    office: Office
    press: Press
    client: TestClient
    log: io.StringIO
    tokens: dict[Actor, str] = field(default_factory=dict, repr=False)

    def token(self, actor: Actor, *, hours: int = 24 * 366) -> str:
        expires = self.office.rooms.clock.now() + timedelta(hours=hours)
        return self.office.issue_token(actor.id, actor.roles, actor.unit_uscc, expires)

    def bearer(self, actor: Actor) -> dict[str, str]:
        if actor not in self.tokens:
            self.tokens[actor] = self.token(actor)
        return {"Authorization": f"Bearer {self.tokens[actor]}"}

    def do(self, actor: Actor, name: str, /, headers: dict[str, str] | None = None, **body: Any) -> Response:
        given = {**self.bearer(actor), **(headers or {})}
        return self.client.post(f"/v1/commands/{name}", json=json.loads(json.dumps(body, default=str)), headers=given)

    def done(self, actor: Actor, name: str, /, headers: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        answer = self.do(actor, name, headers=headers, **body)
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def ask(self, actor: Actor, name: str, /, headers: dict[str, str] | None = None, **query: Any) -> Response:
        return self.client.get(f"/v1/queries/{name}", params=query, headers={**self.bearer(actor), **(headers or {})})

    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


Open = Callable[..., Counter]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a first publication; making its strongroom is slow on purpose."""
    home = tmp_path_factory.mktemp("founded") / "home"
    found(home)
    return home


@pytest.fixture(scope="module")
def open_counter(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Opens windows of offices of their own, and closes them after the module."""
    with ExitStack() as everything:

        def open_(clock: Clock | None = None) -> Counter:
            home = tmp_path_factory.mktemp("office") / "home"
            copy_home(founded, home)
            office = everything.enter_context(opened(home, clock=clock))
            press, log = Press(office), io.StringIO()
            app = create_app(office, press, log=request_log(log))
            client = everything.enter_context(TestClient(app, raise_server_exceptions=False, follow_redirects=False))
            return Counter(office, press, client, log)

        yield open_


@pytest.fixture
def counter(open_counter: Open) -> Counter:
    """A window of an office of its own, today."""
    return open_counter()


@pytest.fixture(scope="module")
def shared(open_counter: Open) -> Counter:
    """A window for tests that leave nothing behind that others would notice."""
    return open_counter()

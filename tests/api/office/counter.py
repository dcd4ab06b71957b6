"""One office window and whoever stands before it."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from registry import Actor, Office, Press, Role

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

"""How often one client may ask, who counts as one client, and what is remembered about them."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.public.limits import RateLimiter, client_of
from api.public.settings import PublicSettings, Rate
from tests.api.public.conftest import Open, settings_for
from tests.support.published import Published, number_of


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_client_may_ask_in_a_burst_and_then_at_the_rate() -> None:
    clock = Clock()
    limiter = RateLimiter(Rate(per_second=2, burst=3), 10, clock)
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limiter.take("b") == 0
    clock.now = 0.5
    assert [limiter.take("a"), limiter.take("a")] == [0, 0.5]
    clock.now = 1000
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_asking_in_vain_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    limiter = RateLimiter(Rate(per_second=1, burst=1), 10, clock)
    assert limiter.take("a") == 0
    assert {limiter.take("a") for _ in range(100)} == {1.0}
    clock.now = 1.0
    assert limiter.take("a") == 0


def test_the_table_of_clients_is_bounded_and_forgets_the_longest_unseen() -> None:
    limiter = RateLimiter(Rate(per_second=0.001, burst=1), 2, Clock())
    assert [limiter.take(client) for client in "abc"] == [0, 0, 0]
    assert limiter.take("c") > 0
    assert limiter.take("b") > 0
    assert limiter.take("a") == 0
    assert len(limiter._buckets) == 2


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "nonsense"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "", "2001:db8:1:2::/64"),
        ("unix:", "", "unix:"),
    ],
)
def test_only_a_trusted_proxy_is_believed_about_whom_it_forwards(peer: str, forwarded: str, client: str) -> None:
    scope = {"client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    trusted = PublicSettings.model_validate(
        {"published": ".", "state": ".", "root": ".", "trusted_proxies": ["10.0.0.0/8"]}
    )
    assert client_of(scope, trusted.trusted_proxies) == client


def test_look_ups_by_number_run_out_before_checks_of_certificates(open_window: Open, world: Published) -> None:
    tight = Rate(per_second=0.01, burst=2)
    window = open_window(world, lookup_rate=tight)
    answers = [window.get(f"/v1/certificates/{number_of(serial)}") for serial in range(1, 4)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert answers[2].json()["code"] == "rate_limited"
    assert 90 <= int(answers[2].headers["retry-after"]) <= 101
    assert window.post("/v1/verify", json={"text": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("rate", "path", "request_"),
    [
        ("verify_rate", "/v1/verify", {"json": {"text": "x"}}),
        ("batch_rate", "/v1/verify/batch", {"json": {"items": []}}),
        ("file_rate", "/v1/verify", {"files": {"file": b"x"}}),
    ],
)
def test_every_way_in_has_its_own_rate(
    open_window: Open, world: Published, rate: str, path: str, request_: dict[str, Any]
) -> None:
    window: TestClient = open_window(world, **{rate: Rate(per_second=0.01, burst=1)})
    first, second = (window.post(path, **request_) for _ in range(2))
    assert first.status_code in {200, 422}
    assert second.status_code == 429
    assert second.headers["retry-after"]


def test_by_default_a_number_is_dearer_than_a_certificate(world: Published) -> None:
    settings = PublicSettings(published=world.folder, state=world.folder, root=world.root)
    assert settings.lookup_rate.per_second < settings.verify_rate.per_second
    assert settings.lookup_rate.burst < settings.verify_rate.burst
    assert settings_for(world, world.folder).https is False

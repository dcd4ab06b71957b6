"""Windows and workers as real processes on loopback. A port is bound before its process starts, so none is guessed."""

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

from registry import Actor, FixedClock, SystemClock
from tests.support.founded import opened
from tests.support.office import HR, World
from tests.support.tree import ROOT

READY_TRIES = 600
STOP_SECONDS = 30
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)
"""Before the day of any office of the tests, so that a token is good on every day."""
_TICK = Event()


def free_port() -> int:
    """A port that was free a moment ago, for commands that bind it themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(*command: object, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A Python program of this environment, ended with the block."""
    process = subprocess.Popen([sys.executable, *map(str, command)], cwd=ROOT, text=True, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def public_window(home: Path) -> Iterator[str]:
    """The public window of a home; its address."""
    port = free_port()
    with running("-m", "api.cli", "--home", home, "serve", "--window", "public", "--public-port", port) as process:
        address = f"http://127.0.0.1:{port}"
        until_answered(f"{address}/readyz", process)
        yield address


@contextmanager
def office_window(home: Path) -> Iterator["HttpWorld"]:
    """The office window of a home as it is served, today."""
    port, day = free_port(), home / "day"
    day.write_text(SystemClock().today().isoformat(), "ascii")
    with office_process(home, port):
        yield HttpWorld(home, f"http://127.0.0.1:{port}", day)


@contextmanager
def office_process(home: Path, port: int, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """The process that serves the office window of a home on this port, once it can work."""
    words = ("--home", home, "serve", "--window", "office", "--office-port", port)
    with running("-m", "api.cli", *words, **options) as process:
        until_answered(f"http://127.0.0.1:{port}/readyz", process)
        yield process


def until_answered(url: str, process: subprocess.Popen[str]) -> None:
    """Wait until a URL answers 200, or fail with the process."""
    for _ in range(READY_TRIES):
        assert process.poll() is None, "the process ended before it answered"
        if call(url)[0] == 200:
            return
        _TICK.wait(0.1)
    raise AssertionError(f"{url} never answered")


def call(url: str, body: object = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """One request: GET, or POST of JSON; status 0 where nobody listens, or the answer breaks off."""
    data = None if body is None else json.dumps(body, default=str).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, _content(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, _content(refused.read())
    except (OSError, HTTPException):
        return 0, None


def _content(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw


class HttpRefusedError(AssertionError):
    """The office answered with a problem document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


class HttpWorld(World):
    """The steps of a season, taken through the office window of another process; its clock is a file."""

    def __init__(self, home: Path, address: str, day: Path) -> None:
        self.hr = HR
        self.home = home
        self.address = address
        self.day = day
        self._tokens: dict[str, str] = {}
        self._issue_token: Callable[..., str] | None = None

    def on(self, day: str) -> None:
        """The office lives on this day from now on."""
        self.day.write_text(day, "ascii")

    def paper(self, number: str = "虚构人社〔2022〕1号") -> dict[str, Any]:
        """A document of today."""
        return {"legal_date": self.day.read_text("ascii"), "document_ref": number}

    def do(self, actor: Actor, name: str, /, **values: Any) -> Any:
        """The command of this name over HTTP; raises `HttpRefusedError`."""
        return self._post(f"/v1/commands/{name}", actor, values)

    def ask(self, actor: Actor, name: str, /, **values: Any) -> Any:
        """The query of this name over HTTP."""
        parameters = "&".join(f"{key}={value}" for key, value in values.items())
        status, answer = call(f"{self.address}/v1/queries/{name}?{parameters}", headers=self.bearer(actor))
        if status != 200:
            raise HttpRefusedError(status, answer)
        return _object(answer)

    def issue(self, actor: Actor, **values: Any) -> Any:
        """Have certificates issued over HTTP."""
        return self._post("/v1/certificates", actor, values)

    def download(self, actor: Actor, path: str) -> bytes:
        """The bytes under a path."""
        status, content = call(f"{self.address}{path}", headers=self.bearer(actor))
        assert status == 200, content
        return bytes(content)

    def bearer(self, actor: Actor) -> dict[str, str]:
        """A token signed by the home's own strongroom, good for years around the office's day."""
        key = f"{actor.id} {sorted(actor.roles)}"
        if key not in self._tokens:
            if self._issue_token is None:
                # Unlocking a strongroom is slow on purpose: once is enough, the keys stay in memory.
                with opened(self.home, clock=FixedClock(LONG_AGO)) as office:
                    self._issue_token = office.issue_token
            expires = datetime.now(UTC) + timedelta(days=3650)
            self._tokens[key] = self._issue_token(actor.id, actor.roles, actor.unit_uscc, expires)
        return {"Authorization": f"Bearer {self._tokens[key]}"}

    def _post(self, path: str, actor: Actor, values: dict[str, Any]) -> Any:
        headers = self.bearer(actor)
        if "idempotency_key" in values:
            headers["Idempotency-Key"] = str(values.pop("idempotency_key"))
        status, answer = call(f"{self.address}{path}", values, headers)
        if status not in (200, 201):
            raise HttpRefusedError(status, answer)
        return _object(answer)


def _object(answer: Any) -> Any:
    if isinstance(answer, dict):
        return SimpleNamespace(**{key: _object(value) for key, value in answer.items()})
    if isinstance(answer, list):
        return [_object(one) for one in answer]
    return answer


@contextmanager
def dated_office(home: Path, day: str = "2022-07-20") -> Iterator[HttpWorld]:
    """The office window of a home in a process of its own, on a day that the test moves."""
    clock = home / "day"
    clock.write_text(day, "ascii")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        words: Sequence[object] = ("-m", "tests.support.dated_office", home, clock, listener.fileno())
        with running(*words, pass_fds=[listener.fileno()]) as process:
            until_answered(f"{address}/healthz", process)
            yield HttpWorld(home, address, clock)

"""The window as a real process on loopback: it starts, serves, takes over publications, and ends when told."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.published import HOLDER, Published, number_of
from tests.support.tree import ROOT
from verify.status import HistoryOutcome, Status

JSON = {"Content-Type": "application/json"}
APP = ("--factory", "api.public.app:from_environment")
QUIET = ("--no-access-log", "--log-level", "warning", "--no-server-header")


class Process:
    """uvicorn over one world, listening on a socket that was bound before it started: no port is guessed or awaited."""

    def __init__(self, world: Published, state: Path) -> None:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        settings = {"PUBLISHED": world.folder, "STATE": state, "ROOT": world.root}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *APP, "--fd", str(listener.fileno()), *QUIET],
            cwd=ROOT,
            env={**os.environ, **{f"ZHICHENG_PUBLIC_{name}": str(value) for name, value in settings.items()}},
            pass_fds=[listener.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        listener.close()

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """One request on a connection of its own; the status and the JSON answered."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(
                method, path, body, headers or {}, encode_chunked=not isinstance(body, str | bytes | None)
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")

    def verify(self, text: str) -> str:
        status, verdict = self.ask("POST", "/v1/verify", json.dumps({"text": text}), JSON)
        assert status == 200
        return str(verdict["outcome"])

    def end(self, how: signal.Signals) -> str:
        """Everything it wrote until it was gone."""
        self.process.send_signal(how)
        written, _ = self.process.communicate(timeout=30)
        return written


@pytest.fixture
def process(world: Published, tmp_path: Path) -> Iterator[Process]:
    started = Process(world, tmp_path / "state")
    yield started
    if started.process.poll() is None:
        started.end(signal.SIGKILL)


def test_a_process_serves_takes_over_a_revocation_and_ends_cleanly_without_naming_anyone(
    process: Process, world: Published
) -> None:
    text, number = world.qr_text(1), world.list_number(1)
    assert process.verify(text) == "VALID_AS_OF"
    assert process.ask("GET", "/readyz")[0] == 200
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    assert process.verify(text) == "REVOKED"
    assert process.ask("GET", f"/v1/certificates/{number}")[1]["status"]["outcome"] == "REVOKED"
    written = process.end(signal.SIGTERM)
    assert process.process.returncode in {0, -signal.SIGTERM}
    lines = [json.loads(line) for line in written.splitlines()]
    assert [line["outcome"] for line in lines] == ["VALID_AS_OF", None, "REVOKED", "REVOKED"]
    for secret in (HOLDER, number, text[-40:]):
        assert secret not in written


def test_a_killed_process_leaves_a_store_from_which_the_next_one_starts_at_once(
    process: Process, world: Published, tmp_path: Path
) -> None:
    text = world.qr_text(1)
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    assert process.verify(text) == "REVOKED"
    process.end(signal.SIGKILL)
    (world.folder / "trust").rename(tmp_path / "gone")
    again = Process(world, tmp_path / "state")
    assert again.verify(text) == "REVOKED"
    assert again.ask("GET", "/readyz")[1]["code"] == "trust_refused"
    again.end(signal.SIGTERM)


def test_a_body_without_a_declared_length_is_bounded_too(process: Process) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"9" * 65_536

    status, problem = process.ask("POST", "/v1/verify", endless(), {**JSON, "Transfer-Encoding": "chunked"})
    assert (status, problem["code"]) == (413, "body_too_large")


def test_a_caller_who_hangs_up_in_the_middle_disturbs_nobody(process: Process, world: Published) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", process.port)) as half:
            half.sendall(
                b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
            )
    assert process.verify(world.qr_text(1)) == "VALID_AS_OF"
    assert "Traceback" not in process.end(signal.SIGTERM)


def test_a_missing_setting_is_named_and_nothing_starts(world: Published) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHICHENG_")}
    refused = subprocess.run(
        [sys.executable, "-c", "from api.public.app import from_environment; from_environment()"],
        cwd=ROOT,
        env={**environment, "ZHICHENG_PUBLIC_PUBLISHED": str(world.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert "root" in refused.stderr
    assert number_of(1) not in refused.stderr

"""The window as a real process on loopback: it starts, answers, bounds what it reads, and ends when told."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.founded import copy_home, opened
from tests.support.office import ADMIN
from tests.support.tree import ROOT

SERVE = """
import sys
import uvicorn
from pathlib import Path
from api.office.app import create_app
from registry import Press, load_settings, open_office
with open_office(load_settings(Path(sys.argv[1]))) as office:
    uvicorn.run(create_app(office, Press(office)), fd=int(sys.argv[2]), log_level="warning", access_log=False)
print("closed")
"""


class Process:
    """The window of one home, listening on a socket that was bound before it started: no port is guessed or awaited."""

    def __init__(self, home: Path) -> None:
        with opened(home) as office:
            expires = datetime.now(UTC) + timedelta(hours=1)
            token = office.issue_token(ADMIN.id, ADMIN.roles, ADMIN.unit_uscc, expires)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(64)
            self.port = listener.getsockname()[1]
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(home), str(listener.fileno())],
                cwd=ROOT,
                pass_fds=[listener.fileno()],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def head(self) -> bytes:
        """The beginning of a command's request, by hand."""
        lines = [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(["POST /v1/commands/open-season HTTP/1.1", "Host: x", *lines, ""]).encode()

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, Any]:
        """One request on a connection of its own; the status and the JSON answered."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, {**self.headers, **headers})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")

    def end(self, how: signal.Signals) -> str:
        """Everything it wrote until it was gone."""
        self.process.send_signal(how)
        written, _ = self.process.communicate(timeout=30)
        return written


@pytest.fixture
def process(founded: Path, tmp_path: Path) -> Iterator[Process]:
    copy_home(founded, tmp_path / "home")
    started = Process(tmp_path / "home")
    yield started
    if started.process.poll() is None:
        started.end(signal.SIGKILL)


SEASON = json.dumps({"year": 2022, "legal_date": "2022-06-01", "document_ref": "1"})


def test_a_process_stores_shows_and_ends_when_told_with_its_store_closed(process: Process) -> None:
    assert process.ask("GET", "/readyz") == (200, {"status": "ready"})
    status, receipt = process.ask("POST", "/v1/commands/open-season", SEASON)
    assert status == 201
    status, shown = process.ask("GET", f"/v1/queries/list-seasons?after={receipt['position']}")
    assert [season["year"] for season in shown["rows"]] == [2022]
    written = process.end(signal.SIGTERM)
    assert process.process.returncode in {0, -signal.SIGTERM}
    assert "Traceback" not in written
    assert "2022" not in "".join(json.loads(line)["route"] for line in written.splitlines() if line.startswith("{"))


def test_what_was_acknowledged_is_there_after_a_kill_and_its_key_answers_the_same(
    process: Process, tmp_path: Path
) -> None:
    key = {"Idempotency-Key": "before the crash"}
    first = process.ask("POST", "/v1/commands/open-season", SEASON, **key)
    process.end(signal.SIGKILL)
    again = Process(tmp_path / "home")
    assert again.ask("POST", "/v1/commands/open-season", SEASON, **key) == first
    assert len(again.ask("GET", "/v1/queries/list-seasons")[1]["rows"]) == 1
    again.end(signal.SIGTERM)


def test_a_body_without_a_declared_length_is_bounded_too(process: Process) -> None:
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    with socket.create_connection(("127.0.0.1", process.port), timeout=60) as endless:
        endless.sendall(process.head() + b"Transfer-Encoding: chunked\r\n\r\n" + 17 * chunk)
        answer = http.client.HTTPResponse(endless)
        answer.begin()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "body_too_large")


def test_a_caller_who_hangs_up_in_the_middle_disturbs_nobody(process: Process) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", process.port)) as half:
            half.sendall(process.head() + b"Content-Length: 99\r\n\r\n{")
    assert process.ask("POST", "/v1/commands/open-season", SEASON)[0] == 201
    assert "Traceback" not in process.end(signal.SIGTERM)

"""Servers in processes of their own, as `zhicheng serve` runs them: one uvicorn worker, uvloop, httptools."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.settings import Settings

UNLIMITED = json.dumps({"per_second": 1e9, "burst": 1_000_000_000})
PAUSE = 0.005  # seconds between two knocks at a door that is not open yet
PATIENCE = 60.0
OK = 200


@dataclass(frozen=True)
class Server:
    """A running server; `started` is the reading of `time.perf_counter` just before its process began."""

    port: int
    process: "subprocess.Popen[bytes]"
    started: float

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            content = None if body is None else json.dumps(body).encode()
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def wait_until_good(self, path: str) -> float:
        """Seconds from the start of the process to the first 200 from `path`."""
        while time.perf_counter() - self.started < PATIENCE:
            assert self.process.poll() is None, "the server ended"
            try:
                status, _ = self.ask("GET", path)
            except OSError:
                status = 0
            if status == OK:
                return time.perf_counter() - self.started
            time.sleep(PAUSE)
        raise TimeoutError(f"{path} was never good")

    def memory_mb(self, field: str = "VmRSS") -> int:
        """Resident memory now, or with VmHWM the most it ever held."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{field}:"))


@contextmanager
def public_window(settings: Settings, folder: Path) -> Iterator[Server]:
    """The public window of an office, its rate limits lifted; its request log goes to a file."""
    environment = {
        "ZHICHENG_PUBLIC_PUBLISHED": str(settings.published_folder),
        "ZHICHENG_PUBLIC_STATE": str(folder / "window-state"),
        "ZHICHENG_PUBLIC_ROOT": str(settings.trust_folder / "metadata" / "1.root.json"),
        "ZHICHENG_PUBLIC_VERIFY_RATE": UNLIMITED,
        "ZHICHENG_PUBLIC_LOOKUP_RATE": UNLIMITED,
    }
    with serving("api.public.app:from_environment", folder / "requests.log", environment) as server:
        yield server


@contextmanager
def serving(factory: str, log: Path, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """One uvicorn worker on a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=output)
        try:
            yield Server(port, process, started)
        finally:
            process.terminate()
            process.wait(PATIENCE)

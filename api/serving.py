"""Runs the windows and the worker, each in its own process: the public window shares not even memory with keys."""

import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event

import uvicorn

from api.office.app import create_app as office_app
from api.public.app import create_app as public_app
from api.public.settings import PublicSettings
from registry.bootstrap import open_office
from registry.press import Press
from registry.settings import Settings
from registry.worker import Worker

READY_SECONDS = 60
STOP_SECONDS = 20
LOOK_SECONDS = 0.1


def serve_public(settings: Settings, host: str, port: int) -> None:
    """The public window in this process. It gets folders, never the home's keys or store."""
    public = PublicSettings(
        published=settings.published_folder,
        state=settings.home / "public-state",
        root=settings.trust_folder / "metadata" / "1.root.json",
        https=settings.public_url.startswith("https:"),
    )
    _uvicorn(public_app(public), host, port)


def serve_office(settings: Settings, host: str, port: int) -> None:
    """The office window in this process."""
    with open_office(settings) as office:
        _uvicorn(office_app(office, Press(office)), host, port)


def work(settings: Settings, tell: Callable[[str], None]) -> None:
    """The worker in this process, until SIGTERM or SIGINT."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with open_office(settings) as office:
        Worker(office, Press(office), tell).run(stop)


def supervise(commands: Sequence[Sequence[str]], ready_urls: Sequence[str], when_ready: Callable[[], None]) -> int:
    """Run these commands side by side until one ends or a signal comes, then stop all; the exit code to give."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    running = [subprocess.Popen([sys.executable, "-m", "api.cli", *command]) for command in commands]  # noqa: S603
    try:
        if _wait_ready(running, ready_urls, stop):
            when_ready()
        while not stop.is_set() and all(process.poll() is None for process in running):
            stop.wait(LOOK_SECONDS)
        return 0 if stop.is_set() else 1
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_ready(running: Sequence[subprocess.Popen[bytes]], urls: Sequence[str], stop: Event) -> bool:
    waiting = list(urls)
    for _ in range(int(READY_SECONDS / LOOK_SECONDS)):
        if stop.is_set() or any(process.poll() is not None for process in running):
            return False
        waiting = [url for url in waiting if not _answers(url)]
        if not waiting:
            return True
        stop.wait(LOOK_SECONDS)
    return False


def _answers(url: str) -> bool:
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
        return bool(answer.status == 200)  # noqa: PLR2004
    return False


def _uvicorn(app: object, host: str, port: int) -> None:
    # The windows name the proxies they believe; uvicorn would believe every loopback peer's X-Forwarded-For.
    uvicorn.run(
        app,  # type: ignore[arg-type]
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )

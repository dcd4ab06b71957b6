"""A real office behind the window: founded once, copied for each test, asked over HTTP."""

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.observe import request_log
from api.office.app import create_app
from registry import Clock, Press
from tests.api.office.counter import Counter, Open
from tests.support.founded import copy_home, found, opened


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

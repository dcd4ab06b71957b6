import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.observe import request_log
from api.public.app import create_app
from api.public.settings import PublicSettings, Rate
from keys.strongroom import Strongroom
from tests.support.published import PASSPHRASE, Published

UNLIMITED = Rate(per_second=1e6, burst=10**6)

Open = Callable[..., TestClient]


@pytest.fixture(scope="session")
def strongroom(tmp_path_factory: pytest.TempPathFactory) -> Strongroom:
    """One for all: opening a strongroom costs a quarter of a second, on purpose."""
    return Strongroom.create(tmp_path_factory.mktemp("office") / "keys", PASSPHRASE, now=datetime.now(UTC))


@pytest.fixture
def world(tmp_path: Path, strongroom: Strongroom) -> Published:
    return Published(tmp_path / "published", strongroom)


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def open_window(tmp_path: Path, log: io.StringIO) -> Iterator[Open]:
    """Opens a window over a world, with unlimited rates unless told otherwise, and closes it after the test."""
    with ExitStack() as opened:

        def open_(world: Published, **changes: Any) -> TestClient:
            app = create_app(settings_for(world, tmp_path / "state", **changes), log=request_log(log))
            return opened.enter_context(TestClient(app, raise_server_exceptions=False, follow_redirects=False))

        yield open_


@pytest.fixture
def window(open_window: Open, world: Published) -> TestClient:
    return open_window(world)


def settings_for(world: Published, state: Path, **changes: Any) -> PublicSettings:
    rates = dict.fromkeys(("verify_rate", "file_rate", "batch_rate", "lookup_rate"), UNLIMITED)
    return PublicSettings(
        **{"published": world.folder, "state": state, "root": world.root, "retry_seconds": 0, **rates, **changes}
    )

"""Fixtures of the office's tests; PostgreSQL is a real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.settings import Settings, load_settings
from tests.support.office import ISSUER, World, make_home, opened
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty office without keys, once on each store."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return load_settings(tmp_path / "home", database_url=url, allow_synthetic=True)


@pytest.fixture(scope="session")
def home_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose strongroom was made once; making one is slow on purpose."""
    folder = tmp_path_factory.mktemp("template") / "home"
    make_home(folder)
    return folder


def _copy(template: Path, folder: Path, database_url: str | None = None) -> Settings:
    shutil.copytree(template, folder)
    return load_settings(
        folder,
        database_url=database_url,
        passphrase_file=folder / "passphrase",
        allow_synthetic=True,
        issuer=ISSUER,
    )


@pytest.fixture
def settings(home_template: Path, tmp_path: Path) -> Settings:
    """An office that was founded and has no events, on SQLite."""
    return _copy(home_template, tmp_path / "home")


@pytest.fixture(params=["sqlite", "postgres"])
def each_store(request: pytest.FixtureRequest, home_template: Path, tmp_path: Path) -> Settings:
    """The same, once on each store."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return _copy(home_template, tmp_path / "home", url)


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    """An open office on 20 July 2022 with a season, a committee and its review route."""
    with opened(settings) as world:
        world.found()
        yield world

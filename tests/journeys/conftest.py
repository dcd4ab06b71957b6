"""Founded offices, of June 2022 and of today, copied for each journey, on the stores it asks for."""

from pathlib import Path

import pytest

from tests.support.homes import Homes
from tests.support.postgres import PostgresServer, postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

JUNE_2022 = "2022-06-01"


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Whatever was founded in this run."""
    return Homes(tmp_path_factory.mktemp("homes"))


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def each_server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """None, which is SQLite; then a PostgreSQL server."""
    if request.param == "sqlite":
        return None
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server


@pytest.fixture(scope="session")
def template_of_2022(homes: Homes) -> Path:
    """Founded before the season of 2022 begins."""
    return homes.template(JUNE_2022)[0]


@pytest.fixture(scope="session")
def template_of_today(homes: Homes) -> Path:
    """Founded now."""
    return homes.template()[0]


@pytest.fixture
def home_of_2022(homes: Homes, tmp_path: Path) -> Path:
    """A home that has waited since June 2022."""
    return homes.copy(tmp_path / "home", JUNE_2022)


@pytest.fixture
def each_home_of_2022(homes: Homes, each_server: PostgresServer | None, tmp_path: Path) -> Path:
    """A home of June 2022, once on each store."""
    return homes.copy(tmp_path / "home", JUNE_2022, each_server)


@pytest.fixture
def home(homes: Homes, tmp_path: Path) -> Path:
    """A home of today."""
    return homes.copy(tmp_path / "home")


@pytest.fixture
def each_home(homes: Homes, each_server: PostgresServer | None, tmp_path: Path) -> Path:
    """A home of today, once on each store."""
    return homes.copy(tmp_path / "home", server=each_server)

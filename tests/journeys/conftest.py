"""Founded offices, one of June 2022 and one of today, copied for each journey."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.clock import FixedClock
from tests.support.founded import copy_home, found
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(scope="session")
def template_of_2022(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Founded before the season of 2022 begins."""
    home = tmp_path_factory.mktemp("of-2022") / "home"
    found(home, clock=FixedClock(datetime(2022, 6, 1, tzinfo=UTC)))
    return home


@pytest.fixture(scope="session")
def template_of_today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Founded now."""
    home = tmp_path_factory.mktemp("of-today") / "home"
    found(home)
    return home


@pytest.fixture
def home_of_2022(template_of_2022: Path, tmp_path: Path) -> Path:
    """A home that has waited since June 2022."""
    copy_home(template_of_2022, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(params=["sqlite", "postgres"])
def each_home_of_2022(request: pytest.FixtureRequest, template_of_2022: Path, tmp_path: Path) -> Path:
    """A home of June 2022, once on each store."""
    if request.param == "sqlite":
        copy_home(template_of_2022, tmp_path / "home")
    else:
        found(
            tmp_path / "home",
            clock=FixedClock(datetime(2022, 6, 1, tzinfo=UTC)),
            database_url=request.getfixturevalue("postgres_url"),
        )
    return tmp_path / "home"


@pytest.fixture
def home(template_of_today: Path, tmp_path: Path) -> Path:
    """A home of today."""
    copy_home(template_of_today, tmp_path / "home")
    return tmp_path / "home"

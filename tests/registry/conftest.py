"""Fixtures of the office's tests; PostgreSQL is a real server."""

from pathlib import Path

import pytest

from registry.settings import Settings, load_settings
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty office, once on each store."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return load_settings(tmp_path / "home", database_url=url, allow_synthetic=True)

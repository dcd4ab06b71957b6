"""The library's own contract for recorders, run against both stores exactly as this office configures them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from eventsourcing import cryptography
from eventsourcing.persistence import ApplicationRecorder

# The exported cases import a cipher that needs another library; only their cipher cases, not these, would use it.
sys.modules.setdefault("eventsourcing.cipher", cryptography)

from eventsourcing.tests import persistence as contract  # noqa: E402 - see above

from registry.application import Registry, open_registry  # noqa: E402 - see above
from registry.settings import load_settings  # noqa: E402 - see above


class _OnSqlite:
    registry: Registry

    @pytest.fixture(autouse=True)
    def _store(self, tmp_path: Path) -> Iterator[None]:
        with open_registry(load_settings(tmp_path / "home")) as self.registry:
            yield

    def create_recorder(self) -> ApplicationRecorder:
        return self.registry.recorder


class _OnPostgres:
    registry: Registry

    @pytest.fixture(autouse=True)
    def _store(self, tmp_path: Path, postgres_url: str) -> Iterator[None]:
        settings = load_settings(tmp_path / "home", database_url=postgres_url)
        with open_registry(settings) as self.registry:
            yield

    def create_recorder(self) -> ApplicationRecorder:
        return self.registry.recorder


class TestRecorderOnSqlite(_OnSqlite, contract.ApplicationRecorderTestCase[ApplicationRecorder]):
    """Conflicts, limits, topics and threads."""


class TestOrderOnSqlite(_OnSqlite, contract.NonInterleavingNotificationIDsBaseCase):
    """The events of one transaction stand together."""


class TestRecorderOnPostgres(_OnPostgres, contract.ApplicationRecorderTestCase[ApplicationRecorder]):
    """Conflicts, limits, topics and threads."""

    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = False  # a failed transaction uses up ids there


class TestOrderOnPostgres(_OnPostgres, contract.NonInterleavingNotificationIDsBaseCase):
    """The events of one transaction stand together."""

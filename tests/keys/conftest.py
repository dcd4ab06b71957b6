from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from keys.strongroom import Strongroom
from keys.trust_repository import TrustRepository

# The TUF client asks the machine's clock, so the repository is written by it too.
NOW = datetime.now(UTC)
PASSPHRASE = b"correct horse battery staple"


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A strongroom that no test may change: creating one costs a third of a second, on purpose."""
    folder = tmp_path_factory.mktemp("office") / "keys"
    Strongroom.create(folder, PASSPHRASE, now=NOW)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    yield folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.fixture(scope="session")
def strongroom(shared_folder: Path) -> Strongroom:
    return Strongroom.open(shared_folder, PASSPHRASE)


@pytest.fixture
def repository(tmp_path: Path, strongroom: Strongroom) -> TrustRepository:
    made = TrustRepository(tmp_path / "trust", strongroom)
    made.create(b'{"issuers": 1}', b'{"codes": 1}', b'{"agreements": []}', NOW)
    return made

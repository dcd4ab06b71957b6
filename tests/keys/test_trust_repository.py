import json
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import ExpiredMetadataError, RepositoryError

from keys.errors import (
    KeyAway,
    RepositoryExists,
    RepositoryMissing,
    RepositoryTampered,
    RepositoryUnwritable,
    TargetNotAllowed,
)
from keys.pruning import GRACE_SECONDS
from keys.strongroom import Strongroom
from keys.trust_repository import PRUNE_EVERY, TrustRepository
from tests.keys.conftest import NOW, PASSPHRASE
from tests.keys.reader import Reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "trust"


@pytest.fixture
def reader(repository: TrustRepository, folder: Path, tmp_path: Path) -> Reader:
    return Reader(folder, tmp_path / "reader", repository.first_root())


def metadata(folder: Path, name: str) -> dict[str, object]:
    signed: dict[str, object] = json.loads((folder / "metadata" / name).read_bytes())["signed"]
    return signed


def test_an_ordinary_tuf_client_walks_a_new_repository(reader: Reader) -> None:
    assert reader.walk("issuers.json", "codes.json", "recognition.json") == [
        b'{"issuers": 1}',
        b'{"codes": 1}',
        b'{"agreements": []}',
    ]


def test_a_client_follows_five_publications_and_a_change_of_codes(repository: TrustRepository, reader: Reader) -> None:
    for number in range(5):
        version = repository.publish({"status/1.cwt": b"list %d" % number, "integrity.cbor": b"none"}, NOW)
        assert version == number + 2
        assert reader.walk("status/1.cwt", "integrity.cbor") == [b"list %d" % number, b"none"]
    assert repository.publish_codes({"codes.json": b'{"codes": 2}'}, NOW) == 7
    repository.publish({"history.cbor": b"h"}, NOW)
    assert reader.walk("codes.json", "issuers.json", "status/1.cwt", "history.cbor") == [
        b'{"codes": 2}',
        b'{"issuers": 1}',
        b"list 4",
        b"h",
    ]


def test_a_target_that_is_not_named_stays_published(repository: TrustRepository, reader: Reader) -> None:
    repository.publish({"status/1.cwt": b"one", "status/2.cwt": b"two"}, NOW)
    repository.publish({"status/2.cwt": b"two again"}, NOW)
    assert reader.walk("status/1.cwt", "status/2.cwt") == [b"one", b"two again"]


def test_publishing_nothing_renews_the_online_roles(
    repository: TrustRepository, folder: Path, strongroom: Strongroom
) -> None:
    repository.publish({}, NOW + timedelta(days=3))
    renewed = {expiry.role: expiry.expires_at for expiry in TrustRepository(folder, strongroom).expiries()}
    eight_days_on = (NOW + timedelta(days=11)).replace(microsecond=0)
    assert renewed["status"] == renewed["snapshot"] == renewed["timestamp"] == eight_days_on
    assert renewed["root"] == renewed["targets"] == (NOW + timedelta(days=365)).replace(microsecond=0)


def test_a_client_refuses_what_was_not_renewed_for_eight_days(repository: TrustRepository, reader: Reader) -> None:
    repository.publish({}, NOW - timedelta(days=8, minutes=1))
    with pytest.raises(ExpiredMetadataError):
        reader.walk("codes.json")


def test_the_status_key_cannot_speak_for_issuers(repository: TrustRepository) -> None:
    for name in (
        "issuers.json",
        "codes.json",
        "status/",
        "status/../issuers.json",
        "status/a/b",
        "status/.hidden.cwt",
        "status/1.txt",
        "",
    ):
        with pytest.raises(TargetNotAllowed):
            repository.publish({name: b"x"}, NOW)
    with pytest.raises(TargetNotAllowed):
        repository.publish_codes({"status/1.cwt": b"x"}, NOW)


def test_a_status_key_alone_gets_no_client_to_believe_new_issuers(folder: Path, reader: Reader) -> None:
    delegation = metadata(folder, "1.targets.json")["delegations"]
    assert isinstance(delegation, dict)
    assert delegation["roles"][0]["paths"] == ["status/*", "integrity.cbor", "history.cbor"]
    assert delegation["roles"][0]["terminating"]
    with pytest.raises(LookupError):
        reader.walk("status/1.cwt")


def test_a_second_creation_is_refused(repository: TrustRepository, folder: Path, strongroom: Strongroom) -> None:
    first = repository.first_root()
    with pytest.raises(RepositoryExists):
        TrustRepository(folder, strongroom).create(b"{}", b"{}", b"{}", NOW)
    assert repository.first_root() == first


def test_nothing_is_published_where_nothing_was_created(tmp_path: Path, strongroom: Strongroom) -> None:
    empty = TrustRepository(tmp_path / "nowhere", strongroom)
    with pytest.raises(RepositoryMissing):
        empty.publish({"status/1.cwt": b"x"}, NOW)
    with pytest.raises(RepositoryMissing):
        empty.first_root()
    assert list(tmp_path.iterdir()) == []


def test_a_renewed_root_is_followed_by_a_client_that_knows_the_first(
    repository: TrustRepository, reader: Reader, folder: Path
) -> None:
    reader.walk("codes.json")
    assert repository.renew_root(NOW + timedelta(days=300)) == 2
    reader.walk("codes.json")
    root = reader.home / "metadata" / "root.json"
    assert root.read_bytes() == (folder / "metadata" / "2.root.json").read_bytes()
    assert {e.role: e.version for e in repository.expiries()}["root"] == 2


def test_the_worker_is_told_to_publish_a_day_after_the_last_time(repository: TrustRepository) -> None:
    day = timedelta(days=1)
    assert repository.next_due() == (NOW + day).replace(microsecond=0)
    assert repository.expires_soon(NOW) == []
    assert [e.role for e in repository.expires_soon(NOW + day)] == ["status", "snapshot", "timestamp"]
    assert {e.role for e in repository.expires_soon(NOW + 335 * day)} >= {"root", "targets"}
    assert "root" not in {e.role for e in repository.expires_soon(NOW + 334 * day)}


def test_codes_cannot_change_while_the_targets_key_is_away(tmp_path: Path) -> None:
    Strongroom.create(tmp_path / "keys", PASSPHRASE, now=NOW)
    repository = TrustRepository(tmp_path / "trust", Strongroom.open(tmp_path / "keys", PASSPHRASE))
    repository.create(b"{}", b"{}", b"{}", NOW)
    for name in ("root.pem", "targets.pem"):
        (tmp_path / "keys" / name).rename(tmp_path / name)
    online = TrustRepository(tmp_path / "trust", Strongroom.open(tmp_path / "keys", PASSPHRASE))
    assert online.publish({"status/1.cwt": b"x"}, NOW) == 2
    with pytest.raises(KeyAway):
        online.publish_codes({"codes.json": b"{}"}, NOW)
    with pytest.raises(KeyAway):
        online.renew_root(NOW)
    assert online.publish({"status/1.cwt": b"y"}, NOW) == 3
    assert Reader(tmp_path / "trust", tmp_path / "reader", repository.first_root()).walk("status/1.cwt") == [b"y"]


@pytest.mark.parametrize("name", ["timestamp.json", "2.snapshot.json", "2.status.json", "1.targets.json"])
def test_altered_metadata_are_never_signed_on(repository: TrustRepository, folder: Path, name: str) -> None:
    """Whoever can write the published folder must not get us to sign what they put there."""
    repository.publish({"status/1.cwt": b"good"}, NOW)
    path = folder / "metadata" / name
    good = path.read_bytes()
    forged = re.sub(rb'"expires":\s*"\d{4}', b'"expires":"2099', good)
    assert forged != good
    path.write_bytes(forged)
    with pytest.raises(RepositoryTampered):
        repository.publish({"status/2.cwt": b"x"}, NOW)
    path.write_bytes(b"{}")
    with pytest.raises(RepositoryTampered):
        repository.publish({"status/2.cwt": b"x"}, NOW)
    path.write_bytes(good)
    assert repository.publish({"status/2.cwt": b"x"}, NOW) == 3


@pytest.mark.usefixtures("repository")
def test_the_repository_of_another_strongroom_is_not_continued(folder: Path, tmp_path: Path) -> None:
    stranger = Strongroom.create(tmp_path / "other-keys", PASSPHRASE, now=NOW)
    with pytest.raises(RepositoryTampered):
        TrustRepository(folder, stranger).publish({}, NOW)


def test_an_older_copy_put_in_place_is_noticed(repository: TrustRepository, folder: Path) -> None:
    old = (folder / "metadata" / "timestamp.json").read_bytes()
    repository.publish({"status/1.cwt": b"x"}, NOW)
    (folder / "metadata" / "timestamp.json").write_bytes(old)
    with pytest.raises(RepositoryTampered, match="went back from version 2 to 1"):
        repository.publish({"status/1.cwt": b"y"}, NOW)


def test_a_damaged_target_is_written_again(repository: TrustRepository, folder: Path, reader: Reader) -> None:
    repository.publish({"status/1.cwt": b"whole"}, NOW)
    (target,) = (folder / "targets" / "status").iterdir()
    target.write_bytes(b"ha")
    with pytest.raises(RepositoryError):
        reader.walk("status/1.cwt")
    repository.publish({"status/1.cwt": b"whole"}, NOW)
    assert reader.walk("status/1.cwt") == [b"whole"]


def test_a_full_disk_is_a_plain_error_and_the_last_publication_stays(
    repository: TrustRepository, folder: Path, reader: Reader, strongroom: Strongroom
) -> None:
    repository.publish({"status/1.cwt": b"old"}, NOW)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path), len(content))

    with pytest.raises(RepositoryUnwritable, match="No space left"):
        TrustRepository(folder, strongroom, write=full).publish({"status/1.cwt": b"new"}, NOW)
    assert reader.walk("status/1.cwt") == [b"old"]


def test_old_files_go_after_a_day_and_current_ones_never(
    repository: TrustRepository, folder: Path, reader: Reader
) -> None:
    for number in range(PRUNE_EVERY - 3):
        repository.publish({"status/1.cwt": b"%d" % number, "status/2.cwt": b"same"}, NOW)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    fresh = folder / "metadata" / "20.snapshot.json"
    for path in paths:
        if path != fresh:
            a_day_ago = path.stat().st_mtime - GRACE_SECONDS - 1
            os.utime(path, (a_day_ago, a_day_ago))
    repository.publish({"status/1.cwt": b"last but one"}, NOW)
    assert set(paths) <= set(folder.rglob("*"))
    repository.publish({"status/1.cwt": b"last"}, NOW)
    left = {path.name for path in (folder / "metadata").iterdir()}
    assert left == {
        "1.root.json",
        "1.targets.json",
        "timestamp.json",
        "20.snapshot.json",
        *(f"{version}.{role}.json" for version in (30, 31, 32) for role in ("snapshot", "status")),
    }
    assert reader.walk("status/1.cwt", "status/2.cwt", "codes.json") == [b"last", b"same", b'{"codes": 1}']

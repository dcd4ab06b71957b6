"""A publication cut after any write, by an error or by the death of its process, and many publishers at once."""

import itertools
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, wait
from pathlib import Path

import pytest

from keys.files import replace_file
from keys.strongroom import Strongroom
from keys.trust_repository import PRUNE_EVERY, TrustRepository
from tests.keys.conftest import NOW, PASSPHRASE
from tests.keys.reader import Reader

OLD = {"status/1.cwt": b"old 1", "status/2.cwt": b"same", "integrity.cbor": b"old"}
NEW = {"status/1.cwt": b"new 1", "status/2.cwt": b"same", "integrity.cbor": b"new", "history.cbor": b"first"}
WRITES_OF_NEW = 6  # three targets that differ, status, snapshot, timestamp


class Cut(BaseException):
    """What no handler catches: the plug is pulled."""


class CuttingWriter:
    """Writes properly so many times, then leaves half a file beside its place and stops."""

    def __init__(self, left: int, *, dies: bool = False) -> None:
        self.left = left
        self.dies = dies

    def __call__(self, path: Path, content: bytes) -> None:
        if self.left == 0:
            path.with_name(f".{path.name}.new").write_bytes(content[: len(content) // 2])
            if self.dies:
                os._exit(9)
            raise Cut
        self.left -= 1
        replace_file(path, content)


def served(reader: Reader) -> dict[str, bytes]:
    return dict(zip(OLD, reader.walk(*OLD), strict=True))


@pytest.mark.parametrize("writes", range(WRITES_OF_NEW))
def test_a_publication_cut_anywhere_leaves_the_old_whole_and_the_next_one_succeeds(
    repository: TrustRepository, strongroom: Strongroom, tmp_path: Path, writes: int
) -> None:
    repository.publish(OLD, NOW)
    reader = Reader(tmp_path / "trust", tmp_path / "reader", repository.first_root())
    with pytest.raises(Cut):
        TrustRepository(tmp_path / "trust", strongroom, write=CuttingWriter(writes)).publish(NEW, NOW)
    assert served(reader) == OLD
    assert repository.publish(NEW, NOW) == 3
    assert reader.walk(*NEW) == list(NEW.values())
    newcomer = Reader(tmp_path / "trust", tmp_path / "newcomer", repository.first_root())
    assert newcomer.walk(*NEW) == list(NEW.values())


def test_a_sweep_before_a_cut_takes_nothing_that_is_still_served(
    repository: TrustRepository, strongroom: Strongroom, tmp_path: Path
) -> None:
    for _ in range(PRUNE_EVERY - 2):
        repository.publish(OLD, NOW)
    files = [path for path in (tmp_path / "trust").rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, (0, 0))
    with pytest.raises(Cut):
        TrustRepository(tmp_path / "trust", strongroom, write=CuttingWriter(0)).publish(NEW, NOW)
    assert len(list((tmp_path / "trust" / "metadata").iterdir())) < 10  # it did sweep
    assert served(Reader(tmp_path / "trust", tmp_path / "reader", repository.first_root())) == OLD
    assert repository.publish(NEW, NOW) == PRUNE_EVERY
    old = {path for path in files if path.parent.name == "status"}
    assert len(old) == 2
    assert all(path.exists() for path in old)  # a reader may be on its way to them


def test_without_a_cut_that_publication_needs_exactly_those_writes(
    repository: TrustRepository, strongroom: Strongroom, tmp_path: Path
) -> None:
    repository.publish(OLD, NOW)
    writer = CuttingWriter(WRITES_OF_NEW)
    TrustRepository(tmp_path / "trust", strongroom, write=writer).publish(NEW, NOW)
    assert writer.left == 0


@pytest.mark.parametrize("writes", range(7))
def test_a_creation_cut_anywhere_is_taken_up_again_with_the_same_root(
    strongroom: Strongroom, tmp_path: Path, writes: int
) -> None:
    """Someone may have read the fingerprint aloud already."""
    folder = tmp_path / "trust"
    with pytest.raises(Cut):
        TrustRepository(folder, strongroom, write=CuttingWriter(writes)).create(b"i", b"c", b"r", NOW)
    root = folder / "metadata" / "1.root.json"
    before = root.read_bytes() if writes else None
    repository = TrustRepository(folder, strongroom)
    assert repository.create(b"i", b"c", b"r", NOW) == 1
    assert before in {None, root.read_bytes()}
    assert Reader(folder, tmp_path / "reader", repository.first_root()).walk("issuers.json") == [b"i"]


def publish_and_die(keys_folder: Path, trust: Path, writes: int) -> None:
    room = Strongroom.open(keys_folder, PASSPHRASE)
    TrustRepository(trust, room, write=CuttingWriter(writes, dies=True)).publish(NEW, NOW)


@pytest.mark.parametrize("writes", [0, 3, WRITES_OF_NEW - 1])
def test_a_publisher_that_dies_holds_no_lock(
    repository: TrustRepository, shared_folder: Path, tmp_path: Path, writes: int
) -> None:
    repository.publish(OLD, NOW)
    reader = Reader(tmp_path / "trust", tmp_path / "reader", repository.first_root())
    process = multiprocessing.get_context("spawn").Process(
        target=publish_and_die, args=(shared_folder, tmp_path / "trust", writes)
    )
    process.start()
    process.join(timeout=60)
    assert process.exitcode == 9
    assert served(reader) == OLD
    assert repository.publish(NEW, NOW) == 3
    assert reader.walk(*NEW) == list(NEW.values())


def publish_ten(keys_folder: Path, trust: Path, name: str) -> list[int]:
    repository = TrustRepository(trust, Strongroom.open(keys_folder, PASSPHRASE))
    return [repository.publish({f"status/{name}.cwt": b"%s %d" % (name.encode(), n)}, NOW) for n in range(10)]


def test_publishers_in_several_processes_never_give_a_version_twice_nor_lose_a_target(
    repository: TrustRepository, shared_folder: Path, tmp_path: Path
) -> None:
    trust = tmp_path / "trust"
    reader = Reader(trust, tmp_path / "reader", repository.first_root())
    names = ["a", "b", "c"]
    with ProcessPoolExecutor(len(names), mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(publish_ten, shared_folder, trust, name) for name in names]
        while wait(jobs, timeout=0).not_done:
            assert reader.walk("codes.json") == [b'{"codes": 1}']  # whole at every moment
        versions = [job.result() for job in jobs]
    assert sorted(itertools.chain(*versions)) == list(range(2, 32))
    assert reader.walk(*(f"status/{name}.cwt" for name in names)) == [b"a 9", b"b 9", b"c 9"]

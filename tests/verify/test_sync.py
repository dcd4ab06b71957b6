"""What a refresh brings in, and that a folder is always whole."""

import multiprocessing
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.tuf_world import LIST, START, TrustWorld, serving
from verify import sync
from verify.errors import TrustError
from verify.status import Status

DAY = timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> TrustWorld:
    world = TrustWorld(tmp_path / "repository")
    world.publish()
    return world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "trust"


def test_a_server_fills_an_empty_folder_whose_trust_can_then_be_read_without_it(
    world: TrustWorld, folder: Path
) -> None:
    with serving(world.folder) as server:
        fresh = sync.refresh(server.url, folder, root=world.root, at=START)
    kept = sync.load(folder)
    assert kept.status_of(LIST, 5).status is Status.VALID
    assert kept == fresh
    assert kept.problems == ()
    assert kept.known_at == START


def test_a_directory_and_a_pack_carry_the_same_trust_as_a_server(world: TrustWorld, tmp_path: Path) -> None:
    pack = tmp_path / "trust.zcpack"
    sync.write_pack(world.folder, pack)
    with serving(world.folder) as server:
        by_server = sync.refresh(server.url, tmp_path / "a", root=world.root, at=START)
    by_directory = sync.refresh(world.folder, tmp_path / "b", root=world.root, at=START)
    by_pack = sync.refresh(str(pack), tmp_path / "c", root=world.root, at=START)
    assert by_server == by_directory == by_pack


def test_a_folder_that_trusts_nobody_yet_asks_for_a_root(world: TrustWorld, folder: Path) -> None:
    with pytest.raises(TrustError) as refused:
        sync.refresh(world.folder, folder, at=START)
    assert refused.value.code == "root_needed"
    with pytest.raises(TrustError) as empty:
        sync.load(folder)
    assert empty.value.code == "root_needed"


def test_a_root_can_be_compared_by_its_fingerprint_before_it_is_trusted(world: TrustWorld) -> None:
    with serving(world.folder) as server:
        offered = sync.fetch_root(server.url)
    assert offered == world.root
    assert sync.root_fingerprint(offered) == sync.root_fingerprint(world.root)
    assert len(sync.root_fingerprint(offered)) == 64


def test_a_folder_founded_on_one_root_refuses_another(world: TrustWorld, folder: Path, tmp_path: Path) -> None:
    sync.refresh(world.folder, folder, root=world.root, at=START)
    other = TrustWorld(tmp_path / "other")
    other.publish()
    with pytest.raises(TrustError) as refused:
        sync.refresh(other.folder, folder, root=other.root, at=START)
    assert refused.value.code == "root_differs"
    with pytest.raises(TrustError) as unsigned:
        sync.refresh(other.folder, folder, at=START)
    assert unsigned.value.code == "tampered"
    assert sync.load(folder).status_of(LIST, 5).status is Status.VALID


def test_a_new_publication_replaces_the_old_one_and_leaves_nothing_behind(world: TrustWorld, folder: Path) -> None:
    sync.refresh(world.folder, folder, root=world.root, at=START)
    world.publish(START + DAY, statuses={5: 1})
    sync.refresh(world.folder, folder, at=START + DAY)
    assert sync.load(folder).status_of(LIST, 5).status is Status.INVALID
    assert len(list(folder.glob("generation-*"))) == 1


def test_an_unchanged_list_is_not_fetched_again(world: TrustWorld, folder: Path) -> None:
    with serving(world.folder) as server:
        sync.refresh(server.url, folder, root=world.root, at=START)
        sync.refresh(server.url, folder, at=START)
        targets = {path: count for path, count in server.seen.items() if path.startswith("/targets/")}
    assert set(targets.values()) == {1}
    assert len(targets) == 6


def test_a_rotated_root_is_followed_from_the_root_that_founded_the_folder(world: TrustWorld, folder: Path) -> None:
    sync.refresh(world.folder, folder, root=world.root, at=START)
    world.rotate_root(START + DAY)
    world.rotate_root(START + 2 * DAY)
    world.publish(START + 2 * DAY, statuses={5: 2})
    sync.refresh(world.folder, folder, at=START + 2 * DAY)
    assert sync.load(folder).status_of(LIST, 5).status is Status.SUSPENDED
    assert (folder / "root.json").read_bytes() == world.root


def test_a_carried_pack_past_its_expiry_is_loaded_and_left_to_be_judged_by_its_lists(
    world: TrustWorld, folder: Path
) -> None:
    trust = sync.refresh(world.folder, folder, root=world.root, at=START + 60 * DAY)
    standing = trust.status_of(LIST, 5)
    assert standing.status_list is not None
    assert standing.status_list.expires_at == START + 7 * DAY


def test_a_mirrored_partners_list_is_kept_and_a_name_of_no_meaning_is_not(world: TrustWorld, folder: Path) -> None:
    world.publish(START, more={"status/partner-1.cwt": b"not a list", "status/readme.txt": b"hello"})
    trust = sync.refresh(world.folder, folder, root=world.root, at=START)
    assert len(trust.problems) == 1
    assert trust.problems[0].startswith("status/partner-1.cwt")
    assert not list(folder.rglob("readme.txt"))


def test_known_good_time_is_the_newest_signed_instant_and_a_remembered_clock_within_the_lists_life(
    world: TrustWorld, folder: Path
) -> None:
    sync.refresh(world.folder, folder, root=world.root, at=START)
    assert sync.last_known_good(folder) == START
    sync.remember(folder, START + 2 * DAY)
    assert sync.last_known_good(folder) == START + 2 * DAY
    sync.remember(folder, START + DAY)
    assert sync.last_known_good(folder) == START + 2 * DAY
    sync.remember(folder, START + 30 * 365 * DAY)
    assert sync.last_known_good(folder) == START + 7 * DAY


def _refresh_often(source: Path, folder: Path, times: int) -> None:
    for _ in range(times):
        sync.refresh(source, folder, at=START)


def test_two_processes_that_refresh_at_once_leave_a_whole_folder(world: TrustWorld, folder: Path) -> None:
    sync.refresh(world.folder, folder, root=world.root, at=START)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_refresh_often, args=(world.folder, folder, 8)) for _ in range(2)]
    for worker in workers:
        worker.start()
    seen = 0
    while any(worker.is_alive() for worker in workers):
        assert sync.load(folder).status_of(LIST, 5).status is Status.VALID
        seen += 1
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert seen > 0
    assert len(list(folder.glob("generation-*"))) == 1


def test_a_crash_before_the_last_step_leaves_the_old_trust_and_no_litter_after_the_next_refresh(
    world: TrustWorld, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.refresh(world.folder, folder, root=world.root, at=START)
    world.publish(START + DAY, statuses={5: 1})

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sync, "commit", cut)
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)  # a cut power line tidies nothing
        with pytest.raises(KeyboardInterrupt):
            sync.refresh(world.folder, folder, at=START + DAY)
    assert sync.load(folder).status_of(LIST, 5).status is Status.VALID
    sync.refresh(world.folder, folder, at=START + DAY)
    assert sync.load(folder).status_of(LIST, 5).status is Status.INVALID
    assert len(list(folder.glob("generation-*"))) == 1


def test_a_damaged_folder_says_so(world: TrustWorld, folder: Path) -> None:
    sync.refresh(world.folder, folder, root=world.root, at=START)
    next(folder.rglob("issuers.json")).write_bytes(b"{}")
    with pytest.raises(TrustError) as damaged:
        sync.load(folder)
    assert damaged.value.code == "tampered"
    next(folder.rglob("codes.json")).unlink()
    with pytest.raises(TrustError) as incomplete:
        sync.load(folder)
    assert incomplete.value.code == "tampered"
    (folder / "known.json").write_text("[]")
    with pytest.raises(TrustError) as unreadable:
        sync.load(folder)
    assert unreadable.value.code == "malformed"


def test_a_folder_that_cannot_be_written_is_a_clear_error(world: TrustWorld, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TrustError) as refused:
        sync.refresh(world.folder, tmp_path / "file" / "trust", root=world.root, at=START)
    assert refused.value.code == "unwritable"

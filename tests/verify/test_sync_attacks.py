"""Sources that lie: what is refused, under which code, and that the folder keeps the trust it had (SC-11)."""

import shutil
import struct
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Targets

from tests.support.tuf_world import LIST, START, TrustWorld, serving
from verify import limits, sync
from verify.errors import TrustError
from verify.status import Status

DAY = timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> TrustWorld:
    world = TrustWorld(tmp_path / "repository")
    world.publish()
    return world


@pytest.fixture
def folder(world: TrustWorld, tmp_path: Path) -> Path:
    """A folder that trusts the world as of START, when position 5 was valid."""
    folder = tmp_path / "trust"
    sync.refresh(world.folder, folder, root=world.root, at=START)
    return folder


def refused(source: str | Path, folder: Path, **options: object) -> str:
    """The code of the refusal; the trust that was there is still there, byte for byte."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(TrustError) as error:
        sync.refresh(source, folder, **{"at": START, **options})  # type: ignore[arg-type]
    assert len(str(error.value)) > len(error.value.code)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    return error.value.code


@pytest.mark.covers("SC-11", "R-VER-2")
def test_a_list_from_before_the_revocation_served_after_a_newer_one_was_seen_is_refused(
    world: TrustWorld, folder: Path, tmp_path: Path
) -> None:
    old = shutil.copytree(world.folder, tmp_path / "old")
    old_pack = tmp_path / "old.zcpack"
    sync.write_pack(old, old_pack)
    world.publish(START + DAY, statuses={5: 1})
    sync.refresh(world.folder, folder, at=START + DAY)
    with serving(old) as server:
        assert refused(server.url, folder) == "rolled_back"
    assert refused(old, folder) == "rolled_back"
    assert refused(old_pack, folder) == "rolled_back"
    assert sync.load(folder).status_of(LIST, 5).status is Status.INVALID


def test_a_lower_list_number_is_refused_even_when_the_online_keys_sign_it_as_newest(
    world: TrustWorld, folder: Path
) -> None:
    world.publish(START + DAY, number=9, statuses={5: 1})
    sync.refresh(world.folder, folder, at=START + DAY)
    world.publish(START + 2 * DAY, number=8)
    assert refused(world.folder, folder, at=START + 2 * DAY) == "rolled_back"


def test_a_server_frozen_past_its_expiry_is_refused(world: TrustWorld, folder: Path) -> None:
    with serving(world.folder) as server:
        assert refused(server.url, folder, at=START + 8 * DAY) == "expired"


def test_a_clock_set_back_does_not_thaw_a_frozen_server(world: TrustWorld, folder: Path) -> None:
    world.publish(START, life=30 * DAY)
    sync.refresh(world.folder, folder, at=START)
    sync.remember(folder, START + 20 * DAY)
    with serving(world.folder) as server:
        assert refused(server.url, folder, at=START) == "expired"


def test_a_carried_pack_under_an_expired_root_is_refused(world: TrustWorld, folder: Path) -> None:
    assert refused(world.folder, folder, at=START + 366 * DAY) == "expired"


def test_a_list_that_was_swapped_is_refused(world: TrustWorld, folder: Path) -> None:
    world.publish(START, statuses={5: 1})
    with serving(world.folder) as server:
        new = [path for path in (world.folder / "targets/status").iterdir() if not list(folder.rglob(path.name))]
        for path in new:
            lie = bytearray(path.read_bytes())
            lie[-1] ^= 1
            server.lies[f"/targets/status/{path.name}"] = bytes(lie)
        assert refused(server.url, folder) == "tampered"


def test_old_and_new_metadata_mixed_are_refused(world: TrustWorld, folder: Path) -> None:
    old = (world.folder / "metadata/1.snapshot.json").read_bytes()
    world.publish(START)
    with serving(world.folder) as server:
        server.lies["/metadata/2.snapshot.json"] = old
        assert refused(server.url, folder) == "tampered"


def test_a_timestamp_signed_by_a_stranger_is_refused(world: TrustWorld, folder: Path) -> None:
    world.signers["online"] = CryptoSigner.generate_ecdsa()
    world.publish(START)
    assert refused(world.folder, folder) == "tampered"


def test_a_root_that_its_predecessor_did_not_sign_is_refused(world: TrustWorld, folder: Path) -> None:
    world.signers["root"] = CryptoSigner.generate_ecdsa()
    world.rotate_root(START)
    assert refused(world.folder, folder) == "tampered"


def test_a_file_that_never_ends_is_cut_off(world: TrustWorld, folder: Path) -> None:
    with serving(world.folder) as server:
        server.endless.add("/metadata/timestamp.json")
        assert refused(server.url, folder) == "too_large"


def test_a_file_that_does_not_come_in_time_is_given_up(
    world: TrustWorld, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_SECONDS", 0.5)
    with serving(world.folder) as server:
        server.trickling.add("/metadata/timestamp.json")
        assert refused(server.url, folder) == "unreachable"


def test_a_server_that_accepts_and_says_nothing_is_given_up(
    world: TrustWorld, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SOCKET_SECONDS", 0.1)
    with serving(world.folder) as server:
        server.silent.add("/metadata/timestamp.json")
        assert refused(server.url, folder) == "unreachable"


def test_a_server_that_sends_its_headers_a_byte_at_a_time_is_given_up(
    world: TrustWorld, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_SECONDS", 0.5)
    with serving(world.folder) as server:
        server.dripping.add("/metadata/timestamp.json")
        assert refused(server.url, folder) == "unreachable"


def test_a_server_that_is_not_there_is_unreachable(world: TrustWorld, folder: Path) -> None:
    with serving(world.folder) as server:
        gone = server.url
    assert refused(gone, folder) == "unreachable"
    assert refused(folder / "nothing", folder) == "unreachable"


@pytest.mark.parametrize(
    "address", ["https://", "https://host/trust?x=1", "https://host/#x", "https://me:pw@host/", "https://[/"]
)
def test_an_address_that_can_be_no_repository_is_refused_before_anything_is_sent(address: str, folder: Path) -> None:
    assert refused(address, folder) == "malformed"


def test_a_proxy_of_a_kind_that_is_not_known_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert refused("http://zc.example.cn/trust", folder) == "malformed"


def test_a_login_page_in_place_of_metadata_is_malformed(world: TrustWorld, folder: Path) -> None:
    with serving(world.folder) as server:
        server.lies["/metadata/timestamp.json"] = b"<html>Please log in to the network</html>"
        assert refused(server.url, folder) == "malformed"


def test_a_root_that_is_no_root_founds_nothing(world: TrustWorld, tmp_path: Path) -> None:
    with pytest.raises(TrustError) as error:
        sync.refresh(world.folder, tmp_path / "new", root=b"{}", at=START)
    assert error.value.code == "malformed"
    assert not (tmp_path / "new" / "root.json").exists()


def test_a_repository_without_the_issuers_or_the_status_role_is_malformed(world: TrustWorld, folder: Path) -> None:
    assert refused(_with_offline(world, lambda targets: targets.targets.pop("issuers.json")), folder) == "malformed"


def test_a_repository_that_delegates_nothing_is_malformed(world: TrustWorld, folder: Path) -> None:
    assert refused(_with_offline(world, lambda targets: setattr(targets, "delegations", None)), folder) == "malformed"


def test_a_repository_of_more_than_a_pack_can_hold_is_refused_before_it_is_fetched(
    world: TrustWorld, folder: Path
) -> None:
    def grow(targets: Targets) -> None:
        targets.targets["issuers.json"].length = limits.PACK_MEMBER_BYTES + 1

    assert refused(_with_offline(world, grow), folder) == "too_large"


def _with_offline(world: TrustWorld, change: Callable[[Targets], object]) -> Path:
    """The same repository with changed, truly signed offline targets of a higher version."""
    targets = Metadata[Targets].from_file(str(world.folder / "metadata/1.targets.json")).signed
    targets.version = world.offline_version = 2
    change(targets)
    world.write(targets, "2.targets.json", "targets")
    world.publish(START)
    return world.folder


# Packs.


def zipped(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../root.json",
        "metadata/../../known.json",
        "/etc/passwd",
        "metadata/a/b/c/d/e",
        "C:/metadata/timestamp.json",
        "metadata\\timestamp.json",
        "targets/.hidden",
        "readme.txt",
    ],
)
def test_a_pack_with_a_path_outside_its_two_folders_is_malformed(name: str, folder: Path, tmp_path: Path) -> None:
    assert refused(zipped(tmp_path / "x.zcpack", {name: b"x"}), folder) == "malformed"


def test_a_pack_with_one_name_twice_is_malformed(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zcpack"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata/timestamp.json", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("metadata/timestamp.json", b"2")
    assert refused(path, folder) == "malformed"


def test_a_pack_that_unpacks_to_too_much_is_refused_unread(folder: Path, tmp_path: Path) -> None:
    one = zipped(tmp_path / "one.zcpack", {"metadata/timestamp.json": bytes(limits.PACK_MEMBER_BYTES + 1)})
    assert refused(one, folder) == "too_large"
    many = zipped(tmp_path / "many.zcpack", {f"targets/{n}.json": bytes(limits.PACK_MEMBER_BYTES) for n in range(5)})
    assert refused(many, folder) == "too_large"


def test_a_pack_with_too_many_members_is_refused(folder: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zcpack", {f"targets/{n}": b"" for n in range(limits.PACK_MEMBERS + 1)})
    assert refused(path, folder) == "too_large"


def test_a_pack_that_is_too_long_is_refused_unread(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zcpack"
    with path.open("wb") as file:
        file.truncate(limits.PACK_BYTES + 1)
    assert refused(path, folder) == "too_large"


def test_a_bomb_that_understates_its_size_yields_no_more_than_it_declares(folder: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zcpack", {"metadata/timestamp.json": bytes(10 * 2**20)})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", data, data.index(signature) + offset, 100)
    path.write_bytes(data)
    assert refused(path, folder) == "malformed"


@pytest.mark.parametrize("damage", [b"", b"PK", b"\x00" * 100, b"PK\x05\x06" + b"\xff" * 18])
def test_bytes_that_are_no_pack_are_refused_with_a_sentence(damage: bytes, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zcpack"
    path.write_bytes(damage)
    assert refused(path, folder) in {"malformed", "too_large"}


def test_a_pack_cut_short_or_damaged_anywhere_never_gives_trust(
    world: TrustWorld, folder: Path, tmp_path: Path
) -> None:
    world.publish(START, statuses={5: 1})
    whole = tmp_path / "whole.zcpack"
    sync.write_pack(world.folder, whole)
    data = whole.read_bytes()
    damaged = tmp_path / "x.zcpack"
    for place in range(0, len(data), len(data) // 40):
        damaged.write_bytes(data[:place])
        assert refused(damaged, folder) in {"malformed", "unreachable", "tampered"}
    lie = data.replace(b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06")
    damaged.write_bytes(lie)
    assert refused(damaged, folder) == "malformed"


def test_a_pack_is_the_same_bytes_every_time_and_holds_the_current_files_only(
    world: TrustWorld, tmp_path: Path
) -> None:
    world.rotate_root(START)
    world.publish(START)
    sync.write_pack(world.folder, tmp_path / "a.zcpack")
    sync.write_pack(world.folder, tmp_path / "b.zcpack")
    assert (tmp_path / "a.zcpack").read_bytes() == (tmp_path / "b.zcpack").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zcpack") as archive:
        names = archive.namelist()
    assert [name for name in names if name.startswith("metadata/")] == [
        "metadata/1.root.json",
        "metadata/1.targets.json",
        "metadata/2.root.json",
        "metadata/2.snapshot.json",
        "metadata/2.status.json",
        "metadata/timestamp.json",
    ]
    assert len([name for name in names if name.startswith("targets/")]) == 6


def test_an_incomplete_repository_makes_no_pack(world: TrustWorld, tmp_path: Path) -> None:
    next((world.folder / "targets/status").iterdir()).unlink()
    with pytest.raises(TrustError) as error:
        sync.write_pack(world.folder, tmp_path / "x.zcpack")
    assert error.value.code == "unreachable"
    assert list(tmp_path.glob("*.zcpack*")) == []

import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner

from keys.errors import (
    ForeignOwner,
    InsideSourceTree,
    KeyAway,
    LaxPermissions,
    PassphraseMissing,
    StrongroomExists,
    StrongroomMissing,
    StrongroomTampered,
    StrongroomUnwritable,
    SymbolicLink,
    UnknownSigner,
    WeakPassphrase,
    WrongPassphrase,
)
from keys.guarded import read_guarded, read_passphrase
from keys.roles import OFFLINE_ROLES, Role
from keys.signers import open_signer
from keys.strongroom import INDEX, Strongroom
from tests.keys.conftest import NOW, PASSPHRASE
from verify.envelope import signature_holds
from verify.labels import ALG_ED25519, ALG_ES256
from verify.trust import kid_of


@pytest.fixture
def folder(shared_folder: Path, tmp_path: Path) -> Path:
    """A strongroom that the test may damage."""
    return Path(shutil.copytree(shared_folder, tmp_path / "keys"))


def edit(path: Path, change: Callable[[bytes], bytes]) -> None:
    before = path.read_bytes()
    after = change(before)
    assert after != before
    path.write_bytes(after)


def test_a_new_strongroom_has_one_key_for_every_role(strongroom: Strongroom) -> None:
    infos = strongroom.keys()
    assert [info.role for info in infos] == list(Role)
    assert len({info.kid for info in infos}) == len(Role)
    assert {info.algorithm for info in infos} == {"ES256"}
    assert {info.created_at for info in infos} == {NOW.replace(microsecond=0)}


def test_everything_in_it_is_for_its_owner_alone(shared_folder: Path) -> None:
    assert shared_folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in shared_folder.iterdir()} == {INDEX, *(f"{role}.pem" for role in Role)}
    assert {path.stat().st_mode & 0o777 for path in shared_folder.iterdir()} == {0o600}


def test_opened_again_it_has_the_same_keys_and_secrets(shared_folder: Path, strongroom: Strongroom) -> None:
    again = Strongroom.open(shared_folder, PASSPHRASE)
    assert again.keys() == strongroom.keys()
    assert again.derive("one") == strongroom.derive("one")
    assert again.derive("one") != again.derive("two")


@pytest.mark.parametrize(("algorithm", "alg"), [("ES256", ALG_ES256), ("Ed25519", ALG_ED25519)])
def test_a_cose_signature_is_64_raw_bytes_that_hold(tmp_path: Path, algorithm: str, alg: int) -> None:
    made = Strongroom.create(tmp_path / "keys", PASSPHRASE, now=NOW, algorithms={Role.CERTIFICATE: algorithm})
    sign = made.cose_signer(Role.CERTIFICATE)
    assert (sign.alg, sign.kid) == (alg, kid_of(sign.public_key))
    for number in range(50):  # about one r or s in 128 is shorter than 32 bytes and has to be padded
        signature = sign(b"%d" % number)
        assert len(signature) == 64
        assert signature_holds(sign.public_key, b"%d" % number, signature)


def test_no_key_file_opens_with_the_passphrase_alone(shared_folder: Path) -> None:
    """PKCS#8 stretches a password by 2 048 rounds only; a thief must pay scrypt for every guess."""
    with pytest.raises(ValueError, match=r"(?i)password|decrypt"):
        load_pem_private_key((shared_folder / "certificate.pem").read_bytes(), PASSPHRASE)


def test_a_wrong_passphrase_opens_nothing(shared_folder: Path) -> None:
    with pytest.raises(WrongPassphrase):
        Strongroom.open(shared_folder, PASSPHRASE + b"!")


def test_a_short_passphrase_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphrase):
        Strongroom.create(tmp_path / "keys", b"elevenbytes", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_keys_are_never_overwritten(folder: Path) -> None:
    before = (folder / INDEX).read_bytes()
    with pytest.raises(StrongroomExists):
        Strongroom.create(folder, PASSPHRASE, now=NOW)
    assert (folder / INDEX).read_bytes() == before


def test_a_folder_with_other_things_in_it_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "letter.txt").write_text("mine")
    with pytest.raises(StrongroomExists):
        Strongroom.create(tmp_path / "keys", PASSPHRASE, now=NOW)


@pytest.mark.parametrize("mark", [".git", "pyproject.toml"])
def test_a_strongroom_inside_a_source_tree_is_refused(folder: Path, tmp_path: Path, mark: str) -> None:
    (tmp_path / mark).touch()
    with pytest.raises(InsideSourceTree):
        Strongroom.open(folder, PASSPHRASE)
    with pytest.raises(InsideSourceTree):
        Strongroom.create(tmp_path / "deep" / "er" / "keys", PASSPHRASE, now=NOW)
    assert not (tmp_path / "deep").exists()


def test_a_link_out_of_a_source_tree_does_not_hide_it(folder: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / ".git").mkdir()
    (tmp_path / "innocent").symlink_to(tree)
    folder.rename(tree / "keys")
    with pytest.raises(InsideSourceTree):
        Strongroom.open(tmp_path / "innocent" / "keys", PASSPHRASE)


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o750, 0o755, 0o777, 0o1700])
def test_a_folder_that_others_can_enter_is_refused(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    with pytest.raises(LaxPermissions, match="chmod 700"):
        Strongroom.open(folder, PASSPHRASE)


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o700])
@pytest.mark.parametrize("name", [INDEX, "root.pem", "status.pem"])
def test_a_file_that_others_can_touch_is_refused(folder: Path, name: str, mode: int) -> None:
    (folder / name).chmod(mode)
    with pytest.raises(LaxPermissions, match="chmod 600"):
        Strongroom.open(folder, PASSPHRASE)


def test_what_another_user_owns_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keys.guarded.os.geteuid", lambda: 65_533)
    with pytest.raises(ForeignOwner, match="chown"):
        Strongroom.open(folder, PASSPHRASE)
    with pytest.raises(ForeignOwner, match="chown"):
        read_guarded(folder / INDEX)


@pytest.mark.parametrize("name", [INDEX, "certificate.pem"])
def test_links_and_pipes_in_place_of_a_file_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SymbolicLink):
        Strongroom.open(folder, PASSPHRASE)
    (folder / name).unlink()
    os.mkfifo(folder / name, 0o600)
    with pytest.raises(SymbolicLink):
        Strongroom.open(folder, PASSPHRASE)


def test_a_link_in_place_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(SymbolicLink):
        Strongroom.open(tmp_path / "link", PASSPHRASE)
    with pytest.raises(StrongroomExists):
        Strongroom.create(tmp_path / "link", PASSPHRASE, now=NOW)


def test_where_there_is_none_the_command_to_make_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(StrongroomMissing, match="zhicheng keys init"):
        Strongroom.open(tmp_path / "nothing", PASSPHRASE)
    (tmp_path / "empty").mkdir(mode=0o700)
    with pytest.raises(StrongroomMissing, match="zhicheng keys init"):
        Strongroom.open(tmp_path / "empty", PASSPHRASE)


def test_a_folder_that_cannot_be_made_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StrongroomUnwritable):
        Strongroom.create(tmp_path / "file", PASSPHRASE, now=NOW)
    with pytest.raises(StrongroomUnwritable):
        Strongroom.create(tmp_path / "file" / "keys", PASSPHRASE, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: (
            text.replace(b'"role": "certificate"', b'"role": "STATUS"')
            .replace(b'"role": "status"', b'"role": "certificate"')
            .replace(b"STATUS", b"status")
        ),
        lambda text: text.replace(b"file:certificate.pem", b"file:status.pem"),
        lambda text: text.replace(b"file:certificate.pem", b"file:../certificate.pem"),
        lambda text: text.replace(b'"created_at": "20', b'"created_at": "19'),
        lambda text: text.replace(b"zhicheng-strongroom/1", b"zhicheng-strongroom/2"),
        lambda text: text.replace(b'"role": "token"', b'"role": "status"'),
        lambda text: text.replace(b'"role": "token"', b'"role": "emperor"'),
        lambda text: text[:-20],
        lambda _: b"[]",
        lambda _: b"[" * 60_000,
        lambda _: b"",
        lambda _: b"\xff" * 70_000,
    ],
)
def test_an_altered_index_is_refused(folder: Path, change: Callable[[bytes], bytes]) -> None:
    """Swapping two roles would let the online status key sign certificates."""
    edit(folder / INDEX, change)
    with pytest.raises(StrongroomTampered):
        Strongroom.open(folder, PASSPHRASE)


def test_an_altered_secret_is_refused(folder: Path) -> None:
    index = json.loads((folder / INDEX).read_bytes())
    index["secret"] = ("B" if index["secret"][0] == "A" else "A") + index["secret"][1:]
    (folder / INDEX).write_text(json.dumps(index))
    with pytest.raises(StrongroomTampered):
        Strongroom.open(folder, PASSPHRASE)


def test_a_damaged_or_swapped_key_file_is_refused(folder: Path, tmp_path: Path) -> None:
    good = (folder / "certificate.pem").read_bytes()
    Strongroom.create(tmp_path / "other", PASSPHRASE, now=NOW)
    foreign = (tmp_path / "other" / "certificate.pem").read_bytes()
    for bad in (good[:100], b"", foreign, (folder / "status.pem").read_bytes(), good.replace(b"M", b"N")):
        (folder / "certificate.pem").write_bytes(bad)
        with pytest.raises(StrongroomTampered):
            Strongroom.open(folder, PASSPHRASE)
    (folder / "certificate.pem").unlink()
    with pytest.raises(StrongroomTampered, match="is gone"):
        Strongroom.open(folder, PASSPHRASE)


def test_offline_keys_may_be_carried_away_and_brought_back(folder: Path, tmp_path: Path) -> None:
    for role in OFFLINE_ROLES:
        (folder / f"{role}.pem").rename(tmp_path / f"{role}.pem")
    opened = Strongroom.open(folder, PASSPHRASE)
    assert {info.role for info in opened.keys() if info.where == "away"} == OFFLINE_ROLES  # noqa: SIM118 - no dict
    with pytest.raises(KeyAway):
        opened.tuf_signer(Role.ROOT)
    assert opened.cose_signer(Role.STATUS)(b"x")
    (tmp_path / "root.pem").rename(folder / "root.pem")
    assert Strongroom.open(folder, PASSPHRASE).tuf_signer(Role.ROOT).sign(b"x").signature


@pytest.mark.parametrize(
    "uri", ["hsm:2?label=certificate", "gcpkms:projects/x", "file2:/etc/passwd", "certificate.pem"]
)
def test_a_signer_that_is_not_installed_is_named(strongroom: Strongroom, uri: str) -> None:
    with pytest.raises(UnknownSigner):
        open_signer(uri, b"", b"", strongroom.public_key(Role.CERTIFICATE))


def test_nothing_secret_is_ever_printed(
    shared_folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    opened = Strongroom.open(shared_folder, PASSPHRASE)
    shown = [repr(opened), str(opened), repr(opened.keys()), caplog.text, *capfd.readouterr()]
    spellings = [PASSPHRASE.decode(), opened._secret.hex(), repr(opened._secret)[2:-1]]
    for role in Role:
        signer = opened.tuf_signer(role)
        shown += [repr(signer), repr(opened.cose_signer(role)), str(opened.cose_signer(role))]
        assert isinstance(signer, CryptoSigner)
        private_key = load_pem_private_key(signer.private_bytes, None)
        assert isinstance(private_key, EllipticCurvePrivateKey)
        number = private_key.private_numbers().private_value
        # The first line of the PEM carries the private number; the last one ends in the public key.
        spellings += [str(number), f"{number:x}", signer.private_bytes.splitlines()[1].decode()]
    assert len(spellings) == 3 + 3 * len(Role)
    text = "\n".join(shown)
    assert not [spelling for spelling in spellings if spelling in text]


def test_an_open_strongroom_cannot_be_pickled(strongroom: Strongroom) -> None:
    """A task queue or a cache must not carry keys away by accident."""
    with pytest.raises(TypeError):
        pickle.dumps(strongroom)


CREATE_AND_DIE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from keys import files, strongroom
left = int(sys.argv[2])
def dying(path, content, mode=0o644, write=files.replace_file):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    write(path, content, mode)
strongroom.replace_file = dying
strongroom.Strongroom.create(Path(sys.argv[1]), b"correct horse battery staple", now=datetime.now(UTC))
"""


@pytest.mark.parametrize("writes", [0, 3, 7, 8])
def test_a_creation_cut_by_a_crash_leaves_nothing_or_everything(tmp_path: Path, writes: int) -> None:
    folder = tmp_path / "keys"
    cut = subprocess.run([sys.executable, "-c", CREATE_AND_DIE, str(folder), str(writes)], check=False, timeout=60)
    if cut.returncode == 9:
        assert not folder.exists()
        Strongroom.create(folder, PASSPHRASE, now=NOW)
    else:
        assert (cut.returncode, writes) == (0, 8)
    assert len(Strongroom.open(folder, PASSPHRASE).keys()) == len(Role)
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_passphrase_file_is_guarded_like_a_key(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    with pytest.raises(PassphraseMissing):
        read_passphrase(path)
    path.write_bytes(b"\nsecond line\n")
    path.chmod(0o600)
    with pytest.raises(PassphraseMissing):
        read_passphrase(path)
    path.write_bytes(b"the first line\r\nsecond line\n")
    assert read_passphrase(path) == b"the first line"
    path.chmod(0o640)
    with pytest.raises(LaxPermissions):
        read_passphrase(path)

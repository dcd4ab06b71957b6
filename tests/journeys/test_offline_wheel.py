"""The verifier's wheel alone, in an empty environment without a network, beside a real office: pack and picture in."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry import Press
from tests.support.founded import ADMIN, grant_titles, opened, revoke_title
from tests.support.tree import ROOT
from tests.support.wheels import Environment, build_wheel, locked, run, wheel_requirements


@pytest.fixture(scope="module")
def employer(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """What an employer installed once, when there was a network."""
    folder = tmp_path_factory.mktemp("employer")
    environment = Environment(folder / "venv")
    needed = locked(wheel_requirements("sync", "scan", "cli"), folder / "lock.txt")
    environment.install("--require-hashes", "-r", str(needed))
    environment.install(str(build_wheel(ROOT / "verify", folder)))
    environment.cut_off()
    return environment


@pytest.mark.covers("R-VER-2")
def test_packs_on_a_stick_say_valid_then_revoked_then_stale_and_a_tampered_one_says_nothing(
    employer: Environment, home: Path, tmp_path: Path
) -> None:
    png, before, after = (tmp_path / name for name in ("certificate.png", "before.zcpack", "after.zcpack"))
    with opened(home) as office:
        press = Press(office)
        (row,) = press.issue(ADMIN, grant_titles(office, 1))
        press.publish()
        png.write_bytes(press.qr_png(row.certificate_no))
        press.write_pack(before)
        revoke_title(office, row.title_id)
        press.publish()
        press.write_pack(after)
    stick = tmp_path / "1.root.json"
    stick.write_bytes((home / "published/trust/metadata/1.root.json").read_bytes())

    def check(pack: Path, *more: str) -> tuple[int, str]:
        words = ("--json", "--trust", str(tmp_path / "trust"), "--root", str(stick), "--pack", str(pack), *more)
        done = run(str(employer.bin / "zhicheng-verify"), *words, str(png), check=False)
        told = json.loads(done.stdout)
        return done.returncode, told["outcome"] if "outcome" in told else told["error"]["code"]

    assert check(before) == (0, "VALID_AS_OF")
    assert check(before, "--at", f"{datetime.now(UTC) + timedelta(days=8):%Y-%m-%d}") == (10, "STALE")
    assert check(after) == (15, "REVOKED")
    forged = tmp_path / "forged.zcpack"
    _with_the_status_of(before, after, forged)
    assert check(forged) == (3, "tampered")
    forged.write_bytes(after.read_bytes()[:-1000])
    assert check(forged) == (3, "malformed")


def _with_the_status_of(old: Path, new: Path, forged: Path) -> None:
    """The newest pack, whole and well packed, with the list of before the revocation in place of its own."""
    with zipfile.ZipFile(old) as source:
        (status,) = (source.read(name) for name in source.namelist() if name.endswith(".cwt"))
    with zipfile.ZipFile(new) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            target.writestr(name, status if name.endswith(".cwt") else source.read(name))

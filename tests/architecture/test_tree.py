"""What the source tree must never hold, and how large its parts may grow."""

import json
import re

from tests.architecture.licences import offenders
from tests.support.tree import ROOMS, ROOT, tracked_files

LINES_CEILING = 400


def test_no_file_of_a_room_is_longer_than_its_ceiling() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in tracked_files()
        if path.suffix in {".py", ".js", ".css", ".typ"} and path.relative_to(ROOT).parts[0] in ROOMS
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_CEILING
    ]
    assert long == []


def test_the_tree_holds_no_private_key() -> None:
    opening = "-----BEGIN " + "(ENCRYPTED |EC |RSA )?PRIVATE KEY"
    holding = [
        path
        for path in tracked_files()
        if path.suffix != ".png" and re.search(opening, path.read_text("utf-8", "replace"))
    ]
    assert holding == []


def test_every_locked_python_package_has_a_hash_and_no_address() -> None:
    for name in ("run.txt", "test.txt", "judges.txt"):
        text = (ROOT / "lock" / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-zA-Z])", text.strip())
        assert all("--hash=sha256:" in entry for entry in entries)
        assert "://" not in text
        assert "index-url" not in text


def test_the_two_python_locks_agree() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(
            re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / "lock" / name).read_text("utf-8"), flags=re.MULTILINE)
        )

    run, test = pins("run.txt"), pins("test.txt")
    assert {name: test.get(name) for name in run} == run


def test_every_locked_javascript_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("integrity" in entry and "resolved" not in entry for name, entry in packages.items() if name)


def test_no_package_that_runs_with_us_is_under_gpl_or_agpl() -> None:
    assert offenders() == []

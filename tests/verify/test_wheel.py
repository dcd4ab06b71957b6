"""The verifier's wheel in an empty environment, without a network: what a stranger installs is what we tested."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import qrcode

from tests.support.tree import ROOT
from tests.support.tuf_world import START, TrustWorld
from tests.support.vectors import vector_cases
from tests.support.wheels import Environment, build_wheel, locked, run, wheel_requirements
from verify.sync import write_pack

LIBRARY_ONLY = """
import sys
from pathlib import Path
from datetime import datetime
from zhicheng_verify import decide, scan, sync
pack, root, picture, store, at = sys.argv[1:]
at = datetime.fromisoformat(at)
trust = sync.refresh(pack, Path(store), root=Path(root).read_bytes(), at=at)
(text,) = scan.read(Path(picture))
print(decide(text, trust, at).outcome)
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT / "verify", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def library(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel with what its library parts need, and without the command's."""
    folder = tmp_path_factory.mktemp("library")
    environment = Environment(folder / "venv")
    environment.install("--require-hashes", "-r", str(locked(wheel_requirements("sync", "scan"), folder / "lock.txt")))
    environment.install(str(wheel))
    environment.cut_off()
    return environment


@pytest.fixture(scope="session")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel as `pip install zhicheng-verify[all]` leaves it."""
    folder = tmp_path_factory.mktemp("command")
    environment = Environment(folder / "venv")
    needed = locked(wheel_requirements("sync", "scan", "cli"), folder / "lock.txt")
    environment.install("--require-hashes", "-r", str(needed))
    environment.install(str(wheel))
    environment.cut_off()
    return environment


@pytest.fixture
def carried(tmp_path: Path) -> dict[str, Path]:
    """What a stranger carries into an office: a pack, a root, and a photographed certificate."""
    world = TrustWorld(tmp_path / "repository")
    world.publish()
    return carry(world, tmp_path)


def carry(world: TrustWorld, place: Path) -> dict[str, Path]:
    files = {name: place / name for name in ("trust.zcpack", "1.root.json", "certificate.png")}
    write_pack(world.folder, files["trust.zcpack"])
    files["1.root.json"].write_bytes(world.root)
    with files["certificate.png"].open("wb") as file:
        qrcode.make(world.qr_text()).save(file)
    return files


def test_the_wheel_holds_the_package_under_its_own_name_with_its_words_its_types_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sources = {f"zhicheng_verify/{path.name}" for path in (ROOT / "verify").glob("*.py")}
    extras = {f"zhicheng_verify/{name}" for name in ("words.json", "messages.json", "py.typed", "LICENSE")}
    assert {name for name in names if ".dist-info/" not in name} == sources | extras


def test_the_wheel_gives_every_vector_its_verdict(library: Environment) -> None:
    judged = library.run(str(ROOT / "tests/support/in_wheel.py"), str(ROOT / "tests/vectors"))
    assert int(judged.stdout) == len(vector_cases())


@pytest.mark.parametrize("package", ["eventsourcing", "pydantic", "fastapi", "typer", "verify", "domain", "registry"])
def test_the_library_brings_nothing_of_the_registry_with_it(package: str, library: Environment) -> None:
    missing = library.run("-c", f"import {package}", check=False)
    assert "ModuleNotFoundError" in missing.stderr


def test_the_core_needs_no_extra(library: Environment) -> None:
    extras = ("tuf", "urllib3", "securesystemslib", "PIL", "zxingcpp", "pypdfium2", "typer", "rich")
    loaded = library.run("-c", "import sys, zhicheng_verify; print(*{name.split('.')[0] for name in sys.modules})")
    assert set(loaded.stdout.split()).isdisjoint(extras)


def test_the_environment_has_no_network(library: Environment) -> None:
    tried = library.run("-c", "import socket; socket.create_connection(('127.0.0.1', 9))", check=False)
    assert "this environment has no network" in tried.stderr


def test_a_pack_and_a_picture_are_enough_for_a_verdict(
    library: Environment, carried: dict[str, Path], tmp_path: Path
) -> None:
    arguments = [*map(str, carried.values()), str(tmp_path / "store"), START.isoformat()]
    assert library.run("-c", LIBRARY_ONLY, *arguments).stdout == "VALID_AS_OF\n"


def test_the_program_in_the_readme_runs_as_printed(library: Environment, tmp_path: Path) -> None:
    program = (ROOT / "verify/README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    now = datetime.now(UTC)
    world = TrustWorld(tmp_path / "repository", at=now)
    world.publish(now)
    carry(world, tmp_path)
    told = library.run("-c", program, cwd=tmp_path).stdout
    assert told.startswith("张示例 高级工程师 ")


def test_without_its_extra_the_command_says_how_to_get_it(library: Environment) -> None:
    refused = run(str(library.bin / "zhicheng-verify"), "show", check=False)
    assert refused.returncode == 2
    assert "pip install 'zhicheng-verify[all]'" in refused.stderr


def test_the_installed_command_checks_a_picture_against_a_pack(
    command: Environment, carried: dict[str, Path], tmp_path: Path
) -> None:
    pack, root, picture = carried.values()
    told = ["--trust", str(tmp_path / "nothing"), "--pack", str(pack), "--root", str(root), "--at", "2022-12-01"]
    checked = run(str(command.bin / "zhicheng-verify"), "--json", *told, str(picture))
    verdict = json.loads(checked.stdout)
    assert verdict["outcome"] == "VALID_AS_OF"
    assert datetime.fromisoformat(verdict["as_of"]) == START
    assert verdict["certificate"]["holder_name"] == "张示例"
    assert not (tmp_path / "nothing").exists()


def test_the_installed_command_speaks_to_people_too(command: Environment, carried: dict[str, Path]) -> None:
    pack, root, picture = carried.values()
    told = ["--pack", str(pack), "--root", str(root), "--at", "2022-12-01", "--lang", "zh"]
    checked = run(str(command.python), "-I", "-m", "zhicheng_verify", *told, str(picture))
    assert "张示例" in checked.stdout
    assert "高级工程师" in checked.stdout

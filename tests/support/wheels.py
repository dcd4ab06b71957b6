"""Empty environments that hold our wheel, or another implementation, and nothing of this tree.

Packages come from the locks, with their hashes. Once cut off, every connection is refused by an audit hook: what runs
there runs without a network, wherever the tests run.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.tree import ROOT

OUTSIDE = Path("/")
NO_NETWORK = """\
import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"}:
        raise ConnectionRefusedError(f"this environment has no network: {event}")

sys.addaudithook(refuse)
"""


class Environment:
    """A virtual environment of its own. `cut_off` takes its network away."""

    def __init__(self, folder: Path) -> None:
        run(sys.executable, "-m", "venv", "--without-pip", str(folder))
        self.python = folder / "bin" / "python"
        self.bin = folder / "bin"

    def cut_off(self) -> None:
        """Take the network away, after the last installation."""
        place = self.run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
        (Path(place) / "sitecustomize.py").write_text(NO_NETWORK)

    def install(self, *what: str) -> None:
        """Install with the pip of this tree's environment, which no environment under test holds."""
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "--quiet", "--disable-pip-version-check"]
        run(*pip, "install", "--no-deps", *what)

    def run(self, *arguments: str, check: bool = True, cwd: Path = OUTSIDE) -> subprocess.CompletedProcess[str]:
        """Run the environment's Python, isolated from this tree and from the user's own packages."""
        return run(str(self.python), "-I", *arguments, check=check, cwd=cwd)


def run(*command: str, check: bool = True, cwd: Path = OUTSIDE) -> subprocess.CompletedProcess[str]:
    """Run a command from a folder that is not this tree; its output is shown when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert not check or done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def build_wheel(project: Path, into: Path) -> Path:
    """Build one wheel with the tools of this environment."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(into), str(project))
    (wheel,) = into.glob("*.whl")
    return wheel


def locked(requirements: list[str], into: Path) -> Path:
    """A requirements file with these packages and all that they need, as lock/run.txt pins and hashes them."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / "lock" / "run.txt").read_text(encoding="utf-8").strip())
    pinned = {_key(entry.split("==", maxsplit=1)[0]): entry for entry in entries}
    into.write_text("\n".join(pinned[name] for name in sorted(_closure(requirements))), encoding="utf-8")
    return into


def wheel_requirements(*extras: str) -> list[str]:
    """What the verifier's wheel asks for with these extras, as its pyproject.toml says."""
    project = tomllib.loads((ROOT / "verify" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    own = [requirement for extra in extras for requirement in optional[extra]]
    return [text for text in [*project["dependencies"], *own] if Requirement(text).name != project["name"]]


def _closure(requirements: list[str]) -> set[str]:
    found: set[str] = set()
    waiting = [Requirement(text).name for text in requirements]
    while waiting:
        name = _key(waiting.pop())
        if name not in found:
            found.add(name)
            waiting += _needs(name)
    return found


def _needs(name: str) -> Iterator[str]:
    for text in metadata.requires(name) or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

"""Which licences run with us: no package of `lock/run.txt` may be under GPL or AGPL."""

import re
import sys
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "lock" / "run.txt"
STRONG_COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)


def locked_packages() -> list[str]:
    """The names of all packages that run with us, as the lock spells them."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)


def licence_of(package: str) -> str:
    """What a package says of its own licence, or an empty text."""
    about = metadata.metadata(package)
    classifiers: list[str] = about.get_all("Classifier") or []
    said: list[str] = about.get_all("License-Expression") or [c for c in classifiers if "License ::" in c]
    if not said:
        said = [text.strip().partition("\n")[0] for text in about.get_all("License") or []]
    return "; ".join(part for part in said if part)


def offenders() -> list[str]:
    """Packages under a licence that we do not run, or that say nothing."""
    found = []
    for package in locked_packages():
        licence = licence_of(package)
        words = [part for part in re.split(r"\bOR\b|;", licence) if part.strip()]
        if not words or all(STRONG_COPYLEFT.search(part) for part in words):
            found.append(f"{package}: {licence or 'says nothing of its licence'}")
    return found


if __name__ == "__main__":
    bad = offenders()
    print("\n".join(bad) or f"{len(locked_packages())} packages run with us, none under GPL or AGPL")  # noqa: T201
    sys.exit(bool(bad))

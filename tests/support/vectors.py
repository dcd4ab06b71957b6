"""The vectors of tests/vectors, read as any implementation would read them, and where those of others stand."""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.tree import ROOT
from tests.vectors.cases import policy_of
from verify import Policy, TrustSnapshot

FOLDER = ROOT / "tests" / "vectors"
OUTSIDE = ROOT.parent / "shared" / "vectors"
OUTSIDE_ABSENT = not OUTSIDE.is_dir() and "CI" not in os.environ
"""A user's own clone does not have what others published; the continuous integration must."""


@dataclass(frozen=True)
class VectorCase:
    """One case: what is presented, when, under which policy, and the verdict that must come out."""

    file: str
    name: str
    targets: dict[str, bytes]
    presented: str | bytes
    at: datetime
    policy: Policy
    expect: dict[str, Any]

    def trust(self) -> TrustSnapshot:
        return TrustSnapshot.from_targets(self.targets)


def vector_cases() -> list[VectorCase]:
    """Every case of every file."""
    return [case for path in sorted(FOLDER.glob("*.json")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[VectorCase]:
    tree = json.loads(path.read_text(encoding="utf-8"))
    targets = {name: base64.b64decode(data) for name, data in tree["trust"].items()}
    for case in tree["cases"]:
        yield VectorCase(
            file=path.stem,
            name=case["name"],
            targets=targets,
            presented=case["presented"] if "presented" in case else base64.b64decode(case["presented_b64"]),
            at=datetime.fromisoformat(case["at"]),
            policy=policy_of(case.get("policy")),
            expect=case["expect"],
        )

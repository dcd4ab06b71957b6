"""How one vector is told: what was presented, when, and what a verifier must answer. The maker writes them down."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.vectors import demo
from verify import Outcome, Policy, TrustSnapshot, decide


@dataclass(frozen=True)
class Case:
    """One sentence, one presented thing, and the answer by hand: outcome, step, reasons, sometimes the integrity."""

    name: str
    presented: str | bytes
    outcome: str
    step: int
    reasons: tuple[str, ...] = ()
    at: datetime = demo.AT
    policy: Mapping[str, int] | None = None
    integrity: str | None = None

    def to_dict(self, trust: TrustSnapshot) -> dict[str, Any]:
        """Write the case with the full verdict. Refuses to write what differs from the answer given by hand."""
        policy = policy_of(self.policy)
        verdict = decide(self.presented, trust, self.at, policy)
        got = (verdict.outcome.value, verdict.step, verdict.reasons)
        if got != (self.outcome, self.step, self.reasons):
            raise AssertionError(f"{self.name}: decided {got}, must be {(self.outcome, self.step, self.reasons)}")
        if self.integrity is not None and verdict.integrity.state.value != self.integrity:
            raise AssertionError(f"{self.name}: integrity is {verdict.integrity.state.value}")
        written: dict[str, Any] = {"name": self.name}
        if isinstance(self.presented, bytes):
            written["presented_b64"] = base64.b64encode(self.presented).decode()
        else:
            written["presented"] = self.presented
        written["at"] = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.policy is not None:
            written["policy"] = dict(self.policy)
        written["expect"] = verdict.to_dict()
        return written


@dataclass(frozen=True)
class VectorFile:
    """Cases that share a trust.

    `problems` is how many things in that trust a verifier leaves out. Written is in which target each of them stood.
    """

    stem: str
    description: str
    trust: Mapping[str, bytes]
    cases: Sequence[Case]
    problems: int = 0

    def write(self) -> str:
        """Write the file's text, the same to the byte each time."""
        snapshot = TrustSnapshot.from_targets(self.trust)
        if len(snapshot.problems) != self.problems:
            raise AssertionError(f"{self.stem}: problems are {snapshot.problems}")
        names = [case.name for case in self.cases]
        if len(set(names)) != len(names):
            raise AssertionError(f"{self.stem}: two cases share a name")
        tree = {
            "description": self.description,
            "trust": {name: base64.b64encode(data).decode() for name, data in self.trust.items()},
            "problems": [problem.partition(":")[0] for problem in snapshot.problems],
            "cases": [case.to_dict(snapshot) for case in self.cases],
        }
        return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def policy_of(written: Mapping[str, int] | None) -> Policy:
    """Read a case's policy: `max_age_days` and `skew_seconds`, each with its default."""
    written = written or {}
    return Policy(
        max_age=timedelta(days=written.get("max_age_days", 7)), skew=timedelta(seconds=written.get("skew_seconds", 300))
    )


def valid(name: str, presented: str | bytes, **more: Any) -> Case:
    """A case that must be valid, as of the list's time."""
    return Case(name, presented, Outcome.VALID_AS_OF.value, 9, **more)


def malformed(name: str, presented: str | bytes, step: int, reason: str) -> Case:
    """A case that must not be readable."""
    return Case(name, presented, Outcome.MALFORMED.value, step, (reason,))


def untrusted(name: str, presented: str | bytes, step: int, reason: str, **more: Any) -> Case:
    """A case whose key must not count."""
    return Case(name, presented, Outcome.UNTRUSTED_ISSUER.value, step, (reason,), **more)


def forged(name: str, presented: str | bytes) -> Case:
    """A case whose signature must not hold."""
    return Case(name, presented, Outcome.FORGED.value, 4, ("signature",))


def stale(name: str, presented: str | bytes, step: int, *reasons: str, **more: Any) -> Case:
    """A case of which nobody knows whether it still holds."""
    return Case(name, presented, Outcome.STALE.value, step, reasons, **more)

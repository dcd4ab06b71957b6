"""What a rule answers. It knows no rule and decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Fact = str | int | bool


class Outcome(Enum):
    """The three answers a rule can give; unknown goes to a human (S4.1)."""

    HOLDS = "HOLDS"
    FAILS = "FAILS"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Finding:
    """One rule's answer, the clause it rests on and the facts that explain it. Facts hold no personal data."""

    rule_id: str
    outcome: Outcome
    clause: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """True where the rule is satisfied; unknown is not."""
        return self.outcome is Outcome.HOLDS


def found(rule_id: str, clause: str, holds: bool | None, **facts: Fact) -> Finding:
    """A finding from a truth value; None stands for unknown."""
    outcome = Outcome.UNKNOWN if holds is None else Outcome.HOLDS if holds else Outcome.FAILS
    return Finding(rule_id, outcome, clause, facts)

"""What a rule answers. It knows no rule and decides nothing."""

import json
from collections.abc import Iterable, Mapping
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


class Grounds(list[str]):
    """The rule ids an act rests on, each once, with the findings behind them: an event keeps both."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(dict.fromkeys(finding.rule_id for finding in self.findings))

    def and_also(self, *findings: Finding) -> "Grounds":
        """The same grounds with further findings."""
        return Grounds((*self.findings, *findings))

    def as_text(self) -> str:
        """The findings as an event stores them: JSON, in the order in which the rules were asked."""
        told = [
            {"rule_id": f.rule_id, "outcome": f.outcome.value, "clause": f.clause, "facts": dict(f.facts)}
            for f in self.findings
        ]
        return json.dumps(told, ensure_ascii=False)


def from_text(text: str) -> tuple[Finding, ...]:
    """The findings that an event stores; none for an event from before they were kept."""
    told = json.loads(text) if text else []
    return tuple(Finding(one["rule_id"], Outcome(one["outcome"]), one["clause"], one["facts"]) for one in told)

"""How a rule of recognition is told: yes, no, or unknown with the facts behind it (R-VER-4)."""

from collections.abc import Sequence
from typing import Literal

from domain.finding import Finding, Outcome
from registry.command import Answer

YesNo = Literal["YES", "NO", "UNKNOWN"]
_SAID: dict[Outcome, YesNo] = {Outcome.HOLDS: "YES", Outcome.FAILS: "NO", Outcome.UNKNOWN: "UNKNOWN"}


class RuleAnswer(Answer):
    """One rule's answer on the day of asking; UNKNOWN is for a person to find out."""

    rule_id: str
    answer: YesNo
    clause: str
    facts: dict[str, str | int | bool]


def told(findings: Sequence[Finding]) -> tuple[RuleAnswer, ...]:
    """The findings as the answers of a query."""
    return tuple(
        RuleAnswer(rule_id=f.rule_id, answer=_SAID[f.outcome], clause=f.clause, facts=dict(f.facts)) for f in findings
    )

"""How the law refuses: one error with a stable code, the rule, its clause, and every finding behind it."""

from collections.abc import Iterable, Sequence

from domain.finding import Finding, Grounds, Outcome


class DomainError(Exception):
    """A refusal. Nothing has happened: no event was triggered.

    Codes: `rule_refused` (a rule fails), `needs_human` (a rule cannot be answered, S4.1), `wrong_state`,
    `invalid_value`, `calendar_missing` (R-PUB-3), `list_full`, `numbers_exhausted`.
    """

    def __init__(
        self,
        code: str,
        rule_id: str = "",
        clause: str = "",
        message: str = "",
        findings: Sequence[Finding] = (),
    ) -> None:
        super().__init__(message or f"{code} {rule_id}".strip())
        self.code = code
        self.rule_id = rule_id
        self.clause = clause
        self.message = message
        self.findings = tuple(findings)


def wrong_state(what: str, state: str, wanted: str, rule_id: str = "") -> DomainError:
    """The refusal of an act that the current state does not admit."""
    return DomainError("wrong_state", rule_id, "", f"{what} is {state}; this needs {wanted}")


def require(findings: Iterable[Finding]) -> Grounds:
    """The grounds that findings give which all hold; otherwise raises DomainError with every finding.

    A failing rule wins over an unknown one: the answer is then known.
    """
    answers = tuple(findings)
    if all(f.outcome is Outcome.HOLDS for f in answers):
        return Grounds(answers)
    failing = next((f for f in answers if f.outcome is Outcome.FAILS), None)
    first = failing or next(f for f in answers if f.outcome is Outcome.UNKNOWN)
    why = ", ".join(f"{name}={fact}" for name, fact in first.facts.items())
    message = f"{first.rule_id} {first.outcome.value} {why}".strip()
    raise DomainError("rule_refused" if failing else "needs_human", first.rule_id, first.clause, message, answers)

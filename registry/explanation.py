"""Why a declaration stands where it stands: each step with what the rules found then, each refusal, what comes next.

What was found at a step is read from its event and never computed again: facts, tables and rules may have changed.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.aggregate import Aggregate
from domain.declaration import Declaration
from domain.finding import Finding, from_text
from domain.rules.words import WORDS
from registry.command import Answer, Queries, Query, QuerySpec, Role, Window
from registry.findings import findings_now
from registry.projections.refusals import refusals
from registry.sight import COMMITTEE_STAFF, REVIEWS, SEES_ALL, must_concern

MOST_REFUSALS = 200
# Counts of a secret ballot are for those who hold it and those who answer for it (R-PRIV-5).
BALLOT = frozenset({"R-VOTE-1", "R-VOTE-2", "R-VOTE-3", "R-VOTE-4"})


class ExplainDeclaration(Query):
    """Everything the rules found about a declaration: at each step, at each refusal, and for the next step today."""

    declaration_id: UUID


class ExplainedFinding(Answer):
    """One rule's answer with its clause, its facts, and what it means in both languages."""

    rule_id: str
    outcome: Literal["HOLDS", "FAILS", "UNKNOWN", "NAMED"] = Field(
        description="NAMED: the step rests on this rule by name; there was nothing to find, or it was not kept yet"
    )
    clause: str
    facts: dict[str, str | int | bool]
    zh: str = Field(description="what the rule asks and what to do, in Chinese")
    en: str = Field(description="the same in English")


class ExplainedStep(Answer):
    """One event of the declaration."""

    version: int
    event: str
    recorded_at: datetime
    legal_date: date
    actor_role: str
    unit_uscc: str
    document_ref: str
    policy_version: int
    findings: tuple[ExplainedFinding, ...]


class ExplainedRefusal(Answer):
    """A command that the declaration's rules refused."""

    recorded_at: datetime
    command: str
    code: str
    rule_id: str
    clause: str
    findings: tuple[ExplainedFinding, ...]


class ExplanationAnswer(Answer):
    """The whole tree of findings."""

    declaration_id: UUID
    state: str
    steps: tuple[ExplainedStep, ...]
    refused: tuple[ExplainedRefusal, ...]
    next: tuple[ExplainedFinding, ...] = Field(description="what the rules of the next step find today")


def explain_declaration(query: ExplainDeclaration, window: Window) -> ExplanationAnswer:
    """From the events, the recorded refusals, and the rules as they answer now."""
    declaration = window.look.get(Declaration, query.declaration_id)
    must_concern(declaration, window)
    return ExplanationAnswer(
        declaration_id=declaration.id,
        state=declaration.state.value,
        steps=tuple(_step(event, window) for event in window.look.history(declaration.id)),
        refused=tuple(_refused(row, window) for row in _refusals_about(declaration.id, window)),
        next=_explained(findings_now(declaration, window), window),
    )


def _step(event: Aggregate.Event, window: Window) -> ExplainedStep:
    found = _explained(from_text(event.grounds), window)
    known = {finding.rule_id for finding in found}
    named = tuple(_worded(rule, "NAMED", "", {}) for rule in event.rule_ids if rule not in known)
    return ExplainedStep(
        version=event.originator_version,
        event=str(getattr(event, "TOPIC", type(event).__name__)),
        recorded_at=event.timestamp,
        legal_date=date.fromisoformat(event.legal_date),
        actor_role=event.actor_role,
        unit_uscc=event.unit_uscc,
        document_ref=event.document_ref,
        policy_version=event.policy_version,
        findings=(*found, *named),
    )


def _refusals_about(declaration_id: UUID, window: Window) -> Iterable[sa.RowMapping]:
    """Those the reader may know of: the department all of them, anybody else their own."""
    about = sa.cast(refusals.c.about, sa.Text).contains(f"declaration_id={declaration_id}")
    wanted = sa.select(refusals).where(about).order_by(refusals.c.position).limit(MOST_REFUSALS)
    if window.role not in SEES_ALL:
        wanted = wanted.where(refusals.c.actor_id == window.actor.id)
    return window.read.execute(wanted).mappings().all()


def _refused(row: sa.RowMapping, window: Window) -> ExplainedRefusal:
    findings = _explained(from_text(row["findings"]), window)
    if not findings and row["rule_id"]:
        findings = (_worded(row["rule_id"], "FAILS", row["clause"], {}),)
    return ExplainedRefusal(
        recorded_at=row["recorded_at"],
        command=row["command"],
        code=row["code"],
        rule_id=row["rule_id"],
        clause=row["clause"],
        findings=findings,
    )


def _explained(findings: Iterable[Finding], window: Window) -> tuple[ExplainedFinding, ...]:
    return tuple(_worded(f.rule_id, f.outcome.value, f.clause, _seen(f.rule_id, f.facts, window)) for f in findings)


def _seen(rule_id: str, facts: Mapping[str, Any], window: Window) -> Mapping[str, Any]:
    if rule_id in BALLOT and window.role not in SEES_ALL | COMMITTEE_STAFF:
        return {}
    return facts


def _worded(rule_id: str, outcome: str, clause: str, facts: Mapping[str, Any]) -> ExplainedFinding:
    words = WORDS[rule_id]
    return ExplainedFinding.model_validate(
        {"rule_id": rule_id, "outcome": outcome, "clause": clause, "facts": facts, "zh": words.zh, "en": words.en}
    )


_CONCERNED = (*sorted(SEES_ALL), *sorted(REVIEWS), *sorted(COMMITTEE_STAFF), Role.APPLICANT)

QUERIES: Queries = {
    ExplainDeclaration.name: QuerySpec(ExplainDeclaration, explain_declaration, _CONCERNED, ExplanationAnswer)
}

"""`zhicheng explain`: the whole tree of findings of one declaration, for whoever answers for a decision."""

from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from registry.command import Actor, Role
from registry.commands.desk import AsJson, opened
from registry.errors import InvalidInput
from registry.explanation import ExplainDeclaration, ExplainedFinding, ExplanationAnswer

MARKS = {
    "HOLDS": "[green]✓[/green]",
    "FAILS": "[red]✗[/red]",
    "UNKNOWN": "[yellow]?[/yellow]",
    "NAMED": "[dim]·[/dim]",
}
OPERATOR = Actor(id="command-line", roles=frozenset({Role.AUDITOR}))


def explain(
    ctx: typer.Context,
    declaration: Annotated[str, typer.Argument(help="Id of the declaration.")],
    *,
    language: Annotated[str, typer.Option("--lang", help="zh or en, for the words of the rules.")] = "zh",
    as_json: AsJson = False,
) -> None:
    """Show every step of a declaration with what the rules found, every refusal, and what the next step will find."""
    with opened(ctx) as office:
        if language not in {"zh", "en"}:
            raise InvalidInput("the language is zh or en", code="language_unknown")
        answer = office.ask(ExplainDeclaration(declaration_id=_id(declaration)), OPERATOR)
        explanation = ExplanationAnswer.model_validate(answer.model_dump())
    if as_json:
        typer.echo(explanation.model_dump_json())
    else:
        Console().print(_tree(explanation, language))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("the id of a declaration is a UUID", code="id_invalid") from None


def _tree(explanation: ExplanationAnswer, language: str) -> Tree:
    tree = Tree(f"[bold]{explanation.declaration_id}[/bold] {explanation.state}")
    for step in explanation.steps:
        under = f" · {escape(step.document_ref)}" if step.document_ref else ""
        who = f"{step.actor_role} {step.unit_uscc}".strip()
        head = f"[bold]{step.legal_date}[/bold] {step.event} · {who}{under} · policy {step.policy_version}"
        _hang(tree.add(head), step.findings, language)
    for refused in explanation.refused:
        head = f"[bold red]{refused.recorded_at:%Y-%m-%d}[/bold red] refused: {refused.command} · {refused.code}"
        _hang(tree.add(head), refused.findings, language)
    if explanation.next:
        _hang(tree.add("[bold]today, for the next step[/bold]"), explanation.next, language)
    return tree


def _hang(branch: Tree, findings: tuple[ExplainedFinding, ...], language: str) -> None:
    for finding in findings:
        facts = ", ".join(f"{name}={fact}" for name, fact in finding.facts.items())
        words = finding.zh if language == "zh" else finding.en
        rule = " ".join(part for part in (finding.rule_id, finding.clause) if part)
        leaf = branch.add(f"{MARKS[finding.outcome]} {rule} {escape(facts)}".rstrip())
        if finding.outcome != "HOLDS":
            leaf.add(f"[dim]{escape(words)}[/dim]")

"""From every clause to rule, module and test: `python -m tests.architecture.traceability` writes docs/traceability.md.

Clauses come from docs/clauses.json; which function answers a rule and which test proves what are read from the syntax
trees, so the document cannot say more than the code.
"""

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from domain.rules.words import WORDS
from tests.support.tree import ROOMS, ROOT, modules

DATA = ROOT / "docs" / "clauses.json"
FILE = ROOT / "docs" / "traceability.md"
SCENARIOS = tuple(f"SC-{n:02d}" for n in range(1, 21))
# Rules outside the law, kept by the rooms that answer for them; a docstring that cites them says where.
CITED = (
    *(f"R-VER-{n}" for n in range(1, 7)),
    *(f"R-PRIV-{n}" for n in range(1, 7)),
    "R-CERT-4",
    "R-INT-4",
    "R-PUB-5",
    "R-REV-6",
)
# Whole modules that only name rules: their wording, and tables that list what may refuse a command.
NAMING = ("domain/rules/words.py", "registry/refusal_words.py")


@dataclass(frozen=True)
class Clause:
    """One clause of the notice: type B, C or P; `open` says why it has no software yet, where that is so."""

    id: str
    type: str
    asks: str
    rules: tuple[str, ...]
    modules: tuple[str, ...]
    open: str = ""


def open_rules() -> dict[str, str]:
    """Rules that nothing answers yet, and why."""
    told: dict[str, str] = json.loads(DATA.read_text(encoding="utf-8"))["open_rules"]
    return told


def clauses() -> list[Clause]:
    """All clauses, in the order of the notice."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["clauses"]
    return [Clause(**{**row, "rules": tuple(row["rules"]), "modules": tuple(row["modules"])}) for row in rows]


@cache
def proofs() -> dict[str, list[str]]:
    """By clause, rule or scenario: the tests that are marked as proving it, as "path::test"."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(ROOT).as_posix()
        for test, ids in _marked(tree):
            for one in ids:
                found[one].append(f"{place}::{test}")
    return found


def _marked(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    everywhere = [
        one
        for node in tree.body
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "pytestmark" for target in node.targets)
        for one in _ids_in([node.value])
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, [*everywhere, *_ids_in(node.decorator_list)]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("Test") and everywhere:
            # A state machine: `TestPetitionLife = tried(PetitionLife)`.
            yield ast.unparse(node.targets[0]), everywhere


def _ids_in(nodes: Iterable[ast.AST]) -> list[str]:
    calls = (call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call))
    marks = (call for call in calls if ast.unparse(call.func) == "pytest.mark.covers")
    return [str(given.value) for mark in marks for given in mark.args if isinstance(given, ast.Constant)]


@cache
def answers() -> dict[str, list[str]]:
    """By rule: the functions that answer it, as "path::function": those named after it, else those that name it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        for path, tree in modules(room):
            if path in NAMING:
                continue
            for name, node in _functions(tree):
                for rule in _answered(name, node):
                    found[rule].append(f"{path}::{name}")
    return {rule: [one for one in places if _own(rule, one)] or places for rule, places in found.items()}


def _own(rule: str, place: str) -> bool:
    name, own = place.partition("::")[2], rule.lower().replace("-", "_")
    return name == own or name.startswith(f"{own}_")


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name, _docstring(node)
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield f"{node.name}.{part.name}", part
        elif isinstance(node, ast.FunctionDef):
            yield node.name, node
    yield "(module)", _docstring(tree)


def _docstring(node: ast.ClassDef | ast.Module) -> ast.Module:
    return ast.Module(body=[part for part in node.body[:1] if isinstance(part, ast.Expr)], type_ignores=[])


def _answered(name: str, node: ast.AST) -> Iterator[str]:
    words = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    for rule in rules():
        cited = rule not in WORDS and any(rule in text for text in words)
        if cited or rule in words or _own(rule, f"::{name}"):
            yield rule


def rules() -> list[str]:
    """Every rule there is."""
    return [*WORDS, *(rule for rule in CITED if rule not in WORDS)]


def uncovered() -> list[str]:
    """Clauses of type B or C, rules and scenarios that no test proves and that are not listed as open."""
    wanted = [clause.id for clause in clauses() if clause.type in "BC" and not clause.open]
    asked = [rule for rule in rules() if rule not in open_rules()]
    return [one for one in (*wanted, *asked, *SCENARIOS) if not proofs().get(one)]


def document() -> str:
    """The whole of docs/traceability.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    listed = clauses()
    kept = [clause for clause in listed if clause.type in "BC"]
    left = [clause for clause in kept if clause.open]
    yield from (
        "# From clause to test",
        "",
        "Written by `python -m tests.architecture.traceability` from [clauses.json](clauses.json), from the syntax",
        "trees of the code and from the `covers` marks of the tests; a test compares, and fails for a clause that",
        "nothing proves. Type B is behaviour, C configuration or data, P policy text without software behaviour.",
        "",
        f"{len(kept)} clauses of type B or C, {len(kept) - len(left)} of them proved, {len(left)} open.",
        "",
        "| clause | type | asks | rules | modules | tests |",
        "|---|---|---|---|---|---|",
    )
    for clause in kept:
        proved = f"**open:** {clause.open}" if clause.open else _tests(clause.id)
        yield (
            f"| {clause.id} | {clause.type} | {clause.asks} | {', '.join(clause.rules)} "
            f"| {', '.join(_link(module) for module in clause.modules)} | {proved} |"
        )
    yield from ("", "## Rules", "", "| rule | answered by | tests |", "|---|---|---|")
    for rule in rules():
        proved = f"**open:** {open_rules()[rule]}" if rule in open_rules() else _tests(rule)
        yield f"| {rule} | {_places(answers().get(rule, []))} | {proved} |"
    yield from ("", "## Acceptance scenarios", "", "| scenario | tests |", "|---|---|")
    yield from (f"| {scenario} | {_tests(scenario)} |" for scenario in SCENARIOS)
    yield from ("", "## Policy text without software behaviour", "", "| clause | says |", "|---|---|")
    yield from (f"| {clause.id} | {clause.asks} |" for clause in listed if clause.type == "P")


def _tests(one: str) -> str:
    return ", ".join(_link(path) for path in sorted({proof.partition("::")[0] for proof in proofs().get(one, [])}))


def _places(found: list[str]) -> str:
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for place in found:
        path, _, name = place.partition("::")
        by_file[path].append(f"`{name}`")
    return ", ".join(f"{_link(path)} {' '.join(names)}" for path, names in sorted(by_file.items()))


def _link(path: str) -> str:
    return f"[{Path(path).parent.name}/{Path(path).name}](../{path})"


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
    print("\n".join(uncovered()) or "every clause, rule and scenario is proved")  # noqa: T201

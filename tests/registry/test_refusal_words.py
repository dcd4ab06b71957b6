"""Whatever the office refuses, it says in two languages what to do."""

import ast
import re
from collections.abc import Iterator

import pytest

from domain.rules.words import WORDS
from registry import COMMANDS
from registry.refusal_words import ALSO_THE_RULE, CODE_WORDS, refusal_words
from tests.support.tree import modules

# What reaches a caller of the office; a `ConfigurationError` is told to whoever runs it.
REFUSALS = {"InvalidInput", "Forbidden", "AlreadyExists", "ConcurrencyConflict", "Unavailable", "RuleRefused"}
BEFORE_A_CALLER = (
    "registry/bulk/",
    "registry/commands/",
    "registry/demo/",
    "registry/founding.py",
    "registry/publication.py",
)


def codes() -> Iterator[tuple[str, str]]:
    for room in ("domain", "registry"):
        for path, tree in modules(room):
            if path.startswith(BEFORE_A_CALLER):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    for code in _code_of(node.func.id, node):
                        yield code, path


def _code_of(name: str, call: ast.Call) -> Iterator[str]:
    if name in REFUSALS:
        given = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    elif name in {"DomainError", "refused"}:
        given = call.args[:1]
    else:
        return
    yield from (str(one.value) for one in given if isinstance(one, ast.Constant))


def test_every_code_that_a_caller_can_meet_has_words() -> None:
    assert {(code, path) for code, path in codes() if code not in CODE_WORDS} == set()


def test_no_words_stand_for_a_code_that_nobody_raises() -> None:
    source = "".join(ast.unparse(tree) for room in ("domain", "registry") for path, tree in modules(room)
                     if path != "registry/refusal_words.py")  # fmt: skip
    assert [code for code in CODE_WORDS if f"'{code}'" not in source] == []


def test_words_are_sentences_in_both_languages() -> None:
    for code, words in CODE_WORDS.items():
        assert re.search(r"[\u4e00-\u9fff]{4}.*。$", words.zh), code
        assert words.en.endswith("."), code
        assert words.en.isascii(), code


@pytest.mark.parametrize("code", sorted(ALSO_THE_RULE))
def test_how_a_rule_refused_is_said_before_what_the_rule_asks(code: str) -> None:
    both = refusal_words(code, "R-ONE-1")
    rule = refusal_words("rule_refused", "R-ONE-1")
    assert both is not None
    assert rule is not None
    assert both.en == f"{CODE_WORDS[code].en} {rule.en}"
    assert both.zh.startswith(CODE_WORDS[code].zh)


def test_every_rule_that_a_command_is_listed_under_has_words() -> None:
    assert {rule for spec in COMMANDS.values() for rule in spec.rules} - set(WORDS) == set()

"""Every problem the window can answer with has one status, two languages, and a place in the documentation."""

import ast
import re

import pytest

from api.problems import Problem, language_of, problem_response
from api.public.problems import PROBLEMS
from tests.support.tree import ROOT, modules

DOCUMENTED = (ROOT / "docs" / "api-public.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_a_status_words_in_both_languages_and_documentation(code: str) -> None:
    kind = PROBLEMS[code]
    assert 400 <= kind.status < 600
    assert re.search("[一-鿿]", kind.zh)
    assert kind.en.isascii()
    assert f"`{code}`" in DOCUMENTED
    english = problem_response(PROBLEMS, Problem(code), "en")
    assert (english.status_code, english.media_type) == (kind.status, "application/problem+json")
    assert english.headers["content-language"] == "en"


def test_every_problem_that_is_raised_has_a_kind_and_every_kind_is_raised_or_scanned() -> None:
    raised = {
        node.args[0].value
        for _, tree in modules("api/public")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem"
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert raised <= set(PROBLEMS)
    assert {"unknown_number", "no_trust", "trust_refused", "lookup_unavailable"} <= raised


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("zh-Hans-CN", "zh"),
        ("fr, en;q=0.1", "en"),
        ("en;q=0", "zh"),
        ("en;q=nonsense", "zh"),
        ("*", "zh"),
        (",;,;q=", "zh"),
    ],
)
def test_the_language_is_the_one_that_the_caller_prefers(header: str, language: str) -> None:
    assert language_of(header) == language


def test_a_weight_that_is_no_number_is_no_preference() -> None:
    assert language_of("en;q=nan, zh;q=inf") == "zh"

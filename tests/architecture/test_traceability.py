"""docs/traceability.md is what code and tests say now, and no clause, rule or scenario is left without a proof."""

import pytest

from tests.architecture.traceability import (
    FILE,
    SCENARIOS,
    Clause,
    answers,
    clauses,
    document,
    open_rules,
    proofs,
    rules,
    uncovered,
)
from tests.support.tree import ROOT

KNOWN = {clause.id for clause in clauses()} | {*rules(), *SCENARIOS}


def test_the_committed_document_is_the_one_that_code_and_tests_write() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: python -m tests.architecture.traceability"


def test_every_clause_rule_and_scenario_is_proved_by_a_test_or_said_to_be_open() -> None:
    assert uncovered() == []


def test_no_test_claims_to_prove_what_does_not_exist() -> None:
    assert {one: tests for one, tests in proofs().items() if one not in KNOWN} == {}


@pytest.mark.parametrize("clause", clauses(), ids=lambda clause: clause.id)
def test_a_clause_names_rules_and_modules_that_are_there(clause: Clause) -> None:
    assert set(clause.rules) <= set(rules())
    assert [module for module in clause.modules if not (ROOT / module).is_file()] == []
    assert bool(clause.modules) == (clause.type != "P")


def test_what_is_open_has_a_reason_and_no_proof() -> None:
    told = {**open_rules(), **{clause.id: clause.open for clause in clauses() if clause.open}}
    assert [one for one, why in told.items() if len(why) < 20 or one not in KNOWN] == []
    assert [one for one in told if proofs().get(one)] == []


def test_every_rule_that_is_not_open_is_answered_somewhere() -> None:
    # R-REV-6 is that nothing ends the right to revoke: no code answers it, and its test shows that none does.
    unanswered = {rule for rule in rules() if not answers().get(rule)} - set(open_rules())
    assert unanswered == {"R-REV-6"}

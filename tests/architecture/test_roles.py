"""docs/roles.md says what the tables of the office say, and every role is in it."""

import ast

import pytest

from registry import Role
from tests.architecture.roles import CHINESE, FILE, MAY_NOT, Duty, document
from tests.support.tree import ROOT


@pytest.mark.covers("S3.3b")
def test_the_document_of_roles_is_the_one_that_the_tables_write() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: python -m tests.architecture.roles"


def test_every_role_has_its_chinese_name_and_its_duties_are_parted() -> None:
    assert set(CHINESE) == set(Role)
    # The professional-technical office consents and the archivist stages: nothing of theirs takes effect alone.
    unparted = {Role.PHRSS_PTO, Role.CE_MANAGER, Role.ARCHIVIST}
    assert {duty.role for duty in MAY_NOT} == set(Role) - unparted


@pytest.mark.parametrize("duty", MAY_NOT, ids=lambda duty: f"{duty.role}: {duty.may_not}")
def test_what_a_role_may_not_do_is_proved_by_the_test_that_is_named(duty: Duty) -> None:
    place, _, test = duty.proof.partition("::")
    tree = ast.parse((ROOT / "tests" / place).read_text(encoding="utf-8"))
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}

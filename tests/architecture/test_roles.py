"""docs/roles.md says what the tables of the office say, and every role is in it."""

import pytest

from registry import Role
from tests.architecture.roles import CHINESE, FILE, MAY_NOT, document


@pytest.mark.covers("S3.3b")
def test_the_document_of_roles_is_the_one_that_the_tables_write() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: python -m tests.architecture.roles"


def test_every_role_has_its_chinese_name_and_its_duties_are_parted() -> None:
    assert set(CHINESE) == set(Role)
    # The professional-technical office consents and the archivist stages: nothing of theirs takes effect alone.
    unparted = {Role.PHRSS_PTO, Role.CE_MANAGER, Role.ARCHIVIST}
    assert {role for role, _, _ in MAY_NOT} == set(Role) - unparted

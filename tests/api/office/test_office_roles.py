"""Who may do what: every role against every command and query, over HTTP, exactly as the tables say."""

from typing import Any

import pytest

from registry import COMMANDS, QUERIES, Actor, Role
from tests.api.office.counter import Counter
from tests.api.office.messages import smallest
from tests.support.office import PHRSS

# A person's id, so that an applicant is refused for nothing but the role.
SOMEBODY = "00000000-0000-4000-8000-000000000001"


def _refused_roles(answers: dict[Role, Any]) -> set[Role]:
    refused = {role for role, answer in answers.items() if answer.status_code == 403}
    return {role for role in refused if answers[role].json()["code"] == "role_not_allowed"}


def _actor(role: Role) -> Actor:
    return Actor(id=SOMEBODY, roles=frozenset({role}), unit_uscc=PHRSS)


@pytest.mark.covers("S3.3b")
@pytest.mark.parametrize("name", COMMANDS)
def test_exactly_the_roles_of_the_table_may_send_a_command(shared: Counter, name: str) -> None:
    body = smallest(COMMANDS[name].command)
    answers = {role: shared.do(_actor(role), name, **body) for role in Role}
    assert _refused_roles(answers) == set(Role) - set(COMMANDS[name].roles)
    assert not [answer.text for answer in answers.values() if answer.status_code >= 500]


@pytest.mark.parametrize("name", QUERIES)
def test_exactly_the_roles_of_the_table_may_ask_a_query(shared: Counter, name: str) -> None:
    query = smallest(QUERIES[name].query)
    answers = {role: shared.ask(_actor(role), name, **query) for role in Role}
    assert _refused_roles(answers) == set(Role) - set(QUERIES[name].roles)
    assert not [answer.text for answer in answers.values() if answer.status_code >= 500]


def test_two_roles_may_do_what_either_may(shared: Counter) -> None:
    both = Actor(id="both", roles=frozenset({Role.EXPERT, Role.AUDITOR}))
    assert shared.ask(both, "list-refusals").status_code == 200

"""Who may do what: `python -m tests.architecture.roles` writes docs/roles.md from the office's own tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from registry import COMMANDS, QUERIES, CommandSpec, Role
from tests.support.tree import ROOT

FILE = ROOT / "docs" / "roles.md"
CHINESE = {
    Role.APPLICANT: "申报人",
    Role.EMPLOYER_HR: "用人单位",
    Role.AGENCY: "人事代理机构",
    Role.LEVEL_REVIEWER: "逐级审核部门",
    Role.COMMITTEE_OFFICE: "评委会办事机构",
    Role.EXPERT: "评审专家",
    Role.CHAIR: "主任委员",
    Role.ORGANISER: "组建单位",
    Role.APPROVER: "人社部门审批",
    Role.PHRSS_ADMIN: "省人社厅",
    Role.PHRSS_PTO: "专技处",
    Role.INSPECTOR: "巡查人员",
    Role.CE_MANAGER: "继续教育管理",
    Role.PETITION_OFFICER: "信访承办人",
    Role.ARCHIVIST: "历史数据录入",
    Role.ATTESTER: "原评审单位",
    Role.KEY_CUSTODIAN: "密钥管理",
    Role.AUDITOR: "审计",
}


@dataclass(frozen=True)
class Duty:
    """What nobody of a role may do although a command of theirs would come near, what stops them, and the proof."""

    role: Role
    may_not: str
    stopped_by: str
    proof: str


MAY_NOT = (
    Duty(
        Role.APPLICANT,
        "act for another person",
        "`not_own`",
        "registry/test_commands.py::test_nobody_submits_signs_or_withdraws_for_another",
    ),
    Duty(
        Role.APPLICANT,
        "hand in a second declaration in the year",
        "R-ONE-1",
        "registry/test_races.py::test_of_two_declarations_at_the_same_second_one_is_submitted",
    ),
    Duty(
        Role.EMPLOYER_HR,
        "review their own declaration",
        "R-STEP-3",
        "registry/test_separation.py::test_whoever_works_at_the_unit_does_not_review_their_own_declaration",
    ),
    Duty(
        Role.EMPLOYER_HR,
        "write about the people of another unit",
        "`other_unit`",
        "registry/test_commands.py::test_an_employer_writes_only_about_its_own_unit",
    ),
    Duty(
        Role.EMPLOYER_HR,
        "make a title that holds in the whole province",
        "`role_not_allowed`",
        "registry/test_separation.py::test_no_employer_agency_or_committee_grants_a_title",
    ),
    Duty(
        Role.AGENCY,
        "review their own declaration",
        "R-STEP-3",
        "registry/test_separation.py::test_whoever_works_at_the_unit_does_not_review_their_own_declaration",
    ),
    Duty(
        Role.LEVEL_REVIEWER,
        "review one declaration at two levels",
        "R-STEP-3",
        "registry/test_separation.py::test_one_account_does_not_review_at_two_levels",
    ),
    Duty(
        Role.COMMITTEE_OFFICE,
        "accept an entrusted file without its letter",
        "R-ENT-2",
        "registry/test_entrustment.py::test_an_undesignated_letter_is_not_enough",
    ),
    Duty(
        Role.COMMITTEE_OFFICE,
        "count a ballot by proxy",
        "R-VOTE-3",
        "registry/test_separation.py::test_no_ballot_is_counted_by_proxy_nor_after_the_tally",
    ),
    Duty(
        Role.EXPERT,
        "be publicly listed",
        "no answer names members",
        "registry/test_queries.py::test_committees_in_force_are_listed_without_their_members",
    ),
    Duty(
        Role.CHAIR,
        "change a tally that was recorded",
        "R-VOTE-3",
        "registry/test_separation.py::test_no_ballot_is_counted_by_proxy_nor_after_the_tally",
    ),
    Duty(
        Role.ORGANISER,
        "judge outside the filed series and level",
        "R-COMM-1",
        "domain/test_committee.py::test_a_committee_judges_inside_its_filing",
    ),
    Duty(
        Role.APPROVER,
        "approve what they reviewed at an earlier level",
        "R-STEP-3",
        "registry/test_separation.py::test_a_reviewer_does_not_approve_what_they_reviewed",
    ),
    Duty(
        Role.PHRSS_ADMIN,
        "decide alone on a revocation, a record, a void result or the policy",
        "R-REV-2",
        "registry/test_separation.py::test_no_command_for_two_persons_is_decided_by_its_proposer",
    ),
    Duty(
        Role.INSPECTOR,
        "inspect a unit that they belong to",
        "R-AUTH-1",
        "registry/test_authority.py::test_nobody_inspects_their_own_unit_and_only_named_inspectors_record",
    ),
    Duty(
        Role.PETITION_OFFICER,
        "handle a case against themself",
        "R-PET-2",
        "registry/test_petitions.py::test_nobody_handles_a_case_against_themself_or_their_unit",
    ),
    Duty(
        Role.PETITION_OFFICER,
        "read or reveal the petitioner of another's case",
        "sealed",
        "registry/test_petitions.py::test_the_petitioner_is_read_by_the_handler_and_the_auditor_and_by_nobody_else",
    ),
    Duty(
        Role.ATTESTER,
        "attest the evaluations of others",
        "R-CERT-1",
        "registry/test_history.py::test_nobody_else_attests",
    ),
    Duty(
        Role.KEY_CUSTODIAN,
        "issue certificates",
        "`role_not_allowed`",
        "api/office/test_office_certificates.py::test_nobody_else_has_certificates_issued",
    ),
    Duty(
        Role.AUDITOR,
        "write",
        "`role_not_allowed`",
        "registry/test_separation.py::test_the_auditor_has_no_command",
    ),
)


def document() -> str:
    """The whole of docs/roles.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# Who may do what",
        "",
        "Written by `python -m tests.architecture.roles` from the tables from which the office itself works",
        "(`registry/messages.py`); a test compares. A role that is not in a row is refused with `role_not_allowed`",
        "before anything is loaded, and the refusal is recorded. How one is sent: [api-office.md](api-office.md).",
        "",
        "## Roles",
        "",
        "| role | 中文 | commands | queries |",
        "|---|---|---|---|",
    )
    for role in Role:
        commands = [name for name, spec in COMMANDS.items() if role in spec.roles]
        asked = sum(role in spec.roles for spec in QUERIES.values())
        yield f"| {role.value} | {CHINESE[role]} | {len(commands)} | {asked} |"
    yield from (
        "",
        "## Separation of duties",
        "",
        "What a role may not do although a command of it exists, and what stops it.",
        "",
        "| role | may not | stopped by | proved by |",
        "|---|---|---|---|",
    )
    for duty in MAY_NOT:
        place, _, test = duty.proof.partition("::")
        yield f"| {duty.role.value} | {duty.may_not} | {duty.stopped_by} | [`{test}`](../tests/{place}) |"
    yield from (
        "",
        "## Commands",
        "",
        "Commands marked *two persons* decide what somebody else proposed: the same account is refused by `R-REV-2`.",
        "Commands marked *published* are told to every verifier before they are answered.",
        "",
        "| command | roles | rules that may refuse it | marks |",
        "|---|---|---|---|",
    )
    yield from (_command_row(name, spec) for name, spec in sorted(COMMANDS.items()))
    yield from ("", "## Queries", "", "| query | roles | what it is |", "|---|---|---|")
    for name, query in sorted(QUERIES.items()):
        yield f"| `{name}` | {_roles(query.roles)} | {query.query.__doc__} |"


def _command_row(name: str, spec: CommandSpec[Any]) -> str:
    marks = [*(["two persons"] if spec.two_persons else []), *(["published"] if spec.publishes else [])]
    return f"| `{name}` | {_roles(spec.roles)} | {', '.join(spec.rules)} | {', '.join(marks)} |"


def _roles(roles: tuple[Role, ...]) -> str:
    return "everybody" if set(roles) == set(Role) else ", ".join(role.value for role in roles)


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")

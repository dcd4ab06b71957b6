"""Who may do what: `python -m tests.architecture.roles` writes docs/roles.md from the office's own tables."""

from collections.abc import Iterator
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
# What nobody of this role may do, and what stops them; `tests/registry/test_separation.py` tries every row.
MAY_NOT: tuple[tuple[Role, str, str], ...] = (
    (Role.APPLICANT, "act for another person", "`not_own`"),
    (Role.APPLICANT, "hand in a second declaration in the year", "R-ONE-1"),
    (Role.EMPLOYER_HR, "review their own declaration", "R-STEP-3"),
    (Role.EMPLOYER_HR, "write about the people of another unit", "`other_unit`"),
    (Role.AGENCY, "review their own declaration", "R-STEP-3"),
    (Role.LEVEL_REVIEWER, "review one declaration at two levels", "R-STEP-3"),
    (Role.COMMITTEE_OFFICE, "accept an entrusted file without a letter", "R-ENT-2"),
    (Role.COMMITTEE_OFFICE, "count a ballot by proxy", "R-VOTE-3"),
    (Role.EXPERT, "be publicly listed", "nothing shows members"),
    (Role.CHAIR, "change a tally that was recorded", "R-VOTE-3"),
    (Role.ORGANISER, "judge outside the filed series and level", "R-COMM-1"),
    (Role.APPROVER, "approve what they reviewed at an earlier level", "R-STEP-3"),
    (Role.PHRSS_ADMIN, "decide alone: revocation, record, invalidation, policy", "R-REV-2"),
    (Role.INSPECTOR, "inspect a unit that they belong to", "R-AUTH-1"),
    (Role.PETITION_OFFICER, "handle a case against themself", "R-PET-2"),
    (Role.PETITION_OFFICER, "read the petitioner of another handler's case", "no name in the answer"),
    (Role.ATTESTER, "attest the evaluations of others", "R-CERT-1"),
    (Role.KEY_CUSTODIAN, "issue certificates or change anything", "`role_not_allowed`"),
    (Role.AUDITOR, "write", "`role_not_allowed`"),
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
        "| role | may not | stopped by |",
        "|---|---|---|",
    )
    yield from (f"| {role.value} | {what} | {by} |" for role, what, by in MAY_NOT)
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

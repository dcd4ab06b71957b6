"""Changing the policy by two persons, and showing it with the clause and the evidence of every value (5.18)."""

from datetime import date

from pydantic import Field

from registry.command import (
    Answer,
    Command,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Queries,
    Query,
    QuerySpec,
    Role,
    Sha256,
    Window,
    Words,
)
from registry.errors import NotFound
from registry.policy import PolicyDocument, PolicyValues
from registry.policy_change import PolicyChange, changes_of, document_on

GENERAL_KNOWLEDGE = "GKU"
Value = bool | int | str | tuple[int | str, ...]


class ProposePolicy(Command):
    """Propose the whole policy document anew: every value with its clause and how well it is known."""

    values: PolicyValues
    reason: Words


class AdoptPolicy(DocumentedCommand):
    """Adopt a proposed policy; from the date of the document on, the office works under it."""

    number: int = Field(ge=1, le=100_000, description="version that was proposed")
    document_sha256: Sha256 = Field(description="hash of the proposed document, as show-policy shows it")


class DropPolicy(Command):
    """Take a proposed policy off the table."""

    number: int = Field(ge=1, le=100_000, description="version that was proposed")


def propose_policy(command: ProposePolicy, desk: Desk) -> PolicyChange:
    """The first of two persons; the version number is the next one."""
    changes = list(changes_of(desk.work))
    for change in changes:
        change.refuse_another()
    number = max([desk.shipped.version, *(change.number for change in changes)]) + 1
    document = PolicyDocument(version=number, values=command.values).model_dump_json(by_alias=True)
    change = PolicyChange.propose(
        desk.act(command), n=len(changes) + 1, number=number, document=document, reason=command.reason
    )
    return desk.work.add(change)


def adopt_policy(command: AdoptPolicy, desk: Desk) -> PolicyChange:
    """The second of two persons."""
    change = _proposed(command.number, desk)
    before = [c.in_force_from for c in changes_of(desk.work) if c.in_force_from is not None]
    change.adopt(desk.act(command), document_sha256=command.document_sha256, not_before=max(before, default=None))
    return change


def drop_policy(command: DropPolicy, desk: Desk) -> PolicyChange:
    """Nothing changes."""
    change = _proposed(command.number, desk)
    change.drop(desk.act(command))
    return change


def _proposed(number: int, desk: Desk) -> PolicyChange:
    found = next((change for change in changes_of(desk.work) if change.number == number), None)
    if found is None:
        raise NotFound(f"policy {number}")
    return found


class ShowPolicy(Query):
    """The policy with the clause and the evidence of every value; without a number, the one in force today."""

    number: int | None = Field(default=None, ge=1, le=100_000, description="version; proposed ones too")


class PolicyEntryAnswer(Answer):
    """One parameter."""

    parameter: str
    value: Value
    clause: str
    tag: str = Field(description="S notice, P seen, P2 second-hand, GKU general knowledge, D our decision")
    to_be_confirmed: bool = Field(description="general knowledge: not to be shown to anybody as law")


class PolicyVersionAnswer(Answer):
    """One version and what became of it."""

    number: int
    state: str
    in_force_from: date | None
    document_no: str
    document_sha256: str
    proposer_id: str
    reason: str


class PolicyAnswer(Answer):
    """A policy document, and every version there is."""

    number: int
    entries: tuple[PolicyEntryAnswer, ...]
    versions: tuple[PolicyVersionAnswer, ...] = Field(description="changes made in this office, the oldest first")


def show_policy(query: ShowPolicy, window: Window) -> PolicyAnswer:
    """From the events themselves."""
    changes = list(changes_of(window.look))
    document = _document(query.number, window)
    values = document.values.model_dump(mode="json", by_alias=True)
    return PolicyAnswer(
        number=document.version,
        entries=tuple(
            PolicyEntryAnswer(parameter=name, to_be_confirmed=entry["tag"] == GENERAL_KNOWLEDGE, **entry)
            for name, entry in values.items()
        ),
        versions=tuple(
            PolicyVersionAnswer(
                number=change.number,
                state=change.state.value,
                in_force_from=change.in_force_from,
                document_no=change.document_no,
                document_sha256=change.document_sha256,
                proposer_id=change.proposer_id,
                reason=change.reason,
            )
            for change in changes
        ),
    )


def _document(number: int | None, window: Window) -> PolicyDocument:
    if number is None:
        return document_on(window.look, window.shipped, window.clock.today())
    if number == window.shipped.version:
        return window.shipped
    change = next((c for c in changes_of(window.look) if c.number == number), None)
    if change is None:
        raise NotFound(f"policy {number}")
    return PolicyDocument.model_validate_json(change.document)


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(ProposePolicy, propose_policy, _PHRSS, ("R-REV-2",)),
        CommandSpec(AdoptPolicy, adopt_policy, _PHRSS, ("R-REV-2",), two_persons=True),
        CommandSpec(DropPolicy, drop_policy, _PHRSS),
    )
}

QUERIES: Queries = {
    spec.query.name: spec
    for spec in (QuerySpec(ShowPolicy, show_policy, (Role.PHRSS_ADMIN, Role.PHRSS_PTO, Role.AUDITOR), PolicyAnswer),)
}

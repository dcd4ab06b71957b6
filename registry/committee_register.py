"""Every committee ever filed, for the one rule that asks whether none can evaluate a file (R-ENT-1)."""

from collections.abc import Sequence

from domain.committee import EvaluationCommittee
from domain.committee_register import CommitteeRegister
from domain.identity import committee_register_id
from domain.standing import CommitteeFacts
from registry.application import UnitOfWork
from registry.command import Command, Desk


def enter_committee(desk: Desk, command: Command, committee: EvaluationCommittee) -> None:
    """Put a committee that was just filed on the list that R-ENT-1 reads."""
    existing = desk.work.find(CommitteeRegister, committee_register_id())
    desk.work.add(CommitteeRegister.enter(desk.act(command), existing, committee.id))


def filed_committees(work: UnitOfWork) -> Sequence[CommitteeFacts] | None:
    """Every committee ever filed; None where not even the list is there, which proves nothing."""
    register = work.find(CommitteeRegister, committee_register_id())
    if register is None:
        return None
    work.look_ahead(register.committee_ids)
    return [work.get(EvaluationCommittee, one).facts() for one in register.committee_ids]

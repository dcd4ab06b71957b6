"""The committee: its office takes the file in and records the signed ballot of the meeting."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.values import Tally
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Role
from registry.entrustment import file_of, letter_findings, letter_for
from registry.standing import applicant_on, authority_of, season_of, standing_on


class AcceptByCommittee(Command):
    """Take a file in whose chain of reviews is complete; on the entrusted route with its letter, which is then used."""

    declaration_id: UUID
    letter_id: UUID | None = Field(default=None, description="letter of entrustment, on the entrusted route")


class RecordTally(DocumentedCommand):
    """Record the ballot as the chair signed it; the document is the minutes."""

    declaration_id: UUID
    meeting_date: date
    present: int = Field(ge=0, le=400, description="experts in the room")
    recused: int = Field(default=0, ge=0, le=400, description="those of them who stood aside for this applicant")
    yes: int = Field(ge=0, le=400)
    no: int = Field(ge=0, le=400)
    abstain: int = Field(default=0, ge=0, le=400)
    proxies: int = Field(default=0, ge=0, le=400, description="ballots cast by proxy; none are allowed")
    attending: tuple[Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]+$")], ...] | None = Field(
        default=None,
        max_length=400,
        description="accounts of those in the room; needed as soon as anybody stands aside",
    )


def accept_by_committee(command: AcceptByCommittee, desk: Desk) -> Declaration:
    """Acceptance, with eligibility and scope asked again."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    act = desk.act(command)
    letter = letter_for(desk, declaration, command.letter_id)
    declaration.accept_by_committee(
        act,
        standing_on(desk.work, desk.tables, declaration, act.legal_date),
        further=letter_findings(declaration, letter, desk),
        policy=desk.policy,
    )
    if letter is not None:
        letter.use(act, file_of(declaration), declaration.id)
    return declaration


def record_tally(command: RecordTally, desk: Desk) -> Declaration:
    """The outcome follows from the counts (R-VOTE-2)."""
    desk.check_not_future(command.meeting_date)
    declaration = desk.work.get(Declaration, command.declaration_id)
    committee = desk.work.get(EvaluationCommittee, declaration.committee_id)
    desk.check_unit(committee.organiser_uscc)
    act = desk.act(command)
    tally = Tally(
        present=command.present,
        recused=command.recused,
        yes=command.yes,
        no=command.no,
        abstain=command.abstain,
        proxies=command.proxies,
    )
    authority = authority_of(desk.work, committee.organiser_uscc, committee.series_code)
    declaration.record_tally(
        act,
        meeting_date=command.meeting_date,
        tally=tally,
        committee=committee.facts(season=declaration.season, authority=authority),
        season=season_of(desk.work, declaration.season).facts(committee.id, declaration.level.tier),
        policy=desk.policy,
    )
    committee.record_attendance(
        act,
        declaration_id=declaration.id,
        season=declaration.season,
        meeting_date=command.meeting_date,
        tally=tally,
        applicant=applicant_on(desk.work, declaration, command.meeting_date),
        attending=command.attending,
    )
    return declaration


COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(
            AcceptByCommittee,
            accept_by_committee,
            (Role.COMMITTEE_OFFICE,),
            (
                "R-STEP-1",
                "R-STEP-2",
                "R-STEP-3",
                "R-COMM-1",
                "R-COMM-2",
                "R-AUTH-2",
                "R-ELIG-1",
                "R-ELIG-2",
                "R-INT-1",
                "R-ONE-1",
                "R-ENT-2",
                "R-ENT-3",
                "R-ENT-4",
            ),
        ),
        CommandSpec(
            RecordTally,
            record_tally,
            (Role.COMMITTEE_OFFICE, Role.CHAIR),
            ("R-VOTE-1", "R-VOTE-3", "R-VOTE-4", "R-COMM-2", "R-TIME-2", "R-AUTH-2"),
        ),
    )
}

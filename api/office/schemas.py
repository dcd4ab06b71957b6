"""What the office window takes and answers beyond the registry's own messages."""

from collections.abc import Sequence
from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from registry import PublicationState, Row, RowState

MOST_TITLES = 1000
"""Certificates in one request: some seconds of signing."""


class IssueRequest(BaseModel):
    """Whose certificates to issue."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title_ids: tuple[UUID, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_TITLES,
        description=f"without it: effective titles that have no certificate, oldest first, {MOST_TITLES} at most",
    )
    reissue_reason: str = Field(
        default="", max_length=200, description="makes a new version of certificates in force: lost, name corrected"
    )

    @model_validator(mode="after")
    def _reissue_names_titles(self) -> Self:
        if self.reissue_reason and self.title_ids is None:
            raise ValueError("a re-issue names its titles")
        return self


class IssueRow(BaseModel):
    """What became of one title; a refusal concerns its own title alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title_id: UUID
    state: RowState
    certificate_no: str = Field(description="empty where it was refused")
    version: int
    code: str = Field(description="why it was refused; empty otherwise")
    message: str


class IssueReport(BaseModel):
    """What became of each title. Asking again is safe: what was issued is then ALREADY_ISSUED."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[IssueRow, ...]
    remaining: int = Field(ge=0, description="effective titles that still wait; 0 where titles were named")

    @classmethod
    def of(cls, rows: Sequence[Row], remaining: int) -> Self:
        """The report of a run."""
        told = (
            IssueRow(
                title_id=row.title_id,
                state=row.state,
                certificate_no=row.certificate_no,
                version=row.version,
                code=row.code,
                message=row.message,
            )
            for row in rows
        )
        return cls(rows=tuple(told), remaining=remaining)


class PublicationAnswer(BaseModel):
    """How far the world has been told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=0, description="number of the publication that verifiers read now")
    known_at: AwareDatetime | None = Field(description="instant of what it says")
    age_seconds: int | None = Field(description="how old it is")
    due_at: AwareDatetime = Field(description="when the next one is due even if nothing changes")
    overdue: bool
    position: int = Field(ge=0, description="position in the event store up to which everything is published")
    stored: int = Field(ge=0, description="newest position in the event store")

    @classmethod
    def of(cls, state: PublicationState) -> Self:
        """The answer about a state."""
        age = None if state.known_at is None else int((state.at - state.known_at).total_seconds())
        return cls(
            number=state.number,
            known_at=state.known_at,
            age_seconds=age,
            due_at=state.due_at,
            overdue=state.at >= state.due_at,
            position=state.position,
            stored=state.stored,
        )


class Health(BaseModel):
    """The process is up, or the office can work."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Literal["ok", "ready"]

"""What an applicant claims beyond the ordinary before handing in: a direct route, a preferential tag (S3.5)."""

from uuid import UUID

from pydantic import Field

from domain.declaration import Declaration
from domain.values import DirectGround, Preference, PreferenceTag
from registry.command import Command, Commands, CommandSpec, Desk, Reference, Role, Sha256
from registry.intake import own_declaration


class GroundDirectRoute(Command):
    """Say why a level may be skipped; the document is one of the materials that are signed for."""

    declaration_id: UUID
    ground: DirectGround
    ground_document: Reference = Field(description="number of the document")
    evidence: Sha256


class ClaimPreference(Command):
    """Claim a preferential tag, or state it anew. It may change which conditions apply, and waives nothing else."""

    declaration_id: UUID
    tag: PreferenceTag
    evidence: Sha256 = Field(description="SHA-256 of one of the materials")
    policy_ref: Reference = Field(description="the preferential policy")


def ground_direct_route(command: GroundDirectRoute, desk: Desk) -> Declaration:
    """The applicant's own draft."""
    declaration = own_declaration(desk, command.declaration_id)
    declaration.ground_direct_route(
        desk.act(command), ground=command.ground, document=command.ground_document, evidence=command.evidence
    )
    return declaration


def claim_preference(command: ClaimPreference, desk: Desk) -> Declaration:
    """The applicant's own draft."""
    declaration = own_declaration(desk, command.declaration_id)
    declaration.claim_preference(desk.act(command), Preference(command.tag, command.evidence, command.policy_ref))
    return declaration


COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(GroundDirectRoute, ground_direct_route, (Role.APPLICANT,), ("R-LEVEL-1",)),
        CommandSpec(ClaimPreference, claim_preference, (Role.APPLICANT,), ("R-PREF-1",)),
    )
}

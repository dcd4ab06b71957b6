"""What each route and each preferential tag needs; a rule of a route that nobody has answered goes to a human."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from domain.finding import Finding, found
from domain.standing import CommitteeFacts, PersonFacts
from domain.values import (
    DirectGround,
    EmployerKind,
    Material,
    MaterialKind,
    OrganiserKind,
    Preference,
    PreferenceTag,
    Route,
)

_PUBLIC = frozenset({EmployerKind.PUBLIC_INSTITUTION, EmployerKind.GOVERNMENT})


class Stage(Enum):
    """Where a route asks for more than the ordinary one."""

    SUBMISSION = "SUBMISSION"
    ACCEPTANCE = "ACCEPTANCE"


ASKED = {
    (Route.ENTRUSTED, Stage.ACCEPTANCE): ("R-ENT-2", "S2.4i"),
    (Route.AID_RECEIVING, Stage.SUBMISSION): ("R-AID-1", "S2.4c"),
    (Route.AID_RECEIVING, Stage.ACCEPTANCE): ("R-AID-2", "S2.4d"),
}
"""Rules whose facts lie outside the declaration: a letter, an aid posting."""


@dataclass(frozen=True)
class Claims:
    """What an applicant claims beyond the ordinary, and the listed materials that prove it."""

    route: Route = Route.ORDINARY
    ground: DirectGround | None = None
    ground_document: str = ""
    ground_evidence: str = ""
    preferences: tuple[Preference, ...] = ()
    materials: tuple[Material, ...] = ()

    @property
    def tags(self) -> frozenset[PreferenceTag]:
        """The preferential tags."""
        return frozenset(preference.tag for preference in self.preferences)

    @property
    def direct_document(self) -> str:
        """The document that lets a level be skipped; empty on every other route."""
        return self.ground_document if self.route is Route.DIRECT else ""


ORDINARY = Claims()


def at_submission(claims: Claims, committee: CommitteeFacts, person: PersonFacts) -> list[Finding]:
    """What the claims of a declaration need when it is handed in."""
    findings = [r_pref_1(preference, claims.materials) for preference in claims.preferences]
    if claims.route is Route.DIRECT:
        findings.append(r_level_1_direct(claims))
    if claims.route is Route.SOCIALISED:
        findings.append(r_comm_1_socialised(claims, committee, person))
    return findings


def r_level_1_direct(claims: Claims) -> Finding:
    """The exception has a ground and a document, and the document is among the materials that were signed for."""
    listed = claims.ground_evidence in {material.sha256 for material in claims.materials}
    documented = bool(claims.ground_document.strip())
    grounded = claims.ground is not None
    holds = grounded and documented and listed
    return found("R-LEVEL-1", "S2.1c", holds, ground=grounded, document=documented, evidence_listed=listed)


def r_comm_1_socialised(claims: Claims, committee: CommitteeFacts, person: PersonFacts) -> Finding:
    """A socialised body evaluates staff of private enterprises, who show that they are (S3.5b)."""
    body = committee.organiser_kind is OrganiserKind.SOCIALISED_BODY
    private = PreferenceTag.PRIVATE_ENTERPRISE in claims.tags
    public = any(employment.kind in _PUBLIC for employment in person.employments)
    holds = body and private and not public
    return found("R-COMM-1", "S3.5b", holds, socialised_body=body, private_enterprise=private, public_employer=public)


def r_pref_1(preference: Preference, materials: Sequence[Material]) -> Finding:
    """A tag names its policy and its evidence is among the materials; a competition is shown by its award."""
    kinds = {material.kind for material in materials if material.sha256 == preference.evidence}
    fits = MaterialKind.COMPETITION in kinds if preference.tag is PreferenceTag.POSTDOC_COMPETITION else bool(kinds)
    named = bool(preference.policy_ref.strip())
    return found("R-PREF-1", "S3.5a", named and fits, tag=preference.tag.value, evidence_listed=fits, policy=named)


def unanswered(route: Route, stage: Stage, answers: Sequence[Finding]) -> list[Finding]:
    """The rule that this route asks at this stage, as unknown, where no answer to it came."""
    rule_id, clause = ASKED.get((route, stage), ("", ""))
    if not rule_id or any(answer.rule_id == rule_id for answer in answers):
        return []
    return [found(rule_id, clause, None, route=route.value, answered=False)]

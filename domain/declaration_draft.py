"""A declaration while its applicant prepares it: the materials, what they prove, and the signature for their truth."""

from collections.abc import Sequence

from domain.aggregate import Act
from domain.declaration_events import DeclarationState as State
from domain.declaration_file import DeclarationFile, hash_of
from domain.errors import require, wrong_state
from domain.rules.commitment import Commitment, r_cmt_1
from domain.values import DirectGround, Material, Preference, Route


class DraftedDeclaration(DeclarationFile):
    """What the applicant alone may do to a file."""

    def list_materials(self, act: Act, materials: Sequence[Material]) -> None:
        """Sets the complete list of materials; a commitment over another list no longer counts."""
        self._in_state(State.DRAFT, State.CORRECTION_WANTED)
        listed = [{"kind": m.kind.value, "sha256": m.sha256} for m in materials]
        self._record(self.MaterialsListed, act, materials=listed, materials_hash=hash_of(materials))

    def ground_direct_route(self, act: Act, *, ground: DirectGround, document: str, evidence: str) -> None:
        """Says why a level may be skipped. `evidence`: SHA-256 of the document's file, to be among the materials."""
        self._in_state(State.DRAFT)
        if self.route is not Route.DIRECT:
            raise wrong_state("the route", self.route.value, Route.DIRECT.value, "R-LEVEL-1")
        facts = {"ground": ground.value, "ground_document": document, "evidence": evidence}
        self._record(self.DirectRouteGrounded, act, ["R-LEVEL-1"], **facts)

    def claim_preference(self, act: Act, preference: Preference) -> None:
        """Claims a tag, or states it anew; from submission on the tags are fixed."""
        self._in_state(State.DRAFT)
        facts = {"tag": preference.tag.value, "evidence": preference.evidence, "policy_ref": preference.policy_ref}
        self._record(self.PreferenceClaimed, act, ["R-PREF-1"], **facts)

    def sign_commitment(self, act: Act, *, text_version: str, materials_hash: str, signature: str) -> None:
        """The applicant in person signs for the materials they saw; nobody signs for another (R-CMT-1)."""
        self._in_state(State.DRAFT, State.CORRECTION_WANTED)
        signed = Commitment(act.actor_id, text_version, materials_hash)
        rules = require([r_cmt_1(signed, str(self.person_id), text_version, self.materials_hash)])
        facts = {"text_version": text_version, "materials_hash": materials_hash, "signature": signature}
        self._record(self.CommitmentSigned, act, rules, **facts)

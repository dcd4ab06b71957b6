"""A declaration while its applicant prepares it: the materials, what they prove, and the signature for their truth."""

from collections.abc import Sequence

from domain.aggregate import Act
from domain.declaration_events import DeclarationState as State
from domain.declaration_file import DeclarationFile, hash_of
from domain.errors import require
from domain.rules.commitment import Commitment, r_cmt_1
from domain.values import Material


class DraftedDeclaration(DeclarationFile):
    """What the applicant alone may do to a file."""

    def list_materials(self, act: Act, materials: Sequence[Material]) -> None:
        """Sets the complete list of materials; a commitment over another list no longer counts."""
        self._in_state(State.DRAFT, State.CORRECTION_WANTED)
        listed = [{"kind": m.kind.value, "sha256": m.sha256} for m in materials]
        self._record(self.MaterialsListed, act, materials=listed, materials_hash=hash_of(materials))

    def sign_commitment(self, act: Act, *, text_version: str, materials_hash: str, signature: str) -> None:
        """The applicant in person signs for the materials they saw; nobody signs for another (R-CMT-1)."""
        self._in_state(State.DRAFT, State.CORRECTION_WANTED)
        signed = Commitment(act.actor_id, text_version, materials_hash)
        rules = require([r_cmt_1(signed, str(self.person_id), text_version, self.materials_hash)])
        facts = {"text_version": text_version, "materials_hash": materials_hash, "signature": signature}
        self._record(self.CommitmentSigned, act, rules, **facts)

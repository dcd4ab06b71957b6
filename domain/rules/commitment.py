"""R-CMT: the applicant answers with a signature for the truth of exactly these materials."""

from dataclasses import dataclass

from domain.finding import Finding, found


@dataclass(frozen=True)
class Commitment:
    """A signed commitment: by whom, under which text, over which materials."""

    signed_by: str
    text_version: str
    materials_hash: str


def r_cmt_1(commitment: Commitment | None, applicant: str, text_version: str, materials_hash: str) -> Finding:
    """Signed by the applicant in person, under the season's current text, over the materials as they are now."""
    if commitment is None:
        return found("R-CMT-1", "S3.4a", holds=False, signed=False)
    personally = commitment.signed_by == applicant
    current = commitment.text_version == text_version
    unchanged = commitment.materials_hash == materials_hash
    holds = personally and current and unchanged
    return found("R-CMT-1", "S3.4a", holds, personally=personally, text_current=current, materials_unchanged=unchanged)

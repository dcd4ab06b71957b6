import pytest

from domain.errors import DomainError
from domain.values import Material, MaterialKind
from tests.domain.builders import COMMITMENT_TEXT, FIRM, PAPER, Case, act

pytestmark = pytest.mark.covers("S3.4a", "R-CMT-1")

PATENT = Material(MaterialKind.PATENT, "b2" * 32)


def refusal(case: Case) -> str:
    with pytest.raises(DomainError) as refused:
        case.submitted()
    return refused.value.rule_id


def test_nobody_signs_for_the_applicant() -> None:
    case = Case()
    with pytest.raises(DomainError) as refused:
        case.declaration.sign_commitment(
            act("2022-07-19", "hr", "EMPLOYER_HR", FIRM),
            text_version=COMMITMENT_TEXT,
            materials_hash=case.declaration.materials_hash,
            signature="sig",
        )
    assert (refused.value.code, refused.value.rule_id) == ("rule_refused", "R-CMT-1")


def test_a_declaration_without_a_commitment_is_not_submitted() -> None:
    case = Case()
    with pytest.raises(DomainError) as refused:
        case.declaration.submit(
            case.by("2022-07-20"), case.standing("2022-07-20"), chain=case.chain, commitment_text=COMMITMENT_TEXT
        )
    assert refused.value.rule_id == "R-CMT-1"


def test_changing_a_material_after_signing_needs_a_new_signature() -> None:
    case = Case().signed()
    case.declaration.list_materials(case.by("2022-07-19"), [PAPER, PATENT])
    assert refusal(case) == "R-CMT-1"
    case.declaration.sign_commitment(
        case.by("2022-07-19"),
        text_version=COMMITMENT_TEXT,
        materials_hash=case.declaration.materials_hash,
        signature="sig2",
    )
    assert case.submitted().declaration.state == "SUBMITTED"


def test_a_signature_over_other_materials_is_refused_at_once() -> None:
    case = Case()
    with pytest.raises(DomainError, match="R-CMT-1"):
        case.declaration.sign_commitment(
            case.by("2022-07-19"), text_version=COMMITMENT_TEXT, materials_hash="00" * 32, signature="sig"
        )


def test_a_commitment_under_last_years_text_is_not_current() -> None:
    case = Case().signed()
    with pytest.raises(DomainError, match="R-CMT-1"):
        case.declaration.submit(
            case.by("2022-07-20"), case.standing("2022-07-20"), chain=case.chain, commitment_text="2022-2"
        )


def test_the_order_in_which_materials_are_listed_does_not_matter() -> None:
    one, other = Case(), Case()
    one.declaration.list_materials(one.by("2022-07-19"), [PAPER, PATENT])
    other.declaration.list_materials(other.by("2022-07-19"), [PATENT, PAPER])
    assert one.declaration.materials_hash == other.declaration.materials_hash

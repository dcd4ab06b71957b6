"""Routes and preferential tags by themselves (R-LEVEL-1, R-PREF-1, S2.2b, S3.5), and the versions of a standard."""

from dataclasses import replace

import pytest

from domain.declaration_file import hash_of
from domain.errors import DomainError
from domain.evaluation_standard import EvaluationStandard
from domain.finding import Outcome, found
from domain.rules.route import Claims, Stage, at_submission, r_pref_1, unanswered
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
from tests.domain.builders import COMMITMENT_TEXT, PAPER, STANDARD, Case, act, committee, day, engineer
from tests.domain.stories_people import CONDITIONS, standard

AWARD = Material(MaterialKind.COMPETITION, "b2" * 32)
PRIVATE = Preference(PreferenceTag.PRIVATE_ENTERPRISE, PAPER.sha256, "皖人社发〔2022〕倾斜1号")
BODY = replace(committee().facts(), organiser_kind=OrganiserKind.SOCIALISED_BODY)


@pytest.mark.covers("R-LEVEL-1")
@pytest.mark.parametrize(
    ("ground", "document", "evidence", "holds"),
    [
        (DirectGround.OUTSTANDING_CONTRIBUTION, "虚构破格〔2022〕1号", PAPER.sha256, True),
        (DirectGround.OVERSEAS_TALENT, "虚构破格〔2022〕2号", PAPER.sha256, True),
        (DirectGround.HARDSHIP_AREA, "虚构破格〔2022〕3号", PAPER.sha256, True),
        (None, "虚构破格〔2022〕1号", PAPER.sha256, False),
        (DirectGround.HARDSHIP_AREA, " ", PAPER.sha256, False),
        (DirectGround.HARDSHIP_AREA, "虚构破格〔2022〕1号", AWARD.sha256, False),
    ],
)
def test_a_direct_route_needs_ground_document_and_evidence(
    ground: DirectGround | None, document: str, evidence: str, holds: bool
) -> None:
    claims = Claims(Route.DIRECT, ground, document, evidence, (), (PAPER,))
    (finding,) = at_submission(claims, committee().facts(), engineer().facts(day("2022-07-20")))
    assert (finding.rule_id, finding.holds) == ("R-LEVEL-1", holds)


def test_a_ground_counts_on_the_direct_route_alone() -> None:
    assert Claims(Route.ORDINARY, DirectGround.HARDSHIP_AREA, "d", PAPER.sha256).direct_document == ""


@pytest.mark.covers("S3.5b")
@pytest.mark.parametrize(
    ("kind", "preferences", "body", "holds"),
    [
        (EmployerKind.ENTERPRISE, (PRIVATE,), BODY, True),
        (EmployerKind.INDIVIDUAL_ECONOMIC, (PRIVATE,), BODY, True),
        (EmployerKind.ENTERPRISE, (), BODY, False),
        (EmployerKind.PUBLIC_INSTITUTION, (PRIVATE,), BODY, False),
        (EmployerKind.ENTERPRISE, (PRIVATE,), committee().facts(), False),
    ],
)
def test_a_socialised_body_evaluates_staff_of_private_enterprises(
    kind: EmployerKind, preferences: tuple[Preference, ...], body: object, holds: bool
) -> None:
    claims = Claims(Route.SOCIALISED, preferences=preferences, materials=(PAPER,))
    findings = at_submission(claims, body, engineer(kind=kind).facts(day("2022-07-20")))  # type: ignore[arg-type]
    assert all(finding.holds for finding in findings) is holds
    assert "R-COMM-1" in {finding.rule_id for finding in findings}


@pytest.mark.covers("S4.1")
@pytest.mark.parametrize(
    ("route", "stage", "rule_id"),
    [
        (Route.ENTRUSTED, Stage.ACCEPTANCE, "R-ENT-2"),
        (Route.AID_RECEIVING, Stage.SUBMISSION, "R-AID-1"),
        (Route.AID_RECEIVING, Stage.ACCEPTANCE, "R-AID-2"),
    ],
)
def test_the_rule_of_a_route_is_unknown_until_somebody_answers_it(route: Route, stage: Stage, rule_id: str) -> None:
    (asked,) = unanswered(route, stage, [])
    assert (asked.rule_id, asked.outcome) == (rule_id, Outcome.UNKNOWN)
    assert unanswered(route, stage, [found(rule_id, "S2.4", holds=False)]) == []
    assert unanswered(Route.ORDINARY, stage, []) == []


def test_an_entrusted_file_without_any_answer_about_its_letter_is_not_accepted() -> None:
    case = Case(route=Route.ENTRUSTED).recommended()
    with pytest.raises(DomainError) as refused:
        case.accept()
    assert (refused.value.code, refused.value.rule_id) == ("needs_human", "R-ENT-2")


@pytest.mark.covers("R-PREF-1", "S3.5a", "S3.5c")
@pytest.mark.parametrize("tag", list(PreferenceTag))
def test_every_tag_needs_its_policy_and_evidence_among_the_materials(tag: PreferenceTag) -> None:
    proof = AWARD if tag is PreferenceTag.POSTDOC_COMPETITION else PAPER
    assert r_pref_1(Preference(tag, proof.sha256, "p"), [proof]).holds
    assert not r_pref_1(Preference(tag, proof.sha256, " "), [proof]).holds
    assert not r_pref_1(Preference(tag, proof.sha256, "p"), []).holds
    assert not r_pref_1(Preference(tag, "ee" * 32, "p"), [proof]).holds


@pytest.mark.covers("S3.5c")
def test_a_competition_is_not_shown_by_a_paper() -> None:
    assert not r_pref_1(Preference(PreferenceTag.POSTDOC_COMPETITION, PAPER.sha256, "p"), [PAPER]).holds


@pytest.mark.covers("R-PREF-1")
@pytest.mark.parametrize("tag", list(PreferenceTag))
def test_a_tag_changes_conditions_and_no_finding_of_any_other_rule(tag: PreferenceTag) -> None:
    def findings(case: Case) -> dict[str, bool]:
        with pytest.raises(DomainError) as refused:
            case.declaration.submit(
                case.by("2022-06-30"), case.standing("2022-06-30"), chain=(), commitment_text="another"
            )
        return {finding.rule_id: finding.holds for finding in refused.value.findings}

    plain, tagged = Case(), Case(name="tagged")
    proof = AWARD if tag is PreferenceTag.POSTDOC_COMPETITION else PAPER
    tagged.declaration.claim_preference(tagged.by("2022-06-28"), Preference(tag, proof.sha256, "p"))
    for case in (plain, tagged):
        case.declaration.list_materials(case.by("2022-06-29"), [PAPER, AWARD])
    assert findings(tagged) == {**findings(plain), "R-PREF-1": True}


@pytest.mark.covers("R-PREF-1", "S2.1c")
def test_the_conditions_of_a_tag_are_fixed_with_the_version_at_submission() -> None:
    case = Case()
    case.declaration.list_materials(case.by("2022-07-01"), [PAPER])
    preference = Preference(PreferenceTag.RURAL_REVITALISATION, PAPER.sha256, "p")
    case.declaration.claim_preference(case.by("2022-07-01"), preference)
    case.declaration.sign_commitment(
        case.by("2022-07-01"),
        text_version=COMMITMENT_TEXT,
        materials_hash=case.declaration.materials_hash,
        signature="s",
    )
    waiving = replace(STANDARD, waived={PreferenceTag.RURAL_REVITALISATION: frozenset({"tenure"})})
    standing = replace(case.standing("2022-07-20"), standard=waiving)
    case.declaration.submit(case.by("2022-07-20"), standing, chain=case.chain, commitment_text=COMMITMENT_TEXT)
    assert case.declaration.items == ("education", "achievement")
    assert case.declaration.standard_version == STANDARD.version
    with pytest.raises(DomainError):
        case.declaration.claim_preference(case.by("2022-07-21"), preference)


@pytest.mark.covers("S2.2b")
@pytest.mark.parametrize("kind", list(MaterialKind))
def test_no_kind_of_evidence_ranks_below_another(kind: MaterialKind) -> None:
    case = Case(name=kind.value)
    evidence = [Material(kind, "c3" * 32), Material(MaterialKind.PAPER, "d4" * 32)]
    case.declaration.list_materials(case.by("2022-07-01"), evidence)
    assert case.declaration.materials == tuple(evidence)
    assert hash_of(evidence) == hash_of(evidence[::-1])
    case.declaration.list_materials(case.by("2022-07-02"), evidence[:1])
    case.declaration.sign_commitment(
        case.by("2022-07-19"),
        text_version=COMMITMENT_TEXT,
        materials_hash=case.declaration.materials_hash,
        signature="s",
    )
    assert case.submitted().declaration.state == "SUBMITTED"


@pytest.mark.covers("S2.1c")
def test_the_version_in_force_is_the_one_that_began_last() -> None:
    known = standard()
    named = {on: version.version if (version := known.on(day(on))) else None for on in ("2022-05-31", "2022-06-01")}
    assert named == {"2022-05-31": None, "2022-06-01": "05-412-1"}
    assert [version.version for version in map(known.on, map(day, ("2022-07-31", "2022-08-01"))) if version] == [
        "05-412-1",
        "05-412-2",
    ]
    assert known.named("05-412-1") == known.on(day("2022-06-01"))
    assert known.named("05-412-9") is None


@pytest.mark.covers("S2.1c", "R-PREF-1")
def test_a_standard_is_published_by_document_for_a_day_to_come() -> None:
    facts = {"series_code": "05", "specialty_code": "", "level": 0, "version": "v1", "conditions": CONDITIONS}
    for document, since, waived, code in (
        ("", "2022-06-01", {}, "rule_refused"),
        ("d", "2022-04-30", {}, "invalid_value"),
        ("d", "2022-06-01", {PreferenceTag.SKILLED_WORKER: frozenset({"OTHER"})}, "invalid_value"),
        ("d", "2022-06-01", {PreferenceTag.SKILLED_WORKER: frozenset({"CONDUCT"})}, "rule_refused"),
    ):
        with pytest.raises(DomainError) as refused:
            EvaluationStandard.publish(
                act("2022-05-01", document=document),
                None,
                in_force_from=day(since),
                waived=waived,
                **facts,  # type: ignore[arg-type]
            )
        assert refused.value.code == code

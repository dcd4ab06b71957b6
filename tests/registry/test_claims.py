"""Routes, preferential tags and versioned standards: what each needs, and what none of them waives."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from registry.errors import Forbidden, InvalidInput, RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, COMMITTEE_OFFICE, HR, ORGANISER, SECOND_ADMIN, World, applicant, opened

PROOF = "cd" * 32
POLICY = "皖人社发〔2022〕倾斜1号"
CONDITIONS = [
    {"item_id": "CONDUCT", "zh": "遵纪守法", "en": "conduct", "clause": "S3.4b"},
    {"item_id": "PAPER", "zh": "论文", "en": "papers", "clause": "S2.1c"},
    {"item_id": "ACHIEVEMENT", "zh": "业绩", "en": "achievements", "clause": "S2.2b"},
]


def draft(world: World, person: UUID, *, kind: str = "PROJECT", **wanted: Any) -> UUID:
    """A draft whose materials hold the proof, still unsigned."""
    values = {"season": 2022, "series_code": "05", "specialty_code": "MECHANICAL", "level": 412, **wanted}
    values.setdefault("committee_id", world.committee_id)
    drafted = world.do(applicant(person), "draft-declaration", **values)
    materials = [{"kind": kind, "sha256": PROOF}]
    world.do(applicant(person), "list-materials", declaration_id=drafted.id, materials=materials)
    return UUID(drafted.id)


def sign(world: World, person: UUID, declaration: UUID) -> None:
    me = applicant(person)
    world.do(
        me,
        "sign-commitment",
        declaration_id=declaration,
        text_version=world.ask(me, "show-commitment").version,
        materials_hash=world.ask(me, "show-declaration", declaration_id=declaration).materials_hash,
        signature="signed by hand on the screen",
    )


def claim(world: World, person: UUID, declaration: UUID, tag: str, *, evidence: str = PROOF) -> None:
    values = {"tag": tag, "evidence": evidence, "policy_ref": POLICY}
    world.do(applicant(person), "claim-preference", declaration_id=declaration, **values)


def refused(world: World, person: UUID, declaration: UUID) -> tuple[str, str]:
    with pytest.raises(RuleRefused) as refusal:
        world.submit(person, declaration)
    return refusal.value.code, refusal.value.rule_id


def publish(world: World, version: str, in_force_from: str, **changes: Any) -> None:
    values = {"series_code": "05", "level": 412, "conditions": CONDITIONS, **changes}
    world.do(ADMIN, "publish-standard", version=version, in_force_from=in_force_from, **values, **world.paper())


@pytest.mark.covers("R-LEVEL-1")
def test_a_level_is_skipped_only_on_the_direct_route_with_a_ground_and_a_document_signed_for(world: World) -> None:
    person = world.register()
    ordinary = draft(world, person, level=411)
    sign(world, person, ordinary)
    assert refused(world, person, ordinary) == ("rule_refused", "R-LEVEL-1")
    direct = draft(world, person, level=411, route="DIRECT")
    sign(world, person, direct)
    assert refused(world, person, direct) == ("rule_refused", "R-LEVEL-1")
    ground = {"ground": "OUTSTANDING_CONTRIBUTION", "ground_document": "虚构破格〔2022〕1号"}
    world.do(applicant(person), "ground-direct-route", declaration_id=direct, evidence="ef" * 32, **ground)
    assert refused(world, person, direct) == ("rule_refused", "R-LEVEL-1")
    world.do(applicant(person), "ground-direct-route", declaration_id=direct, evidence=PROOF, **ground)
    world.submit(person, direct)
    with pytest.raises(RuleRefused):
        world.do(applicant(person), "ground-direct-route", declaration_id=direct, evidence=PROOF, **ground)


def test_a_ground_belongs_to_the_direct_route_and_to_ones_own_draft(world: World) -> None:
    person, other = world.register(), world.register("李样本", "349900199003150028")
    ground = {"ground": "OVERSEAS_TALENT", "ground_document": "d", "evidence": PROOF}
    with pytest.raises(RuleRefused) as ordinary:
        world.do(applicant(person), "ground-direct-route", declaration_id=draft(world, person), **ground)
    assert ordinary.value.code == "wrong_state"
    direct = draft(world, person, route="DIRECT")
    for name, values in (
        ("ground-direct-route", ground),
        ("claim-preference", {"tag": "SKILLED_WORKER", "evidence": PROOF, "policy_ref": POLICY}),
    ):
        with pytest.raises(Forbidden) as foreign:
            world.do(applicant(other), name, declaration_id=direct, **values)
        assert foreign.value.code == "not_own"


@pytest.mark.covers("S3.5b")
def test_a_socialised_body_takes_staff_of_private_enterprises_who_show_that_they_are(world: World) -> None:
    body = file_body(world)
    person = world.register()
    unproven = draft(world, person, route="SOCIALISED", committee_id=body)
    sign(world, person, unproven)
    assert refused(world, person, unproven) == ("rule_refused", "R-COMM-1")
    elsewhere = draft(world, person, route="SOCIALISED")
    claim(world, person, elsewhere, "PRIVATE_ENTERPRISE")
    sign(world, person, elsewhere)
    assert refused(world, person, elsewhere) == ("rule_refused", "R-COMM-1")
    claim(world, person, unproven, "PRIVATE_ENTERPRISE")
    world.submit(person, unproven)


def file_body(world: World) -> UUID:
    """A socialised body's committee, with the right of evaluation delegated to it."""
    first, last = "2021-01-01", "2023-12-31"
    members = [
        {"expert_id": f"协会-{n}", "series_code": "05", "level": 411, "term_from": first, "term_to": last}
        for n in range(25)
    ]
    right = {"holder_uscc": ORGANISER, "holder_kind": "SOCIALISED_BODY", "series_code": "05", "levels": [411, 412]}
    world.do(ADMIN, "delegate-authority", **right, **world.paper())
    receipt = world.do(
        ADMIN,
        "file-committee",
        code="协会高评委",
        committee_name="虚构行业协会高评委",
        organiser_uscc=ORGANISER,
        organiser_kind="SOCIALISED_BODY",
        series_codes=["05"],
        tier="SENIOR",
        levels=[411, 412],
        region_scope="340000",
        members=members,
        filed_from=first,
        filed_to=last,
        **world.paper(),
    )
    world.do(ADMIN, "set-review-route", committee_id=receipt.id, steps=[])
    return UUID(receipt.id)


@pytest.mark.covers("R-AID-1")
def test_a_route_whose_own_rule_nobody_answers_goes_to_a_human(world: World) -> None:
    person = world.register()
    aid = draft(world, person, route="AID_RECEIVING")
    sign(world, person, aid)
    assert refused(world, person, aid)[1] == "R-AID-1"


@pytest.mark.covers("S3.5a", "R-PREF-1")
def test_a_tag_needs_evidence_that_was_signed_for(world: World) -> None:
    person = world.register()
    declaration = draft(world, person)
    claim(world, person, declaration, "RURAL_REVITALISATION", evidence="ef" * 32)
    sign(world, person, declaration)
    assert refused(world, person, declaration) == ("rule_refused", "R-PREF-1")
    claim(world, person, declaration, "RURAL_REVITALISATION")
    world.submit(person, declaration)
    assert world.ask(HR, "show-declaration", declaration_id=declaration).tags == ("RURAL_REVITALISATION",)


@pytest.mark.covers("S3.5c", "R-PREF-1")
def test_a_competition_is_shown_by_its_award(world: World) -> None:
    person = world.register()
    paper = draft(world, person, kind="PAPER")
    claim(world, person, paper, "POSTDOC_COMPETITION")
    sign(world, person, paper)
    assert refused(world, person, paper) == ("rule_refused", "R-PREF-1")
    award = draft(world, person, kind="COMPETITION")
    claim(world, person, award, "POSTDOC_COMPETITION")
    sign(world, person, award)
    world.submit(person, award)


def _unsigned(world: World, person: UUID, declaration: UUID) -> str:
    return refused(world, person, declaration)[1]


def _on_record(world: World, person: UUID, declaration: UUID) -> str:
    sign(world, person, declaration)
    world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="e")
    world.do(SECOND_ADMIN, "open-record", person_id=person, **world.paper())
    return refused(world, person, declaration)[1]


def _second(world: World, person: UUID, declaration: UUID) -> str:
    sign(world, person, declaration)
    world.submitted(person)
    return refused(world, person, declaration)[1]


def _unposted(world: World, person: UUID, declaration: UUID) -> str:
    sign(world, person, declaration)
    world.submit(person, declaration)
    world.review_at_unit(declaration)
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    with pytest.raises(RuleRefused) as refusal:
        world.do(HR, "complete-unit-publicity", declaration_id=declaration)
    return refusal.value.rule_id


def _unreviewed(world: World, person: UUID, declaration: UUID) -> str:
    sign(world, person, declaration)
    world.submit(person, declaration)
    with pytest.raises(RuleRefused) as refusal:
        world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration)
    return refusal.value.rule_id


@pytest.mark.covers("R-PREF-1", "S3.5a")
@pytest.mark.parametrize(
    ("attempt", "rule_id"),
    [
        (_unsigned, "R-CMT-1"),
        (_on_record, "R-INT-1"),
        (_second, "R-ONE-1"),
        (_unposted, "R-PUB-2"),
        (_unreviewed, "R-STEP-1"),
    ],
)
def test_a_tag_waives_nothing_but_conditions(
    world: World, attempt: Callable[[World, UUID, UUID], str], rule_id: str
) -> None:
    person = world.register()
    declaration = draft(world, person)
    for tag in ("EPIDEMIC_FRONTLINE", "PRIVATE_ENTERPRISE", "AID_POSTING", "RURAL_REVITALISATION", "SKILLED_WORKER"):
        claim(world, person, declaration, tag)
    assert attempt(world, person, declaration) == rule_id


@pytest.mark.covers("S2.1c")
def test_a_declaration_keeps_the_standard_of_the_day_it_was_handed_in(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        waiver = [{"tag": "RURAL_REVITALISATION", "items": ["PAPER"]}]
        publish(world, "05-412-2022-1", "2022-07-20", waivers=waiver)
        publish(world, "05-412-2022-2", "2022-07-22", conditions=CONDITIONS[:2])
        tagged, plain = world.register(), world.register("李样本", "349900199003150028")
        first = draft(world, tagged)
        claim(world, tagged, first, "RURAL_REVITALISATION")
        sign(world, tagged, first)
        world.submit(tagged, first)
        second = world.submitted(plain)
        world.on("2022-07-25")
        late = world.register("王闰日", "349900198402290031")
        third = world.submitted(late)
        shown = [world.ask(ADMIN, "show-declaration", declaration_id=one) for one in (first, second, third)]
        assert [(one.standard_version, one.items) for one in shown] == [
            ("05-412-2022-1", ("CONDUCT", "ACHIEVEMENT")),
            ("05-412-2022-1", ("CONDUCT", "PAPER", "ACHIEVEMENT")),
            ("05-412-2022-2", ("CONDUCT", "PAPER")),
        ]
        world.review_at_unit(second)
        answer = world.ask(HR, "show-standard", series_code="05", specialty_code="MECHANICAL", level=412)
        assert (answer.version, len(answer.conditions)) == ("05-412-2022-2", 2)
        assert world.ask(HR, "show-standard", series_code="05", level=411).in_force_from is None


@pytest.mark.covers("S2.1c", "R-PREF-1")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"in_force_from": "2022-07-19"}, "invalid_value"),
        ({"version": "05-412-2022-1"}, "invalid_value"),
        ({"conditions": [*CONDITIONS, CONDITIONS[0]]}, "invalid_value"),
        ({"waivers": [{"tag": "SKILLED_WORKER", "items": ["TENURE"]}]}, "invalid_value"),
        ({"waivers": [{"tag": "SKILLED_WORKER", "items": ["CONDUCT"]}]}, "rule_refused"),
    ],
)
def test_a_standard_is_no_surprise_and_integrity_is_never_waived(
    world: World, changes: dict[str, Any], code: str
) -> None:
    publish(world, "05-412-2022-1", "2022-07-20")
    with pytest.raises(RuleRefused) as refusal:
        publish(world, **{"version": "05-412-2022-2", "in_force_from": "2022-08-01", **changes})
    assert refusal.value.code == code


@pytest.mark.covers("S2.2a", "S2.1d")
def test_the_new_categories_have_standards_and_an_unknown_one_has_none(world: World) -> None:
    for series, specialty in (("05", "TECH_BROKER"), ("03", "SCI_COMM")):
        answer = world.ask(HR, "show-standard", series_code=series, specialty_code=specialty, level=412)
        assert answer.conditions
    with pytest.raises(InvalidInput):
        world.ask(HR, "show-standard", series_code="05", specialty_code="ALCHEMY", level=412)
    with pytest.raises(InvalidInput):
        publish(world, "x", "2022-08-01", series_code="03", specialty_code="MECHANICAL")


@pytest.mark.covers("S2.2b")
def test_a_transfer_result_stands_where_a_paper_stands(world: World) -> None:
    person = world.register()
    declaration = draft(world, person, kind="TECH_TRANSFER")
    sign(world, person, declaration)
    world.submit(person, declaration)

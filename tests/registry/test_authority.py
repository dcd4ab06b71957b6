"""Delegated rights through the office: no right no committee, the order of an inspection, keys, circulars, policies."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.aggregate import Act
from domain.identity import signing_key_id, title_id_for
from domain.signing_key import SigningKey
from registry.application import UnitOfWork
from registry.command import Actor, Role
from registry.errors import AlreadyExists, Forbidden, InvalidInput, NotFound, RegistryError, RuleRefused
from registry.settings import Settings
from tests.support.office import (
    ADMIN,
    APPROVER,
    AUDITOR,
    CITY,
    COMMITTEE_OFFICE,
    COUNTY,
    HOSPITAL,
    ORGANISER,
    PHRSS,
    SECOND_ADMIN,
    World,
    applicant,
    opened,
)

INSPECTOR = Actor(id="inspector-1", roles=frozenset({Role.INSPECTOR}), unit_uscc=COUNTY)
HOLDER = Actor(id="holder-1", roles=frozenset({Role.ORGANISER}), unit_uscc=ORGANISER)
STRANGER = Actor(id="stranger-1", roles=frozenset({Role.ORGANISER}), unit_uscc=HOSPITAL)
SERIOUS = "虚构认定〔2022〕1号"


@pytest.fixture
def unit(each_store: Settings) -> Iterator[World]:
    """An autonomous unit with its right, its committee and its route, on 20 July 2022, on each store."""
    with opened(each_store) as world:
        world.do(ADMIN, "open-season", year=2022, **world.paper())
        delegate(world)
        world.committee_id = world.file_committee("自主评委会", organiser_kind="AUTONOMOUS_UNIT")
        steps = [{"step_name": "county", "unit_uscc": COUNTY}, {"step_name": "city", "unit_uscc": CITY}]
        world.do(ADMIN, "set-review-route", committee_id=world.committee_id, steps=steps)
        yield world


def delegate(world: World, holder: str = ORGANISER) -> UUID:
    receipt = world.do(
        ADMIN,
        "delegate-authority",
        holder_uscc=holder,
        holder_kind="AUTONOMOUS_UNIT",
        series_code="05",
        levels=[411, 412],
        **world.paper("虚构人社授〔2022〕1号"),
    )
    return UUID(receipt.id)


def right_of(world: World) -> UUID:
    (row,) = world.ask(ADMIN, "list-authorities").rows
    return UUID(str(row.id))


def inspect(world: World, findings: int = 2) -> UUID:
    """An inspection with so many findings, and a rectification ordered by 30 September where there are any."""
    inspectors = [{"inspector_id": INSPECTOR.id, "unit_uscc": INSPECTOR.unit_uscc}]
    opened_one = world.do(
        ADMIN,
        "open-inspection",
        kind="COMPREHENSIVE",
        subject="AUTHORITY",
        subject_id=right_of(world),
        inspectors=inspectors,
        **world.paper("巡查1号"),
    )
    for n in range(findings):
        world.do(
            INSPECTOR,
            "record-finding",
            inspection_id=opened_one.id,
            offended_clause="S3.1c",
            description=f"a level was skipped in batch {n}",
        )
    return UUID(opened_one.id)


def order(world: World) -> UUID:
    inspection = inspect(world)
    world.do(ADMIN, "order-rectification", inspection_id=inspection, deadline="2022-09-30", **world.paper("整改1号"))
    return right_of(world)


def refusal(kind: type[RegistryError], world: World, actor: Actor, name: str, /, **values: Any) -> RegistryError:
    with pytest.raises(kind) as refused:
        world.do(actor, name, **values)
    return refused.value


@pytest.mark.covers("R-AUTH-2", "S2.8a")
def test_who_acts_by_delegation_files_no_committee_without_it_and_others_need_none(world: World) -> None:
    with pytest.raises(RuleRefused) as refused:
        world.file_committee("社会化评委会", organiser_kind="SOCIALISED_BODY")
    assert refused.value.rule_id == "R-AUTH-2"
    world.file_committee("省科协高评委", organiser_kind="ASSOCIATION")


@pytest.mark.covers("R-AUTH-2", "S2.8f", "S3.2d")
def test_acceptance_meeting_and_approval_stop_with_the_right_and_go_on_when_it_is_resumed(unit: World) -> None:
    first = unit.recommended(unit.register())
    unit.do(ADMIN, "suspend-evaluation", authority_id=right_of(unit), especially_serious=SERIOUS, **unit.paper())
    unit.on("2022-09-01")
    stopped = refusal(RuleRefused, unit, COMMITTEE_OFFICE, "accept-by-committee", declaration_id=first)
    assert stopped.rule_id == "R-AUTH-2"
    shown = unit.ask(ADMIN, "show-declaration", declaration_id=first)
    assert "R-AUTH-2" in {finding.rule_id for finding in shown.findings if finding.outcome == "FAILS"}
    unit.do(HOLDER, "submit-rectification", authority_id=right_of(unit), report_ref="整改报告1号")
    unit.do(ADMIN, "accept-rectification", authority_id=right_of(unit), **unit.paper())
    unit.do(ADMIN, "resume-evaluation", authority_id=right_of(unit), **unit.paper())
    unit.meet(first)
    unit.on("2022-11-29")
    assert [
        (str(p.first), str(p.last)) for p in unit.ask(HOLDER, "show-authority", authority_id=right_of(unit)).stopped
    ] == [("2022-08-03", "2022-08-31")]


@pytest.mark.covers("S2.8a", "S2.8b", "S2.8c", "S2.8d", "R-AUTH-1")
def test_an_inspection_leads_to_findings_a_deadline_and_a_list_of_what_is_due(unit: World) -> None:
    right = order(unit)
    shown = unit.ask(HOLDER, "show-authority", authority_id=right)
    assert (shown.state, str(shown.deadline)) == ("RECTIFYING", "2022-09-30")
    (inspection,) = shown.inspections
    assert [finding.clause for finding in inspection.findings] == ["S3.1c", "S3.1c"]
    assert inspection.inspecting_units == (COUNTY,)
    assert [row.id for row in unit.ask(ADMIN, "list-authorities", due_by="2022-09-30").rows] == [right]
    assert unit.ask(ADMIN, "list-authorities", due_by="2022-09-29").rows == ()
    assert unit.ask(STRANGER, "list-authorities").rows == ()
    assert unit.ask(STRANGER, "list-inspections").rows == ()
    for query, key in (("show-authority", "authority_id"), ("show-inspection", "inspection_id")):
        with pytest.raises(NotFound):
            unit.ask(STRANGER, query, **{key: right if key == "authority_id" else inspection.id})
    unit.do(HOLDER, "submit-rectification", authority_id=right, report_ref="整改报告1号")
    unit.do(ADMIN, "accept-rectification", authority_id=right, **unit.paper())
    assert unit.ask(ADMIN, "list-authorities", state="DELEGATED").rows[0].deadline is None


@pytest.mark.covers("R-AUTH-1", "S2.8a")
def test_nobody_inspects_their_own_unit_and_only_named_inspectors_record(unit: World) -> None:
    own = [{"inspector_id": "holder-9", "unit_uscc": ORGANISER}]
    opening = {"kind": "BEFORE", "subject": "AUTHORITY", "subject_id": right_of(unit), **unit.paper()}
    assert refusal(RuleRefused, unit, ADMIN, "open-inspection", inspectors=own, **opening).rule_id == "R-AUTH-1"
    sitting = [{"inspector_id": "自主评委会-expert-3", "unit_uscc": COUNTY}]
    opening |= {"subject": "COMMITTEE", "subject_id": unit.committee_id}
    assert refusal(RuleRefused, unit, ADMIN, "open-inspection", inspectors=sitting, **opening).rule_id == "R-AUTH-1"
    inspection = inspect(unit, findings=0)
    found = {"inspection_id": inspection, "offended_clause": "S3.1c", "description": "x"}
    other = INSPECTOR.model_copy(update={"id": "inspector-2"})
    assert refusal(RuleRefused, unit, other, "record-finding", **found).rule_id == "R-AUTH-1"
    assert refusal(Forbidden, unit, ADMIN, "record-finding", **found).code == "role_not_allowed"
    due = {"inspection_id": inspection, "deadline": "2022-09-30", **unit.paper()}
    assert refusal(RuleRefused, unit, ADMIN, "order-rectification", **due).rule_id == "R-AUTH-1"


@pytest.mark.covers("S3.3c")
def test_the_office_of_any_committee_is_inspected_and_the_committee_suspended(unit: World) -> None:
    inspectors = [{"inspector_id": INSPECTOR.id, "unit_uscc": COUNTY}]
    looked = unit.do(
        ADMIN,
        "open-inspection",
        kind="DURING",
        subject="COMMITTEE",
        subject_id=unit.committee_id,
        inspectors=inspectors,
        **unit.paper(),
    )
    unit.do(INSPECTOR, "record-finding", inspection_id=looked.id, offended_clause="R-VOTE-3", description="x")
    unit.do(INSPECTOR, "propose-rectification", inspection_id=looked.id, deadline="2022-09-01")
    unit.do(ADMIN, "close-inspection", inspection_id=looked.id)
    due = {"inspection_id": looked.id, "deadline": "2022-09-30", **unit.paper()}
    assert refusal(RuleRefused, unit, ADMIN, "order-rectification", **due).rule_id == "R-AUTH-1"
    listed = unit.ask(INSPECTOR, "list-inspections", inspected_uscc=ORGANISER).rows
    assert [(row.committee_id, row.closed) for row in listed] == [(unit.committee_id, True)]
    declaration = unit.recommended(unit.register())
    unit.do(ADMIN, "suspend-committee", committee_id=unit.committee_id, **unit.paper())
    assert unit.ask(ADMIN, "list-committees").rows == ()
    stopped = refusal(RuleRefused, unit, COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration)
    assert stopped.rule_id == "R-AUTH-2"
    unit.do(ADMIN, "resume-committee", committee_id=unit.committee_id, **unit.paper())
    unit.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration)
    unit.do(ADMIN, "dissolve-committee", committee_id=unit.committee_id, **unit.paper())
    assert unit.ask(ADMIN, "list-committees").rows == ()


@pytest.mark.covers("R-AUTH-1", "R-AUTH-2", "S2.8f")
def test_failing_suspends_where_quality_is_not_assured_and_withdrawal_is_for_good(unit: World) -> None:
    right = order(unit)
    paper = unit.paper()
    early = refusal(
        RuleRefused, unit, ADMIN, "fail-rectification", authority_id=right, reason="x", quality_assured=False, **paper
    )
    assert early.rule_id == "R-AUTH-1"
    assert refusal(RuleRefused, unit, ADMIN, "withdraw-authority", authority_id=right, **paper).rule_id == "R-AUTH-1"
    unit.on("2022-10-01")
    assert unit.ask(ADMIN, "show-authority", authority_id=right).state == "RECTIFYING"
    unit.do(ADMIN, "fail-rectification", authority_id=right, reason="x", quality_assured=False, **unit.paper())
    assert unit.ask(ADMIN, "show-authority", authority_id=right).state == "SUSPENDED"
    unit.do(ADMIN, "withdraw-authority", authority_id=right, **unit.paper())
    assert unit.ask(ADMIN, "list-authorities", state="WITHDRAWN").rows[0].id == right
    again = {"holder_uscc": ORGANISER, "holder_kind": "AUTONOMOUS_UNIT", "series_code": "05", "levels": [412]}
    refusal(AlreadyExists, unit, ADMIN, "delegate-authority", **again, **unit.paper())
    with pytest.raises(RuleRefused) as refiled:
        unit.file_committee("新评委会", organiser_kind="AUTONOMOUS_UNIT")
    assert refiled.value.rule_id == "R-AUTH-2"


@pytest.mark.covers("R-AUTH-3")
def test_withdrawal_retires_the_keys_that_the_holder_announced_at_that_instant(unit: World) -> None:
    act = {"algorithm": -7, "public_key": "k", "region": "349900", "authority": 2}
    kids = {"11" * 8: (ORGANISER, "certificate"), "22" * 8: (PHRSS, "certificate"), "33" * 8: (ORGANISER, "status")}

    def announce(work: UnitOfWork) -> None:
        for kid, (by, purpose) in kids.items():
            said = _act(unit, by)
            key = SigningKey.announce(said, kid=kid, purpose=purpose, **act)  # type: ignore[arg-type]
            key.activate(said)
            work.add(key)

    unit.office.transaction(announce)
    right = right_of(unit)
    for kid in ("22" * 8, "33" * 8):
        assert refusal(RuleRefused, unit, ADMIN, "bind-signing-key", authority_id=right, kid=kid).rule_id == "R-AUTH-3"
    refusal(NotFound, unit, ADMIN, "bind-signing-key", authority_id=right, kid="44" * 8)
    unit.do(ADMIN, "bind-signing-key", authority_id=right, kid="11" * 8)
    unit.on("2022-08-01")
    unit.do(ADMIN, "withdraw-authority", authority_id=right, especially_serious=SERIOUS, **unit.paper())
    registry = unit.office.rooms.registry
    ended = registry.get(SigningKey, signing_key_id("11" * 8))
    assert ended.retired_at == unit.ask(ADMIN, "show-authority", authority_id=right).withdrawn_at == unit.clock.now()
    assert registry.get(SigningKey, signing_key_id("22" * 8)).retired_at is None


def _act(world: World, unit_uscc: str) -> Act:
    return Act("custodian", "KEY_CUSTODIAN", unit_uscc, world.clock.today(), world.clock.now())


@pytest.mark.covers("S2.8e", "S3.2c")
def test_a_circular_reaches_its_units_and_nobody_else(world: World) -> None:
    sent = {"units": [ORGANISER, COUNTY], "text": "通报：两处问题限期整改", **world.paper("虚构人社通〔2022〕1号")}
    world.do(ADMIN, "issue-circular", **sent)
    refusal(AlreadyExists, world, ADMIN, "issue-circular", **sent)
    assert [row.document_ref for row in world.ask(HOLDER, "list-circulars").rows] == ["虚构人社通〔2022〕1号"]
    assert world.ask(STRANGER, "list-circulars").rows == ()
    assert len(world.ask(ADMIN, "list-circulars").rows) == 1
    assert len(world.ask(ADMIN, "list-circulars", unit_uscc=COUNTY).rows) == 1


@pytest.mark.covers("R-AUTH-4", "S3.2b")
def test_a_separate_policy_is_used_only_after_the_day_of_its_approval(world: World) -> None:
    declaration = world.submitted(world.register())
    approval = "虚构人社策〔2022〕1号"
    use = {"policy_document": approval, "declaration_id": declaration}
    refusal(NotFound, world, COMMITTEE_OFFICE, "apply-exception-policy", **use)
    policy = {
        "holder_uscc": ORGANISER,
        "series_code": "05",
        "text": "疫情一线单独政策",
        "valid_from": "2022-07-01",
        "valid_to": "2022-12-31",
        **world.paper(approval),
    }
    world.do(ADMIN, "approve-exception-policy", **policy)
    refusal(AlreadyExists, world, ADMIN, "approve-exception-policy", **policy)
    same_day = refusal(RuleRefused, world, COMMITTEE_OFFICE, "apply-exception-policy", **use)
    assert same_day.rule_id == "R-AUTH-4"
    world.on("2022-07-21")
    refusal(Forbidden, world, STRANGER, "apply-exception-policy", **use)
    world.do(COMMITTEE_OFFICE, "apply-exception-policy", **use)


@pytest.mark.covers("S3.2c", "R-INV-1", "R-REV-2")
def test_a_set_of_results_falls_whole_with_its_titles_and_is_not_declared_by_its_proposer(unit: World) -> None:
    granted = unit.register()
    declaration = unit.granted(granted)
    unit.on("2022-07-20")
    waiting = unit.submitted(unit.register("李样本", "349900199003150028"))
    unit.on("2022-12-05")
    ids = [declaration, waiting]
    refusal(
        NotFound, unit, ADMIN, "propose-results-invalid", declaration_ids=[uuid4()], cause="PROCEDURE", evidence_ref="e"
    )
    decision = unit.do(
        APPROVER, "propose-results-invalid", declaration_ids=ids, cause="PROCEDURE", evidence_ref="巡查1号"
    )
    paper = unit.paper("虚构人社效〔2022〕1号")
    proposing = ADMIN.model_copy(update={"id": APPROVER.id})
    alone = refusal(RuleRefused, unit, proposing, "declare-results-invalid", decision_id=decision.id, **paper)
    assert alone.rule_id == "R-REV-2"
    member = ADMIN.model_copy(update={"id": "自主评委会-expert-1"})
    judge = refusal(RuleRefused, unit, member, "declare-results-invalid", decision_id=decision.id, **paper)
    assert judge.rule_id == "R-REV-2"
    before = unit.office.rooms.registry.position()
    unit.do(SECOND_ADMIN, "declare-results-invalid", decision_id=decision.id, **paper)
    stored = unit.office.rooms.registry.recorder.select_notifications(before + 1, 100)
    topics = [n.topic for n in stored]
    assert topics.count("ResultInvalidated") == 2
    assert {"ResultsDeclaredInvalid", "TitleInvalidated"} <= set(topics)
    assert "IntegrityRecordOpened" not in topics
    title = unit.ask(ADMIN, "show-title", title_id=title_id_for(declaration))
    assert (title.state, str(title.effective_from)) == ("INVALIDATED", "2022-11-29")
    assert unit.ask(AUDITOR, "show-integrity", person_id=granted).records == ()
    for one in ids:
        assert unit.ask(ADMIN, "show-declaration", declaration_id=one).state == "INVALIDATED"
    ended = refusal(RuleRefused, unit, SECOND_ADMIN, "declare-results-invalid", decision_id=decision.id, **paper)
    assert ended.code == "wrong_state"


@pytest.mark.covers("S3.2c")
def test_a_dropped_set_leaves_everything_and_a_result_voided_meanwhile_is_left_as_it_is(world: World) -> None:
    declaration = world.submitted(world.register())
    proposal = {"declaration_ids": [declaration], "cause": "CROSS_YEAR", "evidence_ref": "e"}
    dropped = world.do(ADMIN, "propose-results-invalid", **proposal)
    world.do(ADMIN, "drop-results-invalid", decision_id=dropped.id, **world.paper())
    decision = world.do(ADMIN, "propose-results-invalid", **proposal)
    world.do(ADMIN, "propose-invalidation", declaration_id=declaration, cause="PROCEDURE", evidence_ref="e")
    world.do(SECOND_ADMIN, "invalidate-result", declaration_id=declaration, **world.paper())
    world.do(SECOND_ADMIN, "declare-results-invalid", decision_id=decision.id, **world.paper())
    (me,) = {row.person_id for row in world.ask(ADMIN, "list-declarations").rows}
    assert world.ask(applicant(me), "list-declarations").rows[0].state == "INVALIDATED"


def test_what_is_not_there_is_refused_by_name(world: World) -> None:
    refusal(NotFound, world, ADMIN, "resume-evaluation", authority_id=uuid4(), **world.paper())
    wrong = {"holder_uscc": ORGANISER, "holder_kind": "CITY", "series_code": "99", "levels": [412]}
    refusal(InvalidInput, world, ADMIN, "delegate-authority", **wrong, **world.paper())

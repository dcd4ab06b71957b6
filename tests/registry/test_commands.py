"""From actor to receipt: roles, dates, versions, the ordinary path, and what cannot be done around it."""

from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from domain.identity import title_id_for
from registry import COMMANDS, QUERIES
from registry.command import DocumentedCommand, Role
from registry.errors import (
    AlreadyExists,
    ConcurrencyConflict,
    Forbidden,
    InvalidInput,
    NotFound,
    RuleRefused,
)
from registry.settings import Settings
from tests.support.office import (
    ADMIN,
    APPROVER,
    COMMITTEE_OFFICE,
    COUNTY,
    COUNTY_REVIEWER,
    HR,
    OTHER_FIRM,
    World,
    applicant,
    opened,
)


@pytest.mark.covers("S2.6b")
def test_the_ordinary_path_ends_with_a_title(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register()
        declaration = world.granted(person)
        title = world.ask(ADMIN, "show-title", title_id=title_id_for(declaration))
        assert (title.title_name, title.level, title.state) == ("高级工程师", 412, "GRANTED")
        assert (title.person_id, title.person_name) == (person, "张示例")
        assert title.grant_date.isoformat() == "2022-11-29"


def test_what_was_acknowledged_is_there_after_the_office_was_closed(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        declaration = world.granted(world.register())
    with opened(each_store) as world:
        assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "APPROVED"


def test_the_receipt_tells_where_the_change_can_be_seen(world: World) -> None:
    person = world.register()
    receipt = world.do(
        applicant(person),
        "draft-declaration",
        season=2022,
        series_code="05",
        specialty_code="MECHANICAL",
        level=412,
        committee_id=world.committee_id,
    )
    assert receipt.position == world.office.rooms.registry.position()
    assert receipt.version == 1
    shown = world.ask(applicant(person), "show-declaration", declaration_id=receipt.id)
    assert (str(shown.id), shown.state) == (receipt.id, "DRAFT")


def test_every_command_refuses_a_role_that_it_does_not_name(world: World) -> None:
    for name, spec in COMMANDS.items():
        assert spec.command.name == name
        actor = ADMIN.model_copy(update={"roles": frozenset(Role) - set(spec.roles)})
        empty = spec.command.model_construct(**dict.fromkeys(spec.command.model_fields))
        with pytest.raises(Forbidden) as refusal:
            world.office.execute(empty, actor)
        assert refusal.value.code == "role_not_allowed", name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_bounded_described_and_closed_to_unknown_fields(name: str) -> None:
    command = COMMANDS[name].command
    schema = command.model_json_schema()
    assert schema["additionalProperties"] is False
    assert command.__doc__
    for field, rule in schema["properties"].items():
        for variant in rule.get("anyOf", [rule]):
            if variant.get("type") == "string":
                assert {"maxLength", "format", "pattern", "const", "enum"} & set(variant), (
                    f"{name}.{field} has no bound"
                )
            if variant.get("type") == "array":
                assert "maxItems" in variant, f"{name}.{field} has no bound"
            if variant.get("type") == "integer":
                assert {"maximum", "enum", "const"} & set(variant), f"{name}.{field} has no bound"
    with pytest.raises(ValidationError):
        command.model_validate({"no_such_field": 1})


def test_what_needs_two_persons_says_so() -> None:
    assert {name for name, spec in COMMANDS.items() if spec.two_persons} == {
        "decide-revocation",
        "veto-declaration",
        "invalidate-result",
        "open-record",
        "adopt-policy",
        "declare-results-invalid",
        "grant-formal",
        "void-confirmation",
    }


def test_every_query_names_its_answer() -> None:
    assert all(spec.answer.model_json_schema() for spec in QUERIES.values())


def test_a_legal_date_in_the_future_of_shanghai_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput) as refusal:
        world.do(ADMIN, "open-season", year=2023, legal_date="2022-07-21", document_ref="虚构人社〔2022〕2号")
    assert refusal.value.code == "legal_date_in_future"


def test_today_in_shanghai_is_not_the_future_though_it_is_yesterday_in_utc(world: World) -> None:
    world.clock.instant = world.clock.instant.replace(day=20, hour=17)  # 01:00 on the 21st in Shanghai
    world.do(ADMIN, "open-season", year=2023, legal_date="2022-07-21", document_ref="虚构人社〔2022〕2号")


def test_only_a_command_with_a_document_takes_a_legal_date() -> None:
    dated = {name for name, spec in COMMANDS.items() if "legal_date" in spec.command.model_fields}
    assert dated == {name for name, spec in COMMANDS.items() if issubclass(spec.command, DocumentedCommand)}
    assert "submit-declaration" not in dated


def test_another_version_than_expected_changes_nothing(world: World) -> None:
    person = world.register()
    with pytest.raises(ConcurrencyConflict) as refusal:
        world.do(HR, "record-retirement", person_id=person, from_date="2022-07-01", expected_version=1)
    assert refusal.value.code == "concurrent_change"
    assert world.ask(ADMIN, "show-person", person_id=person).version == 3
    assert world.do(HR, "record-retirement", person_id=person, from_date="2022-07-01", expected_version=3).version == 4


def test_something_new_has_version_nought_before(world: World) -> None:
    with pytest.raises(ConcurrencyConflict):
        world.do(ADMIN, "open-season", year=2023, expected_version=1, **world.paper())
    world.do(ADMIN, "open-season", year=2023, expected_version=0, **world.paper())


def test_a_season_and_a_committee_are_made_once(world: World) -> None:
    with pytest.raises(AlreadyExists):
        world.do(ADMIN, "open-season", year=2022, **world.paper())
    with pytest.raises(AlreadyExists):
        world.file_committee("机械高评委")


def test_what_is_not_there_is_not_found_and_neither_is_a_thing_of_another_kind(world: World) -> None:
    person = world.register()
    for declaration_id in (uuid4(), person):
        with pytest.raises(NotFound):
            world.do(applicant(person), "submit-declaration", declaration_id=declaration_id)


@pytest.mark.covers("S3.4a", "R-CMT-1")
def test_nobody_submits_signs_or_withdraws_for_another(world: World) -> None:
    declaration = world.draft(world.register())
    somebody = applicant(world.register("李样本", "349900199003150028"))
    for name, more in (
        ("submit-declaration", {}),
        ("withdraw-declaration", {}),
        ("sign-commitment", {"text_version": "2022-1", "materials_hash": "ab" * 32, "signature": "x"}),
    ):
        with pytest.raises(Forbidden) as refusal:
            world.do(somebody, name, declaration_id=declaration, **more)
        assert refusal.value.code == "not_own"


def test_an_account_without_a_person_declares_nothing(world: World) -> None:
    with pytest.raises(Forbidden) as refusal:
        world.do(
            HR.model_copy(update={"roles": frozenset({Role.APPLICANT})}),
            "draft-declaration",
            season=2022,
            series_code="05",
            level=412,
            committee_id=world.committee_id,
        )
    assert refusal.value.code == "not_a_person"


@pytest.mark.covers("R-STEP-3")
def test_an_employer_writes_only_about_its_own_unit(world: World) -> None:
    person = world.register()
    with pytest.raises(Forbidden) as refusal:
        world.do(
            HR,
            "start-employment",
            person_id=person,
            uscc=OTHER_FIRM,
            contract="LABOUR",
            employer_kind="ENTERPRISE",
            region_code="340100",
            professional_post=True,
            from_date="2022-01-01",
        )
    assert refusal.value.code == "other_unit"


@pytest.mark.covers("S3.1b", "S3.1c", "R-STEP-1")
def test_a_level_is_passed_only_by_its_own_unit_and_in_order(world: World) -> None:
    declaration = world.submitted(world.register())
    with pytest.raises(RuleRefused) as skipped:
        world.do(
            COUNTY_REVIEWER,
            "pass-level-review",
            declaration_id=declaration,
            level_no=2,
            items=_all_passed(world, declaration),
        )
    assert skipped.value.rule_id == "R-STEP-1"
    stranger = HR.model_copy(update={"unit_uscc": OTHER_FIRM})
    with pytest.raises(RuleRefused) as foreign:
        world.do(stranger, "pass-unit-review", declaration_id=declaration, items=_all_passed(world, declaration))
    assert foreign.value.rule_id == "R-STEP-3"


def test_an_applicant_never_chooses_the_reviewers(world: World) -> None:
    shown = world.ask(ADMIN, "show-declaration", declaration_id=world.submitted(world.register()))
    assert [step.unit_uscc for step in shown.chain][1] == COUNTY
    assert "chain" not in COMMANDS["submit-declaration"].command.model_fields


@pytest.mark.covers("S4.1", "R-STEP-1")
def test_without_a_review_route_a_submission_goes_to_a_human(world: World) -> None:
    other = world.file_committee("电气高评委", specialty="ELECTRICAL")
    person = world.register()
    declaration = world.draft(person, committee_id=other, specialty_code="ELECTRICAL")
    with pytest.raises(RuleRefused) as refusal:
        world.submit(person, declaration)
    assert (refusal.value.code, refusal.value.rule_id) == ("needs_human", "R-STEP-1")


def test_a_changed_route_leaves_a_submitted_declaration_alone(world: World) -> None:
    declaration = world.submitted(world.register())
    world.do(ADMIN, "set-review-route", committee_id=world.committee_id, steps=[])
    assert len(world.ask(ADMIN, "show-declaration", declaration_id=declaration).chain) == 3


@pytest.mark.covers("R-VOTE-2")
def test_the_vote_decides_and_a_failed_one_grants_nothing(world: World) -> None:
    declaration = world.evaluated(world.register(), yes=13, no=7)
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "EVALUATED_FAIL"
    with pytest.raises(RuleRefused):
        world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=declaration)


@pytest.mark.covers("R-PUB-2")
def test_a_posting_over_national_day_ends_on_the_tenth_of_october(world: World) -> None:
    declaration = world.submitted(world.register())
    world.review_at_unit(declaration)
    world.on("2022-09-28")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    for day in ("2022-10-05", "2022-10-10"):
        world.on(day)
        with pytest.raises(RuleRefused) as refusal:
            world.do(HR, "complete-unit-publicity", declaration_id=declaration)
        assert refusal.value.rule_id == "R-PUB-2"
    world.on("2022-10-11")
    world.do(HR, "complete-unit-publicity", declaration_id=declaration)


@pytest.mark.covers("R-PUB-4")
def test_an_objection_stops_the_person_it_concerns_and_no_other(world: World) -> None:
    stopped, free = world.submitted(world.register()), world.submitted(world.register("李样本", "349900199003150028"))
    for declaration in (stopped, free):
        world.review_at_unit(declaration)
    world.on("2022-07-25")
    for declaration in (stopped, free):
        world.do(HR, "start-unit-publicity", declaration_id=declaration)
    objection = uuid4()
    world.do(HR, "file-objection", declaration_id=stopped, objection_id=objection, **world.paper("来信1号"))
    world.on("2022-08-02")
    world.do(HR, "complete-unit-publicity", declaration_id=free)
    with pytest.raises(RuleRefused) as refusal:
        world.do(HR, "complete-unit-publicity", declaration_id=stopped)
    assert refusal.value.rule_id == "R-PUB-4"
    world.do(HR, "resolve-objection", declaration_id=stopped, objection_id=objection, upheld=False, **world.paper())
    world.do(HR, "complete-unit-publicity", declaration_id=stopped)


def test_corrections_are_asked_once_and_lead_back_to_where_the_file_was(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    me = applicant(person)
    world.do(HR, "request-correction", declaration_id=declaration, items=["学历证明不清"], deadline="2022-07-30")
    assert world.ask(me, "list-declarations").rows[0].state == "CORRECTION_WANTED"
    world.do(me, "supply-correction", declaration_id=declaration)
    assert world.ask(me, "list-declarations").rows[0].state == "SUBMITTED"
    with pytest.raises(RuleRefused):
        world.do(HR, "request-correction", declaration_id=declaration, items=["再来一次"], deadline="2022-07-30")


@pytest.mark.covers("R-ONE-1")
def test_a_withdrawal_in_time_frees_the_year(world: World) -> None:
    person = world.register()
    first = world.submitted(person)
    second = world.draft(person)
    with pytest.raises(RuleRefused) as refusal:
        world.submit(person, second)
    assert refusal.value.rule_id == "R-ONE-1"
    world.do(applicant(person), "withdraw-declaration", declaration_id=first)
    world.submit(person, second)


def test_an_official_title_name_is_demanded_at_approval(world: World) -> None:
    declaration = world.evaluated(world.register())
    world.on("2022-11-21")
    world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=declaration)
    world.on("2022-11-29")
    world.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=declaration)
    with pytest.raises(InvalidInput) as refusal:
        world.approve(declaration, title_name="国家级高级工程师")
    assert refusal.value.code == "title_name_unknown"
    world.approve(declaration, title_name="高级工程师")


def test_approving_twice_grants_one_title(world: World) -> None:
    person = world.register()
    declaration = world.granted(person)
    with pytest.raises(RuleRefused) as refusal:
        world.do(APPROVER, "approve-result", declaration_id=declaration, **world.paper())
    assert refusal.value.code == "wrong_state"
    assert len(world.ask(ADMIN, "list-titles", person_id=person).rows) == 1


@pytest.mark.covers("R-ELIG-5")
def test_a_change_of_the_employers_management_cancels_the_open_declaration(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    world.do(
        ADMIN,
        "change-employer-type",
        uscc=HR.unit_uscc,
        management="REF_CIVIL_SERVICE",
        from_date="2022-07-01",
        **world.paper(),
    )
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "CANCELLED"


@pytest.mark.covers("S3.6d", "R-ONE-2")
def test_who_declared_twice_is_cancelled_and_barred_for_the_year(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    other = world.submitted(world.register("李样本", "349900199003150028"))
    with pytest.raises(InvalidInput) as refusal:
        world.do(ADMIN, "cancel-for-multiple", declaration_ids=[declaration, other], **world.paper())
    assert refusal.value.code == "not_of_one_person"
    world.do(ADMIN, "cancel-for-multiple", declaration_ids=[declaration], **world.paper("线下申报核查1号"))
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "CANCELLED"
    with pytest.raises(RuleRefused) as barred:
        world.submit(person, world.draft(person))
    assert barred.value.rule_id == "R-ONE-2"


def _all_passed(world: World, declaration: UUID) -> list[dict[str, object]]:
    items = world.ask(ADMIN, "show-declaration", declaration_id=declaration).items
    return [{"item_id": item, "passed": True} for item in items]


def test_a_character_that_no_store_can_keep_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(ValidationError, match="U\\+0000"):
        COMMANDS["propose-revocation"].command.model_validate(
            {"title_id": uuid4(), "cause": "FRAUD", "evidence_ref": "evidence\x00"}
        )

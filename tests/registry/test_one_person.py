"""SC-08 and domain.md 4.2: one natural person under several documents, found, held, merged; all of it then counts."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.aggregate import Act
from domain.certificate import Certificate
from domain.identity import title_id_for
from domain.standing import TitleSource
from domain.title import Title
from domain.values import Level, Scope, TitleOrigin
from registry.application import UnitOfWork
from registry.command import Role
from registry.errors import AlreadyExists, Forbidden, InvalidInput, NotFound, RuleRefused
from registry.projections.published import published_standing
from registry.settings import Settings
from tests.support.office import ADMIN, APPROVER, AUDITOR, COUNTY, FIRM, SECOND_ADMIN, World, applicant, opened

PASSPORT = {"kind": "PASSPORT", "number": "C01X00T47", "valid_from": "2018-01-01"}
CARD_2017 = {"kind": "PERMANENT_RESIDENCE", "number": "DEU340119820505", "valid_from": "2019-01-01"}
CARD_2023 = {"kind": "PERMANENT_RESIDENCE", "number": "93499919820505001X", "valid_from": "2022-01-01"}
PERMIT = {
    "kind": "WORK_PERMIT",
    "number": "34A2018000123",
    "issuer_province": "34",
    "valid_from": "2018-01-01",
    "valid_to": "2028-01-01",
}


def foreigner(world: World, document: dict[str, Any], *, name: str = "Anna Muster") -> UUID:
    """An expert employed in Hefei, known by this document."""
    person = world.do(
        ADMIN, "register-person", person_name=name, origin="FOREIGN", birth_date="1982-05-05", document=document
    )
    world.do(
        ADMIN,
        "start-employment",
        person_id=person.id,
        uscc=FIRM,
        contract="LABOUR",
        signed_on="2018-03-01",
        employer_kind="ENTERPRISE",
        region_code="340100",
        professional_post=True,
        from_date="2018-03-01",
    )
    world.educate(person.id, range(2017, 2022))
    return UUID(person.id)


def merge(world: World, kept: UUID, merged: UUID) -> Any:
    return world.do(ADMIN, "merge-persons", kept_person_id=kept, merged_person_id=merged, **world.paper("身份核查1号"))


def put_on_record(world: World, person: UUID) -> None:
    world.do(ADMIN, "propose-record", person_id=person, cause="PLAGIARISM", evidence_ref="抄袭查证1号")
    world.do(SECOND_ADMIN, "open-record", person_id=person, **world.paper("虚构人社撤〔2022〕9号"))


@pytest.mark.covers("SC-08", "R-INT-1")
def test_who_comes_back_under_a_new_card_is_held_and_after_the_merge_refused(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        vetoed = foreigner(world, PASSPORT)
        world.do(ADMIN, "add-identity-document", person_id=vetoed, document=PERMIT)
        put_on_record(world, vetoed)
        again = foreigner(world, CARD_2023, name="ANNA  Muster")
        pairs = {row.person_id: row.may_also_be for row in world.ask(ADMIN, "list-duplicates").rows}
        assert pairs == {vetoed: (again,), again: (vetoed,)}
        declaration = world.draft(again)
        with pytest.raises(RuleRefused) as held:
            world.submit(again, declaration)
        assert (held.value.code, held.value.rule_id) == ("needs_human", "R-INT-1")
        merge(world, again, vetoed)
        assert world.ask(AUDITOR, "list-duplicates").rows == ()
        with pytest.raises(RuleRefused) as refused:
            world.submit(again, declaration)
        assert (refused.value.code, refused.value.rule_id) == ("rule_refused", "R-INT-1")
        assert len(world.ask(ADMIN, "show-integrity", person_id=again).records) == 1


@pytest.mark.covers("SC-08")
def test_a_merge_found_out_after_submission_cancels_the_declaration_and_says_why(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        vetoed = foreigner(world, PASSPORT)
        put_on_record(world, vetoed)
        spelled_otherwise = foreigner(world, CARD_2017, name="安娜·穆斯特")
        declaration = world.submitted(spelled_otherwise)
        merge(world, spelled_otherwise, vetoed)
        assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "CANCELLED"
        (reaction,) = world.ask(AUDITOR, "list-reactions", subject_id=declaration).rows
        assert (reaction.cause.topic, reaction.cause.subject_id) == ("PersonsMerged", spelled_otherwise)
        assert "DeclarationCancelled" in {event.topic for event in reaction.followed}


@pytest.mark.covers("S3.6d", "R-ONE-2")
def test_two_declarations_of_one_year_that_a_merge_brings_together_both_fall(world: World) -> None:
    one, other = foreigner(world, PASSPORT), foreigner(world, CARD_2017, name="安娜·穆斯特")
    world.do(ADMIN, "add-identity-document", person_id=one, document=PERMIT)
    declarations = [world.submitted(person) for person in (one, other)]
    merge(world, one, other)
    states = {world.ask(ADMIN, "show-declaration", declaration_id=d).state for d in declarations}
    assert states == {"CANCELLED"}
    again = world.draft(one)
    with pytest.raises(RuleRefused) as barred:
        world.submit(one, again)
    assert barred.value.rule_id == "R-ONE-2"


@pytest.mark.covers("S3.6e", "R-ONE-2")
def test_of_two_merged_declarations_an_approved_one_goes_to_a_proposal_that_only_a_reasoned_document_ends(
    world: World,
) -> None:
    one, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023, name="安娜·穆斯特")
    title = title_id_for(world.granted(one))
    world.on("2022-12-05")
    second = world.submitted(other)
    merge(world, one, other)
    assert world.ask(ADMIN, "show-declaration", declaration_id=second).state == "CANCELLED"
    assert world.ask(ADMIN, "show-title", title_id=title).state == "UNDER_REVOCATION"
    world.do(SECOND_ADMIN, "drop-proposal", title_id=title, **world.paper("虚构人社留〔2022〕1号"))
    assert world.ask(ADMIN, "show-title", title_id=title).state == "GRANTED"
    assert world.ask(AUDITOR, "show-integrity", person_id=one).records == ()


@pytest.mark.covers("S3.6a", "R-ONE-1")
def test_a_year_taken_under_one_entry_is_taken_under_the_other(world: World) -> None:
    one, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023, name="安娜·穆斯特")
    taken = world.submitted(one)
    merge(world, other, one)
    with pytest.raises(RuleRefused) as refused:
        world.submit(other, world.draft(other))
    assert refused.value.rule_id == "R-ONE-1"
    assert world.ask(ADMIN, "show-declaration", declaration_id=taken).state == "SUBMITTED"


def test_two_people_who_share_name_and_birth_date_go_on_once_a_human_has_said_so(world: World) -> None:
    one, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023)
    declaration = world.draft(other)
    with pytest.raises(RuleRefused):
        world.submit(other, declaration)
    pair = {"one_person_id": one, "other_person_id": other, **world.paper("身份核查2号")}
    world.do(ADMIN, "dismiss-duplicate", **pair)
    assert world.ask(ADMIN, "list-duplicates").rows == ()
    world.submit(other, declaration)
    with pytest.raises(RuleRefused) as twice:
        world.do(ADMIN, "dismiss-duplicate", **pair)
    assert twice.value.code == "wrong_state"


def test_a_merged_entry_declares_no_more_and_is_not_merged_again(world: World) -> None:
    one, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023, name="安娜·穆斯特")
    draft = world.draft(other)
    merge(world, one, other)
    for name, values in (
        ("submit-declaration", {"declaration_id": draft}),
        ("draft-declaration", {"season": 2022, "series_code": "05", "level": 412, "committee_id": world.committee_id}),
    ):
        with pytest.raises(Forbidden) as refused:
            world.do(applicant(other), name, **values)
        assert refused.value.code == "person_merged"
    assert world.ask(ADMIN, "show-person", person_id=other).merged_into == one
    assert world.ask(ADMIN, "show-person", person_id=one).merged_into is None
    for kept, merged in ((one, other), (other, one), (one, one)):
        with pytest.raises(RuleRefused):
            merge(world, kept, merged)


def test_a_third_entry_counts_through_the_second_and_everything_is_shown_together(world: World) -> None:
    first, second, third = (
        foreigner(world, document, name=name)
        for document, name in ((PASSPORT, "Anna Muster"), (CARD_2017, "安娜"), (CARD_2023, "穆斯特"))
    )
    world.do(ADMIN, "add-identity-document", person_id=first, document=PERMIT)
    title = title_id_for(world.granted(first))
    merge(world, second, first)
    merge(world, third, second)
    put_on_record(world, first)
    for person in (first, second, third):
        assert [row.id for row in world.ask(ADMIN, "list-titles", person_id=person).rows] == [title]
        assert len(world.ask(ADMIN, "show-integrity", person_id=person).records) == 1


@pytest.mark.covers("R-VER-6")
def test_a_record_under_one_entry_stands_on_the_certificates_of_the_other(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        holder, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023, name="安娜·穆斯特")
        _certify(world, title_id_for(world.granted(holder)))
        put_on_record(world, other)
        assert _on_record(world) == []
        merge(world, other, holder)
        assert [(one.status_index, one.last_day.isoformat()) for one in _on_record(world)] == [(77, "2025-11-29")]


def _certify(world: World, title_id: UUID) -> None:
    number = "AHZC-2022-05-412-000001-J"
    by = Act("issuer-1", "PHRSS_ADMIN", "", world.clock.today(), world.clock.now())

    def prepare(work: UnitOfWork) -> None:
        title = work.get(Title, title_id)
        title.assign_certificate(by, certificate_no=number, version=1)
        work.add(
            Certificate.prepare(
                by, title.facts(), certificate_no=number, status_list=1, status_index=77, sealed_body="sealed"
            )
        )

    world.office.transaction(prepare)


def _on_record(world: World) -> list[Any]:
    projector = world.office.rooms.projector
    projector.catch_up()
    with projector.reading() as read:
        return list(published_standing(read, world.clock.today()).on_record)


def test_a_passport_gives_way_to_a_card_and_the_person_stays_one(world: World) -> None:
    person = foreigner(world, PASSPORT)
    world.do(
        ADMIN,
        "supersede-identity-document",
        person_id=person,
        superseded_kind="PASSPORT",
        superseded_number=PASSPORT["number"],
        last_day="2022-06-30",
        document=CARD_2023,
    )
    for document in (PASSPORT, CARD_2023):
        with pytest.raises(AlreadyExists) as known:
            foreigner(world, document, name="Somebody Else")
        assert known.value.facts == {"person_id": str(person)}
    world.submit(person, world.draft(person))


@pytest.mark.parametrize(
    ("origin", "kind", "number"),
    [
        ("FOREIGN", "RESIDENT_ID", "349900198501010015"),
        ("MAINLAND", "HMT_RESIDENCE_PERMIT", "830000198610100035"),
        ("HK", "HMT_RESIDENCE_PERMIT", "820000198712200027"),
        ("MAINLAND", "PERMANENT_RESIDENCE", "93499919820505001X"),
        ("MAINLAND", "WORK_PERMIT", "34A2018000123"),
        ("MAINLAND", "TRAVEL_PERMIT", "H12345678"),
    ],
)
@pytest.mark.covers("R-ELIG-3", "S1.2")
def test_nobody_has_another_origin_than_their_document(world: World, origin: str, kind: str, number: str) -> None:
    document = {"kind": kind, "number": number, "valid_from": "2018-01-01", "valid_to": "2028-01-01"}
    birth = {"RESIDENT_ID": "1985-01-01", "HMT_RESIDENCE_PERMIT": None}.get(kind, "1982-05-05")
    document |= {"issuer_province": "34"} if kind == "WORK_PERMIT" else {}
    with pytest.raises(InvalidInput) as refused:
        world.do(ADMIN, "register-person", person_name="张示例", origin=origin, birth_date=birth, document=document)
    assert refused.value.code == "origin_mismatch"


@pytest.mark.covers("R-PRIV-1")
def test_a_person_sees_what_was_done_under_every_id_of_theirs_and_nobody_elses(world: World) -> None:
    one, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023, name="安娜·穆斯特")
    stranger = foreigner(world, PASSPORT, name="Otto Beispiel")
    declaration = world.granted(one)
    title = title_id_for(declaration)
    for who in (other, stranger):
        for name, values in (
            ("show-declaration", {"declaration_id": declaration}),
            ("show-title", {"title_id": title}),
        ):
            with pytest.raises(NotFound):
                world.ask(applicant(who), name, **values)
    merge(world, other, one)
    assert world.ask(applicant(other), "show-declaration", declaration_id=declaration).state == "APPROVED"
    assert world.ask(applicant(other), "show-title", title_id=title).state == "GRANTED"
    assert [row.id for row in world.ask(applicant(other), "list-declarations").rows] == [declaration]
    assert world.ask(applicant(stranger), "list-declarations").rows == ()


@pytest.mark.covers("R-PRIV-6")
def test_erasure_leaves_no_entry_of_the_person_readable(world: World) -> None:
    one, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023, name="安娜·穆斯特")
    merge(world, one, other)
    put_on_record(world, other)
    with pytest.raises(RuleRefused) as kept:
        world.do(ADMIN, "erase-personal-data", person_id=one, **world.paper())
    assert kept.value.rule_id == "R-PRIV-6"
    world.on("2025-07-21")
    world.do(ADMIN, "erase-personal-data", person_id=one, **world.paper())
    shown = [world.ask(ADMIN, "show-person", person_id=person) for person in (one, other)]
    assert [(person.person_name, person.erased) for person in shown] == [(None, True), (None, True)]


@pytest.mark.covers("R-ONE-1")
def test_a_title_from_elsewhere_in_the_same_year_is_no_declaration(world: World) -> None:
    person = foreigner(world, CARD_2017)
    declaration = world.draft(person)
    act = Act("archivist", "PHRSS_ADMIN", "11990000000000019A", world.clock.today(), world.clock.now(), "d")
    source = TitleSource(
        origin=TitleOrigin.EXAM,
        source_id=uuid4(),
        person_id=person,
        series_code="19",
        specialty_code="",
        level=Level(420),
        scope=Scope.GENERAL,
        grant_date=world.clock.today(),
        source_region="340000",
        source_authority="全国经济专业技术资格考试",
        source_grant_date=world.clock.today(),
        source_certificate_no="X",
    )
    world.office.transaction(
        lambda work: work.add(Title.grant_from(act, source, title_name="经济师", region_code="349900"))
    )
    world.submit(person, declaration)


def test_only_the_department_merges(world: World) -> None:
    one, other = foreigner(world, CARD_2017), foreigner(world, CARD_2023)
    clerk = APPROVER.model_copy(update={"roles": frozenset({Role.EMPLOYER_HR}), "unit_uscc": COUNTY})
    with pytest.raises(Forbidden):
        world.do(clerk, "merge-persons", kept_person_id=one, merged_person_id=other, **world.paper())

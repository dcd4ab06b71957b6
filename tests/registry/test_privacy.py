"""Names and numbers: checked, sealed before they are stored, opened for those who may, erased for ever."""

import sqlite3
from datetime import date

import pytest

from domain.values import DocumentKind
from registry.errors import AlreadyExists, InvalidInput, PersonErased, RuleRefused
from registry.privacy import birth_date_of, check_name, check_number
from registry.settings import Settings
from tests.support.office import ADMIN, AUDITOR, World, applicant

TODAY = date(2022, 7, 20)
RESIDENT = DocumentKind.RESIDENT_ID


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张示例", "张示例"),
        ("  李样本 ", "李样本"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("Anne-Marie O'Neill", "Anne-Marie O'Neill"),
        ("𠮷田", "𠮷田"),
        ("José", "José"),
    ],
)
def test_a_name_is_kept_in_one_spelling(text: str, name: str) -> None:
    assert check_name(text) == name


@pytest.mark.parametrize(
    "text", ["", "王", "张" * 51, "张\u200b示例", "张1", "张\n示例", "··", "<b>张</b>", " ·张三", "张・三"]
)
def test_what_is_no_name_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_name(text)
    assert refusal.value.code == "name_invalid"
    assert not text.strip() or text.strip() not in refusal.value.message


@pytest.mark.covers("S1.2")
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (RESIDENT, "349900198501010015"),
        (RESIDENT, "349900198402290031"),
        (RESIDENT, "34990019930401007X"),
        (RESIDENT, "34990019930401007x"),
        (RESIDENT, "360426199101010071"),
        (DocumentKind.HMT_RESIDENCE_PERMIT, "810000198707010016"),
        (DocumentKind.HMT_RESIDENCE_PERMIT, "820000198712200027"),
        (DocumentKind.HMT_RESIDENCE_PERMIT, "830000198610100035"),
        (DocumentKind.PERMANENT_RESIDENCE, "93499919820505001X"),
        (DocumentKind.PERMANENT_RESIDENCE, "CHN310101010101"),
        (DocumentKind.WORK_PERMIT, "AB123456"),
        (DocumentKind.PASSPORT, "E12345678"),
    ],
)
def test_a_right_number_is_taken_in_upper_case(kind: DocumentKind, number: str) -> None:
    assert check_number(kind, number, today=TODAY, allow_synthetic=True) == number.upper()


@pytest.mark.parametrize(
    ("kind", "number", "part"),
    [
        (RESIDENT, "349900198501010014", "check"),
        (RESIDENT, "349900198502290012", "date"),
        (RESIDENT, "34990019000229001X", "date"),
        (RESIDENT, "349900209901010015", "date"),
        (RESIDENT, "130503670401001", "format"),
        (RESIDENT, "34990019850101001", "format"),
        (DocumentKind.HMT_RESIDENCE_PERMIT, "349900198501010015", "format"),
        (DocumentKind.PERMANENT_RESIDENCE, "934999198205050019", "check"),
        (DocumentKind.WORK_PERMIT, "AB-12", "format"),
        (DocumentKind.PASSPORT, "E1", "format"),
        # A number under another kind would make a second person of its holder.
        (RESIDENT, "810000198707010016", "format"),
        (RESIDENT, "93499919820505001X", "format"),
        (DocumentKind.PASSPORT, "349900198501010015", "kind"),
        (DocumentKind.TRAVEL_PERMIT, "810000198707010016", "kind"),
        (DocumentKind.WORK_PERMIT, "93499919820505001X", "kind"),
        (DocumentKind.PASSPORT, "130503670401001", "kind"),
        (DocumentKind.PASSPORT, "CHN310101010101", "kind"),
    ],
)
def test_a_wrong_number_is_refused_with_the_part_that_is_wrong_and_never_repeated(
    kind: DocumentKind, number: str, part: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_number(kind, number, today=TODAY, allow_synthetic=True)
    assert (refusal.value.code, refusal.value.facts["part"]) == ("identity_number_invalid", part)
    assert number not in refusal.value.message


def test_a_synthetic_number_needs_the_switch() -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_number(RESIDENT, "349900198501010015", today=TODAY, allow_synthetic=False)
    assert refusal.value.facts["part"] == "region"


def test_a_resident_number_carries_its_birth_date_and_a_passport_does_not() -> None:
    assert birth_date_of(RESIDENT, "349900198402290031") == date(1984, 2, 29)
    assert birth_date_of(DocumentKind.PASSPORT, "E12345678") is None


@pytest.mark.covers("S2.6e", "R-PRIV-1")
def test_no_personal_datum_stands_in_clear_in_any_file_of_the_home(world: World, settings: Settings) -> None:
    person = world.register("张示例", "349900198501010015")
    world.granted(person)
    world.ask(ADMIN, "show-person", person_id=person)
    world.office.close()
    for path in settings.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in ("张示例", "349900198501010015", "1985-01-01"):
                assert secret.encode() not in content, path
                assert secret.encode("unicode_escape") not in content, path


@pytest.mark.covers("R-ONE-1")
def test_a_number_belongs_to_one_person_however_it_is_spelled(world: World) -> None:
    person = world.register("孙自由", "34990019930401007X")
    with pytest.raises(AlreadyExists) as refusal:
        world.register("孙自由", "34990019930401007x")
    assert refusal.value.code == "identity_taken"
    assert refusal.value.facts == {"person_id": str(person)}


def test_a_document_of_somebody_else_cannot_be_added(world: World) -> None:
    world.register("张示例", "349900198501010015")
    second = world.register("李样本", "349900199003150028")
    document = {"kind": "RESIDENT_ID", "number": "349900198501010015", "valid_from": "2015-01-01"}
    with pytest.raises(AlreadyExists):
        world.do(ADMIN, "add-identity-document", person_id=second, document=document)


@pytest.mark.parametrize(
    ("born", "kind", "number"), [("1985-01-02", "RESIDENT_ID", "349900198501010015"), (None, "PASSPORT", "E12345678")]
)
def test_a_birth_date_must_be_known_and_agree_with_the_number(
    world: World, born: str | None, kind: str, number: str
) -> None:
    document = {"kind": kind, "number": number, "valid_from": "2015-01-01"}
    with pytest.raises(InvalidInput) as refusal:
        world.do(ADMIN, "register-person", person_name="张示例", birth_date=born, document=document)
    assert refusal.value.code == "birth_date_invalid"


@pytest.mark.covers("R-PRIV-6")
def test_an_erased_person_has_no_name_any_more_and_the_history_still_replays(world: World) -> None:
    person = world.register("张示例", "349900198501010015")
    declaration = world.granted(person)
    world.do(ADMIN, "erase-personal-data", person_id=person, **world.paper())
    shown = world.ask(ADMIN, "show-person", person_id=person)
    assert (shown.person_name, shown.erased) == (None, True)
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).person_name is None
    assert world.ask(ADMIN, "show-notice-board", on="2022-11-22").rows == ()
    world.office.rooms.projector.rebuild()
    assert world.ask(ADMIN, "show-person", person_id=person).erased is True


@pytest.mark.covers("R-PRIV-6")
def test_erasing_twice_is_the_same_as_once_and_nothing_new_can_be_sealed(world: World) -> None:
    person = world.register("张示例", "349900198501010015")
    world.do(ADMIN, "erase-personal-data", person_id=person, **world.paper())
    world.do(ADMIN, "erase-personal-data", person_id=person, **world.paper())
    document = {"kind": "PASSPORT", "number": "E12345678", "valid_from": "2015-01-01"}
    with pytest.raises(PersonErased):
        world.do(ADMIN, "add-identity-document", person_id=person, document=document)


@pytest.mark.covers("R-PRIV-6")
def test_nobody_is_erased_while_on_the_integrity_file(world: World) -> None:
    person = world.register("张示例", "349900198501010015")
    world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="证据1号")
    second = ADMIN.model_copy(update={"id": "admin-2"})
    world.do(second, "open-record", person_id=person, **world.paper("虚构人社撤〔2022〕9号"))
    with pytest.raises(RuleRefused) as refusal:
        world.do(ADMIN, "erase-personal-data", person_id=person, **world.paper())
    assert refusal.value.rule_id == "R-PRIV-6"


def test_the_copied_home_of_another_strongroom_opens_no_name(world: World, settings: Settings) -> None:
    person = world.register("张示例", "349900198501010015")
    world.office.rooms.projector.catch_up()
    with sqlite3.connect(settings.read_file) as copy:
        (sealed,) = copy.execute("SELECT sealed_name FROM persons").fetchone()
    copy.close()
    assert "张" not in sealed
    assert world.ask(AUDITOR, "show-person", person_id=person).person_name == "张示例"
    assert world.ask(applicant(person), "show-person", person_id=person).person_name == "张示例"

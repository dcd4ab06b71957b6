"""Historical titles on both stores: staged once, attested by who evaluated, and never valid before that."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.import_record import ImportRecord
from domain.title import Title
from registry import Actor, ConcurrencyConflict, Forbidden, InvalidInput, NotFound, Role, RuleRefused, Settings
from registry.application import UnitOfWork
from registry.bulk import staging
from registry.bulk.attesting import Attesting
from registry.bulk.outcome import Done, RowOutcome
from registry.bulk.staging import Staging, TitlesFile
from registry.bulk.titles import COLUMNS
from tests.domain.stories_history import BODY
from tests.support.office import ADMIN, AUDITOR, HR, ORGANISER, SECOND_ADMIN, World, opened
from tests.support.tables import row, write_csv, write_xlsx

pytestmark = pytest.mark.covers("S2.6d", "S2.6e", "R-CERT-1")

ARCHIVIST = Actor(id="archivist-1", roles=frozenset({Role.ARCHIVIST}))
ATTESTER = Actor(id="attester-1", roles=frozenset({Role.ATTESTER}), unit_uscc=BODY)
OTHER_ATTESTER = Actor(id="attester-2", roles=frozenset({Role.ATTESTER}), unit_uscc=ORGANISER)
LETTER = "虚构函〔2022〕1号"
PERSONS = {"a": "349900198501010015", "b": "349900199003150028", "c": "349900198402290031", "d": "349900198808080069"}
NAMES = {"a": "张示例", "b": "李样本", "c": "王闰日", "d": "钱援派"}


@pytest.fixture
def world(each_store: Settings) -> Iterator[World]:
    """An office in which the body is on record for 2010 to 2021."""
    with opened(each_store) as world:
        years = {"first_year": 2010, "last_year": 2021}
        world.do(ADMIN, "record-evaluating-body", uscc=BODY, body_name="虚构大学", **years, **world.paper())
        yield world


def of(who: str, key: str, **changes: str) -> dict[str, str]:
    """A row about one of four people."""
    told = {"source_key": key, "name": NAMES[who], "id_number": PERSONS[who], "original_certificate_no": f"ZC{key}"}
    return row(**{**told, **changes})


def stage(world: World, folder: Path, *rows: dict[str, str], rehearsal: bool = False) -> list[RowOutcome]:
    file = TitlesFile(write_csv(folder / "titles.csv", rows))
    return list(Staging(world.office, ARCHIVIST, rehearsal=rehearsal).stage(file, LETTER))


def attest(world: World, *record_ids: str, by: Actor = ATTESTER) -> Any:
    return world.do(by, "attest-records", record_ids=list(record_ids), **world.paper("虚构大〔2022〕3号"))


def state(world: World, record_id: str) -> str:
    return world.office.rooms.registry.get(ImportRecord, UUID(record_id)).state.value


def verified(world: World, key: str) -> Any:
    return world.ask(HR, "verify-historical-title", body_uscc=BODY, original_certificate_no=f"ZC{key}")


def done(outcomes: list[RowOutcome]) -> list[str]:
    return [one.done.value for one in outcomes]


def test_the_newest_year_comes_first_and_a_second_run_adds_nothing(world: World, tmp_path: Path) -> None:
    rows = [
        of("a", "2015-1"),
        of("b", "2021-1", year="2021", grant_date="2021-12-20"),
        of("c", "2015-2"),
        of("c", "2015-2"),
        of("d", "2015-3", id_number="349900198808080060"),
    ]
    first = stage(world, tmp_path, *rows)
    assert [(one.row, one.done, one.code) for one in sorted(first, key=lambda one: one.row)] == [
        (2, Done.ADDED, ""),
        (3, Done.ADDED, ""),
        (4, Done.ADDED, ""),
        (5, Done.ALREADY, ""),
        (6, Done.REFUSED, "identity_number_invalid"),
    ]
    staged = [one.row for one in first if one.done is Done.ADDED]
    assert staged == [3, 2, 4]
    before = world.office.rooms.registry.position()
    assert sorted(done(stage(world, tmp_path, *rows))) == ["ALREADY"] * 4 + ["REFUSED"]
    assert world.office.rooms.registry.position() == before
    (batch,) = world.ask(ADMIN, "list-import-batches").rows
    assert (batch.rows, batch.on_record, batch.in_conflict, batch.refused) == (5, 4, 0, 1)


def test_a_repaired_file_adds_what_was_refused_and_nothing_else(world: World, tmp_path: Path) -> None:
    stage(world, tmp_path, of("a", "2015-1"), of("b", "2015-2", title_name="高工"))
    again = stage(world, tmp_path, of("a", "2015-1", grant_date="2015/12/1"), of("b", "2015-2"))
    assert done(again) == ["ALREADY", "ADDED"]


def test_the_same_facts_in_a_workbook_are_the_same_rows(world: World, tmp_path: Path) -> None:
    rows = [of("a", "2015-1"), of("b", "2015-2")]
    stage(world, tmp_path, *rows)
    book = write_xlsx(tmp_path / "titles.xlsx", [list(COLUMNS), *([one[column] for column in COLUMNS] for one in rows)])
    again = Staging(world.office, ARCHIVIST)
    assert done(list(again.stage(TitlesFile(book), LETTER))) == ["ALREADY", "ALREADY"]


def test_a_source_key_with_other_facts_is_refused_and_the_record_stays(world: World, tmp_path: Path) -> None:
    (first,) = stage(world, tmp_path, of("a", "2015-1"))
    (again,) = stage(world, tmp_path, of("a", "2015-1", grant_date="2015-11-01"))
    assert (again.done, again.code, again.id) == (Done.REFUSED, "source_key_changed", first.id)
    claimed = world.office.rooms.registry.get(ImportRecord, UUID(first.id)).claimed
    assert claimed.grant_date == date(2015, 12, 1)


def test_a_rehearsal_says_the_same_and_stores_nothing(world: World, tmp_path: Path) -> None:
    rows = [of("a", "2015-1"), of("a", "2015-1"), of("b", "2015-2", name="张3")]
    before = world.office.rooms.registry.position()
    rehearsed = stage(world, tmp_path, *rows, rehearsal=True)
    assert world.office.rooms.registry.position() == before
    assert done(rehearsed) == done(stage(world, tmp_path, *rows))


def test_an_unattested_record_answers_not_verified_exactly_as_an_unknown_number(world: World, tmp_path: Path) -> None:
    (staged,) = stage(world, tmp_path, of("a", "2015-1"))
    assert verified(world, "2015-1") == verified(world, "never")
    assert verified(world, "2015-1").outcome == "NOT_VERIFIED"
    attest(world, staged.id)
    told = verified(world, "2015-1")
    assert (told.outcome, told.title_state, told.masked_name) == ("REGISTERED", "GRANTED", "张*例")
    assert (told.title_name, told.grant_date.isoformat()) == ("高级工程师", "2015-12-01")


def test_an_identity_number_is_never_taken_in_a_question(world: World) -> None:
    question = {"body_uscc": BODY, "original_certificate_no": "349900198501010015"}
    with pytest.raises(InvalidInput) as refused:
        world.ask(HR, "verify-historical-title", **question)
    assert refused.value.code == "original_no_personal"


def test_an_attested_title_is_dated_as_it_was_granted_and_recorded_today(world: World, tmp_path: Path) -> None:
    (staged,) = stage(world, tmp_path, of("a", "2015-1"))
    attest(world, staged.id)
    record = world.office.rooms.registry.get(ImportRecord, UUID(staged.id))
    (title,) = world.ask(ADMIN, "list-titles", person_id=record.person_id).rows
    assert (title.grant_date.isoformat(), title.approval_document_no) == ("2015-12-01", "虚构职改〔2015〕12号")
    stored = world.office.rooms.registry.get(Title, title.id)
    assert (stored.origin.value, stored.created_on.date()) == ("HISTORICAL_IMPORT", date(2022, 7, 20))


@pytest.mark.parametrize(("by", "error"), [(OTHER_ATTESTER, RuleRefused), (ARCHIVIST, Forbidden), (ADMIN, Forbidden)])
def test_nobody_else_attests(world: World, tmp_path: Path, by: Actor, error: type[Exception]) -> None:
    (staged,) = stage(world, tmp_path, of("a", "2015-1"))
    with pytest.raises(error):
        attest(world, staged.id, by=by)
    assert state(world, staged.id) == "MATCHED"


def test_one_wrong_record_leaves_the_whole_command_undone(world: World, tmp_path: Path) -> None:
    first, early = stage(world, tmp_path, of("a", "2015-1"), of("b", "2009-1", year="2009", grant_date="2009-12-01"))
    with pytest.raises(RuleRefused) as refused:
        attest(world, first.id, early.id)
    assert (refused.value.rule_id, refused.value.clause) == ("R-CERT-1", "S2.6d")
    assert state(world, first.id) == "MATCHED"


@pytest.mark.covers("SC-17")
def test_a_body_that_nobody_put_on_record_goes_to_a_human(world: World, tmp_path: Path) -> None:
    own = Actor(id="firm", roles=frozenset({Role.ATTESTER}), unit_uscc="91990000MA0000015Q")
    (staged,) = stage(world, tmp_path, of("a", "2015-1", body_uscc=own.unit_uscc))
    with pytest.raises(RuleRefused) as refused:
        attest(world, staged.id, by=own)
    assert refused.value.code == "needs_human"


def test_the_legal_successor_attests_in_place_of_the_body(world: World, tmp_path: Path) -> None:
    (staged,) = stage(world, tmp_path, of("a", "2015-1"))
    world.do(ADMIN, "name-legal-successor", uscc=BODY, successor_uscc=ORGANISER, **world.paper())
    assert [r.id for r in world.ask(OTHER_ATTESTER, "list-import-records").rows] == [UUID(staged.id)]
    assert world.ask(ATTESTER, "list-import-records").rows == ()
    attest(world, staged.id, by=OTHER_ATTESTER)
    assert state(world, staged.id) == "REGISTERED"


def revoke(world: World, record_id: str) -> None:
    record = world.office.rooms.registry.get(ImportRecord, UUID(record_id))
    (title,) = world.ask(ADMIN, "list-titles", person_id=record.person_id).rows
    world.do(ADMIN, "propose-revocation", title_id=title.id, cause="FRAUD", evidence_ref="证据1号")
    world.do(ADMIN, "record-statement", title_id=title.id, heard=True, **world.paper())
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title.id, **world.paper("虚构人社撤〔2022〕9号"))


def test_a_revoked_title_waits_for_a_human_and_is_never_revived(world: World, tmp_path: Path) -> None:
    (first,) = stage(world, tmp_path, of("a", "2015-1"))
    attest(world, first.id)
    revoke(world, first.id)
    assert verified(world, "2015-1").title_state == "REVOKED"
    (again,) = stage(world, tmp_path, of("a", "other-1"))
    assert (again.done, again.code) == (Done.CONFLICT, "title_fallen")
    with pytest.raises(RuleRefused):
        world.do(ADMIN, "resolve-import-conflict", record_id=again.id, **world.paper())
    with pytest.raises(RuleRefused):
        attest(world, again.id)
    world.do(ADMIN, "reject-import-record", record_id=again.id, reason="已撤销", **world.paper())
    assert (state(world, again.id), verified(world, "other-1").outcome) == ("REJECTED", "NOT_VERIFIED")


def test_two_records_of_one_title_become_one_title_whichever_is_attested_first(world: World, tmp_path: Path) -> None:
    one, two = stage(world, tmp_path, of("a", "2015-1"), of("a", "2015-9", grant_date="2015-11-30"))
    attest(world, one.id, two.id)
    assert (state(world, one.id), state(world, two.id)) == ("REGISTERED", "CONFLICT")
    (waiting,) = world.ask(ADMIN, "list-import-records", state="CONFLICT").rows
    assert (waiting.conflict, waiting.person_name) == ("OTHER_FACTS", "张示例")
    world.do(ADMIN, "resolve-import-conflict", record_id=two.id, **world.paper())
    attest(world, two.id)
    assert state(world, two.id) == "REGISTERED"


def test_somebody_elses_number_under_another_name_waits_for_a_human(world: World, tmp_path: Path) -> None:
    one, two = stage(
        world,
        tmp_path,
        of("a", "2015-1"),
        {**of("a", "2015-2", level_code="411"), "title_name": "正高级工程师", "name": "李样本"},
    )
    assert (one.done, two.done, two.code) == (Done.ADDED, Done.CONFLICT, "name_differs")


def test_the_names_are_for_those_who_attest_and_decide(world: World, tmp_path: Path) -> None:
    stage(world, tmp_path, of("a", "2015-1"))
    names = [world.ask(who, "list-import-records").rows[0].person_name for who in (ATTESTER, ADMIN, AUDITOR, ARCHIVIST)]
    assert names == ["张示例", "张示例", None, None]


def test_a_body_attests_all_of_its_own_newest_first_and_again_is_nothing(world: World, tmp_path: Path) -> None:
    staged = stage(
        world,
        tmp_path,
        of("a", "2015-1"),
        of("b", "2021-1", year="2021", grant_date="2021-12-20"),
        of("c", "2018-1", year="2018", grant_date="2018-12-20", body_uscc=ORGANISER),
    )
    attesting = Attesting(world.office, ATTESTER)
    assert attesting.waiting() == 2
    today, paper = date(2022, 7, 20), "虚构大〔2022〕3号"
    assert [one.key for one in attesting.attest(legal_date=today, document_ref=paper)] == ["2021-1", "2015-1"]
    assert list(attesting.attest(legal_date=today, document_ref=paper)) == []
    assert [state(world, one.id) for one in staged] == ["REGISTERED", "MATCHED", "REGISTERED"]


@pytest.mark.covers("R-PRIV-6")
def test_an_erased_person_is_neither_readable_nor_brought_back_by_the_same_file(world: World, tmp_path: Path) -> None:
    (staged,) = stage(world, tmp_path, of("a", "2015-1"))
    attest(world, staged.id)
    person_id = world.office.rooms.registry.get(ImportRecord, UUID(staged.id)).person_id
    world.do(ADMIN, "erase-personal-data", person_id=person_id, **world.paper())
    assert verified(world, "2015-1").outcome == "NOT_VERIFIED"
    assert world.ask(ADMIN, "list-import-records").rows[0].person_name is None
    (met, other) = stage(world, tmp_path, of("a", "2015-1"), of("a", "2016-1", year="2016", grant_date="2016-12-01"))[
        ::-1
    ]
    assert (met.done, other.done, other.code) == (Done.ALREADY, Done.REFUSED, "person_erased")


def test_the_report_repeats_no_identity_number_and_a_control_character_costs_its_row_only(
    world: World, tmp_path: Path
) -> None:
    rows = [of("a", f"2015-{PERSONS['a']}"), of("b", "2015-2", original_certificate_no="1\x1f2"), of("c", "2015-3")]
    outcomes = stage(world, tmp_path, *rows)
    assert [(one.code, one.key) for one in outcomes] == [
        ("source_key_personal", ""),
        ("character_forbidden", ""),
        ("", "2015-3"),
    ]


def test_somebody_known_from_an_earlier_batch_is_the_same_person(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "TOGETHER", 1)
    lower = {"title_name": "工程师", "level_code": "420", "year": "2010", "grant_date": "2010-12-01"}
    high, low = stage(world, tmp_path, of("a", "2015-1"), of("a", "2010-1", **lower))
    assert (high.done, low.done) == (Done.ADDED, Done.ADDED)
    assert len({one.person_id for one in world.ask(ADMIN, "list-import-records").rows}) == 1


def test_staging_needs_an_archivist_and_a_letter(world: World, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        Staging(world.office, ATTESTER)
    file = TitlesFile(write_csv(tmp_path / "t.csv", [of("a", "2015-1")]))
    with pytest.raises(InvalidInput) as refused:
        list(Staging(world.office, ARCHIVIST).stage(file, " "))
    assert refused.value.code == "document_missing"


def test_an_unknown_record_is_not_attested(world: World) -> None:
    with pytest.raises(NotFound):
        attest(world, "00000000-0000-4000-8000-000000000000")


def test_a_batch_that_somebody_else_was_quicker_with_is_read_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = TitlesFile(write_csv(tmp_path / "t.csv", [of("a", "2015-1")]))
    first, twin = Staging(world.office, ARCHIVIST), Staging(world.office, ARCHIVIST)
    commit = UnitOfWork.commit
    raced: list[bool] = []

    def commit_second(work: UnitOfWork) -> int:
        if any(isinstance(one, ImportRecord) for one in work._held.values()) and not raced:
            raced.append(True)
            raise ConcurrencyConflict
        return commit(work)

    monkeypatch.setattr(UnitOfWork, "commit", commit_second)
    assert done(list(first.stage(file, LETTER))) == ["ADDED"]
    assert raced
    assert done(list(twin.stage(file, LETTER))) == ["ALREADY"]

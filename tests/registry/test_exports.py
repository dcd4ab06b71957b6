"""Tables to take away: whole, in both forms, with the rights of their list, and harmless in a spreadsheet."""

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from registry import QUERIES, exports
from registry.command import Actor, Role
from registry.errors import Forbidden, InvalidInput
from registry.exports import EXPORTS, HEADINGS, Export, export_query, fields_of
from registry.settings import Settings
from tests.support.office import ADMIN, AUDITOR, COMMITTEE_OFFICE, HR, OTHER_FIRM, World, applicant, opened

NUMBERS = ("349900198501010015", "349900199003150028", "349900198402290031", "349900198808080069")
STRANGER = Actor(id="hr-2", roles=frozenset({Role.EMPLOYER_HR}), unit_uscc=OTHER_FIRM)


def opened_export(world: World, actor: Actor, name: str, **filters: Any) -> Export:
    return Export(world.office, name, export_query(name).query.model_validate(filters), actor)


def as_csv(world: World, actor: Actor, name: str, **filters: Any) -> list[dict[str, str]]:
    text = b"".join(opened_export(world, actor, name, **filters).csv()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def as_xlsx(world: World, actor: Actor, name: str, **filters: Any) -> list[list[Any]]:
    with opened_export(world, actor, name, **filters).xlsx() as file:
        rows: list[list[Any]] = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    return rows


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_is_the_list_of_a_query_and_names_its_columns(name: str) -> None:
    assert EXPORTS[name] in QUERIES
    assert {"limit", "cursor"} <= set(export_query(name).query.model_fields)
    assert set(fields_of(name)) <= set(HEADINGS)


@pytest.mark.covers("S2.6c")
def test_a_season_of_declarations_is_whole_however_many_pages_it_takes(
    each_store: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_A_PAGE", 3)
    with opened(each_store) as world:
        world.found()
        files = {str(world.submitted(world.register("李样本", number))) for number in NUMBERS}
        rows = as_csv(world, ADMIN, "declarations", season=2022)
        assert {row["ID"] for row in rows} == files
        assert len(rows) == len(files)
        assert {(row["年度"], row["状态"], row["级别"]) for row in rows} == {("2022", "SUBMITTED", "412")}
        heading, *sheet = as_xlsx(world, ADMIN, "declarations", season=2022)
        assert heading == list(rows[0])
        assert {row[0] for row in sheet} == files
        assert as_csv(world, ADMIN, "declarations", season=2021) == []
        assert len(as_csv(world, HR, "work-queue")) == len(files)


def test_excel_is_told_that_it_is_utf_8(world: World) -> None:
    whole = b"".join(opened_export(world, ADMIN, "committees").csv())
    assert whole.startswith(b"\xef\xbb\xbf")
    assert "评委会名称" in whole.decode()
    assert b"\r\n" in whole


@pytest.mark.parametrize("name", ["=HYPERLINK(0)", "+1", "-1", "@SUM(1)"])
def test_no_spreadsheet_runs_what_somebody_typed(world: World, name: str) -> None:
    world.file_committee(name)
    texts = {row["评委会名称"] for row in as_csv(world, ADMIN, "committees")}
    assert f"'{name}" in texts
    assert not any(text.startswith(("=", "+", "-", "@")) for text in texts)
    sheet = as_xlsx(world, ADMIN, "committees")
    assert name in {cell for row in sheet for cell in row}  # a text, not the result of a formula


def test_an_export_shows_what_its_list_shows_and_to_nobody_else(world: World) -> None:
    person = world.register()
    world.evaluated(person)
    assert as_csv(world, STRANGER, "declarations") == []
    (mine,) = as_csv(world, applicant(person), "declarations")
    assert "姓名" not in mine
    (row,) = as_csv(world, COMMITTEE_OFFICE, "committee-docket")
    assert (row["姓名"], row["赞成"], row["到会人数"]) == ("张示例", "15", "20")
    with pytest.raises(Forbidden):
        opened_export(world, HR, "committee-docket")


@pytest.mark.covers("R-PRIV-5")
def test_whoever_takes_names_away_is_told_to_those_who_bear_them(world: World) -> None:
    person = world.register()
    world.granted(person)
    as_csv(world, AUDITOR, "titles", purpose="AUDIT")
    newest = world.ask(applicant(person), "list-disclosures", person_id=person).rows[0]
    assert (newest.actor_id, newest.query, newest.purpose) == (AUDITOR.id, "title-register", "AUDIT")


@pytest.mark.covers("R-PUB-5")
def test_the_notice_board_leaves_the_office_as_it_hangs(world: World) -> None:
    file = world.submitted(world.register())
    world.review_at_unit(file)
    world.do(HR, "start-unit-publicity", declaration_id=file)
    (row,) = as_csv(world, HR, "notice-board")
    assert (row["姓名"], row["申报职称"], row["公示截止日期"]) == ("张示例", "高级工程师", "2022-07-27")


def test_a_sheet_that_cannot_hold_the_table_is_refused_and_not_cut(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_SHEET_ROWS", 1)
    world.file_committee("经济高评委", series="19", specialty="")
    with pytest.raises(InvalidInput) as refused:
        opened_export(world, ADMIN, "committees").xlsx()
    assert refused.value.code == "rows_too_many"

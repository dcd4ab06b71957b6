"""The reference tables: complete, checked when loaded, and helpful about names."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import DomainError
from domain.policy import NOTICE_2022
from domain.values import Cause, Level
from registry.bootstrap import working_calendar
from registry.errors import ConfigurationError, Forbidden, InvalidInput
from registry.policy import load_policy
from registry.tables import DATA, Tables
from tests.support.office import ADMIN, HR, World

TABLES = Tables()


@pytest.mark.covers("S2.1c")
def test_there_are_27_series_and_each_names_every_level_once() -> None:
    assert sorted(TABLES.series) == list(range(1, 28))
    assert {tuple(sorted(row.titles)) for row in TABLES.series.values()} == {(411, 412, 420, 434, 435)}


def test_levels_agree_with_the_law() -> None:
    for level in Level:
        row = TABLES.levels[int(level)]
        assert (row.rank, row.tier) == (level.rank, level.tier.value)


def test_every_cause_of_the_law_has_its_words() -> None:
    assert set(TABLES.causes) == {cause.value for cause in Cause}


def test_rows_that_were_not_verified_say_so() -> None:
    assert [code for code, row in TABLES.series.items() if not row.verified] == [13, *range(14, 28)]


@pytest.mark.parametrize(
    ("name", "series", "level"),
    [("高级工程师", "05", 412), ("一级演员", "23", 411), ("记者", "07", 420), ("农业技术推广研究员", "06", 411)],
)
def test_an_official_title_name_is_taken(name: str, series: str, level: int) -> None:
    TABLES.check_title_name(name, series, level)


@pytest.mark.covers("S2.1c")
@pytest.mark.parametrize(
    ("name", "series", "level", "nearest"),
    [
        ("国家一级演员", "23", 411, "一级演员"),
        ("中级记者", "07", 420, "记者"),
        ("高级工程师", "05", 411, "正高级工程师"),
        ("副高级工程师", "05", 412, "高级工程师"),
        ("副教授", "05", 412, "高级工程师"),
    ],
)
def test_an_unknown_title_name_is_refused_with_the_nearest_official_ones(
    name: str, series: str, level: int, nearest: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        TABLES.check_title_name(name, series, level)
    assert refusal.value.code == "title_name_unknown"
    assert nearest in refusal.value.facts["nearest"]  # type: ignore[operator]
    assert nearest in refusal.value.message


@pytest.mark.parametrize(
    ("series", "specialty", "code"),
    [("28", "", "series_unknown"), ("05", "SCI_COMM", "specialty_unknown"), ("05", "NO_SUCH", "specialty_unknown")],
)
def test_a_series_or_specialty_that_does_not_exist_is_refused(series: str, specialty: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        TABLES.check_series(series, specialty)
    assert refusal.value.code == code


@pytest.mark.covers("S2.1d", "S2.2a")
def test_the_unconfirmed_categories_stand_where_the_reading_puts_them() -> None:
    TABLES.check_series("05", "TECH_BROKER")
    TABLES.check_series("03", "SCI_COMM")
    TABLES.check_series("19", "")


def test_a_synthetic_region_needs_the_switch() -> None:
    TABLES.check_region("349900", allow_synthetic=True)
    TABLES.check_region("340100", allow_synthetic=False)
    for region in ("349900", "123456"):
        with pytest.raises(InvalidInput) as refusal:
            TABLES.check_region(region, allow_synthetic=False)
        assert refusal.value.code == "region_unknown"


@pytest.mark.covers("R-PUB-3")
@pytest.mark.parametrize(
    ("posted", "last_day"),
    [
        ("2022-09-28", "2022-10-10"),
        ("2022-09-30", "2022-10-12"),
        ("2022-10-01", "2022-10-12"),
        ("2022-11-30", "2022-12-07"),
        ("2022-12-23", "2022-12-30"),
        ("2022-12-26", "2023-01-03"),
    ],
)
def test_the_shipped_calendar_gives_the_printed_examples(posted: str, last_day: str) -> None:
    calendar = working_calendar(TABLES)
    assert calendar.working_day_after(date.fromisoformat(posted), 5) == date.fromisoformat(last_day)


@pytest.mark.covers("R-PUB-3")
def test_a_year_without_a_calendar_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        working_calendar(TABLES).working_day_after(date(2031, 5, 1), 5)
    assert refusal.value.code == "calendar_missing"


@pytest.mark.covers("S2.1c")
def test_the_shipped_policy_is_the_notice_of_2022() -> None:
    assert load_policy().for_the_law() == NOTICE_2022


def _spoil_missing(document: dict[str, Any]) -> None:
    del document["values"]["integrity.years"]


def _spoil_unknown(document: dict[str, Any]) -> None:
    document["values"]["integrity.yaers"] = document["values"]["integrity.years"]


def _spoil_untagged(document: dict[str, Any]) -> None:
    document["values"]["integrity.years"]["tag"] = "somebody said so"


def _spoil_proxy(document: dict[str, Any]) -> None:
    document["values"]["vote.allow_proxy"]["value"] = True


@pytest.mark.parametrize("spoil", [_spoil_missing, _spoil_unknown, _spoil_untagged, _spoil_proxy])
def test_a_policy_that_misses_misspells_or_does_not_source_a_value_is_refused(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None]
) -> None:
    document = json.loads((DATA / "policy.json").read_bytes())
    spoil(document)
    (tmp_path / "policy.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ConfigurationError) as refusal:
        load_policy(tmp_path / "policy.json")
    assert refusal.value.code == "table_invalid"


@pytest.mark.covers("R-PUB-1")
def test_another_policy_changes_the_length_of_a_posting(tmp_path: Path) -> None:
    document = json.loads((DATA / "policy.json").read_bytes())
    document["version"] = 2
    document["values"]["publicity.working_days"]["value"] = 7
    (tmp_path / "policy.json").write_text(json.dumps(document), encoding="utf-8")
    policy = load_policy(tmp_path / "policy.json").for_the_law()
    assert (policy.version, policy.publicity_working_days) == (2, 7)


def _double_series(document: dict[str, Any]) -> None:
    document["series"].append(document["series"][0])


def _holiday_elsewhere(document: dict[str, Any]) -> None:
    document["calendars"][0]["holidays"].append("2021-12-31")


def _monday_make_up(document: dict[str, Any]) -> None:
    document["calendars"][0]["make_up_days"].append("2022-11-07")


def _twin_key(document: dict[str, Any]) -> None:
    document["specialties"][2]["key"] = document["specialties"][1]["key"]


def _title_twice(document: dict[str, Any]) -> None:
    document["series"][4]["titles"]["411"] = ["工程师"]


def _ranks_swapped(document: dict[str, Any]) -> None:
    document["levels"][0]["rank"], document["levels"][1]["rank"] = 4, 5


def _no_technology_transfer(document: dict[str, Any]) -> None:
    document["evidence"] = [row for row in document["evidence"] if row["code"] != "TECH_TRANSFER"]


def _unknown_cause(document: dict[str, Any]) -> None:
    document["causes"][0]["code"] = "HEARSAY"


def _region_ends_early(document: dict[str, Any]) -> None:
    document["regions"][0] |= {"valid_from": "2022-01-02", "valid_to": "2022-01-01"}


def _homeless_specialty(document: dict[str, Any]) -> None:
    document["specialties"][1]["series"] = 77


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("series.json", _double_series),
        ("calendars.json", _holiday_elsewhere),
        ("calendars.json", _monday_make_up),
        ("specialties.json", _homeless_specialty),
        ("specialties.json", _twin_key),
        ("series.json", _title_twice),
        ("levels.json", _ranks_swapped),
        ("evidence.json", _no_technology_transfer),
        ("causes.json", _unknown_cause),
        ("regions.json", _region_ends_early),
    ],
)
def test_a_table_that_contradicts_itself_is_refused_by_name(
    tmp_path: Path, name: str, spoil: Callable[[dict[str, Any]], None]
) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    document = json.loads((tmp_path / "data" / name).read_bytes())
    spoil(document)
    (tmp_path / "data" / name).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=name) as refusal:
        Tables(tmp_path / "data")
    assert refusal.value.code == "table_invalid"


def test_a_region_code_is_taken_while_it_was_in_force() -> None:
    TABLES.check_region("341400", allow_synthetic=False, on=date(2011, 8, 21))
    with pytest.raises(InvalidInput) as gone:
        TABLES.check_region("341400", allow_synthetic=False, on=date(2011, 8, 22))
    assert gone.value.code == "region_unknown"


@pytest.mark.covers("S2.2b", "S3.5c")
def test_a_technology_transfer_is_a_kind_of_evidence_that_ranks_behind_none(world: World) -> None:
    rows = world.ask(HR, "show-code-table", table="EVIDENCE").rows
    assert {"TECH_TRANSFER", "PAPER", "PATENT", "PROJECT", "COMPETITION"} <= {row.code for row in rows}
    assert {tuple(row.model_dump()) for row in rows} == {("code", "zh", "en", "names")}
    assert [row.code for row in rows] == sorted(row.code for row in rows)


@pytest.mark.covers("S2.1d", "S2.2a")
def test_everybody_reads_the_tables_and_administrators_what_is_unconfirmed(world: World) -> None:
    series = world.ask(HR, "show-code-table", table="SERIES").rows
    assert len(series) == 27
    assert "412 高级工程师" in series[4].names
    for table in ("LEVELS", "SPECIALTIES", "CAUSES", "REGIONS"):
        assert world.ask(HR, "show-code-table", table=table).rows
    assert "341400" not in {row.code for row in world.ask(HR, "show-code-table", table="REGIONS").rows}
    early = world.ask(HR, "show-code-table", table="REGIONS", on="2010-01-01").rows
    assert "341400" in {row.code for row in early}
    doubted = {(row.table, row.code) for row in world.ask(ADMIN, "list-unconfirmed").rows}
    assert {("series", f"{code:02d}") for code in range(13, 28)} <= doubted
    assert ("series", "05") not in doubted
    assert {("specialties", "TECH_BROKER"), ("specialties", "SCI_COMM"), ("policy", "vote.quorum")} <= doubted
    assert ("calendars", "2023") in doubted
    with pytest.raises(Forbidden):
        world.ask(HR, "list-unconfirmed")

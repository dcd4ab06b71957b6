from datetime import UTC, date, datetime

import pytest

from domain.aggregate import Act
from domain.calendar import add_years, legal_day
from domain.errors import DomainError
from tests.domain.builders import CALENDAR, act, at, day


def test_a_day_that_does_not_exist_becomes_the_last_of_its_month() -> None:
    assert add_years(day("2024-02-29"), 3) == day("2027-02-28")
    assert add_years(day("2021-02-28"), 3) == day("2024-02-28")
    assert add_years(day("2024-02-29"), 4) == day("2028-02-29")


def test_the_legal_day_is_the_day_in_beijing() -> None:
    assert legal_day(datetime(2022, 8, 15, 16, 30, tzinfo=UTC)) == day("2022-08-16")
    assert legal_day(datetime(2022, 11, 30, 15, 30, tzinfo=UTC)) == day("2022-11-30")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(DomainError):
        legal_day(datetime(2022, 8, 15, 16, 30))  # noqa: DTZ001 - the refusal is the point


@pytest.mark.covers("R-PUB-3")
@pytest.mark.parametrize(
    ("text", "works"),
    [("2022-10-07", False), ("2022-10-08", True), ("2022-10-09", True), ("2022-10-15", False), ("2022-10-10", True)],
)
def test_make_up_saturdays_and_sundays_are_working_days(text: str, works: bool) -> None:
    assert CALENDAR.is_working_day(day(text)) is works


@pytest.mark.covers("S3.1b")
def test_an_act_names_its_actor_and_a_zone_and_lies_not_in_the_future() -> None:
    good = act("2022-07-20")
    with pytest.raises(DomainError):
        Act("", "R", "u", good.legal_date, good.recorded_at)
    with pytest.raises(DomainError):
        Act("a", "R", "u", good.legal_date, datetime(2022, 7, 20))  # noqa: DTZ001 - the refusal is the point
    with pytest.raises(DomainError, match="before its legal date"):
        Act("a", "R", "u", date(2022, 7, 21), at("2022-07-20"))

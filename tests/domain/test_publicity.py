"""R-PUB: the printed table with the official 2022 calendar, and what an objection stops."""

from datetime import timedelta

import pytest

from domain.calendar import WorkingCalendar
from domain.errors import DomainError
from domain.rules.publicity import r_pub_1, r_pub_2
from tests.domain.builders import CALENDAR, FIRM, ORGANISER, Case, act, day, named

NO_CALENDAR = WorkingCalendar({})
ONLY_2022 = WorkingCalendar({2022: CALENDAR.years[2022]})
TABLE = [
    ("2022-09-28", "2022-10-10"),
    ("2022-09-30", "2022-10-12"),
    ("2022-10-01", "2022-10-12"),
    ("2022-11-30", "2022-12-07"),
    ("2022-12-23", "2022-12-30"),
    ("2022-12-26", "2023-01-03"),
]


@pytest.mark.covers("R-PUB-1", "R-PUB-2", "R-PUB-3")
@pytest.mark.parametrize(("posted", "last_day"), TABLE)
def test_the_table_of_publicity(posted: str, last_day: str) -> None:
    assert r_pub_1(day(posted), CALENDAR) == day(last_day)


@pytest.mark.covers("R-PUB-2")
@pytest.mark.parametrize(("posted", "last_day"), TABLE)
def test_the_next_step_is_allowed_from_the_day_after(posted: str, last_day: str) -> None:
    assert not r_pub_2(day(posted), day(last_day), CALENDAR).holds
    assert r_pub_2(day(posted), day(last_day) + timedelta(days=1), CALENDAR).holds


@pytest.mark.covers("R-PUB-3")
def test_without_a_calendar_nothing_is_posted() -> None:
    case = Case().evaluated()
    with pytest.raises(DomainError) as refused:
        case.declaration.start_result_publicity(act("2022-11-21", "office", "COMMITTEE_OFFICE", ORGANISER), NO_CALENDAR)
    assert (refused.value.code, refused.value.rule_id) == ("calendar_missing", "R-PUB-3")


@pytest.mark.covers("R-PUB-3")
def test_a_posting_that_runs_into_a_year_without_calendar_is_refused_and_never_counted_from_monday_to_friday() -> None:
    with pytest.raises(DomainError, match="2023"):
        r_pub_1(day("2022-12-26"), ONLY_2022)
    assert r_pub_1(day("2022-12-23"), ONLY_2022) == day("2022-12-30")


def test_a_posting_cannot_be_ended_before_it_began() -> None:
    case = Case().unit_reviewed()
    with pytest.raises(DomainError, match="nothing is posted"):
        case.declaration.complete_unit_publicity(act("2022-08-02", "hr", "EMPLOYER_HR", FIRM), CALENDAR)


def test_a_posting_is_not_started_twice() -> None:
    case = Case().posted()
    with pytest.raises(DomainError, match="posted since 2022-11-21"):
        case.declaration.start_result_publicity(act("2022-11-22", "office", "COMMITTEE_OFFICE", ORGANISER), CALENDAR)


@pytest.mark.covers("R-PUB-4")
def test_an_objection_stops_the_person_concerned_and_nobody_else() -> None:
    concerned, other = Case().posted(), Case(name="other").posted()
    concerned.declaration.file_objection(act("2022-11-23"), named("o1"), CALENDAR)
    office = act("2022-11-29", "office", "COMMITTEE_OFFICE", ORGANISER)
    with pytest.raises(DomainError) as refused:
        concerned.declaration.complete_result_publicity(office, CALENDAR)
    assert refused.value.rule_id == "R-PUB-4"
    other.declaration.complete_result_publicity(office, CALENDAR)
    assert other.declaration.state == "RESULT_PUBLICISED"


@pytest.mark.covers("R-PUB-4")
def test_a_dismissed_objection_lets_the_person_go_on_and_an_upheld_one_does_not() -> None:
    office = act("2022-11-29", "office", "COMMITTEE_OFFICE", ORGANISER)
    for upheld, state in ((False, "RESULT_PUBLICISED"), (True, "EVALUATED_PASS")):
        case = Case().posted()
        case.declaration.file_objection(act("2022-11-28"), named("o1"), CALENDAR)
        case.declaration.resolve_objection(act("2022-11-29"), named("o1"), upheld=upheld)
        if upheld:
            with pytest.raises(DomainError, match="R-PUB-4"):
                case.declaration.complete_result_publicity(office, CALENDAR)
        else:
            case.declaration.complete_result_publicity(office, CALENDAR)
        assert case.declaration.state == state


@pytest.mark.covers("R-PUB-4")
def test_objections_are_filed_during_the_posting_and_resolved_once() -> None:
    case = Case().posted()
    with pytest.raises(DomainError, match="R-PUB-4 FAILS posted_on=2022-11-21"):
        case.declaration.file_objection(act("2022-11-29"), named("o1"), CALENDAR)
    with pytest.raises(DomainError, match="no such objection"):
        case.declaration.resolve_objection(act("2022-11-29"), named("o1"), upheld=False)
    case.declaration.file_objection(act("2022-11-21"), named("on the day of posting"), CALENDAR)
    case.declaration.file_objection(act("2022-11-28"), named("o1"), CALENDAR)
    with pytest.raises(DomainError, match="already on file"):
        case.declaration.file_objection(act("2022-11-28"), named("o1"), CALENDAR)


@pytest.mark.covers("R-PUB-4")
def test_an_interrupted_posting_restarts_from_zero() -> None:
    case = Case().posted()
    office = act("2022-11-24", "office", "COMMITTEE_OFFICE", ORGANISER)
    case.declaration.interrupt_publicity(office)
    case.declaration.start_result_publicity(office, CALENDAR)
    with pytest.raises(DomainError, match="last_day=2022-12-01"):
        case.declaration.complete_result_publicity(act("2022-11-29", "office", "COMMITTEE_OFFICE", ORGANISER), CALENDAR)


@pytest.mark.covers("R-PUB-2")
def test_an_approval_dated_inside_the_posting_is_refused_even_when_the_posting_was_completed() -> None:
    case = Case().result_publicised()
    with pytest.raises(DomainError) as refused:
        case.approve("2022-11-28")
    assert refused.value.rule_id == "R-PUB-2"

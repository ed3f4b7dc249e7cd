"""Days, instants and working days."""

from datetime import date

import pytest

from adjudicator.calendars import (
    add_working_days,
    end_of_day,
    instant_of_day,
    is_working_day,
    local_day,
    start_of_month,
    start_of_year,
    to_instant,
    working_days,
)
from adjudicator.rulebook.load import load_rulebook
from tests.adjudicator.rulebook.test_shipped_rules import ROOT


@pytest.fixture(scope="module")
def calendar():
    return working_days(load_rulebook(ROOT).calendar)


def test_make_up_days_are_worked_and_holidays_are_not(calendar):
    for day in ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"):
        assert is_working_day(calendar, date.fromisoformat(day)) is True
    for day in range(1, 9):
        assert is_working_day(calendar, date(2025, 10, day)) is False
    assert is_working_day(calendar, date(2025, 10, 9)) is True


def test_the_day_after_the_event_is_day_one(calendar):
    assert add_working_days(calendar, date(2025, 9, 29), 1) == date(2025, 9, 30)
    assert add_working_days(calendar, date(2025, 9, 30), 3) == date(2025, 10, 11)
    assert add_working_days(calendar, date(2025, 9, 27), 1) == date(2025, 9, 28)


def test_a_day_outside_the_calendar_is_not_known(calendar):
    assert is_working_day(calendar, date(2003, 12, 31)) is None
    assert is_working_day(calendar, date(2027, 1, 1)) is None
    assert add_working_days(calendar, date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert add_working_days(calendar, date(2026, 12, 31), 1) is None
    assert add_working_days(calendar, date(2003, 12, 31), 1) == date(2004, 1, 2)
    assert add_working_days(calendar, date(2003, 12, 30), 1) is None


def test_working_days_are_counted_from_one(calendar):
    with pytest.raises(ValueError, match="counted from 1"):
        add_working_days(calendar, date(2025, 1, 1), 0)


def test_a_day_ends_at_midnight_in_china():
    day = local_day(to_instant("2025-09-30T16:00:00Z"))
    assert date.fromordinal(day) == date(2025, 10, 1)
    assert instant_of_day(day) == to_instant("2025-10-01T00:00:00+08:00")
    assert end_of_day(day) == to_instant("2025-10-02T00:00:00+08:00")
    assert local_day(end_of_day(day) - 1) == day


def test_months_and_years_begin_in_china():
    instant = to_instant("2025-12-31T16:00:00Z")
    assert start_of_month(instant) == start_of_year(instant) == to_instant("2026-01-01T00:00:00+08:00")


def test_an_instant_needs_its_offset():
    with pytest.raises(ValueError, match="offset"):
        to_instant("2025-01-01T00:00:00")

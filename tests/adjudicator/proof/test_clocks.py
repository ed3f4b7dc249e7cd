from datetime import date

import pytest

from adjudicator.calendars import HOUR, to_instant, working_days
from adjudicator.facts import Facts, Row
from adjudicator.proof.clocks import clock, due_instant, is_working_day, run
from adjudicator.rulebook.model import FactValue, Literally
from tests.adjudicator.proof import small
from tests.adjudicator.proof.small import AS_OF, CALENDAR, condition

START = AS_OF - 48 * HOUR


def ruled(c, *acts: dict, as_of: int = AS_OF, **values: object):
    root = Row("case", None, dict(values))
    rows = [Row("act", f"a{n}", one, up={"case": root}) for n, one in enumerate(acts)]
    facts = Facts({"case": [root], "act": rows}, as_of, "market")
    return run(c, root, facts, lambda row: row.values.get, CALENDAR)


STOPPED = {
    "stopped_over": "act",
    "stopped_by": "at",
    "stopped_where": (condition("act", "is", "reply"),),
}
REPLY = small.clock("reply", start=("start",), length=Literally(24), **STOPPED)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ({"act": "reply", "at": START + 24 * HOUR}, "met"),
        ({"act": "reply", "at": START + 24 * HOUR + 1}, "met_late"),
        ({"act": "reply", "at": START - 1}, "overdue"),
        ({"act": "other", "at": START}, "overdue"),
        ({"act": "reply", "at": "never"}, "overdue"),
        ({"act": None, "at": START}, None),
        ({"act": "reply", "at": None}, None),
        ({"act": None, "at": START - 1}, "overdue"),
    ],
)
def test_a_clock_is_met_by_an_act_in_time(act, state):
    assert ruled(REPLY, act, start=START).state == state


def test_an_act_in_time_is_not_undone_by_one_that_is_doubtful():
    done = {"act": "reply", "at": START + HOUR}
    assert ruled(REPLY, done, {"act": "reply", "at": None}, start=START).state == "met"
    assert ruled(REPLY, done, {"act": None, "at": START}, start=START).state == "met"
    late = {"act": "reply", "at": START + 30 * HOUR}
    assert ruled(REPLY, late, {"act": None, "at": START}, start=START).state is None


def test_a_clock_runs_until_its_due_and_not_longer():
    due = START + 24 * HOUR
    assert ruled(REPLY, start=START, as_of=due).state == "running"
    assert ruled(REPLY, start=START, as_of=due + 1).state == "overdue"
    assert ruled(REPLY, start=START).due == due


def test_a_clock_starts_with_the_latest_of_its_starts():
    c = small.clock("reply", start=("one", "other"), length=Literally(1))
    assert ruled(c, one=START, other=START + 5).due == START + 5 + HOUR
    assert ruled(c, one=START, other=None).state is None
    assert ruled(c, one=None, other="never").state == "not_started"


def test_a_due_on_the_record_goes_before_the_length():
    c = small.clock("reply", start=("start",), length=FactValue("hours"), due="deadline")
    assert ruled(c, start=START, deadline=7, hours=None).due == 7
    assert ruled(c, start=START, deadline="never", hours=2).due == START + 2 * HOUR
    assert ruled(c, start=START, deadline=None, hours=None).state is None


def test_a_clock_without_length_has_no_due():
    c = small.clock("reply", start=("start",), **STOPPED)
    assert (ruled(c, start=START).state, ruled(c, start=START).due) == ("running", None)
    assert ruled(c, {"act": "reply", "at": AS_OF}, start=START).state == "met"


def test_days_end_at_midnight_in_utc_plus_8():
    start = to_instant("2026-03-01T23:30:00+08:00")
    assert due_instant(start, 1, "days", CALENDAR) == to_instant("2026-03-03T00:00:00+08:00")


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2025-09-30T10:00:00+08:00", 1, "2025-10-10T00:00:00+08:00"),  # 1-8 October are holidays
        ("2025-09-26T10:00:00+08:00", 1, "2025-09-29T00:00:00+08:00"),  # 28 September is a make-up Sunday
        ("2025-10-10T10:00:00+08:00", 2, "2025-10-14T00:00:00+08:00"),  # so is Saturday 11 October
        ("2025-09-30T16:00:00Z", 1, "2025-10-10T00:00:00+08:00"),
    ],
)
def test_working_days_skip_holidays_and_count_make_up_days(start, length, due):
    assert due_instant(to_instant(start), length, "working_days", CALENDAR) == to_instant(due)


def test_outside_the_calendar_there_is_no_due_and_the_state_is_told_without_one():
    c = small.clock("reply", start=("start",), length=Literally(5), unit="working_days", **STOPPED)
    start, end = to_instant("2026-12-30T10:00:00+08:00"), to_instant("2026-12-31T00:00:00+08:00")
    ran = ruled(c, start=start, as_of=end)
    assert (ran.state, ran.due, ran.outside_calendar) == ("running", None, True)
    assert ruled(c, {"act": "reply", "at": end}, start=start, as_of=end).state == "met"
    assert due_instant(to_instant("2030-01-01T00:00:00Z"), 1, "working_days", CALENDAR) is None


def test_the_table_of_working_days_is_read_as_the_calendar_reads_it():
    calendar = working_days(CALENDAR)
    first = date(2025, 9, 1).toordinal()
    assert [is_working_day(day, CALENDAR) for day in range(first, first + 60)] == [
        calendar.is_working_day(day) for day in range(first, first + 60)
    ]


def test_state_and_due_are_given_together():
    root = Row("case", None, {"start": START})
    facts = Facts({"case": [root]}, AS_OF, "market")
    assert clock(REPLY, root, facts, lambda row: row.values.get, CALENDAR) == ("overdue", START + 24 * HOUR)

"""Comparisons, measures and clocks of what is partly unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adjudicator.calendars import HOUR, to_instant, working_days
from adjudicator.engine import operations as op
from adjudicator.engine.conclusions import RulesConflict
from adjudicator.engine.timetable import Timetable
from adjudicator.rulebook.model import Interval

TRUTHS = (True, False, None)
RANKS = {"none": 0, "partial": 1, "total": 2}
CALENDAR = {
    "version": "test",
    "first": "2026-01-01",
    "last": "2026-12-31",
    "days": ("2026-01-01", "2026-01-04", "2026-02-16", "2026-02-17"),
}


@pytest.mark.parametrize("x", TRUTHS)
@pytest.mark.parametrize("y", TRUTHS)
def test_both_is_no_as_soon_as_one_is_no(x, y):
    wanted = False if x is False or y is False else None if x is None or y is None else True
    assert op.both(x, y) is wanted


def test_the_negation_of_unknown_is_unknown():
    assert [op.negate(truth) for truth in TRUTHS] == [False, True, None]


@pytest.mark.parametrize(
    ("x", "y", "at_least", "at_most", "same"),
    [
        (3, 3, True, True, True),
        (2, 3, False, True, False),
        (Decimal("3.0"), 3, True, True, True),
        (Interval(1, 3), 1, True, None, None),
        (Interval(1, 3), 2, None, None, None),
        (Interval(1, 3), 3, None, True, None),
        (Interval(1, 3), 4, False, True, False),
        (2, Interval(1, 3), None, None, None),
        ("none", 3, False, False, False),
        (3, "none", False, False, False),
        (Interval(1, 3), "none", False, False, False),
    ],
)
def test_bounds_answer_only_where_both_agree(x, y, at_least, at_most, same):
    assert (op.at_least(x, y), op.at_most(x, y), op.is_(x, y)) == (at_least, at_most, same)
    assert op.is_not(x, y) is op.negate(same)


def test_what_never_happened_is_neither_before_nor_after():
    assert (op.before("never", 1), op.after("never", 1), op.before(1, "never"), op.after(1, "never")) == (False,) * 4
    assert (op.before(1, 2), op.after(1, 2), op.before(2, 2), op.after(3, 2)) == (True, False, False, True)
    assert (op.before("2026-01-01", "2026-01-02"), op.after("2026-01-02", "none")) == (True, False)


def test_an_ordered_choice_is_compared_by_its_order():
    assert op.ranked_at_least(RANKS, "total", "partial")
    assert not op.ranked_at_most(RANKS, "total", "partial")
    assert not op.ranked_at_least(RANKS, "uncertain", "none")
    assert not op.ranked_at_most(RANKS, "uncertain", "total")


def test_an_element_that_only_asking_rules_put_is_unknown():
    those = {"A": "yes", "B": None}
    assert [op.includes(those, element) for element in "ABC"] == [True, None, False]
    assert [op.in_(element, those) for element in "ABC"] == [True, None, False]


def test_an_unknown_among_several_may_be_the_one():
    assert (op.in_("a", ("b", None)), op.in_("b", ("b", None)), op.in_("a", ("b", "c"))) == (None, True, False)
    assert op.in_(Interval(1, 2), (3, 4)) is False
    assert op.in_(Interval(1, 2), (2, 4)) is None


def test_a_table_is_read_at_the_greatest_key_that_is_not_above():
    table = ((1, "a"), (3, "b"), (5, "b"), (7, "c"))
    assert [op.lookup(table, key) for key in (0, 1, 2, 3, 9, None)] == [None, "a", "a", "b", "c", None]
    assert (op.lookup(table, Interval(3, 6)), op.lookup(table, Interval(2, 3))) == ("b", None)
    assert op.lookup((("x", 1), ("y", 2)), "y") == 2


def test_a_conflict_names_the_rules_that_stand():
    statuses = {("r1", ("case", "")): "stands", ("r2", ("case", "")): "stands"}
    with pytest.raises(RulesConflict) as caught:
        op.agreed(("a", "b"), "tier", ("case", ""), ("r1", "r2", "r3"), statuses)
    assert caught.value.rules == ("r1", "r2")
    assert op.agreed(("a", "a"), "tier", ("case", ""), (), {}) == "a"
    assert op.agreed(("a", None), "tier", ("case", ""), (), {}) is None


def counted(truth, value=None, taken=None):
    return (truth, value, taken, {}, {}, None)


def test_a_count_of_what_may_count_has_bounds():
    assert op.count([counted(True), counted(True)], 1) == 3
    assert op.count([counted(True), counted(None)], 0) == Interval(1, 2)


def test_any_and_all_over_rows_follow_kleene():
    assert op.any_of([]) == "no"
    assert op.all_of([]) == "yes"
    assert op.any_of([counted(None, True)]) is None
    assert op.any_of([counted(None, True), counted(True, True)]) == "yes"
    assert op.all_of([counted(None, False)]) is None
    assert op.all_of([counted(True, False)]) == "no"
    assert op.any_of([counted(True, False), counted(None, False)]) == "no"
    assert op.all_of([counted(None, True)]) == "yes"


def test_a_sum_passes_over_what_is_absent_and_is_unknown_with_what_is_unknown():
    assert op.sum_of([counted(True, 2), counted(True, "none"), counted(True, Decimal("1.5"))]) == Decimal("3.5")
    assert op.sum_of([counted(True, 2), counted(None, 3)]) == Interval(2, 5)
    assert op.sum_of([counted(True, None)]) is None


def test_rows_that_tie_and_would_give_different_values_leave_it_open():
    assert op.extreme([counted(True, 1, "a"), counted(True, 2, "b")], True, "none", None) == "b"
    assert op.extreme([counted(True, 2, "a"), counted(True, 2, "b")], True, "none", None) is None
    assert op.extreme([counted(True, "never", "a")], True, "none", None) == "none"
    assert op.extreme([counted(None, 1, "a")], True, "none", None) is None
    assert op.extreme([counted(True, "partial", "p"), counted(True, "odd", "o")], False, "none", RANKS) == "p"


def test_a_window_holds_both_of_its_ends():
    bounds = op.window("days", 1, 48 * HOUR)
    assert [op.inside(instant, bounds) for instant in (24 * HOUR - 1, 24 * HOUR, 48 * HOUR, 48 * HOUR + 1)] == [
        False,
        True,
        True,
        False,
    ]
    assert (op.inside(None, bounds), op.inside("never", bounds), op.inside(1, op.window("days", None, 5))) == (
        None,
        False,
        None,
    )


def test_a_difference_with_what_never_happened_is_absent():
    assert op.difference("never", 5, "seconds") == "none"
    assert op.difference(None, 5, "seconds") is None
    assert op.difference(Interval(3, 5), 1, "none") == Interval(2, 4)
    assert op.product(Interval(1, 2), 3) == Interval(3, 6)


def test_a_clock_is_stopped_by_the_earliest_sure_stop_after_its_start():
    stops = [(True, 5, "a", {}, None), (True, 12, "b", {}, None), (True, 15, "c", {}, None)]
    state, by = op.stopped(stops, 10, 14, 20)
    assert (state, [one[2] for one in by]) == ("met", ["b"])
    assert op.stopped([(True, 15, "c", {}, None)], 10, 14, 20)[0] == "met_late"
    assert op.stopped((), 10, 14, 14)[0] == "running"
    assert op.stopped((), 10, 14, 15)[0] == "overdue"
    assert op.stopped([(None, 12, "b", {}, None)], 10, 14, 20)[0] is None
    assert op.stopped([(None, 13, "b", {}, None), (True, 12, "a", {}, None)], 10, 14, 20)[0] == "met"


def test_the_end_of_a_period_is_unknown_absent_or_an_instant():
    assert op.end(0, None, "hours", None) is False
    assert op.end(0, "none", "hours", None) is None
    assert op.end(5, 2, "hours", None) == 5 + 2 * HOUR


def test_the_timetable_counts_as_the_calendar_does():
    days, table = working_days(CALENDAR), Timetable(CALENDAR)
    for hour in range(0, 24 * 400, 5):
        start = to_instant("2025-12-20T00:00:00+08:00") + hour * HOUR
        for length in (1, 2, 7):
            day = days.add(op.local_day(start), length)
            assert table.end(start, length) == (None if day is None else op.end_of_day(day))

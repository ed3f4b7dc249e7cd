from decimal import Decimal

import pytest

from adjudicator.calendars import to_instant
from adjudicator.facts import Facts, Row
from adjudicator.proof.measures import measure
from adjudicator.rulebook.model import Interval, Literally, Within
from tests.adjudicator.proof import small
from tests.adjudicator.proof.small import AS_OF, DAY, condition

ORDERS = {"degree": ("none", "partial", "clear", "total")}


def case(*priors: dict, as_of: int = AS_OF, **values: object) -> Facts:
    root = Row("case", None, dict(values))
    rows = [Row("prior", f"p{n}", one, up={"case": root}) for n, one in enumerate(priors)]
    return Facts({"case": [root], "prior": rows}, as_of, "market")


def value_of(m, facts: Facts):
    def see(row: Row):
        return lambda name: row.values[name] if name in row.values else facts.case.values.get(name)

    return measure(m, facts.case, facts, see, ORDERS)


COUNT = small.measure("n", "count", "prior", where=(condition("kind", "is", "a"),))


def test_a_count_over_what_is_partly_unknown_is_an_interval():
    assert value_of(COUNT, case({"kind": "a"}, {"kind": None}, {"kind": "b"})) == Interval(1, 2)
    assert value_of(COUNT, case({"kind": "a"}, {"kind": "b"})) == 1
    assert value_of(COUNT, case()) == 0


def test_this_case_counts_where_it_is_said_so():
    m = small.measure("n", "count", "prior", plus_this_case=True)
    assert value_of(m, case({}, {})) == 3


@pytest.mark.parametrize(
    ("instant", "wanted"),
    [
        (AS_OF - 365 * DAY, 1),
        (AS_OF - 365 * DAY - 1, 0),
        (AS_OF, 1),
        (AS_OF + 1, 0),
        ("never", 0),
        (None, Interval(0, 1)),
    ],
)
def test_a_window_of_days_holds_both_of_its_ends_to_the_microsecond(instant, wanted):
    m = small.measure("n", "count", "prior", within=Within("at", "days", Literally(365)))
    assert value_of(m, case({"at": instant})) == wanted


@pytest.mark.parametrize(
    ("unit", "text", "wanted"),
    [
        ("month", "2026-03-01T00:00:00+08:00", 1),
        ("month", "2026-02-28T23:59:59.999999+08:00", 0),
        ("year", "2026-01-01T00:00:00+08:00", 1),
        ("year", "2025-12-31T23:59:59.999999+08:00", 0),
        ("year", "2026-03-01T12:00:00.000001+08:00", 0),
    ],
)
def test_months_and_years_are_those_of_utc_plus_8(unit, text, wanted):
    m = small.measure("n", "count", "prior", within=Within("at", unit, None))
    assert value_of(m, case({"at": to_instant(text)})) == wanted


def test_any_of_nothing_is_no_and_all_of_nothing_is_yes():
    that = (condition("ok", "is", "yes"),)
    assert value_of(small.measure("x", "any", "prior", that=that), case()) == "no"
    assert value_of(small.measure("x", "all", "prior", that=that), case()) == "yes"


@pytest.mark.parametrize(
    ("rows", "any_", "all_"),
    [
        (["yes", None], "yes", None),
        (["no", None], None, "no"),
        (["yes", "no"], "yes", "no"),
        (["yes", "yes"], "yes", "yes"),
        ([None], None, None),
    ],
)
def test_any_and_all_follow_kleene(rows, any_, all_):
    facts = case(*({"ok": ok} for ok in rows))
    that = (condition("ok", "is", "yes"),)
    assert value_of(small.measure("x", "any", "prior", that=that), facts) == any_
    assert value_of(small.measure("x", "all", "prior", that=that), facts) == all_


def test_a_row_that_may_be_left_out_cannot_make_all_fail_for_sure():
    where, that = (condition("kind", "is", "a"),), (condition("ok", "is", "yes"),)
    m = small.measure("x", "all", "prior", where=where, that=that)
    assert value_of(m, case({"kind": None, "ok": "no"})) is None
    assert value_of(m, case({"kind": None, "ok": "yes"})) == "yes"


def test_a_sum_is_bounded_by_the_rows_that_may_count():
    m = small.measure("x", "sum", "prior", of="n", where=(condition("kind", "is", "a"),))
    assert value_of(m, case({"kind": "a", "n": Decimal("1.5")}, {"kind": "a", "n": 2})) == Decimal("3.5")
    assert value_of(m, case({"kind": "a", "n": 1}, {"kind": None, "n": 2})) == Interval(1, 3)
    assert value_of(m, case({"kind": "a", "n": 1}, {"kind": None, "n": -2})) == Interval(-1, 1)
    assert value_of(m, case({"kind": "a", "n": None})) is None
    assert value_of(m, case()) == 0


def test_the_greatest_of_an_ordered_choice_follows_its_order():
    m = small.measure("x", "max", "prior", of="degree", empty="none")
    assert value_of(m, case({"degree": "partial"}, {"degree": "clear"}, {"degree": "none"})) == "clear"
    assert value_of(m, case({"degree": "partial"}, {"degree": None})) is None
    assert value_of(m, case()) == "none"


def test_the_latest_row_gives_another_of_its_facts():
    m = small.measure("x", "latest", "prior", of="at", value="kind", empty="none")
    assert value_of(m, case({"at": 5, "kind": "a"}, {"at": 9, "kind": "b"}, {"at": "never", "kind": "c"})) == "b"
    assert value_of(m, case({"at": 5, "kind": "a"}, {"at": None, "kind": "b"})) is None
    assert value_of(m, case({"at": "never", "kind": "a"})) == "none"


def test_rows_that_tie_and_differ_leave_it_open():
    m = small.measure("x", "latest", "prior", of="at", value="kind")
    assert value_of(m, case({"at": 5, "kind": "a"}, {"at": 5, "kind": "b"})) is None
    assert value_of(m, case({"at": 5, "kind": "a"}, {"at": 5, "kind": "a"})) == "a"


def test_a_difference_in_days_is_one_of_calendar_days():
    m = small.measure("x", "difference", "case", of="to", minus="since", unit="days")
    late, early = to_instant("2026-03-01T23:59:59+08:00"), to_instant("2026-03-02T00:00:00+08:00")
    assert value_of(m, case(to=early, since=late)) == 1
    assert value_of(m, case(to="2026-03-05", since=late)) == 4
    assert value_of(m, case(to=None, since=late)) is None
    assert value_of(m, case(to="never", since=late)) == "none"
    seconds = small.measure("x", "difference", "case", of="to", minus="since", unit="seconds")
    assert value_of(seconds, case(to=early, since=late)) == 1


def test_differences_and_products_keep_bounds():
    difference = small.measure("x", "difference", "case", of="a", minus="b")
    product = small.measure("x", "product", "case", of="a", minus="b")
    assert value_of(difference, case(a=Interval(3, 5), b=1)) == Interval(2, 4)
    assert value_of(product, case(a=Interval(-1, 2), b=3)) == Interval(-3, 6)
    assert value_of(product, case(a=Decimal("1.5"), b=2)) == Decimal("3.0")

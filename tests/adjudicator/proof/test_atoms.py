import pytest

from adjudicator.proof.atoms import both, compare, either, evaluate, holds, interval, opposite
from adjudicator.rulebook.model import Interval
from tests.adjudicator.proof.small import condition, expression, seen

THREE = ("yes", "no", None)


@pytest.mark.parametrize("one", THREE)
@pytest.mark.parametrize("other", THREE)
def test_conjunction_and_disjunction_follow_kleene(one, other):
    rank = {"no": 0, None: 1, "yes": 2}
    assert rank[both((one, other))] == min(rank[one], rank[other])
    assert rank[either((one, other))] == max(rank[one], rank[other])
    assert opposite(both((one, other))) == either((opposite(one), opposite(other)))


@pytest.mark.parametrize("operator", ["is", "is_not", "in", "at_least", "at_most", "before", "after", "includes"])
def test_a_comparison_with_the_unknown_is_unknown(operator):
    comparand = ["a"] if operator == "in" else "a"
    assert holds(condition("x", operator, comparand), seen(x=None)) is None
    if operator != "in":
        assert holds(condition("x", operator, {"fact": "y"}), seen(x=3, y=None)) is None


@pytest.mark.parametrize(
    ("operator", "value", "comparand", "wanted"),
    [
        ("at_least", Interval(1, 2), 3, "no"),
        ("at_least", Interval(2, 3), 3, None),
        ("at_least", Interval(3, 4), 3, "yes"),
        ("at_most", Interval(1, 3), 3, "yes"),
        ("at_most", Interval(3, 4), 3, None),
        ("at_most", Interval(4, 5), 3, "no"),
        ("is", Interval(1, 3), 2, None),
        ("is", Interval(1, 3), 4, "no"),
        ("is_not", Interval(1, 3), 4, "yes"),
        ("is", Interval(2, 2), 2, "yes"),
        ("at_least", Interval(3, 4), Interval(1, 3), "yes"),
        ("at_least", Interval(2, 4), Interval(1, 3), None),
    ],
)
def test_a_comparison_of_an_interval_is_known_only_where_both_ends_agree(operator, value, comparand, wanted):
    assert compare(operator, value, comparand) == wanted


def test_ordered_choices_are_compared_by_their_order():
    orders = {"degree": ("none", "partial", "clear")}
    at_least = condition("degree", "at_least", "partial")
    assert [holds(at_least, seen(degree=value), orders) for value in ("none", "partial", "clear", None)] == [
        "no", "yes", "yes", None,
    ]  # fmt: skip


@pytest.mark.parametrize("operator", ["before", "after", "at_least", "at_most"])
def test_what_never_happened_is_neither_before_nor_after(operator):
    assert compare(operator, "never", 5) == "no"
    assert compare(operator, 5, "never") == "no"
    assert compare(operator, "none", 5) == "no"


def test_days_are_compared_by_date():
    assert compare("before", "2026-02-28", "2026-03-01") == "yes"
    assert compare("after", "2026-02-28", "2026-02-28") == "no"


def test_a_list_holds_a_value_a_set_an_element():
    assert holds(condition("x", "in", ["a", "b"]), seen(x="b")) == "yes"
    assert holds(condition("x", "in", "$list"), {"x": "c", "$list": ("a", "b")}.__getitem__) == "no"
    elements = {"a": "yes", "b": None}
    assert [holds(condition("x", "includes", e), seen(x=elements)) for e in "abc"] == ["yes", None, "no"]


@pytest.mark.parametrize(
    ("count", "wanted"),
    [(0, None), (1, 7), (2, 7), (3, 30), (9, 60), (None, None), (Interval(1, 2), 7), (Interval(2, 3), None)],
)
def test_a_table_is_read_at_the_greatest_key_that_is_not_above(count, wanted):
    lookup = {"count": count, "$days": ((1, 7), (3, 30), (5, 60))}.__getitem__
    assert evaluate(expression({"table": "$days", "by": "count"}), lookup) == wanted


def test_a_table_over_texts_is_read_at_the_equal_key():
    lookup = {"x": "b", "$t": (("a", 1), ("b", 2))}.__getitem__
    assert evaluate(expression({"table": "$t", "by": "x"}), lookup) == 2


def test_what_is_unknown_inside_a_mapping_is_carried_as_unknown():
    assert evaluate(expression({"a": 1, "b": {"fact": "x"}, "c": ["$n"]}), {"x": None, "$n": 4}.__getitem__) == {
        "a": 1, "b": None, "c": (4,),
    }  # fmt: skip


def test_bounds_that_agree_are_a_number():
    assert interval(2, 2) == 2
    assert interval(1, 2) == Interval(1, 2)

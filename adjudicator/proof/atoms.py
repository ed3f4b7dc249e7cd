"""Conditions and expressions of the rule language, evaluated by plain interpretation in three values.

A *lookup* gives what a rule sees from where it stands: the value of a fact by its name, of a parameter by ``$NAME``;
``None`` is unknown. Everything here is a function from such values to values (`docs/rule-language.md`, "Meaning").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

from adjudicator.rulebook.model import (
    Condition,
    Each,
    Expression,
    FactValue,
    Interval,
    Literally,
    Operator,
    Parameter,
    Struct,
    TableLookup,
)

Truth = Literal["yes", "no"] | None
"""Yes, no, or unknown."""

Lookup = Callable[[str], Any]
Number = int | Decimal

NO_ORDERS: Mapping[str, tuple[str, ...]] = {}


def both(truths: Iterable[Truth]) -> Truth:
    """Whether all hold: no if one is no, else unknown if one is unknown; yes of none.

    >>> both(["yes", None]), both([None, "no"]), both([])
    (None, 'no', 'yes')
    """
    result: Truth = "yes"
    for truth in truths:
        if truth == "no":
            return "no"
        if truth is None:
            result = None
    return result


def either(truths: Iterable[Truth]) -> Truth:
    """Whether one holds: yes if one is yes, else unknown if one is unknown; no of none.

    >>> either(["no", None]), either([None, "yes"]), either([])
    (None, 'yes', 'no')
    """
    result: Truth = "no"
    for truth in truths:
        if truth == "yes":
            return "yes"
        if truth is None:
            result = None
    return result


def opposite(truth: Truth) -> Truth:
    """The negation: yes and no change places, unknown stays."""
    return None if truth is None else "no" if truth == "yes" else "yes"


def holds(condition: Condition, lookup: Lookup, orders: Mapping[str, tuple[str, ...]] = NO_ORDERS) -> Truth:
    """Whether a condition holds of what `lookup` gives; `orders`: the values of ordered choices, lowest first."""
    value = lookup(condition.fact)
    if value is None:
        return None
    comparand = evaluate(condition.comparand, lookup)
    if comparand is None:
        return None
    return compare(condition.operator, value, comparand, orders.get(condition.fact, ()))


def all_hold(
    conditions: Iterable[Condition], lookup: Lookup, orders: Mapping[str, tuple[str, ...]] = NO_ORDERS
) -> Truth:
    """Whether all of a list of conditions hold."""
    return both(holds(condition, lookup, orders) for condition in conditions)


def compare(operator: Operator, left: Any, right: Any, order: tuple[str, ...] = ()) -> Truth:
    """One comparison of two known values, of which either may be an interval.

    Ordering comparisons with ``never``, ``none`` or a value that the order does not list are no: what did not happen is
    neither before nor after, what is absent is neither more nor less.
    """
    if operator == "is":
        return _same(left, right)
    if operator == "is_not":
        return opposite(_same(left, right))
    if operator == "in":
        if isinstance(right, dict):
            return _included(right, left)
        return either(None if item is None else _same(left, item) for item in right)
    if operator == "includes":
        return _included(left, right)
    return _ordered(operator, left, right, order)


def _included(elements: Any, element: Any) -> Truth:
    if not isinstance(elements, dict):
        return "no"
    found: Truth = elements.get(element, "no")
    return found


def _same(left: Any, right: Any) -> Truth:
    if isinstance(left, Interval) or isinstance(right, Interval):
        if not (_countable(left) and _countable(right)):
            return "no"
        if _low(left) == _high(left) == _low(right) == _high(right):
            return "yes"
        return "no" if _high(left) < _low(right) or _high(right) < _low(left) else None
    return "yes" if left == right else "no"


def _ordered(operator: Operator, left: Any, right: Any, order: tuple[str, ...]) -> Truth:
    if order:
        if left not in order or right not in order:
            return "no"
        left, right = order.index(left), order.index(right)
    elif isinstance(left, str) and isinstance(right, str):
        if not (_is_day(left) and _is_day(right)):
            return "no"
        # ISO days have one length, so that their order is that of their characters.
        return "yes" if _stands_to(operator, left, right) else "no"
    if not (_countable(left) and _countable(right)):
        return "no"
    ends = {
        _stands_to(operator, one, other) for one in (_low(left), _high(left)) for other in (_low(right), _high(right))
    }
    return None if len(ends) == 2 else "yes" if ends.pop() else "no"


def _stands_to(operator: Operator, left: Any, right: Any) -> bool:
    if operator == "at_least":
        return bool(left >= right)
    if operator == "at_most":
        return bool(left <= right)
    if operator == "before":
        return bool(left < right)
    return bool(left > right)


def _countable(value: Any) -> bool:
    return isinstance(value, (int, Decimal, Interval)) and not isinstance(value, bool)


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text[:4].isdigit()


def _low(value: Any) -> Any:
    return value.low if isinstance(value, Interval) else value


def _high(value: Any) -> Any:
    return value.high if isinstance(value, Interval) else value


def interval(low: Number, high: Number) -> Number | Interval:
    """What is known of a number by its bounds: the number itself when they agree."""
    return low if low == high else Interval(low, high)


# --- expressions ------------------------------------------------------------------------------------------------------


def evaluate(expression: Expression, lookup: Lookup) -> Any:
    """The value of an expression; None if unknown. Lists are tuples, mappings dicts; what is unknown inside of them is
    None.
    """
    if isinstance(expression, Literally):
        return expression.value
    if isinstance(expression, FactValue):
        return lookup(expression.fact)
    if isinstance(expression, Parameter):
        return lookup("$" + expression.name)
    if isinstance(expression, TableLookup):
        return _entry(lookup("$" + expression.table), lookup(expression.by))
    if isinstance(expression, Each):
        return tuple(evaluate(item, lookup) for item in expression.items)
    if isinstance(expression, Struct):
        return {key: evaluate(item, lookup) for key, item in expression.items}
    raise TypeError(f"not an expression: {expression!r}")


def _entry(table: Any, by: Any) -> Any:
    """The entry of a table (pairs of key and value) for a fact; None if unknown, between two, or without one."""
    if table is None or by is None:
        return None
    if isinstance(by, Interval):
        low, high = _entry(table, by.low), _entry(table, by.high)
        # The table is read at the greatest key below, so equal ends could still enclose another entry.
        inside = [value for key, value in table if _countable(key) and by.low < key <= by.high]
        return low if low == high and all(value == low for value in inside) else None
    if _countable(by):
        below = [(key, value) for key, value in table if _countable(key) and key <= by]
        return max(below, key=lambda pair: pair[0])[1] if below else None
    for key, value in table:
        if key == by:
            return value
    return None


def facts_in(expression: Expression | None) -> tuple[str, ...]:
    """The facts whose values an expression uses, in the order written."""
    if isinstance(expression, FactValue):
        return (expression.fact,)
    if isinstance(expression, TableLookup):
        return (expression.by,)
    if isinstance(expression, Each):
        return tuple(fact for item in expression.items for fact in facts_in(item))
    if isinstance(expression, Struct):
        return tuple(fact for _, item in expression.items for fact in facts_in(item))
    return ()

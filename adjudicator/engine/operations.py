"""The arithmetic that compiled rules call: comparisons of what is partly unknown, measures and clocks in Kleene logic.

Truths here are ``True``, ``False`` and ``None`` (unknown). What is compared is known, though of a count perhaps only
the bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from adjudicator.calendars import HOUR, SECOND, end_of_day, local_day, start_of_month, start_of_year
from adjudicator.engine.conclusions import RowKey, RulesConflict
from adjudicator.engine.timetable import Timetable
from adjudicator.rulebook.model import Interval

Kleene = bool | None
NEVER = "never"
NONE = "none"
CASE = ("$",)
"""What a step rests on that rests on nothing narrower: the whole record."""


# --- comparisons ------------------------------------------------------------------------------------------------------


def is_(x: Any, y: Any) -> Kleene:
    """Whether two values are equal; where only bounds are known, no if they do not overlap, else unknown."""
    if isinstance(x, Interval) or isinstance(y, Interval):
        if isinstance(x, str) or isinstance(y, str):
            return False
        (low, high), (least, most) = _ends(x), _ends(y)
        if low == high == least == most:
            return True
        return False if high < least or most < low else None
    return bool(x == y)


def is_not(x: Any, y: Any) -> Kleene:
    """Whether two values differ."""
    return negate(is_(x, y))


def in_(x: Any, those: Any) -> Kleene:
    """Whether a value is one of several, or an element of a set; what is unknown among them may be it."""
    if isinstance(those, dict):
        return includes(those, x)
    result: Kleene = False
    for one in those:
        same = None if one is None else is_(x, one)
        if same:
            return True
        if same is None:
            result = None
    return result


def includes(those: Any, x: Any) -> Kleene:
    """Whether a set holds an element: unknown where only rules that ask would put it there."""
    if not isinstance(those, dict) or x not in those:
        return False
    return True if those[x] == "yes" else None


def at_least(x: Any, y: Any) -> Kleene:
    """Whether a number is not below another; bounds answer where both of them do. Absent (``none``) is not."""
    if isinstance(x, Interval) or isinstance(y, Interval) or isinstance(x, str) or isinstance(y, str):
        return _ordered(x, y, lambda one, other: bool(one >= other))
    return bool(x >= y)


def at_most(x: Any, y: Any) -> Kleene:
    """Whether a number is not above another; bounds answer where both of them do. Absent (``none``) is not."""
    if isinstance(x, Interval) or isinstance(y, Interval) or isinstance(x, str) or isinstance(y, str):
        return _ordered(x, y, lambda one, other: bool(one <= other))
    return bool(x <= y)


def before(x: Any, y: Any) -> Kleene:
    """Whether an instant or day is earlier than another; what never happened is neither before nor after."""
    if isinstance(x, Interval) or isinstance(y, Interval) or isinstance(x, str) or isinstance(y, str):
        return _ordered(x, y, lambda one, other: bool(one < other))
    return bool(x < y)


def after(x: Any, y: Any) -> Kleene:
    """Whether an instant or day is later than another; what never happened is neither before nor after."""
    return before(y, x)


def ranked_at_least(ranks: Mapping[Any, int], x: Any, y: Any) -> bool:
    """Whether a value of an ordered choice is not below another; a value that the order does not list is not."""
    return x in ranks and y in ranks and ranks[x] >= ranks[y]


def ranked_at_most(ranks: Mapping[Any, int], x: Any, y: Any) -> bool:
    """Whether a value of an ordered choice is not above another; a value that the order does not list is not."""
    return x in ranks and y in ranks and ranks[x] <= ranks[y]


def _ordered(x: Any, y: Any, stands: Any) -> Kleene:
    """The comparison of days, of bounds, or of what is absent."""
    if isinstance(x, str) or isinstance(y, str):
        # ISO days have one length, so that their order is that of their characters.
        return _is_day(x) and _is_day(y) and bool(stands(x, y))
    ends = {stands(one, other) for one in _ends(x) for other in _ends(y)}
    return None if len(ends) == 2 else bool(ends.pop())


def _is_day(text: Any) -> bool:
    return isinstance(text, str) and len(text) == 10 and text[4] == text[7] == "-" and text[:4].isdigit()


def _ends(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)


def negate(truth: Kleene) -> Kleene:
    """The negation: unknown stays unknown."""
    return None if truth is None else not truth


def both(x: Kleene, y: Kleene) -> Kleene:
    """Whether both hold."""
    if x is False or y is False:
        return False
    return None if x is None or y is None else True


def lookup(table: Any, key: Any) -> Any:
    """The entry of the greatest key that is not above a count, or of the equal key of a text; None where none fits."""
    if table is None or key is None:
        return None
    if isinstance(key, Interval):
        low, high = lookup(table, key.low), lookup(table, key.high)
        between = [entry for k, entry in table if not isinstance(k, str) and key.low < k <= key.high]
        return low if low == high and all(entry == low for entry in between) else None
    if isinstance(key, str):
        return next((entry for k, entry in table if k == key), None)
    below = [(k, entry) for k, entry in table if not isinstance(k, str) and k <= key]
    return max(below, key=lambda pair: pair[0])[1] if below else None


# --- what is concluded ------------------------------------------------------------------------------------------------


def agreed(
    given: tuple[Any, ...], fact: str, row: RowKey, rules: tuple[str, ...], statuses: Mapping[tuple[str, RowKey], str]
) -> Any:
    """The one value that standing rules gave a fact; None if one of them gave none. Raises `RulesConflict`."""
    known = [value for value in given if value is not None]
    if any(value != known[0] for value in known):
        raise RulesConflict(fact, row, tuple(rule for rule in rules if statuses.get((rule, row)) == "stands"))
    return known[0] if len(known) == len(given) else None


def putting(steps: Sequence[tuple[str, Any]], element: Any) -> tuple[str, ...]:
    """The steps that put an element into a set; all of its steps if it is not known which element matters."""
    return tuple([step for step, value in steps if element is None or value == element])


def cited(grounds: Iterable[str]) -> tuple[str, ...]:
    """The premises of a step: each once, in order; the record where there are none."""
    return tuple(dict.fromkeys(grounds)) or CASE


# --- measures ---------------------------------------------------------------------------------------------------------

Counted = tuple[Kleene, Any, Any, Any, Any, Any]
"""A row that is counted or may be: whether it is; what is tested, added or compared of it; what would be taken; and the
row in three variables.
"""


def under(rows: Iterable[tuple[Any, ...]], entity: str) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by the identity of their ancestor's values."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(id(row[2][entity]), []).append(row)
    return found


def window(unit: str, length: Any, as_of: int) -> tuple[int, int] | None:
    """The first and last instant of a window that ends at `as_of`, both included; None if its length is unknown."""
    if unit == "days":
        return None if length is None else (as_of - int(length * 24 * HOUR), as_of)
    return (start_of_month(as_of) if unit == "month" else start_of_year(as_of)), as_of


def inside(instant: Any, bounds: tuple[int, int] | None) -> Kleene:
    """Whether an instant lies in a window; unknown if it is unknown, no if it never happened."""
    if instant is None:
        return None
    if isinstance(instant, str):
        return False
    return None if bounds is None else bounds[0] <= instant <= bounds[1]


def count(found: Iterable[Counted], plus: int) -> int | Interval:
    """How many rows are selected: exact, or between those that surely and those that possibly are."""
    low = high = plus
    for one in found:
        high += 1
        if one[0]:
            low += 1
    return low if low == high else Interval(low, high)


def any_of(found: Iterable[Counted]) -> str | None:
    """Whether some selected row passes the test; no over no row."""
    result: str | None = "no"
    for one in found:
        if one[0] and one[1]:
            return "yes"
        if one[1] is not False:
            result = None
    return result


def all_of(found: Iterable[Counted]) -> str | None:
    """Whether every selected row passes the test; yes over no row."""
    result: str | None = "yes"
    for one in found:
        if one[0] and one[1] is False:
            return "no"
        if one[1] is not True:
            result = None
    return result


def sum_of(found: Iterable[Counted]) -> int | Decimal | Interval | None:
    """The sum over the selected rows; an interval where it is unknown whether rows count, unknown where a value is."""
    low: Any = 0
    high: Any = 0
    for one in found:
        if one[1] is None:
            return None
        if isinstance(one[1], str):
            continue
        least, most = _ends(one[1])
        if one[0]:
            low, high = low + least, high + most
        else:
            low, high = low + min(least, 0), high + max(most, 0)
    return low if low == high else Interval(low, high)


def extreme(found: Sequence[Counted], greatest: bool, empty: Any, ranks: Mapping[str, int] | None) -> Any:
    """What is taken from the row whose compared value is greatest or least; unknown if a row that may count is unknown.

    What never happened or is absent is passed over, unless `ranks` orders it. Rows that tie and would give different
    values leave it open.
    """
    if any(one[0] is None or one[1] is None or isinstance(one[1], Interval) for one in found):
        return None
    best = chosen(found, greatest, ranks)
    if not best:
        return empty
    taken = best[0][2]
    return taken if all(one[2] == taken for one in best) else None


def chosen(found: Iterable[Counted], greatest: bool, ranks: Mapping[str, int] | None) -> list[Counted]:
    """The rows that tie at the extreme, of those that have a place in the order."""
    placed = [
        (one[1] if ranks is None else ranks[one[1]], one)
        for one in found
        if (one[1] not in (None, NEVER, NONE) if ranks is None else one[1] in ranks)
    ]
    if not placed:
        return []
    best = (max if greatest else min)(place for place, _ in placed)
    return [one for place, one in placed if place == best]


def difference(x: Any, y: Any, unit: str) -> Any:
    """What is left of x without y: instants and days in whole UTC+8 days, instants also in whole seconds.

    Absent if either never happened.
    """
    if x is None or y is None:
        return None
    if x in (NEVER, NONE) or y in (NEVER, NONE):
        return NONE
    if unit == "days":
        return _day_number(x) - _day_number(y)
    if unit == "seconds":
        return (x - y) // SECOND
    (low, high), (least, most) = _ends(x), _ends(y)
    return low - most if low - most == high - least else Interval(low - most, high - least)


def _day_number(value: Any) -> int:
    return date.fromisoformat(value).toordinal() if isinstance(value, str) else local_day(value)


def product(x: Any, y: Any) -> Any:
    """The product; absent if either is."""
    if x is None or y is None:
        return None
    if isinstance(x, str) or isinstance(y, str):
        return NONE
    products = [one * other for one in _ends(x) for other in _ends(y)]
    low, high = min(products), max(products)
    return low if low == high else Interval(low, high)


# --- clocks -----------------------------------------------------------------------------------------------------------

Stop = tuple[Kleene, Any, Any, Any, Any]
"""A row that stops a clock or may: whether it does, its instant, and the row in three variables."""


def latest(starts: tuple[Any, ...]) -> Any:
    """When a clock starts that waits for several instants; ``never`` if one never came, None if one is unknown."""
    if NEVER in starts or NONE in starts:
        return NEVER
    return None if None in starts else max(starts)


def end(start: int, length: Any, unit: str, calendar: Timetable | None) -> int | Literal[False] | None:
    """When a period ends; False if its length is not known, None if it has none or the calendar does not reach it."""
    if length is None or isinstance(length, Interval):
        return False
    if isinstance(length, str):
        return None
    if unit == "hours":
        return start + int(length * HOUR)
    if unit == "days":
        return end_of_day(local_day(start) + int(length))
    return calendar.end(start, int(length)) if calendar is not None else None


def stopped(stops: Sequence[Stop], start: int, until: int | None, as_of: int) -> tuple[str | None, Sequence[Stop]]:
    """The state of a clock that runs from `start`, due at `until` (None: never), and the rows that stopped it.

    The state is unknown if a row of which it is not sure that it counts, or when, would change it.
    """
    if not stops:
        return ("running" if until is None or as_of <= until else "overdue"), ()
    sure: list[Stop] = []
    unsure: list[int | None] = []
    for stop in stops:
        instant = stop[1]
        if instant.__class__ is str or (instant is not None and instant < start):
            continue
        if stop[0] and instant is not None:
            sure.append(stop)
        else:
            unsure.append(instant)
    first = min([stop[1] for stop in sure]) if sure else None
    state = _state(first, until, as_of)
    for other in unsure:
        if other is None:
            if state != "met":
                return None, ()
        elif _state(other if first is None else min(first, other), until, as_of) != state:
            return None, ()
    return state, [stop for stop in sure if stop[1] == first]


def _state(done: int | None, until: int | None, as_of: int) -> str:
    if done is None:
        return "running" if until is None or as_of <= until else "overdue"
    return "met" if until is None or done <= until else "met_late"

"""The arithmetic that compiled rules call: comparisons of what is partly unknown, measures and clocks in Kleene logic.

Truths here are ``True``, ``False`` and ``None`` (unknown).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from adjudicator.calendars import HOUR, SECOND, WorkingDays, end_of_day, local_day, start_of_month, start_of_year
from adjudicator.engine.conclusions import RowKey, RulesConflict
from adjudicator.rulebook.model import Interval

Kleene = bool | None
NEVER = "never"
NONE = "none"


def equals(x: Any, y: Any) -> Kleene:
    """Whether two known values, or a count of which bounds are known and a value, are equal."""
    if isinstance(x, Interval):
        return None if x.low <= y <= x.high else False
    return bool(x == y)


def at_least(x: Any, y: Any) -> Kleene:
    """Whether a number is not below another; an interval answers where both of its ends do. Absent (``none``) is not."""
    if isinstance(x, Interval):
        return True if x.low >= y else False if x.high < y else None
    if isinstance(x, str) or isinstance(y, str):
        return False
    return bool(x >= y)


def at_most(x: Any, y: Any) -> Kleene:
    """Whether a number is not above another; an interval answers where both of its ends do. Absent (``none``) is not."""
    if isinstance(x, Interval):
        return True if x.high <= y else False if x.low > y else None
    if isinstance(x, str) or isinstance(y, str):
        return False
    return bool(x <= y)


def before(x: Any, y: Any) -> Kleene:
    """Whether an instant is earlier than another; what never happened is neither before nor after."""
    return False if isinstance(x, str) or isinstance(y, str) else bool(x < y)


def after(x: Any, y: Any) -> Kleene:
    """Whether an instant is later than another; what never happened is neither before nor after."""
    return False if isinstance(x, str) or isinstance(y, str) else bool(x > y)


def includes(x: dict[str, Any], y: Any) -> Kleene:
    """Whether a set holds an element: unknown where only rules that ask would put it there."""
    return (True if x[y] == "yes" else None) if y in x else False


def negate(truth: Kleene) -> Kleene:
    """The negation: unknown stays unknown."""
    return None if truth is None else not truth


def both(x: Kleene, y: Kleene) -> Kleene:
    """Whether both hold."""
    if x is False or y is False:
        return False
    return None if x is None or y is None else True


def conflict(fact: str, row: RowKey, rules: tuple[str, ...], statuses: Mapping[tuple[str, RowKey], str]) -> None:
    """Raises `RulesConflict` naming those of the rules that stand for a row."""
    raise RulesConflict(fact, row, tuple(rule for rule in rules if statuses.get((rule, row)) == "stands"))


def lookup(table: tuple[tuple[Any, Any], ...], key: Any) -> Any:
    """The entry of the greatest key that is not above a count, or of the equal key of a text; None where none fits."""
    if key is None:
        return None
    if isinstance(key, Interval):
        low, high = lookup(table, key.low), lookup(table, key.high)
        return low if low == high else None
    if isinstance(key, str):
        return next((entry for k, entry in table if k == key), None)
    found = None
    for k, entry in table:
        if k <= key:
            found = entry
    return found


# --- measures -----------------------------------------------------------------------------------------------------------


def window(unit: str, length: Any, as_of: int) -> tuple[int, int]:
    """The first and last instant of a window that ends at `as_of`, both included."""
    if unit == "days":
        return as_of - int(length) * 24 * HOUR, as_of
    return (start_of_month(as_of) if unit == "month" else start_of_year(as_of)), as_of


def inside(instant: Any, bounds: tuple[int, int]) -> Kleene:
    """Whether an instant lies in a window; unknown if it is unknown, no if it never happened."""
    if instant is None:
        return None
    return not isinstance(instant, str) and bounds[0] <= instant <= bounds[1]


def count(selected: Iterable[Kleene], plus: int) -> int | Interval:
    """How many rows are selected: exact, or between those that surely and those that possibly are."""
    low = high = plus
    for truth in selected:
        if truth is not False:
            high += 1
            if truth:
                low += 1
    return low if low == high else Interval(low, high)


def any_of(pairs: Iterable[tuple[Kleene, Kleene]]) -> str | None:
    """Whether some selected row passes the test; no over no row."""
    result: str | None = "no"
    for selected, passed in pairs:
        if selected and passed:
            return "yes"
        if selected is not False and passed is not False:
            result = None
    return result


def all_of(pairs: Iterable[tuple[Kleene, Kleene]]) -> str | None:
    """Whether every selected row passes the test; yes over no row."""
    result: str | None = "yes"
    for selected, passed in pairs:
        if selected and passed is False:
            return "no"
        if selected is not False and passed is not True:
            result = None
    return result


def total(pairs: Iterable[tuple[Kleene, Any]]) -> int | Decimal | Interval | None:
    """The sum over the selected rows; an interval where it is unknown whether rows count, unknown where a value is."""
    low: Any = 0
    high: Any = 0
    for selected, value in pairs:
        if selected is False:
            continue
        if value is None:
            return None
        if isinstance(value, str):
            continue
        least, most = (value.low, value.high) if isinstance(value, Interval) else (value, value)
        if selected:
            low, high = low + least, high + most
        else:
            low, high = low + min(least, 0), high + max(most, 0)
    return low if low == high else Interval(low, high)


def extreme(
    rows: Iterable[tuple[Kleene, Any, Any]], greatest: bool, empty: Any, ranks: Mapping[str, int] | None
) -> Any:
    """What is taken from the row whose compared value is greatest or least; unknown if any row that may count is unknown.

    Each row is (selected, what is compared, what is taken). What never happened or is absent is passed over, unless `ranks` orders it. Rows that
    tie and would give different values leave it open.
    """
    best: Any = None
    taken: Any = empty
    for selected, compared, value in rows:
        if selected is False:
            continue
        if selected is None or compared is None or isinstance(compared, Interval):
            return None
        if ranks is not None:
            if compared not in ranks:
                continue
            here: Any = ranks[compared]
        elif compared in (NEVER, NONE):
            continue
        else:
            here = compared
        if best is None or (here > best if greatest else here < best):
            best, taken = here, value
        elif here == best and value != taken:
            taken = None
    return taken


def difference(x: Any, y: Any, unit: str) -> Any:
    """x minus y; instants in whole UTC+8 calendar days or whole seconds; absent if either never happened."""
    if x is None or y is None:
        return None
    if isinstance(x, str) or isinstance(y, str):
        return NONE
    if unit == "days":
        return local_day(x) - local_day(y)
    if unit == "seconds":
        return (x - y) // SECOND
    return x - y


def product(x: Any, y: Any) -> Any:
    """x times y; absent if either is."""
    if x is None or y is None:
        return None
    return NONE if isinstance(x, str) or isinstance(y, str) else x * y


# --- clocks -------------------------------------------------------------------------------------------------------------


def clock(
    starts: Iterable[Any],
    length: Any,
    has_length: bool,
    unit: str,
    due: Any,
    stops: list[tuple[Kleene, Any]],
    as_of: int,
    calendar: WorkingDays | None,
) -> tuple[str | None, Any]:
    """State and due instant of a clock (`docs/rule-language.md`); None where they are unknown, and where there is no due.

    `due` is the instant on the record, ``never`` (nothing on the record) or None (unknown). `stops` are (selected, instant) pairs.
    """
    known = list(starts)
    if NEVER in known or NONE in known:
        return "not_started", None
    if None in known:
        return None, None
    start = max(known)
    until: Any = None
    if due is not None and due not in (NEVER, NONE):
        until = due
    elif has_length:
        if length is None or isinstance(length, Interval):
            return None, None
        if length not in (NEVER, NONE):
            # Where the calendar does not reach there is no due; done or not is then told as if there were none.
            until = _end(start, length, unit, calendar)
    sure: int | None = None
    unsure: list[int | None] = []
    for selected, instant in stops:
        if selected is False or instant in (NEVER, NONE) or (instant is not None and instant < start):
            continue
        if selected is None or instant is None:
            unsure.append(instant)
        elif sure is None or instant < sure:
            sure = instant
    state = _state(sure, until, as_of)
    for other in unsure:
        if other is None:
            if state != "met":
                return None, until
        elif _state(other if sure is None else min(sure, other), until, as_of) != state:
            return None, until
    return state, until


def _end(start: int, length: Any, unit: str, calendar: WorkingDays | None) -> int | None:
    """When a period of a known length ends; None where the calendar does not reach."""
    if unit == "hours":
        return start + int(length * HOUR)
    if unit == "days":
        return end_of_day(local_day(start) + int(length))
    day = calendar.add(local_day(start), int(length)) if calendar is not None else None
    return None if day is None else end_of_day(day)


def _state(done: int | None, until: int | None, as_of: int) -> str:
    if done is None:
        return "running" if until is None or as_of <= until else "overdue"
    return "met" if until is None or done <= until else "met_late"

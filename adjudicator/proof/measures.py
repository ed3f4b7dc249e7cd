"""Measures: facts that are counted, added or chosen over rows, by plain interpretation (`docs/rule-language.md`,
"measures.yaml").

Windows of time are compared to the microsecond; months and years are those of the UTC+8 calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Lookup, Truth, all_hold, both, either, evaluate, interval, opposite
from adjudicator.proof.clocks import DAY, SECOND, day_of, iso_day
from adjudicator.rulebook.model import Interval, Measure, Within

See = Callable[[Row], Lookup]
"""What a rule sees from a row."""

NO_ORDERS: Mapping[str, tuple[str, ...]] = {}


def is_below(candidate: Row, row: Row) -> bool:
    """Whether a row is another or lies under it."""
    if candidate.entity == row.entity:
        return candidate.id == row.id
    above = candidate.up.get(row.entity)
    return above is not None and above.id == row.id


def selected(
    m: Measure, row: Row, facts: Facts, see: See, orders: Mapping[str, tuple[str, ...]] = NO_ORDERS
) -> list[tuple[Row, Truth]]:
    """The rows that a measure counts for one row, each with yes or unknown; those that it leaves out are not listed."""
    found: list[tuple[Row, Truth]] = []
    for candidate in facts.rows.get(m.over, ()):
        if not is_below(candidate, row):
            continue
        lookup = see(candidate)
        counts = all_hold(m.where, lookup, orders)
        if counts != "no" and m.within is not None:
            counts = both((counts, _lies_within(m.within, lookup, facts.as_of)))
        if counts != "no":
            found.append((candidate, counts))
    return found


def _lies_within(window: Within, lookup: Lookup, as_of: int) -> Truth:
    instant = lookup(window.instant)
    if instant is None:
        return None
    if not isinstance(instant, int):
        return "no"
    if window.unit == "days":
        length = None if window.length is None else evaluate(window.length, lookup)
        if length is None:
            return None
        return "yes" if as_of - int(length * DAY) <= instant <= as_of else "no"
    # "2026-03-01": the month is told by seven characters, the year by four.
    told = 7 if window.unit == "month" else 4
    same = iso_day(instant)[:told] == iso_day(as_of)[:told]
    return "yes" if same and instant <= as_of else "no"


def measure(m: Measure, row: Row, facts: Facts, see: See, orders: Mapping[str, tuple[str, ...]] = NO_ORDERS) -> Any:
    """The value of a measure for one row of its entity; None if unknown, an Interval if only its bounds are known."""
    if m.kind == "difference":
        return _difference(m, see(row))
    if m.kind == "product":
        return _product(m, see(row))
    rows = selected(m, row, facts, see, orders)
    if m.kind == "count":
        extra = 1 if m.plus_this_case else 0
        return interval(sum(1 for _, counts in rows if counts == "yes") + extra, len(rows) + extra)
    if m.kind == "any":
        return either(both((counts, all_hold(m.that, see(one), orders))) for one, counts in rows)
    if m.kind == "all":
        return both(either((opposite(counts), all_hold(m.that, see(one), orders))) for one, counts in rows)
    if m.of is None:
        raise ValueError(f"{m.fact}: {m.kind} needs a fact")
    if m.kind == "sum":
        return _sum([(see(one)(m.of), counts) for one, counts in rows])
    return _extreme(m, m.of, rows, see, orders.get(m.of, ()))


def _sum(values: list[tuple[Any, Truth]]) -> Any:
    low: int | Decimal = 0
    high: int | Decimal = 0
    for value, counts in values:
        if value is None:
            return None
        if isinstance(value, str):  # known to be absent: adds nothing
            continue
        least, most = _ends(value)
        if counts is None:
            least, most = min(least, 0), max(most, 0)
        low += least
        high += most
    return interval(low, high)


def _extreme(m: Measure, of: str, rows: list[tuple[Row, Truth]], see: See, order: tuple[str, ...]) -> Any:
    """The smallest or greatest, earliest or latest; rows whose value is known to be absent are passed over."""
    for one, counts in rows:
        value = see(one)(of)
        if counts is None or value is None or isinstance(value, Interval):
            return None
    best = chosen(m, rows, see, order)
    if not best:
        return m.empty
    taken = of if m.value is None else m.value
    values = [see(one)(taken) for one in best]
    # The order of rows carries no meaning: rows that tie and differ leave it open.
    return values[0] if all(value == values[0] for value in values) else None


def _ranked(of: str, rows: list[tuple[Row, Truth]], see: See, order: tuple[str, ...]) -> list[tuple[Any, Row]]:
    """The rows with a known value, and where it stands among others; what is known to be absent is left out."""
    known = [(see(one)(of), one) for one, _ in rows]
    if order:
        return [(order.index(value), one) for value, one in known if value in order]
    return [(value, one) for value, one in known if value not in (None, "never", "none")]


def chosen(m: Measure, rows: list[tuple[Row, Truth]], see: See, order: tuple[str, ...] = ()) -> list[Row]:
    """The rows from which a measure takes its value: those that tie at the extreme."""
    ranked = _ranked(m.of or "", rows, see, order)
    if not ranked:
        return []
    best = (min if m.kind in ("min", "earliest") else max)(rank for rank, _ in ranked)
    return [one for rank, one in ranked if rank == best]


def _difference(m: Measure, lookup: Lookup) -> Any:
    value, minus = lookup(m.of or ""), lookup(m.minus or "")
    if value is None or minus is None:
        return None
    if value in ("never", "none") or minus in ("never", "none"):
        return "none"
    if m.unit == "days":
        return _day_number(value) - _day_number(minus)
    if m.unit == "seconds":
        return (value - minus) // SECOND
    (low, high), (least, most) = _ends(value), _ends(minus)
    return interval(low - most, high - least)


def _product(m: Measure, lookup: Lookup) -> Any:
    value, times = lookup(m.of or ""), lookup(m.minus or "")
    if value is None or times is None:
        return None
    if isinstance(value, str) or isinstance(times, str):
        return "none"
    products = [one * other for one in _ends(value) for other in _ends(times)]
    return interval(min(products), max(products))


def _day_number(value: Any) -> int:
    return date.fromisoformat(value).toordinal() if isinstance(value, str) else day_of(value)


def _ends(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)

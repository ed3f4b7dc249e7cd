"""Clocks: periods that run for one row, by plain interpretation (`docs/rule-language.md`, "clocks.yaml").

Instants are microseconds since the Unix epoch, UTC. Days are days of the UTC+8 calendar as proleptic ordinals. Working
days are counted one by one from the table of the rulebook, which is all that this shares with the engines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Lookup, Truth, all_hold, evaluate
from adjudicator.rulebook.model import Clock

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
OFFSET = 8 * HOUR
EPOCH_DAY = date(1970, 1, 1).toordinal()

NO_ORDERS: Mapping[str, tuple[str, ...]] = {}


def day_of(instant: int) -> int:
    """The UTC+8 day in which an instant lies, as a proleptic ordinal."""
    return EPOCH_DAY + (instant + OFFSET) // DAY


def iso_day(instant: int) -> str:
    """The UTC+8 day in which an instant lies, as an ISO day.

    >>> iso_day(1_767_196_799_999_999), iso_day(1_767_196_800_000_000)
    ('2025-12-31', '2026-01-01')
    """
    return date.fromordinal(day_of(instant)).isoformat()


def end_of(day: int) -> int:
    """24:00 UTC+8 of a day, which is 00:00 of the next."""
    return (day + 1 - EPOCH_DAY) * DAY - OFFSET


def is_working_day(day: int, calendar: Mapping[str, Any]) -> bool | None:
    """Whether a day is worked: weekdays are, but for the exceptions of the calendar; None outside of it."""
    iso = date.fromordinal(day).isoformat()
    if not calendar or not str(calendar["first"]) <= iso <= str(calendar["last"]):
        return None
    return (date.fromordinal(day).weekday() < 5) != (iso in calendar["days"])


def due_instant(start: int, length: Any, unit: str, calendar: Mapping[str, Any]) -> int | None:
    """When a period ends that starts at an instant; None if it needs a day outside the calendar."""
    if unit == "hours":
        return start + int(length * HOUR)
    day = day_of(start)
    if unit == "days":
        return end_of(day + int(length))
    counted = 0
    while counted < length:
        day += 1
        worked = is_working_day(day, calendar)
        if worked is None:
            return None
        counted += worked
    return end_of(day)


Stop = tuple[Row, Truth, int | None]
"""A row that stops a clock or may: with yes or unknown, and the instant if it is known."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a clock stands: its state and due (None: unknown, or no due), and the rows that stopped it, if any did."""

    state: str | None
    due: int | None
    stopped: tuple[Row, ...] = ()
    outside_calendar: bool = False


def run(
    c: Clock,
    row: Row,
    facts: Facts,
    see: Callable[[Row], Lookup],
    calendar: Mapping[str, Any],
    orders: Mapping[str, tuple[str, ...]] = NO_ORDERS,
    stops: Iterable[Stop] | None = None,
) -> Run:
    """A clock for one row of its entity at the case's `as_of`; `stops`: its `stops_of`, if they are known already."""
    lookup = see(row)
    starts = [lookup(name) for name in c.start]
    if any(value in ("never", "none") for value in starts):
        return Run("not_started", None)
    if any(value is None for value in starts):
        return Run(None, None)
    start = max(starts)
    if stops is None:
        stops = stops_of(c, facts, see, orders)
    due: int | None = None
    named = None if c.due is None else lookup(c.due)
    if named is not None and named not in ("never", "none"):
        due = named
    elif c.length is not None:
        length = evaluate(c.length, lookup)
        if length is None:
            return Run(None, None)
        if length not in ("never", "none"):
            due = due_instant(start, length, c.unit, calendar)
            if due is None:
                # The calendar does not reach: done or not is told as if there were no due.
                return replace(_stop(stops, start, None, facts.as_of), outside_calendar=True)
    return _stop(stops, start, due, facts.as_of)


def _stop(stops: Iterable[Stop], start: int, due: int | None, as_of: int) -> Run:
    """The state that a clock's stops give: unknown if a stop of which it is not sure that it counts would change it."""
    sure: list[tuple[int, Row]] = []
    unsure: list[int | None] = []
    for stop, counts, instant in stops:
        if instant is not None and instant < start:
            continue
        if counts == "yes" and instant is not None:
            sure.append((instant, stop))
        else:
            unsure.append(instant)
    first = min((instant for instant, _ in sure), default=None)
    state: str | None = _state(first, due, as_of)
    for other in unsure:
        # A stop of unknown instant may be any; a sure one that is in time stays in time.
        if (other is None and state != "met") or (
            other is not None and _state(other if first is None else min(first, other), due, as_of) != state
        ):
            state = None
            break
    stopped = tuple(stop for instant, stop in sure if instant == first)
    return Run(state, due, stopped if state is not None else ())


def stops_of(
    c: Clock, facts: Facts, see: Callable[[Row], Lookup], orders: Mapping[str, tuple[str, ...]] = NO_ORDERS
) -> list[Stop]:
    """The rows that stop a clock or may: with yes or unknown, and the instant if it is known."""
    found: list[Stop] = []
    if c.stopped_over is None or c.stopped_by is None:
        return found
    for stop in facts.rows.get(c.stopped_over, ()):
        lookup = see(stop)
        stops = all_hold(c.stopped_where, lookup, orders)
        instant = lookup(c.stopped_by)
        if stops != "no" and instant not in ("never", "none"):
            found.append((stop, stops, instant))
    return found


def _state(stopped: int | None, due: int | None, as_of: int) -> str:
    if stopped is not None:
        return "met" if due is None or stopped <= due else "met_late"
    return "running" if due is None or as_of <= due else "overdue"


def clock(
    c: Clock,
    row: Row,
    facts: Facts,
    see: Callable[[Row], Lookup],
    calendar: Mapping[str, Any],
    orders: Mapping[str, tuple[str, ...]] = NO_ORDERS,
) -> tuple[str | None, int | None]:
    """The state and the due of a clock for one row; None where unknown."""
    ran = run(c, row, facts, see, calendar, orders)
    return ran.state, ran.due

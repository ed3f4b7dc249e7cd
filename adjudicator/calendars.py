"""Days and instants: the UTC+8 calendar, and working days as data of the ruleset.

Instants are whole microseconds since the Unix epoch, in UTC. Days are ordinals (``date.toordinal()``) of the UTC+8
calendar, which is what parties and clauses mean by a day. Working days come from ``rules/calendars/cn.yaml`` and never
from an installed package: an upgrade must not change an old ruling.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
UTC8 = 8 * HOUR
_EPOCH = date(1970, 1, 1).toordinal()


def local_day(instant: int) -> int:
    """The UTC+8 day in which an instant lies.

    >>> date.fromordinal(local_day(to_instant("2025-09-30T16:00:00Z"))).isoformat()
    '2025-10-01'
    """
    return (instant + UTC8) // DAY + _EPOCH


def instant_of_day(day: int) -> int:
    """00:00 UTC+8 of a day.

    >>> instant_of_day(date(1970, 1, 2).toordinal()) == 16 * HOUR
    True
    """
    return (day - _EPOCH) * DAY - UTC8


def end_of_day(day: int) -> int:
    """24:00 UTC+8 of a day, which is 00:00 of the next."""
    return instant_of_day(day + 1)


def start_of_month(instant: int) -> int:
    """00:00 UTC+8 of the first day of the month in which an instant lies."""
    return instant_of_day(date.fromordinal(local_day(instant)).replace(day=1).toordinal())


def start_of_year(instant: int) -> int:
    """00:00 UTC+8 of 1 January of the year in which an instant lies."""
    return instant_of_day(date(date.fromordinal(local_day(instant)).year, 1, 1).toordinal())


def to_instant(text: str) -> int:
    """An ISO 8601 instant with its offset as microseconds; ValueError if it is none or has no offset.

    >>> to_instant("1970-01-01T08:00:00+08:00")
    0
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs its offset: {text}")
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days from `first` to `last` (ordinals, both included), ascending in `days`."""

    version: str
    first: int
    last: int
    days: tuple[int, ...]

    def is_working_day(self, day: int) -> bool | None:
        """Whether a day is a working day; None outside the calendar."""
        if not self.first <= day <= self.last:
            return None
        index = bisect_right(self.days, day)
        return index > 0 and self.days[index - 1] == day

    def add(self, day: int, count: int) -> int | None:
        """The last of `count` (at least 1) working days of which the first is the next working day after `day`.

        None if `day` or the result lies outside the calendar: it is then not known, and never guessed.
        """
        if count < 1:
            raise ValueError(f"working days are counted from 1: {count}")
        if not self.first - 1 <= day <= self.last:
            return None
        index = bisect_right(self.days, day) + count - 1
        return self.days[index] if index < len(self.days) else None


def working_days(calendar: Mapping[str, object]) -> WorkingDays:
    """The calendar of a rulebook (`Rulebook.calendar`), ready to count with.

    ``days`` there are the exceptions: Saturdays and Sundays that are worked, Mondays to Fridays that are not.
    """
    first = date.fromisoformat(str(calendar["first"])).toordinal()
    last = date.fromisoformat(str(calendar["last"])).toordinal()
    listed = calendar["days"]
    if not isinstance(listed, tuple):
        raise TypeError("the days of a calendar are a tuple of ISO days")
    inverted = {date.fromisoformat(day).toordinal() for day in listed}
    # Ordinal 1 was a Monday, so that day % 7 is 6 on a Saturday and 0 on a Sunday.
    days = tuple(day for day in range(first, last + 1) if (day % 7 not in (0, 6)) != (day in inverted))
    return WorkingDays(str(calendar["version"]), first, last, days)


def is_working_day(calendar: WorkingDays, day: date) -> bool | None:
    """Whether a date is a working day; None outside the calendar."""
    return calendar.is_working_day(day.toordinal())


def add_working_days(calendar: WorkingDays, day: date, count: int) -> date | None:
    """The working day number `count` after a date, the next one being number 1; None outside the calendar.

    POLICY.md convention 4: the day after the event is day 1, make-up workdays count.
    """
    found = calendar.add(day.toordinal(), count)
    return None if found is None else date.fromordinal(found)

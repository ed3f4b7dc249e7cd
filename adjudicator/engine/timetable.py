"""Working days as instants: when a period of working days ends, in one search."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from adjudicator.calendars import end_of_day, instant_of_day, working_days

_DAY = end_of_day(1) - instant_of_day(1)


class Timetable:
    """The ends of the working days of a calendar (`rulebook/calendars`), ascending, in microseconds."""

    __slots__ = ("_earliest", "_ends", "_latest")

    def __init__(self, calendar: Mapping[str, object]) -> None:
        days = working_days(calendar)
        self._ends = tuple(end_of_day(day) for day in days.days)
        self._earliest = instant_of_day(days.first - 1)
        self._latest = end_of_day(days.last)

    def end(self, start: int, length: int) -> int | None:
        """When `length` (at least 1) working days end, the first being the next after the UTC+8 day of `start`.

        None where the calendar does not reach. ValueError for less than one day.
        """
        if length < 1:
            raise ValueError(f"working days are counted from 1: {length}")
        if not self._earliest <= start < self._latest:
            return None
        # A working day whose end lies within a day of the start began at or before it, and is not counted.
        index = bisect_right(self._ends, start + _DAY) + length - 1
        return self._ends[index] if index < len(self._ends) else None

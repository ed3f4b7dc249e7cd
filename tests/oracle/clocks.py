"""Instants, deadlines and working days (SEMANTICS 5, 11, 31, 34)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import chinese_calendar  # type: ignore[import-untyped]

CHINA = timezone(timedelta(hours=8))
CERTIFICATES = ("purchase_invoice", "factory_test_report", "brand_authorisation")


def instant(text: str) -> datetime:
    """The instant that ISO 8601 `text` (with offset) names, in UTC+8."""
    return datetime.fromisoformat(text).astimezone(CHINA)


def printed(moment: datetime | None) -> str | None:
    """An instant as a ruling prints it: offset +08:00, fractions only where there are some (5)."""
    return None if moment is None else moment.astimezone(CHINA).isoformat()


def day_of(text: str) -> date:
    """The UTC+8 day of a date or an instant as a case or report writes it (28, 31)."""
    return date.fromisoformat(text) if len(text) == 10 else instant(text).date()


def hours_after(start: datetime, hours: int) -> datetime:
    """Elapsed hours, not working hours."""
    return start + timedelta(hours=hours)


def end_of_working_day(start: datetime, count: int) -> datetime | None:
    """The end of the `count`-th working day after the day of `start`; None where the calendar does not reach (34)."""
    day = start.astimezone(CHINA).date()
    while count:
        day += timedelta(days=1)
        try:
            if chinese_calendar.is_workday(day):
                count -= 1
        except NotImplementedError:
            return None
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=CHINA)


def request_deadline(case: dict[str, Any], request: dict[str, Any]) -> datetime | None:
    """When a request for evidence falls due; None where nothing says so: such a case is refused (11)."""
    if "deadline" in request:
        return instant(request["deadline"])
    sent = instant(request["sent_at"])
    if "deadline_hours" in request:
        return hours_after(sent, request["deadline_hours"])
    claim = (case["complaint_class"], case.get("demand"))
    if claim == ("non_receipt", "refund_only"):
        return hours_after(sent, 24)
    if claim == ("quality", "compensation"):
        return hours_after(sent, 48)
    if request["any_of"] and all(kind in CERTIFICATES for kind in request["any_of"]):
        return hours_after(sent, 48)
    return None


def state_of(as_of: datetime, due: datetime | None, done: datetime | None) -> str:
    """Whether what was owed was done, and in time (4): at the due instant is in time."""
    if done is not None:
        return "met" if due is None or done <= due else "met_late"
    return "open" if due is None or as_of <= due else "overdue"

"""Instants of a record as facts hold them."""

from __future__ import annotations

from datetime import UTC, datetime

from adjudicator.calendars import SECOND

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """An instant as microseconds since the Unix epoch."""
    delta = at - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def micros_or_never(at: datetime | None) -> int | str:
    """An instant as microseconds; what is known not to have happened is ``never``."""
    return "never" if at is None else micros(at)

"""Instants as a ruling prints them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from adjudicator.record import shanghai_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def printed_instant(instant: Any) -> str | None:
    """An instant (microseconds since the Unix epoch) with offset ``+08:00``; None where there is none.

    >>> printed_instant(0)
    '1970-01-01T08:00:00+08:00'
    """
    return shanghai_text(_EPOCH + timedelta(microseconds=instant)) if isinstance(instant, int) else None

"""Valid until (有效期止): the last day on which an authorisation holds.

>>> parse("自2025年1月1日起至2025年12月31日止")
'2025-12-31'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence_checks import periods
from evidence_checks.candidates import Candidate
from evidence_checks.fields import date
from evidence_checks.reading import Page

NAME = "valid_until"
TITLE = {"zh": "有效期截止日", "en": "last day of validity"}
DECISIVE = True
TRACE = re.compile(r"有效|期限|期间|至|起|valid|until|expir", re.IGNORECASE)
LABELS = (
    "有效期至",
    "有效期截止",
    "截止日期",
    "到期日期",
    "到期日",
    "失效日期",
    "授权截止日",
    "valid until",
    "expiry date",
    "expires",
)


def parse(text: str) -> str | None:
    """``YYYY-MM-DD``: of a period its last day; else the day that the text names."""
    days = periods.period(text)
    return days[1] if days is not None else date.parse(text)


def same(a: str, b: str) -> bool:
    """Equal as days."""
    return date.same(a, b)


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """From a period such as 自…起至…止, or beside a label of its own."""
    return periods.found(page, 1, LABELS, stops)

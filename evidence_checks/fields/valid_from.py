"""Valid from (有效期起): the first day on which an authorisation holds.

>>> parse("自2025年1月1日起至2025年12月31日止")
'2025-01-01'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence_checks import periods
from evidence_checks.candidates import Candidate
from evidence_checks.fields import date
from evidence_checks.reading import Page

NAME = "valid_from"
TITLE = {"zh": "有效期起始日", "en": "first day of validity"}
DECISIVE = True
TRACE = re.compile(r"有效|期限|期间|至|起|valid|until|expir", re.IGNORECASE)
LABELS = ("生效日期", "起始日期", "授权起始日", "开始日期", "有效期自", "valid from", "effective date")


def parse(text: str) -> str | None:
    """``YYYY-MM-DD``: of a period its first day; else the day that the text names."""
    days = periods.period(text)
    return days[0] if days is not None else date.parse(text)


def same(a: str, b: str) -> bool:
    """Equal as days."""
    return date.same(a, b)


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """From a period such as 自…起至…止, or beside a label of its own."""
    return periods.found(page, 0, LABELS, stops)

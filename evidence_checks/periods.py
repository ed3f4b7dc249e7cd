"""How long an authorisation holds: its first and its last day, from a sentence or from labelled lines.

>>> period("授权期限：自2025年1月1日起至2025年12月31日止")
('2025-01-01', '2025-12-31')
>>> period("Valid from 2025-01-01 to 2026-01-01")
('2025-01-01', '2026-01-01')
>>> period("2025.01.01-2025.12.31")
('2025-01-01', '2025-12-31')
>>> period("2025年3月1日签发") is None
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.fields import date
from evidence_checks.layout import part_of
from evidence_checks.reading import Page

_DAY = re.compile(r"20\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|20\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_BETWEEN = re.compile(r"^[\s起]*(至|到|~|～|—+|–|-+|to|until|through)[\s]*$", re.IGNORECASE)
PERIOD_LABELS = (
    "授权期限",
    "授權期限",
    "授权有效期",
    "授权期间",
    "授权时间",
    "有效期限",
    "有效期间",
    "有效期",
    "使用期限",
    "validity period",
    "period of validity",
    "validity",
    "valid",
)


def period(text: str) -> tuple[str, str] | None:
    """First and last day of the one period that a text names, or None."""
    found = _spans(text)
    return (found[0][0], found[1][0]) if found is not None else None


def _spans(text: str) -> tuple[tuple[str, int, int], tuple[str, int, int]] | None:
    """First and last day with the places where they begin and end."""
    plain = "".join(unicodedata.normalize("NFKC", char)[:1] or char for char in text)  # as long as the text
    days = list(_DAY.finditer(plain))
    for first, last in pairwise(days):
        start, end = date.parse(first.group()), date.parse(last.group())
        if start and end and start <= end and _BETWEEN.match(plain[first.end() : last.start()]):
            return (start, first.start(), first.end()), (end, last.start(), last.end())
    return None


def found(page: Page, which: int, labels: tuple[str, ...], stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Candidates for the first (0) or last (1) day: a period on a line or across two, or beside a label of its own."""
    out: list[Candidate] = []
    ordered = sorted(page.lines, key=lambda line: (line.box[1], line.box[0]))
    for number, line in enumerate(ordered):
        for held in ([line], ordered[number : number + 2]):
            text = "".join(one.text for one in held)
            spans = _spans(text)
            if spans is None or (len(held) == 2 and (period(held[0].text) or period(held[1].text))):
                continue
            value, start, end = spans[which]
            mine = held[0] if start < len(held[0].text) else held[1]
            offset = 0 if mine is held[0] else len(held[0].text)
            box = part_of(mine, start - offset, min(end - offset, len(mine.text)))
            plain = unicodedata.normalize("NFKC", text).lower()
            label = next((label for label in PERIOD_LABELS if label in plain), None)
            weight = 10.0 if label is not None else 6.0
            said = text[start:end]
            out.append(Candidate(value, said, page.number, box, "ocr", mine.confidence, label, weight))
            break
    for one in beside_labels(page, labels, stops, date.parse, in_figures=True):
        if one.value is not None and period(one.text) is None:
            out.append(one)
    return best_first(out)

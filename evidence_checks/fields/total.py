"""Total (价税合计): what an invoice charges, tax included, in figures; the capitals beside it are a second reading.

>>> parse("(小写)¥904.00")
'904.00'
>>> same("904", "904.00")
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.fields import amount
from evidence_checks.invoices import plain, sums_on
from evidence_checks.layout import union
from evidence_checks.reading import Page

NAME = "total"
TITLE = {"zh": "价税合计", "en": "total with tax"}
DECISIVE = True
TRACE = amount.TRACE
LABELS = ("价税合计", "價稅合計", "总金额", "總金額", "合计金额", "应付金额", "total amount", "amount due", "total")


def parse(text: str) -> str | None:
    """A decimal string without currency; from capitals with two places."""
    return amount.parse(text)


def same(a: str, b: str) -> bool:
    """Equal as numbers."""
    return amount.same(a, b)


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """The figure in the row of 价税合计, with the capitals, and with the sum of net and tax; else beside a label."""
    sums = sums_on(page)
    out: list[Candidate] = []
    if sums.total is not None:
        value, line, box = sums.total
        also = (sums.capitals[0],) if sums.capitals is not None else ()
        out.append(Candidate(value, line.text, page.number, box, "ocr", line.confidence, "价税合计", 11.0, also=also))
        if sums.net is not None and sums.tax is not None:
            whole = str(Decimal(sums.net[0]) + Decimal(sums.tax[0]))
            where = union([sums.net[1], sums.tax[1]])
            if same(whole, value):
                out.append(
                    Candidate(whole, f"{sums.net[0]} + {sums.tax[0]}", page.number, where, "ocr", 0.9, None, 3.0)
                )
        return best_first(out)
    for one in beside_labels(page, LABELS, stops, parse, in_figures=True):
        if one.value is None or re.search(r"\d[.,]\d{2}|[¥元圆]", plain(one.text)):
            out.append(one)
    return best_first(out)

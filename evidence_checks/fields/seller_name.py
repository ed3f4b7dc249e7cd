"""Seller (销售方): the company that sold, on an invoice.

>>> parse("某某有限公司")
'某某有限公司'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.invoices import parties
from evidence_checks.reading import Page

NAME = "seller_name"
TITLE = {"zh": "销售方名称", "en": "seller's company name"}
DECISIVE = False
TRACE = re.compile(r"销|供|seller", re.IGNORECASE)
LABELS = (
    "销售方名称",
    "銷售方名稱",
    "销货单位",
    "销售方",
    "供货单位",
    "seller name",
    "seller",
)


def parse(text: str) -> str | None:
    """The text beside the label with single spaces, or None where nothing but signs stands there."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" :-_")
    return plain if re.search(r"\w{2,}", plain) else None


def same(a: str, b: str) -> bool:
    """Equal after NFKC, without white space and case."""
    return _key(a) == _key(b)


def _key(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """The name in the seller's box of a VAT invoice; else beside a label."""
    boxed = [
        Candidate(
            parse(one.text),
            one.text,
            page.number,
            one.box,
            "ocr",
            one.confidence,
            "名称",
            11.0,
            label_box=one.label_box,
        )
        for one in parties(page)
        if one.role == "seller"
    ]
    return best_first(boxed or beside_labels(page, LABELS, stops, parse))

"""Invoice code (发票代码): ten or twelve digits that say which print run an invoice is from; digital ones have none.

>>> parse("发票代码: 012001800311")
'012001800311'
>>> parse("0120018003") == "0120018003", parse("123") is None
(True, True)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.invoices import is_invoice, plain
from evidence_checks.reading import Page

NAME = "invoice_code"
TITLE = {"zh": "发票代码", "en": "invoice code"}
DECISIVE = True
TRACE = re.compile(r"发票代码|發票代碼|(?<!\d)(\d{10}|\d{12})(?!\d)")
LABELS = ("发票代码", "發票代碼", "invoice code")


def parse(text: str) -> str | None:
    """The digits, where they are ten or twelve."""
    found = re.findall(r"(?<!\d)(?:\d{12}|\d{10})(?!\d)", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    return found[0] if len(found) == 1 else None


def same(a: str, b: str) -> bool:
    """Equal digits."""
    return a == b


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside a label; on an invoice also a line of nothing but ten or twelve digits in its upper third."""
    out = beside_labels(page, LABELS, stops, parse, in_figures=True)
    if not is_invoice(page):
        return best_first(out)
    for line in page.lines:
        if re.fullmatch(r"\d{10}|\d{12}", plain(line.text)) and line.box[1] < page.height / 3:
            value = plain(line.text)
            out.append(Candidate(value, line.text, page.number, line.box, "ocr", line.confidence, None, 5.0))
    return best_first(out)

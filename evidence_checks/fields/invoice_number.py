"""Invoice number (发票号码): eight digits; twenty on fully digital invoices.

>>> parse("№ 02802144"), parse("发票号码：24312000000123456789")
('02802144', '24312000000123456789')
>>> parse("2025-11-03") is None
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.invoices import is_invoice, plain
from evidence_checks.reading import Page

NAME = "invoice_number"
TITLE = {"zh": "发票号码", "en": "invoice number"}
DECISIVE = True
TRACE = re.compile(r"发票号码|發票號碼|(?<!\d)(\d{8}|\d{20})(?!\d)")
LABELS = ("发票号码", "發票號碼", "invoice number", "invoice no.", "invoice no")


def parse(text: str) -> str | None:
    """The digits, where they are eight or twenty."""
    found = re.findall(r"(?<!\d)(?:\d{20}|\d{8})(?!\d)", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    return found[0] if len(found) == 1 else None


def same(a: str, b: str) -> bool:
    """Equal digits."""
    return a == b


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside a label; on an invoice also after № or alone on a line, in its upper third."""
    out = beside_labels(page, LABELS, stops, parse, in_figures=True)
    if not is_invoice(page):
        return best_first(out)
    for line in page.lines:
        match = re.fullmatch(r"(N[o0O°º.]{0,2}[.:]?)?(\d{8})", plain(line.text), re.IGNORECASE)
        if match is not None and line.box[1] < page.height / 3:
            weight = 7.0 if match[1] else 4.0
            out.append(Candidate(match[2], line.text, page.number, line.box, "ocr", line.confidence, None, weight))
    return best_first(out)

"""Carrier (快递公司): who moves the parcel, by the names in ``carriers/``.

>>> parse("顺丰速运有限公司")
'SF'
>>> parse("某某商店") is None
True
"""

from __future__ import annotations

from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first, free_lines
from evidence_checks.carriers import named_in
from evidence_checks.reading import Page

NAME = "carrier"
TITLE = {"zh": "快递公司", "en": "carrier"}
DECISIVE = False
LABELS = ("快递公司", "快遞公司", "承运商", "承運商", "承运人", "物流公司", "carrier", "courier company")


def parse(text: str) -> str | None:
    """The carrier's code, or None where no known name stands in the text."""
    return named_in(text)


def same(a: str, b: str) -> bool:
    """Equal as codes, or two names of one carrier."""
    return a.casefold() == b.casefold() or (named_in(a) is not None and named_in(a) == named_in(b))


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside its label, or any line that names a carrier."""
    return best_first([*beside_labels(page, LABELS, stops, parse), *free_lines(page, parse, 4.0)])

"""Carrier (快递公司): who moves the parcel, by the names in ``carriers/``.

>>> parse("顺丰速运有限公司")
'顺丰速运'
>>> parse("某某商店") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first, free_lines
from evidence_checks.carriers import all_carriers, named_in
from evidence_checks.reading import Page

NAME = "carrier"
TITLE = {"zh": "快递公司", "en": "carrier"}
DECISIVE = False
TRACE = re.compile(r"快递|快遞|速递|物流|express")
LABELS = ("快递公司", "快遞公司", "承运商", "承運商", "承运人", "物流公司", "carrier", "courier company")


def parse(text: str) -> str | None:
    """The carrier's Chinese name, or None where no known name stands in the text."""
    code = named_in(text)
    return all_carriers()[code].zh if code is not None else None


def same(a: str, b: str) -> bool:
    """Two names of one carrier, or the carrier's code."""
    return a.casefold() == b.casefold() or (_code(a) is not None and _code(a) == _code(b))


def _code(name: str) -> str | None:
    return name.upper() if name.upper() in all_carriers() else named_in(name)


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside its label, or any line that names a carrier."""
    return best_first([*beside_labels(page, LABELS, stops, parse), *free_lines(page, parse, 4.0)])

"""Courier (派件人): who delivered the parcel.

>>> parse("王强(签字)")
'王强'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.person_names import person, same_person
from evidence_checks.reading import Page

NAME = "courier_name"
TITLE = {"zh": "派件人姓名", "en": "courier's name"}
DECISIVE = False
COMPARED = False  # no record says who delivered
TRACE = re.compile(r"派件|派送|投递|投遞|快递员|快遞員|配送|courier", re.IGNORECASE)
LABELS = (
    "派件人姓名",
    "派件人",
    "派件员姓名",
    "派件员",
    "派件員",
    "派送员姓名",
    "派送员",
    "派送員",
    "派送人",
    "快递员姓名",
    "快递员",
    "快遞員",
    "投递员姓名",
    "投递员",
    "投遞員",
    "收派员",
    "收派員",
    "配送员",
    "配送員",
    "业务员",
    "delivery person",
    "courier name",
    "courier",
    "delivered by",
)


def parse(text: str) -> str | None:
    """The name as written, or None where the text begins with no name."""
    return person(text)


def same(a: str, b: str) -> bool:
    """Equal after NFKC, without white space and case (SEMANTICS 10)."""
    return same_person(a, b)


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside a label only: a bare name says nothing about whose it is."""
    return best_first(beside_labels(page, LABELS, stops, parse))

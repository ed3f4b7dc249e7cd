"""Model (型号): the maker's name of the variant.

>>> parse("AB-120")
'AB-120'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.reading import Page

NAME = "model"
TITLE = {"zh": "型号", "en": "model"}
DECISIVE = False
TRACE = re.compile(r"型|规格|model", re.IGNORECASE)
LABELS = (
    "规格型号",
    "規格型號",
    "型号规格",
    "产品型号",
    "型号",
    "型號",
    "货号",
    "規格",
    "规格",
    "model no.",
    "model number",
    "model",
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
    """Beside a label only."""
    return best_first(beside_labels(page, LABELS, stops, parse))

"""Model (型号): the maker's name of the variant.

>>> parse("AB-120")
'AB-120'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first, one_of_several
from evidence_checks.reading import Page
from evidence_checks.tables import column

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

HEAD = re.compile(r"规格型号|規格型號|^规格|^型号|型号$")


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
    """Under the head of a table's column; where several goods are listed it stays open which is meant. Else beside a
    label."""
    cells = column(page, HEAD)
    if cells is None:
        return best_first(beside_labels(page, LABELS, stops, parse))
    listed = [
        Candidate(
            parse(cell.text), cell.text, page.number, cell.box, "ocr", cell.confidence, cell.head, 10.0 - 0.1 * number
        )
        for number, cell in enumerate(cells)
    ]
    named = [one for one in listed if one.value is not None]
    return best_first(one_of_several(named, same) if named else listed)

"""Product name (商品名称): what the goods are called.

>>> parse("陶瓷杯")
'陶瓷杯'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.reading import Page

NAME = "product_name"
TITLE = {"zh": "商品名称", "en": "product name"}
DECISIVE = False
TRACE = re.compile(r"品|货|product", re.IGNORECASE)
LABELS = (
    "商品名称",
    "商品名稱",
    "产品名称",
    "產品名稱",
    "品名",
    "样品名称",
    "货物名称",
    "物品名称",
    "product name",
    "sample name",
    "item name",
    "product",
    "item",
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

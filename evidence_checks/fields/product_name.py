"""Product name (商品名称): what the goods are called.

>>> parse("陶瓷杯"), parse("*日用品*陶瓷杯")
('陶瓷杯', '陶瓷杯')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first, one_of_several
from evidence_checks.reading import Page
from evidence_checks.tables import column

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

HEAD = re.compile(r"货物或应税劳务|服务名称|项目名称|貨物|商品名称|产品名称|品名")


def parse(text: str) -> str | None:
    """The text with single spaces, without the class that invoices print in stars before it; None where nothing is."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" :-_")
    if re.search(r"详见.{0,6}清单|詳見.{0,6}清單", plain):
        return None  # the names stand on another sheet
    plain = re.sub(r"^\*[^*]{1,20}\*(?=.)", "", plain).strip()
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

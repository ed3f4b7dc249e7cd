"""Shop name (店铺名称): under which name the seller trades on the platform.

>>> parse("晨光 旗舰店")
'晨光 旗舰店'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.reading import Page

NAME = "shop_name"
TITLE = {"zh": "店铺名称", "en": "shop name"}
DECISIVE = False
TRACE = re.compile(r"店", re.IGNORECASE)
LABELS = (
    "店铺名称",
    "店鋪名稱",
    "店铺名",
    "店名",
    "店铺",
    "商家名称",
    "商户名称",
    "shop name",
    "store name",
    "shop",
    "store",
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

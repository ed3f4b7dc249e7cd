"""Recipient (收件人): to whom the parcel was sent.

>>> parse("李娜 138****0000")
'李娜'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence_checks.candidates import Candidate, beside_labels, best_first
from evidence_checks.person_names import person, same_person
from evidence_checks.reading import Page

NAME = "recipient_name"
TITLE = {"zh": "收件人姓名", "en": "recipient's name"}
DECISIVE = False
TRACE = re.compile(r"收件|收货|收貨|签收|簽收|收方|先生|女士|recipient|consignee", re.IGNORECASE)
LABELS = (
    "收件人姓名",
    "收件人",
    "收货人姓名",
    "收貨人姓名",
    "收货人",
    "收貨人",
    "收方姓名",
    "收方",
    "收件方",
    "收件人名",
    "客户姓名",
    "签收人姓名",
    "签收人",
    "簽收人",
    "收件",
    "recipient name",
    "recipient",
    "consignee",
    "receiver",
    "deliver to",
    "ship to",
    "收",
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

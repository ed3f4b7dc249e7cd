"""Tracking number (快递单号): the number under which a carrier moves the parcel.

>>> parse("运单号 SF1234567890123")
'SF1234567890123'
>>> parse("7731 2345 6789 012")
'773123456789012'
>>> parse("12:30") is None
True
>>> same("sf 1234567890123", "SF1234567890123")
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from evidence_checks.candidates import Candidate, beside_labels, best_first, lift
from evidence_checks.carriers import carriers_of, check_digit_holds, named_in
from evidence_checks.reading import Page

NAME = "tracking_number"
TITLE = {"zh": "快递单号", "en": "tracking number"}
DECISIVE = True
TRACE = re.compile(
    r"(?<![\d:/.\-*])(?!20\d\d[-/. ])(?!1[3-9]\d{9}(?!\d))\d(?:-?\d| (?=\d{3})\d){8,20}(?![\d.:])(?!-\d)"
)
"""From nine digits; the 22 to 32 digits of a payment's number are no carrier's."""
LABELS = (
    "快递单号",
    "快遞單號",
    "运单号",
    "運單號",
    "运单号码",
    "運單號碼",
    "运单编号",
    "運單編號",
    "物流单号",
    "物流單號",
    "面单号",
    "面單號",
    "快递运单号",
    "快件单号",
    "快件單號",
    "邮件号码",
    "郵件號碼",
    "邮件号",
    "邮件编号",
    "详情单号",
    "详情单编号",
    "托运单号",
    "货运单号",
    "tracking number",
    "tracking no.",
    "tracking no",
    "tracking",
    "waybill number",
    "waybill no.",
    "waybill no",
    "waybill",
    "awb",
    "运单",
    "運單",
    "快递号",
    "物流编号",
    "单号",
    "單號",
)
OTHER_NUMBERS = (
    "订单",
    "訂單",
    "order",
    "交易",
    "商户",
    "电话",
    "手机",
    "tel",
    "phone",
    "税号",
    "账号",
    "发票",
    "流水",
    "凭证",
    "凭據",
)

_DIGITS = re.compile(r"\d{3}")
_SHAPE = re.compile(r"(?<![A-Z0-9])(?:[A-Z]{1,5}[ -]?)?\d(?:[ -]?\d){7,21}(?:[ -]?[A-Z]{2})?(?![A-Z0-9])")


def parse(text: str) -> str | None:
    """The number in capital letters and digits without spaces, or None.

    Takes what a carrier knows before what is merely long.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"(?<=\d)[ \-](?=\d)", "", plain)
    found = [re.sub(r"[ \-]", "", match.group()) for match in _SHAPE.finditer(plain)]
    found = [number for number in found if sum(char.isdigit() for char in number) >= 8]
    if not found:
        return None
    return max(found, key=lambda number: (bool(carriers_of(number)), len(number)))


def _goes_on(text: str, value: str) -> bool:
    """Whether the digits around a value go on after a mark that is no part of a number, such as a stroke read as ``|``.

    >>> _goes_on("777612066|88783", "777612066"), _goes_on("运单号:777612066 2025-01-03", "777612066")
    (True, False)
    """
    plain = re.sub(r"(?<=[A-Z0-9])[ -](?=[A-Z0-9])", "", unicodedata.normalize("NFKC", text).upper())
    at = plain.find(value)
    if at < 0:
        return False
    before, after = plain[:at], plain[at + len(value) :]
    return bool(re.match(r"[^\w\s:()]{1,2}\d", after) or re.search(r"\d[^\w\s:()]{1,2}$", before))


def same(a: str, b: str) -> bool:
    """Equal after NFKC, without white space and case (SEMANTICS 10)."""
    return _key(a) == _key(b)


def _key(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Candidates from codes, labels and bare lines. A bare line counts only where a carrier knows its form."""
    out: list[Candidate] = []
    for one in beside_labels(page, LABELS, stops, parse, in_figures=True, trace=_DIGITS):
        out.append(_judged(one))
    for code in page.codes:
        value = parse(code.text) if len(code.text) <= 40 else None
        if value is not None and carriers_of(value):
            source = "qr" if "qr" in code.format.lower() else "barcode"
            out.append(_judged(Candidate(value, code.text, page.number, code.box, source, 1.0, None, 7.0)))
    named = {name for line in page.lines if (name := named_in(line.text)) is not None}
    labelled = [one.box for one in out if one.label and one.value]
    for line in page.lines:
        if any(word in line.text.lower() for word in OTHER_NUMBERS) or any(box == line.box for box in labelled):
            continue
        value = parse(line.text)
        if value is not None and carriers_of(value) and len(value) >= 12:
            known = value[0].isalpha() or bool(named & set(carriers_of(value)))
            bare = Candidate(
                value, line.text, page.number, line.box, "ocr", line.confidence, None, 4.0 if known else 3.0
            )
            out.append(_judged(bare if known else replace(bare, doubt="no_label")))
    return best_first(out)


def _judged(one: Candidate) -> Candidate:
    value = one.value
    if value is None:
        return one
    if one.source == "ocr" and _goes_on(one.text, value):
        one = replace(one, doubt="bad_format")
    checked = check_digit_holds(value)
    if checked is not None:
        one = replace(one, checked=checked)
    return lift(one, 1.0 if carriers_of(value) else -2.0)

"""VAT invoices (增值税发票): the two parties, the sums, the QR code, and whether they bear each other out.

A paper or electronic invoice has the buyer's box above and the seller's below; a fully digital one has them side by
side.
Its QR code says ``01,kind,code,number,amount,YYYYMMDD,check code,CRC``; the amount is without tax (合计金额), on fully
digital invoices with it. Roll invoices leave amount and date empty, block chain invoices hold an address instead.

>>> read_code("01,10,012001800311,33207675,46.62,20190508,76939056883466677916,E1BD,").number
'33207675'
>>> read_code("http://example.org/verify") is None
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evidence_checks.candidates import Candidate
from evidence_checks.fields.amount import capital
from evidence_checks.layout import union
from evidence_checks.reading import Box, Code, Page, TextLine
from evidence_checks.tax_ids import found_in, holds

DIGITAL = ("31", "32")
"""Kinds of fully digital invoices: one number of twenty digits, no code."""
_IS_INVOICE = re.compile(r"发票|發票|价税合计|價稅合計|税额|稅額|纳税人识别号|購買方|购买方|销售方")
_SUM = re.compile(r"[¥￥]?-?\d{1,3}(?:,\d{3})+\.\d{2}|[¥￥]?-?\d+\.\d{2}")
_NAME_LABEL = re.compile(r"^(?:(?:购买方|购方|销售方|销方|购货单位|销货单位)?名称|名?称)[::]?")


@dataclass(frozen=True, slots=True)
class InvoiceCode:
    """What the QR code of a VAT invoice says; None for what it leaves empty."""

    kind: str
    code: str | None
    number: str
    amount: str | None
    date: str | None
    """``YYYY-MM-DD``"""
    check_code: str | None
    box: Box


@dataclass(frozen=True, slots=True)
class Sums:
    """The row of sums (合计) and the total (价税合计) in figures and capitals, as printed."""

    net: tuple[str, Box] | None
    tax: tuple[str, Box] | None
    total: tuple[str, TextLine, Box] | None
    capitals: tuple[str, TextLine] | None


def plain(text: str) -> str:
    """NFKC without white space; the yen sign in one form."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("￥", "¥")


def is_invoice(page: Page) -> bool:
    """Whether the words of a VAT invoice stand on the page, three of them at least."""
    return len({word for line in page.lines for word in _IS_INVOICE.findall(plain(line.text))}) >= 3


def read_code(text: str, box: Box = (0, 0, 0, 0)) -> InvoiceCode | None:
    """The QR code of a VAT invoice, or None where a text is none."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 7 or parts[0] != "01" or not re.fullmatch(r"\d{2}", parts[1]):
        return None
    kind, code, number, amount, day, check = parts[1:7]
    if not re.fullmatch(r"\d{8}|\d{20}", number) or (code and not re.fullmatch(r"\d{10}|\d{12}", code)):
        return None
    date = f"{day[:4]}-{day[4:6]}-{day[6:]}" if re.fullmatch(r"20\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])", day) else None
    money = amount if re.fullmatch(r"-?\d+(\.\d{1,2})?", amount) else None
    return InvoiceCode(kind, code or None, number, money, date, check if re.fullmatch(r"\d{20}", check) else None, box)


def codes_on(page: Page) -> tuple[InvoiceCode, ...]:
    """Every VAT invoice's QR code on a page."""
    return tuple(one for code in page.codes if (one := read_code(code.text, code.box)) is not None)


def candidates_from_code(page: Page) -> dict[str, list[Candidate]]:
    """What the QR code says of the printed fields, as readings of their own (source ``qr``)."""
    out: dict[str, list[Candidate]] = {}
    for one in codes_on(page):
        said = {"invoice_number": one.number, "invoice_code": one.code, "date": one.date, "total": _total(one, page)}
        for name, value in said.items():
            if value is not None:
                found = Candidate(value, value, page.number, one.box, "qr", 1.0, None, 6.0)
                out.setdefault(name, []).append(found)
    return out


def _total(code: InvoiceCode, page: Page) -> str | None:
    """The total that the code's amount makes with the printed tax; on digital invoices its amount may be the total."""
    if code.amount is None:
        return None
    sums = sums_on(page)
    if code.kind in DIGITAL and sums.total is not None and Decimal(sums.total[0]) == Decimal(code.amount):
        return code.amount
    return str(Decimal(code.amount) + Decimal(sums.tax[0])) if sums.tax is not None else None


def sums_on(page: Page) -> Sums:
    """The sums of a VAT invoice, by the words 价税合计 and 合计 and the row they stand in."""
    lines = [(line, plain(line.text)) for line in page.lines]
    total_at = next((line for line, text in lines if re.search(r"价税合计|價稅合計", text)), None)
    row = _row(page, total_at) if total_at is not None else []
    total, capitals = None, None
    for line in row:
        text = plain(line.text)
        figure = _SUM.search(text)
        if figure is not None and ("¥" in text or "小写" in text):
            total = (figure.group().lstrip("¥").replace(",", ""), line, line.box)
        if (value := capital(text)) is not None:
            capitals = (value, line)
    net, tax = _net_and_tax(page, total_at)
    return Sums(net, tax, total, capitals)


def _net_and_tax(page: Page, total_at: TextLine | None) -> tuple[tuple[str, Box] | None, tuple[str, Box] | None]:
    """The two sums of the row 合计: amount and tax."""
    for line in page.lines:
        text = plain(line.text)
        if line is total_at or not re.match(r"^(合计|合計|合)$|^(合计|合計)[^人大]", text):
            continue
        found = [
            (match.group().lstrip("¥").replace(",", ""), other.box)
            for other in _row(page, line)
            for match in [_SUM.search(plain(other.text))]
            if match is not None and other is not total_at
        ]
        if len(found) == 2:
            return found[0], found[1]
    return None, None


def _row(page: Page, line: TextLine) -> list[TextLine]:
    """The lines on the row of one line, itself included, from left to right."""
    middle = line.box[1] + line.box[3] / 2
    near = [
        other
        for other in page.lines
        if abs(other.box[1] + other.box[3] / 2 - middle) <= 0.6 * min(line.box[3], other.box[3]) + 2
        and other.box[3] <= 3 * line.box[3]
    ]
    return sorted(near, key=lambda other: other.box[0])


@dataclass(frozen=True, slots=True)
class PartyName:
    """The name of the buyer or the seller as printed."""

    role: str
    """``buyer`` or ``seller``."""
    text: str
    box: Box
    confidence: float
    label_box: Box


def parties(page: Page) -> tuple[PartyName, ...]:
    """The names in the boxes of the buyer and the seller: above and below each other, or side by side."""
    if not is_invoice(page):
        return ()
    places = [found for line in page.lines if (found := _named(page, line)) is not None]
    if len(places) != 2:
        return ()
    (one, _, _, _), (other, _, _, _) = places
    apart = abs(one.box[1] - other.box[1])
    key = 1 if apart > 3 * max(one.box[3], other.box[3]) else 0
    ordered = sorted(places, key=lambda place: place[0].box[key])
    return tuple(
        PartyName(role, text, box, sure, label.box)
        for role, (label, text, box, sure) in zip(("buyer", "seller"), ordered, strict=True)
    )


def _named(page: Page, label: TextLine) -> tuple[TextLine, str, Box, float] | None:
    """What stands after 名称: in the same line or right of it; empty where nothing does."""
    text = plain(label.text)
    match = _NAME_LABEL.match(text)
    if match is None or (match.end() < 3 and not text.startswith("称:") and text != "称"):
        return None
    rest = text[match.end() :].lstrip(":")
    if rest:
        share = match.end() / max(1, len(text))
        x, y, width, height = label.box
        start = round(x + share * width)
        return label, rest, (start, y, x + width - start, height), label.confidence
    edge, height = label.box[0] + label.box[2], label.box[3]
    held: list[TextLine] = []
    for other in _row(page, label):
        if other.box[0] < edge - 0.3 * height or other is label:
            continue
        if other.box[0] - edge > (12 if not held else 1.5) * height or len(plain(other.text)) < 2:
            break
        if _NAME_LABEL.match(plain(other.text)):
            break
        held.append(other)
        edge = other.box[0] + other.box[2]
    if not held:
        x, y, width, height = label.box
        return label, "", (x + width, y, 6 * height, height), 0.0
    return (
        label,
        "".join(plain(one.text) for one in held),
        union([one.box for one in held]),
        min(one.confidence for one in held),
    )


def flags(page: Page) -> list[dict[str, object]]:
    """What does not fit together on a VAT invoice, for a person: a tax id whose check character fails, a check code or
    an amount without tax that the QR code says otherwise. Advisory; the fields themselves are settled by agreement."""
    if not is_invoice(page):
        return []
    out: list[dict[str, object]] = []
    sound = [code for line in page.lines for code in found_in(line.text) if holds(code)]
    for label in page.lines:
        if not re.search(r"识别号|識別號|信用代码", plain(label.text)):
            continue
        for line in _row(page, label):
            for code in found_in(line.text):
                misread = any(sum(a != b for a, b in zip(code, other, strict=True)) <= 3 for other in sound)
                if not holds(code) and not misread and line.confidence >= 0.95:
                    found = {"flag": "tax_id_check_fails", "page": page.number, "value": code, "box": list(line.box)}
                    out += [found] if found not in out else []
    for one in codes_on(page):
        out += _against_code(page, one)
    return out


def _against_code(page: Page, code: InvoiceCode) -> list[dict[str, object]]:
    out: list[dict[str, object]] = []

    def differs(what: str, printed: str, coded: str, box: Box) -> None:
        readings = [
            {"source": "ocr", "value": printed, "page": page.number, "box": list(box)},
            {"source": "qr", "value": coded, "page": page.number, "box": list(code.box)},
        ]
        out.append({"flag": "readings_disagree", "field": what, "readings": readings})

    net = sums_on(page).net
    if net is not None and code.amount is not None and code.kind not in DIGITAL:
        if Decimal(net[0]) != Decimal(code.amount):
            differs("amount_before_tax", net[0], code.amount, net[1])
    if code.check_code is not None:
        for line in page.lines:
            match = re.search(r"校验码[::]?(\d{20})$", plain(line.text))
            if match is not None and line.confidence >= 0.95:
                wrong = sum(a != b for a, b in zip(match[1], code.check_code, strict=True))
                if wrong > 4:  # a few digits of twenty are a misreading, not another invoice
                    differs("check_code", match[1], code.check_code, line.box)
    return out


def is_invoice_code(code: Code) -> bool:
    """Whether a code is the QR code of a VAT invoice."""
    return read_code(code.text) is not None


def found_codes(pages: Sequence[Page]) -> tuple[InvoiceCode, ...]:
    """The QR codes of VAT invoices on all pages."""
    return tuple(one for page in pages for one in codes_on(page))

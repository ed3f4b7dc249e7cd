"""Amount (运费金额): what was paid for the carriage.

>>> parse("¥1,234.50元")
'1234.50'
>>> parse("人民币壹佰贰拾元伍角整")
'120.50'
>>> capital("柒佰肆拾叁亿贰仟玖佰肆拾柒万贰仟叁佰肆拾元贰角叁分")
'74329472340.23'
>>> parse("2025-11-03") is None
True
>>> same("12.5", "12.50")
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from evidence_checks.candidates import Candidate, beside_labels, best_first, lift, one_of_several
from evidence_checks.reading import Page

NAME = "amount"
TITLE = {"zh": "运费金额", "en": "freight amount"}
DECISIVE = True
TRACE = re.compile(r"\d+[.,]\d{2}(?!\d)|[¥￥$]\s*\d|\d\s*元|[壹贰叁肆伍陆柒捌玖拾佰仟]{2}")
LABELS = (
    "运费金额",
    "運費金額",
    "运费合计",
    "運費合計",
    "运费",
    "運費",
    "快递费",
    "快遞費",
    "邮费",
    "郵費",
    "物流费",
    "托运费",
    "freight charge",
    "freight",
    "费用合计",
    "費用合計",
    "实收金额",
    "實收金額",
    "实付金额",
    "實付金額",
    "实收",
    "实付",
    "付款金额",
    "支付金额",
    "转账金额",
    "轉賬金額",
    "收款金额",
    "合计金额",
    "合計金額",
    "总金额",
    "總金額",
    "金额",
    "金額",
    "合计",
    "合計",
    "总计",
    "總計",
    "费用",
    "費用",
    "合计人民币",
    "合計人民幣",
    "total amount",
    "amount paid",
    "amount",
    "total",
    "fee",
    "charge",
    "小写",
    "小寫",
)
IN_CAPITALS = ("大写", "大寫", "金额大写", "金額大寫", "人民币大写", "人民幣大寫", "合计大写", "人民币", "人民幣")

_DIGITS = {
    char: value
    for value, group in enumerate(
        ("零〇", "壹一", "贰二貳", "叁三參", "肆四", "伍五", "陆六陸", "柒七", "捌八", "玖九")
    )
    for char in group
}
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_CAPITAL = re.compile(
    r"[零〇壹贰貳叁參肆伍陆陸柒捌玖拾佰仟万萬亿億]+[元圆圓](?:[零壹贰貳叁參肆伍陆陸柒捌玖]角)?零?(?:[壹贰貳叁參肆伍陆陸柒捌玖]分)?[整正]?"
)
_FIGURES = re.compile(
    r"(?P<sign>[¥$]|RMB|CNY)?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?)(?![\d.,]*[\d])\s*(?P<yuan>元|圆|圓|RMB|CNY)?",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^[\s:¥$()元约共计小写寫RMBCNYrmbcny.]*(人民币|人民幣)?[\s:¥$]*\d")


def capital(text: str) -> str | None:
    """An amount in Chinese capitals as a decimal string with two places, or None."""
    match = _CAPITAL.search(re.sub(r"\s", "", text))
    if match is None:
        return None
    words = match.group()
    whole, _, rest = re.split(r"([元圆圓])", words, maxsplit=1)
    total = section = digit = 0
    for char in whole:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in "万萬":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
    cents = 0
    for mark, size in (("角", 10), ("分", 1)):
        at = rest.find(mark)
        if at > 0 and rest[at - 1] in _DIGITS:
            cents += _DIGITS[rest[at - 1]] * size
    return str(Decimal(total + section + digit) + Decimal(cents).scaleb(-2).quantize(Decimal("0.01")))


def figures(text: str) -> tuple[str, bool] | None:
    """An amount in figures and whether a currency stands with it, or None. The one with a currency wins."""
    plain = unicodedata.normalize("NFKC", text).replace("￥", "¥")
    if re.search(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}:\d{2}", plain) and "¥" not in plain and "元" not in plain:
        return None
    found = [
        (
            match.group("number").replace(",", ""),
            bool(match.group("sign") or match.group("yuan")),
            match.start("number"),
        )
        for match in _FIGURES.finditer(plain)
        if not (match.start("number") and plain[match.start("number") - 1] in "0123456789.,")
    ]
    if not found:
        return None
    number, shown, _ = max(found, key=lambda one: (one[1], "." in one[0], -one[2]))
    return re.sub(r"^0+(?=\d)", "", number), shown


def parse(text: str) -> str | None:
    """A decimal string without currency, as many places as shown; from capitals two. None where there is no amount."""
    in_figures = figures(text)
    if in_figures is not None:
        return in_figures[0]
    return capital(text)


def _beside(text: str) -> str | None:
    """The amount that a text beside a label begins with: a number after other words is something else."""
    plain = unicodedata.normalize("NFKC", text).replace("￥", "¥")
    if figures(text) is not None and not _BEGINS.match(plain):
        return None
    return parse(text)


def same(a: str, b: str) -> bool:
    """Equal as numbers."""
    try:
        return Decimal(a) == Decimal(b)
    except InvalidOperation:
        return False


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside a label; capitals on the page are a second reading of the total.

    A big figure with a currency stands alone.
    """
    stops = tuple(stops)
    out: list[Candidate] = []
    capitals = [value for line in page.lines if (value := capital(line.text)) is not None]
    for one in beside_labels(page, LABELS, (*stops, *IN_CAPITALS), _beside, in_figures=True):
        read = figures(one.text)
        if one.value is not None and read is not None:
            money = read[1] or "." in read[0]
            one = lift(one, 0.8 if money else (-4.0 if len(read[0]) > 5 else 0.0))
            one = replace(one, also=tuple(capitals) if len(set(capitals)) == 1 else ())
        out.append(one)
    tallest = max((line.box[3] for line in page.lines), default=0)
    free: list[Candidate] = []
    for line in page.lines:
        read = figures(line.text)
        if read is not None and read[1]:
            value, weight = read[0], 3.0 + (1.5 if line.box[3] >= 0.9 * tallest else 0.0)
            free.append(Candidate(value, line.text, page.number, line.box, "ocr", line.confidence, None, weight))
        elif re.fullmatch(r"-?\d{1,6}\.\d{2}", line.text.strip()) and line.box[3] >= 0.8 * tallest:
            value = line.text.strip().lstrip("-")
            free.append(Candidate(value, line.text, page.number, line.box, "ocr", line.confidence, None, 3.0))
        elif (value := capital(line.text) or "") and not any(one.value and one.label for one in out):
            free.append(Candidate(value, line.text, page.number, line.box, "ocr", line.confidence, None, 4.0))
    return best_first([*out, *(one_of_several(free, same) if free else [])])

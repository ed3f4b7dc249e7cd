"""Date (日期): the day that an exhibit carries, in every common form.

>>> parse("2025年11月3日 14:05")
'2025-11-03'
>>> parse("2025/1/9")
'2025-01-09'
>>> parse("3 Nov 2025"), parse("November 3, 2025")
('2025-11-03', '2025-11-03')
>>> parse("二〇二五年十一月三日")
'2025-11-03'
>>> parse("20251103143000")
'2025-11-03'
>>> parse("2025-13-40") is None
True
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from evidence_checks.candidates import Candidate, beside_labels, best_first, free_lines, lift, one_of_several
from evidence_checks.reading import Page

NAME = "date"
TITLE = {"zh": "日期", "en": "date"}
DECISIVE = True
TRACE = re.compile(
    r"\d{1,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,4}|\d\s*月\s*\d|(?<!\d)20\d{6}"
    r"|(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,-]*\d",
    re.IGNORECASE,
)
LABELS = (
    "签收日期",
    "簽收日期",
    "派送日期",
    "派件日期",
    "送达日期",
    "签收时间",
    "簽收時間",
    "派件时间",
    "派送时间",
    "收件日期",
    "寄件日期",
    "寄件时间",
    "收寄日期",
    "收寄时间",
    "发货日期",
    "称重时间",
    "称重日期",
    "开票日期",
    "開票日期",
    "付款时间",
    "付款日期",
    "支付时间",
    "转账时间",
    "轉賬時間",
    "收款日期",
    "收款时间",
    "到账时间",
    "交易时间",
    "交易日期",
    "下单时间",
    "揽收时间",
    "打印时间",
    "签发日期",
    "签订日期",
    "日期",
    "时间",
    "時間",
    "date of issue",
    "issue date",
    "date/time",
    "date",
    "time",
)
NOT_THE_DATE = ("出生", "生产日期", "生產日期", "有效期", "保质期", "过期", "版本", "截止", "birth", "expir")

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_HAN = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0}
_FORMS = (
    re.compile(r"(?<!\d)(?P<y>20\d{2})\s*[-/.年,]\s*(?P<m>\d{1,2})\s*[-/.月,]\s*(?P<d>\d{1,2})(?=\D|\d{2}:|$)"),
    re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[ \-.]*(?P<mon>[A-Za-z]{3,9})[ \-.,]*(?P<y>20\d{2})(?!\d)"),
    re.compile(r"(?P<mon>[A-Za-z]{3,9})[ .]*(?P<d>\d{1,2})(?:st|nd|rd|th)?[ ,]+(?P<y>20\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>20\d{2})(?!\d)"),
)
_HAN_FORM = re.compile(
    r"(?P<y>[零〇○O一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_MINGUO = re.compile(r"(?:民國|民国)\s*(?P<y>\d{2,3})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日")


def _tens(text: str) -> int:
    before, ten, after = text.partition("十")
    return (_HAN.get(before, 1) * 10 + _HAN.get(after, 0)) if ten else _HAN[text]


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def parse(text: str) -> str | None:
    """``YYYY-MM-DD``, or None where there is no date, or where day and month can't be told apart."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"(?<=[\d年月])\s+(?=[\d年月日])", lambda gap: "" if "月" in plain else gap.group(), plain)
    match = _HAN_FORM.search(plain)
    if match is not None:
        year = int("".join(str(_HAN[char]) for char in match["y"]))
        return _day(year, _tens(match["m"]), _tens(match["d"]))
    match = _MINGUO.search(plain)
    if match is not None:
        return _day(int(match["y"]) + 1911, int(match["m"]), int(match["d"]))
    for form in _FORMS:
        for match in form.finditer(plain):
            parts = match.groupdict()
            day = int(parts["d"])
            if "mon" in parts:
                month = _MONTHS.get(parts["mon"][:3].lower(), 0)
            else:
                month = int(parts["m"])
                if form is _FORMS[-1]:
                    if day <= 12 and month <= 12 and day != month:
                        continue
                    if month > 12:
                        day, month = month, day
            found = _day(int(parts["y"]), month, day)
            if found is not None:
                return found
    return None


def same(a: str, b: str) -> bool:
    """Equal as days; an instant counts by its day."""
    return a[:10] == b[:10]


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside a label, or a line that is a date; dates of birth, production and expiry are not the exhibit's."""
    out = list(beside_labels(page, LABELS, stops, parse, in_figures=True, trace=TRACE))
    known = {one.value for one in out if one.value}
    free: list[Candidate] = []
    for one in free_lines(page, parse, 4.0):
        line = one.text.lower()
        figures = sum(char in "0123456789-/.:年月日时分秒 " for char in line)
        if any(word in line for word in NOT_THE_DATE) or figures < 0.6 * len(line) or re.search(r"至|到|~|—", line):
            continue  # a date inside a sentence is what the sentence tells, not when the exhibit was made
        if re.search(r"\d{9,}", line):
            one = replace(one, doubt="no_label", weight=2.0)
        free.append(lift(one, 0.5 if one.value in known else 0.0))
    return best_first([*out, *(one_of_several(free, same) if free else [])])

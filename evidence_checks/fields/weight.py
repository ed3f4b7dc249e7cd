"""Weight (重量): what a scale or a slip shows, with its unit; the value is grams, exactly.

>>> parse("1.25kg"), parse("850 克"), parse("2斤")
('1250', '850', '1000')
>>> parse("12.50") is None
True
>>> read("重量: 12.50")
('12.50', None)
>>> grams("1", "lb"), grams("0.1", "kg")
('453.59237', '100')
>>> same("1250", "1250.0")
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from evidence_checks.candidates import Candidate, Part, beside_labels, best_first, lift, lines_near
from evidence_checks.layout import union
from evidence_checks.reading import Page

NAME = "weight"
TITLE = {"zh": "重量", "en": "weight"}
DECISIVE = True
TRACE = re.compile(r"\d\s*(kg|g|公斤|千克|克|斤|磅|lb|oz)(?![a-z])|^\W*\d+[.,]\d+\W*$", re.IGNORECASE)
unit = Part(NAME, "unit", {"zh": "重量单位", "en": "unit of the weight"})
LABELS = (
    "实际重量",
    "實際重量",
    "称重重量",
    "計費重量",
    "计费重量",
    "包裹重量",
    "毛重",
    "净重",
    "淨重",
    "重量",
    "称重",
    "稱重",
    "秤重",
    "gross weight",
    "net weight",
    "weight",
    "wt",
    "gross",
    "net",
)
GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "jin": Decimal(500),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
WORDS = {
    "kg": "kg",
    "kgs": "kg",
    "公斤": "kg",
    "千克": "kg",
    "g": "g",
    "克": "g",
    "gram": "g",
    "grams": "g",
    "斤": "jin",
    "市斤": "jin",
    "lb": "lb",
    "lbs": "lb",
    "磅": "lb",
    "oz": "oz",
    "盎司": "oz",
}

_OF_THE_SCALE = re.compile(r"max|min|[de]\s*=|量程|最大|最小|限重|限载|capacity|分度|精度|≤|<", re.IGNORECASE)
"""What a scale can weigh, printed on its body, is not what it weighs."""
_SCALE = re.compile(r"重|称|秤|皮|磅|scale|weight|balance|tare|max", re.IGNORECASE)
_RATED = re.compile(
    r"\b(max|min|cap|capacity|range|tare|[ed])\b\s*[.:=]?\s*\d|最大|最小|量程|称量|秤量|稱量|分度|检定|额定|載重|载重|精度|皮重|限重",
    re.IGNORECASE,
)
"""What is printed on a scale about the scale, or weighs something else than the parcel: never its weight."""
_UNIT = r"kgs|kg|公斤|千克|grams|gram|g|克|市斤|斤|lbs|lb|磅|oz|盎司"
_NUMBER = re.compile(r"(?<![\d.])(\d{1,6}(?:\.\d{1,4})?)(?![\d.])")
_WITH_UNIT = re.compile(rf"(?<![\d.,A-Za-z])(\d{{1,6}}(?:\.\d{{1,4}})?)\s*({_UNIT})(?![A-Za-z])", re.IGNORECASE)
_UNIT_ALONE = re.compile(rf"^\W*({_UNIT})\W*$", re.IGNORECASE)
_UNIT_IN_BRACKETS = re.compile(rf"[((]\s*({_UNIT})\s*[))]", re.IGNORECASE)


def grams(number: str, in_unit: str) -> str:
    """A number in a unit as grams, exact, without trailing zeros."""
    value = Decimal(number) * GRAMS[in_unit]
    return format(value.normalize(), "f")


def read(text: str) -> tuple[str, str | None] | None:
    """The number as shown and its unit (None where none is shown), or None where there is no number."""
    plain = unicodedata.normalize("NFKC", text)
    match = _WITH_UNIT.search(plain)
    if match is not None:
        return match.group(1), WORDS[match.group(2).lower()]
    number = _NUMBER.search(plain)
    if number is None:
        return None
    bracket = _UNIT_IN_BRACKETS.search(plain)
    return number.group(1), WORDS[bracket.group(1).lower()] if bracket else None


def unit_of(text: str) -> str | None:
    """The unit that a line of text is, or None."""
    match = _UNIT_ALONE.match(unicodedata.normalize("NFKC", text))
    return WORDS[match.group(1).lower()] if match else None


def parse(text: str) -> str | None:
    """Grams as a decimal string, or None where number or unit is missing."""
    found = read(text)
    if found is None or found[1] is None:
        return None
    return grams(found[0], found[1])


def same(a: str, b: str) -> bool:
    """Equal as numbers of grams."""
    try:
        return Decimal(a) == Decimal(b)
    except InvalidOperation:
        return False


def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]:
    """Beside a label, or a number with its unit, or the big digits of a display with the unit near them.

    A candidate without a unit keeps its number in ``text`` and has no value.
    """
    out: list[Candidate] = []
    for one in beside_labels(page, LABELS, stops, lambda text: (read(text) or (None,))[0], in_figures=True):
        out.append(_with_unit(page, one))
    for line in page.lines:
        plain = unicodedata.normalize("NFKC", line.text)
        match = _WITH_UNIT.search(plain)
        if match is not None and not _OF_THE_SCALE.search(plain):
            shown_unit = WORDS[match.group(2).lower()]
            alone = len(match.group()) >= 0.6 * len(line.text.strip())
            value = grams(match.group(1), shown_unit)
            one = Candidate(value, line.text, page.number, line.box, "ocr", line.confidence, unit=shown_unit)
            # In the middle of other words a weight may be that of anything.
            out.append(replace(one, weight=5.0) if alone else replace(one, weight=3.0, doubt="no_label"))
    tallest = max((line.box[3] for line in page.lines), default=0)
    out = [_on_display(one, tallest) for one in out]
    for line in page.lines:
        plain = unicodedata.normalize("NFKC", line.text).strip()
        if re.fullmatch(r"-?\d{1,6}(?:[.,]\d{1,4})?", plain) and line.box[3] >= 0.85 * tallest:
            shown = Candidate(plain, plain, page.number, line.box, "display", line.confidence, None, 4.5)
            shown = _with_unit(page, shown)
            scale = shown.unit is not None or any(_SCALE.search(other.text) for other in page.lines)
            out.append(shown if scale else replace(shown, doubt="no_label"))
    return best_first(out)


def _on_display(one: Candidate, tallest: int) -> Candidate:
    """Digits that are the tallest on the page and tower over their label stand on a display."""
    towers = one.label_box is not None and one.box[3] > 1.6 * one.label_box[3]
    return replace(one, source="display") if towers and one.box[3] >= 0.85 * tallest else one


def _with_unit(page: Page, one: Candidate) -> Candidate:
    found = read(one.text)
    if found is None:
        return replace(one, value=None)
    number, shown = found
    box = one.box
    if shown is None and one.label is not None:
        shown = _unit_in_label(page, one)
    if shown is None:
        for line in lines_near(page, one.box, 1.2):
            shown = unit_of(line.text)
            if shown is not None:
                box = union([box, line.box])
                break
    if shown is None:
        return lift(replace(one, value=None, text=one.text), 4.0 if one.value else 0.0)
    return lift(replace(one, value=grams(number, shown), unit=shown, box=box), 1.0)


def _unit_in_label(page: Page, one: Candidate) -> str | None:
    """The unit in brackets behind the label, as in 重量(kg)."""
    for line in lines_near(page, one.box, 3.0):
        plain = unicodedata.normalize("NFKC", line.text)
        if one.label is not None and one.label in plain.lower().replace(" ", ""):
            bracket = _UNIT_IN_BRACKETS.search(plain)
            if bracket:
                return WORDS[bracket.group(1).lower()]
    return None

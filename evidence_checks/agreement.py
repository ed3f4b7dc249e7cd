"""What independent readings of one field agree on.

A value that decides something counts without a person only where two independent readings agree: the text reader, a
barcode or QR code, the second reader on the same crop, a check digit inside the number, the same value printed twice,
an amount in capitals. What somebody expects the value to be is no reading and is never looked at here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from evidence_checks.candidates import Candidate, Field
from evidence_checks.carriers import carriers_of
from evidence_checks.layout import overlap
from evidence_checks.legibility import Figures, PageQuality, burnt_beside, is_blank, measure_space, place_below
from evidence_checks.reading import Box, Page

SURE = 0.80
"""The text reader's figure from which its reading is taken up at all."""
PLAUSIBLE = 0.70
"""From which a well-formed name on a sharp picture counts as readable, where its value is compared with nothing."""
NAME_SURE = 0.88
"""From which a name that one engine read twice is taken for what is written."""
VERY_SURE = 0.93
"""From which a reading that no other reader could check still counts for a value that decides nothing by a digit."""
_ONE_ENGINE = frozenset({"ocr", "read_again"})
"""One engine on one crop, however often: what it takes a handwritten 4 for, it takes its changed picture for too."""
_NOT_BY_EYE = frozenset({"barcode", "qr", "check_digit"})
"""Readings that do not hang on how well the characters can be seen."""
DATES = frozenset({"date", "valid_from", "valid_until"})
"""Fields that are days: the second reader's answer is compared as a day."""
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,-/:"
"""What the second reader may answer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as the exhibit shows it."""

    name: str
    value: str | None = None
    text: str | None = None
    present: str = "unknown"
    legible: str = "unknown"
    unit: str | None = None
    unit_shown: str | None = None
    source: str | None = None
    confidence: float | None = None
    page: int | None = None
    box: Box | None = None
    agreed_by: tuple[str, ...] = ()
    disagree: tuple[tuple[str, str, int, Box], ...] = ()
    """Readings that say otherwise: source, value, page, box; the first is the one in ``value``."""
    cause: str | None = None
    """Why it is not plainly legible: a word of `fixes.CAUSES`."""
    figures: Figures | None = field(default=None, compare=False)
    label_found: bool = False


def second_value(name: str, answer: str, first: Candidate, module: Field) -> tuple[str, str | None]:
    """How the second reader's answer stands to the first reading: ``agrees``, ``differs`` or ``silent``; and its value.

    An answer that has not the form of the field, or other than the first's count of digits, is silence, not
    disagreement: the second reader fails on handwriting and displays by returning fragments.
    """
    plain = unicodedata.normalize("NFKC", answer).upper().replace(" ", "")
    mine = _core(name, first)
    if mine is None or not plain:
        return "silent", None
    digits, wanted = re.sub(r"\D", "", plain), re.sub(r"\D", "", mine)
    if name == "tracking_number":
        if wanted and digits == wanted:
            return "agrees", mine
        if len(digits) == len(wanted) and len(plain) <= len(mine) + 2:
            if sum(a != b for a, b in zip(digits, wanted, strict=True)) <= 2:
                return "differs", digits
        return "silent", None
    if name in DATES:
        value = module.parse(answer)
        if value is None and digits == wanted:
            value = first.value
        elif value is None and len(digits) == 8:
            value = module.parse(digits)
        if value is None:
            return "silent", None
        return ("agrees", value) if first.value and module.same(value, first.value) else ("differs", value)
    numbers = re.findall(r"\d+(?:[.,]\d+)*", plain)
    for number in numbers:
        if number.replace(",", "") == mine or (
            number.replace(",", ".") == mine and number.count(",") == 1 and "." in mine
        ):
            return "agrees", mine
    for number in numbers:
        bare = re.sub(r"\D", "", number)
        if bare == wanted or (len(bare) == len(wanted) and sum(a != b for a, b in zip(bare, wanted, strict=True)) == 1):
            return "differs", number.replace(",", "")
    return "silent", None


def _core(name: str, first: Candidate) -> str | None:
    """The characters of a candidate that a second reader is asked for."""
    if name == "weight":
        match = re.search(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", first.text))
        return match.group() if match else None
    if name in DATES and first.value is not None:
        year, month, day = first.value.split("-")
        match = re.search(
            rf"{year}\D{{0,2}}0?{int(month)}\D{{1,2}}0?{int(day)}(?!\d)", unicodedata.normalize("NFKC", first.text)
        )
        return match.group() if match else first.value
    return first.value


def pick(candidates: Sequence[Candidate]) -> Candidate | None:
    """The candidate that the report shows: the strongest with a value, else the strongest label, else nothing."""
    with_value = [one for one in candidates if one.value is not None or _bare_weight(one)]
    pool = with_value or [one for one in candidates if one.label is not None]
    return max(pool, key=lambda one: (one.weight, -one.page, -one.box[1], -one.box[0])) if pool else None


def _bare_weight(one: Candidate) -> bool:
    return (
        one.value is None
        and one.unit is None
        and one.weight > 4.0
        and re.search(r"\d", one.text) is not None
        and (one.source == "display" or one.weight > 9.0)
    )


def agree(
    name: str,
    module: Field,
    candidates: Sequence[Candidate],
    best: Candidate | None,
    second: str | None,
    pages: Mapping[int, Page],
    quality: Mapping[int, PageQuality],
    figures: Figures | None,
    again: Sequence[str | None] = (),
    display: str | None = None,
) -> Shown:
    """One field from all its readings.

    ``second``: the second reader's answer for the best candidate's crop, None if not asked. ``again``: the values of
    further readings of the changed crop. ``display``: the number that the segments of a display spell.
    """
    label_found = any(one.label is not None for one in candidates)
    if best is None:
        return _absent(name, module, pages, quality)
    if best.value is None and not _bare_weight(best):
        best, figures, blank = _where_it_should_stand(pages[best.page], best, figures)
        shown = _beside_label(name, best, quality, figures, blank)
        if not best.text and best.label_box is not None and burnt_beside(pages[best.page], best.label_box):
            return replace(shown, present="unknown", legible="no", cause="glare")
        return shown

    agreed: list[str] = [best.source]
    against: list[tuple[str, str, int, Box]] = []
    value = best.value if best.value is not None else best.text
    for other in candidates:
        if other is best or other.value is None or best.value is None:
            continue
        same = module.same(other.value, best.value)
        if other.source != best.source and {other.source, best.source} & {"barcode", "qr"}:
            if same:
                agreed.append(other.source)
            elif other.source in ("barcode", "qr") and _rivals(name, other.value, best.value):
                against.append((other.source, other.value, other.page, other.box))
            elif best.source in ("barcode", "qr") and other.label and other.weight > 8.0 and other.confidence >= SURE:
                against.append((other.source, other.value, other.page, other.box))
        elif same and other.source == best.source and overlap(other.box, best.box) < 0.2 and other.confidence >= SURE:
            agreed.append("printed_twice")
        elif name == "tracking_number" and not same and other.label and best.label and other.label == best.label:
            if other.confidence >= SURE and overlap(other.box, best.box) < 0.2 and carriers_of(other.value):
                against.append((other.source, other.value, other.page, other.box))
    for capital in best.also:
        if best.value is not None:
            if module.same(capital, best.value):
                agreed.append("capitals")
            else:
                against.append(("capitals", capital, best.page, best.box))
    if best.checked:
        agreed.append("check_digit")
    elif name == "tracking_number" and re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", value):
        against.append(("check_digit", "check digit does not hold", best.page, best.box))
    if second is not None and best.source in ("ocr", "display"):
        how, other_value = second_value(name, second, best, module)
        if how == "agrees":
            agreed.append("second_reader")
        elif how == "differs" and other_value is not None and best.source != "display":
            against.append(("second_reader", other_value, best.page, best.box))
    number = _core(name, best)
    if display is not None and number is not None:
        if display == number:
            agreed.append("segments")
        elif display.replace(".", "") == number.replace(".", "") or number.replace(".", "") in display.replace(".", ""):
            against.append(("segments", display, best.page, best.box))
    steady = sum(
        other is not None and number is not None and _same_core(name, module, other, best, number) for other in again
    )
    if again and steady == len(again):
        agreed.append("read_again")
    elif again and module.DECISIVE and steady == 0 and len(set(again)) == 1 and again[0] is not None:
        against.append(("read_again", again[0], best.page, best.box))
    agreed = list(dict.fromkeys(agreed))
    of_its_own = set(agreed) - {"read_again"}
    if len(of_its_own) >= 2 and {entry[0] for entry in against} == {"second_reader"} and best.source == "ocr":
        against = []  # two readings outvote the reader that is weaker on handwriting
    legible, cause = _legible(name, module, best, agreed, against, figures, steady if again else None)
    if name == "weight" and legible == "yes" and _point_may_be_lost(best, number, agreed):
        legible, cause = "unknown", "point_uncertain"
    # A value that is held against nothing may be legible to people though this reader is not sure of it.
    sure = getattr(module, "COMPARED", True) or (len(agreed) >= 2 and best.confidence >= NAME_SURE)
    shown = Shown(
        name=name,
        value=best.value if sure or legible != "yes" else None,
        text=best.text,
        present="yes",
        legible=legible,
        source=best.source,
        confidence=best.confidence,
        page=best.page,
        box=best.box,
        agreed_by=tuple(agreed),
        disagree=((best.source, value, best.page, best.box), *against) if against else (),
        cause=cause,
        figures=figures,
        label_found=label_found,
    )
    return _weighed(shown, best, quality) if name == "weight" else shown


def _rivals(name: str, code: str, printed: str) -> bool:
    """Whether a code claims to be the same number as the print: equal kind of number, other digits."""
    return (
        name != "tracking_number"
        or bool(set(carriers_of(code)) & set(carriers_of(printed)))
        or len(code) == len(printed)
    )


def _legible(
    name: str,
    module: Field,
    best: Candidate,
    agreed: Sequence[str],
    against: Sequence[tuple[str, str, int, Box]],
    figures: Figures | None,
    steady: int | None,
) -> tuple[str, str | None]:
    if best.source in ("barcode", "qr") and len(agreed) == 1:
        return "unknown", "only_in_code"
    faults = figures.faults() if figures else ()
    doubts = figures.doubts() if figures else ()
    if against:
        return "unknown", "readings_disagree"
    if best.doubt is not None and not set(agreed) & _NOT_BY_EYE:
        return "unknown", best.doubt
    twice_by_one = set(agreed) <= _ONE_ENGINE and (module.DECISIVE or best.confidence < NAME_SURE)
    if len(agreed) >= 2 and not twice_by_one:
        hard = [cause for cause in doubts if cause in ("cut_off", "too_small", "blurred", "low_contrast")]
        if module.DECISIVE and hard and not set(agreed) & _NOT_BY_EYE:
            return "unknown", hard[0]  # two readers of the same poor pixels err alike, and neither sees what is cut off
        if name == "tracking_number" and not carriers_of(best.value or ""):
            if not set(agreed) & {"second_reader", "barcode", "qr", "check_digit"}:
                return "unknown", "bad_format"  # read twice by one engine: a lost character stays lost
        return "yes", None
    if faults:
        return ("no", faults[0]) if best.confidence < SURE else ("unknown", faults[0])
    if doubts:
        return "unknown", doubts[0]
    if not getattr(module, "COMPARED", True):
        # Nothing is held against this value, so that the picture decides whether a person can read it.
        return ("yes", None) if best.confidence >= PLAUSIBLE else ("unknown", "reader_unsure")
    if best.confidence < SURE:
        return "unknown", "reader_unsure"
    if name == "tracking_number" and not carriers_of(best.value or ""):
        return "unknown", "bad_format"
    if module.DECISIVE:
        return "unknown", "only_one_reading"
    if steady is None:
        return ("yes", None) if best.confidence >= VERY_SURE else ("unknown", "reader_unsure")
    return ("yes", None) if best.confidence >= VERY_SURE and steady >= 1 else ("unknown", "reader_unsure")


def _same_core(name: str, module: Field, other: str, best: Candidate, number: str) -> bool:
    """Whether a further reading has the same value; of a weight the same number as shown."""
    if name == "weight":
        return other == number
    return best.value is not None and module.same(other, best.value)


def _point_may_be_lost(best: Candidate, number: str | None, agreed: Sequence[str]) -> bool:
    """Whether a weight without a decimal point may have had one that no reader saw: all of them miss faint points.

    So many whole kilograms are no parcel; grams on a display count only where its segments were read.
    """
    if number is None or "." in number or best.unit is None:
        return False
    if best.unit == "g":
        return best.source == "display" and len(number) >= 3 and "segments" not in agreed
    return len(number) >= 3


def _weighed(shown: Shown, best: Candidate, quality: Mapping[int, PageQuality]) -> Shown:
    if best.unit is not None:
        return replace(shown, unit=best.unit, unit_shown="yes")
    well = best.page in quality and quality[best.page].reads_well() and shown.legible == "yes"
    return replace(shown, value=None, unit_shown="no" if well else "unknown", cause=shown.cause or "no_unit")


def _absent(name: str, module: Field, pages: Mapping[int, Page], quality: Mapping[int, PageQuality]) -> Shown:
    """No label and no value: plainly not there only where every page reads well and nothing on it is left unread."""
    clear = bool(pages) and all(quality[number].reads_well() for number in pages)
    if clear and not any(_left_unread(page) or _traced(module, page) for page in pages.values()):
        return Shown(name, present="no", legible="no", cause="not_shown")
    causes = [cause for number in pages for cause in quality[number].causes()]
    return Shown(name, cause=causes[0] if causes else "not_found")


def _traced(module: Field, page: Page) -> bool:
    """Whether something on the page may be the field after all; for numbers also a code that says nothing known."""
    known = any(module.TRACE.search(unicodedata.normalize("NFKC", line.text)) for line in page.lines)
    return known or (module.NAME == "tracking_number" and bool(page.codes))


def _left_unread(page: Page) -> bool:
    """Whether a line of some length was read badly: it might be what is looked for."""
    return any(line.confidence < 0.6 and len(line.text) >= 4 for line in page.lines)


def _where_it_should_stand(
    page: Page, best: Candidate, figures: Figures | None
) -> tuple[Candidate, Figures | None, bool]:
    """Of a label without a value: the place beside it, or under it where ink stands there that nobody read."""
    blank = is_blank(page, best.box)
    if not best.text and not blank:
        figures = measure_space(page, best.box)
    if best.text or not blank or best.label_box is None:
        return best, figures, blank
    below = place_below(page, best.label_box)
    if any(overlap(line.box, below) > 0.15 for line in page.lines) or is_blank(page, below, smudges=True):
        return best, figures, blank
    return replace(best, box=below), measure_space(page, below), False


def _beside_label(
    name: str, best: Candidate, quality: Mapping[int, PageQuality], figures: Figures | None, blank: bool
) -> Shown:
    """The label is there, but no value that fits stands beside it.

    A blank, ink that can't be read, or something else.
    """
    cause = "reader_unsure"
    present, legible = "unknown", "unknown"
    well = quality[best.page].reads_well() if best.page in quality else False
    if figures is not None:
        faults = figures.faults()
        if not best.text and blank and well and best.box[2] >= 3 * best.box[3]:
            present, legible, cause = "no", "no", "blank"
        elif not best.text and not blank and "blurred" in faults and well:
            present, legible, cause = "yes", "no", "blurred"
        elif best.text and faults and best.confidence < SURE:
            present, legible, cause = "yes", "no", faults[0]
        elif figures.cut_off:
            present, cause = "yes", "cut_off"
            legible = "no" if name == "tracking_number" and re.search(r"\d{4}", best.text) else "unknown"
        elif figures.doubts():
            cause = figures.doubts()[0]
        elif best.text and best.confidence >= VERY_SURE:
            cause = "bad_format"
    return Shown(
        name=name,
        text=best.text or None,
        present=present,
        legible=legible,
        source="ocr",
        confidence=best.confidence,
        page=best.page,
        box=best.box,
        cause=cause,
        figures=figures,
        label_found=True,
    )

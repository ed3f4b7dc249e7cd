"""The door: a reading and what is expected of it in, an evidence report out.

Nothing here knows parties, rules or penalties. The report has no verdict: policy derives that from ``fields``,
``marks``, ``document_type``, ``goods_coverage`` and ``pages``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evidence_checks import integrity, invoices
from evidence_checks.agreement import CHARACTERS, Shown, agree, pick
from evidence_checks.candidates import Candidate
from evidence_checks.document_type import document_type
from evidence_checks.expectations import compare
from evidence_checks.fields import all_fields, all_labels
from evidence_checks.goods import goods_coverage
from evidence_checks.handwriting import scripts
from evidence_checks.invoices import candidates_from_code
from evidence_checks.kinds import all_kinds
from evidence_checks.legibility import Figures, measure, page_quality
from evidence_checks.page_roles import page_roles
from evidence_checks.reading import Box, Page, Reading
from evidence_checks.report import report
from evidence_checks.requirements import Seen
from evidence_checks.rereading import Recogniser, read_again
from evidence_checks.seals import find_seal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SecondReader = Callable[["NDArray[np.uint8]", Sequence[Box]], Sequence["str | None"]]
"""Pixels of a page and boxes on it to the second reader's answer per box; one call a page."""


def tesseract(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> Sequence[str | None]:
    """The second reader of this house."""
    from evidence_checks.text.second import second_read

    return second_read(pixels, boxes, whitelist=CHARACTERS)


def rapid(crops: Sequence[NDArray[np.uint8]]) -> Sequence[tuple[str, float]]:
    """The text reader of this house, for crops."""
    from evidence_checks.text.rapid import rapid_reader

    return rapid_reader().recognise(crops)


def check_exhibit(
    reading: Reading,
    kind: str,
    expect: Mapping[str, str] | None = None,
    second: SecondReader = tesseract,
    recognise: Recogniser = rapid,
) -> dict[str, Any]:
    """Checks one exhibit. Returns evidence-report/1 without verdict.

    ``kind``: an exhibit kind of case/1; KeyError otherwise.
    ``expect``: field name or ``order_date`` to the expected value; it is compared and never changes what was read.
    """
    asked, modules, stops = all_kinds()[kind], all_fields(), all_labels()
    pages = {page.number: page for page in reading.pages}
    quality = {page.number: page_quality(page) for page in reading.pages}
    names = [name for name in asked.fields if name in modules]
    found: dict[str, list[Candidate]] = {
        name: [one for page in reading.pages for one in modules[name].find(page, stops)] for name in names
    }
    for page in reading.pages:
        for name, coded in candidates_from_code(page).items():
            if name in found:
                found[name] += coded
    best = {name: pick(candidates) for name, candidates in found.items()}
    figures: dict[str, Figures | None] = {
        name: measure(pages[one.page], one.box) if one is not None else None for name, one in best.items()
    }
    answers = _second_answers(best, pages, second)
    segments = _segments(best, pages)

    def combined(name: str, again: Sequence[str | None] = ()) -> Shown:
        return agree(
            name,
            modules[name],
            found[name],
            best[name],
            answers.get(name),
            pages,
            quality,
            figures[name],
            again,
            segments.get(name),
        )

    fields = {name: combined(name) for name in names}
    unsettled = {
        name: (one, _padded(one.box, pages[one.page]))
        for name in names
        if (one := best[name]) is not None and _worth_rereading(fields[name], one, modules[name].DECISIVE)
    }
    for name, again in read_again(unsettled, pages, modules, recognise).items():
        fields[name] = combined(name, again)
    places = {
        name: (shown.page, shown.box, shown.text or "")
        for name, shown in fields.items()
        if shown.page is not None and shown.box is not None and shown.present == "yes" and shown.source == "ocr"
    }
    by_hand, script = scripts(reading.pages, places)
    poor = frozenset(number for number, one in quality.items() if {"dark", "glare", "blurred"} & set(one.causes()))
    seal = find_seal(reading.pages, poor)
    doc = document_type(reading.pages, list(quality.values()))
    roles = page_roles(reading.pages, quality, kind)
    expected = compare(expect or {}, fields, modules)
    goods = goods_coverage(reading.pages, quality, kind)
    seen = Seen(fields, by_hand, script, seal, doc, roles, goods, expected)
    outcomes = [requirement.attempt(seen) for requirement in asked.requirements]
    flags = [flag for page in reading.pages for flag in (*integrity.flags(page), *invoices.flags(page))]
    return report(
        reading,
        kind,
        fields,
        by_hand,
        script,
        seal,
        doc,
        goods.value,
        roles,
        outcomes,
        list(quality.values()),
        expected,
        flags,
    )


def _second_answers(
    best: Mapping[str, Candidate | None], pages: Mapping[int, Page], second: SecondReader
) -> dict[str, str | None]:
    """The second reader's answers for the decisive values that the first reader found, one call a page."""
    out: dict[str, str | None] = {}
    modules = all_fields()
    for number, page in pages.items():
        asked = [
            (name, one)
            for name, one in best.items()
            if one is not None
            and one.page == number
            and modules[name].DECISIVE
            and one.source in ("ocr", "display")
            and re.search(r"\d", one.text)
        ]
        if asked:
            answers = second(page.pixels, [_padded(one.box, page) for _, one in asked])
            out.update({name: answer for (name, _), answer in zip(asked, answers, strict=True)})
    return out


def _worth_rereading(shown: Shown, one: Candidate, decisive: bool) -> bool:
    """Whether another look could settle a value: it was read, and one reading is all there is."""
    if one.source != "ocr" or shown.present != "yes" or not one.text:
        return False
    return shown.legible == "unknown" or (not decisive and shown.value is not None)


def _segments(best: Mapping[str, Candidate | None], pages: Mapping[int, Page]) -> dict[str, str | None]:
    """What the segments of a display spell, for the weight where it stands on one."""
    from evidence_checks.displays import read_display

    one = best.get("weight")
    if one is None or not re.search(r"\d", one.text):
        return {}
    return {"weight": read_display(pages[one.page], one.box)}


def _padded(box: Box, page: Page) -> Box:
    x, y, width, height = box
    pad = max(1, height // 8)
    left, top = max(0, x - pad), max(0, y - pad // 2)
    return (left, top, min(page.width, x + width + pad) - left, min(page.height, y + height + pad // 2) - top)

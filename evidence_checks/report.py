"""The evidence report (`evidence-report/1`) without verdict and reasons.

Those come from policy, which is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from evidence_checks.agreement import Shown
from evidence_checks.document_type import DocumentType
from evidence_checks.handwriting import Script
from evidence_checks.legibility import PageQuality
from evidence_checks.reading import Box, Page, Reading
from evidence_checks.requirements import Outcome
from evidence_checks.seals import Seal

CHECKER = "evidence-checks/1"


def box_out(box: Box | None) -> list[int] | None:
    """A box as the contract writes it."""
    return [int(value) for value in box] if box is not None else None


def grams_out(value: str) -> int | float:
    """Grams as a number: whole where they are whole; else the shortest decimal, which reads back as the same."""
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else float(number)


def field_out(shown: Shown, handwritten: str) -> dict[str, Any]:
    """One entry of ``fields``; keys without a value are left out."""
    out: dict[str, Any] = {"present": shown.present, "legible": shown.legible, "handwritten": handwritten}
    if shown.value is not None:
        out["value"] = grams_out(shown.value) if shown.name == "weight" else shown.value
    if shown.text is not None:
        out["text"] = shown.text
    if shown.name == "weight":
        out["unit_shown"] = shown.unit_shown or "unknown"
        if shown.unit is not None:
            out["unit"] = shown.unit
    if shown.source is not None:
        out["source"] = shown.source
        out["confidence"] = round(shown.confidence or 0.0, 3)
    if shown.page is not None:
        out["page"], out["box"] = shown.page, box_out(shown.box)
    if shown.agreed_by:
        out["agreed_by"] = list(shown.agreed_by)
    if shown.cause is not None:
        out["cause"] = shown.cause
    return out


def outcome_out(outcome: Outcome) -> dict[str, Any]:
    """One entry of ``requirements``."""
    out: dict[str, Any] = {
        "name": outcome.name,
        "field": outcome.field,
        "met": outcome.met,
        "found": outcome.found,
        "wanted": outcome.wanted,
        "page": outcome.page,
        "box": box_out(outcome.box),
    }
    for key, words in (("message", outcome.message), ("fix", outcome.fix)):
        if words is not None:
            out[key] = dict(words)
    if outcome.cause is not None:
        out["cause"] = outcome.cause
    return out


def disagreements(fields: Mapping[str, Shown]) -> list[dict[str, Any]]:
    """A ``readings_disagree`` flag for each field whose readings do, with all values and boxes."""
    return [
        {
            "flag": "readings_disagree",
            "field": name,
            "readings": [
                {"source": source, "value": value, "page": page, "box": box_out(box)}
                for source, value, page, box in shown.disagree
            ],
        }
        for name, shown in fields.items()
        if shown.disagree
    ]


def report(
    reading: Reading,
    kind: str,
    fields: Mapping[str, Shown],
    scripts: Mapping[str, str],
    script: Script,
    seal: Seal,
    doc: DocumentType,
    goods: str,
    roles: Sequence[str],
    outcomes: Sequence[Outcome],
    quality: Sequence[PageQuality],
    expected: Mapping[str, tuple[str, str]],
    flags: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The whole report as plain values, keys as in CONTRACT section 2."""
    seal_out: dict[str, Any] = {"present": seal.present}
    if seal.box is not None:
        seal_out |= {"page": seal.page, "box": box_out(seal.box)}
        text = _text_in(reading.pages, seal)
        if text:
            seal_out["text"] = text
    return {
        "schema": "evidence-report/1",
        "kind": kind,
        "files": [_file(page) for page in reading.pages],
        "requirements": [outcome_out(one) for one in outcomes],
        "fields": {name: field_out(shown, scripts.get(name, "unknown")) for name, shown in fields.items()},
        "marks": {
            "red_seal": seal_out,
            "all_text_handwritten": script.all_handwritten,
            "all_text_printed": script.all_printed,
        },
        "document_type": {"value": doc.value, "confidence": doc.confidence},
        "goods_coverage": goods,
        "pages": list(roles),
        "codes": [
            {"format": code.format, "text": code.text, "page": page.number, "box": box_out(code.box)}
            for page in reading.pages
            for code in page.codes
        ],
        "quality": {
            "pages": [page.as_report() for page in quality],
            "fields": {
                name: {figure: dict(row) for figure, row in shown.figures.as_report().items()}
                for name, shown in fields.items()
                if shown.figures is not None
            },
        },
        "expected": {name: {"expected": wanted, "matches": matches} for name, (wanted, matches) in expected.items()},
        "flags": [*disagreements(fields), *(dict(flag) for flag in flags)],
        "made_by": {"checker": CHECKER, **reading.made_by},
    }


def _file(page: Page) -> dict[str, Any]:
    source = page.source
    return {
        "name": source.name,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "media_type": source.media_type,
        "width": page.width,
        "height": page.height,
        "page": page.number,
    }


def _text_in(pages: Sequence[Page], seal: Seal) -> str | None:
    """Text that was read straight inside a seal, such as 业务专用章. Advisory."""
    if seal.box is None or seal.page is None:
        return None
    x, y, width, height = seal.box
    words = []
    for page in pages:
        if page.number != seal.page:
            continue
        for line in page.lines:
            middle = (line.box[0] + line.box[2] / 2, line.box[1] + line.box[3] / 2)
            inside = x < middle[0] < x + width and y < middle[1] < y + height and line.box[2] <= width
            if inside and re.search(r"章|专用|公司|营业|网点", line.text):
                words.append(line.text)
    return " ".join(words) or None

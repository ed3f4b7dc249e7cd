"""What may be a field's value: one reading of it, with where it stands and why it is thought to be that field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from evidence_checks.layout import find_beside, is_han, space_beside
from evidence_checks.reading import Box, Page, TextLine

READS_WELL = 0.93
"""From which a line is taken for what it was read as, and for nothing else."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a field. ``value`` is None where the text beside the label has no value that fits the field."""

    value: str | None
    text: str
    page: int
    box: Box
    source: str
    """``ocr``, ``barcode``, ``qr`` or ``display``."""
    confidence: float
    label: str | None = None
    weight: float = 0.0
    """How strongly place and form speak for this field; higher is stronger. No probability."""
    checked: bool = False
    """A check digit inside the value is right."""
    unit: str | None = None
    """Weights only: ``g``, ``kg``, ``jin``, ``lb``, ``oz``."""
    also: tuple[str, ...] = ()
    """Other readings of the same value found in the same place, such as an amount in capitals."""
    label_box: Box | None = None
    doubt: str | None = None
    """Why place and form leave it open whether this is the field at all: ``no_label``, ``several``."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a field that a kind may ask for on its own, such as the unit of a weight."""

    of: str
    name: str
    TITLE: dict[str, str]


class Field(Protocol):
    """What a module in ``fields/`` holds."""

    NAME: str
    TITLE: dict[str, str]
    LABELS: tuple[str, ...]
    DECISIVE: bool
    TRACE: re.Pattern[str]

    @staticmethod
    def find(page: Page, stops: Iterable[str]) -> tuple[Candidate, ...]: ...
    @staticmethod
    def parse(text: str) -> str | None: ...
    @staticmethod
    def same(a: str, b: str) -> bool: ...


def beside_labels(
    page: Page,
    labels: Sequence[str],
    stops: Iterable[str],
    parse: Callable[[str], str | None],
    in_figures: bool = False,
    trace: re.Pattern[str] | None = None,
) -> list[Candidate]:
    """A candidate for every label: the parsed text beside it, or None as value where nothing fits.

    ``in_figures``: the field is written in figures, so that a word after the label shows that it is no label.
    ``trace``: what may be the field; a line near the label that reads well and has nothing of it is another's.
    """
    out: list[Candidate] = []
    for place in find_beside(page, labels, stops):
        if trace is not None and place.relation in ("right", "below") and place.confidence >= READS_WELL:
            if parse(place.text) is None and not trace.search(unicodedata.normalize("NFKC", place.text)):
                place = replace(place, text="", box=space_beside(page, place), confidence=0.0, relation="nothing")
        if (
            in_figures
            and place.relation == "same_line"
            and place.text
            and is_han(place.text[0])
            and parse(place.text) is None
        ):
            continue  # a longer word that begins like a label, such as 运费专用收据
        value = parse(place.text) if place.text else None
        weight = 10.0 - min(place.rank, 40) * 0.1
        weight += {"same_line": 0.5, "right": 0.3, "below": -0.5, "nothing": -3.0}[place.relation]
        if value is None:
            weight -= 5.0
        out.append(
            Candidate(
                value,
                place.text,
                page.number,
                place.box,
                "ocr",
                place.confidence,
                place.label,
                weight,
                label_box=place.label_box,
            )
        )
    return out


def free_lines(page: Page, parse: Callable[[str], str | None], weight: float) -> list[Candidate]:
    """A candidate for every line that holds a value of the field, whatever stands beside it."""
    return [
        Candidate(value, line.text, page.number, line.box, "ocr", line.confidence, None, weight)
        for line in page.lines
        if (value := parse(line.text)) is not None
    ]


def best_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Strongest first; equal ones in reading order, so that the order of lines does not matter."""
    return tuple(sorted(candidates, key=lambda one: (-one.weight, one.page, one.box[1], one.box[0], one.text)))


def one_of_several(candidates: Sequence[Candidate], same: Callable[[str, str], bool]) -> list[Candidate]:
    """Values without a label, marked as doubtful where the page has several different ones."""
    values = [one.value for one in candidates if one.value is not None]
    if all(same(values[0], other) for other in values[1:]):
        return list(candidates)
    return [replace(one, doubt="several") for one in candidates]


def lift(candidate: Candidate, by: float) -> Candidate:
    """The same candidate with more weight."""
    return replace(candidate, weight=candidate.weight + by)


def lines_near(page: Page, box: Box, reach: float) -> list[TextLine]:
    """Lines whose middle lies within ``reach`` heights of a box, nearest first."""
    x, y, width, height = box
    out: list[tuple[float, TextLine]] = []
    for line in page.lines:
        left, top, wide, high = line.box
        across = max(x - (left + wide), left - (x + width), 0)
        down = max(y - (top + high), top - (y + height), 0)
        distance = float(max(across, down))
        if distance <= reach * height:
            out.append((distance, line))
    return [line for _, line in sorted(out, key=lambda pair: (pair[0], pair[1].box))]

"""Where words stand on a page: a label, and what is written beside it.

A form says what a value is by a label: on the same line after a colon, on the line to its right, or on the line below.
Everything here works on the text lines of one upright page; boxes are ``(x, y, width, height)`` in pixels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence_checks.reading import Box, Page, TextLine

_PUNCTUATION = " \t:\uff1a;\uff1b,\uff0c.。_-—–·*|/\\()\uff08\uff09【】[]<>《》＿…'\"“”"
_BRACKET = re.compile(
    r"\s*[(\uff08](?:元|圆|[a-zA-Z]{1,3}|公斤|千克|克|签字|签名|手写|盖章|大写|小写|大寫|小寫)[)\uff09]"
)
_ASKS = re.compile(r"[^\d:\uff1a]{2,}[:\uff1a]\s*")
_LEADING = " \t:\uff1a;\uff1b,\uff0c。_—–|)\uff09】]>》＿…'\"“”"


@dataclass(frozen=True, slots=True)
class Beside:
    """A label that was found, and the text that belongs to it (empty where nothing was read)."""

    label: str
    rank: int
    """Place of the label in the field's list: 0 says most plainly what the value is."""
    label_box: Box
    text: str
    box: Box
    """Of the text, or of the blank where it should stand."""
    confidence: float
    relation: str
    """``same_line``, ``right``, ``below`` or ``nothing``."""


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text in NFKC, lower case and without white space, and for each of its characters the place in ``text``.

    >>> squeeze("收 件人：A")[0]
    '收件人:a'
    """
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for piece in unicodedata.normalize("NFKC", char).lower():
            if not piece.isspace():
                out.append(piece)
                places.append(place)
    return "".join(out), places


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff" or char == "〇"


def width_of(text: str) -> float:
    """Width of a text in units of one Chinese character, for cutting a line's box at a character."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55 for char in text)


def part_of(line: TextLine, start: int, end: int) -> Box:
    """Box of the characters ``start`` to ``end`` of a line, taking widths in proportion."""
    x, y, width, height = line.box
    whole = width_of(line.text) or 1.0
    left = width_of(line.text[:start]) / whole
    right = width_of(line.text[:end]) / whole
    return (round(x + left * width), y, max(1, round((right - left) * width)), height)


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all of them."""
    left = min(box[0] for box in boxes)
    top = min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    return (left, top, right - left, bottom - top)


def overlap(a: Box, b: Box) -> float:
    """Shared area of two boxes as a share of the smaller one, 0 to 1."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / max(1, min(a[2] * a[3], b[2] * b[3]))


@lru_cache(maxsize=256)
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    squeezed = {squeeze(label)[0] for label in labels}
    ordered = sorted(squeezed, key=lambda label: (-len(label), label))
    return re.compile("|".join(re.escape(label) for label in ordered))


def _label_places(line: TextLine, labels: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Start and end of every label in the line's own characters. A label inside a longer Chinese word is none."""
    text, places = squeeze(line.text)
    found: list[tuple[int, int, str]] = []
    for match in _pattern(labels).finditer(text):
        before = text[match.start() - 1] if match.start() else ""
        after = text[match.end()] if match.end() < len(text) else ""
        word = match.group()
        joined = match.start() and places[match.start()] - places[match.start() - 1] == 1
        if joined and is_han(before) and is_han(word[0]):
            continue
        if word[0].isascii() and word[0].isalpha() and before.isascii() and before.isalpha():
            if match.start() and places[match.start()] - places[match.start() - 1] == 1:
                continue
        if word[-1].isascii() and word[-1].isalpha() and after.isascii() and after.isalpha():
            if places[match.end()] - places[match.end() - 1] == 1:
                continue
        found.append((places[match.start()], places[match.end() - 1] + 1, word))
    return found


def find_beside(page: Page, labels: Sequence[str], stops: Iterable[str]) -> tuple[Beside, ...]:
    """Every label of a field on the page with what is written beside it.

    ``stops`` are the labels of all fields: a value ends where the next label begins.
    """
    wanted = tuple(labels)
    ranks = {squeeze(label)[0]: rank for rank, label in reversed(list(enumerate(wanted)))}
    every = tuple(dict.fromkeys((*wanted, *stops)))
    places = {index: _label_places(line, every) for index, line in enumerate(page.lines)}
    starts_with_label = {index for index, found in places.items() if found and found[0][0] == 0}
    # Words that end in a colon are a label too, whether this house knows it or not.
    starts_with_label |= {index for index, line in enumerate(page.lines) if _ASKS.fullmatch(line.text)}
    out: list[Beside] = []
    for index, line in enumerate(page.lines):
        for number, (start, end, word) in enumerate(places[index]):
            if word not in ranks:
                continue
            bracket = _BRACKET.match(line.text, end)
            if bracket is not None:
                end = bracket.end()  # 金额(元): the bracket belongs to the label
            following = places[index][number + 1][0] if number + 1 < len(places[index]) else len(line.text)
            following = max(following, end)
            rest = line.text[end:following]
            stripped = rest.strip(_PUNCTUATION)
            label_box = part_of(line, start, end)
            if stripped:
                offset = end + len(rest) - len(rest.lstrip(_LEADING))
                text, box, sure = (
                    line.text[offset:following].rstrip(_LEADING),
                    part_of(line, offset, following),
                    line.confidence,
                )
                if following == len(line.text):
                    more = _row(page, index, line.box, starts_with_label, reach=2.5)
                    text = " ".join([text, *(piece.text for piece in more)])
                    box = union([box, *(piece.box for piece in more)])
                    sure = min([sure, *(piece.confidence for piece in more)])
                out.append(Beside(word, ranks[word], label_box, text, box, sure, "same_line"))
                continue
            if following == len(line.text):
                more = _row(page, index, line.box, starts_with_label, reach=14.0)
                if more:
                    out.append(_joined(word, ranks[word], label_box, more, "right"))
                    continue
            below = _under(page, index, label_box, starts_with_label)
            if below:
                out.append(_joined(word, ranks[word], label_box, [below], "below"))
                continue
            out.append(Beside(word, ranks[word], label_box, "", _blank(page, index, label_box), 0.0, "nothing"))
    return tuple(out)


def _joined(word: str, rank: int, label_box: Box, lines: Sequence[TextLine], relation: str) -> Beside:
    first = lines[0]
    offset = len(first.text) - len(first.text.lstrip(_LEADING))
    boxes = [part_of(first, offset, len(first.text)) if offset < len(first.text) else first.box]
    return Beside(
        word,
        rank,
        label_box,
        " ".join(line.text for line in lines).lstrip(_LEADING),
        union([*boxes, *(line.box for line in lines[1:])]),
        min(line.confidence for line in lines),
        relation,
    )


def _row(page: Page, index: int, start: Box, labelled: set[int], reach: float) -> list[TextLine]:
    """Lines that go on to the right of a box on the same row, until a label or a gap wider than ``reach`` heights."""
    out: list[TextLine] = []
    edge, height, middle = start[0] + start[2], start[3], start[1] + start[3] / 2
    row = sorted(
        (other.box[0], place)
        for place, other in enumerate(page.lines)
        if place != index
        and abs(other.box[1] + other.box[3] / 2 - middle) <= 0.6 * max(height, other.box[3])
        and 0.4 * height <= other.box[3] <= 4 * height
        and other.box[0] >= edge - 0.6 * height
    )
    for left, place in row:
        other = page.lines[place]
        if place in labelled or left - edge > reach * height:
            break
        out.append(other)
        edge, reach = other.box[0] + other.box[2], 2.5
    return out


def _under(page: Page, index: int, label: Box, labelled: set[int]) -> TextLine | None:
    """The nearest line under a label that starts no field of its own."""
    x, y, width, height = label
    best: tuple[float, int] | None = None
    for place, other in enumerate(page.lines):
        if place == index:
            continue
        left, top, wide, _ = other.box
        shared = min(x + width, left + wide) - max(x, left)
        gap = top - (y + height)
        if shared >= 0.3 * min(width, wide) and -0.4 * height <= gap <= 1.8 * height:
            if best is None or gap < best[0]:
                best = (gap, place)
    if best is None or best[1] in labelled:
        return None
    return page.lines[best[1]]


def space_beside(page: Page, place: Beside) -> Box:
    """The space right of a label in which its value should stand, though something else was found near."""
    return _blank(page, -1, place.label_box)


def _blank(page: Page, index: int, label: Box) -> Box:
    """The place right of a label up to the next line of its row or the border, at most ten heights wide."""
    x, y, width, height = label
    left = x + width
    right = min(page.width, left + 10 * height)
    for place, other in enumerate(page.lines):
        other_left, top, _, high = other.box
        if place != index and other_left >= left and top < y + height and top + high > y:
            right = min(right, other_left)
    return (left, y, max(1, right - left), height)

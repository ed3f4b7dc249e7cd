"""Handwritten or printed: judged by the form, not by the line.

The printed labels of the same page are the reference for the values beside them: their ink, the width of their strokes,
how straight they stand. Each value gets votes from independent cues (ink colour apart from the labels', stroke width,
slanted and rounded edges, restless baseline and heights); at least two must say the same and none the contrary,
else the answer is ``unknown``. The reader's confidence is no cue: neat handwriting reads at 1.00.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_checks.layout import overlap
from evidence_checks.legibility import crop
from evidence_checks.reading import Box, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEIGHT = 48
"""Pixels to which a line is scaled before its strokes are measured."""
LINES_LOOKED_AT = 36


@dataclass(frozen=True, slots=True)
class Strokes:
    """What was measured on the strokes of one line, scaled to `HEIGHT`."""

    width: float
    """Mean half width of the strokes as a share of the glyph height."""
    upright: float
    """Share of edges that run level or plumb, 0 to 1."""
    baseline: float
    """Median distance of the glyphs' feet from a straight line, as a share of the glyph height."""
    heights: float
    """Spread of the glyph heights as a share of their median."""
    corners: float
    """Corners of the outlines per ten pixels of length."""
    ink: tuple[float, float]
    """Lab a* and b* of the ink less those of the paper around it."""
    glyphs: int


@dataclass(frozen=True, slots=True)
class Script:
    """Whether everything on the exhibit is handwritten, or printed: ``yes``, ``no``, ``unknown``."""

    all_handwritten: str
    all_printed: str
    handwritten_lines: int = 0
    printed_lines: int = 0
    unsure_lines: int = 0


def strokes_of(page: Page, box: Box) -> Strokes | None:
    """Figures of one line, or None where it has fewer than three glyphs or is too small or too blurred to say."""
    import cv2
    import numpy as np

    patch = crop(page, box, pad=max(1, box[3] // 10))
    height, width = patch.shape[:2]
    if height < 12 or width < 12 or width > 60 * height:
        return None
    scale = HEIGHT / height
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    patch = cv2.resize(patch, (max(8, round(width * scale)), HEIGHT), interpolation=way).astype(np.uint8)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    paper = cv2.medianBlur(grey, 31)
    depth = cv2.subtract(paper, grey)
    level, _ = cv2.threshold(depth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = (depth > max(level, 12)).astype(np.uint8)
    lab = cv2.cvtColor(patch, cv2.COLOR_RGB2LAB).astype(np.float32)
    ink[_is_red(lab, ink)] = 0
    rule = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, HEIGHT), np.uint8))
    ink[cv2.dilate(rule, np.ones((3, 1), np.uint8)) > 0] = 0
    glyphs = _glyphs(ink)
    if len(glyphs) < 3:
        return None
    table = np.array(glyphs, dtype=np.float64)
    middles, high = (table[:, 0] + table[:, 2]) / 2, table[:, 3] - table[:, 1]
    typical = float(np.median(high))
    straight = np.polyval(np.polyfit(middles, table[:, 3], 1), middles)
    depths = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    ridge = (depths >= cv2.dilate(depths, np.ones((3, 3))) - 1e-6) & (depths > 0.9)
    if not ridge.any():
        return None
    return Strokes(
        width=float(depths[ridge].mean()) / typical,
        upright=_upright(grey),
        baseline=float(np.median(np.abs(table[:, 3] - straight))) / typical,
        heights=float(np.std(high)) / typical,
        corners=_corners(ink),
        ink=_ink_colour(lab, ink),
        glyphs=len(glyphs),
    )


def _is_red(lab: NDArray[np.float32], ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Ink of a seal that lies over the text: redder than the rest by far."""
    import numpy as np

    reddish = lab[..., 1] - 128
    share = float(((reddish > 18) & (ink > 0)).sum()) / max(1, int(ink.sum()))
    return (reddish > 18) & (ink > 0) if share < 0.6 else np.zeros(ink.shape, dtype=bool)


def _glyphs(ink: NDArray[np.uint8]) -> list[list[int]]:
    """Left, top, right, bottom of the glyphs: connected parts, those above one another joined."""
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    parts = sorted((tuple(int(v) for v in stats[i][:4]) for i in range(1, count) if stats[i][4] >= 12 and stats[i][3] >= 8))
    glyphs: list[list[int]] = []
    for x, y, width, height in parts:
        if glyphs and x < glyphs[-1][2] - 0.3 * min(width, glyphs[-1][2] - glyphs[-1][0]):
            last = glyphs[-1]
            glyphs[-1] = [last[0], min(last[1], y), max(last[2], x + width), max(last[3], y + height)]
        else:
            glyphs.append([x, y, x + width, y + height])
    return [glyph for glyph in glyphs if glyph[3] - glyph[1] >= HEIGHT // 3]


def _upright(grey: NDArray[np.uint8]) -> float:
    import cv2
    import numpy as np

    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    edge = strength > np.percentile(strength, 85)
    angle = np.degrees(np.arctan2(down[edge], across[edge])) % 90
    return float(((angle < 8) | (angle > 82)).mean()) if angle.size else 0.0


def _corners(ink: NDArray[np.uint8]) -> float:
    import cv2

    outlines, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    outlines = [outline for outline in outlines if len(outline) > 8]
    length = sum(cv2.arcLength(outline, True) for outline in outlines)
    return 10 * sum(len(cv2.approxPolyDP(outline, 1.2, True)) for outline in outlines) / max(length, 1.0)


def _ink_colour(lab: NDArray[np.float32], ink: NDArray[np.uint8]) -> tuple[float, float]:
    import cv2
    import numpy as np

    core = cv2.erode(ink, np.ones((2, 2), np.uint8)) > 0
    core = core if core.sum() >= 20 else ink > 0
    ground = cv2.dilate(ink, np.ones((5, 5), np.uint8)) == 0
    if not core.any() or not ground.any():
        return (0.0, 0.0)
    dark = np.median(lab[core], axis=0)
    paper = np.median(lab[ground], axis=0)
    # The ink's own colour, apart from the tint of the light: paper's tint fades with its lightness.
    share = dark[0] / max(float(paper[0]), 1.0)
    return (float(dark[1] - 128 - share * (paper[1] - 128)), float(dark[2] - 128 - share * (paper[2] - 128)))


def votes(value: Strokes, reference: Strokes | None, digits: bool) -> tuple[int, int]:
    """How many cues say handwritten, how many printed. ``digits``: the line is digits, which print sets at one height."""
    hand = printed = 0
    if reference is not None:
        apart = ((value.ink[0] - reference.ink[0]) ** 2 + (value.ink[1] - reference.ink[1]) ** 2) ** 0.5
        blue = value.ink[1] < -9 and reference.ink[1] > value.ink[1] + 7
        hand += 1 if apart > 10 or blue else 0
    hand += value.width < 0.050
    printed += value.width > 0.066
    hand += value.upright < 0.285
    printed += value.upright > 0.34
    if digits and value.glyphs >= 5:
        restless = value.heights > 0.11 or value.baseline > 0.045
        hand += restless
        printed += 2 * (value.heights < 0.05 and value.baseline < 0.022)
    else:
        hand += value.baseline > 0.06 and value.glyphs <= 30
        printed += value.baseline < 0.022
    hand += value.corners > 1.9
    return int(hand), int(printed)


def judge(value: Strokes | None, reference: Strokes | None, digits: bool) -> str:
    """``yes`` (handwritten), ``no`` (printed) or ``unknown``."""
    if value is None:
        return "unknown"
    hand, printed = votes(value, reference, digits)
    if hand >= 2 and printed == 0 or hand >= 3 and printed <= 1:
        return "yes"
    if printed >= 2 and hand == 0 or printed >= 3 and hand <= 1:
        return "no"
    return "unknown"


def middle_of(measured: Sequence[Strokes]) -> Strokes | None:
    """The typical strokes of several lines: the median of each figure."""
    import numpy as np

    if not measured:
        return None

    def typical(values: list[float]) -> float:
        return float(np.median(values))

    return Strokes(
        typical([one.width for one in measured]),
        typical([one.upright for one in measured]),
        typical([one.baseline for one in measured]),
        typical([one.heights for one in measured]),
        typical([one.corners for one in measured]),
        (typical([one.ink[0] for one in measured]), typical([one.ink[1] for one in measured])),
        sum(one.glyphs for one in measured),
    )


def _mostly_digits(text: str) -> bool:
    return sum(char.isdigit() for char in text) >= 0.8 * max(1, len(text.replace(" ", "")))


def scripts(pages: Sequence[Page], places: Mapping[str, tuple[int, Box, str]]) -> tuple[dict[str, str], Script]:
    """Field to handwritten ``yes``/``no``/``unknown``, and the judgement of the whole exhibit.

    ``places``: field to page number, box and text of its value.
    """
    fields = {name: "unknown" for name in places}
    counts = {"yes": 0, "no": 0, "unknown": 0}
    for page in pages:
        here = {name: place for name, place in places.items() if place[0] == page.number}
        others = [
            line
            for line in page.lines
            if len(line.text.strip()) >= 3 and line.box[2] > line.box[3] and not any(overlap(line.box, place[1]) > 0.5 for place in here.values())
        ][:LINES_LOOKED_AT]
        measured = [(line, strokes) for line in others if (strokes := strokes_of(page, line.box)) is not None]
        reference = middle_of([strokes for _, strokes in measured])
        for name, (_, box, text) in here.items():
            fields[name] = judge(strokes_of(page, box), reference, _mostly_digits(text))
            counts[fields[name]] += 1
        for line, strokes in measured:
            counts[judge(strokes, None, _mostly_digits(line.text))] += 1
    return fields, _whole(counts, fields)


def _whole(counts: Mapping[str, int], fields: Mapping[str, str]) -> Script:
    """All of one script only where many lines say so and none says otherwise; mixed where both are plainly there."""
    hand, printed, unsure = counts["yes"], counts["no"], counts["unknown"]
    known = hand + printed
    values = list(fields.values())
    all_hand = all_print = "unknown"
    if hand >= 2 and printed >= 2:
        all_hand = all_print = "no"
    elif known >= 4 and printed == 0 and hand >= 0.5 * (known + unsure) and "no" not in values:
        all_hand, all_print = "yes", "no"
    elif known >= 4 and hand == 0 and printed >= 0.5 * (known + unsure) and "yes" not in values:
        all_hand, all_print = "no", "yes"
    return Script(all_hand, all_print, hand, printed, unsure)

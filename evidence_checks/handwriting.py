"""Handwritten or printed: judged by the form, not by the line.

The printed labels of the same page are the reference for the values beside them: their ink, the width of their strokes,
how straight they stand. Each value gets votes from independent cues (ink colour apart from the labels', stroke width,
slanted and rounded edges, restless baseline and heights); at least two must say the same and none the contrary,
else the answer is ``unknown``. The reader's confidence is no cue: neat handwriting reads at 1.00.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_checks.layout import overlap, width_of
from evidence_checks.legibility import crop
from evidence_checks.reading import Box, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEIGHT = 48
"""Pixels to which a line is scaled before its strokes are measured."""
LEAST_HEIGHT = 22
"""Pixels of a line, with air around it, below which strokes can't be measured."""
NEUTRAL = (0.02, 0.08)
"""Baseline and heights that speak for neither script, where there are too few glyphs to measure them."""
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
    """Figures of one line, or None where it is too small or too faint to say."""
    import cv2
    import numpy as np

    patch = crop(page, box, pad=max(1, box[3] // 10))
    height, width = patch.shape[:2]
    if height < LEAST_HEIGHT or width < 12 or width > 60 * height:
        return None
    patch, ink = _scaled(patch)
    rows = np.flatnonzero(ink.sum(axis=1) >= 2)
    if not rows.size:
        return None
    used = (int(rows[0]), int(rows[-1]) + 1)
    if used[1] - used[0] < 0.8 * HEIGHT:  # the line of text alone, without the rule below it and the air around it
        share = height / HEIGHT
        tight = crop(page, box, pad=max(1, box[3] // 10))[
            max(0, int((used[0] - 2) * share)) : int((used[1] + 2) * share) + 1
        ]
        if tight.shape[0] < 10:
            return None
        patch, ink = _scaled(tight)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    lab = cv2.cvtColor(patch, cv2.COLOR_RGB2LAB).astype(np.float32)
    glyphs = _glyphs(ink)
    if not glyphs or ink.sum() < 60:
        return None
    table = np.array(glyphs, dtype=np.float64)
    middles, high = (table[:, 0] + table[:, 2]) / 2, table[:, 3] - table[:, 1]
    typical = float(np.median(high))
    few = len(glyphs) < 3  # one stroke runs through all: the colour and the strokes still say something
    straight = np.polyval(np.polyfit(middles, table[:, 3], 1), middles) if not few else table[:, 3]
    depths = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    ridge = (depths >= cv2.dilate(depths, np.ones((3, 3))) - 1e-6) & (depths > 0.9)
    if not ridge.any():
        return None
    return Strokes(
        width=float(depths[ridge].mean()) / typical,
        upright=_upright(grey),
        baseline=NEUTRAL[0] if few else float(np.median(np.abs(table[:, 3] - straight))) / typical,
        heights=NEUTRAL[1] if few else float(np.std(high)) / typical,
        corners=_corners(ink),
        ink=_ink_colour(lab, ink),
        glyphs=len(glyphs),
    )


def _scaled(patch: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The crop at `HEIGHT` pixels and its ink, without seals and rules."""
    import cv2
    import numpy as np

    height, width = patch.shape[:2]
    scale = HEIGHT / height
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    patch = cv2.resize(patch, (max(8, round(width * scale)), HEIGHT), interpolation=way).astype(np.uint8)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY)
    depth = cv2.subtract(cv2.medianBlur(grey, 31), grey)
    level, _ = cv2.threshold(depth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = (depth > max(level, 12)).astype(np.uint8)
    ink[_is_red(cv2.cvtColor(patch, cv2.COLOR_RGB2LAB).astype(np.float32), ink)] = 0
    ink[_rules(ink)] = 0
    return patch, ink


def _rules(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Lines to write on and frames, also where they slope a little: far longer than any stroke, and thin."""
    import cv2
    import numpy as np

    level = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, round(1.5 * HEIGHT)), np.uint8)
    )
    plumb = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((HEIGHT - 4, 1), np.uint8)
    )
    edges = np.zeros(ink.shape, dtype=bool)
    side = HEIGHT // 3
    edges[:, :side] = edges[:, -side:] = True
    return (level > 0) | ((plumb > 0) & edges)


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
    parts = sorted(
        tuple(int(v) for v in stats[i][:4]) for i in range(1, count) if stats[i][4] >= 12 and stats[i][3] >= 8
    )
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
    """How much says handwritten, how much printed.

    ``digits``: the line is digits, which print sets at one height on one line.

    Pen colour apart from the labels', and digits that stand still or dance, count twice: nothing else looks like them.
    """
    hand = printed = 0
    thick, level = value.width > 0.066, 0.30
    if reference is not None:
        bluer = reference.ink[1] - value.ink[1]  # red is no pen's colour here: receipt numbers are printed in it
        hand += 4 if bluer > 13 else 2 if bluer > 7 else 0
        ratio = value.width / max(reference.width, 1e-6)
        hand += ratio > (1.5 if digits else 1.22) or ratio < 0.78
        thick = thick and ratio < 1.15
        printed += not digits and (0.92 < ratio < 1.08 or thick)
        level = min(level, reference.upright - 0.04)  # a page that lies askew has no level edges, however printed
    else:
        printed += thick
    hand += value.width < 0.048
    printed += value.width > 0.1 and value.upright > 0.3
    hand += value.upright < level
    printed += value.upright > 0.36
    if digits and value.glyphs >= 4:
        hand += 2 * ((value.heights > 0.085 and value.baseline > 0.02) or value.baseline > 0.05)
        printed += 2 * (value.heights < 0.05 and value.baseline < 0.025)
    else:
        hand += 0.04 < value.baseline < 0.3 and value.glyphs <= 30
        printed += value.baseline < 0.013
        printed += value.glyphs >= 5 and value.heights < 0.06
    hand += value.corners > 1.9
    return int(hand), int(printed)


def judge(value: Strokes | None, reference: Strokes | None, digits: bool) -> str:
    """``yes`` (handwritten), ``no`` (printed) or ``unknown``: two votes ahead, else nobody knows."""
    lean = lean_of(value, reference, digits)
    return "yes" if lean >= 2 else "no" if lean <= -2 else "unknown"


def lean_of(value: Strokes | None, reference: Strokes | None, digits: bool) -> int:
    """Votes for handwritten less votes for printed; 0 where nothing was measured."""
    if value is None or (reference is None and value.glyphs < 3):
        return 0
    hand, printed = votes(value, reference, digits)
    return hand - printed


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
    leans: dict[str, int] = dict.fromkeys(places, 0)
    in_digits: set[str] = set()
    lines = {"yes": 0, "no": 0, "unknown": 0}
    for page in pages:
        here = {name: place for name, place in places.items() if place[0] == page.number}
        others = [
            line
            for line in page.lines
            if len(line.text.strip()) >= 3
            and line.box[2] > line.box[3]
            and not any(overlap(line.box, place[1]) > 0.5 for place in here.values())
        ][:LINES_LOOKED_AT]
        measured = [(line, strokes) for line in others if (strokes := strokes_of(page, line.box)) is not None]
        reference = middle_of([strokes for _, strokes in measured])
        for name, (_, box, text) in here.items():
            digits_box = _digits_part(box, text)
            if digits_box is not None:
                in_digits.add(name)
            leans[name] = lean_of(strokes_of(page, digits_box or box), reference, digits_box is not None)
        for line, strokes in measured:
            lines[judge(strokes, None, _mostly_digits(line.text))] += 1
    fields = _together(leans, in_digits)
    return fields, _whole(lines, fields)


def _digits_part(box: Box, text: str) -> Box | None:
    """The place of the longest run of at least four digits in a value.

    By the widths of its characters; None without one.
    """
    runs = list(re.finditer(r"[A-Z0-9][A-Z0-9\- ]{2,}[0-9]", text.upper()))
    if not runs:
        return None
    run = max(runs, key=lambda match: len(match.group()))
    whole = width_of(text) or 1.0
    left = box[0] + box[2] * width_of(text[: run.start()]) / whole
    return (round(left), box[1], max(1, round(box[2] * width_of(run.group()) / whole)), box[3])


def _together(leans: Mapping[str, int], in_digits: Set[str]) -> dict[str, str]:
    """The fields judged by one another: entries of one form are mostly of one script.

    So two sure ones lift a leaning third.

    One entry alone needs three votes: a printed line on a crumpled or tilted page gathers two. Where two are surely
    handwritten, a name of three characters is called printed only on twice the votes.
    """
    sure_hand = sum(lean >= 2 for lean in leans.values())
    sure_print = sum(lean <= -2 for lean in leans.values())
    out: dict[str, str] = {}
    for name, lean in leans.items():
        strong = sure_hand >= 3 or sum(lean for lean in leans.values() if lean >= 2) >= 6
        hand_needed = 1 if strong and sure_hand >= 2 and sure_print == 0 else 2 if sure_hand >= 2 else 3
        print_needed = 1 if sure_print >= 2 and sure_hand == 0 else 4 if sure_hand >= 2 and name not in in_digits else 2
        out[name] = "yes" if lean >= hand_needed else "no" if lean <= -print_needed else "unknown"
    return out


def _whole(lines: Mapping[str, int], fields: Mapping[str, str]) -> Script:
    """All of one script only where the entries and the lines around them say so and nothing says otherwise."""
    values = list(fields.values())
    hand_fields, print_fields, unsure_fields = (values.count(word) for word in ("yes", "no", "unknown"))
    hand, printed, unsure = lines["yes"] + hand_fields, lines["no"] + print_fields, lines["unknown"] + unsure_fields
    known_lines = lines["yes"] + lines["no"]
    all_hand = all_print = "unknown"
    if hand_fields >= 2 and lines["no"] >= max(1, 2 * lines["yes"]):  # one entry alone may be a misjudged print
        all_hand = all_print = "no"
    elif hand_fields >= 2 and print_fields == 0 and lines["yes"] >= 3 and lines["no"] == 0:
        all_hand, all_print = "yes", "no"
    elif (
        hand_fields == 0 and printed >= 4 and lines["yes"] <= 0.1 * known_lines and unsure_fields <= 0.25 * len(values)
    ):
        all_hand, all_print = "no", "yes"
    elif hand_fields >= 2:
        all_print = "no"
    elif print_fields and lines["no"] >= 2:
        all_hand = "no"
    return Script(all_hand, all_print, hand, printed, unsure)

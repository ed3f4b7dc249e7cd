"""Red seals (红章): whether a page bears one, and where.

A seal is a ring of red ink: an ellipse, or a square frame, whose outline is covered nearly all the way round and
whose inside is partly filled with characters. Red headings, rules, frames of tables, filled emblems, logos and
smudges are none of that.

Method and thresholds: red by hue, saturation and Lab a* above the page's median; three masks (as is, without long
straight rules, strong red only) at three closing sizes; an ellipse fitted to the hull of each component; covered
sectors counted on the unclosed mask. Three outcomes: *yes* with a box; *no* where a page in colour holds no red
besides its text; else *unknown*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evidence_checks.reading import Box, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORKING_SIDE = 1000
"""Pixels of the longer side of the thinned copy that is searched."""
SECTORS = 72
COVERED = 0.78
"""Share of the sectors round the outline that must hold red."""
HULL_FITS = 0.90
FRAMED = 0.9
"""Share of a square's sides that must hold red."""
FILL = (0.03, 0.72)
"""Share of the outline's inside that is red; emblems and blots are above."""
YELLOW = 0.08
"""Share of yellow inside from which it is an emblem."""
SMALLEST = 0.035
"""Shortest diameter of a seal as a share of the page's longer side."""
LARGEST = 1.02
RESIDUE = 0.045
"""Longest side of red that is no text, as a share of the longer side, up to which a page is said to bear no seal."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Whether an exhibit bears a red seal.

    ``shape``: ``round`` (ovals too) or ``square``; ``covered``: share of the outline.
    """

    present: str
    page: int | None = None
    box: Box | None = None
    shape: str | None = None
    covered: float | None = None
    cause: str | None = None
    """Where not plainly there: ``no_seal`` or ``seal_unsure``."""


def find_seal(pages: Sequence[Page], poor: frozenset[int] = frozenset()) -> Seal:
    """The clearest seal on all pages. ``poor`` names pages too dark or blurred to say that there is none."""
    seen = [_on_page(page) for page in pages]
    found = [seal for seal in seen if seal.present == "yes"]
    if found:
        return max(found, key=lambda seal: (seal.covered or 0.0, -(seal.page or 0)))
    if seen and all(seal.present == "no" for seal in seen) and not poor:
        return Seal("no", cause="no_seal")
    unsure = [seal for seal in seen if seal.box is not None]
    return unsure[0] if unsure else Seal("unknown", cause="seal_unsure")


def _on_page(page: Page) -> Seal:
    import cv2
    import numpy as np

    scale = min(1.0, WORKING_SIDE / max(page.width, page.height))
    size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    small = page.pixels
    if scale < 1:
        small = cv2.resize(page.pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    hue, saturation, reddish = hsv[..., 0], hsv[..., 1], lab[..., 1].astype(np.int16)
    median = int(np.median(reddish[::4, ::4]))
    warm = ((hue <= 12) | (hue >= 150)) & (saturation >= 35)
    raw = (warm & (reddish > median + 10)).astype(np.uint8)
    longer = max(size)
    if raw.mean() < 0.0004:
        colour = float(np.percentile(np.abs(lab[::4, ::4, 1:].astype(np.int16) - 128), 99))
        if colour < 3 and _is_grey(small):
            return Seal("unknown", page.number, cause="seal_unsure")
        return Seal("no", page.number, cause="no_seal")
    length = max(15, longer // 14)
    level = cv2.morphologyEx(raw, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)) > 0
    plumb = cv2.morphologyEx(raw, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)) > 0
    ruleless = np.where(level | plumb, 0, raw).astype(np.uint8)
    strong = (warm & (reddish > median + 24)).astype(np.uint8)
    yellow = ((hue >= 16) & (hue <= 36) & (saturation >= 90)).astype(np.uint8)
    best: tuple[float, Box, str] | None = None
    near: tuple[float, Box] | None = None
    for mask in (raw, ruleless, strong):
        if not mask.any():
            continue
        for closing in (3, 7, 13):
            closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((closing, closing), np.uint8))
            _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
            order = np.argsort(-stats[1:, cv2.CC_STAT_AREA])[:12] + 1
            for index in order:
                x, y, width, height, _area = (int(value) for value in stats[index])
                if (
                    min(width, height) < SMALLEST * longer
                    or max(width, height) > LARGEST * longer
                    or not 0.45 < width / height < 2.2
                ):
                    continue
                part = (labels[y : y + height, x : x + width] == index).astype(np.uint8)
                inside = mask[y : y + height, x : x + width]
                score, shape = _outline(part, inside, yellow[y : y + height, x : x + width])
                box = _grown((x, y, width, height), 1 / scale)
                if score >= COVERED and (best is None or score > best[0] + 0.02):
                    best = (score, box, shape)
                elif score >= 0.35 and (near is None or score > near[0]):
                    near = (score, box)
    if best is not None:
        return Seal("yes", page.number, best[1], best[2], round(best[0], 3))
    if near is None and _residue(ruleless, page, scale) <= RESIDUE * longer:
        return Seal("no", page.number, cause="no_seal")
    return Seal("unknown", page.number, near[1] if near else None, cause="seal_unsure")


def _outline(part: NDArray[np.uint8], inside: NDArray[np.uint8], yellow: NDArray[np.uint8]) -> tuple[float, str]:
    """How far round the outline of a component is covered with red, 0 where it has not the form of a seal."""
    import cv2
    import numpy as np

    points = cv2.findNonZero(part)
    if points is None or len(points) < 20:
        return 0.0, "round"
    hull = cv2.convexHull(points.reshape(-1, 1, 2).astype(np.int32))
    area = float(cv2.contourArea(hull))
    if len(hull) < 5 or area < 100:
        return 0.0, "round"
    fill = float(inside.sum()) / area
    if not FILL[0] <= fill <= FILL[1]:
        return 0.0, "round"
    if float(yellow.sum()) / area > YELLOW:
        return 0.0, "round"
    ys, xs = np.nonzero(inside)
    (cx, cy), (first, second), angle = cv2.fitEllipse(hull)
    best, shape = 0.0, "round"
    ellipse_area = np.pi * first * second / 4
    if min(first, second) / max(first, second) > 0.5 and HULL_FITS <= area / ellipse_area <= 1 / HULL_FITS:
        turn = np.deg2rad(angle)
        dx, dy = xs - cx, ys - cy
        u = (dx * np.cos(turn) + dy * np.sin(turn)) / (first / 2)
        v = (-dx * np.sin(turn) + dy * np.cos(turn)) / (second / 2)
        radius, sector = np.hypot(u, v), ((np.arctan2(v, u) + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
        ring = np.unique(sector[(radius > 0.86) & (radius < 1.1)])
        content = float((radius < 0.8).sum()) / max(1.0, 0.64 * ellipse_area)
        if content > 0.01 and _thin_ring(radius, ellipse_area):
            best = len(ring) / SECTORS
    (_, _), (wide, high), _ = rect = cv2.minAreaRect(hull)
    if best < COVERED and wide > 0 and high > 0 and area / (wide * high) >= HULL_FITS and 0.6 < wide / high < 1.7:
        square = _frame(xs, ys, rect)
        if square > max(best, FRAMED) and 0.1 <= fill <= 0.62:
            best, shape = square, "square"
    return best, shape


def _thin_ring(radius: NDArray[Any], area: float) -> bool:
    """Whether red is denser on the outline than just inside it: a blot or a filled emblem has no such step."""
    outer = float(((radius > 0.86) & (radius <= 1.02)).sum()) / (0.30 * area)
    inner = float(((radius > 0.70) & (radius <= 0.84)).sum()) / (0.2156 * area)
    return outer > 0.12 and outer > 0.75 * inner


def _frame(xs: NDArray[Any], ys: NDArray[Any], rect: Any) -> float:
    """Share of a square's four sides that hold red.

    0 where its inside is empty (the frame of a table cell) or all full.
    """
    import numpy as np

    (cx, cy), (wide, high), angle = rect
    turn = np.deg2rad(angle)
    dx, dy = xs - cx, ys - cy
    u = (dx * np.cos(turn) + dy * np.sin(turn)) / (wide / 2)
    v = (-dx * np.sin(turn) + dy * np.cos(turn)) / (high / 2)
    inner = (np.abs(u) < 0.75) & (np.abs(v) < 0.75)
    density = float(inner.sum()) / max(1.0, 0.5625 * wide * high)
    if not 0.12 <= density <= 0.6:
        return 0.0
    covered = 0
    for along, across in ((u, v), (v, u)):
        for side in (-1, 1):
            near = (across * side > 0.84) & (across * side < 1.1)
            covered += len(np.unique(((along[near] + 1) / 2 * 18).astype(int).clip(0, 17)))
    return covered / 72


def _residue(mask: NDArray[np.uint8], page: Page, scale: float) -> int:
    """Longest side, in working pixels, of red that is no line of text which was read."""
    import cv2
    import numpy as np

    left = mask.copy()
    for line in page.lines:
        if line.confidence >= 0.8:
            x, y, width, height = (round(value * scale) for value in line.box)
            left[max(0, y - 2) : y + height + 2, max(0, x - 2) : x + width + 2] = 0
    closed = cv2.morphologyEx(left, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    sides = [min(int(row[2]), int(row[3])) for row in stats[1:] if int(row[4]) > 12]
    return max(sides, default=0)


def _is_grey(pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture holds no colour at all.

    Such as a scan in grey: then a red seal can't be told from a black one.
    """
    thin = pixels[::4, ::4]
    return int((thin.max(axis=2).astype(int) - thin.min(axis=2)).max()) <= 10


def _grown(box: Box, factor: float) -> Box:
    x, y, width, height = box
    return (round(x * factor), round(y * factor), round(width * factor), round(height * factor))

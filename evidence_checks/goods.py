"""Whether the goods are in the picture as a whole (PDD-EV-PARTIAL: 局部图片难以证明问题), by their outline.

The background is what lies along the border on at least three sides, in a few colours. What differs from it, and is
no waybill, is the goods. They are ``whole`` where one distinct thing stands clear of all four borders, and ``partial``
where one distinct thing runs out of the picture. A busy background, several things, weak edges, goods under their
label, a dark or blurred picture: ``unknown``, and a person looks.

Lengths are shares of the longer side of the picture; colours are Lab of 8 bits, lightness at half weight, since light
and shadow change it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_checks.layout import union
from evidence_checks.legibility import PageQuality
from evidence_checks.reading import Box, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 240
"""Longer side of the picture that is looked at."""
COLOURS = 5
"""Colours of a background at most."""
NEAR = 15.0
"""Colours this near belong together when a background is gathered."""
LEAST_LIMIT, MOST_LIMIT = 10.0, 24.0
"""How far from its colour a background may reach, by how rough it is."""
STEEPEST = 45.0
"""Change of a background's colour across the picture that light can make."""
DISTINCT = 1.5
"""Goods are this many times that limit from the background on average, or nothing is said."""
PARTIAL_DISTINCT = 1.9
SOLID = 0.85
"""Area of what runs out of the picture as a share of its hull."""
CLEAR_OF_BORDER = 0.015
LEAST_AREA, MOST_AREA = 0.025, 0.75
EDGE_SHARE = 0.55
"""Of the outline, where the picture has an edge too."""
FILLED = 0.7
"""Of its box, by a label that is a patch of paper."""
GOODS_CODES = re.compile(r"EAN|UPC|DataBar|ISBN", re.IGNORECASE)
"""Barcodes that goods carry themselves."""
WAYBILL_WORDS = re.compile(
    r"收件|寄件|运单|運單|快递|快遞|速运|签收|面单|waybill|sender|recipient|ship to", re.IGNORECASE
)
COVERED = 0.5
"""Of the goods, by their label: from here on nothing is said."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """``whole``, ``partial`` or ``unknown``, with where the goods and the waybill are and why nothing more is said."""

    value: str
    page: int | None = None
    box: Box | None = None
    waybill: Box | None = None
    cause: str | None = None


def goods_coverage(pages: Sequence[Page], quality: Mapping[int, PageQuality], kind: str) -> Coverage:
    """The coverage of an exhibit. Kinds that show no goods: ``unknown``.

    One page that shows the goods whole is enough; for ``product_with_waybill`` of several pages it must also show the
    waybill (SEMANTICS 32). ``partial`` only where every page that counts is.
    """
    if kind not in ("product_with_waybill", "goods_photo"):
        return Coverage("unknown", cause="goods_unsure")
    seen = [on_page(page, set(quality[page.number].causes()) if page.number in quality else set()) for page in pages]
    if kind == "product_with_waybill" and len(pages) > 1:
        seen = [one for one in seen if one.waybill is not None]
    whole = [one for one in seen if one.value == "whole"]
    if whole:
        return whole[0]
    if seen and all(one.value == "partial" for one in seen):
        return seen[0]
    return next(iter(seen), Coverage("unknown", cause="goods_unsure"))


def on_page(page: Page, causes: set[str]) -> Coverage:
    """The coverage on one page; ``causes``: what makes the page poor (`legibility.py`)."""
    import cv2

    label = waybill_region(page)
    unsure = Coverage("unknown", page.number, None, label, "goods_unsure")
    if causes & {"dark", "glare", "blurred"} or min(page.width, page.height) < 160:
        return unsure
    scale = SIDE / max(page.width, page.height)
    size = (max(8, round(page.width * scale)), max(8, round(page.height * scale)))
    small = cv2.medianBlur(cv2.resize(page.pixels, size, interpolation=cv2.INTER_AREA), 5).astype("uint8")
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype("float32")
    lab[:, :, 0] *= 0.5
    found = _look(lab, small, _scaled(label, scale) if label is not None else None)
    if found is None:
        return unsure
    value, (x, y, width, height) = found
    box = (round(x / scale), round(y / scale), round(width / scale), round(height / scale))
    return Coverage(value, page.number, box, label, None if value == "whole" else "goods_cut_off")


def waybill_region(page: Page) -> Box | None:
    """The label in the picture: the bright patch around a barcode that is no article number, or around six lines with
    words of a waybill among them; None where there is none."""
    import cv2
    import numpy as np

    bars = [code.box for code in page.codes if not _square(code.box) and not GOODS_CODES.match(code.format)]
    if not bars and (len(page.lines) < 6 or not any(WAYBILL_WORDS.search(line.text) for line in page.lines)):
        return None
    scale = SIDE / max(page.width, page.height)
    size = (max(8, round(page.width * scale)), max(8, round(page.height * scale)))
    small = cv2.resize(page.pixels, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    paper = _paper(lab)
    far = _distance(lab * np.array([0.5, 1, 1], np.float32))
    if far is not None:
        paper &= far > 1  # a white ground is no label
    for box in (*bars, *(line.box for line in page.lines)):  # what is printed on it belongs to it
        x, y, width, height = _scaled(box, scale)
        paper[y : y + height, x : x + width] = 1
    paper = cv2.morphologyEx(paper, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(np.uint8)
    _, marks, stats, _ = cv2.connectedComponentsWithStats(paper)
    printed: dict[int, int] = {}
    for box, weight in [*((box, 4) for box in bars), *((line.box, 1) for line in page.lines)]:
        x, y, width, height = _scaled(box, scale)
        mark = int(marks[min(y + height // 2, size[1] - 1), min(x + width // 2, size[0] - 1)])
        if mark:
            printed[mark] = printed.get(mark, 0) + weight
    if not printed:
        return None
    best = max(printed, key=lambda mark: (printed[mark], -mark))
    x, y, width, height, area = (int(value) for value in stats[best])
    if printed[best] < 4:
        return None
    if area < FILLED * width * height or not 0.01 <= area / (size[0] * size[1]) <= 0.6:
        # White goods or a white ground: the print itself says where the label is.
        boxes = [*bars, *(line.box for line in page.lines)] if bars else [line.box for line in page.lines]
        return _padded(union(_together(boxes)), page)
    return (round(x / scale), round(y / scale), round(width / scale), round(height / scale))


def _paper(lab: NDArray[np.float32]) -> NDArray[np.uint8]:
    """1 where a picture in Lab is bright and without colour, as paper is."""
    import numpy as np

    plain = np.hypot(lab[:, :, 1] - 128, lab[:, :, 2] - 128) < 22
    level = max(110.0, 0.72 * float(np.percentile(lab[:, :, 0], 90)))
    return ((lab[:, :, 0] > level) & plain).astype(np.uint8)


def _together(boxes: Sequence[Box]) -> list[Box]:
    """The first box and all that lie near it or near one that does: within two of the lower heights."""
    held, open_ = [boxes[0]], list(boxes[1:])
    grown = True
    while grown:
        grown = False
        for box in list(open_):
            if any(_gap(box, other) <= 2 * min(box[3], other[3]) for other in held):
                held.append(box)
                open_.remove(box)
                grown = True
    return held


def _gap(a: Box, b: Box) -> int:
    across = max(a[0] - b[0] - b[2], b[0] - a[0] - a[2], 0)
    return max(across, a[1] - b[1] - b[3], b[1] - a[1] - a[3])


def _padded(box: Box, page: Page) -> Box:
    x, y, width, height = box
    pad = max(4, min(width, height) // 8)
    left, top = max(0, x - pad), max(0, y - pad)
    return (left, top, min(page.width, x + width + pad) - left, min(page.height, y + height + pad) - top)


def _look(lab: NDArray[np.float32], small: NDArray[np.uint8], label: Box | None) -> tuple[str, Box] | None:
    """The verdict on a small picture and the box of the goods, or None where nothing can be said."""
    import cv2
    import numpy as np

    height, width = lab.shape[:2]
    far = _distance(lab)
    if far is None:
        return None
    fore = (far > 1).astype(np.uint8)
    fore = cv2.morphologyEx(fore, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(np.uint8)
    fore = cv2.morphologyEx(fore, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(np.uint8)
    fore = _filled(fore)
    paper = np.zeros_like(fore)
    if label is not None:
        x, y, wide, high = label
        paper[max(0, y - 2) : y + high + 2, max(0, x - 2) : x + wide + 2] = 1
    white = _paper(lab * np.array([2, 1, 1], np.float32))
    count, marks, stats, _ = cv2.connectedComponentsWithStats(fore)
    area = height * width
    things = []
    for mark in range(1, count):
        mine = marks == mark
        total = int(stats[mark][4])
        hidden = int((mine & (paper > 0)).sum())
        is_label = hidden > 0.5 * paper.sum() and white[mine].mean() > 0.6  # or its white goods: the same here
        if total >= 0.01 * area and hidden < 0.8 * total and not is_label:
            things.append((total, hidden, mark))
    if not things:
        return None
    things.sort(reverse=True)
    total, hidden, mark = things[0]
    x, y, wide, high = (int(value) for value in stats[mark][:4])
    if any(other >= 0.25 * total for other, _, _ in things[1:]) and len(things) > 1:
        # Several goods side by side: each must be whole for all to be.
        if not all(_clear(stats[one], width, height) for _, _, one in things):
            return None
    if not LEAST_AREA * area <= total <= MOST_AREA * area or hidden > COVERED * total:
        return None
    mine = (marks == mark).astype(np.uint8)
    if float(far[mine > 0].mean()) < DISTINCT or _edge_share(small, mine) < EDGE_SHARE:
        return None
    if hidden and not _clear(
        np.array([label[0], label[1], label[2], label[3]]) if label else stats[mark], width, height
    ):
        return None  # a label that is cut off itself may hide where the goods are
    if _clear(stats[mark], width, height):
        stray = float(np.concatenate([fore[0], fore[-1], fore[:, 0], fore[:, -1]]).mean())
        return ("whole", (x, y, wide, high)) if stray < 0.04 else None
    return ("partial", (x, y, wide, high)) if _runs_out(mine, fore, far) else None


def _distance(lab: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """How far each pixel is from the nearest colour of the background, 1 being its limit; None without a background.

    A colour of the background lies along at least three sides, or along half of the border. Light falls off, so each
    is a plane over the picture; the rougher the ground, the farther its limit.
    """
    import numpy as np

    height, width = lab.shape[:2]
    deep = max(2, round(0.02 * max(height, width)))
    ring = np.zeros((height, width), bool)
    ring[:deep] = ring[-deep:] = True
    ring[:, :deep] = ring[:, -deep:] = True
    rows, columns = np.nonzero(ring)
    points = lab[rows, columns]
    spots = np.stack([np.ones(len(rows)), columns / width - 0.5, rows / height - 0.5], axis=1).astype(np.float32)
    sides = (rows < deep, rows >= height - deep, columns < deep, columns >= width - deep)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    everywhere = np.stack([np.ones_like(down), across / width - 0.5, down / height - 0.5], axis=2)
    left = np.ones(len(points), bool)
    nearest: NDArray[np.float32] | None = None
    held = 0.0
    for _ in range(COLOURS):
        if left.mean() < 0.04:
            break
        bins = np.round(points[left] / 8).astype(np.int32)
        values, counts = np.unique(bins, axis=0, return_counts=True)
        plane = np.zeros((3, 3), np.float32)
        plane[0] = values[int(counts.argmax())] * 8
        mine = left & (np.linalg.norm(points - spots @ plane, axis=1) < NEAR)
        for _ in range(4):
            if mine.sum() < 12:
                break
            plane = _plane(spots[mine], points[mine], [bool((mine & side).any()) for side in sides])
            mine = left & (np.linalg.norm(points - spots @ plane, axis=1) < NEAR)
        if not mine.any():
            break
        off = np.linalg.norm(points - spots @ plane, axis=1)
        limit = float(np.clip(1.6 * np.percentile(off[mine], 90), LEAST_LIMIT, MOST_LIMIT))
        mine = left & (off < limit)
        share = float(mine.mean())
        if sum(float(mine[side].mean()) >= 0.12 for side in sides) >= 3 or share >= 0.5:
            far = (np.linalg.norm(lab - everywhere @ plane, axis=2) / limit).astype(np.float32)
            nearest = far if nearest is None else np.minimum(nearest, far)
            held += share
        left &= ~mine
    return nearest if held >= 0.35 else None


def _plane(spots: NDArray[np.float32], points: NDArray[np.float32], on: Sequence[bool]) -> NDArray[np.float32]:
    """The plane of a colour over the picture; flat where it lies on too few sides to tell how it falls off."""
    import numpy as np

    flat = np.zeros((3, 3), np.float32)
    flat[0] = points.mean(axis=0)
    if sum(on) < 3:
        return flat
    found = np.linalg.lstsq(spots, points, rcond=None)[0].astype(np.float32)
    return found if float(np.abs(found[1:]).max()) <= STEEPEST else flat


def _filled(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mask with its holes filled: what the background can't reach from the border."""
    import cv2
    import numpy as np

    height, width = mask.shape
    outside = np.zeros((height + 4, width + 4), np.uint8)
    padded = np.pad(mask, 1)
    cv2.floodFill(padded, outside, (0, 0), (2, 0, 0))
    filled: NDArray[np.uint8] = (padded[1:-1, 1:-1] != 2).astype(np.uint8)
    return filled


def _clear(stats: NDArray[np.int32], width: int, height: int) -> bool:
    """Whether a thing stands clear of all four borders."""
    x, y, wide, high = (int(value) for value in stats[:4])
    room = max(2, round(CLEAR_OF_BORDER * max(width, height)))
    return x >= room and y >= room and x + wide <= width - room and y + high <= height - room


def _runs_out(mask: NDArray[np.uint8], fore: NDArray[np.uint8], far: NDArray[np.float32]) -> bool:
    """Whether one solid, distinct thing is cut by the border, while the rest of the border is background.

    It is stricter than "whole": ground that was not recognised as such runs out of the picture too, but it is seldom
    solid, distinct and alone.
    """
    import cv2
    import numpy as np

    sides = [mask[1], mask[-2], mask[:, 1], mask[:, -2]]
    touched = [float(side.mean()) for side in sides]
    if max(touched) < 0.06 or sum(one >= 0.02 for one in touched) > 2 or max(touched) > 0.85:
        return False
    rest = [side[(mine == 0)] for side, mine in zip((fore[1], fore[-2], fore[:, 1], fore[:, -2]), sides, strict=True)]
    if float(np.concatenate(rest).mean()) > 0.06:
        return False
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.contourArea(cv2.convexHull(outline))
    solid = float(mask.sum()) / max(1.0, hull)
    return mask.mean() >= 0.04 and solid >= SOLID and float(far[mask > 0].mean()) >= PARTIAL_DISTINCT


def _edge_share(small: NDArray[np.uint8], mask: NDArray[np.uint8]) -> float:
    """Share of an outline inside the picture along which the picture has an edge."""
    import cv2
    import numpy as np

    grey = cv2.GaussianBlur(small, (0, 0), 1.0).astype(np.float32)
    steep = np.max(np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)), axis=2)
    steep = cv2.dilate(steep, np.ones((3, 3), np.uint8))
    outline = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    outline[:3] = outline[-3:] = 0
    outline[:, :3] = outline[:, -3:] = 0
    if not outline.any():
        return 0.0
    return float((steep[outline > 0] > 24).mean())


def _scaled(box: Box, scale: float) -> Box:
    x, y, width, height = box
    return (int(x * scale), int(y * scale), max(1, round(width * scale)), max(1, round(height * scale)))


def _square(box: Box) -> bool:
    return 0.7 <= box[2] / max(1, box[3]) <= 1.4

"""Seven-segment displays: the digits and the decimal point that the lit segments of a scale spell.

The text reader gets the digits and often loses the point. Here each digit is read from its segments, and a point counts
only where a small round mark stands at the foot between two digits, so that it is a reading of another make. Where any
digit does not decode cleanly, the answer is None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_checks.legibility import crop
from evidence_checks.reading import Box, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEIGHT = 96
"""Pixels to which a display is scaled."""
LIT, DARK = 0.55, 0.25
"""Share of a segment's place that is lit when it is on, and at most when it is off; between them is no answer."""
# Segments: top, top right, bottom right, bottom, bottom left, top left, middle.
DIGITS = {
    "1111110": "0",
    "1101101": "2",
    "1111001": "3",
    "0110011": "4",
    "1011011": "5",
    "1011111": "6",
    "0011111": "6",
    "1110000": "7",
    "1110010": "7",
    "1111111": "8",
    "1111011": "9",
    "1110011": "9",
}
_PLACES = (
    (0.30, 0.70, 0.00, 0.17),
    (0.78, 1.00, 0.18, 0.42),
    (0.78, 1.00, 0.58, 0.82),
    (0.30, 0.70, 0.83, 1.00),
    (0.00, 0.22, 0.58, 0.82),
    (0.00, 0.22, 0.18, 0.42),
    (0.32, 0.68, 0.42, 0.58),
)
"""Left, right, top, bottom of each segment's place as shares of the digit."""


def read_display(page: Page, box: Box) -> str | None:
    """The number on a display such as ``12.825``, or None where it does not decode cleanly.

    A box that holds only some of the digits is widened: what is spelled there is the whole number or None.
    """
    x, y, width, height = box
    wider = [
        (x - left, y, width + left + right, height)
        for left, right in ((height // 2, 0), (0, height // 2), (height, 0), (height, height))
        if x - left >= 0
    ]
    narrow = _read(page, box)
    best = narrow
    for one in wider:
        spelled = _read(page, one)
        if spelled is not None and (best is None or len(spelled) > len(best)) and (narrow is None or narrow in spelled):
            best = spelled
    if best is not None and _lit(page, (max(0, x - height), y, width + 2 * height, height)) > len(
        best.replace(".", "")
    ):
        return None
    return best


def _lit(page: Page, box: Box) -> int:
    """How many lit shapes stand in a box that are as tall as its digits and near to one another."""
    import cv2
    import numpy as np

    mask = _mask(page, box)
    if mask is None:
        return 0
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 5), np.uint8))
    _, _, wholes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    parts = sorted(tuple(int(v) for v in row[:4]) for row in wholes[1:])
    tall = max((height for _, _, width, height in parts if 0.3 * height < width < 0.95 * height), default=0)
    shapes = [one for one in parts if 0.85 * tall <= one[3] <= 1.15 * tall and 0.08 * tall < one[2] <= 0.95 * tall]
    if not shapes:
        return 0
    # From the widest digit on, to both sides, as far as they stand as close as digits do.
    groups: list[list[tuple[int, ...]]] = [[shapes[0]]]
    for one in shapes[1:]:
        before = groups[-1][-1]
        if one[0] - (before[0] + before[2]) < 0.75 * tall:
            groups[-1].append(one)
        else:
            groups.append([one])
    return max(len(group) for group in groups)


def _read(page: Page, box: Box) -> str | None:
    mask = _mask(page, box)
    if mask is None:
        return None
    answers = [answer for lean in (0.0, 0.05, 0.1, 0.15) if (answer := _spelled(_leant(mask, lean))) is not None]
    often = max(set(answers), key=lambda answer: (answers.count(answer), answer), default=None)
    return often if often is not None and 2 * answers.count(often) > len(answers) else None


def _mask(page: Page, box: Box) -> NDArray[np.uint8] | None:
    """The lit parts of a display at `HEIGHT`, 0 or 1; None where it is too small or has no contrast."""
    import cv2
    import numpy as np

    patch = crop(page, box, pad=max(2, box[3] // 12))
    height, width = patch.shape[:2]
    if height < 20 or width < 20 or width > 12 * height:
        return None
    scaled = cv2.resize(patch, (max(8, round(width * HEIGHT / height)), HEIGHT), interpolation=cv2.INTER_AREA)
    ground = np.median(scaled.reshape(-1, 3), axis=0)
    apart = np.abs(scaled.astype(np.float32) - ground).max(axis=2)
    light = scaled.max(axis=2).astype(np.float32)
    # Lit and dark displays: the digits are what stands out most, whether lighter or darker than the ground.
    lighter = float(np.percentile(light, 99) - ground.max()) > float(ground.max() - np.percentile(light, 1))
    signed = np.where((light > ground.max()) == lighter, apart, 0)
    full = float(np.percentile(signed, 98.5))
    if full < 30:
        return None
    return (signed > 0.55 * full).astype(np.uint8)


def _leant(mask: NDArray[np.uint8], lean: float) -> NDArray[np.uint8]:
    """The mask with slanted digits set upright."""
    import cv2
    import numpy as np

    if lean == 0:
        return mask
    height, width = mask.shape
    matrix = np.array([[1, lean, 0], [0, 1, 0]], dtype=np.float32)
    return cv2.warpAffine(mask, matrix, (round(width + lean * height), height), flags=cv2.INTER_NEAREST).astype(
        np.uint8
    )


def _spelled(mask: NDArray[np.uint8]) -> str | None:
    import cv2
    import numpy as np

    rows = mask.shape[0]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    round_marks: list[tuple[int, int, int, int]] = []
    mask = mask.copy()
    for index in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[index])
        small = 0.03 * rows <= width <= 0.15 * rows and 0.03 * rows <= height <= 0.15 * rows
        if small and 0.6 < width / height < 1.7 and area >= 0.55 * width * height:
            round_marks.append((x, y, width, height))
            mask[labels == index] = 0
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 5), np.uint8))
    _, _, wholes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    parts = [tuple(int(v) for v in row[:4]) for row in wholes[1:]]
    tall = max((one[3] for one in parts if one[2] < 1.1 * one[3]), default=0)
    if tall < 0.4 * rows:
        return None
    digits = sorted(one for one in parts if one[3] >= 0.8 * tall and one[2] <= 0.95 * tall)
    if not 2 <= len(digits) <= 7:
        return None
    end = digits[-1][0] + digits[-1][2]
    if any(one not in digits and one[3] >= 0.35 * tall and one[0] + one[2] < end for one in parts):
        return None  # something tall among the digits is none of them
    edges = [x + width for x, _, width, _ in digits]
    steps = np.diff(edges)
    if len(steps) > 1 and float(np.abs(steps - np.median(steps)).max()) > 0.22 * tall:
        return None  # a digit between them was not seen
    foot = float(np.median([y + height for _, y, _, height in digits]))
    points = [
        x + width / 2
        for x, y, width, height in round_marks
        if abs(y + height - foot) < 0.12 * tall and 0.05 * tall <= height <= 0.22 * tall
    ]
    out: list[tuple[int, str]] = []
    for x, y, width, height in digits:
        char = _digit(_trimmed(mask[y : y + height, x : x + width]))
        if char is None:
            return None
        out.append((x, char))
    spelled = ""
    for place, (left, char) in enumerate(out):
        spelled += char
        after = out[place + 1][0] + 0.12 * tall if place + 1 < len(out) else float("inf")
        inside = [point for point in points if left + 0.1 * tall < point <= after]
        points = [point for point in points if point not in inside]
        if inside:
            if len(inside) > 1 or place + 1 == len(out):
                return None
            spelled += "."
    return spelled if spelled.count(".") <= 1 and not points else None


def _trimmed(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The digit without the columns and rows that its decimal point had held."""
    import numpy as np

    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    if not columns.size:
        return mask
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _digit(mask: NDArray[np.uint8]) -> str | None:
    height, width = mask.shape
    if width < 0.34 * height:
        upper, lower = mask[: height // 2].mean(), mask[height // 2 :].mean()
        return "1" if upper > 0.4 and lower > 0.4 else None
    states = []
    for left, right, top, bottom in _PLACES:
        place = mask[
            int(top * height) : max(int(top * height) + 1, int(bottom * height)),
            int(left * width) : max(int(left * width) + 1, int(right * width)),
        ]
        share = float(place.mean())
        if DARK < share < LIT:
            return None
        states.append("1" if share >= LIT else "0")
    return DIGITS.get("".join(states))

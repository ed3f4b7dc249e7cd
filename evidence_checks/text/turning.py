"""Pages that lie on their side or upside down: told by their lines, and turned.

Degrees are clockwise and say what makes the page upright.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evidence_checks.reading import Box, Point

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evidence_checks.text import TextReader

Corners = tuple[Point, Point, Point, Point]

_SAMPLE = 5
_LEAST_SURE = 0.75
_LEAST_BETTER = 0.12


def ordered_corners(points: Sequence[Point]) -> Corners:
    """Top left, top right, bottom right, bottom left of four corners in any order.

    >>> ordered_corners([(9, 5), (0, 5), (0, 0), (9, 0)])
    ((0, 0), (9, 0), (9, 5), (0, 5))
    """
    centre_x = sum(x for x, _ in points) / 4
    centre_y = sum(y for _, y in points) / 4
    around = sorted(points, key=lambda point: math.atan2(point[1] - centre_y, point[0] - centre_x))
    first = min(range(4), key=lambda index: around[index][0] + around[index][1])
    a, b, c, d = (around[(first + offset) % 4] for offset in range(4))
    return a, b, c, d


def boxes_that_lie_sideways(found: Sequence[Corners]) -> bool:
    """Whether most of the lines stand upright, by length, as they do on a page that lies on its side."""
    tall = flat = 0.0
    for corners in found:
        width, height = sides(corners)
        if height > 1.5 * width:
            tall += height
        elif width > 1.5 * height:
            flat += width
    return tall > 1.5 * flat and tall > 0


def turn_needed(reader: TextReader, pixels: NDArray[np.uint8], found: Sequence[Corners], turns: tuple[int, ...]) -> int:
    """Which of ``turns`` (the first is 0, no turn) lets the longest lines be read with the most confidence.

    A turn must be clearly better than none, and sure: columns of upright characters stay as they are.
    """
    from evidence_checks.text.rapid import straightened

    longest = sorted(found, key=lambda corners: -max(sides(corners)))[:_SAMPLE]
    if not longest:
        return 0
    height, width = pixels.shape[:2]
    scores = []
    for turn in turns:
        crops = []
        for corners in longest:
            around = _around(corners, width, height)
            x, y, w, h = around
            part = turned_pixels(pixels[y : y + h, x : x + w], turn)
            local = turned_corners(_shifted(corners, x, y), turn, w, h)
            crops.append(straightened(part, local))
        read = reader.recognise(crops)
        weight = sum(len(text) for text, _ in read) or 1
        scores.append(sum(confidence * len(text) for text, confidence in read) / weight)
    best = max(range(len(turns)), key=lambda index: scores[index])
    if turns[best] == 0 or scores[best] < _LEAST_SURE or scores[best] < scores[0] + _LEAST_BETTER:
        return _sideways_default(turns, scores)
    return turns[best]


def _sideways_default(turns: tuple[int, ...], scores: Sequence[float]) -> int:
    """Standing lines are read as if turned by 270: when that reads well, the page does lie on its side."""
    if 270 in turns and 90 in turns:
        by_270, by_90 = scores[turns.index(270)], scores[turns.index(90)]
        if max(by_270, by_90) >= _LEAST_SURE and abs(by_270 - by_90) >= _LEAST_BETTER:
            return 270 if by_270 > by_90 else 90
    return 0


def turned_pixels(pixels: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """The page turned clockwise by 0, 90, 180 or 270 degrees."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(pixels, k=-turn // 90))


def turned_point(point: Point, turn: int, width: float, height: float) -> Point:
    """Where a point of a page of this size lies after the turn.

    >>> turned_point((2, 1), 90, 10, 5)
    (4, 2)
    """
    x, y = point
    if turn == 90:
        return height - y, x
    if turn == 180:
        return width - x, height - y
    if turn == 270:
        return y, width - x
    return x, y


def turned_corners(corners: Corners, turn: int, width: float, height: float) -> Corners:
    """Where the corners of a line lie after the turn, the new top left first."""
    return ordered_corners([turned_point(point, turn, width, height) for point in corners])


def turned_box(box: Box, turn: int, width: int, height: int) -> Box:
    """Where a box lies after the turn.

    >>> turned_box((2, 1, 3, 1), 90, 10, 5)
    (3, 2, 1, 3)
    """
    x, y, w, h = box
    (ax, ay), (bx, by) = (turned_point(p, turn, width, height) for p in ((x, y), (x + w, y + h)))
    return int(min(ax, bx)), int(min(ay, by)), int(abs(ax - bx)), int(abs(ay - by))


def sides(corners: Corners) -> tuple[float, float]:
    """Width and height of a line as it lies on the page."""
    a, b, c, d = corners
    return max(math.dist(a, b), math.dist(d, c)), max(math.dist(a, d), math.dist(b, c))


def _around(corners: Corners, width: int, height: int) -> Box:
    left = max(0, math.floor(min(x for x, _ in corners)) - 2)
    top = max(0, math.floor(min(y for _, y in corners)) - 2)
    right = min(width, math.ceil(max(x for x, _ in corners)) + 3)
    bottom = min(height, math.ceil(max(y for _, y in corners)) + 3)
    return left, top, max(1, right - left), max(1, bottom - top)


def _shifted(corners: Corners, dx: int, dy: int) -> Corners:
    a, b, c, d = ((x - dx, y - dy) for x, y in corners)
    return a, b, c, d

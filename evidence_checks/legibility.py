"""Legible or not: what can be measured on a picture about whether a person could read it.

Three outcomes. *No* means that the ink itself cannot carry the text: strokes smeared over a large part of the character
height, characters a few pixels high, no contrast, glare over the columns, or a value that runs out of the picture.
*Unknown* means that only the reader is unsure. Figures are measured at the size in which the text stands on the page.

Thresholds: `measurements` on crops of printed and handwritten lines, blurred, shrunk and darkened in steps
(docs/evidence.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from evidence_checks.reading import Box, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TEXT_HEIGHT_WANTED = 18.0
"""Pixels of character height from which digits read well."""
TEXT_HEIGHT_NEEDED = 8.0
"""Pixels below which a person can't tell digits apart."""
SMEAR_ALLOWED = 0.065
"""Width of the blur (sigma) as a share of the character height that still reads well."""
SMEAR_UNREADABLE = 0.14
CONTRAST_WANTED = 0.12
"""Difference of ink and paper as a share of full scale."""
CONTRAST_NEEDED = 0.05
GLARE_ALLOWED = 0.12
"""Share of the value's columns that are burnt out."""
GLARE_UNREADABLE = 0.35
BORDER = 2
"""Pixels: a value nearer to the border than this may be cut off."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on the place of one value."""

    text_height: float
    smear: float
    contrast: float
    glare: float
    ink: float
    """Share of the place covered by ink, 0 to 1."""
    cut_off: bool
    """The value touches the border on the left or right, or above or below."""

    def faults(self) -> tuple[str, ...]:
        """Causes for which a person could not read it.

        ``cut_off``, ``too_small``, ``low_contrast``, ``glare``, ``blurred``.
        """
        out: list[str] = []
        if self.text_height < TEXT_HEIGHT_NEEDED:
            out.append("too_small")
        if self.contrast < CONTRAST_NEEDED:
            out.append("low_contrast")
        if self.glare > GLARE_UNREADABLE:
            out.append("glare")
        if self.smear > SMEAR_UNREADABLE and self.contrast >= CONTRAST_NEEDED:
            out.append("blurred")
        return tuple(out)

    def doubts(self) -> tuple[str, ...]:
        """Causes for which it does not read well, though a person may manage."""
        out: list[str] = []
        if self.cut_off:
            out.append("cut_off")
        if self.text_height < 0.62 * TEXT_HEIGHT_WANTED:
            out.append("too_small")
        if self.contrast < CONTRAST_WANTED:
            out.append("low_contrast")
        if self.glare > GLARE_ALLOWED:
            out.append("glare")
        if self.smear > SMEAR_ALLOWED:
            out.append("blurred")
        return tuple(out)

    def as_report(self) -> Mapping[str, Mapping[str, float]]:
        """Each figure with the threshold it is held against."""

        def row(measured: float, bound: str, wanted: float, fatal: str, unreadable: float) -> Mapping[str, float]:
            return MappingProxyType({"measured": measured, bound: wanted, fatal: unreadable})

        least, most = ("wanted_at_least", "unreadable_below"), ("wanted_at_most", "unreadable_above")
        height, smear = round(self.text_height, 1), round(self.smear, 3)
        contrast, glare = round(self.contrast, 3), round(self.glare, 3)
        rows = {
            "text_height_px": row(height, least[0], TEXT_HEIGHT_WANTED, least[1], TEXT_HEIGHT_NEEDED),
            "blur_to_text_height": row(smear, most[0], SMEAR_ALLOWED, most[1], SMEAR_UNREADABLE),
            "contrast": row(contrast, least[0], CONTRAST_WANTED, least[1], CONTRAST_NEEDED),
            "glare_columns": row(glare, most[0], GLARE_ALLOWED, most[1], GLARE_UNREADABLE),
        }
        return MappingProxyType(rows)


def crop(page: Page, box: Box, pad: int = 0) -> NDArray[np.uint8]:
    """The pixels of a box, cut at the page's border; shape ``(h, w, 3)``, RGB, at least one pixel."""
    x, y, width, height = box
    left, top = max(0, min(x - pad, page.width - 1)), max(0, min(y - pad, page.height - 1))
    right, bottom = min(page.width, max(left + 1, x + width + pad)), min(page.height, max(top + 1, y + height + pad))
    return page.pixels[top:bottom, left:right]


def ink_mask(grey: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], float]:
    """Ink of a grey crop (the lesser part, dark or light) and its contrast 0 to 1: Otsu's two means apart."""
    import cv2

    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = grey <= level
    if not dark.any() or dark.all():
        return dark & False, 0.0
    contrast = float(grey[~dark].mean() - grey[dark].mean()) / 255
    return (dark if dark.mean() <= 0.5 else ~dark), contrast


def smear_of(grey: NDArray[np.uint8]) -> float:
    """Width of the blur in pixels (sigma of a Gaussian), from the steepest edges against the contrast they bridge.

    A step of height c blurred by sigma has the slope c / (sigma * sqrt(2 pi)); the steepest 2 % of the slopes are the
    text's.
    """
    import cv2
    import numpy as np

    if min(grey.shape) < 3:
        return 0.0
    values = grey.astype(np.float32)
    low, high = np.percentile(values, (2, 98))
    if high - low < 8:
        return 0.0
    across = cv2.Scharr(values, cv2.CV_32F, 1, 0) / 32
    down = cv2.Scharr(values, cv2.CV_32F, 0, 1) / 32
    slope = float(np.percentile(np.hypot(across, down), 98))
    return float((high - low) / (max(slope, 1e-3) * 2.5066))


def measure(page: Page, box: Box) -> Figures:
    """Figures of the place of one value. Cost: one crop, well under a millisecond for a line."""
    import cv2
    import numpy as np

    patch = crop(page, box, pad=1)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    ink, contrast = ink_mask(grey)
    rows = np.flatnonzero(ink.mean(axis=1) > 0.02)
    high = float(rows[-1] - rows[0] + 1) if rows.size else float(grey.shape[0])
    high = min(high, float(box[3]))
    columns = np.percentile(grey, 10, axis=0) if grey.size else np.zeros(1)
    burnt = columns >= 250
    glare = 0.0
    if burnt.any() and (~burnt).any():
        run = cv2.blur(burnt.astype(np.float32).reshape(1, -1), (max(3, int(0.5 * high)) | 1, 1))
        glare = float((run > 0.98).mean()) if _paper_is_darker(page, box) else 0.0
    x, y, width, height = box
    touches = x <= BORDER or y <= BORDER or x + width >= page.width - BORDER or y + height >= page.height - BORDER
    return Figures(
        text_height=high,
        smear=max(0.0, smear_of(grey) - 0.55) / max(high, 1.0),
        contrast=contrast,
        glare=glare,
        ink=float(ink.mean()) if contrast >= CONTRAST_NEEDED else 0.0,
        cut_off=bool(touches and ink.any()),
    )


def _rules(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Of a crop's ink (0 or 1) the rules and frames: far longer than any stroke."""
    import cv2
    import numpy as np

    height, width = ink.shape
    sloping = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    rules = cv2.morphologyEx(sloping, cv2.MORPH_OPEN, np.ones((1, max(8, width // 5)), np.uint8)) > 0
    leaning = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    bars = cv2.morphologyEx(leaning, cv2.MORPH_OPEN, np.ones((max(6, int(height * 0.8)), 1), np.uint8)) > 0
    return np.asarray(rules | bars, dtype=np.bool_)


def measure_space(page: Page, box: Box) -> Figures:
    """Figures of a space of a form in which nothing was read: of what is in it besides rules and frame."""
    from dataclasses import replace

    import cv2
    import numpy as np

    patch = crop(page, box)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY)
    if min(grey.shape) < 8:
        return measure(page, box)
    paper = cv2.medianBlur(grey, min(51, min(grey.shape) // 2 * 2 - 1))
    sharp = (cv2.absdiff(paper, cv2.GaussianBlur(grey, (3, 3), 0)) > 22).astype(np.uint8)
    frame = cv2.dilate(_rules(sharp).astype(np.uint8), np.ones((7, 7), np.uint8))
    pixels = page.pixels.copy()
    x, y = max(0, box[0]), max(0, box[1])
    pixels[y : y + grey.shape[0], x : x + grey.shape[1]] = cv2.inpaint(patch.copy(), frame, 5, cv2.INPAINT_TELEA)
    return measure(replace(page, pixels=pixels), box)


def burnt_beside(page: Page, label: Box) -> bool:
    """Whether most of the space right of a label is burnt out by glare, on a page that is darker elsewhere."""
    x, y, width, height = label
    place = crop(page, (x + width, y - height // 2, 8 * height, 2 * height))
    step = max(1, max(page.width, page.height) // 400)
    elsewhere = page.pixels[::step, ::step].min(axis=2)
    return bool((place.min(axis=2) >= 250).mean() > 0.6 and (elsewhere < 240).mean() > 0.6)


def is_blank(page: Page, box: Box, smudges: bool = False) -> bool:
    """Whether a place holds no ink besides rules and the frame: what a person would call an empty space.

    ``smudges``: also wide dark patches are ink, as of blurred text; only for a place that lies on paper as a whole.
    """
    import cv2
    import numpy as np

    patch = crop(page, box)
    grey = cv2.GaussianBlur(cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    height, width = grey.shape
    if height < 8 or width < 8:
        return False
    paper = cv2.medianBlur(grey, min(51, min(height, width) // 2 * 2 - 1))
    ink = (cv2.absdiff(paper, grey) > 22).astype(np.uint8)
    drawn = _rules(ink)
    frame = cv2.dilate(drawn.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    left = np.where(frame, 0, ink).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    for index in range(1, count):
        long, area = int(stats[index][cv2.CC_STAT_WIDTH]), int(stats[index][cv2.CC_STAT_AREA])
        if long >= 0.3 * width and area / long <= max(4.0, 0.15 * height):
            left[labels == index] = 0  # a rule that slopes
    if smudges and float(((np.percentile(grey, 80) - grey) > 30).mean() - drawn.mean()) > 0.06:
        return False
    return float(left.mean()) < 0.008


def place_below(page: Page, label: Box) -> Box:
    """Where a column's value stands under its heading."""
    x, y, width, height = label
    top = y + round(1.15 * height)
    return (max(0, x - width // 4), top, round(1.5 * width), max(1, min(round(1.8 * height), page.height - top)))


def _paper_is_darker(page: Page, box: Box) -> bool:
    """Whether the paper around a place is below white, so that white columns are glare and not paper."""
    import numpy as np

    around = crop(page, box, pad=3 * box[3])
    return float(np.percentile(around[::4, ::4].max(axis=2), 60)) < 244


@dataclass(frozen=True, slots=True)
class PageQuality:
    """What was measured on a whole page."""

    page: int
    brightness: float
    """Median of the grey values as a share of full scale."""
    burnt_out: float
    """Share of the page that is white where the rest is not."""
    text_height: float
    """Median height of the text lines, in pixels; 0 without text."""
    smear: float
    """Median blur of up to eight lines as a share of the text height."""
    confidence: float
    """Median of the reader's figures."""
    lines: int
    shrunk: float
    """How many times the page is larger than the reader's working size."""

    def causes(self) -> tuple[str, ...]:
        """``dark``, ``glare``, ``too_small``, ``blurred``, ``no_text``."""
        out: list[str] = []
        if self.brightness < 0.2:
            out.append("dark")
        if self.burnt_out > 0.12:
            out.append("glare")
        if self.lines == 0:
            out.append("no_text")
        elif self.text_height < 0.62 * TEXT_HEIGHT_WANTED:
            out.append("too_small")
        if self.smear > SMEAR_ALLOWED:
            out.append("blurred")
        return tuple(out)

    def reads_well(self) -> bool:
        """Whether what is not found on the page can be said to be not there."""
        return self.lines >= 3 and self.confidence >= 0.88 and self.shrunk <= 2.5 and not self.causes()

    def as_report(self) -> dict[str, object]:
        """Each figure with its threshold, and the causes."""
        return {
            "page": self.page,
            "causes": list(self.causes()),
            "brightness": {"measured": round(self.brightness, 3), "wanted_at_least": 0.2},
            "burnt_out": {"measured": round(self.burnt_out, 3), "wanted_at_most": 0.12},
            "text_height_px": {
                "measured": round(self.text_height, 1),
                "wanted_at_least": round(0.62 * TEXT_HEIGHT_WANTED, 1),
            },
            "blur_to_text_height": {"measured": round(self.smear, 3), "wanted_at_most": SMEAR_ALLOWED},
            "lines": self.lines,
        }


def page_quality(page: Page) -> PageQuality:
    """Figures of a page: a thinned copy for light, up to eight of its lines for sharpness."""
    import numpy as np

    step = max(1, max(page.width, page.height) // 400)
    thin = page.pixels[::step, ::step]
    grey = thin.mean(axis=2)
    brightness = float(np.median(grey)) / 255
    white = (thin.min(axis=2) >= 252).mean()
    burnt = float(white) if brightness < 0.85 and float(np.percentile(grey, 60)) < 235 else 0.0
    lines = page.lines
    spread = [lines[index] for index in np.linspace(0, len(lines) - 1, min(8, len(lines))).astype(int)] if lines else []
    smears = [measure(page, line.box).smear for line in spread]
    return PageQuality(
        page=page.number,
        brightness=brightness,
        burnt_out=burnt,
        text_height=float(np.median([line.box[3] for line in lines])) if lines else 0.0,
        smear=float(np.median(smears)) if smears else 0.0,
        confidence=float(np.median([line.confidence for line in lines])) if lines else 0.0,
        lines=len(lines),
        shrunk=max(page.width, page.height) / 1280,
    )

"""RapidOCR with the PP-OCRv6 small models of its own wheel: finds the lines of a page and reads them.

Lines are found on the page reduced to a longest side of 1280 and read from the page's own pixels, so that small print
on a large photo keeps its detail. Long pages (long screenshots, receipts) are searched in overlapping parts. A page
that lies on its side or upside down is told by its lines and turned: `read_turned` says by how much.

Any other model name would be downloaded, so a missing model file is an error here and never a download.
"""

from __future__ import annotations

import importlib.metadata
import logging
import math
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_checks.reading import Box, Point, TextLine
from evidence_checks.text.turning import (
    boxes_that_lie_sideways,
    ordered_corners,
    sides,
    turn_needed,
    turned_corners,
    turned_pixels,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODELS = {"detection": "PP-OCRv6_det_small.onnx", "recognition": "PP-OCRv6_rec_small.onnx"}
LONGEST_SIDE = 1280
FINE_LONGEST_SIDE = 1600
"""For a second search of a large photo, where the first found hardly anything or only small print."""
LEAST_CONFIDENCE = 0.3
"""Below this a line is noise (texture, foliage); between this and legible it is text that cannot be read."""
_MAX_LENGTH_TO_WIDTH = 2.6
_MAX_PARTS = 12
_CROP_HEIGHT = 64
"""Recognition works at 48 pixels; a crop is reduced to this before it is straightened, never enlarged."""
_MAX_CROP_WIDTH = 2400
_MIN_SIDE = 64
_WANTED_SIDE = 736
"""Pages are searched at a shorter side of this much, as the model was trained."""
_MAX_ENLARGED_SIDE = 2000
_MAX_ENLARGEMENT = 4.0
_FEW_LINES = 4
_SMALL_PRINT = 15.0

_lock = threading.Lock()
_loaded: dict[int, RapidReader] = {}


def rapid_reader(threads: int | None = None) -> RapidReader:
    """The reader of this process, loaded when first asked for (about 1.5 s).

    ``threads`` is 2 where the machine has them: 1.65 times as fast as one, for 1.2 times the CPU.
    """
    count = threads or min(2, os.cpu_count() or 1)
    with _lock:
        if count not in _loaded:
            _loaded[count] = RapidReader(count)
        return _loaded[count]


def reader_versions() -> dict[str, str]:
    """Engine, models and runtime, known without loading them."""
    return {
        "rapidocr": importlib.metadata.version("rapidocr"),
        "text_model": "PP-OCRv6-small",
        "onnxruntime": importlib.metadata.version("onnxruntime"),
    }


class RapidReader:
    """A loaded RapidOCR. Calls from several threads are taken one after the other."""

    def __init__(self, threads: int) -> None:
        import rapidocr
        from rapidocr import RapidOCR

        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        models = Path(rapidocr.__file__).parent / "models"
        for name in MODELS.values():
            if not (models / name).is_file():
                raise FileNotFoundError(f"the installed rapidocr lacks its model {name}")
        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                # Sizes are chosen in `_find_in`: the engine itself would reduce, enlarge and reduce again.
                "Global.max_side_len": 2 * _MAX_ENLARGED_SIDE,
                "Det.limit_type": "max",
                "Det.limit_side_len": 2 * _MAX_ENLARGED_SIDE,
                "Global.use_cls": False,
                "Det.model_path": str(models / MODELS["detection"]),
                "Rec.model_path": str(models / MODELS["recognition"]),
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self._lock = threading.Lock()

    @property
    def versions(self) -> dict[str, str]:
        return reader_versions()

    def lines(self, pixels: NDArray[np.uint8]) -> tuple[TextLine, ...]:
        """The lines of a page that is known to be upright."""
        return self._read(pixels, self._find(pixels))

    def read_turned(self, pixels: NDArray[np.uint8]) -> tuple[int, NDArray[np.uint8], tuple[TextLine, ...]]:
        """Degrees (clockwise: 0, 90, 180 or 270) by which the page had to be turned, the turned page, and its lines."""
        height, width = pixels.shape[:2]
        found = self._find(pixels)
        turned = 0
        if boxes_that_lie_sideways(found):
            turned = turn_needed(self, pixels, found, (0, 90, 270))
            if turned:
                found = [turned_corners(corners, turned, width, height) for corners in found]
                pixels = turned_pixels(pixels, turned)
        lines = self._read(pixels, found)
        if _reads_poorly(lines):
            height, width = pixels.shape[:2]
            again = turn_needed(self, pixels, [line.corners for line in lines] or found, (0, 180))
            if again:
                turned = (turned + again) % 360
                found = [turned_corners(corners, again, width, height) for corners in found]
                pixels = turned_pixels(pixels, again)
                lines = self._read(pixels, found)
        return turned, pixels, lines

    def recognise(self, crops: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float]]:
        import cv2
        import numpy as np

        if not crops:
            return []
        prepared = []
        for crop in crops:
            height, width = crop.shape[:2]
            if height > _CROP_HEIGHT:
                scale = _CROP_HEIGHT / height
                crop = cv2.resize(
                    crop, (max(1, round(width * scale)), _CROP_HEIGHT), interpolation=cv2.INTER_AREA
                ).astype(np.uint8)
            prepared.append(np.ascontiguousarray(crop[:, : max(1, crop.shape[0] * 40), ::-1]))
        with self._lock:
            # The flags of the last call stick, so all of them are set again.
            self._engine.update_params(return_word_box=False, return_single_char_box=False)
            read = self._engine.recognize_txt(prepared)
        return [(str(text), float(score)) for text, score in zip(read.txts, read.scores, strict=True)]

    def _find(self, pixels: NDArray[np.uint8]) -> list[tuple[Point, Point, Point, Point]]:
        """Corners of the lines, in pixels of the page, in reading order."""
        height, width = pixels.shape[:2]
        long, short = max(height, width), min(height, width)
        if long <= _MAX_LENGTH_TO_WIDTH * short or long <= LONGEST_SIDE // 2:
            found_here = self._find_in(pixels, LONGEST_SIDE)
            if long > 1.25 * LONGEST_SIDE and _is_small_print(found_here, LONGEST_SIDE / long):
                return self._find_in(pixels, FINE_LONGEST_SIDE)
            return found_here
        count = min(_MAX_PARTS, math.ceil(long / (short * _MAX_LENGTH_TO_WIDTH * 0.8)))
        step = long / count
        overlap = 0.1 * step
        found: list[tuple[Point, Point, Point, Point]] = []
        for index in range(count):
            start = max(0, int(index * step - overlap))
            end = min(long, math.ceil((index + 1) * step + overlap))
            part = pixels[start:end] if height >= width else pixels[:, start:end]
            dx, dy = (0, start) if height >= width else (start, 0)
            axis = 1 if height >= width else 0
            for corners in self._find_in(part, LONGEST_SIDE):
                moved = _moved(corners, dx, dy)
                middle = sum(point[axis] for point in moved) / 4
                # Each line belongs to the part that its middle falls in.
                if index * step <= middle < (index + 1) * step or (index == count - 1 and middle >= index * step):
                    found.append(moved)
        return found

    def _find_in(self, pixels: NDArray[np.uint8], longest: int) -> list[tuple[Point, Point, Point, Point]]:
        """Corners of the lines on pixels of moderate proportions, searched at this longest side."""
        import cv2
        import numpy as np

        height, width = pixels.shape[:2]
        long, short = max(height, width), min(height, width)
        scale = min(1.0, longest / long)
        if short * scale < _WANTED_SIDE:
            scale = max(scale, min(_WANTED_SIDE / short, _MAX_ENLARGED_SIDE / long, _MAX_ENLARGEMENT))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        way = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        seen = cv2.resize(pixels, size, interpolation=way)
        columns, rows = size
        below, right = max(0, _MIN_SIDE - rows), max(0, _MIN_SIDE - columns)
        if below or right:
            seen = cv2.copyMakeBorder(seen, 0, below, 0, right, cv2.BORDER_REPLICATE)
        with self._lock:
            answer = self._engine(
                np.ascontiguousarray(seen[:, :, ::-1]),
                use_det=True,
                use_cls=False,
                use_rec=False,
                return_word_box=False,
                return_single_char_box=False,
                text_score=LEAST_CONFIDENCE,
                box_thresh=0.5,
                unclip_ratio=1.6,
            )
        boxes = getattr(answer, "boxes", None)
        if boxes is None:
            return []
        x_scale, y_scale = width / columns, height / rows
        found = []
        for box in boxes:
            points = [
                (min(max(float(x) * x_scale, 0.0), float(width)), min(max(float(y) * y_scale, 0.0), float(height)))
                for x, y in box
            ]
            found.append(ordered_corners(points))
        return found

    def _read(
        self, pixels: NDArray[np.uint8], found: Sequence[tuple[Point, Point, Point, Point]]
    ) -> tuple[TextLine, ...]:
        texts = self.recognise([straightened(pixels, corners) for corners in found])
        return tuple(
            TextLine(text.strip(), _box(corners, pixels.shape[1], pixels.shape[0]), round(confidence, 4), corners)
            for corners, (text, confidence) in zip(found, texts, strict=True)
            if text.strip() and confidence >= LEAST_CONFIDENCE
        )


def straightened(pixels: NDArray[np.uint8], corners: tuple[Point, Point, Point, Point]) -> NDArray[np.uint8]:
    """The crop of one line laid straight, at most 64 pixels high; a line that stands upright is laid on its side.

    Works on the part of the page around the line, reduced before it is bent, so that large photos stay cheap and sharp.
    """
    import cv2
    import numpy as np

    page_height, page_width = pixels.shape[:2]
    points = np.array(corners, dtype=np.float32)
    left = max(0, int(points[:, 0].min()) - 2)
    top = max(0, int(points[:, 1].min()) - 2)
    right = min(page_width, math.ceil(float(points[:, 0].max())) + 3)
    bottom = min(page_height, math.ceil(float(points[:, 1].max())) + 3)
    part = pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    points = points - np.array([left, top], dtype=np.float32)
    width, height = sides(corners)
    scale = min(1.0, _CROP_HEIGHT / max(1.0, min(width, height)), _MAX_CROP_WIDTH / max(1.0, width, height))
    if scale < 1:
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        points = points * np.array([size[0] / part.shape[1], size[1] / part.shape[0]], dtype=np.float32)
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    columns, rows = max(1, int(width * scale)), max(1, int(height * scale))
    flat = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], dtype=np.float32)
    bent = cv2.getPerspectiveTransform(points.astype(np.float32), flat)
    crop = cv2.warpPerspective(
        part, bent, (columns, rows), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(crop)) if rows >= 1.5 * columns else crop


def _is_small_print(found: Sequence[tuple[Point, Point, Point, Point]], scale: float) -> bool:
    """Whether a search at this scale saw so few lines, or lines so low in its pixels, that more may be there."""
    if len(found) < _FEW_LINES:
        return True
    heights = sorted(min(sides(corners)) * scale for corners in found)
    return heights[len(heights) // 2] < _SMALL_PRINT


def _reads_poorly(lines: Sequence[TextLine]) -> bool:
    """Whether the page might be upside down: weighted by length, its lines are read without confidence."""
    weight = sum(len(line.text) for line in lines)
    if weight < 4:
        return True
    return sum(line.confidence * len(line.text) for line in lines) / weight < 0.85


def _moved(corners: tuple[Point, Point, Point, Point], dx: int, dy: int) -> tuple[Point, Point, Point, Point]:
    a, b, c, d = ((x + dx, y + dy) for x, y in corners)
    return a, b, c, d


def _box(corners: tuple[Point, Point, Point, Point], page_width: int, page_height: int) -> Box:
    left = max(0, min(math.floor(min(x for x, _ in corners)), page_width - 1))
    top = max(0, min(math.floor(min(y for _, y in corners)), page_height - 1))
    right = min(page_width, math.ceil(max(x for x, _ in corners)))
    bottom = min(page_height, math.ceil(max(y for _, y in corners)))
    return left, top, max(1, right - left), max(1, bottom - top)

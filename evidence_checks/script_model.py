"""The trained model that tells strips of handwriting from strips of print: pixels of lines in, log-odds out.

A line becomes windows of 32 by 96 pixels of ink on paper, without colour, shade or the red of a seal; a network of five
convolutions scores each, and the line's log-odds are the mean over its windows, calibrated on lines it was not trained on.
Above 0 speaks for handwriting. What it was trained on, and how: ``benchmarks/handwriting_model/README.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_checks.reading import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEIGHT, WIDTH = 32, 96
"""Pixels of one window."""
MOST_WINDOWS = 4
"""Windows looked at on a line, spread evenly over it: more costs time and says hardly more."""
LEAST_HEIGHT = 14
"""Pixels of a line, with air around it, below which its strokes say nothing."""
LEAST_CONTRAST = 30
"""Grey levels between ink and paper below which nothing is measured."""
WEIGHTS = Path(__file__).with_name("script_model.onnx")

_session: Any = None


def windows_of(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.float32] | None:
    """The windows of one line on an upright RGB page, shape ``(n, 32, 96)``, ink 1 and paper 0.

    None where the line is too small or too faint to say anything.
    """
    import cv2
    import numpy as np

    x, y, width, height = box
    pad = max(1, height // 12)
    patch = pixels[max(0, y - pad) : y + height + pad, max(0, x - pad) : x + width + pad]
    if patch.shape[0] < LEAST_HEIGHT or patch.shape[1] < 10 or patch.shape[1] > 80 * patch.shape[0]:
        return None
    scale = HEIGHT / patch.shape[0]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    patch = cv2.resize(patch, (max(8, round(patch.shape[1] * scale)), HEIGHT), interpolation=way)
    ink = _ink(patch)
    if ink is None:
        return None
    wide = ink.shape[1]
    if wide <= WIDTH:
        out = np.zeros((1, HEIGHT, WIDTH), np.float32)
        left = (WIDTH - wide) // 2
        out[0, :, left : left + wide] = ink
        return out
    count = min(MOST_WINDOWS, math.ceil(wide / WIDTH))
    starts = np.linspace(0, wide - WIDTH, count).round().astype(int)
    return np.stack([ink[:, start : start + WIDTH] for start in starts])


def _ink(patch: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """How much ink lies on each pixel, 0 to 1, whatever the colour and the light of the paper."""
    import cv2
    import numpy as np

    grey, red = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY), patch[..., 0]
    depth = _depth(grey)
    # In the red channel a red seal over the text is as bright as the paper; a text in red is looked at in grey.
    through = _depth(np.ascontiguousarray(red))
    if np.percentile(through, 97) > 0.5 * np.percentile(depth, 97):
        depth = through
    strongest = float(np.percentile(depth, 98))
    if strongest < LEAST_CONTRAST:
        return None
    ink: NDArray[np.float32] = np.clip(depth / strongest, 0, 1).astype(np.float32)
    return ink


def _depth(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Grey levels of the strokes apart from the paper around them; light text on dark is turned over."""
    import cv2
    import numpy as np

    low, middle, high = np.percentile(grey, (4, 50, 96))
    if middle - low < high - middle:
        grey = 255 - grey
    paper = cv2.blur(cv2.dilate(grey, np.ones((9, 9), np.uint8)), (15, 15), borderType=cv2.BORDER_REPLICATE)
    depth: NDArray[np.float32] = cv2.subtract(paper, grey).astype(np.float32)
    return depth


def log_odds(lines: Sequence[NDArray[np.float32] | None]) -> list[float | None]:
    """Log-odds of handwriting per line, in one run of the network; None where a line has no windows."""
    import numpy as np

    known = [windows for windows in lines if windows is not None]
    if not known:
        return [None] * len(lines)
    scores = _loaded().run(None, {"windows": np.concatenate(known)[:, None]})[0]
    out: list[float | None] = []
    at = 0
    for windows in lines:
        if windows is None:
            out.append(None)
            continue
        out.append(float(scores[at : at + len(windows)].mean()))
        at += len(windows)
    return out


def _loaded() -> Any:
    """The network, loaded once a process."""
    global _session
    if _session is None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        _session = onnxruntime.InferenceSession(str(WEIGHTS), options, providers=["CPUExecutionProvider"])
    return _session

"""How long a check takes on a picture, beside the bare RapidOCR call on the same picture, in one run.

    python benchmarks/reading.py [PICTURE…] [--kind KIND] [--runs N]

Without pictures: those under ``fixtures/``. Per picture, alternating, after one warm-up of each:

- *bare*: RapidOCR as its package configures it (angle classifier, longest side 2000), on decoded pixels;
- *bare, same sizes*: the same engine without classifier at a longest side of 1280, what `text.rapid` is built on;
- *reading*: `read_bytes` from the bytes of the file to a `Reading` (sandboxed decoding, codes, text), nothing cached;
- *check*: the same and `check_exhibit` on it, second reader included: all that ``adjudicator check`` does once loaded.

The figure that counts is check / bare, at most 1.5 by the sum over all pictures. Exit status 1 where it is more.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - the checkout is put on the path first

from evidence_checks.check import check_exhibit  # noqa: E402
from evidence_checks.decode import decode, sandbox_level  # noqa: E402
from evidence_checks.errors import EvidenceFault  # noqa: E402
from evidence_checks.reader import read_bytes  # noqa: E402

ALLOWED = 1.5


def main() -> int:
    """Measures, prints one line a picture and the sums, and says whether the bound holds."""
    options = _options()
    pictures = options.pictures or _fixture_pictures(options.at_most)
    if not pictures:
        print("no pictures: give some as arguments")
        return 2
    bare, same = _rapid(), _rapid(longest=1280, classifier=False)
    print(f"decoder: {sandbox_level()}; {options.runs} runs of each, medians in seconds")
    print(
        f"{'picture':40} {'pixels':>11} {'decode':>7} {'bare':>7} {'same':>7} {'reading':>8} {'check':>7} {'ratio':>6}"
    )
    rows = []
    for path in pictures:
        row = _measured(path, options.kind, options.runs, bare, same)
        if row is not None:
            rows.append(row)
    if not rows:
        return 2
    decoding, plain, sized, reading, checking = (sum(column) for column in zip(*rows, strict=True))
    print(
        f"sum of {len(rows)}: decode {decoding:.2f}, bare {plain:.2f}, same sizes {sized:.2f}, reading {reading:.2f},"
        f" check {checking:.2f}"
    )
    print(f"reading / bare {reading / plain:.2f}, reading / same sizes {reading / sized:.2f}")
    print(f"check / bare {checking / plain:.2f} (at most {ALLOWED}), check / same sizes {checking / sized:.2f}")
    print(f"peak memory {_peak_megabytes():.0f} MB in this process with three engines loaded")
    return 0 if checking / plain <= ALLOWED else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A check beside the bare RapidOCR call on the same picture.")
    parser.add_argument("pictures", nargs="*", type=Path)
    parser.add_argument("--kind", default="weigh_record")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--at-most", type=int, default=8, help="pictures taken from fixtures/ when none are named")
    return parser.parse_args()


def _fixture_pictures(at_most: int) -> list[Path]:
    found = sorted(path for path in (ROOT / "fixtures").rglob("*") if path.suffix.lower() in (".jpg", ".png", ".webp"))
    step = max(1, len(found) // at_most)
    return found[::step][:at_most]


def _rapid(longest: int | None = None, *, classifier: bool = True) -> Callable[[Any], object]:
    """The bare engine with two threads, as ours has."""
    from rapidocr import RapidOCR

    params: dict[str, Any] = {"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 2}
    if longest is not None:
        params["Global.max_side_len"] = longest
    engine = RapidOCR(params=params)
    return lambda pixels: engine(pixels, use_det=True, use_cls=classifier, use_rec=True)


def _measured(
    path: Path, kind: str, runs: int, bare: Callable[[Any], object], same: Callable[[Any], object]
) -> tuple[float, float, float, float, float] | None:
    data = path.read_bytes()
    try:
        pixels = decode(data, path.name).pixels
    except EvidenceFault as fault:
        print(f"{path.name:40} {fault}")
        return None
    reversed_channels = np.ascontiguousarray(pixels[..., ::-1])
    works: tuple[Callable[[], object], ...] = (
        lambda: decode(data, path.name),
        lambda: bare(reversed_channels),
        lambda: same(reversed_channels),
        lambda: read_bytes([(path.name, data)], cache=None),
        lambda: check_exhibit(read_bytes([(path.name, data)], cache=None), kind),
    )
    times: list[list[float]] = [[] for _ in works]
    # The first round warms up; the rounds alternate, so that a busy machine is busy for all of them.
    for number in range(runs + 1):
        for place, work in enumerate(works):
            started = time.perf_counter()
            work()
            if number:
                times[place].append(time.perf_counter() - started)
    decoding, plain, sized, reading, checking = (statistics.median(one) for one in times)
    size = f"{pixels.shape[1]}x{pixels.shape[0]}"
    print(
        f"{path.name[:40]:40} {size:>11} {decoding:7.3f} {plain:7.2f} {sized:7.2f} {reading:8.2f} {checking:7.2f}"
        f" {checking / plain:6.2f}",
        flush=True,
    )
    return decoding, plain, sized, reading, checking


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(main())

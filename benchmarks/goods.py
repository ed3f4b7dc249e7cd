"""How often the outline of goods is told rightly: `python -m benchmarks.goods [--pictures 1000] [--seed 5000]`.

Draws goods of three outlines on five grounds (plain, grey, wood, cloth, table and wall), whole or cut off by one side,
with light that falls off, shadows, prints on the goods, and a waybill somewhere, also over the goods. Seeds below 5000
were looked at while thresholds were set. Drawn pictures are no real ones: the figures are an upper bound.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence_checks.goods import on_page
from evidence_checks.reading import Code, Page, SourceFile

Pixels = NDArray[np.float64]
TUNED_BELOW = 5000


def ground(random: np.random.Generator, height: int, width: int) -> Pixels:
    """A background of one of five sorts, lit from somewhere; RGB floats."""
    sort = random.integers(0, 5)
    if sort == 1:
        pixels = np.tile(np.full(3, random.uniform(170, 240)) + random.uniform(-8, 8, 3), (height, width, 1))
    elif sort == 2:
        colour = [random.integers(120, 210), random.integers(90, 160), random.integers(50, 110)]
        pixels = np.tile(np.array(colour, float), (height, width, 1))
        grain = cv2.GaussianBlur(random.normal(0, 1, (height, width)), (0, 0), 1.2)[:, : max(4, width // 30)]
        pixels += cv2.resize(grain, (width, height))[..., None] * random.uniform(10, 60)
        for _ in range(random.integers(0, 6)):
            pixels[:, random.integers(0, width)] -= 25
    else:
        pixels = np.tile(random.uniform(60, 240, 3), (height, width, 1))
        if sort == 3:
            pixels = pixels + random.normal(0, 14, (height, width, 1))
        if sort == 4:
            pixels[: int(height * random.uniform(0.15, 0.45))] = random.uniform(60, 240, 3)
    across = np.linspace(-1, 1, width)[None, :, None] * random.uniform(-30, 30)
    down = np.linspace(-1, 1, height)[:, None, None] * random.uniform(-30, 30)
    return pixels + across + down


def outline(
    random: np.random.Generator, height: int, width: int, truth: str
) -> tuple[NDArray[np.uint8], tuple[int, ...]]:
    """The goods as a mask of 0 and 255, and their middle and size."""
    wide, high = int(width * random.uniform(0.25, 0.6)), int(height * random.uniform(0.25, 0.6))
    room = int(0.04 * max(width, height))
    x = int(random.integers(wide // 2 + room, width - wide // 2 - room))
    y = int(random.integers(high // 2 + room, height - high // 2 - room))
    lean = random.uniform(-8, 8)
    if truth == "partial":
        lean, seen = random.uniform(-20, 20), random.uniform(-0.2, 0.35)
        x, y = [
            (int(seen * wide), y),
            (int(width - seen * wide), y),
            (x, int(seen * high)),
            (x, int(height - seen * high)),
        ][random.integers(4)]
    mask = np.zeros((height, width), np.uint8)
    shape = random.integers(3)
    if shape == 0:
        corners = cv2.boxPoints(((float(x), float(y)), (wide * 0.92, high * 0.92), float(lean)))
        cv2.fillPoly(mask, [corners.astype(np.int32)], (255,))
    elif shape == 1:
        cv2.ellipse(mask, (x, y), (wide // 2, high // 2), 0, 0, 360, (255,), -1)
    else:
        for left, top, right, bottom in ((-0.3, -0.3, 0.3, 0.5), (-0.1, -0.5, 0.1, -0.25)):
            start, end = (int(x + left * wide), int(y + top * high)), (int(x + right * wide), int(y + bottom * high))
            cv2.rectangle(mask, start, end, (255,), -1)
    return mask, (x, y, wide, high)


def picture(seed: int) -> tuple[Page, str]:
    """One picture and what is true of it: ``whole``, ``partial``, or ``covered`` where the label hides half of it."""
    random = np.random.default_rng(seed)
    height, width = (900, 1200) if random.random() < 0.5 else (1200, 900)
    pixels = ground(random, height, width)
    truth = str(random.choice(["whole", "partial"]))
    mask, (x, y, wide, high) = outline(random, height, width, truth)
    if random.random() < 0.6:
        moved = cv2.warpAffine(mask, np.array([[1, 0, 15], [0, 1, 15]], np.float32), (width, height))
        pixels = pixels * (1 - 0.35 * cv2.GaussianBlur(moved, (0, 0), 12)[..., None] / 255.0)
    print_: Any = np.tile(random.uniform(20, 245, 3), (height, width, 1))
    for _ in range(random.integers(0, 6)):
        spot = (int(x + random.uniform(-0.4, 0.4) * wide), int(y + random.uniform(-0.4, 0.4) * high))
        cv2.circle(print_, spot, int(random.uniform(0.03, 0.12) * wide), random.uniform(0, 255, 3).tolist(), -1)
    share = cv2.GaussianBlur(mask, (0, 0), 1.2)[..., None] / 255.0
    pixels = pixels * (1 - share) + (print_ + np.linspace(-25, 25, width)[None, :, None]) * share
    codes: tuple[Code, ...] = ()
    if random.random() < 0.6:
        across, down = int(width * 0.26), int(height * 0.32)
        left, top = int(random.uniform(0.02, 0.7) * width), int(random.uniform(0.02, 0.55) * height)
        pixels[top : top + down, left : left + across] = 240
        for bar in range(40):
            if random.random() < 0.5:
                pixels[top + 20 : top + 80, left + 20 + bar * 5 : left + 24 + bar * 5] = 20
        codes = (Code("Code128", "SF1234567890123", (left + 20, top + 20, 200, 60)),)
        hidden = (mask[top : top + down, left : left + across] > 0).sum() / max(1, (mask > 0).sum())
        truth = "covered" if hidden > 0.5 else truth
    noisy = np.clip(pixels + random.normal(0, 4, pixels.shape), 0, 255).astype(np.uint8)
    shot = cv2.GaussianBlur(noisy, (0, 0), 0.8).astype(np.uint8)
    return Page(1, SourceFile("drawn", "0" * 64, 1, "image/png"), width, height, shot, (), codes), truth


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle, spread = share + z * z / (2 * of), z * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5
    return max(0.0, (middle - spread) / (1 + z * z / of)), min(1.0, (middle + spread) / (1 + z * z / of))


def main() -> None:
    """Prints what was told of how many pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=TUNED_BELOW)
    told = parser.parse_args()
    count: Counter[tuple[str, str]] = Counter()
    for seed in range(told.seed, told.seed + told.pictures):
        page, truth = picture(seed)
        count[truth, on_page(page, set()).value] += 1
    for truth in ("whole", "partial", "covered"):
        row = {said: count[truth, said] for said in ("whole", "partial", "unknown")}
        print(f"{truth:8}", row)
    decided = sum(number for (truth, said), number in count.items() if said != "unknown" and truth != "covered")
    asked = sum(number for (truth, _), number in count.items() if truth != "covered")
    partial = sum(number for (truth, _), number in count.items() if truth == "partial")
    for words, hits, of in (
        ("decided", decided, asked),
        ("partial called whole", count["partial", "whole"], partial),
        ("whole called partial", count["whole", "partial"], asked - partial),
    ):
        low, high = interval(hits, of)
        print(f"{words}: {hits}/{of} = {100 * hits / max(1, of):.1f} % ({100 * low:.1f}–{100 * high:.1f})")


if __name__ == "__main__":
    main()

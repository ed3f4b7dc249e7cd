"""Pages drawn for the tests of the checks: lines of text with the pixels they stand for."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from evidence_checks.reading import Code, Page, Reading, SourceFile, TextLine


def line(text: str, x: int, y: int, width: int, height: int, confidence: float = 0.99) -> TextLine:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return TextLine(text, (x, y, width, height), confidence, corners)


def page(
    lines: Sequence[TextLine], codes: Sequence[Code] = (), width: int = 800, height: int = 1000, blur: float = 0.0
) -> Page:
    """A light page; Latin letters and digits are drawn, Chinese ones as small crosses."""
    pixels = np.full((height, width, 3), 236, np.uint8)
    for one in lines:
        x, y, wide, high = one.box
        scale = cv2.getFontScaleFromHeight(cv2.FONT_HERSHEY_DUPLEX, max(4, int(high * 0.6)), 1)
        shown = "".join(char if char.isascii() else "#" for char in one.text)
        (drawn, tall), _ = cv2.getTextSize(shown, cv2.FONT_HERSHEY_DUPLEX, scale, 1)
        patch = np.full((high, drawn + 8, 3), 236, np.uint8)
        cv2.putText(
            patch,
            shown,
            (4, high // 2 + tall // 2),
            cv2.FONT_HERSHEY_DUPLEX,
            scale,
            (40, 40, 40),
            max(1, high // 20),
            cv2.LINE_AA,
        )
        pixels[y : y + high, x : x + wide] = cv2.resize(patch, (wide, high), interpolation=cv2.INTER_AREA)
    if blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    return Page(1, SourceFile("drawn.png", "0" * 64, 1, "image/png"), width, height, pixels, tuple(lines), tuple(codes))


def reading(*pages: Page) -> Reading:
    return Reading(tuple(pages), {"reader": "drawn"})


def silent(pixels: object, boxes: Sequence[object]) -> list[str | None]:
    """A second reader that reads nothing."""
    return [None for _ in boxes]


def unread(crops: Sequence[object]) -> list[tuple[str, float]]:
    """A text reader that reads nothing on crops."""
    return [("", 0.0) for _ in crops]


def answering(*answers: str):
    """A second reader that gives these answers to the boxes it is asked for, from the first."""

    def second(pixels: object, boxes: Sequence[object]) -> list[str | None]:
        return [answers[place] if place < len(answers) else None for place in range(len(boxes))]

    return second

"""Made strips to train on: lines set in many faces or written by many made hands, then photographed badly.

A hand is a script font whose glyphs are each turned, sheared, scaled and set off the baseline, or the middle lines of the
strokes of Chinese characters drawn with a shaking pen. A print is a face left as it is. Both get the same paper, rules,
ink colours, seals, blur, tilt, noise and JPEG, so that none of these tells them apart.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Dice = np.random.Generator
COMMON = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
FORM = (
    "收件人派送日期快递单号签收证明年月日运费金额元合计网点盖章姓名电话地址先生女士本人公司"
    "省市区县街道路号楼室张王李赵陈刘杨黄周吴"
)
LATIN = ("Date", "Name", "Total", "No.", "Received", "Signature", "kg", "Invoice", "Express", "Weight", "Tel", "the", "and")
SIZE = 56
"""Pixels of an em before the shot."""


@dataclass(frozen=True)
class Sources:
    """Font files by use, and the folder with the strokes of characters (or None)."""

    hands: tuple[Path, ...]
    prints: tuple[Path, ...]
    digits_only: tuple[Path, ...]
    strokes: Path | None


class Face:
    """One font file at one size and the characters it draws."""

    def __init__(self, path: Path) -> None:
        self.font = ImageFont.truetype(str(path), SIZE)
        self.missing = bytes(self.font.getmask("\U000f1234"))
        self.known: dict[str, bool] = {}

    def draws(self, char: str) -> bool:
        if char not in self.known:
            mask = bytes(self.font.getmask(char))
            self.known[char] = char == " " or (mask != self.missing and any(mask))
        return self.known[char]


def text_for(face: Face | None, rng: Dice) -> str:
    """A line that the face can draw: Chinese, digits, dates, numbers with letters, or Latin words."""
    kind = rng.choice(5, p=(0.42, 0.22, 0.12, 0.12, 0.12))
    if kind == 0 or face is None:
        pool = FORM if rng.random() < 0.4 else COMMON
        text = "".join(rng.choice(list(pool), int(rng.integers(2, 13))))
    elif kind == 1:
        text = "".join(rng.choice(list("0123456789"), int(rng.integers(3, 16))))
    elif kind == 2:
        y, m, d = rng.integers(2015, 2027), rng.integers(1, 13), rng.integers(1, 29)
        text = str(rng.choice([f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}.{m}.{d}", f"{m}/{d}/{y}"]))
    elif kind == 3:
        text = "".join(rng.choice(list("SFYTJDZT"), 2)) + "".join(rng.choice(list("0123456789"), int(rng.integers(8, 14))))
    else:
        text = " ".join(rng.choice(LATIN, int(rng.integers(1, 5))))
        text = text.upper() if rng.random() < 0.2 else text
    if face is None:
        return text
    drawn = "".join(char for char in text if face.draws(char))
    return drawn if len(drawn.strip()) >= 2 else "".join(rng.choice(list("0123456789"), 8))


def glyph(char: str, face: Face) -> np.ndarray:
    """Coverage of one glyph, its baseline at 96 of 128 rows, as wide as it runs plus 64."""
    wide = int(face.font.getlength(char)) + 64
    plate = Image.new("L", (wide, 128), 0)
    ImageDraw.Draw(plate).text((32, 96), char, font=face.font, fill=255, anchor="ls")
    return np.asarray(plate)


def by_strokes(char: str, folder: Path, rng: Dice, pen: float, cursive: float) -> np.ndarray | None:
    """One character drawn along the middle lines of its strokes by a shaking pen; None where they are not known."""
    file = folder / f"{char}.json"
    if not file.is_file():
        return None
    plate = np.zeros((256, 256), np.uint8)
    turn = np.deg2rad(rng.normal(0, 4))
    shear, sx, sy = rng.normal(0.05, 0.12), rng.normal(0.95, 0.12), rng.normal(0.95, 0.1)
    last = None
    for middle in json.loads(file.read_text("utf-8"))["medians"]:
        points = np.array(middle, np.float64)
        points[:, 1] = 900 - points[:, 1]
        points = (points - 512) * (0.86 + rng.normal(0, 0.05)) + 512 + rng.normal(0, 26, 2)
        points += rng.normal(0, 13, points.shape)
        if len(points) > 3 and rng.random() < cursive:  # fewer corners: a quick hand rounds them off
            points = points[[0, len(points) // 2, -1]]
        line = _curve(points)
        if last is not None and rng.random() < cursive * 0.6:
            line = np.vstack([last, line])
        last = line[-1:]
        x = (line[:, 0] - 512) * sx + shear * (512 - line[:, 1])
        y = (line[:, 1] - 512) * sy
        xy = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 1)
        spots = (xy * 0.112 + (64, 76)) * 2
        thick = max(1, round(2 * pen * (1 + rng.normal(0, 0.12))))
        cv2.polylines(plate, [spots.round().astype(np.int32)], False, 255, thick, cv2.LINE_AA)
    return cv2.resize(plate, (128, 128), interpolation=cv2.INTER_AREA)


def _curve(points: np.ndarray) -> np.ndarray:
    """A polygon line made round by cutting its corners twice."""
    for _ in range(2):
        if len(points) < 3:
            break
        cut = np.stack([points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75], 1)
        points = np.vstack([points[:1], cut.reshape(-1, 2), points[-1:]])
    return points


def bent(ink: np.ndarray, rng: Dice, unsteady: float) -> np.ndarray:
    """A glyph turned, sheared and scaled in its own way."""
    height, width = ink.shape
    turn = np.deg2rad(rng.normal(0, 3.5 * unsteady))
    shear = rng.normal(-0.04, 0.08 * unsteady)
    sx, sy = 1 + rng.normal(0, 0.09 * unsteady, 2)
    matrix = np.array([[np.cos(turn) * sx, -np.sin(turn) + shear], [np.sin(turn), np.cos(turn) * sy]])
    centre = np.array([width / 2, 76.0])
    shift = centre - matrix @ centre
    return cv2.warpAffine(ink, np.hstack([matrix, shift[:, None]]), (width, height), flags=cv2.INTER_LINEAR)


def waved(ink: np.ndarray, rng: Dice, reach: float, cell: int) -> np.ndarray:
    """The whole line moved by a smooth random field."""
    height, width = ink.shape
    grid = rng.normal(0, 1, (2, height // cell + 3, width // cell + 3)).astype(np.float32)
    dx, dy = (cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC) * reach for part in grid)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return cv2.remap(ink, x + dx, y + dy, cv2.INTER_LINEAR)


def written(face: Face | None, text: str, rng: Dice, strokes: Path | None) -> np.ndarray:
    """A line by hand as coverage."""
    unsteady = rng.uniform(0.7, 1.5)
    pen, cursive = rng.uniform(1.4, 4.2), rng.uniform(0, 0.7)
    plate = np.zeros((150, 96 * len(text) + 80), np.uint8)
    x, wander, slope = 10.0, 0.0, rng.normal(0, 0.015)
    gap = rng.normal(0.04, 0.06)
    for char in text:
        ink = None
        if face is None:
            ink = by_strokes(char, strokes, rng, pen, cursive) if strokes else None
            if ink is None:
                continue
            step = 62.0
        else:
            step = face.font.getlength(char)
            ink = bent(glyph(char, face), rng, unsteady)
        wander = 0.6 * wander + rng.normal(0, 1.7 * unsteady)
        left, top = round(x) - (32 if face else 33), round(wander + slope * x)
        top += 10
        spot = plate[max(0, top) : max(0, top) + ink.shape[0], max(0, left) : max(0, left) + ink.shape[1]]
        part = ink[: spot.shape[0], : spot.shape[1]]
        np.maximum(spot, part, out=spot)
        x += step * (1 + rng.normal(gap, 0.05 * unsteady))
    plate = plate[:, : int(x) + 40]
    plate = waved(plate, rng, 0.9 * unsteady, int(rng.integers(18, 40)))
    if face is not None and rng.random() < 0.35:
        plate = cv2.dilate(plate, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)))
    return plate


def printed(face: Face, text: str, rng: Dice) -> np.ndarray:
    """A line in a face: spaced, narrowed, bold, dotted, or with worn ink, but standing straight."""
    space = rng.choice((0.0, 0.0, rng.uniform(0, 14)))
    plate = np.zeros((150, int(sum(face.font.getlength(char) + space for char in text)) + 80), np.uint8)
    image = Image.fromarray(plate)
    draw = ImageDraw.Draw(image)
    x = 20.0
    for char in text:
        draw.text((round(x), 106), char, font=face.font, fill=255, anchor="ls")
        x += face.font.getlength(char) + space
    plate = np.asarray(image).copy()
    way = rng.random()
    if way < 0.15:
        plate = cv2.dilate(plate, np.ones((int(rng.integers(2, 5)),) * 2, np.uint8))
    elif way < 0.22:
        plate = cv2.erode(plate, np.ones((2, 2), np.uint8))
    elif way < 0.32:  # needles of a dot-matrix printer, or a coarse thermal head
        cell = int(rng.integers(3, 6))
        small = cv2.resize(plate, None, fx=1 / cell, fy=1 / cell, interpolation=cv2.INTER_AREA)
        plate = cv2.resize((small > 90).astype(np.uint8) * 255, plate.shape[::-1], interpolation=cv2.INTER_NEAREST)
        if rng.random() < 0.6:
            plate[::cell] = plate[::cell] // 3
            plate[:, ::cell] = plate[:, ::cell] // 3
    if rng.random() < 0.25:
        wide = max(20, round(plate.shape[1] * rng.uniform(0.65, 1.25)))
        plate = cv2.resize(plate, (wide, plate.shape[0]), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.3:  # paper that is not flat: slow waves, far longer than a character
        plate = waved(plate, rng, rng.uniform(0.5, 2.0), 110)
    return plate


INKS = ((30, 30, 34), (50, 50, 54), (90, 90, 95), (30, 50, 150), (40, 40, 120), (60, 90, 180), (160, 40, 40), (20, 70, 60))


def shot(cover: np.ndarray, rng: Dice) -> np.ndarray:
    """Coverage to a photographed line as RGB, cut roughly as a detector cuts it."""
    rows, columns = np.flatnonzero(cover.max(axis=1) > 60), np.flatnonzero(cover.max(axis=0) > 60)
    if not rows.size:
        return np.full((32, 96, 3), 230, np.uint8)
    high = rows[-1] - rows[0] + 1
    up, down = rng.uniform(-0.04, 0.3, 2) * high
    y0, y1 = max(0, round(rows[0] - up)), min(cover.shape[0], round(rows[-1] + down) + 1)
    x0, x1 = max(0, columns[0] - int(rng.integers(0, 14))), min(cover.shape[1], columns[-1] + int(rng.integers(2, 14)))
    cover = cover[y0:y1, x0:x1].copy()
    height, width = cover.shape
    if rng.random() < 0.3:
        row = height - 1 - int(rng.integers(0, max(1, height // 5)))
        cv2.line(cover, (0, row), (width, row + int(rng.normal(0, 2))), int(rng.integers(90, 255)), int(rng.integers(1, 4)))
    if rng.random() < 0.08:
        cv2.line(cover, (0, int(rng.integers(0, 5))), (width, int(rng.integers(0, 5))), int(rng.integers(90, 255)), 2)
    ink = np.array(INKS[int(rng.integers(len(INKS)))], np.float32) + rng.normal(0, 10, 3)
    paper = np.array((235, 233, 228), np.float32) * rng.uniform(0.55, 1.06) + rng.normal(0, 6, 3)
    if rng.random() < 0.06:
        ink, paper = paper, ink
    opaque = cover[..., None].astype(np.float32) / 255 * rng.uniform(0.6, 1.0)
    canvas = paper * (1 - opaque) + ink * opaque
    if rng.random() < 0.12:  # a red seal over it
        ring = np.zeros((height, width), np.uint8)
        centre = (int(rng.integers(0, width)), int(rng.integers(-height, 2 * height)))
        cv2.circle(ring, centre, int(rng.integers(height, 3 * height)), 200, int(rng.integers(2, 8)))
        share = ring[..., None] / 255.0 * 0.7
        canvas = canvas * (1 - share) + np.minimum(canvas, (215, 50, 60)) * share
    light = cv2.resize(rng.normal(1, 0.07, (3, 5)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    canvas *= light[..., None]
    return degraded(np.clip(canvas, 0, 255).astype(np.uint8), rng)


def degraded(rgb: np.ndarray, rng: Dice, strength: float = 1.0) -> np.ndarray:
    """Tilt, size, blur, noise and JPEG of one shot; also what real lines get so that few of them go further."""
    height, width = rgb.shape[:2]
    if rng.random() < 0.7:
        tilt, lean = rng.normal(0, 0.012 * strength), rng.normal(0, 0.05 * strength)
        squeeze = 1 + rng.normal(0, 0.06 * strength)
        matrix = np.array([[squeeze, lean, -lean * height / 2], [tilt, 1.0, -tilt * width / 2]])
        rgb = cv2.warpAffine(rgb, matrix, (max(10, round(width * squeeze)), height), borderMode=cv2.BORDER_REPLICATE)
    size = rng.choice((rng.uniform(16, 30), rng.uniform(24, 64)))
    scale = min(1.0, size / height)
    if scale < 1:
        rgb = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    high = rgb.shape[0]
    if rng.random() < 0.6:
        rgb = cv2.GaussianBlur(rgb, (0, 0), max(0.2, rng.uniform(0.0, 0.032 * strength) * high))
    if rng.random() < 0.12:
        long = max(1, int(rng.uniform(0.02, 0.08) * high))
        kernel = np.ones((1, long), np.float32) / long
        rgb = cv2.filter2D(rgb, -1, kernel if rng.random() < 0.5 else kernel.T)
    if rng.random() < 0.7:
        noise = rng.normal(0, rng.uniform(1, 9), rgb.shape[:2])
        rgb = np.clip(rgb + noise[..., None], 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        done, data = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 95))])
        rgb = cv2.imdecode(data, cv2.IMREAD_COLOR) if done else rgb
    return rgb


def spoilt(rgb: np.ndarray, rng: Dice) -> np.ndarray:
    """A line damaged so far that nobody should judge its script: smeared, shaken, tiny, or drowned in noise."""
    height = rgb.shape[0]
    way = rng.integers(4)
    if way == 0:
        rgb = cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.085, 0.25) * height)
    elif way == 1:
        long = max(3, int(rng.uniform(0.22, 0.6) * height))
        rgb = cv2.filter2D(rgb, -1, np.eye(long, dtype=np.float32) / long)
    elif way == 2:
        small = cv2.resize(rgb, None, fx=9 / height, fy=9 / height, interpolation=cv2.INTER_AREA)
        rgb = cv2.resize(small, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        rgb = cv2.GaussianBlur(rgb, (0, 0), 0.04 * height)
    else:
        rgb = np.clip((rgb.astype(np.float32) - 128) * 0.35 + 128 + rng.normal(0, 40, rgb.shape), 0, 255).astype(np.uint8)
    return rgb


def no_text(rng: Dice) -> np.ndarray:
    """What a detector takes for text and is none: bars, rules, texture, arcs."""
    canvas = np.full((60, int(rng.integers(80, 420)), 3), 225, np.uint8)
    way = rng.integers(4)
    if way == 0:
        at = 4
        while at < canvas.shape[1]:
            wide = int(rng.integers(2, 9))
            cv2.rectangle(canvas, (at, 0), (at + wide, 60), (40, 40, 40), -1)
            at += wide + int(rng.integers(3, 9))
    elif way == 1:
        for _ in range(int(rng.integers(1, 4))):
            row = int(rng.integers(5, 55))
            cv2.line(canvas, (0, row), (canvas.shape[1], row), (60, 60, 60), int(rng.integers(1, 5)))
    elif way == 2:
        small = rng.integers(60, 240, (8, canvas.shape[1] // 8 + 1, 3)).astype(np.uint8)
        canvas = cv2.resize(small, canvas.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    else:
        for _ in range(3):
            centre = (int(rng.integers(0, canvas.shape[1])), int(rng.integers(-40, 100)))
            cv2.circle(canvas, centre, int(rng.integers(30, 160)), (190, 60, 70), int(rng.integers(2, 7)))
    return degraded(canvas, rng)

"""The confined process in which uploaded bytes are decoded. Nothing but `decode.py` starts it.

It loads Pillow's JPEG, PNG and WebP decoders and that for HEIC, confines itself (`sandbox.py`), says so in one
greeting, and then answers one picture after the other over its standard input and output:

- request: ``>Q`` length, then the bytes of the file;
- answer: ``>I`` length and a JSON header, and for a decoded picture ``width * height * 3`` bytes of RGB, rows from
  the top, *before* the EXIF turn that the header names: the parent turns arrays, which is safe and saves this process
  a copy.

Transparency is flattened on white; CMYK, grey, palette and 16-bit pictures become 8-bit RGB. A picture is converted
in strips, so that only one whole picture is ever held here.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import warnings
from typing import TYPE_CHECKING, Any

from evidence_checks import sandbox

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 64_200_000
"""64-megapixel phones pass; the RGB pixels of a page take at most 193 MB."""
MAX_SCAN_MEGAPIXELS = 650
"""Scans times megapixels of a JPEG: 400 take about 2.5 s, and a 64-megapixel photo saved progressively has 640."""
MIN_SIDE = 16
_STRIP_PIXELS = 1_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_SEQUENCES = (b"msf1", b"hevc", b"hevx")
"""Major brands of HEIC files that are moving pictures."""


class _RefusedError(Exception):
    """A picture that is not decoded: a code of `errors.py` and its facts."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def serve(source: int = 0, sink: int = 1) -> None:
    """Confines this process, greets with the level reached, and answers pictures until the source ends."""
    _load_decoders()
    level = sandbox.confine()
    send(sink, json.dumps({"level": level}).encode())
    while (head := receive(source, 8)) is not None:
        data = receive(source, struct.unpack(">Q", head)[0])
        if data is None:
            return
        sandbox.grant_cpu_for_one_picture()
        _answer(sink, data)
        del data


def _load_decoders() -> None:
    """Imports what decoding needs and decodes one picture of each format: later nothing can be opened any more."""
    import pi_heif
    from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401

    warnings.simplefilter("ignore")
    # Few threads: each reserves address space, which is counted.
    pi_heif.options.DECODE_THREADS = 2
    pi_heif.register_heif_opener(thumbnails=False)
    # Our own cap comes before any pixel is decoded and names its limit.
    Image.MAX_IMAGE_PIXELS = None
    Image.init()
    for name in ("JPEG", "PNG", "WEBP"):  # nothing here can write HEIC; its decoder loads nothing later
        held = io.BytesIO()
        Image.new("RGBA" if name != "JPEG" else "RGB", (MIN_SIDE, MIN_SIDE)).save(held, name)
        picture, _ = _opened(held.getvalue())
        picture.load()
        for top in _strips(picture):
            _rgb(picture, top)


def _answer(sink: int, data: bytes) -> None:
    try:
        picture, facts = _opened(data)
        _decode(picture, data)
        # Text after the pixels of a PNG is known only now.
        facts |= _descriptive(picture)
    except _RefusedError as refused:
        send(sink, json.dumps({"code": refused.code, "facts": refused.facts}).encode())
        return
    except MemoryError:
        send(sink, json.dumps({"code": "PICTURE_TOO_COSTLY", "facts": {"reason": "memory"}}).encode())
        return
    width, height = picture.size
    header = {"width": width, "height": height, "orientation": facts.pop("orientation"), "facts": facts}
    send(sink, json.dumps(header).encode())
    for top in _strips(picture):
        write(sink, _rgb(picture, top))
    picture.close()


def _opened(data: bytes) -> tuple[Image.Image, dict[str, Any]]:
    """The picture with its header read and every cap checked, no pixel decoded; and its format."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        frames = getattr(picture, "n_frames", 1)
    except MemoryError:
        raise
    except Exception as error:  # any error of a decoder on hostile bytes means one thing here
        raise _RefusedError(_broken(data, error)) from error
    width, height = picture.size
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    if width * height > MAX_PIXELS:
        raise _RefusedError(
            "PICTURE_TOO_MANY_PIXELS", width=width, height=height, limit_megapixels=MAX_PIXELS // 1_000_000
        )
    if min(width, height) < MIN_SIDE:
        raise _RefusedError("PICTURE_TOO_SMALL", width=width, height=height, limit=MIN_SIDE)
    # A JPEG or HEIC with a second picture behind it (depth, gain map, burst) is a still picture; its first or primary
    # frame is the photo.
    if frames > 1 and kind != "JPEG" and (kind != "HEIF" or data[8:12] in _SEQUENCES):
        raise _RefusedError("PICTURE_ANIMATED", frames=frames)
    if kind == "JPEG":
        allowed = int(MAX_SCAN_MEGAPIXELS * 1_000_000 / (width * height))
        if (scans := count_scans(data, stop_after=allowed)) > allowed:
            megapixels = round(width * height / 1_000_000, 1)
            reason = f"{scans}+ scans × {megapixels} megapixels > {MAX_SCAN_MEGAPIXELS}"
            raise _RefusedError("PICTURE_TOO_COSTLY", reason=reason)
    return picture, {"format": kind}


def _decode(picture: Image.Image, data: bytes) -> None:
    try:
        picture.load()
    except MemoryError:
        raise
    except Exception as error:  # any error of a decoder on hostile bytes means one thing here
        raise _RefusedError(_broken(data, error)) from error


def count_scans(data: bytes, stop_after: int) -> int:
    """How many scans a JPEG has, counting no further than one past ``stop_after``.

    Marks inside segments (thumbnails) are not scans; they are told apart only where there are more marks than that.

    >>> count_scans(bytes.fromhex("ffd8 ffe00004ffda ffda0003 00 11ff00 ffda0003 00 22 ffd9"), stop_after=2)
    2
    """
    if data.count(b"\xff\xda") <= stop_after:
        return min(stop_after, data.count(b"\xff\xda"))
    scans, at, end = 0, 2, len(data)
    while 0 <= (at := data.find(b"\xff", at)) < end - 3:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD8:
            at += 2
        elif marker == 0xD9:
            break
        else:
            scans += marker == 0xDA
            if scans > stop_after:
                break
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return scans


def _broken(data: bytes, error: Exception) -> str:
    """Whether a picture that failed to decode breaks off or is damaged."""
    if data[:2] == b"\xff\xd8":
        ends = b"\xff\xd9" in data[-64:]
    elif data[:4] == b"\x89PNG":
        ends = b"IEND" in data[-64:]
    elif data[4:8] == b"ftyp":
        ends = _boxes_are_whole(data)
    else:
        ends = int.from_bytes(data[4:8], "little") + 8 <= len(data)
    if not ends or "image file is truncated" in str(error):
        return "PICTURE_TRUNCATED"
    return "PICTURE_CORRUPT"


def _boxes_are_whole(data: bytes) -> bool:
    """Whether the outer boxes of an ISO media file end within it.

    >>> _boxes_are_whole(bytes.fromhex("0000000866747970 0000000a6d646174 0001"))
    True
    >>> _boxes_are_whole(bytes.fromhex("0000000866747970 0000000a6d646174 00"))
    False
    """
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:
            return True
        at += max(size, 8)
    return at == len(data)


def _descriptive(picture: Image.Image) -> dict[str, Any]:
    """EXIF orientation (1 to 8) and the software that wrote the file, where it says so."""
    found: dict[str, Any] = {"orientation": 1}
    software: object = picture.info.get("Software") or picture.info.get("software")
    try:
        exif = picture.getexif()
        orientation = exif.get(0x0112)
        if isinstance(orientation, int) and 1 <= orientation <= 8:
            found["orientation"] = orientation
        software = exif.get(0x0131) or software
    except Exception:  # broken metadata is no metadata; the pixels are what counts
        return found
    if isinstance(software, str) and (cleaned := re.sub(r"[^\w .,()/+-]", "", software).strip()[:80]):
        found["software"] = cleaned
    return found


def _strips(picture: Image.Image) -> range:
    return range(0, picture.height, max(1, _STRIP_PIXELS // picture.width))


def _rgb(picture: Image.Image, top: int) -> bytes:
    """The RGB bytes of one strip, flattened on white."""
    from PIL import Image

    bottom = min(picture.height, top + max(1, _STRIP_PIXELS // picture.width))
    strip = picture.crop((0, top, picture.width, bottom))
    if strip.mode.startswith("I;16"):
        high = strip.tobytes()[0::2] if strip.mode.endswith("B") else strip.tobytes()[1::2]
        strip = Image.frombytes("L", strip.size, high)
    elif strip.mode in ("I", "F"):
        strip = strip.point(lambda value: value * (1 / 256)).convert("L")
    elif "A" in strip.mode or "a" in strip.mode or "transparency" in picture.info:
        strip.info = dict(picture.info)
        layer = strip.convert("RGBA")
        strip = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        strip.alpha_composite(layer)
    return strip.convert("RGB").tobytes()


def receive(source: int, length: int) -> bytes | None:
    """Exactly ``length`` bytes, or None where the source ends."""
    parts = bytearray()
    while len(parts) < length:
        piece = os.read(source, min(1 << 20, length - len(parts)))
        if not piece:
            return None
        parts += piece
    return bytes(parts)


def send(sink: int, message: bytes) -> None:
    """Writes one header with its length before it."""
    write(sink, struct.pack(">I", len(message)) + message)


def write(sink: int, data: bytes) -> None:
    """Writes all of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]

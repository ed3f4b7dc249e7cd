"""Hostile bytes: every file is either upright pixels or one clear fault, within ten seconds."""

import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from evidence_checks import decode as decode_module
from evidence_checks.decode import decode, read_file, sandbox_level
from evidence_checks.decode_worker import MAX_PIXELS
from evidence_checks.errors import WORDING, EvidenceFault

LIMIT_SECONDS = 10


def encoded(picture, kind, **options):
    held = io.BytesIO()
    picture.save(held, kind, **options)
    return held.getvalue()


def gradient(width=64, height=48):
    rows = np.linspace(0, 255, height, dtype=np.uint8)[:, None]
    columns = np.linspace(0, 255, width, dtype=np.uint8)[None, :]
    red, green = np.broadcast_to(rows, (height, width)), np.broadcast_to(columns, (height, width))
    return Image.fromarray(np.dstack([red, green, np.full((height, width), 40, np.uint8)]))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, rows, depth=8, colour=0):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def outcome_of(data):
    """The shape of the pixels, or the code of the fault; either within the time that is allowed."""
    started = time.monotonic()
    try:
        outcome = decode(data, "evidence").pixels.shape
    except EvidenceFault as fault:
        outcome = fault.code
    assert time.monotonic() - started < LIMIT_SECONDS
    return outcome


def fault_of(data, name="evidence.jpg"):
    started = time.monotonic()
    with pytest.raises(EvidenceFault) as caught:
        decode(data, name)
    assert time.monotonic() - started < LIMIT_SECONDS
    return caught.value


def progressive_with_scans(width, height, scans):
    """A valid progressive JPEG whose last scan (a refinement) is repeated."""
    data = encoded(Image.new("L", (width, height), 128), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * scans + b"\xff\xd9"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_accepted_format_becomes_rgb_pixels(kind):
    decoded = decode(encoded(gradient(), kind), "a.bin")
    assert decoded.pixels.shape == (48, 64, 3)
    assert decoded.pixels.dtype == np.uint8
    assert decoded.pixels.flags["C_CONTIGUOUS"]
    assert decoded.media_type == f"image/{kind.lower()}"
    assert decoded.facts["format"] == kind
    assert np.abs(decoded.pixels.astype(int) - np.asarray(gradient()).astype(int)).mean() < 6


def test_a_wide_lossy_webp_that_is_decoded_with_threads_is_read():
    assert decode(encoded(gradient(1600, 1200), "WEBP", quality=80), "a.webp").pixels.shape == (1200, 1600, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_turn_noted_by_the_camera_is_applied(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(gradient(), "PNG", exif=exif)
    wanted = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    decoded = decode(data, "a.png")
    assert np.array_equal(decoded.pixels, wanted)
    assert decoded.facts.get("exif_orientation", "1") == str(orientation)


def test_the_software_that_wrote_a_file_is_noted_without_its_control_characters():
    exif = Image.Exif()
    exif[0x0131] = "Paint\x1b[31m 9\x00"
    assert decode(encoded(gradient(), "JPEG", exif=exif), "a.jpg").facts["software"] == "Paint31m 9"


def test_transparent_ground_becomes_white():
    layer = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    layer.paste((255, 0, 0, 255), (0, 0, 16, 32))
    pixels = decode(encoded(layer, "PNG"), "a.png").pixels
    assert tuple(pixels[5, 5]) == (255, 0, 0)
    assert tuple(pixels[5, 25]) == (255, 255, 255)


def test_a_palette_with_a_transparent_entry_becomes_white_there():
    picture = Image.new("P", (32, 32), 0)
    picture.putpalette([0, 0, 0, 200, 10, 10])
    picture.paste(1, (0, 0, 16, 32))
    pixels = decode(encoded(picture, "PNG", transparency=0), "a.png").pixels
    assert tuple(pixels[5, 5]) == (200, 10, 10)
    assert tuple(pixels[5, 25]) == (255, 255, 255)


def test_grey_two_tone_and_grey_with_transparency_are_accepted():
    for mode in ("L", "1", "LA"):
        assert decode(encoded(Image.new(mode, (40, 30)), "PNG"), mode).pixels.shape == (30, 40, 3)


def test_sixteen_bits_are_brought_to_eight_without_clipping():
    values = np.linspace(0, 65535, 64, dtype=np.uint16)[None, :].repeat(32, axis=0)
    pixels = decode(encoded(Image.fromarray(values), "PNG"), "a.png").pixels
    assert abs(int(pixels[0, 32, 0]) - 129) <= 2
    assert (pixels[0, 0, 0], pixels[0, -1, 0]) == (0, 255)


def test_cmyk_of_print_shops_becomes_rgb():
    pixels = decode(encoded(Image.new("CMYK", (32, 32), (0, 255, 255, 0)), "JPEG"), "a.jpg").pixels
    assert pixels[5, 5, 0] > 200
    assert pixels[5, 5, 1] < 60


def test_files_that_are_not_there_or_no_files_are_told_apart(tmp_path):
    (tmp_path / "empty.jpg").touch()
    os.mkfifo(tmp_path / "pipe.jpg")
    cases = {
        "missing.jpg": "FILE_MISSING",
        "empty.jpg/below.jpg": "FILE_MISSING",
        ".": "FILE_IS_DIRECTORY",
        "pipe.jpg": "FILE_UNREADABLE",
        "a\x00b": "FILE_UNREADABLE",
        "x" * 300: "FILE_UNREADABLE",
    }
    for name, code in cases.items():
        with pytest.raises(EvidenceFault) as caught:
            read_file(tmp_path / name)
        assert caught.value.code == code, name
    assert fault_of(read_file(tmp_path / "empty.jpg")).code == "FILE_EMPTY"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "large.jpg").open("wb") as file:
        file.truncate(40_000_000)
    with pytest.raises(EvidenceFault) as caught:
        read_file(tmp_path / "large.jpg")
    assert caught.value.code == "FILE_TOO_LARGE"
    assert fault_of(b"\xff\xd8\xff" + bytes(30_000_001)).code == "FILE_TOO_LARGE"


@pytest.mark.parametrize(
    ("data", "detected"),
    [
        (b"Tracking number: SF123\n" * 40, "text"),
        ("快递单号".encode() * 60, "text"),
        (encoded(gradient(), "GIF"), "GIF"),
        (encoded(gradient(), "BMP"), "BMP"),
        (encoded(gradient(), "TIFF"), "TIFF"),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "MP4/MOV"),
        (bytes(200), "unknown"),
    ],
)
def test_a_mistyped_file_is_named_for_what_it_is(data, detected):
    fault = fault_of(data, "photo.jpg")
    assert fault.code == "FILE_NOT_PICTURE"
    assert fault.facts["detected"] == detected


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_breaks_off_is_said_to_be_incomplete(kind):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    data = encoded(noise, kind)
    assert fault_of(data[: len(data) // 2]).code == "PICTURE_TRUNCATED"


def test_a_damaged_picture_is_said_to_be_damaged():
    data = bytearray(encoded(gradient(), "PNG"))
    data[60:90] = bytes(30)
    assert fault_of(bytes(data)).code == "PICTURE_CORRUPT"
    assert fault_of(b"\xff\xd8\xff" + np.random.default_rng(3).bytes(2000) + b"\xff\xd9").code == "PICTURE_CORRUPT"


def test_a_bomb_of_twenty_thousand_by_twenty_thousand_is_refused_by_its_header():
    rows = zlib.compress(bytes(20_001) * 20_000, 9)
    fault = fault_of(png(20_000, 20_000, rows))
    assert fault.code == "PICTURE_TOO_MANY_PIXELS"
    assert (fault.facts["width"], fault.facts["height"]) == (20_000, 20_000)


def test_a_progressive_picture_of_too_many_scans_is_refused():
    fault = fault_of(progressive_with_scans(6000, 6000, 200))
    assert fault.code == "PICTURE_TOO_COSTLY"


def test_an_ordinary_progressive_photo_passes():
    assert decode(encoded(gradient(4000, 3000), "JPEG", progressive=True), "a.jpg").pixels.shape == (3000, 4000, 3)


def test_the_largest_accepted_picture_is_decoded_within_the_memory_of_the_worker():
    side = int(MAX_PIXELS**0.5)
    assert decode(encoded(Image.new("L", (side, side), 200), "PNG"), "a.png").pixels.shape == (side, side, 3)


def test_the_largest_webp_is_decoded_or_refused_cleanly():
    side = int(MAX_PIXELS**0.5)
    data = encoded(Image.new("RGB", (side, side), 200), "WEBP", quality=10, method=0)
    assert outcome_of(data) in ((side, side, 3), "PICTURE_TOO_COSTLY")


def test_compressed_metadata_that_unpacks_to_a_gigabyte_does_no_harm():
    bomb = zlib.compress(bytes(200_000_000), 9)
    plain = encoded(gradient(), "PNG")
    data = plain[:33] + chunk(b"zTXt", b"Comment\0\0" + bomb) + plain[33:]
    assert outcome_of(data) in ((48, 64, 3), "PICTURE_CORRUPT", "PICTURE_TOO_COSTLY")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animated_picture_is_refused_since_no_frame_is_the_evidence(kind):
    data = encoded(gradient(), kind, save_all=True, append_images=[Image.new("RGB", (64, 48))], duration=100)
    fault = fault_of(data)
    assert fault.code == "PICTURE_ANIMATED"
    assert fault.facts["frames"] == 2


def test_a_single_pixel_is_too_small_to_be_evidence():
    assert fault_of(encoded(Image.new("RGB", (1, 1)), "PNG")).code == "PICTURE_TOO_SMALL"


def test_a_worker_that_hangs_is_ended_and_the_next_picture_is_decoded(monkeypatch):
    sandbox_level()
    worker = decode_module._WORKER
    monkeypatch.setattr(decode_module, "SECONDS_PER_FILE", 1.0)
    os.kill(worker._process.pid, signal.SIGSTOP)
    assert fault_of(encoded(gradient(), "PNG")).code == "DECODE_TIMEOUT"
    monkeypatch.undo()
    assert decode(encoded(gradient(), "PNG"), "a.png").pixels.shape == (48, 64, 3)


def test_a_worker_that_dies_in_the_middle_is_replaced():
    sandbox_level()
    process = decode_module._WORKER._process
    os.kill(process.pid, signal.SIGSTOP)
    threading.Timer(0.3, process.kill).start()
    assert fault_of(encoded(gradient(), "PNG")).code == "DECODE_CRASHED"
    assert decode(encoded(gradient(), "PNG"), "a.png").pixels.shape == (48, 64, 3)


def test_a_worker_that_died_between_pictures_is_not_noticed():
    sandbox_level()
    decode_module._WORKER._process.kill()
    decode_module._WORKER._process.wait()
    assert decode(encoded(gradient(), "PNG"), "a.png").pixels.shape == (48, 64, 3)


def test_pictures_from_many_threads_are_not_mixed_up():
    results = {}

    def work(number):
        data = encoded(Image.new("RGB", (20 + number, 30), (number, 0, 0)), "PNG")
        results[number] = [decode(data, "a.png").pixels for _ in range(5)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, all_pixels in results.items():
        assert all(p.shape == (30, 20 + number, 3) and p[0, 0, 0] == number for p in all_pixels)


CONFINED = """
import os, socket, subprocess, sys
sys.path[:] = {path!r}
from evidence_checks import sandbox
level = sandbox.confine()
refused = []
for name, attempt in (
    ("open", lambda: open("/etc/passwd")),
    ("write", lambda: open("/tmp/left-behind", "w")),
    ("socket", lambda: socket.socket().connect(("127.0.0.1", 9))),
    ("fork", os.fork),
    ("program", lambda: os.execv("/bin/sh", ["sh", "-c", "exit 0"])),
    ("kill", lambda: os.kill(os.getppid(), 0)),
):
    try:
        attempt()
    except PermissionError:
        refused.append(name)
    except OSError:
        pass
try:
    held = bytearray(2 << 30)
except MemoryError:
    refused.append("memory")
os.write(1, (level + " " + ",".join(refused)).encode())
os._exit(0)
"""


def test_the_confined_process_can_open_nothing_start_nothing_and_not_grow():
    script = CONFINED.format(path=sys.path)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    level, refused = done.stdout.split(" ")
    layers = level.split("+")
    assert "rlimits" in layers
    assert sandbox_level() == f"{level}+wall clock"
    expected = set()
    if "seccomp" in layers:
        expected |= {"open", "write", "socket", "fork", "program", "kill"}
    if "landlock" in layers:
        expected |= {"open", "write", "program"}
    if sys.platform.startswith("linux"):
        expected.add("memory")
    assert expected <= set(refused.split(","))


def test_every_fault_says_what_happened_and_what_would_be_right_in_both_languages():
    facts = dict.fromkeys(
        ("name", "reason", "megabytes", "limit_megabytes", "detected", "width", "height", "limit_megapixels"), "7"
    ) | dict.fromkeys(("limit", "frames", "seconds", "count", "page"), "7")
    for code in WORDING:
        fault = EvidenceFault(code, **facts)
        for words in (fault.message, fault.fix):
            assert words["zh"].strip()
            assert words["en"].strip()
            assert "{" not in words["zh"] + words["en"]
        assert any("\u4e00" <= character <= "\u9fff" for character in fault.message["zh"])


def test_random_damage_never_ends_the_worker_without_a_fault():
    random = np.random.default_rng(7)
    originals = [encoded(gradient(), kind) for kind in ("JPEG", "PNG", "WEBP")]
    for number in range(150):
        data = bytearray(originals[number % 3])
        for place in random.integers(12, len(data), 8):
            data[place] = random.integers(0, 256)
        outcome = outcome_of(bytes(data))
        assert not isinstance(outcome, str) or outcome.startswith("PICTURE_")


def test_no_heavy_library_is_loaded_by_importing_the_reader():
    heavy = ("numpy", "cv2", "onnxruntime", "rapidocr", "PIL", "pi_heif", "pypdfium2", "zxingcpp", "pytesseract")
    script = f"import sys; import evidence_checks.reader; print([m for m in {heavy!r} if m in sys.modules])"
    root = str(Path(decode_module.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, cwd=root, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr

"""Pixels to a reading: lines and codes with their places, whichever way the page lies, read once and remembered."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from evidence_checks.cache import CachedPage, ReadingCache, default_cache
from evidence_checks.errors import EvidenceFault
from evidence_checks.reader import read_bytes, read_exhibit, reading_versions
from evidence_checks.reading import Code, TextLine
from evidence_checks.text import rapid, second
from evidence_checks.text.rapid import rapid_reader

LINES = ("TRACKING SF1234567890123", "WEIGHT 12.85 kg", "DATE 2026-03-14", "AMOUNT 1250.00", "COURIER STATION 0571")


def form(size=(1000, 700), ink=(20, 20, 20), ground=(250, 250, 248)):
    """A printed form with five lines and a barcode, drawn with Pillow's own font."""
    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(36)
    for number, text in enumerate(LINES):
        draw.text((80, 60 + number * 80), text, fill=ink, font=font)
    code = zxingcpp.create_barcode("SF1234567890123", zxingcpp.BarcodeFormat.Code128)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=2))
    picture.paste(Image.fromarray(drawn).convert("RGB"), (80, 500))
    return picture


def as_png(picture):
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def plain(text):
    return text.replace(" ", "")


def texts(page):
    return {plain(line.text) for line in page.lines}


WANTED = {plain(text) for text in LINES}


@pytest.fixture(scope="module")
def page():
    return read_bytes([("form.png", as_png(form()))], cache=None).pages[0]


def test_the_lines_of_a_form_are_read_where_they_stand(page):
    assert texts(page) >= WANTED
    line = next(line for line in page.lines if "WEIGHT" in line.text)
    x, y, width, height = line.box
    assert abs(x - 80) < 15
    assert abs(y + height / 2 - 165) < 15
    assert 200 < width < 400
    assert line.confidence > 0.9
    top_left, top_right, bottom_right, bottom_left = line.corners
    assert top_left[0] < top_right[0]
    assert top_left[1] < bottom_left[1]
    assert bottom_right[0] > bottom_left[0]


def test_the_barcode_beside_them_is_read_too(page):
    assert [(code.format, code.text) for code in page.codes] == [("Code128", "SF1234567890123")]


def test_a_page_carries_the_digest_size_and_type_of_its_file(page):
    assert (page.width, page.height, page.number) == (1000, 700, 1)
    assert page.pixels.shape == (700, 1000, 3)
    assert page.source.media_type == "image/png"
    assert page.source.bytes == len(as_png(form()))
    assert len(page.source.sha256) == 64
    assert "turned" not in page.facts


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_upside_down_is_turned_and_read(degrees):
    turned = form().rotate(degrees, expand=True)
    found = read_bytes([("form.png", as_png(turned))], cache=None).pages[0]
    assert found.facts["turned"] == str(degrees)
    assert found.pixels.shape == (700, 1000, 3)
    assert texts(found) >= WANTED
    assert [code.text for code in found.codes] == ["SF1234567890123"]
    x, y, _, _ = found.codes[0].box
    assert 80 <= x <= 140
    assert 490 <= y <= 620


def test_light_print_on_dark_ground_is_read():
    found = read_bytes([("dark.png", as_png(form(ink=(240, 240, 240), ground=(30, 30, 40))))], cache=None).pages[0]
    assert texts(found) >= WANTED


def test_small_print_on_a_large_photo_is_read_from_the_photos_own_pixels():
    large = Image.new("RGB", (4000, 3000), (244, 243, 240))
    draw = ImageDraw.Draw(large)
    for number, text in enumerate(LINES):
        draw.text((1500, 1400 + number * 90), text, fill=(20, 20, 20), font=ImageFont.load_default(44))
    found = read_bytes([("photo.png", as_png(large))], cache=None).pages[0]
    assert texts(found) >= WANTED
    x, y, _, _ = found.lines[0].box
    assert abs(x - 1500) < 40
    assert abs(y - 1408) < 40


def test_a_long_screenshot_is_read_to_its_end_and_no_line_twice():
    long = Image.new("RGB", (600, 2900), (255, 255, 255))
    draw = ImageDraw.Draw(long)
    wanted = [f"MESSAGE {number:03d} AT 10:{number:02d}" for number in range(25)]
    for number, text in enumerate(wanted):
        draw.text((40, 40 + number * 110), text, fill=(0, 0, 0), font=ImageFont.load_default(30))
    found = read_bytes([("long.png", as_png(long))], cache=None).pages[0]
    assert [plain(line.text) for line in found.lines] == [plain(text) for text in wanted]


@pytest.mark.parametrize("size", [(16, 16), (16, 3000), (3000, 16), (200, 200)])
def test_an_empty_picture_of_any_shape_has_no_lines(size):
    found = read_bytes([("empty.png", as_png(Image.new("RGB", size, (250, 250, 250))))], cache=None).pages[0]
    assert found.lines == ()
    assert found.codes == ()
    assert (found.width, found.height) == size


def test_noise_is_no_text():
    noise = np.random.default_rng(5).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    found = read_bytes([("noise.png", as_png(Image.fromarray(noise)))], cache=None).pages[0]
    assert all(line.confidence < 0.9 for line in found.lines)


def test_crops_of_the_page_can_be_read_again(page):
    line = next(line for line in page.lines if "WEIGHT" in line.text)
    x, y, width, height = line.box
    crop = page.pixels[y : y + height, x : x + width]
    [(text, confidence)] = rapid_reader().recognise([crop])
    assert plain(text) == "WEIGHT12.85kg"
    assert confidence > 0.9
    assert rapid_reader().recognise([]) == []


def test_a_missing_model_is_an_error_and_never_a_download(monkeypatch):
    monkeypatch.setattr(rapid, "MODELS", {"detection": "PP-OCRv6_det_server.onnx"})
    with pytest.raises(FileNotFoundError, match="PP-OCRv6_det_server"):
        rapid.RapidReader(1)


def test_pages_keep_their_order_and_progress_is_told(tmp_path):
    told = []
    paths = []
    for number, ground in enumerate(((255, 255, 255), (250, 250, 250)), start=1):
        path = tmp_path / f"page{number}.png"
        path.write_bytes(as_png(Image.new("RGB", (60, 40 + number), ground)))
        paths.append(path)
    reading = read_exhibit(paths, cache=None, on_progress=lambda *seen: told.append(seen))
    assert [(page.number, page.source.name, page.height) for page in reading.pages] == [
        (1, "page1.png", 41),
        (2, "page2.png", 42),
    ]
    assert told == [("page1.png", 1, 2), ("page2.png", 2, 2)]
    assert reading.made_by == reading_versions()


def test_an_exhibit_of_no_files_or_too_many_is_refused():
    with pytest.raises(EvidenceFault) as caught:
        read_exhibit([], cache=None)
    assert caught.value.code == "NO_FILES"
    with pytest.raises(EvidenceFault) as caught:
        read_exhibit([Path("missing.png")] * 21, cache=None)
    assert caught.value.code == "TOO_MANY_FILES"


def test_a_missing_second_page_is_told_before_the_first_is_read(tmp_path):
    told = []
    (tmp_path / "first.png").write_bytes(as_png(form()))
    with pytest.raises(EvidenceFault) as caught:
        read_exhibit(
            [tmp_path / "first.png", tmp_path / "second.png"], cache=None, on_progress=lambda *seen: told.append(seen)
        )
    assert caught.value.code == "FILE_MISSING"
    assert told == []


LINE = TextLine("单号 SF1", (1, 2, 30, 10), 0.98, ((1.0, 2.0), (31.0, 2.5), (31.0, 12.0), (1.0, 12.0)))
CACHED = CachedPage(90, (LINE,), (Code("QRCode", "SF1", (5, 5, 9, 9)),))
VERSIONS = {"rapidocr": "3.10.0", "decoder": "pillow 12"}


def test_what_was_read_is_remembered_until_a_version_changes(tmp_path):
    cache = ReadingCache(tmp_path)
    assert cache.get("a" * 64, 1, VERSIONS) is None
    cache.put("a" * 64, 1, VERSIONS, CACHED)
    assert cache.get("a" * 64, 1, VERSIONS) == CACHED
    assert cache.get("a" * 64, 2, VERSIONS) is None
    assert cache.get("b" * 64, 1, VERSIONS) is None
    assert cache.get("a" * 64, 1, VERSIONS | {"decoder": "pillow 13"}) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"schema": "cached-page/1"}', "\x00\xff", "null"])
def test_a_damaged_entry_is_read_anew_and_replaced(tmp_path, damage):
    cache = ReadingCache(tmp_path)
    cache.put("a" * 64, 1, VERSIONS, CACHED)
    [entry] = tmp_path.glob("*/*.json")
    entry.write_text(damage, "latin-1")
    assert cache.get("a" * 64, 1, VERSIONS) is None
    cache.put("a" * 64, 1, VERSIONS, CACHED)
    assert cache.get("a" * 64, 1, VERSIONS) == CACHED


def test_an_entry_with_an_impossible_confidence_is_not_believed(tmp_path):
    cache = ReadingCache(tmp_path)
    cache.put("a" * 64, 1, VERSIONS, replace(CACHED, lines=(replace(LINE, confidence=7.0),)))
    assert cache.get("a" * 64, 1, VERSIONS) is None


def test_the_oldest_entries_leave_when_there_is_too_much(tmp_path):
    cache = ReadingCache(tmp_path, max_bytes=1500)
    for number in range(10):
        cache.put(f"{number:x}" * 64, 1, VERSIONS, CACHED)
        [entry] = tmp_path.glob(f"*/{number:x}{number:x}{number:x}*.json")
        os.utime(entry, (1000 + number, 1000 + number))
    cache.prune()
    assert sum(path.stat().st_size for path in tmp_path.glob("*/*")) <= 1500
    assert cache.get("0" * 64, 1, VERSIONS) is None
    assert cache.get("9" * 64, 1, VERSIONS) == CACHED


def test_a_disk_that_refuses_is_no_error(tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    cache = ReadingCache(tmp_path / "taken")
    cache.put("a" * 64, 1, VERSIONS, CACHED)
    assert cache.get("a" * 64, 1, VERSIONS) is None


def test_the_environment_says_where_readings_are_kept_or_that_none_are(tmp_path, monkeypatch):
    monkeypatch.setenv("ADJUDICATOR_CACHE", "none")
    assert default_cache() is None
    monkeypatch.setenv("ADJUDICATOR_CACHE", str(tmp_path))
    cache = default_cache()
    assert cache is not None
    cache.put("a" * 64, 1, VERSIONS, CACHED)
    [entry] = tmp_path.glob("readings/*/*.json")
    assert json.loads(entry.read_text("utf-8"))["turned"] == 90
    assert entry.parent.stat().st_mode & 0o077 == 0


def test_a_remembered_page_is_the_same_page_pixels_included(tmp_path):
    data = as_png(form().rotate(90, expand=True))
    cache = ReadingCache(tmp_path)
    fresh = read_bytes([("form.png", data)], cache=cache)
    again = read_bytes([("other name.png", data)], cache=cache)
    assert fresh.pages[0].lines == again.pages[0].lines
    assert fresh.pages[0].codes == again.pages[0].codes
    assert fresh.pages[0].facts == again.pages[0].facts
    assert np.array_equal(fresh.pages[0].pixels, again.pages[0].pixels)
    assert b"pixels" not in b"".join(path.read_bytes() for path in tmp_path.glob("*/*"))


def test_the_second_reader_agrees_on_the_digits_of_clear_print(page):
    lines = [line for line in page.lines if any(character.isdigit() for character in line.text)]
    answers = second.second_read(page.pixels, [line.box for line in lines])
    for line, answer in zip(lines, answers, strict=True):
        if plain(line.text) in WANTED:
            assert answer is not None
            assert "".join(filter(str.isdigit, answer)) == "".join(filter(str.isdigit, line.text))


def test_the_second_reader_answers_only_from_the_characters_it_is_given(page):
    boxes = [line.box for line in page.lines]
    for answer in second.second_read(page.pixels, boxes, whitelist=second.DIGITS):
        assert answer is None or set(answer) <= set(second.DIGITS)


def test_a_box_outside_of_the_page_or_without_ink_is_read_as_nothing(page):
    assert second.second_read(page.pixels, [(5000, 5000, 10, 10), (800, 600, 60, 30)]) == [None, None]
    assert second.second_read(page.pixels, []) == []


def test_without_a_second_reader_every_answer_is_missing(page, monkeypatch):
    monkeypatch.setattr(second, "_installed", lambda: ())
    assert second.second_read(page.pixels, [page.lines[0].box]) == [None]
    assert second.second_reader_versions() == {"second_reader": "absent"}


def test_a_second_reader_that_hangs_is_ended(page, monkeypatch, tmp_path):
    slow = tmp_path / "tesseract"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(second, "_installed", lambda: (second.Tesseract(str(slow), "", "5", frozenset({"eng"})),))
    monkeypatch.setattr(second, "SECONDS_PER_STRIP", 1)
    assert second.second_read(page.pixels, [page.lines[0].box]) == [None]


def test_nothing_is_printed_while_reading(tmp_path):
    (tmp_path / "form.png").write_bytes(as_png(Image.new("RGB", (100, 60), (255, 255, 255))))
    script = (
        "import sys; from pathlib import Path; from evidence_checks.reader import read_exhibit\n"
        "read_exhibit([Path(sys.argv[1])], cache=None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "form.png")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=str(Path(rapid.__file__).parents[2]),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

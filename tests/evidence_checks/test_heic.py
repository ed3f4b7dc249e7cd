"""HEIC, the format of phones: read upright, or refused with one clear fault."""

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from evidence_checks.decode import decode
from tests.evidence_checks.test_decode import fault_of, gradient, outcome_of


def heic(picture, **options):
    held = io.BytesIO()
    pillow_heif.from_pillow(picture).save(held, **options)
    return held.getvalue()


def noise(side=300):
    return Image.fromarray(np.random.default_rng(5).integers(0, 255, (side, side, 3), dtype=np.uint8))


def test_a_phone_picture_becomes_rgb_pixels():
    decoded = decode(heic(gradient(), quality=90), "IMG_0001.HEIC")
    assert decoded.pixels.shape == (48, 64, 3)
    assert (decoded.media_type, decoded.facts["format"]) == ("image/heic", "HEIF")
    assert np.abs(decoded.pixels.astype(int) - np.asarray(gradient()).astype(int)).mean() < 6


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_the_turn_of_the_phone_is_applied_once(turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    held = io.BytesIO()
    pillow_heif.register_heif_opener()
    gradient().save(held, "HEIF", quality=90, exif=exif.tobytes())
    steps = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}
    wanted = np.asarray(gradient().transpose(steps[turn])).astype(int)
    pixels = decode(held.getvalue(), "a.heic").pixels
    assert pixels.shape == wanted.shape
    assert np.abs(pixels.astype(int) - wanted).mean() < 6


def test_transparent_ground_becomes_white():
    layer = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert decode(heic(layer), "a.heic").pixels.min() > 245


def test_a_burst_shows_its_main_picture():
    held = io.BytesIO()
    both = pillow_heif.HeifFile()
    both.add_from_pillow(gradient())
    both.add_from_pillow(Image.new("RGB", (80, 80)))
    both.save(held)
    assert decode(held.getvalue(), "a.heic").pixels.shape in ((48, 64, 3), (80, 80, 3))


def test_a_file_that_breaks_off_is_said_to_be_incomplete():
    data = heic(noise())
    assert fault_of(data[: len(data) // 2]).code == "PICTURE_TRUNCATED"
    assert fault_of(data[:-40]).code == "PICTURE_TRUNCATED"


def test_a_damaged_file_is_said_to_be_damaged():
    data = bytearray(heic(noise()))
    at = data.index(b"meta") + 8
    data[at : at + 40] = bytes(40)
    assert fault_of(bytes(data)).code == "PICTURE_CORRUPT"
    assert fault_of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").code == "PICTURE_CORRUPT"


def test_a_header_that_claims_too_many_pixels_is_refused():
    data = bytearray(heic(gradient()))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = (20_000).to_bytes(4, "big") * 2
    assert fault_of(bytes(data)).code in ("PICTURE_TOO_MANY_PIXELS", "PICTURE_CORRUPT")


def test_a_single_pixel_is_too_small_to_be_evidence():
    assert fault_of(heic(Image.new("RGB", (8, 8)))).code == "PICTURE_TOO_SMALL"


def test_random_damage_never_ends_the_worker_without_a_fault():
    random, original = np.random.default_rng(11), heic(noise(120))
    for _ in range(80):
        data = bytearray(original)
        for place in random.integers(24, len(data), 6):
            data[place] = random.integers(0, 256)
        outcome = outcome_of(bytes(data))
        assert not isinstance(outcome, str) or outcome.startswith(("PICTURE_", "DECODE_"))

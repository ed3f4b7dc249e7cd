"""The same picture again: found after a crop, a turn, a resave; different pictures are not taken for the same."""

import cv2
import numpy as np
import pytest

from evidence_checks.same_picture import NEAR_BITS, bits_apart, picture_fingerprint, same_picture


def scene(seed):
    """A picture with much detail: boxes, circles and words at random."""
    random = np.random.default_rng(seed)
    pixels = np.full((480, 640, 3), random.integers(90, 230, 3), np.uint8)
    for _ in range(40):
        x, y = (int(value) for value in random.integers(0, (600, 440)))
        colour = tuple(int(value) for value in random.integers(0, 255, 3))
        cv2.rectangle(pixels, (x, y), (x + int(random.integers(10, 120)), y + int(random.integers(10, 90))), colour, -1)
        cv2.putText(pixels, str(random.integers(10**6)), (y, x % 480), cv2.FONT_HERSHEY_DUPLEX, 0.8, colour, 2)
    return pixels


def resaved(pixels):
    small = cv2.resize(pixels, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    return cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 35])[1], cv2.IMREAD_COLOR)


CHANGES = {
    "resaved and smaller": resaved,
    "a third cut off": lambda pixels: pixels[40:400, 60:560],
    "turned by a quarter": lambda pixels: np.rot90(pixels).copy(),
    "turned a little": lambda pixels: cv2.warpAffine(pixels, cv2.getRotationMatrix2D((320, 240), 9, 1.0), (640, 480)),
    "lighter": lambda pixels: cv2.convertScaleAbs(pixels, alpha=1.0, beta=25),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_picture_is_known_again_when_it_was(change):
    assert all(same_picture(scene(seed), CHANGES[change](scene(seed))).same for seed in range(3)), change


def test_different_pictures_are_not_the_same():
    assert not any(same_picture(scene(a), scene(b)).same for a in range(4) for b in range(a + 1, 4))


def test_a_fingerprint_survives_a_resave_and_can_be_kept():
    fingerprint = picture_fingerprint(scene(1))
    assert len(fingerprint) == 16
    assert bits_apart(fingerprint, picture_fingerprint(resaved(scene(1)))) <= NEAR_BITS
    assert bits_apart(fingerprint, picture_fingerprint(scene(2))) > NEAR_BITS
    assert fingerprint == picture_fingerprint(scene(1).copy())


def test_pictures_without_detail_have_no_points_to_agree_on():
    plain = np.full((200, 200, 3), 128, np.uint8)
    assert same_picture(plain, scene(1)).inliers == 0

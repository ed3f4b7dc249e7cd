"""Whether the goods are whole in the picture: told by their outline, or not told at all."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_checks.goods import goods_coverage, on_page, waybill_region
from evidence_checks.legibility import page_quality
from evidence_checks.reading import Code, Page, SourceFile

WIDTH, HEIGHT = 800, 600


def photo(*things, ground=(196, 178, 150), codes=(), noise=5.0, number=1):
    """A ground that falls off in the light, and ``(box, colour)`` things on it."""
    across = np.linspace(-14, 14, WIDTH)[None, :, None]
    pixels = np.tile(np.array(ground, float), (HEIGHT, WIDTH, 1)) + across
    for (x, y, width, height), colour in things:
        pixels[max(0, y) : y + height, max(0, x) : x + width] = colour
    pixels = pixels + np.random.default_rng(3).normal(0, noise, pixels.shape)
    pixels = cv2.GaussianBlur(np.clip(pixels, 0, 255).astype(np.uint8), (0, 0), 0.8)
    return Page(number, SourceFile("drawn.png", "0" * 64, 1, "image/png"), WIDTH, HEIGHT, pixels, (), tuple(codes))


def labelled(x, y, **more):
    """Things and codes of a waybill of 200 by 160 pixels at a place."""
    bars = [((x + 14 + 9 * bar, y + 12, 4, 50), (20, 20, 20)) for bar in range(18)]
    return [((x, y, 200, 160), (245, 245, 245)), *bars], (
        Code("Code128", "SF1234567890123", (x + 14, y + 12, 160, 50)),
    )


def value(page, causes=frozenset()):
    return on_page(page, set(causes)).value


RED, BLUE = (170, 40, 40), (40, 70, 150)


def test_goods_that_stand_clear_of_the_border_are_whole():
    seen = on_page(photo(((250, 180, 260, 240), RED)), set())
    assert seen.value == "whole"
    assert all(abs(a - b) < 20 for a, b in zip(seen.box, (250, 180, 260, 240), strict=True))


@pytest.mark.parametrize(
    "box", [(-80, 180, 260, 240), (620, 180, 260, 240), (250, -60, 260, 240), (250, 420, 260, 240)]
)
def test_goods_that_run_out_of_the_picture_on_any_side_are_partial(box):
    assert value(photo((box, RED))) == "partial"


def test_a_waybill_beside_the_goods_is_not_taken_for_goods():
    things, codes = labelled(40, 40)
    assert value(photo(((380, 220, 260, 240), RED), *things, codes=codes)) == "whole"
    assert value(photo(*things, codes=codes)) == "unknown"


def test_a_waybill_that_is_whole_does_not_make_goods_whole_that_are_cut_off():
    things, codes = labelled(40, 40)
    assert value(photo(((620, 220, 260, 240), RED), *things, codes=codes)) == "partial"


def test_goods_under_their_label_are_left_to_a_person():
    things, codes = labelled(300, 200)
    assert value(photo(((290, 190, 220, 180), RED), *things, codes=codes)) == "unknown"


def test_the_label_in_the_picture_is_found():
    things, codes = labelled(40, 40)
    x, y, width, height = waybill_region(photo(*things, codes=codes))
    assert abs(x - 40) < 20
    assert abs(y - 40) < 20
    assert abs(width - 200) < 40
    assert abs(height - 160) < 40
    assert waybill_region(photo(((250, 180, 260, 240), RED))) is None


def test_an_article_number_on_the_goods_is_no_waybill():
    things, codes = labelled(40, 40)
    article = [Code("EAN13", "6959555702539", codes[0].box)]
    assert waybill_region(photo(*things, codes=article)) is None


def test_two_things_of_which_one_is_cut_off_are_left_to_a_person():
    assert value(photo(((80, 180, 240, 240), RED), ((620, 180, 260, 240), BLUE))) == "unknown"
    assert value(photo(((80, 180, 240, 240), RED), ((440, 180, 240, 240), BLUE))) == "whole"


def test_a_picture_full_of_things_and_an_empty_one_say_nothing():
    random = np.random.default_rng(5)
    full = [
        ((int(x), int(y), 130, 110), tuple(int(c) for c in random.integers(0, 255, 3)))
        for x in range(-40, 800, 120)
        for y in range(-40, 600, 100)
    ]
    assert value(photo(*full)) == "unknown"
    assert value(photo()) == "unknown"


def test_goods_of_the_colour_of_their_ground_say_nothing():
    assert value(photo(((250, 180, 260, 240), (200, 182, 154)))) == "unknown"


@pytest.mark.parametrize("cause", ["dark", "glare", "blurred"])
def test_a_poor_picture_says_nothing(cause):
    assert value(photo(((250, 180, 260, 240), RED)), {cause}) == "unknown"


def coverage(kind, *pages):
    return goods_coverage(pages, {one.number: page_quality(one) for one in pages}, kind).value


def test_one_of_several_pictures_must_show_goods_and_waybill_together():
    things, codes = labelled(40, 40)
    both = photo(((380, 220, 260, 240), RED), *things, codes=codes, number=2)
    cut, whole = photo(((620, 180, 260, 240), RED)), photo(((250, 180, 260, 240), RED))
    assert coverage("goods_photo", cut, both) == "whole"
    assert coverage("product_with_waybill", whole, photo(*things, codes=codes, number=2)) == "unknown"
    assert coverage("weigh_record", whole) == "unknown"


BOXES = st.tuples(st.integers(-150, 700), st.integers(-150, 500), st.integers(200, 420), st.integers(200, 380))


@settings(max_examples=60, deadline=None)
@given(BOXES, st.sampled_from([RED, BLUE, (30, 120, 60), (20, 20, 24)]))
def test_what_runs_out_of_the_picture_is_never_called_whole(box, colour):
    x, y, width, height = box
    inside = x >= 0 and y >= 0 and x + width <= WIDTH and y + height <= HEIGHT
    found = value(photo((box, colour)))
    assert found != "whole" or inside
    assert found != "partial" or not inside or min(x, y, WIDTH - x - width, HEIGHT - y - height) < 15


@settings(max_examples=25, deadline=None)
@given(
    BOXES,
    st.sampled_from(["blur", "dark", "noise", "small"]),
    st.integers(1, 4),
)
def test_damage_turns_a_decision_into_unknown_and_never_into_the_other(box, damage, much):
    before = photo((box, RED))
    pixels = before.pixels
    if damage == "blur":
        pixels = cv2.GaussianBlur(pixels, (0, 0), 3.0 * much)
    elif damage == "dark":
        pixels = (pixels * (0.8 ** (2 * much))).astype(np.uint8)
    elif damage == "noise":
        noise = np.random.default_rng(much).normal(0, 12 * much, pixels.shape)
        pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    else:
        small = cv2.resize(pixels, (WIDTH // (2 * much), HEIGHT // (2 * much)), interpolation=cv2.INTER_AREA)
        pixels = cv2.resize(small, (WIDTH, HEIGHT))
    after = Page(1, before.source, WIDTH, HEIGHT, pixels.astype(np.uint8), (), ())
    was, now = value(before), value(after)
    assert now in (was, "unknown") or was == "unknown"

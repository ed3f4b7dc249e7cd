"""Barcodes and QR codes on a page."""

import cv2
import numpy as np
import pytest
import zxingcpp

from evidence_checks.codes import cleaned, read_codes


def page_with(*codes, width=900, height=700):
    """A white page with codes at given places: (text, format, x, y, scale)."""
    page = np.full((height, width, 3), 255, dtype=np.uint8)
    for text, kind, x, y, scale in codes:
        drawn = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=scale))
        page[y : y + drawn.shape[0], x : x + drawn.shape[1]] = drawn.reshape(drawn.shape[0], drawn.shape[1], -1)[
            ..., :1
        ]
    return page


def inside(box, page):
    x, y, width, height = box
    return x >= 0 and y >= 0 and width > 0 and height > 0 and x + width <= page.shape[1] and y + height <= page.shape[0]


def test_a_barcode_and_a_qr_code_are_read_with_their_places_from_top_to_bottom():
    code128, qr = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode
    page = page_with(("01,10,044001,12345678", qr, 500, 300, 6), ("SF1234567890123", code128, 60, 40, 2))
    found = read_codes(page)
    assert [(code.format, code.text) for code in found] == [
        ("Code128", "SF1234567890123"),
        ("QRCode", "01,10,044001,12345678"),
    ]
    assert all(inside(code.box, page) for code in found)
    x, y, _, _ = found[1].box
    assert abs(x - 524) < 30
    assert abs(y - 324) < 30


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_code_on_a_page_that_lies_on_its_side_is_read(turns):
    page = page_with(("YT8812345678901", zxingcpp.BarcodeFormat.Code128, 60, 40, 2))
    found = read_codes(np.ascontiguousarray(np.rot90(page, turns)))
    assert [code.text for code in found] == ["YT8812345678901"]


def test_a_code_too_small_for_the_page_is_read_on_the_enlargement_with_boxes_of_the_page():
    large = page_with(("SF1234567890123", zxingcpp.BarcodeFormat.QRCode, 100, 100, 4), width=400, height=400)
    page = cv2.resize(large, (133, 133), interpolation=cv2.INTER_AREA)
    found = read_codes(page)
    assert [code.text for code in found] == ["SF1234567890123"]
    assert inside(found[0].box, page)


def test_the_same_number_in_two_places_is_two_codes():
    code128 = zxingcpp.BarcodeFormat.Code128
    page = page_with(("SF1234567890123", code128, 60, 40, 2), ("SF1234567890123", code128, 60, 400, 2))
    assert len(read_codes(page)) == 2


def test_a_page_without_codes_has_none():
    assert read_codes(np.full((300, 300, 3), 230, dtype=np.uint8)) == ()


def test_a_page_of_the_smallest_size_has_no_codes():
    assert read_codes(np.zeros((16, 16, 3), dtype=np.uint8)) == ()


def test_control_characters_and_separators_of_a_code_are_removed():
    assert cleaned("\x00SF12\x1d34\u200b\ud800\n") == "SF1234"
    assert len(cleaned("A" * 9000)) == 4096

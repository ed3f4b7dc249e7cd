"""Legibility, seals, handwriting, displays and types on drawn pictures."""

import dataclasses

import cv2
import numpy as np
import pytest

from evidence_checks.displays import read_display
from evidence_checks.document_type import document_type
from evidence_checks.handwriting import judge, scripts, strokes_of
from evidence_checks.legibility import is_blank, measure, page_quality
from evidence_checks.reading import Code
from evidence_checks.seals import find_seal
from tests.evidence_checks.drawing import line, page

RED = (200, 40, 50)


def with_pixels(draw, lines=()):
    blank = page(lines)
    pixels = blank.pixels.copy()
    draw(pixels)
    return dataclasses.replace(blank, pixels=pixels)


def test_blur_small_print_and_the_border_are_measured():
    number = line("1234567890", 100, 100, 260, 36)
    sharp = measure(page([number]), number.box)
    assert sharp.faults() == ()
    smears = [measure(page([number], blur=sigma), number.box).smear for sigma in (0, 1, 2, 4)]
    assert smears == sorted(smears)
    assert "blurred" in measure(page([number], blur=8), number.box).faults()
    small = line("1234567890", 100, 100, 50, 7)
    assert "too_small" in measure(page([small]), small.box).faults()
    edge = line("1234567890", 540, 100, 260, 36)
    assert measure(page([edge]), edge.box).cut_off


def test_a_rule_to_write_on_is_no_ink():
    ruled = with_pixels(lambda pixels: cv2.line(pixels, (100, 140), (400, 146), (60, 60, 60), 2))
    assert is_blank(ruled, (90, 100, 320, 50))
    assert not is_blank(page([line("1234", 120, 100, 120, 40)]), (90, 100, 320, 50))


def test_a_page_says_why_it_is_poor():
    text = [line("1234567890", 100, 100 + 60 * row, 260, 36) for row in range(5)]
    assert page_quality(page(text)).reads_well()
    dark = page(text)
    dark = dataclasses.replace(dark, pixels=(dark.pixels // 8).astype(np.uint8))
    assert "dark" in page_quality(dark).causes()
    assert "blurred" in page_quality(page(text, blur=6)).causes()


def ring(pixels, oval=False):
    axes = (90, 60) if oval else (80, 80)
    cv2.ellipse(pixels, (500, 600), axes, 0, 0, 360, RED, 5, cv2.LINE_AA)
    cv2.circle(pixels, (500, 600), 16, RED, -1)
    for turn in range(0, 360, 40):
        x, y = 500 + 0.72 * axes[0] * np.cos(np.deg2rad(turn)), 600 + 0.72 * axes[1] * np.sin(np.deg2rad(turn))
        cv2.rectangle(pixels, (int(x) - 6, int(y) - 6), (int(x) + 6, int(y) + 6), RED, 2)


@pytest.mark.parametrize("oval", [False, True])
def test_a_red_ring_with_characters_is_a_seal(oval):
    seal = find_seal([with_pixels(lambda pixels: ring(pixels, oval))])
    assert (seal.present, seal.shape) == ("yes", "round")
    assert abs(seal.box[0] + seal.box[2] / 2 - 500) < 6


def test_a_page_without_red_bears_no_seal():
    tinted = with_pixels(lambda pixels: cv2.rectangle(pixels, (0, 0), (800, 30), (90, 140, 220), -1))
    assert find_seal([tinted]).present == "no"


def test_whether_a_grey_scan_bears_a_red_seal_is_unknown():
    assert find_seal([page([line("1234567890", 100, 100, 260, 36)])]).present == "unknown"


def test_filled_discs_headings_and_table_frames_are_no_seals():
    shapes = (
        lambda pixels: cv2.circle(pixels, (500, 600), 80, RED, -1),
        lambda pixels: cv2.putText(pixels, "RED HEADING", (60, 120), cv2.FONT_HERSHEY_DUPLEX, 2.5, RED, 6),
        lambda pixels: cv2.rectangle(pixels, (60, 300), (700, 700), RED, 3),
        lambda pixels: cv2.ellipse(pixels, (500, 600), (80, 80), 0, 0, 180, RED, 5),
    )
    assert [find_seal([with_pixels(shape)]).present for shape in shapes].count("yes") == 0


def test_a_poor_page_can_not_be_said_to_bear_no_seal():
    tinted = with_pixels(lambda pixels: cv2.rectangle(pixels, (0, 0), (800, 30), (90, 140, 220), -1))
    assert find_seal([tinted], poor=frozenset({1})).present == "unknown"


def dancing(pixels, y, colour):
    rng = np.random.default_rng(7)
    for place, char in enumerate("7738241596"):
        size = 0.9 + 0.5 * rng.random()
        at = (240 + 30 * place, int(y + 12 * (rng.random() - 0.5)))
        cv2.putText(pixels, char, at, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, size, colour, 2, cv2.LINE_AA)


def test_digits_that_dance_in_blue_beside_black_labels_are_handwritten():
    labels = [line("TRACKING NUMBER", 20, 80 + 90 * row, 200, 40) for row in range(4)]
    form = with_pixels(lambda pixels: [dancing(pixels, 115 + 90 * row, (40, 60, 190)) for row in range(4)], labels)
    places = {f"field_{row}": (1, (235, 78 + 90 * row, 320, 46), "7738241596") for row in range(4)}
    fields, script = scripts([form], places)
    assert set(fields.values()) == {"yes"}
    assert script.all_printed == "no"


def test_a_form_that_is_printed_throughout_never_passes_as_mixed():
    labels = [line("TRACKING NUMBER", 20, 80 + 90 * row, 200, 40) for row in range(4)]
    values = [line("7738241596", 260, 80 + 90 * row, 240, 40) for row in range(4)]
    fields, script = scripts(
        [page([*labels, *values])], {f"f{row}": (1, one.box, one.text) for row, one in enumerate(values)}
    )
    assert "yes" not in fields.values()
    assert (script.all_handwritten, script.all_printed) != ("no", "no")


def test_strokes_too_small_to_measure_say_nothing():
    small = line("1234567890", 100, 100, 70, 10)
    assert judge(strokes_of(page([small]), small.box), None, True) == "unknown"


SEGMENTS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
}
STROKES = {
    "a": ((6, 0), (34, 0)),
    "b": ((40, 6), (40, 34)),
    "c": ((40, 46), (40, 74)),
    "d": ((6, 80), (34, 80)),
    "e": ((0, 46), (0, 74)),
    "f": ((0, 6), (0, 34)),
    "g": ((6, 40), (34, 40)),
}


def display(text, ground=(200, 214, 190), lit=(30, 40, 34)):
    blank = page([])
    pixels = blank.pixels.copy()
    pixels[:] = ground
    x = 100
    for char in text:
        if char == ".":
            cv2.circle(pixels, (x - 13, 184), 6, lit, -1)
            continue
        for segment in SEGMENTS[char]:
            (x0, y0), (x1, y1) = STROKES[segment]
            cv2.line(pixels, (x + x0, 100 + y0), (x + x1, 100 + y1), lit, 9)
        x += 68
    return dataclasses.replace(blank, pixels=pixels), (85, 85, x - 75, 115)


@pytest.mark.parametrize("number", ["12.825", "6.730", "0.310", "3130", "24.95", "871.06"])
def test_a_display_is_read_with_its_point(number):
    assert read_display(*display(number)) == number
    assert read_display(*display(number, ground=(10, 24, 14), lit=(80, 250, 120))) == number


def test_a_display_out_of_focus_is_not_read_wrongly():
    shown, box = display("12.825")
    for sigma in (3, 6, 10, 16):
        blurred = dataclasses.replace(shown, pixels=cv2.GaussianBlur(shown.pixels, (0, 0), sigma))
        assert read_display(blurred, box) in (None, "12.825")


def typed(*texts, codes=()):
    one = page([line(text, 60, 40 + 50 * row, 20 * len(text) + 20, 36) for row, text in enumerate(texts)], codes)
    return document_type([one], [page_quality(one)]).value


def test_a_freight_receipt_is_never_taken_for_an_e_waybill():
    bar = (Code("Code 128", "SF1234567890123", (60, 700, 300, 80)),)
    receipt = (
        "顺丰速运 运费收据",
        "收件人：李娜",
        "寄件人：王强",
        "运单号：SF1234567890123",
        "运费：¥18.00",
        "付款方式：现付",
        "合计：18.00元",
    )
    assert typed(*receipt, codes=bar) == "courier_receipt"
    assert typed(*receipt) == "courier_receipt"


def test_an_e_waybill_is_known_by_its_blocks_and_barcode():
    bar = (Code("Code 128", "SF1234567890123", (60, 700, 300, 80)),)
    assert (
        typed(
            "韵达快递",
            "604-D39-533",
            "收",
            "李娜 138****0000",
            "寄",
            "王强 139****0000",
            "已验视",
            "打印时间 2025-11-03",
            codes=bar,
        )
        == "e_waybill"
    )


def test_transfers_are_told_apart():
    assert (
        typed("转账给李娜", "¥25.00", "你已收款", "转账时间 2025年11月3日", "收款时间 2025年11月3日", "零钱")
        == "wechat_transfer"
    )
    assert typed("QQ钱包", "QQ转账", "转账成功", "¥25.00", "转账时间 2025-11-03") == "qq_transfer"
    assert (
        typed("支付宝", "账单详情", "转账备注", "对方账户 李娜", "-25.00", "创建时间 2025-11-03")
        == "other_p2p_transfer"
    )


def test_a_page_with_hardly_a_hint_is_left_open():
    assert typed("转账给李娜", "已收款") in ("unknown", "wechat_transfer")
    assert typed("1234567890") in ("unknown", "other")

"""Fields: what is read beside a label, and how values are normalised."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_checks.fields import (
    all_fields,
    all_labels,
    amount,
    courier_name,
    date,
    recipient_name,
    tracking_number,
    weight,
)
from evidence_checks.reading import Code
from tests.evidence_checks.drawing import line, page

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))


def best(field, *lines, codes=()):
    return field.find(page(lines, codes), all_labels())[0]


def test_every_field_of_the_contract_that_the_three_kinds_need_is_there():
    needed = {"tracking_number", "carrier", "recipient_name", "courier_name", "date", "amount", "weight"}
    assert needed <= set(all_fields())
    for name, field in all_fields().items():
        assert field.__name__.endswith(name)
        assert set(field.TITLE) == {"zh", "en"}


@given(
    DAYS,
    st.sampled_from(
        ["{y}-{m:02}-{d:02}", "{y}年{m}月{d}日", "{y}/{m}/{d}", "{y}.{m:02}.{d:02} 14:05", "{y}{m:02}{d:02}"]
    ),
)
def test_a_day_is_the_same_day_in_every_form(day, form):
    assert date.parse(form.format(y=day.year, m=day.month, d=day.day)) == day.isoformat()


def test_a_day_that_could_be_two_days_is_none():
    assert date.parse("03/04/2025") is None
    assert date.parse("25/04/2025") == "2025-04-25"


def test_a_year_of_the_republic_is_counted_from_1911():
    assert date.parse("民國114年11月3日") == "2025-11-03"


@pytest.mark.parametrize(
    ("capital", "value"),
    [
        ("壹佰贰拾元伍角整", "120.50"),
        ("柒万贰仟叁佰肆拾元贰角整", "72340.20"),
        ("壹亿零壹仟元整", "100001000.00"),
        ("拾贰元整", "12.00"),
    ],
)
def test_capitals_are_amounts(capital, value):
    assert amount.capital(capital) == value


@given(st.decimals(0, 9999, places=3), st.sampled_from(sorted(weight.GRAMS)))
def test_grams_are_exact(number, unit):
    assert Decimal(weight.grams(str(number), unit)) == number * weight.GRAMS[unit]


@pytest.mark.parametrize(
    ("text", "grams"),
    [("1.25kg", "1250"), ("2 斤", "1000"), ("850克", "850"), ("3公斤", "3000"), ("16oz", "453.59237")],
)
def test_a_weight_carries_its_unit(text, grams):
    assert weight.parse(text) == grams


def test_a_number_without_a_unit_is_no_weight_yet():
    assert weight.parse("12.50") is None
    found = best(weight, line("重量:12.50", 40, 40, 300, 40))
    assert (found.value, found.unit) == (None, None)
    assert "12.50" in found.text


def test_a_unit_that_stands_beside_the_digits_belongs_to_them():
    found = best(weight, line("12.825", 100, 200, 300, 90), line("kg", 420, 230, 60, 50))
    assert (found.value, found.unit) == ("12825", "kg")


def test_a_value_stands_after_the_colon_right_of_the_label_or_below_it():
    number = "SF1234567890123"
    for lines in (
        [line(f"运单号：{number}", 40, 40, 500, 40)],
        [line("运单号", 40, 40, 120, 40), line(number, 200, 40, 340, 40)],
        [line("運單號碼", 40, 40, 120, 40), line(number, 40, 95, 340, 40)],
        [line(f"Tracking No. {number}", 40, 40, 500, 40)],
    ):
        assert best(tracking_number, *lines).value == number


def test_an_order_number_is_no_tracking_number():
    assert tracking_number.find(page([line("订单编号:773123456789012", 40, 40, 500, 40)]), all_labels()) == ()


def test_a_barcode_is_a_candidate_with_its_source():
    found = best(tracking_number, codes=[Code("Code128", "SF1234567890123", (10, 10, 300, 90))])
    assert (found.value, found.source) == ("SF1234567890123", "barcode")


def test_a_longer_word_that_begins_like_a_label_is_no_label():
    found = amount.find(
        page([line("运费专用收据", 40, 40, 300, 40), line("No 1353424", 500, 40, 200, 40)]), all_labels()
    )
    assert [one for one in found if one.value] == []


def test_names_are_told_apart_by_their_labels():
    lines = [
        line("收件人：李娜 电话 13800000000", 40, 40, 500, 40),
        line("派件员", 40, 120, 100, 40),
        line("王强", 200, 120, 90, 40),
    ]
    assert best(recipient_name, *lines).value == "李娜"
    assert best(courier_name, *lines).value == "王强"


def test_the_order_of_lines_does_not_matter():
    lines = [
        line("金额", 40, 40, 80, 40),
        line("¥12.50", 200, 40, 120, 40),
        line("合计", 40, 120, 80, 40),
        line("¥15.00", 200, 120, 120, 40),
    ]
    assert best(amount, *lines) == best(amount, *reversed(lines))

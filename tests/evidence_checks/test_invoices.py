"""VAT invoices: QR code against print, figures against capitals, the two parties, columns of goods, tax ids."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_checks import invoices, tax_ids
from evidence_checks.check import check_exhibit
from evidence_checks.fields import (
    all_labels,
    buyer_name,
    invoice_code,
    invoice_number,
    model,
    product_name,
    seller_name,
    total,
)
from evidence_checks.reading import Code, Page, TextLine
from tests.evidence_checks.drawing import line, page, reading, silent, unread

QR = "01,10,012001800311,33207675,46.62,20190508,76939056883466677916,E1BD,"
HEAD = (
    line("天津增值税电子普通发票", 300, 40, 320, 40),
    line("发票代码：012001800311", 640, 40, 230, 30),
    line("发票号码：33207675", 640, 80, 190, 30),
    line("开票日期：2019年05月08日", 640, 120, 240, 30),
)
BUYER = (line("名称：海棠商贸有限公司", 100, 180, 330, 30), line("纳税人识别号：91310110666007217T", 100, 220, 420, 30))
TABLE = (
    line("货物或应税劳务、服务名称", 60, 280, 240, 28),
    line("规格型号", 330, 280, 90, 28),
    line("单位", 450, 280, 50, 28),
    line("数量", 530, 280, 50, 28),
    line("单价", 610, 280, 50, 28),
    line("金额", 700, 280, 50, 28),
    line("税率", 790, 280, 50, 28),
    line("税额", 860, 280, 50, 28),
)
ROW = (
    line("*日用品*陶瓷杯", 60, 320, 200, 28),
    line("AB-120", 330, 320, 90, 28),
    line("个", 460, 320, 24, 28),
    line("2", 560, 320, 16, 28),
    line("23.31", 600, 320, 70, 28),
    line("46.62", 690, 320, 70, 28),
    line("13%", 790, 320, 45, 28),
    line("6.08", 850, 320, 60, 28),
)
SUMS = (
    line("合", 100, 480, 26, 28),
    line("计", 170, 480, 26, 28),
    line("￥46.62", 680, 480, 90, 28),
    line("￥6.08", 840, 480, 70, 28),
    line("价税合计（大写）", 100, 530, 190, 30),
    line("伍拾贰圆柒角", 340, 530, 150, 30),
    line("（小写）￥52.70", 640, 530, 180, 30),
)
SELLER = (
    line("名称：瑞佳讯贸易有限公司", 100, 590, 360, 30),
    line("纳税人识别号：91120222079642398Y", 100, 630, 420, 30),
)
INVOICE = (*HEAD, *BUYER, *TABLE, *ROW, *SUMS, *SELLER)


def qr(text=QR):
    return (Code("QRCode", text, (20, 20, 60, 60)),)


def check(lines, codes=()):
    drawn = page(lines, codes, width=1000, height=700)
    return check_exhibit(reading(drawn), "purchase_invoice", {}, second=silent, recognise=unread)


def instead(old, new):
    return [line(new, *one.box) if one.text == old else one for one in INVOICE]


def test_the_code_of_an_invoice_is_taken_apart():
    code = invoices.read_code(QR)
    assert (code.kind, code.code, code.number, code.amount) == ("10", "012001800311", "33207675", "46.62")
    assert (code.date, code.check_code) == ("2019-05-08", "76939056883466677916")


def test_roll_special_and_digital_invoices_leave_parts_of_the_code_empty():
    roll = invoices.read_code("01,11,011001700107,20146227,,,,4B4D")
    assert (roll.number, roll.amount, roll.date) == ("20146227", None, None)
    assert invoices.read_code("01,01,5100172130,06891870,4902.16,20180704,BD54,").check_code is None
    digital = invoices.read_code("01,32,,24312000000123456789,52.70,20240305,,AB12")
    assert (digital.code, digital.number) == (None, "24312000000123456789")


@pytest.mark.parametrize(
    "text", ["http://example.org/verify?bill_num=07960724", "01,10,1,2,3,4,5,6", "SF1234567890123", ""]
)
def test_another_code_is_no_invoice_code(text):
    assert invoices.read_code(text) is None


def test_code_and_print_that_agree_settle_number_code_date_and_total():
    fields = check(INVOICE, qr())["fields"]
    for name, value in (
        ("invoice_number", "33207675"),
        ("invoice_code", "012001800311"),
        ("date", "2019-05-08"),
        ("total", "52.70"),
    ):
        assert (fields[name]["value"], fields[name]["legible"]) == (value, "yes"), name
        assert "qr" in fields[name]["agreed_by"], name
    assert {"capitals", "printed_twice"} <= set(fields["total"]["agreed_by"])


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("invoice_number", QR.replace("33207675", "33207676")),
        ("invoice_code", QR.replace("012001800311", "012001800312")),
        ("date", QR.replace("20190508", "20190509")),
        ("total", QR.replace("46.62", "46.63")),
    ],
)
def test_a_code_that_says_otherwise_leaves_the_field_open_with_both_values(field, code):
    report = check(INVOICE, qr(code))
    assert report["fields"][field]["legible"] == "unknown"
    flags = [one for one in report["flags"] if one["flag"] == "readings_disagree" and one["field"] == field]
    assert {reading["source"] for reading in flags[0]["readings"]} >= {"ocr", "qr"}


def test_capitals_that_differ_from_the_figures_leave_the_total_open():
    field = check(instead("伍拾贰圆柒角", "伍拾叁圆柒角"))["fields"]["total"]
    assert (field["legible"], field["cause"]) == ("unknown", "readings_disagree")


def test_a_fully_digital_invoice_has_one_number_of_twenty_digits_and_its_code_says_the_total():
    lines = [one for one in INVOICE if one.text != "发票代码：012001800311"]
    lines = [line("发票号码：24312000000123456789", *one.box) if "33207675" in one.text else one for one in lines]
    fields = check(lines, qr("01,32,,24312000000123456789,52.70,20190508,,AB12"))["fields"]
    assert fields["invoice_number"]["value"] == "24312000000123456789"
    assert (fields["invoice_number"]["legible"], fields["total"]["legible"]) == ("yes", "yes")
    assert fields["invoice_code"]["legible"] != "yes"


def test_the_buyer_stands_above_the_seller_or_left_of_it():
    drawn = page(INVOICE, width=1000, height=700)
    assert buyer_name.find(drawn, all_labels())[0].value == "海棠商贸有限公司"
    assert seller_name.find(drawn, all_labels())[0].value == "瑞佳讯贸易有限公司"
    beside = [one for one in INVOICE if one not in SELLER] + [line("名称：瑞佳讯贸易有限公司", 560, 182, 360, 30)]
    drawn = page(beside, width=1000, height=700)
    assert buyer_name.find(drawn, all_labels())[0].value == "海棠商贸有限公司"
    assert seller_name.find(drawn, all_labels())[0].value == "瑞佳讯贸易有限公司"


def test_goods_and_model_stand_under_the_heads_of_their_columns():
    drawn = page(INVOICE, width=1000, height=700)
    assert product_name.find(drawn, all_labels())[0].value == "陶瓷杯"
    assert model.find(drawn, all_labels())[0].value == "AB-120"


def test_an_empty_column_means_that_no_model_is_shown():
    field = check([one for one in INVOICE if one.text != "AB-120"])["fields"]["model"]
    assert (field["present"], field["cause"]) == ("no", "blank")


def test_of_several_goods_none_is_taken_for_the_one_that_is_meant():
    second = [
        line(one.text.replace("AB-120", "AB-130").replace("陶瓷杯", "玻璃杯"), one.box[0], 370, *one.box[2:])
        for one in ROW
    ]
    fields = check([*INVOICE, *second])["fields"]
    for name in ("product_name", "model"):
        assert (fields[name]["legible"], fields[name]["cause"]) == ("unknown", "several")


def test_a_name_that_runs_over_two_lines_is_joined():
    lines = [*INVOICE, line("（白色）", 60, 352, 100, 28)]
    assert product_name.find(page(lines, width=1000, height=700), all_labels())[0].value == "陶瓷杯(白色)"


def test_goods_that_stand_on_another_sheet_are_not_named_here():
    drawn = page(instead("*日用品*陶瓷杯", "（详见销货清单）"), width=1000, height=700)
    assert product_name.find(drawn, all_labels())[0].value is None


def test_paper_invoices_print_number_and_code_without_a_label():
    lines = [line("034022000104", 60, 40, 200, 30), line("No 02802144", 700, 40, 150, 30), *INVOICE[4:], INVOICE[0]]
    drawn = page(lines, width=1000, height=700)
    assert invoice_code.find(drawn, all_labels())[0].value == "034022000104"
    assert invoice_number.find(drawn, all_labels())[0].value == "02802144"


def test_on_a_page_that_is_no_invoice_eight_digits_alone_are_no_invoice_number():
    assert invoice_number.find(page([line("02802144", 600, 40, 150, 30)]), all_labels()) == ()
    assert total.find(page([line("运费专用收据", 60, 40, 200, 30)]), all_labels()) == ()


@pytest.mark.parametrize(
    "code", ["91440300MA5FYWC33A", "91340200MA2NTBJD7W", "914403003597744087", "92420111MA4JEY326U"]
)
def test_a_tax_id_bears_its_own_check(code):
    assert tax_ids.holds(code)
    for place in range(18):
        other = "1" if code[place] != "1" else "2"
        assert not tax_ids.holds(code[:place] + other + code[place + 1 :])


def test_a_tax_id_whose_check_fails_is_flagged_and_decides_nothing():
    plain = check(INVOICE)
    wrong = check(instead("纳税人识别号：91120222079642398Y", "纳税人识别号：91120222079642398X"))
    (flag,) = [one for one in wrong["flags"] if one["flag"] == "tax_id_check_fails"]
    assert (flag["value"], len(flag["box"])) == ("91120222079642398X", 4)
    assert plain["fields"] == wrong["fields"]
    assert json.loads(json.dumps(wrong)) == wrong


def test_an_amount_before_tax_that_the_code_says_otherwise_is_flagged():
    report = check(INVOICE, qr(QR.replace("46.62", "99.99")))
    assert "amount_before_tax" in [one.get("field") for one in report["flags"]]


WORDS = [one.text for one in INVOICE] + [
    "名称",
    "称：",
    "名称：",
    "￥-1,234.50",
    "合计",
    "价税合计",
    "¥",
    "01,",
    "",
    "  ",
    "1e9",
    "½",
    "㊣",
]
PLACED = st.tuples(
    st.sampled_from(WORDS), st.integers(0, 900), st.integers(0, 650), st.integers(1, 300), st.integers(1, 60)
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(PLACED, max_size=25),
    st.sampled_from([QR, "01,32,,24312000000123456789,9,20240305,,A", "01,10,1,2,3,4,5,6", ""]),
)
def test_words_of_an_invoice_in_any_disorder_are_read_without_a_fault(placed, text):
    lines = tuple(
        TextLine(word, (x, y, w, h), 0.97, ((x, y), (x + w, y), (x + w, y + h), (x, y + h)))
        for word, x, y, w, h in placed
    )
    blank = page((), qr(text), width=1000, height=700)
    disorder = Page(1, blank.source, 1000, 700, blank.pixels, lines, blank.codes)
    for field in (invoice_code, invoice_number, total, seller_name, buyer_name, product_name, model):
        for found in field.find(disorder, all_labels()):
            assert found.value is None or found.value.strip()
    assert isinstance(invoices.flags(disorder), list)
    assert set(invoices.candidates_from_code(disorder)) <= {"invoice_code", "invoice_number", "date", "total"}

"""The check of one exhibit: readings that agree or don't, what is not there, and what an expectation may not do."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_checks.check import check_exhibit
from evidence_checks.kinds import NAMES, all_kinds
from evidence_checks.reading import Code
from tests.evidence_checks.drawing import answering, line, page, reading, silent, unread

NUMBER = "SF1234567890123"
SLIP = (
    line("称重记录", 300, 40, 200, 50),
    line("快递单号", 60, 140, 130, 40),
    line(NUMBER, 230, 140, 360, 40),
    line("重量", 60, 220, 80, 40),
    line("1.25kg", 230, 220, 130, 40),
    line("日期", 60, 300, 80, 40),
    line("2025-11-03", 230, 300, 220, 40),
)
BAR = (Code("Code 128", NUMBER, (230, 600, 300, 90)),)


def check(lines, kind="weigh_record", codes=(), expect=None, second=silent, blur=0.0):
    return check_exhibit(reading(page(lines, codes, blur=blur)), kind, expect or {}, second=second, recognise=unread)


def met(report):
    return {one["name"]: one["met"] for one in report["requirements"]}


def test_a_number_that_barcode_and_print_agree_on_is_legible():
    field = check(SLIP, codes=BAR)["fields"]["tracking_number"]
    assert (field["value"], field["legible"], field["agreed_by"]) == (NUMBER, "yes", ["ocr", "barcode"])


def test_a_number_that_was_read_in_one_way_only_is_left_to_a_person():
    field = check(SLIP)["fields"]["tracking_number"]
    assert (field["legible"], field["cause"]) == ("unknown", "only_one_reading")


def test_two_readers_of_different_make_are_enough():
    report = check(SLIP, second=answering("1.25", NUMBER, "2025-11-03"))
    assert report["fields"]["tracking_number"]["legible"] == "yes"
    assert report["fields"]["weight"] | {"value": 1250, "unit": "kg", "unit_shown": "yes"} == report["fields"]["weight"]


def test_readings_that_disagree_are_shown_both_and_decide_nothing():
    report = check(SLIP, codes=(Code("Code 128", "SF1234567890129", (230, 600, 300, 90)),))
    assert report["fields"]["tracking_number"]["legible"] == "unknown"
    (flag,) = [flag for flag in report["flags"] if flag["flag"] == "readings_disagree"]
    assert {one["value"] for one in flag["readings"]} == {NUMBER, "SF1234567890129"}
    assert all(len(one["box"]) == 4 for one in flag["readings"])


def test_figures_and_capitals_that_disagree_are_flagged():
    lines = (
        line("运费收据", 300, 40, 200, 50),
        line("金额", 60, 140, 90, 40),
        line("¥12.50", 230, 140, 130, 40),
        line("大写：壹拾贰元整", 60, 220, 330, 40),
    )
    field = check(lines, "freight_receipt")["fields"]["amount"]
    assert (field["legible"], field["cause"]) == ("unknown", "readings_disagree")


def test_a_wrong_check_digit_is_a_disagreement():
    lines = (line("邮件号", 60, 140, 130, 40), line("RB123456786GB", 230, 140, 360, 40))
    assert check(lines, second=answering("RB123456786GB"))["fields"]["tracking_number"]["legible"] == "unknown"


def test_a_weight_whose_point_may_be_lost_is_left_to_a_person():
    lines = (line("重量", 60, 100, 80, 40), line("3130", 200, 200, 300, 90), line("kg", 520, 230, 60, 50))
    field = check(lines, second=answering("3130"))["fields"]["weight"]
    assert (field["legible"], field["cause"]) == ("unknown", "point_uncertain")


def test_a_weight_without_a_unit_says_so():
    lines = [one for one in SLIP if one.text != "1.25kg"] + [line("12.50", 230, 220, 130, 40)]
    report = check(lines, codes=BAR, second=answering("12.50"))
    field = report["fields"]["weight"]
    assert (field["legible"], field["unit_shown"], "value" in field) == ("yes", "no", False)
    assert met(report)["shows(weight.unit)"] == "no"


def test_what_a_page_that_reads_well_does_not_show_is_not_there():
    report = check([one for one in SLIP if one.text not in (NUMBER, "快递单号")])
    assert report["fields"]["tracking_number"]["present"] == "no"
    assert met(report)["shows(tracking_number)"] == "no"


def test_what_a_poor_page_does_not_show_is_unknown():
    poor = [line(one.text, *one.box, confidence=0.5) for one in SLIP if one.text not in (NUMBER, "快递单号")]
    assert check(poor)["fields"]["tracking_number"]["present"] == "unknown"


def test_an_empty_space_beside_the_label_is_a_field_that_is_not_there():
    field = check([one for one in SLIP if one.text != NUMBER])["fields"]["tracking_number"]
    assert (field["present"], field["legible"], field["cause"]) == ("no", "no", "blank")


def test_a_number_that_is_cut_off_is_not_taken_for_a_number():
    lines = [one for one in SLIP if one.text != NUMBER] + [line("SF123456", 660, 140, 139, 40)]
    field = check(lines, second=answering("1.25", "SF123456"))["fields"]["tracking_number"]
    assert field["legible"] != "yes"


def test_every_requirement_is_tried_and_says_what_to_do():
    report = check([])
    assert [one["name"] for one in report["requirements"]] == [
        "shows(weight)", "shows(weight.unit)", "shows(tracking_number)", "agrees(tracking_number)",
    ]  # fmt: skip
    for one in report["requirements"]:
        assert one["met"] != "yes"
        assert one["fix"]["zh"]
        assert one["fix"]["en"]


@pytest.mark.parametrize("kind", NAMES)
def test_every_kind_gets_a_whole_report(kind):
    report = check(SLIP, kind, codes=BAR, expect={"tracking_number": NUMBER, "order_date": "2025-11-01"})
    parts = (
        "kind files requirements fields marks document_type goods_coverage pages codes quality expected flags made_by"
    )
    assert set(parts.split()) <= set(report)
    assert "verdict" not in report
    assert "reasons" not in report
    assert json.loads(json.dumps(report, ensure_ascii=False)) == report
    assert set(report["expected"]) == {"tracking_number", "order_date"}
    assert [one.name for one in all_kinds()[kind].requirements] == [one["name"] for one in report["requirements"]]


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(["tracking_number", "weight", "date", "order_date"]), st.text(max_size=20)))
def test_an_expectation_never_changes_what_was_read(expect):
    plain, told = check(SLIP, codes=BAR), check(SLIP, codes=BAR, expect=expect)
    for part in ("fields", "marks", "document_type", "goods_coverage", "pages", "codes", "quality"):
        assert plain[part] == told[part]


def test_an_expectation_is_compared_only_with_what_is_legible():
    assert check(SLIP, codes=BAR, expect={"tracking_number": NUMBER})["expected"]["tracking_number"]["matches"] == "yes"
    assert check(SLIP, codes=BAR, expect={"tracking_number": "SF9"})["expected"]["tracking_number"]["matches"] == "no"
    assert check(SLIP, expect={"tracking_number": "SF9"})["expected"]["tracking_number"]["matches"] == "unknown"


@pytest.mark.parametrize("second", [silent, answering("1.25", NUMBER, "2025-11-03")])
def test_blurring_never_makes_a_requirement_met(second):
    before = met(check(SLIP, second=second))
    for blur in (1.0, 2.0, 4.0, 8.0):
        after = met(check(SLIP, second=second, blur=blur))
        assert [name for name in after if after[name] == "yes" and before[name] != "yes"] == []


def test_the_fix_names_the_measured_number():
    tiny = [line(one.text, one.box[0], one.box[1], one.box[2] // 4, 8, 0.7) for one in SLIP]
    report = check(tiny)
    (outcome,) = [one for one in report["requirements"] if one["name"] == "shows(tracking_number)"]
    assert outcome["cause"] == "too_small"
    assert "18" in outcome["fix"]["en"]

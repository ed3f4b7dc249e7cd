"""How long an authorisation holds, and what the pages of a report are."""

import pytest

from evidence_checks.check import check_exhibit
from evidence_checks.fields import all_labels, date, valid_from, valid_until
from evidence_checks.page_roles import role_of
from evidence_checks.periods import period
from tests.evidence_checks.drawing import answering, line, page, reading, silent, unread

TERM = ("2025-01-01", "2025-12-31")


@pytest.mark.parametrize(
    "text",
    [
        "授权期限：2025年1月1日至2025年12月31日",
        "本授权自2025年01月01日起至2025年12月31日止有效",
        "有效期:2025-01-01~2025-12-31",
        "授权有效期 2025.01.01—2025.12.31",
        "授權期限:2025/1/1 至 2025/12/31",
        "Valid from 2025-01-01 to 2025-12-31",
        "20250101-20251231",
    ],
)
def test_a_period_is_read_in_every_common_form(text):
    assert period(text) == TERM


@pytest.mark.parametrize(
    "text",
    [
        "2025年1月1日",
        "签发日期2025年1月1日 盖章2025年12月31日",
        "2025年12月31日至2025年1月1日",
        "长期有效",
        "20251301-20251231",
    ],
)
def test_two_dates_that_are_no_period_are_none(text):
    assert period(text) is None


def test_a_period_that_runs_over_two_lines_is_joined():
    drawn = page([line("授权期限自2025年1月1日起", 60, 100, 400, 40), line("至2025年12月31日止。", 60, 150, 330, 40)])
    assert valid_from.find(drawn, all_labels())[0].value == TERM[0]
    assert valid_until.find(drawn, all_labels())[0].value == TERM[1]


def test_each_end_may_have_a_label_of_its_own():
    drawn = page([line("生效日期：2025年1月1日", 60, 100, 400, 40), line("有效期至：2025年12月31日", 60, 180, 400, 40)])
    assert valid_from.find(drawn, all_labels())[0].value == TERM[0]
    assert valid_until.find(drawn, all_labels())[0].value == TERM[1]


def test_the_day_of_signing_is_no_end_of_the_period():
    drawn = page([line("授权日期：2025年1月1日", 60, 100, 400, 40)])
    assert [one for one in valid_until.find(drawn, all_labels()) if one.value] == []
    assert date.find(drawn, all_labels()) != ()


def test_an_order_inside_the_period_is_covered_and_one_outside_is_not():
    lines = [line("品牌授权书", 300, 40, 200, 50), line("授权期限：2025年1月1日至2025年12月31日", 60, 140, 640, 40)]

    def covered(day):
        second = answering("2025-01-01", "2025-12-31")
        report = check_exhibit(
            reading(page(lines)), "brand_authorisation", {"order_date": day}, second=second, recognise=unread
        )
        (first, last) = (report["fields"][name] for name in ("valid_from", "valid_until"))
        assert (first["legible"], last["legible"]) == ("yes", "yes")
        assert first["box"][0] + first["box"][2] <= last["box"][0]
        return report["expected"]["order_date"]["matches"]

    assert [covered("2025-06-01"), covered("2026-01-01"), covered("2024-12-31")] == ["yes", "no", "no"]


COVER = [
    "检验报告",
    "报告编号：JX-2025-001",
    "样品名称：陶瓷杯",
    "委托单位：海棠商贸有限公司",
    "检验类别：委托检验",
    "某某检测有限公司",
]
BODY = [
    "序号",
    "检验项目",
    "标准要求",
    "检验结果",
    "单项判定",
    "铅 mg/L",
    "0.5",
    "0.12",
    "合格",
    "镉 mg/L",
    "0.05",
    "未检出",
    "合格",
]


def role(texts, reads_well=True):
    return role_of(page([line(text, 60, 20 + 50 * row, 400, 40) for row, text in enumerate(texts)]), reads_well)


def test_cover_and_body_are_told_apart():
    assert (role(COVER), role(BODY)) == ("cover", "body")
    assert role(["TEST REPORT", "Report No.: 123", "Applicant: Haitang", "Sample name: cup", "Notice"]) == "cover"
    assert role(["Test item", "Requirement", "Test result", "Conclusion", "0.5", "0.1", "Pass"]) == "body"


def test_a_large_title_makes_a_bare_page_a_cover_and_a_running_head_does_not():
    few = [line("报告编号：JX-2025-001", 200, 300, 400, 30), line("二〇二五年十一月", 300, 700, 200, 30)]
    assert role_of(page([line("检验报告", 200, 100, 400, 90), *few]), True) == "cover"
    assert role_of(page([line("检验报告", 200, 20, 120, 30), *few]), True) == "unknown"


def test_a_page_that_is_both_or_neither_is_left_to_a_person():
    assert role([*COVER, *BODY]) == "unknown"
    assert role(["加入购物车", "立即购买"]) == "unknown"
    assert role([]) == "unknown"
    assert role(COVER, reads_well=False) == role(BODY, reads_well=False) == "unknown"


def test_cover_and_body_together_make_a_report_and_a_cover_alone_does_not():
    def outcome(*texts):
        pages = [page([line(text, 60, 20 + 50 * row, 400, 40) for row, text in enumerate(one)]) for one in texts]
        numbered = [
            type(one)(at, one.source, one.width, one.height, one.pixels, one.lines, one.codes)
            for at, one in enumerate(pages, 1)
        ]
        report = check_exhibit(reading(*numbered), "factory_test_report", {}, second=silent, recognise=unread)
        return report["pages"], {one["name"]: one["met"] for one in report["requirements"]}["has_pages(cover, body)"]

    assert outcome(COVER, BODY) == (["cover", "body"], "yes")
    assert outcome(COVER) == (["cover"], "no")
    assert outcome(COVER, ["照片"]) == (["cover", "unknown"], "unknown")

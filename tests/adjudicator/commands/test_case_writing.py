"""A case is written without writing JSON: asked for, from answers, or from a table; what is wrong is named at once."""

import json

import pytest
from click.testing import CliRunner

from adjudicator.case import load_case
from adjudicator.cli import commands
from adjudicator.services.case_table import file_name
from tests.adjudicator.asking import ruled, told
from tests.adjudicator.packs.agreement import adjudicator

ANSWERS = {
    "platform": "pinduoduo",
    "complaint_class": "non_receipt",
    "complainant": "buyer",
    "respondent": "seller",
    "id": "PDD-1",
    "filed_at": "2025-06-10 10:00 +08:00",
    "as_of": "2025-07-20 10:00 +08:00",
    "demand": "refund_only",
    "order.tracking_number": "SF1",
    "evidence_requests": [
        {"id": "r1", "stage": "ticket", "to": "seller", "any_of": ["proof_of_receipt"],
         "sent_at": "2025-06-11T10:00:00+08:00"}
    ],
}  # fmt: skip
SPOKEN = [
    *("拼多多", "pinduoduo", "6", "buyer", "seller", "PDD-1", "2025-06-10", "2025-06-10 10:00 +08:00"),
    *("2025-07-20 10:00 +08:00", "refund_only"),
]
"""The first answers as a person gives them; one is none, the day without its time."""


def _answered(tmp_path, capsys, answers, *options):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers), "utf-8")
    out = tmp_path / "case.json"
    return out, *told(capsys, "case", "new", out, "--answers", path, "--json", *options)


def _codes(out):
    return {(one["code"], one["path"]) for one in json.loads(out)["errors"]}


# --- needs


def _needs(capsys, platform, complaint_class, complainant="buyer"):
    status, out, _ = told(capsys, "case", "needs", platform, complaint_class, "--complainant", complainant, "--json")
    assert status == 0
    return {one["path"]: one for one in json.loads(out)["needs"]}


def test_a_case_is_asked_for_what_the_rules_of_its_platform_and_class_read(capsys):
    shop = _needs(capsys, "taobao", "description_mismatch")
    assert {"refund.state", "refund.outcome", "seller.history", "after_sales", "negotiation.status"} <= shop.keys()
    assert not {"appeal.filed_at", "demand", "order.payment", "seller.appeals"} & shop.keys()
    assert "TB-2" in shop["refund.requested_at"]["clauses"]
    ticket = _needs(capsys, "tickets", "liability_amount", "worker")
    assert {"appeal.ruling_at", "appeal.key_evidence", "appeal.channel"} <= ticket.keys()
    assert not {"refund.state", "seller.history", "negotiation.status", "demand"} & ticket.keys()


def test_the_class_decides_what_is_asked_on_one_platform(capsys):
    refusal, count = _needs(capsys, "duokeduomi", "cod_refusal"), _needs(capsys, "duokeduomi", "short_quantity")
    assert {"order.payment", "human_findings.resaleable"} <= refusal.keys() - count.keys()
    assert {"order.verified"} <= count.keys() - refusal.keys()
    assert "quantity_received" in {one["path"].rpartition(".")[2] for one in count["order.lines"]["items"]}


def test_what_only_an_arbitrator_can_find_is_not_asked_of_whoever_files(capsys):
    assert not any(
        "severity" in path or "affects_normal_use" in path for path in _needs(capsys, "taobao", "description_mismatch")
    )


def test_every_platform_and_class_can_be_asked_about():
    from adjudicator.closed_lists import COMPLAINT_CLASSES
    from adjudicator.services.needs import ALWAYS, needs
    from adjudicator.values import instant_of

    rulebook = adjudicator().rulebook
    for platform in rulebook.governs:
        for complaint_class in COMPLAINT_CLASSES:
            asked = needs(rulebook, platform, complaint_class, "buyer", instant_of("2026-03-01T00:00:00Z"))
            assert tuple(one.path for one in asked[:7]) == ALWAYS
            assert all(one.name.zh and one.name.en for one in asked)
            assert {"exhibits", "acts"} <= {one.path for one in asked}


def test_a_platform_that_is_none_is_answered_with_the_nearest(capsys):
    status, _, err = told(capsys, "case", "needs", "taobo", "quality")
    assert status == 2
    assert "did you mean taobao?" in err
    assert told(capsys, "case", "needs", "taobao", "qualty")[0] == 2


# --- new


def test_answers_become_a_case_that_can_be_ruled(tmp_path, capsys):
    out, status, printed, _ = _answered(tmp_path, capsys, ANSWERS)
    assert status == 0
    assert json.loads(printed) == json.loads(out.read_text("utf-8"))
    assert load_case(out.read_bytes()).demand == "refund_only"
    assert ruled(capsys, out)["disposition"] == "buyer_supported"


def test_a_file_that_is_there_is_never_overwritten(tmp_path, capsys):
    (tmp_path / "case.json").write_text("mine", "utf-8")
    out, status, printed, _ = _answered(tmp_path, capsys, ANSWERS)
    assert (status, _codes(printed)) == (2, {("FILE_THERE", str(out))})
    assert out.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"filed_at": "2025-06-10 10:00"}, "BAD_ANSWER", "$.filed_at"),
        ({"platform": "ebay"}, "BAD_ANSWER", "$.platform"),
        ({"demand": "money"}, "BAD_ANSWER", "$.demand"),
        ({"refund.state": "open"}, "NOT_ASKED", "$.refund.state"),
        ({"colour": "red"}, "NOT_ASKED", "$.colour"),
        ({"filed_at": "2026-06-10 10:00 +08:00"}, "EVENTS_OUT_OF_ORDER", "$.filed_at"),
        ({"demand_amount": "1,5"}, "OUT_OF_RANGE", "$.demand_amount"),
        ({"exhibits": [{"id": "e1", "kind": "proof_of_receipt", "party": "seller", "files": ["no.jpg"]}]},
         "FILE_MISSING", "$.exhibits[0].files[0]"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_named_and_nothing_is_written(tmp_path, capsys, change, code, path):
    out, status, printed, _ = _answered(tmp_path, capsys, {**ANSWERS, **change})
    assert status == 2
    assert (code, path) in _codes(printed)
    assert not out.exists()


def test_an_answer_that_lacks_is_named(tmp_path, capsys):
    given = {key: value for key, value in ANSWERS.items() if key not in ("id", "as_of")}
    out, status, printed, _ = _answered(tmp_path, capsys, given)
    assert (status, _codes(printed)) == (2, {("NOT_ANSWERED", "$.id"), ("NOT_ANSWERED", "$.as_of")})
    assert not out.exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_is_asked_and_each_answer_is_tried_at_once(tmp_path, lang):
    out = tmp_path / "case.json"
    answers = "\n".join(["?", *SPOKEN, "x", "12.50", *[""] * 40]) + "\n"
    result = CliRunner().invoke(commands, ["case", "new", str(out), "--lang", lang], input=answers)
    assert result.exit_code == 0, result.output
    said = result.stderr
    assert ("应为" if lang == "zh" else "expected") in said
    assert ("拼多多" if lang == "zh" else "Pinduoduo") in said
    document = json.loads(out.read_text("utf-8"))
    assert (document["complaint_class"], document["demand_amount"]) == ("non_receipt", "12.50")
    load_case(document)


AT = "2025-06-10 10:00 +08:00"
SAID = {"instant": AT, "money": "12.50", "count": "1", "number": "250.5", "text": "x", "texts": "", "pairs": "model=A1"}


@pytest.mark.parametrize(
    ("platform", "complaint_class", "complainant"),
    [
        ("taobao", "description_mismatch", "buyer"),
        ("duokeduomi", "cod_refusal", "buyer"),
        ("tickets", "liability_amount", "worker"),
        ("generic", "quality", "buyer"),
    ],
)
def test_a_whole_dialogue_writes_a_case_with_its_lists_and_findings(tmp_path, platform, complaint_class, complainant):
    from adjudicator.services.needs import needs
    from adjudicator.values import instant_of

    rulebook = adjudicator().rulebook
    asked = needs(rulebook, platform, complaint_class, complainant, instant_of("2025-06-10T02:00:00Z"))
    lines = [platform, complaint_class, complainant, "seller", "C-1", AT, AT]
    for need in asked[7:]:
        if need.kind == "finding":
            lines += ["1", "arbiter", AT]
        elif need.path == "order.lines":
            lines += ["y", *("x" if one.kind == "text" else "1" for one in need.items), "n"]
        elif need.kind == "parts":
            lines.append("n")
        elif need.path == "refund.state":
            lines.append("closed")
        else:
            lines.append("1" if need.choices else SAID[need.kind])
    out = tmp_path / "case.json"
    result = CliRunner().invoke(commands, ["case", "new", str(out)], input="\n".join(lines) + "\n")
    assert result.exit_code == 0, result.output[-600:]
    document = json.loads(out.read_text("utf-8"))
    case = load_case(document)
    assert case.lines[0].sku == "x"
    found = {one["fact"] for one in document.get("human_findings", [])}
    assert found == {one.path.partition(".")[2] for one in asked if one.kind == "finding"}
    adjudicator().rule(case)


def test_input_that_ends_with_questions_left_writes_nothing(tmp_path, capsys, monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("taobao\n"))
    status, out, _ = told(capsys, "case", "new", tmp_path / "case.json", "--json")
    assert status == 2
    assert [one["code"] for one in json.loads(out)["errors"]] == ["ANSWERS_ENDED"]
    assert not (tmp_path / "case.json").exists()


# --- import

MAP = """
constants: {schema: case/1, platform: taobao, complainant: buyer, respondent: seller, refund.state: closed}
zone: "+08:00"
columns:
  案件: id
  投诉时间: filed_at
  裁决时间: {to: as_of, time: "%d.%m.%Y %H:%M"}
  类型: {to: complaint_class, values: {描述不符: description_mismatch, 质量: quality}}
  退款申请: refund.requested_at
  退款结果: {to: refund.outcome, values: {支持: upheld_mismatch, 驳回: rejected, 无: ""}}
  成交: {to: order.concluded, values: {是: yes, 否: no}}
  单号: order.tracking_number
  数量: order.lines[0].quantity
  克重: order.lines[0].unit_weight_g
  主张: allegations[0].id
ignore: [备注]
"""
HEADER = "案件,投诉时间,裁决时间,类型,退款申请,退款结果,成交,单号,数量,克重,主张,备注"
GOOD = 'TB-{n},2025-06-10 10:00,20.07.2025 10:00,描述不符,2025/06/09 10:00,支持,是,"=""0046331""",2,250.5,a1,无'


def _imported(tmp_path, capsys, rows, *, encoding="utf-8", mapping=MAP, header=HEADER):
    table, where, out = tmp_path / "table.csv", tmp_path / "map.yaml", tmp_path / "cases"
    table.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    where.write_text(mapping, "utf-8")
    status, printed, err = told(capsys, "case", "import", table, "--map", where, "--out", out, "--json")
    return status, json.loads(printed), err, out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_row_of_a_table_becomes_a_case_whatever_its_encoding(tmp_path, capsys, encoding):
    status, answer, _, out = _imported(tmp_path, capsys, [GOOD.format(n=1), "", GOOD.format(n=2)], encoding=encoding)
    assert (status, answer["made"], answer["refused"], answer["refused_in"]) == (0, 2, 0, None)
    assert sorted(path.name for path in out.iterdir()) == ["TB-1.json", "TB-2.json"]
    case = load_case((out / "TB-1.json").read_bytes())
    assert (case.order.tracking_number, str(case.order.lines[0].unit_weight_g)) == ("0046331", "250.5")
    assert case.filed_at.isoformat() == "2025-06-10T02:00:00+00:00"
    assert case.order.concluded == "yes"


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ('"=""0046331"""', "4.63311E+14", "CELL_ROUNDED", "单号"),
        ('"=""0046331"""', "=1+1", "CELL_FORMULA", "单号"),
        ('"=""0046331"""', "@SUM(A1)", "CELL_FORMULA", "单号"),
        ('"=""0046331"""', "+cmd|' /C calc'!A0", "CELL_FORMULA", "单号"),
        ("描述不符", "别的", "CELL_NOT_TRANSLATED", "类型"),
        (",2,250.5", ",2.0,250.5", "CELL_BAD", "数量"),
        (",2,250.5", ",2,heavy", "CELL_BAD", "克重"),
        (",2,250.5", ",-2,250.5", "OUT_OF_RANGE", "数量"),
        ("2025-06-10 10:00", "10 June", "CELL_BAD", "投诉时间"),
        ("20.07.2025 10:00", "32.07.2025 10:00", "CELL_BAD", "裁决时间"),
        ("2025-06-10 10:00", "2026-06-10 10:00", "EVENTS_OUT_OF_ORDER", "投诉时间"),
        ("TB-9", "", "MISSING_KEY", "案件"),
        (",无", "", "ROW_LENGTH", None),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_line_column_and_code_and_costs_no_good_row(
    tmp_path, capsys, old, new, code, column
):
    bad = GOOD.format(n=9).replace(old, new) if code != "ROW_LENGTH" else GOOD.format(n=9).removesuffix(",无")
    status, answer, err, out = _imported(tmp_path, capsys, [GOOD.format(n=1), bad, GOOD.format(n=2)])
    assert (status, answer["made"], answer["refused"]) == (2, 2, 1)
    (row,) = [json.loads(line) for line in (out / "refused.jsonl").read_text("utf-8").splitlines()]
    assert row["line"] == 3
    assert (code, column) in {(one["code"], one["column"]) for one in row["errors"]}
    assert f"table.csv:3: {column or '-'}: {code}" in err
    assert not (out / "TB-9.json").exists()


def test_an_id_that_stands_twice_or_has_a_file_is_not_overwritten(tmp_path, capsys):
    other = GOOD.format(n=1).replace("250.5", "9")
    status, answer, _, out = _imported(tmp_path, capsys, [GOOD.format(n=1), other])
    assert (status, answer["made"], answer["refused"]) == (2, 1, 1)
    assert "250.5" in (out / "TB-1.json").read_text("utf-8")


def test_an_id_that_looks_like_a_path_stays_in_the_folder(tmp_path, capsys):
    row = GOOD.format(n=1).replace("TB-1", "../../etc/x")
    status, _, _, out = _imported(tmp_path, capsys, [row])
    assert status == 0
    assert [path.name for path in out.iterdir()] == [file_name("../../etc/x")]


def test_a_quote_that_is_never_closed_ends_the_table_and_is_named(tmp_path, capsys):
    status, answer, err, _ = _imported(tmp_path, capsys, [GOOD.format(n=1), '"TB-2,x'])
    assert (status, answer["made"]) == (2, 1)
    assert "TABLE_ROW" in err


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        (HEADER.replace("类型", "种类"), {"COLUMN_MISSING", "COLUMN_UNMAPPED"}),
        (HEADER.replace("备注", "案件"), {"COLUMN_TWICE"}),
        (HEADER.replace("备注", "新列"), {"COLUMN_UNMAPPED"}),
    ],
)
def test_a_column_is_never_dropped_in_silence(tmp_path, capsys, header, codes):
    status, answer, _, _ = _imported(tmp_path, capsys, [GOOD.format(n=1)], header=header)
    assert status == 2
    assert {one["code"] for one in answer["errors"]} == codes


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  案件: id", "  案件: idd", 5),
        ("order.lines[0].quantity", "order.lines.quantity", 12),
        ("order.concluded", "order", 10),
        ("order.tracking_number", "order.tracking_number[0]", 11),
        ("platform: taobao", "platform: ebay", 2),
        ('zone: "+08:00"', "zone: Beijing", 3),
        ("ignore: [备注]", "skip: [备注]", 16),
        ("  案件: id", "  案件: id\n  案件: id", 6),
        ("克重: order.lines[0].unit_weight_g", "克重: order.lines[0].quantity", 1),
    ],
)
def test_a_map_that_is_wrong_is_named_by_line(tmp_path, capsys, old, new, line):
    assert old in MAP
    status, answer, _, out = _imported(tmp_path, capsys, [GOOD.format(n=1)], mapping=MAP.replace(old, new))
    assert status == 2
    assert {one["code"] for one in answer["errors"]} == {"BAD_MAP"}
    assert any(one["path"].startswith("map.yaml:") for one in answer["errors"])
    assert not out.exists()


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xff\xfe\xff", "TABLE_ENCODING"), (b"a\x00b", "TABLE_ENCODING"), (b"", "TABLE_EMPTY")]
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path, capsys, data, code):
    (tmp_path / "t.csv").write_bytes(data)
    (tmp_path / "m.yaml").write_text(MAP, "utf-8")
    status, out, _ = told(
        capsys, "case", "import", tmp_path / "t.csv", "--map", tmp_path / "m.yaml", "--out", tmp_path / "o", "--json"
    )
    assert status == 2
    assert [one["code"] for one in json.loads(out)["errors"]] == [code]

"""The command line keeps what the contract says of it: exit statuses, one JSON document, messages on standard error."""

import io
import json
import re
import shutil
import sys

import pytest

from adjudicator.cli import run
from adjudicator.commands.errors import faults_of
from adjudicator.services.shipped import rules_folder
from tests.adjudicator.inline_cases import CASES, WECHAT_REPORT, inline_case, written

EXHIBITS = CASES.parent / "exhibits"
_CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ADJUDICATOR_CACHE", str(tmp_path / "cache"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ask(capsys):
    """Runs a command line; gives its status, standard output and standard error."""

    def asked(*arguments):
        status = run([str(one) for one in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return asked


@pytest.fixture
def case(tmp_path):
    return written(tmp_path, inline_case())


@pytest.fixture
def ruled(ask, case, tmp_path):
    """A ruling and its sealed record."""
    ruling, record = tmp_path / "ruling.json", tmp_path / "record.json"
    status, out, _ = ask("rule", case, "--json", "--record", record)
    assert status == 0
    ruling.write_text(out, "utf-8")
    return ruling, record


def _codes(out):
    document = json.loads(out)
    assert document["schema"] == "refusal/1"
    return [one["code"] for one in document["errors"]]


# --- rule


def test_a_ruling_is_one_canonical_document(ask, case):
    status, out, err = ask("rule", case, "--json")
    assert (status, err) == (0, "")
    ruling = json.loads(out)
    assert ruling["schema"] == "ruling/1"
    assert ruling["disposition"] == "upheld"
    assert out == json.dumps(ruling, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


@pytest.mark.parametrize(
    ("lang", "disposition", "quoted"), [("zh", "成立", "公示警告"), ("en", "upheld", "public warning")]
)
def test_people_read_the_ruling_with_its_clause_and_the_sentence_of_the_policy(ask, case, lang, disposition, quoted):
    status, out, _ = ask("rule", case, "--lang", lang)
    assert status == 0
    assert disposition in out.splitlines()[0]
    assert quoted in out
    assert "TB-4.2b" in out
    assert "「買家收到的商品與網上描述不完全相符" in out


def test_the_language_stands_before_or_after_the_command_or_comes_from_the_locale(ask, case, monkeypatch):
    before, after = ask("--lang", "zh", "rule", case), ask("rule", case, "--lang", "zh")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert before == after == ask("rule", case)
    assert ask("--lang", "en", "rule", case) != before


def test_a_case_with_several_faults_names_them_all(ask, tmp_path):
    case = written(tmp_path, {**inline_case(), "platform": "ebay", "demand": "money", "as_of": "today", "colour": 1})
    status, out, err = ask("rule", case, "--json")
    assert status == 2
    assert sorted(_codes(out)) == ["BAD_INSTANT", "NOT_IN_LIST", "NOT_IN_LIST", "UNKNOWN_KEY"]
    assert len(err.splitlines()) == 4
    status, out, err = ask("rule", case)
    assert (status, out) == (2, "")
    assert all(_CHINESE.search(line) and "expected" in line for line in err.splitlines())


@pytest.mark.parametrize("text", ["", "[]", "{", "not json", '{"schema": "ruling/1"}'])
def test_what_is_no_case_is_refused(ask, tmp_path, text):
    path = tmp_path / "case.json"
    path.write_text(text, "utf-8")
    status, out, _ = ask("rule", path, "--json")
    assert status == 2
    assert _codes(out)


def test_a_case_comes_from_standard_input_as_well(ask, case, monkeypatch):
    expected = ask("rule", case, "--json")[1]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.read_bytes())))
    assert ask("rule", "-", "--json") == (0, expected, "")


def test_the_instant_of_ruling_can_be_another(ask, case):
    status, out, _ = ask("rule", case, "--json", "--as-of", "2025-12-01T00:00:00Z")
    assert (status, json.loads(out)["as_of"]) == (0, "2025-12-01T08:00:00+08:00")
    status, out, _ = ask("rule", case, "--json", "--as-of", "tomorrow")
    assert (status, _codes(out)) == (2, ["BAD_INSTANT"])


def test_another_reading_is_named_in_the_ruling(ask, case):
    status, out, _ = ask("rule", case, "--json", "--reading", "parse.4_2b=B")
    assert (status, json.loads(out)["ruleset"]["readings"]) == (0, {"parse.4_2b": "B"})


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--reading", "parse.4_2=B", "UNKNOWN_READING"),
        ("--reading", "parse.4_2b=C", "UNKNOWN_READING_VALUE"),
        ("--reading", "parse.4_2b", "BAD_READING"),
        ("--engine", "fast", "USAGE"),
        ("--ruleset", "1999", "NO_SUCH_VERSION"),
        ("--rules", "/no/such/folder", "NO_FOLDER"),
        ("--record", "/no/such/folder/record.json", "CANNOT_WRITE"),
        ("--frobnicate", "x", "USAGE"),
    ],
)
def test_an_option_that_cannot_be_followed_ends_the_command(ask, case, option, value, code):
    status, out, err = ask("rule", case, "--json", option, value)
    assert (status, _codes(out)) == (2, [code])
    assert err.startswith(code)
    assert _CHINESE.search(err)


def test_a_word_that_is_nearly_right_is_answered_with_the_right_one(ask, case):
    assert "did you mean parse.4_2b?" in ask("rule", case, "--reading", "parse.4_2=B")[2]
    assert "did you mean weigh_record?" in ask("check", "a.jpg", "--kind", "weight_record")[2]
    assert (
        "did you mean tracking_number?"
        in ask("check", "a.jpg", "--kind", "weigh_record", "--expect", "trackingno=1")[2]
    )
    assert "did you mean taobao-dm.penalties.mall_exit?" in ask("rules", "show", "mall_exi")[2]


def test_a_document_that_cannot_be_opened_is_named(ask, tmp_path):
    for path, code in ((tmp_path / "none.json", "DOCUMENT_MISSING"), (tmp_path, "DOCUMENT_IS_DIRECTORY")):
        status, out, err = ask("rule", path, "--json")
        assert (status, _codes(out)) == (2, [code])
        assert str(path) in err


def test_a_picture_of_a_case_that_is_damaged_refuses_the_case(ask, tmp_path):
    document = json.loads((CASES / "first_mismatch" / "case.json").read_text("utf-8"))
    document["exhibits"][0]["files"] = ["torn.jpg"]
    (tmp_path / "torn.jpg").write_bytes((CASES / "first_mismatch" / "weigh_slip.jpg").read_bytes()[:4000])
    status, out, err = ask("rule", written(tmp_path, document), "--json")
    assert (status, _codes(out)) == (2, ["PICTURE_TRUNCATED"])
    assert json.loads(out)["errors"][0]["path"] == "$.exhibits[0].files[0]"
    assert _CHINESE.search(err)


# --- replay and verify


def test_a_ruling_is_made_again_and_its_proof_holds(ask, ruled):
    ruling, record = ruled
    for command, said in (("replay", "equal"), ("verify", "proven")):
        status, out, _ = ask(command, ruling, "--case", record)
        assert (status, out.startswith(said)) == (0, True)
        status, out, _ = ask(command, ruling, "--case", record, "--json")
        assert (status, json.loads(out)[said]) == (0, True)


def test_a_ruling_that_was_changed_is_not_equal_and_not_proven(ask, ruled, tmp_path):
    ruling, record = ruled
    document = json.loads(ruling.read_text("utf-8"))
    for changed in (
        {**document, "disposition": "not_upheld"},
        {**document, "reasons": document["reasons"][1:]},
        {**document, "digest": "0" * 64},
        {**document, "tier": "5"},
    ):
        path = written(tmp_path, changed, "changed.json")
        for command, key in (("replay", "equal"), ("verify", "proven")):
            status, out, _ = ask(command, path, "--case", record, "--json")
            assert (status, json.loads(out)[key]) == (1, False)
            assert ask(command, path, "--case", record)[0] == 1


def test_a_ruling_is_not_proven_on_another_record(ask, ruled, tmp_path):
    ruling, _ = ruled
    other = written(tmp_path, inline_case(demand_amount="1.00"), "other.json")
    assert ask("verify", ruling, "--case", other)[0] == 1
    assert ask("replay", ruling, "--case", other)[0] == 1


def test_what_is_no_ruling_cannot_be_verified_or_replayed(ask, ruled, case):
    _, record = ruled
    for command in ("verify", "replay"):
        status, out, _ = ask(command, case, "--case", record, "--json")
        assert status == 2
        assert _codes(out)
        assert ask(command, record.parent / "none.json", "--case", record)[0] == 2


def test_a_ruling_under_rules_that_are_not_here_cannot_be_tried(ask, ruled, tmp_path):
    ruling, record = ruled
    document = json.loads(ruling.read_text("utf-8"))
    document["ruleset"] = {**document["ruleset"], "digest": "1" * 64}
    status, out, _ = ask("replay", written(tmp_path, document, "elsewhere.json"), "--case", record, "--json")
    assert (status, _codes(out)) == (2, ["RULESET_NOT_HERE"])


def test_a_ruling_is_replayed_under_its_own_frozen_rules_after_the_rules_changed(ask, case, tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(rules_folder(), rules)
    status, out, _ = ask("rules", "freeze", "v1", "--rules", rules, "--json")
    assert (status, json.loads(out)["version"]) == (0, "v1")
    record = tmp_path / "record.json"
    status, out, _ = ask("rule", case, "--rules", rules, "--ruleset", "v1", "--record", record, "--json")
    assert (status, json.loads(out)["ruleset"]["version"]) == (0, "v1")
    ruling = tmp_path / "ruling.json"
    ruling.write_text(out, "utf-8")
    parameters = rules / "taobao-dm" / "parameters.yaml"
    parameters.write_text(parameters.read_text("utf-8").replace("value: 365", "value: 100"), "utf-8")
    assert ask("replay", ruling, "--case", record, "--rules", rules)[0] == 0
    assert ask("rules", "freeze", "v1", "--rules", rules)[0] == 2


# --- check


@pytest.mark.parametrize(
    ("file", "kind", "expect", "status", "codes"),
    [
        (CASES / "first_mismatch/weigh_slip.jpg", "weigh_record", "tracking_number=463310985527416", 0, []),
        (
            CASES / "freight_wechat_transfer/wechat_transfer.jpg",
            "freight_receipt",
            "amount=1.00",
            1,
            ["FREIGHT_INVALID_TYPE"],
        ),
        (
            EXHIBITS / "courier_stamp_proof/form_no_seal.jpg",
            "courier_stamp_proof",
            "date=2020-01-01",
            1,
            ["STAMP_NO_RED_SEAL"],
        ),
    ],
    ids=["weigh_record", "freight_receipt", "courier_stamp_proof"],
)
def test_an_exhibit_is_checked_from_its_picture(ask, tmp_path, file, kind, expect, status, codes):
    page = tmp_path / "page.html"
    got, out, err = ask("check", file, "--kind", kind, "--expect", expect, "--json", "--html", page)
    report = json.loads(out)
    assert (got, report["kind"]) == (status, kind)
    assert set(codes) <= {one["code"] for one in report["reasons"]}
    assert expect.partition("=")[0] in report["expected"]
    assert file.name in err
    assert "<rect" in page.read_text("utf-8")
    if kind == "freight_receipt":
        got, out, _ = ask("check", file, "--kind", kind, "--lang", "zh")
        assert got == status
        assert out.startswith("无效")
        assert all(code in out for code in codes)
        told = ask("check", file, "--kind", kind, "--lang", "en")[1]
        verdict_and_reasons, _, _ = told.partition("\n\n  field")
        assert f"```text\n{verdict_and_reasons}\n" in (CASES.parents[1] / "README.md").read_text("utf-8")


def test_a_file_that_cannot_be_processed_is_one_line_with_a_code_in_both_languages(ask, tmp_path):
    picture = (CASES / "first_mismatch/weigh_slip.jpg").read_bytes()
    for name, content, code in (
        ("empty.jpg", b"", "FILE_EMPTY"),
        ("text.jpg", b"not a picture at all", "FILE_NOT_PICTURE"),
        ("torn.jpg", picture[:3000], "PICTURE_TRUNCATED"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        status, out, err = ask("check", path, "--kind", "weigh_record")
        assert (status, out) == (2, "")
        (line,) = [one for one in err.splitlines() if not one.startswith(("reading", "pictures are decoded"))]
        assert line.startswith(code)
        assert _CHINESE.search(line)
        assert name in line
    for path, code in ((tmp_path / "none.jpg", "FILE_MISSING"), (tmp_path, "FILE_IS_DIRECTORY")):
        status, out, _ = ask("check", path, "--kind", "weigh_record", "--json")
        assert (status, _codes(out)) == (2, [code])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--kind", "selfie"], "UNKNOWN_KIND"),
        ([], "USAGE"),
        (["--kind", "weigh_record", "--expect", "colour=red"], "UNKNOWN_FIELD"),
        (["--kind", "weigh_record", "--expect", "weight"], "BAD_EXPECTATION"),
        (["--kind", "weigh_record", "--expect", "weight="], "BAD_EXPECTATION"),
        (["--kind", "freight_receipt", "--expect", "date=yesterday"], "BAD_EXPECTED_VALUE"),
        (["--kind", "freight_receipt", "--expect", "order_date=2025-02-30"], "BAD_EXPECTED_VALUE"),
        (["--kind", "freight_receipt", "--expect", "amount=much"], "BAD_EXPECTED_VALUE"),
    ],
)
def test_what_is_asked_of_an_exhibit_must_exist(ask, arguments, code):
    status, out, _ = ask("check", "a.jpg", *arguments, "--json")
    assert (status, _codes(out)) == (2, [code])


# --- rules


def test_the_rules_are_listed_and_shown_beside_the_sentence_that_they_apply(ask):
    status, out, _ = ask("rules", "list", "--json")
    listed = json.loads(out)["rules"]
    assert (status, "taobao-dm.penalties.mall_exit" in {one["id"] for one in listed}) == (0, True)
    status, out, _ = ask("rules", "list", "--pack", "taobao-dm", "--lang", "zh")
    assert status == 0
    assert "TB-4.5" in out
    status, out, _ = ask("rules", "show", "taobao-dm.penalties.mall_exit")
    assert status == 0
    assert "強制退出商城" in out
    assert "type of seller is mall merchant" in out
    status, out, _ = ask("rules", "show", "taobao-dm.penalties.mall_exit", "--json")
    assert json.loads(out)["rules"][0]["source"]["clause"] == "TB-4.5"


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "no.such.rule"],
        ["test", "no.such.rule"],
        ["list", "--pack", "ebay"],
        ["coverage", "--pack", "ebay"],
        ["freeze", "a b"],
    ],
)
def test_a_rule_a_pack_or_a_name_that_is_not_there_cannot_be_processed(ask, arguments):
    status, out, err = ask("rules", *arguments, "--json")
    assert status == 2
    assert _codes(out)
    assert _CHINESE.search(err)


def test_the_cases_beside_the_rules_pass(ask):
    status, out, _ = ask("rules", "test", "--json", "taobao-dm.penalties")
    answer = json.loads(out)
    assert (status, answer["failed"], answer["conditions_without_load"]) == (0, [], [])
    assert answer["cases"] > 0
    assert ask("rules", "test", "taobao-dm.penalties")[0] == 0


def test_a_case_that_fails_is_a_finding(ask, tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(rules_folder(), rules)
    cases = rules / "taobao-dm" / "penalties" / "mall_exit.test.yaml"
    text = cases.read_text("utf-8")
    assert "seller.type: mall" in text
    cases.write_text(text.replace("seller.type: mall", "seller.type: c2c"), "utf-8")
    status, out, _ = ask("rules", "test", "taobao-dm.penalties.mall_exit", "--rules", rules)
    assert status == 1
    assert "mall_exit.test.yaml:" in out


def test_lint_names_file_and_line_of_a_word_that_does_not_exist(ask, tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(rules_folder(), rules)
    rule = rules / "taobao-dm" / "penalties" / "mall_exit.yaml"
    rule.write_text(rule.read_text("utf-8").replace("seller.type: ", "seller.typ: "), "utf-8")
    status, out, _ = ask("rules", "lint", "--rules", rules, "--json")
    found = [one for one in json.loads(out)["problems"] if one["file"].endswith("mall_exit.yaml")]
    assert status == 1
    assert any(one["nearest"] == "seller.type" and one["line"] > 1 for one in found)
    status, out, _ = ask("rules", "lint", "--rules", rules, "--lang", "zh")
    assert status == 1
    assert "seller.type" in out
    status, out, err = ask("rules", "list", "--rules", rules)
    assert (status, out) == (2, "")
    assert "mall_exit.yaml" in err


def test_coverage_says_what_applies_each_item(ask):
    status, out, _ = ask("rules", "coverage", "--json", "--pack", "taobao-dm")
    answer = json.loads(out)
    assert status == (1 if answer["lacking"] else 0)
    by = {one["id"]: one["by"] for one in answer["items"]}
    assert "taobao-dm.penalties.mall_exit" in {one["name"] for one in by["TB-4.5"]}
    assert ask("rules", "coverage", "--pack", "taobao-dm")[0] == status


# --- demo, help, and what nobody expected


def test_the_demonstration_rules_each_dispute_and_writes_its_page(ask, tmp_path):
    cases, pages = tmp_path / "cases", tmp_path / "pages"
    written(cases / "one", inline_case())
    written(cases / "two", inline_case("third_serious_mall", WECHAT_REPORT))
    status, out, _ = ask("demo", "--cases", cases, "--out", pages, "--json")
    answer = json.loads(out)
    assert status == 0
    assert [one["tier"] for one in answer["cases"]] == ["3a", "4M"]
    assert sorted(path.name for path in pages.iterdir()) == ["index.html", "one.html", "two.html"]
    status, out, _ = ask("demo", "--cases", cases, "--out", pages, "--lang", "zh")
    assert status == 0
    assert str(pages / "index.html") in out
    assert "永久冻结并退出商城" in out


def test_a_demonstration_without_cases_says_where_it_looked(ask, tmp_path):
    status, out, err = ask("demo", "--cases", tmp_path, "--json")
    assert (status, _codes(out)) == (2, ["NO_CASES"])
    assert str(tmp_path) in err


def test_help_is_given_for_every_command(ask):
    for words in ([], ["check"], ["rule"], ["replay"], ["verify"], ["demo"], ["rules"], ["rules", "show"]):
        status, out, _ = ask(*words, "--help")
        assert status == 0
        assert out.startswith("Usage: adjudicator")


def test_what_nobody_expected_has_a_code_and_tells_nothing_of_the_record():
    (one,) = faults_of(KeyError("13812345678"))
    assert one.code == "INTERNAL"
    assert "KeyError" in one.message.en
    assert "13812345678" not in one.message.zh + one.message.en

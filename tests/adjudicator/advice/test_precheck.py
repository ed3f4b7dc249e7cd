"""The pre-check as a document and in words: who bears what until when, what silence brings, and whether to appeal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from adjudicator.case import load_case
from adjudicator.cli import run
from adjudicator.services.precheck import precheck
from tests.adjudicator.advice.merchants import ROOT, adjudicator, non_receipt, stamp, weigh

BAD_NUMBER = weigh(tracking_number={"legible": "no"})


def prechecked(document, party=None):
    return precheck(load_case(json.dumps(document, ensure_ascii=False)), adjudicator(), party)


def failed(number, at):
    return {"id": f"ap-{number}", "filed_at": at, "decided_at": at, "result": "failed"}


def test_silence_is_the_ruling_one_second_after_the_deadline():
    made = prechecked(non_receipt(BAD_NUMBER))
    found = made.document
    assert found["now"]["disposition"] == "pending"
    (asked,) = [one for one in found["questions"] if one["kind"] == "evidence_request"]
    assert (asked["bearer"], asked["until"]) == ("seller", "2026-03-03T10:00:00+08:00")
    assert asked["seconds_left"] == 14 * 3600
    assert asked["silence"]["at"] == "2026-03-03T10:00:01+08:00"
    assert asked["silence"]["disposition"] == "buyer_supported"
    assert asked["silence"]["remedies"][0]["remedy"] == "refund_only"


def test_the_cure_set_changes_the_outcome_in_a_ruling_whose_proof_holds():
    made = prechecked(non_receipt(BAD_NUMBER))
    best = made.document["cure_sets"][0]
    assert (best["before"]["disposition"], best["after"]["disposition"]) == ("buyer_supported", "not_upheld")
    assert best["smallest"] == "yes"
    ruling = made.rulings[best["after"]["ruling"]]
    steps = {step["id"]: step for step in ruling["reasons"]}
    named = [step["id"] for step in best["after"]["proof"]]
    assert named
    assert all(steps[name]["clauses"] for name in named)


def test_a_met_request_is_said_to_be_met_and_silence_no_longer_counts():
    found = prechecked(non_receipt(weigh())).document
    (asked,) = [one for one in found["questions"] if one["kind"] == "evidence_request"]
    assert (asked["state"], asked["silence"]) == ("met", None)
    assert not [one for one in found["cure_sets"] if one["goal"] == "outcome"]


def test_the_next_failure_is_ruled_to_say_what_it_locks():
    appeals = [failed(day, f"2026-03-01T0{day}:00:00+08:00") for day in (1, 2, 3)]
    advice = prechecked(non_receipt(weigh(), seller={"appeals": appeals})).document["appeal"]
    assert (advice["failures_this_month"], advice["next_failure_locks"]) == (3, "yes")
    after = advice["after_one_more_failure"]
    assert (after["allowed"], after["locks"]) == ("no", ["QUOTA_MONTH"])
    assert after["allowed_again"].startswith("2026-04-01T00:00:00")


def test_an_appeal_that_is_bound_to_fail_is_not_to_be_filed_and_says_why():
    advice = prechecked(non_receipt(as_of="2026-03-04T10:00:00+08:00")).document["appeal"]
    assert (advice["advice"], advice["predestined_fail"]) == ("do_not_file", "yes")
    assert [one["code"] for one in advice["reasons"]] == ["PREDESTINED_LATE"]
    assert all(one["text"]["zh"] and one["text"]["en"] and one["clause"] for one in advice["reasons"])


def test_after_the_deadline_nothing_is_offered():
    found = prechecked(non_receipt(BAD_NUMBER, as_of="2026-03-04T10:00:00+08:00")).document
    assert found["cures"] == []
    assert found["cure_sets"] == []


def test_every_text_is_there_in_both_languages():
    def texts(part):
        if isinstance(part, dict):
            if set(part) == {"zh", "en"}:
                yield part
            for value in part.values():
                yield from texts(value)
        elif isinstance(part, list | tuple):
            for value in part:
                yield from texts(value)

    bad = stamp(date={"legible": "unknown"}, courier_name={"legible": "yes", "handwritten": "no"})
    bad["report"]["marks"] = {"red_seal": {"present": "no"}, "all_text_printed": "yes"}
    found = prechecked(non_receipt(bad, weigh(weight={"legible": "yes", "value": 3, "unit_shown": "no"}))).document
    every = list(texts(found))
    assert every
    for text in every:
        assert text["zh"]
        assert text["en"]
        assert not re.search(r"[{}]", text["zh"] + text["en"])


def test_the_same_case_gives_the_same_document():
    first, second = (prechecked(non_receipt(BAD_NUMBER)).document for _ in range(2))
    assert json.dumps(first) == json.dumps(second)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_speaks_to_people_and_keeps_nothing(lang, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    case = tmp_path / "case.json"
    case.write_text(json.dumps(non_receipt(BAD_NUMBER), ensure_ascii=False), encoding="utf-8")
    assert run(["precheck", str(case), "--party", "seller", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert ("快递单号" if lang == "zh" else "tracking number") in said
    assert "2026-03-03 10:00" in said
    assert [path.name for path in tmp_path.rglob("*")] == ["case.json"]


def test_a_picture_is_read_and_nothing_is_kept(tmp_path):
    case = ROOT / "fixtures" / "cases" / "wrong_channel" / "case.json"
    homes = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_DATA_HOME": str(tmp_path / "data")}
    made = subprocess.run(
        [sys.executable, "-m", "adjudicator", "precheck", str(case), "--party", "buyer", "--json"],
        cwd=ROOT,
        env={**os.environ, **homes, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
    )
    found = json.loads(made.stdout)
    assert found["schema"] == "precheck/1"
    assert found["cure_sets"][0]["cures"] == ["file_refund_request:"]
    assert [one["id"] for one in found["cures"] if one["about"] == "e1"] == ["e1:WEIGH_MISSING_UNIT:weight"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_case_that_is_refused_ends_with_two(tmp_path, capsys):
    case = tmp_path / "case.json"
    case.write_text('{"schema": "case/1"}', encoding="utf-8")
    assert run(["precheck", str(case), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["schema"] == "refusal/1"


def test_another_instant_can_be_asked_for(tmp_path, capsys):
    case = tmp_path / "case.json"
    case.write_text(json.dumps(non_receipt(BAD_NUMBER)), encoding="utf-8")
    assert run(["precheck", str(case), "--json", "--as-of", "2026-03-03T10:00:01+08:00"]) == 0
    assert json.loads(capsys.readouterr().out)["now"]["disposition"] == "buyer_supported"

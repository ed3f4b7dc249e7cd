"""Every item of the policy has its place: something applies it, or its pack says why nothing does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adjudicator.rulebook.coverage import ItemCoverage, check_left_out, coverage, read_left_out
from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.problems import Findings
from tests.adjudicator.rulebook.small_rules import write_rules

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def items() -> tuple[ItemCoverage, ...]:
    return coverage(ROOT / "rules", load_rulebook(ROOT / "rules"))


def test_every_item_of_every_pack_has_its_place(items):
    assert len({one.item.pack for one in items if one.item.pack}) == 8
    assert [one.item.id for one in items if one.item.pack and not one.is_covered] == []


def test_every_item_that_the_engine_must_apply_is_cited_by_something_or_enforced_by_a_test(items):
    left_out = [one for one in items if one.item.tier == "E" and one.left_out is not None]
    assert [one.item.id for one in left_out if not one.left_out.enforced_by] == []


def test_the_test_that_enforces_an_item_exists(items):
    for one in items:
        if one.left_out is not None and one.left_out.enforced_by is not None:
            path, _, name = one.left_out.enforced_by.partition("::")
            text = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE), one.item.id


def test_an_item_that_is_left_out_shows_why(tmp_path):
    root = write_rules(tmp_path)
    (root / "goods/not_formalised.yaml").write_text("A-3: {zh: 內部事務, en: internal}\n", encoding="utf-8")
    third = coverage(root, load_rulebook(root))[2]
    assert (third.is_covered, third.by) == (True, ())
    assert third.left_out is not None
    assert third.left_out.reason.en == "internal"


def test_what_is_no_item_of_the_pack_or_is_cited_by_something_cannot_be_left_out(tmp_path):
    root = write_rules(tmp_path)
    text = "A-1: {zh: 內部事務, en: internal}\nB-9: {zh: 內部事務, en: internal}\n"
    (root / "goods/not_formalised.yaml").write_text(text, encoding="utf-8")
    findings = Findings()
    check_left_out(root, load_rulebook(root), findings)
    assert [problem.code for problem in findings.problems] == ["ITEM_IS_APPLIED", "UNKNOWN_ITEM"]


def test_a_reason_stands_in_both_languages(tmp_path):
    root = write_rules(tmp_path)
    (root / "goods/not_formalised.yaml").write_text("A-3: {zh: 內部事務}\n", encoding="utf-8")
    findings = Findings()
    read_left_out(root, ("goods",), findings)
    assert [problem.code for problem in findings.problems] == ["MISSING_LANGUAGE"]

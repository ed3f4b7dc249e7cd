"""The cases beside rules: how they are run, and that every condition bears load."""

import pytest

from adjudicator.proof import atoms
from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.problems import RulebookFaults
from adjudicator.rulebook.rule_tests import run_rule_tests, without_load
from tests.adjudicator.rulebook.small_rules import edited, write_rules

CASES = "goods/penalties/freeze.test.yaml"


def test_all_cases_of_a_folder_in_order_pass(tmp_path):
    root = write_rules(tmp_path)
    results = run_rule_tests(root, load_rulebook(root), atoms)
    assert len(results) == 21
    assert [(r.rule, r.case.name, r.differences) for r in results if not r.passed] == []


def test_a_case_that_comes_out_otherwise_says_what_was_expected_and_found(tmp_path):
    root = write_rules(tmp_path, edited(CASES, ("effects: [freeze]", "effects: [watch]")))
    (failed,) = [r for r in run_rule_tests(root, load_rulebook(root), atoms) if not r.passed]
    assert failed.rule == "goods.penalties.freeze"
    assert failed.case.place.file == CASES
    assert failed.differences == (("effects", ("watch",), ("freeze",)),)


def test_every_condition_bears_load(tmp_path):
    root = write_rules(tmp_path)
    assert without_load(root, load_rulebook(root), atoms) == ()


def test_a_condition_that_no_case_needs_is_found(tmp_path):
    idle = edited(CASES, ("    but: {verified: no}\n    expect: {fires: false}", "    expect: {fires: true}"))
    root = write_rules(tmp_path, idle)
    ((rule, condition),) = without_load(root, load_rulebook(root), atoms)
    assert (rule, condition.fact) == ("goods.penalties.freeze", "verified")


def test_a_rule_without_cases_bears_no_load_at_all(tmp_path):
    root = write_rules(tmp_path, {CASES: None})
    assert [c.fact for _, c in without_load(root, load_rulebook(root), atoms)] == ["verified", "upheld", "severity"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rule: goods.penalties.freeze", "rule: goods.penalties.warn", "NOT_ITS_PATH"),
        ("but: {severity: ordinary}", "but: {severity: mild}", "UNKNOWN_VALUE"),
        ("but: {severity: ordinary}", "but: {degree: total}", "UNKNOWN_FACT"),
        ("but: {severity: ordinary}", "and: {goods.penalties.warn: stands}", "UNKNOWN_RULE"),
        ("values: {tier:", "values: {penalty:", "UNKNOWN_FACT"),
        ("effects: [freeze]", "efects: [freeze]", "UNKNOWN_KEY"),
        ("name: two are not yet many", "name: nobody verified it", "NAME_TAKEN"),
    ],
)
def test_cases_that_are_not_in_order_are_refused_with_the_reason(tmp_path, old, new, code):
    root = write_rules(tmp_path, edited(CASES, (old, new)))
    with pytest.raises(RulebookFaults) as raised:
        run_rule_tests(root, load_rulebook(root), atoms)
    assert [(p.file, p.code) for p in raised.value.problems] == [(CASES, code)]

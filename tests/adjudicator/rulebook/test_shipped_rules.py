"""The rules that ship: in order, tested, every condition bearing load, and the calendar that of the package."""

import time
from pathlib import Path

import pytest

from adjudicator.proof import atoms
from adjudicator.rulebook.lint import lint
from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.rule_tests import run_rule_tests, without_load
from adjudicator.rulebook.versions import canonical, from_canonical
from tests.adjudicator.calendar_data import FILE, as_yaml

ROOT = Path(__file__).resolve().parents[3] / "rules"


@pytest.fixture(scope="module")
def rulebook():
    return load_rulebook(ROOT)


def test_lint_says_nothing():
    assert [str(problem) for problem in lint(ROOT)] == []


def test_every_case_beside_a_rule_comes_out_as_expected(rulebook):
    results = run_rule_tests(ROOT, rulebook, atoms)
    assert [(r.rule, r.case.name, r.differences) for r in results if not r.passed] == []


def test_every_condition_of_every_rule_bears_load(rulebook):
    assert [(rule, condition.fact) for rule, condition in without_load(ROOT, rulebook, atoms)] == []


def test_the_canonical_form_of_the_shipped_rules_gives_them_back(rulebook):
    assert from_canonical(canonical(rulebook)) == rulebook


def test_the_calendar_is_that_of_the_package():
    assert FILE.read_text(encoding="utf-8") == as_yaml()


def test_the_rules_load_in_less_than_it_takes_to_notice(rulebook):
    start = time.process_time()
    load_rulebook(ROOT)
    assert time.process_time() - start < 2.0

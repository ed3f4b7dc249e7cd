from decimal import Decimal

import pytest

from adjudicator.proof.check import Checker
from adjudicator.proof.reasons import name_of, texts
from adjudicator.rulebook.model import Interval
from tests.adjudicator.proof import small
from tests.adjudicator.proof.proving import prove
from tests.adjudicator.proof.small import AS_OF, facts, prior, rulebook


def said(case, book=None):
    book = book or rulebook()
    steps = prove(book, case)
    written = texts(Checker(book).interpret(case).basis, case, steps)
    return {(step.rule, step.concludes): text for step, text in zip(steps, written, strict=True)}


def test_a_text_names_values_in_the_words_of_the_vocabulary():
    text = said(facts(priors=[prior(), prior()]))["shop.freeze", "tier"]
    assert text.zh == "成立3次,情节严重。C-freeze"
    assert text.en == "3 upheld, serious; C-freeze"


def test_a_default_says_which_clauses_did_not_apply():
    text = said(facts({"refund.state": "open"}))["otherwise", "verified"]
    assert text.en == "No rule under C-verified concludes “verified”; it is therefore no."


def test_a_provisional_step_says_so():
    text = said(facts({"severity": None}, [prior(), prior()]))["shop.watch", "tier"]
    assert text.en.endswith("This is provisional: it is still open whether a rule that takes precedence applies.")
    assert text.zh.endswith("尚待查明。")


def test_a_clock_says_its_due_in_utc_plus_8():
    text = said(facts())["shop.clocks.reply", "reply.state"]
    assert text.en == "due 2026-03-02 12:00:00 +08:00: running"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (None, "未知", "unknown"),
        ("yes", "是", "yes"),
        ("never", "未发生", "never"),
        (Decimal("1.50"), "1.5", "1.5"),
        (Decimal("1E+3"), "1000", "1000"),
        (Interval(1, 3), "1至3", "1 to 3"),
        (("a", "b"), "a、b", "a, b"),
        ({}, "无", "none"),
        ({"yes": "yes", "b": None}, "是", "yes"),
    ],
)
def test_values_are_named_for_people(value, zh, en):
    name = name_of(value, None)
    assert (name.zh, name.en) == (zh, en)


def test_an_instant_shows_its_fraction_only_where_it_has_one():
    fact = small.fact("x", "instant")
    assert name_of(AS_OF, fact).en == "2026-03-01 12:00:00 +08:00"
    assert name_of(AS_OF + 250_000, fact).en == "2026-03-01 12:00:00.25 +08:00"

import pytest

from adjudicator.proof.basis import Bases
from adjudicator.proof.check import open_facts, statuses
from adjudicator.proof.interpretation import CircularRules, Interpretation
from adjudicator.rulebook.model import Interval
from tests.adjudicator.proof import small
from tests.adjudicator.proof.small import facts, prior, rule, rulebook


def interpreted(case, book=None):
    book = book or rulebook()
    return Interpretation(Bases(book).at(case.platform, case.as_of), case)


def status(case, name, book=None):
    return statuses(book or rulebook(), case)[f"shop.{name}", ("case", "")]


def test_a_first_mismatch_earns_a_warning():
    case = facts()
    assert status(case, "warning") == "stands"
    assert status(case, "freeze") == "no"
    assert interpreted(case).value("tier", case.case) == "2"


def test_a_third_serious_one_freezes_and_overrides_the_milder_rule():
    case = facts(priors=[prior(), prior()])
    assert status(case, "freeze") == "stands"
    assert status(case, "watch") == "overridden"
    assert interpreted(case).value("tier", case.case) == "4"


def test_overrides_go_in_a_chain_and_the_strongest_defeats_all():
    case = facts({"mall": "yes"}, [prior(), prior()])
    assert [status(case, name) for name in ("exit", "freeze", "watch")] == ["stands", "overridden", "overridden"]
    settled = facts({"mall": "yes", "settled": "yes"}, [prior(), prior()])
    assert [status(settled, name) for name in ("settled", "exit", "freeze", "watch")] == [
        "stands", "overridden", "overridden", "overridden",
    ]  # fmt: skip
    assert interpreted(settled).value("tier", settled.case) == "0"


def test_a_loser_whose_winner_is_itself_overridden_stands():
    rules = [
        rule("a", [], [("tier", "2")]),
        rule("b", [], [("codes", "REPEATED")], overrides=("a",)),
        rule("c", [], [("codes", "SETTLED")], overrides=("b",)),
    ]
    case = facts()
    assert [status(case, name, rulebook(rules)) for name in "abc"] == ["stands", "overridden", "stands"]


def test_while_the_stronger_rule_asks_the_milder_one_is_provisional():
    case = facts({"severity": None}, [prior(), prior()])
    assert status(case, "freeze") == "asks"
    assert status(case, "watch") == "provisional"
    assert interpreted(case).value("tier", case.case) is None
    assert interpreted(case).value("codes", case.case) == {"REPEATED": None}


def test_a_rule_with_an_open_condition_under_a_standing_winner_asks_nothing():
    case = facts({"severity": None, "mall": "yes"}, [prior(), prior()])
    assert status(case, "freeze") == "no"
    assert status(case, "watch") == "overridden"


def test_a_winner_that_is_itself_provisional_leaves_its_loser_provisional():
    case = facts({"mall": None}, [prior(), prior()])
    assert [status(case, name) for name in ("exit", "freeze", "watch")] == ["asks", "provisional", "provisional"]


def test_a_winner_that_speaks_of_the_exhibit_is_that_of_the_fields_own_exhibit():
    rules = [
        rule("whole", [("settled", "is", "no")], [("verdict", "valid")], entity="exhibit"),
        rule("part", [("field.legible", "is", "no")], [("faults", "illegible")], entity="field"),
    ]
    rules[0] = rule("whole", [("settled", "is", "no")], [("verdict", "valid")], entity="exhibit", overrides=("part",))
    case = facts(fields=["no", "yes"])
    found = statuses(rulebook(rules), case)
    assert found["shop.part", ("field", "E1.1")] == "overridden"
    assert found["shop.part", ("field", "E1.2")] == "no"
    assert interpreted(case, rulebook(rules)).value("faults", case.rows["exhibit"][0]) == {}


def test_a_fact_takes_its_otherwise_only_when_nothing_stands_or_asks():
    assert interpreted(case := facts({"degree": "none"})).value("verified", case.case) == "no"
    assert interpreted(case := facts({"degree": None})).value("verified", case.case) is None


def test_elements_of_a_field_are_put_on_its_exhibit():
    case = facts(fields=["yes", "no"])
    exhibit = case.rows["exhibit"][0]
    assert interpreted(case).value("faults", exhibit) == {"illegible": "yes"}
    assert interpreted(case).value("verdict", exhibit) == "invalid"
    unsure = facts(fields=["yes", None])
    assert interpreted(unsure).value("faults", unsure.rows["exhibit"][0]) == {"illegible": None}
    assert interpreted(unsure).value("verdict", unsure.rows["exhibit"][0]) is None


def test_a_rule_of_another_pack_or_out_of_force_does_not_exist():
    found = statuses(rulebook(), facts())
    assert ("shop.old", ("case", "")) not in found
    assert ("elsewhere.other", ("case", "")) not in found
    before = statuses(rulebook(), facts(as_of=small.AS_OF - 2 * small.DAY))
    assert before["shop.old", ("case", "")] == "stands"


def test_a_rule_is_in_force_on_its_last_day_in_utc_plus_8():
    last = small.to_instant("2026-02-28T23:59:59.999999+08:00")
    assert ("shop.old", ("case", "")) in statuses(rulebook(), facts(as_of=last))
    assert ("shop.old", ("case", "")) not in statuses(rulebook(), facts(as_of=last + 1))


def test_a_parameter_has_the_value_of_its_day():
    # From 2027 on two upheld cases are many.
    case = facts(priors=[prior(-300)], as_of=small.to_instant("2027-01-01T00:00:00+08:00"))
    assert status(case, "freeze") == "stands"


def test_the_reading_that_was_chosen_is_applied():
    case = facts({"mall": "yes", "reading.strict": "off"}, [prior(), prior()])
    assert status(case, "exit") == "no"
    assert status(case, "freeze") == "stands"


def test_an_interval_settles_a_comparison_where_it_can():
    case = facts(priors=[prior(), prior(), prior(kind=None)])
    assert interpreted(case).value("upheld", case.case) == Interval(3, 4)
    assert status(case, "freeze") == "stands"
    open_case = facts(priors=[prior(), prior(kind=None)])
    assert status(open_case, "freeze") == "asks"


def test_two_rules_that_stand_must_not_disagree():
    rules = [rule("a", [], [("tier", "2")]), rule("b", [], [("tier", "4")])]
    found = interpreted(case := facts(), rulebook(rules))
    assert found.value("tier", case.case) is None
    assert found.conflicts == [("tier", case.case, ("shop.a", "shop.b"))]


def test_a_value_that_is_unknown_leaves_its_fact_unknown():
    rules = [rule("a", [], [("tier", {"fact": "severity"})])]
    case = facts({"severity": None})
    assert status(case, "a", rulebook(rules)) == "stands"
    assert interpreted(case, rulebook(rules)).value("tier", case.case) is None


def test_a_fact_that_rests_on_itself_is_refused():
    rules = [rule("a", [("tier", "is", "2")], [("tier", "2")])]
    with pytest.raises(CircularRules):
        statuses(rulebook(rules), facts())


# --- what is asked for


def asked(case, name, book=None):
    return set(open_facts(book or rulebook(), case, f"shop.{name}", case.case))


def test_what_must_be_settled_first_is_asked_first():
    assert asked(facts({"refund.state": None, "degree": None}), "verified") == {("refund.state", None)}
    assert asked(facts({"degree": None}), "verified") == {("degree", None)}
    assert asked(facts(), "verified") == set()


def test_the_roots_of_a_derived_fact_are_asked_for():
    case = facts({"degree": None, "severity": None}, [prior(), prior(kind=None)])
    assert asked(case, "freeze") == {("degree", None), ("prior.class", "prior2"), ("severity", None)}


def test_a_provisional_rule_asks_for_what_its_winner_lacks():
    case = facts({"severity": None}, [prior(), prior()])
    assert asked(case, "watch") == {("severity", None)}


def test_a_quiet_rule_asks_for_nothing_and_its_fact_is_its_own_root():
    rules = [
        rule("v", [("degree", "is", "clear")], [("verified", "yes")], quiet=True),
        rule("w", [("verified", "is", "yes")], [("tier", "2")]),
    ]
    assert asked(facts({"degree": None}), "w", rulebook(rules)) == {("verified", None)}


def test_a_clock_asks_for_its_start_and_for_what_makes_its_stop_doubtful():
    rules = [rule("late", [("reply.state", "is", "overdue")], [("tier", "2")])]
    assert asked(facts({"asked_at": None}), "late", rulebook(rules)) == {("asked_at", None)}
    doubtful = facts(acts=[{"act.act": None, "act.at": small.AS_OF}])
    assert asked(doubtful, "late", rulebook(rules)) == {("act.act", "act1")}


def test_a_due_outside_the_calendar_asks_for_the_calendar():
    rules = [rule("far", [("reply.due", "after", {"fact": "asked_at"})], [("tier", "2")])]
    far = small.clock("reply", start=("asked_at",), length=small.Literally(900), unit="working_days")
    assert asked(facts(), "far", rulebook(rules, clocks=[far])) == {("calendar", None)}

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adjudicator.proof
from adjudicator.proof.check import Checker, check
from adjudicator.proof.model import Forms, Step, slice_steps
from adjudicator.proof.reasons import texts
from tests.adjudicator.proof import small
from tests.adjudicator.proof.proving import prove
from tests.adjudicator.proof.small import facts, prior, rule, rulebook

BOOK = rulebook()
REPEATED = facts(priors=[prior(), prior(20)], fields=["no", "yes"])


def codes(case, steps, wanted=None, book=BOOK):
    return [one.code for one in check(book, case, steps, wanted)]


def step_of(steps: list[Step], rule_name: str, fact: str) -> Step:
    return next(step for step in steps if step.rule.endswith(rule_name) and step.concludes == fact)


def changed(steps: list[Step], old: Step, **change: object) -> list[Step]:
    return [step._replace(**change) if step is old else step for step in steps]


def renumbered(steps: list[Step]) -> list[Step]:
    names = {step.id: f"s{n}" for n, step in enumerate(steps, start=1)}
    return [s._replace(id=names[s.id], premises=tuple(names.get(p, p) for p in s.premises)) for s in steps]


TRUTH = st.sampled_from(["yes", "no", None])
CASES = st.builds(
    lambda case, priors, fields, acts: facts(case, priors, acts, fields),
    st.fixed_dictionaries(
        {
            "refund.state": st.sampled_from(["none", "open", "closed", None]),
            "degree": st.sampled_from(["none", "partial", "clear", None]),
            "severity": st.sampled_from(["ordinary", "serious", None]),
            "settled": TRUTH,
            "mall": TRUTH,
            "amount": st.sampled_from([5, None]),
            "asked_at": st.sampled_from([small.AS_OF - small.DAY, small.AS_OF - 9 * small.DAY, "never", None]),
        }
    ),
    st.lists(
        st.builds(prior, st.sampled_from([1, 365, 366]), st.sampled_from(["mismatch", "other", None])), max_size=4
    ),
    st.lists(TRUTH, max_size=2),
    st.lists(
        st.fixed_dictionaries(
            {
                "act.act": st.sampled_from(["reply", "other", None]),
                "act.at": st.sampled_from([small.AS_OF, small.AS_OF - 8 * small.DAY, "never", None]),
            }
        ),
        max_size=2,
    ),
)


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_what_is_built_is_proven_whole_and_in_part(case):
    steps = prove(BOOK, case)
    assert check(BOOK, case, steps) == []
    wanted = {"tier", "penalty", "verdict"}
    assert check(BOOK, case, slice_steps(steps, wanted), wanted) == []


@settings(max_examples=60, deadline=None)
@given(CASES, st.data())
def test_no_proof_with_a_step_dropped_or_changed_passes(case, data):
    steps = prove(BOOK, case)
    number = data.draw(st.integers(0, len(steps) - 1))
    dropped = renumbered(steps[:number] + steps[number + 1 :])
    assert check(BOOK, case, dropped)
    change = data.draw(
        st.sampled_from(
            [
                {"value": "nothing of the kind"},
                {"clauses": ("TB-9",)},
                {"premises": (*steps[number].premises, "$.order")},
                {"premises": ()},
                {"status": "provisional" if steps[number].status == "stands" else "stands"},
                {"about": "nobody"},
                {"rule": "shop.other"},
                {"concludes": "settled"},
            ]
        )
    )
    assert check(BOOK, case, changed(steps, steps[number], **change))


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_making_a_fact_unknown_never_makes_a_rule_stand_that_did_not(case):
    before = {(s.rule, s.about) for s in prove(BOOK, case) if s.rule in BOOK.rules and s.status == "stands"}
    case.case.values["mall"] = None
    after = {(s.rule, s.about) for s in prove(BOOK, case) if s.rule in BOOK.rules and s.status == "stands"}
    assert after <= before


def test_the_steps_of_a_third_serious_case():
    steps = prove(BOOK, REPEATED)
    verified, upheld = step_of(steps, "verified", "verified"), step_of(steps, "measures.upheld", "upheld")
    assert upheld.value == 3
    assert upheld.premises == ("prior1", "prior2")
    assert verified.premises == ("$.refund", "$")
    freeze = step_of(steps, "freeze", "penalty")
    assert freeze.value == {"effect": "freeze", "days": 30}
    assert freeze.premises == (verified.id, upheld.id, "$")
    assert freeze.clauses == ("C-freeze",)
    assert not [step for step in steps if step.rule == "shop.watch"]
    verdict = step_of(steps, "invalid", "verdict")
    assert verdict.premises == (step_of(steps, "illegible", "faults").id,)
    assert [step.id for step in steps] == [f"s{n}" for n in range(1, len(steps) + 1)]


def test_a_default_cites_what_made_each_rule_fail():
    case = facts({"refund.state": "open", "settled": "yes"})
    steps = prove(BOOK, case)
    verified, tier = step_of(steps, "otherwise", "verified"), step_of(steps, "otherwise", "tier")
    assert (verified.value, verified.premises, verified.clauses) == ("no", ("$.refund",), ("C-verified",))
    assert tier.premises == (verified.id,)
    assert tier.clauses == ("C-exit", "C-freeze", "C-warning", "C-watch")


def test_a_default_under_a_standing_winner_cites_the_winner():
    case = facts({"settled": "yes"}, [prior(), prior()])
    steps = prove(BOOK, case)
    tier = step_of(steps, "otherwise", "tier")
    assert step_of(steps, "settled", "codes").id in tier.premises


def test_a_provisional_step_stands_for_the_milder_consequence_and_establishes_nothing():
    case = facts({"severity": None}, [prior(), prior()])
    steps = prove(BOOK, case)
    watch = step_of(steps, "watch", "penalty")
    assert watch.status == "provisional"
    assert not any(watch.id in step.premises for step in steps)
    assert codes(case, changed(steps, watch, status="stands")) == ["DOES_NOT_STAND", "MISSING_STEP"]


def test_a_reading_is_cited():
    steps = prove(BOOK, facts({"mall": "yes"}, [prior(), prior()]))
    assert "reading.strict" in step_of(steps, "exit", "tier").premises


def test_a_part_keeps_only_what_the_outputs_rest_on():
    steps = prove(BOOK, REPEATED)
    part = slice_steps(steps, {"verdict"})
    assert [(step.id, step.concludes) for step in part] == [("s1", "faults"), ("s2", "verdict")]
    assert part[1].premises == ("s1",)
    assert codes(REPEATED, slice_steps(steps, {"verdict", "tier"}), {"verdict"}) == ["NOT_NEEDED"]
    assert "MISSING_STEP" in codes(REPEATED, part, {"verdict", "tier"})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": "2"}, "WRONG_VALUE"),
        ({"clauses": ("C-watch",)}, "WRONG_CLAUSES"),
        ({"clauses": ()}, "WRONG_CLAUSES"),
        ({"premises": ("$",)}, "WRONG_PREMISES"),
        ({"status": "provisional"}, "DOES_NOT_STAND"),
        ({"rule": "shop.watch"}, "DOES_NOT_STAND"),
        ({"rule": "shop.old"}, "NOT_IN_FORCE"),
        ({"rule": "elsewhere.other"}, "NOT_IN_FORCE"),
        ({"rule": "shop.invented"}, "UNKNOWN_RULE"),
        ({"rule": "otherwise"}, "NOT_OTHERWISE"),
        ({"about": "E9", "entity": "exhibit"}, "UNKNOWN_ROW"),
        ({"about": "E1", "entity": "exhibit"}, "UNKNOWN_ROW"),
        ({"concludes": "verified"}, "WRONG_FACT"),
        ({"id": "s99"}, "WRONG_ID"),
    ],
)
def test_a_changed_step_is_refused(change, code):
    steps = prove(BOOK, REPEATED)
    found = codes(REPEATED, changed(steps, step_of(steps, "freeze", "tier"), **change))
    assert code in found


def test_a_measure_or_clock_that_is_wrongly_worked_out_is_refused():
    case = facts(acts=[{"act.act": "reply", "act.at": small.AS_OF}])
    steps = prove(BOOK, case)
    state, due = step_of(steps, "clocks.reply", "reply.state"), step_of(steps, "clocks.reply", "reply.due")
    assert (state.value, state.premises) == ("met", ("$", "act1"))
    assert due.premises == ("$",)
    assert codes(case, changed(steps, state, value="met_late")) == ["WRONG_VALUE", "MISSING_STEP"]
    assert codes(case, changed(steps, due, value=due.value + 1)) == ["WRONG_VALUE", "MISSING_STEP"]
    upheld = step_of(steps, "measures.upheld", "upheld")
    assert "WRONG_VALUE" in codes(case, changed(steps, upheld, value=2))


def test_a_step_before_its_premise_is_refused():
    steps = prove(BOOK, REPEATED)
    verified = step_of(steps, "verified", "verified")
    late = renumbered([step for step in steps if step is not verified] + [verified])
    assert "PREMISE_NOT_ESTABLISHED" in codes(REPEATED, late)


def test_premises_in_another_order_are_refused():
    steps = prove(BOOK, REPEATED)
    freeze = step_of(steps, "freeze", "tier")
    assert codes(REPEATED, changed(steps, freeze, premises=freeze.premises[::-1])) == ["WRONG_PREMISES"]


def test_a_step_said_twice_is_refused():
    steps = prove(BOOK, REPEATED)
    assert codes(REPEATED, [*steps, steps[-1]._replace(id=f"s{len(steps) + 1}")]) == ["SAID_TWICE"]


def test_an_overridden_rule_has_no_step():
    steps = prove(BOOK, REPEATED)
    freeze = step_of(steps, "freeze", "tier")
    added = freeze._replace(id=f"s{len(steps) + 1}", rule="shop.watch", value="2", clauses=("C-watch",))
    assert codes(REPEATED, [*steps, added]) == ["DOES_NOT_STAND"]


def test_a_conflict_of_rules_is_no_proof():
    book = rulebook([rule("a", [], [("tier", "2")]), rule("b", [], [("tier", "4")])])
    case = facts()
    assert "RULES_CONFLICT" in codes(case, prove(book, case), book=book)


def test_a_rule_without_conditions_cites_the_case():
    book = rulebook([rule("a", [], [("tier", "2")])])
    assert prove(book, case := facts())[1 - 1].premises
    assert step_of(prove(book, case), "a", "tier").premises == ("$",)


# --- in a document


def entries(case, book=BOOK, wanted=None):
    checker = Checker(book)
    forms, steps = Forms(book), prove(book, case)
    kept = steps if wanted is None else slice_steps(steps, wanted)
    written = texts(checker.interpret(case).basis, case, kept, kept)
    return [forms.to_json(step, because) for step, because in zip(kept, written, strict=True)]


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_a_proof_is_read_back_from_its_document(case):
    assert Checker(BOOK).check_reasons(case, entries(case)) == []
    assert Checker(BOOK).check_reasons(case, entries(case, wanted={"penalty"}), {"penalty"}) == []


def test_instants_amounts_and_unknowns_stand_in_a_document_as_text():
    found = entries(facts())
    warning = next(entry for entry in found if entry["rule"] == "shop.warning" and entry["concludes"] == "penalty")
    assert warning["value"] == {"effect": "warning", "amount": "12.5", "since": "2026-02-27T04:00:00Z"}
    due = next(entry for entry in found if entry["concludes"] == "reply.due")
    assert due["value"] == "2026-03-02T04:00:00Z"
    assert set(warning) == {"id", "rule", "about", "concludes", "value", "status", "clauses", "from", "because"}
    unknown = entries(facts({"amount": None}))
    assert next(e for e in unknown if e["concludes"] == "penalty")["value"]["amount"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": {"effect": "warning", "amount": "12.5", "since": "2026-02-27T04:00:01Z"}}, "WRONG_VALUE"),
        ({"value": {"effect": "warning", "amount": 12.5, "since": "2026-02-27T04:00:00Z"}}, "WRONG_VALUE"),
        ({"because": {"zh": "…", "en": "…"}}, "WRONG_TEXT"),
        ({"clauses": "C-warning"}, "MALFORMED"),
        ({"from": [1]}, "MALFORMED"),
        ({"status": "maybe"}, "MALFORMED"),
        ({"about": 7}, "MALFORMED"),
    ],
)
def test_a_changed_entry_is_refused(change, code):
    found = entries(facts())
    for entry in found:
        if entry["rule"] == "shop.warning" and entry["concludes"] == "penalty":
            entry.update(change)
    assert code in [one.code for one in Checker(BOOK).check_reasons(facts(), found)]


def test_an_entry_that_lacks_a_key_is_refused():
    found = entries(facts())
    del found[0]["from"]
    assert [one.code for one in Checker(BOOK).check_reasons(facts(), found)] == ["MALFORMED"]


def test_an_objection_says_what_would_be_right_in_both_languages():
    steps = prove(BOOK, REPEATED)
    [first, *_] = check(BOOK, REPEATED, changed(steps, step_of(steps, "freeze", "tier"), value="2"))
    assert first.message.en == "tier should be 4, not 2."
    assert first.message.zh == "tier 的值应为 4,不是 2。"


def test_the_checker_knows_no_engine():
    folder = Path(adjudicator.proof.__file__).parent
    assert not [file.name for file in folder.glob("*.py") if "adjudicator.engine" in file.read_text(encoding="utf-8")]

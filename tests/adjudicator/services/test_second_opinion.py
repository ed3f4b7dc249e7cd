"""What a second opinion does to a ruling: nothing where the engines agree, everything where they don't."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from adjudicator.canonical import canonical_bytes
from adjudicator.case import load_case
from adjudicator.engine.durable import DurableEngine
from adjudicator.engine.durable_process import installed
from adjudicator.ruling import load_ruling
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.second_opinion import SecondOpinions, Witness
from tests.adjudicator.engine.facts_at_random import RULEBOOK
from tests.adjudicator.inline_cases import WEIGH_REPORT, inline_case

pytestmark = pytest.mark.skipif(
    not installed(), reason="durable-rules is not installed: it takes Python before 3.13 and a C compiler"
)
FREEZE = "taobao-dm.penalties.permanent_freeze"


@pytest.fixture(scope="module")
def adjudicator():
    return Adjudicator(RULEBOOK)


@pytest.fixture(scope="module")
def opinions():
    with SecondOpinions(RULEBOOK) as heard:
        yield heard


@pytest.fixture
def frozen():
    """A case whose seller is frozen for good: tier 4."""
    return load_case(json.dumps(inline_case("third_serious_c2c", WEIGH_REPORT)))


@pytest.fixture
def other_rules():
    """The library under rules of which one was turned round: it freezes whoever was not serious."""
    rule = RULEBOOK.rules[FREEZE]
    turned = tuple(
        replace(one, operator="is_not") if one.fact == "mismatch.repeated_and_serious" else one for one in rule.when
    )
    assert turned != rule.when
    book = replace(RULEBOOK, rules={**RULEBOOK.rules, FREEZE: replace(rule, when=turned)})
    with SecondOpinions(RULEBOOK, DurableEngine(book)) as heard:
        yield heard


def test_what_cannot_be_undone_is_ruled_twice_and_the_document_stays_the_same(adjudicator, opinions, frozen):
    witness = Witness(opinions, always=False)
    ruling = adjudicator.rule(frozen, hear=witness).ruling
    assert ruling["tier"] == "4"
    assert (witness.heard.agrees, witness.heard.differences) == ("yes", ())
    assert witness.heard.statuses > 100
    assert ruling["second_opinion"] is None
    assert canonical_bytes(ruling) == canonical_bytes(adjudicator.rule(frozen).ruling)


def test_what_can_be_undone_is_not_ruled_twice_unless_asked(adjudicator, opinions):
    case = load_case(json.dumps(inline_case("first_mismatch")))
    witness = Witness(opinions, always=False)
    assert adjudicator.rule(case, hear=witness).ruling["second_opinion"] is None
    assert witness.heard is None


def test_who_asks_for_both_engines_finds_the_second_opinion_in_the_ruling(adjudicator, opinions, frozen):
    ruling = adjudicator.rule(frozen, hear=Witness(opinions, always=True)).ruling
    said = ruling["second_opinion"]
    assert (said["engine"], said["agrees"], said["compared"]["failure"]) == ("durable-rules", "yes", None)
    assert {"loader", "intake", "calendar"} <= set(said["shared"])
    assert ruling["disposition"] == "upheld"
    assert load_ruling(ruling) == ruling
    assert adjudicator.verify(ruling, frozen) == []
    assert adjudicator.replay(ruling, frozen)[0]


def test_the_library_alone_rules_by_the_same_bytes(adjudicator, opinions, frozen):
    readings = {"parse.4_2b": "B"}
    alone = adjudicator.rule(frozen, readings=readings, conclude=opinions.conclude).ruling
    assert canonical_bytes(alone) == canonical_bytes(adjudicator.rule(frozen, readings=readings).ruling)


@pytest.mark.parametrize("always", [True, False])
def test_a_disagreement_withholds_the_ruling_and_names_the_difference(adjudicator, other_rules, frozen, always):
    ruling = adjudicator.rule(frozen, hear=Witness(other_rules, always=always)).ruling
    assert (ruling["disposition"], ruling["tier"], ruling["penalties"], ruling["remedies"]) == (
        "needs_human",
        "0",
        [],
        [],
    )
    assert {"fact": "second_opinion", "about": None} in ruling["needs_human"]
    said = ruling["second_opinion"]
    assert said["agrees"] == "no"
    assert {"of": FREEZE, "about": None, "compiled": "stands", "durable": "no"} in said["compared"]["differences"]
    assert load_ruling(ruling) == ruling


def test_a_withheld_ruling_is_verified_and_replayed_as_it_was_given(adjudicator, other_rules, frozen):
    ruling = adjudicator.rule(frozen, hear=Witness(other_rules, always=True)).ruling
    assert adjudicator.verify(ruling, frozen) == []
    assert adjudicator.replay(ruling, frozen) == (True, ruling)
    given_after_all = adjudicator.rule(frozen).ruling
    forged = {**ruling, "penalties": given_after_all["penalties"]}
    assert {one.code for one in adjudicator.verify(forged, frozen)} >= {"WRONG_OUTPUT"}


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 11)", "time.sleep(60)"])
def test_a_crash_or_a_hang_withholds_the_ruling_and_ends_nothing_else(adjudicator, frozen, tmp_path, end):
    program = tmp_path / "worker.py"
    program.write_text(
        "import os, sys, time\n"
        "sys.stdin.readline()\n"
        'print(\'{"version": "2.0.28"}\', flush=True)\n'
        "sys.stdin.readline()\n"
        f"{end}\n",
        "utf-8",
    )
    with SecondOpinions(RULEBOOK, DurableEngine(RULEBOOK, seconds=0.5, program=program)) as failing:
        witness = Witness(failing, always=False)
        ruling = adjudicator.rule(frozen, hear=witness).ruling
    assert (ruling["disposition"], ruling["penalties"]) == ("needs_human", [])
    assert ruling["second_opinion"]["agrees"] == "unknown"
    assert witness.heard.failure.startswith("hang" if "sleep" in end else "crash")
    assert adjudicator.verify(ruling, frozen) == []

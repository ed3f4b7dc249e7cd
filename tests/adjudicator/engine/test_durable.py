"""The library decides what the compiled engine and the proof checker decide, and its failures are seen."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudicator.case import load_case
from adjudicator.engine.durable import MOST_ROWS, DurableEngine
from adjudicator.engine.durable_process import Worker, WorkerFailed, installed
from adjudicator.facts import Facts, Row
from adjudicator.intake.case_facts import take_in
from adjudicator.proof.check import Checker
from adjudicator.record import seal
from adjudicator.rulebook.model import Rule
from tests.adjudicator.engine.facts_at_random import RULEBOOK, random_facts
from tests.adjudicator.engine.parity import differences
from tests.adjudicator.inline_cases import CASES, inline_case
from tests.adjudicator.proof import small
from tests.oracle.boundaries import boundary_cases
from tests.oracle.generator import PLATFORMS
from tests.oracle.vectors import vectors

pytestmark = pytest.mark.skipif(
    not installed(), reason="durable-rules is not installed: it takes Python before 3.13 and a C compiler"
)
RANDOM_CASES = 60
"""Of each platform; `python -m benchmarks.parity --cases 100000` compares as many as one likes."""


@pytest.fixture(scope="module")
def durable():
    engine = DurableEngine(RULEBOOK)
    yield engine
    engine.close()


# --- the three agree


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_library_the_engine_and_the_checker_agree_on_random_cases_rule_by_rule(durable, platform):
    for seed in range(RANDOM_CASES):
        facts, readings = random_facts(seed, platform)
        assert differences(durable, facts, readings) == [], f"case {seed} of {platform}"


def test_they_agree_on_every_boundary_case_and_on_every_vector_of_the_policy(durable):
    named = [*boundary_cases(), *((name, case) for name, case, _ in vectors())]
    for name, case in sorted(named, key=lambda one: one[1]["platform"]):
        facts = take_in(seal(load_case(case)).case, RULEBOOK).facts
        assert differences(durable, facts, {}) == [], name


@pytest.mark.parametrize("name", sorted(folder.name for folder in CASES.iterdir() if folder.is_dir()))
def test_they_agree_on_every_shipped_dispute(durable, name):
    facts = take_in(seal(load_case(json.dumps(inline_case(name)))).case, RULEBOOK).facts
    assert differences(durable, facts, {}) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_they_agree_when_facts_are_lost_from_the_record(durable, platform):
    rng = random.Random(f"lost {platform}")
    for seed in range(20):
        facts, readings = random_facts(seed, platform)
        rows = [row for those in facts.rows.values() for row in those]
        for _ in range(rng.randint(1, 12)):
            row = rng.choice(rows)
            known = sorted(name for name in row.values if not name.startswith("reading."))
            if known:
                row.values[rng.choice(known)] = None
        assert differences(durable, facts, readings) == [], f"case {seed} of {platform}"


@pytest.mark.parametrize("platform", [*PLATFORMS, None])
def test_they_agree_on_a_case_without_any_rows_but_its_own(durable, platform):
    facts = Facts({"case": [Row("case", None, {})]}, 1_772_344_800_000_000, platform)
    assert differences(durable, facts, {}) == []


def test_the_order_of_rows_and_of_rules_changes_nothing():
    turned = DurableEngine(replace(RULEBOOK, rules=dict(reversed(RULEBOOK.rules.items()))))
    facts, readings = random_facts(7, "pinduoduo")
    shuffled = Facts({entity: list(reversed(rows)) for entity, rows in facts.rows.items()}, facts.as_of, facts.platform)
    engine = DurableEngine(RULEBOOK)
    try:
        wanted = engine.conclude(facts, readings)
        assert turned.conclude(facts, readings) == wanted
        assert engine.conclude(shuffled, readings).statuses == wanted.statuses
    finally:
        engine.close()
        turned.close()


def test_no_case_leaves_anything_behind_for_the_next(durable):
    first, second = random_facts(1, "pinduoduo"), random_facts(2, "pinduoduo")
    wanted = [durable.conclude(*first), durable.conclude(*second)]
    assert [durable.conclude(*one) for one in (second, first, second, first)] == [*reversed(wanted), *reversed(wanted)]


def _statuses(rules: list[Rule], facts: Facts) -> Counter[str]:
    """How many rules have which status, after the library and the checker were seen to agree on each."""
    book = small.rulebook(rules)
    engine = DurableEngine(book)
    try:
        found = engine.conclude(facts).statuses
    finally:
        engine.close()
    wanted = {key: status for key, status in Checker(book).statuses(facts).items() if status != "no"}
    assert found == wanted
    return Counter(found.values())


def test_a_rule_with_more_conditions_than_the_library_joins_is_taken_in_parts():
    many = [("amount", "at_least", number) for number in range(12)]
    once = [("amount", "at_most", 20 + number) for number in range(20)]
    long = small.rule("long", many, [("verified", "yes")], once=once)
    weaker = small.rule("weaker", [("settled", "is", "no")], [("tier", "2")], overrides=())
    longer = small.rule("longer", many, [("tier", "4")], once=once, overrides=("weaker",))
    for amount in (None, 11, 12, 20, 21):
        _statuses([long, weaker, longer], small.facts({"amount": amount}))


def test_a_condition_that_very_many_rules_share_is_split_among_copies():
    rules = [
        small.rule(f"r{n}", [("settled", "is", "no"), ("verified", "is", "no")], [("codes", "REPEATED")])
        for n in range(450)
    ]
    fields = [
        small.rule(f"f{n}", [("field.legible", "is", "no")], [("faults", "illegible")], entity="field")
        for n in range(90)
    ]
    found = _statuses([*rules, *fields], small.facts(fields=["no", "yes", None]))
    assert found == {"stands": 450 + 90, "asks": 90}


def test_what_is_unknown_of_a_stronger_rule_leaves_the_weaker_one_provisional():
    found = _statuses(small.RULES, small.facts({"severity": None}, priors=[small.prior(), small.prior()]))
    assert found["provisional"] == 1
    found = _statuses(small.RULES, small.facts({"severity": "serious"}, priors=[small.prior(), small.prior()]))
    assert (found["provisional"], found["overridden"]) == (0, 1)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_small_rulebook_means_the_same_to_the_library_as_to_the_checker(rng):
    facts = ("verified", "settled", "mall", "severity", "degree", "tier")
    values = {"severity": "serious", "degree": "clear", "tier": "2"}
    rules: list[Rule] = []
    for number in range(rng.randint(1, 9)):
        level = rng.randint(0, 2)
        reads = facts[1:5] if level == 0 else ("verified", *facts[1:5])
        when = [
            (fact, rng.choice(("is", "is_not")), values.get(fact, rng.choice(("yes", "no"))))
            for fact in rng.sample(reads, rng.randint(1, 3))
        ]
        then = ("verified", "yes") if level == 0 else ("codes", rng.choice(("REPEATED", "SETTLED")))
        losers = tuple(
            f"n{other}" for other in range(number) if rng.random() < 0.3 and rules[other].then[0].fact == then[0]
        )
        rules.append(small.rule(f"n{number}", when, [then], overrides=losers, stratum="penalties"))
    case = {name: rng.choice((values.get(name, "yes"), "no", None)) for name in facts[1:5]}
    case["degree"] = rng.choice(("none", "clear", None))
    _statuses(rules, small.facts(case))


def test_names_that_the_library_tells_apart_by_their_hashes_have_different_ones():
    from adjudicator.engine.durable_worker import fnv1a

    for letter in "ri":
        names = [f"{letter}{number}" for number in range(MOST_ROWS)]
        assert len({fnv1a(name) for name in names}) == len(names)


def test_the_library_is_never_loaded_into_this_process():
    code = (
        "import sys; from tests.adjudicator.engine.test_durable import DurableEngine, RULEBOOK, random_facts;"
        "e = DurableEngine(RULEBOOK); e.conclude(*random_facts(1, 'taobao')); e.close();"
        "print([name for name in sys.modules if name.startswith('durable')])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


# --- its failures are seen


def _failing(tmp_path, body: str) -> DurableEngine:
    """An engine whose worker takes its ruleset and then fails in some way."""
    program = tmp_path / "worker.py"
    program.write_text(
        'import os, sys, time\nsys.stdin.readline()\nprint(\'{"version": "0"}\', flush=True)\nsys.stdin.readline()\n'
        + body,
        "utf-8",
    )
    return DurableEngine(RULEBOOK, seconds=1.0, program=program)


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("os.kill(os.getpid(), 11)", "crash"),
        ("sys.exit(0)", "crash"),
        ("print('Segmentation fault', flush=True)", "crash"),
        ("time.sleep(60)", "hang"),
        ("print('{\"notes\"', end='', flush=True); time.sleep(60)", "hang"),
        ('print(\'{"fault": "exception caught"}\', flush=True)', "fault"),
    ],
)
def test_a_worker_that_fails_is_named_and_ended(tmp_path, body, how):
    engine = _failing(tmp_path, body)
    with pytest.raises(WorkerFailed) as failed:
        engine.conclude(*random_facts(1, "taobao"))
    assert failed.value.how == how
    assert engine.at("taobao", random_facts(1, "taobao")[0].as_of)[1].pid is None


def test_the_next_case_after_a_crash_is_heard_by_a_new_process(durable):
    facts, readings = random_facts(1, "taobao")
    wanted = durable.conclude(facts, readings)
    worker = durable.at("taobao", facts.as_of)[1]
    os.kill(worker.pid, signal.SIGKILL)
    with contextlib.suppress(WorkerFailed):  # whoever asks before the system has noticed is told
        durable.conclude(facts, readings)
    assert durable.conclude(facts, readings) == wanted


def test_a_process_is_replaced_after_so_many_cases():
    engine = DurableEngine(RULEBOOK)
    facts, _ = random_facts(1, "tickets")
    plan, _ = engine.at("tickets", facts.as_of)
    worker = Worker(plan.definition(), cases=2)
    try:
        for _ in range(5):
            worker.ask({"begin": True, "steps": [], "end": True})
        assert worker.starts == 3
    finally:
        worker.stop()


def test_a_ruleset_that_the_library_refuses_is_a_fault_and_no_crash_of_ours():
    worker = Worker({"rules": {"r": [{"a": {"$and": []}, "b": 5}]}, "acts": {"r": [None, []]}})
    with pytest.raises(WorkerFailed):
        worker.ask({"begin": True, "steps": [], "end": True})
    worker.stop()

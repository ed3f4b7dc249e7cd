"""The compiled engine decides what the plain interpretation decides, and proves it by the steps of the builder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudicator.facts import Facts, Row
from tests.adjudicator.engine.facts_at_random import CHECKER, ENGINE, disagreements, random_facts
from tests.oracle.generator import PLATFORMS


@pytest.mark.parametrize("platform", PLATFORMS)
def test_statuses_values_and_steps_are_those_of_the_plain_interpretation(platform):
    for seed in range(60):
        facts, readings = random_facts(seed, platform)
        assert disagreements(facts, readings) == [], f"case {seed} of {platform}"


@settings(max_examples=60, deadline=None)
@given(st.integers(1_000, 10_000_000), st.sampled_from(PLATFORMS))
def test_any_case_is_proven_as_the_builder_would_prove_it(seed, platform):
    assert disagreements(*random_facts(seed, platform)) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000_000), st.sampled_from(PLATFORMS), st.data())
def test_facts_that_are_lost_from_the_record_are_unknown_to_both(seed, platform, data):
    facts, readings = random_facts(seed, platform)
    rows = [row for those in facts.rows.values() for row in those]
    for _ in range(data.draw(st.integers(1, 12))):
        row = data.draw(st.sampled_from(rows))
        if row.values:
            fact = data.draw(st.sampled_from(sorted(row.values)))
            if not fact.startswith("reading."):
                row.values[fact] = None
    assert disagreements(facts, readings) == []


@pytest.mark.parametrize("platform", [*PLATFORMS, None])
def test_a_case_without_any_rows_but_its_own_is_decided(platform):
    facts = Facts({"case": [Row("case", None, {})]}, 1_772_344_800_000_000, platform)
    assert disagreements(facts, {}) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_checker_accepts_every_proof_of_the_engine(platform):
    for seed in range(20):
        facts, readings = random_facts(seed, platform)
        assert CHECKER.check(facts, ENGINE.conclude(facts, readings).steps) == []


def test_a_run_leaves_the_facts_as_they_were():
    facts, readings = random_facts(3, "taobao")
    before = [(row.entity, row.id, dict(row.values)) for those in facts.rows.values() for row in those]
    ENGINE.conclude(facts, readings)
    assert [(row.entity, row.id, row.values) for those in facts.rows.values() for row in those] == before


def test_other_readings_differ_in_the_facts_that_they_change():
    facts, _ = random_facts(3, "taobao")
    found = ENGINE.conclude(facts)
    assert found.differing(ENGINE.conclude(facts)) == set()
    for name in ENGINE.readings("taobao", facts.as_of):
        for value in ENGINE.rulebook.readings[name].values:
            other = ENGINE.conclude(facts, {name: value})
            changed = {fact for fact, row in other.values if other.values[fact, row] != found.values[fact, row]}
            assert found.differing(other) == changed

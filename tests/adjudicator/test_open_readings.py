"""`open_readings` lists exactly the switches whose other value would change the ruling; each is tried here."""

import random

import pytest

from adjudicator.case import load_case
from adjudicator.record import seal
from tests.adjudicator.packs.agreement import adjudicator, settled_cases
from tests.oracle.generator import PLATFORMS, random_case

NOT_THE_OUTCOME = ("ruleset", "reasons", "open_readings", "second_opinion", "supersedes", "digest")

NO_SWITCHES = ("duokeduomi", "generic")
"""Platforms whose packs have none; the few of the evidence pack change nothing in these cases."""


def _says(ruling):
    return {key: value for key, value in ruling.items() if key not in NOT_THE_OUTCOME}


def _by_brute_force(record, readings=None):
    """The readings under whose other value the ruling says something else, and the ruling itself."""
    rulebook, chosen = adjudicator().rulebook, readings or {}
    ruling = adjudicator().rule_record(record, readings=chosen)
    changing = [
        name
        for name, switch in sorted(rulebook.readings.items())
        if any(
            _says(adjudicator().rule_record(record, readings={**chosen, name: value})) != _says(ruling)
            for value in switch.values
            if value != chosen.get(name, switch.default)
        )
    ]
    return changing, ruling


@pytest.mark.parametrize("platform", PLATFORMS)
def test_open_readings_are_exactly_those_whose_other_value_changes_the_ruling(platform):
    cases = [random_case(random.Random(seed), platform) for seed in range(900, 925)]
    cases += [case for _, case in list(settled_cases(platform))[::6]]
    seen = set()
    for case in cases:
        changing, ruling = _by_brute_force(seal(load_case(case)))
        assert ruling["open_readings"] == changing
        seen.update(changing)
    assert seen or platform in NO_SWITCHES


@pytest.mark.parametrize("platform", ["taobao", "pinduoduo", "tickets"])
def test_they_are_those_beside_the_readings_that_were_chosen(platform):
    rng = random.Random(7)
    switches = sorted(adjudicator().rulebook.readings.values(), key=lambda one: one.name)
    for seed in range(950, 960):
        record = seal(load_case(random_case(random.Random(seed), platform)))
        chosen = {one.name: rng.choice(one.values) for one in switches}
        changing, ruling = _by_brute_force(record, chosen)
        assert ruling["open_readings"] == changing
        defaults = {one.name: one.default for one in switches}
        assert ruling["ruleset"]["readings"] == {
            name: value for name, value in sorted(chosen.items()) if value != defaults[name]
        }

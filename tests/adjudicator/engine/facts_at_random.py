"""Facts of random cases, with random readings, for comparing the compiled engine with the plain interpretation."""

from __future__ import annotations

import random
from pathlib import Path

from adjudicator.case import load_case
from adjudicator.engine.compiled import CompiledEngine
from adjudicator.facts import Facts
from adjudicator.intake.case_facts import take_in
from adjudicator.proof.build import Builder
from adjudicator.proof.check import Checker
from adjudicator.record import seal
from adjudicator.rulebook.load import load_rulebook
from tests.oracle.generator import random_case

RULEBOOK = load_rulebook(Path(__file__).parents[3] / "rules")
ENGINE = CompiledEngine(RULEBOOK)
CHECKER = Checker(RULEBOOK)
BUILDER = Builder(RULEBOOK)


def random_facts(seed: int, platform: str) -> tuple[Facts, dict[str, str]]:
    """The facts of a case and the readings that are chosen for it, which stand among the facts, too."""
    rng = random.Random(f"{platform} {seed}")
    facts = take_in(seal(load_case(random_case(rng, platform))).case, RULEBOOK).facts
    names = rng.sample(sorted(RULEBOOK.readings), rng.randint(0, min(3, len(RULEBOOK.readings))))
    readings = {name: rng.choice(RULEBOOK.readings[name].values) for name in names}
    facts.case.values.update({f"reading.{name}": value for name, value in readings.items()})
    return facts, readings


def disagreements(facts: Facts, readings: dict[str, str]) -> list[str]:
    """Where the compiled engine differs from the plain interpretation, or its steps from those of the builder."""
    found = ENGINE.conclude(facts, readings)
    plain = CHECKER.interpret(facts)
    statuses = {key: status for key, status in plain.statuses().items() if status != "no"}
    differing = [
        f"status of {key}"
        for key in statuses.keys() | found.statuses.keys()
        if statuses.get(key) != found.statuses.get(key)
    ]
    rows = {(entity, row.id or ""): row for entity, those in facts.rows.items() for row in those}
    for (fact, row), value in found.values.items():
        wanted = plain.value(fact, rows[row])
        if wanted != value:
            differing.append(f"{fact} of {row}: {value} instead of {wanted}")
    order = ENGINE.order(facts.platform, facts.as_of)
    built = BUILDER.steps(facts, order, found.statuses, found.values)
    differing += [
        f"{made} instead of {wanted}" for made, wanted in zip(found.steps, built, strict=False) if made != wanted
    ]
    if len(built) != len(found.steps):
        differing.append(f"{len(found.steps)} steps instead of {len(built)}")
    return differing

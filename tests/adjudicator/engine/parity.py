"""Laying three answers to one case side by side: the compiled engine's, the library's and the proof checker's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adjudicator.engine.conclusions import Conclusions
from adjudicator.engine.durable import DurableEngine, Opinion
from adjudicator.facts import Facts
from tests.adjudicator.engine.facts_at_random import CHECKER, ENGINE


def differences(durable: DurableEngine, facts: Facts, readings: Mapping[str, str]) -> list[str]:
    """Where the three differ, rule by rule and row by row, and in the values that follow; nothing, if they agree."""
    return laid_beside(durable.conclude(facts, readings), ENGINE.conclude(facts, readings), facts)


def laid_beside(opinion: Opinion, found: Conclusions, facts: Facts) -> list[str]:
    """The same for answers that were given already; the readings stand among the facts."""
    plain = CHECKER.interpret(facts)
    checked = {key: status for key, status in plain.statuses().items() if status != "no"}
    differing = [
        f"{key}: compiled {found.statuses.get(key)}, durable {opinion.statuses.get(key)}, checker {checked.get(key)}"
        for key in sorted({*found.statuses, *opinion.statuses, *checked})
        if not found.statuses.get(key) == opinion.statuses.get(key) == checked.get(key)
    ]
    rows = {(entity, row.id or ""): row for entity, those in facts.rows.items() for row in those}
    for (fact, key), value in opinion.values.items():
        values: tuple[Any, ...] = (found.values.get((fact, key)), plain.value(fact, rows[key]))
        if any(one != value for one in values):
            differing.append(f"{fact} of {key}: durable {value}, others {values}")
    return differing + [f"conflict: {one}" for one in opinion.conflicts]

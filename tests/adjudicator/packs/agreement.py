"""The shipped rules, ready to rule, and where they differ from the independent oracle."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from adjudicator.case import load_case
from adjudicator.rulebook.load import load_rulebook
from adjudicator.services.adjudicate import Adjudicator
from tests.oracle.boundaries import boundary_cases
from tests.oracle.compare import disagreements
from tests.oracle.generator import random_case
from tests.oracle.ruling import expected
from tests.oracle.vectors import vectors

RULES = Path(__file__).resolve().parents[3] / "rules"
Case = dict[str, Any]


@cache
def adjudicator() -> Adjudicator:
    """The shipped rules, prepared once."""
    return Adjudicator(load_rulebook(RULES))


def ruling_of(case: Case) -> dict[str, Any]:
    """ruling/1 of a case/1."""
    return adjudicator().rule(load_case(case)).ruling


def random_cases(platform: str, count: int) -> Iterator[tuple[str, Case]]:
    """Cases of a platform by seed."""
    return ((f"seed {seed}", random_case(random.Random(seed), platform)) for seed in range(count))


def settled_cases(*platforms: str) -> Iterator[tuple[str, Case]]:
    """The boundary cases and the policy's vectors of some platforms."""
    named = [*boundary_cases(), *((name, case) for name, case, _ in vectors())]
    return ((name, case) for name, case in named if case["platform"] in platforms)


def differences_over(cases: Iterator[tuple[str, Case]]) -> list[str]:
    """Where the engine and the oracle differ: a line each."""
    return list(disagreements(ruling_of, expected, cases))


def standing(ruling: dict[str, Any], concludes: str | None = None) -> set[str]:
    """The rules whose steps stand in a ruling, without defaults, measures and clocks."""
    return {
        step["rule"]
        for step in ruling["reasons"]
        if step["status"] == "stands" and step["rule"].count(".") == 2 and concludes in (None, step["concludes"])
    }

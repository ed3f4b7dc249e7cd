"""What each step of a proof rests on: the facts that its conclusion was drawn from, and how they are cited.

A *ground* names a fact of a row or a rule at a row; `Made` knows which steps established what so far, and turns grounds
into premises: ids of steps, artefacts of the record, readings (`docs/proof.md`, "Premises").
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import evaluate
from adjudicator.proof.basis import Basis, Mention, givers_of, held, seat
from adjudicator.proof.clocks import stops_of
from adjudicator.proof.measures import See, chosen, selected
from adjudicator.rulebook.model import Clock, Measure, Rule

CASE = "$"
"""The whole case document: what is cited where nothing narrower can be."""


Ground = tuple[str, str, Row, Any]
"""Who gives a fact, the fact, its row, and of a `set` fact the element that matters (None: all).

With ``rule`` in the first place: all that a rule, named in the second, concluded for the row.
"""


def element_key(value: Any) -> Any:
    """An element as a key of a `set` fact: a mapping by its canonical text, anything else by itself."""
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return value


def grounded(mentions: Iterable[Mention], row: Row, see: See) -> list[Ground]:
    """Mentions as they are seen from a row."""
    entity, up = row.entity, row.up
    return [
        (given, fact, row if home == entity else up[home], None if element is None else evaluate(element, see(row)))
        for fact, home, given, element in mentions
    ]


def of_conditions(basis: Basis, rule: Rule, row: Row, see: See) -> list[Ground]:
    """What the conditions of a rule rest on, those of `once` first."""
    return [ground for mentions in basis.rests[rule.id] for ground in grounded(mentions, row, see)]


def of_value(basis: Basis, rule: Rule, line: int, row: Row, see: See) -> list[Ground]:
    """What the value of one conclusion of a rule rests on."""
    return grounded(basis.uses[rule.id][line], row, see)


def of_otherwise(
    basis: Basis,
    fact: str,
    row: Row,
    facts: Facts,
    see: See,
    status_of: Callable[[Rule, Row], str | None],
    first_no: Callable[[Rule, Row], int | None] | None = None,
) -> list[Ground]:
    """Why no rule gives a fact its value: of each that could, its first false condition, or the winner that stands over
    it. `first_no` tells the place of that condition, if it is known already.
    """
    found: list[Ground] = []
    for rule, at in givers_of(basis, basis.rulebook.facts[fact], row, facts):
        if first_no is not None:
            place = first_no(rule, at)
            if place is None:
                found += _winner(basis, rule, at, status_of)
            else:
                found += grounded(basis.rests[rule.id][place], at, see)
            continue
        lookup = see(at)
        for test, mentions in zip(basis.tests[rule.id], basis.rests[rule.id], strict=True):
            if held(test, lookup) == "no":
                found += grounded(mentions, at, see)
                break
        else:
            found += _winner(basis, rule, at, status_of)
    return found


def _winner(basis: Basis, rule: Rule, row: Row, status_of: Callable[[Rule, Row], str | None]) -> list[Ground]:
    """The first winner by id that stands over a rule."""
    for winner in basis.winners.get(rule.id, ()):
        at = seat(row, winner.entity)
        if status_of(winner, at) == "stands":
            return [("rule", winner.id, at, None)]
    return []


# --- measures and clocks ----------------------------------------------------------------------------------------------


def rows_of_measure(m: Measure, row: Row, facts: Facts, see: See, orders: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """The rows that a measure rests on: those that it counts or may count."""
    if m.kind in ("difference", "product"):
        return [row]
    return [one for one, _ in selected(m, row, facts, see, orders)]


def of_measure(basis: Basis, m: Measure, row: Row, facts: Facts, see: See) -> list[Ground]:
    """What the value of a measure rests on."""
    if m.kind in ("difference", "product"):
        return grounded(basis.counts[m.fact], row, see)
    mentions = basis.counts[m.fact]
    rows = selected(m, row, facts, see, basis.orders)
    found = [ground for one, _ in rows for ground in grounded(mentions, one, see)]
    if m.value is not None and m.of is not None:
        taken = [basis.mention(m.value)]
        found += [g for one in chosen(m, rows, see, basis.orders.get(m.of, ())) for g in grounded(taken, one, see)]
    return found


def of_clock(basis: Basis, c: Clock, row: Row, see: See, stopped: Iterable[Row]) -> list[Ground]:
    """What a clock rests on; `stopped`: the rows that stopped it (none for its due)."""
    found = grounded(basis.starts[c.name], row, see)
    mentions = basis.stops[c.name]
    return found + [ground for one in stopped for ground in grounded(mentions, one, see)]


def unsure_stops(basis: Basis, c: Clock, facts: Facts, see: See) -> list[tuple[Mention, Row]]:
    """The facts of the rows of which it is not sure that they stop a clock, or when."""
    mentions = basis.stops[c.name]
    return [
        (mention, stop)
        for stop, stops, instant in stops_of(c, facts, see, basis.orders)
        if stops is None or instant is None
        for mention in mentions
    ]


# --- citing -----------------------------------------------------------------------------------------------------------


class Made:
    """Which steps have established what so far."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, int], list[tuple[str, Any]]] = {}
        self._rules: dict[tuple[str, int], list[str]] = {}

    def add(self, step: str, rule: str, row: Row, fact: str, home: Row, value: Any, *, stands: bool) -> None:
        """Notes a step: drawn by `rule` for `row`, it gives `fact` of `home` a value. A provisional step establishes no
        fact.
        """
        self._rules.setdefault((rule, id(row)), []).append(step)
        if stands:
            self._facts.setdefault((fact, id(home)), []).append((step, element_key(value)))

    def is_established(self, fact: str, home: Row) -> bool:
        """Whether some step gives a fact of a row."""
        return (fact, id(home)) in self._facts

    def cite(self, grounds: Iterable[Ground]) -> tuple[str, ...]:
        """The premises for some grounds, each once, in the order of the grounds; the case where there are none."""
        cited: dict[str, None] = {}
        for given, name, row, element in grounds:
            if given == "record":
                for artefact in row.sources.get(name, row.source):
                    cited[artefact] = None
            elif given == "reading":
                cited[name] = None
            elif given == "rule":
                for step in self._rules.get((name, id(row)), ()):
                    cited[step] = None
            else:
                for step, value in self._facts.get((name, id(row)), ()):
                    if element is None or value == element:
                        cited[step] = None
        return tuple(cited) or (CASE,)

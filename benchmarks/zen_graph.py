"""The outcome of `taobao-dm` as a decision graph of zen-engine, generated from the rulebook that the other engines run.

The rules behind disposition, tier and penalties, all of which speak of the case, become one expression node per level:
two expressions per rule (all conditions hold; hold or are open), its status, and a value per fact. Measures over the
record are filters over its rows, with a lower and an upper bound where they count; a measure that rests on other rules
is given as an input.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from adjudicator.engine.conclusions import Conclusions, RowKey
from adjudicator.facts import Facts
from adjudicator.proof.atoms import evaluate
from adjudicator.proof.basis import VARIES, Basis, Test
from adjudicator.rulebook.model import (
    Condition,
    Expression,
    FactValue,
    Interval,
    Literally,
    Measure,
    Parameter,
    TableLookup,
)
from adjudicator.rulebook.order import Node, facts_in, facts_of_measure, govern, graph, order

WANTED = ("disposition", "tier", "penalty")
DAY = 86_400_000_000
"""Microseconds."""
FAR = 1_000_000_000
"""Beyond every count: the bounds of a number of which nothing is known."""


def _closure(needs: Mapping[Node, set[Node]]) -> set[Node]:
    """Everything that the outcome rests on, up to measures and clocks."""
    found: set[Node] = set()
    todo = [Node("fact", name) for name in WANTED]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += [] if node.kind in ("measure", "clock") else needs[node]
    return found


class ZenGraph:
    """The graph for a platform, what it is given of a case, and what it must answer."""

    def __init__(self, basis: Basis, platform: str, as_of: int) -> None:
        self.basis = basis
        needs = graph(basis.rulebook, govern(basis.rulebook, platform), as_of)
        wanted = _closure(needs)
        self.order = [node for node in order(basis.rulebook, platform, as_of) if node in wanted]
        self.rules = [basis.by_key[node.name] for node in self.order if node.kind == "rule"]
        if any(rule.entity != "case" for rule in self.rules):
            raise ValueError("a rule that does not speak of the case")
        self.number = {rule.id: index for index, rule in enumerate(self.rules)}
        self.decided = {node.name for node in self.order if node.kind == "fact"}
        tests = [test for rule in self.rules for test in basis.tests[rule.id]]
        read = {test[0] for test in tests} | {fact for test in tests for fact in facts_in(test[3].comparand)}
        read |= {
            fact
            for rule in self.rules
            for line in rule.then
            if not basis.rulebook.facts[line.fact].many
            for fact in facts_in(line.value)
        }
        self.measured = [
            basis.measures[node.name]
            for node in self.order
            if node.kind == "measure" and self._is_of_record(basis.measures[node.name])
        ]
        self.rows: dict[str, set[str]] = {}
        for measure in self.measured:
            self.rows.setdefault(measure.over, set()).update(facts_of_measure(measure))
        self.given = sorted(read - self.decided - {measure.fact for measure in self.measured})
        self.numbers = {name for name in read if name in basis.rulebook.facts and self._is_number(name)}
        inner = {name for facts in self.rows.values() for name in facts}
        self.names = {name: f"f{index}" for index, name in enumerate(sorted(read | self.decided | inner))}
        self.levels: dict[Node, int] = {}
        for node in self.order:
            highest = max((self.levels.get(one, 0) for one in needs[node]), default=0)
            self.levels[node] = highest + 1 if node.kind == "rule" else highest

    def content(self) -> str:
        """The graph as JSON Decision Model."""
        levels: dict[int, list[tuple[str, str]]] = {}
        for node in self.order:
            if node.kind in ("rule", "fact"):
                levels.setdefault(self.levels[node], []).extend(
                    self._rule(node) if node.kind == "rule" else self._fact(node.name)
                )
        levels[0] = [entry for measure in self.measured for entry in self._measure(measure)]
        last = [("statuses", "[" + ", ".join(f"s{index}" for index in range(len(self.rules))) + "]")]
        nodes: list[dict[str, Any]] = [{"id": "in", "type": "inputNode", "name": "in"}]
        for level, entries in [*sorted(levels.items()), (FAR, last)]:
            written = [{"id": f"{level} {key}", "key": key, "value": value} for key, value in entries]
            content = {"expressions": written, "passThrough": level != FAR}
            nodes.append(
                {"id": f"level {level}", "type": "expressionNode", "name": f"level {level}", "content": content}
            )
        nodes.append({"id": "out", "type": "outputNode", "name": "out"})
        edges = [
            {"id": f"{one['id']} on", "sourceId": one["id"], "targetId": other["id"], "type": "edge"}
            for one, other in pairwise(nodes)
        ]
        for node in nodes:
            node["position"] = {"x": 0, "y": 0}
        return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})

    def inputs(self, facts: Facts, found: Conclusions) -> dict[str, Any]:
        """What the graph is given: the record's facts and readings, and the measures as another engine found them."""
        values: dict[str, Any] = {}
        case = facts.case.values
        for name in self.given:
            if name.startswith("reading."):
                value = case.get(name) or self.basis.defaults[name]
            elif self.basis.homes[name][1] == "record":
                value = case.get(name)
            else:
                value = found.values.get((name, ("case", "")))
            if name in self.numbers:
                known = isinstance(value, int | Interval)
                values[self.names[name] + "_low"] = (
                    (value.low if isinstance(value, Interval) else value) if known else -FAR
                )
                values[self.names[name] + "_high"] = (
                    (value.high if isinstance(value, Interval) else value) if known else FAR
                )
            else:
                values[self.names[name]] = value
        for entity, names in self.rows.items():
            values[f"rows_{entity}"] = [
                {self.names[name]: row.values.get(name) for name in names} for row in facts.rows.get(entity, ())
            ]
        values["as_of"] = facts.as_of
        return values

    def wanted(self, statuses: Mapping[tuple[str, RowKey], str]) -> list[str]:
        """The statuses that another engine found, in the graph's order."""
        return [statuses.get((rule.id, ("case", "")), "no") for rule in self.rules]

    # --- expressions

    def _is_of_record(self, measure: Measure) -> bool:
        return all(self.basis.homes[fact] == (measure.over, "record") for fact in facts_of_measure(measure))

    def _measure(self, measure: Measure) -> list[tuple[str, str]]:
        """A measure as filters over its rows: those that count for certain, and those that may."""
        rows, name = f"rows_{measure.over}", self.names[measure.fact]
        where = [self._row_condition(condition) for condition in measure.where]
        if measure.within is not None and isinstance(measure.within.length, Parameter):
            at = f"#.{self.names[measure.within.instant]}"
            length = self.basis.parameters["$" + measure.within.length.name]
            inside = f"{at} <= as_of and {at} >= as_of - {length} * {DAY}"
            where.append((f"{at} != null and {inside}", f"{at} == null or ({inside})"))
        sure, may = (" and ".join(f"({pair[which]})" for pair in where) or "true" for which in (0, 1))
        if measure.kind == "count":
            extra = int(measure.plus_this_case)
            bounds = (("low", sure), ("high", may))
            return [(f"{name}_{end}", f"len(filter({rows}, {test})) + {extra}") for end, test in bounds]
        if measure.kind in ("any", "all"):
            that = [self._row_condition(condition) for condition in measure.that]
            holds, open_ = (" and ".join(f"({pair[which]})" for pair in that) for which in (0, 1))
            if measure.kind == "any":
                found = f"some({rows}, {sure} and {holds}) ? 'yes' : some({rows}, {may} and {open_}) ? null : 'no'"
            else:
                found = f"some({rows}, {sure} and not ({open_})) ? 'no'"
                found += f" : some({rows}, ({may}) and not ({holds})) ? null : 'yes'"
            return [(name, found)]
        if measure.kind == "max" and measure.of is not None and measure.value is None:
            of = f"#.{self.names[measure.of]}"
            found = json.dumps(measure.empty)
            for value in self.basis.orders[measure.of]:
                found = f"some({rows}, {sure} and {of} == {json.dumps(value)}) ? {json.dumps(value)} : ({found})"
            return [(name, f"some({rows}, ({may}) and (not ({sure}) or {of} == null)) ? null : ({found})")]
        raise ValueError(f"not for the graph: {measure.kind}")

    def _row_condition(self, condition: Condition) -> tuple[str, str]:
        name = f"#.{self.names[condition.fact]}"
        comparand = evaluate(condition.comparand, self.basis.parameters.__getitem__)
        among = condition.operator == "in"
        test = f"{name} in {json.dumps(list(comparand))}" if among else f"{name} == {json.dumps(comparand)}"
        return test, f"{test} or {name} == null"

    def _is_number(self, name: str) -> bool:
        return self.basis.rulebook.facts[name].type in ("count", "number", "money")

    def _rule(self, node: Node) -> list[tuple[str, str]]:
        rule = self.basis.by_key[node.name]
        index = self.number[rule.id]
        pairs = [self._condition(test) for test in self.basis.tests[rule.id]] or [("true", "true")]
        winners = [self.number[one.id] for one in self.basis.winners.get(rule.id, ())]
        hit = " or ".join(f"s{one} == 'stands'" for one in winners) or "false"
        doubt = " or ".join(f"s{one} in ['asks', 'provisional']" for one in winners) or "false"
        status = f"$.h{index} ? (({hit}) ? 'overridden' : ({doubt}) ? 'provisional' : 'stands')"
        status += f" : ($.o{index} and not ({hit})) ? 'asks' : 'no'"
        if not winners:
            status = f"$.h{index} ? 'stands' : $.o{index} ? 'asks' : 'no'"
        holds, may = (" and ".join(f"({pair[which]})" for pair in pairs) for which in (0, 1))
        return [(f"h{index}", holds), (f"o{index}", may), (f"s{index}", status)]

    def _fact(self, fact: str) -> list[tuple[str, str]]:
        declared = self.basis.rulebook.facts[fact]
        if declared.many:
            return []
        givers = self.basis.givers.get(fact, ())
        level = self.levels[Node("fact", fact)]
        # What the same node worked out is seen under another name than what earlier ones did.
        levels = {node.name: at for node, at in self.levels.items() if node.kind == "rule"}
        status = {rule.id: f"{'$.' if levels[rule.id] == level else ''}s{self.number[rule.id]}" for rule in givers}
        still = " or ".join(f"{one} in ['asks', 'provisional']" for one in status.values()) or "false"
        value = f"({still}) ? null : {json.dumps(declared.otherwise)}"
        for rule in givers:
            for line in rule.then:
                if line.fact == fact:
                    value = f"{status[rule.id]} == 'stands' ? ({self._value(line.value)}) : ({value})"
        return [(self.names[fact], value)]

    def _value(self, given: Expression) -> str:
        if isinstance(given, FactValue):
            return self.names[given.fact]
        if isinstance(given, TableLookup):
            found = "null"
            for key, entry in self.basis.parameters["$" + given.table]:  # type: ignore[attr-defined]  # pairs
                found = f"{self.names[given.by]} == {json.dumps(key)} ? {json.dumps(entry)} : {found}"
            return found
        if isinstance(given, Literally):
            return json.dumps(given.value)
        raise ValueError(f"not for the graph: {given!r}")

    def _condition(self, test: Test) -> tuple[str, str]:
        """When a condition holds, and when it holds or is open."""
        fact, operator, comparand, condition, values = test
        name = self.names[fact]
        if fact in self.numbers:
            low, high = f"{name}_low", f"{name}_high"
            if operator == "at_least":
                return f"{low} >= {comparand}", f"{high} >= {comparand}"
            if operator == "at_most":
                return f"{high} <= {comparand}", f"{low} <= {comparand}"
            raise ValueError(f"{operator} of a number")
        if comparand is VARIES:
            other = self.names[condition.comparand.fact]  # type: ignore[union-attr]  # checked by the loader
            at_least = [
                f"({other} == '{one}' and {name} in {json.dumps(values[at:])})" for at, one in enumerate(values)
            ]
            holds = " or ".join(at_least)
            return holds, f"{holds} or {name} == null or {other} == null"
        if operator == "is":
            holds = f"{name} == {json.dumps(comparand)}"
        elif operator == "is_not":
            return f"{name} != null and {name} != {json.dumps(comparand)}", f"{name} != {json.dumps(comparand)}"
        elif operator == "in":
            holds = f"{name} in {json.dumps(list(comparand))}"
        else:
            at = values.index(comparand)
            holds = f"{name} in {json.dumps(values[at:] if operator == 'at_least' else values[: at + 1])}"
        return holds, f"{holds} or {name} == null"

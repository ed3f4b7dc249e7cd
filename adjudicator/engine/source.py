"""Writes the Python source of a plan: the body of one pass over the nodes of a rulebook (`compiled.py`).

In the source ``v`` is the dict of values of the row at hand, ``u`` maps each ancestor entity to its dict, ``c`` is the case's. Truths are
``True``, ``False`` and ``None`` (unknown).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from adjudicator.rulebook.model import (
    Clock,
    Condition,
    Each,
    Expression,
    Fact,
    FactValue,
    Literally,
    Measure,
    Parameter,
    Rule,
    Rulebook,
    Struct,
    TableLookup,
)
from adjudicator.rulebook.order import Node, parameter_at

_NUMBERS = ("count", "number", "money")


class PlanSource:
    """The source of one plan, line by line."""

    def __init__(self, rulebook: Rulebook, nodes: tuple[Node, ...], as_of: int) -> None:
        self.rulebook = rulebook
        self.nodes = nodes
        self.as_of = as_of
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self.rules = {node.name: rulebook.rules[node.name] for node in nodes if node.kind == "rule"}
        self.numbers = {key: number for number, key in enumerate(self.rules)}
        self.givers: dict[str, list[str]] = {}
        self.winners: dict[str, list[str]] = {}
        by_id = {rule.id: key for key, rule in self.rules.items()}
        for key, rule in self.rules.items():
            for line in dict.fromkeys(conclusion.fact for conclusion in rule.then):
                self.givers.setdefault(line, []).append(key)
            for loser in rule.overrides:
                if loser in by_id:
                    self.winners.setdefault(by_id[loser], []).append(key)

    def write(self) -> tuple[str, dict[str, Any]]:
        """The source and the constants that it names."""
        functions: list[str] = []
        for key, rule in self.rules.items():
            functions += self._rule_function(key, rule)
        self.lines = []
        for node in self.nodes:
            if node.kind == "rule":
                self._rule(node.name, self.rules[node.name])
            elif node.kind == "fact":
                fact = self.rulebook.facts[node.name]
                if fact.type != "effect":
                    self._fact(fact)
            elif node.kind == "measure":
                functions += self._measure(self.rulebook.measures[node.name])
            else:
                functions += self._clock(self.rulebook.clocks[node.name])
        entities = sorted({rule.entity for rule in self.rules.values()} | {f.entity for f in self.rulebook.facts.values()})
        head = ["def run(rows, c, as_of, S, V, calendar):"]
        head += [f"    rows_{entity} = rows.get({entity!r}, ())" for entity in entities]
        return "\n".join([*functions, *head, *(f"    {line}" for line in self.lines), "    return None"]), self.constants

    # --- values -------------------------------------------------------------------------------------------------------------

    def _see(self, fact: str, entity: str) -> str:
        """How the value of a fact is written where a row of `entity` is at hand."""
        home = "case" if fact.startswith("reading.") else self.rulebook.facts[fact].entity
        if home == "case":
            return f"c.get({fact!r})"
        if home == entity:
            return f"v.get({fact!r})"
        return f"u[{home!r}].get({fact!r})"

    def _constant(self, value: Any) -> str:
        if value is None or isinstance(value, bool | int | str):
            return repr(value)
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def _expression(self, expression: Expression, entity: str) -> str:
        if isinstance(expression, Literally):
            return self._constant(expression.value)
        if isinstance(expression, Parameter):
            return self._constant(parameter_at(self.rulebook, expression.name, self.as_of))
        if isinstance(expression, FactValue):
            return self._see(expression.fact, entity)
        if isinstance(expression, TableLookup):
            table = self._constant(parameter_at(self.rulebook, expression.table, self.as_of))
            return f"op.lookup({table}, {self._see(expression.by, entity)})"
        if isinstance(expression, Each):
            return "(" + "".join(self._expression(item, entity) + ", " for item in expression.items) + ")"
        return "{" + ", ".join(f"{name!r}: {self._expression(item, entity)}" for name, item in expression.items) + "}"

    def _truth(self, condition: Condition, entity: str, x: str) -> tuple[str, str]:
        """Python for the truth of a condition on the known value ``x``, and for its comparand (empty: none that can be unknown)."""
        comparand = condition.comparand
        fact = self.rulebook.facts.get(condition.fact)
        y = self._expression(comparand, entity)
        fixed = isinstance(comparand, Literally | Parameter | Each)
        name = y if fixed else "y"
        operator = condition.operator
        if operator == "includes":
            return f"op.includes({x}, {name})", "" if fixed else y
        if fact is not None and fact.ordered and operator in ("at_least", "at_most"):
            ranks = self._ranks(fact)
            sign = ">=" if operator == "at_least" else "<="
            if isinstance(comparand, Literally):
                rank = fact.values.index(str(comparand.value))
                return f"{ranks}.get({x}, {-1 if sign == '>=' else 99}) {sign} {rank}", ""
            return f"{x} in {ranks} and {name} in {ranks} and {ranks}[{x}] {sign} {ranks}[{name}]", "" if fixed else y
        numeric = fact is not None and fact.type in _NUMBERS
        if operator == "is":
            return (f"op.equals({x}, {name})" if numeric else f"{x} == {name}"), "" if fixed else y
        if operator == "is_not":
            return (f"op.negate(op.equals({x}, {name}))" if numeric else f"{x} != {name}"), "" if fixed else y
        if operator == "in":
            return f"{x} in {name}", "" if fixed else y
        return f"op.{operator}({x}, {name})", "" if fixed else y

    def _ranks(self, fact: Fact) -> str:
        name = "R_" + "".join(ch if ch.isalnum() else "_" for ch in fact.name)
        self.constants[name] = {value: rank for rank, value in enumerate(fact.values)}
        return name

    def _conjunction(self, conditions: Iterable[Condition], entity: str) -> list[str]:
        """Statements that return False at the first condition that is no, and set `open` where one is unknown."""
        lines: list[str] = []
        for condition in conditions:
            truth, y = self._truth(condition, entity, "x")
            lines.append(f"    x = {self._see(condition.fact, entity)}")
            if y:
                lines.append(f"    y = {y}")
                lines.append("    t = None if x is None or y is None else " + truth)
            else:
                lines.append("    t = None if x is None else " + truth)
            lines.append("    if t is None: open = True")
            lines.append("    elif not t: return False")
        return lines

    def _test(self, name: str, conditions: tuple[Condition, ...], entity: str) -> list[str]:
        """A function that gives the truth of a conjunction for a row."""
        body = [f"def {name}(v, u, c):", "    open = False", *self._conjunction(conditions, entity)]
        return [*body, "    return None if open else True"]

    # --- nodes --------------------------------------------------------------------------------------------------------------

    def _rule_function(self, key: str, rule: Rule) -> list[str]:
        return self._test(f"r{self.numbers[key]}", rule.conditions, rule.entity)

    def _rule(self, key: str, rule: Rule) -> None:
        number = self.numbers[key]
        status = f"s{number}"
        self.lines.append(f"{status} = {{}}")
        self.lines.append(f"for v, k, u in rows_{rule.entity}:")
        self.lines.append(f"    t = r{number}(v, u, c)")
        self.lines.append("    if t is False: continue")
        winners = self.winners.get(key, [])
        indent = "    "
        if winners:
            lookups = [f"s{self.numbers[w]}.get({self._key_of(self.rules[w], rule)})" for w in winners]
            self.lines.append(f"    w = ({', '.join(lookups)},)")
            self.lines.append("    lost = 'stands' in w")
            self.lines.append("    if lost:")
            self.lines.append(f"        if t: {status}[k] = S[({rule.id!r}, k)] = 'overridden'")
            self.lines.append("        continue")
            open_winner = "('asks' in w or 'provisional' in w)"
            self.lines.append(
                f"    {status}[k] = S[({rule.id!r}, k)] = 'asks' if t is None else 'provisional' if {open_winner} else 'stands'"
            )
        else:
            self.lines.append(f"{indent}{status}[k] = S[({rule.id!r}, k)] = 'asks' if t is None else 'stands'")

    def _key_of(self, winner: Rule, loser: Rule) -> str:
        """The key of the row for which a winner counts, where a row of the loser is at hand."""
        if winner.entity == loser.entity:
            return "k"
        return "('case', '')" if winner.entity == "case" else f"u[{winner.entity!r}]['#']"

    def _fact(self, fact: Fact) -> None:
        if fact.many:
            self._set(fact)
            return
        self.lines.append(f"for v, k, u in rows_{fact.entity}:")
        self.lines.append("    got, given, lacking, open = None, False, False, False")
        givers = self.givers.get(fact.name, [])
        ids = tuple(self.rules[key].id for key in givers)
        for key in givers:
            rule = self.rules[key]
            self.lines.append(f"    s = s{self.numbers[key]}.get(k)")
            self.lines.append("    if s == 'stands':")
            self.lines.append("        given = True")
            for conclusion in rule.then:
                if conclusion.fact == fact.name:
                    self.lines.append(f"        x = {self._expression(conclusion.value, rule.entity)}")
                    self.lines.append("        if x is None: lacking = True")
                    self.lines.append("        elif got is None: got = x")
                    self.lines.append(f"        elif got != x: op.conflict({fact.name!r}, k, {ids!r}, S)")
            self.lines.append("    elif s == 'asks' or s == 'provisional': open = True")
        # What stands counts although another rule asks; a standing rule whose own value is unknown leaves the fact unknown.
        self.lines.append("    if lacking: got = None")
        self.lines.append(f"    elif not given and not open: got = {self._constant(fact.otherwise)}")
        self.lines.append(f"    v[{fact.name!r}] = V[({fact.name!r}, k)] = got")

    def _set(self, fact: Fact) -> None:
        self.lines.append(f"for v, k, u in rows_{fact.entity}: v[{fact.name!r}] = V[({fact.name!r}, k)] = {{}}")
        for key in self.givers.get(fact.name, []):
            rule = self.rules[key]
            self.lines.append(f"if s{self.numbers[key]}:")
            self.lines.append(f"    for v, k, u in rows_{rule.entity}:")
            self.lines.append(f"        s = s{self.numbers[key]}.get(k)")
            self.lines.append("        if s is None or s == 'overridden': continue")
            target = "v" if fact.entity == rule.entity else "c" if fact.entity == "case" else f"u[{fact.entity!r}]"
            for conclusion in rule.then:
                if conclusion.fact == fact.name:
                    self.lines.append(f"        e = {self._expression(conclusion.value, rule.entity)}")
                    self.lines.append(f"        if e is not None and (s == 'stands' or e not in {target}[{fact.name!r}]):")
                    self.lines.append(f"            {target}[{fact.name!r}][e] = 'yes' if s == 'stands' else None")

    def _measure(self, measure: Measure) -> list[str]:
        name = "m" + "".join(ch if ch.isalnum() else "_" for ch in measure.fact)
        put = f"v[{measure.fact!r}] = V[({measure.fact!r}, k)] ="
        self.lines.append(f"for v, k, u in rows_{measure.entity}:")
        if measure.kind in ("difference", "product"):
            x, y = self._see(measure.of or "", measure.entity), self._see(measure.minus or "", measure.entity)
            call = f"op.difference({x}, {y}, {measure.unit!r})" if measure.kind == "difference" else f"op.product({x}, {y})"
            self.lines.append(f"    {put} {call}")
            return []
        functions = self._test(f"{name}_where", measure.where, measure.over)
        selected = f"{name}_where(v, u, c)"
        if measure.within is not None:
            length = "None" if measure.within.length is None else self._expression(measure.within.length, measure.over)
            bounds = f"op.window({measure.within.unit!r}, {length}, as_of)"
            selected = f"op.both({selected}, op.inside({self._see(measure.within.instant, measure.over)}, {bounds}))"
        own = "k" if measure.over == measure.entity else f"u[{measure.entity!r}]['#']"
        below = "" if measure.entity == "case" else f" if {own} == key"
        loop = f"for v, k, u in rows_{measure.over}{below}"
        if below:
            self.lines.append("    key = k")
        if measure.kind == "count":
            call = f"op.count([{selected} {loop}], {int(measure.plus_this_case)})"
        elif measure.kind in ("any", "all"):
            functions += self._test(f"{name}_that", measure.that, measure.over)
            call = f"op.{measure.kind}_of([({selected}, {name}_that(v, u, c)) {loop}])"
        else:
            of = self._see(measure.of or "", measure.over)
            if measure.kind == "sum":
                call = f"op.total([({selected}, {of}) {loop}])"
            else:
                taken = of if measure.value is None else self._see(measure.value, measure.over)
                fact = self.rulebook.facts[measure.of or ""]
                ranks = self._ranks(fact) if fact.ordered else "None"
                greatest = measure.kind in ("max", "latest")
                call = f"op.extreme([({selected}, {of}, {taken}) {loop}], {greatest}, {self._constant(measure.empty)}, {ranks})"
        self.lines.append(f"    got = {call}")
        self.lines.append(f"    {put} got")
        return functions

    def _clock(self, clock: Clock) -> list[str]:
        functions: list[str] = []
        starts = "(" + "".join(self._see(fact, clock.entity) + ", " for fact in clock.start) + ")"
        length = "None" if clock.length is None else self._expression(clock.length, clock.entity)
        due = "'never'" if clock.due is None else self._see(clock.due, clock.entity)
        self.lines.append(f"for v, k, u in rows_{clock.entity}:")
        stops = "[]"
        if clock.stopped_over is not None and clock.stopped_by is not None:
            name = "k" + "".join(ch if ch.isalnum() else "_" for ch in clock.name)
            functions = self._test(f"{name}_where", clock.stopped_where, clock.stopped_over)
            stops = f"[({name}_where(v, u, c), {self._see(clock.stopped_by, clock.stopped_over)}) for v, k, u in rows_{clock.stopped_over}]"
        self.lines.append(f"    stops = {stops}")
        self.lines.append(
            f"    state, due = op.clock({starts}, {length}, {clock.length is not None}, {clock.unit!r}, {due}, stops, as_of, calendar)"
        )
        for part in ("state", "due"):
            fact = f"{clock.name}.{part}"
            self.lines.append(f"    v[{fact!r}] = V[({fact!r}, k)] = {part}")
        return functions

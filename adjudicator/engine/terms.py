"""How facts, values, conditions and premises are written in the Python source of a plan (`source.py`).

A *seat* is a row at hand in that source. Facts of the case are local variables of the plan (``f_refund_state``); those
of other rows stand in the dict of the row, which also keeps, under names that no fact can have, what the pass needs to
remember of the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from adjudicator.rulebook.model import (
    Condition,
    Each,
    Expression,
    Fact,
    FactValue,
    Literally,
    Parameter,
    Rulebook,
    TableLookup,
)
from adjudicator.rulebook.order import Node, facts_in, facts_of_clock, facts_of_measure, facts_of_rule, parameter_at

Kind = Literal["record", "reading", "rules", "measure", "clock", "nobody"]
"""Who gives a fact in a plan; ``nobody``: what would give it does not exist for the case."""

_NUMBERS = ("count", "number", "money")


@dataclass(frozen=True, slots=True)
class Seat:
    """A row at hand: its entity, and the variables for its values, its ancestors' values, and the row itself."""

    entity: str
    values: str = "v"
    ups: str = "u"
    row: str = "r"

    @property
    def about(self) -> str:
        """The id under which a step speaks of the row."""
        return "None" if self.entity == "case" else f"{self.row}.id"


class Terms:
    """What the parts of a plan's source share: the facts that exist in it, and how each is read, written and cited."""

    def __init__(self, rulebook: Rulebook, nodes: Iterable[Node], as_of: int) -> None:
        self.rulebook = rulebook
        self.as_of = as_of
        self.constants: dict[str, Any] = {}
        self.rules = {node.name: rulebook.rules[node.name] for node in nodes if node.kind == "rule"}
        self.measures = [rulebook.measures[node.name] for node in nodes if node.kind == "measure"]
        self.clocks = [rulebook.clocks[node.name] for node in nodes if node.kind == "clock"]
        self.decided = [rulebook.facts[node.name] for node in nodes if node.kind == "fact"]
        computed = {m.fact for m in self.measures} | {
            f"{c.name}.{part}" for c in self.clocks for part in ("state", "due")
        }
        self.derived = computed | {fact.name for fact in self.decided}
        """What the plan gives a value, effects included."""
        self.established = computed | {line.fact for rule in self.rules.values() for line in rule.then}
        """The facts that a step may conclude."""
        self.used = {
            fact
            for facts in (
                *map(facts_of_rule, self.rules.values()),
                *map(facts_of_measure, self.measures),
                *map(facts_of_clock, self.clocks),
            )
            for fact in facts
        }
        """What some rule, measure or clock reads, and may therefore cite."""
        self._locals: dict[str, str] = {}

    # --- names

    def fact(self, name: str) -> Fact | None:
        """A fact as the vocabulary declares it; None for a reading."""
        return self.rulebook.facts.get(name)

    def home(self, name: str) -> str:
        """The entity of a fact."""
        return "case" if name.startswith("reading.") else self.rulebook.facts[name].entity

    def kind(self, name: str) -> Kind:
        """Who gives a fact here."""
        if name.startswith("reading."):
            return "reading"
        given = self.rulebook.facts[name].given_by
        return "nobody" if given not in ("record", "reading") and name not in self.derived else given

    def local(self, name: str) -> str:
        """The name of a fact as part of a variable's; the same for no two facts."""
        found = self._locals.get(name)
        if found is None:
            found = "".join(ch if ch.isascii() and ch.isalnum() else "_" for ch in name)
            while found in self._locals.values():
                found += "_"
            self._locals[name] = found
        return found

    def dict_of(self, entity: str, seat: Seat) -> str:
        """The dict of values of a row or its ancestor."""
        return "c" if entity == "case" else seat.values if entity == seat.entity else f"{seat.ups}[{entity!r}]"

    # --- values

    def see(self, name: str, seat: Seat) -> str:
        """How the value of a fact is read from a seat."""
        kind, home = self.kind(name), self.home(name)
        if kind == "nobody":
            declared = self.rulebook.facts[name]
            return (
                self.constant({} if declared.many else declared.otherwise) if declared.given_by == "rules" else "None"
            )
        if home == "case":
            return f"f_{self.local(name)}"
        return f"{self.dict_of(home, seat)}.get({name!r})"

    def case_facts(self) -> list[str]:
        """The facts of the case and the readings that the plan reads from what it is given."""
        return sorted(
            name for name in self.used if self.kind(name) in ("record", "reading") and self.home(name) == "case"
        )

    def constant(self, value: Any) -> str:
        """A value that is the same for all cases."""
        if value is None or isinstance(value, bool | int | str):
            return repr(value)
        for name, known in self.constants.items():
            if type(known) is type(value) and repr(known) == repr(value) and name.startswith("K"):
                return name
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def fixed(self, expression: Expression) -> Any:
        """The value of an expression that names no fact."""
        if isinstance(expression, Literally):
            return expression.value
        if isinstance(expression, Parameter):
            return parameter_at(self.rulebook, expression.name, self.as_of)
        if isinstance(expression, Each):
            return tuple(self.fixed(item) for item in expression.items)
        if isinstance(expression, FactValue | TableLookup):
            raise TypeError(f"not the same for all cases: {expression!r}")
        return {name: self.fixed(item) for name, item in expression.items}

    def expression(self, expression: Expression, seat: Seat) -> str:
        """The value of an expression."""
        if not facts_in(expression):
            return self.constant(self.fixed(expression))
        if isinstance(expression, FactValue):
            return self.see(expression.fact, seat)
        if isinstance(expression, TableLookup):
            table = self.constant(parameter_at(self.rulebook, expression.table, self.as_of))
            return f"op.lookup({table}, {self.see(expression.by, seat)})"
        if isinstance(expression, Each):
            return "(" + "".join(self.expression(item, seat) + ", " for item in expression.items) + ")"
        if isinstance(expression, Literally | Parameter):
            return self.constant(self.fixed(expression))
        return "{" + ", ".join(f"{name!r}: {self.expression(item, seat)}" for name, item in expression.items) + "}"

    # --- premises

    def cite(self, name: str, seat: Seat, element: Expression | None = None) -> str:
        """What stands for a fact among the premises of a step, as an item of a list display; empty if nothing can."""
        kind, home = self.kind(name), self.home(name)
        if kind == "reading":
            return repr(name)
        if kind == "record":
            if home == "case":
                return f"*sources({name!r}, source)"
            row = seat.row if home == seat.entity else f"{seat.row}.up[{home!r}]"
            return f"*{row}.sources.get({name!r}, {row}.source)"
        if name not in self.established:
            return ""
        declared = self.rulebook.facts[name]
        steps = self.steps_of(name, seat)
        if not declared.many:
            return f"*{steps}"
        return f"*op.putting({steps}, {'None' if element is None else self.expression(element, seat)})"

    def steps_of(self, name: str, seat: Seat) -> str:
        """The steps that established a fact so far: ids, of a set pairs of id and element."""
        if self.home(name) == "case":
            return f"e_{self.local(name)}"
        return f"{self.dict_of(self.home(name), seat)}.get({'>' + name!r}, ())"

    def cite_condition(self, condition: Condition, seat: Seat) -> list[str]:
        """What a condition rests on: its fact, then the facts of its comparand."""
        element = condition.comparand if condition.operator == "includes" else None
        cited = [self.cite(condition.fact, seat, element), *(self.cite(f, seat) for f in facts_in(condition.comparand))]
        return [one for one in cited if one]

    def cite_all(self, names: Iterable[str], seat: Seat) -> list[str]:
        """What several facts rest on."""
        return [one for one in (self.cite(name, seat) for name in names) if one]

    # --- conditions

    def condition(self, condition: Condition, seat: Seat) -> tuple[str, str]:
        """Two expressions: whether a condition is no, and whether it is unknown where it is not no."""
        operator, comparand = condition.operator, condition.comparand
        fact = self.fact(condition.fact)
        x = seen = self.see(condition.fact, seat)
        if not seen.isidentifier():
            x, seen = "x", f"(x := {seen})"
        varies = bool(facts_in(comparand))
        if seen == "None" or (not varies and self.fixed(comparand) is None):
            return "False", "True"
        value = self.expression(comparand, seat)
        plain = not ((fact is not None and fact.type in _NUMBERS) or varies)
        if plain and operator in ("is", "is_not", "in"):
            differs = {"is": "!=", "is_not": "==", "in": "not in"}[operator]
            return f"{seen} {differs} {value} and {x} is not None", f"{seen} is None"
        if fact is not None and fact.ordered and operator in ("at_least", "at_most"):
            call = f"op.ranked_{operator}({self.ranks(fact)}, {x}, {'y' if varies else value})"
        else:
            name = {"in": "in_", "is": "is_"}.get(operator, operator)
            call = f"op.{name}({x}, {'y' if varies else value})"
        known = f"{seen} is not None" + (f" and (y := {value}) is not None" if varies else "")
        unknown = f"{seen} is None" + (f" or (y := {value}) is None" if varies else "")
        return f"{known} and {call} is False", f"{unknown} or {call} is None"

    def conjunction(self, conditions: Iterable[Condition], seat: Seat) -> tuple[list[str], str]:
        """Whether each of some conditions is no, and one expression for whether one is unknown (empty: none can be)."""
        pairs = [self.condition(condition, seat) for condition in conditions]
        return [no for no, _ in pairs], " or ".join(dict.fromkeys(unknown for _, unknown in pairs))

    def truth(self, conditions: Iterable[Condition], seat: Seat) -> str:
        """One expression for the truth of a conjunction."""
        refuted, unknown = self.conjunction(conditions, seat)
        if not refuted:
            return "True"
        return f"False if {' or '.join(refuted)} else None if {unknown} else True"

    def ranks(self, fact: Fact) -> str:
        """The constant that gives the place of each value of an ordered choice."""
        name = "R_" + self.local(fact.name)
        self.constants[name] = {value: rank for rank, value in enumerate(fact.values)}
        return name


def display(grounds: Iterable[str]) -> str:
    """What is cited, as a tuple; what names one fact alone is one already."""
    unique = list(dict.fromkeys(grounds))
    if len(unique) == 1 and unique[0].startswith("*"):
        return unique[0][1:]
    return "(" + "".join(f"{item}, " for item in unique) + ")"


def cited(grounds: Iterable[str]) -> str:
    """The premises of a step: what is cited, each once, in order; the record where there is nothing."""
    unique = list(dict.fromkeys(grounds))
    if not unique:
        return "op.CASE"
    if len(unique) == 1:
        # Most facts stand in one place.
        return (
            f"(y if len(y := {display(unique)}) == 1 else op.cited(y))"
            if unique[0].startswith("*")
            else display(unique)
        )
    return f"op.cited({display(unique)})"

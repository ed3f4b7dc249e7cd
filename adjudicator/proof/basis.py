"""What exists for a case: the rules, measures and clocks that govern its platform and are in force, and what each of
them rests on.

A `Basis` belongs to one rulebook, one platform and one epoch (within which nothing in force changes); `Bases` keeps
them, so that a case costs no more than a look-up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Lookup, facts_in
from adjudicator.rulebook.model import (
    Clock,
    Condition,
    Expression,
    Fact,
    Measure,
    Rule,
    Rulebook,
)
from adjudicator.rulebook.order import change_instants, govern, in_force, parameter_at

Given = Literal["record", "rules", "measure", "clock", "reading"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact that a rule rests on: where it is at home, who gives it, and for `includes` which element of it."""

    fact: str
    home: str
    given: Given
    element: Expression | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """The part of a rulebook that exists for a platform in an epoch, ready to be looked up."""

    rulebook: Rulebook
    rules: tuple[Rule, ...]
    """In order of their ids."""
    by_id: dict[str, Rule]
    by_key: dict[str, Rule]
    """By their keys in the rulebook, which differ from ids where a rule has dated versions."""
    givers: dict[str, tuple[Rule, ...]]
    """The rules that may conclude a fact."""
    winners: dict[str, tuple[Rule, ...]]
    """The rules that override a rule."""
    parameters: dict[str, object]
    """By ``$NAME``."""
    orders: dict[str, tuple[str, ...]]
    homes: dict[str, tuple[str, Given]]
    """Of each fact its entity and who gives it."""
    defaults: dict[str, str]
    """Of each reading, by its fact, the value when nobody chose."""
    measures: dict[str, Measure]
    clocks: dict[str, tuple[Clock, Literal["state", "due"]]]
    """By fact."""
    tests: dict[str, tuple[tuple[Mention, ...], ...]]
    """Of each rule by id, for each of its conditions what it rests on."""
    uses: dict[str, tuple[tuple[Mention, ...], ...]]
    """Of each rule by id, for each of its conclusions what its value rests on."""
    otherwise: dict[str, tuple[str, ...]]
    """The facts that take their `otherwise` value when nothing stands, with the clauses of the rules that could have
    concluded them.
    """

    def mention(self, fact: str, element: Expression | None = None) -> Mention:
        """A fact as something to rest on. KeyError for a fact that the vocabulary does not name."""
        home, given = self.homes[fact]
        return Mention(fact, home, given, element)

    def mentions(self, condition: Condition) -> tuple[Mention, ...]:
        """What a condition rests on: its fact, then the facts of its comparand."""
        element = condition.comparand if condition.operator == "includes" else None
        return (self.mention(condition.fact, element), *map(self.mention, facts_in(condition.comparand)))

    def given_by_nobody(self, fact: str) -> Any:
        """The value of a fact by rules of which nothing is known: that of one that no rule here concludes, the empty
        set; else unknown.
        """
        declared = self.rulebook.facts[fact]
        if declared.given_by != "rules":
            return None
        if declared.many:
            return {}
        return None if fact in self.givers else declared.otherwise


def reading_fact(name: str) -> str:
    """The fact that holds how an open clause is read."""
    return name if name.startswith("reading.") else f"reading.{name}"


def basis_at(rulebook: Rulebook, platform: str | None, as_of: int) -> Basis:
    """What exists for a platform at an instant. KeyError for a platform that the vocabulary does not name."""
    packs = set(govern(rulebook, platform))
    by_key = {key: rule for key, rule in sorted(rulebook.rules.items()) if rule.pack in packs and in_force(rule, as_of)}
    rules = tuple(sorted(by_key.values(), key=lambda rule: rule.id))
    by_id = {rule.id: rule for rule in rules}
    givers: dict[str, list[Rule]] = {}
    winners: dict[str, list[Rule]] = {}
    for rule in rules:
        for fact in dict.fromkeys(conclusion.fact for conclusion in rule.then):
            givers.setdefault(fact, []).append(rule)
        for loser in rule.overrides:
            winners.setdefault(loser, []).append(rule)
    defaults = {reading_fact(name): switch.default for name, switch in rulebook.readings.items()}
    homes: dict[str, tuple[str, Given]] = {name: (fact.entity, fact.given_by) for name, fact in rulebook.facts.items()}
    homes.update(dict.fromkeys(defaults, ("case", "reading")))
    basis = Basis(
        rulebook=rulebook,
        rules=rules,
        by_id=by_id,
        by_key=by_key,
        givers={fact: tuple(those) for fact, those in givers.items()},
        winners={loser: tuple(those) for loser, those in winners.items()},
        parameters={"$" + name: parameter_at(rulebook, name, as_of) for name in rulebook.parameters},
        orders={name: fact.values for name, fact in rulebook.facts.items() if fact.ordered},
        homes=homes,
        defaults=defaults,
        measures={m.fact: m for m in rulebook.measures.values() if m.pack in packs},
        clocks=_clocks(rulebook, packs),
        tests={},
        uses={},
        otherwise={
            name: tuple(sorted({rule.source.clause for rule in givers[name]}))
            for name, fact in rulebook.facts.items()
            if name in givers and not fact.many and fact.otherwise is not None
        },
    )
    for rule in rules:
        basis.tests[rule.id] = tuple(basis.mentions(condition) for condition in rule.conditions)
        basis.uses[rule.id] = tuple(tuple(map(basis.mention, facts_in(line.value))) for line in rule.then)
    return basis


def _clocks(rulebook: Rulebook, packs: set[str]) -> dict[str, tuple[Clock, Literal["state", "due"]]]:
    found: dict[str, tuple[Clock, Literal["state", "due"]]] = {}
    for clock in rulebook.clocks.values():
        if clock.pack in packs:
            found[f"{clock.name}.state"] = (clock, "state")
            found[f"{clock.name}.due"] = (clock, "due")
    return found


class Bases:
    """The bases of one rulebook, each made when it is first asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._changes = change_instants(rulebook)
        self._made: dict[tuple[str | None, int], Basis] = {}

    def at(self, platform: str | None, as_of: int) -> Basis:
        """What exists for a platform at an instant."""
        key = (platform, bisect_right(self._changes, as_of))
        basis = self._made.get(key)
        if basis is None:
            basis = self._made[key] = basis_at(self.rulebook, platform, as_of)
        return basis


def seer(basis: Basis, facts: Facts, derived: Callable[[str, Row], Any]) -> Callable[[Row], Lookup]:
    """What can be seen from each row: record values, readings and parameters directly, `derived` for everything else.

    Rows are told apart by identity; each row gets one lookup.
    """
    lookups: dict[int, Lookup] = {}
    homes, parameters, defaults, case = basis.homes, basis.parameters, basis.defaults, facts.case

    def see(row: Row) -> Lookup:
        found = lookups.get(id(row))
        if found is not None:
            return found

        def lookup(name: str) -> Any:
            if name[0] == "$":
                return parameters[name]
            home, given = homes[name]
            at = row if row.entity == home else row.up[home]
            if given == "record":
                return at.values.get(name)
            if given == "reading":
                chosen = case.values.get(name)
                return defaults.get(name) if chosen is None else chosen
            return derived(name, at)

        lookups[id(row)] = lookup
        return lookup

    return see


def givers_of(basis: Basis, fact: Fact, row: Row, facts: Facts) -> list[tuple[Rule, Row]]:
    """Each rule that may conclude a fact of a row, with each row of which it would: the row itself or one below it."""
    found: list[tuple[Rule, Row]] = []
    for rule in basis.givers.get(fact.name, ()):
        if rule.entity == row.entity:
            found.append((rule, row))
        else:
            found += [
                (rule, below)
                for below in facts.rows.get(rule.entity, ())
                if (above := below.up.get(row.entity)) is not None and above.id == row.id
            ]
    return found


def seat(row: Row, entity: str) -> Row:
    """The row of an entity that a row is or lies under."""
    return row if row.entity == entity else row.up[entity]

"""What exists for a case: the rules, measures and clocks that govern its platform and are in force, and what each of
them rests on.

A `Basis` belongs to one rulebook, one platform and one epoch (within which nothing in force changes); `Bases` keeps
them, so that a case costs no more than a look-up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Lookup, Truth, compare, evaluate, facts_in
from adjudicator.rulebook.model import (
    Clock,
    Condition,
    Expression,
    Fact,
    Measure,
    Operator,
    Rule,
    Rulebook,
)
from adjudicator.rulebook.order import (
    change_instants,
    facts_of_clock,
    facts_of_measure,
    govern,
    in_force,
    parameter_at,
)

Given = Literal["record", "rules", "measure", "clock", "reading"]


class Mention(NamedTuple):
    """A fact that a rule rests on: where it is at home, who gives it, and for `includes` which element of it."""

    fact: str
    home: str
    given: Given
    element: Expression | None = None


VARIES: Any = object()
"""Stands for the value of an expression that is not the same for all cases of an epoch."""

Test = tuple[str, Operator, Any, Condition, tuple[str, ...]]
"""A condition made ready: its fact, operator, comparand (or `VARIES`), itself, and the order of the fact's values."""


def held(test: Test, lookup: Lookup) -> Truth:
    """Whether a condition holds, as `atoms.holds` says; what is the same for all cases was worked out before."""
    fact, operator, comparand, condition, order = test
    value = lookup(fact)
    if value is None:
        return None
    if comparand is VARIES:
        comparand = evaluate(condition.comparand, lookup)
    if comparand is None:
        return None
    if operator == "is" and type(value) is str:
        return "yes" if value == comparand else "no"
    return compare(operator, value, comparand, order)


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
    tests: dict[str, tuple[Test, ...]]
    """Of each rule by id its conditions, those of `once` first."""
    reads: dict[str, tuple[tuple[Test, tuple[str, Given]], ...]]
    """Of each rule by id its conditions with the home and giver of their facts."""
    rests: dict[str, tuple[tuple[Mention, ...], ...]]
    """Of each rule by id, for each of its conditions what it rests on."""
    uses: dict[str, tuple[tuple[Mention, ...], ...]]
    """Of each rule by id, for each of its conclusions what its value rests on."""
    given: dict[str, tuple[Any, ...]]
    """Of each rule by id, for each of its conclusions the value that it gives, or `VARIES`."""
    calendar: dict[str, Any]
    """As in the rulebook, its days as a set."""
    counts: dict[str, tuple[Mention, ...]]
    """Of each measure by its fact, what it rests on in each row."""
    starts: dict[str, tuple[Mention, ...]]
    """Of each clock by its name, what says when it starts and is due."""
    stops: dict[str, tuple[Mention, ...]]
    """Of each clock by its name, what says whether and when a row stops it."""
    otherwise: dict[str, tuple[str, ...]]
    """The facts that take their `otherwise` value when nothing stands, with the clauses of the rules that could have
    concluded them.
    """

    suppliers: dict[str, frozenset[str]]
    """By the name of a fact and by that under which it is asked for, who can supply it where it is unknown."""

    measure_names: dict[str, Measure]
    """By the name that stands as the rule of its steps, ``PACK.measures.FACT``."""
    clock_names: dict[str, Clock]
    """By ``PACK.clocks.NAME``."""
    readers: dict[str, tuple[Rule, ...]]
    """Of each reading, by its fact, the rules that test it."""
    readings_beyond: frozenset[str]
    """The readings, by their facts, that are read otherwise than by testing them in a condition of a rule."""

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
        reads={},
        rests={},
        uses={},
        given={},
        calendar=_calendar(rulebook),
        counts={},
        starts={},
        stops={},
        otherwise={
            name: tuple(sorted({rule.source.clause for rule in givers[name]}))
            for name, fact in rulebook.facts.items()
            if name in givers and not fact.many and fact.otherwise is not None
        },
        suppliers=_suppliers(rulebook),
        measure_names={f"{m.pack}.measures.{m.fact}": m for m in rulebook.measures.values() if m.pack in packs},
        clock_names={f"{c.pack}.clocks.{c.name}": c for c in rulebook.clocks.values() if c.pack in packs},
        readers={name: tuple(rule for rule in rules if name in {c.fact for c in rule.conditions}) for name in defaults},
        readings_beyond=frozenset(
            fact
            for facts in (
                *(facts_in(c.comparand) for rule in rules for c in rule.conditions),
                *(facts_in(line.value) for rule in rules for line in rule.then),
                *map(facts_of_measure, rulebook.measures.values()),
                *map(facts_of_clock, rulebook.clocks.values()),
            )
            for fact in facts
            if fact in defaults
        ),
    )
    for rule in rules:
        basis.tests[rule.id] = tuple(_test(basis, condition) for condition in rule.conditions)
        basis.reads[rule.id] = tuple((test, homes[test[0]]) for test in basis.tests[rule.id])
        basis.rests[rule.id] = tuple(basis.mentions(condition) for condition in rule.conditions)
        basis.given[rule.id] = tuple(_constant(basis, line.value) for line in rule.then)
        basis.uses[rule.id] = tuple(tuple(map(basis.mention, facts_in(line.value))) for line in rule.then)
    for m in basis.measures.values():
        basis.counts[m.fact] = _counts(basis, m)
    for clock, _ in basis.clocks.values():
        basis.starts[clock.name], basis.stops[clock.name] = _starts(basis, clock), _stops(basis, clock)
    return basis


def _suppliers(rulebook: Rulebook) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, fact in rulebook.facts.items():
        found.setdefault(name, set()).add(fact.supplied_by)
        found.setdefault(fact.asked_as, set()).add(fact.supplied_by)
    return {name: frozenset(those) for name, those in found.items()}


def _calendar(rulebook: Rulebook) -> dict[str, Any]:
    calendar: dict[str, Any] = dict(rulebook.calendar)
    if "days" in calendar:
        calendar["days"] = frozenset(calendar["days"])
    return calendar


def _counts(basis: Basis, m: Measure) -> tuple[Mention, ...]:
    """Its tests of the row, the window, what is tested of it, what is added, compared or chosen."""
    found = [mention for condition in m.where for mention in basis.mentions(condition)]
    if m.within is not None:
        found += map(basis.mention, (m.within.instant, *facts_in(m.within.length)))
    found += [mention for condition in m.that for mention in basis.mentions(condition)]
    return (*found, *(basis.mention(fact) for fact in (m.of, m.minus) if fact is not None))


def _starts(basis: Basis, c: Clock) -> tuple[Mention, ...]:
    facts = [*c.start, *facts_in(c.length)]
    return tuple(map(basis.mention, facts if c.due is None else [*facts, c.due]))


def _stops(basis: Basis, c: Clock) -> tuple[Mention, ...]:
    found = [mention for condition in c.stopped_where for mention in basis.mentions(condition)]
    return tuple(found if c.stopped_by is None else [*found, basis.mention(c.stopped_by)])


def _test(basis: Basis, condition: Condition) -> Test:
    order = basis.orders.get(condition.fact, ())
    return (condition.fact, condition.operator, _constant(basis, condition.comparand), condition, order)


def _constant(basis: Basis, expression: Expression) -> Any:
    return VARIES if facts_in(expression) else evaluate(expression, basis.parameters.__getitem__)


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


def seer(
    basis: Basis, facts: Facts, derived: Callable[[str, Row], Any], readings: Mapping[str, str] | None = None
) -> Callable[[Row], Lookup]:
    """What can be seen from each row: record values, readings and parameters directly, `derived` for everything else.

    Rows are told apart by identity; each row gets one lookup. `readings` (by name) count before those of the case.
    """
    lookups: dict[int, Lookup] = {}
    homes, parameters, case = basis.homes, basis.parameters, facts.case
    defaults = basis.defaults
    switches = {reading_fact(name): value for name, value in (readings or {}).items()}

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
                chosen = switches.get(name) or case.values.get(name)
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
        elif row.entity == "case":
            found += [(rule, below) for below in facts.rows.get(rule.entity, ())]
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


def value_given(basis: Basis, rule: Rule, line: int, lookup: Lookup) -> Any:
    """The value that one conclusion of a rule gives."""
    value = basis.given[rule.id][line]
    return evaluate(rule.then[line].value, lookup) if value is VARIES else value

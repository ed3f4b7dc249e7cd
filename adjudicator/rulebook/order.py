"""In which order the rules of a platform are decided at a date, and which of them exist for it.

Shared by the engines and the checker as data of the loader: every dependency stands before its user, so that one pass
decides all.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from adjudicator.calendars import instant_of_day, local_day
from adjudicator.rulebook.model import (
    STRATA,
    Clock,
    Condition,
    Each,
    Expression,
    FactValue,
    Measure,
    Rule,
    Rulebook,
    Struct,
    TableLookup,
)

EVIDENCE = "evidence"
"""The pack that governs every platform and that `packs` of a ruling does not list."""

Kind = Literal["rule", "fact", "measure", "clock"]


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """One thing to decide. `name`: a rule's key in `Rulebook.rules`, a fact by rules, a measure's fact, a clock."""

    kind: Kind
    name: str


class Circle(Exception):
    """The facts depend on each other in a circle; `nodes` goes once around it."""

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes
        super().__init__(" -> ".join(f"{node.kind} {node.name}" for node in nodes))


# --- what exists for a case -----------------------------------------------------------------------------------------


def govern(rulebook: Rulebook, platform: str | None) -> tuple[str, ...]:
    """The packs that govern a platform, in the order in which a ruling names them, with ``evidence`` last.

    No platform (a single exhibit is checked): ``evidence`` alone. KeyError for a platform that the vocabulary lacks.
    """
    if platform is None:
        return (EVIDENCE,)
    return (*rulebook.governs[platform], EVIDENCE)


def date_at(as_of: int) -> str:
    """The UTC+8 date of an instant, ISO.

    >>> date_at(0)
    '1970-01-01'
    """
    return date.fromordinal(local_day(as_of)).isoformat()


def in_force(rule: Rule, as_of: int) -> bool:
    """Whether a rule is in force on the UTC+8 date of `as_of`; its first and its last day are both included."""
    day = date_at(as_of)
    return (rule.in_force_from is None or rule.in_force_from <= day) and (
        rule.in_force_until is None or day <= rule.in_force_until
    )


def parameter_at(rulebook: Rulebook, name: str, as_of: int) -> object:
    """The value of a parameter on the UTC+8 date of `as_of`; None if it has none then. KeyError for an unknown name."""
    day = date_at(as_of)
    found: object = None
    for since, value in rulebook.parameters[name].values:
        if since is None or since <= day:
            found = value
    return found


def change_instants(rulebook: Rulebook) -> tuple[int, ...]:
    """The instants (00:00 UTC+8) at which a rule or a parameter changes, ascending.

    ``bisect_right(change_instants(rulebook), as_of)`` is the epoch of a case: within one epoch and one platform the
    same is in force.
    """
    days: set[int] = set()
    for rule in rulebook.rules.values():
        if rule.in_force_from is not None:
            days.add(date.fromisoformat(rule.in_force_from).toordinal())
        if rule.in_force_until is not None:
            days.add(date.fromisoformat(rule.in_force_until).toordinal() + 1)
    for parameter in rulebook.parameters.values():
        days.update(date.fromisoformat(since).toordinal() for since, _ in parameter.values if since is not None)
    return tuple(instant_of_day(day) for day in sorted(days))


def winners(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """For each overridden rule (its key) the keys of the rules that override it, whatever their dates and packs."""
    found: dict[str, list[str]] = {}
    by_id = versions_by_id(rulebook)
    for key, rule in sorted(rulebook.rules.items()):
        for loser in rule.overrides:
            for loser_key in by_id.get(loser, ()):
                found.setdefault(loser_key, []).append(key)
    return {loser: tuple(keys) for loser, keys in found.items()}


def versions_by_id(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """The keys of all dated versions of a rule, by its id."""
    found: dict[str, list[str]] = {}
    for key, rule in sorted(rulebook.rules.items()):
        found.setdefault(rule.id, []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


# --- what depends on what -------------------------------------------------------------------------------------------


def facts_in(expression: Expression | None) -> tuple[str, ...]:
    """The facts that an expression reads."""
    if isinstance(expression, FactValue):
        return (expression.fact,)
    if isinstance(expression, TableLookup):
        return (expression.by,)
    if isinstance(expression, Each):
        return tuple(fact for item in expression.items for fact in facts_in(item))
    if isinstance(expression, Struct):
        return tuple(fact for _, item in expression.items for fact in facts_in(item))
    return ()


def facts_of_conditions(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The facts that conditions read, comparands included."""
    return tuple(fact for c in conditions for fact in (c.fact, *facts_in(c.comparand)))


def facts_of_rule(rule: Rule) -> tuple[str, ...]:
    """The facts that a rule reads, in its conditions and in the values that it gives."""
    return facts_of_conditions(rule.conditions) + tuple(f for c in rule.then for f in facts_in(c.value))


def facts_of_measure(measure: Measure) -> tuple[str, ...]:
    """The facts that a measure reads."""
    facts = [fact for fact in (measure.of, measure.minus, measure.value) if fact is not None]
    if measure.within is not None:
        facts += [measure.within.instant, *facts_in(measure.within.length)]
    return (*facts, *facts_of_conditions(measure.where + measure.that))


def facts_of_clock(clock: Clock) -> tuple[str, ...]:
    """The facts that a clock reads."""
    facts = [*clock.start, *facts_in(clock.length)]
    facts += [fact for fact in (clock.due, clock.stopped_by) if fact is not None]
    return (*facts, *facts_of_conditions(clock.stopped_where))


def graph(rulebook: Rulebook, packs: Iterable[str], as_of: int | None = None) -> dict[Node, set[Node]]:
    """Each node of some packs with the nodes that it needs; `as_of` None: rules of all dates."""
    packs = set(packs)
    rules = {
        key: rule
        for key, rule in rulebook.rules.items()
        if rule.pack in packs and (as_of is None or in_force(rule, as_of))
    }
    measures = {name: measure for name, measure in rulebook.measures.items() if measure.pack in packs}
    clocks = {name: clock for name, clock in rulebook.clocks.items() if clock.pack in packs}
    givers = {fact: Node("measure", fact) for fact in measures}
    for name in clocks:
        givers[f"{name}.state"] = givers[f"{name}.due"] = Node("clock", name)
    needs: dict[Node, set[Node]] = {}

    def read(facts: Iterable[str]) -> set[Node]:
        found = set()
        for name in facts:
            node = givers.get(name)
            if node is None and name in rulebook.facts and rulebook.facts[name].given_by == "rules":
                node = givers[name] = Node("fact", name)
            if node is not None:
                if node.kind == "fact":
                    needs.setdefault(node, set())
                found.add(node)
        return found

    for key, rule in rules.items():
        needs.setdefault(Node("rule", key), set()).update(read(facts_of_rule(rule)))
        for conclusion in rule.then:
            for fact in read([conclusion.fact]):
                needs[fact].add(Node("rule", key))
    for name, measure in measures.items():
        needs[Node("measure", name)] = read(facts_of_measure(measure))
    for name, clock in clocks.items():
        needs[Node("clock", name)] = read(facts_of_clock(clock))
    for loser, keys in winners(rulebook).items():
        if loser in rules:
            needs[Node("rule", loser)].update(Node("rule", key) for key in keys if key in rules)
    return needs


def sort(rulebook: Rulebook, needs: dict[Node, set[Node]]) -> tuple[Node, ...]:
    """The nodes with every need before its user, among the free ones by stratum and then by name. Raises `Circle`."""
    strata: dict[Node, int] = {}
    users: dict[Node, list[Node]] = {node: [] for node in needs}
    open_needs = {node: len(needed) for node, needed in needs.items()}
    for node, needed in needs.items():
        for one in needed:
            users[one].append(node)

    def stratum(node: Node) -> int:
        own = STRATA.index(rulebook.rules[node.name].stratum) if node.kind == "rule" else 0
        return max([own, *(strata[one] for one in needs[node])])

    free: list[tuple[int, Node]] = []
    for node in needs:
        if not needs[node]:
            strata[node] = stratum(node)
            heapq.heappush(free, (strata[node], node))
    done: list[Node] = []
    while free:
        _, node = heapq.heappop(free)
        done.append(node)
        for user in users[node]:
            open_needs[user] -= 1
            if not open_needs[user]:
                strata[user] = stratum(user)
                heapq.heappush(free, (strata[user], user))
    if len(done) < len(needs):
        raise Circle(_circle(needs, set(needs) - set(done)))
    return tuple(done)


def _circle(needs: dict[Node, set[Node]], left: set[Node]) -> tuple[Node, ...]:
    """One circle among the nodes that could not be sorted: each of them needs another of them."""
    path = [min(left)]
    while True:
        following = min(node for node in needs[path[-1]] if node in left)
        if following in path:
            return (*path[path.index(following) :], following)
        path.append(following)


def order(rulebook: Rulebook, platform: str | None, as_of: int) -> tuple[Node, ...]:
    """Everything that governs a platform and is in force at an instant, every dependency before its user.

    A rule stands after the facts that it reads and after the rules that override it, a fact by rules after all rules
    that give it, a measure and a clock after the facts that they read. Facts from the record and readings are there
    from the start and are not listed.
    """
    return sort(rulebook, graph(rulebook, govern(rulebook, platform), as_of))

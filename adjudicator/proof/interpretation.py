"""A rulebook applied to one case by plain interpretation: every status and value, worked out from the rules and the
facts alone.

Nothing is compiled and no order is prepared: a value that is asked for is worked out from those that it needs, and
remembered. This is what the checker holds a proof against, and what an engine can be compared with.
"""

from __future__ import annotations

from typing import Any, Literal

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Truth, evaluate, holds
from adjudicator.proof.basis import Basis, givers_of, seat, seer
from adjudicator.proof.clocks import Run, run
from adjudicator.proof.grounds import element_key, measure_mentions, rows_of_measure, start_mentions, unsure_stops
from adjudicator.proof.measures import measure
from adjudicator.rulebook.model import Interval, Rule

Status = Literal["no", "asks", "overridden", "provisional", "stands"]

_BEING_WORKED_OUT: Any = object()


class CircularRules(Exception):
    """A fact or rule rests on itself; `lint` refuses such a rulebook."""


def row_key(row: Row) -> tuple[str, str]:
    """How a row is named outside of its case: its entity and id ("" for the case)."""
    return (row.entity, row.id or "")


class Interpretation:
    """All statuses and values of one case."""

    def __init__(self, basis: Basis, facts: Facts) -> None:
        self.basis = basis
        self.facts = facts
        self.see = seer(basis, facts, self.value)
        self.conflicts: list[tuple[str, Row, tuple[str, ...]]] = []
        """`one` facts to which standing rules give different values: fact, row, ids of the rules."""
        self._statuses: dict[tuple[str, int], Status] = {}
        self._values: dict[tuple[str, int], Any] = {}
        self._runs: dict[tuple[str, int], Run] = {}

    # --- rules

    def status(self, rule: Rule, row: Row) -> Status:
        """How a rule stands for a row of its entity. Raises `CircularRules`."""
        key = (rule.id, id(row))
        known = self._statuses.get(key)
        if known is None:
            self._statuses[key] = _BEING_WORKED_OUT
            known = self._statuses[key] = self._work_out(rule, row)
        elif known is _BEING_WORKED_OUT:
            raise CircularRules(rule.id)
        return known

    def _work_out(self, rule: Rule, row: Row) -> Status:
        met = self.conditions(rule, row)
        if met == "no":
            return "no"
        winners = [(w, self.status(w, seat(row, w.entity))) for w in self.basis.winners.get(rule.id, ())]
        if any(status == "stands" for _, status in winners) or any(
            status == "provisional" and self._surely_loses(rule, winner, row) for winner, status in winners
        ):
            return "overridden" if met == "yes" else "no"
        if met is None:
            return "asks"
        return "provisional" if any(status in ("asks", "provisional") for _, status in winners) else "stands"

    def conditions(self, rule: Rule, row: Row) -> Truth:
        """Whether all conditions of a rule hold."""
        lookup, orders = self.see(row), self.basis.orders
        met: Truth = "yes"
        for condition in rule.conditions:
            held = holds(condition, lookup, orders)
            if held == "no":
                return "no"
            if held is None:
                met = None
        return met

    def _surely_loses(self, rule: Rule, winner: Rule, row: Row) -> bool:
        """Whether each rule that leaves a provisional winner open overrides this rule too: one of them or the winner
        will stand.
        """
        at = seat(row, winner.entity)
        return all(
            rule.id in above.overrides
            for above in self.basis.winners.get(winner.id, ())
            if self.status(above, seat(at, above.entity)) in ("asks", "provisional")
        )

    def statuses(self) -> dict[tuple[str, tuple[str, str]], Status]:
        """The status of every rule for every row of its entity, by rule id and row key."""
        return {
            (rule.id, row_key(row)): self.status(rule, row)
            for rule in self.basis.rules
            for row in self.facts.rows.get(rule.entity, ())
        }

    # --- facts

    def value(self, fact: str, row: Row) -> Any:
        """The value of a fact given by rules, a measure or a clock for a row of its entity; None if unknown."""
        key = (fact, id(row))
        known = self._values.get(key, self)
        if known is self:
            self._values[key] = _BEING_WORKED_OUT
            known = self._values[key] = self._derive(fact, row)
        elif known is _BEING_WORKED_OUT:
            raise CircularRules(fact)
        return known

    def _derive(self, fact: str, row: Row) -> Any:
        given = self.basis.homes[fact][1]
        if given == "measure":
            m = self.basis.measures.get(fact)
            return None if m is None else measure(m, row, self.facts, self.see, self.basis.orders)
        if given == "clock":
            return self._clock_value(fact, row)
        return self._many(fact, row) if self.basis.rulebook.facts[fact].many else self._one(fact, row)

    def _clock_value(self, fact: str, row: Row) -> str | int | None:
        found = self.basis.clocks.get(fact)
        if found is None:
            return None
        ran = self.run(found[0].name, row)
        return ran.state if found[1] == "state" else ran.due

    def run(self, clock: str, row: Row) -> Run:
        """How a clock stands for a row."""
        key = (clock, id(row))
        if key not in self._runs:
            found = self.basis.clocks[f"{clock}.state"][0]
            self._runs[key] = run(found, row, self.facts, self.see, self.basis.rulebook.calendar, self.basis.orders)
        return self._runs[key]

    def _one(self, fact: str, row: Row) -> Any:
        declared = self.basis.rulebook.facts[fact]
        given: list[tuple[Any, str]] = []
        is_open = False
        for rule, at in givers_of(self.basis, declared, row, self.facts):
            status = self.status(rule, at)
            if status == "stands":
                lookup = self.see(at)
                given += [(evaluate(c.value, lookup), rule.id) for c in rule.then if c.fact == fact]
            elif status in ("asks", "provisional"):
                is_open = True
        known = [value for value, _ in given if value is not None]
        if any(value != known[0] for value in known):
            self.conflicts.append((fact, row, tuple(sorted({rule for _, rule in given}))))
            return None
        if given:
            return known[0] if len(known) == len(given) else None
        return None if is_open else declared.otherwise

    def _many(self, fact: str, row: Row) -> dict[Any, str | None]:
        elements: dict[Any, str | None] = {}
        for rule, at in givers_of(self.basis, self.basis.rulebook.facts[fact], row, self.facts):
            status = self.status(rule, at)
            if status not in ("stands", "asks", "provisional"):
                continue
            lookup = self.see(at)
            for conclusion in rule.then:
                if conclusion.fact != fact:
                    continue
                element = element_key(evaluate(conclusion.value, lookup))
                if element is None:  # unknown which element it would be
                    continue
                if status == "stands":
                    elements[element] = "yes"
                else:
                    elements.setdefault(element, None)
        return elements

    # --- what is asked for

    def open_facts(self, rule: Rule, row: Row) -> frozenset[tuple[str, str | None]]:
        """The roots of what a rule asks for, for a row: fact and id of the row that it is about (None: the case).

        Empty unless the rule asks, or is provisional: then the roots of the winners that leave it open.
        """
        return frozenset(self._roots_of_rule(rule, row, set()))

    def _roots_of_rule(self, rule: Rule, row: Row, seen: set[tuple[str, int]]) -> set[tuple[str, str | None]]:
        status = self.status(rule, row)
        if rule.quiet or (rule.id, id(row)) in seen:
            return set()
        seen.add((rule.id, id(row)))
        if status == "provisional":
            return {
                root
                for winner in self.basis.winners.get(rule.id, ())
                for root in self._roots_of_rule(winner, seat(row, winner.entity), seen)
            }
        if status != "asks":
            return set()
        lookup, orders, tests = self.see(row), self.basis.orders, self.basis.tests[rule.id]
        unsettled = [i for i, c in enumerate(rule.conditions) if holds(c, lookup, orders) is None]
        first = [i for i in unsettled if i < len(rule.once)]
        roots: set[tuple[str, str | None]] = set()
        for index in first or unsettled:
            for mention in tests[index]:
                element = None if mention.element is None else evaluate(mention.element, lookup)
                roots |= self._roots(mention.fact, seat(row, mention.home), seen, element)
        return roots

    def _roots(
        self, fact: str, row: Row, seen: set[tuple[str, int]], element: Any = None
    ) -> set[tuple[str, str | None]]:
        """The roots of a fact as far as it is unknown (for a set: as far as an element is)."""
        own = {(fact, row.id)}
        given = self.basis.homes[fact][1]
        value = self.see(row)(fact)
        if isinstance(value, dict):
            settled = value.get(element, "no") is not None if element is not None else None not in value.values()
        else:
            settled = value is not None and not isinstance(value, Interval)
        if settled:
            return set()
        declared = self.basis.rulebook.facts.get(fact)
        if given in ("record", "reading") or declared is None or declared.asked_as:
            return own
        if (fact, id(row)) in seen:
            return set()
        seen.add((fact, id(row)))
        if given == "measure":
            return self._roots_of_measure(fact, row, seen) or own
        if given == "clock":
            return self._roots_of_clock(fact, row, seen) or own
        roots: set[tuple[str, str | None]] = set()
        for rule, at in givers_of(self.basis, declared, row, self.facts):
            if element is not None and not self._could_put(rule, at, fact, element):
                continue
            roots |= self._roots_of_rule(rule, at, seen)
            if self.status(rule, at) == "stands":
                for conclusion, uses in zip(rule.then, self.basis.uses[rule.id], strict=True):
                    if conclusion.fact == fact:
                        for mention in uses:
                            roots |= self._roots(mention.fact, seat(at, mention.home), seen)
        return roots or own

    def _could_put(self, rule: Rule, row: Row, fact: str, element: Any) -> bool:
        lookup = self.see(row)
        return any(c.fact == fact and evaluate(c.value, lookup) in (None, element) for c in rule.then)

    def _roots_of_measure(self, fact: str, row: Row, seen: set[tuple[str, int]]) -> set[tuple[str, str | None]]:
        m = self.basis.measures.get(fact)
        if m is None:
            return set()
        return {
            root
            for at in rows_of_measure(m, row, self.facts, self.see, self.basis.orders)
            for mention in measure_mentions(self.basis, m)
            for root in self._roots(mention.fact, seat(at, mention.home), seen)
        }

    def _roots_of_clock(self, fact: str, row: Row, seen: set[tuple[str, int]]) -> set[tuple[str, str | None]]:
        found = self.basis.clocks.get(fact)
        if found is None:
            return set()
        clock = found[0]
        if self.run(clock.name, row).outside_calendar:
            return {("calendar", None)}
        roots = {
            root
            for mention in start_mentions(self.basis, clock)
            for root in self._roots(mention.fact, seat(row, mention.home), seen)
        }
        if roots:
            return roots
        return {
            root
            for mention, at in unsure_stops(self.basis, clock, self.facts, self.see)
            for root in self._roots(mention.fact, seat(at, mention.home), seen)
        }

"""A rulebook applied to one case by plain interpretation: every status and value, worked out from the rules and the
facts alone.

Nothing is compiled and no order is prepared: a value that is asked for is worked out from those that it needs, and
remembered. This is what the checker holds a proof against, and what an engine can be compared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Lookup, Truth, compare, evaluate
from adjudicator.proof.basis import VARIES, Basis, givers_of, held, reading_fact, seat, seer, value_given
from adjudicator.proof.clocks import Run, Stop, run, stops_of
from adjudicator.proof.grounds import element_key, rows_of_measure, unsure_stops
from adjudicator.proof.measures import measure
from adjudicator.rulebook.model import Interval, Rule

Status = Literal["no", "asks", "overridden", "provisional", "stands"]

_LIVE = ("stands", "asks", "provisional")
_BEING_WORKED_OUT: Any = object()


class CircularRules(Exception):
    """A fact or rule rests on itself; `lint` refuses such a rulebook."""


def row_key(row: Row) -> tuple[str, str]:
    """How a row is named outside of its case: its entity and id ("" for the case)."""
    return (row.entity, row.id or "")


class Interpretation:
    """All statuses and values of one case."""

    def __init__(self, basis: Basis, facts: Facts, readings: Mapping[str, str] | None = None) -> None:
        """`readings` (by name) count before those that stand among the facts of the case."""
        self.basis = basis
        self.facts = facts
        self.see = seer(basis, facts, self.value, readings)
        self.conflicts: list[tuple[str, Row, tuple[str, ...]]] = []
        """`one` facts to which standing rules give different values: fact, row, ids of the rules."""
        self._statuses: dict[tuple[str, int], Status] = {}
        self._values: dict[tuple[str, int], Any] = {}
        self._stops: dict[str, list[Stop]] = {}
        self._runs: dict[tuple[str, int], Run] = {}
        self._given: dict[tuple[str, int], bool] = {}
        self._refuted: dict[tuple[str, int], int] = {}
        self._givers: dict[tuple[str, int], list[tuple[Rule, Row]]] = {}

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
        winners = [self.status(w, seat(row, w.entity)) for w in self.basis.winners.get(rule.id, ())]
        if "stands" in winners:
            return "overridden" if met == "yes" else "no"
        if met is None:
            return "asks"
        return "provisional" if "asks" in winners or "provisional" in winners else "stands"

    def conditions(self, rule: Rule, row: Row) -> Truth:
        """Whether all conditions of a rule hold."""
        met: Truth = "yes"
        lookup: Lookup | None = None
        values, entity = self._values, row.entity
        for place, (test, (home, given)) in enumerate(self.basis.reads[rule.id]):
            fact, operator, comparand, _, order = test
            # What `held` would look up, without asking once more where the fact is at home.
            at = row if home == entity else row.up[home]
            if given == "record":
                value = at.values.get(fact)
            elif given == "reading":
                value = self.see(row)(fact)
            else:
                value = values.get((fact, id(at)), values)
                if value is values or value is _BEING_WORKED_OUT:
                    value = self.value(fact, at)
            if value is None:
                met = None
            elif operator == "is" and value.__class__ is str and comparand.__class__ is str:
                if value != comparand:
                    self._refuted[rule.id, id(row)] = place
                    return "no"
            else:
                if comparand is VARIES:
                    lookup = lookup or self.see(row)
                    truth = held(test, lookup)
                else:
                    truth = None if comparand is None else compare(operator, value, comparand, order)
                if truth == "no":
                    self._refuted[rule.id, id(row)] = place
                    return "no"
                if truth is None:
                    met = None
        return met

    def first_no(self, rule: Rule, row: Row) -> int | None:
        """The place of the first condition of a rule that is no; None if none is."""
        self.status(rule, row)
        return self._refuted.get((rule.id, id(row)))

    def statuses(self) -> dict[tuple[str, tuple[str, str]], Status]:
        """The status of every rule for every row of its entity, by rule id and row key."""
        return {
            (rule.id, row_key(row)): self.status(rule, row)
            for rule in self.basis.rules
            for row in self.facts.rows.get(rule.entity, ())
        }

    def could_matter(self, reading: str) -> bool:
        """Whether another value of a reading could change anything that is concluded.

        It can't where each rule that tests it is refuted by another of its conditions, and nothing else reads it.
        """
        name = reading_fact(reading)
        if name in self.basis.readings_beyond:
            return True
        for rule in self.basis.readers.get(name, ()):
            others = [test for test in self.basis.tests[rule.id] if test[0] != name]
            for row in self.facts.rows.get(rule.entity, ()):
                lookup = self.see(row)
                if not any(held(test, lookup) == "no" for test in others):
                    return True
        return False

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

    def givers(self, fact: str, row: Row) -> list[tuple[Rule, Row]]:
        """Each rule that may conclude a fact of a row, with each row of which it would."""
        key = (fact, id(row))
        found = self._givers.get(key)
        if found is None:
            found = self._givers[key] = givers_of(self.basis, self.basis.rulebook.facts[fact], row, self.facts)
        return found

    def is_given(self, fact: str, row: Row) -> bool:
        """Whether some rule gives a `one` fact of a row its value, or may still give it."""
        key = (fact, id(row))
        if key not in self._given:
            self.value(fact, row)
        return self._given[key]

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
            stops = self._stops.get(clock)
            if stops is None:
                stops = self._stops[clock] = stops_of(found, self.facts, self.see, self.basis.orders)
            self._runs[key] = run(found, row, self.facts, self.see, self.basis.calendar, self.basis.orders, stops)
        return self._runs[key]

    def _one(self, fact: str, row: Row) -> Any:
        declared = self.basis.rulebook.facts[fact]
        given: list[tuple[Any, str]] = []
        is_open = False
        for rule, at in self.givers(fact, row):
            status = self.status(rule, at)
            if status == "stands":
                lookup = self.see(at)
                given += [
                    (value_given(self.basis, rule, line, lookup), rule.id)
                    for line, conclusion in enumerate(rule.then)
                    if conclusion.fact == fact
                ]
            elif status in ("asks", "provisional"):
                is_open = True
        self._given[fact, id(row)] = bool(given) or is_open
        known = [value for value, _ in given if value is not None]
        if any(value != known[0] for value in known):
            self.conflicts.append((fact, row, tuple(sorted({rule for _, rule in given}))))
            return None
        if given:
            return known[0] if len(known) == len(given) else None
        return None if is_open else declared.otherwise

    def _many(self, fact: str, row: Row) -> dict[Any, str | None]:
        elements: dict[Any, str | None] = {}
        for rule, at in self.givers(fact, row):
            status = self.status(rule, at)
            if status not in ("stands", "asks", "provisional"):
                continue
            lookup = self.see(at)
            for line, conclusion in enumerate(rule.then):
                if conclusion.fact != fact:
                    continue
                element = element_key(value_given(self.basis, rule, line, lookup))
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
        lookup, rests = self.see(row), self.basis.rests[rule.id]
        unsettled = [i for i, test in enumerate(self.basis.tests[rule.id]) if held(test, lookup) is None]
        first = [i for i in unsettled if i < len(rule.once)]
        roots: set[tuple[str, str | None]] = set()
        for index in first or unsettled:
            for mention in rests[index]:
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
        for rule, at in self.givers(fact, row):
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
            for mention in self.basis.counts[m.fact]
            for root in self._roots(mention.fact, seat(at, mention.home), seen)
        }

    def _roots_of_clock(self, fact: str, row: Row, seen: set[tuple[str, int]]) -> set[tuple[str, str | None]]:
        found = self.basis.clocks.get(fact)
        if found is None:
            return set()
        clock, part = found
        if part == "due" and self.run(clock.name, row).outside_calendar:
            return {("calendar", None)}
        roots = {
            root
            for mention in self.basis.starts[clock.name]
            for root in self._roots(mention.fact, seat(row, mention.home), seen)
        }
        if roots:
            return roots
        return {
            root
            for mention, at in unsure_stops(self.basis, clock, self.facts, self.see)
            for root in self._roots(mention.fact, seat(at, mention.home), seen)
        }

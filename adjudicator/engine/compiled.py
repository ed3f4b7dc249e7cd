"""The compiled engine: a rulebook becomes plain Python functions once, and cases run through them in a fraction of a
millisecond.

For each platform and epoch (within which nothing in force changes) the nodes of `rulebook/order.py` are written out as
Python source in which every fact, comparand, parameter and premise is already in its place, and compiled. Only names of
this package and literals made with `repr` from a checked rulebook go into that source. One pass in order decides
everything, because every dependency stands before its user.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, count
from typing import Any

from adjudicator.engine import operations
from adjudicator.engine.conclusions import Conclusions, RowKey, RowState, Status
from adjudicator.engine.source import Plan, PlanSource
from adjudicator.engine.timetable import Timetable
from adjudicator.facts import Facts
from adjudicator.proof.model import Step
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.order import Node, change_instants, facts_in, order

_step: Callable[[tuple[Any, ...]], Step] = partial(tuple.__new__, Step)
"""A step of what a plan noted: the same, read by names."""
_NAMES = tuple(f"s{number}" for number in range(1, 1001))
_NO_ANCESTORS: Mapping[str, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class _Ready:
    """A plan that was compiled."""

    plan: Plan
    run: Callable[..., None]


class CompiledEngine:
    """One rulebook, ready to run. Safe to share between threads; plans are made when a platform is first met."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._changes = change_instants(rulebook)
        self._calendar = Timetable(rulebook.calendar) if rulebook.calendar else None
        self._plans: dict[tuple[str | None, int], _Ready] = {}
        self._orders: dict[tuple[str | None, int], tuple[Node, ...]] = {}
        self.readings_in_values = frozenset(
            fact.removeprefix("reading.")
            for rule in rulebook.rules.values()
            for conclusion in rule.then
            for fact in facts_in(conclusion.value)
            if fact.startswith("reading.")
        )
        """The readings that some rule writes into what it concludes."""
        self._defaults = {f"reading.{name}": switch.default for name, switch in rulebook.readings.items()}

    def conclude(self, facts: Facts, readings: Mapping[str, str] | None = None) -> Conclusions:
        """All statuses, values and steps of a case.

        `readings` gives the switches that differ from their defaults, by name. Raises `RulesConflict` if two standing
        rules contradict each other.
        """
        ready = self._ready(facts.platform, facts.as_of)
        states = _states(facts)
        case = facts.case
        values = states["case"][0][0]
        switches = self._defaults
        if readings:
            switches = {**switches, **{f"reading.{name}": value for name, value in readings.items()}}
        statuses: dict[tuple[str, RowKey], Status] = {}
        steps: list[tuple[Any, ...]] = []
        ready.run(states, case, values, switches, facts.as_of, self._calendar, steps, _names(), statuses)
        return Conclusions(statuses, list(map(_step, steps)), states, ready.plan.derived)

    def order(self, platform: str | None, as_of: int) -> tuple[Node, ...]:
        """The order in which the rules of a platform are decided at an instant, worked out once for each epoch."""
        key = (platform, bisect_right(self._changes, as_of))
        found = self._orders.get(key)
        if found is None:
            found = self._orders[key] = order(self.rulebook, platform, as_of)
        return found

    def readings(self, platform: str | None, as_of: int) -> frozenset[str]:
        """The readings that some rule, measure or clock reads on a platform at an instant."""
        return self._ready(platform, as_of).plan.readings

    def source(self, platform: str | None, as_of: int) -> str:
        """The Python source of a plan, to be read by a person."""
        return self._ready(platform, as_of).plan.text

    def _ready(self, platform: str | None, as_of: int) -> _Ready:
        key = (platform, bisect_right(self._changes, as_of))
        ready = self._plans.get(key)
        if ready is None:
            plan = PlanSource(self.rulebook, self.order(platform, as_of), as_of).write()
            space: dict[str, Any] = {"op": operations, **plan.constants}
            exec(compile(plan.text, f"<rules of {platform}>", "exec"), space)  # noqa: S102 - see the docstring of the module
            ready = self._plans[key] = _Ready(plan, space["run"])
        return ready


def _names() -> Callable[[], str]:
    """Gives the names of steps, one after the other."""
    return chain(_NAMES, (f"s{number}" for number in count(len(_NAMES) + 1))).__next__


def _states(facts: Facts) -> dict[str, list[RowState]]:
    """Each row with room for what rules conclude of it; the rows of the record stay as they are."""
    states: dict[str, list[RowState]] = {}
    by_row: dict[int, dict[str, Any]] = {}
    below: list[tuple[list[RowState], int, Mapping[str, Any]]] = []
    for entity, rows in facts.rows.items():
        listed: list[RowState] = []
        for row in rows:
            values = by_row[id(row)] = dict(row.values)
            if len(row.up) > 1:
                below.append((listed, len(listed), row.up))
            listed.append((values, (entity, row.id or ""), _NO_ANCESTORS, row))
        states[entity] = listed
    for listed, place, up in below:
        values, key, _, row = listed[place]
        listed[place] = (values, key, {name: by_row[id(above)] for name, above in up.items() if name != "case"}, row)
    return states

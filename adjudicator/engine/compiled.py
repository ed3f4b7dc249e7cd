"""The compiled engine: a rulebook becomes plain Python functions once, and a case runs through them in well under a millisecond.

For each platform and epoch (within which nothing in force changes) the nodes of `rulebook/order.py` are written out as Python source in
which every fact, comparand and parameter is already in its place, and compiled. Only names of this module and literals made with `repr`
from a checked rulebook go into that source. One pass in order decides everything, because every dependency stands before its user.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from adjudicator.calendars import working_days
from adjudicator.engine import operations
from adjudicator.engine.conclusions import Conclusions, row_key
from adjudicator.engine.source import PlanSource
from adjudicator.facts import Facts
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.order import Node, change_instants, facts_in, order


class CompiledEngine:
    """One rulebook, ready to run. Safe to share between threads; plans are made when a platform is first met."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._changes = change_instants(rulebook)
        self._calendar = working_days(rulebook.calendar) if rulebook.calendar else None
        self._plans: dict[tuple[str | None, int], Callable[..., None]] = {}
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
        """All statuses and values of a case.

        `readings` gives the switches that differ from their defaults, by name. Raises `RulesConflict` if two standing rules contradict each other.
        """
        plan = self._plan(facts.platform, facts.as_of)
        states: dict[str, list[tuple[dict[str, Any], Any, dict[str, Any]]]] = {}
        by_row: dict[int, dict[str, Any]] = {}
        for entity, rows in facts.rows.items():
            listed = []
            for row in rows:
                values = dict(row.values)
                values["#"] = row_key(row)
                by_row[id(row)] = values
                listed.append((values, values["#"], row.up))
            states[entity] = listed
        case = states["case"][0][0]
        case.update(self._defaults)
        if readings:
            case.update({f"reading.{name}": value for name, value in readings.items()})
        rows_of = {
            entity: [(values, key, {name: by_row[id(up)] for name, up in ups.items()}) for values, key, ups in listed]
            for entity, listed in states.items()
        }
        found = Conclusions({}, {})
        plan(rows_of, case, facts.as_of, found.statuses, found.values, self._calendar)
        return found

    def order(self, platform: str | None, as_of: int) -> tuple[Node, ...]:
        """The order in which the rules of a platform are decided at an instant, worked out once for each epoch."""
        key = (platform, bisect_right(self._changes, as_of))
        found = self._orders.get(key)
        if found is None:
            found = self._orders[key] = order(self.rulebook, platform, as_of)
        return found

    def _plan(self, platform: str | None, as_of: int) -> Callable[..., None]:
        key = (platform, bisect_right(self._changes, as_of))
        plan = self._plans.get(key)
        if plan is None:
            text, constants = PlanSource(self.rulebook, self.order(platform, as_of), as_of).write()
            space: dict[str, Any] = {"op": operations, **constants}
            exec(compile(text, f"<rules of {platform}>", "exec"), space)  # noqa: S102 - see the module's docstring
            plan = self._plans[key] = space["run"]
        return plan

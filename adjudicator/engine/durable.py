"""The durable engine: the second opinion of durable-rules on a case (`docs/second-opinion.md`).

It shares nothing with the compiled engine but the loader, the order of decision, the table of working days and
intake. Conditions, measures and clocks are those of `adjudicator/proof/`, evaluated before they are asserted; what
the library decides is which rules hold, give way, ask or stay open, which facts take their `otherwise` value, and
what that means for the levels above. The library itself runs in a process of its own (`durable_process.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adjudicator.engine.conclusions import RowKey, Status, row_key
from adjudicator.engine.durable_plan import Plan, Said, Step, plan_of, truth_of
from adjudicator.engine.durable_process import SECONDS_PER_ANSWER, WORKER, Worker, WorkerFailed
from adjudicator.facts import Facts, Row
from adjudicator.proof.basis import VARIES, Bases, held, seat, seer, value_given
from adjudicator.proof.clocks import Run, run
from adjudicator.proof.grounds import element_key
from adjudicator.proof.measures import measure
from adjudicator.rulebook.model import Rule, Rulebook
from adjudicator.rulebook.order import change_instants

SHARED = ("assembly", "calendar", "intake", "loader", "order")
"""What the second opinion rests on together with the first: a fault in one of these is a fault of both. (`proof/`,
which evaluates its conditions, is shared with the proof checker instead.)
"""
MOST_PROCESSES = 6
"""As many as there are platforms: cases that come mixed never start a process in vain. Each takes 45 to 70 MB."""
MOST_ROWS = 20_000
"""Up to here no two names of rows have one hash in the library (a test counts them)."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the library came to on one case."""

    statuses: dict[tuple[str, RowKey], Status]
    """By rule id and row; what is not listed is ``no``."""
    values: dict[tuple[str, RowKey], Any]
    """Of the facts that rules give, by fact and row; ``None`` is unknown. Effects are not listed."""
    conflicts: tuple[tuple[str, RowKey], ...]
    """Facts to which two standing rules give different values."""


class DurableEngine:
    """One rulebook in durable-rules, a worker process for each platform and epoch.

    `seconds` is how long a worker may take for an answer, `program` what it runs. Raises `WorkerFailed` where the
    library fails, `TooLarge` where it can't hold the rules.
    """

    def __init__(self, rulebook: Rulebook, *, seconds: float = SECONDS_PER_ANSWER, program: Path = WORKER) -> None:
        self.rulebook = rulebook
        self._seconds, self._program = seconds, program
        self._bases = Bases(rulebook)
        self._changes = change_instants(rulebook)
        self._ready: dict[tuple[str | None, int], tuple[Plan, Worker]] = {}

    @property
    def version(self) -> str:
        """The version of the library, once a worker was started."""
        return next((worker.version for _, worker in self._ready.values() if worker.version), "")

    def conclude(self, facts: Facts, readings: Mapping[str, str] | None = None, *, whole: bool = False) -> Opinion:
        """The status of every rule for every row, and the values; `readings` as the compiled engine takes them.

        `whole`: with the values of all measures and clocks, also of those on which nothing depended.
        """
        plan, worker = self.at(facts.platform, facts.as_of)
        if sum(map(len, facts.rows.values())) > MOST_ROWS:
            raise WorkerFailed("fault", f"more than {MOST_ROWS} rows")
        with worker.lock:
            return _Case(plan, worker, facts, readings).run(whole=whole)

    def at(self, platform: str | None, as_of: int) -> tuple[Plan, Worker]:
        """The plan and the worker of a platform at an instant."""
        key = (platform, bisect_right(self._changes, as_of))
        ready = self._ready.pop(key, None)
        if ready is None:
            plan = plan_of(self._bases.at(platform, as_of), platform, as_of)
            ready = (plan, Worker(plan.definition(), seconds=self._seconds, program=self._program))
            for stale in list(self._ready)[: len(self._ready) + 1 - MOST_PROCESSES]:
                with self._ready[stale][1].lock:
                    self._ready.pop(stale)[1].stop()
        self._ready[key] = ready  # the one used last stands last
        return ready

    def close(self) -> None:
        """Ends all workers."""
        for _, worker in self._ready.values():
            worker.stop()


class _Case:
    """One case on its way through a plan."""

    def __init__(self, plan: Plan, worker: Worker, facts: Facts, readings: Mapping[str, str] | None) -> None:
        self.plan, self.worker, self.facts = plan, worker, facts
        self.basis = plan.basis
        self.see = seer(plan.basis, facts, self._derived, readings)
        rows = [facts.case, *(row for entity, those in facts.rows.items() if entity != "case" for row in those)]
        self.rows = {f"r{number}": row for number, row in enumerate(rows)}
        self.names = {id(row): name for name, row in self.rows.items()}
        self.statuses: dict[tuple[str, RowKey], Status] = {}
        self.values: dict[tuple[str, int], Any] = {}
        self.conflicts: list[tuple[str, RowKey]] = []
        self._given: dict[tuple[str, int], list[Any]] = {}
        self._computed: dict[tuple[str, int], Any] = {}
        self._runs: dict[tuple[str, int], Run] = {}

    def run(self, *, whole: bool) -> Opinion:
        """Sends the steps, as many together as need no answer in between."""
        begin, waiting = True, [([*self._row_facts()], list[dict[str, str]]())]
        for step in self.plan.steps:
            if step.waits:
                self._note(self.worker.ask({"begin": begin, "steps": waiting}))
                begin, waiting = False, []
            waiting.append(self._asserted(step))
        self._note(self.worker.ask({"begin": begin, "steps": waiting, "end": True}))
        return Opinion(self.statuses, self._all_values(whole=whole), tuple(self.conflicts))

    def _all_values(self, *, whole: bool) -> dict[tuple[str, RowKey], Any]:
        facts = [name for name in self.basis.givers if self.basis.rulebook.facts[name].type != "effect"]
        if whole:
            facts += [*self.basis.measures, *self.basis.clocks]
        conflicting = {key for key, _ in self.conflicts}
        return {
            (fact, row_key(row)): None if fact in conflicting else self._derived(fact, row)
            for fact in facts
            for row in self.facts.rows.get(self.basis.homes[fact][0], ())
        }

    # --- what is asserted

    def _row_facts(self) -> list[dict[str, str]]:
        return [
            {"z": "r", "e": entity, **self._seats(row)}
            for entity in self.plan.entities
            for row in self.facts.rows.get(entity, ())
        ]

    def _seats(self, row: Row) -> dict[str, str]:
        name = self.names[id(row)]
        above = {f"at_{entity}": self.names[id(one)] for entity, one in row.up.items()}
        return {"at": name, f"at_{row.entity}": name, **above}

    def _asserted(self, step: Step) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        told: list[dict[str, str]] = []
        for said in step.said:
            for row in self.facts.rows.get(said.home, ()):
                told += self._cells(said, row)
        told.sort(key=lambda fact: sorted(fact.items()))
        return told, list(step.tokens)

    def _cells(self, said: Said, row: Row) -> list[dict[str, str]]:
        """What is said of one fact of one row."""
        found = []
        if said.kind == "compared":
            lookup = self.see(row)
            cells = [(cell, cell.template(held(atom.test, lookup) for atom in cell.atoms)) for cell in said.cells]
        else:
            if said.kind == "worked_out":
                known = self._given.get((said.fact, id(row)))
                if known is None:
                    return []
                value = self._combined(said.fact, row, known)
            else:
                value = self.see(row)(said.fact)
            cells = [(cell, cell.template(truth_of(atom.test, value) for atom in cell.atoms)) for cell in said.cells]
        for cell, told in cells:
            if told or (said.kind == "worked_out" and cell is said.cells[0]):
                found.append({**cell.frame, **told, "at": self.names[id(row)]})
        return found

    def _combined(self, fact: str, row: Row, given: list[Any]) -> Any:
        """The value of a `one` fact from those of the rules that stand: unknown if one of them is."""
        known = [value for value in given if value is not None]
        if any(value != known[0] for value in known):
            self.conflicts.append((fact, row_key(row)))
            known = []
        value = known[0] if known and len(known) == len(given) else None
        self.values[fact, id(row)] = value
        return value

    # --- what was concluded

    def _note(self, notes: list[list[str]]) -> None:
        concluded: list[tuple[str, Rule, Row]] = []
        for what, which, name in notes:
            row = self.rows[name]
            if what == "otherwise" or what == "unknown":
                fact = self.plan.facts[int(which)]
                self.values[fact, id(row)] = None if what == "unknown" else self.basis.rulebook.facts[fact].otherwise
            else:
                rule = self.plan.numbered[int(which)]
                known = self.statuses.setdefault((rule.id, row_key(row)), what)  # type: ignore[arg-type]  # notes name statuses
                if known != what:
                    raise WorkerFailed("fault", f"{rule.id} of {row_key(row)} is {known} and {what}")
                concluded.append((what, rule, row))
        for status, rule, row in concluded:
            if status != "overridden":
                self._conclude(status, rule, row)

    def _conclude(self, status: str, rule: Rule, row: Row) -> None:
        """The values that a rule gives by its status."""
        for line, value in zip(range(len(rule.then)), self.basis.given[rule.id], strict=True):
            fact = rule.then[line].fact
            declared = self.basis.rulebook.facts[fact]
            if declared.type == "effect" or (status != "stands" and not declared.many):
                continue
            if value is VARIES:
                value = value_given(self.basis, rule, line, self.see(row))
            key = (fact, id(seat(row, declared.entity)))
            if declared.many:
                element = element_key(value)
                if element is None:
                    continue
                elements = self.values.setdefault(key, {})
                if status == "stands":
                    elements[element] = "yes"
                else:
                    elements.setdefault(element, None)
            else:
                self._given.setdefault(key, []).append(value)
                if self.plan.said[fact].kind == "library" and self.values.setdefault(key, value) != value:
                    self.conflicts.append((fact, row_key(seat(row, declared.entity))))

    # --- what is seen

    def _derived(self, fact: str, row: Row) -> Any:
        """The value of a fact that rules, a measure or a clock give, as far as the library has decided it."""
        given = self.basis.homes[fact][1]
        key = (fact, id(row))
        if given == "rules":
            if fact not in self.basis.givers:
                return self.basis.given_by_nobody(fact)
            if self.basis.rulebook.facts[fact].many:
                return self.values.get(key, {})
            if key not in self.values:
                raise WorkerFailed("fault", f"{fact} of {row_key(row)} is read before it is decided")
            return self.values[key]
        if key not in self._computed:
            self._computed[key] = self._measured(fact, row) if given == "measure" else self._clocked(fact, row)
        return self._computed[key]

    def _measured(self, fact: str, row: Row) -> Any:
        found = self.basis.measures.get(fact)
        return None if found is None else measure(found, row, self.facts, self.see, self.basis.orders)

    def _clocked(self, fact: str, row: Row) -> Any:
        found = self.basis.clocks.get(fact)
        if found is None:
            return None
        clock, part = found
        key = (clock.name, id(row))
        if key not in self._runs:
            self._runs[key] = run(clock, row, self.facts, self.see, self.basis.calendar, self.basis.orders)
        return self._runs[key].state if part == "state" else self._runs[key].due

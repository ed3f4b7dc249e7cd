"""The steps of a proof, from the statuses and values that an engine worked out.

What steps there are, and in which order, is laid down in `docs/proof.md`; the checker works it out again and trusts
nothing of this. Texts are written later and only for the steps that a ruling prints (`reasons.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

from adjudicator.facts import Facts, Row
from adjudicator.proof.basis import Bases, Basis, seat, seer, value_given
from adjudicator.proof.clocks import run
from adjudicator.proof.grounds import Made, grounded, of_clock, of_conditions, of_measure, of_otherwise
from adjudicator.proof.interpretation import Interpretation, row_key
from adjudicator.proof.model import OTHERWISE, Step
from adjudicator.rulebook.model import Clock, Measure, Rule, Rulebook

StepStatus = Literal["stands", "provisional"]
RowKey = tuple[str, str]
"""Entity, and id of the row ("" for the case)."""
Statuses = Mapping[tuple[str, RowKey], str]
"""By rule id and row; what is left out is ``no``."""
Values = Mapping[tuple[str, RowKey], Any]
"""Of facts given by rules, measures and clocks, by fact and row; what is left out is unknown, or a set without
elements.
"""


class OrderedNode(Protocol):
    """A node of `adjudicator.rulebook.order`."""

    @property
    def kind(self) -> str:
        """``rule``, ``fact``, ``measure`` or ``clock``."""

    @property
    def name(self) -> str:
        """A rule's key in the rulebook, a fact, or a clock."""


class Builder:
    """Makes the steps of many cases under one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._bases = Bases(rulebook)

    def steps(self, facts: Facts, order: Iterable[OrderedNode], statuses: Statuses, values: Values) -> list[Step]:
        """All steps of a case, in the order given."""
        making = _Making(self._bases.at(facts.platform, facts.as_of), facts, statuses, values)
        for node in order:
            if node.kind == "rule":
                making.rule(making.basis.by_key[node.name])
            elif node.kind == "fact":
                making.otherwise(node.name)
            elif node.kind == "measure":
                making.measure(making.basis.measures[node.name])
            else:
                making.clock(making.basis.clocks[f"{node.name}.state"][0])
        return making.steps

    def conclusions(self, interpretation: Interpretation, order: Iterable[OrderedNode]) -> list[Step]:
        """What a plain interpretation concludes, as steps in the order given; they cite nothing."""
        basis, facts = interpretation.basis, interpretation.facts
        steps: list[Step] = []

        def add(
            rule: str, row: Row, fact: str, value: Any, clauses: tuple[str, ...], status: StepStatus = "stands"
        ) -> None:
            name = f"s{len(steps) + 1}"
            steps.append(Step(name, rule, row.id, row.entity, fact, value, clauses, (), status))

        for node in order:
            if node.kind == "rule":
                rule = basis.by_key[node.name]
                clauses = (rule.source.clause,)
                for row in facts.rows.get(rule.entity, ()):
                    status = interpretation.status(rule, row)
                    if status == "stands" or status == "provisional":
                        lookup = interpretation.see(row)
                        for line, conclusion in enumerate(rule.then):
                            value = value_given(basis, rule, line, lookup)
                            add(rule.id, row, conclusion.fact, value, clauses, status)
            elif node.kind == "fact" and node.name in basis.otherwise:
                for row in facts.rows.get(basis.homes[node.name][0], ()):
                    if not interpretation.is_given(node.name, row):
                        value = basis.rulebook.facts[node.name].otherwise
                        add(OTHERWISE, row, node.name, value, basis.otherwise[node.name])
            elif node.kind == "measure":
                m = basis.measures[node.name]
                for row in facts.rows.get(m.entity, ()):
                    if (value := interpretation.value(m.fact, row)) is not None:
                        add(f"{m.pack}.measures.{m.fact}", row, m.fact, value, (m.source.clause,))
            elif node.kind == "clock":
                c = basis.clocks[f"{node.name}.state"][0]
                for row in facts.rows.get(c.entity, ()):
                    for fact in (f"{c.name}.state", f"{c.name}.due"):
                        if (value := interpretation.value(fact, row)) is not None:
                            add(f"{c.pack}.clocks.{c.name}", row, fact, value, (c.source.clause,))
        return steps


def build_steps(
    rulebook: Rulebook, facts: Facts, order: Iterable[OrderedNode], statuses: Statuses, values: Values
) -> list[Step]:
    """All steps of one case; for many cases keep a `Builder`."""
    return Builder(rulebook).steps(facts, order, statuses, values)


class _Making:
    """The steps of one case while they are made."""

    def __init__(self, basis: Basis, facts: Facts, statuses: Statuses, values: Values) -> None:
        self.basis = basis
        self.facts = facts
        self.statuses = statuses
        self.values = values
        self.made = Made()
        self.steps: list[Step] = []
        self.see = seer(basis, facts, self._value)
        self._live = {rule for (rule, _), status in statuses.items() if status in ("stands", "provisional")}

    def _value(self, fact: str, row: Row) -> Any:
        found = self.values.get((fact, (row.entity, row.id or "")))
        return self.basis.given_by_nobody(fact) if found is None else found

    def rule(self, rule: Rule) -> None:
        if rule.id not in self._live:
            return
        basis = self.basis
        clauses = (rule.source.clause,)
        for row in self.facts.rows.get(rule.entity, ()):
            status = self.statuses.get((rule.id, (row.entity, row.id or "")))
            if status != "stands" and status != "provisional":
                continue
            said: Literal["stands", "provisional"] = "stands" if status == "stands" else "provisional"
            grounds = of_conditions(basis, rule, row, self.see)
            premises = self.made.cite(grounds)
            lookup = self.see(row)
            for line, (conclusion, uses) in enumerate(zip(rule.then, basis.uses[rule.id], strict=True)):
                cited = self.made.cite(grounds + grounded(uses, row, self.see)) if uses else premises
                home = seat(row, basis.homes[conclusion.fact][0])
                value = value_given(basis, rule, line, lookup)
                self._add(rule.id, row, conclusion.fact, home, value, clauses, cited, said)

    def otherwise(self, fact: str) -> None:
        clauses = self.basis.otherwise.get(fact)
        if clauses is None:
            return
        declared = self.basis.rulebook.facts[fact]
        for row in self.facts.rows.get(declared.entity, ()):
            value = self.values.get((fact, (row.entity, row.id or "")))
            if value is None or self.made.is_established(fact, row):
                continue
            grounds = of_otherwise(self.basis, fact, row, self.facts, self.see, self._status)
            self._add(OTHERWISE, row, fact, row, value, clauses, self.made.cite(grounds))

    def measure(self, m: Measure) -> None:
        for row in self.facts.rows.get(m.entity, ()):
            value = self.values.get((m.fact, (row.entity, row.id or "")))
            if value is not None:
                cited = self.made.cite(of_measure(self.basis, m, row, self.facts, self.see))
                self._add(f"{m.pack}.measures.{m.fact}", row, m.fact, row, value, (m.source.clause,), cited)

    def clock(self, c: Clock) -> None:
        for row in self.facts.rows.get(c.entity, ()):
            key = row_key(row)
            state, due = self.values.get((f"{c.name}.state", key)), self.values.get((f"{c.name}.due", key))
            if state is not None:
                stopped: tuple[Row, ...] = ()
                if state in ("met", "met_late"):
                    ran = run(c, row, self.facts, self.see, self.basis.calendar, self.basis.orders)
                    stopped = ran.stopped
                self._clock_step(c, row, "state", state, stopped)
            if due is not None:
                self._clock_step(c, row, "due", due, ())

    def _clock_step(self, c: Clock, row: Row, part: str, value: Any, stopped: tuple[Row, ...]) -> None:
        cited = self.made.cite(of_clock(self.basis, c, row, self.see, stopped))
        self._add(f"{c.pack}.clocks.{c.name}", row, f"{c.name}.{part}", row, value, (c.source.clause,), cited)

    def _status(self, rule: Rule, row: Row) -> str | None:
        return self.statuses.get((rule.id, row_key(row)))

    def _add(
        self,
        rule: str,
        row: Row,
        fact: str,
        home: Row,
        value: Any,
        clauses: tuple[str, ...],
        premises: tuple[str, ...],
        status: Literal["stands", "provisional"] = "stands",
    ) -> None:
        name = f"s{len(self.steps) + 1}"
        self.steps.append(Step(name, rule, row.id, row.entity, fact, value, clauses, premises, status))
        self.made.add(name, rule, row, fact, home, value, stands=status == "stands")

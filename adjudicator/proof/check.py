"""Checks a proof without the engine: that every step follows, that none is missing, and that overrides were applied.

The rulebook is applied to the record anew by plain interpretation (`interpretation.py`), and each step is held against
that: its rule exists, governs and is in force; it stands, which means that its conditions hold and no winner stands;
its value, clauses and premises are what they must be, and each premise was established by an earlier step. Then every
step that had to be there is looked for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from adjudicator.facts import Facts, Row
from adjudicator.proof.basis import Bases, seat, value_given
from adjudicator.proof.grounds import (
    Ground,
    Made,
    element_key,
    of_clock,
    of_conditions,
    of_measure,
    of_otherwise,
    of_value,
)
from adjudicator.proof.interpretation import Interpretation, Status, row_key
from adjudicator.proof.model import OTHERWISE, Forms, Step
from adjudicator.proof.objections import Objection, objection
from adjudicator.proof.reasons import Reasons
from adjudicator.rulebook.model import Clock, Interval, Measure, Rule, Rulebook

_PROVED = ("stands", "provisional")
"""The statuses of rules whose conclusions are steps."""
Key = tuple[str, str, int, int]
"""What a step is, whatever its id: its rule, the fact, its row (by identity), which of the rule's conclusions (else 0).
"""


_Due = tuple[str, str, Row, int]
"""A step that has to be there: as `Key`, with the row itself."""


class Checker:
    """Checks proofs under one rulebook; what exists on a platform in an epoch is worked out once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.forms = Forms(rulebook)
        self._bases = Bases(rulebook)

    def interpret(self, facts: Facts, readings: Mapping[str, str] | None = None) -> Interpretation:
        """The rulebook applied to a case by plain interpretation; `readings` (by name) count before those among the
        facts.
        """
        return Interpretation(self._bases.at(facts.platform, facts.as_of), facts, readings)

    def check(
        self,
        facts: Facts,
        steps: Sequence[Step],
        wanted: Collection[str] | None = None,
        *,
        interpretation: Interpretation | None = None,
    ) -> list[Objection]:
        """What is wrong with a proof; nothing, if it proves its ruling.

        `wanted` None: all steps must be there. Otherwise: the steps that conclude these facts, what they rest on, and
        no others (what `slice_steps` keeps). `interpretation`: that of the same facts, if it was begun already.
        """
        return _Check(self, interpretation or self.interpret(facts), steps).run(wanted)

    def check_reasons(
        self,
        facts: Facts,
        entries: Sequence[Mapping[str, Any]],
        wanted: Collection[str] | None = None,
        *,
        interpretation: Interpretation | None = None,
    ) -> list[Objection]:
        """The same for `reasons[]` as it stands in a ruling, texts included."""
        steps: list[Step] = []
        faults: list[Objection] = []
        for entry in entries:
            try:
                steps.append(self.forms.from_json(entry))
            except (KeyError, TypeError) as fault:
                given = entry.get("id") if isinstance(entry, Mapping) else None
                faults.append(objection("MALFORMED", given if isinstance(given, str) else None, fault=fault))
        if faults:
            return faults
        interpretation = interpretation or self.interpret(facts)
        check = _Check(self, interpretation, steps, in_document=True)
        faults = check.run(wanted)
        reasons = Reasons(interpretation.basis)
        for step, entry in zip(steps, entries, strict=True):
            row = check.row_of(step)
            if row is not None and step.id not in check.refused:
                text = reasons.render(step, interpretation.see(row))
                if entry.get("because") != {"zh": text.zh, "en": text.en}:
                    faults.append(objection("WRONG_TEXT", step.id))
        return faults

    def statuses(self, facts: Facts) -> dict[tuple[str, tuple[str, str]], Status]:
        """The status of every rule for every row, by rule id and (entity, id or "")."""
        return self.interpret(facts).statuses()


def check(
    rulebook: Rulebook, facts: Facts, steps: Sequence[Step], wanted: Collection[str] | None = None
) -> list[Objection]:
    """Checks one proof; for many keep a `Checker`."""
    return Checker(rulebook).check(facts, steps, wanted)


def statuses(rulebook: Rulebook, facts: Facts) -> dict[tuple[str, tuple[str, str]], Status]:
    """The status of every rule for every row of one case."""
    return Checker(rulebook).statuses(facts)


def open_facts(rulebook: Rulebook, facts: Facts, rule: str, row: Row) -> frozenset[tuple[str, str | None]]:
    """The roots of what a rule asks for of a row. KeyError for a rule that does not exist for the case."""
    interpretation = Checker(rulebook).interpret(facts)
    return interpretation.open_facts(interpretation.basis.by_id[rule], row)


class _Check:
    """One proof while it is checked."""

    def __init__(
        self, checker: Checker, interpretation: Interpretation, steps: Sequence[Step], *, in_document: bool = False
    ) -> None:
        self.checker = checker
        self.in_document = in_document
        self.i = interpretation
        self.basis = interpretation.basis
        self.facts = interpretation.facts
        self.steps = steps
        self.made = Made()
        self.keys: dict[Key, str] = {}
        self.refused: set[str] = set()
        self.objections: list[Objection] = []
        self._rows = {row_key(row): row for rows in self.facts.rows.values() for row in rows}
        self._needs: dict[tuple[str, int, Any], list[_Due]] = {}
        self._established: set[tuple[str, int, Any]] = set()
        self._takes: dict[tuple[str, int], bool] = {}
        self._grounds: dict[tuple[str, int], list[Ground]] = {}
        self._measures, self._clocks = self.basis.measure_names, self.basis.clock_names

    def object(self, code: str, step: Step | None, **facts: object) -> None:
        self.objections.append(objection(code, None if step is None else step.id, **facts))
        if step is not None:
            self.refused.add(step.id)

    def row_of(self, step: Step) -> Row | None:
        return self._rows.get((step.entity, step.about or ""))

    def run(self, wanted: Collection[str] | None) -> list[Objection]:
        for number, step in enumerate(self.steps, start=1):
            if step.id != f"s{number}":
                self.object("WRONG_ID", step, wanted=f"s{number}")
            self._step(step)
        needed = self._all() if wanted is None else (due for fact in sorted(wanted) for due in self._for_fact(fact))
        for due in needed:
            if not self._is_made(due):
                name, fact, row, _ = due
                self.object("MISSING_STEP", None, rule=name, fact=fact, about=row.id or row.entity)
        if wanted is not None:
            self._find_superfluous(wanted)
        self._decide_all()
        for fact, _, rules in self.i.conflicts:
            self.object("RULES_CONFLICT", None, fact=fact, rules=", ".join(rules))
        return self.objections

    # --- one step

    def _step(self, step: Step) -> None:
        row = self.row_of(step)
        if row is None:
            self.object("UNKNOWN_ROW", step, entity=step.entity, about=step.about)
            return
        rule = self.basis.by_id.get(step.rule)
        if rule is not None:
            self._rule_step(step, rule, row)
        elif step.rule == OTHERWISE:
            self._otherwise_step(step, row)
        elif step.rule in self._measures:
            self._measure_step(step, self._measures[step.rule], row)
        elif step.rule in self._clocks:
            self._clock_step(step, self._clocks[step.rule], row)
        else:
            self.object("NOT_IN_FORCE" if self._exists(step.rule) else "UNKNOWN_RULE", step, rule=step.rule)

    def _exists(self, name: str) -> bool:
        book = self.checker.rulebook
        return (
            any(rule.id == name for rule in book.rules.values())
            or any(f"{m.pack}.measures.{m.fact}" == name for m in book.measures.values())
            or any(f"{c.pack}.clocks.{c.name}" == name for c in book.clocks.values())
        )

    def _rule_step(self, step: Step, rule: Rule, row: Row) -> None:
        if not self._is_about(step, row, rule.entity):
            return
        status = self.i.status(rule, row)
        if status != step.status:
            self.object("DOES_NOT_STAND", step, rule=rule.id, found=status, said=step.status)
            return
        lookup = self.i.see(row)
        lines = [n for n, conclusion in enumerate(rule.then) if conclusion.fact == step.concludes]
        if not lines:
            self.object("WRONG_FACT", step, rule=rule.id, fact=step.concludes)
            return
        values = {line: value_given(self.basis, rule, line, lookup) for line in lines}
        fitting = [line for line in lines if self._same(step.concludes, step.value, values[line])]
        if not fitting:
            wanted = " / ".join(self._shown(step.concludes, value) for value in values.values())
            self.object("WRONG_VALUE", step, fact=step.concludes, wanted=wanted, said=step.value)
            return
        # Of conclusions that give the same element each step takes the next.
        line = next((one for one in fitting if (rule.id, step.concludes, id(row), one) not in self.keys), fitting[-1])
        grounds = self._grounds.get((rule.id, id(row)))
        if grounds is None:
            grounds = self._grounds[rule.id, id(row)] = of_conditions(self.basis, rule, row, self.i.see)
        grounds = grounds + of_value(self.basis, rule, line, row, self.i.see)
        home = seat(row, self.basis.homes[step.concludes][0])
        self._finish(step, row, home, line, values[line], (rule.source.clause,), grounds)

    def _otherwise_step(self, step: Step, row: Row) -> None:
        clauses = self.basis.otherwise.get(step.concludes)
        if clauses is None:
            self.object("WRONG_FACT", step, rule=OTHERWISE, fact=step.concludes)
            return
        declared = self.basis.rulebook.facts[step.concludes]
        if not self._is_about(step, row, declared.entity):
            return
        if not self._takes_otherwise(step.concludes, row):
            self.object("NOT_OTHERWISE", step, fact=step.concludes)
            return
        if not self._valued(step, declared.otherwise):
            return
        grounds = of_otherwise(self.basis, step.concludes, row, self.facts, self.i.see, self.i.status, self.i.first_no)
        self._finish(step, row, row, 0, declared.otherwise, clauses, grounds)

    def _measure_step(self, step: Step, m: Measure, row: Row) -> None:
        if step.concludes != m.fact:
            self.object("WRONG_FACT", step, rule=step.rule, fact=step.concludes)
        elif self._is_about(step, row, m.entity) and self._valued(step, value := self.i.value(m.fact, row)):
            grounds = of_measure(self.basis, m, row, self.facts, self.i.see)
            self._finish(step, row, row, 0, value, (m.source.clause,), grounds)

    def _clock_step(self, step: Step, c: Clock, row: Row) -> None:
        part = step.concludes.removeprefix(f"{c.name}.")
        if step.concludes not in (f"{c.name}.state", f"{c.name}.due"):
            self.object("WRONG_FACT", step, rule=step.rule, fact=step.concludes)
        elif self._is_about(step, row, c.entity) and self._valued(step, value := self.i.value(step.concludes, row)):
            stopped = self.i.run(c.name, row).stopped if part == "state" else ()
            grounds = of_clock(self.basis, c, row, self.i.see, stopped)
            self._finish(step, row, row, 0, value, (c.source.clause,), grounds)

    def _is_about(self, step: Step, row: Row, entity: str) -> bool:
        if row.entity == entity:
            return True
        self.object("UNKNOWN_ROW", step, entity=entity, about=step.about)
        return False

    def _valued(self, step: Step, value: Any) -> bool:
        if step.status != "stands":
            self.object("DOES_NOT_STAND", step, rule=step.rule, found="stands", said=step.status)
        elif value is None:
            self.object("NOT_KNOWN", step, fact=step.concludes)
        elif not self._same(step.concludes, step.value, value):
            self.object(
                "WRONG_VALUE", step, fact=step.concludes, wanted=self._shown(step.concludes, value), said=step.value
            )
        else:
            return True
        return False

    def _shown(self, fact: str, value: Any) -> str:
        return str(self.checker.forms.value(fact, value))

    def _same(self, fact: str, said: Any, wanted: Any) -> bool:
        wanted = _settled(wanted)
        if self.in_document:
            # Compared as text, since Python holds 1, 1.0 and true for the same.
            form = self.checker.forms.value(fact, wanted)
            return json.dumps(said, sort_keys=True) == json.dumps(form, sort_keys=True)
        return bool(_settled(said) == wanted)

    def _finish(
        self, step: Step, row: Row, home: Row, line: int, value: Any, clauses: tuple[str, ...], grounds: list[Ground]
    ) -> None:
        """Clauses, premises and repetition; then the step counts as made."""
        key: Key = (step.rule, step.concludes, id(row), line)
        if key in self.keys:
            self.object("SAID_TWICE", step, other=self.keys[key])
            return
        if step.clauses != clauses:
            self.object("WRONG_CLAUSES", step, wanted=", ".join(clauses))
        absent = self._absent(grounds)
        for name, fact, _, _ in absent:
            self.object("PREMISE_NOT_ESTABLISHED", step, fact=fact, rule=name)
        if not absent:
            premises = self.made.cite(grounds)
            if premises != step.premises:
                self.object("WRONG_PREMISES", step, wanted=", ".join(premises))
        self.keys[key] = step.id
        self.made.add(step.id, step.rule, row, step.concludes, home, value, stands=step.status == "stands")

    # --- what has to be there

    def _is_made(self, due: _Due) -> bool:
        rule, fact, row, line = due
        return (rule, fact, id(row), line) in self.keys

    def _absent(self, grounds: list[Ground]) -> list[_Due]:
        """The steps that have to establish some grounds and are not there yet. What was once established stays so."""
        absent: list[_Due] = []
        for ground in grounds:
            given, name, row, element = ground
            if given == "record" or given == "reading" or (name, id(row), element) in self._established:
                continue
            open_ones = [due for due in self._for_ground(ground) if not self._is_made(due)]
            absent += open_ones
            if not open_ones and given != "rule":
                self._established.add((name, id(row), element))
        return absent

    def _for_ground(self, ground: Ground) -> Sequence[_Due]:
        given, name, row, element = ground
        if given in ("record", "reading"):
            return ()
        if given == "rule":
            return self._of_rule(self.basis.by_id[name], row)
        key = (name, id(row), element)
        if key not in self._needs:
            self._needs[key] = list(self._for_row(name, row, element))
        return self._needs[key]

    def _of_rule(self, rule: Rule, row: Row, fact: str | None = None) -> list[_Due]:
        status = self.i.status(rule, row)
        if status not in _PROVED:
            return []
        return [
            (rule.id, conclusion.fact, row, line)
            for line, conclusion in enumerate(rule.then)
            if fact is None or conclusion.fact == fact
        ]

    def _for_row(self, fact: str, row: Row, element: Any = None) -> Iterator[_Due]:
        """The steps that establish a fact of a row (of a set: an element of it)."""
        given = self.basis.homes[fact][1]
        if given == "measure" and fact in self.basis.measures:
            if self.i.value(fact, row) is not None:
                yield (f"{self.basis.measures[fact].pack}.measures.{fact}", fact, row, 0)
        elif given == "clock" and fact in self.basis.clocks:
            clock = self.basis.clocks[fact][0]
            if self.i.value(fact, row) is not None:
                yield (f"{clock.pack}.clocks.{clock.name}", fact, row, 0)
        elif given == "rules":
            for rule, at in self.i.givers(fact, row):
                if self.i.status(rule, at) == "stands":
                    for due in self._of_rule(rule, at, fact):
                        if element is None or self._gives(rule, due[3], at) == element:
                            yield due
            if fact in self.basis.otherwise and self._takes_otherwise(fact, row):
                yield (OTHERWISE, fact, row, 0)

    def _gives(self, rule: Rule, line: int, row: Row) -> Any:
        return element_key(value_given(self.basis, rule, line, self.i.see(row)))

    def _takes_otherwise(self, fact: str, row: Row) -> bool:
        key = (fact, id(row))
        known = self._takes.get(key)
        if known is None:
            known = self._takes[key] = not self.i.is_given(fact, row)
        return known

    def _for_fact(self, fact: str) -> Iterator[_Due]:
        """The steps that conclude a fact anywhere, provisional ones included."""
        home, given = self.basis.homes[fact]
        if given == "rules":
            for rule in self.basis.givers.get(fact, ()):
                for row in self.facts.rows.get(rule.entity, ()):
                    yield from self._of_rule(rule, row, fact)
            if fact in self.basis.otherwise:
                for row in self.facts.rows.get(home, ()):
                    if self._takes_otherwise(fact, row):
                        yield (OTHERWISE, fact, row, 0)
        else:
            for row in self.facts.rows.get(home, ()):
                yield from self._for_row(fact, row)

    def _all(self) -> Iterator[_Due]:
        for rule in self.basis.rules:
            for row in self.facts.rows.get(rule.entity, ()):
                if self.i.status(rule, row) in _PROVED:
                    yield from self._of_rule(rule, row)
        for fact in (*self.basis.otherwise, *self.basis.measures, *self.basis.clocks):
            for row in self.facts.rows.get(self.basis.homes[fact][0], ()):
                if fact not in self.basis.otherwise:
                    yield from self._for_row(fact, row)
                elif self._takes_otherwise(fact, row):
                    yield (OTHERWISE, fact, row, 0)

    def _decide_all(self) -> None:
        """Works out every `one` fact, so that no conflict between rules stays unseen."""
        for fact in self.basis.givers:
            declared = self.basis.rulebook.facts[fact]
            if not declared.many:
                for row in self.facts.rows.get(declared.entity, ()):
                    self.i.value(fact, row)

    def _find_superfluous(self, wanted: Collection[str]) -> None:
        used = {premise for step in self.steps for premise in step.premises}
        for step in self.steps:
            if step.concludes not in wanted and step.id not in used and step.id not in self.refused:
                self.object("NOT_NEEDED", step)


def _settled(value: Any) -> Any:
    """An interval whose ends agree is the number itself."""
    return value.low if isinstance(value, Interval) and value.low == value.high else value

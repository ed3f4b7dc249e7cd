"""What a case came to under the rules, before it is written as a ruling: steps, and what is still asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adjudicator.facts import Facts, Row
from adjudicator.proof.basis import Basis, seat
from adjudicator.proof.interpretation import Interpretation, row_key
from adjudicator.proof.model import Step
from adjudicator.rulebook.model import STRATA, Rule

Statuses = Mapping[tuple[str, tuple[str, str]], str]
OUTPUTS = STRATA.index("disposition")
"""From this stratum on rules conclude what a ruling prints; what lower ones lack is asked for only through these."""


@dataclass(frozen=True, slots=True, order=True)
class Open:
    """An unknown fact that stands in the way: the name under which it is asked for, and what it is about."""

    fact: str
    about: str | None


@dataclass(slots=True)
class Outcome:
    """The result of a case: what each rule came to, the steps, and how to find what is open."""

    basis: Basis
    facts: Facts
    statuses: Statuses
    steps: Sequence[Step]
    interpretation: Interpretation
    printed: list[Step] = field(init=False)
    """The steps that count in print: of rules that stand, and the milder of those that are provisional."""
    _by_fact: dict[str, list[Step]] = field(init=False)

    def __post_init__(self) -> None:
        self.printed = [step for step in self.steps if step.status == "stands" or self._milder(step)]
        self._by_fact = {}
        for step in self.printed:
            self._by_fact.setdefault(step.concludes, []).append(step)

    def _milder(self, step: Step) -> bool:
        """Whether a provisional step is the milder consequence: its rule overrides no other provisional rule."""
        rule = self.basis.by_id[step.rule]
        key = (step.entity, step.about or "")
        return not any(self.statuses.get((loser, key)) == "provisional" for loser in rule.overrides)

    def status(self, rule: Rule, row: Row) -> str:
        """How a rule stands for a row."""
        return self.statuses.get((rule.id, row_key(row)), "no")

    def printed_of(self, fact: str) -> list[Step]:
        """The printed steps that conclude a fact or put an element into it."""
        return list(self._by_fact.get(fact, ()))

    def single(self, fact: str, about: str | None = None) -> object:
        """The value of a `one` fact that is printed for a row; None if it is open."""
        found = [step.value for step in self._by_fact.get(fact, ()) if step.about == about]
        return found[0] if found else None

    def open_for(self, concludes: str | None = None) -> set[Open]:
        """What rules of the outcome ask for: all of them, or those that would conclude one fact."""
        found: set[Open] = set()
        for rule in self._with_status("asks"):
            if STRATA.index(rule.stratum) < OUTPUTS or rule.quiet:
                continue
            if concludes is not None and all(line.fact != concludes for line in rule.then):
                continue
            for row in self.facts.rows.get(rule.entity, ()):
                if self.status(rule, row) == "asks":
                    found |= {self._asked(*root) for root in self.interpretation.open_facts(rule, row)}
        return found

    def _with_status(self, wanted: str) -> list[Rule]:
        """The rules that have a status for some row, in order of their ids."""
        names = {rule for (rule, _), status in self.statuses.items() if status == wanted}
        return [self.basis.by_id[name] for name in sorted(names)]

    def _asked(self, fact: str, about: str | None) -> Open:
        declared = self.basis.rulebook.facts.get(fact)
        if declared is None:
            return Open(fact, None)
        subject = about if declared.entity in ("exhibit", "field") else None
        return Open(declared.asked_as or fact, subject)

    def is_for_a_person(self, asked: Open) -> bool:
        """Whether only a person's finding can supply what is asked for (SEMANTICS 21)."""
        return "arbitrator" in self.basis.suppliers.get(asked.fact, ())

    def overridden(self) -> list[tuple[Rule, Rule]]:
        """Pairs of a rule of the outcome that gave way and a printed rule that it gave way to (SEMANTICS 20)."""
        printed = {(step.rule, step.entity, step.about) for step in self.printed}
        pairs: list[tuple[Rule, Rule]] = []
        for rule in self._with_status("overridden"):
            if STRATA.index(rule.stratum) < OUTPUTS:
                continue
            for row in self.facts.rows.get(rule.entity, ()):
                if self.status(rule, row) == "overridden":
                    for winner in self.basis.winners.get(rule.id, ()):
                        above = seat(row, winner.entity)
                        if (winner.id, above.entity, above.id) in printed:
                            pairs.append((rule, winner))
        return pairs

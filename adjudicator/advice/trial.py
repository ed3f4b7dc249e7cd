"""What a hypothetical record would come to: the same intake and the compiled rules, without writing a ruling.

A ruling of the same record says the same (`tests/adjudicator/advice`); this one is made in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adjudicator.case import Case
from adjudicator.engine.compiled import CompiledEngine
from adjudicator.engine.conclusions import Conclusions
from adjudicator.facts import Facts, Row
from adjudicator.intake.case_facts import take_in
from adjudicator.intake.comparisons import Comparison
from adjudicator.proof.model import Step
from adjudicator.proof.reasons import name_of
from adjudicator.rulebook.model import Fact, Rule, Rulebook, Text2

OPEN = "open"
"""The disposition where no rule concludes one and some rule still asks: `pending` or `needs_human` in a ruling."""
_OF_CASE = ("disposition", "tier", "appeal.advice", "buyer.burden.prima_facie")


@dataclass(frozen=True, slots=True)
class FoundReason:
    """A reason about an exhibit that the rules give, with what its submitter can do."""

    exhibit: str
    code: str
    field: str | None
    clause: str
    fix: Text2 | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record stands under the rules, as far as a party cares."""

    disposition: str
    tier: str | None
    advice: str | None
    """Whether an appeal makes sense; None where the platform knows none."""
    prima_facie: str | None
    """Whether the buyer's first burden is met."""
    exhibits: Mapping[str, tuple[str | None, str | None]]
    """Exhibit id to its verdict and whether it meets the burden."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One record put through the rules."""

    trials: Trials
    facts: Facts
    found: Conclusions
    comparisons: tuple[Comparison, ...]

    @property
    def standing(self) -> Standing:
        """What the rules conclude about the record."""
        ofcase: dict[str, str] = {}
        verdicts: dict[str, str] = {}
        burdens: dict[str, str] = {}
        for step in self._printed():
            if step.entity == "exhibit":
                if step.concludes == "exhibit.verdict":
                    verdicts.setdefault(str(step.about), str(step.value))
                elif step.concludes == "exhibit.meets_burden":
                    burdens.setdefault(str(step.about), str(step.value))
            elif step.about is None and step.concludes in _OF_CASE:
                ofcase.setdefault(step.concludes, str(step.value))
            elif step.concludes == "penalty" and "one_of" in step.value:
                # The alternative that is recommended makes the tier (SEMANTICS 7).
                ofcase["tier"] = str(step.value["one_of"][step.value["recommended"]]["tier"])
        ids = [str(row.id) for row in self.facts.rows.get("exhibit", ())]
        return Standing(
            self._disposition(ofcase.get("disposition")),
            ofcase.get("tier"),
            ofcase.get("appeal.advice"),
            ofcase.get("buyer.burden.prima_facie"),
            {one: (verdicts.get(one), burdens.get(one)) for one in ids},
        )

    def _printed(self) -> Iterator[Step]:
        """The steps that count: of rules that stand, and the milder of those that are provisional."""
        for step in self.found.steps:
            if step.status == "stands" or self._milder(step):
                yield step

    def _milder(self, step: Step) -> bool:
        rule = self.trials.rules.get(step.rule)
        key = (step.entity, step.about or "")
        statuses = self.found.statuses
        return rule is not None and not any(statuses.get((loser, key)) == "provisional" for loser in rule.overrides)

    def _disposition(self, concluded: str | None) -> str:
        if concluded is not None:
            return OPEN if concluded in ("pending", "needs_human") else concluded
        asks = any(
            self.found.statuses.get((rule.id, (row.entity, row.id or ""))) == "asks"
            for rule in self.trials.givers("disposition")
            if not rule.quiet
            for row in self.facts.rows.get(rule.entity, ())
        )
        return OPEN if asks else "no_rule_applies"

    def reasons(self) -> Iterator[FoundReason]:
        """All reasons about exhibits, in the order of derivation, each of them once."""
        rows = {(row.entity, row.id): row for those in self.facts.rows.values() for row in those}
        seen: set[tuple[str, str, str | None]] = set()
        for step in self._printed():
            if step.concludes != "reason":
                continue
            row = rows[step.entity, step.about]
            exhibit = str((row if row.entity == "exhibit" else row.up["exhibit"]).id)
            key = (exhibit, str(step.value["code"]), step.value["field"])
            if key not in seen:
                seen.add(key)
                yield FoundReason(*key, step.clauses[0], self._fix(step.rule, row))

    def _fix(self, rule: str, row: Row) -> Text2 | None:
        fix = self.trials.rules[rule].fix
        return None if fix is None else self.trials.texts(fix, lambda fact: self._seen(fact, row))

    def _seen(self, fact: str, row: Row) -> Any:
        home = row if row.entity == self.trials.rulebook.facts[fact].entity else row.up["exhibit"]
        return home.values.get(fact)


class Trials:
    """One rulebook under which hypothetical records are tried."""

    def __init__(self, rulebook: Rulebook, engine: CompiledEngine, readings: Mapping[str, str] | None = None) -> None:
        self.rulebook = rulebook
        self._engine = engine
        self._readings = dict(readings or {})
        self._givers: dict[str, list[Rule]] = {}
        self.rules = {rule.id: rule for rule in rulebook.rules.values()}

    def put(self, case: Case, as_of: datetime | None = None) -> Tried:
        """Tries a case in normal form, as of another instant if one is given."""
        if as_of is not None and as_of != case.as_of:
            case = case.model_copy(update={"as_of": as_of})
        intake = take_in(case, self.rulebook)
        return Tried(self, intake.facts, self._engine.conclude(intake.facts, self._readings), intake.comparisons)

    def givers(self, fact: str) -> list[Rule]:
        """The rules that conclude a fact."""
        found = self._givers.get(fact)
        if found is None:
            rules = sorted(self.rulebook.rules.values(), key=lambda rule: rule.id)
            found = self._givers[fact] = [rule for rule in rules if any(line.fact == fact for line in rule.then)]
        return found

    def name(self, fact: str, value: object) -> Text2:
        """A value of a fact as people read it."""
        return name_of(value, self.rulebook.facts.get(fact))

    def texts(self, template: Text2, see: Any) -> Text2:
        """A template with the names of what is seen in its holes."""
        zh, en = template.zh, template.en
        for hole in {part.split("}")[0] for text in (zh, en) for part in text.split("{")[1:]}:
            fact: Fact | None = self.rulebook.facts.get(hole)
            if fact is not None:
                name = name_of(see(hole), fact)
                zh, en = zh.replace(f"{{{hole}}}", name.zh), en.replace(f"{{{hole}}}", name.en)
        return Text2(zh, en)

"""The second opinion: what durable-rules says of the same facts, laid beside what the compiled engine said.

The document stays a function of the record, the ruleset and the readings: `second_opinion` is null unless the engine
``both`` was asked for, so that a machine with the library and one without it print the same bytes. What cannot be
undone is ruled twice wherever the library is installed all the same: where the two agree nothing is added, where they
don't, or where the library fails, the ruling is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adjudicator.engine.conclusions import Conclusions, RowState, row_key
from adjudicator.engine.durable import SHARED, DurableEngine, Opinion
from adjudicator.engine.durable_plan import TooLarge
from adjudicator.engine.durable_process import WorkerFailed, installed
from adjudicator.facts import Facts
from adjudicator.proof.build import Builder
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.order import order

EngineFailed = (WorkerFailed, TooLarge)
"""What may be raised where the library alone is asked and gives no answer that may be believed."""
ENGINE = "durable-rules"
IRREVOCABLE = ("4", "4M")
"""The tiers whose penalties cannot be undone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two engines see differently: the status of a rule or the value of a fact, for one row."""

    of: str
    about: str | None
    compiled: str
    durable: str

    def as_json(self) -> dict[str, Any]:
        """As the ruling prints it."""
        return {"of": self.of, "about": self.about, "compiled": self.compiled, "durable": self.durable}


@dataclass(frozen=True, slots=True)
class Compared:
    """A second opinion on one case."""

    agrees: Literal["yes", "no", "unknown"]
    version: str
    statuses: int
    """How many statuses were compared, of every rule in force for every row that it speaks of."""
    values: int
    """How many values of facts."""
    differences: tuple[Difference, ...] = ()
    failure: str | None = None
    """How the library failed to give an answer (crash, hang, fault), with the detail."""

    def as_json(self) -> dict[str, Any]:
        """The `second_opinion` of a ruling."""
        compared: dict[str, Any] = {
            "statuses": self.statuses,
            "values": self.values,
            "differences": [one.as_json() for one in self.differences],
            "failure": self.failure,
        }
        agrees, version = self.agrees, self.version
        return {"engine": ENGINE, "version": version, "compared": compared, "agrees": agrees, "shared": list(SHARED)}


class SecondOpinions:
    """One ruleset in both engines; keeps its worker processes, so close it (or use it in ``with``)."""

    def __init__(self, rulebook: Rulebook, engine: DurableEngine | None = None) -> None:
        self.rulebook = rulebook
        self.engine = engine or DurableEngine(rulebook)
        self._builder = Builder(rulebook)

    def __enter__(self) -> SecondOpinions:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    def compare(self, facts: Facts, readings: Mapping[str, str], found: Conclusions) -> Compared:
        """What the library says, beside what the compiled engine found. Never raises for what the library does."""
        try:
            opinion = self.engine.conclude(facts, readings)
        except EngineFailed as failed:
            return Compared("unknown", self.engine.version, 0, 0, failure=str(failed))
        differences = tuple(_differences(opinion, found))
        basis = self.engine.at(facts.platform, facts.as_of)[0].basis
        statuses = sum(len(facts.rows.get(rule.entity, ())) for rule in basis.rules)
        return Compared("no" if differences else "yes", self.engine.version, statuses, len(opinion.values), differences)

    def conclude(self, facts: Facts, readings: Mapping[str, str]) -> Conclusions:
        """What the library concludes, with steps for the proof: what a ruling is made from when it alone is asked.

        Raises `WorkerFailed`, `TooLarge`.
        """
        opinion = self.engine.conclude(facts, readings, whole=True)
        nodes = order(self.rulebook, facts.platform, facts.as_of)
        steps = self._builder.steps(facts, nodes, opinion.statuses, opinion.values)
        by_row: dict[tuple[str, str], dict[str, Any]] = {}
        derived: dict[str, dict[str, None]] = {}
        for (fact, key), value in opinion.values.items():
            by_row.setdefault(key, {})[fact] = value
            derived.setdefault(key[0], {})[fact] = None
        states: dict[str, list[RowState]] = {
            entity: [(by_row.get(row_key(row), {}), row_key(row), {}, row) for row in rows]
            for entity, rows in facts.rows.items()
        }
        return Conclusions(opinion.statuses, steps, states, {entity: tuple(names) for entity, names in derived.items()})


class Witness:
    """Decides for one ruling whether a second opinion is heard, and remembers it (`Adjudicator.rule` asks it)."""

    def __init__(self, opinions: SecondOpinions, *, always: bool) -> None:
        self._opinions, self._always = opinions, always
        self.heard: Compared | None = None

    def __call__(
        self, facts: Facts, readings: Mapping[str, str], found: Conclusions, tier: str | None
    ) -> dict[str, Any] | None:
        """The `second_opinion` to print; None where it adds nothing to the document."""
        if not self._always and (tier not in IRREVOCABLE or not installed()):
            return None
        self.heard = self._opinions.compare(facts, readings, found)
        return self.heard.as_json() if self._always or self.heard.agrees != "yes" else None


def is_withheld(second_opinion: Mapping[str, Any] | None) -> bool:
    """Whether a second opinion keeps a ruling from being given."""
    return second_opinion is not None and second_opinion["agrees"] != "yes"


def withheld(core: Mapping[str, Any]) -> dict[str, Any]:
    """What is printed where two engines do not agree: nothing is done to anybody, and a person is asked."""
    asked = {"fact": "second_opinion", "about": None}
    needs_human = sorted(
        [*core["needs_human"], asked], key=lambda one: (one["fact"], one["about"] is not None, one["about"] or "")
    )
    proposal = None if core["proposal"] is None else {"accepted": "no", "reasons": ["NO_PENALTY_APPLIES"]}
    return {
        **core,
        "disposition": "needs_human",
        "tier": None if core["tier"] is None else "0",
        "penalties": [],
        "remedies": [],
        "proposal": proposal,
        "needs_human": needs_human,
    }


def _differences(opinion: Opinion, found: Conclusions) -> list[Difference]:
    differences = [
        Difference(rule, key[1] or None, found.statuses.get((rule, key), "no"), opinion.statuses.get((rule, key), "no"))
        for rule, key in {**found.statuses, **opinion.statuses}
        if found.statuses.get((rule, key)) != opinion.statuses.get((rule, key))
    ]
    values = found.values
    differences += [
        Difference(fact, key[1] or None, _said(values.get((fact, key))), _said(value))
        for (fact, key), value in opinion.values.items()
        if values.get((fact, key)) != value
    ]
    differences += [
        Difference(fact, key[1] or None, _said(values.get((fact, key))), "two values")
        for fact, key in opinion.conflicts
    ]
    return sorted(set(differences), key=lambda one: (one.of, one.about or "", one.compiled, one.durable))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return (
            ", ".join(sorted(f"{element}" if held == "yes" else f"{element}?" for element, held in value.items()))
            or "{}"
        )
    return "unknown" if value is None else str(value)

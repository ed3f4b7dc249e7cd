"""Rules a case: seals its record, runs the engine, checks the proof, writes the ruling; verifies and replays rulings.

Everything here is a function of the record, the ruleset and the readings: no clock, no locale, no order of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adjudicator.canonical import canonical_bytes
from adjudicator.case import Case
from adjudicator.engine.compiled import CompiledEngine
from adjudicator.engine.conclusions import Conclusions
from adjudicator.errors import Bilingual
from adjudicator.facts import Facts
from adjudicator.intake.case_facts import Intake, take_in
from adjudicator.proof.build import Builder
from adjudicator.proof.check import Checker
from adjudicator.proof.interpretation import Interpretation
from adjudicator.proof.objections import Objection, objection
from adjudicator.record import Record, seal
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.order import EVIDENCE, govern
from adjudicator.ruling import with_digest
from adjudicator.services.assembly import PRINTED, Assembly
from adjudicator.services.outcome import Outcome
from adjudicator.services.second_opinion import is_withheld, withheld
from adjudicator.services.selection import said_by, working


class ProofRefused(RuntimeError):
    """The checker objects to the proof of a ruling just made: a defect of this program, never of the case."""

    def __init__(self, objections: list[Objection]) -> None:
        self.objections = objections
        super().__init__("; ".join(f"{one.code} {one.step or ''}" for one in objections[:5]))


class UnknownReading(ValueError):
    """A reading or a value of one that the rulebook does not have."""

    def __init__(self, name: str, value: str, known: tuple[str, ...]) -> None:
        self.name, self.value, self.known = name, value, known
        super().__init__(f"{name}={value}; known: {', '.join(known)}")


Conclude = Callable[[Facts, Mapping[str, str]], Conclusions]
"""An engine: from facts and chosen readings to conclusions."""
Hear = Callable[[Facts, Mapping[str, str], Conclusions, str | None], dict[str, Any] | None]
"""Hears a second opinion on conclusions and the tier that follows; None where it adds nothing to the ruling."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling and the record that it was made on."""

    ruling: dict[str, Any]
    record: Record


class Adjudicator:
    """One ruleset, ready to rule. Keep one for many cases: what can be prepared is prepared once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.engine = CompiledEngine(rulebook)
        self.checker = Checker(rulebook)
        self._builder = Builder(rulebook)

    def rule(
        self,
        case: Case,
        reports: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        readings: Mapping[str, str] | None = None,
        supersedes: str | None = None,
        because: Bilingual | None = None,
        conclude: Conclude | None = None,
        hear: Hear | None = None,
    ) -> Ruled:
        """The ruling of a case; `reports` holds the evidence report of each exhibit that has files.

        `supersedes` is the digest of the ruling that this one replaces; `because` says why this ruleset was taken
        (`adjudicator.services.selection`), by default that it is the working one. `conclude` is another engine than the
        compiled one; `hear` asks for a second opinion (`adjudicator.services.second_opinion`).

        Raises `Refused` where a report does not fit, `UnknownReading`, `ProofRefused` if the proof does not hold.
        """
        record = seal(case, reports)
        ruling = self.rule_record(
            record, readings=readings, supersedes=supersedes, because=because, conclude=conclude, hear=hear
        )
        return Ruled(ruling, record)

    def rule_record(
        self,
        record: Record,
        *,
        readings: Mapping[str, str] | None = None,
        supersedes: str | None = None,
        because: Bilingual | None = None,
        conclude: Conclude | None = None,
        hear: Hear | None = None,
    ) -> dict[str, Any]:
        """The ruling of a sealed record."""
        chosen = self._chosen(readings or {})
        intake = take_in(record.case, self.rulebook)
        _choose(intake, chosen)
        found = self.conclude(intake, chosen) if conclude is None else conclude(intake.facts, chosen)
        interpretation = self.checker.interpret(intake.facts)
        objections = self.checker.check(intake.facts, found.steps, interpretation=interpretation)
        if objections:
            raise ProofRefused(objections)
        why = because or working(self.rulebook.version)
        return self._written(record, intake, _outcome(found, interpretation), chosen, found, supersedes, why, hear)

    def conclude(self, intake: Intake, readings: Mapping[str, str] | None = None) -> Conclusions:
        """What the rules conclude from facts, without writing it out."""
        return self.engine.conclude(intake.facts, readings)

    def verify(self, ruling: Mapping[str, Any], case: Case) -> list[Objection]:
        """What is wrong with a ruling: its proof, and that it says what that concludes. The engine is not asked."""
        try:
            readings = self._chosen(ruling["ruleset"]["readings"])
        except UnknownReading:
            return [objection("WRONG_OUTPUT", None, key="ruleset")]
        record = seal(case)
        intake = take_in(record.case, self.rulebook)
        _choose(intake, readings)
        interpretation = self.checker.interpret(intake.facts)
        objections = self.checker.check_reasons(intake.facts, ruling["reasons"], PRINTED, interpretation=interpretation)
        steps = self._builder.conclusions(interpretation, self.engine.order(intake.facts.platform, intake.facts.as_of))
        outcome = Outcome(interpretation.basis, intake.facts, interpretation.statuses(), steps, interpretation)
        core = Assembly(record, outcome, intake.comparisons).core()
        if is_withheld(ruling["second_opinion"]):
            core = withheld(core)
        for key, value in core.items():
            if ruling.get(key) != value:
                objections.append(objection("WRONG_OUTPUT", None, key=key))
        if ruling["ruleset"] != self._ruleset(record.case, readings, said_by(ruling)):
            objections.append(objection("WRONG_OUTPUT", None, key="ruleset"))
        if with_digest(ruling)["digest"] != ruling.get("digest"):
            objections.append(objection("WRONG_DIGEST", None, said=ruling.get("digest")))
        return objections

    def replay(self, ruling: Mapping[str, Any], case: Case) -> tuple[bool, dict[str, Any]]:
        """Rules a record again under the readings of a ruling: whether the bytes are equal, and the new ruling.

        A second opinion is testimony: it is taken as the ruling records it, not heard again. Raises what `rule` raises.
        """
        again = self.rule(
            case,
            readings=ruling["ruleset"]["readings"],
            supersedes=ruling["supersedes"],
            because=said_by(ruling),
            hear=lambda *_: ruling["second_opinion"],
        ).ruling
        return canonical_bytes(again) == canonical_bytes(dict(ruling)), again

    # --- parts

    def _written(
        self,
        record: Record,
        intake: Intake,
        outcome: Outcome,
        chosen: Mapping[str, str],
        found: Conclusions,
        supersedes: str | None,
        because: Bilingual,
        hear: Hear | None,
    ) -> dict[str, Any]:
        assembly = Assembly(record, outcome, intake.comparisons)
        core = assembly.core()
        opinion = None if hear is None else hear(intake.facts, chosen, found, core["tier"])
        document = {
            **(withheld(core) if is_withheld(opinion) else core),
            "supersedes": supersedes,
            "ruleset": self._ruleset(record.case, chosen, because),
            "reasons": assembly.proof(self.checker.forms),
            "second_opinion": opinion,
            "open_readings": self._open_readings(record, intake, found, chosen, core, outcome.interpretation),
        }
        return with_digest(document)

    def outcome(self, facts: Facts) -> Outcome:
        """What facts came to under the rules, with the steps."""
        return _outcome(self.engine.conclude(facts), self.checker.interpret(facts))

    def _ruleset(self, case: Case, chosen: Mapping[str, str], because: Bilingual) -> dict[str, Any]:
        return {
            "version": self.rulebook.version,
            "digest": self.rulebook.digest,
            "packs": [pack for pack in govern(self.rulebook, case.platform) if pack != EVIDENCE],
            "readings": dict(sorted(chosen.items())),
            "selected_because": {"zh": because.zh, "en": because.en},
        }

    def _chosen(self, readings: Mapping[str, str]) -> dict[str, str]:
        """The readings that differ from their defaults. Raises `UnknownReading`."""
        chosen = {}
        for name, value in readings.items():
            switch = self.rulebook.readings.get(name)
            if switch is None:
                raise UnknownReading(name, value, tuple(sorted(self.rulebook.readings)))
            if value not in switch.values:
                raise UnknownReading(name, value, switch.values)
            if value != switch.default:
                chosen[name] = value
        return chosen

    def _open_readings(
        self,
        record: Record,
        intake: Intake,
        found: Conclusions,
        chosen: Mapping[str, str],
        core: Mapping[str, Any],
        interpretation: Interpretation,
    ) -> list[str]:
        """The switches of the governing packs under whose other value the ruling would be another."""
        platform, facts = record.case.platform, intake.facts
        packs, read = govern(self.rulebook, platform), self.engine.readings(platform, facts.as_of)
        open_readings = []
        for name, switch in sorted(self.rulebook.readings.items()):
            if switch.pack not in packs or name not in read or not interpretation.could_matter(name):
                continue
            current = chosen.get(name, switch.default)
            for value in switch.values:
                if value == current:
                    continue
                other = {**chosen, name: value}
                concluded = self.engine.conclude(facts, other)
                if not self._says(name) and concluded.statuses == found.statuses and not concluded.differing(found):
                    continue
                outcome = _outcome(concluded, self.checker.interpret(facts, other))
                if Assembly(record, outcome, intake.comparisons).core() != core:
                    open_readings.append(name)
                    break
        return open_readings

    def _says(self, reading: str) -> bool:
        """Whether some rule writes the reading itself into what it concludes."""
        return reading in self.engine.readings_in_values


def _outcome(found: Conclusions, interpretation: Interpretation) -> Outcome:
    """What an engine concluded, beside the plain interpretation of the same facts."""
    return Outcome(interpretation.basis, interpretation.facts, found.statuses, found.steps, interpretation)


def _choose(intake: Intake, readings: Mapping[str, str]) -> None:
    """Puts the chosen readings beside the facts of the case, where the proof looks for them."""
    for name, value in readings.items():
        intake.facts.case.values[f"reading.{name}"] = value

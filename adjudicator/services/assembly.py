"""Writes what a case came to as `ruling/1` (CONTRACT 3): every key present, every list in its order (SEMANTICS 45.3, form)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from adjudicator.case import Case
from adjudicator.evidence_report import FieldReport, InlineReport
from adjudicator.intake.comparisons import Comparison
from adjudicator.proof.model import Forms, Step, slice_steps
from adjudicator.proof.reasons import Reasons
from adjudicator.record import Record, shanghai_text
from adjudicator.rulebook.model import Clock, FactValue, Parameter, Struct, Text2
from adjudicator.rulebook.order import EVIDENCE, govern
from adjudicator.services.outcome import Open, Outcome
from adjudicator.services.penalties import impose
from adjudicator.services.suggestions import suggested
from adjudicator.services.times import printed_instant

PRINTED = (
    "disposition",
    "tier",
    "codes",
    "redress",
    "penalty",
    "remedy",
    "obligation",
    "waiting_for",
    "missing",
    "needs_human",
    "appeal.allowed",
    "appeal.predestined_fail",
    "appeal.next_failure_locks",
    "appeal.until",
    "appeal.advice",
    "appeal.reasons",
    "appeal.failures_this_month",
    "appeal.failures_this_year",
    "reason",
    "exhibit.verdict",
    "exhibit.meets_burden",
    "allegation.degree",
    "allegation.result",
    "affects_normal_use",
    "platform.intervention",
    "buyer.burden.prima_facie",
    "allegation.uncontested",
    "suggestion",
    "discord",
    "respondent.certificate_expected",
    "procedure.opened",
    "complainant.evidence_heard",
    "exhibit.relevant",
    "complaint.category",
    "complaint.liable_party",
    "solution.owed",
    "acknowledgement.late",
)
"""What a ruling prints; its proof is the steps that conclude these and all that they rest on."""
LADDER = "taobao-dm"
"""The pack whose penalties form tiers; elsewhere a ruling has none."""
APPEALS = ("pdd-appeal", "ticket-appeal")
"""The packs that speak of appeals; elsewhere `appeal` is null."""


class Assembly:
    """One ruling while it is written."""

    def __init__(self, record: Record, outcome: Outcome, comparisons: Sequence[Comparison]) -> None:
        self.record = record
        self.case: Case = record.case
        self.outcome = outcome
        self.comparisons = comparisons
        self.rulebook = outcome.basis.rulebook
        self.packs = [pack for pack in govern(self.rulebook, self.case.platform) if pack != EVIDENCE]
        self.reasons = Reasons(outcome.basis)
        self.rows = {(row.entity, row.id): row for those in outcome.facts.rows.values() for row in those}

    def core(self) -> dict[str, Any]:
        """Everything of the ruling that it decides: all keys but those about the rules, the proof and the digest."""
        disposition = self._disposition()
        tier = None
        if LADDER in self.packs:
            printed = self.outcome.single("tier")
            tier = str(printed) if printed is not None else "0"
        penalties, tier, proposal = impose(self.outcome.printed_of("penalty"), tier, self.case.proposed_penalty)
        asked = self._asked()
        return {
            "schema": "ruling/1",
            "case_id": self.case.id,
            "as_of": shanghai_text(self.case.as_of),
            "record_sha256": self.record.sha256,
            "codes": self._codes(disposition),
            "redress": [step.value for step in self.outcome.printed_of("redress")],
            "disposition": disposition,
            "tier": tier,
            "penalties": penalties,
            "proposal": proposal,
            "findings": self._findings(disposition),
            "exhibits": self._exhibits(),
            "remedies": self._remedies(),
            "obligations": self._obligations(),
            "appeal": self._appeal(),
            "waiting_for": _sorted(self._waiting(), "event", "about", "until"),
            "missing": _sorted([_open(one) for one in asked if not self._for_person(one)], "fact", "about"),
            "needs_human": _sorted([_open(one) for one in asked if self._for_person(one)], "fact", "about"),
            "overridden": self._overridden(),
        }

    def proof(self, forms: Forms) -> list[dict[str, Any]]:
        """`reasons[]`: the steps behind what is printed, with their texts."""
        entries = []
        for step in slice_steps(self.outcome.steps, PRINTED):
            row = self.rows[step.entity, step.about]
            entries.append(forms.to_json(step, self.reasons.render(step, self.outcome.interpretation.see(row))))
        return entries

    # --- the outcome

    def _disposition(self) -> str:
        """What the rules conclude; where they ask instead, `pending` for the record's facts and `needs_human` for a person's."""
        concluded = self.outcome.single("disposition")
        if concluded is not None:
            return str(concluded)
        asked = self.outcome.open_for("disposition")
        if not asked:
            return "no_rule_applies"
        return "needs_human" if all(self.outcome.is_for_a_person(one) for one in asked) else "pending"

    def _codes(self, disposition: str) -> list[str]:
        codes = {str(step.value) for step in self.outcome.printed_of("codes")}
        if disposition == "no_rule_applies":
            codes.add("NO_RULE_APPLIES")
        return sorted(codes)

    def _asked(self) -> set[Open]:
        self._said: dict[Open, bool] = {}
        for fact, person in (("missing", False), ("needs_human", True)):
            for step in self.outcome.printed_of(fact):
                self._said[Open(step.value["fact"], step.value["about"])] = person
        asked = self.outcome.open_for() | set(self._said)
        if any(self._beyond_calendar(step) for step in self.outcome.printed_of("obligation")):
            asked.add(Open("calendar", None))
        return asked

    def _for_person(self, one: Open) -> bool:
        said = self._said.get(one)
        return self.outcome.is_for_a_person(one) if said is None else said

    def _waiting(self) -> list[dict[str, Any]]:
        return [
            {"event": v["event"], "about": v["about"], "until": printed_instant(v["until"])}
            for v in (step.value for step in self.outcome.printed_of("waiting_for"))
        ]

    def _overridden(self) -> list[dict[str, Any]]:
        found: dict[tuple[str, str], Text2] = {}
        for loser, winner in self.outcome.overridden():
            pair = (loser.source.clause, winner.source.clause)
            if pair[0] != pair[1]:
                found.setdefault(
                    pair,
                    Text2(
                        f"{pair[0]}({loser.title.zh})的条件均已具备,但{pair[1]}({winner.title.zh})优先适用。",
                        f"All conditions of {pair[0]} ({loser.title.en}) are met, but {pair[1]} ({winner.title.en}) takes precedence.",
                    ),
                )
        # A winner that gives way itself is not the effective one where the rule that it gives way to also wins here.
        found = {
            (loser, winner): because
            for (loser, winner), because in found.items()
            if not any((winner, above) in found and (loser, above) in found for _, above in found)
        }
        return [
            {"loser": loser, "winner": winner, "because": _texts(because)}
            for (loser, winner), because in sorted(found.items(), key=lambda item: item[0])
        ]

    def _appeal(self) -> dict[str, Any] | None:
        """What is said of an appeal, where a governing pack speaks of appeals (SEMANTICS 12, 13)."""
        if not set(APPEALS) & set(self.packs):
            return None
        single = self.outcome.single
        return {
            "allowed": single("appeal.allowed") or "unknown",
            "reasons": sorted({str(step.value) for step in self.outcome.printed_of("appeal.reasons")}),
            "until": printed_instant(single("appeal.until")),
            "predestined_fail": single("appeal.predestined_fail") or "unknown",
            "advice": single("appeal.advice") or "undetermined",
            "failures_this_month": single("appeal.failures_this_month") or 0,
            "failures_this_year": single("appeal.failures_this_year") or 0,
            "next_failure_locks": single("appeal.next_failure_locks") or "unknown",
        }

    # --- what it is about

    def _findings(self, disposition: str) -> list[dict[str, Any]]:
        met = self.outcome.single("buyer.burden.prima_facie") == "yes"
        governed = self.outcome.single("complaint.governed") == "yes"
        state = "met" if met else "open" if disposition in ("pending", "needs_human") else "unmet"
        burden = {"party": "buyer", "must_show": ["goods_photo", "listing_page"], "until": None, "state": state}
        return [
            {
                "allegation": str(row.id),
                "degree": self.outcome.single("allegation.degree", row.id) or "unknown",
                "affects_normal_use": row.values["allegation.use"] or "unknown",
                "result": self.outcome.single("allegation.result", row.id) or "unproven",
                **suggested(self.outcome, self.reasons, str(row.id)),
                "burden": dict(burden) if governed else None,
            }
            for row in sorted(self.outcome.facts.rows.get("allegation", ()), key=lambda row: str(row.id))
        ]

    def _exhibits(self) -> list[dict[str, Any]]:
        return [
            {
                "id": exhibit.id,
                "verdict": self.outcome.single("exhibit.verdict", exhibit.id),
                "reasons": exhibit_reasons(self.outcome, self.reasons, exhibit.id, exhibit.report or InlineReport()),
                "consistency": [_compared(one) for one in self.comparisons if one.exhibit == exhibit.id],
                "meets_burden": self.outcome.single("exhibit.meets_burden", exhibit.id) or "unknown",
                "flags": _plain((exhibit.report or InlineReport()).flags),
            }
            for exhibit in sorted(self.case.exhibits, key=lambda one: one.id)
        ]

    def _remedies(self) -> list[dict[str, Any]]:
        remedies: dict[tuple[str, str | None, str], dict[str, Any]] = {}
        for step in self.outcome.printed_of("remedy"):
            entry = {**step.value, "amount": _money(step.value["amount"]), "clause": step.clauses[0]}
            # Two lines of an order that lack the same are two remedies; the same remedy by two rules is one.
            remedies[step.entity, step.about, json.dumps(entry, sort_keys=True)] = entry
        keys = ("remedy", "status", "amount", "sku", "quantity", "freight_borne_by", "clause")
        return _ordered(list(remedies.values()), *keys)

    def _obligations(self) -> list[dict[str, Any]]:
        obligations = [
            {
                "actor": step.value["actor"],
                "act": step.value["act"],
                "due": printed_instant(step.value["due"]),
                "state": step.value["state"],
                "clause": step.clauses[0],
                "derivation": self._derivation(step),
                "request": step.value.get("request"),
            }
            for step in self.outcome.printed_of("obligation")
        ]
        return _ordered(obligations, "actor", "act", "due", "state", "clause", "request")

    def _derivation(self, step: Step) -> dict[str, Any] | None:
        """How the due instant of an obligation was counted: by the clock that its rule takes it from."""
        clock = self._clock_of(step)
        if clock is None:
            return None
        see = self.outcome.interpretation.see(self.rows[step.entity, step.about])
        start = max((see(fact) for fact in clock.start if isinstance(see(fact), int)), default=None)
        length = None
        if isinstance(clock.length, Parameter):
            length = see("$" + clock.length.name)
        elif isinstance(clock.length, FactValue):
            length = see(clock.length.fact)
        return {
            "start": " / ".join(clock.start),
            "start_at": printed_instant(start),
            "counting": f"{length} {clock.unit}" if length is not None else "as stated",
            "calendar": str(self.rulebook.calendar["version"]) if clock.unit == "working_days" else None,
        }

    def _beyond_calendar(self, step: Step) -> bool:
        """Whether an obligation would be due on a day that the ruleset's calendar does not reach (SEMANTICS 34)."""
        clock = self._clock_of(step)
        if clock is None or clock.unit != "working_days":
            return False
        return self.outcome.interpretation.run(clock.name, self.rows[step.entity, step.about]).outside_calendar

    def _clock_of(self, step: Step) -> Clock | None:
        for line in self.outcome.basis.by_id[step.rule].then:
            if line.fact == "obligation" and isinstance(line.value, Struct):
                due = dict(line.value.items).get("due")
                if isinstance(due, FactValue) and due.fact.endswith(".due"):
                    return self.rulebook.clocks.get(due.fact.removesuffix(".due"))
        return None


def exhibit_reasons(outcome: Outcome, reasons: Reasons, exhibit: str, report: InlineReport) -> list[dict[str, Any]]:
    """`reasons[]` of an exhibit: code, field, clause, message and fix, and where on the picture it is."""
    rows = {(row.entity, row.id): row for those in outcome.facts.rows.values() for row in those}
    fields: Mapping[str, FieldReport] = report.fields.named()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for step in outcome.printed_of("reason"):
        row = rows[step.entity, step.about]
        home = row if row.entity == "exhibit" else row.up["exhibit"]
        key = (step.value["code"], step.value["field"] or "")
        if home.id != exhibit or key in found:
            continue
        see = outcome.interpretation.see(row)
        fix = reasons.fix(outcome.basis.by_id[step.rule], see)
        field = fields.get(key[1])
        box = field.box if field is not None else None
        if key[1] == "red_seal" and report.marks.red_seal is not None:
            box = report.marks.red_seal.box
        found[key] = {
            "code": key[0],
            "field": step.value["field"],
            "clause": step.clauses[0],
            "message": _texts(reasons.render(step, see)),
            "fix": None if fix is None else _texts(fix),
            "page": field.page if field is not None else None,
            "box": None if box is None else list(box),
        }
    return [found[key] for key in sorted(found)]


def _texts(text: Text2) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _open(one: Open) -> dict[str, Any]:
    return {"fact": one.fact, "about": one.about}


def _compared(one: Comparison) -> dict[str, Any]:
    return {
        "field": one.field,
        "expected": one.expected,
        "found": one.found,
        "matches": one.matches,
        "code": "INCONSISTENT" if one.matches == "no" else None,
    }


def _money(amount: Any) -> str | None:
    """An amount as money is written, without trailing zeros."""
    if amount is None or isinstance(amount, str):
        return amount if amount != "none" else None
    text = format(Decimal(amount), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: Any) -> Any:
    """A JSON value in which numbers with decimals are texts, because a ruling holds none."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal | float) else value


def _sorted(entries: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """Entries by their keys in the order named, each only once."""
    unique = {json.dumps(entry, sort_keys=True): entry for entry in entries}
    return _ordered(list(unique.values()), *keys)


def _ordered(entries: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """Entries by their keys in the order named, null first."""
    return sorted(entries, key=lambda entry: [("" if entry[k] is None else str(entry[k])) for k in keys])

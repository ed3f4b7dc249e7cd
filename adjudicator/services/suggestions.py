"""What evidence suggests of an allegation, as a ruling prints it, and which exhibits disagree (SEMANTICS 44)."""

from __future__ import annotations

from typing import Any

from adjudicator.facts import Row
from adjudicator.intake.suggestions import QUANTITY_FIELDS
from adjudicator.proof.model import Step
from adjudicator.proof.reasons import Reasons
from adjudicator.rulebook.model import Text2
from adjudicator.services.outcome import Outcome


def suggested(outcome: Outcome, reasons: Reasons, allegation: str) -> dict[str, Any]:
    """The keys `suggested` and `contradictions` of a finding; `because` is what the steps behind it say."""
    suggestion = _step(outcome, "suggestion", allegation)
    discord = _step(outcome, "discord", allegation)
    return {
        "suggested": None
        if suggestion is None
        else {"degree": suggestion.value["degree"], **_ground(outcome, reasons, suggestion, allegation)},
        "contradictions": [] if discord is None else [_ground(outcome, reasons, discord, allegation)],
    }


def _step(outcome: Outcome, concludes: str, allegation: str) -> Step | None:
    return next((step for step in outcome.printed_of(concludes) if step.about == allegation), None)


def _ground(outcome: Outcome, reasons: Reasons, step: Step, allegation: str) -> dict[str, Any]:
    """What a suggestion rests on: the exhibits that count, the fields that were compared, and why."""
    rows = [row for row in outcome.facts.rows.get("proof", ()) if _counts(outcome, row, allegation)]
    shown = {row.id: row for row in rows}
    said = [
        _led(str(row.up["exhibit"].id), reasons.render(found, outcome.interpretation.see(row)))
        for found in outcome.printed_of("proof.degree")
        if (row := shown.get(found.about)) is not None
    ]
    own = next(row for row in outcome.facts.rows["allegation"] if row.id == allegation)
    said.append(reasons.render(step, outcome.interpretation.see(own)))
    return {
        "because": {"zh": "".join(one.zh for one in said), "en": " ".join(one.en for one in said)},
        "exhibits": sorted({str(row.up["exhibit"].id) for row in rows}),
        "fields": sorted({str(row.values["proof.field"]) for row in rows}) or list(QUANTITY_FIELDS),
    }


def _counts(outcome: Outcome, row: Row, allegation: str) -> bool:
    exhibit = row.up["exhibit"]
    return row.up["allegation"].id == allegation and outcome.single("exhibit.verdict", exhibit.id) == "valid"


def _led(exhibit: str, text: Text2) -> Text2:
    return Text2(f"{exhibit}:{text.zh}", f"{exhibit}: {text.en}")

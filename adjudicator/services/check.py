"""Judges one exhibit by itself: what its report means under the `exhibits` rules, for whoever asks before a case is ruled.

The same rules decide here as in a ruling, under the default readings (CONTRACT 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from adjudicator.case import Case, load_case
from adjudicator.evidence_report import InlineReport, as_inline
from adjudicator.facts import Facts
from adjudicator.intake.case_facts import take_in
from adjudicator.proof.reasons import Reasons
from adjudicator.rulebook.order import change_instants
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.assembly import exhibit_reasons

EXHIBIT: Final = "exhibit"
"""The id that an exhibit has while it is looked at by itself."""
_FIRST: Final = datetime(2026, 1, 1, tzinfo=UTC)


def judge_report(
    report: Mapping[str, Any], adjudicator: Adjudicator, *, order_date: str | None = None
) -> dict[str, Any]:
    """The report with `verdict` and `reasons[]`.

    `order_date` (``YYYY-MM-DD``) is the day of the order, for authorisations (SEMANTICS 32). Raises `Refused` where the report is none.
    """
    case = _case_of(report, adjudicator, order_date)
    intake = take_in(case, adjudicator.rulebook)
    facts = Facts(intake.facts.rows, intake.facts.as_of, None)
    outcome = adjudicator.outcome(facts)
    exhibit = case.exhibits[0]
    reasons = exhibit_reasons(outcome, Reasons(outcome.basis), EXHIBIT, exhibit.report or InlineReport())
    return {**report, "verdict": outcome.single("exhibit.verdict", EXHIBIT), "reasons": reasons}


def _case_of(report: Mapping[str, Any], adjudicator: Adjudicator, order_date: str | None) -> Case:
    """A case that holds nothing but the exhibit, at the newest state of the rules: of a check there is no record."""
    changes = change_instants(adjudicator.rulebook)
    as_of = max(
        [_FIRST, *(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=change) for change in changes[-1:])]
    )
    document: dict[str, Any] = {
        "schema": "case/1",
        "id": "check",
        "filed_at": as_of.isoformat(),
        "as_of": as_of.isoformat(),
        "platform": "generic",
        "complaint_class": "other",
        "complainant": "buyer",
        "respondent": "seller",
        "exhibits": [{"id": EXHIBIT, "kind": report["kind"], "party": "seller", "report": as_inline(report)}],
    }
    if order_date is not None:
        document["order"] = {"placed_at": f"{order_date}T00:00:00+08:00"}
        document["filed_at"] = document["as_of"] = max(as_of.isoformat(), f"{order_date}T23:59:59+08:00")
    return load_case(document)

"""The appeal against a liability ruling: when, by whom, with what key evidence (SEMANTICS 13)."""

from __future__ import annotations

from adjudicator.case import Appeal, Case
from adjudicator.facts import Row
from adjudicator.intake.human import StandingFindings
from adjudicator.intake.instants import micros, micros_or_never


def ticket_appeal(
    case: Case, findings: StandingFindings, case_row: Row, rows: dict[str, list[Row]]
) -> dict[str, list[Row]]:
    """Adds the appeal to the case's row and gives a row for each piece of key evidence."""
    appeal = case.appeal or Appeal()
    justified = findings.get("appeal_justified")
    case_row.values |= {
        "liability.origin": appeal.liability_origin,
        "liability.ruled_at": None if appeal.ruling_at is None else micros(appeal.ruling_at),
        "liability.notified": "no" if appeal.notified_at is None else "yes",
        "liability.notified_at": micros_or_never(appeal.notified_at),
        "appeal.filed": "no" if appeal.filed_at is None else "yes",
        "appeal.filed_at": micros_or_never(appeal.filed_at),
        "appeal.channel": appeal.channel or "none",
        "appeal.proxy": appeal.proxy or "none",
        "appeal.prior": appeal.prior_appeals_on_ticket,
        "appeal.justified": justified.value if justified else None,
    }
    case_row.sources |= {
        "liability.origin": ("$.appeal.liability_origin",),
        "liability.ruled_at": ("$.appeal.ruling_at",),
        "liability.notified": ("$.appeal.notified_at",),
        "liability.notified_at": ("$.appeal.notified_at",),
        "appeal.filed": ("$.appeal.filed_at",),
        "appeal.filed_at": ("$.appeal.filed_at",),
        "appeal.channel": ("$.appeal.channel",),
        "appeal.proxy": ("$.appeal.proxy",),
        "appeal.prior": ("$.appeal.prior_appeals_on_ticket",),
        "appeal.justified": (justified.path if justified else "$.human_findings",),
    }
    kinds = {exhibit.id: exhibit.kind for exhibit in case.exhibits}
    exhibits = {row.id: row.source for row in rows["exhibit"]}
    return {
        "key_evidence": [
            Row("key_evidence", one, {"key_evidence.kind": kinds[one]}, {"case": case_row}, source=exhibits[one])
            for one in dict.fromkeys(appeal.key_evidence)
        ]
    }

"""A sealed record as facts: the case's own row and those of its allegations, services, acts, findings and earlier cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from adjudicator.case import Case
from adjudicator.facts import Facts, Row
from adjudicator.intake.citing import cited
from adjudicator.intake.comparisons import Comparison
from adjudicator.intake.complaints import complaint_facts
from adjudicator.intake.evidence_requests import evidence_and_appeals
from adjudicator.intake.exhibits import exhibit_rows
from adjudicator.intake.human import StandingFindings
from adjudicator.intake.instants import micros
from adjudicator.intake.shop_orders import shop_order
from adjudicator.intake.suggestions import proof_rows, quantity_shown
from adjudicator.intake.ticket_appeals import ticket_appeal
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.order import parameter_at

Topic = Callable[[Case, StandingFindings, Row, dict[str, list[Row]]], dict[str, list[Row]]]
TOPICS: dict[str, tuple[Topic, ...]] = {
    "pinduoduo": (evidence_and_appeals,),
    "tickets": (ticket_appeal,),
    "duokeduomi": (shop_order,),
    "generic": (complaint_facts,),
}
"""By platform, what its packs read beyond this module: each adds facts to the case's row and gives further rows.

A topic is one module of this folder; it gets the case, the standing findings, the case's row and the rows made so far.
"""


@dataclass(frozen=True, slots=True)
class Intake:
    """The facts of a record, and the comparisons behind them as the ruling prints them."""

    facts: Facts
    comparisons: tuple[Comparison, ...]


def take_in(case: Case, rulebook: Rulebook) -> Intake:
    """The facts of a case in normal form (`adjudicator.record.seal`)."""
    as_of = micros(case.as_of)
    findings = StandingFindings(case)
    row = _case_row(case, findings)
    tolerance = (
        parameter_at(rulebook, "weigh.tolerance_pct", as_of) if "weigh.tolerance_pct" in rulebook.parameters else 0
    )
    exhibits, fields, compared, comparisons = exhibit_rows(case, rulebook, findings, Decimal(str(tolerance)), row)
    rows = {
        "case": [row],
        "allegation": _allegations(case, findings, row),
        "exhibit": exhibits,
        "field": fields,
        "comparison": compared,
        "prior": _priors(case, row),
        "finding": _findings(findings, row),
        "after_sale": _after_sales(case, row),
        "act": _acts(case, row),
    }
    rows["proof"] = proof_rows(case, rulebook, findings, as_of, rows)
    for more in TOPICS.get(case.platform, ()):
        rows.update(more(case, findings, row, rows))
    return Intake(Facts(rows, as_of, case.platform), tuple(comparisons))


def _known(value: str | None) -> str | None:
    """A predicate of the record: ``unknown`` is None."""
    return None if value in (None, "unknown") else value


def _case_row(case: Case, findings: StandingFindings) -> Row:
    refund, order, negotiation = case.refund, case.order, case.negotiation
    state = (
        "none" if refund is None or (refund.requested_at is None and refund.state is None) else refund.state or "open"
    )
    recorded = refund.outcome if refund is not None and state == "closed" and refund.outcome else "none"
    values: dict[str, Any] = {
        "complaint.class": case.complaint_class,
        "complaint.complainant": case.complainant,
        "demand.amount": case.demand_amount,
        "refund.requested": "yes" if refund is not None and refund.requested_at is not None else "no",
        "refund.state": state,
        "refund.outcome": (refund.outcome if refund is not None else None) if state == "closed" else "none",
        "refund.recorded_outcome": recorded,
        "refund.seller_response": (refund.seller_response if refund else None) or "none",
        "negotiation.status": (negotiation.status if negotiation else None) or "none",
        "negotiation.both_active": _known(negotiation.both_active) if negotiation else None,
        "order.concluded": _known(order.concluded) if order else None,
        "order.received": "yes" if order is not None and order.received_at is not None else None,
        "goods.returned": _known(case.goods_returned),
        "seller.type": _known(case.seller_type),
    }
    sources: dict[str, tuple[str, ...]] = {
        "complaint.class": ("$.complaint_class",),
        "complaint.complainant": ("$.complainant",),
        "demand.amount": ("$.demand_amount",),
        "refund.requested": ("$.refund.requested_at" if values["refund.requested"] == "yes" else "$.refund",),
        "refund.state": ("$.refund.state" if state != "none" else "$.refund",),
        "refund.outcome": ("$.refund.outcome" if recorded != "none" else "$.refund",),
        "refund.recorded_outcome": ("$.refund.outcome" if recorded != "none" else "$.refund",),
        "refund.seller_response": ("$.refund.seller_response",),
        "negotiation.status": ("$.negotiation.status" if negotiation else "$.negotiation",),
        "negotiation.both_active": ("$.negotiation.both_active",),
        "order.concluded": ("$.order.concluded",),
        "order.received": ("$.order.received_at",),
        "goods.returned": ("$.goods_returned",),
        "seller.type": ("$.platform",) if case.platform == "tmall" else ("$.seller.type",),
    }
    for fact, name in (("severity", "severity"), ("affects_normal_use", "use.of_case")):
        found = findings.get(fact)
        values[name] = found.value if found else None
        sources[name] = (found.path if found else "$.human_findings",)
    return Row("case", None, values, {}, sources=sources)


def _allegations(case: Case, findings: StandingFindings, case_row: Row) -> list[Row]:
    rows = []
    answered = any(s.party == "seller" and s.submitted_at >= case.filed_at for s in case.submissions)
    for index, allegation in enumerate(case.allegations):
        itself = (cited(allegation.id, f"$.allegations[{index}]"),)
        degree = findings.of_allegation("degree", allegation.id)
        use = findings.of_allegation("affects_normal_use", allegation.id)
        addressed = answered or degree is not None or use is not None
        values = {
            "allegation.found_degree": degree.value if degree else "not_found",
            "allegation.quantity": quantity_shown(case, allegation),
            "allegation.use": use.value if use else None,
            "allegation.addressed": "yes" if addressed else "no",
        }
        sources: dict[str, tuple[str, ...]] = {
            "allegation.found_degree": (degree.path,) if degree else itself,
            "allegation.use": (use.path,) if use else itself,
            "allegation.quantity": ("$.order.lines",),
        }
        rows.append(Row("allegation", allegation.id, values, {"case": case_row}, source=itself, sources=sources))
    return rows


def _findings(findings: StandingFindings, case_row: Row) -> list[Row]:
    return [
        Row(
            "finding",
            found.path,
            {"finding.fact": found.fact, "finding.degree": found.value if found.fact == "degree" else "not_found"},
            {"case": case_row},
            source=(found.path,),
        )
        for found in findings
    ]


def _priors(case: Case, case_row: Row) -> list[Row]:
    return [
        Row(
            "prior",
            prior.case_id,
            {
                "prior.complaint_class": prior.complaint_class,
                "prior.disposition": prior.disposition,
                "prior.decided_at": micros(prior.decided_at),
            },
            {"case": case_row},
            source=(cited(prior.case_id, f"$.seller.history[{index}]"),),
        )
        for index, prior in enumerate(case.history)
    ]


def _after_sales(case: Case, case_row: Row) -> list[Row]:
    return [
        Row(
            "after_sale",
            path := f"$.after_sales[{index}]",
            {
                "after_sale.kind": service.kind,
                "after_sale.offered_at": micros(service.offered_at) if service.offered_at else "never",
                "after_sale.rendered": "yes" if service.rendered_at else "no",
            },
            {"case": case_row},
            source=(path,),
        )
        for index, service in enumerate(case.after_sales)
    ]


def _acts(case: Case, case_row: Row) -> list[Row]:
    return [
        Row(
            "act",
            path := f"$.acts[{index}]",
            {
                "act.act": act.act,
                "act.actor": act.actor,
                "act.at": micros(act.at),
                "act.until": micros(act.until) if act.until else "never",
            },
            {"case": case_row},
            source=(path,),
        )
        for index, act in enumerate(case.acts)
    ]

"""A complaint under the complaint procedure: what is demanded, what people found, when the goods came.

SEMANTICS 3, 4, 15, 29.
"""

from __future__ import annotations

from adjudicator.case import Case
from adjudicator.facts import Row
from adjudicator.intake.human import StandingFindings
from adjudicator.intake.instants import micros

FOUND = (
    "established",
    "demand_excessive",
    "demand_unreasonable",
    "seller_fault_clear",
    "defective",
    "authority_nonconforming",
    "special_return_rule",
    "rescission_conditions_met",
)
"""What only a person can find. A finding that was not made is ``not_found``; a rule says where one is needed."""


def complaint_facts(
    case: Case, findings: StandingFindings, case_row: Row, rows: dict[str, list[Row]]
) -> dict[str, list[Row]]:
    """Adds to the case's row what the procedure and the statute read, and to each act how content the customer was."""
    received = case.order.received_at if case.order is not None else None
    case_row.values |= {
        "complaint.filed_at": micros(case.filed_at),
        "complaint.demand": case.demand or "not_stated",
        "order.received_at": micros(received) if received is not None else None,
    }
    case_row.sources |= {
        "complaint.filed_at": ("$.filed_at",),
        "complaint.demand": ("$.demand",),
        "order.received_at": ("$.order.received_at",),
    }
    for fact in FOUND:
        found = findings.get(fact)
        case_row.values[f"found.{fact}"] = found.value if found is not None else "not_found"
        case_row.sources[f"found.{fact}"] = (found.path if found is not None else "$.human_findings",)
    for row, act in zip(rows["act"], case.acts, strict=True):
        row.values["act.satisfaction"] = act.satisfaction or "none"
    return {}

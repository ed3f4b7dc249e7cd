"""Order, report, choice and quantities of a shop complaint (SEMANTICS 14, 41)."""

from __future__ import annotations

from adjudicator.case import Case, Line
from adjudicator.facts import Row
from adjudicator.intake.human import StandingFindings
from adjudicator.intake.instants import micros

FOUND = (
    ("report.verified", "report_verified"),
    ("refusal.without_reason", "refused_without_reason"),
    ("goods.resaleable", "resaleable"),
    ("user.insists", "user_insists"),
    ("risk_notice.given", "risk_notice_given"),
)
"""Facts that a person's finding gives, with the names of the findings."""


def shop_order(
    case: Case, findings: StandingFindings, case_row: Row, _rows: dict[str, list[Row]]
) -> dict[str, list[Row]]:
    """Adds order, report and choice to the case's row and gives a row for each line of the order."""
    order = case.order
    choice, agreed = findings.get("user_choice"), findings.get("user_agrees_to_close")
    case_row.values |= {
        "complaint.filed_at": micros(case.filed_at),
        "order.given": "no" if order is None else "yes",
        "order.verified": None if order is None or order.verified == "unknown" else order.verified,
        "order.payment": None if order is None else order.payment,
        "user.choice": "not_made" if choice is None else choice.value,
        "user.chosen_at": "never" if choice is None else _chosen_at(case, choice.value),
        "user.agreement": "not_found" if agreed is None else agreed.value,
    }
    case_row.sources |= {
        "complaint.filed_at": ("$.filed_at",),
        "order.given": ("$.order",),
        "order.verified": ("$.order.verified",),
        "order.payment": ("$.order.payment",),
        "user.choice": (choice.path if choice else "$.human_findings",),
        "user.chosen_at": (choice.path if choice else "$.human_findings",),
        "user.agreement": (agreed.path if agreed else "$.human_findings",),
    }
    for fact, name in FOUND:
        found = findings.get(name)
        case_row.values[fact] = found.value if found else None
        case_row.sources[fact] = (found.path if found else "$.human_findings",)
    case_row.values["report.finding"] = case_row.values["report.verified"] or "not_found"
    case_row.sources["report.finding"] = case_row.sources["report.verified"]
    return {"line": [_line(line, f"$.order.lines[{index}]", case_row) for index, line in enumerate(case.lines)]}


def _chosen_at(case: Case, choice: str) -> int:
    """When the choice that stands was last made."""
    return max(micros(made.at) for made in case.human_findings if made.fact == "user_choice" and made.value == choice)


def _line(line: Line, path: str, case_row: Row) -> Row:
    known = line.quantity is not None and line.quantity_received is not None
    return Row(
        "line",
        path,
        {
            "line.sku": line.sku,
            "line.quantity": line.quantity,
            "line.quantity_received": line.quantity_received,
            "line.counted": "yes" if known else "no",
        },
        {"case": case_row},
        source=(path,),
    )

"""Duokeduomi: the gate, the user's choice, short quantities, cash on delivery (SEMANTICS 14, 41, 45.14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.oracle.clocks import instant
from tests.oracle.record import Case, Outcome, finding, finding_instant, note, owe, penalty, remedy, wait

CHOICES = {
    "missing_component": ("resend",),
    "quality": ("return", "exchange", "replenish"),
    "website_mismatch": ("return", "exchange"),
}
CHOICE_CLAUSE = {"missing_component": "MK-1A", "quality": "MK-2A", "website_mismatch": "MK-3A"}


def rule(case: Case, outcome: Outcome, readings: dict[str, str]) -> None:
    """Fill the outcome of a duokeduomi case."""
    outcome["disposition"] = disposition(case, outcome)
    if outcome["disposition"] == "no_rule_applies":
        owe(case, outcome, "platform", "escalate", None, "MK-ESC")


def disposition(case: Case, outcome: Outcome) -> str:
    """By class."""
    kind = case["complaint_class"]
    if kind == "invoice":
        outcome["remedies"].append(remedy(case, "reissue_invoice", "MK-5"))
        deliver(case, outcome, "MK-5", instant(case["filed_at"]))
        return "upheld"
    if kind == "cod_refusal":
        return cash_on_delivery(case, outcome)
    if kind not in ("missing_component", "short_quantity", "quality", "website_mismatch", "price"):
        return "no_rule_applies"
    verified = finding(case, "report_verified")
    # Gate
    if "order" not in case:
        return without_order(case, outcome, verified)
    order = case["order"]
    if order.get("verified") == "no":
        outcome["codes"].append("ORDER_NOT_VERIFIED")
        return "closed_without_prejudice"
    if order.get("verified", "unknown") == "unknown":
        note(outcome["missing"], "order.verified")
        return "pending"
    if kind == "short_quantity":
        return short_quantity(case, outcome, order.get("lines", []))
    if verified == "no":
        outcome["codes"].append("REPORT_NOT_VERIFIED")
        return "closed_without_prejudice"
    if kind == "price":
        note(outcome["needs_human"], "price_threshold")
        return "needs_human"
    if verified is None:
        note(outcome["missing"], "report_verified")
        return "pending"
    return user_choice(case, outcome)


def without_order(case: Case, outcome: Outcome, verified: str | None) -> str:
    """MK-3N for website_mismatch and price; the gate for the others."""
    kind = case["complaint_class"]
    if kind not in ("website_mismatch", "price"):
        outcome["codes"].append("ORDER_NOT_VERIFIED")
        return "closed_without_prejudice"
    outcome["overridden"].append(("MK-GATE", "MK-3N"))
    for act in ("record", "verify_operations", "callback"):
        owe(case, outcome, "customer_service", act, None, "MK-3N")
    if kind == "price":
        note(outcome["needs_human"], "price_threshold")
        return "needs_human"
    if verified == "no":
        outcome["codes"].append("REPORT_NOT_VERIFIED")
        return "closed_without_prejudice"
    if verified == "yes":
        owe(case, outcome, "operations", "correct_listing", None, "MK-3N")
        return "upheld"
    wait(outcome, "operations_verification")
    return "pending"


def short_quantity(case: Case, outcome: Outcome, lines: list[dict[str, Any]]) -> str:
    """The lines alone decide (41, 45.14)."""
    unknown = [line for line in lines if "quantity" not in line or "quantity_received" not in line]
    known = [line for line in lines if line not in unknown]
    short = [line for line in known if line["quantity_received"] < line["quantity"]]
    excess = [line for line in known if line["quantity_received"] > line["quantity"]]
    for line in unknown:
        note(outcome["missing"], "order.lines.quantity_received", line.get("sku"))
    if not lines:
        note(outcome["missing"], "order.lines.quantity_received")
    if short or excess:
        if finding(case, "user_choice") != "none":
            for line in short:
                lack = line["quantity"] - line["quantity_received"]
                outcome["remedies"].append(remedy(case, "replenish", "MK-SHORT", sku=line.get("sku"), quantity=lack))
        for line in excess:
            over = line["quantity_received"] - line["quantity"]
            kept = remedy(case, "no_return_required", "MK-SHORT", sku=line.get("sku"), quantity=over)
            outcome["remedies"].append(kept)
        if short:
            owe(case, outcome, "customer_service", "proactive_notice", None, "MK-SHORT")
        return "upheld"
    if unknown or not lines:
        return "pending"
    outcome["codes"].append("REPORT_NOT_VERIFIED")
    return "closed_without_prejudice"


def user_choice(case: Case, outcome: Outcome) -> str:
    """MK-ASK, MK-1A..3A, MK-1B, MK-2B."""
    kind, choice = case["complaint_class"], finding(case, "user_choice")
    if choice is None:
        wait(outcome, "user_choice")
        return "pending"
    if choice == "none":
        if finding(case, "user_agrees_to_close") == "yes":
            return "closed_without_prejudice"
        wait(outcome, "user_agreement")
        return "pending"
    if choice not in CHOICES[kind]:
        note(outcome["needs_human"], "user_choice")
        return "needs_human"
    outcome["remedies"].append(remedy(case, choice, CHOICE_CLAUSE[kind]))
    deliver(case, outcome, CHOICE_CLAUSE[kind], finding_instant(case, "user_choice"))
    if kind == "website_mismatch":
        owe(case, outcome, "operations", "correct_listing", None, "MK-3N")
    return "upheld"


def deliver(case: Case, outcome: Outcome, clause: str, start: datetime | None) -> None:
    """Tell logistics, call back, and the time that nobody has given (5)."""
    for act in ("notify_logistics", "callback"):
        owe(case, outcome, "customer_service", act, None, clause, start)
    note(outcome["missing"], "eta")


def cash_on_delivery(case: Case, outcome: Outcome) -> str:
    """MK-COD."""
    payment = case.get("order", {}).get("payment")
    refused = finding(case, "refused_without_reason")
    if payment not in (None, "cod") or refused == "no":
        return "no_rule_applies"
    if payment is None or refused is None:
        if payment is None:
            note(outcome["missing"], "order.payment")
        if refused is None:
            note(outcome["missing"], "refused_without_reason")
        return "pending"
    resaleable, insists = finding(case, "resaleable"), finding(case, "user_insists")
    if resaleable is None or (resaleable == "no" and insists is None):
        note(outcome["missing"], "resaleable" if resaleable is None else "user_insists")
        return "pending"
    if resaleable == "no" and insists == "no":
        return "not_upheld"
    outcome["remedies"].append(remedy(case, "return", "MK-COD"))
    if resaleable == "no":
        warned = finding(case, "risk_notice_given")
        if warned == "yes":
            outcome["penalties"].append(penalty("restrict_cod", None, "MK-COD", "none", "buyer"))
        if warned is None:
            note(outcome["missing"], "risk_notice_given")
    return "upheld"

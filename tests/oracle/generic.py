"""Generic complaints: clocks, establishment, rounds, statutory remedies (SEMANTICS 5, 15, 29, 45.15, 45.29)."""

from __future__ import annotations

from datetime import timedelta

from tests.oracle.clocks import day_of, end_of_working_day, hours_after, instant
from tests.oracle.record import Case, Outcome, finding, note, owe, remedy, wait


def rule(case: Case, outcome: Outcome, readings: dict[str, str]) -> None:
    """Fill the outcome of a generic case."""
    clocks(case, outcome)
    outcome["disposition"] = disposition(case, outcome)
    statutory(case, outcome)
    failed = case.get("negotiation", {}).get("status") == "failed"
    if failed and finding(case, "seller_fault_clear") == "yes":  # CP-4.5a
        if outcome["disposition"] not in ("inadmissible", "not_upheld"):
            outcome["remedies"].append(remedy(case, "advance_compensation", "CP-4.5a", "recommended"))
    owed = [one for one in outcome["obligations"] if one["clause"].startswith("SLA-")]
    if any(one["state"] in ("overdue", "met_late") for one in owed):
        outcome["codes"].append("SLA_BREACH")


def clocks(case: Case, outcome: Outcome) -> None:
    """The five clocks of the complaint procedure (5)."""
    filed = instant(case["filed_at"])

    def within_days(actor: str, act: str, start: object, count: int, clause: str) -> None:
        begun = instant(str(start))
        due = end_of_working_day(begun, count)
        if due is None:
            note(outcome["missing"], "calendar")
        owe(case, outcome, actor, act, due, clause, begun)

    within_days("customer_service", "reply", case["filed_at"], 5, "SLA-ACK-5WD")
    due = hours_after(filed, 72)
    state = owe(case, outcome, "quality", "handling_sheet", due, "SLA-SHEET-72H", filed)
    if state in ("overdue", "met_late"):
        owe(case, outcome, "quality", "delay_notice", None, "SLA-SHEET-72H", due)
    for act in case.get("acts", []):
        at = instant(act["at"])
        if act["act"] == "established":
            for duty in ("initial_correction", "report_up"):
                owe(case, outcome, "quality", duty, hours_after(at, 24), "SLA-CORR-24H", at)
        if act["act"] == "transferred":
            within_days("department", "solution", act["at"], 3, "SLA-DEPT-3WD")
        if act["act"] == "implemented":
            within_days("customer_service", "visit", act["at"], 5, "SLA-VISIT-5WD")


def disposition(case: Case, outcome: Outcome) -> str:
    """The order of 45.29."""
    if "demand" not in case:
        outcome["codes"].append("INCOMPLETE_FILING")
        return "inadmissible"
    if finding(case, "demand_unreasonable") == "yes":
        owe(case, outcome, "customer_service", "refer_consumer_association", None, "CP-4.5b")
        return "not_upheld"
    visits = [act for act in case.get("acts", []) if act["act"] == "visit"]
    if visits and max(visits, key=lambda act: instant(act["at"])).get("satisfaction") == "dissatisfied":
        rounds = sum(visit.get("satisfaction") == "dissatisfied" for visit in visits)
        if rounds <= 3:
            wait(outcome, "investigation")
            return "pending"
        note(outcome["needs_human"], "escalation")
        return "needs_human"
    established = finding(case, "established")
    if finding(case, "defective") == "yes" or finding(case, "authority_nonconforming") == "yes":
        established = "yes"
    if established == "no":
        outcome["codes"].append("REPORT_UNTRUE")
        return "not_upheld"
    if established is None:
        note(outcome["missing"], "established")
        return "pending"
    return "partially_upheld" if finding(case, "demand_excessive") == "yes" else "upheld"


def statutory(case: Case, outcome: Outcome) -> None:
    """LAW-54 over LAW-24 (15, 45.15)."""
    if outcome["disposition"] not in ("upheld", "partially_upheld"):
        return
    if case["complaint_class"] not in ("quality", "description_mismatch"):
        return
    given, lacking = law_24(case)
    demand = case.get("demand")
    if finding(case, "authority_nonconforming") == "yes" and demand in ("return", "return_refund"):
        outcome["remedies"].append(remedy(case, "return", "LAW-54", freight="seller"))
        if given:
            outcome["overridden"].append(("LAW-24", "LAW-54"))
        return
    if lacking == "special_return_rule":
        note(outcome["needs_human"], lacking)
    elif lacking is not None:
        note(outcome["missing"], lacking)
    if demand in given:
        outcome["remedies"].append(remedy(case, str(demand), "LAW-24", freight="seller"))
        return
    outcome["remedies"] += [remedy(case, one, "LAW-24", "available", freight="seller") for one in given]


def law_24(case: Case) -> tuple[list[str], str | None]:
    """What LAW-24 makes available, and the fact that it lacks."""
    if finding(case, "defective") != "yes":
        return [], None
    if finding(case, "special_return_rule") == "yes":
        return [], "special_return_rule"
    rescission, received = finding(case, "rescission_conditions_met"), case.get("order", {}).get("received_at")
    if rescission == "yes":
        return ["return"], None
    if received is None:
        return [], "order.received_at"
    if day_of(case["filed_at"]) - day_of(received) <= timedelta(days=7):
        return ["return"], None
    return (["exchange", "repair"], None) if rescission == "no" else ([], "rescission_conditions_met")

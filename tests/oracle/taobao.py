"""Taobao and Tmall: the order of the tests, the ladder, the proposal, what gave way (SEMANTICS 2, 7, 8, 19, 20, 30)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.oracle.clocks import instant
from tests.oracle.record import (
    Case,
    Outcome,
    case_degree,
    case_use,
    contact_due,
    finding,
    note,
    owe,
    penalty,
    remedy,
    wait,
)  # fmt: skip

ABOVE_NONE = ("partial", "clear", "total")


def contradicts(case: Case) -> bool:
    """A person's degree against the refund's outcome (2, 45.2)."""
    outcome, degree = case.get("refund", {}).get("outcome"), case_degree(case)
    return (outcome == "upheld_mismatch" and degree == "none") or (outcome == "rejected" and degree in ABOVE_NONE)


def verified(case: Case) -> bool:
    """Mismatch verified: closed world (2, 45.2)."""
    return case_degree(case) in ABOVE_NONE and not contradicts(case)


def settled(case: Case) -> bool:
    """Settled (2, step 4)."""
    refund = case.get("refund", {})
    status = case.get("negotiation", {}).get("status")
    return bool(status == "settled" or refund.get("outcome") == "agreement")


def rendered(case: Case) -> bool:
    """Some after-sales service was rendered; an offer is not a service."""
    return any("rendered_at" in service for service in case.get("after_sales", []))


def both_active(case: Case) -> str:
    """Whether both parties actively negotiated."""
    return str(case.get("negotiation", {}).get("both_active", "unknown"))


def seller_type(case: Case) -> str:
    """c2c, mall or unknown; on tmall it is mall (6)."""
    return str(case.get("seller", {}).get("type", "mall" if case["platform"] == "tmall" else "unknown"))


def count(case: Case) -> int:
    """Upheld complaints in the window, this one included (19)."""
    as_of = instant(case["as_of"])
    prior = [
        entry
        for entry in case.get("seller", {}).get("history", [])
        if entry["complaint_class"] == "description_mismatch"
        and entry["disposition"] in ("upheld", "partially_upheld")
        and as_of - timedelta(hours=365 * 24) <= instant(entry["decided_at"]) <= as_of
    ]
    return len(prior) + 1


def concluded(case: Case) -> str:
    """Whether a sale was concluded."""
    return str(case.get("order", {}).get("concluded", "unknown"))


def disposition(case: Case, outcome: Outcome) -> str:
    """Section 2, step by step; fills what the stopping step asks for."""
    refund = case.get("refund", {})
    # 2 (1)
    if case["complaint_class"] != "description_mismatch" or case["complainant"] != "buyer":
        return "no_rule_applies"
    # 2 (2)
    if "requested_at" not in refund:
        outcome["codes"].append("WRONG_CHANNEL")
        owe(case, outcome, "buyer", "file_refund_request", None, "TB-2")
        return "inadmissible"
    # 2 (3)
    if refund.get("state") != "closed":
        wait(outcome, "refund")
        return "pending"
    # 2 (4)
    if settled(case):
        return "withdrawn"
    # 2 (5), 45.2
    if "outcome" not in refund:
        note(outcome["missing"], "refund.outcome")
        return "pending"
    if contradicts(case):
        note(outcome["needs_human"], "degree")
        return "needs_human"
    if refund["outcome"] == "upheld_other":
        note(outcome["needs_human"], "refund.outcome")
        return "needs_human"
    if refund["outcome"] == "upheld_mismatch":  # 15, 45.15: TB-0.5
        outcome["remedies"].append(remedy(case, "refund", "TB-0.5"))
    if refund["outcome"] == "rejected":
        return "not_upheld"
    # 2 (6)
    if concluded(case) == "no" or case_degree(case) == "none" or case_use(case) == "no":
        outcome["codes"].append("NOT_WITHIN_CLASS")
        return "not_upheld"
    # 2 (7)
    received = "received_at" in case.get("order", {})
    if concluded(case) == "unknown" or not received:
        if concluded(case) == "unknown":
            note(outcome["missing"], "order.concluded")
        if not received:
            note(outcome["missing"], "order.received_at")
        return "pending"
    # 2 (8)
    if case_degree(case) is None or case_use(case) == "unknown":
        if case_degree(case) is None:
            note(outcome["needs_human"], "degree")
        if case_use(case) == "unknown":
            note(outcome["needs_human"], "affects_normal_use")
        return "needs_human"
    # 2 (9)
    return "partially_upheld" if refund["outcome"] == "partially_upheld" else "upheld"


def ladder(case: Case, outcome: Outcome) -> None:
    """Tier and penalties (7, 30)."""
    if outcome["disposition"] == "withdrawn":
        outcome["tier"] = "1"
        if verified(case) and rendered(case):
            if both_active(case) == "unknown":
                note(outcome["needs_human"], "both_active")
            if both_active(case) == "yes":
                outcome["tier"] = "2"
                outcome["penalties"] = [
                    penalty("oral_warning", None, "TB-4.4", "none"),
                    penalty("cancel_review_right", None, "TB-4.4", "none"),
                ]
        return
    if outcome["disposition"] not in ("upheld", "partially_upheld"):
        outcome["tier"] = "0"
        return
    upheld = count(case)
    if upheld >= 3:
        severity = finding(case, "severity")
        if severity is None:
            note(outcome["needs_human"], "severity")
        if severity == "serious":
            if seller_type(case) == "unknown":
                note(outcome["needs_human"], "seller.type")
            if seller_type(case) == "mall":
                outcome["tier"] = "4M"
                outcome["penalties"] = [penalty(e, None, "TB-4.5", "required") for e in ("freeze", "mall_exit")]
                return
            if seller_type(case) == "c2c":
                effects = ("freeze", "restrict_site_login", "restrict_messaging_login")
                outcome["tier"] = "4"
                outcome["penalties"] = [penalty(effect, None, "TB-4.2a", "required") for effect in effects]
                return
    if upheld == 1:
        tier_three(outcome, None, 0)
    else:
        tier_three(outcome, 14 if upheld == 2 else 30, 3 if upheld == 2 else 7)


def tier_three(outcome: Outcome, watch: int | None, restriction: int) -> None:
    """3a without watch days, 3b with (7)."""
    outcome["tier"] = "3a" if watch is None else "3b"
    chosen = "public_warning" if watch is None else "watch"
    outcome["penalties"] = [
        penalty(chosen, watch, "TB-4.2b", "recommended"),
        penalty("restrict_bidding", restriction, "TB-4.2b", "recommended"),
        penalty("restrict_listing", restriction, "TB-4.2b", "recommended"),
    ]


def weigh_proposal(case: Case, outcome: Outcome) -> dict[str, Any] | None:
    """What becomes of an arbitrator's proposal (8, 45.8); an accepted one at tier 3 replaces the recommendation."""
    proposal = case.get("proposed_penalty")
    if proposal is None:
        return None
    refused = {"accepted": "no", "reasons": ["INVALID_EFFECT"]}
    tier, recommended = outcome["tier"], outcome["penalties"]
    if tier in ("4", "4M"):
        own = [entry["effect"] for entry in recommended]
        fits = proposal.get("effect", own[0]) in own and "days" not in proposal and "restriction_days" not in proposal
        return {"accepted": "yes", "reasons": []} if fits else refused
    if tier not in ("3a", "3b"):
        return {"accepted": "no", "reasons": ["NO_PENALTY_APPLIES"]}
    effect = proposal.get("effect", recommended[0]["effect"])
    if effect not in ("watch", "public_warning"):
        return refused
    watch: int | None = proposal.get("days")
    restriction = proposal.get("restriction_days", recommended[1]["days"])
    if effect == "watch":
        watch = recommended[0]["days"] or 14 if watch is None else watch
        bad = not 14 <= watch <= 90
    else:
        bad = watch is not None
    if bad or not 0 <= restriction <= 7:
        return {"accepted": "no", "reasons": ["INVALID_RANGE"]}
    tier_three(outcome, watch, restriction)
    return {"accepted": "yes", "reasons": []}


def gave_way(case: Case, outcome: Outcome) -> list[tuple[str, str]]:
    """(loser, winner) pairs (20)."""
    elements = (
        verified(case) and concluded(case) == "yes" and "received_at" in case.get("order", {})
        and case_use(case) == "yes"
    )  # fmt: skip
    repeated = elements and count(case) >= 3 and finding(case, "severity") == "serious"
    holds = {
        "TB-4.1": settled(case),
        "TB-4.4": settled(case) and verified(case) and rendered(case) and both_active(case) == "yes",
        "TB-4.2b": elements,
        "TB-4.2a": repeated,
        "TB-4.5": repeated and seller_type(case) == "mall",
    }
    beaten = {
        "TB-4.3": ("TB-4.1", "TB-4.4", "TB-4.2a", "TB-4.2b", "TB-4.5"),
        "TB-4.4": ("TB-4.1", "TB-4.2a", "TB-4.2b", "TB-4.5"),
        "TB-4.1": ("TB-4.2a", "TB-4.2b", "TB-4.5"),
        "TB-4.5": ("TB-4.2a", "TB-4.2b"),
        "TB-4.2a": ("TB-4.2b",),
    }
    winner = {"1": "TB-4.1", "2": "TB-4.4", "4": "TB-4.2a", "4M": "TB-4.5"}.get(outcome["tier"])
    if any(entry["event"] == "refund" for entry in outcome["waiting_for"]):
        winner = "TB-4.3"
    return [] if winner is None else [(loser, winner) for loser in beaten[winner] if holds[loser]]


def rule(case: Case, outcome: Outcome, readings: dict[str, str]) -> None:
    """Fill the outcome of a taobao or tmall case."""
    outcome["disposition"] = disposition(case, outcome)
    ladder(case, outcome)
    outcome["overridden"] = gave_way(case, outcome)
    outcome["proposal"] = weigh_proposal(case, outcome)
    # 40
    if case.get("negotiation", {}).get("status", "none") in ("none", "ongoing"):
        outcome["codes"].append("NEGOTIATION_NOT_SHOWN")
    # 5
    for service in case.get("after_sales", []):
        if service["kind"] in ("return", "exchange", "return_refund") and "offered_at" in service:
            start = instant(service["offered_at"])
            due = contact_due(service["offered_at"])
            owe(case, outcome, "seller", "contact_buyer", due, "TB-3.2.3", start, "seller")
    kinds = {exhibit["id"]: exhibit["kind"] for exhibit in case.get("exhibits", [])}
    shown = any(kinds[row["id"]] == "return_proof" and row["verdict"] == "valid" for row in outcome["exhibits"])
    if case.get("goods_returned") == "yes" and not shown:
        owe(case, outcome, "buyer", "submit_return_proof", None, "TB-3.1.2")

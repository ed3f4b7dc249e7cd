"""Random valid case/1 documents that reach every branch of the policy; the same seed gives the same case."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.boundaries import boundary_cases
from tests.oracle.clocks import CHINA, instant, request_deadline
from tests.oracle.draft import (
    DEMANDS,
    Draft,
    add_act,
    add_allegations,
    add_anywhere,
    add_exhibit,
    add_order,
    add_requests,
    between,
    near,
)  # fmt: skip
from tests.oracle.reports import chance

__all__ = ["PLATFORMS", "boundary_cases", "random_case"]

Case = dict[str, Any]
PLATFORMS = ("taobao", "tmall", "pinduoduo", "tickets", "duokeduomi", "generic")


# --- taobao and tmall ------------------------------------------------------------------------------------------------


def taobao_case(draft: Draft) -> None:
    """Refund, negotiation, services, findings, history, proposal."""
    rng, case = draft.rng, draft.case
    case["complaint_class"] = "description_mismatch" if chance(rng, 0.97) else rng.choice(("quality", "other"))
    if chance(rng, 0.03):
        case["complainant"], case["respondent"] = "seller", "buyer"
    if chance(rng, 0.97):
        add_order(draft)
    allegations = add_allegations(draft)
    if chance(rng, 0.95):
        refund: dict[str, Any] = {}
        requested = draft.past(draft.filed - timedelta(days=9))
        if chance(rng, 0.95):
            refund["requested_at"] = draft.write(requested)
        if chance(rng, 0.5):
            refund["seller_response"] = rng.choice(("agreed", "refused", "silent"))
        if chance(rng, 0.95):
            refund["state"] = rng.choices(("closed", "open"), (14, 1))[0]
        if refund.get("state") == "closed":
            if chance(rng, 0.94):
                outcomes = ("upheld_mismatch", "partially_upheld", "rejected", "upheld_other", "agreement")
                refund["outcome"] = rng.choices(outcomes, (12, 6, 2, 1, 2))[0]
            if chance(rng, 0.7):
                refund["closed_at"] = draft.write(draft.past(requested))
        if chance(rng, 0.4):
            refund["return_tracking_number"] = "SF1234567890123"
        case["refund"] = refund
    if chance(rng, 0.8):
        statuses = ("none", "ongoing", "settled", "failed", "refused", "no_response")
        case["negotiation"] = {"status": rng.choices(statuses, (1, 1, 3, 5, 2, 1))[0]}
        if chance(rng, 0.8):
            case["negotiation"]["both_active"] = draft.three(0.7, 0.15)
        if chance(rng, 0.05):
            del case["negotiation"]["status"]
    add_services(draft)
    if chance(rng, 0.3):
        case["goods_returned"] = draft.three()
        if chance(rng, 0.6):
            add_exhibit(draft, "return_proof", "buyer", 0.7)
    add_mismatch_findings(draft, allegations)
    if chance(rng, 0.75):
        value = rng.choice(("serious", "serious", "serious", "ordinary", "unknown"))
        draft.find("severity", value, reason="REPEATED_FRAUD" if value == "serious" else None)
    add_history(draft)
    if chance(rng, 0.3):
        add_proposal(draft)
    if chance(rng, 0.1):
        add_requests(draft, 1)


def add_services(draft: Draft) -> None:
    """After-sales services offered and rendered; the seller contacts the buyer around the 24 hours."""
    rng = draft.rng
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        kinds = ("return", "exchange", "return_refund", "refund_only", "repair", "compensation")
        service: dict[str, Any] = {"kind": rng.choice(kinds)}
        offered = draft.past()
        if chance(rng, 0.8):
            service["offered_at"] = draft.write(offered)
        if chance(rng, 0.6):
            service["rendered_at"] = draft.write(draft.past(offered))
        draft.case.setdefault("after_sales", []).append(service)
        if chance(rng, 0.5):
            actor = rng.choice(("seller", "seller", "platform"))
            add_act(draft, "contact_buyer", actor, None, offered + timedelta(hours=24))


def add_mismatch_findings(draft: Draft, allegations: list[str]) -> None:
    """Degree and use: about one allegation or all, agreeing with the refund or not, unknown, superseded."""
    rng = draft.rng
    subjects: list[str | None] = [None, *allegations]
    for _ in range(rng.choice((0, 0, 1, 2))):
        degree = rng.choices(("none", "partial", "clear", "total", "unknown"), (1, 3, 3, 3, 1))[0]
        draft.find("degree", degree, rng.choice(subjects))
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        use = rng.choices(("yes", "no", "unknown"), (8, 2, 1))[0]
        reason = {"yes": "cannot_perform_function", "no": "cosmetic_only"}.get(use)
        draft.find("affects_normal_use", use, rng.choice(subjects), reason=reason)


def add_history(draft: Draft) -> None:
    """The seller and its earlier complaints, around the 365 days to the second."""
    rng, case = draft.rng, draft.case
    seller: dict[str, Any] = {"id": "seller-1"}
    if chance(rng, 0.8):
        seller["type"] = "mall" if case["platform"] == "tmall" else rng.choice(("c2c", "mall"))
    year = timedelta(days=365)
    second = timedelta(seconds=1)
    dispositions = ("upheld", "upheld", "upheld", "upheld", "partially_upheld", "withdrawn", "reversed", "not_upheld")
    rows = []
    for number in range(rng.choice((0, 0, 1, 2, 3, 4, 5))):
        inside = timedelta(days=rng.randint(1, 360))
        back = rng.choice((year, year - second, year + second, timedelta(0), second, inside))
        rows.append(
            {
                "case_id": f"prior-{number}",
                "complaint_class": "description_mismatch" if chance(rng, 0.93) else "quality",
                "disposition": rng.choice(dispositions),
                "decided_at": draft.write(draft.as_of - back),
            }
        )
    if rows:
        seller["history"] = rows
    if chance(rng, 0.9):
        case["seller"] = seller


def add_proposal(draft: Draft) -> None:
    """Inside, at the ends of and outside the intervals; effects of the clause and others."""
    rng = draft.rng
    proposal: dict[str, Any] = {}
    effects = ("watch", "watch", "watch", "public_warning", "public_warning", "freeze", "mall_exit", "oral_warning")
    if chance(rng, 0.97):
        proposal["effect"] = rng.choice(effects)
    if chance(rng, 0.1 if proposal.get("effect") in (None, "public_warning", "freeze", "mall_exit") else 0.75):
        proposal["days"] = rng.choice((0, 13, 14, 15, 60, 89, 90, 91))
    if chance(rng, 0.2 if proposal.get("effect") in ("freeze", "mall_exit") else 0.5):
        proposal["restriction_days"] = rng.choice((0, 1, 6, 7, 8))
    draft.case["proposed_penalty"] = proposal


# --- the other platforms ---------------------------------------------------------------------------------------------


def pinduoduo_case(draft: Draft) -> None:
    """Requests, submissions, both acts of PDD-DL-48Q, appeals and quotas."""
    rng, case = draft.rng, draft.case
    classes = ("non_receipt", "quality", "short_quantity", "return_condition", "description_mismatch", "other")
    case["complaint_class"] = rng.choices(classes, (6, 6, 2, 2, 1, 1))[0]
    if chance(rng, 0.9):
        case["demand"] = rng.choices(("refund_only", "compensation", *DEMANDS), (8, 6, *(1 for _ in DEMANDS)))[0]
    if chance(rng, 0.4):
        case["demand_amount"] = rng.choice(("12.50", "80", "0.1", "100"))
    if case["complaint_class"] == "return_condition":
        case["complainant"], case["respondent"] = "seller", "buyer"
    if chance(rng, 0.9):
        add_order(draft)
    add_allegations(draft)
    if chance(rng, 0.93):
        add_requests(draft, rng.choice((1, 1, 1, 2, 3)))
    if case["complaint_class"] == "quality" and case.get("demand") == "compensation":
        for request in case.get("evidence_requests", []):
            for act in ("negotiate", "reply_platform"):
                if chance(rng, 0.6):
                    edge = request_deadline(case, request)
                    add_act(draft, act, rng.choice(("seller",) * 9 + ("platform",)), None, edge)
    if case["complaint_class"] == "return_condition" and chance(rng, 0.85):
        for _ in range(rng.choice((1, 1, 2))):
            add_exhibit(draft, rng.choice(("goods_photo", "video")), rng.choice(("seller",) * 5 + ("buyer",)), 0.8)
    if chance(rng, 0.6):
        add_appeals(draft)


def add_appeals(draft: Draft) -> None:
    """Earlier appeals: in the month of the ruling, in its year, before it; to the second around the borders."""
    rng = draft.rng
    as_of = draft.as_of.astimezone(CHINA)
    month = as_of.replace(day=1, hour=0, minute=0, second=0)
    year = month.replace(month=1)
    rows: list[dict[str, Any]] = []

    def decided(low: datetime, high: datetime, count: int, result: str = "failed") -> None:
        for _ in range(count):
            at = between(rng, low, high)
            row = {"id": f"p{len(rows)}", "filed_at": draft.write(at - timedelta(seconds=rng.randint(0, 9 * 86400)))}
            rows.append({**row, "decided_at": draft.write(at), "result": result})

    decided(month, as_of, rng.choice((0, 2, 3, 3, 4, 5)))
    if year < month:
        decided(year, month - timedelta(seconds=1), rng.choice((0, 1, 6, 7, 8, 9)))
    decided(year - timedelta(days=20), year - timedelta(seconds=1), rng.choice((0, 0, 2)))
    decided(month, as_of, rng.choice((0, 0, 1)), rng.choice(("successful", "withdrawn")))
    if chance(rng, 0.2):
        rows.append({"id": f"p{len(rows)}", "filed_at": draft.write(draft.past()), "result": "open"})
    rng.shuffle(rows)
    draft.case["seller"] = {"id": "seller-1", "appeals": rows}


def tickets_case(draft: Draft) -> None:
    """Liability, notice, appeal around the 7×24 hours, channel and key evidence."""
    rng, case = draft.rng, draft.case
    case["complainant"], case["respondent"] = "worker", "platform"
    classes = ("liability_amount", "liability_attribution", "unpack_damage", "signoff_exception", "quality")
    case["complaint_class"] = rng.choices(classes, (8, 8, 1, 1, 1))[0]
    appeal: dict[str, Any] = {}
    week, second = timedelta(days=7), timedelta(seconds=1)
    back = rng.choice((week, week - second, week + second, timedelta(seconds=rng.randint(0, 20 * 86400))))
    ruled = draft.as_of - back
    start = ruled
    if chance(rng, 0.95):
        appeal["ruling_at"] = draft.write(ruled)
        if chance(rng, 0.5):
            start = near(rng, ruled, draft.as_of, None)
            appeal["notified_at"] = draft.write(start)
    if chance(rng, 0.75):
        appeal["filed_at"] = draft.write(near(rng, ruled, draft.as_of, start + week))
    if chance(rng, 0.8):
        appeal["channel"] = rng.choice(("app", "app", "proxy"))
        if appeal["channel"] == "proxy" and chance(rng, 0.85):
            appeal["proxy"] = rng.choice(("city_manager", "city_manager", "colleague"))
    if chance(rng, 0.5):
        appeal["ground"] = rng.choice(("amount", "attribution"))
    if chance(rng, 0.4):
        appeal["prior_appeals_on_ticket"] = rng.choice((0, 0, 0, 1, 2))
    if chance(rng, 0.3):
        appeal["liability_origin"] = rng.choices(("ruling", "reassigned_by_other_party_appeal"), (3, 1))[0]
    key = []
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        kinds = ("handover_sheet", "exception_ticket", "call_record", "video", "other", "goods_photo")
        key.append(add_exhibit(draft, rng.choices(kinds, (3, 3, 2, 2, 3, 1))[0], "worker"))
    if key or chance(rng, 0.3):
        appeal["key_evidence"] = key
    if appeal and chance(rng, 0.97):
        case["appeal"] = appeal
    draft.maybe_find("appeal_justified")


def duokeduomi_case(draft: Draft) -> None:
    """Gate, report, choice, lines, cash on delivery."""
    rng, case = draft.rng, draft.case
    classes = (
        "missing_component", "short_quantity", "quality", "website_mismatch", "price", "invoice", "cod_refusal",
        "delivery_time", "other",
    )  # fmt: skip
    case["complaint_class"] = rng.choices(classes, (4, 6, 4, 4, 2, 1, 6, 1, 1))[0]
    if chance(rng, 0.85):
        add_order(draft)
    add_allegations(draft)
    draft.maybe_find("report_verified", 0.85, 0.8)
    choices = ("resend", "replenish", "return", "exchange", "none", "none")
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        draft.find("user_choice", rng.choice(choices))
    draft.maybe_find("user_agrees_to_close")
    if case["complaint_class"] == "cod_refusal":
        draft.maybe_find("refused_without_reason", 0.9, 0.85)
        draft.maybe_find("resaleable", 0.85, 0.4)
        draft.maybe_find("user_insists", 0.85, 0.6)
        draft.maybe_find("risk_notice_given", 0.7, 0.5)
    for act, actor in (
        ("notify_logistics", "customer_service"), ("callback", "customer_service"), ("record", "customer_service"),
        ("correct_listing", "operations"), ("proactive_notice", "customer_service"),
        ("verify_operations", "customer_service"),
    ):  # fmt: skip
        if chance(rng, 0.15):
            add_act(draft, act, actor)


def generic_case(draft: Draft) -> None:
    """Clocks, establishment, rounds of visits, statutory remedies."""
    rng, case = draft.rng, draft.case
    classes = (
        "quality", "description_mismatch", "service_attitude", "delivery_time", "logistics", "after_sales", "other",
    )  # fmt: skip
    case["complaint_class"] = rng.choices(classes, (6, 4, 1, 1, 1, 1, 1))[0]
    if chance(rng, 0.92):
        case["demand"] = rng.choices(("return", "exchange", "repair", *DEMANDS), (4, 3, 2, *(1 for _ in DEMANDS)))[0]
    if chance(rng, 0.8):
        add_order(draft)
    add_allegations(draft)
    if chance(rng, 0.5):
        case["negotiation"] = {"status": rng.choice(("failed", "failed", "ongoing", "settled"))}
    draft.maybe_find("seller_fault_clear", 0.5)
    draft.maybe_find("demand_unreasonable", 0.4, 0.2)
    if chance(rng, 0.5):
        draft.maybe_find("established", 0.9, 0.7)
    else:
        draft.maybe_find("defective", 0.9, 0.85)
        draft.maybe_find("authority_nonconforming", 0.4, 0.6)
    draft.maybe_find("demand_excessive", 0.4, 0.4)
    draft.maybe_find("special_return_rule", 0.3, 0.3)
    draft.maybe_find("rescission_conditions_met", 0.6, 0.35)
    hour, day = timedelta(hours=1), timedelta(days=1)
    if chance(rng, 0.5):
        add_act(draft, "handling_sheet", "quality", None, draft.filed + 72 * hour)
    if chance(rng, 0.3):
        add_act(draft, "delay_notice", "quality", None, draft.filed + 72 * hour)
    if chance(rng, 0.5):
        add_act(draft, "reply", "customer_service", None, midnight_after(draft.filed, 7))
    for trigger, duties, actor, wait in (
        ("established", ("initial_correction", "report_up"), "quality", day),
        ("transferred", ("solution",), "department", None),
        ("implemented", (), "department", None),
    ):
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            at = add_act(draft, trigger, "customer_service")
            for duty in duties:
                if chance(rng, 0.6):
                    edge = at + wait if wait else midnight_after(at, rng.choice((3, 5)))
                    add_act(draft, duty, actor, None, edge)
    if chance(rng, 0.4):
        moments: list[datetime] = []
        for _ in range(rng.choice((1, 2, 3, 4, 4, 5))):
            add_act(draft, "visit", "customer_service")
            at = instant(case["acts"][-1]["at"])
            if at in moments:
                case["acts"].pop()
            moments.append(at)


def midnight_after(at: datetime, days: int) -> datetime:
    """00:00:00 of the day that follows `days` days after the day of `at`."""
    local = at.astimezone(CHINA)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days + 1)


MAKERS = {
    "taobao": taobao_case,
    "tmall": taobao_case,
    "pinduoduo": pinduoduo_case,
    "tickets": tickets_case,
    "duokeduomi": duokeduomi_case,
    "generic": generic_case,
}


def random_case(rng: random.Random, platform: str | None = None) -> Case:
    """A valid case/1 whose exhibits all carry an inline report."""
    draft = Draft(rng, platform or rng.choice(PLATFORMS))
    MAKERS[draft.case["platform"]](draft)
    add_anywhere(draft)
    return draft.case

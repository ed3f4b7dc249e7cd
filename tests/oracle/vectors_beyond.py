"""The vectors of POLICY T8 beyond Taobao and the exhibits: V24 to V45."""

from __future__ import annotations

from typing import Any

from tests.oracle.builders import SENT, appeals, case, did, found, handed, mismatch, receipt, requested, ticket

Vector = tuple[str, dict[str, Any], dict[str, Any]]
NOTHING: dict[str, Any] = {"penalties": [], "remedies": []}


def gave(remedy: str, clause: str, **keys: Any) -> dict[str, Any]:
    """A granted remedy."""
    row = {"status": "granted", "amount": None, "sku": None, "quantity": None, "freight_borne_by": None}
    return {"remedy": remedy, **row, "clause": clause, **keys}


def asks(fact: str, about: str | None = None) -> list[dict[str, Any]]:
    """One entry of `missing` or `needs_human`."""
    return [{"fact": fact, "about": about}]


def pinduoduo_vectors() -> list[Vector]:
    """V24 to V30."""
    refund_only = gave("refund_only", "PDD-DL-24")
    proof = [receipt()]
    july = ["2025-07-05T10:00:00+08:00"] * 4
    spring = ["2025-03-05T10:00:00+08:00"] * 11
    free: dict[str, Any] = {"allowed": "yes", "until": None, "reasons": [], "predestined_fail": "no", "advice": "file"}
    unmet = {"disposition": "buyer_supported", "redress": [
        "settlement", "consumer_association", "administrative_complaint", "arbitration", "litigation",
    ]}  # fmt: skip
    doomed = {"allowed": "yes", "predestined_fail": "yes", "advice": "do_not_file"}
    return [
        (
            "V24", requested(submissions=[handed(SENT, (), "知道了")]),
            {
                **unmet, "codes": ["INVALID_MEANINGLESS"], "remedies": [gave("refund_only", "PDD-EV-MEANINGLESS")],
                "appeal": {**doomed, "reasons": ["PREDESTINED_MEANINGLESS"]}, "tier": None,
            },
        ),
        (
            "V25a", requested(exhibits=proof, submissions=[handed("2025-06-12T10:00:00+08:00")]),
            {"disposition": "not_upheld", "codes": [], "remedies": [], "appeal": free},
        ),
        (
            "V25b", requested(exhibits=proof, submissions=[handed("2025-06-12T10:00:01+08:00")]),
            {
                **unmet, "codes": ["DEEMED_ADMISSION", "LATE_SUBMISSION"], "remedies": [refund_only],
                "appeal": {**doomed, "reasons": ["PREDESTINED_LATE"]},
            },
        ),
        (
            "V26", requested("quality", "compensation", (), acts=[did("negotiate", SENT)]),
            {
                **unmet, "codes": ["DEEMED_ADMISSION", "LATE_NO_EVIDENCE"], "needs_human": asks("amount"),
                "remedies": [gave("compensation", "PDD-DL-48Q")],
            },
        ),
        (
            "V27", case("pinduoduo", "other", seller=appeals(*july[:3])),
            {"appeal": {**free, "next_failure_locks": "yes", "failures_this_month": 3, "failures_this_year": 3}},
        ),
        (
            "V28", case("pinduoduo", "other", seller=appeals(*july)),
            {"appeal": {
                "allowed": "no", "until": "2025-08-01T00:00:00+08:00", "reasons": ["QUOTA_MONTH"],
                "next_failure_locks": "no", "advice": "do_not_file",
            }},
        ),
        (
            "V29", case("pinduoduo", "other", seller=appeals(*spring)),
            {"appeal": {
                "allowed": "no", "until": "2026-01-01T00:00:00+08:00", "reasons": ["QUOTA_YEAR"],
                "failures_this_month": 0, "failures_this_year": 11,
            }},
        ),
        (
            "V30", requested(exhibits=proof, submissions=[handed("2025-06-13T10:00:00+08:00")]),
            {"appeal": {**doomed, "reasons": ["PREDESTINED_LATE"], "failures_this_month": 0}},
        ),
    ]  # fmt: skip


def ticket_vectors() -> list[Vector]:
    """V31 to V34."""
    last = "2025-07-08T10:00:00+08:00"
    justified = [found("appeal_justified", "yes")]
    barred = {"allowed": "no", "until": last, "advice": "do_not_file"}
    return [
        (
            "V31a", {**ticket(last), "human_findings": justified},
            {
                "disposition": "upheld", "redress": [], "packs": ["ticket-appeal", "conduct"],
                "appeal": {"allowed": "yes", "until": last, "reasons": [], "failures_this_month": 0},
            },
        ),
        (
            "V31b", ticket("2025-07-08T10:00:01+08:00"),
            {"disposition": "liability_final", "appeal": {**barred, "reasons": ["LATE"]}},
        ),
        ("V31c", ticket(None), {"disposition": "liability_final", "appeal": barred}),
        (
            "V32", ticket(prior_appeals_on_ticket=1),
            {"disposition": "inadmissible", "appeal": {**barred, "reasons": ["ALREADY_APPEALED"]}},
        ),
        (
            "V33", ticket(key=None),
            {"disposition": "inadmissible", "appeal": {**barred, "reasons": ["NO_KEY_EVIDENCE"]}},
        ),
        (
            "V34", ticket(liability_origin="reassigned_by_other_party_appeal"),
            {
                "disposition": "inadmissible", "codes": ["DUE_PROCESS"], "needs_human": asks("due_process"),
                "appeal": {**barred, "reasons": ["REASSIGNED_BY_OTHER_PARTY"]},
            },
        ),
    ]  # fmt: skip


def shop_vectors() -> list[Vector]:
    """V35 to V38, V42."""

    def ordered(received: int) -> dict[str, Any]:
        line = {"sku": "apple", "quantity": 5, "quantity_received": received}
        return {"verified": "yes", "lines": [line]}

    def owed(act: str, clause: str) -> dict[str, Any]:
        return {"actor": "customer_service", "act": act, "due": None, "state": "open", "clause": clause}

    cod = {"verified": "yes", "payment": "cod"}
    killed = [found("refused_without_reason", "yes"), found("resaleable", "no"), found("user_insists", "yes")]
    restricted = {
        "effect": "restrict_cod", "subject": "buyer", "days": None, "permanent": False, "interval": None,
        "clause": "MK-COD", "sign_off": "none",
    }  # fmt: skip
    asked = [owed("callback", "MK-3N"), owed("record", "MK-3N"), owed("verify_operations", "MK-3N")]
    back = [gave("return", "MK-COD")]
    return [
        (
            "V35a", case("duokeduomi", "short_quantity", order=ordered(4)),
            {
                "disposition": "upheld", "obligations": [owed("proactive_notice", "MK-SHORT")],
                "remedies": [gave("replenish", "MK-SHORT", sku="apple", quantity=1)],
            },
        ),
        (
            "V35b", case("duokeduomi", "short_quantity", order=ordered(6)),
            {
                "disposition": "upheld",
                "remedies": [gave("no_return_required", "MK-SHORT", sku="apple", quantity=1)],
            },
        ),
        (
            "V36", case("duokeduomi", "website_mismatch"),
            {
                "disposition": "pending", "obligations": asked, "overridden": [["MK-GATE", "MK-3N"]],
                "waiting_for": [{"event": "operations_verification", "about": None, "until": None}],
            },
        ),
        (
            "V37", case("duokeduomi", "missing_component", order={"verified": "no"}),
            {"disposition": "closed_without_prejudice", "codes": ["ORDER_NOT_VERIFIED"], **NOTHING},
        ),
        (
            "V38a",
            case("duokeduomi", "cod_refusal", order=cod, human_findings=[*killed, found("risk_notice_given", "yes")]),
            {"disposition": "upheld", "remedies": back, "penalties": [restricted], "tier": None, "missing": []},
        ),
        (
            "V38b",
            case("duokeduomi", "cod_refusal", order=cod, human_findings=[*killed, found("risk_notice_given", "no")]),
            {"disposition": "upheld", "remedies": back, "penalties": [], "missing": []},
        ),
        (
            "V42", case("duokeduomi", "price", order={"verified": "yes"}),
            {"disposition": "needs_human", "needs_human": asks("price_threshold"), **NOTHING},
        ),
    ]  # fmt: skip


def general_vectors() -> list[Vector]:
    """V39 to V41, V43 to V45."""
    sorry = [{"party": "seller", "at": SENT, "text": "很抱歉"}]
    transferred = did("transferred", "2025-01-24T16:00:00+08:00", "customer_service")
    holiday = case("generic", "quality", filed_at="2025-01-20T10:00:00+08:00", as_of="2025-02-05T23:00:00+08:00")

    def visits(count: int) -> list[dict[str, Any]]:
        days = [f"2025-06-{20 + number}T10:00:00+08:00" for number in range(count)]
        return [did("visit", day, "customer_service", satisfaction="dissatisfied") for day in days]

    day8 = {"received_at": "2025-06-02T10:00:00+08:00"}
    defect = [found("defective", "yes"), found("rescission_conditions_met", "no")]
    available = {"status": "available", "freight_borne_by": "seller"}
    condemned = [found("authority_nonconforming", "yes")]
    taobao = {**mismatch(), "evidence_requests": [{**requested()["evidence_requests"][0], "deadline_hours": 24}]}
    return [
        (
            "V39", case("generic", "service_attitude", demand="none", messages=sorry),
            {"disposition": "pending", "missing": asks("established")},
        ),
        (
            "V40", {**holiday, "demand": "return", "acts": [transferred]},
            {"obligations": [
                {
                    "actor": "customer_service", "act": "reply", "due": "2025-01-27T00:00:00+08:00",
                    "state": "overdue", "clause": "SLA-ACK-5WD",
                },
                {
                    "actor": "department", "act": "solution", "due": "2025-02-06T00:00:00+08:00", "state": "open",
                    "clause": "SLA-DEPT-3WD",
                },
                {"actor": "quality", "act": "delay_notice", "due": None, "state": "open", "clause": "SLA-SHEET-72H"},
                {
                    "actor": "quality", "act": "handling_sheet", "due": "2025-01-23T10:00:00+08:00",
                    "state": "overdue", "clause": "SLA-SHEET-72H",
                },
            ]},
        ),
        (
            "V41a", case("generic", "quality", demand="return", acts=visits(1)),
            {
                "disposition": "pending",
                "waiting_for": [{"event": "investigation", "about": None, "until": None}],
            },
        ),
        (
            "V41b", case("generic", "quality", demand="return", acts=visits(4)),
            {"disposition": "needs_human", "needs_human": asks("escalation")},
        ),
        (
            "V43", case("generic", "quality", demand="compensation", order=day8, human_findings=defect),
            {
                "disposition": "upheld",
                "remedies": [gave("exchange", "LAW-24", **available), gave("repair", "LAW-24", **available)],
            },
        ),
        (
            "V44", case("generic", "quality", demand="return", order=day8, human_findings=condemned),
            {"disposition": "upheld", "remedies": [gave("return", "LAW-54", freight_borne_by="seller")]},
        ),
        (
            "V45", taobao,
            {"disposition": "upheld", "tier": "3a", "codes": [], "appeal": None, "obligations": []},
        ),
    ]  # fmt: skip

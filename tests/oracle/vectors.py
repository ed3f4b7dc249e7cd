"""The vectors V1 to V45 of POLICY T8, with what SEMANTICS makes of them: (name, case, expected part)."""

from __future__ import annotations

from typing import Any

from tests.oracle.builders import (
    SENT,
    exhibit,
    found,
    judged,
    mismatch,
    read,
    repeated,
    stamp,
)  # fmt: skip
from tests.oracle.vectors_beyond import (
    NOTHING,
    Vector,
    asks,
    gave,
    general_vectors,
    pinduoduo_vectors,
    shop_vectors,
    ticket_vectors,
)  # fmt: skip


def ladder(first: str, watch: int | None, restriction: int) -> list[dict[str, Any]]:
    """The penalties of TB-4.2b."""
    common = {"subject": "seller", "permanent": False, "clause": "TB-4.2b", "sign_off": "recommended"}
    interval = [14, 90] if first == "watch" else None
    return [
        {"effect": first, "days": watch, "interval": interval, **common},
        {"effect": "restrict_bidding", "days": restriction, "interval": [0, 7], **common},
        {"effect": "restrict_listing", "days": restriction, "interval": [0, 7], **common},
    ]


def lasting(*effects: str, clause: str, sign_off: str = "required") -> list[dict[str, Any]]:
    """Effects without days on the seller."""
    return [
        {
            "effect": effect, "subject": "seller", "days": None, "permanent": effect != "oral_warning",
            "interval": None, "clause": clause, "sign_off": sign_off,
        }
        for effect in effects
    ]  # fmt: skip


def one_exhibit(verdict: str, *reasons: list[str | None], burden: str) -> dict[str, Any]:
    """What is expected of the only exhibit."""
    row = {"id": "e1", "verdict": verdict, "reasons": [list(pair) for pair in reasons], "meets_burden": burden}
    return {"exhibits": [row]}


def taobao_vectors() -> list[Vector]:
    """V1 to V13."""
    settled = {"status": "settled", "both_active": "yes"}
    rendered = {"offered_at": SENT, "rendered_at": SENT}
    done = [{"kind": "exchange", **rendered}]
    offered = [{"kind": "exchange", "offered_at": SENT}]
    total = [found("degree", "total"), found("affects_normal_use", "yes")]
    warned = lasting("oral_warning", "cancel_review_right", clause="TB-4.4", sign_off="none")
    refund = [gave("refund", "TB-0.5")]
    watch14 = {"effect": "watch", "days": 14}
    v10 = repeated()
    v10["seller"]["history"][0]["disposition"] = "withdrawn"
    no_refund = mismatch()
    del no_refund["refund"]
    contact = {"actor": "seller", "act": "contact_buyer", "state": "overdue", "clause": "TB-3.2.3"}
    contact["due"] = "2025-06-12T10:00:00+08:00"
    cure = {"actor": "buyer", "act": "file_refund_request", "due": None, "state": "open", "clause": "TB-2"}
    refused = {"accepted": "no", "reasons": ["INVALID_RANGE"]}
    taken = {"accepted": "yes", "reasons": []}
    return [
        (
            "V1", mismatch(None, human_findings=total),
            {
                **NOTHING, "disposition": "pending", "tier": "0", "redress": [], "overridden": [["TB-4.2b", "TB-4.3"]],
                "waiting_for": [{"event": "refund", "about": None, "until": None}],
            },
        ),
        (
            "V2", mismatch(),
            {
                "disposition": "upheld", "tier": "3a", "penalties": ladder("public_warning", None, 0),
                "remedies": refund, "codes": [], "overridden": [], "proposal": None,
                "findings": [{"allegation": "a1", "degree": "clear", "affects_normal_use": "yes", "result": "proven"}],
                "packs": ["taobao-dm", "cn-consumer-law", "conduct"], "appeal": None,
            },
        ),
        (
            "V3a", mismatch(proposed_penalty={"effect": "watch", "days": 13}),
            {"proposal": refused, "tier": "3a", "penalties": ladder("public_warning", None, 0)},
        ),
        (
            "V3b", mismatch(proposed_penalty={"effect": "watch", "days": 91}),
            {"proposal": refused, "tier": "3a", "penalties": ladder("public_warning", None, 0)},
        ),
        (
            "V4a", mismatch(proposed_penalty={**watch14, "restriction_days": 0}),
            {"proposal": taken, "tier": "3b", "penalties": ladder("watch", 14, 0)},
        ),
        (
            "V4b", mismatch(proposed_penalty={**watch14, "restriction_days": 7}),
            {"proposal": taken, "tier": "3b", "penalties": ladder("watch", 14, 7)},
        ),
        (
            "V4c", mismatch(proposed_penalty={**watch14, "restriction_days": 8}),
            {"proposal": refused, "tier": "3a", "penalties": ladder("public_warning", None, 0)},
        ),
        (
            "V5", mismatch("agreement", None, negotiation={"status": "settled"}),
            {**NOTHING, "disposition": "withdrawn", "tier": "1", "overridden": [], "needs_human": [], "codes": []},
        ),
        (
            "V6", mismatch("partially_upheld", None, negotiation=settled, after_sales=done),
            {
                "disposition": "withdrawn", "tier": "2", "penalties": warned, "remedies": [],
                "overridden": [["TB-4.1", "TB-4.4"]],
            },
        ),
        (
            "V7", mismatch("partially_upheld", None, negotiation=settled, after_sales=offered),
            {**NOTHING, "disposition": "withdrawn", "tier": "1", "overridden": [], "obligations": [contact]},
        ),
        (
            "V8", repeated(),
            {
                "disposition": "upheld", "tier": "4", "overridden": [["TB-4.2b", "TB-4.2a"]],
                "penalties": lasting(
                    "freeze", "restrict_site_login", "restrict_messaging_login", clause="TB-4.2a"
                ),
            },
        ),
        (
            "V9", repeated(None),
            {
                "disposition": "upheld", "tier": "3b", "penalties": ladder("watch", 30, 7), "overridden": [],
                "needs_human": asks("severity"),
            },
        ),
        (
            "V10", v10,
            {"disposition": "upheld", "tier": "3b", "penalties": ladder("watch", 14, 3), "needs_human": []},
        ),
        (
            "V11", repeated(seller_type="mall"),
            {
                "disposition": "upheld", "tier": "4M", "penalties": lasting("freeze", "mall_exit", clause="TB-4.5"),
                "overridden": [["TB-4.2a", "TB-4.5"], ["TB-4.2b", "TB-4.5"]],
            },
        ),
        (
            "V12a", mismatch("partially_upheld", "no"),
            {**NOTHING, "disposition": "not_upheld", "tier": "0", "codes": ["NOT_WITHIN_CLASS"]},
        ),
        (
            "V12b", mismatch("upheld_mismatch", "no"),
            {"disposition": "not_upheld", "codes": ["NOT_WITHIN_CLASS"], "penalties": [], "remedies": refund},
        ),
        (
            "V13", no_refund,
            {**NOTHING, "disposition": "inadmissible", "tier": "0", "codes": ["WRONG_CHANNEL"], "obligations": [cure]},
        ),
    ]  # fmt: skip


def exhibit_vectors() -> list[Vector]:
    """V14 to V23."""
    four = ("tracking_number", "recipient_name", "courier_name", "date")
    by_machine = stamp(printed="yes")
    for name in four:
        by_machine["report"]["fields"][name]["handwritten"] = "no"
    freight = read("amount", "date", "tracking_number")
    transfer = {"value": "wechat_transfer"}
    slip = {"value": "courier_receipt"}

    def receipt_with(state: str) -> dict[str, Any]:
        fields = {**freight, "amount": {"legible": state}}
        return exhibit("freight_receipt", fields=fields, document_type=slip)

    number, goods = read("tracking_number"), "product_with_waybill"
    scale = exhibit("weigh_record", fields={**read("weight"), "tracking_number": {"present": "no"}})
    report = read("shop_name", "product_name", "model", "date")
    off = {"field": "tracking_number", "matches": "no", "code": "INCONSISTENT"}
    shipped = {"shipped_at": "2025-06-05T10:00:00+08:00", "recipient_name": "王小明", "tracking_number": "SF2"}
    unsure: list[str | None] = ["FIELD_UNCERTAIN", "amount"]
    cut: list[str | None] = ["NONCONFORMING_PARTIAL", "goods_coverage"]
    blurred: list[str | None] = ["NONCONFORMING_PARTIAL", "tracking_number"]
    agreed = [
        {"field": "date", "matches": "yes", "code": None}, {"field": "recipient_name", "matches": "yes", "code": None},
    ]  # fmt: skip
    return [
        ("V14", judged(stamp()), one_exhibit("valid", burden="yes")),
        ("V15a", judged(stamp(hand="yes")), one_exhibit("invalid", ["STAMP_ALL_HANDWRITTEN", None], burden="no")),
        (
            "V15b", judged(by_machine),
            one_exhibit("invalid", ["STAMP_ALL_PRINTED", None], burden="no"),
        ),
        (
            "V16", judged(stamp(date={"handwritten": "no"})),
            one_exhibit("invalid", ["STAMP_NOT_HANDWRITTEN", "date"], burden="no"),
        ),
        (
            "V17", judged(stamp(), order=shipped),
            {"exhibits": [{
                "id": "e1", "verdict": "valid", "reasons": [], "meets_burden": "no", "consistency": [*agreed, off],
            }]},
        ),
        (
            "V18", judged(exhibit("freight_receipt", fields=freight, document_type=transfer)),
            one_exhibit("invalid", ["FREIGHT_INVALID_TYPE", "document_type"], burden="no"),
        ),
        (
            "V19a", judged(receipt_with("no")),
            one_exhibit("nonconforming", ["FREIGHT_MISSING_FIELD", "amount"], burden="no"),
        ),
        ("V19b", judged(receipt_with("unknown")), one_exhibit("needs_human", unsure, burden="unknown")),
        (
            "V20", judged(exhibit(goods, fields=number, goods_coverage="partial")),
            one_exhibit("nonconforming", cut, burden="no"),
        ),
        (
            "V21", judged(exhibit(goods, fields={"tracking_number": {"legible": "no"}}, goods_coverage="whole")),
            one_exhibit("nonconforming", blurred, burden="no"),
        ),
        (  # POLICY says invalid; SEMANTICS 9 says nonconforming
            "V22", judged(scale), one_exhibit("nonconforming", ["WEIGH_MISSING_FIELD", "tracking_number"], burden="no"),
        ),
        (
            "V23", judged(exhibit("factory_test_report", fields=report, pages=["cover"])),
            one_exhibit("nonconforming", ["CERT_MISSING_BODY", "pages"], burden="no"),
        ),
    ]  # fmt: skip


def vectors() -> list[Vector]:
    """All vectors in the order of POLICY T8."""
    rows = taobao_vectors() + exhibit_vectors() + pinduoduo_vectors() + ticket_vectors() + shop_vectors()
    return sorted(rows + general_vectors(), key=lambda row: (int(row[0][1:].rstrip("abc")), row[0]))

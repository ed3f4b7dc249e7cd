"""Case documents to begin with, for tests: the least that a case may hold, and one that holds a bit of everything."""

from __future__ import annotations

import copy
import json
from typing import Any

from adjudicator.case import load_case
from adjudicator.errors import Refused

MADE = {"by": "arb-1", "at": "2026-03-05T10:00:00+08:00"}
REQUEST = {
    "id": "rq-1",
    "stage": "ticket",
    "to": "seller",
    "any_of": ["weigh_record"],
    "sent_at": "2026-03-02T10:00:00+08:00",
}
EXHIBIT = {"id": "ex-1", "kind": "weigh_record", "party": "seller"}
PRIOR = {
    "case_id": "old-1",
    "complaint_class": "quality",
    "disposition": "upheld",
    "decided_at": "2026-01-01T00:00:00Z",
}
APPEALED = {"id": "ap-1", "filed_at": "2026-01-01T00:00:00Z", "result": "withdrawn"}
HIGH_NOON = "2026-03-02T12:00:00+08:00"


def minimal_case(**overrides: Any) -> dict[str, Any]:
    """The least that a `case/1` may hold, on Taobao; keys given replace or add, keys given as None are left out."""
    document = {
        "schema": "case/1",
        "id": "case-1",
        "filed_at": "2026-03-01T09:00:00+08:00",
        "as_of": "2026-03-10T12:00:00+08:00",
        "platform": "taobao",
        "complaint_class": "description_mismatch",
        "complainant": "buyer",
        "respondent": "seller",
        **overrides,
    }
    return {key: copy.deepcopy(value) for key, value in document.items() if value is not None}


def full_case(**overrides: Any) -> dict[str, Any]:
    """A case that holds something of every part; keys given replace or add, keys given as None are left out."""
    document = minimal_case(
        demand="refund_only",
        demand_amount="129.90",
        complaint_subtype="functional",
        order={
            "id": "order-1",
            "verified": "yes",
            "concluded": "yes",
            "paid": "129.90",
            "freight": "0",
            "currency": "CNY",
            "placed_at": "2026-02-01T10:00:00+08:00",
            "shipped_at": "2026-02-02T10:00:00+08:00",
            "received_at": "2026-02-05T10:00:00+08:00",
            "tracking_number": "YT1234567890123",
            "carrier": "圆通",
            "recipient_name": "李四",
            "payment": "prepaid",
            "lines": [
                {
                    "sku": "s1",
                    "name": "茶叶",
                    "model": "A-1",
                    "quantity": 2,
                    "quantity_received": 1,
                    "unit_weight_g": 250.5,
                },
                {"sku": "s2", "name": "茶杯", "quantity": 1, "unit_weight_g": 120},
            ],
        },
        listing={
            "shop_name": "茶舍",
            "company_name": "茶舍有限公司",
            "title": "春茶",
            "attributes": {"net_weight_g": 250, "产地": "杭州"},
            "snapshot_at": "2026-02-01T09:00:00+08:00",
        },
        seller={
            "id": "seller-1",
            "type": "c2c",
            "history": [
                {
                    "case_id": "old-2",
                    "complaint_class": "description_mismatch",
                    "disposition": "upheld",
                    "decided_at": "2026-01-05T10:00:00+08:00",
                },
                {
                    "case_id": "old-1",
                    "complaint_class": "quality",
                    "disposition": "reversed",
                    "decided_at": "2025-11-05T10:00:00+08:00",
                },
            ],
            "appeals": [
                {
                    "id": "ap-1",
                    "filed_at": "2026-02-01T00:00:00Z",
                    "decided_at": "2026-02-03T00:00:00Z",
                    "result": "failed",
                },
                {"id": "ap-2", "filed_at": "2026-02-04T00:00:00Z", "result": "open"},
            ],
        },
        allegations=[
            {
                "id": "al-1",
                "attribute": "net_weight",
                "listed": 250,
                "received": "199.5",
                "affects_normal_use": "yes",
                "use_reason": "cannot_perform_function",
                "statement": "分量不足",
            },
            {"id": "al-2", "attribute": "brand", "listed": "甲", "received": "乙"},
        ],
        refund={
            "requested_at": "2026-02-06T10:00:00+08:00",
            "seller_response": "refused",
            "state": "closed",
            "outcome": "upheld_mismatch",
            "closed_at": "2026-02-20T10:00:00+08:00",
            "return_tracking_number": "SF1234567890123",
        },
        negotiation={"status": "failed", "both_active": "no"},
        after_sales=[
            {"kind": "exchange", "offered_at": "2026-02-07T10:00:00+08:00", "rendered_at": "2026-02-09T10:00:00+08:00"}
        ],
        goods_returned="no",
        human_findings=[
            {"fact": "degree", "about": "al-1", "value": "clear", "by": "arb-1", "at": "2026-03-05T10:00:00+08:00"},
            {
                "fact": "affects_normal_use",
                "value": "yes",
                "reason_code": "safety",
                "by": "arb-1",
                "at": "2026-03-05T10:00:00+08:00",
            },
            {
                "fact": "severity",
                "value": "serious",
                "reason_code": "SAFETY",
                "by": "arb-1",
                "at": "2026-03-05T10:00:00.5+08:00",
            },
            {
                "fact": "field_value",
                "about": "ex-1",
                "field": "weight",
                "value": 199.50,
                "by": "arb-1",
                "at": "2026-03-05T10:00:00+08:00",
            },
        ],
        acts=[
            {
                "act": "promise",
                "actor": "customer_service",
                "at": "2026-03-02T10:00:00+08:00",
                "until": "2026-04-01T10:00:00+08:00",
            },
            {"act": "visit", "actor": "customer_service", "at": "2026-03-06T10:00:00+08:00", "satisfaction": "neutral"},
        ],
        evidence_requests=[
            {
                "id": "rq-1",
                "stage": "ticket",
                "to": "seller",
                "any_of": ["weigh_record", "courier_stamp_proof"],
                "sent_at": "2026-03-02T10:00:00+08:00",
                "deadline_hours": 48,
            }
        ],
        submissions=[
            {
                "id": "sb-1",
                "request": "rq-1",
                "party": "seller",
                "submitted_at": "2026-03-03T10:00:00+08:00",
                "exhibits": ["ex-1"],
                "text": "见附件",
            }
        ],
        exhibits=[
            {
                "id": "ex-1",
                "kind": "weigh_record",
                "party": "seller",
                "submitted_at": "2026-03-03T10:00:00+08:00",
                "supports": ["al-1"],
                "report": {
                    "fields": {
                        "weight": {
                            "value": 199.50,
                            "legible": "yes",
                            "unit": "g",
                            "unit_shown": "yes",
                            "box": [1, 2, 3, 4],
                            "page": 1,
                        },
                        "tracking_number": {
                            "value": "YT1234567890123",
                            "legible": "yes",
                            "confidence": 0.93,
                            "source": "ocr",
                        },
                    },
                    "marks": {"red_seal": {"present": "no"}},
                    "goods_coverage": "whole",
                },
            }
        ],
        messages=[{"party": "seller", "at": "2026-03-02T11:00:00+08:00", "text": "很抱歉"}],
        appeal={
            "filed_at": "2026-03-09T10:00:00+08:00",
            "ground": "amount",
            "channel": "app",
            "key_evidence": ["ex-1"],
            "ruling_at": "2026-03-08T10:00:00+08:00",
            "notified_at": "2026-03-08T11:00:00+08:00",
        },
        proposed_penalty={"effect": "watch", "days": 30, "restriction_days": 7},
    )
    document.update(overrides)
    return {key: copy.deepcopy(value) for key, value in document.items() if value is not None}


def as_bytes(document: dict[str, Any]) -> bytes:
    """The document as it would lie in a file."""
    return json.dumps(document, ensure_ascii=False).encode()


def finding(**keys: Any) -> list[dict[str, Any]]:
    """One finding of a person, as the list that a case holds."""
    return [{**MADE, **keys}]


def faults_of(document: dict[str, Any] | bytes, **how: Any) -> list[tuple[str, str]]:
    """Code and path of every fault of a document; none where it is accepted."""
    data = document if isinstance(document, bytes) else as_bytes(document)
    try:
        load_case(data, **how)
    except Refused as refused:
        return [(found.code, found.path) for found in refused.faults]
    return []

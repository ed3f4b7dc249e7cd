"""Inline evidence reports of every kind: good ones, ones with a fault or two, wild ones."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from tests.oracle.clocks import CERTIFICATES, CHINA, day_of, instant

FIELDS = {
    "courier_stamp_proof": ("tracking_number", "recipient_name", "courier_name", "date"),
    "freight_receipt": ("amount", "date", "tracking_number"),
    "product_with_waybill": ("tracking_number",),
    "weigh_record": ("weight", "tracking_number"),
    "purchase_invoice": ("shop_name", "product_name", "model", "date"),
    "factory_test_report": ("shop_name", "product_name", "model", "date"),
    "brand_authorisation": ("shop_name", "product_name", "model", "date"),
    "proof_of_receipt": ("tracking_number", "recipient_name", "date"),
    "return_proof": ("tracking_number", "date"),
    "listing_page": ("date", "product_name"),
}
TYPES = ("e_waybill", "wechat_transfer", "qq_transfer", "other_p2p_transfer", "bank_transfer", "chat", "unknown")


def chance(rng: random.Random, share: float) -> bool:
    """True for a share of the draws."""
    return rng.random() < share


def good_value(rng: random.Random, case: dict[str, Any], field: str) -> Any:
    """What agrees with the record, as far as the record says."""
    order = case.get("order", {})
    if field == "date":
        low = day_of(order.get("shipped_at", case["filed_at"]))
        high = max(low, day_of(case["filed_at"]))
        day = low + timedelta(days=rng.randint(0, (high - low).days))
        if chance(rng, 0.1):  # an instant whose UTC day is another than its UTC+8 day
            return f"{day.isoformat()}T01:00:00+08:00"
        return day.isoformat()
    if field == "weight":
        lines = order.get("lines", [])
        total = sum(line.get("unit_weight_g", 0) * line["quantity"] for line in lines)
        return rng.choice((round(total, 1), round(total + 5, 1)))
    values: dict[str, tuple[Any, ...]] = {
        "tracking_number": ("SF1234567890123", "sf1234567890123", "SF 1234 567890123", "ＳＦ1234567890123"),
        "recipient_name": ("王小明", "王 小明"),
        "courier_name": ("李四",),
        "amount": ("12.00",),
        "shop_name": ("好店",),
        "product_name": ("水杯",),
        "model": (*(line["model"] for line in order.get("lines", []) if "model" in line), "x-100"),
    }
    return rng.choice(values[field])


def bad_value(rng: random.Random, case: dict[str, Any], field: str) -> Any:
    """What disagrees with the record, or sits at a border."""
    if field == "date":
        around = [instant(case["filed_at"])]
        around += [instant(case["order"]["shipped_at"])] if "shipped_at" in case.get("order", {}) else []
        day = rng.choice(around).astimezone(CHINA).date() + timedelta(days=rng.choice((-1, 0, 1)))
        return day.isoformat()
    if field == "weight":
        return round(max(0, good_value(rng, case, field) - rng.choice((0.1, 1, 5, 6))), 2)
    return {"recipient_name": "王大明", "model": "Z-9", "tracking_number": "YT0000000000001", "amount": "0"}.get(
        field, "别的"
    )


def spoil(rng: random.Random, fields: dict[str, dict[str, Any]], field: str) -> None:
    """One fault of one field."""
    one = fields[field]
    faults = ("legible_no", "legible_unknown", "absent", "gone", "hand_no", "hand_unknown", "no_value", "bare")
    fault = rng.choice(faults)
    if fault == "legible_no":
        one["legible"] = "no"
        if chance(rng, 0.3):
            one["present"] = rng.choice(("yes", "unknown"))
    if fault == "legible_unknown":
        one["legible"] = "unknown"
    if fault == "absent":
        one["present"] = "no"
        if chance(rng, 0.5):
            del one["legible"]
    if fault == "gone":
        del fields[field]
    if fault == "hand_no":
        one["handwritten"] = "no"
    if fault == "hand_unknown":
        one.pop("handwritten", None)
    if fault == "no_value":
        del one["value"]
    if fault == "bare":
        del one["legible"]


def random_report(rng: random.Random, case: dict[str, Any], kind: str, quality: float) -> dict[str, Any]:
    """A report of `kind`, faultless in a share `quality` of the draws; below 0, a useless paper where it can be."""
    faults = 0 if chance(rng, quality) else rng.choice((1, 1, 2, 4))
    fields: dict[str, dict[str, Any]] = {}
    for field in FIELDS.get(kind, ()):
        wrong = chance(rng, 0.12)
        value = bad_value(rng, case, field) if wrong else good_value(rng, case, field)
        fields[field] = {"value": value, "legible": "yes"}
        if kind == "courier_stamp_proof":
            fields[field]["handwritten"] = "yes"
    report: dict[str, Any] = {}
    if kind == "weigh_record" and chance(rng, 0.3):
        fields["weight"]["unit_shown"] = rng.choices(("yes", "no", "unknown"), (4, 2, 1))[0]
    if kind == "courier_stamp_proof":
        report["marks"] = marks(rng, faults)
    if kind == "freight_receipt" and not (faults and chance(rng, 0.15)):
        report["document_type"] = {"value": rng.choice(TYPES) if faults else "courier_receipt"}
    if kind in ("goods_photo", "product_with_waybill") and not (faults and chance(rng, 0.2)):
        report["goods_coverage"] = rng.choice(("whole", "partial", "unknown")) if faults else "whole"
    if kind == "product_with_waybill" and chance(rng, 0.2):
        report["pages"] = ["other"] * rng.choice((1, 2))
    if kind in CERTIFICATES:
        certificate(rng, case, kind, report, fields, faults)
    for _ in range(faults):
        left = sorted(name for name in fields if "legible" in fields[name] and "value" in fields[name])
        if left:
            spoil(rng, fields, rng.choice(left))
    if quality < 0 and kind == "freight_receipt":
        report["document_type"] = {"value": "wechat_transfer"}
    if quality < 0 and kind == "courier_stamp_proof":
        report["marks"]["red_seal"] = {"present": "no"}
    if fields:
        report["fields"] = fields
    if chance(rng, 0.1):
        report["kind"] = kind
    if chance(rng, 0.05):
        report["verdict"] = "valid"  # ignored: a ruling derives its own
    return report


def marks(rng: random.Random, faults: int) -> dict[str, Any]:
    """Seal and script of a stamp proof."""
    got: dict[str, Any] = {
        "red_seal": {"present": "yes"}, "all_text_handwritten": "no", "all_text_printed": "no",
    }  # fmt: skip
    if faults and chance(rng, 0.4):
        got["red_seal"] = {"present": rng.choice(("no", "unknown"))}
    for name in ("all_text_handwritten", "all_text_printed"):
        if faults and chance(rng, 0.3):
            got[name] = rng.choice(("yes", "unknown"))
        if faults and chance(rng, 0.1):
            del got[name]
    return got


def certificate(
    rng: random.Random, case: dict[str, Any], kind: str, report: dict[str, Any], fields: dict[str, dict[str, Any]],
    faults: int,
) -> None:  # fmt: skip
    """Pages, company names and validity of certificates."""
    if kind == "factory_test_report" and not (faults and chance(rng, 0.2)):
        roles = (["cover"], ["body"], ["cover", "unknown"], ["cover", "body", "unknown"], ["other", "body"])
        report["pages"] = rng.choice(roles) if faults and chance(rng, 0.6) else ["cover", "body"]
    if chance(rng, 0.3):
        name = rng.choice(("seller_name", "buyer_name"))
        value = rng.choice(("好公司有限公司", "好公司 有限公司", "别的公司"))
        fields[name] = {"value": value, "legible": rng.choice(("yes", "yes", "unknown"))}
        if chance(rng, 0.5):
            fields["shop_name"] = {"legible": rng.choice(("no", "unknown")), "value": "好店"}
    if kind == "brand_authorisation" and chance(rng, 0.6):
        middle = day_of(case.get("order", {}).get("placed_at", case["filed_at"]))
        first, last = rng.choice(((-1, 1), (0, 0), (1, 9), (-9, -1), (0, 9), (-9, 0)))
        for name, days in (("valid_from", first), ("valid_until", last)):
            shown = rng.choice(("yes", "yes", "yes", "unknown"))
            fields[name] = {"value": (middle + timedelta(days=days)).isoformat(), "legible": shown}

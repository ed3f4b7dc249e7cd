"""Exhibits: verdicts, reason codes, consistency with the record, burden (SEMANTICS 9, 10, 32, 45.9)."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from tests.oracle.clocks import CERTIFICATES, day_of, instant, request_deadline
from tests.oracle.record import Case, finding

Exhibit = dict[str, Any]
STAMP_FIELDS = ("tracking_number", "recipient_name", "courier_name", "date")
REQUIRED = {
    "freight_receipt": ("FREIGHT_MISSING_FIELD", ("amount", "date", "tracking_number")),
    "weigh_record": ("WEIGH_MISSING_FIELD", ("weight", "tracking_number")),
    "proof_of_receipt": ("RECEIPT_MISSING_FIELD", ("tracking_number", "recipient_name", "date")),
    "return_proof": ("RETURN_MISSING_FIELD", ("tracking_number", "date")),
    "listing_page": ("LISTING_MISSING_FIELD", ("date", "product_name")),
}
INVALID = {
    "STAMP_NO_RED_SEAL", "STAMP_ALL_HANDWRITTEN", "STAMP_ALL_PRINTED", "STAMP_NOT_HANDWRITTEN", "FREIGHT_INVALID_TYPE",
    "INVALID_NOT_PROBATIVE",
}  # fmt: skip
ASKS = {"FIELD_UNCERTAIN", "FREIGHT_TYPE_OPEN", "KIND_NOT_CHECKED"}
Code = tuple[str, str | None]


def same(left: str, right: str, caseless: bool = False) -> bool:
    """Texts are equal after NFKC and removing white space; numbers and models also without case (10)."""
    a, b = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (left, right))
    return a.casefold() == b.casefold() if caseless else a == b


# --- what the report says once a person has spoken -------------------------------------------------------------------


def part(case: Case, exhibit: Exhibit, name: str, field: str) -> str:
    """A three-valued property of a field: the person's finding, else the report's."""
    found = finding(case, name, exhibit["id"], field)
    if found is not None:
        return str(found)
    given = exhibit["report"].get("fields", {}).get(field, {})
    if name == "present" and "legible" in given and name not in given:
        return "yes"
    return str(given.get(name, "unknown"))


def reading(case: Case, exhibit: Exhibit, field: str) -> str:
    """`read`, `missing` (illegible or not on it) or `uncertain` (9, 45.9)."""
    if finding(case, "field_value", exhibit["id"], field) is not None:
        return "read"
    if part(case, exhibit, "legible", field) == "no" or part(case, exhibit, "present", field) == "no":
        return "missing"
    return "read" if part(case, exhibit, "legible", field) == "yes" else "uncertain"


def value_of(case: Case, exhibit: Exhibit, field: str) -> Any:
    """The value of a field that can be read, or None."""
    if reading(case, exhibit, field) != "read":
        return None
    found = finding(case, "field_value", exhibit["id"], field)
    return found if found is not None else exhibit["report"].get("fields", {}).get(field, {}).get("value")


def whole(case: Case, exhibit: Exhibit) -> str:
    """Goods coverage."""
    return str(finding(case, "goods_coverage", exhibit["id"]) or exhibit["report"].get("goods_coverage", "unknown"))


def document_type(case: Case, exhibit: Exhibit) -> str:
    """Document type; a person fills what the report leaves uncertain (3)."""
    given = str(exhibit["report"].get("document_type", {}).get("value", "unknown"))
    return str(finding(case, "document_type", exhibit["id"]) or given) if given == "unknown" else given


def page_roles(case: Case, exhibit: Exhibit) -> Any:
    """Page roles; None where nobody has said."""
    given, found = exhibit["report"].get("pages"), finding(case, "pages", exhibit["id"])
    several = exhibit["kind"] == "product_with_waybill" and len(given or []) > 1
    uncertain = given is None or "unknown" in given or several
    return found if found is not None and uncertain else given


# --- codes -----------------------------------------------------------------------------------------------------------


def field_codes(case: Case, exhibit: Exhibit, code: str, fields: tuple[str, ...]) -> list[Code]:
    """A missing-field code or an uncertainty per required field."""
    names = {"missing": code, "uncertain": "FIELD_UNCERTAIN"}
    states = [(field, reading(case, exhibit, field)) for field in fields]
    return [(names[state], field) for field, state in states if state != "read"]


def stamp_codes(case: Case, exhibit: Exhibit, readings: dict[str, str]) -> list[Code]:
    """PDD-EV-STAMP."""
    codes: list[Code] = []
    marks = exhibit["report"].get("marks", {})
    seal = finding(case, "red_seal", exhibit["id"]) or marks.get("red_seal", {}).get("present", "unknown")
    if seal == "no":
        codes.append(("STAMP_NO_RED_SEAL", "red_seal"))
    if seal == "unknown":
        codes.append(("FIELD_UNCERTAIN", "red_seal"))
    by_hand, printed = marks.get("all_text_handwritten", "unknown"), marks.get("all_text_printed", "unknown")
    script = finding(case, "script", exhibit["id"])
    if script is not None and "unknown" in (by_hand, printed):  # 3: fills what the report leaves uncertain
        by_hand = "yes" if script == "all_handwritten" else "no"
        printed = "yes" if script == "all_printed" else "no"
    if by_hand == "yes":
        codes.append(("STAMP_ALL_HANDWRITTEN", None))
    if printed == "yes":
        codes.append(("STAMP_ALL_PRINTED", None))
    if "unknown" in (by_hand, printed):  # 28: unless four handwritten fields and a known print settle it
        four = all(part(case, exhibit, "handwritten", field) == "yes" for field in STAMP_FIELDS)
        others = exhibit["report"].get("fields", {})
        print_known = by_hand == "no" or any(part(case, exhibit, "handwritten", name) == "no" for name in others)
        if not (four and print_known):
            codes.append(("FIELD_UNCERTAIN", "script"))
    handwritten = ("date",) if readings.get("stamp.handwritten_fields") == "date" else STAMP_FIELDS
    for field in STAMP_FIELDS:
        state, hand = reading(case, exhibit, field), part(case, exhibit, "handwritten", field)
        if state == "missing":
            codes.append(("STAMP_MISSING_FIELD", field))
            continue
        unsure = state == "uncertain"
        if field in handwritten:
            if hand == "no" and "yes" not in (by_hand, printed):
                codes.append(("STAMP_NOT_HANDWRITTEN", field))
            unsure = unsure or (hand == "unknown" and printed != "yes")
        if unsure:
            codes.append(("FIELD_UNCERTAIN", field))
    return codes


def freight_codes(case: Case, exhibit: Exhibit) -> list[Code]:
    """PDD-EV-FREIGHT, PDD-EV-FREIGHT-X."""
    kind, accepted = document_type(case, exhibit), finding(case, "kind_accepted", exhibit["id"])
    if kind in ("e_waybill", "wechat_transfer", "qq_transfer"):
        return [("FREIGHT_INVALID_TYPE", "document_type")]
    codes: list[Code] = []
    if kind == "other_p2p_transfer":
        if accepted == "no":
            return [("FREIGHT_INVALID_TYPE", "document_type")]
        if accepted is None:
            codes.append(("FREIGHT_TYPE_OPEN", "document_type"))
    if kind == "unknown":
        codes.append(("FIELD_UNCERTAIN", "document_type"))
    return codes + field_codes(case, exhibit, *REQUIRED["freight_receipt"])


def coverage_codes(case: Case, exhibit: Exhibit) -> list[Code]:
    """Whole goods (PDD-EV-PARTIAL, T4)."""
    covered = whole(case, exhibit)
    if covered == "partial":
        return [("NONCONFORMING_PARTIAL", "goods_coverage")]
    return [("FIELD_UNCERTAIN", "goods_coverage")] if covered == "unknown" else []


def shows_codes(case: Case, exhibit: Exhibit) -> list[Code]:
    """PDD-EV-RELEVANCE: only where the picture is said to support something."""
    if not exhibit.get("supports"):
        return []
    shows = finding(case, "shows", exhibit["id"])
    if shows == "no":
        return [("INVALID_NOT_PROBATIVE", "shows")]
    return [] if shows == "yes" else [("FIELD_UNCERTAIN", "shows")]


def certificate_codes(case: Case, exhibit: Exhibit) -> list[Code]:
    """PDD-EV-CERT; pages of a test report; an authorisation's validity (32)."""
    codes = field_codes(case, exhibit, "CERT_MISSING_FIELD", ("product_name", "model", "date"))
    company = case.get("listing", {}).get("company_name")
    names = [value_of(case, exhibit, field) for field in ("seller_name", "buyer_name")]
    by_company = company is not None and any(name is not None and same(name, company) for name in names)
    if not by_company:
        codes += field_codes(case, exhibit, "CERT_MISSING_FIELD", ("shop_name",))
    if exhibit["kind"] == "factory_test_report":
        pages = page_roles(case, exhibit)
        lacking = [role for role in ("cover", "body") if role not in (pages or [])]
        if pages is None or (lacking and "unknown" in pages):
            codes.append(("FIELD_UNCERTAIN", "pages"))
        else:
            codes += [(f"CERT_MISSING_{role.upper()}", "pages") for role in lacking]
    if exhibit["kind"] == "brand_authorisation":
        first, last = (value_of(case, exhibit, field) for field in ("valid_from", "valid_until"))
        placed = case.get("order", {}).get("placed_at")
        if first is not None and last is not None and placed is not None:
            if day_of(placed) < day_of(first):
                codes.append(("CERT_NOT_COVERING_ORDER", "valid_from"))
            if day_of(placed) > day_of(last):
                codes.append(("CERT_NOT_COVERING_ORDER", "valid_until"))
    return codes


def codes_of(case: Case, exhibit: Exhibit, readings: dict[str, str]) -> list[Code]:
    """All reason codes of one exhibit (9)."""
    kind = exhibit["kind"]
    if kind == "courier_stamp_proof":
        return stamp_codes(case, exhibit, readings)
    if kind == "freight_receipt":
        return freight_codes(case, exhibit)
    if kind == "product_with_waybill":
        codes = coverage_codes(case, exhibit)
        codes += field_codes(case, exhibit, "NONCONFORMING_PARTIAL", ("tracking_number",))
        return [*codes, ("FIELD_UNCERTAIN", "pages")] if len(page_roles(case, exhibit) or []) > 1 else codes
    if kind == "goods_photo":
        return coverage_codes(case, exhibit) + shows_codes(case, exhibit)
    if kind == "video":
        return shows_codes(case, exhibit)
    if kind == "weigh_record":
        codes = field_codes(case, exhibit, *REQUIRED[kind])
        unit = exhibit["report"].get("fields", {}).get("weight", {}).get("unit_shown", "yes")
        if unit == "no":
            codes.append(("WEIGH_MISSING_UNIT", "weight"))
        if unit == "unknown" and ("FIELD_UNCERTAIN", "weight") not in codes:
            codes.append(("FIELD_UNCERTAIN", "weight"))
        return codes
    if kind in CERTIFICATES:
        return certificate_codes(case, exhibit)
    if kind in REQUIRED:
        return field_codes(case, exhibit, *REQUIRED[kind])
    if kind == "other" and finding(case, "kind_accepted", exhibit["id"]) != "yes":
        return [("KIND_NOT_CHECKED", None)]
    return []  # communication_log, handover_sheet, exception_ticket, call_record; an accepted other kind


def verdict_of(codes: list[Code]) -> str:
    """The worst of the codes (9)."""
    names = {code for code, _ in codes}
    if names & INVALID:
        return "invalid"
    if names - ASKS:
        return "nonconforming"
    return "needs_human" if names else "valid"


# --- consistency -----------------------------------------------------------------------------------------------------


def text_match(expected: Any, found: Any, caseless: bool) -> str:
    """yes/no, unknown where a side is missing."""
    if expected is None or found is None:
        return "unknown"
    return "yes" if same(expected, found, caseless) else "no"


def date_match(case: Case, found: Any) -> str:
    """Shipped <= date <= filed, by UTC+8 days (10)."""
    if found is None:
        return "unknown"
    day, shipped = day_of(found), case.get("order", {}).get("shipped_at")
    if day > day_of(case["filed_at"]):
        return "no"
    if shipped is None:
        return "unknown"
    return "yes" if day_of(shipped) <= day else "no"


def weight_match(case: Case, found: Any) -> str:
    """`no` only where less was weighed than all lines together should weigh (10)."""
    lines = case.get("order", {}).get("lines", [])
    if found is None or not lines or any("unit_weight_g" not in li or "quantity" not in li for li in lines):
        return "unknown"
    total = sum((Decimal(str(line["unit_weight_g"])) * line["quantity"] for line in lines), Decimal(0))
    return "no" if Decimal(str(found)) < total else "yes"


def model_match(case: Case, found: Any) -> str:
    """A certificate's model with a line's model."""
    lines = case.get("order", {}).get("lines", [])
    if found is None or not lines:
        return "unknown"
    if any("model" in line and same(line["model"], found, True) for line in lines):
        return "yes"
    return "no" if all("model" in line for line in lines) else "unknown"


def consistency(case: Case, exhibit: Exhibit) -> list[dict[str, Any]]:
    """The comparisons of one exhibit, whether or not anything depends on them (10)."""
    kind, order = exhibit["kind"], case.get("order", {})
    rows: list[tuple[str, str]] = []
    if kind in ("courier_stamp_proof", "freight_receipt", "product_with_waybill", "weigh_record", "proof_of_receipt"):
        read = value_of(case, exhibit, "tracking_number")
        rows.append(("tracking_number", text_match(order.get("tracking_number"), read, True)))
    if kind == "return_proof":
        returned = case.get("refund", {}).get("return_tracking_number")
        rows.append(("tracking_number", text_match(returned, value_of(case, exhibit, "tracking_number"), True)))
    if kind in ("courier_stamp_proof", "proof_of_receipt"):
        read = value_of(case, exhibit, "recipient_name")
        rows.append(("recipient_name", text_match(order.get("recipient_name"), read, False)))
        rows.append(("date", date_match(case, value_of(case, exhibit, "date"))))
    if kind == "weigh_record":
        rows.append(("weight", weight_match(case, value_of(case, exhibit, "weight"))))
    if kind in CERTIFICATES:
        rows.append(("model", model_match(case, value_of(case, exhibit, "model"))))
    return [
        {"field": field, "matches": matches, "code": "INCONSISTENT" if matches == "no" else None}
        for field, matches in sorted(rows)
    ]


def is_late(case: Case, exhibit: Exhibit) -> bool:
    """Carried only by submissions after their request's deadline (10, 45.11)."""
    requests = {request["id"]: request for request in case.get("evidence_requests", [])}
    carried = [sent for sent in case.get("submissions", []) if exhibit["id"] in sent.get("exhibits", [])]
    late = []
    for sent in carried:
        deadline = request_deadline(case, requests[sent["request"]])
        late.append(deadline is not None and instant(sent["submitted_at"]) > deadline)
    return bool(late) and all(late)


def judge(case: Case, readings: dict[str, str]) -> list[dict[str, Any]]:
    """Every exhibit of the case, by id."""
    rows = []
    for exhibit in case.get("exhibits", []):
        codes = sorted(set(codes_of(case, exhibit, readings)), key=lambda pair: (pair[0], pair[1] or ""))
        verdict, compared = verdict_of(codes), consistency(case, exhibit)
        if verdict in ("invalid", "nonconforming") or any(row["matches"] == "no" for row in compared):
            burden = "no"
        elif is_late(case, exhibit):
            burden = "no"
        else:
            burden = "unknown" if verdict == "needs_human" else "yes"
        row = {"id": exhibit["id"], "verdict": verdict, "reasons": [list(pair) for pair in codes]}
        rows.append({**row, "consistency": compared, "meets_burden": burden})
    return sorted(rows, key=lambda row: row["id"])

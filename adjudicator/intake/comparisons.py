"""What an exhibit shows against what the record says (SEMANTICS 10): one row for each thing that is compared for its kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from adjudicator.case import Case, Exhibit
from adjudicator.values import SHANGHAI, calendar_day

Matches = Literal["yes", "no", "unknown"]

CERTIFICATES = ("purchase_invoice", "factory_test_report", "brand_authorisation")
NUMBERED = (
    "courier_stamp_proof",
    "freight_receipt",
    "product_with_waybill",
    "weigh_record",
    "proof_of_receipt",
    "return_proof",
)
RECEIVED = ("courier_stamp_proof", "proof_of_receipt")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing compared: `expected` by the record, `found` on the exhibit, each None where it is not there or cannot be read."""

    exhibit: str
    field: str
    expected: str | None
    found: str | None
    matches: Matches


def plain_text(text: str) -> str:
    """A text as texts are compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def compare(case: Case, exhibit: Exhibit, shown: Mapping[str, str], tolerance_pct: Decimal) -> list[Comparison]:
    """The rows of an exhibit, in the order of the fields' names.

    `shown` holds the value of each field that is legible and has one. `tolerance_pct` is by how many per cent a parcel may weigh less than its goods.
    """
    rows: list[Comparison] = []
    order = case.order
    if exhibit.kind in RECEIVED:
        rows.append(_date(case, exhibit, shown.get("date")))
    if exhibit.kind in CERTIFICATES:
        rows.append(_model(case, exhibit, shown.get("model")))
    if exhibit.kind in RECEIVED:
        recipient = order.recipient_name if order else None
        rows.append(_text(exhibit, "recipient_name", recipient, shown.get("recipient_name"), fold=False))
    if exhibit.kind in NUMBERED:
        number = order.tracking_number if order else None
        if exhibit.kind == "return_proof":
            number = case.refund.return_tracking_number if case.refund else None
        rows.append(_text(exhibit, "tracking_number", number, shown.get("tracking_number"), fold=True))
    if exhibit.kind == "weigh_record":
        rows.append(_weight(case, exhibit, shown.get("weight"), tolerance_pct))
    return rows


def _text(exhibit: Exhibit, field: str, expected: str | None, found: str | None, *, fold: bool) -> Comparison:
    if expected is None or found is None:
        return Comparison(exhibit.id, field, expected, found, "unknown")
    left, right = plain_text(expected), plain_text(found)
    same = left.casefold() == right.casefold() if fold else left == right
    return Comparison(exhibit.id, field, expected, found, "yes" if same else "no")


def _date(case: Case, exhibit: Exhibit, found: str | None) -> Comparison:
    """Between the day of shipping and the day of filing, UTC+8; beyond the filing it is no, whatever the shipping."""
    filed = case.filed_at.astimezone(SHANGHAI).date()
    shipped = case.order.shipped_at.astimezone(SHANGHAI).date() if case.order and case.order.shipped_at else None
    expected = f"{shipped or ''}/{filed}"
    if found is None:
        return Comparison(exhibit.id, "date", expected, None, "unknown")
    day: date = calendar_day(found)
    if day > filed:
        matches: Matches = "no"
    elif shipped is None:
        matches = "unknown"
    else:
        matches = "yes" if day >= shipped else "no"
    return Comparison(exhibit.id, "date", expected, found, matches)


def _model(case: Case, exhibit: Exhibit, found: str | None) -> Comparison:
    models = sorted({line.model for line in case.lines if line.model is not None})
    expected = " / ".join(models) or None
    if expected is None or found is None:
        return Comparison(exhibit.id, "model", expected, found, "unknown")
    if plain_text(found).casefold() in {plain_text(model).casefold() for model in models}:
        return Comparison(exhibit.id, "model", expected, found, "yes")
    # A line without a model might be the one that it belongs to.
    open_line = any(line.model is None for line in case.lines)
    return Comparison(exhibit.id, "model", expected, found, "unknown" if open_line else "no")


def _weight(case: Case, exhibit: Exhibit, found: str | None, tolerance_pct: Decimal) -> Comparison:
    """The parcel is too light if it weighs less than its goods; unknown unless every line has its weight and quantity."""
    total: Decimal | None = Decimal(0) if case.lines else None
    for line in case.lines:
        if line.unit_weight_g is None or line.quantity is None:
            total = None
            break
        total = None if total is None else total + line.unit_weight_g * line.quantity
    expected = None if total is None else format(total.normalize(), "f")
    if total is None or found is None:
        return Comparison(exhibit.id, "weight", expected, found, "unknown")
    least = total * (100 - tolerance_pct) / 100
    return Comparison(exhibit.id, "weight", expected, found, "no" if Decimal(found) < least else "yes")

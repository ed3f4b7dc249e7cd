"""New exhibits on a hypothetical record: an old one again with something put right, or one of an asked kind.

A record is never altered: what stood on it stays, and the new exhibit comes beside it. No value is invented: where the
record expects one, the trial assumes that a true new exhibit shows it, and the advice says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from adjudicator.case import Case, Exhibit, Submission
from adjudicator.evidence_report import (
    AmountReport,
    DayReport,
    FieldReport,
    InlineReport,
    RedSeal,
    ReportedType,
    WeightReport,
)
from adjudicator.intake.comparisons import CERTIFICATES, NUMBERED, RECEIVED
from adjudicator.intake.exhibits import seen_fields
from adjudicator.intake.human import StandingFindings
from adjudicator.values import SHANGHAI

Edit = Callable[[InlineReport], InlineReport]

_SORTS: Final[dict[str, type[FieldReport]]] = {
    "date": DayReport,
    "valid_from": DayReport,
    "valid_until": DayReport,
    "amount": AmountReport,
    "weight": WeightReport,
}
_BLANKS: Final = ("tracking_number", "recipient_name", "courier_name", "date")
"""What is filled in by hand on a courier's stamped proof (PDD-EV-STAMP)."""


def expected_value(case: Case, kind: str, field: str) -> Any:
    """What the record expects a field of an exhibit of a kind to say (SEMANTICS 10); None where it expects nothing.

    Dates are ISO days, weights grams.
    """
    order = case.order
    if field == "tracking_number" and kind in NUMBERED:
        if kind == "return_proof":
            return case.refund.return_tracking_number if case.refund else None
        return order.tracking_number if order else None
    if kind in RECEIVED and field == "recipient_name":
        return order.recipient_name if order else None
    if kind in RECEIVED and field == "date":
        return case.filed_at.astimezone(SHANGHAI).date().isoformat()
    if kind == "weigh_record" and field == "weight":
        if not case.lines or any(line.unit_weight_g is None or line.quantity is None for line in case.lines):
            return None
        return sum((line.unit_weight_g or 0) * (line.quantity or 0) for line in case.lines)
    if kind in CERTIFICATES and field == "model":
        return next((line.model for line in case.lines if line.model is not None), None)
    return None


# --- what is put right ------------------------------------------------------------------------------------------------


def field_shown(name: str, **shown: Any) -> Edit:
    """A field with some of its keys as they must be."""

    def edit(report: InlineReport) -> InlineReport:
        present = getattr(report.fields, name) or _SORTS.get(name, FieldReport)()
        changed = present.model_copy(update=shown)
        return report.model_copy(update={"fields": report.fields.model_copy(update={name: changed})})

    return edit


def legible(case: Case, kind: str, name: str) -> Edit:
    """A field that is there, can be read, and is written as its kind wants it."""
    shown: dict[str, Any] = {"legible": "yes", "present": "yes", "value": expected_value(case, kind, name)}
    if kind == "courier_stamp_proof":
        shown["handwritten"] = "yes"
    if name == "weight":
        shown["unit_shown"] = "yes"
    return field_shown(name, **shown)


def red_seal(report: InlineReport) -> InlineReport:
    """A red seal on it."""
    seal = (report.marks.red_seal or RedSeal()).model_copy(update={"present": "yes"})
    return report.model_copy(update={"marks": report.marks.model_copy(update={"red_seal": seal})})


def printed_form_filled_by_hand(report: InlineReport) -> InlineReport:
    """A printed form whose blanks are filled in by hand."""
    marks = report.marks.model_copy(update={"all_text_handwritten": "no", "all_text_printed": "no"})
    report = report.model_copy(update={"marks": marks})
    for name in _BLANKS:
        report = field_shown(name, handwritten="yes")(report)
    return report


def whole_goods(report: InlineReport) -> InlineReport:
    """The goods whole in the picture."""
    return report.model_copy(update={"goods_coverage": "whole"})


def with_pages(*roles: str) -> Edit:
    """Pages of these roles, besides those that are there."""

    def edit(report: InlineReport) -> InlineReport:
        known = {role for role in report.pages or () if role != "unknown"}
        return report.model_copy(update={"pages": tuple(sorted(known | {*roles}))})

    return edit


def one_picture(report: InlineReport) -> InlineReport:
    """All on one picture."""
    return report.model_copy(update={"pages": ("other",)})


def couriers_receipt(report: InlineReport) -> InlineReport:
    """The courier's own receipt in place of what is not accepted as one."""
    return report.model_copy(update={"document_type": ReportedType(value="courier_receipt")})


def covering(day: str) -> Edit:
    """A period of validity that holds a day."""
    start, end = (
        field_shown("valid_from", value=day, legible="yes", present="yes"),
        field_shown("valid_until", value=day, legible="yes", present="yes"),
    )
    return lambda report: end(start(report))


# --- the new exhibit --------------------------------------------------------------------------------------------------


def report_as_it_stands(case: Case, exhibit: Exhibit, required: tuple[str, ...]) -> InlineReport:
    """What an exhibit shows after what people found on it: what a new picture of the same thing would show again.

    Whether it proves what is alleged is for a person to say of each picture anew, and is not carried over.
    """
    findings = StandingFindings(case)
    report = exhibit.report or InlineReport()
    found = {one.fact: one.value for one in findings if one.about == exhibit.id and one.field is None}
    if any(one.about == exhibit.id for one in findings):
        fields: dict[str, Any] = {}
        for name, seen in seen_fields(exhibit, "", findings, required).items():
            old = getattr(report.fields, name) or _SORTS.get(name, FieldReport)()
            shown: dict[str, Any] = {"handwritten": seen.handwritten.replace("uncertain", "unknown")}
            if seen.state != "uncertain":
                shown["legible"] = {"legible": "yes", "illegible": "no", "absent": "unknown"}[seen.state]
                shown["present"] = "no" if seen.state == "absent" else "yes"
            if seen.value is not None and str(old.value) != seen.value:
                shown["value"] = type(old).model_validate({"value": _json(name, seen.value)}).value
            fields[name] = old.model_copy(update=shown)
        report = report.model_copy(update={"fields": report.fields.model_copy(update=fields)})
    marks: dict[str, Any] = {}
    if "red_seal" in found:
        marks["red_seal"] = RedSeal(present=found["red_seal"])
    if "script" in found and "unknown" in (report.marks.all_text_handwritten, report.marks.all_text_printed):
        marks["all_text_handwritten"] = "yes" if found["script"] == "all_handwritten" else "no"
        marks["all_text_printed"] = "yes" if found["script"] == "all_printed" else "no"
    shown = {"marks": report.marks.model_copy(update=marks)} if marks else {}
    if "goods_coverage" in found:
        shown["goods_coverage"] = found["goods_coverage"]
    if "document_type" in found and (report.document_type is None or report.document_type.value == "unknown"):
        shown["document_type"] = ReportedType(value=found["document_type"])
    if "pages" in found:
        shown["pages"] = tuple(found["pages"])
    return report.model_copy(update=shown) if shown else report


def _json(name: str, value: str) -> Any:
    return Decimal(value) if name == "weight" else value


def faultless_report(case: Case, kind: str, required: tuple[str, ...]) -> InlineReport:
    """What an exhibit of a kind shows when nothing is wrong with it."""
    report = InlineReport()
    for name in required:
        report = legible(case, kind, name)(report)
    if kind == "courier_stamp_proof":
        report = printed_form_filled_by_hand(red_seal(report))
    if kind == "freight_receipt":
        report = couriers_receipt(report)
    if kind in ("product_with_waybill", "goods_photo"):
        report = whole_goods(report)
    if kind == "product_with_waybill":
        report = one_picture(report)
    if kind == "factory_test_report":
        report = with_pages("cover", "body")(report)
    return report


def new_id(case: Case, base: str) -> str:
    """An id for a new exhibit or submission, made from another; free on this record."""
    taken = {one.id for one in case.exhibits} | {one.id for one in case.submissions}
    name, number = f"{base}.new", 2
    while name in taken:
        name, number = f"{base}.new{number}", number + 1
    return name


@dataclass(frozen=True, slots=True)
class NewExhibit:
    """An exhibit that comes onto the record, and when and in answer to which requests it is sent."""

    exhibit: Exhibit
    requests: tuple[str, ...]
    at: datetime

    def with_edits(self, edits: Iterable[Edit]) -> NewExhibit:
        """The same with some things put right on it."""
        report = self.exhibit.report or InlineReport()
        for edit in edits:
            report = edit(report)
        return replace(self, exhibit=self.exhibit.model_copy(update={"report": report}))


def with_exhibits(case: Case, new: Iterable[NewExhibit]) -> Case:
    """The record with some exhibits more, and the submissions that carry them."""
    exhibits, submissions = list(case.exhibits), list(case.submissions)
    for one in new:
        exhibits.append(one.exhibit)
        submissions += [
            Submission(
                id=f"{one.exhibit.id}>{request}",
                request=request,
                party=one.exhibit.party,
                submitted_at=one.at,
                exhibits=(one.exhibit.id,),
            )
            for request in one.requests
        ]
    exhibits.sort(key=lambda one: one.id)
    submissions.sort(key=lambda one: one.id)
    return case.model_copy(update={"exhibits": tuple(exhibits), "submissions": tuple(submissions)})


def edits_for(case: Case, kind: str, code: str, field: str | None) -> Edit | None:
    """What puts right the fault that a reason names; None where only a person can settle it, or nothing can.

    >>> edits_for(None, "video", "FIELD_UNCERTAIN", "shows") is None
    True
    """
    if code.endswith("_MISSING_FIELD") and field is not None:
        return legible(case, kind, field)
    if code in ("STAMP_ALL_HANDWRITTEN", "STAMP_ALL_PRINTED"):
        return printed_form_filled_by_hand
    if code == "STAMP_NOT_HANDWRITTEN" and field is not None:
        return field_shown(field, handwritten="yes")
    if code == "NONCONFORMING_PARTIAL":
        return whole_goods if field == "goods_coverage" else legible(case, kind, field or "tracking_number")
    if code == "CERT_NOT_COVERING_ORDER" and case.order is not None and case.order.placed_at is not None:
        return covering(case.order.placed_at.astimezone(SHANGHAI).date().isoformat())
    if code == "FIELD_UNCERTAIN":
        if field == "script":
            return printed_form_filled_by_hand
        if field == "pages":
            return one_picture if kind == "product_with_waybill" else with_pages("cover", "body")
        if field == "shows" or field is None:
            return None
        return _UNCERTAIN.get(field) or legible(case, kind, field)
    return _BY_CODE.get(code)


_UNCERTAIN: Final[Mapping[str, Edit]] = {
    "red_seal": red_seal,
    "goods_coverage": whole_goods,
    "document_type": couriers_receipt,
}
_BY_CODE: Final[Mapping[str, Edit]] = {
    "STAMP_NO_RED_SEAL": red_seal,
    "WEIGH_MISSING_UNIT": field_shown("weight", unit_shown="yes"),
    "CERT_MISSING_COVER": with_pages("cover"),
    "CERT_MISSING_BODY": with_pages("body"),
    "FREIGHT_INVALID_TYPE": couriers_receipt,
    "FREIGHT_TYPE_OPEN": couriers_receipt,
}

"""Exhibits, their fields and their comparisons as rows of facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from adjudicator.case import Case, Exhibit
from adjudicator.evidence_report import FieldReport, InlineReport, WeightReport
from adjudicator.facts import Row
from adjudicator.intake.citing import cited
from adjudicator.intake.comparisons import CERTIFICATES, Comparison, compare, plain_text
from adjudicator.intake.human import StandingFindings
from adjudicator.intake.requests import is_late
from adjudicator.rulebook.model import Rulebook
from adjudicator.values import SHANGHAI, calendar_day


@dataclass(frozen=True, slots=True)
class SeenField:
    """One field as it stands after what people found: its state, value and how it was written."""

    name: str
    state: str
    value: str | None
    handwritten: str
    unit_shown: str
    sources: tuple[str, ...]


def exhibit_rows(
    case: Case, rulebook: Rulebook, findings: StandingFindings, tolerance_pct: Decimal, case_row: Row
) -> tuple[list[Row], list[Row], list[Row], list[Comparison]]:
    """The rows of all exhibits, fields and comparisons, and the comparisons as values for the ruling."""
    exhibits: list[Row] = []
    fields: list[Row] = []
    compared: list[Row] = []
    comparisons: list[Comparison] = []
    for index, exhibit in enumerate(case.exhibits):
        path = f"$.exhibits[{index}].report"
        seen = seen_fields(exhibit, path, findings, rulebook.kinds.get(exhibit.kind, ()))
        row = _exhibit_row(case, exhibit, path, findings, seen, case_row)
        exhibits.append(row)
        required = rulebook.kinds.get(exhibit.kind, ())
        for field in seen.values():
            values: dict[str, Any] = {
                "field.name": field.name,
                "field.required": "yes" if field.name in required else "no",
                "field.state": field.state,
                "field.handwritten": field.handwritten,
                "field.unit_shown": field.unit_shown,
            }
            up = {"case": case_row, "exhibit": row}
            fields.append(Row("field", f"{exhibit.id}.{field.name}", values, up, source=field.sources))
        shown = {name: f.value for name, f in seen.items() if f.state == "legible" and f.value is not None}
        for comparison in compare(case, exhibit, shown, tolerance_pct):
            comparisons.append(comparison)
            matches = "uncertain" if comparison.matches == "unknown" else comparison.matches
            compared.append(
                Row(
                    "comparison",
                    f"{exhibit.id}.{comparison.field}",
                    {"comparison.field": comparison.field, "comparison.matches": matches},
                    {"case": case_row, "exhibit": row},
                    source=_compared_sources(exhibit, row.source[0], comparison.field, seen),
                )
            )
    return exhibits, fields, compared, comparisons


def _compared_sources(exhibit: Exhibit, whole: str, field: str, seen: dict[str, SeenField]) -> tuple[str, ...]:
    record = {
        "date": "$.filed_at",
        "model": "$.order.lines",
        "recipient_name": "$.order.recipient_name",
        "weight": "$.order.lines",
        "tracking_number": "$.refund.return_tracking_number"
        if exhibit.kind == "return_proof"
        else "$.order.tracking_number",
    }[field]
    shown = seen[field].sources if field in seen else (whole,)
    return (*shown, record)


def seen_fields(
    exhibit: Exhibit, path: str, findings: StandingFindings, required: tuple[str, ...]
) -> dict[str, SeenField]:
    """The fields that the report names or that are asked of the kind, in the order of their names."""
    reported = (exhibit.report or InlineReport()).fields.named()
    found_names = {found.field for found in findings if found.about == exhibit.id and found.field is not None}
    names = sorted({*reported, *required, *found_names})
    return {name: _seen(exhibit, path, findings, name, reported.get(name)) for name in names}


def _seen(exhibit: Exhibit, path: str, findings: StandingFindings, name: str, report: FieldReport | None) -> SeenField:
    legible = report.legible if report else "unknown"
    present = report.presence if report else "unknown"
    handwritten: str = report.handwritten if report else "unknown"
    value = None if report is None or report.value is None else str(report.value)
    sources = [f"{path}.fields.{name}" if report else cited(exhibit.id, path.removesuffix(".report"))]
    unit_shown: str = report.unit_shown if isinstance(report, WeightReport) else "yes"
    for fact in ("legible", "present", "handwritten", "field_value"):
        found = findings.get(fact, exhibit.id, name)
        if found is None:
            continue
        sources.append(found.path)
        if fact == "legible":
            legible = found.value
        elif fact == "present":
            present = found.value
        elif fact == "handwritten":
            handwritten = found.value
        else:
            value, legible, present = str(found.value), "yes", "yes"
    if legible == "no":
        state = "illegible"
    elif present == "no":
        state = "absent"
    else:
        state = "legible" if legible == "yes" else "uncertain"
    return SeenField(name, state, value, _settled(handwritten), _settled(unit_shown), tuple(dict.fromkeys(sources)))


def _settled(value: str | None) -> str:
    """A three-valued fact of a report as a known choice: what the report leaves open is ``uncertain``."""
    return "uncertain" if value in (None, "unknown") else str(value)


def _exhibit_row(
    case: Case,
    exhibit: Exhibit,
    path: str,
    findings: StandingFindings,
    seen: dict[str, SeenField],
    case_row: Row,
) -> Row:
    report = exhibit.report or InlineReport()
    whole = cited(exhibit.id, path.removesuffix(".report"))
    sources: dict[str, tuple[str, ...]] = {}

    def by_person(fact: str, name: str, reported: str, *, only_open: bool = False) -> str:
        """What a person found in place of what the report says (with `only_open`: where it leaves it uncertain)."""
        found = findings.get(fact, exhibit.id)
        if found is None or (only_open and reported != "uncertain"):
            return reported
        sources[name] = (whole, found.path)
        return str(found.value)

    pages = report.pages
    page_sources: tuple[str, ...] = (whole,)
    found_pages = findings.get("pages", exhibit.id)
    if found_pages is not None and (exhibit.kind == "product_with_waybill" or _open_pages(pages)):
        pages, page_sources = tuple(found_pages.value), (whole, found_pages.path)
    handwritten, printed = _settled(report.marks.all_text_handwritten), _settled(report.marks.all_text_printed)
    script = findings.get("script", exhibit.id)
    if script is not None and "uncertain" in (handwritten, printed):
        handwritten = "yes" if script.value == "all_handwritten" else "no"
        printed = "yes" if script.value == "all_printed" else "no"
        sources["exhibit.all_handwritten"] = sources["exhibit.all_printed"] = (whole, script.path)
    seal = report.marks.red_seal
    reported_type = report.document_type.value if report.document_type else "unknown"
    values: dict[str, Any] = {
        "exhibit.kind": exhibit.kind,
        "exhibit.party": exhibit.party,
        "exhibit.red_seal": by_person("red_seal", "exhibit.red_seal", _settled(seal.present if seal else None)),
        "exhibit.all_handwritten": handwritten,
        "exhibit.all_printed": printed,
        "exhibit.document_type": by_person(
            "document_type", "exhibit.document_type", _settled(reported_type), only_open=True
        ),
        "exhibit.kind_accepted": by_person("kind_accepted", "exhibit.kind_accepted", "none"),
        "exhibit.goods_coverage": by_person(
            "goods_coverage", "exhibit.goods_coverage", _settled(report.goods_coverage)
        ),
        "exhibit.pages": len(pages or ()),
        "exhibit.has_cover": _has_page(pages, "cover"),
        "exhibit.has_body": _has_page(pages, "body"),
        "exhibit.supports": len(exhibit.supports),
        "exhibit.shows": by_person("shows", "exhibit.shows", "uncertain"),
        "exhibit.company_named": "yes" if _names_company(case, exhibit, seen) else "no",
        "exhibit.validity": _validity(case, seen),
        "exhibit.late": "yes" if is_late(case, exhibit.id) else "no",
    }
    for name in ("exhibit.pages", "exhibit.has_cover", "exhibit.has_body"):
        sources[name] = page_sources
    return Row("exhibit", exhibit.id, values, {"case": case_row}, source=(whole,), sources=sources)


def _open_pages(pages: tuple[str, ...] | None) -> bool:
    return pages is None or "unknown" in pages


def _has_page(pages: tuple[str, ...] | None, role: str) -> str:
    if pages is None:
        return "uncertain"
    if role in pages:
        return "yes"
    return "uncertain" if "unknown" in pages else "no"


def _names_company(case: Case, exhibit: Exhibit, seen: dict[str, SeenField]) -> bool:
    """Whether a certificate names the company that the shop is registered under (SEMANTICS 9)."""
    company = case.listing.company_name if case.listing else None
    if company is None or exhibit.kind not in CERTIFICATES:
        return False
    names = [
        seen[name].value for name in ("seller_name", "buyer_name") if name in seen and seen[name].state == "legible"
    ]
    return any(name is not None and plain_text(name) == plain_text(company) for name in names)


def _validity(case: Case, seen: dict[str, SeenField]) -> str:
    """How the day of the order lies to the period of an authorisation; not shown unless both ends can be read (SEMANTICS 32)."""
    placed = case.order.placed_at if case.order else None
    ends = [
        seen[name].value if name in seen and seen[name].state == "legible" else None
        for name in ("valid_from", "valid_until")
    ]
    if placed is None or ends[0] is None or ends[1] is None:
        return "not_shown"
    day = placed.astimezone(SHANGHAI).date()
    if day < calendar_day(ends[0]):
        return "before"
    return "after" if day > calendar_day(ends[1]) else "covers"

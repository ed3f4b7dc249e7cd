"""The record: a case with the report of every exhibit inside it, in normal form, and its digest (SEMANTICS 43).

What is ruled is always the case *of the record*, so the order of lists, the offset of an instant, a trailing zero or
a default value written out can't reach the rules. A record is itself a `case/1` document: loading and sealing it
again gives the same record.

In the digest numbers with decimals are decimal texts; in the document they are JSON numbers, written digit for digit
(`record_text`), so that the document loads as a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, Final

from adjudicator.canonical import canonical_bytes, decimal_text, digest_of, exact_number, exact_text
from adjudicator.case import Case, Exhibit, HumanFinding, Submission
from adjudicator.documents import parse
from adjudicator.errors import Bilingual, Refused, fault
from adjudicator.evidence_report import AmountReport, DayReport, FieldReport, InlineReport, WeightReport, as_inline
from adjudicator.structure import Part, shaped
from adjudicator.values import SHANGHAI

_MONEY_KEYS: Final = frozenset({"paid", "freight", "demand_amount"})
_EMPTY_IS_ABSENT: Final = frozenset({"listing", "seller", "refund", "negotiation", "fields", "marks", "document_type"})
"""Parts that say nothing when they are empty. An empty order, appeal or proposal is still one on the record."""
_SETS: Final = frozenset({"any_of", "supports", "key_evidence"})
"""Lists of words or ids in which order means nothing; so does the order of a submission's exhibits."""
_INSTANTS: Final = frozenset({"at", "decided_at", "offered_at"})
_NEVER_SEALED: Final = frozenset({"confidence", "quality", "score", "made_by"})
_DAYS: Final = frozenset({"date", "valid_from", "valid_until"})


@dataclass(frozen=True, slots=True)
class Record:
    """A sealed case."""

    case: Case
    """The case in normal form: the order of its lists is the record's."""
    document: dict[str, Any]
    """The `case/1` document of it: plain JSON values, but numbers with decimals are `Decimal`."""
    sha256: str


def seal(case: Case, reports: Mapping[str, Mapping[str, Any]] | None = None) -> Record:
    """The record of a case; `reports` holds an `evidence-report/1` for every exhibit that has files and no report.

    Raises KeyError where a report is lacking, `Refused` where one is no evidence report or is of another kind.
    """
    document = _normal_case(case, reports or {})
    sealed = Case.model_validate(document)
    return Record(sealed, document, digest_of(document, decimals_as_text=True))


def record_json(record: Record) -> dict[str, Any]:
    """The record as a `case/1` document; numbers with decimals are `Decimal` (`record_text` writes them)."""
    return record.document


def record_text(record: Record) -> str:
    """The record as compact JSON: what ``--record`` writes. It loads as a case and seals to the same digest."""
    return exact_text(record.document)


def record_sha256(record: Record) -> str:
    """SHA-256 of the record in normal form, lower-case hexadecimal."""
    return record.sha256


def utc_text(at: datetime) -> str:
    """An instant as the record writes it: in UTC, without trailing zeros.

    An instant whose UTC year falls out of 2000-2099, while its own did not, keeps an offset so that it can be read
    again.
    """
    moved = at.astimezone(UTC)
    if 2000 <= moved.year <= 2099:
        return f"{_unzoned(moved)}Z"
    edge = timedelta(hours=23, minutes=59)
    moved = at.astimezone(timezone(edge if moved.year < 2000 else -edge))
    return f"{_unzoned(moved)}{moved.isoformat()[-6:]}"


def shanghai_text(at: datetime) -> str:
    """An instant as rulings print it: with offset ``+08:00``, without trailing zeros (SEMANTICS 31)."""
    return f"{_unzoned(at.astimezone(SHANGHAI))}+08:00"


def _unzoned(at: datetime) -> str:
    text = at.isoformat()[:-6]
    return text.rstrip("0") if at.microsecond else text


def _normal_case(case: Case, reports: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    document = _normal_part(case)
    if case.exhibits:
        document["exhibits"] = [_normal_exhibit(n, exhibit, reports) for n, exhibit in enumerate(case.exhibits)]
    for key in ("allegations", "evidence_requests", "submissions", "exhibits"):
        _sort(document, key, "id")
    _sort(document, "messages", "at", "party", "text")
    _sort(document, "acts", "at", "act")
    _sort(document, "human_findings", "at", "fact", "about")
    _sort(document, "after_sales", "offered_at", "kind")
    if "order" in document:
        _sort(document["order"], "lines", "sku")
    if "seller" in document:
        _sort(document["seller"], "history", "decided_at", "case_id")
        _sort(document["seller"], "appeals", "id")
        if case.platform == "tmall":
            document["seller"].pop("type", None)
            if not document["seller"]:
                del document["seller"]
    return document


def _normal_part(part: Part) -> dict[str, Any]:
    """The keys of a part that differ from their defaults, each value in its one writing."""
    normal: dict[str, Any] = {}
    for name, key, default in _keys(type(part)):
        value = getattr(part, name)
        if value is not default and value != default:
            written = _normal_value(name, value)
            if written != {} or name not in _EMPTY_IS_ABSENT:
                normal[key] = written
    if isinstance(part, Submission) and part.exhibits:
        normal["exhibits"].sort()
    if isinstance(part, HumanFinding):
        normal["value"] = _found_value(part)
    return normal


@cache
def _keys(model: type[Part]) -> list[tuple[str, str, Any]]:
    """Attribute, JSON key and default of everything that a part may hold; reports have a normal form of their own."""
    return [
        (name, field.alias or name, field.default) for name, field in model.model_fields.items() if name != "report"
    ]


def _normal_value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, Decimal):
        return decimal_text(value) if name in _MONEY_KEYS else exact_number(value)
    if isinstance(value, Part):
        return _normal_part(value)
    if isinstance(value, tuple):
        items = [_normal_value(name, item) for item in value]
        return sorted(items) if name in _SETS else items
    if isinstance(value, dict):
        return {key: _normal_value("", item) for key, item in value.items()}
    return value


def _found_value(finding: HumanFinding) -> Any:
    """The value of a finding in its one writing; that of a field as the field's own value is written."""
    value = finding.value
    if finding.fact != "field_value" or finding.field is None:
        return list(value) if isinstance(value, tuple | list) else value
    if finding.field == "amount":
        return decimal_text(Decimal(value))
    if finding.field in _DAYS:
        return _day(value)
    return exact_number(Decimal(value)) if finding.field == "weight" else value


def _normal_exhibit(index: int, exhibit: Exhibit, reports: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    normal = _normal_part(exhibit)
    normal.pop("files", None)
    report = exhibit.report
    if report is None:
        report = _checked(index, exhibit, reports[exhibit.id])
    normal["report"] = _normal_report(report)
    return normal


def _checked(index: int, exhibit: Exhibit, report: Mapping[str, Any]) -> InlineReport:
    """A report that was made of the exhibit's files, as the case may carry it."""
    parsed = parse(as_inline(report))
    inline, faults = shaped(InlineReport, parsed.tree)
    where = f"$.exhibits[{index}].report"
    if inline.kind not in (None, exhibit.kind):
        expected = Bilingual(f"与证据种类一致:{exhibit.kind}", f"the kind of the exhibit, {exhibit.kind}")
        faults.append(fault("CONTRADICTION", ("kind",), inline.kind, expected))
    if faults or parsed.faults:
        raise Refused(replace(found, path=where + found.path[1:]) for found in (*faults, *parsed.faults))
    return inline


def _normal_report(report: InlineReport) -> dict[str, Any]:
    """What enters of a report: values, three-valued facts, requirement outcomes, boxes, flags and file digests."""
    fields = {name: written for name, field in report.fields.named().items() if (written := _normal_field(field))}
    marks = _normal_part(report.marks)
    if marks.get("red_seal") == {}:
        del marks["red_seal"]
    requirements = [
        {key: _plain(tried[key]) for key in ("name", "field", "met", "page", "box") if tried.get(key) is not None}
        for tried in report.requirements
    ]
    normal: dict[str, Any] = {
        "files": [{"sha256": file["sha256"]} for file in report.files if isinstance(file.get("sha256"), str)],
        "requirements": sorted(requirements, key=_bytes),
        "fields": fields,
        "marks": marks,
        "flags": sorted((_plain(flag) for flag in report.flags), key=_bytes),
    }
    normal = {key: value for key, value in normal.items() if value}
    if report.document_type is not None and report.document_type.value != "unknown":
        normal["document_type"] = {"value": report.document_type.value}
    if report.goods_coverage != "unknown":
        normal["goods_coverage"] = report.goods_coverage
    if report.pages is not None:
        normal["pages"] = list(report.pages)
    return normal


def _normal_field(field: FieldReport) -> dict[str, Any]:
    normal: dict[str, Any] = {}
    if field.value is not None:
        normal["value"] = _field_value(field)
    if field.legible != "unknown":
        normal["legible"] = field.legible
    if field.presence != ("yes" if "legible" in normal else "unknown"):
        normal["present"] = field.presence
    if field.handwritten != "unknown":
        normal["handwritten"] = field.handwritten
    if isinstance(field, WeightReport):
        if field.unit is not None:
            normal["unit"] = field.unit
        if field.unit_shown != "yes":
            normal["unit_shown"] = field.unit_shown
    if field.page is not None:
        normal["page"] = field.page
    if field.box is not None:
        normal["box"] = list(field.box)
    return normal


def _field_value(field: FieldReport) -> Any:
    if isinstance(field, AmountReport):
        return decimal_text(Decimal(str(field.value)))
    if isinstance(field, WeightReport):
        return exact_number(Decimal(str(field.value)))
    return _day(str(field.value)) if isinstance(field, DayReport) else field.value


def _day(text: str) -> str:
    return text if len(text) == 10 else utc_text(datetime.fromisoformat(text))


def _plain(value: Any) -> Any:
    """A free JSON value without what never enters a record; numbers in their one writing."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in _NEVER_SEALED and item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return exact_number(value) if isinstance(value, Decimal) else value


def _sort(part: dict[str, Any], key: str, *by: str) -> None:
    """Sorts a list of a part by the keys given, then by all else, so that no order of it means anything."""
    items = part.get(key, ())
    if len(items) > 1:
        ranked = [([_rank(name, item.get(name, "")) for name in by], item) for item in items]
        ranked.sort(key=_first)
        if any(one[0] == other[0] for one, other in pairwise(ranked)):
            ranked.sort(key=lambda pair: (pair[0], _bytes(pair[1])))
        part[key] = [item for _, item in ranked]


def _first(pair: tuple[list[str], Any]) -> list[str]:
    return pair[0]


def _rank(name: str, value: str) -> str:
    """Instants rank by time, whatever their fractions look like; all else by its letters."""
    if name not in _INSTANTS or not value:
        return value
    if value[-1] == "Z":
        return f"{value[:-1]}{'' if '.' in value else '.'}".ljust(26, "0")
    return datetime.fromisoformat(value).astimezone(UTC).isoformat(timespec="microseconds")[:26]


def _bytes(value: Any) -> bytes:
    return canonical_bytes(value, decimals_as_text=True)

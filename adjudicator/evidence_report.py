"""The evidence report as a document: what was seen on an exhibit (CONTRACT 2, SEMANTICS 28).

Two forms of it. `EvidenceReport` is what ``check`` prints: complete. `InlineReport` is what a case may carry for an
exhibit: every key optional, the parts that no rule reads are free. Of an inline report a ruling reads `fields`,
`marks`, `document_type`, `goods_coverage` and `pages`; it copies `flags`; it derives its own verdict and reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import Field

from adjudicator.closed_lists import (
    DocumentType,
    ExhibitCode,
    ExhibitKind,
    FieldName,
    FieldSource,
    GoodsCoverage,
    PageRole,
    Predicate,
    Verdict,
    WeightUnit,
)
from adjudicator.structure import Many, Part
from adjudicator.values import Box, Count, Day, FreeObject, Grams, Money, Share, Text

FREE_PARTS = ("requirements", "files", "codes", "quality", "expected", "flags", "made_by")
"""Inside these parts of an inline report keys are free (SEMANTICS 45.27)."""


class FieldReport(Part):
    """One field of an exhibit: what it says, and whether it is there, can be read and is handwritten."""

    value: Text | None = None
    text: Text | None = None
    legible: Predicate = "unknown"
    present: Predicate | None = None
    """Left out: ``yes`` where `legible` is given; `presence` says it."""
    handwritten: Predicate = "unknown"
    source: FieldSource | None = None
    confidence: Share | None = None
    page: Count | None = None
    box: Box | None = None
    agreed_by: Many[Text] = ()
    """Which other readings say the same; for people."""
    cause: Text | None = None
    """Why a value is unknown; for people."""

    @property
    def presence(self) -> Predicate:
        """Whether the field is on the exhibit; left out it is ``yes`` when `legible` is given, else ``unknown``."""
        if self.present is not None:
            return self.present
        return "yes" if "legible" in self.model_fields_set else "unknown"


class DayReport(FieldReport):
    """A date on an exhibit: ``YYYY-MM-DD`` or an instant, as text (`adjudicator.values.calendar_day` reads it)."""

    value: Day | None = None


class AmountReport(FieldReport):
    """An amount of money on an exhibit."""

    value: Money | None = None  # type: ignore[assignment]


class WeightReport(FieldReport):
    """A weight on an exhibit, in grams, and the unit that stands beside it."""

    value: Grams | None = None  # type: ignore[assignment]
    unit: WeightUnit | None = None
    unit_shown: Predicate = "yes"


class Fields(Part):
    """The fields of an exhibit by name; a field left out is uncertain."""

    tracking_number: FieldReport | None = None
    carrier: FieldReport | None = None
    recipient_name: FieldReport | None = None
    courier_name: FieldReport | None = None
    date: DayReport | None = None
    amount: AmountReport | None = None
    weight: WeightReport | None = None
    shop_name: FieldReport | None = None
    product_name: FieldReport | None = None
    brand: FieldReport | None = None
    model: FieldReport | None = None
    invoice_code: FieldReport | None = None
    invoice_number: FieldReport | None = None
    total: FieldReport | None = None
    seller_name: FieldReport | None = None
    buyer_name: FieldReport | None = None
    valid_from: DayReport | None = None
    valid_until: DayReport | None = None

    def named(self) -> dict[str, FieldReport]:
        """The fields that the report speaks of, by name."""
        return {name: found for name in get_args(FieldName) if (found := getattr(self, name)) is not None}


class RedSeal(Part):
    """A red seal on an exhibit."""

    present: Predicate = "unknown"
    text: Text | None = None
    page: Count | None = None
    box: Box | None = None


class Marks(Part):
    """The seal, and how the exhibit was written."""

    red_seal: RedSeal | None = None
    all_text_handwritten: Predicate = "unknown"
    all_text_printed: Predicate = "unknown"


class ReportedType(Part):
    """What sort of document a picture shows."""

    value: DocumentType = "unknown"
    confidence: Share | None = None


class Texts(Part):
    """One text for people in both languages."""

    zh: Text
    en: Text


class ReportedReason(Part):
    """A reason of a report's verdict; in an inline report it is carried along and never read."""

    code: ExhibitCode
    field: Text | None = None
    clause: Text | None = None
    message: Texts | None = None
    fix: Texts | None = None
    page: Count | None = None
    box: Box | None = None


class InlineReport(Part):
    """The report of an exhibit inside a case: every part may be left out."""

    schema_name: Literal["evidence-report/1"] | None = Field(default=None, alias="schema")
    kind: ExhibitKind | None = None
    files: Many[FreeObject] = ()
    requirements: Many[FreeObject] = ()
    verdict: Verdict | None = None
    reasons: Many[ReportedReason] = ()
    fields: Fields = Fields()
    marks: Marks = Marks()
    document_type: ReportedType | None = None
    goods_coverage: GoodsCoverage = "unknown"
    pages: Many[PageRole] | None = None
    """None where the report says nothing of pages; an empty list says that there are none of a known role."""
    codes: Many[FreeObject] = ()
    quality: FreeObject | None = None
    expected: FreeObject | None = None
    flags: Many[Any] = ()
    made_by: FreeObject | None = None


class ReportedFile(Part):
    """A file that a report was made from."""

    name: Text
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    bytes: int = Field(ge=0)
    media_type: Text
    width: int = Field(ge=0)
    height: int = Field(ge=0)
    page: int = Field(ge=1)


class Requirement(Part):
    """What was tried on an exhibit, for people."""

    name: Text
    field: Text | None = None
    met: Predicate
    found: Any = None
    wanted: Any = None
    page: Count | None = None
    box: Box | None = None
    message: Texts | None = None
    fix: Texts | None = None
    cause: Text | None = None


class ReadCode(Part):
    """A barcode or QR code that was read."""

    format: Text
    text: Text
    page: Count | None = None
    box: Box | None = None


class Expectation(Part):
    """What the caller expected of a field, and whether the exhibit agrees."""

    expected: Text
    matches: Predicate


class EvidenceReport(Part):
    """`evidence-report/1` as ``check`` prints it: every part is there."""

    schema_name: Literal["evidence-report/1"] = Field(alias="schema")
    kind: ExhibitKind
    files: Many[ReportedFile]
    requirements: Many[Requirement]
    verdict: Verdict
    reasons: Many[ReportedReason]
    fields: Fields
    marks: Marks
    document_type: ReportedType
    goods_coverage: GoodsCoverage
    pages: Many[PageRole]
    codes: Many[ReadCode]
    quality: FreeObject
    expected: dict[str, Expectation]
    flags: Many[FreeObject]
    made_by: dict[str, Text]


def as_inline(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report as the checker made it, as a case may carry it: keys without a value are left out (SEMANTICS 17)."""
    return {
        key: value if key in FREE_PARTS else _without_nulls(value) for key, value in report.items() if value is not None
    }


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list | tuple) else value


def is_free(where: tuple[str | int, ...]) -> bool:
    """Whether a location of a case lies inside a part of an inline report in which keys, and null, are free."""
    inside = len(where) > 4 and where[0] == "exhibits" and where[2] == "report"
    return inside and where[3] in (*FREE_PARTS, "reasons")

"""What a finding of a person must hold: what it is about, which values and reasons its fact has (SEMANTICS 3, 45.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic_core import PydanticCustomError

from adjudicator.closed_lists import (
    DEGREES,
    DOCUMENT_TYPES,
    FIELD_NAMES,
    GOODS_COVERAGES,
    PAGE_ROLES,
    PREDICATES,
    USE_REASONS,
)
from adjudicator.errors import LIST, Bilingual, Location, one_of
from adjudicator.references import ids_of, named
from adjudicator.values import UPPER_CASE_CODE, is_upper_case_code, read_value

if TYPE_CHECKING:
    from adjudicator.case import Case, HumanFinding

Found = tuple[str, Location, Bilingual]

_NOTHING: Final = Bilingual("此认定不使用该键", "nothing here: this fact does not have it")


@dataclass(frozen=True, slots=True)
class FindingForm:
    """The form of a finding of one fact."""

    about: Literal["allegation", "exhibit", None]
    """An exhibit must be named, an allegation may be; None: the case as a whole, and nothing is named."""
    values: tuple[str, ...]
    """The closed list; empty for `pages` and `field_value`, which have forms of their own."""
    field: bool = False


_CASE_FACTS = (
    "report_verified", "user_agrees_to_close", "refused_without_reason", "resaleable", "user_insists",
    "risk_notice_given", "defective", "special_return_rule", "rescission_conditions_met", "authority_nonconforming",
    "established", "demand_excessive", "demand_unreasonable", "seller_fault_clear", "appeal_justified",
)  # fmt: skip

FORMS: Final[dict[str, FindingForm]] = {
    "degree": FindingForm("allegation", DEGREES),
    "affects_normal_use": FindingForm("allegation", PREDICATES),
    "severity": FindingForm(None, ("serious", "ordinary", "unknown")),
    "user_choice": FindingForm(None, ("resend", "replenish", "return", "exchange", "none")),
    "shows": FindingForm("exhibit", PREDICATES),
    "legible": FindingForm("exhibit", PREDICATES, field=True),
    "handwritten": FindingForm("exhibit", PREDICATES, field=True),
    "present": FindingForm("exhibit", PREDICATES, field=True),
    "field_value": FindingForm("exhibit", (), field=True),
    "red_seal": FindingForm("exhibit", PREDICATES),
    "goods_coverage": FindingForm("exhibit", GOODS_COVERAGES),
    "document_type": FindingForm("exhibit", DOCUMENT_TYPES),
    "pages": FindingForm("exhibit", ()),
    "script": FindingForm("exhibit", ("mixed", "all_handwritten", "all_printed")),
    "kind_accepted": FindingForm("exhibit", PREDICATES),
} | {fact: FindingForm(None, PREDICATES) for fact in _CASE_FACTS}


def finding_faults(case: Case) -> Iterator[Found]:
    """Every fault of the case's human findings."""
    known = {"allegation": ids_of(case.allegations), "exhibit": ids_of(case.exhibits)}
    called = {"allegation": ("主张", "an allegation"), "exhibit": ("证据", "an exhibit")}
    said: dict[tuple[Any, ...], Any] = {}
    for index, finding in enumerate(case.human_findings or ()):
        if finding is None or finding.fact is None:
            continue
        where: Location = ("human_findings", index)
        form = FORMS[finding.fact]
        given = finding.model_fields_set
        if form.about is None and "about" in given:
            yield "UNKNOWN_KEY", (*where, "about"), _NOTHING
        elif form.about is not None and finding.about is not None:
            ids = known[form.about]
            if ids is not None and finding.about not in ids:
                yield "DANGLING_REFERENCE", (*where, "about"), named(ids, *called[form.about])
        elif form.about == "exhibit" and "about" not in given:
            yield "MISSING_KEY", (*where, "about"), Bilingual("所涉证据的编号", "the id of the exhibit")
        if form.field and "field" not in given:
            yield "MISSING_KEY", (*where, "field"), one_of(FIELD_NAMES)
        if not form.field and "field" in given:
            yield "UNKNOWN_KEY", (*where, "field"), _NOTHING
        if "value" in given and finding.value is not None:
            yield from _value_faults(finding, form, (*where, "value"))
        yield from _reason_faults(finding, (*where, "reason_code"))
        if finding.at is not None and "value" in given:
            subject = (finding.fact, finding.about, finding.field, finding.at)
            if said.setdefault(subject, finding.value) != finding.value:
                expected = Bilingual(
                    "与同一时刻的同一认定一致", "the value that the same finding has at the same instant"
                )
                yield "CONTRADICTION", (*where, "value"), expected


def _value_faults(finding: HumanFinding, form: FindingForm, where: Location) -> Iterator[Found]:
    value = finding.value
    if finding.fact == "pages":
        if not isinstance(value, list | tuple):
            yield "WRONG_TYPE", where, LIST
            return
        for index, role in enumerate(value):
            yield from _word_faults(role, PAGE_ROLES, (*where, index))
    elif finding.fact == "field_value":
        if finding.field is None:
            return
        try:
            read_value(finding.field, value)
        except PydanticCustomError as error:
            wrong = error.context or {}
            yield wrong["code"], where, Bilingual(wrong["zh"], wrong["en"])
    else:
        yield from _word_faults(value, form.values, where)


def _word_faults(word: Any, words: tuple[str, ...], where: Location) -> Iterator[Found]:
    if not isinstance(word, str):
        yield "WRONG_TYPE", where, one_of(words)
    elif word not in words:
        yield "NOT_IN_LIST", where, one_of(words, word)


def _reason_faults(finding: HumanFinding, where: Location) -> Iterator[Found]:
    reason = finding.reason_code
    if finding.fact == "severity":
        if finding.value == "serious" and "reason_code" not in finding.model_fields_set:
            yield "MISSING_KEY", where, UPPER_CASE_CODE
        if reason is not None and not is_upper_case_code(reason):
            yield "OUT_OF_RANGE", where, UPPER_CASE_CODE
    elif finding.fact == "affects_normal_use" and reason is not None:
        if reason not in USE_REASONS:
            yield "NOT_IN_LIST", where, one_of(USE_REASONS, reason)
        elif reason == "cosmetic_only" and finding.value in ("yes", "unknown"):
            yield (
                "CONTRADICTION",
                where,
                Bilingual("cosmetic_only 只与 no 搭配", "cosmetic_only only where the value is no"),
            )

"""The words that kinds of evidence are written in: what an exhibit must show, and the outcome of trying it.

A kind lists requirements and has no condition of its own. Every requirement is tried, also after one failed, so that
the submitter sees all faults at once. Each outcome says what was found, what was wanted, where, and what can be done.
What a failed requirement *means* is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence_checks.agreement import Shown
from evidence_checks.candidates import Field, Part
from evidence_checks.document_type import DocumentType
from evidence_checks.fixes import fix_for
from evidence_checks.goods import Coverage
from evidence_checks.handwriting import Script
from evidence_checks.reading import Box
from evidence_checks.seals import Seal

SEAL_TITLE = {"zh": "红章", "en": "red seal"}
SCRIPT_TITLE = {"zh": "手写与打印", "en": "script"}
TYPE_TITLE = {"zh": "凭证类型", "en": "type of document"}
GOODS_TITLE = {"zh": "商品", "en": "goods"}
PAGES_TITLE = {"zh": "页面", "en": "pages"}


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was seen on one exhibit, for requirements to be tried against."""

    fields: Mapping[str, Shown]
    scripts: Mapping[str, str]
    """Field to ``yes`` (handwritten), ``no`` (printed), ``unknown``."""
    script: Script
    seal: Seal
    document_type: DocumentType
    page_roles: tuple[str, ...]
    goods: Coverage
    expected: Mapping[str, tuple[str, str]]
    """Field to what was expected and whether it matches."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What trying one requirement gave."""

    name: str
    field: str
    met: str
    found: str | None
    wanted: str
    page: int | None = None
    box: Box | None = None
    message: Mapping[str, str] | None = None
    fix: Mapping[str, str] | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a kind of evidence must show. ``fields``: the fields that must be looked for to try it."""

    name: str
    fields: tuple[str, ...]
    attempt: Callable[[Seen], Outcome]


def shows(field: Field | Part | Any) -> Requirement:
    """The field is on the exhibit and a person can read it; for a part, that the part is shown."""
    if isinstance(field, Part):
        return _shows_part(field)
    name, title = field.NAME, field.TITLE

    def attempt(seen: Seen) -> Outcome:
        shown = seen.fields[name]
        met = "no" if shown.present == "no" or shown.legible == "no" else shown.legible
        message = {
            "yes": {"zh": f"{title['zh']}清晰可辨", "en": f"The {title['en']} is legible"},
            "no": {"zh": f"看不清或没有{title['zh']}", "en": f"The {title['en']} is missing or can't be read"},
            "unknown": {"zh": f"{title['zh']}不能确定", "en": f"The {title['en']} is uncertain"},
        }[met]
        cause = None if met == "yes" else shown.cause or "reader_unsure"
        fix = fix_for(cause, title, shown.figures) if cause else None
        return Outcome(
            f"shows({name})",
            name,
            met,
            shown.value or shown.text,
            "legible",
            shown.page,
            shown.box,
            message,
            fix,
            cause,
        )

    return Requirement(f"shows({name})", (name,), attempt)


def _shows_part(part: Part) -> Requirement:
    def attempt(seen: Seen) -> Outcome:
        shown = seen.fields[part.of]
        met = shown.unit_shown or ("no" if shown.present == "no" else "unknown")
        words = {"yes": ("有", "is shown"), "no": ("没有", "is not shown"), "unknown": ("不能确定", "is uncertain")}[
            met
        ]
        message = {"zh": f"{part.TITLE['zh']}：{words[0]}", "en": f"The {part.TITLE['en']} {words[1]}"}
        fix = None if met == "yes" else fix_for("no_unit", part.TITLE)
        name = f"shows({part.of}.{part.name})"
        return Outcome(
            name,
            part.of,
            met,
            shown.unit,
            "g, kg, jin, lb or oz",
            shown.page,
            shown.box,
            message,
            fix,
            None if fix is None else "no_unit",
        )

    return Requirement(f"shows({part.of}.{part.name})", (part.of,), attempt)


def agrees(field: Field | Any) -> Requirement:
    """The field, where it can be read, is what the record says. Without a record to compare: unknown."""
    name, title = field.NAME, field.TITLE

    def attempt(seen: Seen) -> Outcome:
        shown = seen.fields[name]
        wanted, met = seen.expected.get(name, ("", "unknown"))
        cause = {"yes": None, "no": "differs", "unknown": "not_compared"}[met]
        words = {
            "yes": ("与记录一致", "agrees with the record"),
            "no": ("与记录不一致", "differs from the record"),
            "unknown": ("未能比对", "was not compared"),
        }[met]
        message = {"zh": f"{title['zh']}{words[0]}", "en": f"The {title['en']} {words[1]}"}
        fix = fix_for(cause, title) if cause else None
        return Outcome(f"agrees({name})", name, met, shown.value, wanted, shown.page, shown.box, message, fix, cause)

    return Requirement(f"agrees({name})", (name,), attempt)


def handwritten(field: Field | Any) -> Requirement:
    """The field is written by hand."""
    name, title = field.NAME, field.TITLE

    def attempt(seen: Seen) -> Outcome:
        shown, met = seen.fields[name], seen.scripts.get(name, "unknown")
        cause = {"yes": None, "no": "printed", "unknown": "script_unsure"}[met]
        words = {
            "yes": ("为手写", "is handwritten"),
            "no": ("为打印", "is printed"),
            "unknown": ("手写或打印不能确定", "may be handwritten or printed"),
        }[met]
        message = {"zh": f"{title['zh']}{words[0]}", "en": f"The {title['en']} {words[1]}"}
        found = {"yes": "handwritten", "no": "printed", "unknown": None}[met]
        return Outcome(
            f"handwritten({name})",
            name,
            met,
            found,
            "handwritten",
            shown.page,
            shown.box,
            message,
            fix_for(cause, title) if cause else None,
            cause,
        )

    return Requirement(f"handwritten({name})", (name,), attempt)


def bears_seal() -> Requirement:
    """The exhibit bears a red seal."""

    def attempt(seen: Seen) -> Outcome:
        seal = seen.seal
        words = {
            "yes": ("有红章", "bears a red seal"),
            "no": ("没有红章", "bears no red seal"),
            "unknown": ("红章不能确定", "may or may not bear a red seal"),
        }[seal.present]
        message = {"zh": f"凭证{words[0]}", "en": f"The document {words[1]}"}
        fix = fix_for(seal.cause or "seal_unsure", SEAL_TITLE) if seal.present != "yes" else None
        return Outcome(
            "bears_seal()",
            "red_seal",
            seal.present,
            seal.shape,
            "red seal",
            seal.page,
            seal.box,
            message,
            fix,
            seal.cause,
        )

    return Requirement("bears_seal()", (), attempt)


def mixes_script() -> Requirement:
    """Printed form and handwritten entries: neither all handwritten nor all printed."""

    def attempt(seen: Seen) -> Outcome:
        script = seen.script
        if script.all_handwritten == "yes" or script.all_printed == "yes":
            met, cause = "no", "all_handwritten" if script.all_handwritten == "yes" else "all_printed"
        elif script.all_handwritten == "no" and script.all_printed == "no":
            met, cause = "yes", None
        else:
            met, cause = "unknown", "script_unsure"
        found = {"all_handwritten": "all handwritten", "all_printed": "all printed", None: "mixed"}.get(cause)
        words = {
            "yes": ("印刷与手写并存", "is a printed form with handwriting"),
            "no": ("并非印刷与手写并存", "is not a printed form with handwriting"),
            "unknown": ("手写与打印不能确定", "may be handwritten or printed"),
        }[met]
        message = {"zh": f"凭证{words[0]}", "en": f"The document {words[1]}"}
        return Outcome(
            "mixes_script()",
            "script",
            met,
            found,
            "printed form, handwritten entries",
            None,
            None,
            message,
            fix_for(cause, SCRIPT_TITLE) if cause else None,
            cause,
        )

    return Requirement("mixes_script()", (), attempt)


def is_not_type(*types: str, open_types: Sequence[str] = ()) -> Requirement:
    """The document is none of these types; ``open_types`` are for a person to judge."""
    name = f"is_not_type({', '.join(types)})"

    def attempt(seen: Seen) -> Outcome:
        value = seen.document_type.value
        if value in types:
            met, cause = "no", "wrong_type"
        elif value == "unknown" or value in open_types:
            met, cause = "unknown", "type_open"
        else:
            met, cause = "yes", None
        words = {
            "yes": ("凭证类型可用", "The type of document counts"),
            "no": ("凭证类型无效", "The type of document does not count"),
            "unknown": ("凭证类型不能确定", "The type of document is uncertain"),
        }[met]
        return Outcome(
            name,
            "document_type",
            met,
            value,
            "none of: " + ", ".join(types),
            None,
            None,
            {"zh": words[0], "en": words[1]},
            fix_for(cause, TYPE_TITLE) if cause else None,
            cause,
        )

    return Requirement(name, (), attempt)


def whole_goods() -> Requirement:
    """The goods are in the picture as a whole."""

    def attempt(seen: Seen) -> Outcome:
        goods = seen.goods
        met = {"whole": "yes", "partial": "no"}.get(goods.value, "unknown")
        words = {
            "yes": ("商品完整入镜", "The goods are shown whole"),
            "no": ("商品没有完整入镜", "The goods are not shown whole"),
            "unknown": ("商品是否完整入镜不能确定", "Whether the goods are shown whole is uncertain"),
        }[met]
        cause = None if met == "yes" else goods.cause or "goods_unsure"
        return Outcome(
            "whole_goods()",
            "goods_coverage",
            met,
            goods.value,
            "whole",
            goods.page if goods.box is not None else None,
            goods.box,
            {"zh": words[0], "en": words[1]},
            fix_for(cause, GOODS_TITLE) if cause else None,
            cause,
        )

    return Requirement("whole_goods()", (), attempt)


def has_pages(*roles: str) -> Requirement:
    """The exhibit has a page of each role."""
    name = f"has_pages({', '.join(roles)})"

    def attempt(seen: Seen) -> Outcome:
        missing = [role for role in roles if role not in seen.page_roles]
        met = "yes" if not missing else "unknown" if "unknown" in seen.page_roles else "no"
        message = {"zh": f"页面：{'、'.join(seen.page_roles)}", "en": f"Pages: {', '.join(seen.page_roles)}"}
        return Outcome(
            name,
            "pages",
            met,
            ", ".join(seen.page_roles),
            ", ".join(roles),
            None,
            None,
            message,
            None if met == "yes" else fix_for("pages_unsure", PAGES_TITLE),
            None if met == "yes" else "pages_unsure",
        )

    return Requirement(name, (), attempt)

"""Pictures of exhibits as pages show them: a copy inside the page, and boxes on it that match the rows of a table."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adjudicator.pages.words import Lang, both, field_value, sources, word


@dataclass(frozen=True, slots=True)
class Picture:
    """A copy of one page to show, made from decoded pixels and never from the submitted bytes."""

    page: int
    name: str
    jpeg: bytes = field(repr=False)
    width: int
    """Of the upright page; boxes are in these pixels, the copy may be smaller."""
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was read, or looked for: a row of the table, and a box on the picture where it has a place."""

    number: int
    name: str
    value: str
    state: str
    """``yes``, ``no``, ``unknown``."""
    state_words: str
    how: str
    page: int | None
    box: tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with its boxes, in the pixels of the upright page."""

    name: str
    page: int
    uri: str
    width: int
    height: int
    stroke: float
    tag: float
    marks: tuple[Mark, ...]


SIGNS: Final = {"yes": "✓", "no": "✕", "unknown": "?"}


def marks_of(report: Mapping[str, Any], lang: Lang) -> tuple[Mark, ...]:
    """What a report says of its fields and of the red seal, numbered in the order of the table."""
    found: list[Mark] = []
    for name, one in shown_fields(report).items():
        absent = one.get("present") == "no"
        state = "no" if absent else one.get("legible", "unknown")
        found.append(
            Mark(
                len(found) + 1,
                word("field", name, lang),
                field_value(name, one, lang),
                state,
                _state_words(state, absent, lang),
                _how(one, lang),
                one.get("page"),
                _box(one),
            )
        )
    seal = (report.get("marks") or {}).get("red_seal") or {}
    if shows_seal(report):
        state = seal.get("present", "unknown")
        found.append(
            Mark(
                len(found) + 1,
                word("field", "red_seal", lang),
                str(seal.get("text") or "—"),
                state,
                {"yes": ("有", "present"), "no": ("无", "absent"), "unknown": ("未知", "unknown")}[state][lang == "en"],
                "",
                seal.get("page", 1 if seal.get("box") else None),
                _box(seal),
            )
        )
    return tuple(found)


def shown_fields(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The fields worth showing: those that the kind requires, and of the others those on which something was read."""
    required = {str(tried.get("field")) for tried in report.get("requirements") or ()}
    return {
        name: one
        for name, one in (report.get("fields") or {}).items()
        if one and (not required or name in required or one.get("value") is not None)
    }


def shows_seal(report: Mapping[str, Any]) -> bool:
    """Whether the red seal is worth showing: it is there, or the kind requires it."""
    seal = (report.get("marks") or {}).get("red_seal") or {}
    return seal.get("present") == "yes" or report.get("kind") == "courier_stamp_proof"


def address(picture: Picture) -> str:
    """The picture as a data address."""
    return "data:image/jpeg;base64," + base64.b64encode(picture.jpeg).decode("ascii")


def drawn(pictures: Sequence[Picture], marks: Sequence[Mark]) -> tuple[Drawn, ...]:
    """The pictures with the marks that have a place on each."""
    return tuple(
        Drawn(
            picture.name,
            picture.page,
            address(picture),
            picture.width,
            picture.height,
            round(max(picture.width, picture.height) / 380, 2),
            round(max(picture.width, picture.height) / 44, 2),
            tuple(mark for mark in marks if mark.box is not None and (mark.page or 1) == picture.page),
        )
        for picture in pictures
    )


def requirements_of(report: Mapping[str, Any], lang: Lang) -> list[dict[str, str]]:
    """What was tried on an exhibit and not met, with what can be done as measured on the picture."""
    return [
        {
            "said": both(one["message"], lang),
            "fix": both(one["fix"], lang) if one.get("fix") else "",
            "state": one["met"],
        }
        for one in report.get("requirements") or ()
        if one.get("met") != "yes" and one.get("cause") != "not_compared" and one.get("message")
    ]


def _box(one: Mapping[str, Any]) -> tuple[int, int, int, int] | None:
    box = one.get("box")
    if not box:
        return None
    x, y, width, height = (int(value) for value in box)
    return x, y, width, height


def _state_words(state: str, absent: bool, lang: Lang) -> str:
    if absent:
        return "未出现" if lang == "zh" else "not on it"
    names = {"yes": ("清晰可辨", "legible"), "no": ("不可辨认", "not legible"), "unknown": ("不能确定", "uncertain")}
    return names[state][lang == "en"]


def _how(one: Mapping[str, Any], lang: Lang) -> str:
    parts = [sources(one, lang)]
    by_hand = one.get("handwritten", "unknown")
    if by_hand != "unknown":
        names = {"yes": ("手写", "handwritten"), "no": ("打印", "printed")}
        parts.append(names[by_hand][lang == "en"])
    return " · ".join(part for part in parts if part)

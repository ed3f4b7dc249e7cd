"""Answers to what a case needs become a `case/1`: each is tried as soon as it is given, and all of them together.

An answer is text, as a person types it, or the JSON value itself. Instants keep their offset: a time without one is
refused, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from adjudicator.case import Case, load_case
from adjudicator.case_checks import cross_checks
from adjudicator.errors import INTEGER, MONEY, NUMBER, TEXT, Bilingual, Fault, Refused, one_of, presentable
from adjudicator.services.case_keys import Need
from adjudicator.services.errors import said
from adjudicator.structure import shaped

_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?\s*(Z|[+-]\d\d:\d\d)")
_SEPARATORS: Final = re.compile(r"[,，、;；]")
_WANTED: Final[Mapping[str, Bilingual]] = {
    "instant": Bilingual(
        "带时区的时间，例如 2026-03-01 10:00 +08:00", "a time with its offset, such as 2026-03-01 10:00 +08:00"
    ),
    "money": MONEY,
    "count": INTEGER,
    "number": NUMBER,
    "pairs": Bilingual("名称=值，用逗号分隔", "NAME=VALUE, with commas between"),
    "texts": Bilingual("一项或多项，用逗号分隔", "one or more, with commas between"),
    "parts": Bilingual("逐项回答", "one item after the other"),
    "text": TEXT,
}


class BadAnswer(ValueError):
    """A text that answers nothing; `wanted` is what would."""

    def __init__(self, wanted: Bilingual) -> None:
        self.wanted = wanted
        super().__init__(wanted.en)


def wanted(need: Need) -> Bilingual:
    """What an answer looks like."""
    if need.choices:
        words = one_of([word for word, _ in need.choices])
        return Bilingual(f"{words.zh}，可多项", f"{words.en}, or several") if need.kind == "choices" else words
    return _WANTED[need.kind]


def value_of(need: Need, text: str) -> Any:
    """The JSON value of an answer in words. A choice is its word, its name in either language, or its number from 1.

    Raises `BadAnswer`.

    >>> from adjudicator.rulebook.model import Text2
    >>> value_of(Need("order.placed_at", "instant", Text2("", ""), False), "2026-03-01 10:00 +08:00")
    '2026-03-01T10:00:00+08:00'
    """
    text = text.strip()
    if need.kind in ("choice", "finding"):
        return _word(need, text)
    if need.kind in ("texts", "choices"):
        parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
        return [_word(need, part) for part in parts] if need.kind == "choices" else parts
    if need.kind == "pairs":
        pairs = [part.partition("=") for part in _SEPARATORS.split(text) if part.strip()]
        if not all(name.strip() and equals and value.strip() for name, equals, value in pairs):
            raise BadAnswer(wanted(need))
        return {name.strip(): value.strip() for name, _, value in pairs}
    if need.kind == "instant":
        found = _TIME.fullmatch(text)
        if found is None:
            raise BadAnswer(wanted(need))
        day, minutes, seconds, offset = found.groups()
        return f"{day}T{minutes}{seconds or ':00'}{offset}"
    return _number(need, text) if need.kind in ("count", "number") else text


def _word(need: Need, text: str) -> str:
    folded = text.casefold()
    for number, (word, name) in enumerate(need.choices, 1):
        if folded in (word.casefold(), name.zh.casefold(), name.en.casefold(), str(number)):
            return word
    raise BadAnswer(wanted(need))


def _number(need: Need, text: str) -> int | float:
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    try:
        exact = Decimal(text)
    except InvalidOperation:
        raise BadAnswer(wanted(need)) from None
    if need.kind == "count" or not exact.is_finite() or Decimal(repr(float(exact))) != exact:
        raise BadAnswer(wanted(need))
    return float(exact)


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    """Puts a value at a dotted path of a document; a finding is added to the list of them."""
    *parts, last = path.split(".")
    if parts == ["human_findings"]:
        tree.setdefault("human_findings", []).append({"fact": last, **value})
        return
    for part in parts:
        tree = tree.setdefault(part, {})
    tree[last] = value


def problems(tree: Mapping[str, Any], known: Sequence[Fault] = (), folder: Path | None = None) -> list[Fault]:
    """What is wrong with a document as far as it goes: all faults but those `known`, and nothing that still lacks."""
    document = dict(tree)
    case, faults = shaped(Case, document)
    before = {(one.code, one.path) for one in known}
    faults += cross_checks(case, document, folder)
    return [one for one in faults if one.code != "MISSING_KEY" and (one.code, one.path) not in before]


def case_of(answers: Mapping[str, Any], asked: Sequence[Need], folder: Path | None = None) -> dict[str, Any]:
    """The `case/1` document of answers by path; texts are read as typed where the value is no text.

    Raises `Refused` with all faults: answers to what is not asked, answers that lack, and what the case is refused for.
    """
    needs = {need.path: need for need in asked}
    faults = []
    tree: dict[str, Any] = {"schema": "case/1"}
    for path, given in answers.items():
        need = needs.get(path)
        if need is None:
            known = ", ".join(needs)
            faults.append(said("NOT_ASKED", f"$.{path}", None, f"one of {known}", place=path, known=known))
            continue
        try:
            put(tree, path, _read(need, given))
        except BadAnswer as bad:
            shown = presentable(given)
            word = json.dumps(shown, ensure_ascii=False)
            faults.append(
                said("BAD_ANSWER", f"$.{path}", shown, bad.wanted.en, place=path, word=word, wanted=bad.wanted)
            )
    for need in asked:
        if need.required and need.path not in answers:
            where = f"$.{need.path}"
            faults.append(said("NOT_ANSWERED", where, None, wanted(need).en, place=need.path, name=need.name))
    if faults:
        raise Refused(faults)
    load_case(tree, folder=folder)
    return tree


def _read(need: Need, given: Any) -> Any:
    if need.kind == "finding":
        if not isinstance(given, Mapping) or not isinstance(given.get("value"), str):
            raise BadAnswer(Bilingual('{"value": …, "by": …, "at": …}', '{"value": …, "by": …, "at": …}'))
        return {**given, "value": _word(need, given["value"])}
    if not isinstance(given, str):
        return given
    return value_of(need, given)

"""A statement of reasons as a party receives it: plain text, or one HTML file that is ready to print.

Each sentence ends with the clauses that it rests on, and with what it was taken from on the record; a text of several
sentences carries them after every one, so that none stands without a clause.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from adjudicator.pages.words import Lang
from adjudicator.rulebook.model import Text2

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_ENDS = {"zh": re.compile(r"(?<=[。！？])(?=.)"), "en": re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")}
WIDTH = 96
"""Columns of the plain text; a Chinese character takes two."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the statement says: the clauses it rests on (at least one), and where it was taken from.

    Raises ValueError where there is no clause: nothing is said without one.
    """

    text: Text2
    clauses: tuple[str, ...]
    rests_on: tuple[str, ...] = ()
    """Exhibits and places of the record."""

    def __post_init__(self) -> None:
        if not self.clauses:
            raise ValueError(f"a sentence without a clause: {self.text.en}")

    def sentences(self, lang: Lang) -> list[str]:
        """Its sentences, each followed by the clauses."""
        return [f"{one} {self.mark}" for one in plain_sentences(self.text, lang)]

    @property
    def mark(self) -> str:
        """The clauses as they stand behind a sentence: ``[TB-4.3 ← $.refund.outcome]``."""
        rests_on = f" ← {', '.join(self.rests_on)}" if self.rests_on else ""
        return f"[{', '.join(self.clauses)}{rests_on}]"


def claim(zh: str, en: str, clauses: tuple[str, ...], rests_on: tuple[str, ...] = ()) -> Claim:
    """A claim from its text in both languages."""
    return Claim(Text2(zh, en), clauses, rests_on)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what is said under it."""

    key: str
    heading: Text2
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A clause that the statement cites, with its words."""

    clause: str
    text: str
    document: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One field for a register of statements (EU DSA transparency database), and the clauses behind its value."""

    field: str
    name: Text2
    values: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of reasons in both languages."""

    case_id: str
    ruled_at: str
    decision: Text2
    """The disposition in a word or two; the title."""
    parts: tuple[Part, ...]
    quotes: tuple[Quoted, ...]
    entries: tuple[Entry, ...]
    ruleset: str
    digest: str
    """Of the ruling that it states the reasons of."""

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause that is cited, once, sorted."""
        claimed = {clause for part in self.parts for claim in part.claims for clause in claim.clauses}
        return tuple(sorted(claimed | {clause for entry in self.entries for clause in entry.clauses}))


def plain_sentences(text: Text2, lang: Lang) -> list[str]:
    """The sentences of a text.

    >>> plain_sentences(Text2("一。二。", "The weight is 6.2 kg. It is too low."), "en")
    ['The weight is 6.2 kg.', 'It is too low.']
    """
    return [one.strip() for one in _ENDS[lang].split(text.zh if lang == "zh" else text.en) if one.strip()]


def title(statement: Statement, lang: Lang) -> str:
    """What stands above it."""
    zh = lang == "zh"
    decision = statement.decision.zh if zh else statement.decision.en
    return f"裁决理由说明:{decision}" if zh else f"Statement of reasons: {decision}"


def statement_text(statement: Statement, lang: Lang) -> str:
    """The statement as plain text."""
    zh = lang == "zh"

    def say(text: Text2) -> str:
        return text.zh if zh else text.en

    lines = [title(statement, lang), f"{statement.case_id}  {statement.ruled_at}", ""]
    for part in statement.parts:
        lines.append(f"# {say(part.heading)}")
        for claim in part.claims:
            lines += [line for sentence in claim.sentences(lang) for line in _wrapped(f"- {sentence}", "  ")]
        lines.append("")
    lines.append("# 条款原文" if zh else "# The clauses in their own words")
    for quote in statement.quotes:
        lines += _wrapped(f"{quote.clause}  「{quote.text}」 {quote.document}", "  ")
    lines += ["", "# 登记字段" if zh else "# Fields for a register of statements"]
    for entry in statement.entries:
        values = "; ".join(entry.values) or ("不适用" if zh else "does not apply")
        lines += _wrapped(f"{entry.field} ({say(entry.name)}): {values} [{', '.join(entry.clauses)}]", "  ")
    lines += ["", f"{'规则版本' if zh else 'Ruleset'} {statement.ruleset}"]
    lines += [f"{'裁决摘要' if zh else 'Ruling'} {statement.digest}"]
    return "\n".join(lines) + "\n"


def statement_page(statement: Statement, lang: Lang) -> str:
    """The statement as one HTML file: no script, no outside request, every text escaped, ready to print."""

    def say(text: Text2) -> str:
        return text.zh if lang == "zh" else text.en

    template = _environment().get_template("statement.html.j2")
    values = {"say": say, "plain": plain_sentences, "title": title(statement, lang), "statement": statement}
    return template.render(lang=lang, zh=lang == "zh", **values)


def statement_json(statement: Statement) -> str:
    """The statement as a JSON document, every text in both languages."""
    return json.dumps(asdict(statement), ensure_ascii=False, indent=2)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _pieces(text: str) -> Iterator[str]:
    """Where a line may break: after a space, and before or after a wide character."""
    yield from re.findall(r"[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef]\s*|\s+", text)


def _wrapped(text: str, indent: str) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and _columns(line + piece.rstrip()) > WIDTH and piece.strip() not in (*"，。、；：」）",):
            lines.append(line.rstrip())
            line = indent
        line += piece
    return [*lines, line.rstrip()]

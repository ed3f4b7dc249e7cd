"""A refusal: all that is wrong with a document, as a document of its own (SEMANTICS 26, 35)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, JsonValue

from adjudicator.errors import Refused
from adjudicator.evidence_report import Texts
from adjudicator.structure import Many, Part
from adjudicator.values import Text


class RefusedFault(Part):
    """One fault: its stable code, where it stands, what is there and what would be right."""

    code: Text
    path: Text
    value: JsonValue
    expected: Text
    message: Texts


class Refusal(Part):
    """`refusal/1`: the faults of a document, sorted by path."""

    schema_name: Literal["refusal/1"] = Field(alias="schema")
    errors: Many[RefusedFault]


def refusal_of(refused: Refused) -> dict[str, Any]:
    """The `refusal/1` document of a refused case."""
    return {"schema": "refusal/1", "errors": [found.as_json() for found in refused.faults]}


def refused_line(line: int, refused: Refused) -> dict[str, Any]:
    """The entry of ``refused.jsonl`` for line `line` of a batch, counted from 1, blank lines included."""
    return {"line": line, "case_id": refused.case_id, "errors": [found.as_json() for found in refused.faults]}


def refusal_text(refused: Refused, lang: Literal["zh", "en"] = "zh") -> str:
    """The refusal for people, one fault a line: code, then the sentence."""
    return "\n".join(f"{found.code}  {getattr(found.message, lang)}" for found in refused.faults)

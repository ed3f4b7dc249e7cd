"""The JSON Schemas of our documents in ``docs/schemas/``, made from the models; a test keeps them current.

``python -m adjudicator.schemas --write`` writes them; without ``--write`` it names those that are out of date (exit 1).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from adjudicator.case import Case
from adjudicator.evidence_report import EvidenceReport
from adjudicator.refusal import Refusal
from adjudicator.ruling import Ruling

FOLDER: Final = Path(__file__).parent.parent / "docs" / "schemas"
DOCUMENTS: Final[dict[str, type[BaseModel]]] = {
    "case-1": Case,
    "evidence-report-1": EvidenceReport,
    "ruling-1": Ruling,
    "refusal-1": Refusal,
}
_NULL_IS_A_VALUE: Final = ("ruling-1", "refusal-1")
_MODEL_KEYS: Final = ("title", "default")


def schema_text(name: str) -> str:
    """The JSON Schema (draft 2020-12) of a document, as its file holds it."""
    schema = DOCUMENTS[name].model_json_schema(by_alias=True)
    tidy = _tidy(schema, null_is_a_value=name in _NULL_IS_A_VALUE)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name.replace("-1", "/1")}
    return json.dumps({**head, **tidy}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _tidy(schema: Any, *, null_is_a_value: bool) -> Any:
    """Without the models' own titles and defaults; without null where a key is left out instead."""
    if isinstance(schema, list):
        return [_tidy(item, null_is_a_value=null_is_a_value) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        key: {name: _tidy(part, null_is_a_value=null_is_a_value) for name, part in value.items()}
        if key in ("properties", "$defs")
        else _tidy(value, null_is_a_value=null_is_a_value)
        for key, value in schema.items()
        if key not in _MODEL_KEYS
    }
    choices = tidy.get("anyOf")
    if choices and not null_is_a_value:
        choices = [choice for choice in choices if choice != {"type": "null"}]
        del tidy["anyOf"]
        tidy |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    return tidy


def out_of_date(folder: Path = FOLDER) -> list[str]:
    """The documents whose schema file is missing or differs from its model."""
    stale = []
    for name in DOCUMENTS:
        file = folder / f"{name}.schema.json"
        if not file.is_file() or file.read_text(encoding="utf-8") != schema_text(name):
            stale.append(name)
    return stale


def write(folder: Path = FOLDER) -> None:
    """Writes every schema file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in DOCUMENTS:
        (folder / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Runs the script; gives its exit status."""
    if "--write" in arguments:
        write()
        return 0
    stale = out_of_date()
    if stale:
        sys.stderr.write(f"out of date, run python -m adjudicator.schemas --write: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

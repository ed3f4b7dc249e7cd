"""Shipped disputes with reports in place of their picture files, for tests that need not read a picture."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parents[2] / "fixtures" / "cases"

WEIGH_REPORT: dict[str, Any] = {
    "kind": "weigh_record",
    "fields": {
        "weight": {"value": 1940, "unit": "g", "legible": "yes", "page": 1, "box": [60, 80, 120, 40]},
        "tracking_number": {"value": "463310985527416", "legible": "yes", "page": 1, "box": [40, 200, 260, 30]},
    },
    "document_type": {"value": "scale_display"},
}
WECHAT_REPORT: dict[str, Any] = {
    "kind": "freight_receipt",
    "fields": {"amount": {"value": "18.00", "legible": "yes"}, "tracking_number": {"present": "no"}},
    "document_type": {"value": "wechat_transfer"},
}


def inline_case(
    name: str = "first_mismatch", report: dict[str, Any] = WEIGH_REPORT, **overrides: Any
) -> dict[str, Any]:
    """A shipped dispute whose one exhibit carries a report; keys given replace its own."""
    document: dict[str, Any] = json.loads((CASES / name / "case.json").read_text("utf-8"))
    exhibit = document["exhibits"][0]
    exhibit.pop("files", None)
    exhibit["kind"], exhibit["report"] = report["kind"], copy.deepcopy(report)
    return {**document, **overrides}


def written(folder: Path, document: dict[str, Any], name: str = "case.json") -> Path:
    """The document in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path

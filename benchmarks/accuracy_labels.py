"""What is true of a labelled picture, from the two forms that labels have.

Made pictures (``fixtures/labels.py``) say per field what is there, whether a person can read it, and the value. Real
ones say what a person read from the picture as a whole: only what they state is held against a reading.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ASKED: Mapping[str, tuple[str, ...]] = {
    "weigh_record": ("weight", "tracking_number"),
    "freight_receipt": ("amount", "date", "tracking_number"),
    "courier_stamp_proof": ("tracking_number", "recipient_name", "courier_name", "date"),
}
OFFERED_AS: Mapping[str, str] = {
    "scale": "weigh_record",
    "stamp_proof": "courier_stamp_proof",
    "seal_doc": "courier_stamp_proof",
    "waybill": "freight_receipt",
    "parcel_label": "freight_receipt",
    "transfer_screenshot": "freight_receipt",
    "receipt": "freight_receipt",
    "vat_invoice": "freight_receipt",
}
"""What a real picture is offered as here. None of them is a whole valid exhibit: none may become ``valid``."""
TYPES: Mapping[str, str] = {"waybill": "e_waybill", "parcel_label": "e_waybill", "vat_invoice": "vat_invoice"}
_REFUSED = ("e_waybill", "wechat_transfer", "qq_transfer")


@dataclass(frozen=True, slots=True)
class FieldTruth:
    """One field: predicates are ``yes``, ``no``, ``unknown``; ``value`` is None where nobody can tell."""

    present: str
    legible: str
    handwritten: str = "unknown"
    value: str | None = None
    unit_shown: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """One picture and what is true of it."""

    path: Path
    kind: str
    origin: str
    """``made`` or ``real``."""
    scene: str
    faults: tuple[str, ...]
    marks: tuple[str, ...]
    """How it was taken: ``blur``, ``shake``, ``dark``…"""
    seed: int | None
    fields: Mapping[str, FieldTruth] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    """``document_type``, ``red_seal``, ``all_text_handwritten``, ``all_text_printed`` where known."""
    doubtful: bool = False
    """Whether a person may fail to read what is on it."""
    verdict: str | None = None
    """What a checker must find where everything on the picture that may be read is read; None: anything but valid."""


def labels_of(folder: Path) -> list[Label]:
    """Every label below a folder, by file name; those of kinds that aren't measured here are left out."""
    out: list[Label] = []
    for listed in sorted(folder.rglob("labels.jsonl")):
        for line in listed.read_text("utf-8").splitlines():
            row = json.loads(line)
            label = _made(listed.parent, row) if "scene" in row else _real(listed.parent, row)
            if label is not None and label.path.is_file():
                out.append(label)
    return out


def _made(folder: Path, row: Mapping[str, Any]) -> Label | None:
    if row["kind"] not in ASKED:
        return None
    truth = row["truth"]
    fields = {
        name: FieldTruth(
            one["present"],
            one["legible"],
            one.get("handwritten", "unknown"),
            str(one["value"]) if one.get("value") is not None else None,
            one.get("unit_shown"),
        )
        for name, one in truth["fields"].items()
    }
    facts = {
        name: truth[name]
        for name in ("document_type", "red_seal", "all_text_handwritten", "all_text_printed")
        if isinstance(truth.get(name), str)
    }
    return Label(
        folder / row["file"],
        row["kind"],
        "made",
        row["scene"],
        tuple(row["faults"]),
        tuple(row["made"]["shot"]),
        row["made"]["seed"],
        fields,
        facts,
        any(one.legible == "unknown" for one in fields.values()),
        _verdict(row["kind"], fields, facts),
    )


def _verdict(kind: str, fields: Mapping[str, FieldTruth], facts: Mapping[str, str]) -> str:
    """The verdict that the truth calls for, with doubtful fields taken as legible."""
    asked = [fields[name] for name in ASKED[kind]]
    if kind == "freight_receipt" and facts["document_type"] in _REFUSED:
        return "invalid"
    if kind == "courier_stamp_proof" and (
        facts["red_seal"] == "no"
        or "yes" in (facts["all_text_handwritten"], facts["all_text_printed"])
        or any(one.handwritten == "no" and one.present == "yes" and one.legible != "no" for one in asked)
    ):
        return "invalid"
    if any("no" in (one.present, one.legible, one.unit_shown) for one in asked):
        return "nonconforming"
    open_type = kind == "freight_receipt" and facts["document_type"] == "other_p2p_transfer"
    return "needs_human" if open_type else "valid"


def _real(folder: Path, row: Mapping[str, Any]) -> Label | None:
    kind = OFFERED_AS.get(row["kind"])
    truth = row["truth"]
    path = folder / row["file"]
    if kind is None:
        return None
    said = {name: truth[name] for name in ("tracking_number", "amount", "date") if truth.get(name)}
    if "weight_value" in truth and kind == "weigh_record":
        said["weight"] = _grams(str(truth["weight_value"]), str(truth.get("weight_unit", "")))
    legible = {"yes": "yes", "no": "no"}.get(truth["legible"], "unknown")
    fields = {
        name: FieldTruth("yes", legible, "unknown", str(value), None)
        for name, value in said.items()
        if value is not None and "unsure" not in str(value)
    }
    seal = {True: "yes", False: "no"}.get(truth["seal_present"])
    facts = {"red_seal": seal} if seal else {}
    if row["kind"] in TYPES:
        facts["document_type"] = TYPES[row["kind"]]
    return Label(path, kind, "real", row["kind"], (), (), None, fields, facts, legible != "yes", None)


def _grams(number: str, unit: str) -> str | None:
    factor = {"kg": 1000, "g": 1, "jin": 500, "斤": 500}.get(unit.strip().lower())
    try:
        return None if factor is None else f"{float(number) * factor:.10g}"
    except ValueError:
        return None

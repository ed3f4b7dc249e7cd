"""The kinds of evidence, found by walking this folder: one module per kind, named like it.

A module holds ``REQUIREMENTS`` and may hold ``ADVISORY``: fields that are worth reading but not required.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import lru_cache

from evidence_checks.requirements import Requirement

NAMES = (
    "courier_stamp_proof",
    "freight_receipt",
    "product_with_waybill",
    "weigh_record",
    "purchase_invoice",
    "factory_test_report",
    "brand_authorisation",
    "proof_of_receipt",
    "return_proof",
    "goods_photo",
    "listing_page",
    "communication_log",
    "handover_sheet",
    "exception_ticket",
    "call_record",
    "video",
    "other",
)
"""Every kind of `case/1`; one without a module is read but nothing is required of it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of evidence must show, and what else is read on it."""

    name: str
    requirements: tuple[Requirement, ...]
    fields: tuple[str, ...]


@lru_cache(maxsize=1)
def all_kinds() -> dict[str, Kind]:
    """Name to kind, for every kind that exists."""
    out: dict[str, Kind] = {}
    with_module = {module.name for module in pkgutil.iter_modules(__path__)}
    for name in NAMES:
        requirements: tuple[Requirement, ...] = ()
        advisory: tuple[str, ...] = ("tracking_number", "date")
        if name in with_module:
            module = importlib.import_module(f"{__name__}.{name}")
            requirements = tuple(module.REQUIREMENTS)
            advisory = tuple(field.NAME for field in getattr(module, "ADVISORY", ()))
        fields = tuple(dict.fromkeys([*(field for one in requirements for field in one.fields), *advisory]))
        out[name] = Kind(name, requirements, fields)
    return out

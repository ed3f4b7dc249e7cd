"""What somebody expects an exhibit to show, compared with what it shows. An expectation never changes what was read."""

from __future__ import annotations

from collections.abc import Mapping

from evidence_checks.agreement import Shown
from evidence_checks.candidates import Field

ORDER_DATE = "order_date"


def compare(
    expect: Mapping[str, str], fields: Mapping[str, Shown], modules: Mapping[str, Field]
) -> dict[str, tuple[str, str]]:
    """Field to (expected, matches). Unknown where the field is not read, not legible, or not known by this name."""
    out: dict[str, tuple[str, str]] = {}
    for name, wanted in expect.items():
        shown, matches = fields.get(name), "unknown"
        if name == ORDER_DATE:
            matches = _covers(wanted, fields)
        elif shown is not None and shown.value is not None and shown.legible == "yes":
            module = modules[name]
            value = module.parse(wanted) if name == "weight" else None
            matches = "yes" if module.same(shown.value, value or wanted) else "no"
        out[name] = (wanted, matches)
    return out


def _covers(day: str, fields: Mapping[str, Shown]) -> str:
    """Whether an authorisation's period holds the order's day (SEMANTICS 32)."""
    start, end = fields.get("valid_from"), fields.get("valid_until")
    if start is None or end is None or start.value is None or end.value is None:
        return "unknown"
    if start.legible != "yes" or end.legible != "yes":
        return "unknown"
    return "yes" if start.value <= day[:10] <= end.value else "no"

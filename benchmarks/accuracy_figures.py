"""Counting: outcomes per field and verdict, Wilson's interval, the area under a ROC curve."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from evidence_checks.fields import all_fields

Row = Mapping[str, Any]
"""One picture of ``accuracy.py --json``: ``label`` (what is true), ``got`` (what was said), ``plain``, ``seconds``."""


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share, as parts of one; (0, 1) where nothing was counted."""
    if count == 0:
        return 0.0, 1.0
    z = 1.959964
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def rate(hits: int, count: int) -> str:
    """``97.5 % (117/120; 92.9–99.1)``, or a dash where nothing was counted."""
    if count == 0:
        return "–"
    low, high = wilson(hits, count)
    return f"{100 * hits / count:.1f} % ({hits}/{count}; {100 * low:.1f}–{100 * high:.1f})"


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The chance that one of the first scores higher than one of the second, ties as half; None without either."""
    if not positive or not negative:
        return None
    wins = sum((a > b) + 0.5 * (a == b) for a in positive for b in negative)
    return wins / (len(positive) * len(negative))


def same(name: str, a: object, b: object) -> bool:
    """Whether two values of a field are the same."""
    if name == "weight":
        try:
            return Decimal(str(a)) == Decimal(str(b))
        except InvalidOperation:
            return False
    return bool(all_fields()[name].same(str(a), str(b)))


def field_outcome(name: str, true: Mapping[str, Any], got: Mapping[str, Any]) -> str:
    """``exact``, ``wrong`` (legible yes, but not the true value), ``read`` (legible yes, no value given), ``no``, ``unknown``.

    ``no``: said to be missing, or beyond reading.
    """
    if got.get("present") == "no" or got.get("legible") == "no":
        return "no"
    if got.get("legible") != "yes":
        return "unknown"
    if true["present"] == "no" or true["legible"] == "no":
        return "wrong"
    if name == "weight" and true.get("unit_shown") == "no":
        return "exact" if got.get("unit_shown") != "yes" else "wrong"
    if true["value"] is None:
        return "exact"
    if got.get("value") is None:
        return "read"
    return "exact" if same(name, got.get("value"), true["value"]) else "wrong"


def fields_of(
    rows: Iterable[Row], kind: str | None = None
) -> list[tuple[Row, str, Mapping[str, Any], Mapping[str, Any]]]:
    """Every field that has a truth, with what was said of it."""
    return [
        (row, name, true, row["got"]["fields"].get(name, {}))
        for row in rows
        if kind is None or row["label"]["kind"] == kind
        for name, true in row["label"]["fields"].items()
        if name in row["label"]["asked"]
    ]


def verdict_outcome(true: str | None, doubtful: bool, got: str) -> str:
    """``right``, ``false_accept``, ``false_refusal``, ``abstained`` or ``other`` (another wrong settled verdict).

    Where a person may fail to read the picture, saying that it can't be read is no false refusal. ``true`` None: not valid.
    """
    if got == "valid":
        return "right" if true == "valid" else "false_accept"
    if got == "needs_human":
        return "right" if true == "needs_human" else "abstained"
    if true is None:
        return "right"
    if true == "valid":
        return "right" if doubtful and got == "nonconforming" else "false_refusal"
    if true == "needs_human":
        return "right" if doubtful and got == "nonconforming" else "other"
    return "right" if got == true or (doubtful and got == "nonconforming") else "other"


def confusion(pairs: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """How often what is true (first) met what was said (second)."""
    return Counter(pairs)


def legibility_score(got: Mapping[str, Any], quality: Mapping[str, Any] | None) -> float:
    """How legible a place measures, from its figures alone: each against what is wanted, the worst, times the reader's.

    0 where nothing was found to measure.
    """
    if not quality or got.get("confidence") is None:
        return 0.0
    parts = []
    for figure in quality.values():
        measured = float(figure["measured"])
        if "wanted_at_least" in figure:
            parts.append(min(1.5, measured / float(figure["wanted_at_least"])))
        else:
            parts.append(min(1.5, float(figure["wanted_at_most"]) / max(measured, 1e-3)))
    return min(parts) * float(got["confidence"])

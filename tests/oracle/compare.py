"""Laying a ruling of the engine beside the oracle's outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

LISTS = ("missing", "needs_human", "waiting_for", "remedies", "obligations", "penalties", "findings", "exhibits")
KEYS = {
    "findings": ("allegation", "degree", "affects_normal_use", "result"),
    "exhibits": ("id", "verdict", "meets_burden"),
    "obligations": ("actor", "act", "due", "state", "clause"),
}


def outcome_of(ruling: dict[str, Any]) -> dict[str, Any]:
    """The part of ruling/1 that the oracle also states, in the oracle's form."""
    names = ("disposition", "tier", "proposal", "codes", "redress", "appeal", "penalties", "remedies", "missing")
    part = {name: ruling[name] for name in (*names, "needs_human", "waiting_for")}
    for name in ("findings", "obligations"):
        part[name] = [{key: row[key] for key in KEYS[name]} for row in ruling[name]]
    part["exhibits"] = [
        {
            **{key: row[key] for key in KEYS["exhibits"]},
            "reasons": sorted(([one["code"], one["field"]] for one in row["reasons"]), key=str),
            "consistency": sorted(
                ({key: one[key] for key in ("field", "matches", "code")} for one in row["consistency"]), key=str
            ),
        }
        for row in ruling["exhibits"]
    ]
    part["overridden"] = sorted([row["loser"], row["winner"]] for row in ruling["overridden"])
    part["packs"] = ruling["ruleset"]["packs"]
    return part


def differences(expected: Any, actual: Any, path: str = "$") -> Iterator[str]:
    """Where `actual` lacks or contradicts `expected`: dicts by the keys of `expected`, lists of rows in any order."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key not in actual:
                yield f"{path}.{key}: missing"
            else:
                yield from differences(value, actual[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        if path.rpartition(".")[2] in (*LISTS, "reasons", "overridden", "consistency"):
            expected, actual = sorted(expected, key=rank), sorted(actual, key=rank)
        for number, (left, right) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(left, right, f"{path}[{number}]")
    elif expected != actual:
        yield f"{path}: expected {expected!r}, got {actual!r}"


def disagreements(
    rule: Callable[[dict[str, Any]], dict[str, Any]],
    expected: Callable[[dict[str, Any]], dict[str, Any]],
    cases: Iterable[tuple[str, dict[str, Any]]],
) -> Iterator[str]:
    """One line per difference between `rule` (case/1 to ruling/1) and the oracle over named cases."""
    for name, case in cases:
        for difference in differences(expected(case), outcome_of(rule(case))):
            yield f"{name}: {difference}"


def rank(row: Any) -> str:
    """An order of rows that does not depend on which keys beyond the first few are given."""
    if not isinstance(row, dict):
        return str(row)
    names = ("id", "allegation", "effect", "fact", "about", "event", "field", "remedy", "sku", "actor", "act", "due")
    return str([row.get(name) for name in (*names, "state", "clause")])

"""The steps of a proof as values, and as they stand in a ruling (`reasons[]`).

>>> value_to_json(1_772_344_800_000_000, "instant"), value_to_json(Decimal("1.50"), "money")
('2026-03-01T06:00:00Z', '1.5')
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from adjudicator.rulebook.model import (
    Each,
    Expression,
    FactValue,
    Interval,
    Rulebook,
    Struct,
    Text2,
)

OTHERWISE = "otherwise"
"""The `rule` of a step in which a fact takes its `otherwise` value."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Step(NamedTuple):
    """One derived fact: what was concluded, by which rule, of which row, on what."""

    id: str
    """``s1``, ``s2`` … in order of derivation."""
    rule: str
    """A rule's id, ``PACK.measures.FACT``, ``PACK.clocks.NAME``, or ``otherwise``."""
    about: str | None
    """The id of the row that the rule speaks of; None for the case."""
    entity: str
    """The entity of that row."""
    concludes: str
    """The fact."""
    value: Any
    """The value of the fact, or the element put into it; None inside of an element: unknown."""
    clauses: tuple[str, ...]
    premises: tuple[str, ...]
    """Ids of earlier steps, artefacts of the record, readings."""
    status: Literal["stands", "provisional"] = "stands"


def slice_steps(steps: Sequence[Step], wanted: Collection[str]) -> list[Step]:
    """The steps that conclude one of the wanted facts and all that they rest on, in order, with new ids."""
    by_id = {step.id: step for step in steps}
    needed: set[str] = set()
    waiting = [step.id for step in steps if step.concludes in wanted]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [premise for premise in by_id[name].premises if premise in by_id]
    kept = [step for step in steps if step.id in needed]
    names = {step.id: f"s{number}" for number, step in enumerate(kept, start=1)}
    return [
        step._replace(id=names[step.id], premises=tuple(names.get(premise, premise) for premise in step.premises))
        for step in kept
    ]


# --- in a document ----------------------------------------------------------------------------------------------------


class Forms:
    """How steps of one rulebook stand in a document: entries of `reasons[]` (CONTRACT section 3), without
    floating-point numbers.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._facts = rulebook.facts
        self._entities = {rule.id: rule.entity for rule in rulebook.rules.values()}
        self._kinds = _kinds_of_keys(rulebook)

    def to_json(self, step: Step, because: Text2) -> dict[str, Any]:
        """The entry for a step; `because` is its text."""
        return {
            "id": step.id,
            "rule": step.rule,
            "about": step.about,
            "concludes": step.concludes,
            "value": self.value(step.concludes, step.value),
            "status": step.status,
            "clauses": list(step.clauses),
            "from": list(step.premises),
            "because": {"zh": because.zh, "en": because.en},
        }

    def from_json(self, entry: Mapping[str, Any]) -> Step:
        """The step that an entry stands for, its value in the form of the document.

        A missing key is a KeyError, a wrong type a TypeError; whether the step is right is for the checker to say.
        """
        for key in ("id", "rule", "concludes"):
            if not isinstance(entry[key], str):
                raise TypeError(f"{key} is a text")
        for key in ("clauses", "from"):
            if not isinstance(entry[key], list) or not all(isinstance(item, str) for item in entry[key]):
                raise TypeError(f"{key} is a list of texts")
        if entry["about"] is not None and not isinstance(entry["about"], str):
            raise TypeError("about is a text or null")
        if entry["status"] not in ("stands", "provisional"):
            raise TypeError("status is stands or provisional")
        fact = self._facts.get(entry["concludes"])
        return Step(
            id=entry["id"],
            rule=entry["rule"],
            about=entry["about"],
            entity=self._entities.get(entry["rule"], "case" if fact is None else fact.entity),
            concludes=entry["concludes"],
            value=entry["value"],
            clauses=tuple(entry["clauses"]),
            premises=tuple(entry["from"]),
            status=entry["status"],
        )

    def value(self, fact: str, value: Any) -> Any:
        """The value of a fact, or an element of it, in the form of a document; a value that has it already stays as it
        is.
        """
        declared = self._facts.get(fact)
        if isinstance(value, dict) and fact in self._kinds:
            kinds = self._kinds[fact]
            return {key: value_to_json(item, kinds.get(key, "text")) for key, item in value.items()}
        return value_to_json(value, "text" if declared is None else declared.type)


def _kinds_of_keys(rulebook: Rulebook) -> dict[str, dict[str, str]]:
    """Of each effect, the types of the facts that rules write under its keys."""
    found: dict[str, dict[str, str]] = {}
    for _, rule in sorted(rulebook.rules.items()):
        for conclusion in rule.then:
            if isinstance(conclusion.value, Struct):
                kinds = found.setdefault(conclusion.fact, {})
                for key, expression in conclusion.value.items:
                    fact = rulebook.facts.get(_single_fact(expression))
                    if fact is not None and kinds.get(key) != "instant":
                        kinds[key] = fact.type
    return found


def _single_fact(expression: Expression) -> str:
    if isinstance(expression, Each):
        return next(filter(None, map(_single_fact, expression.items)), "")
    return expression.fact if isinstance(expression, FactValue) else ""


def value_to_json(value: Any, kind: str) -> Any:
    """A value in a document: instants ISO 8601 in UTC, decimals as strings without trailing zeros, lists for tuples and
    sets.
    """
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, int):
        return instant_to_iso(value) if kind == "instant" else plain(value) if kind in ("money", "number") else value
    if isinstance(value, Interval):
        return {"low": value_to_json(value.low, kind), "high": value_to_json(value.high, kind)}
    if isinstance(value, dict):
        return {key: value_to_json(item, kind) for key, item in value.items()}
    return [value_to_json(item, kind) for item in value]


def plain(number: int | Decimal) -> str:
    """A number in plain digits, without exponent or trailing zeros.

    >>> plain(Decimal("1E+2")), plain(Decimal("0.50")), plain(3)
    ('100', '0.5', '3')
    """
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def instant_to_iso(instant: int) -> str:
    """An instant in UTC, with a fraction only where it has one.

    >>> instant_to_iso(1_772_344_800_250_000)
    '2026-03-01T06:00:00.25Z'
    """
    moment = _EPOCH + timedelta(microseconds=instant)
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"

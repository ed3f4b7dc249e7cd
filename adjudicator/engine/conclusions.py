"""What an engine found out about one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from adjudicator.facts import Row, Value
from adjudicator.proof.model import Step

Status = Literal["no", "asks", "overridden", "provisional", "stands"]
RowKey = tuple[str, str]
"""Entity and id of a row ("" for the case)."""
RowState = tuple[dict[str, Any], RowKey, Mapping[str, dict[str, Any]], Row]
"""A row while rules run: its values and what the pass notes of it, its key, those of its ancestors but the case, and
the row itself.
"""


def row_key(row: Row) -> RowKey:
    """How a row is named outside of its case."""
    return (row.entity, row.id or "")


class RulesConflict(Exception):
    """Two rules that stand give one fact different values: a defect of the rulebook, never of the case."""

    def __init__(self, fact: str, row: RowKey, rules: tuple[str, ...]) -> None:
        self.fact, self.row, self.rules = fact, row, rules
        super().__init__(f"{fact} of {row}: {', '.join(rules)} conclude different values")


class Conclusions:
    """The status of each rule for each row, the value of each fact that was not given by the record, and the proof."""

    __slots__ = ("_derived", "_states", "_values", "statuses", "steps")

    def __init__(
        self,
        statuses: dict[tuple[str, RowKey], Status],
        steps: list[Step],
        states: Mapping[str, Sequence[RowState]],
        derived: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.statuses = statuses
        """By rule id and row; what is not listed is ``no``."""
        self.steps = steps
        """The whole proof, in order (`docs/proof.md`)."""
        self._states = states
        self._derived = derived
        self._values: dict[tuple[str, RowKey], Value] | None = None

    @property
    def values(self) -> dict[tuple[str, RowKey], Value]:
        """By fact and row; ``None`` is unknown. Effects are not listed: the steps carry them."""
        if self._values is None:
            self._values = {
                (fact, key): values.get(fact)
                for entity, facts in self._derived.items()
                for values, key, _, _ in self._states.get(entity, ())
                for fact in facts
            }
        return self._values

    def differing(self, other: Conclusions) -> set[str]:
        """The facts that have another value in other conclusions from the same facts, for whatever row."""
        return {
            fact
            for entity, facts in self._derived.items()
            for (values, _, _, _), (others, _, _, _) in zip(
                self._states.get(entity, ()), other._states.get(entity, ()), strict=True
            )
            for fact in facts
            if values.get(fact) != others.get(fact)
        }

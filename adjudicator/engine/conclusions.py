"""What an engine found out about one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adjudicator.facts import Row, Value

Status = Literal["no", "asks", "overridden", "provisional", "stands"]
RowKey = tuple[str, str]
"""Entity and id of a row ("" for the case)."""


def row_key(row: Row) -> RowKey:
    """How a row is named outside of its case."""
    return (row.entity, row.id or "")


class RulesConflict(Exception):  # noqa: N818 - it names the fault
    """Two rules that stand give one fact different values: a defect of the rulebook, never of the case."""

    def __init__(self, fact: str, row: RowKey, rules: tuple[str, ...]) -> None:
        self.fact, self.row, self.rules = fact, row, rules
        super().__init__(f"{fact} of {row}: {', '.join(rules)} conclude different values")


@dataclass(frozen=True, slots=True)
class Conclusions:
    """The status of each rule for each row, and the value of each fact that was not given by the record."""

    statuses: dict[tuple[str, RowKey], Status]
    """By rule id and row; what is not listed is ``no``."""
    values: dict[tuple[str, RowKey], Value]
    """By fact and row; ``None`` is unknown. Effects are not listed: the rules that stand carry them."""

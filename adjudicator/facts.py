"""The facts of one case: rows of entities with their values and where on the record each value stands.

Intake makes them from a record; engines and the proof checker read them and never change them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from .rulebook.model import Interval

Value = str | int | Decimal | Interval | dict[str, str | None] | None


@dataclass(slots=True)
class Row:
    """One case, exhibit, allegation … with what the record says of it.

    ``values`` has a key for every fact of its entity that is `given_by: record`; ``None`` means unknown. ``sources`` names for a
    fact the artefacts that it was taken from (ids, or JSON paths of the record); facts that are not listed come from
    ``source``.
    """

    entity: str
    id: str | None
    """The id that the record gives it; None for the case itself. Unique within its entity."""
    values: dict[str, Value]
    up: dict[str, Row] = field(default_factory=dict)
    """Each ancestor entity to its row; a link entity has several. The case is always among them, except for itself."""
    source: tuple[str, ...] = ("$",)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def artefacts(self, fact: str) -> tuple[str, ...]:
        """Where on the record the value of a fact stands."""
        return self.sources.get(fact, self.source)


@dataclass(slots=True)
class Facts:
    """All rows of one case, by entity; each list in the order of the record's normal form."""

    rows: dict[str, list[Row]]
    as_of: int
    """The instant at which the case is ruled, microseconds since the Unix epoch."""
    platform: str | None
    """None: a single exhibit is looked at, and only the exhibit rules exist."""

    @property
    def case(self) -> Row:
        """The row of the case itself."""
        return self.rows["case"][0]

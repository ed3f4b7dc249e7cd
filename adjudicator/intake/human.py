"""What people found: of the findings of one fact, subject and field the latest counts; one that says unknown is as if not made (SEMANTICS 3, 45.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adjudicator.case import Case


@dataclass(frozen=True, slots=True)
class Found:
    """One finding that stands."""

    fact: str
    about: str | None
    field: str | None
    value: Any
    path: str
    """Where it stands on the record."""


class StandingFindings:
    """The findings of a case that stand: the latest of each fact, subject and field."""

    def __init__(self, case: Case) -> None:
        latest: dict[tuple[str, str | None, str | None], tuple[Any, Found]] = {}
        for index, finding in enumerate(case.human_findings):
            if finding.value == "unknown":
                continue
            key = (finding.fact, finding.about, finding.field)
            if key not in latest or finding.at >= latest[key][0]:
                path = f"$.human_findings[{index}]"
                latest[key] = (finding.at, Found(*key, finding.value, path))
        self._standing = {key: found for key, (_, found) in latest.items()}

    def __iter__(self) -> Iterator[Found]:
        return iter(sorted(self._standing.values(), key=lambda found: found.path))

    def get(self, fact: str, about: str | None = None, field: str | None = None) -> Found | None:
        """The finding of a fact about exactly this subject, if one stands."""
        return self._standing.get((fact, about, field))

    def of_allegation(self, fact: str, allegation: str) -> Found | None:
        """The finding for an allegation: its own, else one about all that have none of their own (SEMANTICS 36)."""
        return self.get(fact, allegation) or self.get(fact)

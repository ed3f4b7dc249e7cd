"""Which items of the policy are applied by what, and by how many cases that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.problems import Findings
from adjudicator.rulebook.quotes import Item, read_library
from adjudicator.rulebook.rule_tests import read_rule_tests


@dataclass(frozen=True, slots=True)
class Applied:
    """Something that cites a clause. `kind`: rule, measure, clock, parameter, reading; `cases`: those beside a rule."""

    kind: str
    name: str
    file: str
    cases: int


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """One item of the policy with everything that cites it."""

    item: Item
    by: tuple[Applied, ...]

    @property
    def cases(self) -> int:
        """The cases beside the rules that cite it."""
        return sum(applied.cases for applied in self.by)

    @property
    def is_covered(self) -> bool:
        """Whether anything cites it."""
        return bool(self.by)


def coverage(root: Path, rulebook: Rulebook, pack: str | None = None) -> tuple[ItemCoverage, ...]:
    """Every item of `policy.json`, in its order, with what cites it; `pack` leaves only the items of one pack."""
    cases = {key: len(found) for key, found in read_rule_tests(root, rulebook).cases.items()}
    by: dict[str, list[Applied]] = {}
    for key, rule in sorted(rulebook.rules.items()):
        by.setdefault(rule.source.clause, []).append(Applied("rule", key, rule.place.file, cases.get(key, 0)))
    for name, measure in sorted(rulebook.measures.items()):
        by.setdefault(measure.source.clause, []).append(Applied("measure", name, measure.place.file, 0))
    for name, clock in sorted(rulebook.clocks.items()):
        by.setdefault(clock.source.clause, []).append(Applied("clock", name, clock.place.file, 0))
    for name, parameter in sorted(rulebook.parameters.items()):
        by.setdefault(parameter.clause, []).append(Applied("parameter", name, parameter.place.file, 0))
    for name, reading in sorted(rulebook.readings.items()):
        by.setdefault(reading.clause, []).append(Applied("reading", name, reading.place.file, 0))
    return tuple(
        ItemCoverage(item, tuple(by.get(item.id, ())))
        for item in read_library(root, Findings()).policy.values()
        if pack is None or item.pack == pack
    )

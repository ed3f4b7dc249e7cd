"""Which items of the policy are applied by what, by how many cases that is shown, and which are left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adjudicator.rulebook import shapes
from adjudicator.rulebook.model import Place, Rulebook, Text2
from adjudicator.rulebook.problems import Findings
from adjudicator.rulebook.quotes import Item, read_library
from adjudicator.rulebook.rule_tests import read_rule_tests
from adjudicator.rulebook.yaml_places import read

LEFT_OUT = "not_formalised.yaml"
"""The file of a pack that says of items why nothing in the rules cites them."""


@dataclass(frozen=True, slots=True)
class Applied:
    """Something that cites a clause. `kind`: rule, measure, clock, parameter, reading; `cases`: those beside a rule."""

    kind: str
    name: str
    file: str
    cases: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why no rule states an item; for what every ruling must keep to, the test (``path::name``) that sees to it."""

    item: str
    pack: str
    reason: Text2
    enforced_by: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """One item of the policy with everything that cites it, or with the reason why nothing does."""

    item: Item
    by: tuple[Applied, ...]
    left_out: LeftOut | None = None

    @property
    def cases(self) -> int:
        """The cases beside the rules that cite it."""
        return sum(applied.cases for applied in self.by)

    @property
    def is_covered(self) -> bool:
        """Whether anything cites it, or its pack says why nothing does."""
        return bool(self.by) or self.left_out is not None


def coverage(root: Path, rulebook: Rulebook, pack: str | None = None) -> tuple[ItemCoverage, ...]:
    """Every item of `policy.json`, in its order, with what cites it; `pack` leaves only the items of one pack."""
    cases = {key: len(found) for key, found in read_rule_tests(root, rulebook).cases.items()}
    by = citations(rulebook, cases)
    findings = Findings()
    left_out = read_left_out(root, rulebook.packs, findings)
    return tuple(
        ItemCoverage(item, by.get(item.id, ()), left_out.get(item.id))
        for item in read_library(root, findings).policy.values()
        if pack is None or item.pack == pack
    )


def citations(rulebook: Rulebook, cases: Mapping[str, int]) -> dict[str, tuple[Applied, ...]]:
    """What cites each clause: rules (with the number of their `cases`), measures, clocks, parameters, readings."""
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
    return {clause: tuple(applied) for clause, applied in by.items()}


def read_left_out(root: Path, packs: tuple[str, ...], findings: Findings) -> dict[str, LeftOut]:
    """The items that each pack says it leaves out, by id."""
    found: dict[str, LeftOut] = {}
    for pack in packs:
        file = f"{pack}/{LEFT_OUT}"
        node = read(root / file, file, findings) if (root / file).exists() else None
        for key, entry in shapes.named_entries(node, findings, "items that are left out"):
            what = f"the item {key.text}"
            shapes.known_keys(entry, findings, what, optional=("zh", "en", "enforced_by"))
            reason = shapes.both_languages(entry, key.place, findings, f"the reason of {key.text}")
            enforced_by = shapes.word(entry.get("enforced_by"), findings, "enforced_by")
            if key.text in found:
                findings.add("NAME_TAKEN", key.place, f"{key.text} 已列過", f"{key.text} is listed already")
            found[key.text] = LeftOut(key.text, pack, reason, enforced_by, key.place)
    return found


def check_left_out(root: Path, rulebook: Rulebook, findings: Findings) -> None:
    """Notes what a pack leaves out although it is no item of the pack, or although something cites it."""
    items = read_library(root, Findings()).policy
    cited = citations(rulebook, {})
    for entry in read_left_out(root, rulebook.packs, findings).values():
        own = [item.id for item in items.values() if item.pack == entry.pack]
        if entry.item not in own:
            findings.unknown("UNKNOWN_ITEM", entry.place, "條目", f"item of {entry.pack}", entry.item, own)
        elif entry.item in cited:
            by = cited[entry.item][0].name
            findings.add(
                "ITEM_IS_APPLIED", entry.place, f"{entry.item} 已由 {by} 引用", f"{by} cites {entry.item}: not left out"
            )

"""What a policy person should know of a rules folder: all faults of loading, and what is idle, untested or too long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from adjudicator.rulebook.checks import facts_of, holes, parameters_of, things
from adjudicator.rulebook.coverage import check_left_out
from adjudicator.rulebook.load import TEST, read_folder
from adjudicator.rulebook.model import Condition, Each, Literally, Place, Rule, Rulebook, Struct
from adjudicator.rulebook.problems import Findings, Problem, RulebookFaults
from adjudicator.rulebook.rule_tests import read_rule_tests
from adjudicator.rulebook.versions import VersionFault, frozen, load_version
from adjudicator.rulebook.words import READING

LONGEST_RULE = 60


def lint(root: Path) -> tuple[Problem, ...]:
    """All problems of a folder, by file and line; empty if it is in order."""
    rulebook, findings = read_folder(root)
    if not any(problem.code == "NO_FOLDER" for problem in findings.problems):
        findings.problems += read_rule_tests(root, rulebook).findings.problems
        _files(root, rulebook, findings)
        _idle_words(rulebook, findings)
        _repeated_winners(rulebook, findings)
        check_left_out(root, rulebook, findings)
        _drifted(root, rulebook, findings)
    return RulebookFaults(findings.problems).problems


def _files(root: Path, rulebook: Rulebook, findings: Findings) -> None:
    beside = set()
    for rule in rulebook.rules.values():
        test = rule.place.file.removesuffix(".yaml") + TEST
        beside.add(test)
        if not (root / test).exists():
            findings.add("NO_CASES", rule.place, "規則沒有案例檔", "no cases stand beside the rule", expected=test)
        lines = (root / rule.place.file).read_text(encoding="utf-8").count("\n")
        if lines > LONGEST_RULE:
            findings.add(
                "RULE_TOO_LONG",
                rule.place,
                f"規則有 {lines} 行",
                f"the rule has {lines} lines",
                expected=f"at most {LONGEST_RULE}",
            )
    for pack in rulebook.packs:
        for path in sorted((root / pack).rglob(f"*{TEST}")):
            file = path.relative_to(root).as_posix()
            if file not in beside:
                findings.add(
                    "CASES_WITHOUT_RULE",
                    Place(file, 1),
                    "案例檔沒有對應的規則",
                    "no rule stands beside these cases",
                    expected=file.removesuffix(TEST) + ".yaml",
                )


# --- words that nothing uses ----------------------------------------------------------------------------------------


def _idle_words(rulebook: Rulebook, findings: Findings) -> None:
    readers = things(rulebook)
    used = findings.read_elsewhere | {fact for thing in readers for fact in facts_of(thing)}
    for thing in readers:
        for text in (thing.explanation, getattr(thing, "fix", None)):
            used.update(holes(text.zh) + holes(text.en) if text is not None else ())
    parameters = {name for thing in readers for name in parameters_of(thing)}
    parameters |= {name.removeprefix("$") for name in used if name.startswith("$")}
    concluded = {conclusion.fact for rule in rulebook.rules.values() for conclusion in rule.then}
    given = set(rulebook.measures) | {f"{name}.{part}" for name in rulebook.clocks for part in ("state", "due")}
    keys = _keys_used(rulebook)
    for fact in rulebook.facts.values():
        if fact.name.startswith(READING):
            if fact.name not in used:
                findings.add("IDLE_WORD", fact.place, f"沒有規則讀取口徑 {fact.name}", f"no rule reads {fact.name}")
        elif fact.given_by == "rules" and fact.name not in concluded | findings.read_elsewhere:
            findings.add("IDLE_WORD", fact.place, f"沒有規則給出 {fact.name}", f"no rule gives {fact.name}")
        elif fact.given_by in ("measure", "clock") and fact.name not in given:
            findings.add(
                "IDLE_WORD",
                fact.place,
                f"沒有{'度量' if fact.given_by == 'measure' else '時鐘'}給出 {fact.name}",
                f"no {fact.given_by} gives {fact.name}",
            )
        elif fact.name not in used | concluded | {f"{name}.due" for name in rulebook.clocks}:
            findings.add("IDLE_WORD", fact.place, f"沒有規則讀取 {fact.name}", f"nothing reads {fact.name}")
        for key in fact.keys:
            if fact.name in concluded and key not in keys.get(fact.name, set()):
                findings.add(
                    "IDLE_WORD",
                    fact.place,
                    f"{fact.name} 的鍵 {key} 無人使用",
                    f"no rule uses the key {key} of {fact.name}",
                )
    for parameter in rulebook.parameters.values():
        if parameter.name not in parameters:
            findings.add(
                "IDLE_WORD",
                parameter.place,
                f"參數 {parameter.name} 無人使用",
                f"nothing uses the parameter {parameter.name}",
            )
    inhabited = {fact.entity for fact in rulebook.facts.values()} | {"case"}
    inhabited |= {parent for entity in rulebook.entities.values() for parent in entity.parents}
    for entity in rulebook.entities.values():
        if entity.name not in inhabited:
            findings.add(
                "IDLE_WORD",
                Place("vocabulary.yaml", 1),
                f"實體 {entity.name} 沒有事實",
                f"the entity {entity.name} has no facts",
            )


def _keys_used(rulebook: Rulebook) -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for rule in rulebook.rules.values():
        for conclusion in rule.then:
            if isinstance(conclusion.value, Struct):
                used.setdefault(conclusion.fact, set()).update(key for key, _ in conclusion.value.items)
    return used


# --- conditions that only repeat a winner ---------------------------------------------------------------------------


def _repeated_winners(rulebook: Rulebook, findings: Findings) -> None:
    """A condition says nothing new where a winner needs its opposite and otherwise no more than the rule itself."""
    for winner in rulebook.rules.values():
        for loser in rulebook.rules.values():
            if loser.id in winner.overrides:
                for condition in _repeating(loser, winner, rulebook):
                    findings.add(
                        "REPEATS_A_WINNER",
                        condition.place,
                        f"條件 {condition.fact} 只是重述 {winner.id} 不成立",
                        f"the condition on {condition.fact} only repeats that {winner.id} does not stand",
                        expected="no such condition: overrides says it already",
                    )


def _repeating(loser: Rule, winner: Rule, rulebook: Rulebook) -> Iterable[Condition]:
    own = {_placeless(condition) for condition in loser.conditions}
    for condition in loser.conditions:
        for opposite in winner.conditions:
            rest = {_placeless(other) for other in winner.conditions if other is not opposite}
            if _negate(condition, opposite, rulebook) and rest <= own - {_placeless(condition)}:
                yield condition


def _placeless(condition: Condition) -> Condition:
    return replace(condition, place=Place("", 0))


def _negate(one: Condition, other: Condition, rulebook: Rulebook) -> bool:
    """Whether exactly one of two conditions holds for every known value of their fact."""
    if one.fact != other.fact:
        return False
    if {one.operator, other.operator} == {"is", "is_not"}:
        return one.comparand == other.comparand
    if {one.operator, other.operator} == {"at_least", "at_most"}:
        upper, lower = (one, other) if one.operator == "at_least" else (other, one)
        if isinstance(upper.comparand, Literally) and isinstance(lower.comparand, Literally):
            least, most = upper.comparand.value, lower.comparand.value
            return rulebook.facts[one.fact].type == "count" and isinstance(least, int) and least - 1 == most
    fact = rulebook.facts[one.fact]
    closed = {"yes", "no"} if fact.type == "truth" else set(fact.values)
    first, second = _chosen(one, closed), _chosen(other, closed)
    return first is not None and second is not None and closed - first == second


def _chosen(condition: Condition, closed: set[str]) -> set[str] | None:
    """The values of a closed list for which a condition on literals holds; None for any other condition."""
    if not closed or condition.operator not in ("is", "is_not", "in"):
        return None
    listed = condition.comparand.items if isinstance(condition.comparand, Each) else (condition.comparand,)
    values = {str(one.value) for one in listed if isinstance(one, Literally)}
    if len(values) != len(listed):
        return None
    return closed - values if condition.operator == "is_not" else values & closed


# --- versions -------------------------------------------------------------------------------------------------------


def _drifted(root: Path, rulebook: Rulebook, findings: Findings) -> None:
    """Frozen versions can be read, and the working rules do not bear the name of one that says something else."""
    for version in frozen(root):
        place = Place(f"versions/{version}.json", 1)
        try:
            kept = load_version(root, version)
        except VersionFault as fault:
            findings.add(fault.code, place, fault.zh, fault.en)
            continue
        if version == rulebook.version and kept.digest != rulebook.digest:
            findings.add(
                "VERSION_DRIFTED",
                Place("version.yaml", 1),
                f"工作規則已與凍結的 {version} 不同",
                f"the working rules are no longer those that were frozen as {version}",
                expected="a new version in version.yaml",
            )

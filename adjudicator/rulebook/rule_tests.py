"""The cases beside a rule: `NAME.test.yaml` read, run, and held against the rule with one condition dropped.

```yaml
rule: taobao-dm.penalties.permanent_freeze
given: {mismatch.verified: yes, seller.upheld_mismatches: 3, severity: serious}
cases:
  - name: nobody has said how serious it was, so a person is asked
    but: {severity: unknown}                       # instead of what is given
    and: {taobao-dm.penalties.mall_exit: no}       # how a rule that overrides this one came out
    as_of: 2026-01-31                              # optional: the UTC+8 day of the ruling
    expect: {fires: no, asks_for: [severity]}      # fires, stands, status, effects, asks_for, values
```

Facts that are not given are unknown, readings have their default. A count may be `[low, high]`; a set fact is a list of
its elements, or a mapping from element to `yes` or `unknown`. `effects` names each element of an effect by its value
under the first key of the vocabulary (`effect` of a penalty); an element without it has no name. Rules are evaluated
with the atoms of the proof, which the caller passes in: ``run_rule_tests(root, rulebook, adjudicator.proof.atoms)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from adjudicator.calendars import instant_of_day
from adjudicator.rulebook import shapes
from adjudicator.rulebook.expressions import NUMERIC, typed
from adjudicator.rulebook.load import TEST
from adjudicator.rulebook.model import Condition, Expression, Fact, Interval, Place, Rule, Rulebook
from adjudicator.rulebook.order import facts_in, facts_of_rule, parameter_at
from adjudicator.rulebook.problems import Findings, RulebookFaults
from adjudicator.rulebook.words import READING
from adjudicator.rulebook.yaml_places import Mapping as MappingNode
from adjudicator.rulebook.yaml_places import Node, Scalar, Sequence, read

Status = Literal["no", "asks", "overridden", "provisional", "stands"]
STATUSES: tuple[Status, ...] = ("no", "asks", "overridden", "provisional", "stands")
UNKNOWN = "unknown"
Lookup = Callable[[str], Any]


class Atoms(Protocol):
    """What evaluates conditions and values; the module `adjudicator.proof.atoms` is one."""

    def holds(
        self, condition: Condition, lookup: Lookup, orders: Mapping[str, tuple[str, ...]]
    ) -> Literal["yes", "no"] | None:
        """Whether a condition holds."""

    def evaluate(self, expression: Expression, lookup: Lookup) -> Any:
        """The value of an expression."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one rule came out."""

    status: Status
    fires: bool
    asks_for: tuple[str, ...]
    values: dict[str, Any]
    """Per fact of `then` its value (`one`) or the tuple of its elements (`set`); empty unless the rule fires."""
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a test file; of `expect` only what was written is compared."""

    name: str
    values: dict[str, Any]
    winners: dict[str, Status]
    as_of: int
    expect: dict[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class CaseResult:
    """Whether a case came out as expected; `differences`: (what, expected, found)."""

    rule: str
    case: Case
    differences: tuple[tuple[str, Any, Any], ...]

    @property
    def passed(self) -> bool:
        """Whether everything expected was found."""
        return not self.differences


@dataclass(slots=True)
class RuleTests:
    """All cases by the key of their rule, and what is wrong with the test files."""

    cases: dict[str, tuple[Case, ...]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)


# --- reading --------------------------------------------------------------------------------------------------------


def read_rule_tests(root: Path, rulebook: Rulebook) -> RuleTests:
    """The cases of all rules of a folder."""
    tests = RuleTests()
    for key, rule in rulebook.rules.items():
        file = rule.place.file.removesuffix(".yaml") + TEST
        if (root / file).exists() and (node := read(root / file, file, tests.findings)) is not None:
            tests.cases[key] = _file(node, rule, rulebook, tests.findings)
    return tests


def _file(node: Node, rule: Rule, rulebook: Rulebook, findings: Findings) -> tuple[Case, ...]:
    entry = shapes.mapping(node, findings, "the test of a rule")
    shapes.known_keys(entry, findings, "the test of a rule", required=("rule", "cases"), optional=("given",))
    named = shapes.word(entry.get("rule"), findings, "rule")
    if named is not None and named != rule.id:
        findings.add(
            "NOT_ITS_PATH",
            entry.place,
            f"這是 {named} 的案例",
            f"it tests “{named}”, but stands beside {rule.id}",
            expected=rule.id,
        )
    given = _values(entry.get("given"), rule, rulebook, findings)
    cases: list[Case] = []
    for item in shapes.items(entry.get("cases"), findings, "cases"):
        line = shapes.mapping(item, findings, "a case")
        shapes.known_keys(line, findings, "a case", required=("name", "expect"), optional=("but", "and", "as_of"))
        name = shapes.word(line.get("name"), findings, "name") or ""
        if any(case.name == name for case in cases):
            findings.add("NAME_TAKEN", line.place, f"案例「{name}」重複", f"there is a case “{name}” already")
        day = shapes.day(line.get("as_of"), findings, "as_of") or rule.in_force_until or "9999-12-30"
        cases.append(
            Case(
                name=name,
                values=given | _values(line.get("but"), rule, rulebook, findings),
                winners=_winners(line.get("and"), rule, rulebook, findings),
                as_of=instant_of_day(date.fromisoformat(day).toordinal()),
                expect=_expect(line.get("expect"), rule, rulebook, findings),
                place=line.place,
            )
        )
    if not cases:
        findings.add("NO_CASES", entry.place, "沒有案例", "there are no cases")
    return tuple(cases)


def _values(node: Node | None, rule: Rule, rulebook: Rulebook, findings: Findings) -> dict[str, Any]:
    read_by_rule = set(facts_of_rule(rule))
    values: dict[str, Any] = {}
    for key, value in shapes.mapping(node, findings, "given").entries if node is not None else ():
        fact = rulebook.facts.get(key.text)
        if fact is None or key.text not in read_by_rule:
            findings.unknown(
                "UNKNOWN_FACT", key.place, "此規則讀取的事實", "fact that the rule reads", key.text, read_by_rule
            )
            continue
        values[key.text] = _value(value, fact, findings)
    return values


def _value(node: Node, fact: Fact, findings: Findings) -> Any:
    """A value as a case writes it; None: unknown."""
    if isinstance(node, Scalar):
        if node.text == UNKNOWN and UNKNOWN not in fact.values:
            return None
        value, expected = typed(node.text, fact)
        if expected is not None:
            findings.add(
                "UNKNOWN_VALUE",
                node.place,
                f"「{node.text}」不是 {fact.name} 的值",
                f"“{node.text}” is not a value of {fact.name}",
                expected=f"{expected}, unknown",
            )
        return {value: "yes"} if fact.many else value
    if fact.many and isinstance(node, Sequence):
        return {element: "yes" for item in node.items for element in (_value(item, fact, findings) or ())}
    if fact.many and isinstance(node, MappingNode):
        return {
            element: "yes" if isinstance(held, Scalar) and held.text == "yes" else None
            for key, held in node.entries
            for element in (_value(key, fact, findings) or ())
        }
    if fact.type in NUMERIC and isinstance(node, Sequence) and len(node.items) == 2:
        low, high = (_value(item, fact, findings) for item in node.items)
        return Interval(low, high)
    zh, en = shapes.describe(node)
    findings.add("WRONG_SHAPE", node.place, f"{fact.name} 的值不能是{zh}", f"{fact.name} cannot be {en}")
    return None


def _winners(node: Node | None, rule: Rule, rulebook: Rulebook, findings: Findings) -> dict[str, Status]:
    overriding = {winner.id for winner in rulebook.rules.values() if rule.id in winner.overrides}
    found: dict[str, Status] = {}
    for key, value in shapes.mapping(node, findings, "and").entries if node is not None else ():
        if key.text not in overriding:
            findings.unknown(
                "UNKNOWN_RULE", key.place, "優先於此規則的規則", "rule that overrides this one", key.text, overriding
            )
        found[key.text] = cast(Status, shapes.one_of(value, STATUSES, "no", findings, "狀態", "status of a rule"))
    return found


def _expect(node: Node | None, rule: Rule, rulebook: Rulebook, findings: Findings) -> dict[str, Any]:
    if node is None:
        return {}
    entry = shapes.mapping(node, findings, "expect")
    known = ("fires", "stands", "status", "effects", "asks_for", "values")
    shapes.known_keys(entry, findings, "expect", optional=known)
    expect: dict[str, Any] = {}
    for key in ("fires", "stands"):
        if (written := entry.get(key)) is not None:
            expect[key] = shapes.yes_or_no(written, findings, key)
    if (written := entry.get("status")) is not None:
        expect["status"] = shapes.one_of(written, STATUSES, "no", findings, "狀態", "status of a rule")
    for key in ("effects", "asks_for"):
        if (written := entry.get(key)) is not None:
            expect[key] = tuple(sorted(text for text, _ in shapes.words(written, findings, key)))
    if (written := entry.get("values")) is not None:
        concluded = {conclusion.fact for conclusion in rule.then}
        expect["values"] = {}
        for name, value in shapes.mapping(written, findings, "values").entries:
            fact = rulebook.facts.get(name.text)
            if fact is None or name.text not in concluded or fact.type == "effect":
                findings.unknown(
                    "UNKNOWN_FACT", name.place, "此規則給出的事實", "fact that the rule gives", name.text, concluded
                )
                continue
            read_value = _value(value, fact, findings)
            expect["values"][name.text] = tuple(sorted(read_value)) if fact.many and read_value else read_value
    return expect


# --- running --------------------------------------------------------------------------------------------------------


def outcome(rule: Rule, case: Case, rulebook: Rulebook, atoms: Atoms) -> Outcome:
    """How a rule comes out for the values and winners of a case (docs/rule-language.md, "Meaning")."""

    def lookup(name: str) -> Any:
        if name.startswith("$"):
            return parameter_at(rulebook, name[1:], case.as_of)
        if name in case.values:
            return case.values[name]
        reading = rulebook.readings.get(name.removeprefix(READING)) if name.startswith(READING) else None
        return reading.default if reading is not None else None

    orders = {fact.name: fact.values for fact in rulebook.facts.values() if fact.ordered}
    truths = [(condition, atoms.holds(condition, lookup, orders)) for condition in rule.conditions]
    fires = all(truth == "yes" for _, truth in truths)
    statuses = set(case.winners.values())
    unknown = [condition for condition, truth in truths if truth is None]
    status: Status
    if any(truth == "no" for _, truth in truths) or (unknown and "stands" in statuses):
        status = "no"
    elif unknown:
        status = "asks"
    elif "stands" in statuses:
        status = "overridden"
    else:
        status = "provisional" if statuses & {"asks", "provisional"} else "stands"
    first = [condition for condition in unknown if condition in rule.once] or unknown
    values: dict[str, Any] = {}
    effects: list[str] = []
    for conclusion in rule.then if fires else ():
        fact = rulebook.facts[conclusion.fact]
        value = atoms.evaluate(conclusion.value, lookup)
        if fact.type == "effect":
            effects += _names(value, fact)
        elif fact.many:
            values[fact.name] = tuple(sorted((*values.get(fact.name, ()), value)))
        else:
            values[fact.name] = value
    asks_for = (
        {fact for condition in first for fact in _unknown_facts(condition, lookup)} if status == "asks" else set()
    )
    return Outcome(status, fires, tuple(sorted(asks_for)), values, tuple(sorted(effects)))


def _unknown_facts(condition: Condition, lookup: Lookup) -> tuple[str, ...]:
    """The facts for which an unknown condition asks: those that are unknown, else (an interval) its own fact."""
    facts = (condition.fact, *facts_in(condition.comparand))
    return tuple(fact for fact in facts if lookup(fact) is None) or (condition.fact,)


def _names(value: Any, fact: Fact) -> list[str]:
    """What an element of an effect is called: its value under the first key of the vocabulary, if it carries that."""
    name = dict(value).get(fact.keys[0])
    return [] if name is None else [str(name)]


def run_case(rule: Rule, case: Case, rulebook: Rulebook, atoms: Atoms) -> tuple[tuple[str, Any, Any], ...]:
    """What came out otherwise than expected: (what, expected, found)."""
    found = outcome(rule, case, rulebook, atoms)
    actual: dict[str, Any] = {
        "fires": found.fires,
        "stands": found.status == "stands",
        "status": found.status,
        "effects": found.effects,
        "asks_for": found.asks_for,
    }
    differences: list[tuple[str, Any, Any]] = []
    for key, wanted in case.expect.items():
        if key == "values":
            differences += [
                (name, value, found.values.get(name))
                for name, value in wanted.items()
                if found.values.get(name) != value
            ]
        elif wanted != actual[key]:
            differences.append((key, wanted, actual[key]))
    return tuple(differences)


def run_rule_tests(root: Path, rulebook: Rulebook, atoms: Atoms) -> tuple[CaseResult, ...]:
    """Every case of every rule, by rule and in the order written; raises `RulebookFaults` for faulty test files."""
    tests = read_rule_tests(root, rulebook)
    if tests.findings.problems:
        raise RulebookFaults(tests.findings.problems)
    return tuple(
        CaseResult(key, case, run_case(rulebook.rules[key], case, rulebook, atoms))
        for key, cases in sorted(tests.cases.items())
        for case in cases
    )


def without_load(root: Path, rulebook: Rulebook, atoms: Atoms) -> tuple[tuple[str, Condition], ...]:
    """The house test: every (rule, condition) that can be dropped without a case beside the rule failing."""
    tests = read_rule_tests(root, rulebook)
    idle: list[tuple[str, Condition]] = []
    for key, rule in sorted(rulebook.rules.items()):
        for condition in rule.conditions:
            lighter = replace(
                rule,
                once=tuple(c for c in rule.once if c is not condition),
                when=tuple(c for c in rule.when if c is not condition),
            )
            if not any(run_case(lighter, case, rulebook, atoms) for case in tests.cases.get(key, ())):
                idle.append((key, condition))
    return tuple(idle)

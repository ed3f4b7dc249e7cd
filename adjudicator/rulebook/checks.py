"""What holds between the parts of a rulebook: winners, strata, circles, packs, dates, and the holes of explanations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from adjudicator.rulebook.model import (
    STRATA,
    Clock,
    Each,
    Expression,
    Measure,
    Parameter,
    Place,
    Rule,
    Rulebook,
    Struct,
    TableLookup,
    Text2,
)
from adjudicator.rulebook.order import (
    EVIDENCE,
    Circle,
    Node,
    facts_of_clock,
    facts_of_measure,
    facts_of_rule,
    graph,
    sort,
    versions_by_id,
)
from adjudicator.rulebook.problems import Findings, nearest
from adjudicator.rulebook.words import READING, Words

HOLE = re.compile(r"\{([^{}]*)\}")
OF_SOURCE = ("source.clause", "source.text")


def check(rulebook: Rulebook, words: Words, findings: Findings) -> None:
    """Notes everything that is wrong between the parts of a rulebook."""
    _overrides(rulebook, words, findings)
    _versions(rulebook, findings)
    _givers(rulebook, findings)
    for scope in scopes(rulebook):
        _flow(rulebook, scope, findings)
    _packs(rulebook, findings)
    for thing in things(rulebook):
        _holes(thing.explanation, thing.place, thing.entity, rulebook, words, findings)
        if isinstance(thing, Rule) and thing.fix is not None:
            _holes(thing.fix, thing.place, thing.entity, rulebook, words, findings)


def scopes(rulebook: Rulebook) -> tuple[tuple[str, ...], ...]:
    """The sets of packs that ever govern together; a pack that governs no platform yet stands with ``evidence``."""
    found = {(*packs, EVIDENCE) for packs in rulebook.governs.values()}
    governed = {pack for packs in found for pack in packs}
    found |= {(pack, EVIDENCE) for pack in rulebook.packs if pack not in governed}
    return tuple(sorted(found or {(EVIDENCE,)}))


def _overrides(rulebook: Rulebook, words: Words, findings: Findings) -> None:
    by_id = versions_by_id(rulebook)
    for winner in rulebook.rules.values():
        for loser_id in winner.overrides:
            if loser_id not in by_id:
                findings.add(
                    "UNKNOWN_RULE",
                    winner.place,
                    f"overrides 中的「{loser_id}」不是規則",
                    f"overrides names “{loser_id}”, which is no rule",
                    nearest=nearest(loser_id, by_id),
                )
            for key in by_id.get(loser_id, ()):
                loser = rulebook.rules[key]
                if winner.entity not in words.sees(loser.entity):
                    findings.add(
                        "WINNER_OUT_OF_SIGHT",
                        winner.place,
                        f"優先規則須屬於 {loser.entity} 或其上級",
                        f"it overrides {loser_id}, a rule for {loser.entity}: it must be for that or an ancestor",
                        expected=" or ".join(f"for: {seen}" for seen in words.sees(loser.entity)),
                    )
                if STRATA.index(winner.stratum) > STRATA.index(loser.stratum):
                    findings.add(
                        "WINNER_TOO_LATE",
                        winner.place,
                        f"優先規則所在階段 {winner.stratum} 晚於 {loser_id} 的 {loser.stratum}",
                        f"it stands in {winner.stratum}, after {loser_id} in {loser.stratum}",
                        expected="a winner of the same or a lower stratum",
                    )


def _versions(rulebook: Rulebook, findings: Findings) -> None:
    for keys in versions_by_id(rulebook).values():
        dated = sorted((rulebook.rules[key] for key in keys), key=lambda rule: rule.in_force_from or "")
        for earlier, later in pairwise(dated):
            if earlier.in_force_until is None or earlier.in_force_until >= (later.in_force_from or ""):
                findings.add(
                    "VERSIONS_OVERLAP",
                    later.place,
                    f"與 {earlier.place.file} 同時有效",
                    f"it is in force at the same time as {earlier.place.file}",
                    expected=f"until: a day before {later.in_force_from} in {earlier.place.file}",
                )


def _givers(rulebook: Rulebook, findings: Findings) -> None:
    """A fact by measure or clock that something reads must have its measure or clock."""
    given = set(rulebook.measures) | {f"{name}.{part}" for name in rulebook.clocks for part in ("state", "due")}
    for thing in things(rulebook):
        place = thing.place
        for fact in facts_of(thing):
            if rulebook.facts[fact].given_by in ("measure", "clock") and fact not in given:
                kind = rulebook.facts[fact].given_by
                findings.add(
                    "NOBODY_GIVES",
                    place,
                    f"{fact} 沒有{'度量' if kind == 'measure' else '時鐘'}",
                    f"it reads {fact}, for which there is no {kind}",
                    expected=f"an entry in {kind}s.yaml",
                )


def place_of(node: Node, rulebook: Rulebook) -> Place:
    """Where a node is written."""
    if node.kind == "rule":
        return rulebook.rules[node.name].place
    if node.kind == "measure":
        return rulebook.measures[node.name].place
    if node.kind == "clock":
        return rulebook.clocks[node.name].place
    return rulebook.facts[node.name].place


def _flow(rulebook: Rulebook, packs: Iterable[str], findings: Findings) -> None:
    """No circle among the facts of one scope, and no rule reads a fact of a later stratum."""
    needs = graph(rulebook, packs)
    try:
        ordered = sort(rulebook, needs)
    except Circle as circle:
        around = " → ".join(node.name for node in circle.nodes)
        files = [node for node in circle.nodes if node.kind != "fact"] or list(circle.nodes)
        findings.add(
            "CIRCLE",
            place_of(files[0], rulebook),
            f"事實互相依賴:{around}",
            f"these depend on each other in a circle: {around}",
        )
        return
    strata: dict[Node, int] = {}
    for node in ordered:
        below = max((strata[need] for need in needs[node] if need.kind != "rule" or node.kind == "fact"), default=0)
        if node.kind != "rule":
            strata[node] = below
            continue
        rule = rulebook.rules[node.name]
        strata[node] = STRATA.index(rule.stratum)
        if below > strata[node]:
            for need in sorted(needs[node]):
                if need.kind != "rule" and strata[need] > strata[node]:
                    late = STRATA[strata[need]]
                    findings.add(
                        "READS_A_LATER_STRATUM",
                        rule.place,
                        f"{need.name} 在 {late} 才得出,晚於 {rule.stratum}",
                        f"it stands in {rule.stratum} but reads {need.name}, which is only known in {late}",
                        expected=f"stage: {late}, or a fact of {rule.stratum} or earlier",
                    )


def things(rulebook: Rulebook) -> tuple[Rule | Measure | Clock, ...]:
    """Everything that reads facts: rules, measures and clocks."""
    return (*rulebook.rules.values(), *rulebook.measures.values(), *rulebook.clocks.values())


def _packs(rulebook: Rulebook, findings: Findings) -> None:
    """Parameters, readings, measures and clocks must govern wherever the rule that reads them does."""
    home: dict[str, str] = {name: measure.pack for name, measure in rulebook.measures.items()}
    for name, clock in rulebook.clocks.items():
        home[f"{name}.state"] = home[f"{name}.due"] = clock.pack
    home |= {READING + name: reading.pack for name, reading in rulebook.readings.items()}
    for thing in things(rulebook):
        used = {f"${name}": rulebook.parameters[name].pack for name in parameters_of(thing)}
        used |= {fact: home[fact] for fact in facts_of(thing) if fact in home}
        for scope in scopes(rulebook):
            if thing.pack not in scope:
                continue
            for name, pack in sorted(used.items()):
                if pack not in scope:
                    findings.add(
                        "OF_ANOTHER_PACK",
                        thing.place,
                        f"{name} 屬於 {pack},並非處處與 {thing.pack} 同時適用",
                        f"{name} belongs to {pack}, which does not govern everywhere that {thing.pack} does",
                        expected=f"a word of {thing.pack} or {EVIDENCE}",
                    )


def facts_of(thing: Rule | Measure | Clock) -> tuple[str, ...]:
    """The facts that a rule, measure or clock reads."""
    if isinstance(thing, Rule):
        return facts_of_rule(thing)
    return facts_of_measure(thing) if isinstance(thing, Measure) else facts_of_clock(thing)


def parameters_of(thing: Rule | Measure | Clock) -> tuple[str, ...]:
    """The parameters that a rule, measure or clock uses in its conditions and values."""
    expressions: list[Expression | None]
    if isinstance(thing, Rule):
        expressions = [*(c.comparand for c in thing.conditions), *(c.value for c in thing.then)]
    elif isinstance(thing, Measure):
        expressions = [c.comparand for c in thing.where + thing.that]
        expressions.append(thing.within.length if thing.within is not None else None)
    else:
        expressions = [thing.length, *(c.comparand for c in thing.stopped_where)]
    return tuple(name for expression in expressions for name in _parameters_in(expression))


def _parameters_in(expression: Expression | None) -> tuple[str, ...]:
    if isinstance(expression, Parameter):
        return (expression.name,)
    if isinstance(expression, TableLookup):
        return (expression.table,)
    if isinstance(expression, Each):
        return tuple(name for item in expression.items for name in _parameters_in(item))
    if isinstance(expression, Struct):
        return tuple(name for _, item in expression.items for name in _parameters_in(item))
    return ()


def holes(text: str) -> tuple[str, ...]:
    """The names between braces in an explanation.

    >>> holes("{a.b} and {$c}")
    ('a.b', '$c')
    """
    return tuple(found.group(1) for found in HOLE.finditer(text))


def _holes(explanation: Text2, place: Place, entity: str, rulebook: Rulebook, words: Words, findings: Findings) -> None:
    seen = {
        fact.name for fact in rulebook.facts.values() if fact.entity in words.sees(entity) and fact.type != "effect"
    }
    known = [*seen, *OF_SOURCE, *(f"${name}" for name in rulebook.parameters)]
    for language, text in (("zh", explanation.zh), ("en", explanation.en)):
        for hole in holes(text):
            if hole not in known:
                findings.add(
                    "HOLE_NOT_FILLED",
                    place,
                    f"說明({language})中的「{{{hole}}}」無法填入",
                    f"nothing fills the hole {{{hole}}} of the explanation in {language}",
                    expected="a fact that is seen, $parameter, source.clause or source.text",
                    nearest=nearest(hole, known),
                )
        if "{" in (rest := HOLE.sub("", text)) or "}" in rest:
            findings.add(
                "HOLE_NOT_CLOSED",
                place,
                f"說明({language})的括號不成對",
                f"a brace of the explanation in {language} has no partner",
            )

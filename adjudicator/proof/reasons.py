"""The steps of a proof in words, zh and en: written from explanation templates, the values of steps and the names of
the vocabulary alone.

Holes of a template are facts (`{severity}`), parameters (`{$repeat.N}`), `{source.clause}` and `{source.text}`.
Instants are shown as ``2026-03-01 14:00:00 +08:00``, numbers plain, several values joined with 、 and ", ".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Any

from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Lookup
from adjudicator.proof.basis import Basis, seat, seer
from adjudicator.proof.grounds import element_key
from adjudicator.proof.model import OTHERWISE, Step, plain
from adjudicator.rulebook.model import Fact, Interval, Rule, Source, Text2

SHANGHAI = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOLE = re.compile(r"\{([^{}]+)\}")

UNKNOWN = Text2("未知", "unknown")
WORDS: Mapping[str, Text2] = {
    "yes": Text2("是", "yes"),
    "no": Text2("否", "no"),
    "never": Text2("未发生", "never"),
    "none": Text2("无", "none"),
    "not_started": Text2("未起算", "not started"),
    "running": Text2("进行中", "running"),
    "met": Text2("如期完成", "met in time"),
    "met_late": Text2("逾期完成", "met late"),
    "overdue": Text2("逾期未完成", "overdue"),
}
"""Names of the values that the language itself has; the vocabulary may name them otherwise."""

NO_RULE = Text2(
    "依{clauses},没有规则认定「{name}」,故为{value}。",
    "No rule under {clauses} concludes “{name}”; it is therefore {value}.",
)
PROVISIONAL = Text2(
    "此为暂定:优先适用的规则是否成立,尚待查明。",
    "This is provisional: it is still open whether a rule that takes precedence applies.",
)


class Reasons:
    """Writes out the steps of the rules that exist for a case."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._rulebook = basis.rulebook
        self._measures, self._clocks = basis.measure_names, basis.clock_names

    def render(self, step: Step, lookup: Lookup) -> Text2:
        """The text of a step; `lookup` gives what is seen from its row. KeyError for a rule that does not exist for the
        case.
        """
        if step.rule == OTHERWISE:
            return self._otherwise(step)
        measure, clock = self._measures.get(step.rule), self._clocks.get(step.rule)
        if measure is not None:
            return self._filled(measure.explanation, measure.source, lookup)
        if clock is not None:
            return self._filled(clock.explanation, clock.source, lookup)
        applied = self._basis.by_id[step.rule]
        text = self._filled(applied.explanation, applied.source, lookup)
        if step.status == "provisional":
            return Text2(text.zh + PROVISIONAL.zh, f"{text.en} {PROVISIONAL.en}")
        return text

    def fix(self, rule: Rule, lookup: Lookup) -> Text2 | None:
        """What the submitter can do about what a rule concludes; None if the rule says nothing of it."""
        return None if rule.fix is None else self._filled(rule.fix, rule.source, lookup)

    def _otherwise(self, step: Step) -> Text2:
        fact = self._rulebook.facts[step.concludes]
        value = name_of(step.value, fact)
        return Text2(
            NO_RULE.zh.format(clauses="、".join(step.clauses), name=fact.name_in.zh, value=value.zh),
            NO_RULE.en.format(clauses=", ".join(step.clauses), name=fact.name_in.en, value=value.en),
        )

    def _filled(self, template: Text2, source: Source, lookup: Lookup) -> Text2:
        named: dict[str, Text2] = {"source.clause": Text2(source.clause, source.clause)}
        zh, en = _parts(template.zh), _parts(template.en)
        for hole in (*zh[1::2], *en[1::2]):
            if hole == "source.text":
                named[hole] = Text2(source.text, source.text)
            elif hole not in named:
                named[hole] = self._named(hole, lookup(hole))
        return Text2(
            "".join([named[part].zh if place % 2 else part for place, part in enumerate(zh)]),
            "".join([named[part].en if place % 2 else part for place, part in enumerate(en)]),
        )

    def _named(self, hole: str, value: Any) -> Text2:
        if hole.startswith("reading."):
            switch = self._rulebook.readings.get(hole) or self._rulebook.readings.get(hole.removeprefix("reading."))
            names = {} if switch is None else dict(switch.value_names)
            return names.get(str(value)) or name_of(value, None)
        return name_of(value, self._rulebook.facts.get(hole))


@cache
def _parts(template: str) -> tuple[str, ...]:
    """A template taken apart: what is between holes in the even places, the holes in the odd ones."""
    return tuple(_HOLE.split(template))


def texts(basis: Basis, facts: Facts, steps: Sequence[Step], all_steps: Sequence[Step] | None = None) -> list[Text2]:
    """The text of each step, the values being those that steps conclude.

    `all_steps`: the whole proof, where `steps` is a part of it; a text may name a fact that its step does not rest on.
    """
    rows = {(row.entity, row.id): row for those in facts.rows.values() for row in those}
    concluded: dict[tuple[str, int], Any] = {}
    for step in steps if all_steps is None else all_steps:
        fact = basis.rulebook.facts[step.concludes]
        key = (step.concludes, id(seat(rows[step.entity, step.about], fact.entity)))
        if fact.many:
            elements = concluded.setdefault(key, {})
            if step.status == "stands":
                elements[element_key(step.value)] = "yes"
            else:
                elements.setdefault(element_key(step.value), None)
        elif step.status == "stands":
            concluded[key] = step.value

    def derived(name: str, row: Row) -> Any:
        found = concluded.get((name, id(row)))
        return basis.given_by_nobody(name) if found is None else found

    see = seer(basis, facts, derived)
    reasons = Reasons(basis)
    return [reasons.render(step, see(rows[step.entity, step.about])) for step in steps]


def name_of(value: Any, fact: Fact | None) -> Text2:
    """A value as people read it, in both languages.

    >>> name_of(1_772_344_800_000_000, None).en
    '1772344800000000'
    >>> name_of({"b": "yes", "a": None, "c": "yes"}, None).zh
    'b、c'
    """
    if value is None:
        return UNKNOWN
    names = {} if fact is None else dict(fact.value_names)
    if isinstance(value, str):
        return names.get(value) or WORDS.get(value) or Text2(value, value)
    if isinstance(value, Interval):
        low, high = name_of(value.low, fact), name_of(value.high, fact)
        return Text2(f"{low.zh}至{high.zh}", f"{low.en} to {high.en}")
    if isinstance(value, dict):
        return _joined([element for element, held in value.items() if held == "yes"], fact)
    if isinstance(value, tuple | list):
        return _joined(value, fact)
    if isinstance(value, int | Decimal):
        text = shown_instant(int(value)) if fact is not None and fact.type == "instant" else plain(value)
        return Text2(text, text)
    return Text2(str(value), str(value))


def _joined(values: Any, fact: Fact | None) -> Text2:
    names = [name_of(value, fact) for value in values]
    if not names:
        return WORDS["none"]
    return Text2("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def shown_instant(instant: int) -> str:
    """An instant as parties read it, in UTC+8, with a fraction only where it has one.

    >>> shown_instant(1_772_344_800_000_000)
    '2026-03-01 14:00:00 +08:00'
    """
    moment = (_EPOCH + timedelta(microseconds=instant)).astimezone(SHANGHAI)
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} +08:00"

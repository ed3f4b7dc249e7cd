"""Rules in words: conditions and conclusions read aloud, and the sentence of the policy that a step applies."""

from __future__ import annotations

from typing import Any, Final

from adjudicator.pages.words import word
from adjudicator.rulebook.model import (
    Conclusion,
    Condition,
    Each,
    Expression,
    Fact,
    FactValue,
    Literally,
    Parameter,
    Rule,
    Rulebook,
    Source,
    Struct,
    TableLookup,
    Text2,
)

OPERATORS: Final[dict[str, Text2]] = {
    "is": Text2("为", "is"),
    "is_not": Text2("不为", "is not"),
    "in": Text2("属于", "is one of"),
    "at_least": Text2("不少于", "is at least"),
    "at_most": Text2("不多于", "is at most"),
    "before": Text2("早于", "is before"),
    "after": Text2("晚于", "is after"),
    "includes": Text2("包含", "includes"),
}
_PLAIN: Final[dict[str, Text2]] = {"yes": Text2("是", "yes"), "no": Text2("否", "no"), "None": Text2("无", "none")}


_KEYS: Final[dict[str, Text2]] = {
    "effect": Text2("", ""),
    "remedy": Text2("", ""),
    "subject": Text2("对象", "subject"),
    "actor": Text2("由", "by"),
    "act": Text2("须做", "must"),
    "days": Text2("天数", "days"),
    "interval": Text2("区间", "interval"),
    "permanent": Text2("永久", "permanent"),
    "sign_off": Text2("", ""),
    "amount": Text2("金额", "amount"),
    "status": Text2("状态", "status"),
    "state": Text2("状态", "state"),
    "due": Text2("期限", "due"),
    "code": Text2("代码", "code"),
    "field": Text2("字段", "field"),
}
_LISTS: Final[dict[str, str]] = {
    "effect": "effect",
    "remedy": "remedy",
    "subject": "party",
    "actor": "party",
    "act": "act",
    "sign_off": "sign_off",
    "status": "remedy_status",
    "state": "obligation_state",
    "field": "field",
}
"""The keys of an element, and the closed list that the value under each comes from."""


def rule_named(rulebook: Rulebook, name: str) -> Rule | None:
    """A rule by its id; of an amended one the latest."""
    found = [rule for rule in rulebook.rules.values() if rule.id == name]
    return max(found, key=lambda rule: rule.in_force_from or "", default=None)


def source_of(rulebook: Rulebook, name: str) -> Source | None:
    """The sentence that a step of a proof applies: of a rule, ``PACK.measures.FACT`` or ``PACK.clocks.NAME``."""
    rule = rule_named(rulebook, name)
    if rule is not None:
        return rule.source
    _, _, rest = name.partition(".")
    kind, _, about = rest.partition(".")
    if kind == "measures" and about in rulebook.measures:
        return rulebook.measures[about].source
    if kind == "clocks" and about in rulebook.clocks:
        return rulebook.clocks[about].source
    return None


def title_of(rulebook: Rulebook, name: str) -> Text2:
    """What a step of a proof is called: a rule's title, or the name of the fact that is measured."""
    rule = rule_named(rulebook, name)
    if rule is not None:
        return rule.title
    _, _, rest = name.partition(".")
    kind, _, about = rest.partition(".")
    if kind == "measures" and about in rulebook.facts:
        return rulebook.facts[about].name_in
    if kind == "clocks" and f"{about}.state" in rulebook.facts:
        return rulebook.facts[f"{about}.state"].name_in
    return Text2("未有规则认定", "no rule concludes it") if name == "otherwise" else Text2(name, name)


def condition_in_words(condition: Condition, rulebook: Rulebook) -> Text2:
    """One condition as a sentence without its full stop."""
    fact = rulebook.facts[condition.fact]
    operator, wanted = OPERATORS[condition.operator], expression_in_words(condition.comparand, rulebook, fact)
    return Text2(f"{fact.name_in.zh}{operator.zh}{_spaced(wanted.zh)}", f"{fact.name_in.en} {operator.en} {wanted.en}")


def conclusion_in_words(conclusion: Conclusion, rulebook: Rulebook) -> Text2:
    """One line of what a rule concludes."""
    fact = rulebook.facts[conclusion.fact]
    value = expression_in_words(conclusion.value, rulebook, fact)
    return Text2(f"{fact.name_in.zh}：{value.zh}", f"{fact.name_in.en}: {value.en}")


def expression_in_words(expression: Expression, rulebook: Rulebook, fact: Fact | None) -> Text2:
    """A value that a rule names; parameters with the values that they have."""
    if isinstance(expression, Literally):
        return value_in_words(expression.value, fact)
    if isinstance(expression, FactValue):
        return rulebook.facts[expression.fact].name_in
    if isinstance(expression, Parameter):
        return _parameter(expression.name, rulebook, fact)
    if isinstance(expression, TableLookup):
        table, by = rulebook.parameters[expression.table].name_in, rulebook.facts[expression.by].name_in
        return Text2(f"{table.zh}（按{by.zh}）", f"{table.en} (by {by.en})")
    if isinstance(expression, Each):
        items = [expression_in_words(item, rulebook, fact) for item in expression.items]
        return Text2("、".join(item.zh for item in items), ", ".join(item.en for item in items))
    assert isinstance(expression, Struct)
    pairs = [(key, _under(key, item, rulebook)) for key, item in expression.items if item != Literally(None)]
    return Text2(
        "，".join(_headed(_KEYS[key].zh if key in _KEYS else key, value.zh) for key, value in pairs),
        ", ".join(_headed(_KEYS[key].en if key in _KEYS else key, value.en) for key, value in pairs),
    )


def _headed(head: str, text: str) -> str:
    return f"{head} {text}" if head else text


def _under(key: str, expression: Expression, rulebook: Rulebook) -> Text2:
    """What a rule writes under a key of an element."""
    if key in _LISTS and isinstance(expression, Literally):
        return Text2(word(_LISTS[key], expression.value, "zh"), word(_LISTS[key], expression.value, "en"))
    return expression_in_words(expression, rulebook, None)


def value_in_words(value: Any, fact: Fact | None) -> Text2:
    """A plain value with the name that the vocabulary gives it."""
    named = {} if fact is None else dict(fact.value_names)
    text = str(value)
    return named.get(text) or _PLAIN.get(text) or Text2(text, text)


def _parameter(name: str, rulebook: Rulebook, fact: Fact | None) -> Text2:
    parameter = rulebook.parameters[name]
    value = parameter.values[-1][1]
    if isinstance(value, tuple):
        shown = ", ".join(_entry(one) for one in value)
        return Text2(f"{parameter.name_in.zh}（{shown}）", f"{parameter.name_in.en} ({shown})")
    words = value_in_words(value, fact)
    return Text2(f"{words.zh}（{parameter.name_in.zh}）", f"{words.en} ({parameter.name_in.en})")


def _entry(one: Any) -> str:
    return f"{one[0]}: {one[1]}" if isinstance(one, tuple) else str(one)


def _spaced(text: str) -> str:
    return f" {text}" if text[:1].isascii() else text

"""Conditions as they are written, read with the vocabulary at hand: every literal gets the type of its fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from adjudicator.calendars import to_instant
from adjudicator.rulebook import shapes
from adjudicator.rulebook.model import (
    Condition,
    DatedParameter,
    Each,
    Expression,
    Fact,
    FactValue,
    Literally,
    Operator,
    Parameter,
    Place,
    Scalar,
    TableLookup,
)
from adjudicator.rulebook.problems import Findings, nearest
from adjudicator.rulebook.words import Words
from adjudicator.rulebook.yaml_places import Mapping, Node, Sequence
from adjudicator.rulebook.yaml_places import Scalar as Written

OPERATORS: tuple[Operator, ...] = ("is", "is_not", "in", "at_least", "at_most", "before", "after", "includes")
NUMERIC = ("count", "number", "money")
ALIKE = (frozenset({"choice", "text", "id"}), frozenset(NUMERIC))
"""Types whose values can be compared with each other; every other type only with itself."""
MAX_CONDITIONS = 12


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What expressions may speak of."""

    words: Words
    parameters: dict[str, DatedParameter]
    findings: Findings


# --- literals -------------------------------------------------------------------------------------------------------


def typed(value: object, fact: Fact) -> tuple[Scalar | bool, str | None]:
    """A literal as a value of a fact; the second is None, or what was expected instead.

    ``none`` (known to be absent) is a value of everything but truths and instants, ``never`` of instants.
    """
    text = str(value)
    if fact.type == "truth":
        return (text, None) if text in ("yes", "no") else (None, "yes, no")
    if fact.type == "instant":
        if text == "never":
            return text, None
        try:
            return to_instant(text), None
        except ValueError:
            return None, "never, or an instant with its offset: 2026-01-31T12:00:00+08:00"
    if text == "none":
        return text, None
    if fact.type == "choice":
        return (text, None) if text in fact.values else (None, ", ".join(fact.values))
    if fact.type == "count":
        return (int(text), None) if shapes.WHOLE.fullmatch(text) and not text.startswith("-") else (None, "0, 1, 2 …")
    if fact.type in ("number", "money"):
        if shapes.WHOLE.fullmatch(text):
            return int(text), None
        return (Decimal(text), None) if shapes.DECIMAL.fullmatch(text) else (None, "a number: 12 or 12.50")
    if fact.type == "day":
        try:
            return date.fromisoformat(text).isoformat(), None
        except ValueError:
            return None, "YYYY-MM-DD"
    return text, None


def literal(node: Written, fact: Fact, lexicon: Lexicon) -> Expression | None:
    """A literal of a fact, or None after a problem."""
    value, expected = typed(node.text, fact)
    if expected is None:
        return Literally(value)
    known = ("yes", "no") if fact.type == "truth" else fact.values
    guess = {"true": "yes", "false": "no"}.get(node.text) if fact.type == "truth" else nearest(node.text, known)
    lexicon.findings.add(
        "UNKNOWN_VALUE",
        node.place,
        f"「{node.text}」不是 {fact.name} 的值",
        f"“{node.text}” is not a value of {fact.name}",
        expected=expected,
        nearest=guess,
    )
    return None


# --- references -----------------------------------------------------------------------------------------------------


def seen_fact(name: str, place: Place, entity: str, lexicon: Lexicon) -> Fact | None:
    """A fact that a row of an entity sees, or None after a problem."""
    words = lexicon.words
    fact = words.facts.get(name)
    visible = words.sees(entity)
    if fact is None:
        known = sorted(fact.name for fact in words.facts.values() if fact.entity in visible)
        lexicon.findings.add(
            "UNKNOWN_FACT",
            place,
            f"「{name}」不是詞彙中的事實",
            f"“{name}” is not a fact of the vocabulary",
            nearest=nearest(name, known),
        )
        return None
    if fact.entity not in visible:
        lexicon.findings.add(
            "FACT_OUT_OF_SIGHT",
            place,
            f"{name} 是 {fact.entity} 的事實,{entity} 看不到",
            f"{name} is a fact of {fact.entity}, which {entity} does not see",
            expected=" or ".join(f"a fact of {seen}" for seen in visible),
        )
        return None
    return fact


def parameter(text: str, place: Place, lexicon: Lexicon) -> DatedParameter | None:
    """The parameter that ``$NAME`` names, or None after a problem."""
    found = lexicon.parameters.get(text.removeprefix("$"))
    if found is None:
        lexicon.findings.add(
            "UNKNOWN_PARAMETER",
            place,
            f"沒有參數「{text}」",
            f"there is no parameter “{text}”",
            nearest=nearest(text, [f"${name}" for name in lexicon.parameters]),
        )
    return found


def reference(node: Node, entity: str, lexicon: Lexicon) -> Expression | None:
    """`$NAME`, `{fact: …}` or `{table: …, by: …}`; the caller has made sure that it is one of them."""
    if isinstance(node, Written):
        return Parameter(node.text.removeprefix("$")) if parameter(node.text, node.place, lexicon) else None
    assert isinstance(node, Mapping)
    if node.keys() == ("fact",):
        name = shapes.word(node.get("fact"), lexicon.findings, "fact")
        fact = seen_fact(name, node.place, entity, lexicon) if name is not None else None
        if fact is not None and (fact.many or fact.type == "effect"):
            lexicon.findings.add(
                "SET_AS_VALUE",
                node.place,
                "集合不能作為值",
                f"{fact.name} has many values and cannot be a value itself",
            )
        return FactValue(fact.name) if fact is not None else None
    table_name = shapes.word(node.get("table"), lexicon.findings, "table") or ""
    by_name = shapes.word(node.get("by"), lexicon.findings, "by") or ""
    table = parameter(table_name, node.place, lexicon)
    by = seen_fact(by_name, node.place, entity, lexicon)
    if table is None or by is None:
        return None
    for _, value in table.values:
        if not is_table(value):
            lexicon.findings.add(
                "NOT_A_TABLE",
                node.place,
                f"{table_name} 不是表",
                f"{table_name} is not a table",
                expected="{key: value}",
            )
            break
        assert isinstance(value, tuple)
        if by.type in NUMERIC and not all(isinstance(key, int) for key, _ in value):
            lexicon.findings.add(
                "WRONG_TYPE",
                node.place,
                "表的鍵不是數",
                f"the keys of {table_name} are not numbers",
                expected="1, 2, 3 …",
            )
            break
        if by.type == "choice":
            for key, _ in value:
                if str(key) not in by.values and key != "none":
                    lexicon.findings.unknown(
                        "UNKNOWN_VALUE",
                        node.place,
                        "值",
                        f"value of {by.name} (a key of {table_name})",
                        str(key),
                        by.values,
                    )
    return TableLookup(table.name, by.name)


def is_table(value: object) -> bool:
    """Whether a parameter's value is a table: a tuple of (key, value) pairs."""
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(isinstance(entry, tuple) and len(entry) == 2 for entry in value)
    )


def is_reference(node: Node) -> bool:
    """Whether a node is `$NAME`, `{fact: …}` or `{table: …, by: …}`."""
    if isinstance(node, Written):
        return node.plain and node.text.startswith("$")
    return isinstance(node, Mapping) and (node.keys() == ("fact",) or sorted(node.keys()) == ["by", "table"])


def _values_of(expression: Expression, lexicon: Lexicon) -> list[object]:
    """The values that a parameter or table can give, of all dates."""
    if isinstance(expression, Parameter):
        return [value for _, value in lexicon.parameters[expression.name].values if value is not None]
    if isinstance(expression, TableLookup):
        tables = [value for _, value in lexicon.parameters[expression.table].values if isinstance(value, tuple)]
        return [entry[1] for table in tables for entry in table if isinstance(entry, tuple) and len(entry) == 2]
    return []


def fits(expression: Expression, fact: Fact, place: Place, lexicon: Lexicon, *, listed: bool = False) -> bool:
    """Whether what a reference stands for is a value (or, for `in`, a list of values) of the fact."""
    findings = lexicon.findings
    if isinstance(expression, FactValue):
        other = lexicon.words.facts[expression.fact]
        if not alike(fact, other):
            findings.add(
                "WRONG_TYPE",
                place,
                f"{other.name}({other.type})不能與 {fact.name}({fact.type})相比",
                f"{other.name} ({other.type}) does not go with {fact.name} ({fact.type})",
            )
            return False
        return True
    for value in _values_of(expression, lexicon):
        if listed and (not isinstance(value, tuple) or is_table(value)):
            findings.add("NOT_A_LIST", place, "此參數不是列表", "this parameter is not a list", expected="[a, b]")
            return False
        for single in value if listed and isinstance(value, tuple) else (value,):
            expected: str | None = "one value, not a list or table"
            if not isinstance(single, tuple):
                _, expected = typed(single, fact)
            if expected is not None:
                shown = "[ … ]" if isinstance(single, tuple) else str(single)
                findings.add(
                    "UNKNOWN_VALUE",
                    place,
                    f"參數的值「{shown}」不是 {fact.name} 的值",
                    f"the parameter's value “{shown}” is not a value of {fact.name}",
                    expected=expected,
                )
                return False
    return True


def alike(one: Fact, other: Fact) -> bool:
    """Whether values of two facts can be compared."""
    if one.type == other.type:
        return (
            not (one.ordered or other.ordered)
            or set(one.values) <= set(other.values)
            or set(other.values) <= set(one.values)
        )
    return any(one.type in group and other.type in group for group in ALIKE)


def read_length(node: Node | None, entity: str, what: str, lexicon: Lexicon) -> Expression | None:
    """The length of a clock or window: a whole number, a parameter or a fact that is a number."""
    if node is None:
        return None
    if is_reference(node):
        expression = reference(node, entity, lexicon)
        if isinstance(expression, FactValue) and lexicon.words.facts[expression.fact].type not in NUMERIC:
            lexicon.findings.add(
                "WRONG_TYPE", node.place, f"{expression.fact} 不是數", f"{expression.fact} is not a number"
            )
        for value in _values_of(expression, lexicon) if expression is not None else []:
            if not isinstance(value, int):
                lexicon.findings.add(
                    "WRONG_TYPE", node.place, "長度不是整數", f"the length of {what} is not a whole number"
                )
        return expression
    if isinstance(node, Written) and shapes.WHOLE.fullmatch(node.text) and not node.text.startswith("-"):
        return Literally(int(node.text))
    zh, en = shapes.describe(node)
    lexicon.findings.add(
        "WRONG_SHAPE",
        node.place,
        f"長度不能是{zh}",
        f"the length of {what} cannot be {en}",
        expected="7, $parameter or {fact: name}",
    )
    return None


# --- conditions -----------------------------------------------------------------------------------------------------


def read_conditions(node: Node | None, entity: str, what: str, lexicon: Lexicon) -> tuple[Condition, ...]:
    """A list of conditions about what a row of an entity sees."""
    found = []
    for item in shapes.items(node, lexicon.findings, what):
        entry = shapes.mapping(item, lexicon.findings, f"a condition of {what}")
        if len(entry.entries) != 1:
            if isinstance(item, Mapping):
                lexicon.findings.add(
                    "NOT_ONE_CONDITION",
                    item.place,
                    "一行一個事實",
                    "a condition is one fact",
                    expected="- fact: {is: value}",
                )
            continue
        (key, test), *_ = entry.entries
        condition = _condition(key, test, entity, lexicon)
        if condition is not None:
            found.append(condition)
    return tuple(found)


def _condition(key: Written, node: Node, entity: str, lexicon: Lexicon) -> Condition | None:
    findings = lexicon.findings
    fact = seen_fact(key.text, key.place, entity, lexicon)
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        findings.add(
            "NOT_ONE_OPERATOR",
            key.place,
            "一個條件寫一個運算詞",
            "a condition has one operator",
            expected=f"{key.text}: {{is: value}}",
        )
        return None
    (written, comparand), *_ = node.entries
    operator = next((one for one in OPERATORS if one == written.text), None)
    if operator is None:
        findings.unknown("UNKNOWN_OPERATOR", written.place, "運算詞", "operator", written.text, OPERATORS)
    if fact is None or operator is None or not _operator_suits(operator, fact, written.place, findings):
        return None
    value = _comparand(comparand, operator, fact, entity, lexicon)
    return None if value is None else Condition(fact.name, operator, value, key.place)


def _operator_suits(operator: Operator, fact: Fact, place: Place, findings: Findings) -> bool:
    if fact.type == "effect":
        suitable: tuple[str, ...] = ()
    elif fact.many:
        suitable = ("includes",)
    else:
        suitable = ("is", "is_not", "in")
        if fact.type in NUMERIC or fact.ordered:
            suitable += ("at_least", "at_most")
        elif fact.type in ("instant", "day"):
            suitable += ("at_least", "at_most", "before", "after")
    if operator in suitable:
        return True
    findings.add(
        "OPERATOR_DOES_NOT_SUIT",
        place,
        f"「{operator}」不適用於 {fact.name}",
        f"“{operator}” does not suit {fact.name} ({'set of ' if fact.many else ''}{fact.type})",
        expected=", ".join(suitable) or "an effect is never a condition",
    )
    return False


def _comparand(node: Node, operator: Operator, fact: Fact, entity: str, lexicon: Lexicon) -> Expression | None:
    if is_reference(node):
        expression = reference(node, entity, lexicon)
        if expression is None or not fits(expression, fact, node.place, lexicon, listed=operator == "in"):
            return None
        if operator == "in" and not isinstance(expression, Parameter):
            lexicon.findings.add(
                "NOT_A_LIST", node.place, "in 需要列表", "“in” wants a list or a list parameter", expected="[a, b]"
            )
            return None
        return expression
    if operator == "in" and isinstance(node, Sequence):
        found = []
        for item in node.items:
            if not isinstance(item, Written):
                lexicon.findings.add(
                    "WRONG_SHAPE", item.place, "列表中須是值", "a list for “in” holds values only", expected="[a, b]"
                )
                continue
            value = literal(item, fact, lexicon)
            if value is not None:
                found.append(value)
        if not node.items:
            lexicon.findings.add("EMPTY_LIST", node.place, "空列表永不成立", "an empty list never holds")
        return Each(tuple(found))
    if operator != "in" and isinstance(node, Written):
        return literal(node, fact, lexicon)
    zh, en = shapes.describe(node)
    lexicon.findings.add(
        "WRONG_SHAPE",
        node.place,
        f"「{operator}」之後不能是{zh}",
        f"“{operator}” cannot be followed by {en}",
        expected="[a, b]" if operator == "in" else "a value, $parameter or {fact: name}",
    )
    return None

"""The lines of `then` of a rule: values of `one` facts, elements of `set` facts and of effects."""

from __future__ import annotations

from adjudicator.rulebook import shapes
from adjudicator.rulebook.expressions import Lexicon, fits, is_reference, literal, reference, seen_fact
from adjudicator.rulebook.model import Conclusion, Each, Expression, Fact, Literally, Struct
from adjudicator.rulebook.yaml_places import Mapping, Node, Sequence
from adjudicator.rulebook.yaml_places import Scalar as Written


def read_conclusions(node: Node | None, entity: str, what: str, lexicon: Lexicon) -> tuple[Conclusion, ...]:
    """The lines of `then` of a rule about an entity."""
    found = []
    for item in shapes.items(node, lexicon.findings, "then"):
        entry = shapes.mapping(item, lexicon.findings, f"a line of then of {what}")
        for key, value in entry.entries:
            conclusion = _conclusion(key, value, entity, lexicon)
            if conclusion is not None:
                found.append(conclusion)
    return tuple(found)


def _conclusion(key: Written, node: Node, entity: str, lexicon: Lexicon) -> Conclusion | None:
    findings = lexicon.findings
    fact = seen_fact(key.text, key.place, entity, lexicon)
    if fact is None:
        return None
    if fact.given_by != "rules":
        findings.add(
            "NOT_FOR_RULES",
            key.place,
            f"{fact.name} 由 {fact.given_by} 給出,規則不得給出",
            f"{fact.name} is given by {fact.given_by}, so a rule cannot conclude it",
            expected="a fact that is given: rules",
        )
        return None
    if fact.entity != entity and not fact.many:
        findings.add(
            "NOT_ITS_OWN_FACT",
            key.place,
            f"{fact.name} 是 {fact.entity} 的單值事實,{entity} 的規則不得給出",
            f"{fact.name} is a single fact of {fact.entity}; a rule for {entity} cannot give it",
            expected=f"a fact of {entity}, or a set of one of its ancestors",
        )
        return None
    value: Expression | None
    if fact.type == "effect":
        value = _element(node, fact, entity, lexicon)
    elif is_reference(node):
        value = reference(node, entity, lexicon)
        if value is not None and not fits(value, fact, node.place, lexicon):
            value = None
    elif isinstance(node, Written):
        value = Literally(None) if node.is_null and not fact.many else literal(node, fact, lexicon)
    else:
        zh, en = shapes.describe(node)
        findings.add(
            "WRONG_SHAPE",
            node.place,
            f"{fact.name} 的值不能是{zh}",
            f"{fact.name} cannot be {en}",
            expected="one value a line",
        )
        value = None
    return None if value is None else Conclusion(fact.name, value, key.place)


def _element(node: Node, fact: Fact, entity: str, lexicon: Lexicon) -> Expression | None:
    """An element of an effect: a mapping with keys of the vocabulary."""
    if not isinstance(node, Mapping):
        zh, en = shapes.describe(node)
        lexicon.findings.add(
            "WRONG_SHAPE",
            node.place,
            f"{fact.name} 應為鍵值表,而非{zh}",
            f"{fact.name} must be a mapping, not {en}",
            expected=f"{{{fact.keys[0]}: …}}" if fact.keys else None,
        )
        return None
    entries = []
    for key, value in node.entries:
        if key.text not in fact.keys:
            lexicon.findings.unknown(
                "UNKNOWN_KEY", key.place, "鍵", f"key of the effect {fact.name}", key.text, fact.keys
            )
            continue
        expression = _free(value, entity, lexicon)
        if expression is not None:
            entries.append((key.text, expression))
    return Struct(tuple(entries))


def _free(node: Node, entity: str, lexicon: Lexicon) -> Expression | None:
    """A value inside an effect, which has no declared type: whole numbers are numbers, everything else is text."""
    if is_reference(node):
        return reference(node, entity, lexicon)
    if isinstance(node, Sequence):
        found = [_free(item, entity, lexicon) for item in node.items]
        return Each(tuple(one for one in found if one is not None))
    if isinstance(node, Mapping):
        pairs = [(key.text, _free(value, entity, lexicon)) for key, value in node.entries]
        return Struct(tuple((key, one) for key, one in pairs if one is not None))
    if node.is_null:
        return Literally(None)
    if node.plain and node.text.lower() in ("true", "false"):
        right = "yes" if node.text.lower() == "true" else "no"
        lexicon.findings.add(
            "UNKNOWN_VALUE",
            node.place,
            "真假寫作 yes、no",
            "truths are written yes and no",
            expected="yes, no",
            nearest=right,
        )
        return None
    if node.plain and shapes.WHOLE.fullmatch(node.text):
        return Literally(int(node.text))
    return Literally(node.text)

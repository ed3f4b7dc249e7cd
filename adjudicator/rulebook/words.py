"""`vocabulary.yaml`: the entities, facts, effects, kinds and platforms that rules may speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from adjudicator.rulebook import shapes
from adjudicator.rulebook.model import Entity, Fact, FactType, Place, Scalar, Text2
from adjudicator.rulebook.problems import Findings
from adjudicator.rulebook.yaml_places import Mapping, Node, Sequence

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
PLAIN_TYPES: tuple[FactType, ...] = ("truth", "count", "number", "money", "instant", "day", "text", "id")
CLOCK_STATES = ("not_started", "running", "met", "met_late", "overdue")
NO_NAME = Text2("", "")
READING = "reading."


@dataclass(slots=True)
class Words:
    """The vocabulary as read; `ancestors` holds each entity's line up to the case, itself first."""

    entities: dict[str, Entity] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    governs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ancestors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    """Where a platform is declared."""

    def sees(self, entity: str) -> tuple[str, ...]:
        """The entities whose facts a row of this entity sees: its own and all its ancestors."""
        return self.ancestors.get(entity, (entity,))


def read_words(node: Node, findings: Findings) -> Words:
    """Reads the vocabulary; every fault is noted and what can be understood is kept."""
    words = Words()
    top = shapes.mapping(node, findings, "the vocabulary")
    shapes.known_keys(
        top, findings, "the vocabulary", required=("entities", "facts"), optional=("effects", "kinds", "platforms")
    )
    _entities(top.get("entities"), words, findings)
    for key, entry in shapes.named_entries(top.get("facts"), findings, "facts"):
        fact = _fact(key.text, key.place, entry, words, findings)
        words.facts[fact.name] = fact
    for key, entry in shapes.named_entries(top.get("effects"), findings, "effects"):
        if key.text in words.facts:
            findings.add("NAME_TAKEN", key.place, f"「{key.text}」已是事實", f"“{key.text}” is a fact already")
        words.facts[key.text] = _effect(key.text, key.place, entry, words, findings)
    if isinstance(kinds := top.get("kinds"), Mapping):
        for key, value in kinds.entries:
            words.kinds[key.text] = _kind(key.text, key.place, value, words, findings)
    if isinstance(platforms := top.get("platforms"), Mapping):
        for key, value in platforms.entries:
            packs = shapes.words(value, findings, f"the packs of {key.text}")
            for pack, place in packs:
                if pack == "evidence":
                    findings.add(
                        "EVIDENCE_LISTED",
                        place,
                        "evidence 管轄所有平台,不列出",
                        "the pack evidence governs all platforms and is not listed",
                    )
            words.governs[key.text] = tuple(dict.fromkeys(pack for pack, _ in packs if pack != "evidence"))
            words.places[key.text] = key.place
    return words


def _entities(node: Node | None, words: Words, findings: Findings) -> None:
    places: dict[str, Place] = {}
    for key, entry in shapes.named_entries(node, findings, "entities"):
        shapes.known_keys(entry, findings, f"the entity {key.text}", optional=("parent", "parents", "zh", "en"))
        name(key.text, key.place, findings)
        parents = [parent for parent, _ in shapes.words(entry.get("parents"), findings, "parents")]
        if (parent := shapes.word(entry.get("parent"), findings, "parent")) is not None:
            parents.append(parent)
        if not parents and key.text != "case":
            parents = ["case"]
        words.entities[key.text] = Entity(
            key.text, tuple(parents), shapes.both_languages(entry, key.place, findings, f"the entity {key.text}")
        )
        places[key.text] = key.place
    if "case" not in words.entities:
        place = node.place if node is not None else Place("vocabulary.yaml", 1)
        findings.add(
            "NO_CASE", place, "缺少實體 case", "the entity case is missing", expected="case: {zh: 案件, en: case}"
        )
        words.entities["case"] = Entity("case", (), NO_NAME)
    for entity in words.entities.values():
        for parent in entity.parents:
            if parent not in words.entities:
                findings.unknown("UNKNOWN_ENTITY", places[entity.name], "實體", "entity", parent, words.entities)
    for name_ in words.entities:
        line: dict[str, None] = {}
        waiting = [name_]
        while waiting:
            current = waiting.pop(0)
            if current in line or current not in words.entities:
                continue
            line[current] = None
            waiting += words.entities[current].parents
        words.ancestors[name_] = tuple(line)
        if any(name_ in words.entities[other].parents for other in line if other in words.entities):
            findings.add(
                "ENTITY_CIRCLE",
                places.get(name_, Place("vocabulary.yaml", 1)),
                "實體互為上下級",
                f"{name_} is its own ancestor",
            )


def name(text: str, place: Place, findings: Findings) -> None:
    """Notes a name that is not made of words with dots between."""
    if not NAME.fullmatch(text):
        findings.add(
            "BAD_NAME", place, f"「{text}」不是名稱", f"“{text}” is not a name", expected="letters, digits, _ and ."
        )


def _fact(fact: str, place: Place, entry: Mapping, words: Words, findings: Findings) -> Fact:
    name(fact, place, findings)
    what = f"the fact {fact}"
    shapes.known_keys(
        entry,
        findings,
        what,
        required=("type",),
        optional=("of", "given", "many", "otherwise", "supplied_by", "asked_as", "values", "zh", "en", "read_by"),
    )
    shapes.read_by(entry, fact, findings)
    if fact.startswith(READING):
        findings.add(
            "NAME_TAKEN",
            place,
            "reading. 開頭的名稱屬於解釋口徑",
            "names that begin with reading. belong to readings.yaml",
        )
    type_, values, ordered = _type(entry.get("type"), what, findings)
    given = shapes.one_of(
        entry.get("given"),
        ("record", "rules", "measure", "clock"),
        "record",
        findings,
        "來源",
        "way in which a fact is given",
    )
    many = shapes.yes_or_no(entry.get("many"), findings, "many")
    otherwise: Scalar = None
    written = entry.get("otherwise")
    if written is not None:
        otherwise = shapes.word(written, findings, "otherwise")
        if given != "rules" or many:
            findings.add(
                "OTHERWISE_MISPLACED",
                written.place,
                "只有由規則給出的單值事實才有 otherwise",
                "only a single fact that rules give has an otherwise",
            )
        elif type_ in ("count", "number", "money") and otherwise is not None and shapes.WHOLE.fullmatch(str(otherwise)):
            otherwise = int(str(otherwise))
        elif otherwise not in (None, "none") and (closed := ("yes", "no") if type_ == "truth" else values):
            if otherwise not in closed:
                findings.unknown("UNKNOWN_VALUE", written.place, "值", f"value of {fact}", str(otherwise), closed)
    if many and (type_ not in ("choice", "text", "id") or given not in ("rules", "record")):
        findings.add(
            "MANY_MISPLACED",
            place,
            "集合事實須為選項、文字或標識",
            "a fact of many values is a choice, a text or an id, given by rules or the record",
        )
    supplied_by = shapes.one_of(
        entry.get("supplied_by"), ("party", "platform", "arbitrator"), "party", findings, "提供者", "supplier of a fact"
    )
    closed = ("yes", "no") if type_ == "truth" else values
    return Fact(
        name=fact,
        entity=_entity(entry.get("of"), words, findings),
        type=type_,
        values=values,
        ordered=ordered,
        given_by=given,  # type: ignore[arg-type]  # one_of gives a word of the list above
        many=many,
        otherwise=otherwise,
        supplied_by=supplied_by,  # type: ignore[arg-type]  # likewise
        asked_as=shapes.word(entry.get("asked_as"), findings, "asked_as") or (fact if given == "record" else ""),
        keys=(),
        name_in=shapes.both_languages(entry, place, findings, what),
        value_names=shapes.value_names(
            entry.get("values"), lambda value: not closed or value in closed or value == "none", closed, findings, fact
        ),
        place=place,
    )


def _type(node: Node | None, what: str, findings: Findings) -> tuple[FactType, tuple[str, ...], bool]:
    if node is None:
        return "text", (), False
    if isinstance(node, Mapping):
        shapes.known_keys(node, findings, f"the type of {what}", optional=("choice", "ordered"))
        ordered = node.get("ordered") is not None
        listed = node.get("ordered") if ordered else node.get("choice")
        values = shapes.words(listed, findings, f"the values of {what}")
        if not values or len(node.entries) != 1:
            findings.add("NO_VALUES", node.place, "選項沒有值", f"{what} has no values", expected="{choice: [a, b]}")
        seen: set[str] = set()
        for value, place in values:
            if value in seen:
                findings.add("VALUE_TWICE", place, f"值「{value}」重複", f"the value “{value}” is listed twice")
            seen.add(value)
        return "choice", tuple(dict.fromkeys(value for value, _ in values)), ordered
    if isinstance(node, Sequence):
        findings.add("WRONG_SHAPE", node.place, "類型寫法有誤", "a list is not a type", expected="{choice: [ … ]}")
        return "choice", (), False
    for plain in PLAIN_TYPES:
        if node.text == plain:
            return plain, (), False
    findings.unknown(
        "UNKNOWN_TYPE", node.place, "類型", "type", node.text, (*PLAIN_TYPES, "{choice: [ … ]}", "{ordered: [ … ]}")
    )
    return "text", (), False


def _entity(node: Node | None, words: Words, findings: Findings) -> str:
    text = shapes.word(node, findings, "of")
    if text is None or node is None:
        return "case"
    if text not in words.entities:
        findings.unknown("UNKNOWN_ENTITY", node.place, "實體", "entity", text, words.entities)
        return "case"
    return text


def _effect(effect: str, place: Place, entry: Mapping, words: Words, findings: Findings) -> Fact:
    name(effect, place, findings)
    shapes.known_keys(
        entry, findings, f"the effect {effect}", required=("keys",), optional=("of", "zh", "en", "read_by")
    )
    shapes.read_by(entry, effect, findings)
    return Fact(
        name=effect,
        entity=_entity(entry.get("of"), words, findings),
        type="effect",
        values=(),
        ordered=False,
        given_by="rules",
        many=True,
        otherwise=None,
        supplied_by="party",
        asked_as="",
        keys=tuple(key for key, _ in shapes.words(entry.get("keys"), findings, "keys")),
        name_in=shapes.both_languages(entry, place, findings, f"the effect {effect}"),
        value_names=(),
        place=place,
    )


def _kind(kind: str, place: Place, node: Node, words: Words, findings: Findings) -> tuple[str, ...]:
    """The fields that rules ask of a kind: words of `field.name`, as the kind is one of `exhibit.kind`."""
    declared = words.facts.get("exhibit.kind")
    if declared is not None and declared.values and kind not in declared.values:
        findings.unknown("UNKNOWN_KIND", place, "證據種類", "kind of evidence", kind, declared.values)
    fields = shapes.words(node, findings, f"the fields of {kind}")
    known = words.facts.get("field.name")
    for asked, asked_place in fields:
        if known is None or (known.values and asked not in known.values):
            findings.unknown(
                "UNKNOWN_FIELD", asked_place, "證據字段", "field of an exhibit", asked, known.values if known else ()
            )
    return tuple(dict.fromkeys(asked for asked, _ in fields))

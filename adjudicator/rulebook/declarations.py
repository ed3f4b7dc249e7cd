"""Parameters and readings of a pack: parameters.yaml, readings.yaml; and the source that everything in a pack cites."""

from __future__ import annotations

from decimal import Decimal

from adjudicator.rulebook import shapes
from adjudicator.rulebook.model import DatedParameter, Fact, Place, ReadingSwitch, Source
from adjudicator.rulebook.problems import Findings
from adjudicator.rulebook.words import READING, Words, name
from adjudicator.rulebook.yaml_places import Mapping, Node, Sequence
from adjudicator.rulebook.yaml_places import Scalar as Written


def read_parameters(node: Node, pack: str, known: dict[str, DatedParameter], findings: Findings) -> None:
    """Adds the parameters of a pack to those that are known already."""
    for key, entry in shapes.named_entries(node, findings, "parameters"):
        name(key.text, key.place, findings)
        if key.text in known:
            findings.add(
                "NAME_TAKEN",
                key.place,
                f"參數「{key.text}」已在 {known[key.text].pack}",
                f"the pack {known[key.text].pack} has a parameter {key.text} already",
            )
        what = f"the parameter {key.text}"
        optional = ("interpretation", "zh", "en", "read_by")
        shapes.known_keys(entry, findings, what, required=("values", "clause"), optional=optional)
        shapes.read_by(entry, f"${key.text}", findings)
        known[key.text] = DatedParameter(
            name=key.text,
            pack=pack,
            values=_dated(entry, what, findings),
            clause=shapes.word(entry.get("clause"), findings, "clause") or "",
            interpretation=shapes.word(entry.get("interpretation"), findings, "interpretation"),
            name_in=shapes.both_languages(entry, key.place, findings, what),
            place=key.place,
        )


def _dated(entry: Mapping, what: str, findings: Findings) -> tuple[tuple[str | None, object], ...]:
    values: list[tuple[str | None, object]] = []
    for item in shapes.items(entry.get("values"), findings, f"the values of {what}"):
        line = shapes.mapping(item, findings, f"a value of {what}")
        shapes.known_keys(line, findings, f"a value of {what}", required=("from", "value"))
        since = shapes.day(line.get("from"), findings, "from")
        written = line.get("value")
        if written is not None:
            if values and (since is None or since <= (values[-1][0] or "")):
                findings.add(
                    "DATES_OUT_OF_ORDER",
                    item.place,
                    "日期須由舊到新",
                    "the values must stand oldest first",
                    expected="a later date than the line before",
                )
            values.append((since, plain_value(written, findings)))
    if not values and entry.place.file:
        findings.add(
            "NO_VALUES", entry.place, "參數沒有值", f"{what} has no value", expected="values: [{from: null, value: 3}]"
        )
    return tuple(values)


def plain_value(node: Node, findings: Findings, depth: int = 0) -> object:
    """A parameter's value: number, text, None, list (tuple) or table (tuple of pairs)."""
    if isinstance(node, Written):
        if node.is_null:
            return None
        return plain_scalar(node)
    entries: tuple[object, ...]
    if isinstance(node, Sequence):
        if any(isinstance(item, Sequence) for item in node.items):
            findings.add("LIST_IN_LIST", node.place, "列表中不能有列表", "a list cannot hold lists")
        entries = tuple(plain_value(item, findings, depth + 1) for item in node.items)
    else:
        entries = tuple((plain_scalar(key), plain_value(value, findings, depth + 1)) for key, value in node.entries)
    if not entries:
        findings.add("EMPTY_LIST", node.place, "值是空的", "a list or table cannot be empty")
    return entries


def plain_scalar(node: Written) -> str | int | Decimal:
    """A scalar of a parameter: unquoted numbers are numbers, the rest is text."""
    if node.plain and shapes.WHOLE.fullmatch(node.text):
        return int(node.text)
    if node.plain and shapes.DECIMAL.fullmatch(node.text):
        return Decimal(node.text)
    return node.text


def read_readings(node: Node, pack: str, known: dict[str, ReadingSwitch], words: Words, findings: Findings) -> None:
    """Adds the readings of a pack, and the facts `reading.NAME` that stand for them."""
    for key, entry in shapes.named_entries(node, findings, "readings"):
        name(key.text, key.place, findings)
        if key.text in known:
            findings.add(
                "NAME_TAKEN",
                key.place,
                f"口徑「{key.text}」已在 {known[key.text].pack}",
                f"the pack {known[key.text].pack} has a reading {key.text} already",
            )
        what = f"the reading {key.text}"
        shapes.known_keys(entry, findings, what, required=("default", "values", "clause"), optional=("zh", "en"))
        names = shapes.value_names(entry.get("values"), lambda _: True, (), findings, key.text)
        values = tuple(value for value, _ in names)
        default = shapes.one_of(
            entry.get("default"), values, values[0] if values else "", findings, "口徑的值", f"value of {what}"
        )
        if len(values) < 2:
            findings.add("NO_VALUES", key.place, "口徑至少兩個值", f"{what} needs at least two values")
        switch = ReadingSwitch(
            name=key.text,
            pack=pack,
            default=default,
            values=values,
            clause=shapes.word(entry.get("clause"), findings, "clause") or "",
            name_in=shapes.both_languages(entry, key.place, findings, what),
            value_names=names,
            place=key.place,
        )
        known[key.text] = switch
        fact = READING + key.text
        words.facts[fact] = Fact(
            name=fact,
            entity="case",
            type="choice",
            values=values,
            ordered=False,
            given_by="reading",
            many=False,
            otherwise=None,
            supplied_by="arbitrator",
            asked_as=fact,
            keys=(),
            name_in=switch.name_in,
            value_names=names,
            place=key.place,
        )


def read_source(node: Node | None, place: Place, what: str, findings: Findings) -> Source:
    """`{document, clause, text}`; whether they exist is checked with the documents at hand."""
    if node is None:
        findings.add(
            "MISSING_KEY", place, "缺少 source", f"{what} cites no source", expected="source: {document, clause, text}"
        )
        return Source("", "", "")
    entry = shapes.mapping(node, findings, f"the source of {what}")
    shapes.known_keys(entry, findings, f"the source of {what}", required=("document", "clause", "text"))
    return Source(*(shapes.word(entry.get(key), findings, key) or "" for key in ("document", "clause", "text")))

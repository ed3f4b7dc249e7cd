"""What a pack computes: measures.yaml and clocks.yaml."""

from __future__ import annotations

from typing import Literal, cast

from adjudicator.rulebook import shapes
from adjudicator.rulebook.declarations import read_source
from adjudicator.rulebook.expressions import NUMERIC, Lexicon, read_conditions, read_length, seen_fact, typed
from adjudicator.rulebook.model import Clock, Condition, Fact, Measure, Place, Scalar, Within
from adjudicator.rulebook.problems import Findings
from adjudicator.rulebook.words import CLOCK_STATES
from adjudicator.rulebook.yaml_places import Mapping, Node
from adjudicator.rulebook.yaml_places import Scalar as Written

KINDS = ("count", "any", "all", "sum", "min", "max", "latest", "earliest", "difference", "product")
Kind = Literal["count", "any", "all", "sum", "min", "max", "latest", "earliest", "difference", "product"]


# --- measures -------------------------------------------------------------------------------------------------------


def read_measures(node: Node, pack: str, known: dict[str, Measure], lexicon: Lexicon) -> None:
    """Adds the measures of a pack."""
    for item in shapes.items(node, lexicon.findings, "measures"):
        entry = shapes.mapping(item, lexicon.findings, "a measure")
        measure = _measure(entry, pack, lexicon)
        if measure is None:
            continue
        if measure.fact in known:
            lexicon.findings.add(
                "NAME_TAKEN", entry.place, f"{measure.fact} 已有度量", f"{measure.fact} has a measure already"
            )
        known[measure.fact] = measure


def _measure(entry: Mapping, pack: str, lexicon: Lexicon) -> Measure | None:
    findings, words = lexicon.findings, lexicon.words
    shapes.known_keys(
        entry,
        findings,
        "a measure",
        required=("fact", "source", "explanation"),
        optional=(*KINDS, "of", "minus", "unit", "value", "where", "that", "within", "plus_this_case", "empty"),
    )
    fact = _declared(entry, "fact", "measure", lexicon)
    kinds = [kind for kind in KINDS if entry.get(kind) is not None]
    if len(kinds) != 1:
        findings.add(
            "NOT_ONE_KIND",
            entry.place,
            "度量須有一種算法",
            "a measure has exactly one of the ways to count",
            expected=", ".join(f"{kind}: ENTITY" for kind in KINDS),
        )
        return None
    if fact is None:
        return None
    kind = cast(Kind, kinds[0])
    over = fact.entity
    written = entry.get(kind)
    if kind not in ("difference", "product"):
        over = shapes.one_of(written, words.entities, fact.entity, findings, "實體", "entity")
        if fact.entity not in words.sees(over):
            findings.add(
                "NOT_BELOW",
                entry.place,
                f"{over} 不在 {fact.entity} 之下",
                f"the rows of {over} do not lie below {fact.entity}, which {fact.name} is about",
            )
    named: dict[str, Fact | None] = {}
    for key in ("of", "minus", "value"):
        text = shapes.word(entry.get(key), findings, key)
        place = (entry.get(key) or entry).place
        named[key] = seen_fact(text, place, over, lexicon) if text is not None else None
    needs_of = kind not in ("count", "any", "all")
    _wanted(entry, "of", needs_of, kind, findings)
    _wanted(entry, "minus", kind in ("difference", "product"), kind, findings)
    _wanted(entry, "that", kind in ("any", "all"), kind, findings)
    if entry.get("value") is not None:
        _wanted(entry, "value", kind in ("latest", "earliest"), kind, findings)
    of = named["of"]
    unit = shapes.one_of(entry.get("unit"), ("days", "seconds", "none"), "none", findings, "單位", "unit")
    if kind == "difference" and of is not None and (of.type == "instant") != (unit != "none"):
        findings.add(
            "WRONG_UNIT",
            entry.place,
            "時間差須有單位",
            "a difference of instants has a unit, and only that",
            expected="unit: days | seconds",
        )
    _check_type(fact, kind, of, named["value"], entry.place, findings)
    empty: Scalar = None
    if (written_empty := entry.get("empty")) is not None and isinstance(written_empty, Written):
        value, expected = typed(written_empty.text, fact)
        if expected is not None:
            findings.add(
                "UNKNOWN_VALUE",
                written_empty.place,
                f"「{written_empty.text}」不是 {fact.name} 的值",
                f"“{written_empty.text}” is not a value of {fact.name}",
                expected=expected,
            )
        empty = value
    return Measure(
        fact=fact.name,
        pack=pack,
        entity=fact.entity,
        kind=kind,
        over=over,
        of=of.name if of is not None else None,
        minus=named["minus"].name if named["minus"] is not None else None,
        unit=cast(Literal["days", "seconds", "none"], unit),
        value=named["value"].name if named["value"] is not None else None,
        where=read_conditions(entry.get("where"), over, f"where of {fact.name}", lexicon),
        that=read_conditions(entry.get("that"), over, f"that of {fact.name}", lexicon),
        within=_within(entry.get("within"), over, fact.name, lexicon),
        plus_this_case=shapes.yes_or_no(entry.get("plus_this_case"), findings, "plus_this_case"),
        empty=empty,
        source=read_source(entry.get("source"), entry.place, f"the measure {fact.name}", findings),
        explanation=shapes.both_languages(
            entry.get("explanation"), entry.place, findings, f"the explanation of {fact.name}"
        ),
        place=entry.place,
    )


def _wanted(entry: Mapping, key: str, wanted: bool, kind: str, findings: Findings) -> None:
    present = entry.get(key) is not None
    if present and not wanted:
        findings.add("KEY_WITHOUT_USE", entry.place, f"{kind} 不用「{key}」", f"“{key}” means nothing for “{kind}”")
    elif wanted and not present:
        findings.add(
            "MISSING_KEY", entry.place, f"{kind} 需要「{key}」", f"“{kind}” needs “{key}”", expected=f"{key}: …"
        )


def _check_type(fact: Fact, kind: Kind, of: Fact | None, value: Fact | None, place: Place, findings: Findings) -> None:
    """The declared type of a measure's fact must be that of what it computes."""
    if kind == "count":
        suitable: tuple[str, ...] = ("count",)
    elif kind in ("any", "all"):
        suitable = ("truth",)
    elif kind in ("sum", "product", "difference"):
        suitable = NUMERIC
        if of is not None and of.type not in (*NUMERIC, *(("instant",) if kind == "difference" else ())):
            findings.add("WRONG_TYPE", place, f"{of.name} 不是數", f"{of.name} ({of.type}) cannot be computed with")
    else:
        if of is not None and kind in ("min", "max", "latest", "earliest"):
            timed = ("instant", "day")
            if of.type not in (*NUMERIC, *timed) and not of.ordered:
                findings.add(
                    "WRONG_TYPE",
                    place,
                    f"{of.name} 沒有順序",
                    f"{of.name} ({of.type}) has no order",
                    expected="a number, an instant, a day or an ordered choice",
                )
        taken = value if value is not None else of
        suitable = (taken.type,) if taken is not None else (fact.type,)
        if (
            taken is not None
            and taken.type == fact.type == "choice"
            and not set(taken.values) <= {*fact.values, "none"}
        ):
            missing = ", ".join(sorted(set(taken.values) - set(fact.values)))
            findings.add(
                "WRONG_TYPE",
                place,
                f"{fact.name} 缺少值 {missing}",
                f"{fact.name} lacks values of {taken.name}: {missing}",
            )
    if fact.type not in suitable:
        findings.add(
            "WRONG_TYPE",
            place,
            f"{fact.name} 的類型與算法不符",
            f"{fact.name} is declared as {fact.type}, but “{kind}” gives something else",
            expected=" or ".join(suitable),
        )


def _within(node: Node | None, over: str, fact: str, lexicon: Lexicon) -> Within | None:
    if node is None:
        return None
    findings = lexicon.findings
    entry = shapes.mapping(node, findings, f"within of {fact}")
    shapes.known_keys(entry, findings, f"within of {fact}", required=("of",), optional=("days", "month", "year"))
    text = shapes.word(entry.get("of"), findings, "of")
    instant = seen_fact(text, entry.place, over, lexicon) if text is not None else None
    if instant is not None and instant.type != "instant":
        findings.add("WRONG_TYPE", entry.place, f"{instant.name} 不是時間點", f"{instant.name} is not an instant")
    units = [unit for unit in ("days", "month", "year") if entry.get(unit) is not None]
    if len(units) != 1:
        findings.add(
            "NOT_ONE_KIND",
            entry.place,
            "窗口須為 days、month、year 之一",
            "a window is one of days, month and year",
            expected="days: N | month: as_of | year: as_of",
        )
        return None
    length = None
    if units[0] == "days":
        length = read_length(entry.get("days"), over, f"the window of {fact}", lexicon)
    else:
        shapes.one_of(entry.get(units[0]), ("as_of",), "as_of", findings, "窗口的末端", "end of a window")
    if instant is None or (units[0] == "days" and length is None):
        return None
    return Within(instant.name, cast(Literal["days", "month", "year"], units[0]), length)


def _declared(entry: Mapping, key: str, given: str, lexicon: Lexicon, suffix: str = "") -> Fact | None:
    """The fact that a measure or clock gives: it must be declared as given by one."""
    text = shapes.word(entry.get(key), lexicon.findings, key)
    if text is None:
        return None
    place = (entry.get(key) or entry).place
    fact = lexicon.words.facts.get(text + suffix)
    if fact is None:
        lexicon.findings.unknown(
            "UNKNOWN_FACT",
            place,
            "事實",
            "fact",
            text + suffix,
            [f.name for f in lexicon.words.facts.values() if f.given_by == given],
        )
        return None
    if fact.given_by != given:
        lexicon.findings.add(
            "NOT_DECLARED_SO",
            place,
            f"{fact.name} 未聲明為 given: {given}",
            f"{fact.name} is not declared as given: {given}",
            expected=f"given: {given}",
        )
    return fact


# --- clocks ---------------------------------------------------------------------------------------------------------


def read_clocks(node: Node, pack: str, known: dict[str, Clock], lexicon: Lexicon) -> None:
    """Adds the clocks of a pack."""
    for item in shapes.items(node, lexicon.findings, "clocks"):
        entry = shapes.mapping(item, lexicon.findings, "a clock")
        clock = _clock(entry, pack, lexicon)
        if clock is None:
            continue
        if clock.name in known:
            lexicon.findings.add(
                "NAME_TAKEN", entry.place, f"時鐘 {clock.name} 已存在", f"there is a clock {clock.name} already"
            )
        known[clock.name] = clock


def _clock(entry: Mapping, pack: str, lexicon: Lexicon) -> Clock | None:
    findings, words = lexicon.findings, lexicon.words
    shapes.known_keys(
        entry,
        findings,
        "a clock",
        required=("clock", "start", "source", "explanation"),
        optional=("of", "length", "unit", "due", "stopped_by"),
    )
    clock = shapes.word(entry.get("clock"), findings, "clock")
    if clock is None:
        return None
    entity = shapes.one_of(entry.get("of"), words.entities, "case", findings, "實體", "entity")
    for suffix, type_ in ((".state", "choice"), (".due", "instant")):
        fact = _declared(entry, "clock", "clock", lexicon, suffix)
        if fact is None:
            continue
        if fact.type != type_ or (type_ == "choice" and set(fact.values) != set(CLOCK_STATES)):
            expected = f"{{choice: [{', '.join(CLOCK_STATES)}]}}" if type_ == "choice" else "instant"
            findings.add(
                "WRONG_TYPE",
                fact.place,
                f"{fact.name} 的類型不符",
                f"{fact.name} must have the type of a clock",
                expected=expected,
            )
        if fact.entity != entity:
            findings.add(
                "WRONG_ENTITY",
                fact.place,
                f"{fact.name} 應屬於 {entity}",
                f"{fact.name} is a fact of {fact.entity}, but the clock runs for {entity}",
                expected=f"of: {entity}",
            )
    start = [
        _instant(text, place, entity, lexicon) for text, place in shapes.words(entry.get("start"), findings, "start")
    ]
    if entry.get("start") is not None and not start:
        findings.add("EMPTY_LIST", entry.place, "時鐘沒有起點", f"the clock {clock} has no start")
    due_text = shapes.word(entry.get("due"), findings, "due")
    due = _instant(due_text, entry.place, entity, lexicon) if due_text is not None else None
    stopped_by, stopped_over = None, None
    stopped_where: tuple[Condition, ...] = ()
    if (stop := entry.get("stopped_by")) is not None:
        stop_entry = shapes.mapping(stop, findings, f"stopped_by of {clock}")
        shapes.known_keys(stop_entry, findings, f"stopped_by of {clock}", required=("of",), optional=("where",))
        text = shapes.word(stop_entry.get("of"), findings, "of")
        named = words.facts.get(text) if text is not None else None
        if text is not None:
            stopped_by = _instant(text, stop_entry.place, named.entity if named is not None else entity, lexicon)
        if named is not None:
            stopped_over = named.entity
            stopped_where = read_conditions(stop_entry.get("where"), named.entity, f"stopped_by of {clock}", lexicon)
    return Clock(
        name=clock,
        pack=pack,
        entity=entity,
        start=tuple(one for one in start if one is not None),
        length=read_length(entry.get("length"), entity, f"the clock {clock}", lexicon),
        unit=cast(
            Literal["hours", "days", "working_days"],
            shapes.one_of(entry.get("unit"), ("hours", "days", "working_days"), "hours", findings, "單位", "unit"),
        ),
        due=due,
        stopped_over=stopped_over,
        stopped_by=stopped_by,
        stopped_where=stopped_where,
        source=read_source(entry.get("source"), entry.place, f"the clock {clock}", findings),
        explanation=shapes.both_languages(
            entry.get("explanation"), entry.place, findings, f"the explanation of {clock}"
        ),
        place=entry.place,
    )


def _instant(text: str, place: Place, entity: str, lexicon: Lexicon) -> str | None:
    fact = seen_fact(text, place, entity, lexicon)
    if fact is None:
        return None
    if fact.type != "instant":
        lexicon.findings.add(
            "WRONG_TYPE",
            place,
            f"{fact.name} 不是時間點",
            f"{fact.name} is not an instant",
            expected="a fact of type instant",
        )
    return fact.name

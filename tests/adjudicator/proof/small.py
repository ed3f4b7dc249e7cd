"""A small rulebook made by hand, and cases for it: what the tests of the proof are written with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from adjudicator.calendars import to_instant
from adjudicator.facts import Facts, Row
from adjudicator.proof.atoms import Lookup
from adjudicator.rulebook.model import (
    Clock,
    Conclusion,
    Condition,
    DatedParameter,
    Each,
    Entity,
    Expression,
    Fact,
    FactValue,
    Literally,
    Measure,
    Parameter,
    Place,
    ReadingSwitch,
    Rule,
    Rulebook,
    Source,
    Struct,
    TableLookup,
    Text2,
    Within,
)

HERE = Place("by hand", 1)
AS_OF = to_instant("2026-03-01T12:00:00+08:00")
DAY = 86_400_000_000

CALENDAR: dict[str, object] = {
    "version": "cn-2025",
    "first": "2025-01-01",
    "last": "2026-12-31",
    # The National Day week of 2025 and its make-up days.
    "days": (
        "2025-09-28", "2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08", "2025-10-11",
    ),
}  # fmt: skip


def expression(value: Any) -> Expression:
    """`$name`, `{fact: name}`, `{table: $name, by: fact}`, lists, mappings and literals, as in YAML."""
    if isinstance(value, str) and value.startswith("$"):
        return Parameter(value[1:])
    if isinstance(value, dict) and set(value) == {"fact"}:
        return FactValue(value["fact"])
    if isinstance(value, dict) and set(value) == {"table", "by"}:
        return TableLookup(value["table"][1:], value["by"])
    if isinstance(value, dict):
        return Struct(tuple((key, expression(item)) for key, item in value.items()))
    if isinstance(value, list):
        return Each(tuple(expression(item) for item in value))
    return Literally(value)


def condition(fact: str, operator: Any, comparand: Any) -> Condition:
    return Condition(fact, operator, expression(comparand), HERE)


def rule(
    name: str,
    when: list[tuple[str, str, Any]],
    then: list[tuple[str, Any]],
    *,
    once: list[tuple[str, str, Any]] | None = None,
    entity: str = "case",
    overrides: tuple[str, ...] = (),
    pack: str = "shop",
    stratum: str = "findings",
    in_force: tuple[str | None, str | None] = (None, None),
    explanation: Text2 | None = None,
    quiet: bool = False,
) -> Rule:
    return Rule(
        id=f"{pack}.{name}",
        pack=pack,
        stratum=stratum,
        title=Text2(name, name),
        source=Source("book", f"C-{name}", "…"),
        in_force_from=in_force[0],
        in_force_until=in_force[1],
        entity=entity,
        once=tuple(condition(*one) for one in once or []),
        when=tuple(condition(*one) for one in when),
        then=tuple(Conclusion(fact, expression(value), HERE) for fact, value in then),
        overrides=tuple(f"{pack}.{loser}" for loser in overrides),
        interpretation=(),
        explanation=explanation or Text2(f"{name}。依{{source.clause}}", f"{name}, {{source.clause}}"),
        place=HERE,
        quiet=quiet,
    )


def fact(name: str, kind: Any, given: Any = "record", entity: str = "case", **more: Any) -> Fact:
    settings: dict[str, Any] = {
        "values": (), "ordered": False, "many": False, "otherwise": None, "supplied_by": "party",
        "asked_as": name if given == "record" else "", "keys": (), "value_names": (),
    }  # fmt: skip
    settings.update(more)
    return Fact(
        name=name, entity=entity, type=kind, given_by=given, name_in=Text2(f"「{name}」", name), place=HERE, **settings
    )


def measure(name: str, kind: Any, over: str, *, entity: str = "case", **more: Any) -> Measure:
    settings: dict[str, Any] = {
        "of": None, "minus": None, "unit": "none", "value": None, "where": (), "that": (), "within": None,
        "plus_this_case": False, "empty": None,
    }  # fmt: skip
    settings.update(more)
    return Measure(
        fact=name, pack="shop", entity=entity, kind=kind, over=over, source=Source("book", f"M-{name}", "…"),
        explanation=Text2(f"共{{{name}}}次", f"{{{name}}} in all"), place=HERE, **settings,
    )  # fmt: skip


def clock(name: str, *, start: tuple[str, ...], entity: str = "case", **more: Any) -> Clock:
    settings: dict[str, Any] = {
        "length": None, "unit": "hours", "due": None, "stopped_over": None, "stopped_by": None, "stopped_where": (),
    }  # fmt: skip
    settings.update(more)
    return Clock(
        name=name, pack="shop", entity=entity, start=start, source=Source("book", f"T-{name}", "…"),
        explanation=Text2(f"期限{{{name}.due}},{{{name}.state}}", f"due {{{name}.due}}: {{{name}.state}}"), place=HERE,
        **settings,
    )  # fmt: skip


def parameter(name: str, *values: tuple[str | None, object]) -> DatedParameter:
    return DatedParameter(name, "shop", values, "P", None, Text2(name, name), HERE)


ENTITIES = {
    "case": Entity("case", (), Text2("案件", "case")),
    "exhibit": Entity("exhibit", ("case",), Text2("证据", "exhibit")),
    "field": Entity("field", ("exhibit",), Text2("字段", "field")),
    "prior": Entity("prior", ("case",), Text2("前案", "prior case")),
    "act": Entity("act", ("case",), Text2("行为", "act")),
}

FACTS = [
    fact("refund.state", "choice", values=("none", "open", "closed")),
    fact("degree", "choice", values=("none", "partial", "clear", "total"), ordered=True),
    fact(
        "severity", "choice", values=("ordinary", "serious"), supplied_by="arbitrator",
        value_names=(("serious", Text2("严重", "serious")),),
    ),
    fact("settled", "truth"),
    fact("mall", "truth"),
    fact("amount", "money"),
    fact("asked_at", "instant"),
    fact("prior.class", "choice", entity="prior", values=("mismatch", "other")),
    fact("prior.at", "instant", entity="prior"),
    fact("act.act", "text", entity="act"),
    fact("act.at", "instant", entity="act"),
    fact("field.legible", "truth", entity="field"),
    fact("verified", "truth", "rules", values=("yes", "no"), otherwise="no"),
    fact("tier", "choice", "rules", values=("0", "2", "4", "4M"), otherwise="0"),
    fact("penalty", "effect", "rules", many=True, keys=("effect", "days", "amount", "since")),
    fact("codes", "choice", "rules", many=True, values=("REPEATED", "SETTLED")),
    fact("faults", "choice", "rules", entity="exhibit", many=True, values=("illegible",)),
    fact("verdict", "choice", "rules", entity="exhibit", values=("valid", "invalid"), otherwise="valid"),
    fact("upheld", "count", "measure"),
    fact("reply.state", "choice", "clock"),
    fact("reply.due", "instant", "clock"),
]  # fmt: skip

RULES = [
    rule(
        "verified", [("degree", "at_least", "partial")], [("verified", "yes")],
        once=[("refund.state", "is", "closed")],
    ),
    rule(
        "warning", [("verified", "is", "yes"), ("upheld", "at_most", 2)],
        [("tier", "2"),
         ("penalty", {"effect": "warning", "amount": {"fact": "amount"}, "since": {"fact": "asked_at"}})],
        stratum="penalties",
    ),
    rule(
        "freeze", [("verified", "is", "yes"), ("upheld", "at_least", "$many"), ("severity", "is", "serious")],
        [("tier", "4"), ("penalty", {"effect": "freeze", "days": {"table": "$days", "by": "upheld"}}),
         ("codes", "REPEATED")],
        overrides=("watch",), stratum="penalties",
        explanation=Text2(
            "成立{upheld}次,情节{severity}。{source.clause}", "{upheld} upheld, {severity}; {source.clause}"
        ),
    ),
    rule(
        "watch", [("verified", "is", "yes"), ("upheld", "at_least", "$many")],
        [("tier", "2"), ("penalty", {"effect": "watch"})], stratum="penalties",
    ),
    rule(
        "exit", [("verified", "is", "yes"), ("upheld", "at_least", "$many"), ("mall", "is", "yes"),
                 ("reading.strict", "is", "on")],
        [("tier", "4M"), ("penalty", {"effect": "mall_exit"})], overrides=("freeze", "watch"), stratum="penalties",
    ),
    rule(
        "settled", [("settled", "is", "yes")], [("codes", "SETTLED")],
        overrides=("warning", "freeze", "watch", "exit"), stratum="penalties",
    ),
    rule("illegible", [("field.legible", "is", "no")], [("faults", "illegible")], entity="field", stratum="exhibits"),
    rule("invalid", [("faults", "includes", "illegible")], [("verdict", "invalid")], entity="exhibit"),
    rule("old", [("settled", "is", "no")], [("codes", "REPEATED")], in_force=(None, "2026-02-28")),
    rule("other", [("settled", "is", "no")], [("codes", "REPEATED")], pack="elsewhere"),
]  # fmt: skip

MEASURES = [
    measure(
        "upheld", "count", "prior", where=(condition("prior.class", "is", "mismatch"),),
        within=Within("prior.at", "days", Parameter("window")), plus_this_case=True,
    ),
]  # fmt: skip

CLOCKS = [
    clock(
        "reply", start=("asked_at",), length=Literally(72), stopped_over="act", stopped_by="act.at",
        stopped_where=(condition("act.act", "is", "reply"),),
    ),
]  # fmt: skip

PARAMETERS = [
    parameter("many", (None, 3), ("2027-01-01", 2)),
    parameter("window", (None, 365)),
    parameter("days", (None, ((1, 7), (3, 30), (5, 60)))),
]


def rulebook(
    rules: list[Rule] | None = None,
    facts: list[Fact] | None = None,
    measures: list[Measure] | None = None,
    clocks: list[Clock] | None = None,
) -> Rulebook:
    """The small rulebook, or one of other parts under the same roof."""
    return Rulebook(
        version="small",
        digest="",
        entities=ENTITIES,
        facts={one.name: one for one in (FACTS if facts is None else facts)},
        rules={one.id: one for one in (RULES if rules is None else rules)},
        measures={one.fact: one for one in (MEASURES if measures is None else measures)},
        clocks={one.name: one for one in (CLOCKS if clocks is None else clocks)},
        parameters={one.name: one for one in PARAMETERS},
        readings={
            "strict": ReadingSwitch("strict", "shop", "on", ("on", "off"), "R-1", Text2("严格", "strict"), (), HERE)
        },
        documents={},
        packs=("shop", "elsewhere"),
        governs={"market": ("shop",), "else": ("elsewhere",)},
        kinds={},
        calendar=CALENDAR,
    )


CASE: dict[str, Any] = {
    "refund.state": "closed", "degree": "clear", "severity": "serious", "settled": "no", "mall": "no",
    "amount": Decimal("12.50"), "asked_at": AS_OF - 2 * DAY,
}  # fmt: skip


def facts(
    case: dict[str, Any] | None = None,
    priors: list[dict[str, Any]] | None = None,
    acts: list[dict[str, Any]] | None = None,
    fields: list[str | None] | None = None,
    as_of: int = AS_OF,
) -> Facts:
    """A case: values over `CASE`, rows of prior cases and acts, and one exhibit with these fields, legible or not."""
    root = Row("case", None, {**CASE, **(case or {})}, sources={"refund.state": ("$.refund",)})
    rows: dict[str, list[Row]] = {"case": [root]}
    for entity, given in (("prior", priors), ("act", acts)):
        rows[entity] = [
            Row(entity, f"{entity}{number}", values, up={"case": root}, source=(f"{entity}{number}",))
            for number, values in enumerate(given or [], start=1)
        ]
    exhibit = Row("exhibit", "E1", {}, up={"case": root}, source=("E1",))
    rows["exhibit"] = [exhibit]
    rows["field"] = [
        Row("field", f"E1.{n}", {"field.legible": legible}, up={"case": root, "exhibit": exhibit}, source=(f"E1#{n}",))
        for n, legible in enumerate(fields or [], start=1)
    ]
    return Facts(rows, as_of, "market")


def prior(days_ago: float = 10, kind: str | None = "mismatch") -> dict[str, Any]:
    return {"prior.class": kind, "prior.at": AS_OF - int(days_ago * DAY)}


def seen(**values: Any) -> Lookup:
    """What is seen from nowhere: facts by their names with `__` for a dot."""
    return {name.replace("__", "."): value for name, value in values.items()}.__getitem__

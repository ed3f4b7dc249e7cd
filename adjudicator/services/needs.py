"""What a case of a platform and a class needs on the record, read off the rules that govern it.

Nothing here is a list of questions kept by hand. Three sources are joined:

- the model of `case/1` says which keys there are, of what type, and which are required;
- the rules say which facts they read: a rule, measure or clock whose conditions can't hold for this platform, class and
  complainant is passed over, and so is all that only it reads;
- intake says where on the record each fact comes from (`Row.sources`), tried on a case that holds one of everything.

>>> from adjudicator.services.shipped import rules_folder
>>> from adjudicator.rulebook.load import load_rulebook
>>> from adjudicator.values import instant_of
>>> rules, at = load_rulebook(rules_folder(), check=False), instant_of("2026-03-01T00:00:00Z")
>>> asked = needs(rules, "tickets", "liability_amount", "worker", at)
>>> [one.path for one in asked if one.path.startswith(("appeal.", "refund."))][:3]
['appeal.channel', 'appeal.filed_at', 'appeal.key_evidence']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from adjudicator import values as kinds_of_value
from adjudicator.case import Case
from adjudicator.closed_lists import FACTS, PREDICATES
from adjudicator.finding_checks import FORMS
from adjudicator.intake.case_facts import take_in
from adjudicator.intake.instants import micros
from adjudicator.rulebook.model import Clock, Condition, Each, Literally, Measure, Rule, Rulebook, Text2
from adjudicator.rulebook.order import (
    EVIDENCE,
    facts_of_clock,
    facts_of_measure,
    facts_of_rule,
    govern,
    order,
)
from adjudicator.structure import bare

Kind = Literal["text", "choice", "choices", "instant", "money", "count", "number", "texts", "pairs", "parts", "finding"]

ALWAYS: Final = ("platform", "complaint_class", "complainant", "respondent", "id", "filed_at", "as_of")
"""The keys that every case has, in the order in which they are asked for."""
ENTITIES: Final[Mapping[str, str]] = {
    "allegation": "allegations",
    "after_sale": "after_sales",
    "act": "acts",
    "prior": "seller.history",
    "earlier_appeal": "seller.appeals",
    "line": "order.lines",
    "request": "evidence_requests",
    "submission": "submissions",
    "answer": "submissions",
    "exhibit": "exhibits",
    "key_evidence": "appeal.key_evidence",
}
"""Where the rows of an entity lie in `case/1`. Rows of other entities are parts of these, or findings."""
COMPARED: Final = (
    *("order.tracking_number", "order.recipient_name", "order.shipped_at", "order.lines"),
    *("refund.return_tracking_number", "listing.shop_name", "listing.company_name", "listing.attributes"),
)
"""What exhibits are compared with (SEMANTICS 10, 44): read by intake, not by a rule."""
TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "allegations": ("attribute", "listed", "received", "statement"),
    "order.lines": ("sku", "model", "quantity", "unit_weight_g"),
    "exhibits": ("supports", "files"),
    "submissions": ("exhibits", "text"),
    "evidence_requests": ("deadline", "deadline_hours"),
    "seller.appeals": ("decided_at",),
    "acts": ("until", "satisfaction"),
}
"""Keys of an item that are asked for whenever the list is: what parties say, and what intake reads of it."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a case needs: a key of `case/1`, a list with its items' keys, or a finding by name."""

    path: str
    """Dotted, such as ``order.received_at``; of a finding ``human_findings.`` and its name."""
    kind: Kind
    name: Text2
    required: bool
    choices: tuple[tuple[str, Text2], ...] = ()
    clauses: tuple[str, ...] = ()
    """The clauses whose rules read it; empty where only the form of a case or a comparison needs it."""
    items: tuple[Need, ...] = ()
    """Of a list of parts: what is asked of each of them."""


def needs(
    rulebook: Rulebook, platform: str, complaint_class: str, complainant: str, as_of: datetime
) -> tuple[Need, ...]:
    """What a case needs under the rules in force at `as_of`: first what every case has, then part by part.

    KeyError for a platform that the vocabulary lacks.
    """
    known = {"complaint.class": complaint_class, "complaint.complainant": complainant}
    return _Read(rulebook, platform, known, micros(as_of)).needs()


class _Read:
    """The facts that rules read for one platform and class, and the keys that they come from."""

    def __init__(self, rulebook: Rulebook, platform: str, known: Mapping[str, str], as_of: int) -> None:
        self.rulebook, self.platform = rulebook, platform
        self.possible: dict[str, frozenset[Any] | None] = {name: frozenset([value]) for name, value in known.items()}
        """What values a fact can have; None or not there: any."""
        self.clauses: dict[str, set[str]] = {}
        """By fact of the record: the clauses of what reads it."""
        self.words: dict[str, set[str]] = {}
        """By fact: the words that it is tested for."""
        self._read_rules(as_of)

    def _read_rules(self, as_of: int) -> None:
        live: list[Rule] = []
        given: dict[str, list[Rule]] = {}
        for node in order(self.rulebook, self.platform, as_of):
            if node.kind == "rule":
                rule = self.rulebook.rules[node.name]
                if all(self._can_hold(one) for one in rule.conditions):
                    live.append(rule)
                    for conclusion in rule.then:
                        given.setdefault(conclusion.fact, []).append(rule)
            elif node.kind == "fact":
                self.possible[node.name] = self._given(node.name, given.get(node.name, ()))
        pending: list[tuple[Iterable[str], Iterable[Condition], str]] = [
            (facts_of_rule(rule), rule.conditions, rule.source.clause) for rule in live
        ]
        seen: set[str] = set()
        while pending:
            facts, conditions, clause = pending.pop()
            for condition in conditions:
                self._note_words(condition)
            for fact in facts:
                self.clauses.setdefault(fact, set()).add(clause)
                giver = self._giver(fact)
                if giver is not None and fact not in seen:
                    seen.add(fact)
                    if isinstance(giver, Clock):
                        pending.append((facts_of_clock(giver), giver.stopped_where, giver.source.clause))
                        self._reach(giver.stopped_over, giver.source.clause)
                    else:
                        pending.append((facts_of_measure(giver), giver.where + giver.that, giver.source.clause))
                        self._reach(giver.over, giver.source.clause)
        for rule in live:
            self._reach(rule.entity, rule.source.clause)

    def _reach(self, entity: str | None, clause: str) -> None:
        if entity is not None:
            self.clauses.setdefault(f"{entity}.", set()).add(clause)

    def _giver(self, fact: str) -> Measure | Clock | None:
        packs = govern(self.rulebook, self.platform)
        measure = self.rulebook.measures.get(fact)
        if measure is not None and measure.pack in packs:
            return measure
        clock = self.rulebook.clocks.get(fact.rpartition(".")[0]) if fact.endswith((".state", ".due")) else None
        return clock if clock is not None and clock.pack in packs else None

    def _given(self, fact: str, rules: Iterable[Rule]) -> frozenset[Any] | None:
        """The values that some rules can give a fact, or what it has otherwise; None: any."""
        found: set[Any] = set()
        for rule in rules:
            for conclusion in rule.then:
                if conclusion.fact == fact:
                    if not isinstance(conclusion.value, Literally):
                        return None
                    found.add(conclusion.value.value)
        otherwise = self.rulebook.facts[fact].otherwise
        return frozenset(found if otherwise is None else {*found, otherwise})

    def _can_hold(self, condition: Condition) -> bool:
        possible = self.possible.get(condition.fact)
        if possible is None or self.rulebook.facts[condition.fact].many:
            return True
        comparand = condition.comparand
        if isinstance(comparand, Literally):
            if condition.operator == "is":
                return comparand.value in possible
            if condition.operator == "is_not":
                return bool(possible - {comparand.value})
        if condition.operator == "in" and isinstance(comparand, Each):
            words = {item.value for item in comparand.items if isinstance(item, Literally)}
            return len(words) < len(comparand.items) or bool(possible & words)
        return True

    def _note_words(self, condition: Condition) -> None:
        comparand = condition.comparand
        items = comparand.items if isinstance(comparand, Each) else (comparand,)
        if all(isinstance(item, Literally) for item in items) and condition.operator in ("is", "in"):
            words = {str(item.value) for item in items if isinstance(item, Literally)}
            self.words.setdefault(condition.fact, set()).update(words)

    # --- from facts to keys

    def needs(self) -> tuple[Need, ...]:
        paths = self._paths()
        found: dict[str, Need] = {}
        for path in ALWAYS:
            found[path] = self._need(path, paths.get(path, {}))
        for path in (*paths, *COMPARED):
            if path in found or path in _PARTS or path in ("schema", "human_findings"):
                continue
            if path.startswith("refund.") and not any(one.startswith("refund.") for one in paths):
                continue
            if path.startswith("human_findings."):
                found[path] = self._finding(path, paths[path])
            else:
                found[path] = self._need(path, paths.get(path, {}))
        return tuple(sorted(found.values(), key=lambda need: _rank(need.path)))

    def _paths(self) -> dict[str, dict[str, set[str]]]:
        """By path of `case/1`: the facts that come from it with the clauses that read them."""
        facts = take_in(_probe(self.platform), self.rulebook).facts
        findings = _probe(self.platform).human_findings
        paths: dict[str, dict[str, set[str]]] = {}
        for fact, source in facts.case.sources.items():
            clauses = self.clauses.get(fact, set())
            declared = self.rulebook.facts.get(fact)
            if not clauses or declared is None:
                continue
            for path in source:
                name = path.removeprefix("$.")
                if name.startswith("human_findings["):
                    if declared.supplied_by == "arbitrator":
                        continue
                    name = f"human_findings.{findings[int(name[15:-1])].fact}"
                paths.setdefault(name, {})[fact] = clauses
        for entity, path in ENTITIES.items():
            read = {fact for fact in self.clauses if self._entity_of(fact) == entity and self._is_from_record(fact)}
            if read:
                clauses = {clause for fact in read for clause in self.clauses[fact]}
                paths.setdefault(path, {})[f"{entity}."] = clauses
        return paths

    def _entity_of(self, fact: str) -> str:
        declared = self.rulebook.facts.get(fact)
        return fact[:-1] if fact.endswith(".") else declared.entity if declared is not None else ""

    def _is_from_record(self, fact: str) -> bool:
        declared = self.rulebook.facts.get(fact)
        return fact.endswith(".") or (declared is not None and declared.given_by == "record")

    def _need(self, path: str, facts: Mapping[str, set[str]]) -> Need:
        annotation, required = _key(path)
        kind, words, model = _kind_of(annotation)
        clauses = tuple(sorted({clause for one in facts.values() for clause in one}))
        items = self._items(path, model) if model is not None else ()
        choices = tuple((word, self._word(facts, word)) for word in words)
        return Need(path, kind, self._name(path, facts), required, choices, clauses, items)

    def _finding(self, path: str, facts: Mapping[str, set[str]]) -> Need:
        words = FORMS[path.partition(".")[2]].values or PREDICATES  # type: ignore[index]
        clauses = tuple(sorted({clause for one in facts.values() for clause in one}))
        choices = tuple((word, self._word(facts, word)) for word in words if word != "unknown")
        return Need(path, "finding", self._name(path, facts), False, choices, clauses)

    def _items(self, path: str, model: type[BaseModel]) -> tuple[Need, ...]:
        """What is asked of each item of a list: what it must have, what is told, and what rules read of it."""
        entities = [entity for entity, where in ENTITIES.items() if where == path]
        asked = []
        for name, field in model.model_fields.items():
            facts = {
                fact: self.clauses[fact]
                for entity in entities
                for fact in (f"{entity}.{name}", f"{entity}.{name.removesuffix('_at')}")
                if fact in self.clauses and fact in self.rulebook.facts
            }
            if not (field.is_required() or name in TOLD.get(path, ()) or facts) or name in ("report", "box"):
                continue
            kind, words, _ = _kind_of(field.annotation)
            tested = self.words.get(f"act.{name}", set()) if path == "acts" and name == "act" else set()
            choices = tuple((word, self._word(facts, word)) for word in words if not tested or word in tested)
            clauses = tuple(sorted({clause for one in facts.values() for clause in one}))
            own = f"{path}[].{name}"
            asked.append(Need(own, kind, self._name(own, facts), field.is_required(), choices, clauses))
        return tuple(asked)

    def _name(self, path: str, facts: Mapping[str, set[str]]) -> Text2:
        """What the vocabulary calls it; the key itself where it has no word for it."""
        key = path.rpartition(".")[2]
        if path in NAMES:
            return NAMES[path]
        for fact in facts:
            declared = self.rulebook.facts.get(fact)
            entity = self.rulebook.entities.get(fact[:-1]) if fact.endswith(".") else None
            if declared is not None:
                return declared.name_in
            if entity is not None:
                return entity.name_in
        return NAMES.get(f"*.{key}", Text2(key.replace("_", " "), key.replace("_", " ")))

    def _word(self, facts: Mapping[str, set[str]], word: str) -> Text2:
        for fact in facts:
            declared = self.rulebook.facts.get(fact)
            for value, name in declared.value_names if declared is not None else ():
                if value == word:
                    return name
        return Text2(word, word)


# --- the model of case/1 --------------------------------------------------------------------------------------------

_PARTS: Final = frozenset(
    name for name, field in Case.model_fields.items() if isinstance(bare(field.annotation), type)
    and issubclass(bare(field.annotation), BaseModel)
)  # fmt: skip
_VALUES: Final[tuple[tuple[Any, Kind], ...]] = (
    (kinds_of_value.Instant, "instant"),
    (kinds_of_value.Money, "money"),
    (kinds_of_value.Count, "count"),
    (kinds_of_value.Hours, "count"),
    (kinds_of_value.Grams, "number"),
)


def _key(path: str) -> tuple[Any, bool]:
    """The type of a key of `case/1` and whether it is required."""
    model: type[BaseModel] = Case
    *parts, last = path.split(".")
    for part in parts:
        model = bare(model.model_fields[part].annotation)
    field = model.model_fields[last]
    annotation = field.annotation
    if field.metadata:
        annotation = next((value for value, _ in _VALUES if get_args(value)[1:] == tuple(field.metadata)), annotation)
    return annotation, field.is_required()


def _kind_of(annotation: Any) -> tuple[Kind, tuple[str, ...], type[BaseModel] | None]:
    """How a value is asked for: its kind, its closed list, and of a list of parts their model."""
    for value, kind in _VALUES:
        if annotation is value or value in get_args(annotation):
            return kind, (), None
    inner = bare(annotation)
    if get_origin(inner) is Literal:
        return "choice", tuple(str(word) for word in get_args(inner)), None
    if get_origin(inner) is tuple:
        item = bare(get_args(inner)[0])
        if isinstance(item, type) and issubclass(item, BaseModel):
            return "parts", (), item
        if get_origin(item) is Literal:
            return "choices", tuple(str(word) for word in get_args(item)), None
        return "texts", (), None
    return ("pairs" if get_origin(inner) is dict else "text"), (), None


def _rank(path: str) -> tuple[int, int, str]:
    head = path.partition(".")[0]
    if path in ALWAYS:
        return 0, ALWAYS.index(path), path
    return 1, list(Case.model_fields).index(head), path


def _probe(platform: str) -> Case:
    """A case that holds one of everything, so that intake names the place of every fact."""
    document: dict[str, Any] = _sample(Case)
    document |= {"schema": "case/1", "id": "probe", "platform": platform}
    at = document["filed_at"]
    document["human_findings"] = [
        {"fact": fact, "value": (FORMS[fact].values or PREDICATES)[0], "by": "probe", "at": at}
        for fact in FACTS
        if FORMS[fact].about is None  # type: ignore[index]
    ]
    return Case.model_validate(document)


def _sample(model: type[BaseModel]) -> dict[str, Any]:
    return {
        field.alias or name: _sample_value(name, field)
        for name, field in model.model_fields.items()
        if name not in ("human_findings", "report", "attributes")
    }


def _sample_value(name: str, field: Any) -> Any:
    annotation = field.annotation
    if field.metadata:
        annotation = next((value for value, _ in _VALUES if get_args(value)[1:] == tuple(field.metadata)), annotation)
    kind, words, model = _kind_of(annotation)
    inner = bare(annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return _sample(inner)
    plain: dict[str, Any] = {"instant": "2025-01-01T00:00:00Z", "money": "1", "count": 1, "number": 1}
    if kind == "parts" and model is not None:
        return [_sample(model)]
    if kind in ("choice", "choices"):
        return words[0] if kind == "choice" else [words[0]]
    if kind == "texts":
        return ["x"]
    return "CNY" if name == "currency" else plain.get(kind, "x")


NAMES: Final[Mapping[str, Text2]] = {
    "id": Text2("案件编号", "id of the case"),
    "filed_at": Text2("投诉提出的时间", "when the complaint was filed"),
    "as_of": Text2("裁决基准时间", "the instant at which it is ruled"),
    "platform": Text2("平台", "platform"),
    "complaint_class": Text2("投诉类别", "class of the complaint"),
    "complainant": Text2("投诉方", "who complains"),
    "respondent": Text2("被投诉方", "who answers"),
    "demand": Text2("诉求", "what is demanded"),
    "order.tracking_number": Text2("运单号", "waybill number"),
    "order.recipient_name": Text2("收件人", "recipient"),
    "order.shipped_at": Text2("发货时间", "when it was shipped"),
    "refund.return_tracking_number": Text2("退货运单号", "waybill number of the return"),
    "order.lines": Text2("订单行", "lines of the order"),
    "listing.shop_name": Text2("店铺名称", "shop name"),
    "listing.company_name": Text2("登记公司名", "company of the shop"),
    "listing.attributes": Text2("页面标明的属性（名称=值）", "attributes on the listing (NAME=VALUE)"),
    "*.id": Text2("编号", "id"),
    "*.at": Text2("时间", "when"),
    "*.kind": Text2("种类", "kind"),
    "*.party": Text2("当事人", "party"),
    "*.actor": Text2("行为人", "who acted"),
    "*.case_id": Text2("案件编号", "id of the earlier case"),
    "*.attribute": Text2(
        "不符的属性，如 net_weight、model、brand、quantity", "attribute, such as net_weight, model, brand, quantity"
    ),
    "*.listed": Text2("页面描述", "what was listed"),
    "*.received": Text2("实收情况", "what was received"),
    "*.statement": Text2("陈述", "statement"),
    "*.sku": Text2("商品编号", "sku"),
    "*.model": Text2("型号", "model"),
    "*.quantity": Text2("订购数量", "quantity ordered"),
    "*.unit_weight_g": Text2("单件重量（克）", "weight of one piece in grams"),
    "*.supports": Text2("所支持的主张编号", "ids of the allegations that it supports"),
    "*.files": Text2("图片文件，按页序", "picture files, in page order"),
    "*.exhibits": Text2("所附证据编号", "ids of its exhibits"),
    "*.text": Text2("文字", "text"),
    "*.filed_at": Text2("提出时间", "when it was filed"),
    "*.decided_at": Text2("决定时间", "when it was decided"),
    "*.request": Text2("所答复的举证要求编号", "id of the request that it answers"),
    "*.submitted_at": Text2("提交时间", "when it was submitted"),
    "*.stage": Text2("阶段", "stage"),
    "*.to": Text2("向谁要求", "to whom"),
    "*.any_of": Text2("可提交的证据种类", "kinds of exhibit that would do"),
    "*.sent_at": Text2("发出时间", "when it was sent"),
    "*.deadline": Text2("截止时间", "deadline"),
    "*.deadline_hours": Text2("期限（小时）", "hours to answer"),
    "*.result": Text2("结果", "result"),
    "*.until": Text2("承诺的时间", "promised time"),
    "*.satisfaction": Text2("回访满意度", "satisfaction at the visit"),
}
"""Names of keys that the vocabulary has no word for; ``*.`` for a key of any item."""

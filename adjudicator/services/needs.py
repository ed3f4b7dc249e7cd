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
['appeal.filed_at', 'appeal.channel', 'appeal.proxy']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from adjudicator.case import Case
from adjudicator.closed_lists import FACTS, PREDICATES
from adjudicator.finding_checks import FORMS
from adjudicator.intake.case_facts import take_in
from adjudicator.intake.instants import micros
from adjudicator.rulebook.model import Clock, Condition, Each, Literally, Measure, Rule, Rulebook, Text2
from adjudicator.rulebook.order import (
    facts_of_clock,
    facts_of_measure,
    facts_of_rule,
    govern,
    order,
)
from adjudicator.services.case_keys import NAMES, Need, key_at, kind_of, need_at, value_type
from adjudicator.structure import bare

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
    *("order.tracking_number", "order.recipient_name", "order.placed_at", "order.shipped_at", "order.lines"),
    *("refund.return_tracking_number", "listing.shop_name", "listing.company_name", "listing.attributes"),
)
"""What exhibits are compared with (SEMANTICS 10, 32, 44): read by intake, not by a rule."""
ALSO_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "exhibit.late": ("evidence_requests", "submissions"),
    "allegation.addressed": ("evidence_requests", "submissions"),
    "allegation.quantity": ("order.lines",),
}
"""Facts of one entity that intake takes from the lists of another."""
ONLY_WITH: Final[Mapping[str, str]] = {"refund.outcome": "refund.state", "refund.closed_at": "refund.state"}
"""Keys that the form of a case allows only beside another, which is then asked for as well (SEMANTICS 18)."""
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


def needs(
    rulebook: Rulebook, platform: str, complaint_class: str, complainant: str, as_of: datetime
) -> tuple[Need, ...]:
    """What a case needs under the rules in force at `as_of`: first what every case has, then part by part.

    KeyError for a platform that the vocabulary lacks.
    """
    known = {"complaint.class": complaint_class, "complaint.complainant": complainant}
    return _Read(rulebook, platform, known, micros(as_of)).needs()


def first_needs() -> tuple[Need, ...]:
    """What every case needs, whatever its platform and class."""
    asked = []
    for key in ALWAYS:
        plain = need_at((key,))
        asked.append(Need(key, plain.kind, NAMES[key], True, plain.choices))
    return tuple(asked)


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
        for path in (*paths, *COMPARED, *(beside for key, beside in ONLY_WITH.items() if key in paths)):
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
        for fact, lists in ALSO_FROM.items():
            for path in lists if fact in self.clauses else ():
                paths.setdefault(path, {})[fact] = self.clauses[fact]
        return paths

    def _entity_of(self, fact: str) -> str:
        declared = self.rulebook.facts.get(fact)
        return fact[:-1] if fact.endswith(".") else declared.entity if declared is not None else ""

    def _is_from_record(self, fact: str) -> bool:
        declared = self.rulebook.facts.get(fact)
        return fact.endswith(".") or (declared is not None and declared.given_by == "record")

    def _need(self, path: str, facts: Mapping[str, set[str]]) -> Need:
        annotation, required = key_at(path)
        kind, words, model = kind_of(annotation)
        clauses = tuple(sorted({clause for one in facts.values() for clause in one}))
        items = self._items(path, model) if model is not None else ()
        choices = tuple((word, self._word(facts, word)) for word in words)
        return Need(path, kind, self._name(path, facts), required, choices, clauses, items)

    def _finding(self, path: str, facts: Mapping[str, set[str]]) -> Need:
        words = FORMS[path.partition(".")[2]].values or PREDICATES
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
            kind, words, _ = kind_of(value_type(field))
            tested = self.words.get(f"act.{name}", set()) if path == "acts" and name == "act" else set()
            choices = tuple((word, self._word(facts, word)) for word in words if not tested or word in tested)
            clauses = tuple(sorted({clause for one in facts.values() for clause in one}))
            own = f"{path}[].{name}"
            asked.append(Need(own, kind, self._name(own, facts), field.is_required(), choices, clauses))
        return tuple(asked)

    def _name(self, path: str, facts: Mapping[str, set[str]]) -> Text2:
        """What the vocabulary calls it; the key itself where it has no word for it."""
        key = path.rpartition(".")[2]
        own = path if path in NAMES else f"*.{key}" if "[]" in path else ""
        if own in NAMES:
            return NAMES[own]
        entities = [entity for entity, where in ENTITIES.items() if where == path]
        if entities and entities[0] in self.rulebook.entities:
            return self.rulebook.entities[entities[0]].name_in
        named = [declared for fact in facts if (declared := self.rulebook.facts.get(fact)) is not None]
        named.sort(key=lambda declared: key.endswith("_at") and declared.type != "instant")
        return named[0].name_in if named else Text2(key.replace("_", " "), key.replace("_", " "))

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


def _rank(path: str) -> tuple[int, list[int], str]:
    """The order of asking: what every case has, then the keys as the model of `case/1` lists them."""
    if path in ALWAYS:
        return 0, [ALWAYS.index(path)], path
    model: Any = Case
    places: list[int] = []
    for key in path.split("."):
        keys = list(model.model_fields) if hasattr(model, "model_fields") else []
        if key not in keys:
            break
        places.append(keys.index(key))
        model = bare(model.model_fields[key].annotation)
    return 1, places, path


def _probe(platform: str) -> Case:
    """A case that holds one of everything, so that intake names the place of every fact."""
    document: dict[str, Any] = _sample(Case)
    document |= {"schema": "case/1", "id": "probe", "platform": platform}
    document["refund"]["state"] = "closed"
    at = document["filed_at"]
    document["human_findings"] = [
        {"fact": fact, "value": (FORMS[fact].values or PREDICATES)[0], "by": "probe", "at": at}
        for fact in FACTS
        if FORMS[fact].about is None
    ]
    return Case.model_validate(document)


def _sample(model: type[BaseModel]) -> dict[str, Any]:
    return {
        field.alias or name: _sample_value(name, field)
        for name, field in model.model_fields.items()
        if name not in ("human_findings", "report", "attributes")
    }


def _sample_value(name: str, field: Any) -> Any:
    annotation = value_type(field)
    kind, words, model = kind_of(annotation)
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

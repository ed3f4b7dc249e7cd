"""Writes the Python source of a plan: the body of one pass over the nodes of a rulebook (`compiled.py`).

The pass decides every rule, fact, measure and clock in order, and makes the step of each conclusion as it goes
(`docs/proof.md`). In the source

* ``f_…`` is a fact of the case, ``e_…`` the steps that established it, ``g_…`` the values that standing rules gave it,
  ``o_…`` whether a rule that may give it is open;
* ``n12``, ``s12``, ``d12`` are, of rule 12, its first condition that is no, its status, and the steps that it drew;
* for rows of other entities the same stand in the row's dict ``v``, under ``>fact``, ``<fact``, ``?fact``, ``n12``,
  ``s12``, ``d12``; ``u`` maps each ancestor entity but the case to its dict, ``c`` is the dict of the case, ``r`` the
  row with its sources.

Truths are ``True``, ``False`` and ``None`` (unknown).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adjudicator.engine.computed_source import ComputedSource
from adjudicator.engine.terms import Seat, Terms, cited, display
from adjudicator.rulebook.model import Conclusion, Fact, Rule, Rulebook
from adjudicator.rulebook.order import Node, facts_in


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as source, and what there is to know about it."""

    text: str
    constants: dict[str, Any]
    derived: dict[str, tuple[str, ...]]
    """By entity, the facts that the plan gives a value."""
    readings: frozenset[str]
    """The readings that it reads."""


class PlanSource:
    """The source of one plan, line by line."""

    def __init__(self, rulebook: Rulebook, nodes: tuple[Node, ...], as_of: int) -> None:
        self.rulebook = rulebook
        self.nodes = nodes
        self.terms = Terms(rulebook, nodes, as_of)
        self.lines: list[str] = []
        self.numbers = {rule.id: number for number, rule in enumerate(self.terms.rules.values())}
        self.givers: dict[str, list[Rule]] = {}
        self.winners: dict[str, list[Rule]] = {}
        self.computed = ComputedSource(self.terms, self.lines)
        for rule in sorted(self.terms.rules.values(), key=lambda rule: rule.id):
            for line in dict.fromkeys(conclusion.fact for conclusion in rule.then):
                self.givers.setdefault(line, []).append(rule)
            for loser in rule.overrides:
                if loser in self.numbers:
                    self.winners.setdefault(loser, []).append(rule)
        self._otherwise = {
            fact.name
            for fact in self.terms.decided
            if fact.name in self.givers and not fact.many and fact.otherwise is not None
        }
        """The facts of which a step says that no rule gave them a value."""
        explained = {rule.id for fact in self._otherwise for rule in self.givers[fact]}
        self._drawing = {winner.id for loser in explained for winner in self.winners.get(loser, ())}
        """The rules whose steps may be cited for the fact that they took precedence."""
        self._explained = explained
        self._winning = {winner.id for those in self.winners.values() for winner in those}

    def write(self) -> Plan:
        """The plan."""
        for node in self.nodes:
            if node.kind == "rule":
                self._rule(self.rulebook.rules[node.name])
            elif node.kind == "fact":
                fact = self.rulebook.facts[node.name]
                if fact.type != "effect" and not fact.many:
                    self._fact(fact)
            elif node.kind == "measure":
                self.computed.measure(self.rulebook.measures[node.name])
            else:
                self.computed.clock(self.rulebook.clocks[node.name])
        body = [*self._head(), *self.computed.head.values(), *self.lines]
        text = "\n".join(
            [
                "def run(rows, case, c, readings, as_of, calendar, steps, name, S):",
                *(f"    {line}" for line in body),
                "",
            ]
        )
        derived: dict[str, list[str]] = {}
        for name in sorted(self.terms.derived):
            declared = self.rulebook.facts[name]
            if declared.type != "effect":
                derived.setdefault(declared.entity, []).append(name)
        readings = frozenset(name.removeprefix("reading.") for name in self.terms.used if name.startswith("reading."))
        return Plan(text, self.terms.constants, {entity: tuple(those) for entity, those in derived.items()}, readings)

    def _head(self) -> list[str]:
        """What is there before the first node: the facts of the case, and nothing established yet."""
        terms = self.terms
        entities = sorted({fact.entity for fact in self.rulebook.facts.values()} - {"case"})
        lines = ["add, sources, source = steps.append, case.sources.get, case.source"]
        lines += [f"rows_{entity} = rows.get({entity!r}, ())" for entity in entities]
        for name in terms.case_facts():
            lines.append(
                f"f_{terms.local(name)} = {'readings' if terms.kind(name) == 'reading' else 'c'}.get({name!r})"
            )
        for fact in terms.decided:
            local = terms.local(fact.name)
            if fact.many and fact.type != "effect":
                if fact.entity == "case":
                    lines.append(f"f_{local} = c[{fact.name!r}] = {{}}")
                else:
                    lines.append(f"for v, _, _, _ in rows_{fact.entity}: v[{fact.name!r}] = {{}}")
            elif not fact.many and fact.entity == "case":
                lines.append(f"g_{local}, o_{local} = (), False")
        for name in sorted(terms.used & terms.established):
            if terms.home(name) == "case":
                lines.append(f"e_{terms.local(name)} = ()")
        return lines

    # --- rules

    def _rule(self, rule: Rule) -> None:
        number, seat, put = self.numbers[rule.id], Seat(rule.entity), self.lines.append
        of_case = rule.entity == "case"
        refuted, unknown = self.terms.conjunction(rule.conditions, seat)
        put(f"# {rule.id}")
        indent = "" if of_case else "    "
        if not of_case:
            put(f"for v, k, u, r in rows_{rule.entity}:")
        first = f"n{number}" if of_case else "n"
        if rule.id in self._winning and of_case:
            put(f"s{number}, d{number} = 'no', ()")
        chain = [f"{place} if {no} else" for place, no in enumerate(refuted) if no != "False"]
        put(f"{indent}{first} = ({' '.join([*chain, str(len(refuted))])})")
        if rule.id in self._explained and not of_case:
            put(f"{indent}v['n{number}'] = n")
        put(f"{indent}if {first} == {len(refuted)}:")
        self._decided(rule, unknown, indent + "    ", seat)

    def _decided(self, rule: Rule, unknown: str, indent: str, seat: Seat) -> None:
        """What follows where no condition of a rule is no."""
        number, put = self.numbers[rule.id], self.lines.append
        of_case = rule.entity == "case"
        winners = self.winners.get(rule.id, [])
        inner = indent
        if winners:
            put(f"{indent}won = ({', '.join(self._status(winner, seat) for winner in winners)},)")
            lost = f"'no' if {unknown} else 'overridden'" if unknown else "'overridden'"
            asks = f"'asks' if {unknown} else " if unknown else ""
            provisional = "'provisional' if 'asks' in won or 'provisional' in won else "
            put(f"{indent}if 'stands' in won: s = {lost}")
            put(f"{indent}else: s = {asks}{provisional}'stands'")
            put(f"{indent}if s != 'no':")
            inner += "    "
        else:
            put(f"{indent}s = " + (f"'asks' if {unknown} else 'stands'" if unknown else "'stands'"))
        if of_case:
            self.terms.constants[f"N{number}"] = (rule.id, ("case", ""))
            noted, key = f"s{number} = ", f"N{number}"
        else:
            noted, key = f"v['s{number}'] = ", f"({rule.id!r}, k)"
        put(f"{inner}S[{key}] = {noted if rule.id in self._winning else ''}s")
        or_provisional = " or s == 'provisional'" if winners else ""
        put(f"{indent}if s == 'stands'{or_provisional}:")
        self._steps(rule, indent + "    ", seat)
        opened = self._opened(rule, indent + "    ", seat)
        if opened and (unknown or winners):
            put(f"{indent}if s == 'asks'{or_provisional}:")
            self.lines += opened

    def _status(self, winner: Rule, seat: Seat) -> str:
        """The status of a rule that wins over the rule at hand."""
        number = self.numbers[winner.id]
        return (
            f"s{number}" if winner.entity == "case" else f"{self.terms.dict_of(winner.entity, seat)}.get('s{number}')"
        )

    def _drawn(self, winner: Rule, seat: Seat) -> str:
        """The steps that a rule drew for the row for which it wins."""
        number = self.numbers[winner.id]
        return (
            f"d{number}"
            if winner.entity == "case"
            else f"{self.terms.dict_of(winner.entity, seat)}.get('d{number}', ())"
        )

    def _opened(self, rule: Rule, indent: str, seat: Seat) -> list[str]:
        """What a rule that asks or is provisional leaves open."""
        lines = []
        for conclusion in rule.then:
            fact = self.rulebook.facts[conclusion.fact]
            if fact.type == "effect":
                continue
            if fact.many:
                target = self.terms.dict_of(fact.entity, seat)
                lines.append(
                    f"{indent}if (x := {self.terms.expression(conclusion.value, seat)}) is not None:"
                    f" {target}[{fact.name!r}].setdefault(x, None)"
                )
            elif fact.entity == "case":
                lines.append(f"{indent}o_{self.terms.local(fact.name)} = True")
            else:
                lines.append(f"{indent}{self.terms.dict_of(fact.entity, seat)}[{'?' + fact.name!r}] = True")
        return list(dict.fromkeys(lines))

    def _steps(self, rule: Rule, indent: str, seat: Seat) -> None:
        """The steps of a rule that stands or is provisional, and what they establish if it stands."""
        number, put, terms = self.numbers[rule.id], self.lines.append, self.terms
        grounds = [one for condition in rule.conditions for one in terms.cite_condition(condition, seat)]
        winners = bool(self.winners.get(rule.id))
        if any(not facts_in(conclusion.value) for conclusion in rule.then):
            put(f"{indent}p = {cited(grounds)}")
        clauses = terms.constant((rule.source.clause,))
        for conclusion in rule.then:
            value = terms.expression(conclusion.value, seat)
            premises = "p"
            if facts_in(conclusion.value):
                put(f"{indent}x = {value}")
                value = "x"
                premises = cited([*grounds, *terms.cite_all(facts_in(conclusion.value), seat)])
            put(f"{indent}i = name()")
            put(
                f"{indent}add((i, {rule.id!r}, {seat.about}, {rule.entity!r}, {conclusion.fact!r}, {value},"
                f" {clauses}, {premises}, s))"
            )
            if rule.id in self._drawing:
                drawn = (
                    f"d{number} = d{number}" if rule.entity == "case" else f"v['d{number}'] = v.get('d{number}', ())"
                )
                put(f"{indent}{drawn} + (i,)")
            established = self._established(conclusion, value, seat)
            if established and winners:
                put(f"{indent}if s == 'stands':")
            self.lines += [f"{indent}{'    ' if winners else ''}{line}" for line in established]

    def _established(self, conclusion: Conclusion, value: str, seat: Seat) -> list[str]:
        """What the conclusion of a rule that stands gives: to a set an element, to a fact one value."""
        fact, terms, lines = self.rulebook.facts[conclusion.fact], self.terms, []
        home, local = terms.dict_of(fact.entity, seat), terms.local(fact.name)
        if fact.name in terms.used:
            step = f"((i, {value}),)" if fact.many else "(i,)"
            if fact.entity == "case":
                lines.append(f"e_{local} += {step}")
            else:
                lines.append(f"{home}[{'>' + fact.name!r}] = {terms.steps_of(fact.name, seat)} + {step}")
        if fact.type == "effect" or fact.name not in terms.derived:
            return lines
        if fact.many:
            lines.append(f"{'' if value != 'x' else 'if x is not None: '}{home}[{fact.name!r}][{value}] = 'yes'")
        elif fact.entity == "case":
            lines.append(f"g_{local} += ({value},)")
        else:
            key = repr("<" + fact.name)
            lines.append(f"{home}[{key}] = {home}.get({key}, ()) + ({value},)")
        return lines

    # --- facts

    def _fact(self, fact: Fact) -> None:
        """The value of a `one` fact, once every rule that may give it is decided."""
        seat, put, terms = Seat(fact.entity), self.lines.append, self.terms
        local, of_case = terms.local(fact.name), fact.entity == "case"
        givers = self.givers.get(fact.name, [])
        put(f"# {fact.name}")
        indent = "" if of_case else "    "
        target = f"f_{local} = c[{fact.name!r}]" if of_case else f"v[{fact.name!r}]"
        given, is_open = (
            (f"g_{local}", f"o_{local}") if of_case else (f"v.get({'<' + fact.name!r})", f"v.get({'?' + fact.name!r})")
        )
        if not of_case:
            put(f"for v, k, u, r in rows_{fact.entity}:")
        if givers:
            ids = terms.constant(tuple(rule.id for rule in givers))
            key = "('case', '')" if of_case else "k"
            values = given if of_case else "g"
            put(f"{indent}if {given if of_case else f'g := {given}'}:")
            put(
                f"{indent}    {target} = {values}[0] if len({values}) == 1"
                f" else op.agreed({values}, {fact.name!r}, {key}, {ids}, S)"
            )
            put(f"{indent}elif {is_open}: {target} = None")
            put(f"{indent}else:")
            indent += "    "
        put(f"{indent}{target} = {terms.constant(fact.otherwise)}")
        if fact.name in self._otherwise:
            clauses = terms.constant(tuple(sorted({rule.source.clause for rule in givers})))
            premises = cited([f"*{why}" for rule in givers if (why := self._why_not(rule, seat))])
            put(f"{indent}i = name()")
            value = terms.constant(fact.otherwise)
            put(
                f"{indent}add((i, 'otherwise', {seat.about}, {fact.entity!r}, {fact.name!r}, {value},"
                f" {clauses}, {premises}, 'stands'))"
            )
            if fact.name in terms.used:
                put(f"{indent}e_{local} = (i,)" if of_case else f"{indent}v[{'>' + fact.name!r}] = (i,)")

    def _why_not(self, rule: Rule, seat: Seat) -> str:
        """What says that a rule does not stand: the facts of its first condition that is no, or the steps of the first
        winner that stands.
        """
        number = self.numbers[rule.id]
        first = f"n{number}" if rule.entity == "case" else f"v['n{number}']"
        by_facts: dict[str, list[int]] = {}
        for place, condition in enumerate(rule.conditions):
            by_facts.setdefault(display(self.terms.cite_condition(condition, seat)), []).append(place)
        otherwise = "()"
        for winner in reversed(self.winners.get(rule.id, [])):
            otherwise = f"{self._drawn(winner, seat)} if {self._status(winner, seat)} == 'stands' else {otherwise}"
        if not by_facts:
            return f"({otherwise})"
        pieces = [
            f"{shown} if {first} == {places[0]} else"
            if len(places) == 1
            else f"{shown} if {first} in {tuple(places)} else"
            for shown, places in by_facts.items()
        ]
        return f"({' '.join(pieces)} {otherwise})"

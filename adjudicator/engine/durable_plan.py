"""A rulebook as rules of durable-rules: conjunctions, overrides, `otherwise` and the chaining from level to level.

The library never sees a value, only whether conditions hold. A *cell* is what is said of one fact of one row: a
property ``c31: "y"`` for every condition on that fact that holds and ``"u"`` for every one of which it is unknown,
beside ``o31: "y"`` (open) in both cases; a condition that is no is not said. `proof/atoms.py` tells which: for the
record's facts case by case (`durable.py`), for what rules conclude literally once, here, so that a rule that fires
asserts the cells that the rules above it match.

Each level of `rulebook/order.py` is decided in phases, each opened by a token without which none of its patterns
matches:

- ``p``: parts of rules with more conditions than the library joins;
- ``a``: all conditions hold: the rule stands (if nothing overrides it) or is *met*;
- ``b``: all conditions hold or are open, and it is not met: it asks; what is met stands, is overridden or
  provisional, by what was said of its winners, all of which lie on lower levels;
- ``c``: a `one` fact without a value takes its `otherwise` value, or is unknown if a rule may still give it.

A negation (``$not``) thus only ever looks at what an earlier phase finished. A pattern joins by one equality at most,
that of rows: the library finds its partners by the hash of what is compared, and reads beyond its own memory when a
second comparison then fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from adjudicator.proof.atoms import compare, facts_in
from adjudicator.proof.basis import VARIES, Basis, Test
from adjudicator.proof.grounds import element_key
from adjudicator.rulebook.model import Rule
from adjudicator.rulebook.order import Node, govern, graph, order

Pattern = dict[str, Any]
Template = tuple[str, str, dict[str, str]]
"""What an action asserts: a key that tells templates apart, the seat (which ``at`` of the matched row it is about,
``*`` for all), the fact.
"""

MOST_JOINED = 12
"""Conditions in one rule of the library, which joins 16 facts at most, token and row among them."""
MOST_IN_CELL = 8
MOST_USERS = 30
"""Of a condition that is joined by row: the library keeps at most 64 open branches while it sorts a fact in."""
MOST_USERS_OF_CASE = 200
"""Of a condition of the case, and of a token: the library hangs at most 256 patterns under one test."""
_BUCKET = 100


class TooLarge(Exception):
    """A rulebook that the library can't hold even when it is split."""


@dataclass(slots=True)
class Atom:
    """One condition on one fact, under a name of its own: what the library sees of it."""

    name: str
    test: Test
    home: str
    users: int = 0


@dataclass(slots=True)
class Cell:
    """Some conditions on one fact that are said together."""

    name: str
    home: str
    atoms: list[Atom] = field(default_factory=list)

    def template(self, truths: Iterable[str | None]) -> dict[str, str]:
        """The properties that say of each atom what is known: yes, unknown, or no (nothing)."""
        said: dict[str, str] = {}
        for atom, truth in zip(self.atoms, truths, strict=True):
            if truth != "no":
                said["c" + atom.name] = "u" if truth is None else "y"
                said["o" + atom.name] = "y"
        return said

    @property
    def frame(self) -> dict[str, str]:
        """The properties that every fact of this cell has."""
        return {"z": f"f{int(self.name.partition('_')[0]) // _BUCKET}", "f" + self.name: "y"}


@dataclass(slots=True)
class Said:
    """What is said of one fact, or of the comparisons of one entity's rows with other facts."""

    fact: str
    home: str
    level: int
    """The level on which the last value that it needs is decided; 0: the record."""
    kind: str
    """``told``: evaluated for each case from its value; ``compared``: each condition evaluated for each case;
    ``library``: asserted by the rules that conclude it; ``worked_out``: a `one` fact whose value is worked out from
    those of other facts when its givers are decided.
    """
    cells: list[Cell]
    fresh: bool = False
    """It needs something that the library concludes."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is asserted together: cells that became known, then tokens, one by one."""

    said: tuple[Said, ...]
    tokens: tuple[dict[str, str], ...]
    waits: bool
    """Whether conclusions of the steps before are needed for `said`."""


@dataclass(slots=True)
class Plan:
    """The ruleset of one platform and epoch, and how a case is run through it."""

    basis: Basis
    rules: dict[str, list[Pattern]]
    acts: dict[str, list[Any]]
    steps: list[Step]
    entities: tuple[str, ...]
    """Those of which rows are asserted."""
    numbered: list[Rule]
    facts: list[str]
    said: dict[str, Said]

    def definition(self) -> dict[str, Any]:
        """What the worker is given once."""
        return {"rules": self.rules, "acts": self.acts}


def truth_of(test: Test, value: Any) -> str | None:
    """Whether a condition with a constant comparand holds of a value."""
    _, operator, comparand, _, values = test
    if value is None or comparand is None:
        return None
    return compare(operator, value, comparand, values)


def plan_of(basis: Basis, platform: str | None, as_of: int) -> Plan:
    """The plan for what exists on a platform at an instant. Raises `TooLarge`."""
    return _Planner(basis, platform, as_of).plan()


class _Planner:
    def __init__(self, basis: Basis, platform: str | None, as_of: int) -> None:
        book = basis.rulebook
        self.basis = basis
        needs = graph(book, govern(book, platform), as_of)
        self.order = order(book, platform, as_of)
        self.levels: dict[Node, int] = {}
        for node in self.order:
            highest = max((self.levels[one] for one in needs[node]), default=0)
            self.levels[node] = highest + 1 if node.kind == "rule" else highest
        self.numbered = [basis.by_key[node.name] for node in self.order if node.kind == "rule"]
        self.number = {rule.id: index for index, rule in enumerate(self.numbered)}
        self.level = [self.levels[node] for node in self.order if node.kind == "rule"]
        self.facts = sorted(basis.homes)
        self.fact_number = {name: index for index, name in enumerate(self.facts)}
        self.atoms: dict[tuple[Any, ...], list[Atom]] = {}
        self.used: list[list[Atom]] = []
        self.said: dict[str, Said] = {}
        self.cell_of: dict[str, Cell] = {}
        self.rules: dict[str, list[Pattern]] = {}
        self.acts: dict[str, list[Any]] = {}
        self.tokens: dict[str, int] = {}
        self._keys: dict[tuple[Any, ...], str] = {}

    def plan(self) -> Plan:
        for rule in self.numbered:
            self.used.append([self._use(test, rule) for test in self.basis.tests[rule.id]])
        self._say()
        for index, rule in enumerate(self.numbered):
            self._rule(index, rule)
        for fact, said in self.said.items():
            if said.kind in ("library", "worked_out") and not self.basis.rulebook.facts[fact].many:
                self._one(said)
        return Plan(
            basis=self.basis,
            rules=self.rules,
            acts=self.acts,
            steps=self._steps(),
            entities=tuple(sorted({rule.entity for rule in self.numbered} - {"case"} | self._homes_of_ones())),
            numbered=self.numbered,
            facts=self.facts,
            said=self.said,
        )

    # --- conditions

    def _use(self, test: Test, rule: Rule) -> Atom:
        fact, operator, comparand, condition, _ = test
        home = rule.entity if comparand is VARIES else self.basis.homes[fact][0]
        key = (fact, operator, home, repr(condition.comparand))
        copies = self.atoms.setdefault(key, [])
        if not copies or copies[-1].users >= (MOST_USERS_OF_CASE if home == "case" else MOST_USERS) // 2:
            copies.append(Atom(str(sum(map(len, self.atoms.values()))), test, home))
        copies[-1].users += 1
        return copies[-1]

    def _level_of(self, fact: str) -> int:
        """The level on which a fact is decided; 0 for the record and for what nobody here gives."""
        given = self.basis.homes[fact][1]
        if given == "rules":
            return self.levels.get(Node("fact", fact), 0)
        if given == "measure":
            return self.levels.get(Node("measure", fact), 0)
        if given == "clock":
            return self.levels.get(Node("clock", fact.rpartition(".")[0]), 0)
        return 0

    def _say(self) -> None:
        """Gathers the conditions by fact into cells."""
        compared: dict[str, list[Atom]] = {}
        for fact, givers in sorted(self.basis.givers.items()):
            declared = self.basis.rulebook.facts[fact]
            if declared.type != "effect" and not declared.many:
                kind = "library" if all(self._is_literal(rule, fact) for rule in givers) else "worked_out"
                self._open(fact, declared.entity, self._level_of(fact), kind)
        for copies in self.atoms.values():
            fact, _, comparand, condition, _ = copies[0].test
            if comparand is VARIES:
                compared.setdefault(fact, []).extend(copies)
                continue
            if fact not in self.said:
                self._open(fact, copies[0].home, self._level_of(fact), self._kind(fact))
            for atom in copies:
                self._put(self.said[fact], atom)
        for atoms in compared.values():
            for atom in atoms:
                condition = atom.test[3]
                facts = (condition.fact, *facts_in(condition.comparand))
                name = f"compared {atom.name}"
                self._open(
                    name,
                    atom.home,
                    max(map(self._level_of, facts)),
                    "compared",
                    number=len(self.facts) + int(atom.name),
                )
                self._put(self.said[name], atom)

    def _kind(self, fact: str) -> str:
        if self.basis.homes[fact][1] != "rules" or fact not in self.basis.givers:
            return "told"
        return "library" if all(self._is_literal(rule, fact) for rule in self.basis.givers[fact]) else "told"

    def _is_literal(self, rule: Rule, fact: str) -> bool:
        """Whether a rule gives a fact the same known values in all cases."""
        lines = zip(rule.then, self.basis.given[rule.id], strict=True)
        return all(value is not VARIES and value is not None for line, value in lines if line.fact == fact)

    def _open(self, fact: str, home: str, level: int, kind: str, number: int | None = None) -> None:
        number = self.fact_number[fact] if number is None else number
        said = Said(fact, home, level, kind, [], fresh=level > 0)
        self.said[fact] = said
        self._cell(said, number)

    def _cell(self, said: Said, number: int) -> Cell:
        cell = Cell(f"{number}_{len(said.cells)}", said.home)
        said.cells.append(cell)
        return cell

    def _put(self, said: Said, atom: Atom) -> None:
        cell = said.cells[-1]
        if len(cell.atoms) == MOST_IN_CELL:
            cell = self._cell(said, int(cell.name.partition("_")[0]))
        cell.atoms.append(atom)
        self.cell_of[atom.name] = cell

    # --- patterns

    def _token(self, level: int, phase: str) -> Pattern:
        """The pattern of a token; one token opens a phase for so many rules as the library hangs under one test."""
        count = self.tokens.get(f"{level}{phase}", 0)
        self.tokens[f"{level}{phase}"] = count + 1
        return {"t": {"$and": [{"z": "t"}, {f"t{level}{phase}{count // MOST_USERS_OF_CASE}": "y"}]}}

    def _row(self, entity: str) -> list[Pattern]:
        return [] if entity == "case" else [{"row": {"$and": [{"z": "r"}, {"e": entity}]}}]

    def _holds(self, number: int, atom: Atom, prefix: str) -> Pattern:
        cell = self.cell_of[atom.name]
        parts = [{name: value} for name, value in cell.frame.items()] + [{prefix + atom.name: "y"}]
        return {f"a{number}": {"$and": parts + self._join(atom.home)}}

    def _join(self, home: str) -> list[Pattern]:
        return [] if home == "case" else [{"at": {"row": f"at_{home}"}}]

    def _mark(self, alias: str, name: str, number: int, home: str, *, negated: bool = False) -> Pattern:
        """The pattern of a mark: a property of one letter and a number that a rule said of a row."""
        parts: list[Pattern] = [{"z": f"{name[0]}{number // _BUCKET}"}, {name: "y"}]
        return {alias + ("$not" if negated else ""): {"$and": parts + self._join(home)}}

    def _said_mark(self, name: str, number: int) -> dict[str, str]:
        return {"z": f"{name[0]}{number // _BUCKET}", name: "y"}

    def _template(self, seat: str, fact: dict[str, str]) -> Template:
        identity = (seat, *sorted(fact.items()))
        return (self._keys.setdefault(identity, f"k{len(self._keys)}"), seat, fact)

    def _add(self, name: str, patterns: list[Pattern], note: list[str] | None, templates: list[Template]) -> None:
        self.rules[name] = patterns
        self.acts[name] = [note, templates]

    # --- rules

    def _rule(self, index: int, rule: Rule) -> None:
        level, entity, atoms = self.level[index], rule.entity, self.used[index]
        over = sorted({winner.entity for winner in self.basis.winners.get(rule.id, ())})
        if any(rule.id == winner.id for winner in self.basis.winners.get(rule.id, ())):
            raise TooLarge(f"{rule.id} overrides itself")
        met = self._template("*", self._said_mark(f"m{index}", index))
        row = self._row(entity)
        all_hold, all_open = self._conjunctions(index, rule, atoms)
        hits = [self._mark(f"h{n}", f"h{index}_{home}", index, home, negated=True) for n, home in enumerate(over)]
        doubts = [self._mark(f"d{n}", f"d{index}_{home}", index, home, negated=True) for n, home in enumerate(over)]
        said, named = self._conclusions(rule, "stands"), str(index)
        if over:
            self._add(f"met{index}", [self._token(level, "a"), *row, *all_hold], None, [met])
            is_met = self._mark("row", f"m{index}", index, "case")
            stands = [self._token(level, "b"), is_met, *hits, *doubts]
            self._add(f"stands{index}", stands, ["stands", named], said)
            open_said = self._conclusions(rule, "provisional")
            for n, home in enumerate(over):
                hit = self._mark("w", f"h{index}_{home}", index, home)
                self._add(f"over{index}_{n}", [self._token(level, "b"), is_met, hit], ["overridden", named], [])
                doubt = self._mark("w", f"d{index}_{home}", index, home)
                patterns = [self._token(level, "b"), is_met, doubt, *hits]
                self._add(f"prov{index}_{n}", patterns, ["provisional", named], open_said)
        else:
            self._add(f"met{index}", [self._token(level, "a"), *row, *all_hold], ["stands", named], [met, *said])
        if atoms:
            not_met = self._mark("n", f"m{index}", index, "case", negated=True)
            if row:
                not_met["n$not"]["$and"].append({"at": {"row": "at"}})
            patterns = [self._token(level, "b"), *row, *all_open, not_met, *hits]
            self._add(f"asks{index}", patterns, ["asks", named], self._conclusions(rule, "asks"))

    def _conjunctions(self, index: int, rule: Rule, atoms: list[Atom]) -> tuple[list[Pattern], list[Pattern]]:
        """The patterns of: all conditions hold; all hold or are open. In parts where there are too many."""
        hold = [self._holds(n, atom, "c") for n, atom in enumerate(atoms)]
        may = [self._holds(n, atom, "o") for n, atom in enumerate(atoms)]
        if len(atoms) <= MOST_JOINED:
            return hold, may
        if len(atoms) > MOST_JOINED * MOST_JOINED:
            raise TooLarge(f"{rule.id} has {len(atoms)} conditions")
        level, joined = self.level[index], rule.entity
        parts: tuple[list[Pattern], list[Pattern]] = ([], [])
        for letter, patterns, found in (("p", hold, parts[0]), ("q", may, parts[1])):
            for n, start in enumerate(range(0, len(patterns), MOST_JOINED)):
                name = f"{letter}{index}_{n}"
                here = [self._token(level, "p"), *self._row(joined), *patterns[start : start + MOST_JOINED]]
                self._add(f"part{name}", here, None, [self._template("*", self._said_mark(name, index))])
                found.append(self._mark(f"a{n}", name, index, joined))
        return parts

    def _conclusions(self, rule: Rule, status: str) -> list[Template]:
        """What follows for higher rules from a status: cells of what it concludes, marks on those that it overrides."""
        templates: list[Template] = []
        letter = "h" if status == "stands" else "d"
        for loser in sorted({one for one in rule.overrides if one in self.number}):
            number = self.number[loser]
            templates.append(
                self._template(f"at_{rule.entity}", self._said_mark(f"{letter}{number}_{rule.entity}", number))
            )
        for line, value in zip(rule.then, self.basis.given[rule.id], strict=True):
            said = self.said.get(line.fact)
            if said is None or said.kind == "told":
                continue
            seat = f"at_{said.home}"
            if self.basis.rulebook.facts[line.fact].many:
                templates += self._element(said, seat, value, status)
            elif status == "stands":
                if said.kind == "library":
                    templates += self._value(said, seat, value)
            else:
                number = self.fact_number[line.fact]
                templates.append(self._template(seat, self._said_mark(f"w{number}", number)))
        return templates

    def _value(self, said: Said, seat: str, value: Any) -> list[Template]:
        """The cells of a `one` fact that has a value; the first is always said, so that it is known to have one."""
        found = []
        for cell in said.cells:
            told = cell.template(truth_of(atom.test, value) for atom in cell.atoms)
            if told or cell is said.cells[0]:
                found.append(self._template(seat, {**cell.frame, **told}))
        return found

    def _element(self, said: Said, seat: str, value: Any, status: str) -> list[Template]:
        """The cells of a `set` fact of which an element is in it, or may be."""
        element = element_key(value)
        held = {element: "yes" if status == "stands" else None}
        found = []
        for cell in said.cells:
            told = cell.template(truth_of(atom.test, held) for atom in cell.atoms)
            if told:
                found.append(self._template(seat, {**cell.frame, **told}))
        return found

    # --- facts

    def _one(self, said: Said) -> None:
        """`otherwise` and unknown of a `one` fact."""
        fact, home, level = said.fact, said.home, said.level
        number, declared = self.fact_number[fact], self.basis.rulebook.facts[fact]
        frame = [{name: value} for name, value in said.cells[0].frame.items()]
        here: list[Pattern] = [] if home == "case" else [{"at": {"row": "at"}}]
        seat = "at" if home != "case" else "at_case"
        no_value: Pattern = {"v$not": {"$and": frame + here}}
        no_giver = self._mark("g", f"w{number}", number, "case", negated=True)
        no_giver["g$not"]["$and"] += here
        patterns = [self._token(level, "c"), *self._row(home), no_value, no_giver]
        self._add(f"else{number}", patterns, ["otherwise", str(number)], self._value(said, seat, declared.otherwise))
        may = self._mark("row", f"w{number}", number, "case")
        open_value = [self._template("at", template) for _, _, template in self._value(said, seat, None)]
        self._add(f"open{number}", [self._token(level, "c"), may, no_value], ["unknown", str(number)], open_value)

    def _homes_of_ones(self) -> set[str]:
        return {
            said.home
            for fact, said in self.said.items()
            if said.kind in ("library", "worked_out")
            and said.home != "case"
            and not self.basis.rulebook.facts[fact].many
        }

    # --- steps

    def _steps(self) -> list[Step]:
        told = [said for said in self.said.values() if said.kind in ("told", "compared")]
        worked_out = [said for said in self.said.values() if said.kind == "worked_out"]
        steps = []
        for level in range(1, max(self.levels.values(), default=0) + 1):
            ready = tuple(said for said in told if said.level == level - 1)
            steps.append(self._step(level, "pab", ready))
            values = tuple(said for said in worked_out if said.level == level)
            steps.append(self._step(level, "c", values))
        return steps

    def _step(self, level: int, phases: str, said: tuple[Said, ...]) -> Step:
        tokens = []
        for phase in phases:
            for n in range(-(-self.tokens.get(f"{level}{phase}", 0) // MOST_USERS_OF_CASE)):
                tokens.append({"z": "t", f"t{level}{phase}{n}": "y"})
        return Step(said, tuple(tokens), waits=any(one.fresh for one in said))

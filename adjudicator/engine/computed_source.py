"""Writes measures and clocks in the Python source of a plan (`source.py`): their values, and their steps."""

from __future__ import annotations

from adjudicator.calendars import HOUR
from adjudicator.engine.terms import Seat, Terms, cited, display
from adjudicator.rulebook.model import Clock, Measure
from adjudicator.rulebook.order import facts_in

_COUNTED = "w", "h", "q"
"""Variables for the row that is counted or that stops a clock: its values, those of its ancestors, the row."""


class ComputedSource:
    """Writes into the lines of a plan what is counted, added, chosen or timed."""

    def __init__(self, terms: Terms, lines: list[str]) -> None:
        self.terms = terms
        self.lines = lines
        self.head: dict[str, str] = {}
        """What has to be there before the first line, by the name that it gives."""

    # --- measures

    def measure(self, m: Measure) -> None:
        """A measure for each row of its entity."""
        seat = Seat(m.entity)
        indent = self._opened(f"{m.pack}.measures.{m.fact}", m.entity)
        if m.kind in ("difference", "product"):
            x, y = self.terms.see(m.of or "", seat), self.terms.see(m.minus or "", seat)
            unit = f", {m.unit!r}" if m.kind == "difference" else ""
            self.lines.append(f"{indent}x = op.{m.kind}({x}, {y}{unit})")
            premises = cited(self.terms.cite_all([fact for fact in (m.of, m.minus) if fact is not None], seat))
        else:
            self._rows(m, indent)
            self.lines.append(f"{indent}x = {self._value(m)}")
            premises = f"op.cited({self._premises(m)}) if found else op.CASE"
        rule = f"{m.pack}.measures.{m.fact}"
        self._put(m.fact, "x", indent, seat)
        self._step(rule, m.fact, "x", m.source.clause, premises, indent, seat)

    def _rows(self, m: Measure, indent: str) -> None:
        """Collects in ``found`` the rows that count or may (`operations.Counted`)."""
        terms, counted = self.terms, Seat(m.over, *_COUNTED)
        put = self.lines.append
        put(f"{indent}found = []")
        bounds = ""
        if m.within is not None:
            length = "None" if m.within.length is None else terms.expression(m.within.length, counted)
            bounds = f"op.window({m.within.unit!r}, {length}, as_of)"
            if m.within.length is None or not facts_in(m.within.length):
                # Measures share the windows that are the same for all rows.
                bounds = "window_" + "".join(ch if ch.isalnum() else "_" for ch in f"{m.within.unit}_{length}")
                self.head[bounds] = f"{bounds} = op.window({m.within.unit!r}, {length}, as_of)"
        rows = f"rows_{m.over}"
        if m.over == m.entity:
            rows = "((v, k, u, r),)"
        elif m.entity != "case":
            rows = f"{self._under(m)}.get(id(v), ())"
        put(f"{indent}for w, _, h, q in {rows}:")
        inner = indent + "    "
        refuted, unknown = terms.conjunction(m.where, counted)
        refuted = [no for no in refuted if no != "False"]
        if refuted:
            put(f"{inner}if {' or '.join(refuted)}: continue")
        truth = f"None if {unknown} else True" if unknown else "True"
        if m.within is not None:
            put(f"{inner}t = op.both({truth}, op.inside({terms.see(m.within.instant, counted)}, {bounds}))")
            put(f"{inner}if t is False: continue")
            truth = "t"
        tested = taken = "None"
        if m.kind in ("any", "all"):
            tested = terms.truth(m.that, counted)
        elif m.of is not None:
            tested = terms.see(m.of, counted)
            taken = tested if m.value is None else terms.see(m.value, counted)
        put(f"{inner}found.append(({truth}, {tested}, {taken}, w, h, q))")

    def _under(self, m: Measure) -> str:
        """The rows of an entity under each row of the measure's, gathered once for all measures."""
        name = f"under_{m.entity}_{m.over}"
        self.head[name] = f"{name} = op.under(rows_{m.over}, {m.entity!r})"
        return name

    def _value(self, m: Measure) -> str:
        """The value from the rows found; that of no row needs no call."""
        if m.kind == "count":
            return f"op.count(found, {int(m.plus_this_case)}) if found else {int(m.plus_this_case)}"
        if m.kind in ("any", "all", "sum"):
            empty = {"any": "'no'", "all": "'yes'", "sum": "0"}[m.kind]
            return f"op.{m.kind}_of(found) if found else {empty}"
        fact, empty = self.terms.fact(m.of or ""), self.terms.constant(m.empty)
        ranks = self.terms.ranks(fact) if fact is not None and fact.ordered else "None"
        return f"op.extreme(found, {m.kind in ('max', 'latest')}, {empty}, {ranks}) if found else {empty}"

    def _premises(self, m: Measure) -> str:
        """The facts of each row that counts or may; then, of the rows that were chosen, what was taken."""
        terms, counted = self.terms, Seat(m.over, *_COUNTED)
        grounds = [one for condition in m.where for one in terms.cite_condition(condition, counted)]
        if m.within is not None:
            grounds += terms.cite_all((m.within.instant, *facts_in(m.within.length)), counted)
        grounds += [one for condition in m.that for one in terms.cite_condition(condition, counted)]
        grounds += terms.cite_all([fact for fact in (m.of, m.minus) if fact is not None], counted)
        premises = f"[y for _, _, _, w, h, q in found for y in {display(grounds)}]" if grounds else "[]"
        if m.value is None or m.of is None:
            return premises
        fact = terms.fact(m.of)
        ranks = terms.ranks(fact) if fact is not None and fact.ordered else "None"
        chosen = f"op.chosen(found, {m.kind in ('max', 'latest')}, {ranks})"
        taken = display(terms.cite_all([m.value], counted))
        return f"{premises} + [y for _, _, _, w, h, q in {chosen} for y in {taken}]"

    # --- clocks

    def clock(self, c: Clock) -> None:
        """State and due of a clock for each row of its entity."""
        terms, seat = self.terms, Seat(c.entity)
        put = self.lines.append
        put(f"# {c.pack}.clocks.{c.name}")
        stop = Seat(c.stopped_over or "case", *_COUNTED)
        stopping = "()"
        if c.stopped_over is not None and c.stopped_by is not None:
            # Whether a row stops a clock does not depend on the row for which the clock runs.
            refuted, unknown = terms.conjunction(c.stopped_where, stop)
            put("found = []")
            put(f"for w, _, h, q in rows_{c.stopped_over}:")
            refuted = [no for no in refuted if no != "False"]
            if refuted:
                put(f"    if {' or '.join(refuted)}: continue")
            truth = f"None if {unknown} else True" if unknown else "True"
            put(f"    found.append(({truth}, {terms.see(c.stopped_by, stop)}, w, h, q))")
            stopping = "found"
        indent = "" if c.entity == "case" else "    "
        if indent:
            put(f"for v, k, u, r in rows_{c.entity}:")
        self._state(c, indent, seat, stopping)
        facts = [*c.start, *facts_in(c.length)]
        starting = terms.cite_all(facts if c.due is None else [*facts, c.due], seat)
        stops = [one for condition in c.stopped_where for one in terms.cite_condition(condition, stop)]
        if c.stopped_by is not None:
            stops += terms.cite_all([c.stopped_by], stop)
        rule, clause = f"{c.pack}.clocks.{c.name}", c.source.clause
        self._put(f"{c.name}.state", "x", indent, seat)
        self._put(f"{c.name}.due", "until", indent, seat)
        put(f"{indent}if x is not None or until is not None: p = {cited(starting)}")
        premises = "p"
        if stopping == "found":
            of_stops = f"[y for _, _, w, h, q in stopped for y in {display(stops)}]"
            premises = f"op.cited([{''.join(one + ', ' for one in starting)}*{of_stops}]) if stopped else p"
        self._step(rule, f"{c.name}.state", "x", clause, premises, indent, seat)
        self._step(rule, f"{c.name}.due", "until", clause, "p", indent, seat)

    def _state(self, c: Clock, indent: str, seat: Seat, stopping: str) -> None:
        """Sets ``x``, ``until`` and ``stopped``: how a clock stands for a row, its due, what stopped it."""
        terms, put = self.terms, self.lines.append
        starts = [terms.see(fact, seat) for fact in c.start]
        start = starts[0] if len(starts) == 1 else f"op.latest(({', '.join(starts)}))"
        put(f"{indent}start = {start}")
        put(f"{indent}if start is None: x, until, stopped = None, None, ()")
        put(f"{indent}elif start.__class__ is str: x, until, stopped = 'not_started', None, ()")
        put(f"{indent}else:")
        inner = indent + "    "
        counted = "None"
        if c.length is not None:
            length = terms.expression(c.length, seat)
            counted = f"op.end(start, {length}, {c.unit!r}, calendar)"
            if c.unit == "hours" and length.isdigit():
                counted = f"start + {int(length) * HOUR}"
            elif c.unit == "working_days" and length.isdigit() and int(length) > 0:
                counted = f"calendar.end(start, {length}) if calendar else None"
        put(f"{inner}until = {counted if c.due is None else terms.see(c.due, seat)}")
        if c.due is not None:
            put(f"{inner}if until is None or until.__class__ is str: until = {counted}")
        # An end that is not known leaves the state open, too; one that the calendar does not reach is none.
        put(f"{inner}if until is False: x, until, stopped = None, None, ()")
        running = "'running' if until is None or as_of <= until else 'overdue'"
        if stopping != "()":
            put(f"{inner}elif found: x, stopped = op.stopped(found, start, until, as_of)")
        put(f"{inner}else: x, stopped = {running}, ()")

    # --- both

    def _opened(self, name: str, entity: str) -> str:
        """Begins the part of a node; how far it is indented."""
        self.lines.append(f"# {name}")
        if entity == "case":
            return ""
        self.lines.append(f"for v, k, u, r in rows_{entity}:")
        return "    "

    def _put(self, fact: str, value: str, indent: str, seat: Seat) -> None:
        if seat.entity == "case":
            self.lines.append(f"{indent}f_{self.terms.local(fact)} = c[{fact!r}] = {value}")
        else:
            self.lines.append(f"{indent}v[{fact!r}] = {value}")

    def _step(self, rule: str, fact: str, value: str, clause: str, premises: str, indent: str, seat: Seat) -> None:
        clauses = self.terms.constant((clause,))
        self.lines.append(f"{indent}if {value} is not None:")
        self.lines.append(f"{indent}    i = name()")
        self.lines.append(
            f"{indent}    add((i, {rule!r}, {seat.about}, {seat.entity!r}, {fact!r}, {value},"
            f" {clauses}, {premises}, 'stands'))"
        )
        if fact in self.terms.used:
            if seat.entity == "case":
                self.lines.append(f"{indent}    e_{self.terms.local(fact)} = (i,)")
            else:
                self.lines.append(f"{indent}    v[{'>' + fact!r}] = (i,)")

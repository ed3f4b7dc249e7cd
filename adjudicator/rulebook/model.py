"""The words of the rule language as values: what a rulebook is once it is loaded and checked.

`docs/rule-language.md` is the manual. These classes carry no behaviour, so that each engine and the proof checker can give
them meaning on their own; what they share is this file and nothing else.

**Values.** A fact is ``None`` when it is unknown. Known values are plain: truths and choices are strings (``"yes"``, ``"no"``,
``"closed"``), counts are ``int``, numbers and money ``Decimal`` (or ``int``), instants ``int`` microseconds since the Unix epoch (UTC),
days ISO strings (``"2026-03-01"``), texts ``str``. A count over facts that are partly unknown is an `Interval`. The value of a `set`
fact is a dict from element to ``"yes"`` or ``None`` (unknown); an element that is not a key is not in the set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

STRATA = (
    "intake",
    "exhibits",
    "consistency",
    "burden",
    "findings",
    "disposition",
    "penalties",
    "remedies",
    "obligations",
    "redress",
)
"""The strata of POLICY.md T7, lowest first. A rule reads facts of its own or a lower stratum, and never in a circle."""

Scalar = str | int | Decimal | None
Operator = Literal["is", "is_not", "in", "at_least", "at_most", "before", "after", "includes"]
FactType = Literal["truth", "choice", "count", "number", "money", "instant", "day", "text", "id", "effect"]


@dataclass(frozen=True, slots=True)
class Text2:
    """A text for people, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands on disk, for messages: file relative to the rules folder, line from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A count or sum of which only bounds are known, both ends included."""

    low: int | Decimal
    high: int | Decimal


# --- expressions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literally:
    """A value written in the rule itself; a list or mapping of expressions is an `Each` or `Struct`."""

    value: Scalar | bool


@dataclass(frozen=True, slots=True)
class FactValue:
    """The value of a fact that the rule sees: `{fact: NAME}`."""

    fact: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number, list or table: `$NAME`. Resolved at the case's `as_of`."""

    name: str


@dataclass(frozen=True, slots=True)
class TableLookup:
    """`{table: $NAME, by: FACT}`: the entry of the greatest key that is not above a count, or of the equal key of a text.

    Unknown if the fact is unknown or an interval whose ends give different entries, or if no entry fits.
    """

    table: str
    by: str


@dataclass(frozen=True, slots=True)
class Each:
    """A list of expressions."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Struct:
    """A mapping of expressions, in the order written."""

    items: tuple[tuple[str, Expression], ...]


Expression = Literally | FactValue | Parameter | TableLookup | Each | Struct


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact, one operator, one comparand.

    `is`/`is_not`/`at_least`/`at_most`/`before`/`after`: against one value. `in`: against an `Each` or a list parameter. `includes`: the set
    fact holds the element. The answer is unknown whenever the fact or the comparand is unknown. Choices are compared by the
    order in which the vocabulary lists them when they are declared `ordered`.
    """

    fact: str
    operator: Operator
    comparand: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One line of `then`: gives a `one` fact its value, or puts an element into a `set` fact."""

    fact: str
    value: Expression
    place: Place


# --- declarations -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of thing that rules speak of. It sees its own facts and those of all its ancestors; `case` is the root."""

    name: str
    parents: tuple[str, ...]
    name_in: Text2


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the vocabulary: a fact about one entity."""

    name: str
    entity: str
    type: FactType
    values: tuple[str, ...]
    """The closed list of a choice (or of a set's elements); empty for other types."""
    ordered: bool
    given_by: Literal["record", "rules", "measure", "clock", "reading"]
    many: bool
    """True for a `set` fact, False for `one`."""
    otherwise: Scalar
    """The value of a `one` fact by rules when no rule stands and none asks; None: unknown."""
    supplied_by: Literal["party", "platform", "arbitrator"]
    """Who can supply it where it is unknown: `missing` (party, platform) or `needs_human` (arbitrator)."""
    asked_as: str
    """The name printed in `missing` or `needs_human`. For a fact from the record the default is its own name; for one by rules, measures or
    clocks the default is empty, which means that not this fact but the roots of what it rests on are asked for."""
    keys: tuple[str, ...]
    """Of an effect: the keys that its element carries."""
    name_in: Text2
    value_names: tuple[tuple[str, Text2], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """The sentence of the policy that a rule applies."""

    document: str
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One file of `rules/PACK/STRATUM/NAME.yaml`."""

    id: str
    pack: str
    stratum: str
    title: Text2
    source: Source
    in_force_from: str | None
    in_force_until: str | None
    entity: str
    once: tuple[Condition, ...]
    """Conditions that must be settled first: while one of them is unknown, nothing else is asked for."""
    when: tuple[Condition, ...]
    then: tuple[Conclusion, ...]
    overrides: tuple[str, ...]
    interpretation: tuple[str, ...]
    explanation: Text2
    place: Place
    fix: Text2 | None = None
    """Of a rule that puts a `reason`: what the submitter can do about it."""
    quiet: bool = False
    """True: its unknown facts are never asked for on its behalf; another rule asks for what the test that stops needs."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, those of `once` first."""
        return self.once + self.when


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact computed over the rows of another entity that lie below (or are) the row it is about.

    `kind` says how; `of` is the fact that is added, compared or chosen; `value` is the fact taken from the chosen row (latest,
    earliest; left out: `of` itself). A row counts if every condition of `where` holds and, if `within` is set, its instant
    lies in the window; a row for which that is unknown counts in `high` only.
    """

    fact: str
    pack: str
    entity: str
    """The entity that the fact is about."""
    kind: Literal["count", "any", "all", "sum", "min", "max", "latest", "earliest", "difference", "product"]
    over: str
    """The entity whose rows are gone through; for difference and product the same as `entity`."""
    of: str | None
    minus: str | None
    """Difference: `of` minus `minus` (instants: whole UTC+8 calendar days with `unit` days, else elapsed whole seconds). Product: `of` times `minus`."""
    unit: Literal["days", "seconds", "none"]
    value: str | None
    where: tuple[Condition, ...]
    that: tuple[Condition, ...]
    """For `any` and `all`: what is tested of the rows that `where` selects."""
    within: Within | None
    plus_this_case: bool
    empty: Scalar
    """min, max, latest, earliest over no row; None: unknown."""
    source: Source
    explanation: Text2
    place: Place


@dataclass(frozen=True, slots=True)
class Within:
    """A window of time in which a row's instant must lie, both ends included.

    ``days``: the last N times 24 hours up to `as_of`. ``month``, ``year``: the UTC+8 calendar month or year of `as_of`, up to `as_of`.
    """

    instant: str
    unit: Literal["days", "month", "year"]
    length: Expression | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that runs for one row: gives the facts `NAME.state` and `NAME.due`.

    States: ``not_started`` (a start is on the record as not having happened), ``running`` (not done, `as_of` not after due, or no due),
    ``met`` (done at or before due, or done with no due), ``met_late``, ``overdue`` (not done, `as_of` after due); unknown if the start or the length is
    unknown. ``NAME.due`` is an instant, or None. Starts and stops that did not happen carry the value ``"never"``.
    Working and calendar days end at 24:00 UTC+8, written as 00:00 of the next day; the day after the start is day 1.
    """

    name: str
    pack: str
    entity: str
    start: tuple[str, ...]
    """Instants; the latest of them starts the clock."""
    length: Expression | None
    """None: no due."""
    unit: Literal["hours", "days", "working_days"]
    due: str | None
    """A fact that, when it is known and not ``"never"``, is the due instant itself."""
    stopped_over: str | None
    stopped_by: str | None
    """The instant of the rows of `stopped_over` that stop it: the earliest at or after the start for which `stopped_where` holds."""
    stopped_where: tuple[Condition, ...]
    source: Source
    explanation: Text2
    place: Place


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A number, list or table of the policy with the dates from which each value holds."""

    name: str
    pack: str
    values: tuple[tuple[str | None, object], ...]
    """(from date or None, value), oldest first. Tables are tuples of (key, value) pairs, lists are tuples."""
    clause: str
    interpretation: str | None
    name_in: Text2
    place: Place


@dataclass(frozen=True, slots=True)
class ReadingSwitch:
    """One way to read an open clause: the fact `reading.NAME`."""

    name: str
    pack: str
    default: str
    values: tuple[str, ...]
    clause: str
    name_in: Text2
    value_names: tuple[tuple[str, Text2], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """A source of the policy as archived: its text and where it comes from."""

    key: str
    title: str
    authority: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules, words and numbers of one ruleset version, checked."""

    version: str
    digest: str
    """SHA-256 of the canonical form (`versions.py`)."""
    entities: dict[str, Entity]
    facts: dict[str, Fact]
    rules: dict[str, Rule]
    measures: dict[str, Measure]
    """By the fact that they give."""
    clocks: dict[str, Clock]
    parameters: dict[str, DatedParameter]
    readings: dict[str, ReadingSwitch]
    documents: dict[str, Document]
    packs: tuple[str, ...]
    governs: dict[str, tuple[str, ...]]
    """Platform to the packs that govern it, in the order in which a ruling names them."""
    kinds: dict[str, tuple[str, ...]]
    """Exhibit kind to the fields that rules ask of it: intake makes a row for each, also when the report leaves it out."""
    calendar: dict[str, object] = field(default_factory=dict)
    """`{"version": str, "first": iso day, "last": iso day, "days": tuple of ISO days that are working days although weekend, or holidays}`: see `calendars.py`."""

"""A thing that a party can still do on a record, and the record once some such things are done.

A cure is always something that the party itself does: a new exhibit, a reply, an act, a filing. Nothing that is too
late is one, and nothing that only a person on the platform's side can find. It adds to the record; what stands there
stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adjudicator.advice.new_exhibits import Edit, NewExhibit, with_exhibits
from adjudicator.case import Case
from adjudicator.intake.requests import deadline_of
from adjudicator.rulebook.model import Text2

Change = Callable[[Case], Case]


@dataclass(frozen=True, slots=True)
class Cure:
    """One thing that a party can still do."""

    id: str
    act: str
    actor: str
    about: str | None
    """The exhibit, request or allegation that it concerns."""
    kind: str | None
    """The kind of the exhibit to be sent."""
    field: str | None
    requests: tuple[str, ...]
    """The requests that it answers."""
    latest: datetime | None
    """The last second at which it is in time; None where no deadline runs."""
    clause: str
    text: Text2
    assumes: Text2 | None
    """What the trial takes for true because the record expects it."""
    effort: int
    """How many things must be right about it."""
    new: NewExhibit | None = None
    """The exhibit that it brings; cures of one exhibit share one new version of it."""
    edit: Edit | None = None
    """What it puts right on that exhibit."""
    change: Change | None = None
    """What else it changes on the record, once its exhibit is there."""


Made = dict[tuple[str, ...], NewExhibit]


def apply(case: Case, cures: Sequence[Cure], made: Made | None = None) -> Case:
    """The record once some cures are done, whatever their order.

    `made` keeps new exhibits, by the ids of their cures, between calls.
    """
    done = sorted(cures, key=lambda one: one.id)
    by_exhibit: dict[str, list[Cure]] = {}
    for cure in done:
        if cure.new is not None:
            by_exhibit.setdefault(cure.new.exhibit.id, []).append(cure)
    new = []
    for those in by_exhibit.values():
        key = tuple(cure.id for cure in those)
        found = None if made is None else made.get(key)
        if found is None:
            assert those[0].new is not None
            found = those[0].new.with_edits(cure.edit for cure in those if cure.edit is not None)
            if made is not None:
                made[key] = found
        new.append(found)
    if new:
        case = with_exhibits(case, new)
    for cure in done:
        if cure.change is not None:
            case = cure.change(case)
    return case


def last_second(deadline: datetime, as_of: datetime) -> datetime:
    """The last whole second that is in time; the deadline itself where less than a second is left."""
    return max(deadline.replace(microsecond=0), as_of)


def horizon(case: Case, ruling: Mapping[str, Any]) -> datetime:
    """When silence has had its effect: one second after everything that still runs for a party has run out."""
    ends = [case.as_of - timedelta(seconds=1)]
    for request in case.evidence_requests:
        deadline = deadline_of(case, request)
        if deadline is not None and deadline >= case.as_of:
            ends.append(deadline)
    for duty in ruling["obligations"]:
        if duty["due"] is not None and duty["actor"] in ("buyer", "seller", "worker") and duty["state"] == "open":
            ends.append(max(case.as_of, datetime.fromisoformat(duty["due"])))
    return max(ends) + timedelta(seconds=1)

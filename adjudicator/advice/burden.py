"""Per open question: who bears it, until which second, and what silence brings (DESIGN, Beyond the platforms 10).

What silence brings is never told from a text: the record is ruled as it would stand one second after the deadline, with
nothing added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from adjudicator.case import Case, EvidenceRequest
from adjudicator.intake.requests import deadline_of
from adjudicator.rulebook.model import Rulebook, Text2

Ruling = Mapping[str, Any]
RuledAt = Callable[[datetime], Ruling]
"""The ruling of the record as it stands, made at another instant."""
QuestionKind = Literal["evidence_request", "burden", "obligation", "missing", "needs_human"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is still open."""

    kind: QuestionKind
    fact: str
    """What is open: an act, a fact, `evidence`."""
    about: str | None
    bearer: str
    """Who has to do or show it; `party`: whichever party can, `arbitrator`: nobody but a person of the platform."""
    must_show: tuple[str, ...]
    """Kinds of exhibits, any of which answers a request; all of which meet a burden."""
    until: datetime | None
    state: Literal["met", "open"]
    clause: str | None
    silence: Ruling | None
    """The ruling one second after `until` with nothing added; None where no deadline runs or it is met already."""


def questions(case: Case, ruling: Ruling, rulebook: Rulebook, ruled_at: RuledAt) -> list[Question]:
    """All open questions of a record in normal form, the most urgent first."""
    found = [
        *_requests(case, ruling, ruled_at),
        *_duties(case, ruling, ruled_at),
        *_burdens(ruling),
        *_unknown(ruling, rulebook),
    ]
    far = datetime.max.replace(tzinfo=case.as_of.tzinfo)
    return sorted(found, key=lambda one: (one.until or far, one.kind, one.fact, one.about or ""))


def _requests(case: Case, ruling: Ruling, ruled_at: RuledAt) -> Iterator[Question]:
    for request in case.evidence_requests:
        until = deadline_of(case, request)
        if until is None or until < case.as_of:
            continue
        met = _is_met(case, request, ruling)
        yield Question(
            "evidence_request",
            "evidence",
            request.id,
            request.to,
            request.any_of,
            until,
            "met" if met else "open",
            next((one["clause"] for one in ruling["obligations"] if one["request"] == request.id), None),
            None if met else ruled_at(until + timedelta(seconds=1)),
        )


def _is_met(case: Case, request: EvidenceRequest, ruling: Ruling) -> bool:
    meets = {one["id"] for one in ruling["exhibits"] if one["meets_burden"] == "yes"}
    return any(
        exhibit.id in meets and exhibit.kind in request.any_of and exhibit.id in submission.exhibits
        for submission in case.submissions
        if submission.request == request.id and submission.party == request.to
        for exhibit in case.exhibits
    )


def _duties(case: Case, ruling: Ruling, ruled_at: RuledAt) -> Iterator[Question]:
    for duty in ruling["obligations"]:
        if duty["state"] != "open" or duty["act"] == "submit_evidence":
            continue
        until = None if duty["due"] is None else datetime.fromisoformat(duty["due"])
        yield Question(
            "obligation",
            duty["act"],
            duty["request"],
            duty["actor"],
            (),
            until,
            "open",
            duty["clause"],
            None if until is None else ruled_at(max(until, case.as_of) + timedelta(seconds=1)),
        )


def _burdens(ruling: Ruling) -> Iterator[Question]:
    for finding in ruling["findings"]:
        burden = finding["burden"]
        if burden is not None and burden["state"] != "met":
            yield Question(
                "burden",
                "allegation",
                finding["allegation"],
                burden["party"],
                tuple(burden["must_show"]),
                None if burden["until"] is None else datetime.fromisoformat(burden["until"]),
                "open",
                None,
                None,
            )


def _unknown(ruling: Ruling, rulebook: Rulebook) -> Iterator[Question]:
    for one in ruling["missing"]:
        supplier = next(
            (fact.supplied_by for name, fact in rulebook.facts.items() if one["fact"] in (name, fact.asked_as)), "party"
        )
        yield Question("missing", one["fact"], one["about"], supplier, (), None, "open", None, None)
    for one in ruling["needs_human"]:
        yield Question("needs_human", one["fact"], one["about"], "arbitrator", (), None, "open", None, None)


def fact_name(fact: str, rulebook: Rulebook) -> Text2:
    """What an asked fact is called."""
    for name, declared in rulebook.facts.items():
        if fact in (name, declared.asked_as):
            return declared.name_in
    for name, text in rulebook.facts["field.name"].value_names:
        if name == fact:
            return text
    return Text2(fact, fact)

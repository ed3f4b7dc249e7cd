"""The pre-check of a case for one party: what is open, what silence brings, what can still be done, whether to appeal.

It leaves no trace: pictures are read in memory, no reading is kept, nothing is written. Every outcome in it is a ruling
of a hypothetical record under the same rules, with its proof checked; the cure sets are found by trying
(`adjudicator.advice`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from adjudicator.advice.appeals import appeal_advice
from adjudicator.advice.burden import Question, fact_name, questions
from adjudicator.advice.cures import Cure, apply, horizon
from adjudicator.advice.goals import CureSet, Search
from adjudicator.advice.possible import cures_of
from adjudicator.advice.trial import Trials
from adjudicator.case import Case
from adjudicator.errors import Bilingual, Fault, Refused
from adjudicator.record import Record, seal, shanghai_text
from adjudicator.rulebook.model import Text2
from adjudicator.services.adjudicate import Adjudicator

Ruling = Mapping[str, Any]
Progress = Callable[[str, int, int], None]
"""Called with the name of the file that is read next, its number from 1, and how many there are."""

PARTIES: Final = ("buyer", "seller", "worker")
_PROVES: Final = ("disposition", "tier", "remedy", "penalty", "appeal.advice", "exhibit.meets_burden")
"""The facts whose steps are named as the proof of an outcome."""


@dataclass(frozen=True, slots=True)
class Precheck:
    """A pre-check as `precheck/1`, and the rulings that its statements rest on, by digest."""

    document: dict[str, Any]
    rulings: dict[str, Ruling]


def usual_party(case: Case) -> str:
    """The party that a case is pre-checked for where nobody says: the worker of a ticket, else the seller."""
    return "worker" if case.platform == "tickets" else "seller"


def precheck(
    case: Case,
    adjudicator: Adjudicator,
    party: str | None = None,
    *,
    reports: Mapping[str, Mapping[str, Any]] | None = None,
    readings: Mapping[str, str] | None = None,
) -> Precheck:
    """Pre-checks a case for a party; `reports` holds the evidence report of each exhibit that has files.

    Raises what `Adjudicator.rule` raises.
    """
    return _Writer(seal(case, reports), adjudicator, party or usual_party(case), readings or {}).write()


def reports_without_trace(case: Case, folder: Path, on_progress: Progress | None = None) -> dict[str, dict[str, Any]]:
    """Evidence reports of the exhibits whose files were not read yet, made in memory; paths are relative to `folder`.

    Raises `Refused` with the faults of all exhibits that could not be processed.
    """
    unread = [(number, exhibit) for number, exhibit in enumerate(case.exhibits) if exhibit.report is None]
    if not unread:
        return {}
    from evidence_checks.check import check_exhibit
    from evidence_checks.errors import EvidenceFault
    from evidence_checks.reader import read_exhibit

    count, done = sum(len(exhibit.files) for _, exhibit in unread), 0
    reports, faults = {}, []
    for number, exhibit in unread:

        def tell(name: str, at: int, _of: int, before: int = done) -> None:
            if on_progress is not None:
                on_progress(name, before + at, count)

        try:
            reading = read_exhibit([folder / name for name in exhibit.files], cache=None, on_progress=tell)
            reports[exhibit.id] = check_exhibit(reading, exhibit.kind)
        except EvidenceFault as found:
            named = str(found.facts.get("name", ""))
            text = Bilingual(f"{found.message['zh']}{found.fix['zh']}", f"{found.message['en']} {found.fix['en']}")
            where = f"$.exhibits[{number}].files"
            places = [index for index, name in enumerate(exhibit.files) if Path(name).name == named]
            where += f"[{places[0]}]" if places else ""
            faults.append(Fault(found.code, where, named or None, found.fix["en"], text))
        done += len(exhibit.files)
    if faults:
        raise Refused(faults, case.id)
    return reports


class _Writer:
    """One pre-check while it is written."""

    def __init__(self, record: Record, adjudicator: Adjudicator, party: str, readings: Mapping[str, str]) -> None:
        self.record, self.case, self.party = record, record.case, party
        self.adjudicator, self.readings = adjudicator, readings
        self.rulings: dict[str, Ruling] = {}
        self._at: dict[datetime, Ruling] = {}

    def write(self) -> Precheck:
        now = self.ruled_at(self.case.as_of)
        trials = Trials(self.adjudicator.rulebook, self.adjudicator.engine, self.readings)
        cures = cures_of(self.case, self.party, now, trials)
        end = horizon(self.case, now)
        sets = Search(self.case, self.party, cures, trials, end).sets()
        open_questions = questions(self.case, now, self.adjudicator.rulebook, self.ruled_at)
        document = {
            "schema": "precheck/1",
            "case_id": self.case.id,
            "party": self.party,
            "as_of": shanghai_text(self.case.as_of),
            "record_sha256": self.record.sha256,
            "ruleset": now["ruleset"],
            "now": self._outcome(now),
            "silence": self._outcome(self.ruled_at(end)),
            "questions": [self._question(one) for one in open_questions],
            "exhibits": self._exhibits(now),
            "cures": [self._cure(one) for one in cures],
            "cure_sets": [self._set(one, end) for one in sets],
            "appeal": appeal_advice(self.case, now, self.ruled),
            "notes": _NOTES,
        }
        return Precheck(document, self.rulings)

    def ruled(self, case: Case) -> Ruling:
        """The ruling of a hypothetical record, its proof checked."""
        ruling = self.adjudicator.rule(case, readings=self.readings).ruling
        self.rulings[ruling["digest"]] = ruling
        return ruling

    def ruled_at(self, at: datetime) -> Ruling:
        """The ruling of the record as it stands, at another instant."""
        if at not in self._at:
            self._at[at] = self.ruled(self.case.model_copy(update={"as_of": at}))
        return self._at[at]

    # --- parts of the document

    def _outcome(self, ruling: Ruling) -> dict[str, Any]:
        """How a ruling ends, with the ids of the steps of its proof."""
        words = dict(self.adjudicator.rulebook.facts["disposition"].value_names)
        name = words.get(ruling["disposition"], Text2(ruling["disposition"], ruling["disposition"]))
        return {
            "at": ruling["as_of"],
            "disposition": ruling["disposition"],
            "text": {"zh": name.zh, "en": name.en},
            "tier": ruling["tier"],
            "codes": ruling["codes"],
            "penalties": ruling["penalties"],
            "remedies": ruling["remedies"],
            "waiting_for": ruling["waiting_for"],
            "missing": ruling["missing"],
            "needs_human": ruling["needs_human"],
            "appeal": None
            if ruling["appeal"] is None
            else {key: ruling["appeal"][key] for key in ("allowed", "predestined_fail", "advice")},
            "record_sha256": ruling["record_sha256"],
            "ruling": ruling["digest"],
            "proof": [
                {
                    "id": step["id"],
                    "rule": step["rule"],
                    "about": step["about"],
                    "concludes": step["concludes"],
                    "clauses": step["clauses"],
                    "because": step["because"],
                }
                for step in ruling["reasons"]
                if step["concludes"] in _PROVES
            ],
        }

    def _question(self, one: Question) -> dict[str, Any]:
        name = fact_name(one.fact, self.adjudicator.rulebook)
        return {
            "kind": one.kind,
            "fact": one.fact,
            "name": {"zh": name.zh, "en": name.en},
            "about": one.about,
            "bearer": one.bearer,
            "must_show": list(one.must_show),
            "until": None if one.until is None else shanghai_text(one.until),
            "seconds_left": self._left(one.until),
            "state": one.state,
            "clause": one.clause,
            "silence": None if one.silence is None else self._outcome(one.silence),
        }

    def _exhibits(self, ruling: Ruling) -> list[dict[str, Any]]:
        mine = {exhibit.id: exhibit.kind for exhibit in self.case.exhibits if exhibit.party == self.party}
        return [
            {
                "id": one["id"],
                "kind": mine[one["id"]],
                "verdict": one["verdict"],
                "meets_burden": one["meets_burden"],
                "reasons": one["reasons"],
                "consistency": one["consistency"],
            }
            for one in ruling["exhibits"]
            if one["id"] in mine
        ]

    def _cure(self, one: Cure) -> dict[str, Any]:
        return {
            "id": one.id,
            "act": one.act,
            "actor": one.actor,
            "about": one.about,
            "kind": one.kind,
            "field": one.field,
            "requests": list(one.requests),
            "latest": None if one.latest is None else shanghai_text(one.latest),
            "seconds_left": self._left(one.latest),
            "clause": one.clause,
            "effort": one.effort,
            "text": {"zh": one.text.zh, "en": one.text.en},
            "assumes": None if one.assumes is None else {"zh": one.assumes.zh, "en": one.assumes.en},
        }

    def _set(self, one: CureSet, end: datetime) -> dict[str, Any]:
        done = apply(self.case, one.cures).model_copy(update={"as_of": end})
        latest = [cure.latest for cure in one.cures if cure.latest is not None]
        return {
            "goal": one.goal.name,
            "about": one.goal.about,
            "text": {"zh": one.goal.text.zh, "en": one.goal.text.en},
            "cures": [cure.id for cure in one.cures],
            "latest": shanghai_text(min(latest)) if latest else None,
            "smallest": "yes" if one.smallest else "unknown",
            "tried": one.tried,
            "before": self._outcome(self.ruled_at(end)),
            "after": self._outcome(self.ruled(done)),
        }

    def _left(self, until: datetime | None) -> int | None:
        return None if until is None else int((until - self.case.as_of).total_seconds())


_NOTES: Final[Sequence[dict[str, str]]] = (
    {
        "zh": "“沉默的后果”是在期限后一秒、案卷不再增加任何内容时作出的裁决;试算时假定其他各方均无新的行为。",
        "en": "What silence brings is the ruling one second after the deadline with nothing added; "
        "trials assume that nobody else does anything.",
    },
    {
        "zh": "补正只能以真实的新凭证或行为完成,不得改动原凭证;假定的数值均已写明,不代表事实如此。",
        "en": "A cure is a genuine new exhibit or act, never an altered one; "
        "what is assumed is said, and is not thereby so.",
    },
    {"zh": "本预检不留存任何内容。", "en": "This pre-check keeps nothing."},
)

"""The demonstration: shipped disputes with their real image files, ruled from start to end, with a page for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adjudicator.case import Case, load_case
from adjudicator.pages.case_page import case_page, index_page
from adjudicator.pages.pictures import address
from adjudicator.pages.words import Lang
from adjudicator.services.adjudicate import Adjudicator, Ruled
from adjudicator.services.check import judge_report
from adjudicator.services.exhibits import Looked, Progress, look_at_case


@dataclass(frozen=True, slots=True)
class Dispute:
    """One shipped dispute."""

    name: str
    title: dict[str, str]
    case: Case
    folder: Path


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """A dispute with what was seen on its pictures and how it was ruled."""

    dispute: Dispute
    looked: dict[str, Looked]
    reports: dict[str, dict[str, object]]
    """By exhibit id: the report with verdict and reasons under the default readings."""
    ruled: Ruled


def disputes(folders: Sequence[Path]) -> tuple[Dispute, ...]:
    """The disputes of some folders. Raises `Refused` where a case document can't be used."""
    found = []
    for folder in folders:
        case = load_case((folder / "case.json").read_bytes(), folder=folder)
        found.append(Dispute(folder.name, _title(folder, case), case, folder))
    return tuple(found)


def pictures_in(dispute: Dispute) -> int:
    """How many picture files a dispute has."""
    return sum(len(exhibit.files) for exhibit in dispute.case.exhibits if exhibit.report is None)


def demonstrate(dispute: Dispute, adjudicator: Adjudicator, on_progress: Progress | None = None) -> Demonstrated:
    """Reads the pictures of a dispute, judges each exhibit, and rules the case."""
    looked = look_at_case(dispute.case, dispute.folder, with_pictures=True, on_progress=on_progress)
    reports = {name: judge_report(one.report, adjudicator) for name, one in looked.items()}
    ruled = adjudicator.rule(dispute.case, {name: one.report for name, one in looked.items()})
    return Demonstrated(dispute, looked, reports, ruled)


def page_of(shown: Demonstrated, adjudicator: Adjudicator, lang: Lang) -> str:
    """The page of a demonstrated dispute."""
    return case_page(
        shown.ruled.record.document,
        shown.ruled.ruling,
        adjudicator.rulebook,
        lang,
        reports={name: one.report for name, one in shown.looked.items()},
        pictures={name: one.pictures for name, one in shown.looked.items()},
        title=shown.dispute.title[lang],
        index="index.html",
    )


def index_of(shown: Sequence[Demonstrated], lang: Lang) -> str:
    """The page that lists the disputes; each case's page lies beside it as ``NAME.html``."""
    cases = [
        {
            "page": f"{one.dispute.name}.html",
            "title": one.dispute.title[lang],
            "ruling": one.ruled.ruling,
            "picture": next((address(each) for looked in one.looked.values() for each in looked.pictures), ""),
            "exhibits": [
                {"kind": exhibit.kind, "verdict": judged["verdict"]}
                for exhibit in one.dispute.case.exhibits
                for judged in one.ruled.ruling["exhibits"]
                if judged["id"] == exhibit.id
            ],
        }
        for one in shown
    ]
    return index_page(cases, lang)


def _title(folder: Path, case: Case) -> dict[str, str]:
    """The dispute in a few words, from the ``expected.json`` beside it; its id where there is none."""
    try:
        title = json.loads((folder / "expected.json").read_text("utf-8"))["title"]
        return {"zh": str(title["zh"]), "en": str(title["en"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"zh": case.id, "en": case.id}

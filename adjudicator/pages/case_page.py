"""Pages that stand alone: a case from its exhibits to its ruling, one exhibit's report, and the list of several cases.

One HTML file each, in one language, ready to print: no script, no outside request, every text escaped. The pictures in
it are copies made from decoded pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adjudicator.pages.pictures import SIGNS, Picture, drawn, marks_of, requirements_of
from adjudicator.pages.proof_words import asked_in_words, decisive, told
from adjudicator.pages.words import Lang, both, days, instant, is_open, money, settled_first, word

if TYPE_CHECKING:
    from jinja2 import Environment

    from adjudicator.rulebook.model import Rulebook

Report = Mapping[str, Any]
_TEMPLATES = Path(__file__).resolve().parent / "templates"


def case_page(
    case: Mapping[str, Any],
    ruling: Mapping[str, Any],
    rulebook: Rulebook,
    lang: Lang,
    *,
    reports: Mapping[str, Report] | None = None,
    pictures: Mapping[str, Sequence[Picture]] | None = None,
    title: str | None = None,
    index: str | None = None,
) -> str:
    """The page of a ruled case.

    `case`: the `case/1` document of its record. `reports`, `pictures`: by exhibit id, for those read just now; a report
    inside the case is used otherwise. `index`: a link back to the list of cases.
    """
    read = reports or {}
    exhibits = [
        _exhibit(one, _judged(ruling, one["id"]), read.get(one["id"]) or one.get("report") or {}, pictures or {}, lang)
        for one in case.get("exhibits", ())
    ]
    ids = {one["id"] for one in case.get("exhibits", ())}
    steps = told(ruling["reasons"], rulebook, lang)
    return _render(
        "case.html.j2",
        lang,
        title=title or f"{ruling['case_id']}",
        case=case,
        ruling=ruling,
        exhibits=exhibits,
        steps=steps,
        decisive=decisive(steps),
        premise=lambda name: _premise(name, ids, lang),
        asked=lambda fact: asked_in_words(fact, rulebook, lang),
        reading=lambda name: _reading(name, rulebook, lang),
        index=index,
    )


def report_page(report: Report, pictures: Sequence[Picture], lang: Lang) -> str:
    """The page of one exhibit's report."""
    about = {"id": report["kind"], "kind": report["kind"]}
    return _render(
        "report.html.j2",
        lang,
        title=word("kind", report["kind"], lang),
        report=report,
        one=_exhibit(about, report, report, {report["kind"]: pictures}, lang),
        index=None,
    )


def index_page(cases: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    """The list of several cases.

    Each has ``page`` (relative address), ``title``, ``ruling``, ``exhibits`` (kind and verdict), ``picture`` (a data
    address, or empty).
    """
    title = "示例案件：从图片到裁决" if lang == "zh" else "Disputes, from picture to ruling"
    return _render("index.html.j2", lang, title=title, cases=cases, index=None)


def _exhibit(
    about: Mapping[str, Any],
    judged: Mapping[str, Any] | None,
    report: Report,
    pictures: Mapping[str, Sequence[Picture]],
    lang: Lang,
) -> dict[str, Any]:
    marks = marks_of({"kind": about["kind"], **report}, lang)
    kind = (report.get("document_type") or {}).get("value", "unknown")
    return {
        "id": about["id"],
        "kind": word("kind", about["kind"], lang),
        "party": word("party", about["party"], lang) if about.get("party") else "",
        "submitted_at": instant(about["submitted_at"], lang) if about.get("submitted_at") else "",
        "seems": word("document_type", kind, lang),
        "judged": judged,
        "reasons": [
            {**reason, "weight": "unknown" if is_open(reason) else judged["verdict"]}
            for reason in settled_first(judged["reasons"])
        ]
        if judged
        else [],
        "marks": marks,
        "pictures": drawn(pictures.get(about["id"], ()), marks),
        "requirements": requirements_of(report, lang),
        "expected": report.get("expected") or {},
    }


def _judged(ruling: Mapping[str, Any], exhibit: str) -> Mapping[str, Any] | None:
    return next((one for one in ruling["exhibits"] if one["id"] == exhibit), None)


def _premise(name: str, exhibits: set[str], lang: Lang) -> dict[str, str]:
    """A premise and where on the page it is found."""
    if name == "$":
        return {"name": "案卷" if lang == "zh" else "the record", "to": ""}
    if name[:1] == "s" and name[1:].isdigit():
        return {"name": name, "to": f"#{name}"}
    return {"name": name, "to": f"#exhibit-{name}" if name in exhibits else ""}


def _reading(name: str, rulebook: Rulebook, lang: Lang) -> str:
    switch = rulebook.readings.get(name)
    if switch is None:
        return name
    return f"{switch.name_in.zh if lang == 'zh' else switch.name_in.en} ({switch.clause})"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, lang: Lang, **values: Any) -> str:
    def say(zh: str, en: str) -> str:
        return zh if lang == "zh" else en

    return (
        _environment()
        .get_template(template)
        .render(
            lang=lang,
            say=say,
            word=lambda group, value: word(group, value, lang),
            instant=lambda text: instant(text, lang),
            days=lambda penalty: days(penalty, lang),
            both=lambda texts: both(texts, lang),
            money=money,
            signs=SIGNS,
            **values,
        )
    )

"""``demo``: shipped disputes ruled from their pictures, with a page for each."""

from __future__ import annotations

import json
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adjudicator.commands.errors import stopped
from adjudicator.commands.files import write_document
from adjudicator.commands.progress import Tell, reading
from adjudicator.commands.settings import Settings, current, everywhere, show

if TYPE_CHECKING:
    from adjudicator.rulebook.model import Rulebook
    from adjudicator.services.demo import Demonstrated

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.option("--out", type=_FOLDER, metavar="DIR", help="Where to write the pages; default: out/demo.")
@click.option("--cases", type=_FOLDER, metavar="DIR", help="Folders with a case.json each.")
@everywhere
def demo(out: Path | None, cases: Path | None) -> int:
    """Rule the shipped disputes from their pictures, and write a page for each. 演示:由图片到裁决。"""
    settings = current()
    from adjudicator.rulebook.load import load_rulebook
    from adjudicator.services import demo as service
    from adjudicator.services.adjudicate import Adjudicator
    from adjudicator.services.shipped import case_folders, rules_folder

    folders = case_folders(cases)
    if not folders:
        where = str(cases or "fixtures/cases")
        raise stopped("NO_CASES", "--cases", where, folder=where)
    disputes = service.disputes(folders)
    adjudicator = Adjudicator(load_rulebook(rules_folder(settings.rules), check=False))
    target = _folder(out)
    shown: list[Demonstrated] = []
    count, done = sum(service.pictures_in(one) for one in disputes), 0
    for dispute in disputes:
        with reading(settings) as tell:
            one = service.demonstrate(dispute, adjudicator, partial(_tell, tell, done, count))
        done += service.pictures_in(dispute)
        write_document(target / f"{dispute.name}.html", service.page_of(one, adjudicator, settings.lang))
        shown.append(one)
        if not settings.json:
            _print(one, adjudicator.rulebook, settings)
    write_document(target / "index.html", service.index_of(shown, settings.lang))
    if settings.json:
        click.echo(json.dumps(_summary(shown, target), ensure_ascii=False, indent=2))
    else:
        click.echo("")
        label = settings.say(f"{len(shown)} 个案件的网页：", f"The pages of {len(shown)} cases: ")
        click.echo(f"{label}{target / 'index.html'}")
    return 0


def _tell(tell: Tell, before: int, count: int, name: str, number: int, _of: int) -> None:
    """Counts the pictures of all disputes together."""
    tell(name, before + number, count)


def _folder(out: Path | None) -> Path:
    """The folder for the pages, made if need be; a temporary one where none was named and none can be made."""
    target = Path("out/demo") if out is None else out
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target):
            pass
    except OSError as error:
        if out is not None:
            reason = error.strerror or str(error)
            raise stopped("CANNOT_WRITE", "--out", str(out), name=str(out), reason=reason) from None
        return Path(tempfile.mkdtemp(prefix="adjudicator-demo-"))
    return target


def _print(one: Demonstrated, rulebook: Rulebook, settings: Settings) -> None:
    from rich.rule import Rule
    from rich.text import Text

    from adjudicator.commands.report_text import COLOURS, fields_table
    from adjudicator.commands.ruling_text import ruling_text
    from adjudicator.pages.words import word

    lang = settings.lang
    show(Text(""), Rule(one.dispute.title[lang], align="left", style="dim"))
    for exhibit in one.dispute.case.exhibits:
        report = one.reports.get(exhibit.id)
        if report is None:
            continue
        verdict, seems = str(report["verdict"]), one.looked[exhibit.id].report["document_type"]["value"]
        show(
            Text.assemble(
                (f"{exhibit.id}  {word('kind', exhibit.kind, lang)}  ", "bold"),
                (word("verdict", verdict, lang), COLOURS[verdict]),
                (f"  {', '.join(exhibit.files)}", "dim"),
                (settings.say("  看来是：", "  seems to be: ") + word("document_type", seems, lang), "dim"),
            ),
            fields_table(report, lang),
        )
    kinds = {exhibit.id: exhibit.kind for exhibit in one.dispute.case.exhibits}
    show(Text(""), *ruling_text(one.ruled.ruling, rulebook, lang, kinds=kinds, depth="decisive"))


def _summary(shown: list[Demonstrated], target: Path) -> dict[str, object]:
    return {
        "index": str(target / "index.html"),
        "cases": [
            {
                "name": one.dispute.name,
                "title": one.dispute.title,
                "page": str(target / f"{one.dispute.name}.html"),
                "case_id": one.ruled.ruling["case_id"],
                "disposition": one.ruled.ruling["disposition"],
                "tier": one.ruled.ruling["tier"],
                "exhibits": [
                    {
                        "id": exhibit["id"],
                        "verdict": exhibit["verdict"],
                        "codes": [each["code"] for each in exhibit["reasons"]],
                    }
                    for exhibit in one.ruled.ruling["exhibits"]
                ],
                "digest": one.ruled.ruling["digest"],
            }
            for one in shown
        ],
    }

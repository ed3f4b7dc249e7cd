"""``check``: one exhibit, before anybody rules on it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Final

import click

from adjudicator.closed_lists import EXHIBIT_KINDS, FIELD_NAMES
from adjudicator.commands.errors import near, stopped
from adjudicator.commands.files import write_document
from adjudicator.commands.progress import reading
from adjudicator.commands.settings import current, everywhere, show
from adjudicator.errors import Bilingual

STATUS: Final = {"valid": 0, "nonconforming": 1, "invalid": 1, "needs_human": 3}
ORDER_DATE: Final = "order_date"
_DAYS: Final = ("date", "valid_from", "valid_until", ORDER_DATE)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--kind", required=True, metavar="KIND", help=f"What it is offered as: {', '.join(EXHIBIT_KINDS)}.")
@click.option(
    "--expect",
    "expectations",
    multiple=True,
    metavar="FIELD=VALUE",
    help="What a field should show; repeatable. FIELD is a field name or order_date.",
)
@click.option("--html", type=click.Path(path_type=Path), metavar="OUT", help="Also write a page of it.")
@everywhere
def check(files: tuple[Path, ...], kind: str, expectations: tuple[str, ...], html: Path | None) -> int:
    """Check one exhibit (several files are its pages). 检查一份证据。

    Exit status: 0 valid, 1 nonconforming or invalid, 3 needs a human look, 2 could not be processed.
    """
    settings = current()
    if kind not in EXHIBIT_KINDS:
        known = ", ".join(EXHIBIT_KINDS)
        raise stopped("UNKNOWN_KIND", "--kind", kind, f"one of {known}", word=kind, near=near(kind, EXHIBIT_KINDS))
    expect = dict(_expectation(text) for text in expectations)
    from adjudicator.rulebook.load import load_rulebook
    from adjudicator.services.adjudicate import Adjudicator
    from adjudicator.services.check import judge_report
    from adjudicator.services.exhibits import look
    from adjudicator.services.shipped import rules_folder

    adjudicator = Adjudicator(load_rulebook(rules_folder(settings.rules), check=False))
    with reading(settings) as tell:
        looked = look(files, kind, expect, with_pictures=html is not None, on_progress=tell)
    report = judge_report(looked.report, adjudicator, order_date=expect.get(ORDER_DATE))
    if html is not None:
        from adjudicator.pages.case_page import report_page

        write_document(html, report_page(report, looked.pictures, settings.lang))
    if settings.json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from adjudicator.commands.report_text import report_text

        show(*report_text(report, settings.lang))
    return STATUS[report["verdict"]]


def _expectation(text: str) -> tuple[str, str]:
    """A field and what is expected of it. Raises `Refused`."""
    field, equals, value = text.partition("=")
    field, value = field.strip(), value.strip()
    if not equals or not value:
        raise stopped("BAD_EXPECTATION", "--expect", text, "FIELD=VALUE", word=text)
    known = (*FIELD_NAMES, ORDER_DATE)
    if field not in known:
        names = ", ".join(known)
        raise stopped("UNKNOWN_FIELD", "--expect", field, f"one of {names}", word=field, near=near(field, known))
    if field in _DAYS and not _is_day(value):
        raise stopped(
            "BAD_EXPECTED_VALUE", "--expect", value, "YYYY-MM-DD", field=field, word=value,
            wanted=Bilingual(" YYYY-MM-DD", "YYYY-MM-DD"),
        )  # fmt: skip
    if field == "amount" and not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", value):
        raise stopped(
            "BAD_EXPECTED_VALUE", "--expect", value, "a decimal such as 129.90", field=field, word=value,
            wanted=Bilingual("小数，例如 129.90", "a decimal such as 129.90"),
        )  # fmt: skip
    return field, value


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10

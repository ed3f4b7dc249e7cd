"""``precheck``: what a party must still do, by when, and whether an appeal makes sense."""

from __future__ import annotations

import json
from pathlib import Path

import click

from adjudicator.commands.files import read_document
from adjudicator.commands.progress import reading
from adjudicator.commands.settings import current, everywhere, show


@click.command()
@click.argument("case", type=click.Path(path_type=Path, allow_dash=True), metavar="CASE")
@click.option(
    "--party",
    type=click.Choice(["buyer", "seller", "worker"]),
    help="For whom; default: the seller, on tickets the worker.",
)
@click.option("--ruleset", metavar="V", help="A frozen ruleset version; default: the working rules.")
@click.option("--as-of", metavar="T", help="Pre-check as of this instant instead of the case's own.")
@everywhere
def precheck(case: Path, party: str | None, ruleset: str | None, as_of: str | None) -> int:
    """Say what a party must still do, by when, and whether to appeal. 截止前预检：还差什么、要不要申诉。

    CASE is a case/1 document, - for standard input. Nothing is kept: pictures are read in memory.
    Exit status: 0 it was pre-checked, 2 the case is refused.
    """
    settings = current()
    from adjudicator.case import load_case
    from adjudicator.rulebook.versions import load_version
    from adjudicator.services.adjudicate import Adjudicator
    from adjudicator.services.precheck import precheck as made
    from adjudicator.services.precheck import reports_without_trace
    from adjudicator.services.shipped import rules_folder

    rulebook = load_version(rules_folder(settings.rules), ruleset)
    folder = Path.cwd() if str(case) == "-" else case.parent
    document = load_case(read_document(case), as_of=as_of, folder=folder)
    with reading(settings) as tell:
        reports = reports_without_trace(document, folder, tell)
    found = made(document, Adjudicator(rulebook), party, reports=reports).document
    if settings.json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        from adjudicator.commands.precheck_text import precheck_text

        show(*precheck_text(found, settings.lang))
    return 0

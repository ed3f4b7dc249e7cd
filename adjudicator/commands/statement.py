"""``statement``: the reasons of a ruling as a party receives them."""

from __future__ import annotations

from pathlib import Path

import click

from adjudicator.commands.errors import stopped
from adjudicator.commands.files import read_document, write_document
from adjudicator.commands.settings import current, everywhere


@click.command()
@click.argument("ruling", type=click.Path(path_type=Path, allow_dash=True), metavar="RULING")
@click.option(
    "--signed-by", multiple=True, metavar="NAME", help="Who signed the ruling off; may be given several times."
)
@click.option("--html", type=click.Path(path_type=Path), metavar="OUT", help="Write a page that is ready to print.")
@everywhere
def statement(ruling: Path, signed_by: tuple[str, ...], html: Path | None) -> int:
    """Write the statement of reasons of a ruling. 撰写裁决的理由说明。

    RULING is a ruling/1 document, - for standard input.
    Exit status: 0 it was written, 2 it could not be.
    """
    settings = current()
    from adjudicator.pages.statement import statement_json, statement_page, statement_text
    from adjudicator.ruling import load_ruling
    from adjudicator.services.rulings import rules_of
    from adjudicator.services.shipped import rules_folder
    from adjudicator.services.statement import statement_of

    document = load_ruling(read_document(ruling))
    root = rules_folder(settings.rules)
    rulebook = rules_of(document, root)
    if rulebook is None:
        named = document["ruleset"]
        raise stopped(
            "RULESET_NOT_HERE",
            "$.ruleset",
            named["version"],
            "a rules folder that holds this version",
            version=named["version"],
            digest=named["digest"][:12],
            folder=str(root),
        )
    written = statement_of(document, rulebook, signed_by=signed_by)
    if html is not None:
        write_document(html, statement_page(written, settings.lang))
    if settings.json:
        click.echo(statement_json(written))
    else:
        click.echo(statement_text(written, settings.lang), nl=False)
    return 0

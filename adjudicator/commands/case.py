"""``case``: a case without writing JSON: asked for, from a file of answers, or from a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from adjudicator.commands.errors import stopped
from adjudicator.commands.files import read_document
from adjudicator.commands.settings import current, everywhere

_PLATFORM = click.argument("platform", metavar="PLATFORM")


@click.group()
@everywhere
def case() -> None:
    """Write cases without writing JSON. 不写 JSON 也能立案。"""


@case.command("new")
@click.argument("out", type=click.Path(path_type=Path, allow_dash=True), default="case.json", metavar="[OUT]")
@click.option(
    "--answers", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help="Ask nothing: answers by path."
)
@everywhere
def new_case(out: Path, answers: Path | None) -> int:
    """Ask for what a case of its platform and class needs, and write it to OUT. 逐项询问并写出案件。

    OUT is case.json unless another file is named, - for standard output; a file that is there is not overwritten.
    Exit status: 0 the case was written, 2 it could not be.
    """
    settings = current()
    from adjudicator.case import load_case

    to_screen = str(out) == "-"
    if not to_screen and out.exists():
        raise stopped("FILE_THERE", str(out), name=str(out))
    folder = Path.cwd() if to_screen else out.parent
    rulebook = _rulebook()
    if answers is None:
        from adjudicator.commands.interview import Interview

        tree = Interview(settings, rulebook).hold()
        load_case(tree, folder=folder)
    else:
        tree = _answered(answers, rulebook, folder)
    text = json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
    if not to_screen:
        _write_new(out, text)
        click.echo(settings.say(f"已写入 {out}", f"written to {out}"), err=True)
    if to_screen or settings.json:
        click.echo(text, nl=False)
    return 0


@case.command("needs")
@_PLATFORM
@click.argument("complaint_class", metavar="CLASS")
@click.option("--complainant", type=click.Choice(["buyer", "seller", "worker"]), default="buyer", show_default=True)
@click.option("--as-of", metavar="T", help="Under the rules in force then; default: now.")
@everywhere
def case_needs(platform: str, complaint_class: str, complainant: str, as_of: str | None) -> int:
    """List what a case of PLATFORM and CLASS needs, and which clauses read it. 列出该平台、该类别案件所需内容。"""
    settings = current()
    from datetime import UTC, datetime

    from adjudicator.closed_lists import COMPLAINT_CLASSES
    from adjudicator.commands.errors import near
    from adjudicator.documents import parse
    from adjudicator.services.needs import needs

    rulebook = _rulebook()
    for word, known, code in (
        (platform, tuple(rulebook.governs), "UNKNOWN_PLATFORM"),
        (complaint_class, COMPLAINT_CLASSES, "UNKNOWN_CLASS"),
    ):
        if word not in known:
            raise stopped(code, word, word, f"one of {', '.join(known)}", word=word, near=near(word, known))
    at = datetime.now(UTC) if as_of is None else _instant(as_of)
    asked = needs(rulebook, platform, complaint_class, complainant, at)
    if settings.json:
        document = {"platform": platform, "complaint_class": complaint_class, "needs": [_json(one) for one in asked]}
        click.echo(json.dumps(parse(document).tree, ensure_ascii=False, indent=2))
    else:
        from adjudicator.commands.interview import questions_text

        click.echo(questions_text(asked, settings))
    return 0


@case.command("import")
@click.argument("table", type=click.Path(path_type=Path), metavar="FILE.csv")
@click.option(
    "--map",
    "mapping",
    required=True,
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Where each column goes (YAML).",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder for the cases; made if needed.",
)
@everywhere
def import_cases(table: Path, mapping: Path, out: Path) -> int:
    """Write a case for every row of a table. 由 CSV 表逐行生成案件。

    Every row that makes no case is named with line, column and code, also in DIR/refused.jsonl; the others are written.
    Exit status: 0 every row became a case, 2 some did not, or the table or the map could not be used.
    """
    settings = current()
    from adjudicator.services.case_table import BadRow, write_cases
    from adjudicator.services.table_map import read_map

    for path in (table, mapping):
        if not path.is_file():
            raise stopped("DOCUMENT_IS_DIRECTORY" if path.is_dir() else "DOCUMENT_MISSING", str(path), name=str(path))
    mapped = read_map(mapping)
    refused = out / "refused.jsonl"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with refused.open("w", encoding="utf-8") as file:

            def tell(row: BadRow) -> None:
                from adjudicator.commands.errors import fault_line

                errors = [
                    {**one.as_json(), "column": column} for one, column in zip(row.faults, row.columns, strict=True)
                ]
                line = {"line": row.line, "case_id": row.case_id, "errors": errors}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                for one, column in zip(row.faults, row.columns, strict=True):
                    click.echo(f"{table}:{row.line}: {column or '-'}: {fault_line(one, settings.lang)}", err=True)

            made, bad = write_cases(table, mapped, out, tell)
        if not bad:
            refused.unlink()
    except OSError as error:
        name = str(error.filename or out)
        raise stopped("CANNOT_WRITE", name, name=name, reason=error.strerror or str(error)) from None
    if settings.json:
        answer = {"made": made, "refused": bad, "folder": str(out), "refused_in": str(refused) if bad else None}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        click.echo(
            settings.say(f"已生成 {made} 个案件，{bad} 行不能使用  {out}", f"{made} cases, {bad} rows refused  {out}")
        )
    return 2 if bad else 0


def _rulebook() -> Any:
    from adjudicator.rulebook.load import load_rulebook
    from adjudicator.services.shipped import rules_folder

    return load_rulebook(rules_folder(current().rules))


def _answered(answers: Path, rulebook: Any, folder: Path) -> dict[str, Any]:
    """The case of a file of answers. The answers that every case has say which needs the others answer."""
    from adjudicator.documents import parse
    from adjudicator.errors import OBJECT, Refused, fault
    from adjudicator.services.answers import case_of
    from adjudicator.services.needs import ALWAYS, first_needs, needs

    given = parse(read_document(answers)).tree
    if not isinstance(given, dict):
        raise Refused([fault("WRONG_TYPE", "$", given, OBJECT)])
    first = case_of({key: given[key] for key in ALWAYS if key in given}, first_needs(), folder)
    platform, complaint_class, complainant = (first[key] for key in ALWAYS[:3])
    asked = needs(rulebook, platform, complaint_class, complainant, _instant(first["as_of"]))
    return case_of(given, asked, folder)


def _instant(text: Any) -> Any:
    from pydantic_core import PydanticCustomError

    from adjudicator.errors import INSTANT, Refused, fault
    from adjudicator.values import instant_of

    try:
        return instant_of(text)
    except PydanticCustomError:
        raise Refused([fault("BAD_INSTANT", "$.as_of", text, INSTANT)]) from None


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise stopped("FILE_THERE", str(path), name=str(path)) from None
    except OSError as error:
        raise stopped("CANNOT_WRITE", str(path), name=str(path), reason=error.strerror or str(error)) from None


def _json(need: Any) -> dict[str, Any]:
    """A need as JSON."""
    from adjudicator.services.answers import wanted

    what = wanted(need)
    return {
        "path": need.path,
        "kind": need.kind,
        "required": need.required,
        "name": {"zh": need.name.zh, "en": need.name.en},
        "wanted": {"zh": what.zh, "en": what.en},
        "choices": [word for word, _ in need.choices],
        "clauses": list(need.clauses),
        "items": [_json(one) for one in need.items],
    }

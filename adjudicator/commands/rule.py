"""``rule``, ``replay`` and ``verify``: a ruling made, made again, and its proof checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adjudicator.commands.errors import near, stopped
from adjudicator.commands.files import read_document, write_document
from adjudicator.commands.progress import reading
from adjudicator.commands.settings import Settings, current, everywhere, show
from adjudicator.errors import Fault, Refused

if TYPE_CHECKING:
    from adjudicator.record import Record
    from adjudicator.rulebook.model import Rulebook
    from adjudicator.services.second_opinion import Compared

_FILE = click.Path(path_type=Path, allow_dash=True)


@click.command()
@click.argument("case", type=_FILE, metavar="CASE")
@click.option(
    "--ruleset", metavar="V", help="A ruleset version; default: that of --supersedes, else the working rules."
)
@click.option("--supersedes", type=_FILE, metavar="RULING", help="The earlier ruling of this case that is replaced.")
@click.option("--as-of", metavar="T", help="Rule as of this instant instead of the case's own.")
@click.option("--reading", "readings", multiple=True, metavar="NAME=VALUE", help="Another reading of an open clause.")
@click.option("--engine", type=click.Choice(["compiled", "durable", "both"]), default="compiled", show_default=True)
@click.option("--record", type=click.Path(path_type=Path), metavar="OUT", help="Write the sealed record here.")
@click.option("--html", type=click.Path(path_type=Path), metavar="OUT", help="Write the page of the case here.")
@click.option("--proof", is_flag=True, help="Tell the whole proof, with its counts, clocks and defaults.")
@everywhere
def rule(
    case: Path,
    ruleset: str | None,
    supersedes: Path | None,
    as_of: str | None,
    readings: tuple[str, ...],
    engine: str,
    record: Path | None,
    html: Path | None,
    proof: bool,
) -> int:
    """Read what is not read yet, seal the record, and rule it. 裁决一个案件。

    CASE is a case/1 document, - for standard input.
    Exit status: 0 a ruling was made, whatever it says; 2 the case is refused.
    """
    settings = current()
    from adjudicator.case import load_case
    from adjudicator.engine.durable_process import installed
    from adjudicator.record import record_text
    from adjudicator.ruling import load_ruling, ruling_bytes
    from adjudicator.services.adjudicate import Adjudicator
    from adjudicator.services.exhibits import look_at_case
    from adjudicator.services.rulings import check_supersedes
    from adjudicator.services.second_opinion import EngineFailed, SecondOpinions, Witness
    from adjudicator.services.selection import select
    from adjudicator.services.shipped import rules_folder

    if engine != "compiled" and not installed():
        raise stopped("ENGINE_UNAVAILABLE", "--engine", engine, "compiled", word=engine)
    earlier = None if supersedes is None else load_ruling(read_document(supersedes))
    selected = select(rules_folder(settings.rules), ruleset, earlier)
    rulebook = selected.rulebook
    chosen = dict(_reading(text, rulebook) for text in readings)
    folder = Path.cwd() if str(case) == "-" else case.parent
    document = load_case(read_document(case), as_of=as_of, folder=folder)
    if earlier is not None:
        check_supersedes(earlier, document)
    with reading(settings) as tell:
        looked = look_at_case(document, folder, with_pictures=html is not None, on_progress=tell)
    with SecondOpinions(rulebook) as opinions:
        witness = Witness(opinions, always=engine == "both")
        try:
            ruled = Adjudicator(rulebook).rule(
                document,
                {name: one.report for name, one in looked.items()},
                readings=chosen,
                supersedes=None if earlier is None else earlier["digest"],
                because=selected.because,
                conclude=opinions.conclude if engine == "durable" else None,
                hear=None if engine == "durable" else witness,
            )
        except EngineFailed as failed:
            raise stopped("ENGINE_FAILED", "--engine", engine, "compiled", word=engine, reason=str(failed)) from None
    _tell_of_second_opinion(settings, witness.heard, ruled.ruling["tier"], asked=engine)
    if record is not None:
        write_document(record, record_text(ruled.record))
    if html is not None:
        from adjudicator.pages.case_page import case_page

        page = case_page(
            ruled.record.document,
            ruled.ruling,
            rulebook,
            settings.lang,
            reports={name: one.report for name, one in looked.items()},
            pictures={name: one.pictures for name, one in looked.items()},
        )
        write_document(html, page)
    if settings.json:
        click.echo(ruling_bytes(ruled.ruling).decode())
    else:
        from adjudicator.commands.ruling_text import ruling_text

        kinds = {one.id: one.kind for one in document.exhibits}
        show(*ruling_text(ruled.ruling, rulebook, settings.lang, kinds=kinds, depth="whole" if proof else "rules"))
    return 0


@click.command()
@click.argument("ruling", type=_FILE, metavar="RULING")
@click.option("--case", "record", required=True, type=_FILE, metavar="RECORD", help="The sealed record that was ruled.")
@everywhere
def replay(ruling: Path, record: Path) -> int:
    """Rule the record again under the ruling's own ruleset. 按原规则版本重新裁决并逐字节比对。

    Exit status: 0 the bytes are equal, 1 they differ, 2 it could not be tried.
    """
    settings = current()
    from adjudicator.services.adjudicate import Adjudicator, UnknownReading

    document, faults = _ruling(ruling)
    if faults:
        return _differs(settings, document, [one.path for one in faults], {})
    sealed, rulebook = _opened(settings, document, record)
    try:
        equal, again = Adjudicator(rulebook).replay(document, sealed.case)
    except UnknownReading:
        return _differs(settings, document, ["ruleset.readings"], {})
    if equal:
        if settings.json:
            click.echo(json.dumps({"equal": True, "digest": again["digest"], "changed": []}, indent=2))
        else:
            click.echo(settings.say(f"逐字节相同  {again['digest']}", f"equal, byte for byte  {again['digest']}"))
        return 0
    changed = sorted(key for key in {*document, *again} if document.get(key) != again.get(key))
    return _differs(settings, document, changed, again)


@click.command()
@click.argument("ruling", type=_FILE, metavar="RULING")
@click.option("--case", "record", required=True, type=_FILE, metavar="RECORD", help="The sealed record that was ruled.")
@everywhere
def verify(ruling: Path, record: Path) -> int:
    """Check the proof of a ruling without the engine. 不经引擎核验裁决的证明。

    Exit status: 0 proven, 1 not, 2 it could not be tried.
    """
    settings = current()
    from adjudicator.services.adjudicate import Adjudicator

    document, faults = _ruling(ruling)
    found: list[dict[str, Any]] = [
        {"code": one.code, "step": None, "message": {"zh": one.message.zh, "en": one.message.en}} for one in faults
    ]
    if not faults:
        sealed, rulebook = _opened(settings, document, record)
        found = [
            {"code": one.code, "step": one.step, "message": {"zh": one.message.zh, "en": one.message.en}}
            for one in Adjudicator(rulebook).verify(document, sealed.case)
        ]
    if settings.json:
        answer = {"proven": not found, "digest": document.get("digest"), "objections": found}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif not found:
        steps = len(document["reasons"])
        click.echo(f"{settings.say(f'证明成立：{steps} 步', f'proven, {steps} steps')}  {document['digest']}")
    else:
        click.echo(settings.say(f"证明不成立：{len(found)} 处异议", f"not proven: {len(found)} objections"))
        for one in found:
            click.echo(f"  {one['code']}  {one['step'] or ''}  {one['message'][settings.lang]}")
    return 1 if found else 0


def _tell_of_second_opinion(settings: Settings, heard: Compared | None, tier: str | None, *, asked: str) -> None:
    """One line on standard error where something was ruled twice or should have been, and all differences."""
    from adjudicator.services.second_opinion import IRREVOCABLE

    def tell(zh: str, en: str) -> None:
        click.echo(settings.say(zh, en), err=True)

    if heard is None:
        if tier in IRREVOCABLE and asked != "durable":
            zh = f"等级 {tier}：本机没有 durable-rules，无第二意见；证明已独立核验。"
            tell(zh, f"tier {tier}: no durable-rules here, so no second opinion; the proof was checked on its own.")
        return
    if heard.agrees == "yes":
        counted = (heard.statuses, heard.values)
        zh = "第二意见（durable-rules {2}）一致：{0} 个规则状态，{1} 个事实。"
        en = "second opinion (durable-rules {2}): agrees on {0} statuses of rules and {1} facts."
        tell(zh.format(*counted, heard.version), en.format(*counted, heard.version))
    elif heard.failure is not None:
        zh = f"第二意见未能得出（{heard.failure}）：不作结论，交人工处理。"
        tell(zh, f"there is no second opinion ({heard.failure}): nothing is decided, a person must look.")
    else:
        zh = f"两个引擎不一致（{len(heard.differences)} 处）：不作结论，交人工处理。"
        tell(zh, f"the two engines differ in {len(heard.differences)} places: nothing is decided, a person must look.")
        for one in heard.differences:
            about = f" ({one.about})" if one.about else ""
            click.echo(f"  {one.of}{about}: compiled {one.compiled}, durable {one.durable}", err=True)


def _reading(text: str, rulebook: Rulebook) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    name, value = name.strip().removeprefix("reading."), value.strip()
    if not equals or not value:
        raise stopped("BAD_READING", "--reading", text, "NAME=VALUE", word=text)
    known = sorted(rulebook.readings)
    switch = rulebook.readings.get(name)
    if switch is None:
        names = ", ".join(known)
        raise stopped("UNKNOWN_READING", "--reading", name, f"one of {names}", word=name, near=near(name, known))
    if value not in switch.values:
        values = ", ".join(switch.values)
        raise stopped(
            "UNKNOWN_READING_VALUE", "--reading", value, f"one of {values}", name=name, word=value, known=values
        )
    return name, value


def _ruling(path: Path) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """A ruling and what is wrong with its form. A document that is no ruling at all is refused."""
    from adjudicator.documents import parse
    from adjudicator.ruling import load_ruling

    data = read_document(path)
    try:
        return load_ruling(data, digest_must_fit=False), ()
    except Refused as refused:
        if any(one.path in ("$", "$.schema") for one in refused.faults):
            raise
        tree = parse(data).tree
        return tree if isinstance(tree, dict) else {}, refused.faults


def _opened(settings: Settings, document: dict[str, Any], record: Path) -> tuple[Record, Rulebook]:
    """The record and the rules of a ruling."""
    from adjudicator.services.rulings import rules_of, sealed
    from adjudicator.services.shipped import rules_folder

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
    folder = Path.cwd() if str(record) == "-" else record.parent
    with reading(settings) as tell:
        return sealed(read_document(record), folder, tell), rulebook


def _differs(settings: Settings, document: dict[str, Any], changed: list[str], again: dict[str, Any]) -> int:
    if settings.json:
        answer = {"equal": False, "digest": again.get("digest"), "changed": changed}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        click.echo(settings.say("不相同", "differs"))
        click.echo(settings.say(f"  原裁决  {document.get('digest')}", f"  the ruling  {document.get('digest')}"))
        if again:
            click.echo(settings.say(f"  重新裁决  {again['digest']}", f"  ruled again  {again['digest']}"))
        click.echo(settings.say(f"  不同之处：{'、'.join(changed)}", f"  what differs: {', '.join(changed)}"))
    return 1

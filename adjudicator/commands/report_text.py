"""An evidence report on a terminal: the verdict, what is wrong and what to do about it, what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from adjudicator.pages.pictures import shown_fields, shows_seal
from adjudicator.pages.words import Lang, both, field_value, settled_first, sources, word

if TYPE_CHECKING:
    from rich.console import RenderableType

COLOURS = {
    "valid": "bold green",
    "nonconforming": "bold yellow",
    "invalid": "bold red",
    "needs_human": "bold cyan",
    "yes": "green",
    "no": "red",
    "unknown": "cyan",
}


def report_text(report: Mapping[str, Any], lang: Lang) -> Iterator[RenderableType]:
    """The parts of the answer to ``check``, in reading order."""
    zh = lang == "zh"
    verdict = report["verdict"]
    yield Text.assemble(
        (word("verdict", verdict, lang), COLOURS[verdict]),
        f"  {word('kind', report['kind'], lang)} · ",
        ", ".join(file["name"] for file in report["files"]),
    )
    kind = word("document_type", report["document_type"]["value"], lang)
    yield Text(f"图片看来是：{kind}" if zh else f"The picture seems to be: {kind}", style="dim")
    yield from reasons_text(report, lang)
    yield Text("")
    yield fields_table(report, lang)
    yield from _expected(report, lang)
    yield from _flags(report, lang)


def reasons_text(judged: Mapping[str, Any], lang: Lang) -> Iterator[RenderableType]:
    """Each reason of a verdict with its clause, what it says, and what the submitter can do."""
    hints = _hints(judged, lang)
    for reason in settled_first(judged["reasons"]):
        about = f" · {word('field', reason['field'], lang)}" if reason.get("field") else ""
        clause = f" · {reason['clause']}" if reason.get("clause") else ""
        yield Padding(Text(f"{reason['code']}{about}{clause}", style="bold"), (1, 0, 0, 2))
        if reason.get("message"):
            yield Padding(Text(both(reason["message"], lang)), (0, 0, 0, 4))
        advice = [both(reason["fix"], lang)] if reason.get("fix") else []
        for text in dict.fromkeys([*advice, *hints.get(str(reason.get("field")), [])]):
            yield Padding(Text(f"→ {text}", style="italic"), (0, 0, 0, 4))


def fields_table(report: Mapping[str, Any], lang: Lang) -> RenderableType:
    """Each field with its value, whether it can be read, how it was written, and which readings agree on it."""
    heads = ("字段", "读出的值", "清晰可辨", "手写", "读取方式") if lang == "zh" else (
        "field", "value", "legible", "handwritten", "read by"
    )  # fmt: skip
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    for name, field in shown_fields(report).items():
        legible, by_hand = field.get("legible", "unknown"), field.get("handwritten", "unknown")
        if field.get("present") == "no":
            table.add_row(word("field", name, lang), Text("未出现" if lang == "zh" else "not on it", style="red"))
            continue
        table.add_row(
            word("field", name, lang),
            field_value(name, field, lang),
            Text(word("predicate", legible, lang), style=COLOURS[legible]),
            word("predicate", by_hand, lang),
            sources(field, lang),
        )
    if shows_seal(report):
        present = (report["marks"].get("red_seal") or {}).get("present", "unknown")
        table.add_row(word("field", "red_seal", lang), Text(word("predicate", present, lang), style=COLOURS[present]))
    return Padding(table, (0, 0, 0, 2))


def _hints(judged: Mapping[str, Any], lang: Lang) -> dict[str, list[str]]:
    """Field to what can be done about it, as measured on the picture."""
    found: dict[str, list[str]] = {}
    for tried in judged.get("requirements", ()):
        measured = str(tried.get("name", "")).startswith("shows")
        if measured and tried.get("met") != "yes" and tried.get("fix"):
            found.setdefault(str(tried.get("field")), []).append(both(tried["fix"], lang))
    return found


def _expected(report: Mapping[str, Any], lang: Lang) -> Iterator[RenderableType]:
    zh = lang == "zh"
    for name, one in report["expected"].items():
        answer = {
            "yes": "一致" if zh else "agrees",
            "no": "不一致" if zh else "does not agree",
            "unknown": "未能比对" if zh else "could not be compared",
        }[one["matches"]]
        said = f"期望的{word('field', name, lang)} {one['expected']}：" if zh else (
            f"expected {word('field', name, lang)} {one['expected']}: "
        )  # fmt: skip
        yield Padding(Text.assemble(said, (answer, COLOURS[one["matches"]])), (0, 0, 0, 2))


def _flags(report: Mapping[str, Any], lang: Lang) -> Iterator[RenderableType]:
    names = [str(flag.get("flag", "")) for flag in report["flags"]]
    if names:
        label = "提示（不作为依据）：" if lang == "zh" else "noticed (never a ground): "
        yield Padding(Text(label + ", ".join(dict.fromkeys(names)), style="dim"), (1, 0, 0, 2))

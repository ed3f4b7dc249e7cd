"""A ruling on a terminal: how it ends, what follows, what is still needed, and the proof with clause and quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from rich.padding import Padding
from rich.text import Text

from adjudicator.commands.report_text import COLOURS, reasons_text
from adjudicator.pages.proof_words import Told, asked_in_words, decisive, told
from adjudicator.pages.words import Lang, both, days, instant, money, word

if TYPE_CHECKING:
    from rich.console import RenderableType

    from adjudicator.rulebook.model import Rulebook


Depth = Literal["decisive", "rules", "whole"]
"""How much of the proof is told: the steps that say how the case ends, those that apply a rule, or all."""


def ruling_text(
    ruling: Mapping[str, Any],
    rulebook: Rulebook,
    lang: Lang,
    *,
    kinds: Mapping[str, str] | None = None,
    depth: Depth = "rules",
) -> Iterator[RenderableType]:
    """The parts of the answer to ``rule``. `kinds`: exhibit id to kind; `depth`: which steps are told."""
    zh = lang == "zh"
    yield headline(ruling, lang)
    for code in ruling["codes"]:
        yield Padding(Text(f"{code}  {word('code', code, lang)}", style="yellow"), (0, 0, 0, 2))
    yield from _exhibits(ruling, kinds or {}, lang)
    yield from _findings(ruling, lang)
    yield from _consequences(ruling, lang)
    yield from _open(ruling, rulebook, lang)
    yield _heading("理由" if zh else "Reasons")
    everything = told(ruling["reasons"], rulebook, lang)
    steps = _deep(everything, depth)
    for step in steps:
        yield from _step(step, lang)
    if len(steps) < len(everything):
        left = len(ruling["reasons"]) - sum(len(one.ids) for one in steps)
        yield _line(
            f"另有 {left} 步：rule --proof，或网页" if zh else f"{left} more steps: rule --proof, or the page", "dim"
        )
    yield from _overridden(ruling, lang)
    yield Text("")
    rules = ruling["ruleset"]
    yield _line(f"{'规则版本' if zh else 'ruleset'} {rules['version']} · {', '.join(rules['packs'])}", "dim")
    yield _line(f"{'案卷摘要' if zh else 'record'} {ruling['record_sha256']}", "dim")
    yield _line(f"{'裁决摘要' if zh else 'ruling'} {ruling['digest']}", "dim")


def _deep(steps: tuple[Told, ...], depth: Depth) -> tuple[Told, ...]:
    if depth == "whole":
        return steps
    return decisive(steps) if depth == "decisive" else tuple(one for one in steps if one.is_rule)


def headline(ruling: Mapping[str, Any], lang: Lang) -> RenderableType:
    """How the case ends, its tier, and when it was ruled."""
    tier = ruling["tier"]
    name = "等级" if lang == "zh" else "tier"
    return Text.assemble(
        (ruling["case_id"], "bold"),
        "  ",
        (word("disposition", ruling["disposition"], lang), "bold magenta"),
        "" if tier is None else f"  {name} {tier} · {word('tier', tier, lang)}",
        (f"  {instant(ruling['as_of'], lang)}", "dim"),
    )


def _heading(text: str) -> RenderableType:
    return Padding(Text(text, style="bold underline"), (1, 0, 0, 0))


def _line(text: str, style: str = "") -> RenderableType:
    return Padding(Text(text, style=style), (0, 0, 0, 2))


def _exhibits(ruling: Mapping[str, Any], kinds: Mapping[str, str], lang: Lang) -> Iterator[RenderableType]:
    zh = lang == "zh"
    if ruling["exhibits"]:
        yield _heading("证据" if zh else "Exhibits")
    for one in ruling["exhibits"]:
        kind = word("kind", kinds[one["id"]], lang) if one["id"] in kinds else ""
        burden = one["meets_burden"]
        yield Padding(
            Text.assemble(
                f"{one['id']}  {kind}  ",
                (word("verdict", one["verdict"], lang), COLOURS[one["verdict"]]),
                f"  {'满足举证' if zh else 'meets the burden'}: ",
                (word("predicate", burden, lang), COLOURS[burden]),
            ),
            (0, 0, 0, 2),
        )
        for part in reasons_text(one, lang):
            yield Padding(part, (0, 0, 0, 2))
        for row in one["consistency"]:
            agrees = {"yes": "与记录一致", "no": "与记录不一致", "unknown": "未能与记录比对"} if zh else {
                "yes": "agrees with the record", "no": "contradicts the record", "unknown": "could not be compared"
            }  # fmt: skip
            name = word("field", row["field"], lang)
            yield Padding(
                Text.assemble(f"{name}  ", (agrees[row["matches"]], COLOURS[row["matches"]]), f"  {_pair(row)}"),
                (0, 0, 0, 4),
            )


def _pair(row: Mapping[str, Any]) -> str:
    found, expected = row["found"], row["expected"]
    if found is None and expected is None:
        return ""
    return f"{'—' if found is None else found} / {'—' if expected is None else expected}"


def _findings(ruling: Mapping[str, Any], lang: Lang) -> Iterator[RenderableType]:
    zh = lang == "zh"
    if ruling["findings"]:
        yield _heading("认定" if zh else "Findings")
    for one in ruling["findings"]:
        yield _line(
            f"{one['allegation']}  {word('result', one['result'], lang)} · "
            f"{'不符程度' if zh else 'degree'} {word('degree', one['degree'], lang)} · "
            f"{'影响正常使用' if zh else 'affects normal use'} {word('predicate', one['affects_normal_use'], lang)}"
        )


def _consequences(ruling: Mapping[str, Any], lang: Lang) -> Iterator[RenderableType]:
    zh = lang == "zh"
    if ruling["penalties"]:
        yield _heading("处罚" if zh else "Penalties")
    for one in ruling["penalties"]:
        yield _line(
            "  ".join(
                part
                for part in (
                    word("party", one["subject"], lang),
                    word("effect", one["effect"], lang),
                    days(one, lang),
                    one["clause"],
                    word("sign_off", one["sign_off"], lang),
                )
                if part
            )
        )
    if ruling["remedies"]:
        yield _heading("救济" if zh else "Remedies")
    for one in ruling["remedies"]:
        amount = f"  {money(one['amount'])}" if one["amount"] else ""
        goods = f"  {one['sku']} × {one['quantity']}" if one["sku"] else ""
        status = word("remedy_status", one["status"], lang)
        yield _line(f"{word('remedy', one['remedy'], lang)}{amount}{goods}  {status}  {one['clause']}")
    if ruling["obligations"]:
        yield _heading("义务" if zh else "Obligations")
    for one in ruling["obligations"]:
        yield _line(
            f"{word('party', one['actor'], lang)}  {word('act', one['act'], lang)}  {instant(one['due'], lang)}  "
            f"{word('obligation_state', one['state'], lang)}  {one['clause']}"
        )
    if ruling["redress"]:
        yield _heading("救济途径" if zh else "Redress")
        yield _line(("、" if zh else ", ").join(word("redress", one, lang) for one in ruling["redress"]))


def _open(ruling: Mapping[str, Any], rulebook: Rulebook, lang: Lang) -> Iterator[RenderableType]:
    zh = lang == "zh"
    lists = (
        ("missing", "还缺少", "Missing"),
        ("needs_human", "须由人认定", "For a person to find"),
    )
    if ruling["waiting_for"]:
        yield _heading("等待" if zh else "Waiting for")
    for one in ruling["waiting_for"]:
        until = f"  {instant(one['until'], lang)}" if one["until"] else ""
        yield _line(word("event", one["event"], lang) + (f"  {one['about']}" if one["about"] else "") + until)
    for key, name_zh, name_en in lists:
        if ruling[key]:
            yield _heading(name_zh if zh else name_en)
        for one in ruling[key]:
            yield _line(asked_in_words(one["fact"], rulebook, lang) + (f"  {one['about']}" if one["about"] else ""))
    if ruling["open_readings"]:
        yield _heading("换一种解释口径，裁决会不同" if zh else "Under another reading the ruling would be another")
    for name in ruling["open_readings"]:
        switch = rulebook.readings[name]
        yield _line(f"{name}  {switch.name_in.zh if zh else switch.name_in.en}  {switch.clause}")


def _step(step: Told, lang: Lang) -> Iterator[RenderableType]:
    about = f" · {step.about}" if step.about else ""
    record = "案卷" if lang == "zh" else "the record"
    rests_on = ", ".join(record if name == "$" else name for name in step.rests_on)
    yield Padding(
        Text.assemble(
            (f"{step.name}  ", "dim"),
            (step.title, "bold"),
            (f"  {', '.join(step.clauses)}{about}", "dim"),
            (f"  ← {rests_on}", "dim"),
        ),
        (0, 0, 0, 2),
    )
    yield Padding(Text(step.because), (0, 0, 0, 6))
    if step.quote:
        yield Padding(Text(f"「{step.quote}」", style="italic dim"), (0, 0, 0, 6))


def _overridden(ruling: Mapping[str, Any], lang: Lang) -> Iterator[RenderableType]:
    if ruling["overridden"]:
        yield _heading("被优先规则取代" if lang == "zh" else "Overridden")
    for one in ruling["overridden"]:
        yield _line(both(one["because"], lang))

"""Rules on a terminal: lists, one rule beside the sentence that it applies, results of the cases, coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from adjudicator.pages.rule_words import conclusion_in_words, condition_in_words
from adjudicator.pages.words import Lang

if TYPE_CHECKING:
    from rich.console import RenderableType

    from adjudicator.rulebook.coverage import ItemCoverage
    from adjudicator.rulebook.model import Condition, Rule, Rulebook, Text2
    from adjudicator.rulebook.rule_tests import CaseResult

STRATA = {
    "intake": "受理",
    "exhibits": "证据",
    "consistency": "一致性",
    "burden": "举证",
    "findings": "认定",
    "disposition": "处理结果",
    "penalties": "处罚",
    "remedies": "救济",
    "obligations": "义务",
    "redress": "救济途径",
}


def _said(text: Text2, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en


def list_text(
    rulebook: Rulebook,
    frozen: Sequence[str],
    listed: Sequence[tuple[str, Rule]],
    cases: Mapping[str, int],
    lang: Lang,
) -> Iterator[RenderableType]:
    """The rules of a rulebook, by pack and stratum."""
    zh = lang == "zh"
    kept = ", ".join(frozen) or ("无" if zh else "none")
    yield Text(
        f"{'现行版本' if zh else 'working rules'} {rulebook.version}  {rulebook.digest[:12]}  "
        f"{'已冻结' if zh else 'frozen'}: {kept}",
        style="dim",
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("规则", "名称", "条款", "案例") if zh else ("rule", "title", "clause", "cases"):
        table.add_column(
            head,
            overflow="fold",
            no_wrap=head in ("规则", "rule"),
            justify="right" if head in ("案例", "cases") else "left",
        )
    above = None
    for key, rule in listed:
        if above not in (None, (rule.pack, rule.stratum)):
            table.add_row("")
        above = (rule.pack, rule.stratum)
        table.add_row(key, _said(rule.title, lang), rule.source.clause, str(cases.get(key, 0)))
    yield table
    yield Text(f"{len(listed)} 条规则" if zh else f"{len(listed)} rules", style="dim")


def rule_text(rule: Rule, rulebook: Rulebook, cases: Sequence[str], lang: Lang) -> Iterator[RenderableType]:
    """One rule, the sentence of the policy first."""
    zh = lang == "zh"
    document = rulebook.documents.get(rule.source.document)
    stratum = STRATA[rule.stratum] if zh else rule.stratum
    yield Text.assemble((rule.id, "bold"), f"  {_said(rule.title, lang)}  ", (stratum, "dim"))
    yield Panel(
        Text(rule.source.text, style="italic"),
        title=rule.source.clause,
        subtitle=document.title if document else rule.source.document,
        title_align="left",
        subtitle_align="left",
        expand=False,
        padding=(0, 1),
    )
    since = rule.in_force_from or ("来源未载日期" if zh else "the source carries no date")
    until = f" – {rule.in_force_until}" if rule.in_force_until else ""
    yield _part("生效" if zh else "in force", [f"{since}{until}"])
    conditions = [_condition(one, rulebook, lang) for one in rule.conditions]
    yield _part("当以下各项均成立" if zh else "when all of these hold", conditions)
    yield _part("则" if zh else "then", [_said(conclusion_in_words(one, rulebook), lang) for one in rule.then])
    if rule.overrides:
        yield _part("优先于" if zh else "overrides", rule.overrides)
    winners = sorted(one.id for one in rulebook.rules.values() if rule.id in one.overrides)
    if winners:
        yield _part("让位于" if zh else "gives way to", winners)
    if rule.interpretation:
        yield _part("解释（条文未载）" if zh else "interpretation, not in the clause", rule.interpretation)
    yield _part("理由写作" if zh else "explained as", [_said(rule.explanation, lang)])
    if rule.fix:
        yield _part("可补救" if zh else "what can be done", [_said(rule.fix, lang)])
    yield _part("旁边的案例" if zh else "cases beside it", cases)
    yield Text(f"{rule.place.file}:{rule.place.line}", style="dim")


def _condition(condition: Condition, rulebook: Rulebook, lang: Lang) -> str:
    return f"{_said(condition_in_words(condition, rulebook), lang)}  [{condition.fact}]"


def _part(head: str, lines: Sequence[str]) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(width=3, justify="right")
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row("·", line)
    return Padding(Group(Text(head, style="dim"), table), (0, 0, 1, 0))


def tests_text(
    results: Sequence[CaseResult], idle: Sequence[tuple[str, Condition]], lang: Lang
) -> Iterator[RenderableType]:
    """How the cases beside the rules came out: each that failed, each condition that nothing tests, and the counts."""
    zh = lang == "zh"
    failed = [one for one in results if not one.passed]
    for one in failed:
        yield Text.assemble(
            ("失败  " if zh else "failed  ", "bold red"),
            f"{one.rule}  {one.case.name}  ",
            (f"{one.case.place.file}:{one.case.place.line}", "dim"),
        )
        for what, wanted, found in one.differences:
            expected = f"应为 {wanted}，实为 {found}" if zh else f"expected {wanted}, found {found}"
            yield Padding(Text(f"{what}: {expected}"), (0, 0, 0, 4))
    for rule, condition in idle:
        said = "删去此条件，没有案例失败" if zh else "no case fails without this condition"
        yield Text.assemble(
            (f"{rule}  {condition.fact}  ", "yellow"),
            said,
            (f"  {condition.place.file}:{condition.place.line}", "dim"),
        )
    rules = len({one.rule for one in results})
    passed = len(results) - len(failed)
    yield Text(
        f"{rules} 条规则，{len(results)} 个案例：通过 {passed}，失败 {len(failed)}；无案例检验的条件 {len(idle)}"
        if zh
        else f"{rules} rules, {len(results)} cases: {passed} passed, {len(failed)} failed; "
        f"{len(idle)} conditions that no case tests",
        style="bold" if failed or idle else "green",
    )


def coverage_text(
    items: Sequence[ItemCoverage], lacking: Sequence[ItemCoverage], packs: Sequence[str], lang: Lang
) -> Iterator[RenderableType]:
    """Each item of the policy of the packs that are there, with what cites it; then the counts by pack."""
    zh = lang == "zh"
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("条款", "级别", "所引用者", "案例") if zh else ("item", "tier", "cited by", "cases"):
        table.add_column(head, overflow="fold", justify="right" if head in ("案例", "cases") else "left")
    for one in items:
        if one.item.pack in packs:
            by = ", ".join(applied.name for applied in one.by)
            nothing = Text("—", style="red" if one in lacking else "dim")
            if one.left_out is not None:
                nothing = Text(_said(one.left_out.reason, lang), style="dim")
            table.add_row(one.item.id, one.item.tier, by or nothing, str(one.cases))
    yield table
    for pack in sorted({one.item.pack for one in items}):
        here = [one for one in items if one.item.pack == pack]
        covered = sum(one.is_covered for one in here)
        there = "" if pack in packs else ("（规则包尚未编写）" if zh else " (the pack is not written yet)")
        name = pack or ("不属规则包" if zh else "no pack")
        yield Text(f"{name}: {covered}/{len(here)}{there if pack else ''}", style="dim")
    if lacking:
        names = ", ".join(one.item.id for one in lacking)
        label = "未被引用的 E 级条款：" if zh else "items of tier E that nothing cites: "
        yield Text(label + names, style="red")

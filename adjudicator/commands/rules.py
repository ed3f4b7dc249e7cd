"""``rules``: what the rules say, whether they are in order, and which versions of them are kept."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adjudicator.commands.errors import near, stopped
from adjudicator.commands.settings import current, everywhere, show
from adjudicator.errors import Refused

if TYPE_CHECKING:
    from adjudicator.rulebook.model import Rule, Rulebook


@click.group()
@everywhere
def rules() -> None:
    """Read, check and version the rules. 查看、检查与管理规则。"""


@rules.command("list")
@click.option("--pack", metavar="PACK", help="Only the rules of one pack.")
@everywhere
def list_rules(pack: str | None) -> int:
    """List the rules with their clauses. 列出规则与条款。"""
    settings, root = current(), _root()
    from adjudicator.rulebook.load import load_rulebook
    from adjudicator.rulebook.rule_tests import read_rule_tests
    from adjudicator.rulebook.versions import frozen

    rulebook = load_rulebook(root, check=False)
    _known_pack(pack, rulebook)
    cases = {key: len(found) for key, found in read_rule_tests(root, rulebook).cases.items()}
    listed = [(key, rule) for key, rule in rulebook.rules.items() if pack in (None, rule.pack)]
    if settings.json:
        _print_json(
            {
                "version": rulebook.version,
                "digest": rulebook.digest,
                "frozen": list(frozen(root)),
                "packs": list(rulebook.packs),
                "rules": [{**_summary(rule), "cases": cases.get(key, 0)} for key, rule in listed],
            }
        )
        return 0
    from adjudicator.commands.rules_text import list_text

    show(*list_text(rulebook, frozen(root), listed, cases, settings.lang))
    return 0


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@everywhere
def show_rule(rule_id: str) -> int:
    """Show one rule beside the sentence of the policy that it applies. 显示一条规则及其所依据的条文。"""
    settings, root = current(), _root()
    from adjudicator.pages.rule_words import conclusion_in_words, condition_in_words
    from adjudicator.rulebook.load import load_rulebook
    from adjudicator.rulebook.rule_tests import read_rule_tests

    rulebook = load_rulebook(root, check=False)
    found = {key: rule for key, rule in rulebook.rules.items() if rule_id in (key, rule.id)}
    if not found:
        raise _no_such_rule(rule_id, rulebook)
    cases = read_rule_tests(root, rulebook).cases
    if settings.json:
        shown = [
            {
                **_summary(rule),
                "source": {"document": rule.source.document, "clause": rule.source.clause, "text": rule.source.text},
                "entity": rule.entity,
                "conditions": [_two(condition_in_words(one, rulebook)) for one in rule.conditions],
                "conclusions": [_two(conclusion_in_words(one, rulebook)) for one in rule.then],
                "overrides": list(rule.overrides),
                "overridden_by": sorted(one.id for one in rulebook.rules.values() if rule.id in one.overrides),
                "interpretation": list(rule.interpretation),
                "explanation": _two(rule.explanation),
                "file": rule.place.file,
                "cases": [case.name for case in cases.get(key, ())],
            }
            for key, rule in sorted(found.items())
        ]
        _print_json({"rules": shown})
        return 0
    from adjudicator.commands.rules_text import rule_text

    for key, rule in sorted(found.items()):
        show(*rule_text(rule, rulebook, [case.name for case in cases.get(key, ())], settings.lang))
    return 0


@rules.command("lint")
@everywhere
def lint_rules() -> int:
    """Name everything that is wrong with the rules, by file and line. 检查规则。

    Exit status: 0 in order, 1 findings, 2 could not be processed.
    """
    settings, root = current(), _root()
    from adjudicator.rulebook.lint import lint

    problems = lint(root)
    if settings.json:
        _print_json(
            {
                "problems": [
                    {
                        "file": one.file,
                        "line": one.line,
                        "code": one.code,
                        "message": _two(one.message),
                        "expected": one.expected,
                        "nearest": one.nearest,
                    }
                    for one in problems
                ]
            }
        )
    else:
        for one in problems:
            click.echo(one.in_language(settings.lang))
        count = len(problems)
        if count:
            click.echo(settings.say(f"发现 {count} 个问题", f"{count} problem{'' if count == 1 else 's'}"))
        else:
            click.echo(settings.say(f"{root} 没有问题", f"nothing is wrong in {root}"))
    if any(one.code == "NO_FOLDER" for one in problems):
        return 2
    return 1 if problems else 0


@rules.command("test")
@click.argument("prefix", required=False, metavar="[ID]")
@everywhere
def test_rules(prefix: str | None) -> int:
    """Run the cases beside the rules, and drop each condition once. 运行规则旁的案例。

    ID: only the rules whose id begins so. Exit status: 0 all passed, 1 findings, 2 could not be processed.
    """
    settings, root = current(), _root()
    from adjudicator.proof import atoms
    from adjudicator.rulebook.load import load_rulebook
    from adjudicator.rulebook.rule_tests import run_rule_tests, without_load

    rulebook = load_rulebook(root, check=False)
    results = [one for one in run_rule_tests(root, rulebook, atoms) if one.rule.startswith(prefix or "")]
    if prefix and not results:
        raise _no_such_rule(prefix, rulebook)
    idle = [one for one in without_load(root, rulebook, atoms) if one[0].startswith(prefix or "")]
    failed = [one for one in results if not one.passed]
    if settings.json:
        _print_json(
            {
                "cases": len(results),
                "failed": [
                    {
                        "rule": one.rule,
                        "case": one.case.name,
                        "place": f"{one.case.place.file}:{one.case.place.line}",
                        "differences": [
                            {"what": what, "expected": str(wanted), "found": str(found)}
                            for what, wanted, found in one.differences
                        ],
                    }
                    for one in failed
                ],
                "conditions_without_load": [
                    {"rule": rule, "fact": condition.fact, "place": f"{condition.place.file}:{condition.place.line}"}
                    for rule, condition in idle
                ],
            }
        )
    else:
        from adjudicator.commands.rules_text import tests_text

        show(*tests_text(results, idle, settings.lang))
    return 1 if failed or idle else 0


@rules.command("coverage")
@click.option("--pack", metavar="PACK", help="Only the items of one pack.")
@everywhere
def cover(pack: str | None) -> int:
    """Which items of the policy are applied by what. 条款覆盖情况。

    Exit status: 1 where nothing cites an item that the engine must apply (tier E) although its pack is there, else 0.
    """
    settings, root = current(), _root()
    from adjudicator.rulebook.coverage import coverage
    from adjudicator.rulebook.load import load_rulebook

    rulebook = load_rulebook(root, check=False)
    items = coverage(root, rulebook)
    packs = sorted({one.item.pack for one in items})
    if pack is not None and pack not in packs:
        raise stopped("UNKNOWN_PACK", "--pack", pack, f"one of {', '.join(packs)}", word=pack, near=near(pack, packs))
    items = tuple(one for one in items if pack in (None, one.item.pack))
    lacking = [one for one in items if one.item.tier == "E" and one.item.pack in rulebook.packs and not one.is_covered]
    if settings.json:
        _print_json(
            {
                "items": [
                    {
                        "id": one.item.id,
                        "pack": one.item.pack,
                        "tier": one.item.tier,
                        "by": [{"kind": by.kind, "name": by.name, "cases": by.cases} for by in one.by],
                        "left_out": None if one.left_out is None else _two(one.left_out.reason),
                    }
                    for one in items
                ],
                "lacking": [one.item.id for one in lacking],
            }
        )
    else:
        from adjudicator.commands.rules_text import coverage_text

        show(*coverage_text(items, lacking, rulebook.packs, settings.lang))
    return 1 if lacking else 0


@rules.command("freeze")
@click.argument("version", metavar="V")
@everywhere
def freeze_rules(version: str) -> int:
    """Keep the working rules for good as version V. 把现行规则冻结为版本 V。"""
    settings, root = current(), _root()
    from adjudicator.rulebook.versions import freeze, load_version

    path = freeze(root, version)
    digest = load_version(root, version).digest
    if settings.json:
        _print_json({"version": version, "digest": digest, "file": str(path)})
    else:
        click.echo(settings.say(f"已冻结 {version}  {digest}  {path}", f"frozen {version}  {digest}  {path}"))
    return 0


def _root() -> Path:
    from adjudicator.services.shipped import rules_folder

    return rules_folder(current().rules)


def _no_such_rule(word: str, rulebook: Rulebook) -> Refused:
    """That no rule has this id; the nearest is looked for by the whole id, then by its last part."""
    known = sorted(rulebook.rules)
    hint = near(word, known)
    if not hint.en:
        last = {name.rpartition(".")[2]: name for name in known}
        found = get_close_matches(word.rpartition(".")[2], last, n=1)
        hint = near(last[found[0]], known) if found else hint
    return stopped("UNKNOWN_RULE", "ID", word, "an id of `rules list`", word=word, near=hint)


def _known_pack(pack: str | None, rulebook: Rulebook) -> None:
    if pack is not None and pack not in rulebook.packs:
        names = ", ".join(rulebook.packs)
        raise stopped("UNKNOWN_PACK", "--pack", pack, f"one of {names}", word=pack, near=near(pack, rulebook.packs))


def _summary(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "pack": rule.pack,
        "stratum": rule.stratum,
        "title": _two(rule.title),
        "clause": rule.source.clause,
        "in_force": {"from": rule.in_force_from, "until": rule.in_force_until},
    }


def _two(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _print_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))

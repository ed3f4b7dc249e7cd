"""Asks a person for what a case needs, one thing at a time, and tries each answer as soon as it is given."""

from __future__ import annotations

import copy
import sys
from collections.abc import Sequence
from typing import Any

import click

from adjudicator.commands.errors import stopped
from adjudicator.commands.settings import Settings
from adjudicator.errors import Fault
from adjudicator.pages.words import WORDS
from adjudicator.rulebook.model import Rulebook, Text2
from adjudicator.services.answers import BadAnswer, problems, put, value_of, wanted
from adjudicator.services.case_keys import Need
from adjudicator.services.needs import first_needs, needs
from adjudicator.values import instant_of

_GROUPS = {"complainant": "party", "respondent": "party", "actor": "party", "to": "party", "any_of": "kind"}
_PREFIXES = {"allegations": "a", "exhibits": "e", "evidence_requests": "r", "submissions": "s"}


class Interview:
    """One case while it is asked for. Questions go to standard error, so that standard output holds one document."""

    def __init__(self, settings: Settings, rulebook: Rulebook) -> None:
        self.settings, self.rulebook = settings, rulebook
        self.tree: dict[str, Any] = {"schema": "case/1"}
        self.known: list[Fault] = []

    def hold(self) -> dict[str, Any]:
        """Asks everything; the document."""
        self._say(
            "回车跳过不在案的内容，输入 ? 查看说明。",
            "Enter leaves out what is not on the record; ? explains a question.",
        )
        for need in first_needs():
            if need.path == "platform":
                names = [(word, name) for word, name in need.choices if word in self.rulebook.governs]
                need = Need(need.path, need.kind, need.name, True, tuple(names))
            self._ask(need)
        tree = self.tree
        asked = needs(
            self.rulebook, tree["platform"], tree["complaint_class"], tree["complainant"], instant_of(tree["as_of"])
        )
        for need in asked[len(first_needs()) :]:
            if need.kind == "parts":
                self._list(need)
            else:
                self._ask(need)
        return self.tree

    def _ask(self, need: Need) -> None:
        while True:
            text = self._prompt(need)
            if text is None:
                return
            try:
                value = value_of(need, text)
            except BadAnswer as bad:
                self._say(f"应为{bad.wanted.zh}", f"expected {bad.wanted.en}")
                continue
            if need.kind == "finding":
                value = self._finding(value)
            if self._take(need.path, value):
                return

    def _finding(self, value: str) -> dict[str, str]:
        by = Need("by", "text", Text2("认定人", "who found it"), True)
        at = Need("at", "instant", Text2("认定时间", "when it was found"), True)
        return {"value": value, "by": self._typed(by), "at": self._typed(at)}

    def _list(self, need: Need) -> None:
        items: list[dict[str, Any]] = []
        while self._more(need, len(items)):
            item = {}
            for one in need.items:
                default = (
                    f"{_PREFIXES[need.path]}{len(items) + 1}"
                    if one.path.endswith("[].id") and need.path in _PREFIXES
                    else None
                )
                value = self._typed(one, default)
                if value is not None:
                    item[one.path.rpartition(".")[2]] = value
            if self._take(need.path, [*items, item]):
                items.append(item)

    def _typed(self, need: Need, default: str | None = None) -> Any:
        while True:
            text = self._prompt(need, default)
            if text is None:
                return None
            try:
                return value_of(need, text)
            except BadAnswer as bad:
                self._say(f"应为{bad.wanted.zh}", f"expected {bad.wanted.en}")

    def _take(self, path: str, value: Any) -> bool:
        """Puts an answer into the case if it fits what is there; says what is wrong with it otherwise."""
        tried = copy.deepcopy(self.tree)
        put(tried, path, value)
        found = problems(tried, self.known)
        for one in found:
            self._say(one.message.zh, one.message.en)
        if not found:
            self.tree = tried
        return not found

    def _more(self, need: Need, count: int) -> bool:
        name = self.settings.say(need.name.zh, need.name.en)
        text = self.settings.say(f"添加「{name}」（已有 {count} 项）", f"Add one: {name} ({count} so far)")
        try:
            return click.confirm(text, default=False, err=True)
        except click.Abort:
            raise self._ended() from None

    def _prompt(self, need: Need, default: str | None = None) -> str | None:
        """An answer in words; None where nothing is said to a question that may stay open."""
        open_ended = "" if need.required else self.settings.say("（可空）", " (optional)")
        text = f"{self.settings.say(need.name.zh, need.name.en)} [{need.path.rpartition('.')[2]}]{open_ended}"
        while True:
            try:
                said = click.prompt(text, default=default or "", show_default=default is not None, err=True)
            except click.Abort:
                raise self._ended() from None
            answer = str(said).strip()
            if answer == "?":
                self._explain(need)
            elif answer:
                return answer
            elif not need.required:
                return None
            else:
                self._explain(need)

    def _explain(self, need: Need) -> None:
        what = wanted(need)
        if need.choices:
            for number, (word, name) in enumerate(need.choices, 1):
                click.echo(
                    f"  {number:>2}  {word}  {self._named(need, word, self.settings.say(name.zh, name.en))}", err=True
                )
        else:
            self._say(f"  应为{what.zh}", f"  expected: {what.en}")
        if need.clauses:
            listed = ", ".join(need.clauses)
            self._say(f"  用于条款 {listed}", f"  read by clauses {listed}")

    def _named(self, need: Need, word: str, name: str) -> str:
        """The name of a choice: the vocabulary's, else that of the closed lists for people."""
        key = need.path.rpartition(".")[2]
        words = WORDS.get(_GROUPS.get(key, key), {})
        return name if name != word or word not in words else words[word][self.settings.lang == "en"]

    def _ended(self) -> Exception:
        if sys.stdin.isatty():
            return click.Abort()
        return stopped("ANSWERS_ENDED", "$")

    def _say(self, zh: str, en: str) -> None:
        click.echo(self.settings.say(zh, en), err=True)


def questions_text(asked: Sequence[Need], settings: Settings) -> str:
    """What a case needs, a line each: path, name, what an answer is, the clauses."""
    lines = []
    for need in asked:
        for one, indent in [(need, ""), *((item, "  ") for item in need.items)]:
            what = wanted(one)
            mark = settings.say("必填", "required") if one.required else settings.say("可空", "optional")
            path = one.path if not indent else f"[].{one.path.rpartition('.')[2]}"
            lines.append(
                f"{indent}{path}  {settings.say(one.name.zh, one.name.en)} · {mark} · {settings.say(what.zh, what.en)}"
            )
            if one.clauses and not indent:
                lines.append(f"{indent}    {', '.join(one.clauses)}")
    return "\n".join(lines)

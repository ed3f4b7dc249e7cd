"""A pre-check in plain words: the answer first, then until when, what to do, and whether to appeal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from adjudicator.commands.report_text import COLOURS
from adjudicator.pages.words import Lang, both, instant, money, word

if TYPE_CHECKING:
    from rich.console import RenderableType

Document = Mapping[str, Any]


def precheck_text(found: Document, lang: Lang) -> Iterator[RenderableType]:
    """The parts of the answer to ``precheck``."""
    zh = lang == "zh"
    party = word("party", found["party"], lang)
    yield Text.assemble(
        (found["case_id"], "bold"),
        f"  {'预检' if zh else 'pre-check for'} {party}",
        (f"  {instant(found['as_of'], lang)}", "dim"),
    )
    yield _line(_how("目前" if zh else "Now", found["now"], lang))
    at = instant(found["silence"]["at"], lang)
    yield _line(_how(f"若什么都不做,到 {at}" if zh else f"If nothing is done, at {at}", found["silence"], lang), "bold")
    yield from _sets(found, lang)
    yield from _questions(found, lang)
    yield from _exhibits(found, lang)
    yield from _appeal(found["appeal"], lang)
    yield Text("")
    for note in found["notes"]:
        yield _line(both(note, lang), "dim")


def _heading(text: str) -> RenderableType:
    return Padding(Text(text, style="bold underline"), (1, 0, 0, 0))


def _line(text: str, style: str = "", indent: int = 2) -> RenderableType:
    return Padding(Text(text, style=style), (0, 0, 0, indent))


def _how(when: str, outcome: Document, lang: Lang) -> str:
    """How a ruling ends, in one line."""
    zh = lang == "zh"
    parts = [word("disposition", outcome["disposition"], lang)]
    if outcome["tier"] not in (None, "0"):
        parts.append(f"{'等级' if zh else 'tier'} {outcome['tier']}")
    for one in outcome["remedies"]:
        parts.append(word("remedy", one["remedy"], lang) + (f" {money(one['amount'])}" if one["amount"] else ""))
    return f"{when}：{'、'.join(parts)}" if zh else f"{when}: {', '.join(parts)}"


def _sets(found: Document, lang: Lang) -> Iterator[RenderableType]:
    zh = lang == "zh"
    cures = {one["id"]: one for one in found["cures"]}
    yield _heading("还能做什么" if zh else "What can still be done")
    if not found["cures"]:
        yield _line("在期限内已没有可以补正的事项。" if zh else "Nothing is left that could be put right in time.")
    elif not found["cure_sets"]:
        yield _line(
            "下列各项都不会改变结果,仍应完成："
            if zh
            else "None of these changes the outcome; they are still to be done:"
        )
        for one in found["cures"]:
            yield from _cure(one, lang)
    for one in found["cure_sets"]:
        count = len(one["cures"])
        if zh:
            least = f"至少须做以下 {count} 项" if one["smallest"] == "yes" else f"可做以下 {count} 项"
            yield _line(f"{both(one['text'], lang)}：{least}", "bold")
        else:
            least = "it takes at least" if one["smallest"] == "yes" else "it can be done with"
            yield _line(f"To {both(one['text'], lang)}, {least} {'this' if count == 1 else f'these {count}'}:", "bold")
        for name in one["cures"]:
            yield from _cure(cures[name], lang)
        if one["goal"] in ("outcome", "step"):
            yield _line(_how("做到之后" if zh else "Once done", one["after"], lang), "green", 4)


def _cure(one: Document, lang: Lang) -> Iterator[RenderableType]:
    until = "" if one["latest"] is None else f"  {'最迟' if lang == 'zh' else 'until'} {instant(one['latest'], lang)}"
    yield _line(f"· {both(one['text'], lang)}{until}  [{one['clause']}]", indent=4)
    if one["assumes"]:
        yield _line(both(one["assumes"], lang), "dim", 6)


def _questions(found: Document, lang: Lang) -> Iterator[RenderableType]:
    zh = lang == "zh"
    if found["questions"]:
        yield _heading(
            "尚未解决：谁负责、到何时、沉默的后果" if zh else "Open: who bears it, until when, what silence brings"
        )
    for one in found["questions"]:
        bearer = {
            "party": "当事人" if zh else "a party",
            "platform": "平台" if zh else "the platform",
            "arbitrator": "仲裁员" if zh else "an arbitrator",
        }.get(one["bearer"]) or word("party", one["bearer"], lang)
        name = word("act", one["fact"], lang) if one["kind"] == "obligation" else both(one["name"], lang)
        if one["kind"] == "evidence_request":
            name = "举证" if zh else "evidence"
        if one["kind"] == "burden":
            name = "初步举证" if zh else "first burden of proof"
        about = f" {one['about']}" if one["about"] else ""
        must = ("、" if zh else ", ").join(word("kind", kind, lang) for kind in one["must_show"])
        until = (
            f"  {'至' if zh else 'until'} {instant(one['until'], lang)} {_left(one['seconds_left'], lang)}"
            if one["until"]
            else ""
        )
        state = f"  {'已满足' if zh else 'met'}" if one["state"] == "met" else ""
        yield _line(f"{bearer}  {name}{about}{f' ({must})' if must else ''}{until}{state}")
        if one["silence"] is not None:
            yield _line(_how("沉默的后果" if zh else "Silence", one["silence"], lang), "yellow", 4)


def _left(seconds: int | None, lang: Lang) -> str:
    """How much time is left.

    >>> _left(93784, "en"), _left(59, "zh")
    ('(1 d 2 h 3 min 4 s left)', '(还有 59 秒)')
    """
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    names = ("天", "小时", "分", "秒") if lang == "zh" else ("d", "h", "min", "s")
    parts = [f"{count} {name}" for count, name in zip((days, hours, minutes, rest), names, strict=True) if count]
    text = " ".join(parts) or f"0 {names[3]}"
    return f"(还有 {text})" if lang == "zh" else f"({text} left)"


def _exhibits(found: Document, lang: Lang) -> Iterator[RenderableType]:
    if found["exhibits"]:
        yield _heading("已提交的证据" if lang == "zh" else "What was sent")
    for one in found["exhibits"]:
        yield Padding(
            Text.assemble(
                f"{one['id']}  {word('kind', one['kind'], lang)}  ",
                (word("verdict", one["verdict"], lang), COLOURS[one["verdict"]]),
            ),
            (0, 0, 0, 2),
        )
        for reason in one["reasons"]:
            yield _line(f"{both(reason['message'], lang)}  [{reason['clause']}]", indent=4)


def _appeal(said: Document | None, lang: Lang) -> Iterator[RenderableType]:
    if said is None:
        return
    zh = lang == "zh"
    yield _heading("申诉" if zh else "Appeal")
    yield _line(word("advice", said["advice"], lang), "bold")
    if said["because"]:
        yield _line(both(said["because"], lang))
    for reason in said["reasons"]:
        yield _line(f"· {both(reason['text'], lang)}  [{reason['clause']}]", indent=4)
    after = said["after_one_more_failure"]
    if after is None:
        return
    month, year = said["failures_this_month"], said["failures_this_year"]
    yield _line(
        f"已用失败次数：本月 {month} 次,本年 {year} 次。"
        if zh
        else f"Failures used: {month} this month, {year} this year."
    )
    if after["locks"]:
        again = instant(after["allowed_again"], lang)
        yield _line(
            f"再失败一次即不能再申诉,直至 {again}。"
            if zh
            else f"With one more failure no appeal is allowed until {again}.",
            "yellow",
        )

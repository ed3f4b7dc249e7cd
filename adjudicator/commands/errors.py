"""What can go wrong at the command line before or beside the documents: codes and sentences in Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from adjudicator.errors import Bilingual, Fault, Refused

MESSAGES: Final[dict[str, Bilingual]] = {
    "USAGE": Bilingual("命令写法不对：{problem}", "The command is not written right: {problem}"),
    "UNKNOWN_KIND": Bilingual("没有证据种类 {word}{near}。", "There is no exhibit kind {word}{near}."),
    "UNKNOWN_FIELD": Bilingual("没有字段 {word}{near}。", "There is no field {word}{near}."),
    "BAD_EXPECTATION": Bilingual("{word} 不是 字段=值 的写法。", "{word} is not written FIELD=VALUE."),
    "BAD_EXPECTED_VALUE": Bilingual(
        "{field} 的期望值 {word} 不能使用：应为{wanted}。", "{word} cannot be expected of {field}: give {wanted}."
    ),
    "BAD_READING": Bilingual("{word} 不是 名称=值 的写法。", "{word} is not written NAME=VALUE."),
    "UNKNOWN_READING": Bilingual("没有解释口径 {word}{near}。", "There is no reading {word}{near}."),
    "UNKNOWN_READING_VALUE": Bilingual(
        "解释口径 {name} 没有 {word} 这个值：可用 {known}。", "The reading {name} has no value {word}: it has {known}."
    ),
    "ENGINE_UNAVAILABLE": Bilingual(
        "引擎 {word} 在本机不可用：未安装 durable-rules"
        "（需 Python 3.11 或 3.12 及 C 编译器，见 docs/second-opinion.md）。",
        "The engine {word} is not available here: durable-rules is not installed (it takes Python 3.11 or 3.12 and a C "
        "compiler, see docs/second-opinion.md).",
    ),
    "ENGINE_FAILED": Bilingual(
        "引擎 {word} 未给出可信的结论（{reason}），未作出裁决。",
        "The engine {word} gave no conclusion that may be believed ({reason}), so no ruling was made.",
    ),
    "UNKNOWN_RULE": Bilingual("没有规则 {word}{near}。", "There is no rule {word}{near}."),
    "UNKNOWN_PACK": Bilingual("没有规则包 {word}{near}。", "There is no rule pack {word}{near}."),
    "RULESET_NOT_HERE": Bilingual(
        "裁决所用的规则版本 {version}（摘要 {digest}）不在 {folder}。",
        "The ruleset of the ruling, {version} (digest {digest}), is not in {folder}.",
    ),
    "DOCUMENT_MISSING": Bilingual("找不到文件 {name}。", "There is no file {name}."),
    "DOCUMENT_IS_DIRECTORY": Bilingual("{name} 是文件夹，不是文件。", "{name} is a directory, not a file."),
    "DOCUMENT_UNREADABLE": Bilingual("无法读取 {name}（{reason}）。", "{name} cannot be read ({reason})."),
    "FILE_THERE": Bilingual("{name} 已存在，不予覆盖。", "{name} is there already; it is not overwritten."),
    "ANSWERS_ENDED": Bilingual("输入已结束，但还有问题未答。", "The input ended with questions left."),
    "UNKNOWN_PLATFORM": Bilingual("没有平台 {word}{near}。", "There is no platform {word}{near}."),
    "UNKNOWN_CLASS": Bilingual("没有投诉类别 {word}{near}。", "There is no complaint class {word}{near}."),
    "CANNOT_WRITE": Bilingual("无法写入 {name}（{reason}）。", "{name} cannot be written ({reason})."),
    "NO_CASES": Bilingual(
        "{folder} 里没有示例案件：请在源码目录中运行，或以 --cases 指定文件夹。",
        "There are no cases in {folder}: run it from a checkout, or name a folder with --cases.",
    ),
    "PROOF_REFUSED": Bilingual(
        "本程序自己的证明检查不通过，未作出裁决：{reason}。这是程序缺陷，请报告。",
        "The proof failed its own check, so no ruling was made: {reason}. This is a defect: please report it.",
    ),
    "INTERNAL": Bilingual(
        "程序内部错误（{reason}）。请以 --debug 重新运行并报告。",
        "An internal error ({reason}). Please run again with --debug and report it.",
    ),
}
"""Code to sentence; a fact is a text, or a text in each language."""


Said = str | Bilingual
"""A fact in a sentence: one text, or one for each language."""


def door_fault(code: str, path: str, value: Any = None, expected: str = "", **facts: Said) -> Fault:
    """A fault of this list, with its sentence filled in; `path` is the option, the file or the place in it."""
    words = MESSAGES[code]
    zh = {name: said.zh if isinstance(said, Bilingual) else said for name, said in facts.items()}
    en = {name: said.en if isinstance(said, Bilingual) else said for name, said in facts.items()}
    return Fault(code, path, value, expected, Bilingual(words.zh.format(**zh), words.en.format(**en)))


def stopped(code: str, path: str, value: Any = None, expected: str = "", **facts: Said) -> Refused:
    """That a command cannot go on, for one reason of this list."""
    return Refused([door_fault(code, path, value, expected, **facts)])


def near(word: str, known: Sequence[str]) -> Bilingual:
    """A hint at the nearest word that exists; empty where none is like it."""
    from difflib import get_close_matches

    found = get_close_matches(word, known, n=1, cutoff=0.5)
    return Bilingual(f"（是否想写 {found[0]}？）", f" (did you mean {found[0]}?)") if found else Bilingual("", "")


def faults_of(error: Exception) -> tuple[Fault, ...]:
    """What an exception says as faults; of one that nobody expected only its name."""
    if isinstance(error, Refused):
        return error.faults
    from adjudicator.rulebook.problems import RulebookFaults
    from adjudicator.rulebook.versions import VersionFault

    if isinstance(error, RulebookFaults):
        return tuple(
            Fault(
                one.code,
                f"{one.file}:{one.line}",
                one.nearest,
                one.expected or "",
                Bilingual(one.in_language("zh"), one.in_language("en")),
            )
            for one in error.problems
        )
    if isinstance(error, VersionFault):
        near_zh = f"（是否想写 {error.nearest}？）" if error.nearest else ""
        near_en = f" (did you mean {error.nearest}?)" if error.nearest else ""
        return (Fault(error.code, "--ruleset", error.nearest, "", Bilingual(error.zh + near_zh, error.en + near_en)),)
    from adjudicator.services.adjudicate import ProofRefused
    from adjudicator.services.rulings import RulesetNotHere

    if isinstance(error, RulesetNotHere):
        named = {"version": error.version, "digest": error.digest[:12], "folder": str(error.folder)}
        expected = "a rules folder that holds this version"
        return (door_fault("RULESET_NOT_HERE", "$.ruleset", error.version, expected, **named),)
    if isinstance(error, ProofRefused):
        return (door_fault("PROOF_REFUSED", "$", reason=str(error)),)
    return (door_fault("INTERNAL", "$", reason=type(error).__name__),)


def refusal_json(faults: tuple[Fault, ...]) -> str:
    """The faults as one `refusal/1` document."""
    document = {"schema": "refusal/1", "errors": [one.as_json() for one in faults]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def fault_line(one: Fault, lang: str) -> str:
    """One fault in one line, in both languages, the asked one first."""
    first, second = (one.message.zh, one.message.en) if lang == "zh" else (one.message.en, one.message.zh)
    text = f"{one.code}  {first}  |  {second}"
    return " ".join(text.split("\n"))

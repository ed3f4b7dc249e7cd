"""What is wrong with a document, said so that its writer can put it right (SEMANTICS 26, 45.26).

A `Fault` has a stable code, the JSON path, the value found and what was expected; `Refused` carries all faults of a
document at once. The sentences in Chinese and English are made here and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

Location = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indices from the root."""

SHOWN_CHARACTERS: Final = 200
MOST_FAULTS: Final = 1_000
"""So many faults of a document are named; that there are more is itself one."""


class Bilingual(NamedTuple):
    """One text for people, in both languages."""

    zh: str
    en: str


MESSAGES: Final[dict[str, Bilingual]] = {
    "NOT_JSON": Bilingual("{path} 不是可用的 JSON:应为{zh}。", "{path} is not usable JSON: expected {en}."),
    "WRONG_SCHEMA": Bilingual(
        "{path} 的文件格式为 {value},应为{zh}。", "{path} names the format {value}: expected {en}."
    ),
    "UNKNOWN_KEY": Bilingual("{path} 不是此处可用的键:应为{zh}。", "{path} is no key of this part: expected {en}."),
    "MISSING_KEY": Bilingual("缺少 {path}:应为{zh}。", "{path} is missing: expected {en}."),
    "WRONG_TYPE": Bilingual(
        "{path} 的类型不对,其值为 {value}:应为{zh}。", "{path} has the wrong type, its value is {value}: expected {en}."
    ),
    "NOT_IN_LIST": Bilingual(
        "{path} 的值 {value} 不在允许的列表中:应为{zh}。", "{path} is {value}, which is not in the list: expected {en}."
    ),
    "BAD_INSTANT": Bilingual(
        "{path} 的值 {value} 不是有效的时间:应为{zh}。",
        "{path} is {value}, which is not a usable instant: expected {en}.",
    ),
    "OUT_OF_RANGE": Bilingual(
        "{path} 的值 {value} 超出允许范围:应为{zh}。", "{path} is {value}, which is out of range: expected {en}."
    ),
    "LIMIT": Bilingual("{path} 超过大小限制:应为{zh}。", "{path} is over the limit of size: expected {en}."),
    "DUPLICATE_ID": Bilingual(
        "{path} 的编号 {value} 已被使用:应为{zh}。", "{path} repeats the id {value}: expected {en}."
    ),
    "DANGLING_REFERENCE": Bilingual(
        "{path} 引用的 {value} 不存在:应为{zh}。", "{path} refers to {value}, which is not there: expected {en}."
    ),
    "EVENTS_OUT_OF_ORDER": Bilingual(
        "{path} 的时间 {value} 与其他事件的先后顺序不符:应为{zh}。",
        "{path} is {value}, which is out of order: expected {en}.",
    ),
    "CONTRADICTION": Bilingual(
        "{path} 的值 {value} 与案件其他内容矛盾:应为{zh}。",
        "{path} is {value}, which contradicts the case: expected {en}.",
    ),
    "FILE_OUTSIDE": Bilingual(
        "{path} 的文件路径 {value} 不在案件文件夹之内:应为{zh}。",
        "{path} is {value}, a path that leaves the case's folder: expected {en}.",
    ),
    "FILE_MISSING": Bilingual(
        "{path} 所指的文件 {value} 不存在:应为{zh}。", "{path} is {value}, and there is no such file: expected {en}."
    ),
}
"""Code to sentence. ``{path}``, ``{value}`` and what was expected (``{zh}``, ``{en}``) are filled in."""

CODES: Final[tuple[str, ...]] = tuple(MESSAGES)

_PLAIN_KEY = re.compile(r"[A-Za-z_\u0080-\uffff][A-Za-z0-9_\-\u0080-\uffff]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a document, and what would be right."""

    code: str
    path: str
    value: Any
    """The value found, shortened if long; None where a key is missing."""
    expected: str
    message: Bilingual

    def as_json(self) -> dict[str, Any]:
        """The fault as an entry of ``errors[]`` of `refusal/1`."""
        return {
            "code": self.code,
            "path": self.path,
            "value": self.value,
            "expected": self.expected,
            "message": {"zh": self.message.zh, "en": self.message.en},
        }


class Refused(Exception):
    """A document is refused, with every fault that was found in it, sorted by path."""

    def __init__(self, faults: Iterable[Fault], case_id: str | None = None) -> None:
        self.faults: tuple[Fault, ...] = sorted_faults(faults)
        self.case_id = case_id
        super().__init__("; ".join(fault.message.en for fault in self.faults))

    def __reduce__(self) -> tuple[type[Refused], tuple[tuple[Fault, ...], str | None]]:
        """A refusal passes whole from one process of a batch to another."""
        return Refused, (self.faults, self.case_id)


def sorted_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults by path, then code; the same code at the same path is named once, and no more than `MOST_FAULTS`."""
    distinct: dict[tuple[str, str], Fault] = {}
    for found in faults:
        distinct.setdefault((found.path, found.code), found)
    named = [distinct[key] for key in sorted(distinct)]
    if len(named) > MOST_FAULTS:
        named = [fault("LIMIT", "$", None, _TOO_MANY), *named[:MOST_FAULTS]]
    return tuple(named)


def fault(code: str, where: Location | str, value: Any, expected: Bilingual) -> Fault:
    """A fault with its sentences written; `where` is a location from the root or a finished JSON path."""
    path = where if isinstance(where, str) else json_path(where)
    shown = presentable(value)
    words = json.dumps(shown, ensure_ascii=False)
    message = MESSAGES[code]
    return Fault(
        code,
        path,
        shown,
        expected.en,
        Bilingual(
            message.zh.format(path=path, value=words, zh=expected.zh),
            message.en.format(path=path, value=words, en=expected.en),
        ),
    )


def json_path(where: Location) -> str:
    """The JSON path of a location: ``("order", "lines", 0)`` is ``$.order.lines[0]``.

    >>> json_path(("listing", "attributes", "net weight"))
    "$.listing.attributes['net weight']"
    """
    parts = ["$"]
    for step in where:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN_KEY.fullmatch(step) and _is_writable(step):
            parts.append(f".{step}")
        else:
            quoted = json.dumps(presentable(step), ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
            parts.append(f"['{quoted}']")
    return "".join(parts)


def presentable(value: Any) -> Any:
    """A JSON value fit to be printed: short, without lone surrogates, numbers exact or as text."""
    if isinstance(value, str):
        text = value if len(value) <= SHOWN_CHARACTERS else value[:SHOWN_CHARACTERS] + "…"
        return text if _is_writable(text) else text.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else presentable(_digits(value))
    if isinstance(value, list | tuple):
        return [presentable(item) for item in value] if _is_short(value) else f"[… {len(value)} …]"
    if isinstance(value, dict):
        short = _is_short(value)
        return {presentable(k): presentable(v) for k, v in value.items()} if short else f"{{… {len(value)} …}}"
    return presentable(str(value))


def _digits(value: int) -> str:
    return str(value) if abs(value) < 10**400 else "9" * (SHOWN_CHARACTERS + 1)


def _is_short(value: Any) -> bool:
    """Whether a container holds at most eight plain values, so that it can be shown whole."""
    items = list(value.values()) if isinstance(value, dict) else list(value)
    return len(items) <= 8 and not any(isinstance(item, list | tuple | dict) for item in items)


def _is_writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


# What was expected, in words.

_TOO_MANY: Final = Bilingual(
    f"不超过 {MOST_FAULTS} 处错误的文件;以下为前 {MOST_FAULTS} 处",
    f"a document with at most {MOST_FAULTS} faults; the first {MOST_FAULTS} follow",
)
TEXT: Final = Bilingual("文本", "a text")
INTEGER: Final = Bilingual("整数(不能写成 1.0)", "an integer (1.0 is not one)")
NUMBER: Final = Bilingual("数字", "a number")
LIST: Final = Bilingual("列表", "a list")
OBJECT: Final = Bilingual("对象", "an object")
TEXT_OR_NUMBER: Final = Bilingual("文本或数字", "a text or a number")
A_VALUE: Final = Bilingual("一个值;没有值时应省略此键", "a value; leave the key out where there is none")
INSTANT: Final = Bilingual(
    "带时区的 ISO 8601 时间,精确到秒,2000 至 2099 年,例如 2026-03-01T09:30:00+08:00",
    "an ISO 8601 instant with offset and seconds, years 2000 to 2099, such as 2026-03-01T09:30:00+08:00",
)
DAY: Final = Bilingual("日期 YYYY-MM-DD 或带时区的时间", "a date YYYY-MM-DD or an instant with offset")
MONEY: Final = Bilingual(
    '十进制金额文本,最多 12 位整数和 4 位小数,例如 "129.90"',
    'a decimal text with at most 12 digits and 4 decimals, such as "129.90"',
)


def one_of(words: Sequence[str], found: Any = None) -> Bilingual:
    """That one of these words was expected, the nearest one first where the value resembles it."""
    listed = ", ".join(words)
    near = get_close_matches(found, words, n=1) if isinstance(found, str) else []
    hint_zh = f"(是否想写 {near[0]}?)" if near else ""
    hint_en = f" (did you mean {near[0]}?)" if near else ""
    return Bilingual(f"以下之一:{listed}{hint_zh}", f"one of {listed}{hint_en}")


def between(low: Any, high: Any) -> Bilingual:
    """That a number inside a closed interval was expected."""
    return Bilingual(f"{low} 至 {high}", f"{low} to {high}")

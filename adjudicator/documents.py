"""Bytes to JSON, with nothing let through that two readers could understand differently (SEMANTICS 27, 45.27).

UTF-8 only; no duplicate keys, no NaN or Infinity, no byte-order mark, no lone surrogate; nesting, lists, texts and
the whole document are limited. Numbers with a fraction or an exponent become exact `Decimal`, never binary floats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, Final

from adjudicator.errors import Bilingual, Fault, Location, Refused, fault

DOCUMENT_BYTES: Final = 8 * 1024 * 1024
NESTING: Final = 32
"""The root is depth 1."""
LIST_ITEMS: Final = 10_000
"""Of a list, and of the keys of an object."""
TEXT_CHARACTERS: Final = 20_000
NUMBER_DIGITS: Final = 100
"""A number with more digits, or an exponent beyond this, is refused: it would not be exact for anybody."""

_BYTE_ORDER_MARK = "\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON = Bilingual("一个 UTF-8 编码的 JSON 文件", "a JSON document in UTF-8")
_UNIQUE_KEYS = Bilingual("每个键只出现一次", "each key once")
_NO_MARK = Bilingual("不含字节顺序标记(U+FEFF)的文本", "no byte-order mark (U+FEFF)")
_NO_SURROGATE = Bilingual("不含孤立代理码位的文本", "no lone surrogate")
_FINITE = Bilingual("有限的数字;JSON 没有 NaN 与 Infinity", "a finite number; JSON has no NaN and no Infinity")
_SIZE = Bilingual("不超过 8 MiB 的文件", "at most 8 MiB")
_DEPTH = Bilingual(f"嵌套不超过 {NESTING} 层", f"at most {NESTING} levels of nesting")
_LENGTH = Bilingual(f"不超过 {LIST_ITEMS} 项的列表", f"a list of at most {LIST_ITEMS} items")
_KEYS = Bilingual(f"不超过 {LIST_ITEMS} 个键的对象", f"an object of at most {LIST_ITEMS} keys")
_CHARACTERS = Bilingual(f"不超过 {TEXT_CHARACTERS} 个字符的文本", f"a text of at most {TEXT_CHARACTERS} characters")
_DIGITS = Bilingual(f"不超过 {NUMBER_DIGITS} 位的数字", f"a number of at most {NUMBER_DIGITS} digits")

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]', re.DOTALL)


class _Doubled(dict[str, Any]):
    """An object that held a key more than once; the walk finds where it stands."""

    doubled: tuple[str, ...] = ()


class _TooLong(str):
    """The digits of a number that is too long to be read."""


class _NotFinite(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON document as plain Python values, what was wrong with it as JSON, and where it holds null."""

    tree: Any
    faults: tuple[Fault, ...]
    nulls: tuple[Location, ...]


def parse(data: bytes | str | Mapping[str, Any]) -> Parsed:
    """Reads a document; faults that leave the rest readable are reported beside it.

    A mapping is taken as a document that was read elsewhere: its floats are taken at their shortest decimal writing.
    Raises `Refused` where nothing can be read at all: not JSON, NaN or Infinity, a byte-order mark outside a text,
    over 8 MiB.
    """
    raw = data if isinstance(data, Mapping) else _read(data)
    faults: list[Fault] = []
    nulls: list[Location] = []
    tree = _walk(raw, (), 1, faults, nulls)
    return Parsed(tree, tuple(faults), tuple(nulls))


def _read(data: bytes | str) -> Any:
    if isinstance(data, str):
        text, size = data, len(data.encode("utf-8", "surrogatepass"))
    else:
        size = len(data)
        if size > DOCUMENT_BYTES:
            raise Refused([fault("LIMIT", "$", None, _SIZE)])
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused([fault("NOT_JSON", "$", None, _JSON)]) from None
    if size > DOCUMENT_BYTES:
        raise Refused([fault("LIMIT", "$", None, _SIZE)])
    if text.startswith(_BYTE_ORDER_MARK):
        raise Refused([fault("NOT_JSON", "$", None, _NO_MARK)])
    try:
        return _loads(text)
    except _NotFinite as found:
        raise Refused([fault("NOT_JSON", "$", str(found), _FINITE)]) from None
    except json.JSONDecodeError as error:
        where = Bilingual(
            f"{_JSON.zh}(第 {error.lineno} 行第 {error.colno} 列处无法读取)",
            f"{_JSON.en} (unreadable at line {error.lineno}, column {error.colno})",
        )
        raise Refused([fault("NOT_JSON", "$", None, where)]) from None
    except RecursionError:
        raise Refused([fault("LIMIT", _first_too_deep(text), None, _DEPTH)]) from None


def _loads(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer beyond what this Python converts from text
        return json.loads(
            text, object_pairs_hook=_object, parse_float=_number, parse_constant=_constant, parse_int=_integer
        )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) == len(pairs):
        return read
    doubled = _Doubled(read)
    seen: set[str] = set()
    again: set[str] = set()
    for key, _ in pairs:
        (again if key in seen else seen).add(key)
    doubled.doubled = tuple(sorted(again))
    return doubled


def _number(digits: str) -> Decimal | _TooLong:
    if len(digits) > NUMBER_DIGITS:
        return _TooLong(digits)
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return _TooLong(digits)
    return value if abs(value.adjusted()) <= NUMBER_DIGITS else _TooLong(digits)


def _integer(digits: str) -> int | _TooLong:
    return int(digits) if len(digits) <= NUMBER_DIGITS else _TooLong(digits)


def _constant(name: str) -> Any:
    raise _NotFinite(name)


def _walk(value: Any, where: Location, depth: int, faults: list[Fault], nulls: list[Location]) -> Any:
    """A plain copy of the value; what is wrong with it is added to `faults`, places of null to `nulls`."""
    if isinstance(value, str):
        if isinstance(value, _TooLong):
            faults.append(fault("LIMIT", where, str(value), _DIGITS))
            return 0
        return _text(value, where, faults)
    if value is None:
        nulls.append(where)
        return None
    if isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, Mapping):
        if depth > NESTING:
            faults.append(fault("LIMIT", where, None, _DEPTH))
            return {}
        if isinstance(value, _Doubled):
            faults.append(fault("NOT_JSON", where, list(value.doubled), _UNIQUE_KEYS))
        if len(value) > LIST_ITEMS:
            faults.append(fault("LIMIT", where, None, _KEYS))
            value = dict(islice(value.items(), LIST_ITEMS))
        copy: dict[str, Any] = {}
        for key, item in value.items():
            if not key.isascii() or len(key) > TEXT_CHARACTERS:
                _text(key, (*where, key), faults)
            copy[key] = _walk(item, (*where, key), depth + 1, faults, nulls)
        return copy
    if isinstance(value, list | tuple):
        if depth > NESTING:
            faults.append(fault("LIMIT", where, None, _DEPTH))
            return []
        if len(value) > LIST_ITEMS:
            faults.append(fault("LIMIT", where, None, _LENGTH))
            value = value[:LIST_ITEMS]
        return [_walk(item, (*where, index), depth + 1, faults, nulls) for index, item in enumerate(value)]
    if isinstance(value, float):
        exact = Decimal(repr(value))
        if not exact.is_finite():
            faults.append(fault("NOT_JSON", where, str(value), _FINITE))
            return 0
        return exact
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def _text(value: str, where: Location, faults: list[Fault]) -> str:
    if len(value) > TEXT_CHARACTERS:
        faults.append(fault("LIMIT", where, value, _CHARACTERS))
    if not value.isascii():
        if _BYTE_ORDER_MARK in value:
            faults.append(fault("NOT_JSON", where, value, _NO_MARK))
        if _SURROGATE.search(value):
            faults.append(fault("NOT_JSON", where, value, _NO_SURROGATE))
    return value


def _first_too_deep(text: str) -> Location:
    """Where the first list or object deeper than `NESTING` begins; for documents too deep to be read at all."""
    where: list[str | int] = []
    pending = ""
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "[{":
            if len(where) >= NESTING:
                return tuple(where)
            where.append(0 if mark == "[" else "")
        elif mark in "]}":
            if where:
                where.pop()
        elif mark == ":":
            if where:
                where[-1] = pending
        elif mark == ",":
            last = where[-1] if where else None
            if isinstance(last, int):
                where[-1] = last + 1
        else:
            pending = str(json.loads(mark, strict=False))
    return ()

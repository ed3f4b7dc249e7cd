"""Canonical bytes of a JSON value and their digest: RFC 8785 for the values that our documents hold (SEMANTICS 43).

Documents hold texts, integers inside ±(2^53 - 1), booleans, null, lists and objects, never floats. For these RFC 8785
is the standard library's compact writing with keys sorted by their UTF-16 units; a test compares it with the
`rfc8785` package.

>>> canonical_bytes({"b": 1, "a": "证"}).decode()
'{"a":"证","b":1}'
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import cache
from typing import Any, Final

INTEGER_LIMIT: Final = 2**53 - 1


def canonical_bytes(value: Any, *, decimals_as_text: bool = False) -> bytes:
    """The one writing of the value; raises ValueError for a float, an integer beyond ±(2^53 - 1), a `Decimal`.

    With `decimals_as_text` a `Decimal` is written as its decimal text instead, as the record's digest has it.
    """
    _check(value)
    text = _written(value, sort_keys=True, decimals_as_text=decimals_as_text)
    if not text.isascii() and max(text) > "\uffff":  # only then can UTF-16 order differ from that of code points
        text = _written(_in_order(value), sort_keys=False, decimals_as_text=decimals_as_text)
    return text.encode()


def _written(value: Any, *, sort_keys: bool, decimals_as_text: bool) -> str:
    return _encoder(sort_keys, decimals_as_text).encode(value)


@cache
def _encoder(sort_keys: bool, decimals_as_text: bool) -> json.JSONEncoder:
    default = _decimal_as_text if decimals_as_text else _refuse
    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys, default=default)


def digest_of(value: Any, *, decimals_as_text: bool = False) -> str:
    """SHA-256 of the canonical bytes, lower-case hexadecimal."""
    return hashlib.sha256(canonical_bytes(value, decimals_as_text=decimals_as_text)).hexdigest()


def _check(value: Any) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            # Most of what a document holds is text, which is always fine.
            waiting += [item for item in one.values() if item.__class__ is not str]
        elif isinstance(one, list | tuple):
            waiting += [item for item in one if item.__class__ is not str]
        elif isinstance(one, float) or (isinstance(one, int) and abs(one) > INTEGER_LIMIT):
            _refuse(one)


def _refuse(value: Any) -> Any:
    raise ValueError(f"not a value of a canonical document: {value!r}")


def _decimal_as_text(value: Any) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else str(_refuse(value))


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value, key=_utf16)}
    return [_in_order(item) for item in value] if isinstance(value, list | tuple) else value


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def exact_text(value: Any) -> str:
    """The value as compact JSON with sorted keys, in which a `Decimal` stands as a number, digit for digit."""
    if isinstance(value, dict):
        keys = sorted(value, key=_utf16)
        return "{" + ",".join(f"{exact_text(key)}:{exact_text(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(exact_text(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return decimal_text(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def exact_number(value: Decimal) -> int | Decimal:
    """The number without trailing zeros, as an integer where it is whole and every reader of JSON can hold it.

    >>> exact_number(Decimal("250.50")), exact_number(Decimal("2.5E+2"))
    (Decimal('250.5'), 250)
    """
    if value == value.to_integral_value():
        whole = int(value)
        return whole if abs(whole) <= INTEGER_LIMIT else Decimal(whole)
    return Decimal(format(value, "f").rstrip("0"))


def decimal_text(value: Decimal) -> str:
    """The number as a plain decimal text without trailing zeros.

    >>> decimal_text(Decimal("10.50")), decimal_text(Decimal("10.00"))
    ('10.5', '10')
    """
    exact = exact_number(value)
    return str(exact) if isinstance(exact, int) else format(exact, "f")

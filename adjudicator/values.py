"""The values that documents are made of: instants, days, money, grams, counts, ids, boxes (SEMANTICS 27, 31, 45.27).

Each is a type for the document models: it reads the JSON value strictly and names what was expected where it is not
one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Final, NoReturn

from pydantic import Field, PlainValidator, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from adjudicator.errors import (
    DAY,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    TEXT,
    TEXT_OR_NUMBER,
    Bilingual,
    between,
)

COUNT_LIMIT: Final = 1_000_000
GRAM_LIMIT: Final = 10_000_000
SHANGHAI: Final = timezone(timedelta(hours=8))
"""UTC+8 without daylight saving: where all calendar arithmetic takes place."""

_INSTANT = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])",
)
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_MONEY = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,4})?")
_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9_.\-]*[A-Z0-9])?")

CURRENCY: Final = Bilingual(
    "ISO 4217 货币代码,三个大写字母,例如 CNY", "an ISO 4217 code of three capitals, such as CNY"
)
ID: Final = Bilingual("1 至 200 个字符的编号", "an id of 1 to 200 characters")
UPPER_CASE_CODE: Final = Bilingual("大写代码,例如 COUNTERFEIT_GOODS", "a code in upper case, such as COUNTERFEIT_GOODS")
BOX: Final = Bilingual("[x, y, 宽, 高] 四个不小于 0 的整数", "four integers of 0 or more: [x, y, width, height]")


def _refuse(code: str, expected: Bilingual) -> NoReturn:
    raise PydanticCustomError("adjudicator", "{en}", {"code": code, "zh": expected.zh, "en": expected.en})


def instant_of(value: Any) -> datetime:
    """An aware instant in UTC from its text; offsets are kept in mind only as the instant that they name."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if not isinstance(value, str):
        _refuse("WRONG_TYPE", INSTANT)
    if not _INSTANT.fullmatch(value) or not "2000" <= value[:4] <= "2099":
        _refuse("BAD_INSTANT", INSTANT)
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        _refuse("BAD_INSTANT", INSTANT)


def day_of(value: Any) -> str:
    """A date as read on an exhibit, ``YYYY-MM-DD`` or an instant, kept as text; `calendar_day` reads it."""
    if not isinstance(value, str):
        _refuse("WRONG_TYPE", DAY)
    if _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            _refuse("BAD_INSTANT", DAY)
        return value
    if not _INSTANT.fullmatch(value):
        _refuse("BAD_INSTANT", DAY)
    instant_of(value)
    return value


def calendar_day(text: str) -> date:
    """The UTC+8 date of a date field's value, which is a date or an instant."""
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(SHANGHAI).date()


def money_of(value: Any) -> Decimal:
    """An amount of money from its decimal text: 0 or more, at most 4 decimals."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        _refuse("WRONG_TYPE", MONEY)
    if not _MONEY.fullmatch(value):
        _refuse("OUT_OF_RANGE", MONEY)
    return Decimal(value)


def _money_text(value: Any) -> Decimal:
    """As `money_of`, but a JSON number is no money."""
    if isinstance(value, Decimal):
        _refuse("WRONG_TYPE", MONEY)
    return money_of(value)


def number_of(value: Any) -> Decimal:
    """An exact number from a JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        _refuse("WRONG_TYPE", NUMBER)
    return Decimal(value)


def grams_of(value: Any) -> Decimal:
    """A weight in grams, 0 to 10,000,000, exact."""
    number = number_of(value)
    if not 0 <= number <= GRAM_LIMIT:
        _refuse("OUT_OF_RANGE", between(0, GRAM_LIMIT))
    return number


def share_of(value: Any) -> Decimal:
    """A number from 0 to 1."""
    number = number_of(value)
    if not 0 <= number <= 1:
        _refuse("OUT_OF_RANGE", between(0, 1))
    return number


def count_of(value: Any) -> int:
    """A whole number from 0 to 1,000,000; ``1.0`` is not one."""
    return _integer(value, 0, COUNT_LIMIT)


def hours_of(value: Any) -> int:
    """A whole number of hours from 1 to 8760."""
    return _integer(value, 1, 8760)


def _integer(value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        _refuse("WRONG_TYPE", INTEGER)
    if not low <= value <= high:
        _refuse("OUT_OF_RANGE", between(low, high))
    return value


def id_of(value: Any) -> str:
    """An id of 1 to 200 characters."""
    if not isinstance(value, str):
        _refuse("WRONG_TYPE", ID)
    if not 1 <= len(value) <= 200:
        _refuse("OUT_OF_RANGE", ID)
    return value


def currency_of(value: Any) -> str:
    """An ISO 4217 currency code, three capitals."""
    if not isinstance(value, str):
        _refuse("WRONG_TYPE", CURRENCY)
    if not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        _refuse("NOT_IN_LIST", CURRENCY)
    return value


def text_or_number_of(value: Any) -> str | Decimal:
    """A text, or an exact number."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        _refuse("WRONG_TYPE", TEXT_OR_NUMBER)
    return Decimal(value)


def box_of(value: Any) -> tuple[int, int, int, int]:
    """A box ``[x, y, width, height]`` in pixels of the upright page."""
    if not isinstance(value, list | tuple) or len(value) != 4:
        _refuse("WRONG_TYPE", BOX)
    for side in value:
        if isinstance(side, bool) or not isinstance(side, int):
            _refuse("WRONG_TYPE", BOX)
        if not 0 <= side <= COUNT_LIMIT:
            _refuse("OUT_OF_RANGE", BOX)
    x, y, width, height = value
    return x, y, width, height


def read_value(field: str, value: Any) -> str | Decimal:
    """The value of a field of an exhibit, read as that field wants it; raises what its type raises (SEMANTICS 28)."""
    if field == "weight":
        return grams_of(value)
    if field == "amount":
        return _money_text(value)
    if field in ("date", "valid_from", "valid_until"):
        return day_of(value)
    if not isinstance(value, str):
        _refuse("WRONG_TYPE", TEXT)
    return value


def is_upper_case_code(text: str) -> bool:
    """Whether a text is a free code in upper case, such as a reason for finding a case serious."""
    return _CODE.fullmatch(text) is not None


Text = Annotated[str, Strict()]
_INSTANT_SCHEMA: Final = {"type": "string", "format": "date-time", "description": INSTANT.en}
Instant = Annotated[datetime, PlainValidator(instant_of), WithJsonSchema(_INSTANT_SCHEMA)]
Day = Annotated[str, PlainValidator(day_of), WithJsonSchema({"type": "string", "description": DAY.en})]
Money = Annotated[
    Decimal,
    PlainValidator(_money_text),
    WithJsonSchema({"type": "string", "pattern": f"^{_MONEY.pattern}$", "description": MONEY.en}),
]
Number = Annotated[Decimal, PlainValidator(number_of), WithJsonSchema({"type": "number"})]
Grams = Annotated[
    Decimal, PlainValidator(grams_of), WithJsonSchema({"type": "number", "minimum": 0, "maximum": GRAM_LIMIT})
]
Share = Annotated[Decimal, PlainValidator(share_of), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
Count = Annotated[
    int, PlainValidator(count_of), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": COUNT_LIMIT})
]
Hours = Annotated[int, PlainValidator(hours_of), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 8760})]
Id = Annotated[str, PlainValidator(id_of), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200})]
Currency = Annotated[str, PlainValidator(currency_of), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
TextOrNumber = Annotated[
    str | Decimal, PlainValidator(text_or_number_of), WithJsonSchema({"type": ["string", "number"]})
]
Box = Annotated[
    tuple[int, int, int, int],
    PlainValidator(box_of),
    WithJsonSchema({"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 4, "maxItems": 4}),
]
FreeObject = Annotated[dict[str, Any], Field(description="Keys are free.")]

"""The carriers' number formats and names, one YAML file each, found by walking this folder.

A file has ``code``, ``name`` (zh, en), ``aliases``, ``patterns`` (whole number, capital letters, no spaces),
optionally ``check_digit``, and test numbers ``valid`` and ``invalid``. Patterns overlap: a number may fit several
carriers.

>>> check_digit_holds("RB123456785GB")
True
>>> carriers_of("SF1234567890123")
('SF',)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier: how its numbers look and what it is called."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    check_digit: str | None
    valid: tuple[str, ...]
    invalid: tuple[str, ...]

    def fits(self, number: str) -> bool:
        """Whether a number has this carrier's form and, where it has one, a right check digit."""
        if not any(pattern.fullmatch(number) for pattern in self.patterns):
            return False
        return self.check_digit is None or s10_holds(number)


def s10_holds(number: str) -> bool:
    """Whether the ninth digit of an S10 number is right (UPU S10, modulo 11)."""
    digits = [int(char) for char in number if char.isdigit()]
    if len(digits) != 9:
        return False
    rest = 11 - sum(weight * digit for weight, digit in zip(_S10_WEIGHTS, digits, strict=False)) % 11
    return digits[8] == {10: 0, 11: 5}.get(rest, rest)


@lru_cache(maxsize=1)
def all_carriers() -> dict[str, Carrier]:
    """Code to carrier, in the order of codes."""
    import yaml  # here, so that the command line starts without it

    out: dict[str, Carrier] = {}
    for entry in sorted(resources.files(__package__).iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        data = yaml.safe_load(entry.read_text(encoding="utf-8"))
        out[data["code"]] = Carrier(
            code=data["code"],
            zh=data["name"]["zh"],
            en=data["name"]["en"],
            aliases=tuple(data["aliases"]),
            patterns=tuple(re.compile(pattern) for pattern in data["patterns"]),
            check_digit=data.get("check_digit"),
            valid=tuple(data["valid"]),
            invalid=tuple(data["invalid"]),
        )
    return out


@lru_cache(maxsize=4096)
def carriers_of(number: str) -> tuple[str, ...]:
    """Codes of the carriers whose form a number has; empty where none knows it."""
    return tuple(code for code, carrier in all_carriers().items() if carrier.fits(number))


def check_digit_holds(number: str) -> bool | None:
    """Whether a number's check digit is right; None where its form has none."""
    if re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", number):
        return s10_holds(number)
    return None


def named_in(text: str) -> str | None:
    """Code of the carrier named in a text, or None. Short Latin names count as whole words only."""
    lowered = text.lower()
    for code, carrier in all_carriers().items():
        for name in (*carrier.aliases, carrier.zh, carrier.en):
            low = name.lower()
            if low.isascii():
                if re.search(rf"(?<![a-z0-9]){re.escape(low)}(?![a-z0-9])", lowered):
                    return code
            elif low in lowered:
                return code
    return None

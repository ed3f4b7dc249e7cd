"""Tax ids of Chinese companies (统一社会信用代码, GB 32100-2015): 17 characters and a check character.

>>> holds("91310110666007217T"), holds("91310110666007217U")
(True, False)
>>> found_in("纳税人识别号:91310115591693856A")
('91310115591693856A',)
"""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_FORM = re.compile(r"(?<![0-9A-Z])[159AN][1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")


def holds(code: str) -> bool:
    """Whether the last of 18 characters is the check character of the 17 before it."""
    if len(code) != 18 or any(char not in ALPHABET for char in code):
        return False
    weighed = sum(ALPHABET.index(char) * weight for char, weight in zip(code, WEIGHTS, strict=False))
    return ALPHABET[(31 - weighed % 31) % 31] == code[-1]


def found_in(text: str) -> tuple[str, ...]:
    """What has the form of a tax id in a text, whether its check character holds or not."""
    return tuple(_FORM.findall(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()))

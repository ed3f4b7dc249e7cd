"""Texts as suggested findings compare them: NFKC, no white space, no case, simplified characters (SEMANTICS 44).

The table of characters is committed and not taken from a package: a ruling made today is replayed years from now, and a
newer table would make two texts equal that were not. Only single characters are converted; equality needs no more.

>>> same_words("ＡＢ－10 號", "ab-10号"), same_words("力行健身", "力行 健身器材")
(True, False)
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from adjudicator.intake.comparisons import plain_text

_TABLE = Path(__file__).with_name("simplified.txt")


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return plain_text(text).casefold().translate(_simplified())


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional characters to simplified ones, for `str.translate`."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {ord(traditional): line[0] for line in lines if not line.startswith("#") for traditional in line[1:]}

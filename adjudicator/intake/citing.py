"""How a thing of the record is cited in a proof: by its id, or by its path where the id could be taken for that of a step."""

from __future__ import annotations

import re

_STEP = re.compile(r"s[0-9]+")


def cited(given: str, path: str) -> str:
    """The id of a thing that lies at a path of the record, unless a step of a proof might bear the same.

    >>> cited("E1", "$.exhibits[0]"), cited("s20", "$.exhibits[1]")
    ('E1', '$.exhibits[1]')
    """
    return path if _STEP.fullmatch(given) else given

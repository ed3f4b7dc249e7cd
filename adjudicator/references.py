"""References inside a case: the ids that there are, and what to say of one that leads nowhere (SEMANTICS 36)."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import Any

from adjudicator.errors import Bilingual


def ids_of(items: Iterable[Any] | None) -> set[str] | None:
    """The ids of a list; None where the list itself can't be read."""
    return None if items is None else {item.id for item in items if item is not None and item.id is not None}


def named(known: Iterable[str], zh: str, en: str) -> Bilingual:
    """That the id of one of the known artefacts was expected."""
    ids = ", ".join(nsmallest(10, known))
    if not ids:
        return Bilingual(f"已在案{zh}的编号(本案没有)", f"the id of {en} of this case, and it has none")
    return Bilingual(f"已在案{zh}的编号:{ids}", f"the id of {en} of this case: {ids}")

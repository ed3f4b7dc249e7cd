"""Signs that a picture is a screenshot or went through an editor: flags for a person, never a ground by themselves."""

from __future__ import annotations

import re

from evidence_checks.reading import Page

EQUAL_NEIGHBOURS = 0.8
"""Share of equal horizontal neighbours from which a picture counts as drawn by a machine, not taken by a camera."""
EDITORS = re.compile(r"photoshop|gimp|snapseed|meitu|美图|picsart|lightroom|affinity|paint", re.IGNORECASE)


def equal_neighbours(page: Page) -> float:
    """Share of horizontally neighbouring pixels that are exactly equal, on every eighth row; 0 to 1."""
    rows = page.pixels[:: max(1, page.height // 160)]
    return float((rows[:, 1:] == rows[:, :-1]).all(axis=2).mean())


def flags(page: Page) -> list[dict[str, object]]:
    """Advisory flags of one page: ``screenshot``, ``editing_software``."""
    out: list[dict[str, object]] = []
    share = equal_neighbours(page)
    if share >= EQUAL_NEIGHBOURS:
        out.append(
            {
                "flag": "screenshot",
                "page": page.number,
                "equal_neighbours": round(share, 3),
                "threshold": EQUAL_NEIGHBOURS,
            }
        )
    software = page.facts.get("software", "")
    if EDITORS.search(software):
        out.append({"flag": "editing_software", "page": page.number, "software": software[:80]})
    return out

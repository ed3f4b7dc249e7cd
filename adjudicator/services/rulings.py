"""Opens a ruling and its record again: the case as it was sealed, and the very rules it was made under."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adjudicator.case import Case, load_case
from adjudicator.record import Record, seal
from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.versions import frozen, load_version
from adjudicator.services.exhibits import Progress, look_at_case


def sealed(data: bytes, folder: Path, on_progress: Progress | None = None) -> Record:
    """The record of a case document; exhibits that are given as files are read first.

    Raises `Refused` where the document, or one of its files, cannot be used.
    """
    case: Case = load_case(data, folder=folder)
    reports = {name: one.report for name, one in look_at_case(case, folder, on_progress=on_progress).items()}
    return seal(case, reports)


def rules_of(ruling: Mapping[str, Any], root: Path) -> Rulebook | None:
    """The ruleset that a ruling names: its frozen version, else the working rules where their digest is the ruling's.

    None where neither says what the ruling's ruleset said.
    """
    version, digest = ruling["ruleset"]["version"], ruling["ruleset"]["digest"]
    if version in frozen(root):
        kept = load_version(root, version)
        if kept.digest == digest:
            return kept
    working = load_rulebook(root, check=False)
    return working if working.digest == digest else None

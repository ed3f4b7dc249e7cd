"""Opens a ruling and its record again: the case as it was sealed, and the very rules it was made under."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from adjudicator.case import Case, load_case
from adjudicator.errors import Bilingual, Refused, fault
from adjudicator.record import Record, seal, shanghai_text
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


class RulesetNotHere(Exception):
    """That a rules folder does not hold the ruleset that a ruling was made under."""

    def __init__(self, ruling: Mapping[str, Any], folder: Path) -> None:
        self.version: str = ruling["ruleset"]["version"]
        self.digest: str = ruling["ruleset"]["digest"]
        self.folder = folder
        super().__init__(f"{self.version} ({self.digest[:12]}) is not in {folder}")


def check_supersedes(earlier: Mapping[str, Any], case: Case) -> None:
    """That a ruling can be replaced by one on this case: it is of the same case, and not of a later instant.

    Raises `Refused` (CONTRADICTION, EVENTS_OUT_OF_ORDER) at the case's ``$.id`` or ``$.as_of``.
    """
    faults = []
    if earlier["case_id"] != case.id:
        wanted = Bilingual(
            f"与所取代裁决的案件一致：{earlier['case_id']}", f"the case of the replaced ruling, {earlier['case_id']}"
        )
        faults.append(fault("CONTRADICTION", "$.id", case.id, wanted))
    if datetime.fromisoformat(earlier["as_of"]) > case.as_of:
        wanted = Bilingual(
            f"不早于所取代的裁决：{earlier['as_of']}", f"not before the replaced ruling, {earlier['as_of']}"
        )
        faults.append(fault("EVENTS_OUT_OF_ORDER", "$.as_of", shanghai_text(case.as_of), wanted))
    if faults:
        raise Refused(faults, case.id)


def rules_of(ruling: Mapping[str, Any], root: Path) -> Rulebook | None:
    """The ruleset that a ruling names: its frozen version, else whatever here says the same under another name.

    A digest is of what rules say, not of their name, so rules with the ruling's digest are the ruling's rules: the
    working ones, or a frozen version. They come under the name that the ruling gives them. None where none are here.
    """
    version, digest = ruling["ruleset"]["version"], ruling["ruleset"]["digest"]
    kept = frozen(root)
    if version in kept and digest_on_file(root, version) == digest:
        return load_version(root, version)
    found = load_rulebook(root, check=False)
    if found.digest != digest:
        other = next((name for name in kept if name != version and digest_on_file(root, name) == digest), None)
        if other is None:
            return None
        found = load_version(root, other)
    return found if found.version == version else replace(found, version=version)


def digest_on_file(root: Path, version: str) -> str | None:
    """The digest that a frozen version claims; None where its file cannot be read. `load_version` checks the claim."""
    try:
        form = json.loads((root / "versions" / f"{version}.json").read_text(encoding="utf-8"))
        return str(form["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""Which ruleset version a case is ruled under, and why: ``ruleset.selected_because`` of the ruling (CONTRACT 3).

Asked for by name, it is that version. A case that was ruled before keeps the version of that ruling, so that a dispute
in flight never changes its rules under the parties' feet. Otherwise it is the working ruleset: the sources of the
policy carry no dates, so none of its versions can claim a day on which it came into force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adjudicator.errors import Bilingual
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.versions import load_version
from adjudicator.services.rulings import RulesetNotHere, rules_of


@dataclass(frozen=True, slots=True)
class Selected:
    """A ruleset, and why it was taken."""

    rulebook: Rulebook
    because: Bilingual


def select(root: Path, asked: str | None = None, earlier: Mapping[str, Any] | None = None) -> Selected:
    """The ruleset of a case: the one `asked` for, else that of the `earlier` ruling on it, else the working one.

    Raises `VersionFault` for a version that is not there, `RulesetNotHere` where the earlier ruling's rules are not.
    """
    if asked is not None:
        rulebook = load_version(root, asked)
        return Selected(rulebook, asked_for(rulebook.version))
    if earlier is not None:
        kept = rules_of(earlier, root)
        if kept is None:
            raise RulesetNotHere(earlier, root)
        return Selected(kept, kept_from(kept.version, earlier["digest"]))
    rulebook = load_version(root)
    return Selected(rulebook, working(rulebook.version))


def asked_for(version: str) -> Bilingual:
    """That somebody named the version."""
    return Bilingual(f"应要求采用规则版本 {version}。", f"The ruleset version {version} was asked for.")


def kept_from(version: str, digest: str) -> Bilingual:
    """That the case was ruled before; `digest` is that of the earlier ruling."""
    return Bilingual(
        f"本案此前的裁决（{digest[:12]}）依规则版本 {version} 作出，在办案件沿用原版本。",
        f"The ruling before this one ({digest[:12]}) was made under {version}; a case in flight keeps its version.",
    )


def working(version: str) -> Bilingual:
    """That nobody named a version and no ruling went before."""
    return Bilingual(
        f"未指定规则版本，采用本程序现行版本 {version}；条款来源均无日期。",
        f"No version was asked for: the working ruleset {version}; the sources carry no dates.",
    )


def said_by(ruling: Mapping[str, Any]) -> Bilingual:
    """Which of these sentences a ruling holds, for its replay; where it holds none of them, the working ruleset's."""
    version, said = ruling["ruleset"]["version"], ruling["ruleset"]["selected_because"]
    reasons = [asked_for(version)]
    if ruling["supersedes"] is not None:
        reasons.append(kept_from(version, ruling["supersedes"]))
    return next((one for one in reasons if {"zh": one.zh, "en": one.en} == said), working(version))

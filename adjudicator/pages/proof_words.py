"""The proof of a ruling as people read it: steps that say the same are told once, and the decisive ones come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adjudicator.pages.rule_words import rule_named, source_of, title_of
from adjudicator.pages.words import Lang, both, word

if TYPE_CHECKING:
    from adjudicator.rulebook.model import Rulebook

DECISIVE: Final = ("disposition", "tier", "penalty", "codes", "remedy", "obligation", "appeal.allowed")
"""The facts whose steps say how the case ends, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """One or several neighbouring steps that apply the same rule to the same thing on the same grounds."""

    ids: tuple[str, ...]
    title: str
    is_rule: bool
    about: str | None
    provisional: bool
    because: str
    clauses: tuple[str, ...]
    quote: str
    document: str
    rests_on: tuple[str, ...]
    concludes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The ids in short: ``s4`` or ``s4–s6``."""
        return self.ids[0] if len(self.ids) == 1 else f"{self.ids[0]}–{self.ids[-1]}"


def told(reasons: Sequence[Mapping[str, Any]], rulebook: Rulebook, lang: Lang) -> tuple[Told, ...]:
    """The steps of a proof, in order of derivation."""
    groups: list[list[Mapping[str, Any]]] = []
    for step in reasons:
        if groups and _same(groups[-1][0], step):
            groups[-1].append(step)
        else:
            groups.append([step])
    return tuple(_told(group, rulebook, lang) for group in groups)


def decisive(steps: Sequence[Told]) -> tuple[Told, ...]:
    """The steps that say how the case ends, each once."""
    ranked = [
        (min(DECISIVE.index(fact) for fact in step.concludes if fact in DECISIVE), step)
        for step in steps
        if step.is_rule and set(step.concludes) & set(DECISIVE)
    ]
    return tuple(step for _, step in sorted(ranked, key=lambda pair: pair[0]))


def asked_in_words(fact: str, rulebook: Rulebook, lang: Lang) -> str:
    """What is asked for: the word of the closed lists, else the name that the vocabulary gives the fact."""
    for group in ("fact", "field"):
        named = word(group, fact, lang)
        if named != fact:
            return named
    for declared in rulebook.facts.values():
        if fact in (declared.asked_as, declared.name):
            return declared.name_in.zh if lang == "zh" else declared.name_in.en
    return fact


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (
        all(one[key] == other[key] for key in ("rule", "about", "status", "because", "from"))
        and one["rule"] != "otherwise"
    )


def _told(group: Sequence[Mapping[str, Any]], rulebook: Rulebook, lang: Lang) -> Told:
    first = group[0]
    source, title = source_of(rulebook, first["rule"]), title_of(rulebook, first["rule"])
    document = rulebook.documents.get(source.document) if source else None
    return Told(
        ids=tuple(step["id"] for step in group),
        title=title.zh if lang == "zh" else title.en,
        is_rule=rule_named(rulebook, first["rule"]) is not None,
        about=first["about"],
        provisional=first["status"] == "provisional",
        because=both(first["because"], lang),
        clauses=tuple(first["clauses"]),
        quote=source.text if source else "",
        document=document.title if document else "",
        rests_on=tuple(first["from"]),
        concludes=tuple(dict.fromkeys(step["concludes"] for step in group)),
    )

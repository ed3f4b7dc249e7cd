"""The words of the clauses that a statement of reasons cites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from adjudicator.pages.rule_words import source_of
from adjudicator.pages.statement import Quoted
from adjudicator.rulebook.model import Rulebook, Source

DIGEST: Final = "policy-digest"
CONVENTIONS: Final[Mapping[str, str]] = {
    "convention 1": "A rule needing an unknown yields `PENDING(missing=...)`, "
    "or the burden-of-proof consequence once its deadline has passed.",
    "convention 7": "**No rule applies -> `NO_RULE_APPLIES`, escalate** (MK-ESC); never a default ruling.",
}
"""What is cited where no rule concludes anything: something is open, or no rule applies; verbatim from the digest."""


def quotes_of(clauses: Iterable[str], ruling: Mapping[str, Any], rulebook: Rulebook) -> tuple[Quoted, ...]:
    """The words of clauses: those that steps of the ruling apply, else the first that any rule applies."""
    used = [source_of(rulebook, step["rule"]) for step in ruling["reasons"]]
    applied = [one for one in used if one is not None]
    book = [rule.source for rule in rulebook.rules.values()]
    book += [one.source for one in rulebook.measures.values()] + [one.source for one in rulebook.clocks.values()]
    quoted = []
    for clause in clauses:
        found = _words_of(clause, applied) or _words_of(clause, book)[:1]
        if clause in CONVENTIONS and not any(CONVENTIONS[clause] == one.text for one in found):
            found.append(Source(DIGEST, clause, CONVENTIONS[clause]))
        for one in found:
            document = rulebook.documents.get(one.document)
            quoted.append(Quoted(clause, one.text, one.document if document is None else document.title))
    return tuple(quoted)


def _words_of(clause: str, sources: Iterable[Source]) -> list[Source]:
    return list(dict.fromkeys(one for one in sources if one.clause == clause))

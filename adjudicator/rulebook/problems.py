"""What is wrong in a rules folder, in words for the person who wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from adjudicator.rulebook.model import Place, Text2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a rules folder: where it stands, what was expected there, and the nearest word that exists."""

    file: str
    line: int
    code: str
    message: Text2 = field(compare=False)
    expected: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.message.en}" + self._hint("expected", "did you mean")

    def in_language(self, language: str) -> str:
        """The same in one line of Chinese (``zh``) or English (``en``)."""
        if language != "zh":
            return str(self)
        return f"{self.file}:{self.line}: {self.code}: {self.message.zh}" + self._hint("應為", "是否想寫")

    def _hint(self, expected: str, nearest: str) -> str:
        text = f" · {expected}: {self.expected}" if self.expected else ""
        return text + (f" · {nearest}: {self.nearest}" if self.nearest else "")


class RulebookFaults(Exception):
    """The folder cannot be used; `problems` lists everything that is wrong with it, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.code, p.message.en)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Findings:
    """Collects problems while a folder is read, so that a person sees all of them at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.read_elsewhere: set[str] = set()
        """Words that no rule need read, because their declaration says which other part of the program does."""

    def add(
        self,
        code: str,
        place: Place,
        zh: str,
        en: str,
        *,
        expected: str | None = None,
        nearest: str | None = None,
    ) -> None:
        """Notes one problem."""
        self.problems.append(Problem(place.file, place.line, code, Text2(zh, en), expected, nearest))

    def unknown(self, code: str, place: Place, zh: str, en: str, word: str, known: Iterable[str]) -> None:
        """Notes a word that is not in a closed list; `zh` and `en` name the list."""
        known = sorted(known)
        expected = ", ".join(known) if 0 < len(known) <= 20 else None
        self.add(
            code,
            place,
            f"「{word}」不是已知的{zh}",
            f"“{word}” is not a known {en}",
            expected=expected,
            nearest=nearest(word, known),
        )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, or None if none is.

    >>> nearest("severty", ["severity", "tier"])
    'severity'
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None

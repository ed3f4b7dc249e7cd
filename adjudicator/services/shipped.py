"""What comes with the program: the rules, and in a checkout the disputes of the demonstration."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def rules_folder(given: Path | None = None) -> Path:
    """The folder of rules to use: the one given, else that of the checkout, else the one inside the package."""
    if given is not None:
        return given
    beside = _PACKAGE.parent / "rules"
    return beside if (beside / "vocabulary.yaml").is_file() else _PACKAGE / "_rules"


def case_folders(given: Path | None = None) -> tuple[Path, ...]:
    """The folders that hold a ``case.json``, by name: those of ``fixtures/cases`` unless another folder is given.

    Empty where there are none, as in an installed package without a checkout.
    """
    root = given if given is not None else _PACKAGE.parent / "fixtures" / "cases"
    return tuple(sorted(path.parent for path in root.glob("*/case.json")))

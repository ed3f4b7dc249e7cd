"""Freezes the working rules and writes the rulings of a release, which are replayed for ever.

    python -m tests.make_release_rulings            # the version that rules/version.yaml names
    python -m tests.make_release_rulings --again    # the same version anew: only before anybody was given it

Per case ``fixtures/rulings/VERSION/CASE.record.json`` (the sealed record) and ``CASE.ruling.json`` (canonical bytes).
The cases: the shipped disputes, their pictures read once, and cases of every platform from the oracle's vectors and
generator; some of them ruled under another reading, some ruled a second time after a correction.
"""

from __future__ import annotations

import copy
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adjudicator.case import Case, load_case
from adjudicator.record import record_text
from adjudicator.rulebook.versions import current, freeze, load_version
from adjudicator.ruling import ruling_bytes
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.exhibits import look_at_case
from adjudicator.services.selection import asked_for, kept_from
from adjudicator.services.shipped import case_folders, rules_folder
from tests.oracle.generator import random_case
from tests.oracle.vectors import vectors

RULINGS = Path(__file__).resolve().parents[1] / "fixtures" / "rulings"
VECTORS = (
    *("V4c", "V9", "V11", "V13", "V14", "V17", "V23", "V24", "V25a", "V26", "V27", "V28", "V30", "V31a", "V33", "V34"),
    *("V35a", "V36", "V37", "V38a", "V39", "V41a", "V42", "V44"),
)
READ_OTHERWISE = {"V4c": {"parse.4_2b": "B"}, "V31a": {"ticket.reappeal": "true"}}
"""Vectors that are also ruled under another reading."""
CORRECTION = {"fact": "field_value", "field": "tracking_number", "value": "SF2", "by": "arbitrator-1"}
"""What a person reads on the exhibit of V17, after which it is ruled again."""


def release_cases() -> Iterator[tuple[str, Case, dict[str, dict[str, Any]]]]:
    """Each case by its name, with the reports of its pictures."""
    for folder in case_folders():
        case = load_case((folder / "case.json").read_bytes(), folder=folder)
        yield folder.name, case, {name: one.report for name, one in look_at_case(case, folder).items()}
    for name, document, _ in vectors():
        if name in VECTORS:
            yield name, load_case({**document, "id": name}), {}
    for platform in ("tmall", "generic", "pinduoduo"):
        yield f"random_{platform}", load_case({**random_case(random.Random(2026), platform), "id": platform}), {}


def write_release(root: Path, into: Path) -> Path:
    """Freezes the working rules under their own name and writes the release's folder, whole or not at all."""
    version = current(root)
    freeze(root, version)
    folder, made = into / version, into / f".{version}.partial"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    adjudicator = Adjudicator(load_version(root, version))
    because = asked_for(version)
    for name, case, reports in release_cases():
        ruled = adjudicator.rule(case, reports, because=because)
        _write(made, name, record_text(ruled.record), ruled.ruling)
        if name in READ_OTHERWISE:
            again = adjudicator.rule_record(ruled.record, readings=READ_OTHERWISE[name], because=because)
            _write(made, f"{name}_read_otherwise", record_text(ruled.record), again)
        if name == "V17":
            document = copy.deepcopy(ruled.record.document)
            finding = {**CORRECTION, "about": document["exhibits"][0]["id"], "at": document["as_of"]}
            document.setdefault("human_findings", []).append(finding)
            digest = ruled.ruling["digest"]
            second = adjudicator.rule(load_case(document), supersedes=digest, because=kept_from(version, digest))
            _write(made, f"{name}_corrected", record_text(second.record), second.ruling)
    made.rename(folder)
    return folder


def _write(folder: Path, name: str, record: str, ruling: dict[str, Any]) -> None:
    (folder / f"{name}.record.json").write_text(record + "\n", "utf-8")
    (folder / f"{name}.ruling.json").write_bytes(ruling_bytes(ruling) + b"\n")


def main(arguments: list[str]) -> int:
    """The exit status: 1 where the release was written before."""
    root = rules_folder()
    version = current(root)
    if arguments == ["--again"]:
        (root / "versions" / f"{version}.json").unlink(missing_ok=True)
        shutil.rmtree(RULINGS / version, ignore_errors=True)
    if (RULINGS / version).exists():
        sys.stderr.write(f"{version} was released already; a changed ruleset needs a new name in rules/version.yaml\n")
        return 1
    folder = write_release(root, RULINGS)
    sys.stdout.write(f"{folder.relative_to(RULINGS.parents[1])}: {len(list(folder.glob('*.ruling.json')))} rulings\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

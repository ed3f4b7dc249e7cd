"""How right the evidence checks are on labelled pictures, with 95 % intervals, beside two plain readers.

    python -m fixtures.generate --many 500 --seed 8202 --out /tmp/pictures
    python benchmarks/accuracy.py /tmp/pictures [FOLDER…] [--limit N] [--beside N] [--json OUT] [--doc docs/accuracy.md]

FOLDERs hold pictures with ``labels.jsonl``, at any depth. ``--limit``: the first N pictures of each folder that has
labels. ``--beside``: of each of those, the first N are also read without the cache and timed, and given to plain
RapidOCR and plain tesseract with regular expressions (`plain_readers.py`). ``--json`` keeps a row per picture; with
``--resume`` the rows it has already are kept, so that a long run can be done in slices (``--seconds``). ``--doc``
writes the page from the rows. ``ADJUDICATOR_CACHE`` says where readings are kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from adjudicator.errors import Refused  # noqa: E402 - the checkout is put on the path first
from adjudicator.rulebook.load import load_rulebook  # noqa: E402
from adjudicator.services.adjudicate import Adjudicator  # noqa: E402
from adjudicator.services.check import judge_report  # noqa: E402
from adjudicator.services.shipped import rules_folder  # noqa: E402
from benchmarks import accuracy_page, plain_readers  # noqa: E402
from benchmarks.accuracy_labels import ASKED, Label, labels_of  # noqa: E402
from evidence_checks.cache import default_cache  # noqa: E402
from evidence_checks.check import check_exhibit  # noqa: E402
from evidence_checks.errors import EvidenceFault  # noqa: E402
from evidence_checks.reader import read_exhibit  # noqa: E402


def main() -> int:
    """Measures what is not in the rows yet, writes them and the page. Exit status 2 where there is nothing to measure."""
    options = _options()
    chosen = _chosen(options.pictures, options.limit)
    rows = _kept(options.json) if options.resume and options.json else {}
    todo = [(label, beside) for label, beside in chosen.items() if _key(label) not in rows]
    if not rows and not todo:
        print("no labelled pictures: give folders with labels.jsonl", file=sys.stderr)
        return 2
    measured = _Measured(any(place < options.beside for _, place in todo))
    started = time.monotonic()
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("checking", total=len(todo))
        for label, place in todo:
            if options.seconds and time.monotonic() - started > options.seconds:
                break
            bar.update(task, description=f"checking {label.path.name}")
            row = rows[_key(label)] = measured.row(label, place < options.beside)
            if options.json:  # each as it comes, so that a run that is cut off can be resumed
                with options.json.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
            bar.advance(task)
    wanted = {_key(label) for label in chosen}
    found = [rows[key] for key in sorted(rows) if key in wanted or not chosen]
    if options.json:
        options.json.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    print(accuracy_page.summary(found))
    left = len(wanted) - len(found)
    if left > 0:
        print(f"{left} pictures are left: run again with --resume", file=sys.stderr)
    if options.doc:
        options.doc.write_text(accuracy_page.page(found), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How right the evidence checks are on labelled pictures.")
    parser.add_argument("pictures", nargs="*", type=Path, help="folders with labels.jsonl at any depth")
    parser.add_argument("--limit", type=int, help="the first N pictures of each folder")
    parser.add_argument("--beside", type=int, default=0, help="of each folder the first N: timed, and read plainly")
    parser.add_argument("--json", type=Path, help="a row per picture, one JSON document a line")
    parser.add_argument("--resume", action="store_true", help="keep the rows that --json has already")
    parser.add_argument("--seconds", type=float, help="stop after the picture at which this much time has passed")
    parser.add_argument("--doc", type=Path, help="where the page is written")
    return parser.parse_args()


def _chosen(folders: list[Path], limit: int | None) -> dict[Label, int]:
    """The labels to measure, with their place in their folder."""
    out: dict[Label, int] = {}
    for folder in folders:
        places: dict[tuple[Path, str], int] = {}
        for label in labels_of(folder):
            # Real pictures lie in many small folders: there the kind counts.
            group = (label.path.parent if label.origin == "made" else folder, label.kind)
            place = places.get(group, 0)
            if limit is None or place < limit:
                out[label] = place
            places[group] = place + 1
    return out


def _key(label: Label) -> str:
    return f"{label.origin}/{label.seed or ''}/{label.kind}/{label.path.name}"


def _kept(path: Path) -> dict[str, dict[str, Any]]:
    if not path.is_file():
        return {}
    return {row["key"]: row for row in map(json.loads, path.read_text("utf-8").splitlines())}


class _Measured:
    """The checks as they come, the rules, and the two plain readers."""

    def __init__(self, beside: bool) -> None:
        self._judge = Adjudicator(load_rulebook(rules_folder(), check=False))
        self._cache = default_cache()
        self._rapid = plain_readers.rapidocr() if beside else None
        self._tesseract = plain_readers.tesseract() if beside else None

    def row(self, label: Label, beside: bool) -> dict[str, Any]:
        """Everything about one picture: what is true, what was said, and by the plain readers if ``beside``."""
        row: dict[str, Any] = {
            "key": _key(label),
            "sha256": hashlib.sha256(label.path.read_bytes()).hexdigest(),
            "label": _label_out(label),
        }
        try:
            started = time.perf_counter()
            reading = read_exhibit([label.path], cache=None if beside else self._cache)
            report = check_exhibit(reading, label.kind)
            seconds = time.perf_counter() - started
            judged = judge_report(report, self._judge)
        except (EvidenceFault, Refused) as fault:
            row["got"] = {"fault": str(fault), "verdict": "refused", "reasons": [], "fields": {}, "quality": {}}
            return row
        row["got"] = {
            "verdict": judged["verdict"],
            "reasons": sorted({f"{one['code']}({one.get('field') or ''})" for one in judged["reasons"]}),
            "document_type": report["document_type"]["value"],
            "red_seal": report["marks"]["red_seal"]["present"],
            "all_text_handwritten": report["marks"]["all_text_handwritten"],
            "all_text_printed": report["marks"]["all_text_printed"],
            "fields": report["fields"],
            "quality": report["quality"]["fields"],
            "causes": report["quality"]["pages"][0]["causes"],
        }
        if beside:
            row["seconds"] = {"check": seconds}
            row["plain"] = self._plainly(label, reading.pages[0].pixels, row["seconds"])
        return row

    def _plainly(self, label: Label, pixels: Any, seconds: dict[str, float]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name, engine in (("rapidocr", self._rapid), ("tesseract", self._tesseract)):
            if engine is None:
                continue
            started = time.perf_counter()
            lines = engine(pixels)
            seconds[name] = time.perf_counter() - started
            found = plain_readers.fields(lines)
            out[name] = {"fields": found, "verdict": plain_readers.verdict(label.kind, found)}
        return out


def _label_out(label: Label) -> dict[str, Any]:
    return {
        "file": label.path.name,
        "kind": label.kind,
        "origin": label.origin,
        "seed": label.seed,
        "scene": label.scene,
        "faults": list(label.faults),
        "marks": list(label.marks),
        "doubtful": label.doubtful,
        "verdict": label.verdict,
        "asked": list(ASKED[label.kind]),
        "facts": dict(label.facts),
        "fields": {name: asdict(one) for name, one in label.fields.items()},
    }


if __name__ == "__main__":
    sys.exit(main())

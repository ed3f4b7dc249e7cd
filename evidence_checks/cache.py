"""Remembers what was read on a picture, so that a picture is read once: text lines, codes and the turn, never pixels.

An entry is a JSON file named by the digest of the picture's bytes, the page, and the versions of everything that read
it: a new model, runtime or decoder reads anew. Reports and verdicts are never kept here. Entries are written whole or
not at all, a damaged entry is read anew, and the oldest leave when there is too much.

The folder is the user's cache folder, or ``ADJUDICATOR_CACHE``; ``ADJUDICATOR_CACHE=none`` keeps nothing. Readings
hold what is written on evidence, so the folder is the user's alone. A pre-check uses no cache at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_checks.reading import Code, TextLine

MAX_BYTES = 256 * 1024 * 1024
_PRUNE_EVERY = 64
_SCHEMA = "cached-page/1"


@dataclass(frozen=True, slots=True)
class CachedPage:
    """What was read on one page; boxes are those of the page after its turn (degrees clockwise)."""

    turned: int
    lines: tuple[TextLine, ...]
    codes: tuple[Code, ...]


class ReadingCache:
    """A folder of cached pages. Whatever the disk refuses is not an error: the page is then read again."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._written = 0

    def get(self, sha256: str, page: int, versions: Mapping[str, str]) -> CachedPage | None:
        """The page as it was read before by the same versions, or None."""
        path = self._path(sha256, page, versions)
        try:
            document = json.loads(path.read_text("utf-8"))
            if document["schema"] != _SCHEMA or document["versions"] != dict(versions):
                return None
            found = CachedPage(
                int(document["turned"]),
                tuple(_line(entry) for entry in document["lines"]),
                tuple(
                    Code(str(entry["format"]), str(entry["text"]), _box(entry["box"])) for entry in document["codes"]
                ),
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return found

    def put(self, sha256: str, page: int, versions: Mapping[str, str], read: CachedPage) -> None:
        """Keeps what was read on a page."""
        document = {
            "schema": _SCHEMA,
            "versions": dict(versions),
            "turned": read.turned,
            "lines": [
                {"text": line.text, "box": line.box, "confidence": line.confidence, "corners": line.corners}
                for line in read.lines
            ],
            "codes": [{"format": code.format, "text": code.text, "box": code.box} for code in read.codes],
        }
        path = self._path(sha256, page, versions)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, held = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(document, file, ensure_ascii=False)
                Path(held).replace(path)
            except BaseException:
                Path(held).unlink(missing_ok=True)
                raise
        except OSError:
            return
        self._written += 1
        if self._written % _PRUNE_EVERY == 1:
            self.prune()

    def prune(self) -> None:
        """Removes the entries unused for longest until the folder is within its size."""
        entries = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                entries.append((state.st_mtime, state.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries, key=lambda entry: entry[0]):
            if total <= self._max_bytes:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _path(self, sha256: str, page: int, versions: Mapping[str, str]) -> Path:
        readers = hashlib.sha256(json.dumps(sorted(versions.items())).encode()).hexdigest()[:16]
        return self._folder / sha256[:2] / f"{sha256}-{page}-{readers}.json"


def default_cache() -> ReadingCache | None:
    """The cache of this user, or None where the environment says ``ADJUDICATOR_CACHE=none``."""
    told = os.environ.get("ADJUDICATOR_CACHE", "")
    if told.lower() == "none":
        return None
    if told:
        return ReadingCache(Path(told) / "readings")
    import platformdirs

    return ReadingCache(Path(platformdirs.user_cache_dir("adjudicator", appauthor=False)) / "readings")


def _line(entry: Any) -> TextLine:
    a, b, c, d = ((float(x), float(y)) for x, y in entry["corners"])
    confidence = float(entry["confidence"])
    if not 0 <= confidence <= 1:
        raise ValueError("a confidence is between 0 and 1")
    return TextLine(str(entry["text"]), _box(entry["box"]), confidence, (a, b, c, d))


def _box(entry: Any) -> tuple[int, int, int, int]:
    x, y, width, height = (int(value) for value in entry)
    return x, y, width, height

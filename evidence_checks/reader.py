"""Reads an exhibit: its files to pixels, the codes and the lines on each page, as one `Reading`.

Codes come before text: they are cheap, exact, and the best check of what is printed beside them. Each picture is
decoded anew and read once; what was read is remembered where a cache is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_checks.cache import CachedPage, ReadingCache
from evidence_checks.codes import codes_version, read_codes
from evidence_checks.decode import Decoded, decode_pages, decoder_version, read_file
from evidence_checks.document_worker import MAX_PAGES
from evidence_checks.errors import EvidenceFault
from evidence_checks.reading import Code, Page, Reading, SourceFile
from evidence_checks.text.rapid import rapid_reader, reader_versions
from evidence_checks.text.turning import turned_box, turned_pixels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_FILES = 20
REVISION = "1"
"""Raised when the same pixels are read differently (sizes, thresholds, turning): cached readings are then stale."""

Progress = Callable[[str, int, int], None]
"""Called with the name of the file that is read next, its number from 1, and how many there are."""


def read_exhibit(files: Sequence[Path], *, cache: ReadingCache | None, on_progress: Progress | None = None) -> Reading:
    """Reads the pages of one exhibit in page order: each file is a picture or a document of several pages.

    All files are opened before the first is read, so that a wrong name costs no time. Raises `EvidenceFault`.
    """
    _check_count(len(files))
    return read_bytes([(path.name, read_file(path)) for path in files], cache=cache, on_progress=on_progress)


def read_bytes(
    items: Sequence[tuple[str, bytes]], *, cache: ReadingCache | None, on_progress: Progress | None = None
) -> Reading:
    """Reads pages that are in memory: name and bytes of each. With ``cache=None`` nothing touches a disk."""
    _check_count(len(items))
    versions = reading_versions()
    pages: list[Page] = []
    for number, (name, data) in enumerate(items, start=1):
        if on_progress is not None:
            on_progress(name, number, len(items))
        decoded = decode_pages(data, name)
        if len(pages) + len(decoded) > MAX_PAGES:
            raise EvidenceFault("DOCUMENT_TOO_MANY_PAGES", name=name, count=len(decoded), limit=MAX_PAGES)
        digest = hashlib.sha256(data).hexdigest()
        for at, one in enumerate(decoded, start=1):
            source = SourceFile(name, digest, len(data), one.media_type)
            pages.append(_page(len(pages) + 1, one, source, at, versions, cache))
    return Reading(tuple(pages), versions)


def reading_versions() -> dict[str, str]:
    """Everything that has a part in what is read, by name and version, without loading any of it."""
    return {"evidence_checks": REVISION, "decoder": decoder_version(), **codes_version(), **reader_versions()}


def _check_count(count: int) -> None:
    if count == 0:
        raise EvidenceFault("NO_FILES")
    if count > MAX_FILES:
        raise EvidenceFault("TOO_MANY_FILES", count=count, limit=MAX_FILES)


def _page(
    number: int, decoded: Decoded, source: SourceFile, at: int, versions: dict[str, str], cache: ReadingCache | None
) -> Page:
    """One page, read or remembered; ``at`` is its place in its file, whatever that of the file in the exhibit."""
    read = cache.get(source.sha256, at, versions) if cache is not None else None
    if read is None:
        pixels, read = _read(decoded.pixels, source.name)
        if cache is not None:
            cache.put(source.sha256, at, versions, read)
    else:
        pixels = turned_pixels(decoded.pixels, read.turned) if read.turned else decoded.pixels
    facts = dict(decoded.facts)
    if read.turned:
        facts["turned"] = str(read.turned)
    return Page(
        number=number,
        source=source,
        width=pixels.shape[1],
        height=pixels.shape[0],
        pixels=pixels,
        lines=read.lines,
        codes=read.codes,
        facts=facts,
    )


def _read(pixels: NDArray[np.uint8], name: str) -> tuple[NDArray[np.uint8], CachedPage]:
    """Codes and lines of an upright page, and the page turned where its text lies otherwise."""
    height, width = pixels.shape[:2]
    try:
        codes = read_codes(pixels)
        turned, upright, lines = rapid_reader().read_turned(pixels)
    except Exception as error:  # whatever an engine raises, the exhibit could not be read and the cause is kept
        raise EvidenceFault("READER_FAILED", name=name, reason=type(error).__name__) from error
    if turned:
        codes = tuple(Code(code.format, code.text, turned_box(code.box, turned, width, height)) for code in codes)
    return upright, CachedPage(turned, lines, codes)

"""Looks at the files of exhibits: evidence reports of them, and the pictures to show beside what was read.

A fault of a file is a `Refused` with the code of the fault, the place in the document, and what can be done about it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from adjudicator.case import Case
from adjudicator.errors import Bilingual, Fault, Refused
from adjudicator.pages.pictures import Picture
from evidence_checks.errors import EvidenceFault

if TYPE_CHECKING:
    from evidence_checks.reading import Page, Reading

SHOWN_PIXELS: Final = 1200
"""The longer side of a picture on a page for people."""

Progress = Callable[[str, int, int], None]
"""Called with the name of the file that is read next, its number from 1, and how many there are."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The report of one exhibit, without verdict, and its pictures if they were asked for."""

    report: dict[str, Any]
    pictures: tuple[Picture, ...]


def look(
    files: Sequence[Path],
    kind: str,
    expect: Mapping[str, str] | None = None,
    *,
    with_pictures: bool = False,
    on_progress: Progress | None = None,
    where: str = "$.files",
) -> Looked:
    """Reads and checks one exhibit.

    Raises `Refused` where a file cannot be processed; `where` is the place of the files in a document.
    """
    from evidence_checks.cache import default_cache
    from evidence_checks.check import check_exhibit
    from evidence_checks.reader import read_exhibit

    try:
        reading: Reading = read_exhibit(files, cache=default_cache(), on_progress=on_progress)
        report = check_exhibit(reading, kind, expect)
    except EvidenceFault as found:
        raise Refused([_fault(found, files, where)]) from found
    return Looked(report, tuple(_picture(page) for page in reading.pages) if with_pictures else ())


def look_at_case(
    case: Case, folder: Path, *, with_pictures: bool = False, on_progress: Progress | None = None
) -> dict[str, Looked]:
    """The exhibits of a case whose files were not read yet, by id; paths are relative to `folder`.

    Raises `Refused` with the faults of all exhibits that could not be processed.
    """
    unread = [(number, exhibit) for number, exhibit in enumerate(case.exhibits) if exhibit.report is None]
    count = sum(len(exhibit.files) for _, exhibit in unread)
    done = 0
    looked: dict[str, Looked] = {}
    faults: list[Fault] = []
    for number, exhibit in unread:
        before = done

        def tell(name: str, at: int, _of: int, before: int = before) -> None:
            if on_progress is not None:
                on_progress(name, before + at, count)

        try:
            looked[exhibit.id] = look(
                [folder / name for name in exhibit.files],
                exhibit.kind,
                with_pictures=with_pictures,
                on_progress=tell,
                where=f"$.exhibits[{number}].files",
            )
        except Refused as refused:
            faults += refused.faults
        done += len(exhibit.files)
    if faults:
        raise Refused(faults, case.id)
    return looked


def sandbox() -> str:
    """What confines the decoder of pictures on this system. Raises `Refused` where it cannot be started."""
    from evidence_checks.decode import sandbox_level

    try:
        return sandbox_level()
    except EvidenceFault as found:
        raise Refused([_fault(found, (), "$")]) from found


def _fault(found: EvidenceFault, files: Sequence[Path], where: str) -> Fault:
    names = [path.name for path in files]
    named = str(found.facts.get("name", ""))
    path = f"{where}[{names.index(named)}]" if named in names else where
    return Fault(
        found.code,
        path,
        named or None,
        found.fix["en"],
        Bilingual(f"{found.message['zh']}{found.fix['zh']}", f"{found.message['en']} {found.fix['en']}"),
    )


def _picture(page: Page) -> Picture:
    from PIL import Image

    image = Image.fromarray(page.pixels)
    image.thumbnail((SHOWN_PIXELS, SHOWN_PIXELS), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=80, optimize=True)
    return Picture(page.number, page.source.name, data.getvalue(), page.width, page.height)

"""Cases from a table: one row, one `case/1`. One row is in memory at a time; every bad row is named, no good one lost.

Spreadsheets are handled as they are met: UTF-8 with or without a mark, UTF-16 with one, GB 18030; ``="00123"`` is the
text ``00123``; any other formula is refused and never computed; a waybill number that a spreadsheet turned into
``4.6E+14`` is refused, because its digits are lost.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

from adjudicator.case import load_case
from adjudicator.errors import Fault, Refused
from adjudicator.services.answers import BadAnswer, value_of
from adjudicator.services.errors import said
from adjudicator.services.table_map import Column, Steps, TableMap

LINE_CHARACTERS: Final = 1_000_000
_CHUNK: Final = 1 << 20
_QUOTED: Final = re.compile(r'="([^"]*)"')
_FORMULA: Final = re.compile(r"=|@|[+-](?=[A-Za-z(@=])")
_ROUNDED: Final = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}")
_PLAIN_TIMES: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that makes no case, and why."""

    line: int
    case_id: str | None
    faults: tuple[Fault, ...]
    columns: tuple[str | None, ...]
    """For each fault the column that it comes from; None where it comes from none."""


@dataclass(frozen=True, slots=True)
class MadeCase:
    """A case that a row makes."""

    line: int
    case_id: str
    document: dict[str, Any]


def encoding_of(path: Path) -> str:
    """The encoding of a table, found by reading all of it once. Raises `Refused` (``TABLE_ENCODING``)."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8-sig",) if head.startswith(codecs.BOM_UTF8) else ("utf-8", "gb18030")
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise Refused([said("TABLE_ENCODING", str(path), None, "UTF-8 or GB 18030")])


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def cases_of(table: Path, mapped: TableMap, folder: Path | None = None) -> Iterator[MadeCase | BadRow]:
    """The cases of a table, row by row. `folder`: where the documents will lie, for their exhibits' files.

    Raises `Refused` where the encoding or the header can't be used.
    """
    with table.open(encoding=encoding_of(table), newline="") as file:
        yield from _Rows(file, mapped, folder)


class _Rows:
    """Goes through the rows of an open table."""

    def __init__(self, file: IO[str], mapped: TableMap, folder: Path | None) -> None:
        self.reader = csv.reader(_lines(file), delimiter=mapped.delimiter, strict=True)
        self.mapped, self.folder = mapped, folder

    def __iter__(self) -> Iterator[MadeCase | BadRow]:
        header = self._header()
        while True:
            try:
                row = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                # A quote that is never closed swallows all that follows: no later row could be trusted.
                yield self._bad(None, [(None, said("TABLE_ROW", "$", None, "", line=self.line, reason=str(error)))])
                return
            if any(cell.strip() for cell in row):
                yield self._row(header, row)

    @property
    def line(self) -> int:
        """The line of the file that was read last, from 1."""
        return self.reader.line_num

    def _header(self) -> list[str]:
        try:
            header = [cell.strip() for cell in next(self.reader)]
        except (StopIteration, csv.Error):
            raise Refused([said("TABLE_EMPTY", "$")]) from None
        columns, ignored = self.mapped.columns, self.mapped.ignore
        faults = [said("COLUMN_MISSING", name, name, word=name) for name in columns if name not in header]
        for name in dict.fromkeys(header):
            if header.count(name) > 1 and name in columns:
                faults.append(said("COLUMN_TWICE", name, name, word=name))
            if name and name not in columns and name not in ignored:
                faults.append(said("COLUMN_UNMAPPED", name, name, word=name))
        if faults:
            raise Refused(faults)
        return header

    def _row(self, header: list[str], row: list[str]) -> MadeCase | BadRow:
        if len(row) != len(header):
            fault = said(
                "ROW_LENGTH", "$", len(row), str(len(header)), line=self.line, found=len(row), wanted=len(header)
            )
            return self._bad(None, [(None, fault)])
        tree: dict[str, Any] = {}
        for steps, value in self.mapped.constants:
            _put(tree, steps, value)
        faults: list[tuple[str | None, Fault]] = []
        sources: dict[str, str] = {}
        for name, cell in zip(header, row, strict=True):
            column = self.mapped.columns.get(name)
            if column is None:
                continue
            sources[column.path] = name
            try:
                value = self._value(name, column, cell.strip())
            except Refused as refused:
                faults += [(name, one) for one in refused.faults]
                continue
            if value is not None:
                _put(tree, column.steps, value)
        _close_gaps(tree)
        given = tree.get("id")
        case_id = given if isinstance(given, str) else None
        try:
            load_case(tree, folder=self.folder)
        except Refused as refused:
            # What a cell was refused for is not named again as a key that lacks.
            mine = {fault.path for _, fault in faults}
            faults += [(sources.get(one.path), one) for one in refused.faults if one.path not in mine]
        if faults or case_id is None:
            return self._bad(case_id, faults)
        return MadeCase(self.line, case_id, tree)

    def _value(self, name: str, column: Column, cell: str) -> Any:
        """The JSON value of a cell; None where it is empty, so that the key is left out."""
        quoted = _QUOTED.fullmatch(cell)
        text = quoted.group(1) if quoted else cell
        facts = {"line": self.line, "column": name, "word": text[:200]}
        if not text:
            return None
        if quoted is None and _FORMULA.match(text):
            raise Refused([said("CELL_FORMULA", column.path, text[:200], "a value", **facts)])
        if _ROUNDED.fullmatch(text):
            raise Refused([said("CELL_ROUNDED", column.path, text, "all digits", **facts)])
        if column.values is not None:
            if text not in column.values:
                known = ", ".join(column.values)
                raise Refused([said("CELL_NOT_TRANSLATED", column.path, text[:200], known, **facts, known=known)])
            text = column.values[text]
            if not text:
                return None
        if column.need.kind == "instant":
            text = _instant(text, column)
        try:
            return value_of(column.need, text)
        except BadAnswer as bad:
            fault = said("CELL_BAD", column.path, text[:200], bad.wanted.en, **facts, wanted=bad.wanted)
            raise Refused([fault]) from None

    def _bad(self, case_id: str | None, faults: list[tuple[str | None, Fault]]) -> BadRow:
        ordered = sorted(faults, key=lambda pair: (pair[1].path, pair[1].code))
        return BadRow(self.line, case_id, tuple(one for _, one in ordered), tuple(name for name, _ in ordered))


def _lines(file: IO[str]) -> Iterator[str]:
    """The lines of a table, none of them longer than memory should hold."""
    while line := file.readline(LINE_CHARACTERS + 1):
        if len(line) > LINE_CHARACTERS:
            raise csv.Error(f"a line of more than {LINE_CHARACTERS} characters")
        yield line


def _instant(text: str, column: Column) -> str:
    """A time as `case/1` writes it; one without offset gets the map's zone. What is no time is given back as it is."""
    if column.zone is None and column.time is None:
        return text
    for form in (column.time,) if column.time else _PLAIN_TIMES:
        try:
            at = datetime.strptime(text, form)  # noqa: DTZ007 - the map's zone is put to it below
        except ValueError:
            continue
        offset = at.isoformat()[19:] if at.tzinfo is not None else column.zone or ""
        return f"{at.replace(tzinfo=None).isoformat(timespec='seconds')}{offset}"
    return text


def _put(tree: dict[str, Any], steps: Steps, value: Any) -> None:
    """Puts a value where steps lead; lists are kept as dicts by index until `_close_gaps`."""
    here: Any = tree
    for step in steps[:-1]:
        here = here.setdefault(step, {})
    here[steps[-1]] = value


def _close_gaps(tree: dict[str, Any]) -> None:
    """Turns dicts by index into lists; an index of which nothing was given is left out."""
    for key, value in tree.items():
        if isinstance(value, dict):
            if value and all(isinstance(one, int) for one in value):
                tree[key] = value = [value[index] for index in sorted(value)]
                for item in value:
                    _close_gaps(item)
            else:
                _close_gaps(value)


def write_cases(table: Path, mapped: TableMap, folder: Path, told: Callable[[BadRow], None]) -> tuple[int, int]:
    """Writes ``ID.json`` into a folder for every row that makes a case; the rest is `told`. How many of each.

    A file that is there is never overwritten: its row is told as bad (``CASE_THERE``), as is an id that stands twice.
    """
    from adjudicator.canonical import exact_text
    from adjudicator.documents import parse

    made = bad = 0
    for row in cases_of(table, mapped, folder):
        if isinstance(row, BadRow):
            bad += 1
            told(row)
            continue
        path = folder / file_name(row.case_id)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(exact_text(parse(row.document).tree) + "\n")
        except FileExistsError:
            bad += 1
            fault = said("CASE_THERE", "$.id", row.case_id, "an id of its own", word=row.case_id, name=path.name)
            told(BadRow(row.line, row.case_id, (fault,), (None,)))
            continue
        made += 1
    return made, bad


def file_name(case_id: str) -> str:
    """The name of a case's file: its id where that is a plain name, else written so that no two ids share a name.

    >>> file_name("TB-2026-1"), file_name("a/../b")
    ('TB-2026-1.json', 'a%2F%2E%2E%2Fb.json')
    """
    written = quote(case_id, safe=" ")
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._ -]*", case_id):
        written = written.replace(".", "%2E")
    if len(written) > 120:
        written = f"{written[:80]}-{hashlib.sha256(case_id.encode()).hexdigest()[:16]}"
    return f"{written}.json"

"""YAML with its places: every scalar is the text that was written, and everything knows its line.

The safe part of YAML only: no booleans (``yes``, ``no``, ``on`` are words), no floats, no dates, no anchors, aliases,
tags or second documents, and no key twice. Whoever reads a node says what it must be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from adjudicator.rulebook.model import Place
from adjudicator.rulebook.problems import Findings

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 2_000_000
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it was written; `plain` is True where it stood without quotes."""

    text: str
    plain: bool
    place: Place

    @property
    def is_null(self) -> bool:
        """Whether nothing, ``null`` or ``~`` was written."""
        return self.plain and self.text in ("", "null", "~")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and nodes, in the order written; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The node under a key, or None."""
        for written, node in self.entries:
            if written.text == key:
                return node
        return None

    def keys(self) -> tuple[str, ...]:
        """The keys in the order written."""
        return tuple(written.text for written, _ in self.entries)


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """Reading of this file ends here; the problem is noted already."""


def read(path: Path, file: str, findings: Findings) -> Node | None:
    """One YAML file as nodes, or None if it cannot be read; `file` names it in problems."""
    start = Place(file, 1)
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        findings.add(
            "FILE_UNREADABLE", start, f"檔案無法讀取:{error.strerror}", f"the file cannot be read: {error.strerror}"
        )
        return None
    except UnicodeDecodeError:
        findings.add("NOT_UTF8", start, "檔案不是 UTF-8 編碼", "the file is not UTF-8")
        return None
    if len(raw) > MAX_BYTES:
        findings.add("FILE_TOO_LARGE", start, "檔案太大", "the file is too large", expected=f"<= {MAX_BYTES} bytes")
        return None
    return read_text(text, file, findings)


def read_text(text: str, file: str, findings: Findings) -> Node | None:
    """YAML text as nodes, or None if it cannot be read."""
    try:
        events = iter(yaml.parse(text, Loader=_LOADER))
        node: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    place = _place(event, file)
                    findings.add("SECOND_DOCUMENT", place, "一個檔案只能有一份文件", "a file holds one document only")
                    return None
                node = _compose(next(events), events, file, findings, 0)
        if node is None:
            findings.add("FILE_EMPTY", Place(file, 1), "檔案是空的", "the file is empty")
        return node
    except _Refused:
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
        place = Place(file, mark.line + 1 if mark is not None else 1)
        findings.add("NOT_YAML", place, f"YAML 語法有誤:{what}", f"this is not valid YAML: {what}")
        return None


def _place(event: yaml.Event, file: str) -> Place:
    return Place(file, event.start_mark.line + 1 if event.start_mark is not None else 1)


def _compose(event: yaml.Event, events: Iterator[yaml.Event], file: str, findings: Findings, depth: int) -> Node:
    place = _place(event, file)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        findings.add("ANCHOR", place, "不可使用錨點與別名", "anchors and aliases are not allowed: write it out")
        raise _Refused
    if isinstance(event, yaml.ScalarEvent):
        if event.tag is not None and event.tag != "!":
            findings.add("TAG", place, "不可使用標籤", f"tags are not allowed: {event.tag}")
            raise _Refused
        return Scalar(event.value, event.implicit[0] and event.style in (None, ""), place)
    if (tag := getattr(event, "tag", None)) is not None:
        findings.add("TAG", place, "不可使用標籤", f"tags are not allowed: {tag}")
        raise _Refused
    if depth > MAX_DEPTH:
        findings.add("TOO_DEEP", place, "巢狀太深", "this is nested too deeply", expected=f"<= {MAX_DEPTH}")
        raise _Refused
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            items.append(_compose(inner, events, file, findings, depth + 1))
        return Sequence(tuple(items), place)
    entries: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    for inner in events:
        if isinstance(inner, yaml.MappingEndEvent):
            break
        key = _compose(inner, events, file, findings, depth + 1)
        value = _compose(next(events), events, file, findings, depth + 1)
        if not isinstance(key, Scalar):
            findings.add("KEY_NOT_A_WORD", key.place, "鍵必須是一個詞", "a key must be a word")
        elif key.text in seen:
            findings.add(
                "DUPLICATE_KEY",
                key.place,
                f"「{key.text}」已在第 {seen[key.text]} 行寫過",
                f"“{key.text}” was already written in line {seen[key.text]}",
            )
        else:
            seen[key.text] = key.place.line
            entries.append((key, value))
    return Mapping(tuple(entries), place)

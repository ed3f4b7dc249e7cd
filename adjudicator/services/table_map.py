"""The map of a table: which column goes where in a `case/1`, with constants and translated values (docs/cases.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from adjudicator.case import Case
from adjudicator.errors import Fault, Refused, json_path
from adjudicator.rulebook import yaml_places as places
from adjudicator.rulebook.model import Text2
from adjudicator.rulebook.problems import Findings, Problem
from adjudicator.services.answers import BadAnswer, value_of
from adjudicator.services.case_keys import Need, kind_of, need_at
from adjudicator.services.errors import said
from adjudicator.structure import bare

Steps = tuple[str | int, ...]
_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\[[0-9]{1,2}\])?)")
_OFFSET = re.compile(r"Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9]")
_KEYS = ("constants", "columns", "ignore", "zone", "delimiter")
_COLUMN_KEYS = ("to", "values", "time", "zone")


@dataclass(frozen=True, slots=True)
class Column:
    """Where the cells of one column go, and how they are read."""

    steps: Steps
    need: Need
    values: Mapping[str, str] | None = None
    """What a cell says and what it stands for; a cell that is not among these is refused."""
    time: str | None = None
    """How times are written, as for `datetime.strptime`."""
    zone: str | None = None
    """The offset of times that are written without one."""

    @property
    def path(self) -> str:
        """The JSON path."""
        return json_path(self.steps)


@dataclass(frozen=True, slots=True)
class TableMap:
    """A whole map."""

    constants: tuple[tuple[Steps, Any], ...]
    columns: Mapping[str, Column]
    ignore: frozenset[str]
    delimiter: str = ","


def read_map(path: Path) -> TableMap:
    """The map in a YAML file. Raises `Refused` (``BAD_MAP``) with every fault and its line."""
    findings = Findings()
    node = places.read(path, path.name, findings)
    if node is None or findings.problems:
        raise Refused(_read_fault(one) for one in findings.problems)
    return _Reader(path.name).read(node)


def _read_fault(one: Problem) -> Fault:
    place = f"{one.file}:{one.line}"
    return said("BAD_MAP", place, None, "", place=place, reason=one.message)


class _Reader:
    """Reads a map and notes every fault of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []

    def read(self, node: places.Node) -> TableMap:
        if not isinstance(node, places.Mapping):
            raise Refused([self._fault(node, "应为若干键", "a mapping was expected")])
        self._known(node, _KEYS)
        zone, delimiter = self._text(node.get("zone")), self._text(node.get("delimiter")) or ","
        if zone is not None and not _OFFSET.fullmatch(zone):
            self._note(node.get("zone"), "时区应如 +08:00", "zone should be an offset such as +08:00")
        if len(delimiter) != 1:
            self._note(node.get("delimiter"), "分隔符应为一个字符", "the delimiter should be one character")
        constants = [
            (steps, value)
            for key, given in self._entries(node.get("constants"))
            if (steps := self._steps(key, key.text)) is not None and (value := self._constant(steps, given)) is not None
        ]
        columns = {
            key.text: column
            for key, given in self._entries(node.get("columns"))
            if (column := self._column(given, zone)) is not None
        }
        ignored = node.get("ignore")
        if ignored is not None and not isinstance(ignored, places.Sequence):
            self._note(ignored, "ignore 应为列名的列表", "ignore should be a list of column names")
        names = ignored.items if isinstance(ignored, places.Sequence) else ()
        taken = [steps for steps, _ in constants] + [column.steps for column in columns.values()]
        for steps in {one for one in taken if taken.count(one) > 1}:
            self._note(node, f"{json_path(steps)} 有两个来源", f"{json_path(steps)} is given twice")
        if self.faults:
            raise Refused(self.faults)
        ignore = frozenset(text for one in names if (text := self._text(one)) is not None)
        return TableMap(tuple(constants), columns, ignore, delimiter)

    def _column(self, given: places.Node, zone: str | None) -> Column | None:
        if isinstance(given, places.Scalar):
            steps = self._steps(given, given.text)
            return None if steps is None else Column(steps, self._need(steps), zone=zone)
        if not isinstance(given, places.Mapping):
            self._note(given, "应为路径，或含 to 的映射", "a path or a mapping with to was expected")
            return None
        self._known(given, _COLUMN_KEYS)
        to, translated = given.get("to"), given.get("values")
        if not isinstance(to, places.Scalar):
            self._note(given, "缺少 to", "to is missing")
            return None
        steps = self._steps(to, to.text)
        if steps is None:
            return None
        own = self._text(given.get("zone"))
        if own is not None and not _OFFSET.fullmatch(own):
            self._note(given.get("zone"), "时区应如 +08:00", "zone should be an offset such as +08:00")
        values = None
        if translated is not None:
            values = {key.text: self._text(value) or "" for key, value in self._entries(translated)}
        return Column(steps, self._need(steps), values, self._text(given.get("time")), own or zone)

    def _need(self, steps: Steps) -> Need:
        return need_at(tuple(step for step in steps if isinstance(step, str)))

    def _constant(self, steps: Steps, given: places.Node) -> Any:
        text = self._text(given)
        if text is None:
            self._note(given, "常量应为文本", "a constant should be a text")
            return None
        try:
            return value_of(self._need(steps), text)
        except BadAnswer as bad:
            self._note(given, f"应为{bad.wanted.zh}", f"expected {bad.wanted.en}")
            return None

    def _steps(self, node: places.Node, text: str) -> Steps | None:
        """A path such as ``order.lines[0].quantity`` as steps, if `case/1` has it."""
        steps: list[str | int] = []
        model: Any = Case
        parts = text.removeprefix("$.").split(".")
        for number, part in enumerate(parts):
            found = _STEP.fullmatch(part)
            if found is None:
                self._note(node, f"路径 {text} 写法不对", f"the path {text} is not written right")
                return None
            name, index = found.group(1), found.group(2)[1:-1]
            if model is dict:
                steps.append(name)
                model = None
                continue
            fields = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
            names = {info.alias or key: info for key, info in fields.items()}
            if name not in names or name == "report":
                known = ", ".join(names) or "-"
                self._note(node, f"{text} 不是 case/1 的内容", f"case/1 has no {text}; here it has {known}")
                return None
            steps.append(name)
            kind, _, item = kind_of(names[name].annotation)
            if kind == "parts" and not index:
                self._note(node, f"{name} 需要序号，如 {name}[0]", f"{name} needs an index, such as {name}[0]")
                return None
            if index:
                if kind != "parts":
                    self._note(node, f"{name} 不是列表", f"{name} is no list")
                    return None
                steps.append(int(index))
            model = item if kind == "parts" else dict if kind == "pairs" else bare(names[name].annotation)
            is_part = model is dict or (isinstance(model, type) and issubclass(model, BaseModel))
            if is_part == (number == len(parts) - 1):
                self._note(node, f"{text} 不是单个值", f"{text} is not one value")
                return None
        return tuple(steps)

    def _entries(self, node: places.Node | None) -> tuple[tuple[places.Scalar, places.Node], ...]:
        if node is None:
            return ()
        if not isinstance(node, places.Mapping):
            self._note(node, "应为映射", "a mapping was expected")
            return ()
        return node.entries

    def _text(self, node: places.Node | None) -> str | None:
        return node.text if isinstance(node, places.Scalar) and not node.is_null else None

    def _known(self, node: places.Mapping, keys: tuple[str, ...]) -> None:
        for key, _ in node.entries:
            if key.text not in keys:
                listed = ", ".join(keys)
                self._note(key, f"没有键 {key.text}，可用 {listed}", f"there is no key {key.text}: there are {listed}")

    def _note(self, node: places.Node | None, zh: str, en: str) -> None:
        self.faults.append(self._fault(node, zh, en))

    def _fault(self, node: places.Node | None, zh: str, en: str) -> Fault:
        place = f"{self.name}:{node.place.line if node is not None else 1}"
        return said("BAD_MAP", place, None, "", place=place, reason=Text2(zh, en))

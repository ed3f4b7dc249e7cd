"""Frozen rulesets: a whole rulebook in one canonical JSON file, with its digest."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.model import (
    Each,
    FactValue,
    Literally,
    Parameter,
    Place,
    Rulebook,
    Struct,
    TableLookup,
)
from adjudicator.rulebook.problems import nearest

FORMAT = "ruleset/1"
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_EXPRESSIONS: dict[str, type] = {
    "literal": Literally,
    "fact": FactValue,
    "parameter": Parameter,
    "table": TableLookup,
    "each": Each,
    "struct": Struct,
}
_TAGS = {cls: tag for tag, cls in _EXPRESSIONS.items()}


class VersionFault(Exception):
    """A version that does not exist, cannot be read or would be overwritten; `nearest` where a name was wrong."""

    def __init__(self, code: str, zh: str, en: str, nearest: str | None = None) -> None:
        self.code, self.zh, self.en, self.nearest = code, zh, en, nearest
        super().__init__(en)


# --- the canonical form ---------------------------------------------------------------------------------------------


def canonical(rulebook: Rulebook) -> dict[str, typing.Any]:
    """A rulebook as plain JSON values; `from_canonical` gives an equal one back."""
    form = {field.name: _plain(getattr(rulebook, field.name)) for field in fields(Rulebook)}
    return {"format": FORMAT, **form}


def digest(rulebook: Rulebook) -> str:
    """SHA-256 (hex) of what the rulebook says: its canonical form without name, digest and places."""
    form = canonical(replace(rulebook, version="", digest=""))
    return hashlib.sha256(_bytes(_without_places(form))).hexdigest()


def _bytes(form: object) -> bytes:
    return json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _without_places(form: typing.Any) -> typing.Any:
    if isinstance(form, dict):
        return {key: _without_places(value) for key, value in form.items() if key != "place"}
    if isinstance(form, list):
        return [_without_places(value) for value in form]
    return form


def _plain(value: typing.Any) -> typing.Any:
    """Any part of a rulebook as JSON values. Decimals and expressions carry a tag; places are `[file, line]`."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Place):
        return [value.file, value.line]
    if is_dataclass(value):
        form = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        tag = _TAGS.get(type(value))
        return form if tag is None else {"is": tag, **form}
    raise TypeError(f"a rulebook holds no {type(value).__name__}")


def from_canonical(form: dict[str, typing.Any]) -> Rulebook:
    """The rulebook that a canonical form stands for; KeyError, TypeError or ValueError if it is none."""
    if not isinstance(form, dict) or form.get("format") != FORMAT:
        raise ValueError(f"not a {FORMAT}")
    rulebook = typing.cast(Rulebook, _maker(Rulebook)(form))
    return replace(rulebook, calendar={key: _loose(value) for key, value in form["calendar"].items()})


def _loose(form: typing.Any) -> typing.Any:
    """A value without a declared type: lists are tuples."""
    if isinstance(form, list):
        return tuple(_loose(one) for one in form)
    if isinstance(form, dict):
        if set(form) == {"decimal"}:
            return Decimal(form["decimal"])
        return {key: _loose(one) for key, one in form.items()}
    return form


def _expression(form: typing.Any) -> typing.Any:
    return _maker(_EXPRESSIONS[form["is"]])(form)


@cache  # one maker per type hint; hints are all that it is ever called with
def _maker(hint: typing.Any) -> Callable[[typing.Any], typing.Any]:
    """What turns a JSON value into a value of a declared type."""
    if hint is Place:
        return lambda form: Place(*form)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if Literally in arguments:
            return lambda form: None if form is None else _expression(form)
        inner = [argument for argument in arguments if is_dataclass(argument)]
        if inner:
            make = _maker(typing.cast(typing.Hashable, inner[0]))
            return lambda form: None if form is None else make(form)
        return _loose
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            each = _maker(arguments[0])
            return lambda form: tuple(each(one) for one in form)
        makers = [_maker(argument) for argument in arguments]
        return lambda form: tuple(make(one) for make, one in zip(makers, form, strict=True))
    if origin is dict:
        value = _maker(arguments[1])
        return lambda form: {key: value(one) for key, one in form.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return _class_maker(hint)
    return _loose


def _class_maker(cls: type) -> Callable[[typing.Any], typing.Any]:
    parts: list[tuple[str, Callable[[typing.Any], typing.Any]]] = []

    def make(form: typing.Any) -> typing.Any:
        if not parts:
            hints = typing.get_type_hints(cls)
            parts.extend((field.name, _maker(hints[field.name])) for field in fields(cls))
        return cls(*[make_part(form[name]) for name, make_part in parts])

    return make


# --- versions on disk -----------------------------------------------------------------------------------------------


def current(root: Path) -> str:
    """The name of the working rules: `version` in version.yaml."""
    return load_rulebook(root, check=False).version


def frozen(root: Path) -> tuple[str, ...]:
    """The names of the frozen versions, sorted."""
    return tuple(sorted(path.stem for path in (root / "versions").glob("*.json")))


def freeze(root: Path, version: str) -> Path:
    """Writes the working rules as `versions/V.json` and gives its path.

    Freezing the same rules again changes nothing. Raises `RulebookFaults` for rules that are not in order, and
    `VersionFault`: ``BAD_VERSION_NAME``, ``CANNOT_FREEZE`` (it cannot be written), ``VERSION_EXISTS`` (a frozen version
    is never overwritten with other rules).
    """
    if not NAME.fullmatch(version):
        raise VersionFault(
            "BAD_VERSION_NAME", f"「{version}」不是版本名", f"“{version}” is not a version name: letters, digits, . _ -"
        )
    rulebook = replace(load_rulebook(root), version=version)
    path = root / "versions" / f"{version}.json"
    if path.exists():
        if _read_version(path, version).digest != rulebook.digest:
            raise VersionFault(
                "VERSION_EXISTS",
                f"版本 {version} 已凍結且內容不同",
                f"the version {version} is frozen already with other rules: take a new name",
            )
        return path
    text = json.dumps(canonical(rulebook), ensure_ascii=False, sort_keys=True, indent=1)
    try:
        _write(path, text + "\n")
    except FileExistsError:  # somebody else froze this name in the meantime
        return freeze(root, version)
    except OSError as error:
        reason = error.strerror or str(error)
        raise VersionFault(
            "CANNOT_FREEZE", f"无法写入 {path}（{reason}）", f"{path} cannot be written ({reason})"
        ) from error
    return path


def _write(path: Path, text: str) -> None:
    """Writes a new file whole: readers see all of it or nothing. FileExistsError where there is one of the name."""
    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".partial", delete=False) as file:
        partial = Path(file.name)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        partial.chmod(0o644)
        os.link(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def load_version(root: Path, version: str | None = None) -> Rulebook:
    """The ruleset of a name: a frozen one, or the working rules where no name or theirs is given.

    Raises `VersionFault` (``NO_SUCH_VERSION``, ``VERSION_DAMAGED``), and `RulebookFaults` for the working rules.
    """
    if version is not None and NAME.fullmatch(version) and (path := root / "versions" / f"{version}.json").exists():
        return _read_version(path, version)
    working = load_rulebook(root)
    if version is None or version == working.version:
        return working
    known = sorted({*frozen(root), working.version})
    raise VersionFault(
        "NO_SUCH_VERSION",
        f"沒有規則版本「{version}」;現有:{', '.join(known)}",
        f"there is no ruleset version “{version}”; there are: {', '.join(known)}",
        nearest(version, known),
    )


def _read_version(path: Path, version: str) -> Rulebook:
    try:
        rulebook = from_canonical(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VersionFault(
            "VERSION_DAMAGED", f"版本 {version} 無法讀取", f"the version {version} cannot be read: {error}"
        ) from error
    if rulebook.version != version or digest(rulebook) != rulebook.digest:
        raise VersionFault(
            "VERSION_DAMAGED",
            f"版本 {version} 的內容與摘要不符",
            f"the version {version} does not match its digest: it was changed after it was frozen",
        )
    return rulebook

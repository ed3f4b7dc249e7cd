"""The shape of a document held against its model: every fault of structure, in our codes and with its JSON path.

`shaped` reads a JSON tree into a model. Where the structure has faults it also gives a *partial view*: the same model
with None in place of every part that can't be used, so that the checks across parts run on all that is sound and a
document with five faults of different sorts names all five (SEMANTICS 26).
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Strict, TypeAdapter, ValidationError

from adjudicator.errors import INTEGER, LIST, MOST_FAULTS, OBJECT, TEXT, Bilingual, Fault, Location, fault, one_of

ModelT = TypeVar("ModelT", bound=BaseModel)
ItemT = TypeVar("ItemT")

Many = Annotated[tuple[ItemT, ...], Strict(False)]
"""A list in JSON, kept as a tuple."""

_QUOTED = re.compile(r"'([^']*)'")
_OF_TYPE: Final = {
    "string_type": TEXT,
    "int_type": INTEGER,
    "bool_type": Bilingual("true 或 false", "true or false"),
    "tuple_type": LIST,
    "list_type": LIST,
    "dict_type": OBJECT,
    "mapping_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
}

_OUT_OF_RANGE: Final = frozenset({"too_short", "too_long", "string_pattern_mismatch", "greater_than_equal"})


class Part(BaseModel):
    """A part of a document: immutable, closed, every value of exactly its type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, protected_namespaces=())


@dataclass(frozen=True, slots=True)
class _Key:
    """How a partial view reads one key of a part."""

    attribute: str
    model: type[BaseModel] | None
    """The model of the value, or of each item."""
    many: bool
    single: TypeAdapter[Any] | None
    """What reads the value, or each item; None for nested models."""
    required: bool


def shaped(model: type[ModelT], tree: Any) -> tuple[ModelT, list[Fault]]:
    """The tree as its model with no faults, or a partial view of it with every fault of its structure."""
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        entries = error.errors(include_url=False)
        faults = [_translated(model, entry, tree) for entry in entries[: 2 * MOST_FAULTS]]
        return partial_view(model, tree), faults


def value_at(tree: Any, where: Location) -> Any:
    """The value at a location of the tree, or None where there is none."""
    for step in where:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _translated(model: type[BaseModel], entry: Any, tree: Any) -> Fault:
    kind, where, value = entry["type"], tuple(entry["loc"]), entry["input"]
    context = entry.get("ctx") or {}
    if kind == "adjudicator":
        return fault(context["code"], where, value, Bilingual(context["zh"], context["en"]))
    if kind == "missing":
        return fault("MISSING_KEY", where, None, _wanted(model, where))
    if kind == "extra_forbidden":
        return fault("UNKNOWN_KEY", where, value, one_of(_keys_of_part(model, where[:-1]), where[-1]))
    if kind == "literal_error":
        words = _QUOTED.findall(context["expected"])
        if not isinstance(value, str):
            return fault("WRONG_TYPE", where, value, one_of(words))
        code = "WRONG_SCHEMA" if where[-1] == "schema" else "NOT_IN_LIST"
        return fault(code, where, value, one_of(words, value))
    if kind in _OUT_OF_RANGE:
        return fault("OUT_OF_RANGE", where, value, Bilingual(entry["msg"], entry["msg"]))
    return fault("WRONG_TYPE", where, value_at(tree, where), _OF_TYPE.get(kind, Bilingual(entry["msg"], entry["msg"])))


def _wanted(model: type[BaseModel], where: Location) -> Bilingual:
    """What a missing key would have held: its closed list, or simply the key."""
    part = _model_at(model, where[:-1])
    key = _plan(part).get(str(where[-1])) if part else None
    if part and key and key.single:
        annotation = part.model_fields[key.attribute].annotation
        if get_origin(annotation) is Literal:
            return one_of([str(word) for word in get_args(annotation)])
    return Bilingual(f"必填的键 {where[-1]}", f"the required key {where[-1]}")


def _keys_of_part(model: type[BaseModel], where: Location) -> list[str]:
    part = _model_at(model, where)
    return list(_plan(part)) if part else []


def _model_at(model: type[BaseModel], where: Location) -> type[BaseModel] | None:
    found: type[BaseModel] | None = model
    for step in where:
        if isinstance(step, str):
            key = _plan(found).get(step) if found else None
            found = key.model if key else None
    return found


def partial_view(model: type[ModelT], tree: Any) -> ModelT:
    """The model filled with what is sound in the tree; None for all else, also inside lists."""
    values: dict[str, Any] = {}
    if not isinstance(tree, dict):
        tree = {}
    for name, key in _plan(model).items():
        if name in tree:
            values[key.attribute] = _sound(key, tree[name])
        elif key.required:
            values[key.attribute] = None
    return model.model_construct(_fields_set={*values}, **values)


def _sound(key: _Key, value: Any) -> Any:
    if not key.many:
        return _sound_one(key, value)
    return tuple(_sound_one(key, item) for item in value) if isinstance(value, list) else None


def _sound_one(key: _Key, value: Any) -> Any:
    if key.model is not None:
        return partial_view(key.model, value) if isinstance(value, dict) else None
    assert key.single is not None
    try:
        return key.single.validate_python(value, strict=True)
    except ValidationError:
        return None


@cache
def _plan(model: type[BaseModel]) -> dict[str, _Key]:
    """The keys of a model by their JSON names."""
    plan: dict[str, _Key] = {}
    for attribute, field in model.model_fields.items():
        inner, metadata = bare(field.annotation), list(field.metadata)
        many = get_origin(inner) is tuple and get_args(inner)[-1] is Ellipsis
        if many:
            inner, metadata = get_args(inner)[0], []
        nested = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
        single: TypeAdapter[Any] | None = None
        if nested is None:
            single = TypeAdapter(Annotated.__class_getitem__((inner, *metadata)) if metadata else inner)  # type: ignore[attr-defined]
        plan[field.alias or attribute] = _Key(attribute, nested, many, single, field.is_required())
    return plan


def bare(annotation: Any) -> Any:
    """``X`` for ``X | None``, and the bare type for an annotated list."""
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            annotation = members[0]
    if get_origin(annotation) is Annotated and get_origin(get_args(annotation)[0]) is tuple:
        return get_args(annotation)[0]
    return annotation

"""Records of the model as JSON text and back, generic over their annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
Convert = Callable[[Any], Any]
_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def encode(record: object) -> str:
    """A frozen record as one line of ASCII JSON; fields that hold their default are left out.

    ASCII, because a database may refuse NUL and lone surrogates in text but never their escapes.
    """
    kind: Any = type(record)
    value = _encoder(kind)(record)
    return _JSON.encode(value)


def decode(kind: type[Record], text: str) -> Record:
    """The record of that type; ValueError when the text holds a field that the type has not."""
    hint: Any = kind
    record: Record = _decoder(hint)(json.loads(text))
    return record


def _same(value: Any) -> Any:
    return value


def _optional(hint: Any) -> Any | None:
    """T of `T | None`, None for any other annotation."""
    if get_origin(hint) not in (Union, UnionType):
        return None
    others = [arg for arg in get_args(hint) if arg is not NoneType]
    if len(others) != 1:
        raise TypeError(f"a stored record cannot hold {hint!r}")
    return others[0]


@cache
def _encoder(hint: Any) -> Convert:
    inner = _optional(hint)
    if inner is not None:
        convert = _encoder(inner)
        return lambda value: None if value is None else convert(value)
    origin = get_origin(hint)
    if origin is not None:
        return _container_encoder(origin, get_args(hint))
    if is_dataclass(hint):
        return _record_encoder(hint)
    if issubclass(hint, date):
        return lambda value: value.isoformat()
    if issubclass(hint, str | int | float):
        return _same
    raise TypeError(f"a stored record cannot hold {hint!r}")


def _container_encoder(origin: Any, args: tuple[Any, ...]) -> Convert:
    if origin is tuple and args[-1] is not ...:
        parts = [_encoder(arg) for arg in args]
        return lambda value: [part(item) for part, item in zip(parts, value, strict=True)]
    item = _encoder(args[1] if issubclass(origin, Mapping) else args[0])
    if issubclass(origin, Mapping):
        return lambda value: {name: item(part) for name, part in value.items()}
    if origin is frozenset:
        return lambda value: sorted(item(part) for part in value)
    return lambda value: [item(part) for part in value]


def _default(spec: Field[Any]) -> Any:
    return spec.default_factory() if spec.default_factory is not MISSING else spec.default


def _record_encoder(kind: Any) -> Convert:
    hints = get_type_hints(kind)
    parts = [(spec.name, _encoder(hints[spec.name]), _default(spec)) for spec in fields(kind)]

    def convert(record: Any) -> dict[str, Any]:
        # A plain loop: this runs for every sentence that is stored.
        found = {}
        for name, part, default in parts:
            value = getattr(record, name)
            if default is MISSING or value != default:
                found[name] = value if part is _same else part(value)
        return found

    return convert


@cache
def _decoder(hint: Any) -> Convert:
    inner = _optional(hint)
    if inner is not None:
        convert = _decoder(inner)
        return lambda value: None if value is None else convert(value)
    origin = get_origin(hint)
    if origin is not None:
        return _container_decoder(origin, get_args(hint))
    if is_dataclass(hint):
        return _record_decoder(hint)
    if issubclass(hint, date):
        return datetime.fromisoformat if issubclass(hint, datetime) else date.fromisoformat
    if issubclass(hint, StrEnum | float):
        kind: Convert = hint
        return kind
    return _same


def _container_decoder(origin: Any, args: tuple[Any, ...]) -> Convert:
    if origin is tuple and args[-1] is not ...:
        parts = [_decoder(arg) for arg in args]
        return lambda value: tuple(part(item) for part, item in zip(parts, value, strict=True))
    item = _decoder(args[1] if issubclass(origin, Mapping) else args[0])
    if issubclass(origin, Mapping):
        return lambda value: {name: item(part) for name, part in value.items()}
    kind = frozenset if origin is frozenset else tuple
    return lambda value: kind(map(item, value))


def _record_decoder(kind: Any) -> Convert:
    hints = get_type_hints(kind)
    parts = {spec.name: _decoder(hints[spec.name]) for spec in fields(kind)}
    changed = {name: part for name, part in parts.items() if part is not _same}

    def convert(value: dict[str, Any]) -> Any:
        unknown = value.keys() - parts.keys()
        if unknown:
            raise ValueError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
        return kind(**value | {name: part(value[name]) for name, part in changed.items() if name in value})

    return convert

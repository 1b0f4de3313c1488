"""What a newer chalknet has written and this one does not know: kept, and written back at its place.

A newer minor version may add fields. Each struct of the session carries those of its own place as they stood in the
file, so that they follow it wherever an edit takes it, and go when it goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec.inspect import StructType, Type, UnionType, VarTupleType, type_info
from msgspec.structs import fields, replace

from app.session.errors import SessionError

KEY = " unknown"  # of the field that holds them

S = TypeVar("S", bound=msgspec.Struct)


def set_apart(raw: Any, kind: type) -> bool:
    """Put what a JSON object has beyond the fields of its struct, at any depth, under KEY, as JSON text.

    Returns whether it has any. raw is changed. What is no object where a struct is expected is left for the decoder
    to refuse.
    """
    found = False
    for _, item, struct in _objects(raw, _shape(kind), "$"):
        known = {field.encode_name for field in struct.fields} - {KEY}
        unknown = {key: item.pop(key) for key in list(item) if key not in known}
        if unknown:
            item[KEY] = json.dumps(unknown, ensure_ascii=False)
            found = True
    return found


def require_none(raw: Any, kind: type) -> None:
    """The decoder refuses what it does not know, but it does know KEY. Raises SessionError."""
    for place, item, _ in _objects(raw, _shape(kind), "$"):
        if KEY in item:
            raise SessionError(f"the field “{KEY}” is unknown", place)


@cache
def _shape(kind: type) -> Type:
    return type_info(kind)


def _objects(raw: Any, kind: Type, place: str) -> Iterator[tuple[str, dict[str, Any], StructType]]:
    """The objects in a JSON value that become structs, with their places, the inner ones first."""
    if isinstance(kind, UnionType):
        for part in kind.types:
            if isinstance(part, StructType | VarTupleType):
                yield from _objects(raw, part, place)
    elif isinstance(kind, VarTupleType) and isinstance(kind.item_type, StructType) and isinstance(raw, list):
        for number, item in enumerate(raw):
            yield from _objects(item, kind.item_type, f"{place}[{number}]")
    elif isinstance(kind, StructType) and isinstance(raw, dict):
        for field in kind.fields:
            if field.encode_name in raw:
                yield from _objects(raw[field.encode_name], field.type, f"{place}.{field.encode_name}")
        yield place, raw, kind


def put_back(content: Any) -> None:
    """In what is to be written, put unknown fields where they stood: the other way round."""
    if isinstance(content, dict):
        for item in content.values():
            put_back(item)
        content.update(json.loads(content.pop(KEY, "") or "{}"))
    elif isinstance(content, list | tuple) and content and isinstance(content[0], dict):
        for item in content:
            put_back(item)


def holds_unknown(struct: msgspec.Struct) -> bool:
    """Whether there is any in a struct or in those that it is made of."""
    return any(part.unknown for part in _parts(struct))  # type: ignore[attr-defined]


def keeping_unknown(before: S | None, now: S) -> S:
    """The struct itself; or the one before, where that differs in nothing but what is unknown here.

    A state that the training has measured anew has no unknown fields. Those of a state that is no more, two steps on,
    would be wrong; those of the same one are not.
    """
    if before is None or before is now or not holds_unknown(before):
        return now
    return before if _bare(before) == now else now


def _parts(struct: msgspec.Struct) -> Iterator[msgspec.Struct]:
    yield struct
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, msgspec.Struct):
                yield from _parts(item)


def _bare(value: Any) -> Any:
    """A value of the session without anything unknown."""
    if isinstance(value, tuple):
        return tuple(_bare(item) for item in value)
    if not isinstance(value, msgspec.Struct):
        return value
    known = {field.name: _bare(getattr(value, field.name)) for field in fields(value) if field.encode_name != KEY}
    return replace(value, **known, unknown="")

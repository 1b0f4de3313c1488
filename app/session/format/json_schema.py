"""The published description of the format, made from the structs: python -m app.session.format.json_schema.

It says what other programs need to know to write a session: names, types and ranges. Whether the parts fit each other
(a class that exists, as many weights as the network has) is said by app.session.validation alone.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

import resources
from app.session import schema
from app.session.arrays import Numbers, Points
from app.session.atomic import write_atomically
from app.session.format.unknown import KEY

FILE = Path(resources.__file__).parent / "session.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NUMBER_OR_NULL = {"anyOf": [{"type": "number"}, {"type": "null"}]}
_ARRAYS: dict[type, dict[str, Any]] = {
    Numbers: {
        "description": "Numbers, or rows of them, all of one length. null stands for a number that is not finite.",
        "type": "array",
        "items": {"anyOf": [*_NUMBER_OR_NULL["anyOf"], {"type": "array", "items": _NUMBER_OR_NULL}]},
    },
    Points: {
        "description": "A row a point: its coordinates, its class (from 0) or its value, and what it is for.",
        "type": "array",
        "maxItems": schema.MAX_POINTS,
        "items": {
            "type": "array",
            "minItems": 3,
            "maxItems": schema.MAX_FEATURES + 2,
            "items": {"anyOf": [{"type": "number"}, {"enum": ["train", "test"]}]},
        },
    },
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a session file of the present version."""
    (reference,), parts = msgspec.json.schema_components(
        [schema.Session], schema_hook=_ARRAYS.__getitem__, ref_template="#/$defs/{name}"
    )
    for name, part in parts.items():
        _take_out(part)
        part["description"] = inspect.cleandoc(getattr(schema, name).__doc__)
    major, minor = schema.VERSION
    return {"$schema": DIALECT, "title": f"chalknet session {major}.{minor}", **reference, "$defs": parts}


def _take_out(value: Any) -> None:
    """The field that holds what is unknown stands in no file: here it is one, and in the defaults of others."""
    if isinstance(value, dict):
        value.pop(KEY, None)
        for item in value.values():
            _take_out(item)


def text() -> str:
    """The file's content."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write_atomically(FILE, text().encode())

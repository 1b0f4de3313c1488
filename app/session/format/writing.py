"""From a session to the bytes of its file, so that a person can read and diff them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from app.session.arrays import Numbers, Points
from app.session.format.unknown import holds_unknown, put_back
from app.session.schema import VERSION, Session

CANONICAL_ITEMS = 1000  # of a list, or characters of a text, written at once


def encode(session: Session) -> bytes:
    """The session as UTF-8 JSON: small sections indented, one point a line, signed with its fingerprint.

    Its version is this chalknet's; or the newer one of the file that it comes from, while there is something left in
    it that only that one knows.
    """
    version = max(session.version, VERSION) if holds_unknown(session) else VERSION
    content = _builtins(replace(session, version=version, sha256=""))
    content["sha256"] = digest(content)
    return ("".join(_readable(content, "")) + "\n").encode()


def fingerprint(session: Session) -> str:
    """SHA-256 over the session's canonical JSON, its own sha256 left empty."""
    return digest(_builtins(replace(session, sha256="")))


def digest(content: Any) -> str:
    """SHA-256 over a JSON value in its canonical form: sorted keys, no white space, ASCII."""
    found = hashlib.sha256()
    for part in _canonical(content):
        found.update(part.encode())
    return found.hexdigest()


def _canonical(value: Any) -> Iterator[str]:
    """The canonical JSON of a value, long lists in parts: the encoder lets no other thread run while it is at one."""
    if isinstance(value, dict):
        for number, key in enumerate(sorted(value)):
            yield f"{',' if number else '{'}{json.dumps(key)}:"
            yield from _canonical(value[key])
        yield "}" if value else "{}"
    elif isinstance(value, str) and len(value) > CANONICAL_ITEMS:
        yield '"'
        for start in range(0, len(value), CANONICAL_ITEMS):
            yield json.dumps(value[start : start + CANONICAL_ITEMS])[1:-1]
        yield '"'
    elif isinstance(value, list | tuple) and len(value) > CANONICAL_ITEMS:
        for start in range(0, len(value), CANONICAL_ITEMS):
            yield "," if start else "["
            yield _canonical_text(value[start : start + CANONICAL_ITEMS])[1:-1]
        yield "]"
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        for number, item in enumerate(value):
            yield "," if number else "["
            yield from _canonical(item)
        yield "]"
    else:
        yield _canonical_text(value)


def _canonical_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _builtins(session: Session) -> Any:
    content = msgspec.to_builtins(session, enc_hook=_encode_value)
    put_back(content)
    return content


def _encode_value(value: object) -> Any:
    if isinstance(value, Points):
        kinds = np.where(value.is_test, "test", "train").tolist()
        rows = zip(value.x.tolist(), value.answers.tolist(), kinds, strict=True)
        return [[*x, answer, kind] for x, answer, kind in rows]
    if isinstance(value, Numbers):
        array = value.array.astype(object)
        array[~np.isfinite(value.array)] = None  # JSON knows neither NaN nor infinity
        return array.tolist()
    raise TypeError(f"a session can't hold a {type(value).__name__}")


def _readable(value: Any, indent: str) -> Iterator[str]:
    """JSON with objects indented, lists of plain values on one line, lists of lists one item a line."""
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield f"{',' if number else ''}\n{deeper}{json.dumps(key, ensure_ascii=False)}: "
            yield from _readable(item, deeper)
        yield f"\n{indent}}}"
    elif isinstance(value, list | tuple) and any(isinstance(item, dict | list | tuple) for item in value):
        yield "["
        for number, item in enumerate(value):
            yield f"{',' if number else ''}\n{deeper}"
            yield from _readable(item, deeper)
        yield f"\n{indent}]"
    else:
        yield msgspec.json.format(msgspec.json.encode(value), indent=0).decode()

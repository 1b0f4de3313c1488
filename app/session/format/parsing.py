"""From a file's bytes to a JSON value, stricter than the json module: no key twice, no NaN, no halved characters."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from app.session.errors import SessionError

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(content: bytes) -> Any:
    """The JSON value in a file's bytes. Raises SessionError, or RecursionError where it is nested too deeply."""
    repeated: list[tuple[dict[str, Any], str]] = []
    infinite = False

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            repeated.append((result, Counter(key for key, _ in pairs).most_common(1)[0][0]))
        return result

    def constant(name: str) -> float:
        nonlocal infinite
        infinite = True
        return float(name)

    try:
        raw = json.loads(content.decode("utf-8-sig"), object_pairs_hook=build, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise SessionError(f"the file is not UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise SessionError(f"the file is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from error
    except ValueError as error:
        raise SessionError("the file holds a number with too many digits") from error
    if repeated:
        # An object that was itself under a key that stood twice may be gone; the last one never is.
        container, key = repeated[-1]
        place, _ = next(_found(raw, "$", lambda item: item is container))
        raise SessionError(f"the key “{key}” stands twice", place)
    if infinite:
        place, item = next(_found(raw, "$", lambda item: isinstance(item, float) and not math.isfinite(item)))
        raise SessionError(f"a finite number is needed here, not {item}", place)
    if _SURROGATE.search(content):
        _require_whole_characters(raw)
    return raw


def _found(value: Any, place: str, wanted: Callable[[Any], bool]) -> Iterator[tuple[str, Any]]:
    """The values in a JSON value that are wanted, with their places."""
    if wanted(value):
        yield place, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _found(item, f"{place}.{key}", wanted)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _found(item, f"{place}[{number}]", wanted)


def _require_whole_characters(raw: Any) -> None:
    """JSON can spell half of a character, which no file can hold."""
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise SessionError("a text holds half a character (a lone surrogate)") from error

"""Session files: read with every fault named by its place, written so that a person can read and diff them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace

from app.session.arrays import Numbers, Points
from app.session.atomic import write_atomically
from app.session.errors import SessionError
from app.session.schema import FORMAT, MAX_LAYERS, MAX_POINTS, MAX_RUNS, VERSION, Session
from app.session.validation import validate

SUFFIX = ".chalk"
MAX_BYTES = 64 * 2**20

_Use = Literal["train", "test"]
_POINT_ROWS: dict[int, Any] = {3: list[tuple[float, int, _Use]], 4: list[tuple[float, float, int, _Use]]}


class Loaded(NamedTuple):
    """A session from a file, and what the person should know about the file ("" when nothing)."""

    session: Session
    notice: str


def load(path: Path) -> Loaded:
    """Read a session file. Raises SessionError (the content) or OSError (the file)."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SessionError(f"the file has {size / 2**20:.0f} MB; a session has at most {MAX_BYTES // 2**20} MB")
    return decode(path.read_bytes())


def save(session: Session, path: Path) -> None:
    """Write a session file, all or nothing. Raises OSError; the file that stood there is then untouched."""
    write_atomically(path, encode(session))


def decode(content: bytes) -> Loaded:
    """The session in a file's bytes. Raises SessionError."""
    raw = _parse(content)
    _check_head(raw)
    _check_sizes(raw)
    try:
        session = msgspec.convert(raw, Session, dec_hook=_decode_array)
    except msgspec.ValidationError as error:
        raise _translated(error) from error
    validate(session)
    notice = ""
    if session.sha256 and session.sha256 != fingerprint(session):
        notice = "This file was edited by hand, or damaged: its content does not match its sha256."
    return Loaded(session, notice)


def encode(session: Session) -> bytes:
    """The session as UTF-8 JSON: small sections indented, one point a line."""
    signed = replace(session, version=VERSION, sha256="")
    signed = replace(signed, sha256=fingerprint(signed))
    return ("".join(_readable(_builtins(signed), "")) + "\n").encode()


def fingerprint(session: Session) -> str:
    """SHA-256 over the session's canonical JSON (sorted keys, no white space), its own sha256 left empty."""
    content = _builtins(replace(session, sha256=""))
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _builtins(session: Session) -> Any:
    return msgspec.to_builtins(session, enc_hook=_encode_array)


def _encode_array(value: object) -> Any:
    if isinstance(value, Points):
        kinds = np.where(value.is_test, "test", "train").tolist()
        return [[*x, label, kind] for x, label, kind in zip(value.x.tolist(), value.labels.tolist(), kinds, strict=True)]
    if isinstance(value, Numbers):
        array = value.array.astype(object)
        array[~np.isfinite(value.array)] = None  # JSON knows neither NaN nor infinity
        return array.tolist()
    raise TypeError(f"a session can't hold a {type(value).__name__}")


def _decode_array(kind: type, value: object) -> Any:
    if kind is Points:
        return _points(value)
    if kind is Numbers:
        return _numbers(value)
    raise TypeError(f"a session can't hold a {kind.__name__}")


def _points(value: object) -> Points:
    rows = msgspec.convert(value, list[list[Any]])
    if not rows:
        return Points.none(2)
    row_type = _POINT_ROWS.get(len(rows[0]))
    if row_type is None:
        raise ValueError("a point is [x, class, use] or [x, y, class, use] - at `$[0]`")
    checked = msgspec.convert(rows, row_type)
    *x, labels, uses = zip(*checked, strict=True)
    return Points(np.array(x, dtype=np.float64).T, labels, [use == "test" for use in uses])


def _numbers(value: object) -> Numbers:
    rows = msgspec.convert(value, list[float | None] | list[list[float | None]])
    lengths = {len(row) for row in rows if isinstance(row, list)}
    if len(lengths) > 1:
        raise ValueError("the rows have to be of one length")
    return Numbers(np.array(rows, dtype=np.float64))  # None becomes NaN


class _Object(dict[str, Any]):
    """A JSON object that remembers a key that stood in it twice."""

    repeated: str | None = None


def _parse(content: bytes) -> Any:
    repeated = False

    def build(pairs: list[tuple[str, Any]]) -> _Object:
        nonlocal repeated
        result = _Object(pairs)
        if len(result) < len(pairs):
            result.repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
            repeated = True
        return result

    def refuse_constant(name: str) -> None:
        raise SessionError(f"{name} is not a finite number; write null in a history, a number elsewhere")

    try:
        raw = json.loads(content.decode("utf-8-sig"), object_pairs_hook=build, parse_constant=refuse_constant)
    except UnicodeDecodeError as error:
        raise SessionError(f"the file is not UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise SessionError(f"the file is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise SessionError("the file is nested too deeply") from error
    except ValueError as error:
        if isinstance(error, SessionError):
            raise
        raise SessionError(f"the file holds a number that can't be read: {error}") from error
    if repeated:
        place, key = next(_repeated_keys(raw, "$"))
        raise SessionError(f"the key “{key}” stands twice", place)
    return raw


def _repeated_keys(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Object):
        if value.repeated is not None:
            yield place, value.repeated
        for key, item in value.items():
            yield from _repeated_keys(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _repeated_keys(item, f"{place}[{number}]")


def _check_head(raw: Any) -> None:
    """Format and version come before everything else, so that a newer file gets the sentence that helps."""
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise SessionError(f"this is not a chalknet session: “format” has to be “{FORMAT}”", "$.format")
    version = raw.get("version")
    if (
        not isinstance(version, list)
        or len(version) != 2
        or not all(isinstance(part, int) and not isinstance(part, bool) and part >= 0 for part in version)
    ):
        raise SessionError("the version has to be two whole numbers, as in [1, 0]", "$.version")
    if version[0] > VERSION[0]:
        raise SessionError(
            f"the file has format version {version[0]}.{version[1]}, and this chalknet reads up to {VERSION[0]}; "
            "update chalknet to open it",
            "$.version",
        )
    if version[0] < VERSION[0]:
        raise SessionError(f"there never was a format version {version[0]}", "$.version")


def _check_sizes(raw: dict[str, Any]) -> None:
    """Limits come before anything is built from the file."""
    _limit(raw, ("data", "points"), MAX_POINTS, "points", "$.data.points")
    runs = raw.get("runs")
    _limit(raw, ("runs",), MAX_RUNS, "runs", "$.runs")
    for number, run in enumerate(runs if isinstance(runs, list) else ()):
        _limit(run, ("model", "layers"), MAX_LAYERS, "hidden layers", f"$.runs[{number}].model.layers")


def _limit(value: Any, path: tuple[str, ...], most: int, what: str, place: str) -> None:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, list) and len(value) > most:
        raise SessionError(f"at most {most:,} {what} are possible; here are {len(value):,}", place)


_PLACE = re.compile(r" - at `(?:key in )?(\$[^`]*)`")
_WORDS = {
    "object": "an object {…}",
    "array": "a list […]",
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
}


def _translated(error: msgspec.ValidationError) -> SessionError:
    """The decoder's message as a sentence; paths of nested decoders are joined, the innermost last."""
    text = str(error)
    places = [place[1:] for place in _PLACE.findall(text)]
    reason = _PLACE.sub("", text)
    expected = re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", reason)
    if expected:
        wanted, came = (
            " or ".join(_WORDS.get(part.strip(), part.strip()) for part in side.split("|")) for side in expected.groups()
        )
        reason = f"{wanted} is needed here, not {came}"
    elif match := re.fullmatch(r"Object missing required field `([^`]+)`", reason):
        reason = f"the field “{match[1]}” is missing"
    elif match := re.fullmatch(r"Object contains unknown field `([^`]+)`", reason):
        reason = f"the field “{match[1]}” is unknown"
    elif match := re.fullmatch(r"Invalid enum value (.+)", reason):
        reason = f"{match[1]} is not one of the possible values"
    else:
        reason = reason.replace("`", "").replace("Expected", "expected:")
    return SessionError(reason, "$" + "".join(reversed(places)))


def _readable(value: Any, indent: str) -> Iterator[str]:
    """JSON with objects indented, lists of plain values on one line, lists of lists one item a line."""
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield f"{',' if number else ''}\n{deeper}{json.dumps(key)}: "
            yield from _readable(item, deeper)
        yield f"\n{indent}}}"
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        yield "["
        for number, item in enumerate(value):
            yield f"{',' if number else ''}\n{deeper}"
            yield from _readable(item, deeper)
        yield f"\n{indent}]"
    else:
        yield json.dumps(value, ensure_ascii=False)

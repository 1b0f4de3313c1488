"""Session files: read with every fault named by its place, written so that a person can read and diff them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from app.session.arrays import Numbers, Points
from app.session.atomic import BACKUP_MARK, write_atomically
from app.session.disk import megabytes, not_read, not_written
from app.session.errors import SessionError
from app.session.parsing import parse
from app.session.schema import FORMAT, MAX_FEATURES, MAX_INPUTS, MAX_LAYERS, MAX_POINTS, MAX_RUNS, VERSION, Session
from app.session.validation import validate
from app.session.wording import as_sentence

SUFFIX = ".chalk"
MAX_BYTES = 64 * 2**20
CANONICAL_ITEMS = 1000

_Use = Literal["train", "test"]
# Whether the class exists is said later, with the classes at hand; here it only has to fit the array.
_Label = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]


class Loaded(NamedTuple):
    """A session from a file, and what the person should know about the file ("" when nothing)."""

    session: Session
    notice: str


def load(path: Path) -> Loaded:
    """Read a session file. Raises SessionError (the content) or OSError (the file; its strerror is for the person)."""
    return decode(read(path))


def save(session: Session, path: Path) -> str:
    """Write a session file, all or nothing; what stood there is kept beside it (name.chalk~).

    Returns what the person should know about the backup, "" when nothing.
    Raises SessionError (larger than what load takes) or OSError; the file that stood there is then untouched.
    """
    return write(content_of(session), path)


def read(path: Path) -> bytes:
    """The bytes of a session file. Raises SessionError where they are too many, or OSError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)  # not all of it: a device or a pipe tells no size, and may never end
    except OSError as error:
        raise not_read(error, path) from error
    if len(content) > MAX_BYTES:
        raise SessionError(f"the file is larger than {megabytes(MAX_BYTES)}, which is the most a session may have")
    return content


def content_of(session: Session) -> bytes:
    """The bytes to write for a session. Raises SessionError where they are more than what read takes."""
    content = encode(session)
    if len(content) > MAX_BYTES:
        raise SessionError(
            f"the session would make a file of {megabytes(len(content))}, and {megabytes(MAX_BYTES)} is the most "
            "that can be opened again; erase points, or make the networks smaller"
        )
    return content


def write(content: bytes, path: Path, is_wanted: Callable[[], bool] = lambda: True) -> str:
    """Write a session's bytes, all or nothing; see save. is_wanted is asked last before the file is replaced.

    Raises OSError, its strerror for the person, or GivenUpError.
    """
    try:
        failure = write_atomically(path, content, keep_backup=True, is_wanted=is_wanted)
    except OSError as error:
        raise not_written(error, path, len(content)) from error
    if failure is None:
        return ""
    why = not_written(failure, path.with_name(path.name + BACKUP_MARK), len(content)).strerror
    return f"What was there before could not be kept as a backup: {why}."


def decode(content: bytes) -> Loaded:
    """The session in a file's bytes, without the file's own sha256. Raises SessionError."""
    try:
        raw = parse(content)
        session = _built(raw)
    except RecursionError as error:
        raise SessionError("the file is nested too deeply") from error
    notice = ""
    # An older version has signed fewer fields than the session has now: then its own text tells.
    if session.sha256 and session.sha256 not in (fingerprint(session), _digest({**raw, "sha256": ""})):
        notice = "This file was edited by hand, or damaged: its content does not match its sha256."
    return Loaded(replace(session, version=VERSION, sha256=""), notice)


def _built(raw: Any) -> Session:
    """The valid session in a JSON value."""
    _check_head(raw)
    _check_sizes(raw)
    try:
        session = msgspec.convert(raw, Session, dec_hook=partial(_decode_array, with_values=_has_values(raw)))
    except msgspec.ValidationError as error:
        raise _with_version(as_sentence(error), raw["version"]) from error
    if not len(session.data.points):  # an empty list does not tell its dimensions, the features do
        nothing = Points.none(len(session.data.features), with_values=session.data.task == "regression")
        session = replace(session, data=replace(session.data, points=nothing))
    return validate(session)


def encode(session: Session) -> bytes:
    """The session as UTF-8 JSON: small sections indented, one point a line, signed with its fingerprint."""
    content = _builtins(replace(session, version=VERSION, sha256=""))
    content["sha256"] = _digest(content)
    return ("".join(_readable(content, "")) + "\n").encode()


def fingerprint(session: Session) -> str:
    """SHA-256 over the session's canonical JSON (sorted keys, no white space), its own sha256 left empty."""
    return _digest(_builtins(replace(session, sha256="")))


def _digest(content: Any) -> str:
    digest = hashlib.sha256()
    for part in _canonical(content):
        digest.update(part.encode())
    return digest.hexdigest()


def _canonical(value: Any) -> Iterator[str]:
    """The canonical JSON of a value, long lists in parts: the encoder lets no other thread run while it is at one."""
    if isinstance(value, dict):
        for number, key in enumerate(sorted(value)):
            yield f"{',' if number else '{'}{json.dumps(key)}:"
            yield from _canonical(value[key])
        yield "}" if value else "{}"
    elif isinstance(value, list) and len(value) > CANONICAL_ITEMS:
        for start in range(0, len(value), CANONICAL_ITEMS):
            yield "," if start else "["
            yield _canonical_text(value[start : start + CANONICAL_ITEMS])[1:-1]
        yield "]"
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, item in enumerate(value):
            yield "," if number else "["
            yield from _canonical(item)
        yield "]"
    else:
        yield _canonical_text(value)


def _canonical_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _builtins(session: Session) -> Any:
    return msgspec.to_builtins(session, enc_hook=_encode_array)


def _encode_array(value: object) -> Any:
    if isinstance(value, Points):
        kinds = np.where(value.is_test, "test", "train").tolist()
        rows = zip(value.x.tolist(), value.answers.tolist(), kinds, strict=True)
        return [[*x, answer, kind] for x, answer, kind in rows]
    if isinstance(value, Numbers):
        array = value.array.astype(object)
        array[~np.isfinite(value.array)] = None  # JSON knows neither NaN nor infinity
        return array.tolist()
    raise TypeError(f"a session can't hold a {type(value).__name__}")


def _has_values(raw: dict[str, Any]) -> bool:
    """Whether the rows of the points end in a value and not in a class: the rows themselves don't tell."""
    data = raw.get("data")
    return isinstance(data, dict) and data.get("task") == "regression"


def _decode_array(kind: type, value: object, *, with_values: bool) -> Any:
    try:
        if kind is Points:
            return _points(value, with_values)
        if kind is Numbers:
            return _numbers(value)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error  # which the outer decoder takes up, adding its own part of the path
    raise TypeError(f"a session can't hold a {kind.__name__}")


def _points(value: object, with_values: bool) -> Points:
    rows = msgspec.convert(value, list[list[Any]])
    if not rows:
        return Points.none(2, with_values=with_values)
    dimensions = len(rows[0]) - 2
    answer = "value" if with_values else "class"
    if not 1 <= dimensions <= MAX_FEATURES:
        raise ValueError(f"a point is [x, {answer}, use], [x, y, {answer}, use] or longer - at `$[0]`")
    row_type: Any = tuple[tuple([float] * dimensions + [float if with_values else _Label, _Use])]  # type: ignore[misc]
    *x, answers, uses = zip(*msgspec.convert(rows, list[row_type]), strict=True)
    columns, is_test = np.array(x, dtype=np.float64).T, [use == "test" for use in uses]
    return Points(columns, None, is_test, answers) if with_values else Points(columns, answers, is_test)


def _numbers(value: object) -> Numbers:
    if not isinstance(value, list) or not value or not isinstance(value[0], list):
        return Numbers(msgspec.convert(value, list[float | None]))  # None becomes NaN
    rows = msgspec.convert(value, list[list[float | None]])
    if len({len(row) for row in rows}) > 1:
        raise ValueError("the rows have to be of one length")
    return Numbers(rows)


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


def _with_version(error: SessionError, version: list[int]) -> SessionError:
    """The fault, said to be a newer version's where the file comes from one: it may know more fields and values."""
    if tuple(version) <= VERSION:
        return error
    newer = f"the file was written by a newer chalknet (format version {version[0]}.{version[1]})"
    return SessionError(f"{error.reason}; {newer}, so update chalknet to open it", error.place)


def _check_sizes(raw: dict[str, Any]) -> None:
    """Limits come before anything is built from the file."""
    _limit(raw, ("data", "points"), MAX_POINTS, "points", "$.data.points")
    _limit(raw, ("data", "features"), MAX_FEATURES, "features", "$.data.features")
    runs = raw.get("runs")
    _limit(raw, ("runs",), MAX_RUNS, "runs", "$.runs")
    for number, run in enumerate(runs if isinstance(runs, list) else ()):
        _limit(run, ("model", "inputs"), MAX_INPUTS, "inputs", f"$.runs[{number}].model.inputs")
        _limit(run, ("model", "layers"), MAX_LAYERS, "hidden layers", f"$.runs[{number}].model.layers")


def _limit(value: Any, path: tuple[str, ...], most: int, what: str, place: str) -> None:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, list) and len(value) > most:
        raise SessionError(f"at most {most:,} {what} are possible; here are {len(value):,}".replace(",", " "), place)


def _readable(value: Any, indent: str) -> Iterator[str]:
    """JSON with objects indented, lists of plain values on one line, lists of lists one item a line."""
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield f'{"," if number else ""}\n{deeper}"{key}": '
            yield from _readable(item, deeper)
        yield f"\n{indent}}}"
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        yield "["
        for number, item in enumerate(value):
            yield f"{',' if number else ''}\n{deeper}"
            yield from _readable(item, deeper)
        yield f"\n{indent}]"
    else:
        yield msgspec.json.format(msgspec.json.encode(value), indent=0).decode()

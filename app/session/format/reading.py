"""From a file's bytes to a session, every fault named by its place."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from app.session.arrays import Numbers, Points
from app.session.errors import SessionError
from app.session.format.limits import check_sizes, check_text
from app.session.format.parsing import parse
from app.session.format.unknown import put_back, require_none, set_apart
from app.session.format.versions import check_head, migrated
from app.session.format.wording import as_sentence
from app.session.format.writing import digest, fingerprint
from app.session.schema import MAX_FEATURES, VERSION, Session
from app.session.validation import validate

ALTERED = "it was edited by hand, or damaged: its content does not match its sha256"

_Use = Literal["train", "test"]
# Whether the class exists is said later, with the classes at hand; here it only has to fit the array.
_Label = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]


class Loaded(NamedTuple):
    """A session from a file, and what the person should know about the file ("" when nothing).

    is_altered: its content is not what chalknet has signed; the person decides whether to open it all the same.
    """

    session: Session
    notice: str
    is_altered: bool = False


def decode(content: bytes) -> Loaded:
    """The session in a file's bytes, without the file's own sha256. Raises SessionError."""
    check_text(content)
    try:
        raw = parse(content)
        version = check_head(raw)
        as_it_stands, raw = raw, migrated(raw)
        check_sizes(raw)
        has_unknown = version > VERSION and set_apart(raw, Session)
        if not has_unknown:
            require_none(raw, Session)
        session = _built(raw, version)
        put_back(raw)
        # What was signed: the text as it stands, since an older version has signed fewer fields than there are now.
        signed = digest({**as_it_stands, "sha256": ""})
    except RecursionError as error:
        raise SessionError("the file is nested too deeply") from error
    is_altered = bool(session.sha256) and session.sha256 not in (signed, fingerprint(session))
    notice = ""
    if has_unknown:
        notice = (
            f"The file was written by a newer chalknet (format version {version[0]}.{version[1]}); "
            "what this one does not know is kept, and not shown."
        )
    kept = session.version if has_unknown else VERSION
    return Loaded(replace(session, version=kept, sha256=""), notice, is_altered)


def _built(raw: dict[str, Any], version: tuple[int, int]) -> Session:
    """The valid session in a JSON object."""
    try:
        session = msgspec.convert(raw, Session, dec_hook=partial(_decode_value, with_values=_has_values(raw)))
    except msgspec.ValidationError as error:
        raise _with_version(as_sentence(error), version) from error
    if not len(session.data.points):  # an empty list does not tell its dimensions, the features do
        nothing = Points.none(len(session.data.features), with_values=session.data.task == "regression")
        session = replace(session, data=replace(session.data, points=nothing))
    return validate(session)


def _has_values(raw: dict[str, Any]) -> bool:
    """Whether the rows of the points end in a value and not in a class: the rows themselves don't tell."""
    data = raw.get("data")
    return isinstance(data, dict) and data.get("task") == "regression"


def _decode_value(kind: type, value: object, *, with_values: bool) -> Any:
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


def _with_version(error: SessionError, version: tuple[int, int]) -> SessionError:
    """The fault, said to be a newer version's where the file comes from one: it may know more fields and values."""
    if version <= VERSION:
        return error
    newer = f"the file was written by a newer chalknet (format version {version[0]}.{version[1]})"
    return SessionError(f"{error.reason}; {newer}, so update chalknet to open it", error.place)

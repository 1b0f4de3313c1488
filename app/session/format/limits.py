"""What a session file may hold at the most: asked before anything is built from it."""

from __future__ import annotations

from typing import Any

from app.session.errors import SessionError
from app.session.schema import MAX_FEATURES, MAX_INPUTS, MAX_LAYERS, MAX_POINTS, MAX_RUNS

MAX_BYTES = 64 * 2**20
_ASCII = bytes(range(128))
# Signs in the text of the file, counted before it is parsed: a file of 64 MB could hold so many short items that they
# would take gigabytes in memory, and many seconds. Those inside texts count too; they are few.
MAX_CONTAINERS = 1_000_000  # "[" and "{": the largest session has about 400 000, points and the rows of its curves
MAX_ITEMS = 2_000_000  # ",": 200 000 points of 8 columns; numbers written in full make a file of 40 MB
MAX_FIELDS = 300_000  # ":": four runs with 512 moments each have some 30 000
MAX_BEYOND_ASCII = 4_000_000  # bytes: all texts together may have about 150 000 characters


def check_text(content: bytes) -> None:
    """Raises SessionError where the text of a file holds more than any session."""
    if content.count(b"[") + content.count(b"{") > MAX_CONTAINERS:
        raise SessionError(f"the file holds more than {_spaced(MAX_CONTAINERS)} lists and objects, and no session may")
    if content.count(b",") > MAX_ITEMS:
        raise SessionError(f"the file holds more than {_spaced(MAX_ITEMS)} items, and no session may")
    if content.count(b":") > MAX_FIELDS:
        raise SessionError(f"the file holds more than {_spaced(MAX_FIELDS)} fields, and no session may")
    if not content.isascii() and len(content.translate(None, _ASCII)) > MAX_BEYOND_ASCII:
        raise SessionError(
            f"the file holds more than {_spaced(MAX_BEYOND_ASCII)} bytes beyond ASCII, and no session may"
        )


def check_sizes(raw: dict[str, Any]) -> None:
    """Raises SessionError where a list in the JSON object of a session is longer than it may be."""
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
        raise SessionError(f"at most {_spaced(most)} {what} are possible; here are {_spaced(len(value))}", place)


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")

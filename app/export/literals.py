"""Values as Python source: exact, and harmless whatever a session holds."""

from __future__ import annotations

import base64
import textwrap
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 110
MAX_INLINE = 1500  # numbers; longer arrays are written compactly

UNPACKED = '''\
def unpacked(text, *shape):
    """The numbers in a text: float64, compressed, written in base 85."""
    return np.frombuffer(zlib.decompress(base64.b85decode(text)), dtype="<f8").reshape(shape)
'''


def comment(text: str) -> str:
    """A text from a session as a part of a comment: on one line, nothing in it that can't be seen."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def quoted(text: str) -> str:
    """A text as Python source, in double quotes where that is possible."""
    written = repr(text)
    plain = written[1:-1]
    return f'"{plain}"' if written[0] == "'" and '"' not in plain and "\\" not in plain else written


def listed(texts: Sequence[str]) -> str:
    """Pieces of source as a list."""
    return f"[{', '.join(texts)}]"


def array(values: NDArray[Any]) -> str:
    """An array as an expression for np.array or torch.tensor, of one line or several; long ones are packed."""
    if values.size > MAX_INLINE and values.dtype == np.float64:
        return _packed(values)
    return _nested(values.tolist(), "")


def is_packed(values: NDArray[Any]) -> bool:
    """Whether array() makes use of the function `unpacked`."""
    return values.size > MAX_INLINE and values.dtype == np.float64


def _nested(values: Any, indent: str) -> str:
    flat = _source(values)
    if not isinstance(values, list) or len(indent) + len(flat) <= WIDTH - 30:
        return flat
    inner = indent + "    "
    if isinstance(values[0], list) and any(isinstance(item, list) and len(_source(item)) > 60 for item in values):
        lines = [f"{inner}{_nested(item, inner)}," for item in values]
    else:
        filled = textwrap.wrap(
            ", ".join(_source(item).replace(" ", "\0") for item in values),
            WIDTH - len(inner),
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines = [inner + line.replace("\0", " ") for line in filled]
        lines[-1] += ","
    return "\n".join(["[", *lines, f"{indent}]"])


def _source(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_source, value))}]"
    return repr(value)


def _packed(values: NDArray[Any]) -> str:
    raw = np.ascontiguousarray(values, dtype="<f8").tobytes()
    text = base64.b85encode(zlib.compress(raw, 9)).decode("ascii")
    lines = [f'    "{text[start : start + WIDTH - 10]}"' for start in range(0, len(text), WIDTH - 10)]
    lines[-1] += ","
    return "\n".join(["unpacked(", *lines, f"    {', '.join(map(str, values.shape))},", ")"])

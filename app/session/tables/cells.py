"""What a single cell of a table says: a number, nothing, or a text."""

from __future__ import annotations

import math
import re

# What other programs write where there is no value.
MISSING = frozenset(("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "?"))

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)


def is_missing(cell: str) -> bool:
    """Whether the cell says that there is no value."""
    return cell.strip() in MISSING


def number(cell: str, decimal: str = ".") -> float | None:
    """The number in a cell, None where it is no number; infinite for “inf” and what is beyond all floats."""
    text = cell.strip().replace("\N{MINUS SIGN}", "-")
    if decimal == ",":
        if "." in text:
            return None
        text = text.replace(",", ".")
    if _NUMBER.fullmatch(text):
        return float(text)
    return math.copysign(math.inf, -1.0 if text[0] == "-" else 1.0) if _INFINITE.fullmatch(text) else None

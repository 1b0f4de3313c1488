"""What the inputs of a network are called: by the names that stand at the axes of the data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.session.schema import Feature
from nncore import COORDINATES, feature, is_coordinate, typeset

STANDARDIZED = "′"
_WORD = re.compile(r"[^\W\d]\w*")  # of a name, in any script …
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*")  # … and of a formula


def coordinate_letter(column: int, n_columns: int) -> str:
    """How formulas write a column: x, y, or x1, x2, … where there are more than two."""
    return "xy"[column] if n_columns <= 2 else f"x{column + 1}"


def column_label(column: int, features: Sequence[Feature]) -> str:
    """A column as the network is given it: "Alice", or "Alice′" where it is given (Alice − center) / scale."""
    own = features[column]
    is_changed = (own.center, own.scale) != (0.0, 1.0)
    letter = coordinate_letter(column, len(features))
    is_named = own.name not in (letter, f"x{column + 1}")
    return (own.name if is_named else feature(letter).label) + STANDARDIZED * is_changed


def input_label(formula: str, features: Sequence[Feature]) -> str:
    """An input by its formula: "Alice′", "Alice′²"; in the letters x, y where a name is more than one word."""
    asked = feature(formula)
    labels = {column: column_label(column, features) for column in asked.columns}
    if is_coordinate(formula, asked.columns[0]):
        return labels[asked.columns[0]]
    letters = {column: feature(coordinate_letter(column, len(features))).label for column in asked.columns}
    if labels == letters or not all(_WORD.fullmatch(label.removesuffix(STANDARDIZED)) for label in labels.values()):
        return asked.label

    def named(match: re.Match[str]) -> str:
        word = match[0]
        if word in COORDINATES:
            return labels[COORDINATES[word]]
        is_product = all(letter in COORDINATES for letter in word)  # xy is x times y
        return "·".join(labels[COORDINATES[letter]] for letter in word) if is_product else word

    return _TOKEN.sub(named, typeset(formula.strip()))

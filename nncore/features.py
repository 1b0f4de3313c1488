"""Inputs made by hand from the coordinates of a point: with x² and y² among them, a single neuron can draw a circle.

An input is named by its formula (formula.py). Those that have always been there for the taking have words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nncore.arrays import Array
from nncore.errors import ShapeError
from nncore.formula import Formula, parse_formula, why_not_input


@dataclass(frozen=True)
class Feature:
    """One input of the network as a function of the point.

    name: the text of its formula; label: as it is shown; formula: in words of mathematics, for a tooltip;
    columns: the coordinates it needs.
    """

    name: str
    label: str
    formula: str
    columns: tuple[int, ...]


def _ready(name: str, label: str, words: str) -> Feature:
    return Feature(name, label, words, parse_formula(name).columns)


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        _ready("x", "x", "the first coordinate"),
        _ready("y", "y", "the second coordinate"),
        _ready("x^2", "x²", "the first coordinate, squared"),
        _ready("y^2", "y²", "the second coordinate, squared"),
        _ready("x*y", "xy", "the product of the two coordinates"),
        _ready("sin(x)", "sin x", "the sine of the first coordinate (in radians)"),
        _ready("sin(y)", "sin y", "the sine of the second coordinate (in radians)"),
    )
}

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_TYPESET = ((r"\^2(?![0-9.])", "²"), (r"\^3(?![0-9.])", "³"), (r"\*", "·"), (r"-", "−"))


@lru_cache(maxsize=1024)
def feature(name: str) -> Feature:
    """The input with this formula. Raises: FormulaError."""
    if name in FEATURES:
        return FEATURES[name]
    columns = parse_formula(name).columns
    label = typeset(re.sub(r"\bx([0-9]+)", lambda match: f"x{match[1].translate(_SUBSCRIPTS)}", name.strip()))
    words = f"coordinate {columns[0] + 1}" if is_coordinate(name, columns[0]) else f"the formula {label}"
    return Feature(name, label, words, columns)


def typeset(formula: str) -> str:
    """A formula as it is shown: x² · y for x^2*y."""
    for written, shown in _TYPESET:
        formula = re.sub(written, shown, formula)
    return formula


def available_features(n_dimensions: int) -> tuple[str, ...]:
    """The names of the inputs that points with this many coordinates have ready; formulas can be made of them."""
    if n_dimensions > 2:
        return tuple(f"x{number + 1}" for number in range(n_dimensions))
    return tuple(name for name, ready in FEATURES.items() if max(ready.columns) < n_dimensions)


def plain_inputs(n_dimensions: int) -> tuple[str, ...]:
    """The coordinates themselves, by name."""
    return available_features(n_dimensions)[:n_dimensions]


def is_coordinate(name: str, column: int) -> bool:
    """Whether an input is nothing but this coordinate, however it is written."""
    return parse_formula(name) == parse_formula(f"x{column + 1}")


def expand(points: Array, names: Sequence[str]) -> Array:
    """Turn points (N, D) into inputs (N, I), one column for each name.

    Raises: ShapeError if points is not (N, D); ValueError, with a sentence, for a name that is no formula, or one
    that needs a coordinate that the points have not.
    """
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2:
        raise ShapeError(f"Points have the shape (N, D), one row for each point; got {points.shape}.")
    inputs = np.empty((len(points), len(names)))
    for column, formula in enumerate(formulas(names, points.shape[1])):
        inputs[:, column] = formula(points)
    return inputs


def formulas(names: Sequence[str], n_dimensions: int) -> list[Formula]:
    """The formulas with these names, for points with so many coordinates. Raises: ValueError with a sentence."""
    for name in names:
        reason = why_not_input(name, n_dimensions)
        if reason:
            raise ValueError(reason)
    return [parse_formula(name) for name in names]

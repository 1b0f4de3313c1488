"""Inputs as formulas: a text such as "x^2 + sin(y)" read by a small parser of our own, and evaluated with NumPy.

The grammar, loosest first:
    sum      = product (("+" | "−") product)*
    product  = signed (("*" | "·" | "×" | "/") signed | power)*     2x and x(y+1) are products as well
    signed   = ("−" | "+") signed | power
    power    = atom ["²" | "³"] ["^" signed]                        so −x^2 is −(x^2), and 2^3^2 is 2^(3^2)
    atom     = number | coordinate | constant | "(" sum ")" | function "(" sum ("," sum)* ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from nncore.arrays import Array
from nncore.errors import ShapeError

MAX_LENGTH = 60  # characters
MAX_DEPTH = 20  # parentheses, signs and exponents inside each other
MAX_COORDINATES = 100
LARGEST = 1e6  # no input is larger, whatever the formula: its square, and sums of them, can then be computed with

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
COORDINATES = {"x": 0, "y": 1, **{f"x{number}": number - 1 for number in range(1, MAX_COORDINATES + 1)}}


class FormulaError(ValueError):
    """A text that is no formula; the message is one sentence with the place of the fault."""


@dataclass(frozen=True)
class Formula:
    """A function of the coordinates of a point.

    text: as it was written; columns: the coordinates that it uses, ascending.
    Two formulas are equal if they are the same but for blanks, parentheses and ways of writing: "x²" and "x1 ^ 2".
    """

    tree: Node = field(repr=False)
    columns: tuple[int, ...] = field(compare=False)
    text: str = field(compare=False)

    def __call__(self, points: Array) -> Array:
        """The value for each of the points (N, D): (N,).

        Where there is none (1/0, the logarithm of a negative number) it is 0, and values are held within ±1e6.
        Raises: ShapeError if points is not (N, D), or has not all the coordinates.
        """
        points = np.asarray(points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] <= max(self.columns):
            raise ShapeError(
                f"The formula “{self.text}” needs points of shape (N, D) with D at least {max(self.columns) + 1}; "
                f"got {points.shape}."
            )
        with np.errstate(all="ignore"):
            values = np.array(np.broadcast_to(_value(self.tree, points), points.shape[:1]), dtype=np.float64)
        values[np.isnan(values)] = 0.0
        return np.clip(values, -LARGEST, LARGEST, out=values)


class Node(NamedTuple):
    """A step of a computation: "number" and "coordinate" hold their value, all others their operands."""

    kind: str
    parts: tuple[Any, ...]


class Token(NamedTuple):
    kind: str  # "number", "name", "sign" or "end"
    text: str
    place: int  # of its first character, from 1


@lru_cache(maxsize=1024)
def parse_formula(text: str) -> Formula:
    """The formula that a text says. Raises: FormulaError."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"A formula has at most {MAX_LENGTH} characters; this one has {len(text)}.")
    for place, character in enumerate(text, 1):
        if not character.isprintable():
            raise FormulaError(f"The character U+{ord(character):04X} at character {place} can't be seen; remove it.")
    if not text.strip():
        raise FormulaError("A formula is needed here, such as x^2 or sin(x).")
    reader = _Reader(text)
    tree = reader.whole()
    if not reader.columns:
        raise FormulaError(
            f"“{text.strip()}” is the same for every point; a formula uses a coordinate, such as x or y."
        )
    return Formula(tree, tuple(sorted(reader.columns)), text)


def why_not_input(text: str, n_dimensions: int) -> str | None:
    """None if points with so many coordinates can be given to the network by this formula, else why not: a sentence."""
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        return str(error)
    needed = max(formula.columns) + 1
    if needed > n_dimensions:
        has = "1 coordinate" if n_dimensions == 1 else f"{n_dimensions} coordinates"
        return f"The input “{text}” needs {needed} coordinates, and the points have {has}."
    return None


# Evaluation


def _divided(a: Array, b: Array) -> Array:
    return np.where(np.equal(b, 0.0), np.nan, np.divide(a, b))


def _raised(a: Array, b: Array) -> Array:
    if np.ndim(b) == 0 and b == 2.0:
        return np.square(a)
    return np.where(np.equal(a, 0.0) & np.less(b, 0.0), np.nan, np.power(a, b))


def _logarithm(a: Array) -> Array:
    return np.where(np.less_equal(a, 0.0), np.nan, np.log(a))


OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": _divided,
    "^": _raised,
    "negative": np.negative,
}
FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {  # how many arguments, and what it does to them
    "sin": (1, np.sin),
    "cos": (1, np.cos),
    "tan": (1, np.tan),
    "tanh": (1, np.tanh),
    "exp": (1, np.exp),
    "log": (1, _logarithm),
    "sqrt": (1, np.sqrt),
    "abs": (1, np.abs),
    "sign": (1, np.sign),
    "max": (2, np.maximum),
    "min": (2, np.minimum),
}


def _value(node: Node, points: Array) -> Any:
    """A number, or one for each of the points (N, D): (N,). Not a number where there is none."""
    if node.kind == "number":
        return np.float64(node.parts[0])
    if node.kind == "coordinate":
        return points[:, node.parts[0]]
    operation = OPERATIONS.get(node.kind) or FUNCTIONS[node.kind][1]
    return operation(*(_value(part, points) for part in node.parts))


# Reading

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-zπ][A-Za-z0-9_]*)|(?P<sign>\S))"
)
_SAME_SIGN = {"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", ":": "/"}
_EXPONENTS = {"²": 2.0, "³": 3.0}
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def _tokens(text: str) -> list[Token]:
    text = text.translate(_PLAIN)
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        sign = match[kind]
        found.append(Token(kind, _SAME_SIGN.get(sign, sign), match.start(kind) + 1))
    return [*found, Token("end", "", len(text.rstrip()) + 1)]


class _Reader:
    """Reads the tokens of one text from left to right. columns: the coordinates met so far."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0
        self.columns: set[int] = set()

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *signs: str) -> str | None:
        """The next token's sign, if it is one of these; it is then read."""
        if self._next.kind == "sign" and self._next.text in signs:
            self._at += 1
            return self._tokens[self._at - 1].text
        return None

    def whole(self) -> Node:
        tree = self._sum()
        if self._next.kind != "end":
            raise self._unexpected()
        return tree

    def _sum(self) -> Node:
        left = self._product()
        while sign := self._take("+", "-"):
            left = Node(sign, (left, self._product()))
        return left

    def _product(self) -> Node:
        left = self._signed()
        while True:
            if sign := self._take("*", "/"):
                left = Node(sign, (left, self._signed()))
            elif self._next.kind == "name" or (self._next.kind, self._next.text) == ("sign", "("):
                left = Node("*", (left, self._power()))
            else:
                return left

    def _signed(self) -> Node:
        sign = self._take("-", "+")
        if sign is None:
            return self._power()
        with_sign = self._deeper(self._signed)
        return Node("negative", (with_sign,)) if sign == "-" else with_sign

    def _power(self) -> Node:
        base = self._atom()
        while exponent := self._take(*_EXPONENTS):
            base = Node("^", (base, Node("number", (_EXPONENTS[exponent],))))
        if self._take("^"):
            return Node("^", (base, self._deeper(self._signed)))
        return base

    def _atom(self) -> Node:
        token = self._next
        if self._take("("):
            inner = self._deeper(self._sum)
            self._close(token)
            return inner
        if token.kind == "number":
            self._at += 1
            value = float(token.text)
            if not math.isfinite(value):
                raise FormulaError(f"The number at character {token.place} is too large.")
            return Node("number", (value,))
        if token.kind == "name":
            self._at += 1
            return self._named(token)
        raise self._unexpected()

    def _named(self, token: Token) -> Node:
        name = token.text
        if name in COORDINATES:
            return self._coordinate(name)
        if name in CONSTANTS:
            return Node("number", (CONSTANTS[name],))
        if name in FUNCTIONS:
            return self._called(token)
        if set(name) <= {"x", "y"}:  # xy, xxy
            first, *others = (self._coordinate(letter) for letter in name)
            for other in others:
                first = Node("*", (first, other))
            return first
        raise FormulaError(
            f"“{name}” is unknown at character {token.place}; a formula uses x, y or x1 … x{MAX_COORDINATES}, "
            f"numbers, pi, e, + − * / ^ and {', '.join(FUNCTIONS)}."
        )

    def _coordinate(self, name: str) -> Node:
        column = COORDINATES[name]
        self.columns.add(column)
        return Node("coordinate", (column,))

    def _called(self, token: Token) -> Node:
        name = token.text
        needed, _ = FUNCTIONS[name]
        opening = self._next
        if not self._take("("):
            raise FormulaError(f"“{name}” at character {token.place} needs parentheses, as in {_example(name)}.")
        arguments = [self._deeper(self._sum)]
        while self._take(",", ";"):
            arguments.append(self._deeper(self._sum))
        self._close(opening)
        if len(arguments) != needed:
            raise FormulaError(
                f"“{name}” at character {token.place} takes {needed} value{'s' * (needed > 1)}, "
                f"as in {_example(name)}; here are {len(arguments)}."
            )
        return Node(name, tuple(arguments))

    def _close(self, opening: Token) -> None:
        if not self._take(")"):
            if self._next.kind == "end":
                raise FormulaError(f"The parenthesis at character {opening.place} is not closed.")
            raise self._unexpected()

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError(f"More than {MAX_DEPTH} parentheses or signs lie inside each other.")
        node = read()
        self._depth -= 1
        return node

    def _unexpected(self) -> FormulaError:
        token = self._next
        if token.kind == "end":
            return FormulaError(f"The formula ends too early, at character {token.place}.")
        return FormulaError(f"“{token.text}” is not expected at character {token.place}.")


def _example(name: str) -> str:
    return f"{name}({', '.join('xy'[: FUNCTIONS[name][0]])})"

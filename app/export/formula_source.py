"""Inputs of the network as Python source: formulas in the words of NumPy or PyTorch."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from app.export.experiment import Experiment
from app.export.literals import comment, quoted
from nncore import parse_formula
from nncore.formula import FUNCTIONS, LARGEST, OPERATIONS, Node

Library = Literal["np", "torch"]

SUM, PRODUCT, SIGNED, POWER, ATOM = range(5)  # how tightly a piece of source holds together
NOTABLE = 1e5  # an input larger than this at one of the points is written with its limit
HARMLESS = frozenset(("+", "-", "*", "negative", "sin", "cos", "tanh", "sign", "abs", "max", "min"))

HELPERS: dict[str, str] = {
    "divided": '''\
def divided(a, b):
    """a / b, and no number where b is 0."""
    return {lib}.where(b == 0, {lib}.nan, a / b)
''',
    "raised": '''\
def raised(a, b):
    """a to the power b, and no number where that would divide by 0."""
    return {lib}.where((a == 0) & (b < 0), {lib}.nan, a**b)
''',
    "logarithm": '''\
def logarithm(a):
    """The natural logarithm, and no number where there is none."""
    return {lib}.where(a <= 0, {lib}.nan, {lib}.log(a))
''',
    "limited": '''\
def limited(values):
    """0 where a formula has no value, and never beyond a million."""
    return {lib}.nan_to_num(values, nan=0.0).{clip}(-{limit:.0f}, {limit:.0f})
''',
}


class Source(NamedTuple):
    """A piece of source, and how tightly it holds together."""

    text: str
    strength: int

    def within(self, least: int) -> str:
        """The text, in parentheses where it has to hold together more tightly."""
        return self.text if self.strength >= least else f"({self.text})"


class InputsSource:
    """Writes the function that makes the network's inputs of points.

    Attribute: helpers, the names of the functions in HELPERS that it needs.
    """

    def __init__(self, experiment: Experiment, library: Library) -> None:
        self._experiment, self._library = experiment, library
        self.helpers: set[str] = set()
        self._names = _names(len(experiment.data.features))

    def function(self) -> str:
        """def network_inputs(points), with what it calls."""
        features = self._experiment.data.features
        is_plain = all(feature.center == 0.0 and feature.scale == 1.0 for feature in features)
        inputs = self._experiment.run.model.inputs
        seen = self._names if self._experiment.sees_plain_points else inputs
        columns = [self._column(*pair) for pair in zip(inputs, self._experiment.largest_inputs, strict=True)]
        words = f"(N, {len(features)}) → (N, {len(inputs)}): what the network sees of points."
        lines = ["def network_inputs(points):", f'    """{words}"""']
        points = "points" if is_plain else "(points - CENTER) / SCALE"
        if self._experiment.sees_plain_points and "limited" not in self.helpers:
            lines.append(f"    return {points}")
        else:
            unpacked = ", ".join(self._names) + ("," if len(self._names) == 1 else "")
            lines.append(f"    {unpacked} = {'points.T' if is_plain else f'({points}).T'}")
            stack, axis = ("torch.stack", "dim") if self._library == "torch" else ("np.stack", "axis")
            lines += [f"    return {stack}(", "        ["]
            lines += [f"            {column},  # {comment(name)}" for column, name in zip(columns, seen, strict=True)]
            lines += ["        ],", f"        {axis}=1,", "    )"]
        parts = [self._helper(name) for name in HELPERS if name in self.helpers]
        if parts and self._library == "np":
            parts.insert(0, 'np.seterr(all="ignore")  # formulas without a value are looked after here\n')
        if not is_plain:
            make = "torch.tensor" if self._library == "torch" else "np.array"
            centers, scales = ([getattr(feature, name) for feature in features] for name in ("center", "scale"))
            parts.append(f"CENTER = {make}({centers})\nSCALE = {make}({scales})\n")
        return "\n\n".join([*parts, "\n".join(lines)])

    def _helper(self, name: str) -> str:
        clip = "clamp" if self._library == "torch" else "clip"
        return HELPERS[name].format(lib=self._library, clip=clip, limit=LARGEST)

    def _column(self, name: str, largest: float) -> str:
        tree = parse_formula(name).tree
        source = self._written(tree)
        if largest <= NOTABLE and _is_harmless(tree):
            return source.text
        self.helpers.add("limited")
        return f"limited({source.text})"

    def _written(self, node: Node) -> Source:
        if node.kind == "coordinate":
            return Source(self._names[node.parts[0]], ATOM)
        value = constant(node)
        if value is not None:
            return self._number(value)
        if node.kind in ("+", "-", "*"):
            own = PRODUCT if node.kind == "*" else SUM
            left, right = (self._written(part) for part in node.parts)
            return Source(f"{left.within(own)} {node.kind} {right.within(own + 1)}", own)
        if node.kind == "negative":
            return Source(f"-{self._written(node.parts[0]).within(SIGNED)}", SIGNED)
        if node.kind == "/":
            return self._quotient(node)
        if node.kind == "^":
            return self._power(node)
        return self._call(node)

    def _number(self, value: float) -> Source:
        if not np.isfinite(value):
            return Source(f"float({quoted(str(value))})", ATOM)
        text = f"{value:.0f}" if value == round(value) and abs(value) < 1e15 else repr(value)
        return Source(text, SIGNED if value < 0.0 else ATOM)

    def _quotient(self, node: Node) -> Source:
        below = constant(node.parts[1])
        left, right = (self._written(part) for part in node.parts)
        if below is not None and below != 0.0:
            return Source(f"{left.within(PRODUCT)} / {right.within(SIGNED)}", PRODUCT)
        if below is not None:
            return Source(f"{left.within(PRODUCT)} * {self._library}.nan", PRODUCT)
        self.helpers.add("divided")
        return Source(f"divided({left.text}, {right.text})", ATOM)

    def _power(self, node: Node) -> Source:
        base, exponent = (constant(part) for part in node.parts)
        left, right = (self._written(part) for part in node.parts)
        if (exponent is not None and exponent >= 0.0) or (base is not None and base != 0.0):
            return Source(f"{left.within(ATOM)}**{right.within(SIGNED)}", POWER)
        self.helpers.add("raised")
        return Source(f"raised({left.text}, {right.text})", ATOM)

    def _call(self, node: Node) -> Source:
        arguments = [self._written(part).text for part in node.parts]
        if node.kind == "log":
            self.helpers.add("logarithm")
            return Source(f"logarithm({arguments[0]})", ATOM)
        name = {"max": "maximum", "min": "minimum"}.get(node.kind, node.kind)
        if self._library == "torch" and len(arguments) > 1:
            arguments = [
                text if constant(part) is None else f"torch.tensor(float({text}))"
                for text, part in zip(arguments, node.parts, strict=True)
            ]
        return Source(f"{self._library}.{name}({', '.join(arguments)})", ATOM)


def constant(node: Node) -> float | None:
    """The value of a part without a coordinate; None where there is one in it."""
    if node.kind == "number":
        return float(node.parts[0])
    if node.kind == "coordinate":
        return None
    values = [constant(part) for part in node.parts]
    if any(value is None for value in values):
        return None
    operation = OPERATIONS.get(node.kind) or FUNCTIONS[node.kind][1]
    with np.errstate(all="ignore"):
        return float(operation(*(np.float64(value) for value in values)))


def _is_harmless(node: Node) -> bool:
    """Whether the part has a value for every point."""
    if node.kind in ("number", "coordinate"):
        return True
    if node.kind == "^":
        exponent = constant(node.parts[1])
        is_whole = exponent is not None and exponent == round(exponent) and exponent >= 0.0
        return is_whole and _is_harmless(node.parts[0])
    if node.kind == "/":
        return bool(constant(node.parts[1])) and _is_harmless(node.parts[0])
    return node.kind in HARMLESS and all(_is_harmless(part) for part in node.parts)


def _names(n_dimensions: int) -> tuple[str, ...]:
    """What the coordinates are called in a program."""
    return ("x", "y")[:n_dimensions] if n_dimensions <= 2 else tuple(f"x{k + 1}" for k in range(n_dimensions))

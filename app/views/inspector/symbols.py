"""The words and symbols of modules, losses and optimizers, as the lecture writes them. No Qt."""

from __future__ import annotations

import math
from typing import NamedTuple

from app.views.numbers_text import number
from nncore import Module

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class ModuleWords(NamedTuple):
    """A module: its name, where there is little room, what it does (f is given x), and the derivative by x.

    derivative is written in the output y and the input x.
    """

    name: str
    short: str
    formula: str
    derivative: str


MODULES: dict[str, ModuleWords] = {
    "Linear": ModuleWords("x W + b", "W", "y = x W + b", "W"),
    "Identity": ModuleWords("identity", "id", "x", "1"),
    "Sign": ModuleWords("sign", "sgn", "sign(x)", "0"),
    "Sigmoid": ModuleWords("sigmoid", "σ", "σ(x)", "y (1 − y)"),
    "Tanh": ModuleWords("tanh", "tanh", "tanh(x)", "1 − y²"),
    "ReLU": ModuleWords("ReLU", "ReLU", "max(0, x)", "1 where x > 0, else 0"),
    "LeakyReLU": ModuleWords("leaky ReLU", "leaky", "max(0.01 x, x)", "1 where x > 0, else 0.01"),
    "Softplus": ModuleWords("softplus", "soft+", "log(1 + exp(x))", "σ(x)"),
    "SiLU": ModuleWords("SiLU", "SiLU", "x σ(x)", "σ(x) + y (1 − σ(x))"),
    "Sine": ModuleWords("sine", "sin", "sin(x)", "cos(x)"),
    "Gaussian": ModuleWords("Gaussian", "gauss", "exp(−x²)", "−2 x y"),
    "Softmax": ModuleWords("soft-max", "soft", "exp(xₖ) / Σⱼ exp(xⱼ)", ""),
    "UnitNorm": ModuleWords("unit norm", "norm", "xₖ / ‖x‖", ""),
}

LOSSES: dict[str, tuple[str, str]] = {
    "SquaredError": ("L = 1/N Σₙ ‖ŷ − y‖²", "∂L/∂ŷ = 2/N (ŷ − y)"),
    "AbsoluteError": ("L = 1/N Σₙ |ŷ − y|", "∂L/∂ŷ = 1/N sign(ŷ − y)"),
    "Huber": ("L = 1/N Σₙ h(e), e = ŷ − y: ½ e² up to |e| = δ, then δ (|e| − ½ δ)", "∂L/∂ŷ = 1/N e, held within ±δ"),
    "BinaryCrossEntropy": (
        "L = 1/N Σₙ −y log ŷ − (1−y) log(1−ŷ), ŷ = σ(z)",
        "∂L/∂z = 1/N (ŷ − y)",
    ),
    "CrossEntropy": (
        "L = 1/N Σₙ −log pₖ = 1/N Σₙ (log Σⱼ exp zⱼ − zₖ), k the right class",
        "∂L/∂z = 1/N (p − y)",
    ),
    "ProbabilityCrossEntropy": ("L = 1/N Σₙ −log ŷₖ, k the right class", "∂L/∂ŷₖ = −1/N · 1/ŷₖ"),
    "Hinge": ("L = 1/N Σₙ max(0, 1 − y z)", "∂L/∂z = −y/N where y z < 1, else 0"),
    "PerceptronCriterion": ("L = 1/N Σₙ max(0, −y z)", "∂L/∂z = −y/N where y z ≤ 0, else 0"),
}
MANY_CLASSES = {
    "Hinge": (
        "L = 1/N Σₙ Σⱼ max(0, 1 + zⱼ − zₖ), k the right class, j ≠ k",
        "∂L/∂zⱼ = 1/N for each j in the sum that is > 0; ∂L/∂zₖ = −1/N for each of them",
    ),
}


def module_words(kind: type[Module]) -> ModuleWords:
    """The words of a module's class."""
    return MODULES.get(kind.__name__) or ModuleWords(kind.__name__, kind.__name__[:4], "f(x)", "f′(x)")


def subscript(n: int) -> str:
    """₁₂ for 12."""
    return str(n).translate(_SUBSCRIPTS)


def layer_input(layer: int) -> str:
    """What a Linear layer is given: x, h₁, h₂, …"""
    return f"h{subscript(layer)}" if layer else "x"


def output_label() -> str:
    return "out"


def unit_labels(n: int) -> tuple[str, ...]:
    """Neurons by their number, from 1."""
    return tuple(str(unit + 1) for unit in range(n))


def digits(value: float) -> str:
    """Four significant digits, also below 0.1 where the window has fewer: here numbers are multiplied by each other."""
    size = abs(value)
    if 1e-3 <= size < 0.1:
        return f"{value:.{3 - math.floor(math.log10(size))}f}".replace("-", "−", 1)
    if 1e-9 < size < 1e-3:
        mantissa, exponent = f"{size:.3e}".split("e")
        return f"{'−' if value < 0.0 else ''}{mantissa}e{int(exponent)}"
    return number(value)


def term(value: float) -> str:
    """A number as a factor: negative ones in brackets."""
    text = digits(value)
    return f"({text})" if text.startswith("−") else text

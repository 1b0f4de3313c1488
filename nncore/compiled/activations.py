"""The activations: each turns a number x into y and dy/dx. (nncore/activations.py says what they are.)"""

from __future__ import annotations

import math
from typing import Any

from nncore.activations import (
    Gaussian,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Sign,
    SiLU,
    Sine,
    Softplus,
    Tanh,
)
from nncore.compiled.mathematics import LARGEST_ANGLE, exp, held, sigmoid, sine_and_cosine, softplus, tanh
from nncore.compiled.options import fast, part

IDENTITY, SIGN, SIGMOID, TANH, RELU, LEAKY_RELU, SOFTPLUS, SILU, SINE, GAUSSIAN = range(10)
CODES = {
    Identity: IDENTITY,
    Sign: SIGN,
    Sigmoid: SIGMOID,
    Tanh: TANH,
    ReLU: RELU,
    LeakyReLU: LEAKY_RELU,
    Softplus: SOFTPLUS,
    SiLU: SILU,
    Sine: SINE,
    Gaussian: GAUSSIAN,
}


def each(function: Any) -> Any:
    """A loop that puts a function's y and dy/dx in the place of n numbers."""
    function = part(function)

    @fast
    def loop(setting, values, slopes, n):
        for k in range(n):
            values[k], slopes[k] = function(values[k], setting)

    return loop


@each
def _sign(x, _setting):
    return (1.0 if x >= 0.0 else -1.0), 0.0


@each
def _sigmoid(x, _setting):
    y = sigmoid(x)
    return y, y - y * y


@each
def _tanh(x, _setting):
    y = tanh(x)
    return y, 1.0 - y * y


@each
def _relu(x, _setting):
    return (0.0 if x < 0.0 else x), (1.0 if x > 0.0 else 0.0)  # NaN stays


@each
def _leaky_relu(x, slope):
    return (x if x > 0.0 else slope * x), (1.0 if x > 0.0 else slope)


@each
def _softplus(x, _setting):
    return softplus(x), sigmoid(x)


@each
def _silu(x, _setting):
    s = sigmoid(x)
    y = x * s
    return y, s + y * (1.0 - s)


@each
def _sine(x, _setting):
    return sine_and_cosine(x)


@each
def _sine_of_any(x, _setting):
    return math.sin(x), math.cos(x)


@each
def _gaussian(x, _setting):
    bounded = held(x, -30.0, 30.0)
    y = exp(-bounded * bounded)
    return y, -2.0 * x * y


@fast
def activate(code, setting, values, slopes, n):
    """Put y and dy/dx in the place of n numbers x."""
    if code == IDENTITY:
        for k in range(n):
            slopes[k] = 1.0
    elif code == SIGN:
        _sign(setting, values, slopes, n)
    elif code == SIGMOID:
        _sigmoid(setting, values, slopes, n)
    elif code == TANH:
        _tanh(setting, values, slopes, n)
    elif code == RELU:
        _relu(setting, values, slopes, n)
    elif code == LEAKY_RELU:
        _leaky_relu(setting, values, slopes, n)
    elif code == SOFTPLUS:
        _softplus(setting, values, slopes, n)
    elif code == SILU:
        _silu(setting, values, slopes, n)
    elif code == SINE:
        _sine_of_each(values, slopes, n)
    else:
        _gaussian(setting, values, slopes, n)


@fast
def _sine_of_each(values, slopes, n):
    largest = 0.0
    for k in range(n):
        largest = max(largest, abs(values[k]))
    if largest <= LARGEST_ANGLE:
        _sine(0.0, values, slopes, n)
    else:
        _sine_of_any(0.0, values, slopes, n)

"""Is a gradient right? Compare it with the slope that is measured along one direction.

A random direction tests all parameters with two evaluations, whatever their number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import Array
from nncore.errors import ShapeError
from nncore.loss import Loss
from nncore.module import Module, Sequential


@dataclass(frozen=True)
class GradientCheck:
    """The slope of a function along a direction, by the gradient and by measurement.

    analytic: gradient · direction; numeric: by central differences;
    relative_error: their distance, divided by the larger of the two (by 1e-8 if both are smaller than that).
    """

    analytic: float
    numeric: float
    relative_error: float


def directional_check(
    f: Callable[[Array], float], gradient: Array, at: Array, direction: Array, step: float = 1e-6
) -> GradientCheck:
    """Compare gradient · v with (f(x + h v) − f(x − h v)) / 2h, for v the direction, x = at, h = step.

    Near a kink of f the two differ without an error in either. Around 1e-9 is all that float64 can give.
    Raises: ShapeError if the three arrays have not the same shape.
    """
    if not gradient.shape == at.shape == direction.shape:
        raise ShapeError(
            f"Gradient, point and direction must have the same shape; got {gradient.shape}, {at.shape} and "
            f"{direction.shape}."
        )
    analytic = float(np.sum(gradient * direction))
    numeric = (f(at + step * direction) - f(at - step * direction)) / (2 * step)
    scale = max(abs(analytic), abs(numeric), 1e-8)
    return GradientCheck(analytic, numeric, abs(analytic - numeric) / scale)


def check_network(
    network: Sequential,
    head: Module,
    loss: Loss,
    x: Array,
    target: ArrayLike,
    rng: np.random.Generator,
    step: float = 1e-6,
) -> GradientCheck:
    """Check the gradient of all parameters of a network, on the samples x (N, I), along a random unit direction.

    Works on twins: parameters, buffers and ctx of the arguments stay as they are.
    """
    point = network.parameters.copy()
    probe, head, loss = network.twin(point.copy()), head.twin(), loss.twin()

    def loss_at(parameters: Array) -> float:
        probe.parameters[:] = parameters
        output = probe.forward(x)
        return loss.forward(output if loss.on_logits else head.forward(output), target)

    loss_at(point)
    gradient = loss.backward()
    probe.backward(gradient if loss.on_logits else head.backward(gradient))
    direction = rng.normal(size=point.size)
    direction /= np.linalg.norm(direction)
    return directional_check(loss_at, probe.gradients.copy(), point, direction, step)

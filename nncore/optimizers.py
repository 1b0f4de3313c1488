"""Optimizers: how a gradient changes the parameters. θ are the parameters, g the gradients, r the learning rate.

Everything works on the flat vectors (P,) of a whole network. The conventions are those of torch.optim.
"""

from __future__ import annotations

import math

import numpy as np

from nncore.arrays import Array
from nncore.errors import ShapeError


class Optimizer:
    """Changes parameters in place by one rule.

    bind(P) makes the state for P parameters; step() does it by itself at its first call.
    learning_rate: r; may be changed between two steps.
    slots (S, P): what the rule remembers, one row for each state vector (S may be 0); starts at 0.
    updates: how many steps were made. slots and updates together are the whole state of an optimizer.
    Raises: ValueError for a number outside its range.
    """

    def __init__(self, learning_rate: float, n_slots: int) -> None:
        if not 0.0 <= learning_rate < math.inf:
            raise ValueError(f"The learning rate must be a number of at least 0; got {learning_rate}.")
        self.learning_rate = learning_rate
        self.n_slots = n_slots
        self.bind(0)
        self._n_parameters: int | None = None

    def bind(self, n_parameters: int) -> None:
        """Forget everything, and make room for the state of P parameters."""
        self.slots: Array = np.zeros((self.n_slots, n_parameters))
        self.updates = 0
        self._change = np.empty(n_parameters)
        self._scratch = np.empty(n_parameters)
        self._n_parameters = n_parameters

    def step(self, parameters: Array, gradients: Array) -> None:
        """Change the parameters in place; the gradients stay as they are."""
        if parameters.size != self._n_parameters:
            if self._n_parameters is not None:
                raise ShapeError(
                    f"This optimizer was bound to {self._n_parameters} parameters; got {parameters.size}. "
                    f"Call bind({parameters.size}) to start afresh."
                )
            self.bind(parameters.size)
        self.updates += 1
        self._apply(parameters, gradients)

    def _apply(self, parameters: Array, gradients: Array) -> None:
        raise NotImplementedError


class SGD(Optimizer):
    """(Stochastic) gradient descent:  θ ← θ − r g.

    With momentum μ > 0 a velocity v (slot 0) is kept:  v ← μ v + g;  θ ← θ − r v.
    With Nesterov's look-ahead:                         v ← μ v + g;  θ ← θ − r (g + μ v).
    """

    def __init__(self, learning_rate: float = 0.1, momentum: float = 0.0, nesterov: bool = False) -> None:
        self.momentum = within_unit("momentum", momentum)
        self.nesterov = nesterov
        if nesterov and momentum == 0.0:
            raise ValueError("Nesterov's look-ahead needs a momentum greater than 0; got 0.")
        super().__init__(learning_rate, n_slots=1 if momentum else 0)

    def _apply(self, parameters: Array, gradients: Array) -> None:
        direction = gradients
        if self.momentum:
            direction = velocity = self.slots[0]
            velocity *= self.momentum
            velocity += gradients
            if self.nesterov:
                direction = np.multiply(velocity, self.momentum, self._scratch)
                direction += gradients
        parameters -= np.multiply(direction, self.learning_rate, self._change)


class Adagrad(Optimizer):
    """A rate for each parameter, falling with the gradients it has seen:  G ← G + g²;  θ ← θ − r g / (√G + ε).

    G is slot 0. Source: Duchi, Hazan and Singer, 2011.
    """

    def __init__(self, learning_rate: float = 0.1, epsilon: float = 1e-10) -> None:
        super().__init__(learning_rate, n_slots=1)
        self.epsilon = above_zero("epsilon", epsilon)

    def _apply(self, parameters: Array, gradients: Array) -> None:
        sum_of_squares = self.slots[0]
        sum_of_squares += np.multiply(gradients, gradients, self._scratch)
        divisor = np.sqrt(sum_of_squares, self._scratch)
        divisor += self.epsilon
        change = np.divide(gradients, divisor, self._change)
        change *= self.learning_rate
        parameters -= change


class RMSProp(Optimizer):
    """As Adagrad, but with a running mean, so that it forgets:  G ← α G + (1−α) g²;  θ ← θ − r g / (√G + ε).

    G is slot 0, α is `smoothing`. Source: Hinton's lecture 6e, 2012.
    """

    def __init__(self, learning_rate: float = 0.01, smoothing: float = 0.9, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate, n_slots=1)
        self.smoothing = within_unit("smoothing", smoothing)
        self.epsilon = above_zero("epsilon", epsilon)

    def _apply(self, parameters: Array, gradients: Array) -> None:
        mean_of_squares = self.slots[0]
        mean_of_squares *= self.smoothing
        squares = np.multiply(gradients, gradients, self._scratch)
        squares *= 1.0 - self.smoothing
        mean_of_squares += squares
        divisor = np.sqrt(mean_of_squares, self._scratch)
        divisor += self.epsilon
        change = np.divide(gradients, divisor, self._change)
        change *= self.learning_rate
        parameters -= change


class Adam(Optimizer):
    """Running means of the gradient and of its square, both corrected for their start at 0.

    At update t:  m ← β₁ m + (1−β₁) g;  v ← β₂ v + (1−β₂) g²;
    θ ← θ − r m̂ / (√v̂ + ε), where m̂ = m / (1−β₁ᵗ) and v̂ = v / (1−β₂ᵗ).
    m is slot 0, v is slot 1, t is `updates`. Source: Kingma and Ba, 2015.
    """

    def __init__(
        self, learning_rate: float = 0.01, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate, n_slots=2)
        self.beta1 = within_unit("beta1", beta1)
        self.beta2 = within_unit("beta2", beta2)
        self.epsilon = above_zero("epsilon", epsilon)

    def _apply(self, parameters: Array, gradients: Array) -> None:
        mean, mean_of_squares = self.slots
        mean *= self.beta1
        mean += np.multiply(gradients, 1.0 - self.beta1, self._scratch)
        squares = np.multiply(gradients, gradients, self._scratch)
        squares *= 1.0 - self.beta2
        mean_of_squares *= self.beta2
        mean_of_squares += squares
        correction = 1.0 - self.beta1**self.updates
        correction_of_squares = 1.0 - self.beta2**self.updates
        divisor = np.sqrt(mean_of_squares, self._scratch)
        divisor /= math.sqrt(correction_of_squares)
        divisor += self.epsilon
        change = np.divide(mean, divisor, self._change)
        change *= self.learning_rate / correction
        parameters -= change


OPTIMIZERS: dict[str, type[Optimizer]] = {"sgd": SGD, "adagrad": Adagrad, "rmsprop": RMSProp, "adam": Adam}


def within_unit(name: str, value: float) -> float:
    """The value, if 0 ≤ value < 1. Raises: ValueError if not."""
    if not 0.0 <= value < 1.0:
        raise ValueError(f"The {name} must lie between 0 and 1 (1 excluded); got {value}.")
    return value


def above_zero(name: str, value: float) -> float:
    """The value, if it is greater than 0. Raises: ValueError if not."""
    if not 0.0 < value < math.inf:
        raise ValueError(f"The {name} must be greater than 0; got {value}.")
    return value

"""The bricks of a network: what a module is, and a chain of modules that keeps its parameters in one vector."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import Array, Buffers
from nncore.errors import ShapeError


class Module:
    """One brick: forward computes its output, backward sends the gradient back through it.

    Order of use: `y = forward(x)`, then `dL/dx = backward(dL/dy)`, then `update_weights(lr)`. forward keeps in
    `self.ctx` what backward needs. backward sets the gradients of the parameters (it does not add to them).

    forward and backward return the module's own buffer: it is valid until the next call of the same method, so copy it
    to keep it. Likewise ctx refers to the input that forward was given: don't change that array before backward.

    parameters (P,), gradients (P,): the module's memory, empty for a module that learns nothing.
    """

    layer_slices: tuple[slice, ...] = ()

    def __init__(self) -> None:
        self.ctx: Any = None
        self.parameters: Array = np.empty(0)
        self.gradients: Array = np.empty(0)
        self._buffers = Buffers()

    @property
    def n_parameters(self) -> int:
        """P, how many numbers the module learns."""
        return self.parameters.size

    @property
    def weight_mask(self) -> NDArray[np.bool_]:
        """(P,): True where the parameter is a weight, False where it is a bias."""
        return np.zeros(0, dtype=np.bool_)

    def forward(self, x: Array) -> Array:
        """Compute the output for the batch x and remember in ctx what backward will need."""
        raise NotImplementedError

    def backward(self, grad_output: Array) -> Array:
        """Given dL/dy of the last forward, set the gradients of the parameters and return dL/dx."""
        raise NotImplementedError

    def update_weights(self, lr: float) -> None:
        """Plain gradient descent: θ ← θ − lr · dL/dθ."""

    def bind(self, parameters: Array, gradients: Array) -> None:
        """Live in this memory from now on, taking over the values that are in it.

        Both are (P,) and contiguous. Raises: ShapeError if they are not.
        """
        for vector in (parameters, gradients):
            if vector.shape != (self.n_parameters,) or vector.dtype != np.float64 or not vector.flags.c_contiguous:
                raise ShapeError(
                    f"{type(self).__name__} needs a contiguous float64 vector of {self.n_parameters} parameters; "
                    f"got shape {vector.shape} of {vector.dtype}. Copy the values into such a vector first."
                )
        self.parameters, self.gradients = parameters, gradients

    def forget(self) -> None:
        """Let go of ctx and of the buffers; the next forward makes new ones."""
        self.ctx = None
        self._buffers = Buffers()

    def twin(self, parameters: Array | None = None) -> Self:
        """A module of the same structure with its own buffers, ctx and gradients.

        It lives on the given parameter vector (P,), or else on the very memory of this module, so that it always sees
        the present values. Use it to evaluate between the forward and the backward of a training step.
        """
        other = copy.copy(self)
        other.forget()
        other.bind(self.parameters if parameters is None else parameters, np.zeros(self.n_parameters))
        return other


class Sequential(Module):
    """Modules in a row: y = fₙ(… f₂(f₁(x))); backward goes through them in reverse (the chain rule).

    All parameters lie in one contiguous vector `parameters` (P,), all gradients in `gradients` (P,), in the order of
    the modules; the modules hold views of them. Writing into the vector changes the layers, and the other way round.

    layer_slices: for each Linear its part of the vector, weights and then bias.
    Raises: ValueError if a module appears twice (its ctx and its memory would be shared).
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        super().__init__()
        self.modules: tuple[Module, ...] = tuple(modules)
        if len({id(module) for module in self.modules}) < len(self.modules):
            raise ValueError("A Sequential needs a module of its own at every place; one of these appears twice.")
        values = [module.parameters for module in self.modules]
        self.parameters = np.concatenate(values) if values else np.empty(0)
        self.gradients = np.zeros(self.n_parameters)
        self.bind(self.parameters, self.gradients)
        self.layer_slices = tuple(
            slice(offset + part.start, offset + part.stop)
            for module, offset in zip(self.modules, self._offsets(), strict=True)
            for part in module.layer_slices
        )

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.modules))})"

    @property
    def weight_mask(self) -> NDArray[np.bool_]:
        return np.concatenate([np.zeros(0, dtype=np.bool_), *(module.weight_mask for module in self.modules)])

    def forward(self, x: Array) -> Array:
        for module in self.modules:
            x = module.forward(x)
        return x

    def backward(self, grad_output: Array) -> Array:
        for module in reversed(self.modules):
            grad_output = module.backward(grad_output)
        return grad_output

    def update_weights(self, lr: float) -> None:
        for module in self.modules:
            module.update_weights(lr)

    def bind(self, parameters: Array, gradients: Array) -> None:
        super().bind(parameters, gradients)
        for module, start in zip(self.modules, self._offsets(), strict=True):
            stop = start + module.n_parameters
            module.bind(parameters[start:stop], gradients[start:stop])

    def forget(self) -> None:
        for module in self.modules:
            module.forget()

    def twin(self, parameters: Array | None = None) -> Self:
        other = copy.copy(self)
        other.modules = tuple(module.twin() for module in self.modules)
        other.bind(self.parameters if parameters is None else parameters, np.zeros(self.n_parameters))
        return other

    def _offsets(self) -> list[int]:
        """Where each module's parameters begin in the vector."""
        sizes = [module.n_parameters for module in self.modules]
        return [sum(sizes[:index]) for index in range(len(sizes))]

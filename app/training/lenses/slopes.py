"""What stands behind each weighted sum z, as a curve: its output, and its derivative by its own backward.

An activation takes every z by itself. A normalizer takes all outputs of a point together; its curve is over z measured
against the others, which is all that counts for it: soft-max over the lead z − log Σ e^(others), the unit norm over
z / ‖others‖.
"""

from __future__ import annotations

import numpy as np

from nncore import ACTIVATIONS, NORMALIZERS, Array, Module, Softmax, UnitNorm

KINDS: dict[type[Module], str] = {kind: name for name, kind in NORMALIZERS.items() if name != "none"} | {
    kind: name for name, kind in ACTIVATIONS.items()
}


def kind_of(module: Module) -> str:
    """The key of an activation or normalizer; "identity" where nothing stands behind z."""
    return KINDS[type(module)]


def positions(module: Module, z: Array) -> Array:
    """Where on the curve each z (N, O) of a layer lies."""
    if not isinstance(module, Softmax | UnitNorm):
        return z
    at = np.empty_like(z)
    with np.errstate(all="ignore"):
        for unit in range(z.shape[1]):
            others = np.delete(z, unit, axis=1)
            if isinstance(module, Softmax):
                at[:, unit] = z[:, unit] - np.logaddexp.reduce(others, axis=1)
            else:
                at[:, unit] = z[:, unit] / np.sqrt((others * others).sum(axis=1))
    return at


def curve(module: Module, at: Array) -> tuple[Array, Array]:
    """Output and derivative at these positions, of any shape, by a module's own forward and backward (of ones)."""
    twin = module.twin()
    x = np.ascontiguousarray(at, dtype=np.float64).reshape(-1, 1)
    if isinstance(module, Softmax | UnitNorm):
        # One more output that stands for all others: 0 for soft-max, 1 for the unit norm.
        x = np.hstack([x, np.full_like(x, 0.0 if isinstance(module, Softmax) else 1.0)])
    ones = np.zeros_like(x)
    ones[:, 0] = 1.0
    with np.errstate(all="ignore"):
        value = twin.forward(x)[:, 0].copy()
        slope = twin.backward(ones)[:, 0].copy()
    return value.reshape(at.shape), slope.reshape(at.shape)


def steepest(module: Module) -> float:
    """The largest |derivative| that the curve has anywhere of interest."""
    return float(np.abs(curve(module, np.linspace(-20.0, 20.0, 4001))[1]).max())

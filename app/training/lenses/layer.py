"""What one layer makes of the points: its pre-activations z on the curve of its activation, and which neurons sleep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.session.arrays import Booleans, Floats, Integers, frozen
from app.session.schema import Data, Run
from app.training.lens import SECOND_FRAME_S, LensRequest
from app.training.lenses.slopes import curve, kind_of, positions, steepest
from app.training.lenses.sums import OnCurve, Sums, SumsLens, histogram
from nncore import Trainer

FLAT = 0.01  # of the largest slope: below it a point is saturated


@dataclass(frozen=True)
class LayerAnswer:
    """One layer (hidden ones from 0, then the output) after so many steps; U neurons, read-only arrays.

    kind: a key of ACTIVATIONS or NORMALIZERS; steepest: its largest |derivative|; on_logits: the loss takes z itself,
    so that the derivative of this output has no part in the training.
    The curve: at, value, slope (G,), over range. Where a curve jumps it has two samples next to each other.
    The points: n of n_all; counts (U, BINS) of them over the range; where there are few, points, with arrays (n, U).
    saturated (U,): the share of points whose |derivative| is below FLAT of the steepest. dead (U,): the derivative is 0
    at every point. constant (U,): the output is the same at every point. low, high (U,): between what the output lies.
    """

    layer: int
    is_output: bool
    step: int
    kind: str
    steepest: float
    on_logits: bool
    range: tuple[float, float]
    at: Floats
    value: Floats
    slope: Floats
    n: int
    n_all: int
    counts: Integers
    points: OnCurve | None
    saturated: Floats
    dead: Booleans
    constant: Booleans
    low: Floats
    high: Floats


@dataclass(frozen=True)
class LayerRequest(LensRequest):
    """Ask for a layer by its number; beyond the last hidden one it is the output."""

    pause_s = SECOND_FRAME_S

    layer: int

    def lens(self, run: Run, data: Data) -> LayerLens:  # noqa: ARG002 - the trainer knows both
        return LayerLens(self.layer)


class LayerLens(SumsLens[LayerAnswer]):
    """Looks at one layer, at all points or at a fixed part of them."""

    def summary(self, sums: Sums, trainer: Trainer) -> LayerAnswer:
        module, n = sums.module, len(sums.z)
        at = positions(module, sums.z)
        value, slope = curve(module, at)
        top = steepest(module)
        flat = np.abs(slope) < FLAT * top
        low, high = (value.min(axis=0), value.max(axis=0)) if n else (np.zeros(at.shape[1]),) * 2
        grid = self.grid(at)
        grid_value, grid_slope = curve(module, grid)
        return LayerAnswer(
            layer=sums.layer,
            is_output=sums.is_output,
            step=sums.step,
            kind=kind_of(module),
            steepest=top,
            on_logits=sums.is_output and trainer.loss.on_logits,
            range=(float(grid[0]), float(grid[-1])),
            at=frozen(grid),
            value=frozen(grid_value),
            slope=frozen(grid_slope),
            n=n,
            n_all=len(trainer.train),
            counts=frozen(histogram(at, (float(grid[0]), float(grid[-1])))),
            points=sums.on_curve(at, value, slope),
            saturated=frozen(flat.mean(axis=0) if n else np.zeros(at.shape[1])),
            dead=frozen((slope == 0.0).all(axis=0) & (n > 0) & (top > 0.0)),
            constant=frozen((high - low <= 1e-9 * (1.0 + np.abs(high))) & (n > 1)),
            low=frozen(low),
            high=frozen(high),
        )

"""Who makes the steps of a trainer, where that is not the trainer itself.

The trainer's own steps are the reference: NumPy, written to be read. Another engine works on the same vectors, draws
the same batches and gives the same results but for rounding; nncore/compiled is one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from nncore.arrays import Array
from nncore.evaluator import Samples, ShouldStop
from nncore.metrics import Metrics

if TYPE_CHECKING:
    from nncore.trainer import Trainer

EngineName = Literal["numpy", "compiled"]


class Unsupported(Exception):  # noqa: N818, as it is no error: the reference does it
    """An engine can't do this; the message says what."""


class Forward(Protocol):
    """A network that only answers, with memory of its own. Thread: one at a time, any."""

    def __call__(
        self, parameters: Array, inputs: Array, units: slice, out: Array | None = None, part: slice | None = None
    ) -> Array:
        """(units, N): what these units answer to inputs (N, I) with these parameters (P,).

        The units are counted through inputs, hidden layers (after their activation), raw outputs, and predictions.
        out: where to write that, C-contiguous. part: of the inputs, which alone are looked at.
        """


class Engine(Protocol):
    """The engine of one trainer. Thread: the trainer's.

    After each call network, optimizer, sampler, curves, path, step_count, batch_loss and divergence of the trainer are
    as the reference would leave them.
    """

    name: EngineName

    def take_up(self) -> None:
        """The trainer has put network, optimizer and sampler into another state."""

    def advance(self, most: int, seconds: float, should_stop: ShouldStop | None) -> int:
        """Make at most so many steps, about so many seconds long, but at least one. Returns how many were made.

        0: the run has diverged, there is nothing to train on, or a step was given up because should_stop() said so.
        """

    def look_ahead(self) -> bool:
        """Put the gradient that the next step will follow into network.gradients. Returns whether it is sound."""

    def metrics(self, samples: Samples, should_stop: ShouldStop | None) -> Metrics:
        """What the network makes of these (prepared) samples. Raises: Interrupted."""

    def forward(self) -> Forward:
        """The network, for answers only."""


EngineMaker = Callable[["Trainer"], Engine]
"""Raises: Unsupported."""

"""A run at one moment, and what is needed to put it back to its last good step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.arrays import Array
from nncore.optimizers import Optimizer
from nncore.sampler import SamplerState


@dataclass(frozen=True)
class Checkpoint:
    """A run at one moment: from here it goes on bit for bit.

    step: how many were done; parameters (P,); slots (S, P) and updates: the optimizer's state; sampler: its state.
    """

    step: int
    parameters: Array
    slots: Array
    updates: int
    sampler: SamplerState


@dataclass(frozen=True)
class Divergence:
    """The end of a run that went wrong.

    step: the one that could not be completed, counted from 1; reason: a sentence; loss: the one that was seen, may be
    infinite or NaN; last_good_step: where the run stands now.
    """

    step: int
    reason: str
    loss: float
    last_good_step: int


class LastGood:
    """The last state of a run whose loss and gradient were sound, in memory of its own that is overwritten each step.

    sampler: (epoch_start, position, epoch) of the sampler before the batch was drawn.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.step = checkpoint.step
        self.parameters = checkpoint.parameters.copy()
        self.slots = checkpoint.slots.copy()
        self.updates = checkpoint.updates
        state = checkpoint.sampler
        self.sampler: tuple[dict[str, Any], int, int] = state.bit_generator_state, state.position, state.epoch

    def remember(
        self, step: int, parameters: Array, optimizer: Optimizer, sampler: tuple[dict[str, Any], int, int]
    ) -> None:
        """Keep this state instead of the one before."""
        self.step = step
        self.updates = optimizer.updates
        self.sampler = sampler
        np.copyto(self.parameters, parameters)
        if self.slots.size:
            np.copyto(self.slots, optimizer.slots)

    def checkpoint(self) -> Checkpoint:
        """This state as a checkpoint; its arrays are those of this object."""
        return Checkpoint(self.step, self.parameters, self.slots, self.updates, SamplerState(*self.sampler))

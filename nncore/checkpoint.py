"""A run at one moment, and the way back from a step that went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from nncore.arrays import Array
from nncore.optimizers import Optimizer
from nncore.sampler import Sampler, SamplerState

EXPLODED = 1e6  # a loss above this counts as divergence
LONGEST = 1e10  # and so do parameters with a length above this: all outputs and losses stay finite up to there


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
    infinite or NaN; last_good_step: where the run stands now, which is the step before.
    """

    step: int
    reason: str
    loss: float
    last_good_step: int


class Unsound(Exception):  # noqa: N818, as the trainer catches it: nobody else sees it
    """What is wrong with a step, found while it is tried.

    quantity, finding: what was looked at, and how it was found; loss: the one that was seen.
    at_start: it is wrong before the update already, so that no smaller update can help.
    """

    def __init__(self, quantity: str, finding: str, loss: float, *, at_start: bool = False) -> None:
        super().__init__(quantity, finding)
        self.quantity = quantity
        self.finding = finding
        self.loss = loss
        self.at_start = at_start

    @classmethod
    def parameters(cls, loss: float) -> Self:
        """They are longer than LONGEST."""
        return cls("length of the parameters", f"above {LONGEST:g}", loss)

    @classmethod
    def batch_loss(cls, loss: float, *, at_start: bool) -> Self:
        """That of the next batch is above EXPLODED, or NaN."""
        return cls("loss", f"{loss:.3g}", loss, at_start=at_start)

    @classmethod
    def gradient(cls, loss: float, *, at_start: bool) -> Self:
        """That of the next batch is not finite."""
        return cls("gradient", "not finite", loss, at_start=at_start)

    @classmethod
    def training_loss(cls, loss: float) -> Self:
        """That of all training samples is above EXPLODED, or NaN."""
        return cls("training loss", f"{loss:.3g}", loss)

    def divergence(self, last_good: int, learning_rate: float) -> Divergence:
        """The end of a run that has gone back to its last good step because of this."""
        step = last_good + 1
        if self.at_start:
            fault = f"the {self.quantity} of its batch is {self.finding}"
            advice = f"The run stands at step {last_good}. Start it anew, or choose a loss that grows less steeply."
        else:
            fault = f"the {self.quantity} that it leads to is {self.finding}"
            advice = (
                f"The run is back at step {last_good}, its last good one. A learning rate below {learning_rate:g}, "
                f"or a loss that grows less steeply, may help."
            )
        return Divergence(step, f"Step {step} failed: {fault}. {advice}", self.loss, last_good)


class LastGood:
    """The state of a run before the step that is being tried, in memory of its own that is overwritten each step.

    sampler: its epoch_start, position and epoch.
    """

    def __init__(self, parameters: Array, slots: Array) -> None:
        self.step = 0
        self.parameters = parameters.copy()
        self.slots = slots.copy()
        self.updates = 0
        self.sampler: tuple[dict[str, Any], int, int] = {}, 0, 0

    def remember(self, step: int, parameters: Array, optimizer: Optimizer, sampler: Sampler) -> None:
        """Keep this state instead of the one before."""
        self.step = step
        self.updates = optimizer.updates
        self.sampler = sampler.epoch_start, sampler.position, sampler.epoch
        self.parameters[...] = parameters  # on short arrays faster than np.copyto
        if self.slots.size:
            self.slots[...] = optimizer.slots

    def checkpoint(self) -> Checkpoint:
        """This state as a checkpoint; its arrays are those of this object."""
        return Checkpoint(self.step, self.parameters, self.slots, self.updates, SamplerState(*self.sampler))

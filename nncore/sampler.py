"""Which samples the next batch holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.arrays import Labels


@dataclass(frozen=True)
class SamplerState:
    """Where a sampler is: enough to draw the same batches again.

    bit_generator_state: of the generator, at the start of the present epoch.
    position: how many samples of the present epoch have been used.
    epoch: how many epochs are complete.
    """

    bit_generator_state: dict[str, Any]
    position: int
    epoch: int


class Sampler:
    """Cuts a freshly drawn order of all n samples into batches, one order an epoch.

    Without replacement an epoch is a random permutation: every sample is used exactly once, the last batch taking
    what is left. With replacement it is n uniform draws. An epoch of one batch, without replacement, keeps the order
    of the samples and draws nothing, since the order within a batch does not matter.

    rng must not be used by others, or the run is not repeatable. With n = 0 there are no batches.

    order: the indices (n,) of the samples of the present epoch, from its first peek() or next_batch() on; another
    order is another array. epoch, position, epoch_start: the parts of the state, kept as plain attributes because the
    trainer notes them at every step.
    Raises: ValueError if n < 0 or batch_size < 1; batch_size None, or larger than n, means all.
    """

    def __init__(self, n: int, batch_size: int | None, rng: np.random.Generator, replacement: bool = False) -> None:
        if n < 0:
            raise ValueError(f"The number of samples cannot be negative; got {n}.")
        if batch_size is not None and batch_size < 1:
            raise ValueError(f"The batch size must be at least 1, or None for all samples; got {batch_size}.")
        self.n = n
        self.batch_size = n if batch_size is None else min(batch_size, n)
        self.replacement = replacement
        self.rng = rng
        self.epoch = 0
        self.position = 0
        self.epoch_start: dict[str, Any] = dict(rng.bit_generator.state)
        self._in_order: Labels = np.arange(n, dtype=np.intp)
        self.order = self._in_order
        self._drawn = False

    def next_batch(self) -> slice:
        """The place of the next batch in `order`, which is used up with that."""
        batch = self.peek()
        self.use_up()
        return batch

    def peek(self) -> slice:
        """The place of the next batch in `order`; draws a new order where one is due, but uses nothing up.

        The slice of an epoch's last batch may reach beyond the end of `order`, as a slice is allowed to.
        Raises: ValueError if there are no samples.
        """
        if not self._drawn:
            self._draw_order()
        return slice(self.position, self.position + self.batch_size)

    def use_up(self) -> None:
        """Move on past the next batch; with the last one of an epoch the next epoch begins."""
        self.position += self.batch_size
        if self.position >= self.n:  # `order` stays until the next one is drawn
            self.position = 0
            self.epoch += 1
            self._drawn = False
            self.epoch_start = dict(self.rng.bit_generator.state)

    def state(self) -> SamplerState:
        """Where the sampler is now."""
        return SamplerState(dict(self.epoch_start), self.position, self.epoch)

    def restore(self, state: SamplerState) -> None:
        """Go on from this state.

        A position beyond the last sample (the data has shrunk since) begins the next epoch.
        Raises: ValueError if the state is not one of this kind of generator, or has negative counts.
        """
        if state.position < 0 or state.epoch < 0:
            raise ValueError(f"Position and epoch cannot be negative; got {state.position} and {state.epoch}.")
        try:
            self.rng.bit_generator.state = state.bit_generator_state
        except (TypeError, KeyError, ValueError) as error:
            kind = type(self.rng.bit_generator).__name__
            raise ValueError(f"This is not the state of a {kind} generator: {error}.") from error
        self.epoch_start = dict(state.bit_generator_state)
        self.epoch = state.epoch
        self.position = state.position
        self._drawn = False
        if self.n and state.position >= self.n:
            self.position = 0
            self.epoch += 1

    def _draw_order(self) -> None:
        if not self.n:
            raise ValueError("There is no batch to draw: the sampler has no samples.")
        self._drawn = True
        if self.replacement:
            self.order = self.rng.integers(0, self.n, self.n, dtype=np.intp)
        elif self.batch_size < self.n or self.position > 0:  # a batch size that grew amid an epoch keeps its order
            self.order = self.rng.permutation(self.n)
        else:
            self.order = self._in_order

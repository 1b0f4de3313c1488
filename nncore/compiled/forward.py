"""What every unit of a network answers, at any parameters: for pictures of the plane, without the interpreter lock."""

from __future__ import annotations

import numpy as np

from nncore.arrays import Array
from nncore.compiled import entries, plan
from nncore.compiled.tables import Found, Rows
from nncore.trainer import Trainer
from nncore.value_losses import SquaredError

NO_FLAG = np.zeros(1, dtype=np.int64)


class CompiledForward:
    """See Forward, of the network of this trainer. Raises: Unsupported."""

    def __init__(self, trainer: Trainer) -> None:
        self._structure = plan.structure_of(
            trainer.network, trainer.head, SquaredError(), trainer.decide, trainer.n_classes, plan.LEAST_FOR_TILES
        )
        self._memory = plan.memory_for(self._structure)
        self._in_order = np.empty(0, dtype=np.intp)

    def __call__(
        self, parameters: Array, inputs: Array, units: slice, out: Array | None = None, part: slice | None = None
    ) -> Array:
        n = len(inputs)
        start, stop, _ = (part or slice(n)).indices(n)
        if len(self._in_order) < n:
            self._in_order = np.arange(n, dtype=np.intp)
        rows = Rows(plan.writable(inputs), np.empty((0, 0)), self._in_order[:0], self._in_order, n)
        answers = np.empty((units.stop - units.start, n)) if out is None else out
        nothing = np.zeros(2), False, self._in_order[:0], answers[0, :0], False
        found = Found(*nothing, units=answers, units_start=units.start, units_stop=units.stop)
        entries.look(self._structure, plan.writable(parameters), self._memory, rows, start, stop, NO_FLAG, found)
        return answers

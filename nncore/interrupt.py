"""A wish to stop that another thread may have, and that compiled code sees as well."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Flag:
    """Raised by one thread to make another one stop; called, it says whether it is raised (see ShouldStop).

    cell (1,): 1 where it is raised. Compiled code looks there while it runs without the interpreter lock.
    Thread: any.
    """

    def __init__(self) -> None:
        self.cell: NDArray[np.int64] = np.zeros(1, dtype=np.int64)

    def __call__(self) -> bool:
        return bool(self.cell[0])

    def hoist(self) -> None:
        """From now on it is raised."""
        self.cell[0] = 1

    def lower(self) -> None:
        """From now on it is not."""
        self.cell[0] = 0

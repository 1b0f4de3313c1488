"""What Python calls: compiled once, and kept on disk (see loading.py). Neither needs the interpreter lock.

Everything below these works on bare pointers (pointers.py) to the arrays that are given here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from nncore.compiled import network, steps
from nncore.compiled.options import FAST_MATH
from nncore.compiled.pointers import bare
from nncore.compiled.tables import N_GENERATOR

entry: Any = njit(fastmath=FAST_MATH, error_model="numpy", nogil=True, cache=True)


@entry
def advance(most, structure, looking, memory, train, test, rule, run, curves, found, flag):
    """Train: see steps.advance()."""
    saved = np.empty(N_GENERATOR, dtype=np.uint64)
    return steps.advance(
        most, bare(structure), bare(looking), bare(memory), bare(train), bare(test), bare(rule), bare(run),
        bare(curves), bare(found), bare((saved,))[0], bare((flag,))[0],
    )  # fmt: skip


@entry
def look(structure, parameters, memory, rows, start, stop, flag, found):
    """Look at samples: see network.look()."""
    return network.look(
        bare(structure), bare((parameters,))[0], bare(memory), bare(rows), start, stop, bare((flag,))[0], bare(found)
    )

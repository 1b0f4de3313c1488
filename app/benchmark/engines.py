"""The engines of chalknet that can be used here."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from nncore import Trainer
from nncore.compiled.loading import Unavailable, load

Engines = dict[str, Callable[..., Trainer]]
"""By its name, what makes a trainer with this engine: it takes what Trainer takes. The reference is the first."""

REFERENCE, COMPILED = "NumPy", "compiled"


def available_engines() -> Engines:
    """All that work here. The compiled one may first have to be compiled, which takes some 15 s."""
    engines: Engines = {REFERENCE: Trainer}
    with contextlib.suppress(Unavailable):  # nothing is missing but speed
        engines[COMPILED] = partial(Trainer, engine=load())
    return engines

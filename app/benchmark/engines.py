"""The engines of chalknet that can be used here."""

from __future__ import annotations

import contextlib
from functools import cache

from nncore import EngineMaker
from nncore.compiled.loading import Unavailable, load

REFERENCE, COMPILED = "NumPy", "compiled"

Engines = dict[str, EngineMaker | None]
"""By name, the reference first: what a trainer is given as its engine."""


@cache
def available_engines() -> Engines:
    """All that work here. The compiled one may first have to be compiled, which takes some 15 s."""
    engines: Engines = {REFERENCE: None}
    with contextlib.suppress(Unavailable):  # nothing is missing but speed
        engines[COMPILED] = load()
    return engines

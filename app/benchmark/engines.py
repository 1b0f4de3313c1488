"""The engines of chalknet that can be used here."""

from __future__ import annotations

import contextlib
from functools import cache

from app.training.engines import choice_in_environment
from nncore import EngineMaker
from nncore.compiled.loading import Unavailable, load

REFERENCE, COMPILED = "NumPy", "compiled"

Engines = dict[str, EngineMaker | None]
"""By name, the reference first: what a trainer is given as its engine."""


@cache
def available_engines() -> Engines:
    """All that work here, unless the environment (CHALKNET_ENGINE) asks for NumPy alone.

    The compiled one may first have to be compiled, which takes some 15 s.
    """
    engines: Engines = {REFERENCE: None}
    if choice_in_environment() != "numpy":
        with contextlib.suppress(Unavailable):  # nothing is missing but speed
            engines[COMPILED] = load()
    return engines

"""The engines of chalknet that can be used here."""

from __future__ import annotations

from functools import cache

from app.training.engines import choice_in_environment
from nncore import EngineMaker
from nncore.compiled.loading import Unavailable, load

REFERENCE, COMPILED = "NumPy", "compiled"

Engines = dict[str, EngineMaker | None]
"""By name, the reference first: what a trainer is given as its engine."""


def available_engines() -> Engines:
    """All that work here, unless the environment (CHALKNET_ENGINE) asks for NumPy alone.

    The compiled one may first have to be compiled, which takes some 15 s.
    """
    engine, _ = _compiled()
    return {REFERENCE: None} if engine is None else {REFERENCE: None, COMPILED: engine}


def why_not_compiled() -> str:
    """A sentence; empty where the compiled engine works."""
    return _compiled()[1]


@cache
def _compiled() -> tuple[EngineMaker | None, str]:
    if choice_in_environment() == "numpy":
        return None, "CHALKNET_ENGINE asks for NumPy alone."
    try:
        return load(), ""
    except Unavailable as reason:
        return None, str(reason)

"""Information: entropies of distributions over the classes, in nats, with 0 log 0 = 0."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats

BIT = math.log(2.0)  # nats in a bit


@dataclass(frozen=True)
class Information:
    """What target P and prediction Q (K,) of one sample say, in nats.

    entropy_p, entropy_q: H(P), H(Q); cross: H(P, Q) = −Σ P log Q, infinite where Q rules out what P says.
    """

    entropy_p: float
    entropy_q: float
    cross: float


def information(p: Floats, q: Floats) -> Information:
    """The entropies of P and Q, and their cross-entropy."""
    return Information(cross_entropy(p, p), cross_entropy(q, q), cross_entropy(p, q))


def cross_entropy(p: Floats, q: Floats) -> float:
    """H(P, Q) = −Σ P log Q in nats; P with itself gives the entropy H(P)."""
    said = p > 0.0
    with np.errstate(divide="ignore"):
        return max(0.0, float(-(p[said] * np.log(q[said])).sum()))

"""How good a network is on a set of samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nncore.arrays import Array, Labels


@dataclass(frozen=True)
class Metrics:
    """What one look at n samples gives.

    loss: the data loss, mean over the samples, without any penalty; NaN if there are no samples.
    accuracy: the share of samples whose class was predicted, 0 … 1; NaN if there are none, or no classes (K = 0).
    confusion (K, K): how many samples of each class (row) were taken for each class (column).
    predicted (N,): the class that each sample was taken for, 0 where K = 0; losses (N,): the data loss of each.
    The arrays are read-only.
    """

    loss: float
    accuracy: float
    confusion: Labels
    n: int
    predicted: Labels
    losses: Array


def confusion_matrix(labels: Labels, predicted: Labels, n_classes: int) -> Labels:
    """(K, K) counts: the row is the true class, the column the predicted one. Both are class numbers (N,)."""
    if not n_classes:
        return np.zeros((0, 0), dtype=np.intp)
    counts = np.bincount(labels * n_classes + predicted, minlength=n_classes * n_classes)
    return counts.reshape(n_classes, n_classes).astype(np.intp, copy=False)

"""The losses as the window calls them. No Qt."""

from __future__ import annotations

LOSS_NAMES: dict[str, str] = {
    "squared-error": "squared error",
    "absolute-error": "absolute error",
    "huber": "Huber",
    "binary-cross-entropy": "binary cross-entropy",
    "cross-entropy": "cross-entropy",
    "probability-cross-entropy": "cross-entropy of p",
    "hinge": "hinge",
    "perceptron": "perceptron",
}

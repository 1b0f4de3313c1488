"""The shapes of the data sets: one function each, (rng, labels (N,), K, noise) → points (N, D), one for each label.

All but the films lie within about ±5. The label always follows from where a point was before the noise moved it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import Array, Labels

REACH = 5.0  # how far the shapes extend from the center
NOISE_SPREAD = 1.5  # the standard deviation of noise 1
GAP = 0.25  # half the width of the empty strip along a border
FILM_BORDER = 11.0  # the grade from which Bob likes a film
FILM_NOISE_SPREAD = 5.0  # in grades
FILM_WEIGHTS = np.array([0.7, 0.3])  # how much Bob shares the taste of Alice and of Carol


def film_1(rng: np.random.Generator, labels: Labels, _classes: int, noise: float) -> Array:
    lowest = np.where(labels == 1, FILM_BORDER, 0.0)
    highest = np.where(labels == 1, 20.0, FILM_BORDER)
    return _graded(rng, rng.uniform(lowest, highest).reshape(-1, 1), noise)


def film_2(rng: np.random.Generator, labels: Labels, _classes: int, noise: float) -> Array:
    grades = rng.uniform(0.0, 20.0, (len(labels), 2))
    wrong = _liked(grades) != (labels == 1)
    while wrong.any():  # draw again where Bob would say the other thing
        grades[wrong] = rng.uniform(0.0, 20.0, (int(wrong.sum()), 2))
        wrong = _liked(grades) != (labels == 1)
    return _graded(rng, grades, noise)


def half_plane(rng: np.random.Generator, labels: Labels, _classes: int, noise: float) -> Array:
    points = rng.uniform(-REACH, REACH, (len(labels), 2))
    side = points @ np.array([0.6, 0.8])  # signed distance from the line
    points += np.outer(np.where(side < 0.0, -GAP, GAP), [0.6, 0.8])
    points[(side >= 0.0) != (labels == 1)] *= -1.0  # to the other side, through the center
    return _moved(rng, points, noise)


def blobs(rng: np.random.Generator, labels: Labels, classes: int, noise: float) -> Array:
    angles = 2 * np.pi * labels / classes + np.pi / 4
    centers = 3.5 * np.column_stack([np.cos(angles), np.sin(angles)])
    return centers + (0.4 + NOISE_SPREAD * noise) * rng.normal(size=centers.shape)


def xor(rng: np.random.Generator, labels: Labels, _classes: int, noise: float) -> Array:
    points = rng.uniform(GAP, REACH, (len(labels), 2))
    points *= np.where(rng.random((len(labels), 1)) < 0.5, -1.0, 1.0)  # both signs alike: class 0
    points[labels == 1, 1] *= -1.0
    return _moved(rng, points, noise)


def rings(rng: np.random.Generator, labels: Labels, classes: int, noise: float) -> Array:
    width = REACH / (classes - 0.5)  # from one ring to the next; the disk has half of it as its radius
    inner = np.maximum(labels * width - 0.25 * width, 0.0)
    outer = labels * width + np.where(labels == 0, 0.5, 0.25) * width
    radius = np.sqrt(rng.uniform(inner**2, outer**2))  # evenly over the area
    return _moved(rng, _polar(radius, rng.uniform(0.0, 2 * np.pi, len(labels))), noise)


def moons(rng: np.random.Generator, labels: Labels, _classes: int, noise: float) -> Array:
    angle = rng.uniform(0.0, np.pi, len(labels))
    points = _polar(np.full(len(labels), 3.0), angle)
    points[labels == 1] *= -1.0  # the second moon is the first one turned around
    points += np.where(labels == 1, 1.5, -1.5)[:, None] * [1.0, 0.0]
    points[:, 1] += np.where(labels == 1, 0.75, -0.75)
    return _moved(rng, points, noise)


def spirals(rng: np.random.Generator, labels: Labels, classes: int, noise: float) -> Array:
    turns = min(1.5, 3.2 / classes)  # the more arms, the less they wind, so that there is room between them
    along = np.sqrt(rng.uniform(0.01, 1.0, len(labels)))  # 0 at the center, 1 at the end of the arm
    return _moved(rng, _polar(REACH * along, 2 * np.pi * (turns * along + labels / classes)), noise)


def checkerboard(rng: np.random.Generator, labels: Labels, classes: int, noise: float) -> Array:
    row = rng.integers(0, 4, len(labels))
    offset = (labels - row) % classes  # class = (row + column) mod K
    column = offset + classes * rng.integers(0, (4 - 1 - offset) // classes + 1)
    cells = np.column_stack([column, row])
    cell_size = 2 * REACH / 4
    return _moved(rng, (cells + rng.uniform(0.05, 0.95, cells.shape)) * cell_size - REACH, noise)


def bands(rng: np.random.Generator, labels: Labels, classes: int, noise: float) -> Array:
    x = (labels + rng.uniform(0.1, 0.9, len(labels))) * (2 * REACH / classes) - REACH
    return _moved(rng, np.column_stack([x, rng.uniform(-REACH, REACH, len(labels))]), noise)


def _moved(rng: np.random.Generator, points: Array, noise: float) -> Array:
    return points + NOISE_SPREAD * noise * rng.normal(size=points.shape)


def _graded(rng: np.random.Generator, grades: Array, noise: float) -> Array:
    return np.clip(grades + FILM_NOISE_SPREAD * noise * rng.normal(size=grades.shape), 0.0, 20.0)


def _liked(grades: Array) -> NDArray[np.bool_]:
    """(N,): whether Bob likes the films with these grades (N, 2)."""
    grade: Array = grades @ FILM_WEIGHTS
    return grade >= FILM_BORDER


def _polar(radius: Array, angle: Array) -> Array:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])

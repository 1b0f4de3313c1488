"""Data sets to draw from: each makes points with classes or with values, the same ones for the same seed.

Classes: the labels come first, balanced to within one point and shuffled; then a point is drawn for each of them
(shapes.py). Values: the points are spread evenly, and the value follows from where a point lies (curves.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from nncore.arrays import Array, Labels
from nncore.curves import hat, hill, sine, step, temperature
from nncore.shapes import (
    bands,
    blobs,
    checkerboard,
    film_1,
    film_2,
    half_plane,
    moons,
    rings,
    spirals,
    xor,
)

MAX_POINTS = 100_000
EDGE = 1 / 12  # of what is shown, free of points on each side where they have values

Draw = Callable[[np.random.Generator, Labels, int, float], Array]
"""(rng, labels (N,), K, noise) → points (N, D), one for each label."""


Curve = Callable[[Array], Array]
"""Points (N, D) → the value of each (N,), without noise."""


@dataclass(frozen=True)
class ValueScale:
    """The values of a data set: their name, what to subtract and divide by before training, and (lowest, highest)."""

    name: str = "y"
    center: float = 0.0
    scale: float = 1.0
    range: tuple[float, float] = (-2.0, 2.0)


@dataclass(frozen=True)
class DatasetKind:
    """A data set that can be drawn.

    name: its key in DATASETS; label, description: for the window.
    draw: of a data set with classes; curve, value: of one with values. The other is None.
    dimensions: D, 1 or 2; feature_names, centers, scales, ranges: for each coordinate its name, what to subtract and
    divide by before training, and (lowest, highest) to show.
    class_names: of as many classes as there can be.
    noise_meaning: what the noise, from 0 to 1, does to the points.
    """

    name: str
    label: str
    description: str
    draw: Draw | None = field(default=None, repr=False)
    curve: Curve | None = field(default=None, repr=False)
    value: ValueScale | None = None
    dimensions: int = 2
    feature_names: tuple[str, ...] = ("x", "y")
    centers: tuple[float, ...] = (0.0, 0.0)
    scales: tuple[float, ...] = (1.0, 1.0)
    ranges: tuple[tuple[float, float], ...] = ((-6.0, 6.0), (-6.0, 6.0))
    class_names: tuple[str, ...] = ("class 0", "class 1")
    min_classes: int = 2
    max_classes: int = 2
    default_classes: int = 2
    default_noise: float = 0.1
    noise_meaning: str = "Each point is moved at random: standard deviation 1.5 times the noise, along x and y."

    @property
    def task(self) -> Literal["classification", "regression"]:
        return "classification" if self.curve is None else "regression"


def _of_values(
    name: str, label: str, description: str, curve: Curve, value: ValueScale | None = None, **options: Any
) -> DatasetKind:
    """A data set whose points have values."""
    value = value or ValueScale()
    spread = "equal to the noise" if value.scale == 1.0 else f"{value.scale:g} times the noise"
    return DatasetKind(
        name,
        label,
        description,
        curve=curve,
        value=value,
        class_names=(),
        min_classes=0,
        max_classes=0,
        default_classes=0,
        noise_meaning=f"Each value is moved at random: standard deviation {spread}.",
        **options,
    )


LINE: dict[str, Any] = {
    "dimensions": 1, "feature_names": ("x",), "centers": (0.0,), "scales": (1.0,), "ranges": ((-6.0, 6.0),),
}  # fmt: skip


CLASS_NAMES = tuple(f"class {number}" for number in range(8))
FILM_CLASSES = ("does not like it", "likes it")
FILM_NOISE = "Tastes differ: each grade is moved at random, standard deviation 5 times the noise, within 0 to 20."

DATASETS: dict[str, DatasetKind] = {
    kind.name: kind
    for kind in (
        DatasetKind(
            "film-1",
            "Films, one grader",
            "Will Bob like a film, given Alice's grade? He likes those that she gives 11 or more.",
            film_1,
            dimensions=1,
            feature_names=("Alice",),
            centers=(10.0,),
            scales=(5.0,),
            ranges=((0.0, 20.0),),
            class_names=FILM_CLASSES,
            noise_meaning=FILM_NOISE,
        ),
        DatasetKind(
            "film-2",
            "Films, two graders",
            "Will Bob like a film, given Alice's and Carol's grades? A straight line parts those that he likes.",
            film_2,
            feature_names=("Alice", "Carol"),
            centers=(10.0, 10.0),
            scales=(5.0, 5.0),
            ranges=((0.0, 20.0), (0.0, 20.0)),
            class_names=FILM_CLASSES,
            noise_meaning=FILM_NOISE,
        ),
        DatasetKind(
            "half-plane",
            "Half-plane",
            "Two classes on the two sides of a slanted line: one neuron is enough.",
            half_plane,
        ),
        DatasetKind(
            "blobs",
            "Blobs",
            "A round cloud for each class, the centers on a circle.",
            blobs,
            class_names=CLASS_NAMES,
            max_classes=8,
            default_classes=3,
            default_noise=0.2,
            noise_meaning="The spread of each cloud: standard deviation 0.4 without noise, 1.9 with noise 1.",
        ),
        DatasetKind("xor", "XOR", "Opposite corners belong together: no straight line parts the two classes.", xor),
        DatasetKind(
            "rings",
            "Rings",
            "A disk, and a ring around it for each further class.",
            rings,
            class_names=CLASS_NAMES[:5],
            max_classes=5,
        ),
        DatasetKind("moons", "Moons", "Two half-moons that reach into each other.", moons),
        DatasetKind(
            "spirals",
            "Spirals",
            "An arm for each class, wound around the center: hard for a small network.",
            spirals,
            class_names=CLASS_NAMES,
            max_classes=8,
            default_noise=0.05,
        ),
        DatasetKind(
            "checkerboard",
            "Checkerboard",
            "Squares of the classes in turn, four by four.",
            checkerboard,
            class_names=CLASS_NAMES[:4],
            max_classes=4,
        ),
        DatasetKind(
            "bands",
            "Ordered bands",
            "Upright stripes, class 0 to K−1 from left to right: kind to a single output.",
            bands,
            class_names=CLASS_NAMES,
            max_classes=8,
            default_classes=5,
        ),
        _of_values("sine", "Sine", "A wave, y = sin x: a curve for a few neurons to follow.", sine, **LINE),
        _of_values("step", "Step", "A jump from −1 to 1 at x = 0: one steep neuron can do it.", step, **LINE),
        _of_values("hat", "Hat", "A triangle on flat ground: three kinks, one for each ReLU neuron.", hat, **LINE),
        _of_values(
            "temperature",
            "A day's temperature",
            "The temperature in the course of a day, coldest at 4 o'clock and warmest at 16.",
            temperature,
            ValueScale("temperature (°C)", 15.0, 5.0, (0.0, 30.0)),
            dimensions=1,
            feature_names=("hour",),
            centers=(12.0,),
            scales=(6.0,),
            ranges=((0.0, 24.0),),
        ),
        _of_values(
            "hill",
            "Hill and hollow",
            "A surface over the plane: a hill, and a hollow beside it.",
            hill,
            ValueScale("height", 0.0, 0.75, (-1.5, 1.5)),
        ),
    )
}


def make_dataset(
    name: str, *, points: int = 200, noise: float | None = None, classes: int | None = None, seed: int = 0
) -> tuple[Array, Labels]:
    """Draw x (N, D) and labels (N,), class numbers 0 … K−1. noise and classes default to the data set's own.

    Raises: ValueError if there are no classes in it, the name is unknown, or a number is outside its range, with the
    range that is allowed.
    """
    kind, noise = _checked(name, points, noise, seed)
    if kind.draw is None:
        raise ValueError(f"The data set {name!r} has values and no classes.")
    classes = kind.default_classes if classes is None else classes
    if not kind.min_classes <= classes <= kind.max_classes:
        only = kind.min_classes == kind.max_classes
        allowed = f"{kind.min_classes}" if only else f"{kind.min_classes} to {kind.max_classes}"
        raise ValueError(f"The data set {name!r} has {allowed} classes; got {classes}.")
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(points, dtype=np.intp) % classes)
    return kind.draw(rng, labels, classes, noise), labels


def make_values(name: str, *, points: int = 200, noise: float | None = None, seed: int = 0) -> tuple[Array, Array]:
    """Draw x (N, D), spread evenly at random, and the values (N,). noise defaults to the data set's own.

    Raises: ValueError as make_dataset().
    """
    kind, noise = _checked(name, points, noise, seed)
    if kind.curve is None or kind.value is None:
        raise ValueError(f"The data set {name!r} has classes and no values.")
    rng = np.random.default_rng(seed)
    low, high = np.array(kind.ranges).T
    edge = (high - low) * EDGE
    x = rng.uniform(low + edge, high - edge, (points, kind.dimensions))
    return x, kind.curve(x) + kind.value.scale * noise * rng.normal(size=points)


def _checked(name: str, points: int, noise: float | None, seed: int) -> tuple[DatasetKind, float]:
    """The kind of that name and the noise to take. Raises: ValueError."""
    if name not in DATASETS:
        raise ValueError(f"There is no data set {name!r}; choose one of {', '.join(DATASETS)}.")
    kind = DATASETS[name]
    noise = kind.default_noise if noise is None else noise
    if not 1 <= points <= MAX_POINTS:
        raise ValueError(f"The number of points must lie between 1 and {MAX_POINTS}; got {points}.")
    if not 0.0 <= noise <= 1.0:
        raise ValueError(f"The noise must lie between 0 and 1; got {noise}.")
    if seed < 0:
        raise ValueError(f"The seed must be a whole number of at least 0; got {seed}.")
    return kind, noise

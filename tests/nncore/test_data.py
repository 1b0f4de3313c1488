"""Data sets, inputs made by hand, and the confusion matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore import (
    DATASETS,
    FEATURES,
    ShapeError,
    available_features,
    confusion_matrix,
    expand,
    make_dataset,
    make_values,
)

NAMES = ["film-1", "film-2", "half-plane", "blobs", "xor", "rings", "moons", "spirals", "checkerboard", "bands"]


WITH_VALUES = ["sine", "step", "hat", "temperature", "hill"]


def test_names_and_order() -> None:
    assert list(DATASETS) == NAMES + WITH_VALUES
    assert [name for name, kind in DATASETS.items() if kind.task == "regression"] == WITH_VALUES


@pytest.mark.parametrize("name", WITH_VALUES)
def test_a_data_set_with_values(name: str) -> None:
    kind = DATASETS[name]
    assert kind.value is not None
    x, values = make_values(name, points=300, noise=0.0, seed=1)
    assert x.shape == (300, kind.dimensions)
    assert values.shape == (300,)
    for column, (lowest, highest) in zip((*x.T, values), (*kind.ranges, kind.value.range), strict=True):
        assert lowest <= column.min() < column.max() <= highest
    again, same = make_values(name, points=300, noise=0.0, seed=1)
    np.testing.assert_array_equal((again, same[:, None])[0], x)
    np.testing.assert_array_equal(same, values)
    noisy = make_values(name, points=300, noise=0.5, seed=1)[1]
    assert np.std(noisy - values) == pytest.approx(0.5 * kind.value.scale, rel=0.15)
    with pytest.raises(ValueError, match="values and no classes"):
        make_dataset(name)
    with pytest.raises(ValueError, match="classes and no values"):
        make_values("xor")


@pytest.mark.parametrize("name", NAMES)
@given(points=st.integers(1, 60), noise=st.sampled_from([0.0, 0.3, 1.0]), seed=st.integers(0, 3), data=st.data())
def test_any_data_set(name: str, points: int, noise: float, seed: int, data: Any) -> None:
    kind = DATASETS[name]
    classes = data.draw(st.integers(kind.min_classes, kind.max_classes))
    x, labels = make_dataset(name, points=points, noise=noise, classes=classes, seed=seed)
    assert x.shape == (points, kind.dimensions)
    assert x.dtype == np.float64
    assert labels.dtype == np.intp
    counts = np.bincount(labels, minlength=classes)
    assert len(counts) == classes
    assert counts.max() - counts.min() <= 1
    again, same_labels = make_dataset(name, points=points, noise=noise, classes=classes, seed=seed)
    np.testing.assert_array_equal(again, x)
    np.testing.assert_array_equal(same_labels, labels)
    lowest, highest = (0.0, 20.0) if name.startswith("film") else (-15.0, 15.0)
    assert lowest <= x.min() <= x.max() <= highest


@pytest.mark.parametrize("name", NAMES)
def test_described_in_full(name: str) -> None:
    kind = DATASETS[name]
    assert kind.name == name
    per_coordinate = (kind.feature_names, kind.centers, kind.scales, kind.ranges)
    assert {len(values) for values in per_coordinate} == {kind.dimensions}
    assert len(kind.class_names) == kind.max_classes
    assert kind.min_classes <= kind.default_classes <= kind.max_classes
    x, _ = make_dataset(name, noise=0.0)
    for column, (lowest, highest) in zip(x.T, kind.ranges, strict=True):
        assert lowest <= column.min()
        assert column.max() <= highest


def test_another_seed_another_sample() -> None:
    for name in NAMES:
        assert (make_dataset(name, seed=1)[0] != make_dataset(name, seed=2)[0]).any()


class TestClassesWithoutNoise:
    """The rule by which each data set tells its classes apart."""

    def test_films(self) -> None:
        x, labels = make_dataset("film-1", noise=0.0)
        np.testing.assert_array_equal(labels, x[:, 0] >= 11)
        x, labels = make_dataset("film-2", noise=0.0)
        np.testing.assert_array_equal(labels, 0.7 * x[:, 0] + 0.3 * x[:, 1] >= 11)

    def test_half_plane(self) -> None:
        x, labels = make_dataset("half-plane", noise=0.0)
        np.testing.assert_array_equal(labels, x @ [0.6, 0.8] > 0)

    def test_xor(self) -> None:
        x, labels = make_dataset("xor", noise=0.0)
        np.testing.assert_array_equal(labels, x[:, 0] * x[:, 1] < 0)

    @pytest.mark.parametrize("classes", [2, 5])
    def test_rings(self, classes: int) -> None:
        x, labels = make_dataset("rings", noise=0.0, classes=classes)
        np.testing.assert_array_equal(labels, np.rint(np.hypot(*x.T) / (5 / (classes - 0.5)) - 1e-9))

    @pytest.mark.parametrize("classes", [2, 3, 4])
    def test_checkerboard(self, classes: int) -> None:
        x, labels = make_dataset("checkerboard", noise=0.0, classes=classes)
        np.testing.assert_array_equal(labels, np.floor((x + 5) / 2.5).sum(axis=1) % classes)

    @pytest.mark.parametrize("classes", [2, 8])
    def test_bands(self, classes: int) -> None:
        x, labels = make_dataset("bands", noise=0.0, classes=classes)
        np.testing.assert_array_equal(labels, np.floor((x[:, 0] + 5) / (10 / classes)))

    @pytest.mark.parametrize("name", ["blobs", "spirals", "moons"])
    def test_neighbors_are_of_one_class(self, name: str) -> None:
        for classes in (2, DATASETS[name].max_classes):
            x, labels = make_dataset(name, points=800, noise=0.0, classes=classes)
            distance = np.hypot(*(x[:, None] - x[None]).T)
            np.fill_diagonal(distance, np.inf)
            outside = np.hypot(*x.T) > 1.5  # the arms of a spiral meet at the center
            assert (labels[distance.argmin(axis=0)] == labels)[outside].mean() > 0.97


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"name": "cubes"}, "no data set 'cubes'; choose one of film-1"),
        ({"name": "xor", "points": 0}, "between 1 and 100000; got 0"),
        ({"name": "xor", "noise": 1.5}, "between 0 and 1; got 1.5"),
        ({"name": "xor", "noise": float("nan")}, "between 0 and 1"),
        ({"name": "xor", "classes": 3}, "has 2 classes; got 3"),
        ({"name": "blobs", "classes": 9}, "has 2 to 8 classes; got 9"),
        ({"name": "xor", "seed": -1}, "seed"),
    ],
)
def test_wrong_options(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make_dataset(**options)


class TestFeatures:
    def test_formulas(self) -> None:
        x, y = 2.0, -3.0
        np.testing.assert_allclose(
            expand(np.array([[x, y]]), tuple(FEATURES)), [[x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)]]
        )

    def test_what_one_coordinate_allows(self) -> None:
        assert available_features(1) == ("x", "x^2", "sin(x)")
        assert available_features(2) == tuple(FEATURES)
        assert expand(np.zeros((4, 1)), ("x", "x^2")).shape == (4, 2)

    def test_errors(self) -> None:
        with pytest.raises(ValueError, match="“z” is unknown at character 1"):
            expand(np.zeros((1, 2)), ("z",))
        with pytest.raises(ValueError, match="needs 2 coordinates, and the points have 1 coordinate"):
            expand(np.zeros((1, 1)), ("x*y",))
        with pytest.raises(ShapeError, match=r"\(N, D\)"):
            expand(np.zeros(3), ("x",))


def test_confusion_matrix() -> None:
    matrix = confusion_matrix(np.array([0, 0, 1, 2]), np.array([0, 2, 1, 1]), 3)
    np.testing.assert_array_equal(matrix, [[1, 0, 1], [0, 1, 0], [0, 1, 0]])

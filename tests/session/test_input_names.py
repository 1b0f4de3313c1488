"""One name for an input, wherever it is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.input_names import column_label, input_label
from app.session.schema import Feature
from nncore import available_features, feature

GRADES = (Feature(name="Alice", center=10.0, scale=5.0), Feature(name="Carol"))
PLAIN = (Feature(name="x"), Feature(name="y"))
MANY = (*GRADES, Feature(name="sepal length (cm)", center=5.8), Feature(name="x4"))


@pytest.mark.parametrize(
    ("formula", "features", "label"),
    [
        ("x", GRADES, "Alice′"),
        ("x1", GRADES, "Alice′"),
        ("y", GRADES, "Carol"),
        ("x^2", GRADES, "Alice′²"),
        ("x*y", GRADES, "Alice′·Carol"),
        ("xy", GRADES, "Alice′·Carol"),
        ("2x - sin(y)", GRADES, "2Alice′ − sin(Carol)"),
        ("x", (Feature(name="x", scale=2.0),), "x′"),
        ("x3", MANY, "sepal length (cm)′"),
        ("x3^2", MANY, "x₃²"),
        ("x1*x4", MANY, "Alice′·x₄"),
        ("x4", MANY, "x₄"),
    ],
)
def test_an_input_is_called_as_its_axis_is(formula: str, features: tuple[Feature, ...], label: str) -> None:
    assert input_label(formula, features) == label


@given(st.sampled_from(available_features(2)))
def test_without_names_the_letters_stay(formula: str) -> None:
    assert input_label(formula, PLAIN) == feature(formula).label


def test_a_column_without_a_name_has_its_letter() -> None:
    assert [column_label(number, MANY) for number in range(4)] == ["Alice′", "Carol", "sepal length (cm)′", "x₄"]

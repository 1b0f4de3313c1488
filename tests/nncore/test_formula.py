"""Formulas as inputs: what they compute, and what is said about texts that are none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore import FEATURES, FormulaError, ShapeError, expand, feature, is_coordinate, parse_formula, why_not_input
from nncore.formula import LARGEST, MAX_LENGTH

Expression = tuple[str, Any]  # a text, and a function of x and y that computes the same with NumPy


def held(values: Any) -> Any:
    """What a formula makes of NumPy's values."""
    return np.clip(np.nan_to_num(values, nan=0.0, posinf=LARGEST, neginf=-LARGEST), -LARGEST, LARGEST)


def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Expressions made of others."""
    one = st.sampled_from([("sin", np.sin), ("cos", np.cos), ("tanh", np.tanh), ("abs", np.abs), ("sign", np.sign)])
    two = st.sampled_from([("+", np.add), ("−", np.subtract), (" * ", np.multiply), ("·", np.multiply)])
    pair = st.sampled_from([("max", np.maximum), ("min", np.minimum)])
    return st.one_of(
        st.tuples(one, inner).map(lambda p: (f"{p[0][0]}({p[1][0]})", lambda x, y: p[0][1](p[1][1](x, y)))),
        st.tuples(two, inner, inner).map(
            lambda p: (f"({p[1][0]}){p[0][0]}({p[2][0]})", lambda x, y: p[0][1](p[1][1](x, y), p[2][1](x, y)))
        ),
        st.tuples(pair, inner, inner).map(
            lambda p: (f"{p[0][0]}({p[1][0]}, {p[2][0]})", lambda x, y: p[0][1](p[1][1](x, y), p[2][1](x, y)))
        ),
        inner.map(lambda p: (f"({p[0]})²", lambda x, y: p[1](x, y) ** 2)),
        inner.map(lambda p: (f"-({p[0]})", lambda x, y: -p[1](x, y))),
    )


expressions = st.recursive(
    st.sampled_from([("x", lambda x, y: x), ("y", lambda x, y: y), ("x1", lambda x, y: x)]), grown, max_leaves=5
).filter(lambda pair: len(pair[0]) <= MAX_LENGTH)


@given(expression=expressions, seed=st.integers(0, 9))
def test_it_computes_what_numpy_does(expression: Expression, seed: int) -> None:
    text, function = expression
    points = np.random.default_rng(seed).normal(scale=3.0, size=(7, 2))
    np.testing.assert_allclose(parse_formula(text)(points), held(function(*points.T)), rtol=1e-12)


@given(text=st.text(max_size=MAX_LENGTH + 5) | st.text("xy12.+-*/^()²³ sincoeplgmax,", max_size=MAX_LENGTH))
def test_any_text_is_a_formula_or_a_sentence(text: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        assert str(error).endswith(".")
        assert str(error).isprintable()
        return
    values = formula(np.array([[0.0] * 100, [1e6] * 100, [-1e12] * 100]))
    assert np.isfinite(values).all()
    assert np.abs(values).max() <= LARGEST
    assert feature(text).label


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x + 2y", 8.0),
        ("2x^2", 8.0),
        ("-x^2", -4.0),
        ("x^-1", 0.5),
        ("2^x^2", 16.0),
        ("x²y", 12.0),
        ("xy", 6.0),
        ("12/x/y", 2.0),
        ("x - y - 1", -2.0),
        ("1/2x", 1.0),
        ("3(x+1)", 9.0),
        ("pi*x/π", 2.0),
        ("log(e^x)", 2.0),
        ("sqrt(x·8)", 4.0),
        ("x1 + x₂", 5.0),
        ("1.5e1x", 30.0),
        ("max(x, y) − min(x; y)", 1.0),
    ],
)
def test_precedence_and_ways_of_writing(text: str, value: float) -> None:
    assert parse_formula(text)(np.array([[2.0, 3.0]]))[0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "at_zero"),
    [
        ("1/x", 0.0),
        ("log(x)", 0.0),
        ("sqrt(x - 1)", 0.0),
        ("x^-1", 0.0),
        ("exp(999 + x)", LARGEST),
        ("-9^(9^9+x)", -LARGEST),
    ],
)
def test_no_value_is_zero_and_a_large_one_is_held(text: str, at_zero: float) -> None:
    assert parse_formula(text)(np.zeros((1, 1)))[0] == at_zero


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is needed here"),
        ("x" * 61, "at most 60 characters; this one has 61"),
        ("x + z", "“z” is unknown at character 5; a formula uses x, y"),
        ("x +", "ends too early, at character 4"),
        ("(x", "parenthesis at character 1 is not closed"),
        ("x)", "“)” is not expected at character 2"),
        ("sin x", "“sin” at character 1 needs parentheses, as in sin(x)"),
        ("max(x)", "takes 2 values, as in max(x, y); here are 1"),
        ("sin(x, y)", "takes 1 value, as in sin(x); here are 2"),
        ("3", "is the same for every point"),
        ("1e999x", "number at character 1 is too large"),
        ("x\u202ey", "U+202E at character 2"),
        ("x101", "“x101” is unknown"),
        ("__import__('os')", "is not expected at character 1"),
        ("x.real", "“.” is not expected at character 2"),
        ("(" * 25 + "x" + ")" * 25, "More than 20"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert words in str(caught.value)


def test_what_points_have_not() -> None:
    assert why_not_input("x3 + 1", 3) is None
    assert why_not_input("x3 + 1", 2) == "The input “x3 + 1” needs 3 coordinates, and the points have 2 coordinates."
    with pytest.raises(ShapeError, match="at least 3"):
        parse_formula("x3")(np.zeros((4, 2)))


def test_the_same_written_differently_is_the_same() -> None:
    assert parse_formula("x²") == parse_formula(" x1 ^ 2")
    assert parse_formula("x²") != parse_formula("x*x")
    assert is_coordinate("y", 1)
    assert is_coordinate("x2", 1)
    assert not is_coordinate("x2", 0)


def test_the_ready_ones_are_bit_for_bit_what_numpy_makes() -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 50))
    expected = [x, y, np.square(x), np.square(y), np.multiply(x, y), np.sin(x), np.sin(y)]
    assert expand(np.column_stack((x, y)), tuple(FEATURES)).tobytes() == np.column_stack(expected).tobytes()


def test_labels() -> None:
    assert [feature(text).label for text in ("x^2", "x12", "x1*x3^3 - 2", "x^2.5")] == [
        "x²", "x₁₂", "x₁·x₃³ − 2", "x^2.5",
    ]  # fmt: skip
    assert feature("x12").formula == "coordinate 12"
    assert math.isclose(parse_formula("2pi x")(np.ones((1, 1)))[0], 2 * math.pi)

"""The lens on one layer: the curve is the module's own, and the neurons' states are those of the points."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from app.session.create import new_session, usual_source
from app.session.edits.points import clear_points
from app.session.schema import Layer, Output, Session
from app.training.assemble import trainer as make_trainer
from app.training.lenses.layer import LayerAnswer, LayerLens, LayerRequest
from app.training.lenses.slopes import curve, kind_of, positions
from app.training.lenses.subset import subset
from app.training.lenses.sums import BINS, fitted, histogram
from nncore import ACTIVATIONS, NORMALIZERS, Linear, Softmax, Trainer, UnitNorm


def made(
    *layers: tuple[int, str], dataset: str = "moons", points: int = 60, output: Output | None = None
) -> tuple[Session, Trainer]:
    session = new_session(
        usual_source(dataset, points=points),
        layers=[Layer(units=units, activation=activation) for units, activation in layers],
        output=output,
    )
    return session, make_trainer(session.runs[0], session.data)


def seen(session: Session, trainer: Trainer, layer: int) -> LayerAnswer:
    lens = LayerRequest(layer).lens(session.runs[0], session.data)
    answer = lens.look(trainer, 1.0)
    assert lens.is_done
    assert answer
    return answer


def linears(trainer: Trainer) -> list[Linear]:
    return [module for module in trainer.network.modules if isinstance(module, Linear)]


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_the_curve_is_what_the_module_says(kind: str) -> None:
    session, trainer = made((3, kind))
    answer = seen(session, trainer, 0)
    module = ACTIVATIONS[kind]()
    x = answer.at.reshape(-1, 1)
    assert answer.kind == kind
    assert np.array_equal(answer.value, module.forward(x.copy())[:, 0])
    assert np.array_equal(answer.slope, module.backward(np.ones_like(x))[:, 0])
    assert answer.range == (answer.at[0], answer.at[-1])
    assert (np.diff(answer.at) > 0.0).all()


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_the_derivative_is_the_slope_of_the_curve(kind: str) -> None:
    at = np.array([-3.0, -1.2, -0.3, 0.4, 1.7, 2.9])
    step = 1e-6
    _, slope = curve(ACTIVATIONS[kind](), at)
    differences = curve(ACTIVATIONS[kind](), at + step)[0] - curve(ACTIVATIONS[kind](), at - step)[0]
    assert slope == pytest.approx(differences / (2 * step), abs=1e-6)


@pytest.mark.parametrize("normalizer", [Softmax, UnitNorm])
def test_an_output_beside_others_lies_on_one_curve(normalizer: type[Softmax | UnitNorm]) -> None:
    z = np.random.default_rng(1).normal(size=(50, 4)) * 3.0
    module = normalizer()
    value, slope = curve(module, positions(module, z))
    assert value == pytest.approx(module.forward(z), abs=1e-12)
    if normalizer is Softmax:  # its derivative with respect to the lead is the one with respect to z
        for unit in range(4):
            one = np.zeros_like(z)
            one[:, unit] = 1.0
            module.forward(z)
            assert slope[:, unit] == pytest.approx(module.backward(one)[:, unit], abs=1e-12)


def test_every_activation_and_normalizer_has_a_name() -> None:
    assert {kind_of(kind()) for kind in ACTIVATIONS.values()} == set(ACTIVATIONS)
    assert {kind_of(kind()) for kind in NORMALIZERS.values()} == {"identity", "softmax", "unit-norm"}


def test_points_lie_where_the_network_puts_them() -> None:
    session, trainer = made((4, "tanh"), (3, "sigmoid"))
    trainer.advance(steps=20)
    answer = seen(session, trainer, 1)
    x = trainer.train.inputs
    network = trainer.network.twin()
    for module in network.modules[:3]:
        x = module.forward(x)
    assert answer.step == 20
    assert answer.points
    assert np.array_equal(answer.points.at, x)
    assert np.array_equal(answer.points.value, network.modules[3].forward(x))
    assert answer.counts.sum(axis=1).tolist() == [60, 60, 60]
    assert np.array_equal(answer.points.labels, trainer.train.labels)
    assert answer.points.rows.tolist() == list(range(60))
    assert np.array_equal(answer.low, answer.points.value.min(axis=0))
    assert np.array_equal(answer.high, answer.points.value.max(axis=0))


def test_dead_saturated_and_constant_neurons() -> None:
    session, trainer = made((4, "relu"))
    layer = linears(trainer)[0]
    layer.weights = np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    layer.bias = np.array([-100.0, 3.0, 0.0, -3.0])
    answer = seen(session, trainer, 0)
    x = trainer.train.inputs[:, 0]
    assert answer.dead.tolist() == [True, False, False, True]
    assert answer.constant.tolist() == [True, True, False, True]
    assert answer.saturated == pytest.approx([1.0, 0.0, (x <= 0.0).mean(), 1.0])


def test_saturation_counts_what_is_below_a_hundredth_of_the_largest_slope() -> None:
    session, trainer = made((2, "sigmoid"))
    layer = linears(trainer)[0]
    layer.weights = np.array([[10.0, 1e-3], [0.0, 0.0]])
    layer.bias = np.array([0.0, 0.0])
    answer = seen(session, trainer, 0)
    s = 1.0 / (1.0 + np.exp(-10.0 * trainer.train.inputs[:, 0]))
    share = (s * (1.0 - s) < 0.01 * 0.25).mean()
    assert 0.5 < share < 1.0
    assert answer.steepest == pytest.approx(0.25)
    assert answer.saturated == pytest.approx([share, 0.0])
    assert not answer.dead.any()


def test_a_sign_has_no_slope_and_its_neurons_are_not_called_dead() -> None:
    session, trainer = made((3, "sign"))
    answer = seen(session, trainer, 0)
    assert answer.steepest == 0.0
    assert not answer.slope.any()
    assert not answer.dead.any()
    assert sorted(set(answer.value.tolist())) == [-1.0, 1.0]


@pytest.mark.parametrize(
    ("output", "kind", "on_logits"),
    [
        (Output(kind="sigmoid"), "sigmoid", True),
        (Output(kind="sign"), "sign", True),
        (Output(kind="class-number"), "identity", False),
        (Output(kind="per-class", normalizer="softmax"), "softmax", True),
        (Output(kind="per-class", normalizer="unit-norm"), "unit-norm", False),
    ],
)
def test_the_output_is_the_layer_behind_the_last_one(output: Output, kind: str, on_logits: bool) -> None:
    session, trainer = made((3, "tanh"), output=output)
    for layer in (1, 7):
        answer = seen(session, trainer, layer)
        assert (answer.layer, answer.is_output, answer.kind, answer.on_logits) == (1, True, kind, on_logits)


def test_without_hidden_layers_and_without_points() -> None:
    session, trainer = made()
    assert seen(session, trainer, 0).is_output
    empty = make_trainer(session.runs[0], clear_points(session).data)
    answer = seen(session, empty, 0)
    assert (answer.n, answer.n_all) == (0, 0)
    assert not answer.dead.any()
    assert not answer.counts.any()


def test_of_many_points_and_of_wide_layers_a_fixed_part_is_seen() -> None:
    session, trainer = made((256, "tanh"), (2, "tanh"), points=5000)
    wide, narrow = seen(session, trainer, 0), seen(session, trainer, 1)
    assert (wide.n, wide.n_all) == (512, 5000)
    assert (narrow.n, narrow.n_all) == (2000, 5000)
    assert narrow.points is None
    assert np.array_equal(subset(5000), subset(5000))
    assert len(np.unique(subset(5000))) == 2000
    assert np.array_equal(subset(7), np.arange(7))


def test_a_wide_network_is_looked_at_in_parts_and_the_answer_is_of_one_moment() -> None:
    _, trainer = made((256, "tanh"), (256, "tanh"), (256, "tanh"), points=600)
    clock = count()  # a second passes each time that it is asked
    lens = LayerLens(3, clock=lambda: float(next(clock)))
    assert lens.look(trainer, 0.5) is None
    assert not lens.is_done
    trainer.advance(steps=1)
    looks = 1
    answer = None
    while answer is None:
        answer = lens.look(trainer, 0.5)
        looks += 1
    assert looks > 3
    assert answer.step == 0
    assert not lens.is_done, "the trainer has gone on since"
    while not lens.is_done:
        answer = lens.look(trainer, 0.5)
    assert answer
    assert answer.step == 1


def test_at_rest_nothing_is_done_again() -> None:
    _, trainer = made((3, "tanh"))
    lens = LayerLens(0)
    first = lens.look(trainer, 1.0)
    assert lens.look(trainer, 1.0) is first
    trainer.advance(steps=1)
    assert lens.look(trainer, 1.0) is not first


@given(npst.arrays(np.float64, st.integers(0, 20), elements=st.floats(-1e6, 1e6)), st.floats(0.1, 2.0))
def test_the_range_holds_all_and_does_not_creep(at: np.ndarray, factor: float) -> None:
    low, high = fitted(at, None)
    assert low <= -5.0
    assert high >= 5.0
    assert ((at >= low) & (at <= high)).all()
    assert fitted(at, (low, high)) == (low, high)
    again = fitted(at * factor, (low, high))
    assert ((at * factor >= again[0] * (1 + 1e-9)) & (at * factor <= again[1] * (1 + 1e-9))).all()
    if 0.9 < factor <= 1.0:
        assert again == (low, high)


def test_sums_beyond_what_a_float_holds_are_left_out() -> None:
    session, trainer = made(*([(2, "relu")] * 12))
    trainer.network.parameters[:] = 1e30
    for layer in (0, 6, 12):
        answer = seen(session, trainer, layer)
        assert np.isfinite(answer.at).all()
        assert np.isfinite(answer.range).all()


def test_each_point_is_counted_once_where_it_lies() -> None:
    at = np.array([[-5.0, 0.0], [5.0, 0.0], [4.99, np.nan], [np.inf, -2.51]])
    counts = histogram(at, (-5.0, 5.0))
    assert counts.shape == (2, BINS)
    assert counts[0, 0] == 1
    assert counts[0, -1] == 2
    assert counts[1, BINS // 2] == 2
    assert counts[1, BINS // 4 - 1] == 1
    assert counts.sum() == 6, "what is not finite lies nowhere"

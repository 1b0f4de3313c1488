"""The lens on a layer's space: against a direct forward pass, whatever layer, axes and data."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.session.arrays import Points
from app.session.create import empty_session, new_session, usual_source
from app.session.edits.model import set_units
from app.session.schema import Feature, Layer, Output, Session, Training, View
from app.session.slice import slice_of
from app.training.assemble import network_inputs
from app.training.frames import FrameRequest
from app.training.lenses.hidden import CELLS, LINES, SAMPLES, HiddenAnswer, HiddenRequest, settled
from app.training.runner import Runner
from nncore import ACTIVATIONS, Sigmoid


def session(*units: int, dataset: str = "xor", activation: str = "tanh", **options) -> Session:
    layers = [Layer(units=n, activation=activation) for n in units]
    return new_session(usual_source(dataset, points=60), layers=layers, **options)


def answer(session: Session, layer: int, axes: tuple[int, int] | None, steps: int = 3) -> tuple[HiddenAnswer, Runner]:
    runner = Runner(session)
    runner.step(steps)
    request = HiddenRequest(layer, axes, slice_of(session.data, View()))
    found = runner.frame(FrameRequest(lenses=(request,)), at_rest=True).answer(HiddenAnswer)
    assert found is not None
    return found, runner


def direct(runner: Runner, x: np.ndarray, layer: int, activation: str = "tanh") -> np.ndarray:
    """The numbers of a layer for points x, by its weights and in one line each."""
    data, run = runner.session.data, runner.session.runs[0]
    h = network_inputs(x, data.features, run.model)
    linears = [module for module in runner._lanes[0].trainer.network.modules if hasattr(module, "weights")]
    for number, linear in enumerate(linears[:layer], 1):
        h = h @ linear.weights + linear.bias
        if number < len(linears):
            h = ACTIVATIONS[activation]().forward(h).copy()
    return h


@pytest.mark.parametrize("layer", [0, 1, 2, 3])
def test_points_and_grid_are_what_the_layer_makes_of_them(layer) -> None:
    found, runner = answer(session(3, 2), layer, (0, 1) if layer != 3 else (0, 0))
    x = runner.session.data.points.x
    expected = direct(runner, x, layer)
    units = expected.shape[1]
    assert found.n_units == units
    shown = expected[:, :2] if units > 1 else np.hstack((expected, np.zeros_like(expected)))
    assert found.points == pytest.approx(shown)
    assert found.grid.shape == (2 * LINES, SAMPLES, 2)
    grid = direct(runner, found.grid_before.reshape(-1, 2), layer)
    assert found.grid.reshape(-1, 2)[:, 0] == pytest.approx(grid[:, 0])
    assert (found.points_before == x).all()


def test_the_grid_spans_all_points_by_straight_lines() -> None:
    found, runner = answer(session(2), 1, (0, 1))
    x = runner.session.data.points.x
    (x0, x1), (y0, y1) = found.domain
    assert x0 < x[:, 0].min() and x[:, 0].max() < x1
    assert y0 < x[:, 1].min() and x[:, 1].max() < y1
    along, across = found.grid_before[:LINES], found.grid_before[LINES:]
    assert (np.ptp(along[..., 1], axis=1) == 0).all()
    assert (np.ptp(across[..., 0], axis=1) == 0).all()
    assert along[0, 0].tolist() == [x0, y0] and across[-1, -1] == pytest.approx([x1, y1])


def test_two_chosen_neurons_are_the_axes() -> None:
    found, runner = answer(session(5), 1, (3, 1))
    h = direct(runner, runner.session.data.points.x, 1)
    assert found.points == pytest.approx(h[:, [3, 1]])
    assert found.variances == pytest.approx(h[:, [3, 1]].var(axis=0) / h.var(axis=0).sum())
    assert found.regions is None


def test_principal_components_are_those_of_the_activations() -> None:
    found, runner = answer(session(6, 4), 2, None)
    h = direct(runner, runner.session.data.points.x, 2)
    centered = h - h.mean(axis=0)
    sizes = np.linalg.svd(centered, compute_uv=False) ** 2
    assert found.variances == pytest.approx(sizes[:2] / sizes.sum())
    assert found.directions.T @ found.directions == pytest.approx(np.eye(2))
    assert found.points == pytest.approx(centered @ found.directions)
    assert found.points.var(axis=0) == pytest.approx(sizes[:2] / len(h))
    assert (found.directions[np.abs(found.directions).argmax(axis=0), [0, 1]] > 0).all()
    assert found.regions is None


def test_the_regions_of_two_neurons_are_what_follows_them() -> None:
    found, runner = answer(session(3, 2), 2, (0, 1), steps=40)
    regions = found.regions
    assert regions is not None
    assert regions.index.shape == (CELLS, CELLS)
    linear = runner._lanes[0].trainer.network.modules[-1]
    z = regions.border.reshape(-1, 2) @ linear.weights + linear.bias
    assert len(z) and z == pytest.approx(0.0, abs=1e-9)  # w·h + b = 0, a straight line
    (x0, x1), (y0, y1) = regions.x_range, regions.y_range
    h = np.array([x0 + 0.5 / CELLS * (x1 - x0), y1 - 0.5 / CELLS * (y1 - y0)])  # the upper left cell
    p = float(Sigmoid().forward((h @ linear.weights + linear.bias)[None])[0, 0])
    label, level = divmod(int(regions.index[-1, 0]), 256)
    assert label == (p >= 0.5)
    assert level == pytest.approx(255 * abs(2 * p - 1), abs=1.0)


def test_regions_before_further_layers_go_through_them() -> None:
    found, runner = answer(session(2, 4), 1, (0, 1), steps=40)
    assert found.regions is not None
    ends = found.regions.border.reshape(-1, 2)
    network = runner._lanes[0].trainer.network.twin()
    for module in network.modules[2:]:
        ends = module.forward(ends)
    assert np.abs(ends).max() < 0.02  # by interpolation between cells


def test_one_neuron_is_a_line() -> None:
    found, runner = answer(session(4, 1), 2, (0, 1))
    assert found.n_units == 1
    assert (found.points[:, 1] == 0).all()
    assert found.points[:, 0] == pytest.approx(direct(runner, runner.session.data.points.x, 2)[:, 0])
    assert found.regions is not None and found.regions.index.shape == (1, CELLS)


def test_values_and_one_input() -> None:
    model = session(2, dataset="sine", output=Output(kind="value"), training=Training(loss="squared-error"))
    found, _ = answer(model, 1, (0, 1))
    assert len(found.grid) == 1  # the plane's only direction
    assert found.points_before[:, 1] == pytest.approx(model.data.points.values)
    assert found.regions is not None and found.regions.table == "values" and len(found.regions.border) == 0


def test_five_inputs_are_seen_from_their_slice() -> None:
    plain = session(3)
    rng = np.random.default_rng(0)
    points = plain.data.points
    features = tuple(Feature(name=f"f{k}", center=float(k), scale=2.0) for k in range(5))
    points = Points(rng.normal(size=(60, 5)), points.labels, points.is_test)
    run = plain.runs[0]
    run = replace(run, model=replace(run.model, inputs=tuple(f"x{k}" for k in range(1, 6))))
    five = replace(plain, data=replace(plain.data, features=features, source=None, points=points), runs=(run,))
    found, runner = answer(five, 1, (0, 1))
    assert found.points == pytest.approx(direct(runner, points.x, 1)[:, :2])
    on_slice = slice_of(five.data, View()).to_space(found.grid_before.reshape(-1, 2))
    assert found.grid.reshape(-1, 2) == pytest.approx(direct(runner, on_slice, 1)[:, :2])


def test_without_points_there_is_still_a_grid() -> None:
    found, _ = answer(replace(empty_session()), 1, None, steps=0)
    assert len(found.points) == 0
    assert np.isfinite(found.grid).all()


def test_it_follows_the_training_and_is_done_at_rest() -> None:
    runner = Runner(session(2))
    request = HiddenRequest(1, (0, 1), slice_of(runner.session.data, View()))
    steps = []
    for _ in range(3):
        frame = runner.frame(FrameRequest(lenses=(request,)), at_rest=True)
        found = frame.answer(HiddenAnswer)
        assert found is not None and frame.is_complete
        steps.append(found.step)
        assert runner.frame(FrameRequest(lenses=(request,)), at_rest=True).answer(HiddenAnswer) is found
        runner.step(2)
    assert steps == [0, 2, 4]


def test_a_large_layer_is_computed_in_parts() -> None:
    runner = Runner(set_units(session(64, 64, 64), 0, 256, 0))
    lens = HiddenRequest(3, None, slice_of(runner.session.data, View())).lens(
        runner.session.runs[0], runner.session.data
    )
    trainer = runner._lanes[0].trainer
    assert lens.look(trainer, 0.0) is None
    assert not lens.is_done
    calls = 1
    while lens.look(trainer, 0.0) is None:
        calls += 1
    assert calls > 3
    assert lens.is_done


def test_a_layer_or_a_neuron_that_is_gone_is_no_fault() -> None:
    found, _ = answer(session(2), 7, (5, 3))
    assert found.n_units == 1


def test_numbers_that_are_not_finite_leave_room_for_the_others() -> None:
    places = np.array([[0.0, 1.0], [2.0, np.nan], [np.inf, 3.0]])
    (x0, x1), (y0, y1) = settled(places, None)
    assert x0 < 0.0 and 2.0 < x1 < 3.0
    assert y0 < 1.0 and 3.0 < y1 < 4.0


def test_a_range_stays_while_it_fits() -> None:
    places = np.array([[0.0, 0.0], [10.0, 10.0]])
    first = settled(places, None)
    assert settled(places * 0.9, first) == first
    assert settled(places * 1.2, first) != first
    assert settled(places * 0.3, first) != first
    assert settled(places * 0.3, first, (-1.0, 1.0))[0] == pytest.approx((-1.12, 1.12))

"""Exported programs do what chalknet does: the same predictions, and the same losses of the same batches."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from itertools import cycle
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from app.export.experiment import Experiment, experiment_of
from app.export.numpy_program import numpy_heading, numpy_parts
from app.export.program import script
from app.export.torch_program import torch_heading, torch_parts
from app.session.arrays import Points
from app.session.create import new_session, usual_source
from app.session.schema import Feature, Layer, Optimizer, Output, Session
from nncore import ACTIVATIONS, INITIALIZERS
from nncore.fitting import FITS
from tests.export.programs import STEPS, epochs_for, executed, expected_answers, expected_losses, session_with
from tests.session.sessions import sessions, trained

EXAMPLES = int(os.environ.get("CHALKNET_EXPORT_EXAMPLES", "5"))
FEW = 2  # steps of any session: after an update, dead neurons may stand at the very kink, where rounding decides
FORMULAS = (
    *("x", "y^2", "tanh(2x) - x^3", "log(x + 1)", "max(x, 0.5)", "1/x", "x^-1"),
    *("2^y", "exp(5x)", "x/2 - 3(y - 1)"),
)

OPTIMIZERS = (
    {"optimizer": Optimizer(name="sgd")},
    {"optimizer": Optimizer(name="sgd", momentum=0.9), "l2": 0.01},
    {"optimizer": Optimizer(name="sgd", momentum=0.8, nesterov=True), "sampling": "replacement"},
    {"optimizer": Optimizer(name="adagrad"), "l1": 0.002, "batch_size": "all"},
    {"optimizer": Optimizer(name="rmsprop", smoothing=0.85), "learning_rate": 0.01, "batch_size": 7},
    {"optimizer": Optimizer(name="adam", beta1=0.8), "learning_rate": 0.01, "l1": 0.001, "l2": 0.001},
)

Parts = Callable[[Experiment, int], list[Any]]


def _torch(experiment: Experiment, epochs: int) -> str:
    return script(torch_heading(experiment), [part for part in torch_parts(experiment, epochs) if not part.is_plot])


def _numpy(experiment: Experiment, epochs: int) -> str:
    return script(numpy_heading(experiment), [part for part in numpy_parts(experiment, epochs) if not part.is_plot])


def _compare(session: Session, write: Callable[[Experiment, int], str], tolerance: float, steps: int = STEPS) -> None:
    with np.errstate(all="ignore"):  # a program may set this for itself
        _compare_quietly(experiment_of(session), write, tolerance, steps)


def _compare_quietly(
    experiment: Experiment, write: Callable[[Experiment, int], str], tolerance: float, steps: int
) -> None:
    data = experiment.data
    before, mark, training = write(experiment, epochs_for(experiment, steps)).partition("\n# ---- Training ")
    names = executed(before)
    found = names["answers"](np.array(data.points.x))
    prediction = found if data.target else found[0]
    expected = expected_answers(experiment)
    if len(expected):
        np.testing.assert_allclose(prediction, expected, rtol=tolerance, atol=tolerance)
    losses = expected_losses(experiment, steps)
    executed(mark + training, names)
    assert len(names["losses"]) >= len(losses)
    np.testing.assert_allclose(names["losses"][: len(losses)], losses, rtol=tolerance, atol=tolerance)


def _every_kind() -> list[Any]:
    """Every output, normalizer and loss once; optimizers and activations by turns."""
    cases, rules, activations = [], cycle(OPTIMIZERS), cycle(ACTIVATIONS)
    for (kind, normalizer), losses in FITS.items():
        for loss in losses:
            rule, activation = next(rules), next(activations)
            name = rule["optimizer"].name  # type: ignore[attr-defined]
            n_classes = 3 if kind in ("per-class", "class-number") else 2
            output = Output(kind=kind, normalizer=normalizer)  # type: ignore[arg-type]
            options = {"activation": activation, "layers": (3, 2), "output": output, "loss": loss, **rule}
            options["n_classes"] = n_classes
            cases.append(pytest.param(options, id=f"{kind}-{normalizer}-{loss}-{activation}-{name}"))
    return cases


@pytest.fixture(params=["torch", "numpy"])
def writer(request: pytest.FixtureRequest) -> tuple[Callable[[Experiment, int], str], float]:
    """How a program is written, and how exactly it is to agree."""
    if request.param == "torch":
        pytest.importorskip("torch")
        return _torch, 1e-6
    return _numpy, 1e-9


@pytest.mark.parametrize("options", _every_kind())
def test_programs_train_as_chalknet_does(options: dict[str, Any], writer: Any) -> None:
    _compare(trained(session_with(**options), 25), *writer)


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_programs_begin_at_any_start(initializer: str, writer: Any) -> None:
    perceptron = Output(kind="sign")
    _compare(session_with(output=perceptron, loss="perceptron", initializer=initializer, layers=()), *writer)


def test_a_network_without_a_direction_stands_still(writer: Any) -> None:
    """All weights 0 and outputs at length 1: there is no gradient, and no infinite one either."""
    output = Output(kind="per-class", normalizer="unit-norm")
    _compare(session_with(output=output, loss="squared-error", initializer="zeros", n_classes=3), *writer)


def test_frozen_parameters_stay(writer: Any) -> None:
    session = session_with(optimizer=Optimizer(name="adam"), learning_rate=0.05)
    run = replace(trained(session, 10).runs[0], frozen=(0, 3, 7, 12))
    _compare(replace(session, runs=(run,)), *writer)


def test_formulas_are_the_same_everywhere(writer: Any) -> None:
    session = session_with(inputs=FORMULAS, learning_rate=1e-4)
    points = session.data.points
    x = points.x.copy()
    x[:3] = [[0.0, 0.0], [-1.0, 2.0], [-3.0, -900.0]]  # where some formulas have no value, or a huge one
    _compare(replace(session, data=replace(session.data, points=points.with_x(x))), *writer)


def test_standardized_columns_of_a_table(writer: Any) -> None:
    session = session_with(inputs=("x1", "x3", "x1*x2"))
    x = np.random.default_rng(0).normal(40.0, 12.0, (len(session.data.points), 3))
    features = tuple(Feature(name=name, center=40.0, scale=12.0) for name in ("age", "kg", "cm"))
    data = replace(session.data, features=features, points=session.data.points.with_x(x))
    _compare(replace(session, data=data), *writer)


def test_long_arrays_are_packed(writer: Any) -> None:
    write, tolerance = writer
    session = new_session(usual_source("spirals", points=2000), layers=[Layer(units=60), Layer(units=60)])
    assert "unpacked(" in write(experiment_of(session), 0)
    assert len(write(experiment_of(session), 0)) < 120_000
    _compare(session, write, tolerance)


def test_no_points_are_no_fault(writer: Any) -> None:
    write, _ = writer
    session = new_session(usual_source("moons", points=4))
    nothing = session.data.points.taking([])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's word about the mean of nothing
        names = executed(write(experiment_of(replace(session, data=replace(session.data, points=nothing))), 2))
    assert names["losses"] == []


@given(session=sessions())
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_any_session_as_a_program_of_numpy(session: Session) -> None:
    _compare(_tamed(session), _numpy, 1e-9, FEW)


@given(session=sessions())
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_any_session_as_a_program_of_torch(session: Session) -> None:
    pytest.importorskip("torch")
    _compare(_tamed(session), _torch, 1e-6, FEW)


def _tamed(session: Session) -> Session:
    """The session with points that are not so far away that a step of training is chaotic, nor all but at 0."""
    points = session.data.points
    values = None if points.values is None else np.round(np.clip(points.values, -10.0, 10.0), 6)
    tame = Points(np.round(np.clip(points.x, -10.0, 10.0), 6), points.labels, points.is_test, values)
    return replace(session, data=replace(session.data, points=tame))

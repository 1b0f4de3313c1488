"""Programs that are run where they stand, and what chalknet's own trainer does at the same place."""

from __future__ import annotations

import contextlib
import io
import math
from typing import Any

import numpy as np
from msgspec.structs import replace

from app.export.experiment import Experiment
from app.session.create import new_session, usual_source
from app.session.schema import Layer, Model, Output, Session, Training
from app.training.assemble import trainer
from nncore import OUTPUTS, Array

STEPS = 100


def session_with(
    *,
    activation: Any = "tanh",
    output: Output | None = None,
    inputs: tuple[str, ...] = ("x", "y"),
    n_classes: int = 2,
    layers: tuple[int, ...] = (3,),
    **training: Any,
) -> Session:
    """A small session with these parts, of blobs, or of values where the output is one."""
    output = output or Output()
    name = "hill" if output.kind == "value" else "blobs"
    source = replace(usual_source(name, points=30, seed=1), classes=0 if output.kind == "value" else n_classes)
    session = new_session(source, test_share=0.2)
    model = Model(
        inputs=inputs, layers=tuple(Layer(units=units, activation=activation) for units in layers), output=output
    )
    run = replace(session.runs[0], model=model, training=Training(**({"learning_rate": 0.05} | training)))
    return replace(session, runs=(run,))


def executed(source: str, names: dict[str, Any] | None = None) -> dict[str, Any]:
    """The names of a program after it has run, without a word and without a picture; or going on with some names."""
    names = {"__name__": "__main__"} if names is None else names
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        exec(compile(source, "exported program", "exec"), names)  # noqa: S102
    return names


def expected_losses(experiment: Experiment, steps: int = STEPS) -> list[float]:
    """The loss of each batch, as chalknet trains on; fewer where it stops for good."""
    made = trainer(experiment.run, experiment.data, experiment.state)
    losses = []
    while len(losses) < steps and made.step():
        losses.append(made.batch_loss)
    return losses


def expected_answers(experiment: Experiment) -> Array:
    """What the network says of all points: the prediction (N, O), or the value (N,) in its own unit."""
    made = trainer(experiment.run, experiment.data, experiment.state)
    from app.training.assemble import network_inputs

    data, output = experiment.data, experiment.run.model.output
    z = made.network.forward(network_inputs(data.points.x, data.features, experiment.run.model))
    prediction = OUTPUTS[output.kind].head(output.normalizer).forward(z).copy()
    if data.target:
        return np.asarray(data.target.center + data.target.scale * prediction[:, 0])
    return prediction


def epochs_for(experiment: Experiment, steps: int = STEPS) -> int:
    """So many epochs that there are so many steps."""
    if not experiment.n_train:
        return 1
    return math.ceil(steps / math.ceil(experiment.n_train / experiment.batch_size)) + 1

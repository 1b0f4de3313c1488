"""New sessions: the defaults that fit a data set, and the example that the first launch shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from app.session.edits.data import sample_data
from app.session.edits.model import usual_output
from app.session.edits.points import clear_points
from app.session.schema import (
    Data,
    DatasetName,
    Layer,
    LossName,
    Model,
    OptimizerName,
    Output,
    Run,
    Session,
    Source,
    Training,
    View,
)
from nncore import DATASETS, default_loss, plain_inputs

# On data of a blackboard's size; Adam and RMSProp set the length of a step by themselves.
USUAL_RATES: dict[OptimizerName, float] = {"sgd": 0.1, "adagrad": 0.1, "rmsprop": 0.01, "adam": 0.01}


def new_session(
    source: Source,
    *,
    test_share: float = 0.0,
    layers: Sequence[Layer] = (Layer(units=4), Layer(units=4)),
    output: Output | None = None,
    training: Training | None = None,
    title: str = "",
    notes: str = "",
) -> Session:
    """A session with one run on a fresh sample. Output and loss are the usual ones unless given."""
    data = sample_data(source, test_share)
    return session_on(data, layers=layers, output=output, training=training, title=title, notes=notes)


def session_on(
    data: Data,
    *,
    layers: Sequence[Layer] = (Layer(units=4), Layer(units=4)),
    output: Output | None = None,
    training: Training | None = None,
    title: str = "",
    notes: str = "",
) -> Session:
    """A session with one run on this data. Output and loss are the usual ones unless given."""
    output = output or usual_output(len(data.classes))
    training = training or Training(loss=cast(LossName, default_loss(output.kind, output.normalizer)))
    model = Model(inputs=plain_inputs(len(data.features)), layers=tuple(layers), output=output)
    return Session(title=title, notes=notes, data=data, runs=(Run(name="run 1", model=model, training=training),))


def usual_source(name: str, *, points: int = 200, seed: int = 0) -> Source:
    """A data set with its own usual noise and number of classes."""
    kind = DATASETS[name]
    return Source(
        name=cast(DatasetName, name), points=points, noise=kind.default_noise, classes=kind.default_classes, seed=seed
    )


def empty_session() -> Session:
    """File ▸ New: no points, two classes, a small network."""
    return replace(clear_points(new_session(usual_source("moons"))), title="")


def first_session() -> Session:
    """What the first launch shows: two moons, ready to press Play, at a speed at which one sees it learn."""
    session = new_session(usual_source("moons", points=200, seed=3), test_share=0.25)
    return replace(session, view=View(steps_per_second=200.0))

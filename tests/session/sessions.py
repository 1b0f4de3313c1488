"""Sessions of every kind, for properties that all of them have to have."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.carry import parameter_count
from app.session.create import new_session, usual_source
from app.session.edits.data import with_data
from app.session.edits.points import add_points
from app.session.schema import Data, Feature, Layer, Lesson, Optimizer, Output, Session, Training
from app.training.engines import Engines
from app.training.frames import FrameRequest
from app.training.moments import timeline_of
from app.training.runner import Runner
from nncore import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    OPTIMIZERS,
    OUTPUTS,
    available_features,
    fitting_losses,
    why_not_output,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = texts.filter(bool)


def small_session(**options: Any) -> Session:
    """Two classes, two inputs, two hidden neurons."""
    return new_session(usual_source("moons", points=20), layers=[Layer(units=2)], **options)


def trained(session: Session, steps: int, engines: Engines | None = None) -> Session:
    """The session with the state that it has after so many further steps."""
    runner = Runner(session, engines=engines)
    runner.step(steps)
    return as_saved(runner)


def as_saved(runner: Runner) -> Session:
    """The session as it stands, and as a file keeps it: what its runs remember as well, where it is to be kept."""
    frame = runner.frame(FrameRequest(), at_rest=True)
    runs = (
        replace(seen.run, timeline=timeline_of(seen.moments, seen.stride)) if seen.run.timeline else seen.run
        for seen in frame.runs
    )
    return replace(runner.session, runs=tuple(runs))


@st.composite
def outputs(draw: st.DrawFn, n_classes: int) -> tuple[Output, Any]:
    """An output for so many classes, and a loss that fits it."""
    kinds = [kind for kind in OUTPUTS if not why_not_output(kind, n_classes)]
    kind: Any = draw(st.sampled_from(kinds))
    normalizer: Any = draw(st.sampled_from(("none", "softmax", "unit-norm"))) if kind == "per-class" else "none"
    loss = draw(st.sampled_from(fitting_losses(kind, normalizer)))
    return Output(kind=kind, normalizer=normalizer), loss


@st.composite
def trainings(draw: st.DrawFn, loss: Any) -> Training:
    """Training options with this loss."""
    share = st.floats(0.0, 0.99)
    return Training(
        loss=loss,
        optimizer=Optimizer(
            name=draw(st.sampled_from(tuple(OPTIMIZERS))),
            momentum=draw(st.just(0.0) | share),
            nesterov=False,
            smoothing=draw(share),
            beta1=draw(share),
        ),
        learning_rate=draw(st.floats(1e-6, 1.0)),
        batch_size=draw(st.integers(1, 40) | st.just("all")),
        sampling=draw(st.sampled_from(("shuffle", "replacement"))),
        l1=draw(st.floats(0.0, 0.1)),
        l2=draw(st.floats(0.0, 0.1)),
        initializer=draw(st.sampled_from(tuple(INITIALIZERS))),
        seed=draw(st.integers(0, 2**53)),
        stop_epoch=draw(st.none() | st.integers(1, 1000)),
        stop_accuracy=draw(st.none() | st.floats(0.5, 1.0)),
    )


@st.composite
def tables(draw: st.DrawFn, data: Data) -> Data:
    """The same points with more columns than can be drawn."""
    more = draw(st.integers(1, 3))
    scales = st.floats(0.1, 10.0)
    features = tuple(Feature(name=f"column {k}", center=float(k), scale=draw(scales)) for k in range(more))
    points = data.points
    x = np.hstack((points.x, np.random.default_rng(0).normal(size=(len(points), more))))
    return replace(data, features=(*data.features, *features), points=points.with_x(x), source=None)


@st.composite
def sessions(draw: st.DrawFn, *, max_steps: int = 5) -> Session:
    """A valid session with one to three runs, some of them trained a little."""
    kind = DATASETS[draw(st.sampled_from(tuple(DATASETS)))]
    source = replace(
        usual_source(kind.name, points=draw(st.integers(1, 30)), seed=draw(st.integers(0, 99))),
        classes=draw(st.integers(kind.min_classes, min(kind.max_classes, 4))),
        noise=draw(st.floats(0.0, 1.0)),
    )
    session = new_session(source, test_share=draw(st.sampled_from((0.0, 0.3))), title=draw(texts), notes=draw(texts))
    if draw(st.booleans()):
        session = with_data(session, draw(tables(session.data)))
    if draw(st.booleans()):
        corner = [[draw(st.floats(-1e6, 1e6)) for _ in session.data.features]]
        session = add_points(session, corner, 0, is_test=draw(st.booleans()), values=draw(st.floats(-1e6, 1e6)))
    runs = []
    for number in range(draw(st.integers(1, 3))):
        output, loss = draw(outputs(len(session.data.classes)))
        units = draw(st.lists(st.integers(1, 4), max_size=3))
        activation: Any = st.sampled_from(tuple(ACTIVATIONS))
        possible: Any = (*available_features(len(session.data.features)), "tanh(2x) - x^3", "log(x + 1)")
        model = replace(
            session.runs[0].model,
            inputs=tuple(draw(st.lists(st.sampled_from(possible), min_size=1, max_size=4, unique=True))),
            layers=tuple(Layer(units=n, activation=draw(activation)) for n in units),
            output=output,
        )
        run = replace(session.runs[0], name=f"run {number}", model=model, training=draw(trainings(loss)))
        places = st.integers(0, parameter_count(run, session.data) - 1)
        runs.append(replace(run, frozen=tuple(sorted(draw(st.sets(places, max_size=3))))))
    session = replace(
        session,
        runs=tuple(runs),
        view=replace(session.view, run=draw(st.integers(0, len(runs) - 1)), log_loss=draw(st.booleans())),
        lesson=draw(st.none() | st.builds(Lesson, text=texts, locked=st.tuples(names), question=texts)),
    )
    return trained(session, draw(st.integers(1, max_steps))) if draw(st.booleans()) else session

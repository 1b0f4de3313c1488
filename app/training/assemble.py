"""From the session's structs to nncore's objects, and back."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from app.session.arrays import Floats, Numbers
from app.session.carry import fresh_network, fresh_optimizer, generator_from, initial_state, seeded
from app.session.schema import Data, Feature, Generator, History, LossFrom, LossName, Model, Run, State, Trace
from nncore import (
    LOSSES,
    OUTPUTS,
    Checkpoint,
    EngineMaker,
    EngineName,
    Path,
    Penalty,
    Sampler,
    SamplerState,
    Samples,
    Series,
    Trainer,
    expand,
)
from nncore import History as CoreHistory


def network_inputs(x: Floats, features: tuple[Feature, ...], model: Model) -> Floats:
    """What the network is given for points x (N, D) in the units of the axes: (N, I)."""
    center = np.array([feature.center for feature in features])
    scale = np.array([feature.scale for feature in features])
    return expand((x - center) / scale, model.inputs)


def samples(run: Run, data: Data, chosen: Any) -> Samples:
    """The chosen points as the run's trainer wants them: inputs, targets for its loss, class numbers.

    Values are standardized by the target's center and scale.
    """
    points = data.points.taking(chosen)
    output, target = OUTPUTS[run.model.output.kind], data.target
    answers = points.answers
    if target is not None:
        answers = (answers - target.center) / target.scale
    return Samples(
        inputs=network_inputs(points.x, data.features, run.model),
        targets=output.targets(answers, len(data.classes), run.training.loss),
        labels=points.labels,
    )


def trainer(
    run: Run,
    data: Data,
    state: State | None = None,
    history: History | None = None,
    path: Path | None = None,
    engine: EngineMaker | None = None,
) -> Trainer:
    """A trainer that stands where the state says, its curves so far in the history; without them, at its start.

    Raises: Unsupported if the engine can't train it.
    """
    options = run.training
    network = fresh_network(run, data)
    rule = fresh_optimizer(options)
    kind = OUTPUTS[run.model.output.kind]
    train = samples(run, data, ~data.points.is_test)
    test = samples(run, data, data.points.is_test) if data.points.is_test.any() else None
    batch_size = None if options.batch_size == "all" else options.batch_size
    start = state or initial_state(run, data)
    curves = _core_history(history)
    curves.note_loss(start.step, options.loss)
    return Trainer(
        network,
        kind.head(run.model.output.normalizer),
        LOSSES[options.loss](),
        rule,
        Sampler(len(train.labels), batch_size, seeded(options.seed, 1), options.sampling == "replacement"),
        train,
        test,
        decide=kind.decide,
        n_classes=len(data.classes),
        penalty=Penalty(options.l1, options.l2, mask=network.weight_mask),
        frozen=_mask(run.frozen, network.n_parameters),
        history=curves,
        path=path,
        checkpoint=checkpoint_from(start, rule.n_slots),
        engine=engine,
    )


def state_from(checkpoint: Checkpoint, engine: EngineName | None = None) -> State:
    """A moment of a run, as the session keeps it; engine: who made its steps."""
    generator: Generator = generator_from(checkpoint.sampler.bit_generator_state)
    return State(
        step=checkpoint.step,
        epoch=checkpoint.sampler.epoch,
        position=checkpoint.sampler.position,
        updates=checkpoint.updates,
        generator=generator,
        parameters=Numbers(checkpoint.parameters),
        slots=tuple(Numbers(slot) for slot in checkpoint.slots),
        engine=engine,
    )


def history_of(trainer: Trainer) -> History:
    """The trainer's curves, as the session keeps them."""
    return _kept(trainer.history)


def history_until(history: History, state: State) -> History:
    """The curves as they were in an earlier state, as far as they are kept."""
    curves = _core_history(history)
    curves.rewind(state.step)
    curves.epochs.cut("epoch", state.epoch)
    return _kept(curves)


def _mask(places: tuple[int, ...], n: int) -> NDArray[np.bool_] | None:
    """(n,): True at these places; None where there are none."""
    if not places:
        return None
    mask = np.zeros(n, dtype=np.bool_)
    mask[list(places)] = True
    return mask


def _kept(curves: CoreHistory) -> History:
    losses = tuple(LossFrom(step=step, loss=cast(LossName, name)) for step, name in curves.losses)
    return History(steps=_trace(curves.steps), epochs=_trace(curves.epochs), losses=losses)


def _trace(series: Series) -> Trace:
    return Trace(columns=series.columns, stride=series.stride, rows=Numbers(series.array()))


def checkpoint_from(state: State, n_slots: int) -> Checkpoint:
    """A state that the session keeps, as a moment of a run whose optimizer has so many slots; their arrays are shared
    where they can be.
    """
    generator, parameters = state.generator, state.parameters.array
    return Checkpoint(
        step=state.step,
        parameters=parameters,
        slots=np.array([slot.array for slot in state.slots] or np.zeros((n_slots, parameters.size))),
        updates=state.updates,
        sampler=SamplerState(
            bit_generator_state={
                "bit_generator": "PCG64",
                "state": {"state": int(generator.state), "inc": int(generator.inc)},
                "has_uint32": generator.has_uint32,
                "uinteger": generator.uinteger,
            },
            position=state.position,
            epoch=state.epoch,
        ),
    )


def _core_history(history: History | None) -> CoreHistory:
    result = CoreHistory()
    if history:
        result.steps = _series(history.steps, result.steps)
        result.epochs = _series(history.epochs, result.epochs)
        result.losses = [(known.step, known.loss) for known in history.losses]
    return result


def _series(trace: Trace, like: Series) -> Series:
    rows = trace.rows.array.reshape(-1, len(trace.columns))
    return Series.from_array(trace.columns, rows, trace.stride, like.capacity)

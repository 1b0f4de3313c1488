"""What survives a change: a run's state carried from one session to the next.

Adding or removing a neuron, a layer, an input or a class keeps every weight that still has a place: inputs are told
apart by name, hidden layers by their key, neurons by their place in the layer, output neurons by class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from app.session.arrays import Floats, Numbers
from app.session.schema import Data, Generator, Model, Run, Session, State, Training
from nncore import OPTIMIZERS, OUTPUTS, Optimizer, Sequential, build_network, parse_formula


class Axis(NamedTuple):
    """The neurons on one side of a weight matrix, by names that tell whether two networks mean the same ones."""

    place: str
    names: tuple[str, ...]


def axes(run: Run, data: Data) -> list[Axis]:
    """Inputs, hidden layers and output of a run, in order."""
    model = run.model
    units = OUTPUTS[model.output.kind].units(len(data.classes))
    outputs = tuple(info.name for info in data.classes) if units > 1 else ("output",)
    hidden = [
        Axis(f"hidden {key}", tuple(f"neuron {unit}" for unit in range(layer.units)))
        for key, layer in zip(layer_keys(model), model.layers, strict=True)
    ]
    return [Axis("inputs", tuple(map(_meaning, model.inputs))), *hidden, Axis("output", outputs)]


@lru_cache(maxsize=1024)
def _meaning(formula: str) -> str:
    """The same text for all ways to write an input."""
    return str(parse_formula(formula).tree)


def only_points_differ(old: Session, new: Session) -> bool:
    """Whether an edit has left alone what points, inputs, classes and networks are, as most do that a hand makes."""
    before, after = old.data, new.data
    return old.runs is new.runs and (before.task, before.features, before.classes, before.target) == (
        after.task, after.features, after.classes, after.target,
    )  # fmt: skip


def layer_keys(model: Model) -> tuple[int, ...]:
    """What tells the hidden layers apart, whatever order they stand in."""
    return tuple(number if layer.key is None else layer.key for number, layer in enumerate(model.layers))


def parameter_count(run: Run, data: Data) -> int:
    """How many weights and biases the run's network has."""
    sizes = [len(axis.names) for axis in axes(run, data)]
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


def seeded(seed: int, stream: int, *more: int) -> np.random.Generator:
    """A random generator for one purpose of a run (0: initial weights, 1: order of the samples)."""
    return np.random.Generator(np.random.PCG64([seed, stream, *more]))


def fresh_network(run: Run, data: Data) -> Sequential:
    """The run's network at its start, raw outputs last; the same for the same seed."""
    model, training = run.model, run.training
    return build_network(
        len(model.inputs),
        [(layer.units, layer.activation) for layer in model.layers],
        OUTPUTS[model.output.kind].units(len(data.classes)),
        initializer=training.initializer,
        rng=seeded(training.seed, 0),
    )


def fresh_optimizer(options: Training) -> Optimizer:
    """The optimizer with the numbers that its rule uses."""
    chosen = options.optimizer
    numbers: dict[str, dict[str, Any]] = {
        "sgd": {"momentum": chosen.momentum, "nesterov": chosen.nesterov and chosen.momentum > 0.0},
        "adagrad": {},
        "rmsprop": {"smoothing": chosen.smoothing},
        "adam": {"beta1": chosen.beta1, "beta2": chosen.beta2},
    }
    return OPTIMIZERS[chosen.name](options.learning_rate, **numbers[chosen.name])


def generator_state(generator: np.random.Generator) -> Generator:
    """The state of a PCG64 generator as a struct."""
    return generator_from(generator.bit_generator.state)


def generator_from(state: Mapping[str, Any]) -> Generator:
    """NumPy's dictionary of a PCG64 state as a struct."""
    return Generator(
        state=str(state["state"]["state"]),
        inc=str(state["state"]["inc"]),
        has_uint32=state["has_uint32"],
        uinteger=state["uinteger"],
    )


def initial_state(run: Run, data: Data) -> State:
    """The state at step 0."""
    return State(
        generator=generator_state(seeded(run.training.seed, 1)),
        parameters=Numbers(fresh_network(run, data).parameters),
    )


def first_state(run: Run, data: Data) -> State:
    """Where a run of a file stands. One that has not begun, with other weights than its seed gives, starts there."""
    state = run.state or initial_state(run, data)
    if state.step or state.start is not None or _is_untouched(state, run, data):
        return state
    return replace(state, start=state.parameters)


def restarted(state: State, run: Run, data: Data) -> State:
    """The state at step 0 again, but for what is frozen: that stays as it is."""
    start = initial_state(run, data)
    if state.start is not None:
        start = replace(start, parameters=state.start, start=state.start)
    if not run.frozen:
        return start
    parameters, places = start.parameters.array.copy(), list(run.frozen)
    parameters[places] = state.parameters.array[places]
    return replace(start, parameters=Numbers(parameters))


def same_structure(old: Run, old_data: Data, new: Run, new_data: Data) -> bool:
    """Whether the same parameter vector fits both, each number meaning the same neuron."""
    return axes(old, old_data) == axes(new, new_data)


def same_order(old: Run, old_data: Data, new: Run, new_data: Data) -> bool:
    """Whether the order of the samples in an epoch of the one means something for the other."""
    return _order(old, old_data) == _order(new, new_data)


def carry_over(state: State, old: Run, old_data: Data, new: Run, new_data: Data) -> State:
    """The state with which the new run goes on where the old one stood.

    Parameters without a place in the old network are taken from the new run's own remembered state, where it has
    one (so undoing the removal of a neuron brings its weights back), else from the new run's initial weights.
    Before the first step nothing has been learned: a change of network, initializer or seed then gives the new start,
    unless weights were set by hand. A start that was set by hand is one no longer with another initializer or seed.
    """
    before, after = axes(old, old_data), _renamed(axes(old, old_data), axes(new, new_data))
    if state.step == 0 and (before != after or _start(old) != _start(new)) and _is_untouched(state, old, old_data):
        return initial_state(new, new_data)
    if before != after:
        remembered = new.state if new.state and len(new.state.parameters) == parameter_count(new, new_data) else None
        fresh = fresh_network(new, new_data).parameters
        base = remembered.parameters.array if remembered else fresh
        parameters = Numbers(transplant(state.parameters.array, before, base, after))
        if state.start is not None:
            base_start = remembered.start.array if remembered and remembered.start is not None else fresh
            state = replace(state, start=Numbers(transplant(state.start.array, before, base_start, after)))
        nothing = np.zeros(len(base))
        slots = tuple(Numbers(transplant(slot.array, before, nothing, after)) for slot in state.slots)
        state = replace(state, parameters=parameters, slots=slots)
    if _start(old) != _start(new):
        state = replace(state, start=None)
    if old.training.optimizer.name != new.training.optimizer.name:
        state = replace(state, slots=(), updates=0)
    elif len(state.slots) != fresh_optimizer(new.training).n_slots:
        state = replace(state, slots=())  # momentum was switched on or off: the velocity starts at 0
    if not same_order(old, old_data, new, new_data):
        # The order of the present epoch means nothing any more: the next one starts here.
        generator = generator_state(seeded(new.training.seed, 1, state.step))
        state = replace(state, generator=generator, position=0)
    return state


def carry_frozen(old: Run, old_data: Data, new: Run, new_data: Data) -> tuple[int, ...]:
    """Which parameters of the new run are frozen: those that were in the old one, and still have a place."""
    if not old.frozen:
        return ()
    mask = np.zeros(parameter_count(old, old_data))
    mask[list(old.frozen)] = 1.0
    before = axes(old, old_data)
    after = _renamed(before, axes(new, new_data))
    carried = transplant(mask, before, np.zeros(parameter_count(new, new_data)), after)
    return tuple(np.flatnonzero(carried).tolist())


def carry_session(states: Sequence[State], old: Session, new: Session) -> tuple[State, ...]:
    """A state for each run of the new session: carried over by number, or fresh for runs that are new."""
    return tuple(
        carry_over(states[number], old.runs[number], old.data, run, new.data)
        if number < len(states)
        else first_state(run, new.data)
        for number, run in enumerate(new.runs)
    )


def transplant(source: Floats, before: Sequence[Axis], base: Floats, after: Sequence[Axis]) -> Floats:
    """A copy of base (the layout of `after`) with every number of source (the layout of `before`) that has a place."""
    result = base.copy()
    old_blocks = _blocks(before)
    start = 0
    for fan_in, fan_out in pairwise(after):
        n_in, n_out = len(fan_in.names), len(fan_out.names)
        weights = result[start : start + n_in * n_out].reshape(n_in, n_out)
        bias = result[start + n_in * n_out : start + (n_in + 1) * n_out]
        start += (n_in + 1) * n_out
        if fan_out.place not in old_blocks:
            continue
        old_start, old_in, old_out = old_blocks[fan_out.place]
        old_n_in, old_n_out = len(old_in.names), len(old_out.names)
        old_bias = source[old_start + old_n_in * old_n_out : old_start + (old_n_in + 1) * old_n_out]
        columns, old_columns = _shared(fan_out, old_out)
        bias[columns] = old_bias[old_columns]
        if fan_in.place == old_in.place:
            rows, old_rows = _shared(fan_in, old_in)
            old_weights = source[old_start : old_start + old_n_in * old_n_out].reshape(old_n_in, old_n_out)
            weights[np.ix_(rows, columns)] = old_weights[np.ix_(old_rows, old_columns)]
    return result


def _blocks(layout: Sequence[Axis]) -> dict[str, tuple[int, Axis, Axis]]:
    """By the place of a layer's outputs: where its numbers start, its inputs, its outputs."""
    blocks, start = {}, 0
    for fan_in, fan_out in pairwise(layout):
        blocks[fan_out.place] = (start, fan_in, fan_out)
        start += (len(fan_in.names) + 1) * len(fan_out.names)
    return blocks


def _shared(new: Axis, old: Axis) -> tuple[list[int], list[int]]:
    """The positions in both of the names that both have."""
    places = {name: position for position, name in enumerate(old.names)}
    pairs = [(position, places[name]) for position, name in enumerate(new.names) if name in places]
    return [new_at for new_at, _ in pairs], [old_at for _, old_at in pairs]


def _renamed(before: Sequence[Axis], after: Sequence[Axis]) -> list[Axis]:
    """The new layout, with the old names of classes where classes were only renamed."""
    old, new = before[-1], after[-1]
    if len(old.names) == len(new.names):
        return [*after[:-1], old]
    return list(after)


def _is_untouched(state: State, run: Run, data: Data) -> bool:
    """Whether these are the weights that the run was given at its start."""
    return np.array_equal(state.parameters.array, fresh_network(run, data).parameters)


def _start(run: Run) -> tuple[object, ...]:
    """What the first weights depend on, apart from the network's structure."""
    return run.training.initializer, run.training.seed


def _order(run: Run, data: Data) -> tuple[object, ...]:
    """What the order of the samples in an epoch depends on."""
    training_points = len(data.points) - int(data.points.is_test.sum())
    return run.training.batch_size, run.training.sampling, training_points

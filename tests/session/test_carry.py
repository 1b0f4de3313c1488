"""Adding or removing a neuron, a layer, an input or a class keeps every number that still has a place."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec.structs import replace

from app.session.arrays import Numbers
from app.session.carry import carry_over, fresh_network, initial_state, only_points_differ, parameter_count
from app.session.create import new_session, usual_source
from app.session.edits.data import add_class, remove_class, rename_class
from app.session.edits.model import add_layer, remove_layer, set_inputs, set_units
from app.session.edits.points import add_points, delete_points
from app.session.edits.training import set_optimizer, set_training
from app.session.schema import Layer, Output, Session, State
from nncore import Linear
from tests.session.sessions import small_session, trained

Layers = list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]


def layers_of(session: Session, parameters: Numbers) -> Layers:
    """(weights (I, O), bias (O,)) of each layer of the first run."""
    network = fresh_network(session.runs[0], session.data)
    network.parameters[:] = parameters.array
    return [(module.weights.copy(), module.bias.copy()) for module in network.modules if isinstance(module, Linear)]


def counted(session: Session) -> State:
    """A state whose parameters are 1, 2, 3, …, all different."""
    run = session.runs[0]
    count = parameter_count(run, session.data)
    return replace(initial_state(run, session.data), parameters=Numbers(np.arange(1.0, count + 1.0)), step=7)


def carried(old: Session, new: Session) -> tuple[Layers, Layers, Layers]:
    """Layers before, layers after, and those of a fresh network of the new form."""
    state = counted(old)
    after = carry_over(state, old.runs[0], old.data, new.runs[0], new.data)
    fresh = initial_state(new.runs[0], new.data)
    assert after.step == 7
    assert len(after.parameters) == parameter_count(new.runs[0], new.data)
    return (
        layers_of(old, state.parameters),
        layers_of(new, after.parameters),
        layers_of(new, fresh.parameters),
    )


def three_layers() -> Session:
    return new_session(
        usual_source("blobs", points=30),
        layers=[Layer(units=2), Layer(units=3)],
        output=Output(kind="per-class", normalizer="softmax"),
    )


def test_a_neuron_more() -> None:
    old = three_layers()
    before, after, fresh = carried(old, set_units(old, 0, 3))
    assert np.array_equal(after[0][0][:, :2], before[0][0])
    assert np.array_equal(after[0][1][:2], before[0][1])
    assert np.array_equal(after[1][0][:2], before[1][0])
    assert np.array_equal(after[1][1], before[1][1])
    assert np.array_equal(after[2][0], before[2][0])
    assert np.array_equal(after[0][0][:, 2], fresh[0][0][:, 2])
    assert np.array_equal(after[1][0][2], fresh[1][0][2])


def test_a_neuron_less() -> None:
    old = three_layers()
    before, after, _ = carried(old, set_units(old, 1, 2))
    assert np.array_equal(after[0][0], before[0][0])
    assert np.array_equal(after[1][0], before[1][0][:, :2])
    assert np.array_equal(after[1][1], before[1][1][:2])
    assert np.array_equal(after[2][0], before[2][0][:2])
    assert np.array_equal(after[2][1], before[2][1])


def test_a_layer_more() -> None:
    old = three_layers()
    before, after, fresh = carried(old, add_layer(old))
    for number in (0, 1):
        assert np.array_equal(after[number][0], before[number][0])
    assert np.array_equal(after[2][0], fresh[2][0])
    assert np.array_equal(after[3][0], fresh[3][0]), "the output's weights have other neurons in front of them now"
    assert np.array_equal(after[3][1], before[2][1]), "but its biases are those of the same classes"


def test_a_layer_less() -> None:
    old = three_layers()
    before, after, fresh = carried(old, remove_layer(old))
    assert np.array_equal(after[0][0], before[0][0])
    assert np.array_equal(after[1][0], fresh[1][0])
    assert np.array_equal(after[1][1], before[2][1])


def test_an_input_more_and_one_less() -> None:
    old = three_layers()
    before, after, fresh = carried(old, set_inputs(old, ("x*y", "y")))
    assert np.array_equal(after[0][0][1], before[0][0][1])
    assert np.array_equal(after[0][0][0], fresh[0][0][0])
    assert np.array_equal(after[0][1], before[0][1])
    assert np.array_equal(after[1][0], before[1][0])


def test_a_class_more() -> None:
    old = three_layers()
    before, after, fresh = carried(old, add_class(old))
    assert np.array_equal(after[2][0][:, :3], before[2][0])
    assert np.array_equal(after[2][1][:3], before[2][1])
    assert np.array_equal(after[2][0][:, 3], fresh[2][0][:, 3])


def test_the_middle_class_less() -> None:
    old = three_layers()
    before, after, _ = carried(old, remove_class(old, 1))
    assert np.array_equal(after[2][0], before[2][0][:, [0, 2]])
    assert np.array_equal(after[2][1], before[2][1][[0, 2]])


def test_renamed_classes_keep_their_neurons() -> None:
    old = three_layers()
    before, after, _ = carried(old, rename_class(old, 1, "something else"))
    assert np.array_equal(after[2][0], before[2][0])


def test_state_vectors_of_the_optimizer_move_with_their_weights() -> None:
    old = trained(set_optimizer(three_layers(), name="adam"), 5)
    new = set_units(old, 0, 3)
    state = old.runs[0].state
    assert state and len(state.slots) == 2
    after = carry_over(state, old.runs[0], old.data, new.runs[0], new.data)
    for slot, carried_slot in zip(state.slots, after.slots, strict=True):
        before_layers, after_layers = layers_of(old, slot), layers_of(new, carried_slot)
        assert np.array_equal(after_layers[0][0][:, :2], before_layers[0][0])
        assert not after_layers[0][0][:, 2].any()


def test_weights_come_back_with_undo() -> None:
    """A removed neuron's weights are taken from the remembered session, where its structure is wanted again."""
    old = trained(three_layers(), 5)
    smaller = set_units(old, 1, 2)
    state = old.runs[0].state
    assert state
    less = carry_over(state, old.runs[0], old.data, smaller.runs[0], smaller.data)
    back = carry_over(less, smaller.runs[0], smaller.data, old.runs[0], old.data)
    assert back.parameters == state.parameters


def test_learning_rate_loss_and_moved_points_keep_the_place_in_the_epoch() -> None:
    session = trained(set_training(small_session(), batch_size=3), 2)
    state = session.runs[0].state
    assert state and state.position == 6
    other = set_training(session, learning_rate=0.5)
    assert carry_over(state, session.runs[0], session.data, other.runs[0], other.data) == state


def test_another_number_of_points_or_batch_size_begins_an_epoch() -> None:
    session = trained(set_training(small_session(), batch_size=3), 2)
    state = session.runs[0].state
    assert state
    for new in (
        add_points(session, [[0.0, 0.0]], 0),
        delete_points(session, np.array([3])),
        set_training(session, batch_size=4),
        set_training(session, sampling="replacement"),
    ):
        after = carry_over(state, session.runs[0], session.data, new.runs[0], new.data)
        assert after.position == 0
        assert after.parameters == state.parameters
        assert (after.step, after.epoch) == (state.step, state.epoch)


def test_another_optimizer_starts_its_own_state() -> None:
    session = trained(set_optimizer(small_session(), name="adam"), 3)
    state = session.runs[0].state
    assert state
    other = set_optimizer(session, name="rmsprop")
    after = carry_over(state, session.runs[0], session.data, other.runs[0], other.data)
    assert (after.slots, after.updates) == ((), 0)
    assert after.parameters == state.parameters


def test_same_seed_same_start() -> None:
    session = small_session()
    assert initial_state(session.runs[0], session.data) == initial_state(session.runs[0], session.data)
    other = set_training(session, seed=1)
    assert initial_state(session.runs[0], session.data) != initial_state(other.runs[0], other.data)


def test_points_are_told_from_what_networks_and_words_are_made_of() -> None:
    old = three_layers()
    assert only_points_differ(old, old)
    assert only_points_differ(old, add_points(old, [[0.5, 0.5]], 0))
    assert only_points_differ(old, delete_points(old, [0, 1]))
    first, second = old.data.features
    for edited in (
        replace(old, data=replace(old.data, features=(replace(first, name="height"), second))),
        rename_class(old, 0, "cats"),
        add_class(old),
        add_layer(old),
        set_inputs(old, ["x", "y", "xy"]),
        set_training(old, seed=old.runs[0].training.seed + 1),
    ):
        assert not only_points_differ(old, edited)

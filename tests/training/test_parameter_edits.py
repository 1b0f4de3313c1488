"""Weights set by hand: sent to the training, undone one by one, never undoing what was learned since."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.document import Document
from app.session.arrays import Numbers
from app.session.carry import carry_over, initial_state, parameter_count
from app.session.create import first_session
from app.session.edits import EditError
from app.session.edits.model import delete_layer, insert_layer, move_layer, set_frozen, set_units
from app.session.edits.parameters import parameter_edit
from app.session.edits.points import add_points
from app.session.edits.training import set_training
from app.session.schema import Layer, Session
from app.training.frames import FrameRequest
from app.training.runner import Runner


def parameters_of(runner: Runner) -> np.ndarray:
    state = runner.frame(FrameRequest(metrics=False)).shown_run.run.state
    assert state is not None
    return state.parameters.array


class Station:
    """A document and a runner that follows it, as window and worker do; here with nothing in between."""

    def __init__(self) -> None:
        self.document = Document(first_session())
        self.runner = Runner(self.document.session)
        self.document.session_changed.connect(self._on_changed)
        self.document.parameters_changed.connect(self.runner.apply)
        self.document.checkpointed = self._checkpointed

    def _on_changed(self, _old: Session, new: Session) -> None:
        self.runner.apply(new)

    def _checkpointed(self, session: Session) -> Session:
        shown = self.runner.frame(FrameRequest(metrics=False)).runs
        runs = zip(session.runs, shown, strict=True)
        return replace(session, runs=tuple(replace(run, state=frame.run.state) for run, frame in runs))

    @property
    def parameters(self) -> np.ndarray:
        return parameters_of(self.runner)


@pytest.fixture
def station(qapp) -> Station:
    return Station()


def test_only_the_chosen_parameter_is_set(station: Station) -> None:
    station.runner.step(10)
    before = station.parameters.copy()
    station.document.set_parameters("Set weight", 0, [3], 1.5)
    assert station.parameters[3] == 1.5
    np.testing.assert_array_equal(np.delete(station.parameters, 3), np.delete(before, 3))
    assert station.document.undo_text == "Set weight"
    assert station.document.is_dirty


def test_undo_sets_it_back_and_leaves_the_others_where_training_took_them(station: Station) -> None:
    document = station.document
    old = station.parameters[3]
    document.set_parameters("Set weight", 0, [3], 1.5)
    station.runner.step(5)
    trained = station.parameters.copy()
    document.undo()
    assert station.parameters[3] == old
    np.testing.assert_array_equal(np.delete(station.parameters, 3), np.delete(trained, 3))
    document.redo()
    assert station.parameters[3] == 1.5


def test_a_drag_is_one_step_of_undo(station: Station) -> None:
    document, gesture = station.document, object()
    before = station.parameters[[3, 4]].copy()
    document.set_parameters("Drag", 0, [3], 1.0, gesture)
    document.set_parameters("Drag", 0, [3, 4], [2.0, 3.0], gesture)
    assert station.parameters[[3, 4]].tolist() == [2.0, 3.0]
    document.undo()
    np.testing.assert_array_equal(station.parameters[[3, 4]], before)
    assert not document.undo_text
    document.redo()
    assert station.parameters[[3, 4]].tolist() == [2.0, 3.0]


def test_a_canceled_drag_leaves_nothing(station: Station) -> None:
    gesture, before = object(), station.parameters.copy()
    station.document.set_parameters("Drag", 0, [0], 9.0, gesture)
    station.document.cancel(gesture)
    np.testing.assert_array_equal(station.parameters, before)
    assert not station.document.undo_text


def test_among_other_edits_each_undo_takes_back_its_own(station: Station) -> None:
    document = station.document
    start = station.parameters.copy()
    document.set_parameters("First", 0, [0], 5.0)
    document.apply("Add point", lambda session: add_points(session, [[0.0, 0.0]], 0))
    document.set_parameters("Second", 0, [1], 6.0)
    document.undo()
    assert station.parameters[:2].tolist() == [5.0, start[1]]
    document.undo()
    assert station.parameters[0] == 5.0
    document.undo()
    np.testing.assert_array_equal(station.parameters, start)
    for _ in range(3):
        document.redo()
    assert station.parameters[:2].tolist() == [5.0, 6.0]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2e6])
def test_an_impossible_value_changes_nothing(station: Station, value: float) -> None:
    session = station.document.session
    with pytest.raises(EditError, match="number between"):
        station.document.set_parameters("Set weight", 0, [0], value)
    assert station.document.session is session
    assert not station.document.undo_text


def test_edits_follow_each_other_as_one() -> None:
    session = first_session()
    state = initial_state(session.runs[0], session.data)
    first = parameter_edit(state, 0, [1, 2], [10.0, 20.0])
    second = parameter_edit(first.applied(state), 0, [2, 3], [30.0, 40.0])
    both = second.following(first)
    assert both.applied(state) == second.applied(first.applied(state))
    assert both.reversed.applied(both.applied(state)) == replace(state, start=state.parameters), "its start, by hand"


def test_weights_set_before_the_first_step_survive_a_change_of_the_network(station: Station) -> None:
    station.document.set_parameters("Set weight", 0, [0], 7.0)
    station.document.apply("Neuron", lambda session: set_units(session, 0, 5))
    assert station.parameters[0] == 7.0


def test_a_reset_forgets_them_but_for_those_of_the_start(station: Station) -> None:
    seeded, start = station.parameters.copy(), station.parameters.copy()
    station.document.set_parameters("Set weight", 0, [0], 7.0)
    start[0] = 7.0
    station.runner.step(3)
    station.document.set_parameters("Set weight", 0, [1], 8.0)
    station.runner.step(1)
    station.runner.reset()
    np.testing.assert_array_equal(station.parameters, start)
    station.runner.step(2)
    station.document.undo()
    station.document.undo()
    station.runner.reset()
    np.testing.assert_array_equal(station.parameters, seeded)


class TestFrozen:
    def test_training_leaves_them_alone(self, station: Station) -> None:
        station.document.apply("Freeze", lambda session: set_frozen(session, [0, 5], True))
        before = station.parameters.copy()
        station.runner.step(20)
        moved = station.parameters != before
        assert not moved[[0, 5]].any()
        assert moved[[1, 2, 3, 4]].all()

    def test_a_reset_leaves_them_too(self, station: Station) -> None:
        start = station.parameters.copy()
        station.document.set_parameters("Set weight", 0, [0], 2.0)
        station.document.apply("Freeze", lambda session: set_frozen(session, [0], True))
        station.runner.step(5)
        station.runner.reset()
        assert station.parameters[0] == 2.0
        np.testing.assert_array_equal(station.parameters[1:], start[1:])

    def test_they_can_still_be_set_by_hand(self, station: Station) -> None:
        station.document.apply("Freeze", lambda session: set_frozen(session, [0], True))
        station.document.set_parameters("Set weight", 0, [0], 2.0)
        station.runner.step(5)
        assert station.parameters[0] == 2.0

    def test_frozen_stay_the_same_weights_when_the_network_changes(self) -> None:
        session = first_session()  # 2-4-4-1
        weight_to_the_fourth = 3  # weights (2, 4) row by row, then the biases
        session = set_frozen(session, [weight_to_the_fourth, 8], True)
        wider = set_units(session, 0, 5)
        assert wider.runs[0].frozen == (3, 10)
        assert set_units(wider, 0, 3).runs[0].frozen == (6,)

    def test_places_outside_are_refused(self) -> None:
        with pytest.raises(EditError, match="parameters 0 to"):
            set_frozen(first_session(), [1000], True)

    def test_freezing_twice_is_no_edit(self) -> None:
        session = set_frozen(first_session(), [1], True)
        assert set_frozen(session, [1], True) is session
        assert set_frozen(session, [1], False).runs[0].frozen == ()


class TestLayers:
    """Weights between layers that still follow each other go with them."""

    def trained(self) -> tuple[Session, Numbers]:
        session = set_training(first_session(), 0, seed=4)
        model = replace(session.runs[0].model, layers=(Layer(units=2), Layer(units=3), Layer(units=4)))
        session = replace(session, runs=(replace(session.runs[0], model=model),))
        n = parameter_count(session.runs[0], session.data)
        return session, Numbers(np.arange(1.0, n + 1.0))

    def carried(self, old: Session, numbers: Numbers, new: Session) -> np.ndarray:
        state = replace(initial_state(old.runs[0], old.data), parameters=numbers, step=1)
        return carry_over(state, old.runs[0], old.data, new.runs[0], new.data).parameters.array

    def test_an_inserted_layer_leaves_the_blocks_before_and_behind_it(self) -> None:
        old, numbers = self.trained()  # 2-2-3-4-1: blocks of 6, 9, 16 and 5 numbers
        new = insert_layer(old, 1)
        assert [layer.units for layer in new.runs[0].model.layers] == [2, 2, 3, 4]
        carried = self.carried(old, numbers, new)
        np.testing.assert_array_equal(carried[:6], numbers.array[:6])
        np.testing.assert_array_equal(carried[-21:], numbers.array[-21:])

    def test_a_deleted_layer_leaves_the_others(self) -> None:
        old, numbers = self.trained()
        carried = self.carried(old, numbers, delete_layer(old, 0))
        np.testing.assert_array_equal(carried[-21:], numbers.array[-21:])

    def test_moved_and_moved_back_the_layers_are_known_again(self) -> None:
        old, _ = self.trained()
        moved = move_layer(old, 0, 2)
        assert [layer.units for layer in moved.runs[0].model.layers] == [3, 4, 2]
        assert move_layer(moved, 2, 0).runs[0].model == old.runs[0].model

    def test_inserting_at_the_end_and_taking_it_away_gives_the_same_model(self) -> None:
        old, _ = self.trained()
        assert delete_layer(insert_layer(old, 3), 3).runs[0].model == old.runs[0].model


def test_what_was_set_in_mid_run_and_is_undone_after_a_reset_is_no_start(station: Station) -> None:
    start = station.parameters.copy()
    station.runner.step(10)
    station.document.set_parameters("Set weight", 0, [3], 1.5)
    station.runner.reset()
    station.document.undo()
    station.document.redo()
    station.runner.step(2)
    station.runner.reset()
    assert np.array_equal(station.parameters, start)


def test_what_was_set_before_the_first_step_is_undone_at_the_start_as_well(station: Station) -> None:
    start = station.parameters.copy()
    station.document.set_parameters("Set weight", 0, [3], 1.5)
    station.runner.step(10)
    station.document.undo()
    station.runner.reset()
    assert np.array_equal(station.parameters, start)
    station.document.redo()
    station.runner.step(2)
    station.runner.reset()
    assert station.parameters[3] == 1.5

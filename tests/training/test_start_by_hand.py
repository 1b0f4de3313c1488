"""Reset goes back to where a run began, also where a hand gave it its weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.arrays import Numbers
from app.session.carry import initial_state
from app.session.edits.model import add_layer, set_units
from app.session.edits.parameters import parameter_edit
from app.session.edits.training import set_loss, set_training
from app.session.example import FOLDER
from app.session.files import load
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Session, State
from app.training.runner import Runner
from tests.session.sessions import as_saved
from tests.training.test_runner import session_of, state_of


def set_by_hand(runner: Runner, places: Any, value: Any) -> None:
    edit = parameter_edit(state_of(runner), 0, places, value)
    runner.apply(replace(runner.session), edit)


def begun_by_hand() -> tuple[Session, Numbers]:
    """A session as a file may hold it: not begun, with weights that no seed gives."""
    session = session_of()
    state = initial_state(session.runs[0], session.data)
    numbers = Numbers(np.linspace(-1.0, 1.0, len(state.parameters)))
    return replace(session, runs=(replace(session.runs[0], state=replace(state, parameters=numbers)),)), numbers


@pytest.mark.parametrize("name", ["14-a-neuron-by-hand", "20-one-step-by-hand", "21-sure-and-wrong"])
def test_lessons_that_begin_by_hand_begin_there_again(name: str) -> None:
    session = load(FOLDER / f"{name}.chalk").session
    runner = Runner(session)
    first = state_of(runner).parameters
    assert first != initial_state(session.runs[0], session.data).parameters or name.startswith("20")
    runner.step(5)
    runner.reset()
    assert state_of(runner).parameters == first
    assert state_of(runner).step == 0


def test_a_start_outlasts_training_a_file_and_another_reset() -> None:
    session, numbers = begun_by_hand()
    runner = Runner(session)
    runner.step(7)
    again = Runner(decode(encode(as_saved(runner))).session)
    for one in (runner, again):
        one.step(3)
        one.reset()
        assert state_of(one).parameters == numbers
        one.step(4)
        one.reset()
        assert state_of(one).parameters == numbers
    assert state_of(runner) == state_of(again)


def test_weights_set_before_the_first_step_are_the_start_and_later_ones_are_not() -> None:
    runner = Runner(session_of())
    seeded = state_of(runner).parameters.array
    set_by_hand(runner, [0, 2], 0.5)
    runner.step(3)
    set_by_hand(runner, [1], 7.0)
    runner.step(3)
    runner.reset()
    expected = seeded.copy()
    expected[[0, 2]] = 0.5
    assert state_of(runner).parameters == Numbers(expected)


def test_another_seed_gives_another_start() -> None:
    session, _ = begun_by_hand()
    runner = Runner(session)
    runner.step(2)
    runner.apply(set_training(runner.session, seed=9))
    runner.reset()
    assert state_of(runner).parameters == initial_state(runner.session.runs[0], session.data).parameters
    assert state_of(runner).start is None


def test_a_start_goes_with_its_neurons() -> None:
    session, numbers = begun_by_hand()
    runner = Runner(session)
    runner.step(2)
    before = runner.session
    remembered = replace(before, runs=(replace(before.runs[0], state=state_of(runner)),))
    runner.apply(set_loss(runner.session, "squared-error"))
    runner.apply(set_units(runner.session, 0, 4))
    state = state_of(runner)
    assert state.start is not None
    assert len(state.start) == len(state.parameters)
    assert set(numbers.array.tolist()) - {numbers.array[-1]} <= set(state.start.array.tolist()) | {0.0}
    runner.apply(remembered)
    runner.reset()
    assert state_of(runner).parameters == numbers


@given(st.lists(st.sampled_from(["step", "hand", "loss", "layer", "reset", "save"]), max_size=12))
@settings(max_examples=25)
def test_whatever_is_done_reset_leads_to_one_place(deeds: list[str]) -> None:
    runner = Runner(begun_by_hand()[0])
    for deed in deeds:
        if deed == "step":
            runner.step(2)
        elif deed == "hand":
            set_by_hand(runner, [0], float(len(deeds)))
        elif deed == "loss":
            runner.apply(set_loss(runner.session, "squared-error"))
        elif deed == "layer" and len(runner.session.runs[0].model.layers) < 3:
            runner.apply(add_layer(runner.session))
        elif deed == "reset":
            runner.reset()
        elif deed == "save":
            runner = Runner(decode(encode(as_saved(runner))).session)
    start = state_of(runner).start
    runner.reset()
    first: State = state_of(runner)
    assert start is not None and first.parameters == start
    runner.step(2)
    runner.reset()
    assert state_of(runner) == first

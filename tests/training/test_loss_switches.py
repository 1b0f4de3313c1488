"""A loss switched in mid-run: which values of the curves are of which loss, whatever else happens to the run."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.edits.branch import Branch, Standing
from app.session.edits.training import set_loss
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import History, LossName
from app.training import assemble
from app.training.assemble import history_until, state_from
from app.training.runner import Runner
from app.views.curves.lines import lines_of, pinned_from, pinned_lines, switches_of
from nncore import History as CoreHistory
from tests.session.sessions import as_saved
from tests.training.test_runner import frame_of, session_of

BINARY: LossName = "binary-cross-entropy"
SQUARED: LossName = "squared-error"


def switch(runner: Runner, loss: LossName) -> None:
    runner.apply(set_loss(runner.session, loss))
    frame_of(runner)


def history_now(runner: Runner) -> History:
    history = frame_of(runner).runs[0].run.history
    assert history is not None
    return history


def losses_of(runner: Runner) -> list[tuple[int, str]]:
    return [(known.step, known.loss) for known in history_now(runner).losses]


@given(st.lists(st.integers(0, 9) | st.sampled_from([BINARY, SQUARED]), max_size=30), st.sampled_from([8, 2048]))
@settings(max_examples=40)
def test_every_value_is_on_the_side_of_its_own_loss(deeds: list[int | LossName], capacity: int) -> None:
    with patch.object(assemble, "CoreHistory", lambda: CoreHistory(capacity)):
        runner = Runner(session_of())
        made_with: list[LossName] = []
        for deed in deeds:
            if isinstance(deed, int):
                made_with += [runner.session.runs[0].training.loss] * runner.step(deed)
            else:
                switch(runner, deed)
        history = history_now(runner)
    loss, epochs = runner.session.runs[0].training.loss, history.epochs
    names = [known.loss for known in history.losses]
    for line in lines_of(history, "loss", "step"):
        assert len(line.starts) == len(names) - 1
        of = np.searchsorted(line.starts, np.arange(len(line.x)), side="right")
        for index, step in enumerate(line.x.astype(int)):
            is_now = line.role != "batch" and index == len(line.x) - 1 and epochs.rows.array[-1, 1] % epochs.stride
            before = step if line.role == "batch" else step - 1
            expected = loss if is_now or not made_with else made_with[max(before, 0)]
            assert names[of[index]] == expected, (line.role, step)


def test_switches_that_changed_nothing_leave_no_mark() -> None:
    runner = Runner(session_of())
    switch(runner, SQUARED)
    assert losses_of(runner) == [(0, SQUARED)]
    runner.step(6)
    for loss in (BINARY, SQUARED):
        switch(runner, loss)
    assert losses_of(runner) == [(0, SQUARED)]


def test_before_the_first_step_the_start_is_measured_with_the_loss_that_is_chosen() -> None:
    runner = Runner(session_of())
    first = history_now(runner).epochs.rows.array[0, 2]
    switch(runner, SQUARED)
    own = frame_of(runner).runs[0].evaluation
    assert own is not None
    assert history_now(runner).epochs.rows.array[0, 2] == own.train.loss != first
    assert losses_of(runner) == [(0, SQUARED)]


def test_so_is_the_start_of_a_file_that_was_saved_before_it_was_measured_again() -> None:
    saved = as_saved(Runner(session_of()))
    runner = Runner(decode(encode(set_loss(saved, SQUARED))).session)
    own = frame_of(runner).runs[0].evaluation
    assert own is not None
    assert history_now(runner).epochs.rows.array[0, 2] == own.train.loss
    assert losses_of(runner) == [(0, SQUARED)]
    assert decode(encode(as_saved(runner))).session.runs[0].history == history_now(runner)


def test_a_file_keeps_them_and_undo_is_one_more_switch() -> None:
    runner = Runner(session_of())
    runner.step(10)
    before = runner.session
    switch(runner, SQUARED)
    runner.step(5)
    opened = Runner(decode(encode(as_saved(runner))).session)
    assert losses_of(opened) == losses_of(runner) == [(0, BINARY), (10, SQUARED)]
    for one in (opened, runner):
        one.apply(before)
        one.step(3)
    assert losses_of(opened) == losses_of(runner) == [(0, BINARY), (10, SQUARED), (15, BINARY)]
    assert history_now(opened) == history_now(runner)


@pytest.mark.parametrize(
    ("start", "expected"),
    [(0, [(0, SQUARED)]), (6, [(0, BINARY), (6, SQUARED)]), (12, [(0, BINARY), (10, SQUARED)])],
)
def test_a_branch_takes_its_own_way_and_undo_brings_the_marks_back(start: int, expected: list[tuple[int, str]]) -> None:
    runner = Runner(session_of())
    runner.step(10)
    switch(runner, SQUARED)
    runner.step(5)
    frame = frame_of(runner).runs[0]
    assert frame.run.state is not None and frame.run.history is not None
    state = state_from(frame.moments[start])
    before = Standing(frame.run.state, frame.run.history, frame.moments, frame.stride)
    after = Standing(state, history_until(frame.run.history, state), frame.moments[: start + 1], frame.stride)
    branch = Branch(0, before, after, key=object())
    runner.apply(replace(runner.session), branch)
    runner.step(2)
    assert losses_of(runner) == expected
    assert decode(encode(as_saved(runner))).session.runs[0].history == history_now(runner), "a file can hold it"
    runner.apply(replace(runner.session), branch.reversed)
    assert losses_of(runner) == [(0, BINARY), (10, SQUARED)]


def test_a_reset_begins_with_the_loss_of_now() -> None:
    runner = Runner(session_of())
    runner.step(3)
    switch(runner, SQUARED)
    runner.step(3)
    runner.reset()
    assert losses_of(runner) == [(0, SQUARED)]


def test_a_pinned_curve_keeps_the_gap_and_accuracy_has_none() -> None:
    runner = Runner(session_of())
    runner.step(10)
    switch(runner, SQUARED)
    runner.step(10)
    history = history_now(runner)
    curve = pinned_from(history, "1")
    loss, accuracy = (pinned_lines((curve,), quantity, "epoch")[0] for quantity in ("loss", "accuracy"))
    assert loss.starts == (3,) == lines_of(history, "loss", "epoch")[-1].starts
    assert accuracy.starts == lines_of(history, "accuracy", "epoch")[-1].starts == ()
    by_epoch, by_step = (switches_of(history, by)[0] for by in ("epoch", "step"))
    assert (by_epoch.x, by_step.x, by_step.loss) == (2.5, 10.0, "squared error")
    assert "from binary cross-entropy to squared error" in by_step.tip

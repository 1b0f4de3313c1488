"""What each point costs: by its size on the plane, and in words under the mouse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.session.create import new_session, usual_source
from app.session.edits.data import restyle_class
from app.session.edits.points import add_points, delete_points, set_test_share
from app.session.edits.training import set_loss
from app.session.schema import Output
from app.views.canvas.loss_sizes import LARGEST_LOSS, LARGEST_PX, SIZES_PX, SMALLEST_LOSS, UNIT_PX, USUAL, sizes_for
from nncore.evaluator import Evaluator
from tests.views.test_axes import session_of
from tests.views.test_canvas import Desk, desk
from tests.views.test_canvas_values import shows_session

__all__ = ["desk"]
CASES = [
    ("moons", "squared-error", Output()),
    ("moons", "hinge", Output(kind="sign")),
    ("blobs", "cross-entropy", Output(kind="per-class", normalizer="softmax")),
    ("temperature", "huber", Output(kind="value")),
]


def shown_sizes(desk: Desk) -> Any:
    return desk.canvas._picture._points._sizes


def own_losses(desk: Desk) -> Any:
    """Each point's loss as the network's own evaluation of it has it, one point at a time."""
    from app.training.runner import Runner

    runner = Runner(desk.training.checkpointed(desk.document.session))
    trainer = runner._lanes[0].trainer
    evaluator = Evaluator(trainer.network, trainer.head, trainer.loss, trainer.decide, trainer.n_classes)
    is_test = desk.points.is_test
    losses = np.empty(len(is_test))
    losses[~is_test] = evaluator.metrics(trainer.prepared_train).losses
    if trainer.prepared_test is not None:
        losses[is_test] = evaluator.metrics(trainer.prepared_test).losses
    return losses


@given(st.lists(st.floats(0.0, 1e6) | st.just(np.inf), min_size=1))
def test_the_area_is_proportional_to_the_loss(losses: list[float]) -> None:
    sizes = np.array(SIZES_PX)[sizes_for(np.array(losses))]
    within = np.clip(losses, SMALLEST_LOSS, LARGEST_LOSS)
    assert np.all(np.abs(np.log(sizes / (UNIT_PX * np.sqrt(within)))) <= 0.07 + 1e-9), "half a step at the most"


def test_a_loss_that_is_unknown_says_nothing() -> None:
    assert sizes_for(np.array([np.nan, 1e9])).tolist() == [USUAL, len(SIZES_PX) - 1]
    assert max(SIZES_PX) == pytest.approx(LARGEST_PX)


@pytest.mark.parametrize(("name", "loss", "output"), CASES)
def test_every_point_is_as_large_as_its_own_loss(
    desk: Desk, qtbot: QtBot, name: str, loss: Any, output: Output
) -> None:
    session = set_loss(new_session(usual_source(name, points=60), output=output), loss)
    desk.document.open(set_test_share(session, 0.3))
    qtbot.waitUntil(lambda: shows_session(desk))
    assert not len(shown_sizes(desk))
    assert desk.canvas._signs.size_scale.isHidden()
    desk.document.set_view(loss_sizes=True)
    assert desk.canvas._signs.size_scale.isVisible()
    start = own_losses(desk)
    assert shown_sizes(desk).tolist() == sizes_for(start).tolist(), "at once, from the frame that is there"
    for _ in range(3):
        desk.training.step_epoch()
    qtbot.waitUntil(lambda: desk.training.frame.runs[0].run.state.epoch == 3)
    qtbot.waitUntil(lambda: shown_sizes(desk).tolist() == sizes_for(own_losses(desk)).tolist())
    assert own_losses(desk).mean() < start.mean()
    desk.canvas.grab()
    desk.document.set_view(loss_sizes=False)
    assert not len(shown_sizes(desk))


def test_sizes_go_with_their_points_until_the_next_frame(desk: Desk, qtbot: QtBot) -> None:
    desk.document.open(new_session(usual_source("moons", points=30)))
    qtbot.waitUntil(lambda: shows_session(desk))
    desk.document.set_view(loss_sizes=True)
    before = shown_sizes(desk).tolist()
    desk.document.apply("Delete", lambda session: delete_points(session, np.array([0, 3])))
    assert shown_sizes(desk).tolist() == before[1:3] + before[4:]
    desk.document.apply("Add", lambda session: add_points(session, np.zeros((1, 2)), 0))
    assert shown_sizes(desk).tolist() == [*before[1:3], *before[4:], USUAL]
    qtbot.waitUntil(lambda: shown_sizes(desk)[-1] != USUAL)


def test_sizes_stay_where_the_same_points_are_seen_otherwise(desk: Desk, qtbot: QtBot) -> None:
    desk.document.open(session_of(4))
    qtbot.waitUntil(lambda: shows_session(desk))
    desk.document.set_view(loss_sizes=True)
    before = shown_sizes(desk).tolist()
    assert before == sizes_for(own_losses(desk)).tolist()
    desk.document.set_view(axes=(2, 3))
    assert shown_sizes(desk).tolist() == before
    desk.document.apply("Restyle", lambda session: restyle_class(session, 0, "#0072B2", "star"))
    assert shown_sizes(desk).tolist() == before
    desk.document.open(session_of(2))
    assert not len(shown_sizes(desk)), "nothing is known of other points"


def test_a_small_point_lies_on_top_of_a_large_one(desk: Desk) -> None:
    item = desk.canvas._picture._points
    x, labels, is_test = np.full((2, 2), 2.0), np.array([0, 1]), np.zeros(2, dtype=bool)
    classes = new_session(usual_source("moons", points=4)).data.classes
    pictures = []
    for sizes in ([15, 2], [2, 15]):  # the small one is the first point, then the second
        item.show_points(x, labels, is_test, classes, np.array(sizes))
        pictures.append(desk.canvas.grab().toImage().pixelColor(desk.canvas.mapFromGlobal(
            desk.viewport.mapToGlobal(desk.pixel(2, 2)))).name())  # fmt: skip
    assert pictures == [desk.look.class_color(classes[number].color).name() for number in (1, 0)]


@pytest.mark.parametrize("loss", ["binary-cross-entropy", "squared-error"])
def test_the_read_out_over_a_point_says_what_it_costs(desk: Desk, qtbot: QtBot, loss: Any) -> None:
    desk.document.open(set_loss(new_session(usual_source("moons", points=40)), loss))
    qtbot.waitUntil(lambda: shows_session(desk))
    said: list[str] = []
    desk.canvas._pointed.changed.connect(said.append)
    desk.move(*desk.points.x[7].tolist(), Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: bool(said) and " bit" in said[-1])
    row = desk.canvas._board.nearest(np.array(desk.canvas._hand.pointer.toTuple()))
    own, name = own_losses(desk)[row], desk.document.session.data.classes[desk.points.labels[row]].name
    answer, y, cost, information = said[-1].split(" · ", 1)[1].split(" · ")
    assert (y, cost) == (f"y = {name}", f"L {own:.4f}")
    bits, p = float(information.split()[-2]), float(answer.split()[-1])
    right = p if said[-1].split(" → ")[1].startswith(name) else 1.0 - p
    assert information.startswith(f"−log₂ p({name}) ")
    assert bits == pytest.approx(-np.log2(right), abs=3e-3)
    if loss == "binary-cross-entropy":
        assert bits == pytest.approx(own / np.log(2), abs=1e-4)

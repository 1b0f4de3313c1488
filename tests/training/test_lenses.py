"""Lenses: asked with every frame, kept while run and request stay, and asked again until they are done."""

from __future__ import annotations

from dataclasses import dataclass

from app.session.create import first_session
from app.session.edits.points import add_points
from app.session.edits.training import set_training
from app.session.schema import Data, Run
from app.training.frames import FrameRequest
from app.training.lens import LensRequest
from app.training.runner import Runner
from app.training.training import Training
from nncore import Trainer


@dataclass(frozen=True)
class Counted:
    """How often the lens was asked, and at which step."""

    asked: int
    step: int


class CountingLens:
    def __init__(self, patience: int) -> None:
        self.is_done = False
        self._patience, self._asked = patience, 0

    def look(self, trainer: Trainer, seconds: float) -> Counted:
        assert seconds > 0
        self._asked += 1
        self.is_done = self._asked >= self._patience
        return Counted(self._asked, trainer.step_count)


@dataclass(frozen=True)
class Count(LensRequest):
    patience: int = 1

    def lens(self, run: Run, data: Data) -> CountingLens:
        assert run
        assert data
        return CountingLens(self.patience)


def asked(runner: Runner, *lenses: Count) -> Counted | None:
    return runner.frame(FrameRequest(lenses=lenses)).answer(Counted)


def test_without_a_request_there_is_no_answer() -> None:
    frame = Runner(first_session()).frame(FrameRequest())
    assert frame.answer(Counted) is None
    assert frame.is_complete


def test_a_lens_lives_as_long_as_its_request() -> None:
    runner = Runner(first_session())
    assert asked(runner, Count()) == Counted(1, 0)
    runner.step(2)
    assert asked(runner, Count()) == Counted(2, 2)
    assert asked(runner) is None
    assert asked(runner, Count()) == Counted(1, 2)


def test_an_edit_begins_it_anew() -> None:
    runner = Runner(first_session())
    asked(runner, Count())
    runner.apply(add_points(runner.session, [[0.0, 0.0]], 0))
    assert asked(runner, Count()) == Counted(1, 0)


def test_the_path_goes_on_over_edits_that_keep_the_network() -> None:
    runner = Runner(first_session())
    runner.step(3)
    runner.apply(set_training(runner.session, learning_rate=0.2))
    runner.step(2)
    assert runner._lanes[0].trainer.path.steps.tolist() == [0, 1, 2, 3, 4, 5]
    runner.reset()
    assert runner._lanes[0].trainer.path.steps.tolist() == [0]


def test_at_rest_the_worker_asks_until_the_lens_is_done(qtbot) -> None:
    training = Training(first_session())
    answers: list[Counted] = []

    def on_frame(frame) -> None:
        training.gate.painted()
        answer = frame.answer(Counted)
        if answer is not None:
            answers.append(answer)

    training.frame_ready.connect(on_frame)
    training.look(FrameRequest(lenses=(Count(patience=4),)))
    qtbot.waitUntil(lambda: len(answers) >= 4)
    training.look(FrameRequest(lenses=(Count(patience=4),), metrics=False))
    qtbot.waitUntil(lambda: len(answers) >= 5)
    assert [answer.asked for answer in answers[:5]] == [1, 2, 3, 4, 5]
    assert training.close()
    training.deleteLater()

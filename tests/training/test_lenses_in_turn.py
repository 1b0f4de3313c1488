"""While training, lenses that take long are looked through in turn; at rest, all of them in every frame."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.session.create import first_session, new_session, usual_source
from app.session.edits.parameters import parameter_edit
from app.session.schema import Data, Run
from app.session.slice import slice_of
from app.training.assemble import trainer
from app.training.frames import FrameRequest
from app.training.lens import SECOND_FRAME_S, LensRequest
from app.training.lenses.hidden import HiddenAnswer, HiddenRequest
from app.training.lenses.neurons import Neurons, NeuronsRequest
from app.training.lenses_in_turn import ALL_LIVE_S, LensesInTurn
from app.training.runner import Runner
from nncore import Trainer

NOW = [0.0]


@dataclass(frozen=True)
class Seen:
    name: str
    step: int


@dataclass(frozen=True)
class Slow(LensRequest):
    """Takes more than half of the time that all lenses have."""

    name: str

    def lens(self, run: Run, data: Data) -> Slow:
        assert run
        assert data
        return self

    @property
    def is_done(self) -> bool:
        return True

    def look(self, trainer: Trainer, seconds: float) -> Seen:
        assert seconds > 0
        NOW[0] += 0.6 * ALL_LIVE_S
        return Seen(self.name, trainer.step_count)


REQUESTS = tuple(Slow(name) for name in "abcd")


@pytest.fixture
def trained() -> Trainer:
    session = first_session()
    return trainer(session.runs[0], session.data)


@pytest.fixture
def lenses() -> LensesInTurn:
    session = first_session()
    return LensesInTurn(session.runs[0], session.data, lambda: NOW[0])


def steps(lenses: LensesInTurn, trained: Trainer, *, at_rest: bool = False) -> list[int]:
    answers, is_complete = lenses.answers(REQUESTS, trained, at_rest=at_rest)
    assert is_complete
    assert "".join(answer.name for answer in answers) == "abcd"
    return [answer.step for answer in answers]


def test_all_answer_the_first_time_and_then_two_at_a_time(lenses: LensesInTurn, trained: Trainer) -> None:
    assert steps(lenses, trained) == [0, 0, 0, 0]
    for expected in ([1, 1, 0, 0], [1, 1, 2, 2], [3, 3, 2, 2]):
        trained.step()
        assert steps(lenses, trained) == expected


@dataclass(frozen=True)
class Paced(LensRequest):
    """Wants to be asked in every second frame, once it is done."""

    pause_s = SECOND_FRAME_S
    parts: int = 1

    def lens(self, run: Run, data: Data) -> PacedLens:
        assert run
        assert data
        return PacedLens(self.parts)


class PacedLens:
    def __init__(self, parts: int) -> None:
        self._left = parts

    @property
    def is_done(self) -> bool:
        return self._left <= 0

    def look(self, trainer: Trainer, seconds: float) -> Seen:
        assert seconds > 0
        self._left -= 1
        return Seen("paced", trainer.step_count)


def test_while_training_no_view_is_told_more_than_it_draws(lenses: LensesInTurn, trained: Trainer) -> None:
    seen = []
    for _ in range(5):
        (answers,), _ = lenses.answers((Paced(),), trained, at_rest=False)
        seen.append(answers.step)
        trained.step()
        NOW[0] += 1 / 60
    assert seen == [0, 0, 2, 2, 4]
    (answers,), _ = lenses.answers((Paced(),), trained, at_rest=True)
    assert answers.step == 5


def test_what_is_not_done_does_not_rest(lenses: LensesInTurn, trained: Trainer) -> None:
    seen = []
    for _ in range(4):
        (answers,), _ = lenses.answers((Paced(3),), trained, at_rest=False)
        seen.append(answers.step)
        trained.step()
        NOW[0] += 1 / 60
    assert seen == [0, 1, 2, 2]


def test_at_rest_all_are_of_this_very_step(lenses: LensesInTurn, trained: Trainer) -> None:
    steps(lenses, trained)
    trained.step()
    assert steps(lenses, trained, at_rest=True) == [1, 1, 1, 1]


def test_one_that_is_not_asked_for_any_more_is_forgotten(lenses: LensesInTurn, trained: Trainer) -> None:
    steps(lenses, trained)
    trained.step()
    lenses.answers(REQUESTS[:1], trained, at_rest=False)
    trained.step()
    assert steps(lenses, trained) == [2, 2, 2, 2]


def test_parameters_set_by_hand_are_seen_by_all_at_once() -> None:
    runner = Runner(first_session(), clock=lambda: NOW[0])
    runner.frame(FrameRequest(lenses=REQUESTS))
    runner.step()
    state = runner._lanes[0].state
    runner.apply(runner.session, parameter_edit(state, 0, [0], [1.5]))
    assert [answer.step for answer in runner.frame(FrameRequest(lenses=REQUESTS)).answers] == [1, 1, 1, 1]


@pytest.mark.parametrize(("asked", "trained"), [("moons", "film-1"), ("film-1", "moons")])
def test_questions_about_the_plane_of_other_data_have_no_answer(asked: str, trained: str) -> None:
    """What the views ask may reach the worker a moment before the data it is about."""
    old, new = (new_session(usual_source(name, points=20)) for name in (asked, trained))
    plane = slice_of(old.data, old.view)
    wanted = FrameRequest(lenses=(NeuronsRequest(plane, (-1.0, 1.0), (-1.0, 1.0), 4), HiddenRequest(0, None, plane)))
    frame = Runner(new).frame(wanted, at_rest=True)
    assert frame.is_complete
    assert frame.answer(Neurons) is None
    assert frame.answer(HiddenAnswer) is None

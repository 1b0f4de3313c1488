"""The shipped examples: what they are made of, and that pressing Play shows what they are for."""

from __future__ import annotations

import numpy as np
import pytest

from app.session.edits.model import set_activation, set_frozen, set_units
from app.session.edits.training import set_training
from app.session.example import FOLDER
from app.session.examples import EXAMPLES
from app.session.files import load
from app.session.lessons_inside import INSIDE
from app.session.schema import Session
from app.session.validation import validate
from app.training.frames import Frame, FrameRequest
from app.training.lenses.layer import LayerLens
from app.training.runner import Runner
from nncore import Trainer

SESSIONS = {example.name[3:]: example.session for example in EXAMPLES}


def played(session: Session, epochs: int) -> Frame:
    """The frame after so many epochs."""
    runner = Runner(session)
    for _ in range(epochs):
        runner.step_epoch()
    return runner.frame(FrameRequest(), at_rest=True)


def accuracy(session: Session, epochs: int) -> float:
    evaluation = played(session, epochs).shown_run.evaluation
    assert evaluation
    return evaluation.train.accuracy


def test_they_are_numbered_in_the_order_of_the_lecture() -> None:
    assert [example.name[:2] for example in EXAMPLES] == [f"{number:02}" for number in range(1, len(EXAMPLES) + 1)]
    assert sorted(FOLDER.iterdir()) == [example.path for example in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_file_is_what_the_program_makes(example: tuple[str, Session]) -> None:
    """After a change: python -m app.session.examples."""
    session, notice, is_altered = load(FOLDER / f"{example[0]}.chalk")
    assert not is_altered
    assert notice == ""
    assert session == validate(example[1])
    assert session.title
    assert 0 < len(session.notes) <= 200
    assert all(run.state is None or run.state.step == 0 for run in session.runs), "nothing is trained yet"


@pytest.mark.parametrize(
    ("name", "epochs", "least"),
    [
        ("one-grade", 5, 1.0),
        ("two-grades", 15, 1.0),
        ("perceptron", 3, 1.0),
        ("stacked-neurons", 40, 0.93),
        ("one-neuron-a-class", 20, 0.97),
        ("soft-max", 60, 0.97),
        ("batch-size", 20, 0.95),
        ("large-user-database", 20, 0.88),
    ],
)
def test_what_learns(name: str, epochs: int, least: float) -> None:
    assert accuracy(SESSIONS[name], 0) < 0.9
    assert accuracy(SESSIONS[name], epochs) >= least


def test_one_line_is_not_enough_for_xor() -> None:
    assert all(accuracy(SESSIONS["one-line-is-not-enough"], epochs) < 0.7 for epochs in (5, 50, 200))


def test_stacked_neurons_get_the_very_same_points() -> None:
    assert SESSIONS["stacked-neurons"].data.points == SESSIONS["one-line-is-not-enough"].data.points


def test_the_class_number_fails_where_one_neuron_a_class_succeeds() -> None:
    single, several = SESSIONS["class-number"], SESSIONS["one-neuron-a-class"]
    assert single.data == several.data
    assert single.runs[0].model.layers == several.runs[0].model.layers
    assert accuracy(single, 100) < 0.7
    assert accuracy(several, 100) > 0.97


def test_learning_by_heart() -> None:
    early, late = (played(SESSIONS["unseen-points"], epochs).shown_run.evaluation for epochs in (20, 300))
    assert early and early.test
    assert late and late.test
    assert late.train.accuracy >= 0.94
    assert late.train.accuracy - late.test.accuracy > 0.1
    assert late.test.loss > 2 * early.test.loss


def test_too_high_a_learning_rate_diverges_and_a_tenth_learns() -> None:
    session = SESSIONS["learning-rate-too-high"]
    runner = Runner(session)
    for _ in range(50):
        runner.step()
    frame = runner.frame(FrameRequest(), at_rest=True)
    divergence = frame.shown_run.divergence
    assert divergence
    assert 5 <= divergence.step <= 30
    runner.apply(set_training(session, learning_rate=session.runs[0].training.learning_rate / 10))
    for _ in range(200):
        runner.step_epoch()
    evaluation = runner.frame(FrameRequest(), at_rest=True).shown_run.evaluation
    assert evaluation
    assert evaluation.train.accuracy == 1.0


def test_zero_weights_stay_where_they_are() -> None:
    session = SESSIONS["all-weights-zero"]
    assert accuracy(session, 50) <= 0.55
    assert accuracy(set_training(session, initializer="glorot"), 50) > 0.9


def test_smaller_batches_get_further_in_as_many_epochs() -> None:
    session = SESSIONS["batch-size"]
    losses = []
    for batch_size in (1, 10, "all"):
        evaluation = played(set_training(session, batch_size=batch_size), 20).shown_run.evaluation
        assert evaluation
        losses.append(evaluation.train.loss)
    assert losses == sorted(losses)


# What happens inside


def trainer_after(session: Session, epochs: int) -> Trainer:
    """The trainer of the first run after so many epochs."""
    runner = Runner(session)
    for _ in range(epochs):
        runner.step_epoch()
    return runner._lanes[0].trainer


def test_a_neuron_set_by_hand_stays_as_it_is_until_it_is_set_right() -> None:
    session = SESSIONS["a-neuron-by-hand"]
    trainer = trainer_after(session, 10)
    assert trainer.network.parameters.tolist() == [1.0, 0.4, 2.0]
    assert 0.6 < accuracy(session, 10) < 0.8
    freed = set_frozen(session, (0, 1, 2), frozen=False)
    assert accuracy(freed, 10) == 1.0, "there is a line that puts all points right"


def test_two_stacked_neurons_put_a_corner_each_aside() -> None:
    session = SESSIONS["why-stacking-works"]
    assert accuracy(session, 0) < 0.8
    assert accuracy(session, 120) == 1.0
    trainer = trainer_after(session, 120)
    answer = LayerLens(0).look(trainer, 1.0)
    assert answer
    assert answer.points
    sides = [answer.points.at[:, unit] > 0.0 for unit in (0, 1)]
    aside = [set(np.flatnonzero(side == chosen).tolist()) for side in sides for chosen in (False, True)]
    corners = [set(range(start, start + 10)) for start in (0, 10, 20, 30)]
    assert sum(part in corners for part in aside) == 2
    assert accuracy(set_units(session, 0, 1), 120) < 0.8, "one hidden neuron can't"


def test_behind_a_sign_nothing_is_learned() -> None:
    session = SESSIONS["sign-has-no-slope"]
    start, trained = trainer_after(session, 0), trainer_after(session, 40)
    hidden, output = start.network.layer_slices
    assert np.array_equal(start.network.parameters[hidden], trained.network.parameters[hidden])
    assert not np.array_equal(start.network.parameters[output], trained.network.parameters[output])
    assert accuracy(session, 60) < 0.65
    assert accuracy(set_activation(session, 0, "sigmoid"), 60) > 0.9


def test_gradients_vanish_in_eight_sigmoid_layers_and_not_with_tanh() -> None:
    session = SESSIONS["vanishing-gradients"]
    trainer = trainer_after(session, 40)
    norms = [np.linalg.norm(trainer.full_gradient()[part]) for part in trainer.network.layer_slices]
    assert min(norms) == min(norms[:3])
    assert norms[-1] > 300.0 * norms[0]
    assert accuracy(session, 60) < 0.6
    for layer in range(8):
        session = set_activation(session, layer, "tanh")
    assert accuracy(session, 60) > 0.95


def dead(session: Session, runner: Runner, epochs: int) -> set[int]:
    """The neurons that are dead after so many epochs more."""
    for _ in range(epochs):
        runner.step_epoch()
    answer = LayerLens(0).look(runner._lanes[0].trainer, 1.0)
    assert answer
    return set(np.flatnonzero(answer.dead).tolist())


def test_too_high_a_learning_rate_kills_neurons_for_good() -> None:
    session = SESSIONS["dead-neurons"]
    runner = Runner(session)
    assert len(dead(session, runner, 0)) == 0
    killed = dead(session, runner, 10)
    assert len(killed) >= 4
    slower = set_training(session, learning_rate=0.1)
    runner.apply(slower)
    assert killed <= dead(slower, runner, 60)
    assert len(dead(slower, Runner(slower), 60)) <= 1, "with that rate from the start they live"
    leaky = set_activation(session, 0, "leaky-relu")
    assert not dead(leaky, Runner(leaky), 10)


def test_the_valley_has_two_parameters_and_a_lowest_point() -> None:
    session = SESSIONS["a-valley"]
    start, trained = trainer_after(session, 0), trainer_after(session, 400)
    assert start.network.n_parameters == 2
    assert start.network.parameters[0] < -1.0, "on the far side of the valley"
    assert trained.network.parameters[0] > 4.0
    assert np.linalg.norm(trained.full_gradient()) < 0.01 * np.linalg.norm(start.full_gradient())
    assert np.diff([row[1] for row in trained.history.steps.array()]).max() <= 0.0, "down in every step"


def test_the_first_step_by_hand() -> None:
    session = SESSIONS["one-step-by-hand"]
    trainer = trainer_after(session, 0)
    row = trainer.sampler.peek()
    x, y = trainer.train.inputs[trainer.sampler.order[row]][0], trainer.train.targets[trainer.sampler.order[row]][0, 0]
    slope = 2.0 * (0.5 - y) * 0.25
    assert abs(slope) == 0.25
    assert trainer.next_gradient() == pytest.approx([slope * x[0], slope * x[1], slope])
    trainer.step()
    assert trainer.network.parameters == pytest.approx([-slope * x[0], -slope * x[1], -slope])
    assert accuracy(session, 50) == 1.0


def test_a_sure_mistake_learns_by_cross_entropy_and_hardly_by_the_squared_error() -> None:
    session = SESSIONS["sure-and-wrong"]
    assert accuracy(session, 0) < 0.25
    assert accuracy(session, 30) < 0.4
    assert accuracy(set_training(session, loss="binary-cross-entropy"), 10) == 1.0


def test_every_lesson_on_the_inside_says_what_to_do() -> None:
    for example in INSIDE:
        lesson = example.session.lesson
        assert lesson
        assert 100 < len(lesson.text) < 400
        assert lesson.question.endswith(("?", "."))
        assert "Explain ▸ " in lesson.text

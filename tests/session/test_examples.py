"""The shipped examples: what they are made of, and that pressing Play shows what they are for."""

from __future__ import annotations

import pytest

from app.session.edits.training import set_training
from app.session.examples import EXAMPLES, FOLDER
from app.session.files import load
from app.session.schema import Session
from app.session.validation import validate
from app.training.frames import Frame, FrameRequest
from app.training.runner import Runner

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
    session, notice = load(FOLDER / f"{example[0]}.chalk")
    assert notice == ""
    assert session == validate(example[1])
    assert session.title
    assert 0 < len(session.notes) <= 200
    assert all(run.state is None for run in session.runs)


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

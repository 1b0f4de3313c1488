"""Any edit keeps the session valid; undone, it is the session that was there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.document import Document
from app.session.create import usual_source
from app.session.edits import EditError
from app.session.edits.data import (
    CLASS_COLORS,
    CLASS_MARKERS,
    add_class,
    load_dataset,
    remove_class,
    rename_class,
    restyle_class,
)
from app.session.edits.model import (
    add_layer,
    delete_layer,
    insert_layer,
    move_layer,
    remove_layer,
    set_activation,
    set_frozen,
    set_inputs,
    set_output,
    set_units,
)
from app.session.edits.points import (
    add_points,
    clear_points,
    delete_points,
    duplicate_points,
    move_points,
    relabel_points,
    revalue_points,
    set_test_share,
)
from app.session.edits.training import set_loss, set_optimizer, set_training
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Session, Source
from app.session.validation import validate
from nncore import ACTIVATIONS, DATASETS, FEATURES, INITIALIZERS, LOSSES, NORMALIZERS, OPTIMIZERS, OUTPUTS
from tests.session.sessions import sessions, small_session, trained

Edit = Callable[[Session], Session]

number = st.floats(-10.0, 10.0) | st.sampled_from((1e5, 1e9, np.inf, np.nan))


INPUTS = (*FEATURES, "x1", "x3", "x*y + 1", "2 +", "log(x)")


@st.composite
def edits(draw: st.DrawFn, session: Session) -> Edit:
    """An edit of this session, possible or not."""
    run = draw(st.integers(0, len(session.runs) - 1))
    n, dimensions, n_classes = len(session.data.points), len(session.data.features), len(session.data.classes)
    layers = len(session.runs[run].model.layers)
    index = np.array(draw(st.lists(st.integers(0, max(n - 1, 0)), max_size=5 if n else 0, unique=True)), dtype=np.int64)
    place = np.array([draw(number) for _ in range(dimensions)])
    label = draw(st.integers(0, n_classes))
    layer = draw(st.integers(0, max(layers - 1, 0)))
    name: Any = lambda table: draw(st.sampled_from(tuple(table)))  # noqa: E731
    source = replace(
        usual_source(name(DATASETS), points=draw(st.integers(1, 30)), seed=draw(st.integers(0, 9))),
        noise=draw(st.floats(0, 1)),
    )
    possible: list[Edit] = [
        lambda s: add_points(s, [place], label, is_test=bool(label), values=draw(st.none() | number)),
        lambda s: move_points(s, index, place, draw(number)),
        lambda s: revalue_points(s, index, draw(number)),
        lambda s: delete_points(s, index),
        lambda s: move_points(s, index, place),
        lambda s: duplicate_points(s, index, place),
        lambda s: relabel_points(s, index, label),
        clear_points,
        lambda s: set_test_share(s, label / 10),
        lambda s: load_dataset(s, source),
        add_class,
        lambda s: remove_class(s, label % max(n_classes, 1)),
        lambda s: rename_class(s, label % max(n_classes, 1), draw(st.text(st.characters(exclude_categories=["Cs"])))),
        lambda s: restyle_class(s, label % max(n_classes, 1), CLASS_COLORS[layer], CLASS_MARKERS[layer]),
        lambda s: add_layer(s, run),
        lambda s: insert_layer(s, layer, run),
        lambda s: set_frozen(s, draw(st.lists(st.integers(-1, 30), max_size=5)), bool(draw(st.booleans())), run),
        lambda s: remove_layer(s, run),
        lambda s: set_inputs(s, tuple(draw(st.lists(st.sampled_from(INPUTS), max_size=3))), run),
        lambda s: set_output(s, name(OUTPUTS), name(NORMALIZERS), run),
        lambda s: set_loss(s, name(LOSSES), run),
        lambda s: set_optimizer(s, run, name=name(OPTIMIZERS)),
        lambda s: set_optimizer(s, run, momentum=draw(st.floats(-0.5, 1.5))),
        lambda s: set_training(s, run, learning_rate=draw(st.floats())),
        lambda s: set_training(s, run, batch_size=draw(st.integers(-1, 300_000) | st.sampled_from(("all", "some")))),
        lambda s: set_training(s, run, initializer=name(INITIALIZERS), seed=draw(st.integers(-1, 2**60))),
    ]
    if layers:
        possible.append(lambda s: set_units(s, layer, draw(st.integers(-1, 300)), run))
        possible.append(lambda s: set_activation(s, layer, name(ACTIVATIONS), run))
        possible.append(lambda s: delete_layer(s, layer, run))
        possible.append(lambda s: move_layer(s, layer, draw(st.integers(0, layers - 1)), run))
    return draw(st.sampled_from(possible))


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_edits_keep_the_session_valid_and_can_be_undone(data: st.DataObject) -> None:
    session = data.draw(sessions())
    document = Document(session)
    before: list[Session] = []
    for _ in range(data.draw(st.integers(1, 4))):
        edit = data.draw(edits(document.session))
        old = document.session
        try:
            document.apply("Edit", edit)
        except EditError as error:
            assert str(error)
            assert document.session is old
            continue
        if document.session is not old:
            before.append(old)
        validate(document.session)
        assert decode(encode(document.session)).session == document.session
    after = document.session
    for old in reversed(before):
        document.undo()
        assert document.session == old
    assert document.undo_text == ""
    for _ in before:
        document.redo()
    assert document.session == after


NOTHING: list[Edit] = [
    lambda s: add_points(s, np.empty((0, 2)), 0),
    lambda s: delete_points(s, np.array([], dtype=np.int64)),
    lambda s: move_points(s, np.array([0]), np.zeros(2)),
    lambda s: relabel_points(s, np.array([0]), int(s.data.points.labels[0])),
    lambda s: set_test_share(s, s.data.test_share),
    lambda s: set_units(s, 0, 2),
    lambda s: set_activation(s, 0, "tanh"),
    lambda s: set_inputs(s, ("x", "y")),
    lambda s: set_output(s, "sigmoid"),
    lambda s: set_loss(s, "binary-cross-entropy"),
    lambda s: set_optimizer(s, momentum=0.0),
    lambda s: set_training(s, learning_rate=0.1),
    lambda s: rename_class(s, 0, s.data.classes[0].name),
]


@pytest.mark.parametrize("edit", NOTHING)
def test_an_edit_that_changes_nothing_returns_the_session_itself(edit: Edit) -> None:
    session = trained(small_session(), 3)
    assert edit(session) is session


REFUSED: list[tuple[Edit, str]] = [
    (lambda s: add_points(s, [[np.nan, 0.0]], 0), "too far out"),
    (lambda s: add_points(s, [[0.0, 0.0]], 2), "There is no class 2"),
    (lambda s: add_points(s, np.zeros((200_001, 2)), 0), "at most 200,000 points"),
    (lambda s: remove_class(s, 0), "Two classes is the least"),
    (lambda s: rename_class(s, 0, "  "), "needs a name"),
    (lambda s: rename_class(s, 0, "class 1"), "Another class"),
    (lambda s: rename_class(s, 0, "a\N{RIGHT-TO-LEFT OVERRIDE}b"), r"U\+202E can't be seen"),
    (lambda s: rename_class(s, 0, "a\nb"), r"U\+000A can't be seen"),
    (lambda s: restyle_class(s, 0, "red", "disc"), "a color such as #D55E00 is needed"),
    (lambda s: load_dataset(s, Source(name="moons", seed=2**53 + 1)), "of at most 9 007 199 254 740 992 is needed"),
    (lambda s: load_dataset(s, Source(name="moons", seed=10**30)), "whole number"),
    (lambda s: load_dataset(s, Source(name="moons", points=0)), "at least 1"),
    (lambda s: load_dataset(s, Source(name="moons", classes=5)), "classes"),
    (lambda s: set_training(s, seed=2**53 + 1), "of at most 9 007 199 254 740 992 is needed"),
    (lambda s: set_training(s, seed=-1), "of at least 0"),
    (lambda s: set_training(s, seed=10**30), "whole number"),
    (lambda s: set_test_share(s, 0.95), "The share for testing is a number from 0 to 0.9"),
    (lambda s: set_test_share(s, np.nan), "The share for testing is a number from 0 to 0.9"),
    (lambda s: remove_layer(remove_layer(s)), "no hidden layer"),
    (lambda s: set_units(s, 0, 0), "1 to 256 neurons"),
    (lambda s: set_inputs(s, ()), "at least one input"),
    (lambda s: set_inputs(load_dataset(s, usual_source("film-1")), ("x", "y")), "“y” needs 2 coordinates"),
    (lambda s: set_output(add_class(s), "sign"), "two classes apart only"),
    (lambda s: set_loss(s, "cross-entropy"), "one output for each class"),
    (lambda s: set_training(s, learning_rate=-1.0), "a number of more than 0 is needed here"),
    (lambda s: set_training(s, batch_size=0), "at least 1"),
]


@pytest.mark.parametrize(("edit", "words"), REFUSED)
def test_an_edit_that_makes_no_sense_says_why(edit: Edit, words: str) -> None:
    with pytest.raises(EditError, match=words):
        edit(small_session())


def test_eight_classes_have_eight_looks() -> None:
    session = small_session()
    for _ in range(6):
        session = add_class(session)
    assert len({info.color for info in session.data.classes}) == 8
    assert len({info.marker for info in session.data.classes}) == 8
    with pytest.raises(EditError, match="at most 8"):
        add_class(session)


def test_a_third_class_gets_a_neuron_of_its_own_and_a_fitting_loss() -> None:
    run = add_class(small_session()).runs[0]
    assert run.model.output.kind == "per-class"
    assert run.model.output.normalizer == "softmax"
    assert run.training.loss == "cross-entropy"


def test_switching_momentum_off_forgets_the_velocity() -> None:
    session = trained(set_optimizer(small_session(), momentum=0.9), 3)
    state = session.runs[0].state
    assert state and len(state.slots) == 1
    off = set_optimizer(session, momentum=0.0).runs[0].state
    assert off and off.slots == ()
    assert off.parameters == state.parameters


def test_a_share_for_testing_is_taken_from_every_class() -> None:
    points = set_test_share(small_session(), 0.3).data.points
    for label in (0, 1):
        of_class = points.is_test[points.labels == label]
        assert of_class.sum() == round(0.3 * len(of_class))


@pytest.mark.parametrize("share", [0.5, 0.6, 0.9])
def test_a_point_of_every_class_is_left_to_train_on(share: float) -> None:
    session = add_points(add_points(clear_points(small_session()), [[0.0, 0.0]], 0), [[1.0, 0.0], [2.0, 0.0]], 1)
    points = set_test_share(session, share).data.points
    assert sorted(points.labels[~points.is_test]) == [0, 1]


def test_a_look_ahead_without_momentum_is_plain_descent() -> None:
    session = set_optimizer(small_session(), nesterov=True)
    assert session.runs[0].training.optimizer.nesterov
    assert validate(session) is session

"""Whatever is done to a document, undo leads back to its first session, redo to its last; memory is bounded."""

from __future__ import annotations

import os
from collections.abc import Iterable

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from app import document as document_module
from app.document import Document, Edit
from app.session.edits import EditError
from app.session.edits.model import add_layer, remove_layer
from app.session.edits.points import add_points
from app.session.schema import Session
from app.session.validation import validate
from app.training.frames import FrameRequest
from app.training.runner import Runner
from tests.session.sessions import sessions
from tests.session.test_edits import edits

EXAMPLES = int(os.environ.get("CHALKNET_UNDOS", "60"))  # of sequences; many more now and then
UNDO_LIMIT = 12  # instead of 500, so that it is reached
UNDO_BYTES = 4000


def bare(session: Session) -> Session:
    """What undo answers for: where its runs stand belongs to their training."""
    return replace(session, runs=tuple(replace(run, state=None, history=None) for run in session.runs))


def bytes_of(kept: Iterable[Session]) -> int:
    """Of all arrays that these sessions hold."""
    held: dict[int, int] = {}
    for session in kept:
        held[id(session.data.points)] = session.data.points.nbytes
        for run in session.runs:
            if run.state and run.history:
                parts = (run.state.parameters, *run.state.slots, run.history.steps.rows, run.history.epochs.rows)
                held |= {id(part.array): part.array.nbytes for part in parts}
    return sum(held.values())


gestures = st.sampled_from(["none", "new", "the same"])


class Undoing(RuleBasedStateMachine):
    """A document and its training, beside a plain list of the sessions that there have been.

    sessions: the ones to go back to, and the ones ahead; place: that of the present one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._limits = document_module.UNDO_LIMIT, document_module.UNDO_BYTES
        document_module.UNDO_LIMIT, document_module.UNDO_BYTES = UNDO_LIMIT, UNDO_BYTES
        self.gesture: object = None  # that the newest step belongs to

    def teardown(self) -> None:
        document_module.UNDO_LIMIT, document_module.UNDO_BYTES = self._limits

    @initialize(session=sessions())
    def first(self, session: Session) -> None:
        self.document = Document(session)
        self.runner = Runner(session)
        self.document.checkpointed = self._checkpointed
        self.document.session_changed.connect(lambda _old, new: self.runner.apply(new))
        self.document.parameters_changed.connect(self.runner.apply)
        self.document.opened.connect(self.runner.open)
        self._begin(session)

    def _begin(self, session: Session) -> None:
        self.sessions, self.place, self.gesture = [session], 0, None

    def _checkpointed(self, session: Session) -> Session:
        """As Training does: the newest states in the runs that the training has."""
        shown = self.runner.frame(FrameRequest(metrics=False)).runs
        runs = (
            replace(run, state=shown[number].run.state, history=shown[number].run.history)
            if number < len(shown)
            else run
            for number, run in enumerate(session.runs)
        )
        return replace(session, runs=tuple(runs))

    def _gesture(self, kind: str) -> object:
        """A key for an edit: of a gesture that begins with it, of the one that is under way, or none."""
        return {"none": None, "new": object(), "the same": self.gesture}[kind]

    def _note(self, before: Session, gesture: object, steps: int) -> None:
        """Note what an edit has led to, if it has done anything."""
        if self.document.session is before:
            return
        is_same_step = gesture is not None and gesture == self.gesture
        del self.sessions[self.place + (0 if is_same_step else 1) :]
        self.sessions.append(self.document.session)
        self.place = len(self.sessions) - 1
        self.gesture = gesture
        forgotten = 0 if is_same_step else steps + 1 - len(self.document._undo)
        assert forgotten >= 0
        del self.sessions[:forgotten]
        self.place -= forgotten

    @rule(data=st.data(), kind=gestures)
    def edit_somehow(self, data: st.DataObject, kind: str) -> None:
        """Any edit at all; many of them make no sense, or change nothing."""
        self._edit(data.draw(edits(self.document.session)), kind)

    @rule(count=st.integers(1, 3), kind=gestures)
    def place_points(self, count: int, kind: str) -> None:
        dimensions = len(self.document.session.data.features)
        self._edit(lambda session: add_points(session, np.ones((count, dimensions)), 0, values=1.0), kind)

    @rule(kind=gestures)
    def change_the_network(self, kind: str) -> None:
        """Weights have no place any more, and are remembered."""
        is_deep = len(self.document.session.runs[0].model.layers) > 1
        self._edit(lambda session: remove_layer(session) if is_deep else add_layer(session), kind)

    def _edit(self, edit: Edit, kind: str) -> None:
        gesture = self._gesture(kind)
        before, steps = self.document.session, len(self.document._undo)
        if self.document._undo and self.document._undo[-1].edit is not None:
            self.gesture = None  # what follows a weight set by hand is a step of its own
        try:
            self.document.apply("Edit", edit, gesture)
        except EditError as error:
            assert str(error)
            assert self.document.session is before
        self._note(before, gesture, steps)

    @rule(data=st.data(), kind=st.sampled_from(["none", "new"]))
    def set_a_weight(self, data: st.DataObject, kind: str) -> None:
        gesture = self._gesture(kind)
        before, steps = self.document.session, len(self.document._undo)
        run = data.draw(st.integers(0, len(before.runs) - 1))
        state = self._checkpointed(before).runs[run].state
        assert state
        place = data.draw(st.integers(0, len(state.parameters) - 1))
        self.document.set_parameters("Weight", run, [place], data.draw(st.floats(-3, 3)), gesture)
        self._note(before, gesture, steps)

    @rule(steps=st.integers(1, 5))
    def train(self, steps: int) -> None:
        self.runner.step(steps)
        self.document.mark_trained()

    @rule(log_loss=st.booleans(), smoothing=st.sampled_from([0.0, 0.5]))
    def look_elsewhere(self, log_loss: bool, smoothing: float) -> None:
        before = self.document.undo_text, self.document.redo_text, self.document.session
        self.document.set_view(log_loss=log_loss, smoothing=smoothing)
        assert before == (self.document.undo_text, self.document.redo_text, self.document.session)

    @precondition(lambda self: self.gesture is not None)
    @rule()
    def cancel(self) -> None:
        self.document.cancel(self.gesture)
        self.sessions.pop()
        self.place -= 1
        self.gesture = None

    @rule(times=st.integers(1, 4))
    def undo_some(self, times: int) -> None:
        for _ in range(times):
            self.undo()

    @rule(times=st.integers(1, 4))
    def redo_some(self, times: int) -> None:
        for _ in range(times):
            self.redo()

    def undo(self) -> None:
        assert bool(self.document.undo_text) == (self.place > 0)
        self.document.undo()
        self.place = max(self.place - 1, 0)
        del self.sessions[self.place + 1 + len(self.document._redo) :]
        self.gesture = None

    def redo(self) -> None:
        assert bool(self.document.redo_text) == (self.place < len(self.sessions) - 1)
        if self.document.redo_text:
            self.gesture = None
        self.document.redo()
        forgotten = min(self.place + 1, len(self.sessions) - 1) - len(self.document._undo)
        del self.sessions[:forgotten]
        self.place = len(self.document._undo)

    @rule()
    def all_the_way_back_and_forth(self) -> None:
        while self.document.undo_text:
            self.undo()
        assert bare(self.document.session) == bare(self.sessions[0])
        while self.document.redo_text:
            self.redo()
        assert bare(self.document.session) == bare(self.sessions[-1])

    @rule(session=sessions(max_steps=1))
    def open(self, session: Session) -> None:
        self.document.open(session)
        assert not self.document.undo_text
        assert not self.document.redo_text
        self._begin(session)

    @invariant()
    def the_session_is_the_one_of_its_place(self) -> None:
        if hasattr(self, "document"):
            assert bare(self.document.session) == bare(self.sessions[self.place])
            validate(self.document.session)
            assert self.runner.session is self.document.session

    @invariant()
    def memory_is_bounded(self) -> None:
        if hasattr(self, "document"):
            for steps in (self.document._undo, self.document._redo):
                assert len(steps) <= UNDO_LIMIT
                assert len(steps) <= 1 or bytes_of(step.session for step in steps) <= UNDO_BYTES


class TestUndoing(Undoing.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )

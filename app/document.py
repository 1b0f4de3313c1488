"""The one mutable thing of a window: its session, the undo stack, and whether all of it is saved."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from app.session.carry import same_structure
from app.session.edits import EditError
from app.session.edits.branch import Branch, Standing
from app.session.edits.parameters import ParameterEdit, parameter_edit
from app.session.edits.timeline import without_moments
from app.session.schema import Pinned, Run, Session, View
from app.session.slice import fitting_view

Edit = Callable[[Session], Session]

UNDO_LIMIT = 500  # steps
UNDO_BYTES = 256 * 2**20  # of each of the two ways: points, weights, curves, moments; steps share what they leave alone


@dataclass(frozen=True)
class _Step:
    """One entry of the undo stack: the session to go back to, and what is undone by it.

    edit: where parameters were set by hand, or a run went on from elsewhere, what sets that back; the session to go
    back to is then an equal one.
    """

    text: str
    session: Session
    gesture: Hashable | None
    edit: ParameterEdit | Branch | None = None

    @cached_property
    def held(self) -> dict[int, int]:
        """How many bytes each array takes that it keeps, by what tells them apart: steps share most of theirs."""
        held = _nbytes(self.session)
        if isinstance(self.edit, Branch):
            held |= self.edit.before.nbytes | self.edit.after.nbytes
        return held

    @cached_property
    def nbytes(self) -> int:
        """All of them."""
        return sum(self.held.values())


class Saving(NamedTuple):
    """A session on its way into a file, and what of the document it holds.

    session: as the file keeps it. edited, pinned, trained, by_hand: where the document stood when it was taken.
    """

    session: Session
    edited: Session
    pinned: tuple[Any, ...]
    trained: int
    by_hand: int


class Document(QObject):
    """A session that can be edited, undone, and saved.

    Attributes: session, view (what is shown; no edit, but kept in the file), path (None when never saved),
    work (a number that grows with everything that a crash would lose).
    Signals: session_changed(old, new) after every edit, undo and redo; parameters_changed(session, ParameterEdit
    or Branch) instead of it where only parameters were set by hand, or a run goes on from elsewhere, the session being
    an equal one; opened(session) when another
    session takes its place; view_changed(view); status_changed() when title, undo texts or the unsaved mark may have
    changed.
    Set by whoever knows the training: checkpointed gives a session its newest trained state; with_timelines
    adds what its runs remember, where it is to keep that; standing tells all that
    a run is by now; why_not_by_hand says why parameters can't be set at present, "" if they can.
    Thread: the window's.
    """

    session_changed = Signal(object, object)
    parameters_changed = Signal(object, object)
    opened = Signal(object)
    view_changed = Signal(object)
    status_changed = Signal()

    def __init__(self, session: Session, path: Path | None = None) -> None:
        super().__init__()
        self.session = session
        self.view = session.view
        self.path = path
        self.checkpointed: Callable[[Session], Session] = lambda session: session
        self.with_timelines: Callable[[Session], Session] = lambda session: session
        self.standing: Callable[[int], Standing | None] = lambda _run: None
        self.why_not_by_hand: Callable[[], str] = lambda: ""
        self.work = 0
        self._saves = 0  # on their way into a file
        self._trained = self._by_hand = 0  # how often the runs have gone on, and parameters were set by hand
        self._is_unsaved = False  # no file holds this, although nothing was done to it: recovered, or a copy
        self._is_file_gone = False
        self._saved = self._now()
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []

    # Editing

    def apply(self, text: str, edit: Edit, gesture: Hashable | None = None) -> None:
        """Edit the session. Edits of one gesture (a drag, a slider pull) are one step of undo.

        Raises EditError, and changes nothing, where the edit makes no sense.
        """
        old, new = self.session, edit(self.session)
        if new is old or new == old:
            return
        last = self._undo[-1] if self._undo else None
        # Parameters set by hand are undone in another way: what follows them is a step of its own.
        if gesture is None or last is None or last.gesture != gesture or last.edit is not None:
            self._undo.append(_Step(text, self._remembering(old, new), gesture))
            del self._undo[: _beyond_limits(self._undo)]
        self._redo.clear()
        self._become(new)

    def set_parameters(self, text: str, run: int, index: Any, values: Any, gesture: Hashable | None = None) -> None:
        """Set weights and biases by hand: those at these places (M,) of a run's parameter vector, to these values.

        A step of undo, as any edit; all other parameters stay as they are by then. In a gesture that has begun with an
        edit of the session, it belongs to that step. Raises EditError, and changes nothing, for an impossible value, or
        while no parameters can be set.
        """
        reason = self.why_not_by_hand()
        if reason:
            raise EditError(reason)
        old = self.session
        state = self.checkpointed(old).runs[run].state
        if state is None:
            return
        edit = parameter_edit(state, run, index, values)
        if np.array_equal(edit.before, edit.after):
            return
        last = self._undo[-1] if self._undo else None
        if gesture is None or last is None or last.gesture != gesture:
            self._undo.append(_Step(text, old, gesture, edit.reversed))
            del self._undo[: _beyond_limits(self._undo)]
        elif isinstance(last.edit, ParameterEdit):
            self._undo[-1] = dataclasses.replace(last, edit=edit.following(last.edit.reversed).reversed)
        self._redo.clear()
        self._become(replace(old), edit)

    def branch(self, text: str, branch: Branch) -> None:
        """Let a run go on from elsewhere. A step of undo, which brings the run back as it was."""
        self._undo.append(_Step(text, self.session, None, branch.reversed))
        del self._undo[: _beyond_limits(self._undo)]
        self._redo.clear()
        self._become(replace(self.session), branch)

    def cancel(self, gesture: Hashable) -> None:
        """Take back what an unfinished gesture has done; there is nothing to redo then."""
        if self._undo and self._undo[-1].gesture == gesture:
            step = self._undo.pop()
            self._become(step.session, step.edit)

    def undo(self) -> None:
        """Back to the session before the last step."""
        self._step(self._undo, self._redo)

    def redo(self) -> None:
        """Forward again."""
        self._step(self._redo, self._undo)

    @property
    def undo_text(self) -> str:
        """What undo would undo; "" when nothing."""
        return self._undo[-1].text if self._undo else ""

    @property
    def redo_text(self) -> str:
        return self._redo[-1].text if self._redo else ""

    def set_view(self, **changes: object) -> None:
        """Show something else. No step of undo; only pinned curves count as work that has to be saved."""
        view: View = replace(self.view, **changes)
        if view != self.view:
            self.view = view
            self.view_changed.emit(view)
            if "pinned" in changes:
                self.work += 1
                self.status_changed.emit()

    def pin_at_reset(self, pinned: tuple[Pinned, ...]) -> None:
        """Keep the curve of a run that is reset. As training, without a file it can be had again by Play: no work."""
        if not self.path and self.view.pinned == self._saved.pinned:
            self._saved = self._saved._replace(pinned=pinned)
        self.set_view(pinned=pinned)

    # Files

    @property
    def title(self) -> str:
        """The name to show: the file's, else the session's own."""
        if self.path:
            return self.path.stem
        return self.session.title or "Untitled"

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose work: an edit, or training, since the last save."""
        saved = self._saved
        if self._is_unsaved or self._is_file_gone:
            return True
        if self.view.pinned != saved.pinned or self._by_hand != saved.by_hand:
            return True
        if self.path and self._trained != saved.trained:
            return True  # what a lesson was trained to, without a file, can be had again by Play
        return self.session is not saved.edited and _without_states(self.session) != _without_states(saved.edited)

    @property
    def is_saving(self) -> bool:
        """Whether it is on its way into a file."""
        return self._saves > 0

    def mark_trained(self) -> None:
        """The run has gone on."""
        is_first = self._trained == self._saved.trained
        self._trained += 1
        self.work += 1
        if is_first:
            self.status_changed.emit()

    def mark_file_gone(self, is_gone: bool) -> None:
        """No file holds this session any more, as when it was deleted or changed from outside; or one does again."""
        if is_gone != self._is_file_gone:
            self._is_file_gone = is_gone
            self.work += 1
            self.status_changed.emit()

    def open(self, session: Session, path: Path | None = None, *, is_unsaved: bool = False) -> None:
        """Put another session in the place of this one. is_unsaved: no file holds it as it is."""
        self.session = session
        self.view = session.view
        self.path = path
        self.work += 1
        self._saves = 0
        self._is_unsaved, self._is_file_gone = is_unsaved, False
        self._saved = self._now()
        self._undo.clear()
        self._redo.clear()
        self.opened.emit(session)
        self.view_changed.emit(self.view)
        self.status_changed.emit()

    def to_save(self) -> Session:
        """The session as a file keeps it: with the newest state of its runs, and what is shown."""
        return replace(self.with_timelines(self.checkpointed(self.session)), view=self.view)

    def begin_saving(self) -> Saving:
        """What is to be saved now; the document may be edited further while it is."""
        self._saves += 1
        self.status_changed.emit()
        return self._now(self.to_save())

    def mark_saved(self, path: Path, saving: Saving | None = None) -> None:
        """This file holds what was taken to be saved; by default, the session as it is now."""
        self.path = path
        self._saves = max(self._saves - 1, 0)
        self._is_unsaved = self._is_file_gone = False
        self._saved = saving._replace(session=saving.edited) if saving else self._now()
        self.status_changed.emit()

    def mark_not_saved(self) -> None:
        """The saving that was begun has come to nothing."""
        self._saves = max(self._saves - 1, 0)
        self.status_changed.emit()

    def _now(self, as_file: Session | None = None) -> Saving:
        return Saving(as_file or self.session, self.session, self.view.pinned, self._trained, self._by_hand)

    def _step(self, source: list[_Step], target: list[_Step]) -> None:
        """Go to the newest session of one stack, and put what leads back from there on the other."""
        if source:
            step = source.pop()
            back = self._leaving(step.edit).reversed if step.edit else None
            target.append(_Step(step.text, self._remembering(self.session, step.session), None, back))
            del target[: _beyond_limits(target)]
            self._become(replace(step.session) if step.edit else step.session, step.edit)

    def _leaving(self, edit: ParameterEdit | Branch) -> ParameterEdit | Branch:
        """The edit with what it leaves behind as that is by now: what a run has learned since is not lost either."""
        if not isinstance(edit, Branch):
            return edit
        before = self.standing(edit.run)
        return edit if before is None else edit._replace(before=before)

    def _become(self, session: Session, edit: ParameterEdit | Branch | None = None) -> None:
        old, self.session = self.session, session
        self.work += 1
        if edit is not None:
            self._by_hand += 1
            self.parameters_changed.emit(session, edit)
            self.status_changed.emit()
            return
        view = _fitting(self.view, session, old)
        if view != self.view:
            self.view = view
            self.view_changed.emit(view)
        self.session_changed.emit(old, session)
        self.status_changed.emit()

    def _remembering(self, session: Session, following: Session) -> Session:
        """The session to go back to; with its weights, where going on would lose some of them."""
        lost = len(session.runs) != len(following.runs) or any(
            not same_structure(old, session.data, new, following.data)
            for old, new in zip(session.runs, following.runs, strict=True)
        )
        return self.checkpointed(session) if lost else session


def _beyond_limits(steps: list[_Step]) -> int:
    """How many of the steps furthest away there is no room for."""
    beyond = max(len(steps) - UNDO_LIMIT, 0)
    kept = steps[beyond:]
    if sum(step.nbytes for step in kept) <= UNDO_BYTES:
        return beyond  # even if they shared nothing; this is asked at every click
    held: dict[int, int] = {}
    for number, step in enumerate(reversed(kept)):
        held |= step.held
        if number and sum(held.values()) > UNDO_BYTES:
            return len(steps) - number
    return beyond


def _nbytes(session: Session) -> dict[int, int]:
    """How much memory its points, weights and curves take, by what tells them apart: sessions share most of theirs."""
    points = session.data.points
    held = {id(points): points.nbytes}
    for run in session.runs:
        numbers = [run.state.parameters, *run.state.slots] if run.state else []
        numbers += [run.state.start] if run.state and run.state.start is not None else []
        numbers += [run.history.steps.rows, run.history.epochs.rows] if run.history else []
        held |= {id(one.array): one.array.nbytes for one in numbers}
    return held


def _fitting(view: View, session: Session, before: Session) -> View:
    """The view without what is not there any more: a class, a feature, a run."""
    return replace(fitting_view(view, session.data, before.data), run=min(view.run, len(session.runs) - 1))


def _without_states(session: Session) -> Session:
    return replace(session, view=View(), runs=tuple(map(_without_state, session.runs)), sha256="")


def _without_state(run: Run) -> Run:
    return without_moments(replace(run, state=None, history=None))

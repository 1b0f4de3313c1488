"""One moment in place of a training: views look at it as at one that is at rest."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.session.carry import initial_state
from app.session.schema import Session, State
from app.training.frames import Frame


class Still(QObject):
    """Has what views ask of a Training, and never goes on.

    Attributes: frame (what is shown, None before the first), playing and moment, as of a training at rest.
    """

    frame_ready = Signal(object)
    playing_changed = Signal(bool)
    was_reset = Signal()
    moment_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self.playing = False
        self.moment = None

    def show(self, frame: Frame) -> None:
        """Have the views show this frame."""
        self.frame = frame
        self.frame_ready.emit(frame)

    def shown_state(self, session: Session, run: int) -> State | None:
        """Where a run of the session is to be seen."""
        shown = session.runs[run] if self.frame is None else self.frame.seen(run).run
        return shown.state or initial_state(session.runs[run], session.data)

    def checkpointed(self, session: Session) -> Session:
        """The session with the states that are shown: it has them."""
        return session

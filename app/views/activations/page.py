"""What the pages of the panel share: each asks for something while it is seen, and draws the newest answer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.document import Document
from app.look.look import Look
from app.look.pace import Pace
from app.look.seen import Seen
from app.session.carry import only_points_differ
from app.session.schema import Run, Session
from app.training.frames import Frame
from app.training.training import Training


class Page(QWidget):
    """A view with a lens of its own. A subclass says what it asks for, request(), and how it is drawn, draw().

    Attributes: lens (None while nobody sees the page), answer (the newest one, None before the first).
    Signals: notice(str); lens_changed(), after lens has.
    """

    notice = Signal(str)
    lens_changed = Signal()

    def __init__(
        self, document: Document, training: Training, look: Look, kind: type[Any], pause_ms: int,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """kind: the type of the answers; pause_ms: at least so long between two pictures."""
        super().__init__(parent)
        self.document, self.training, self.look = document, training, look
        self.lens: Any = None
        self.answer: Any = None
        self._kind = kind
        self.seen = Seen(self)
        self._pace = Pace(self.draw, pause_ms, self, self.seen)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        document.view_changed.connect(self._on_view_changed)
        training.was_reset.connect(self._on_was_reset)
        training.frame_ready.connect(self._on_frame_ready)
        self.seen.changed.connect(self._on_seen_changed)
        look.changed.connect(self._on_look_changed)

    def request(self) -> Any:
        """What to ask for while the page is seen."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw the answer, where there is one and it is of the network as it is now."""
        raise NotImplementedError

    def show_structure(self) -> None:
        """Follow a change of the session or of the shown run; or of the look."""

    def restyle(self) -> None:
        """Forget what was drawn in another look."""

    def start(self) -> None:
        """Once all parts are there: put them into the look, and show what there is."""
        self._on_look_changed()

    @property
    def run(self) -> Run:
        """The shown run."""
        runs = self.document.session.runs
        return runs[min(self.document.view.run, len(runs) - 1)]

    def ask(self) -> None:
        """Have the request answered, while anybody sees the page."""
        lens = self.request() if self.seen.now else None
        if lens != self.lens:
            self.lens = lens
            self.lens_changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Draw what there is now."""
        self._pace.draw()

    def refresh_soon(self) -> None:
        """Draw once the pause since the last picture is over."""
        self._pace.draw_soon()

    def forget(self) -> None:
        """Another session was opened: nothing of what was chosen has to do with it."""

    def _follow(self) -> None:
        self.show_structure()
        self.ask()
        self.refresh_soon()

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        answer = frame.answer(self._kind)
        if answer is not None and answer is not self.answer and frame.shown == self.document.view.run:
            self.answer = answer
            self.refresh_soon()

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if only_points_differ(old, new):
            self.ask()  # the next frame brings the answer
        else:
            self._follow()

    @Slot()
    def _on_view_changed(self) -> None:
        self._follow()

    @Slot()
    def _on_was_reset(self) -> None:
        self.answer = None  # of a run that is no more; the next frame brings another
        self.refresh_soon()

    @Slot()
    def _on_opened(self) -> None:
        self.answer = None
        self.forget()
        self._follow()

    @Slot()
    def _on_seen_changed(self) -> None:
        self.ask()
        self.refresh()

    @Slot()
    def _on_look_changed(self) -> None:
        self.restyle()
        self.column.setSpacing(self.look.px(8))
        self.show_structure()
        self.refresh()

"""The Training panel: two pages of options, the most used first."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.document import Document
from app.look.look import Look
from app.look.seen import Seen
from app.look.widgets.panel import Panel
from app.look.widgets.switch import Switch
from app.session.schema import Session, View
from app.training.frames import Frame
from app.training.training import Training
from app.views.options.main_page import MainPage
from app.views.options.more_page import MorePage
from app.views.options.penalty_note import PenaltyNote

PAGES = (
    ("main", "Main", "Loss L, optimizer, learning rate r, batch size B"),
    ("more", "More", "Penalties λ₁ and λ₂, sampling, initializer, seed, when to stop"),
)


class TrainingPanel(Panel):
    """How the shown run learns. Every change acts at once and resets nothing.

    Signals: notice(str), a sentence about an edit or a typed text that was refused.
    """

    notice = Signal(str)

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", parent)  # its dock has the title
        self._document = document
        self._training = training
        self.main_page = MainPage(document, look)
        self.more_page = MorePage(document, look)
        self._stack = QStackedWidget()
        self.switch = Switch(look, PAGES)
        for page in (self.main_page, self.more_page):
            page.notice.connect(self.notice)
            self._stack.addWidget(page)
        self.penalty = PenaltyNote(document, training)
        self.header.insertWidget(0, self.switch)
        self.add_to_header(self.penalty)
        self.add(self._stack, 1)
        self.switch.chosen.connect(self._on_page_chosen)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        document.view_changed.connect(self._on_view_changed)
        training.frame_ready.connect(self._on_frame)
        self._seen = Seen(self)
        self._seen.changed.connect(self._on_seen_changed)
        self.setAccessibleName("Training")

    def refresh(self) -> None:
        """Show what the document says now."""
        self.main_page.refresh()
        self.more_page.refresh()

    def _count_clamped(self) -> None:
        """Pass on the newest frame's count, if it is about the run and the points on show."""
        frame = self._training.frame
        clamped = None
        if frame is not None and frame.session.data.points is self._document.session.data.points:
            shown = frame.shown_run
            if shown.evaluation is not None and shown.run.training.loss == self.main_page.run.training.loss:
                clamped = shown.evaluation.clamped
        self.main_page.set_clamped(clamped)

    @Slot(str)
    def _on_page_chosen(self, key: str) -> None:
        self._stack.setCurrentWidget(self.main_page if key == "main" else self.more_page)

    @Slot(object, object)
    def _on_session_changed(self, _old: Session, _new: Session) -> None:
        self.refresh()
        self._count_clamped()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self.refresh()
        self._count_clamped()

    @Slot(object)
    def _on_view_changed(self, _view: View) -> None:
        self.refresh()

    @Slot(object)
    def _on_frame(self, _frame: Frame) -> None:
        if self._seen.now:
            self._count_clamped()

    @Slot()
    def _on_seen_changed(self) -> None:
        self._count_clamped()

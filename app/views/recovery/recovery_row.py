"""One thing that was recovered: its picture, what and when it was, and what to do with it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.elided_label import ElidedLabel
from app.session.schema import Session
from app.session.tables import counted
from app.views.recovery.found import Found
from app.views.recovery.picture import paint_sketch

PICTURE_PX = 96
TEXT_PX = 150


class RecoveryRow(QWidget):
    """A picture, three lines, two buttons.

    Attributes: found, is_marked (it is to be thrown away when the dialog is closed), open_button, discard_button.
    Signals: open_asked(Found), marked().
    """

    open_asked = Signal(object)
    marked = Signal()

    def __init__(self, found: Found, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found, self._look = found, look
        self.is_marked = False
        self._picture, self._details = QLabel(), QLabel()
        self._title, self._place = ElidedLabel(), ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.open_button, self.discard_button = QPushButton("Open"), QPushButton()
        self._arrange()
        self._fill()
        self.open_button.clicked.connect(self._on_open_clicked)
        self.discard_button.clicked.connect(self._on_discard_clicked)

    def _arrange(self) -> None:
        px = self._look.px
        self._picture.setFixedSize(px(PICTURE_PX), px(PICTURE_PX))
        self._title.setProperty("role", "strong")
        for label in (self._place, self._details):
            label.setProperty("role", "secondary")
        lines = QVBoxLayout()
        lines.setSpacing(px(4))
        lines.addStretch(1)
        self._details.setTextFormat(Qt.TextFormat.PlainText)
        self._details.setWordWrap(True)
        self._details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self._title, self._place, self._details):
            label.setMinimumWidth(px(TEXT_PX))
            lines.addWidget(label)
        lines.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(px(8), px(8), px(12), px(8))
        line.setSpacing(px(12))
        line.addWidget(self._picture)
        line.addLayout(lines, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addStretch(1)
        for button in (self.open_button, self.discard_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        line.addLayout(buttons)

    def _fill(self) -> None:
        found = self.found
        about = found.about
        self._title.show_text(about.title)
        self._place.show_text(str(Path(about.path)) if about.path else "never saved in a file")
        if found.session and found.sketch:
            self._details.setText(f"{_when(about.saved_at)} · {_content(found.session)}")
            density = self.devicePixelRatioF()
            self._picture.setPixmap(paint_sketch(found.sketch, self._look, self._look.px(PICTURE_PX), density))
        else:
            self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._picture.setPixmap(self._look.icon_in("warning", "warning").pixmap(self._look.icon_size(24)))
            self._details.setText(found.problem)
            self.open_button.hide()
        self._show_mark()

    def _show_mark(self) -> None:
        self.discard_button.setText("Keep" if self.is_marked else "Discard")
        tip = "Don't throw it away after all." if self.is_marked else "Throw it away when this window is closed."
        self.discard_button.setToolTip(wrapped(tip))
        for part in (self._picture, self._title, self._place, self._details, self.open_button):
            part.setEnabled(not self.is_marked)

    @Slot()
    def _on_open_clicked(self) -> None:
        self.open_asked.emit(self.found)

    @Slot()
    def _on_discard_clicked(self) -> None:
        self.is_marked = not self.is_marked
        self._show_mark()
        self.marked.emit()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("panel"))
        painter.drawRoundedRect(self.rect(), self._look.px(6), self._look.px(6))


def _when(seconds: float) -> str:
    then, today = datetime.fromtimestamp(seconds).astimezone(), datetime.now().astimezone().date()
    days = (today - then.date()).days
    day = "Today" if days == 0 else "Yesterday" if days == 1 else f"{then:%Y-%m-%d}"
    return f"{day} at {then:%H:%M:%S}"


def _content(session: Session) -> str:
    state = session.runs[session.view.run].state
    step = state.step if state else 0
    return f"{counted(len(session.data.points), 'point')}, {counted(step, 'step')}"

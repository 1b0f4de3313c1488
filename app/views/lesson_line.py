"""What the open lesson is about and what to do in it, above the plane."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.document import Document
from app.look.look import Look
from app.look.plain_text import formulas_joined
from app.look.widgets.buttons import IconButton
from app.session.schema import Lesson, Session

MOST_SHARE = 0.25  # of the window's height; what is longer is scrolled
CROSS_TIP = "Put the lesson's text away. View ▸ Lesson's Text shows it again."


class LessonLine(QWidget):
    """The text and the question of the open session's lesson; not there where it has none, or once it is put away.

    Signals: shown_changed(bool), whether it is there now.
    """

    shown_changed = Signal(bool)

    def __init__(self, document: Document, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._look = document, look
        self.setAccessibleName("Lesson")
        self._text, self._question = QLabel(), QLabel()
        self._question.setProperty("role", "strong")
        self._words = QWidget()
        self._column = QVBoxLayout(self._words)
        self._column.setContentsMargins(0, 0, 0, 0)
        for label in (self._text, self._question):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._column.addWidget(label)
        self._area = QScrollArea(self)
        self._area.setWidget(self._words)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self._words.setAutoFillBackground(False)
        self._cross = IconButton(look, "close", tooltip=CROSS_TIP, icon_px=16, parent=self)
        self._cross.clicked.connect(self._on_cross_clicked)
        document.opened.connect(self._on_opened)
        document.session_changed.connect(self._on_session_changed)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self._on_opened()

    @property
    def has_lesson(self) -> bool:
        """Whether there is anything to show."""
        lesson = self._document.session.lesson
        return lesson is not None and bool(lesson.text or lesson.question)

    def text(self) -> str:
        """What stands there: the text, and below it the question."""
        return "\n".join(label.text() for label in (self._text, self._question) if label.text())

    @Slot(bool)
    def set_shown(self, shown: bool) -> None:
        """Show the lesson's words, or put them away."""
        shown = shown and self.has_lesson
        self.setVisible(shown)
        self._fit()
        self.shown_changed.emit(shown)

    def _fit(self) -> None:
        """Be as high as the words are, up to a part of the window."""
        px = self._look.px
        cross = self._cross.sizeHint()
        width = max(self.width() - px(12) - px(8) - cross.width() - px(8), 1)
        needed = max(self._words.heightForWidth(width), cross.height()) + 2 * px(6)
        height = min(needed, max(round(MOST_SHARE * self.window().height()), px(48)))
        self._area.setGeometry(px(12), px(6), width, height - 2 * px(6))
        self._cross.setGeometry(self.width() - px(8) - cross.width(), px(6), cross.width(), cross.height())
        if height != self.height():
            self.setFixedHeight(height)

    @Slot()
    def _on_opened(self) -> None:
        lesson = self._document.session.lesson or Lesson()
        self._text.setText(formulas_joined(lesson.text))
        self._question.setText(formulas_joined(lesson.question))
        self._text.setVisible(bool(lesson.text))
        self._question.setVisible(bool(lesson.question))
        self.setAccessibleDescription(self.text())
        self.set_shown(True)

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if old.lesson != new.lesson:
            self._on_opened()

    @Slot()
    def _on_cross_clicked(self) -> None:
        self.set_shown(False)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self._column.setSpacing(look.px(2))
        self._fit()
        self.update()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("info_ground"))
        painter.drawRoundedRect(self.rect(), self._look.px(6), self._look.px(6))

"""One sentence at the top of a view, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.look.look import Look
from app.look.widgets.buttons import IconButton

MAX_ACTIONS = 3


class Banner(QWidget):
    """A message with up to three actions and a cross; hidden while there is none.

    Signals: closed, when the user has put the message away by the cross.
    """

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tone: Literal["info", "warning"] = "info"
        self._buttons: list[QPushButton] = []
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._cross = IconButton(look, "close", tooltip="Put this message away", icon_px=16)
        self._cross.clicked.connect(self._on_cross_clicked)
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._line.addWidget(self._text, 1)
        self._line.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignVCenter)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.hide()

    def show_message(
        self,
        text: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        tone: Literal["info", "warning"] = "info",
    ) -> None:
        """Replace the message; an empty text hides the banner.

        An action's callable is called after the banner has been cleared, so that it may show a message of its own.
        Raises: ValueError for more than three actions or another tone.
        """
        if len(actions) > MAX_ACTIONS:
            raise ValueError(f"a banner has at most {MAX_ACTIONS} actions, got {len(actions)}")
        if tone not in ("info", "warning"):
            raise ValueError(f"expected the tone info or warning, got {tone!r}")
        self._tone = tone
        self._text.setText(text)
        self.setAccessibleName(text)
        self._set_actions(actions)
        self._on_look_changed()
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Take the message away without a signal."""
        self.show_message("")

    def text(self) -> str:
        return self._text.text()

    def buttons(self) -> list[QPushButton]:
        """The action buttons, in order."""
        return list(self._buttons)

    def _set_actions(self, actions: Sequence[tuple[str, Callable[[], object]]]) -> None:
        for button in self._buttons:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for label, action in actions:
            button = QPushButton(label)
            button.clicked.connect(lambda _checked=False, action=action: self._run(action))
            self._line.insertWidget(self._line.count() - 1, button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._buttons.append(button)

    def _run(self, action: Callable[[], object]) -> None:
        self.clear()
        action()

    @Slot()
    def _on_cross_clicked(self) -> None:
        self.clear()
        self.closed.emit()

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        icon = look.icon_in("warning", "warning") if self._tone == "warning" else look.icon_in("info", "accent")
        self._icon.setPixmap(icon.pixmap(look.icon_size(20), self.devicePixelRatioF()))
        self._line.setContentsMargins(look.px(12), look.px(6), look.px(8), look.px(6))
        self._line.setSpacing(look.px(8))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color(f"{self._tone}_ground"))
        painter.drawRoundedRect(self.rect(), self._look.px(6), self._look.px(6))

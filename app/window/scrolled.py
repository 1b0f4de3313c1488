"""What a panel stands in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.look.look import Look

LEAST_HEIGHT = 232  # of a panel, in design pixels: all of Training fits; what does not fit then is scrolled to …
LEAST_ROOM = 320  # … and in pixels of the screen, which is no higher where the text is large


class Scrolled(QScrollArea):
    """A panel that can be lower than its content, so that a window never has to be higher than its screen."""

    def __init__(self, content: QWidget, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        content = self.widget().minimumSizeHint()
        return QSize(content.width(), min(content.height(), self._look.px(LEAST_HEIGHT), LEAST_ROOM))

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint()

"""Arrays side by side where there is room, and below each other where there is none."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.look import Look
from app.views.inspector.array_view import ArrayView

GAP_PX, LINE_PX = 20, 10


class Shelf(QWidget):
    """Holds array views and places those that are used, in their order, line by line. Attribute: views."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.views: list[ArrayView] = []
        self._height = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(self, view: ArrayView) -> None:
        """Take in a view."""
        view.setParent(self)
        self.views.append(view)

    def arrange(self) -> None:
        """Place all views that are not hidden."""
        look = self._look
        gap, between = look.px(GAP_PX), look.px(LINE_PX)
        x = y = line_height = 0
        for view in self.views:
            if view.isHidden():
                continue
            width = min(view.natural_width(), self.width())
            if x and x + width > self.width():
                x, y, line_height = 0, y + line_height + between, 0
            # Alone on its line, a view has all of it: a long result needs the room.
            height = view.height_for(self.width() - x if view.is_wide() else width)
            view.setGeometry(QRect(x, y, self.width() - x if view.is_wide() else width, height))
            line_height = max(line_height, height)
            x += width + gap
            if view.is_wide():
                x = self.width() + 1
        height = y + line_height
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(300), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

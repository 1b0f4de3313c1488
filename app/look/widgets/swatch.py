"""A class's marker in its color, for lists and legends."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.look import Look
from app.look.palette import CLASS_COLORS, MARKERS

MARKER_PX = 14
BADGE_PX = 20


class ClassBadge(QWidget):
    """Paints one class marker; hollow means test points."""

    def __init__(
        self,
        look: Look,
        marker: str = MARKERS[0],
        hex_color: str = CLASS_COLORS[0],
        hollow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.set_class(marker, hex_color, hollow)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)

    def set_class(self, marker: str, hex_color: str, hollow: bool = False, name: str = "") -> None:
        """Show another class; its name is for screen readers.

        Raises: KeyError for an unknown marker, ValueError for what is no color; here, not while painting.
        """
        self._look.marker_path(marker)
        self._look.class_color(hex_color)
        self._marker, self._hex_color, self._hollow = marker, hex_color, hollow
        self.setAccessibleName(name)
        self.update()

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self._look.icon_size(BADGE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        center = QPointF(self.width() / 2, self.height() / 2)
        self._look.paint_marker(
            painter, center, self._look.px(MARKER_PX), self._marker, self._hex_color, self._hollow
        )  # fmt: skip

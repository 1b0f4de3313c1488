"""One possible input of the network, given to it or not."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.look.look import Look
from app.views.network.pictures import PictureStrip

BREAK = re.compile(r"(?<=[(+*/·, −-])(?=.)")  # where a formula may go on in the next line


class InputBox(QAbstractButton):
    """A toggle in the shape of a diagram's box; faint while it is left out. name: its formula."""

    def __init__(self, look: Look, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.name = name
        self._side = 0.0
        self._strip: PictureStrip | None = None
        self._unit = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._on_look_changed)

    def show_label(self, label: str) -> None:
        """What the input is called."""
        if label != self.text():
            self.setText(label)
            self.setAccessibleName(f"input {label}")

    def set_side(self, side: float) -> None:
        """How much of the box its picture takes, from the right."""
        if side != self._side:
            self._side = side
            self.update()

    def show_picture(self, strip: PictureStrip | None, unit: int) -> None:
        """What the input is over the plane; None where it is not given to the network."""
        self._strip, self._unit = strip, unit
        self.update()

    @Slot()
    def _on_look_changed(self) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, ground, text = "hairline", "plot", "secondary"
        if self.isChecked():
            edge, ground, text = "accent", "selection", "accent"
        elif self.underMouse():
            ground = "hover"
        if self.hasFocus():
            edge = "accent"
        box, outline = QRectF(self.rect()).adjusted(1, 1, -1, -1), QPainterPath()
        outline.addRoundedRect(box, look.px(4), look.px(4))
        painter.fillPath(outline, look.color(ground))
        font = look.font(0.85)
        font.setPixelSize(min(font.pixelSize(), max(int(self.height() * 0.78), 6)))
        painter.setFont(font)
        painter.setPen(look.color(text))
        box.setWidth(box.width() - self._side)
        lines = max(int(box.height() / (1.2 * font.pixelSize())), 1)
        metrics, parts = painter.fontMetrics(), BREAK.sub("\u200b", self.text())
        if max(map(metrics.horizontalAdvance, parts.split("\u200b"))) > box.width() - 2:
            lines, parts = 1, self.text()
        most = int((box.width() - 2) * (lines - 0.3 if lines > 1 else 1))
        name = metrics.elidedText(parts, Qt.TextElideMode.ElideRight, most)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, name)
        if self._strip is not None and self._side and self.isChecked() and self._unit < len(self._strip):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            left = self.width() - self._side - 1
            square = QRectF(left, (self.height() - self._side) / 2, self._side, self._side).adjusted(1, 1, -1, -1)
            self._strip.paint(painter, square, self._unit, ground)
        # Above the corners of the picture, which are as the ground.
        painter.strokePath(outline, look.pen(edge, 2.0 if self.hasFocus() and self.isChecked() else 1.0))
        painter.end()

"""Pictures that a widget paints once and keeps, and where it must not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

_VECTORS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


def wants_vectors(painter: QPainter) -> bool:
    """Whether what is painted becomes a drawing (SVG, PDF): a picture that is kept would be pixels in it."""
    return painter.paintEngine().type() in _VECTORS


def density_of(painter: QPainter) -> float:
    """Device pixels to a pixel on what is painted on: of a widget that is rendered elsewhere, of that place."""
    return painter.paintEngine().paintDevice().devicePixelRatioF()


def is_kept_sharp(painter: QPainter, widget: QWidget) -> bool:
    """Whether a picture as dense as the widget's screen is as sharp as what is painted on."""
    return not wants_vectors(painter) and density_of(painter) == widget.devicePixelRatioF()


def empty_picture(widget: QWidget) -> QPixmap:
    """A transparent picture as large as the widget and as dense as its screen. It is painted on in widget pixels."""
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture

"""Pictures that a widget paints once and keeps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget


def empty_picture(widget: QWidget) -> QPixmap:
    """A transparent picture as large as the widget and as dense as its screen. It is painted on in widget pixels."""
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture

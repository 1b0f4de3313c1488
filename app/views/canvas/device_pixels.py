"""Pictures that are kept between two paintings: where they lie, to the device pixel, so that they stay sharp."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from app.look.pictures import density_of


class Place(NamedTuple):
    """A picture's place. Equal places show the same.

    Attributes: scale and origin (from an item's coordinates to pixels of the picture), size (of the picture), density
    (device pixels to a pixel): all in device pixels; corner (where to draw it, in the pixels of the widget).
    """

    scale: tuple[float, float]
    origin: tuple[float, float]
    size: tuple[int, int]
    density: float
    corner: tuple[float, float]

    @property
    def transform(self) -> QTransform:
        """From the item's coordinates to device pixels of the picture."""
        return QTransform(self.scale[0], 0.0, 0.0, self.scale[1], *self.origin)

    def empty(self) -> QPixmap:
        """A transparent picture. It is painted on in device pixels."""
        pixmap = QPixmap(QSize(*self.size))
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap

    def draw_directly(self, painter: QPainter, paint: Callable[[QPainter], None], opacity: float = 1.0) -> None:
        """Have painted, without a picture between, what would be painted on a picture at this place."""
        painter.save()
        painter.resetTransform()
        painter.translate(*self.corner)
        painter.scale(1.0 / self.density, 1.0 / self.density)
        painter.setOpacity(opacity)
        paint(painter)
        painter.restore()

    def draw(self, painter: QPainter, picture: QPixmap, opacity: float = 1.0) -> None:
        """Draw a picture at this place, one pixel of it to a pixel of the device."""
        picture.setDevicePixelRatio(self.density)
        painter.save()
        painter.resetTransform()
        painter.setOpacity(opacity)
        painter.drawPixmap(QPointF(*self.corner), picture)
        painter.restore()


def place_of(painter: QPainter, rect: QRectF) -> Place:
    """Where an item's rectangle lies on the painter's device; the plane is never turned, only moved and scaled."""
    device = painter.deviceTransform()
    area = device.mapRect(rect)
    left, top = floor(area.left()), floor(area.top())
    # From the device back to the widget's own pixels, in which the finished picture is drawn.
    to_widget = device.inverted()[0] * painter.worldTransform()
    corner = to_widget.map(QPointF(left, top))
    return Place(
        scale=(device.m11(), device.m22()),
        origin=(device.dx() - left, device.dy() - top),
        size=(max(1, ceil(area.right()) - left), max(1, ceil(area.bottom()) - top)),
        density=density_of(painter),
        corner=(corner.x(), corner.y()),
    )

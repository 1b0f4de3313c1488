"""A small picture of a data set, to click on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.look.look import Look
from app.look.palette import CLASS_COLORS
from app.look.pictures import empty_picture
from app.look.tooltips import wrapped
from nncore import DATASETS, make_dataset

SIDE_PX = 40
DOT_PX = 2.6
MARGIN = 0.12  # of the side, kept free on each edge
SAMPLE_POINTS = 110
SAMPLE_SEED = 1


class Thumbnail(QAbstractButton):
    """One data set of the gallery; checked when the session's points were drawn from it.

    Attributes: dataset, its name.
    """

    def __init__(self, look: Look, dataset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dataset = dataset
        self._look = look
        self._picture = QPixmap()
        kind = DATASETS[dataset]
        x, self._labels = make_dataset(dataset, points=SAMPLE_POINTS, noise=kind.default_noise * 0.5, seed=SAMPLE_SEED)
        self._places = _unit_places(x, kind.dimensions)
        self._is_line = kind.dimensions == 1
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(kind.label)
        self.setToolTip(wrapped(f"{kind.label}. {kind.description}"))
        look.changed.connect(self._on_look_changed)

    def _paint_picture(self) -> QPixmap:
        """The sample's points, each class in its color."""
        picture = empty_picture(self)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(self.width())
        places = self._places * side
        if self._is_line:
            painter.setPen(self._look.pen("hairline"))
            painter.drawLine(QPointF(side * MARGIN / 2, side / 2), QPointF(side * (1 - MARGIN / 2), side / 2))
        for label in np.unique(self._labels):
            pen = self._look.pen(self._look.class_color(CLASS_COLORS[label]), DOT_PX)
            painter.setPen(pen)
            chosen = places[self._labels == label]
            painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in chosen]))
        painter.end()
        return picture

    @Slot()
    def _on_look_changed(self) -> None:
        self._picture = QPixmap()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self._look.icon_size(SIDE_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        ratio = self.devicePixelRatioF()
        if self._picture.size() != self.size() * ratio:
            self._picture = self._paint_picture()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.isChecked() or self.hasFocus()
        width = 2.0 if self.isChecked() else 1.0
        painter.setPen(look.pen("accent" if strong else "outline" if self.underMouse() else "hairline", width))
        painter.setBrush(look.color("hover" if self.underMouse() else "plot"))
        inset = width * look.scale / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), look.px(6), look.px(6))
        painter.drawPixmap(0, 0, self._picture)


def _unit_places(x: np.ndarray, dimensions: int) -> np.ndarray:
    """The points (N, 2) in the unit square, y down, filling it up to the margin without distortion."""
    if dimensions == 1:
        x = np.column_stack((x, np.zeros(len(x))))
    low, high = x.min(axis=0), x.max(axis=0)
    span = max(float((high - low).max()), 1e-9)
    centered = (x - (low + high) / 2) / span
    return np.asarray(0.5 + centered * (1 - 2 * MARGIN) * np.array([1.0, -1.0]))

"""A small picture of a data set, to click on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.look.look import Look
from app.look.palette import CLASS_COLORS, value_table
from app.look.pictures import empty_picture
from app.look.tooltips import wrapped
from nncore import DATASETS, DatasetKind, make_dataset, make_values

SIDE_PX = 40
DOT_PX = 2.6
MARGIN = 0.12  # of the side, kept free on each edge
SAMPLE_POINTS = 110
SAMPLE_SEED = 1
VALUE_COLORS = 9
CURVE = VALUE_COLORS  # the number of the points of a curve, which have no color of their own


class Thumbnail(QAbstractButton):
    """One data set of the gallery; checked when the session's points were drawn from it.

    Attributes: dataset, its name; task, what it is for.
    """

    def __init__(self, look: Look, dataset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dataset = dataset
        self._look = look
        self._picture = QPixmap()
        kind = DATASETS[dataset]
        self.task = kind.task
        self._places, self._labels = _sample(kind)
        self._is_line = kind.dimensions == 1 and kind.value is None
        self._has_values = kind.value is not None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(kind.label)
        self.setToolTip(wrapped(f"{kind.label}. {kind.description}"))
        look.changed.connect(self._on_look_changed)

    def _paint_picture(self) -> QPixmap:
        """The sample's points in the color of their class or value; those of a curve in the text's."""
        picture = empty_picture(self)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(self.width())
        places = self._places * side
        if self._is_line:
            painter.setPen(self._look.pen("hairline"))
            painter.drawLine(QPointF(side * MARGIN / 2, side / 2), QPointF(side * (1 - MARGIN / 2), side / 2))
        for label in np.unique(self._labels):
            painter.setPen(self._look.pen(self._color(int(label)), DOT_PX))
            chosen = places[self._labels == label]
            painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in chosen]))
        painter.end()
        return picture

    def _color(self, label: int) -> QColor:
        if not self._has_values:
            return self._look.class_color(CLASS_COLORS[label])
        if label == CURVE:
            return self._look.color("text")
        return QColor(*value_table(self._look.theme, VALUE_COLORS)[label].tolist())

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


def _sample(kind: DatasetKind) -> tuple[np.ndarray, np.ndarray]:
    """Places (N, 2) in the unit square, and for each the number of its color (N,)."""
    noise = kind.default_noise * 0.5
    if kind.value is None:
        x, labels = make_dataset(kind.name, points=SAMPLE_POINTS, noise=noise, seed=SAMPLE_SEED)
        x = x if kind.dimensions > 1 else np.column_stack((x, np.zeros(len(x))))
        return _unit_places(x), labels
    x, values = make_values(kind.name, points=SAMPLE_POINTS, noise=noise, seed=SAMPLE_SEED)
    if kind.dimensions == 1:
        return _unit_places(np.column_stack((x, values)), keep_shape=False), np.full(len(x), CURVE)
    share = (values - kind.value.range[0]) / (kind.value.range[1] - kind.value.range[0])
    return _unit_places(x), np.clip(np.rint(share * (VALUE_COLORS - 1)), 0, VALUE_COLORS - 1).astype(int)


def _unit_places(x: np.ndarray, *, keep_shape: bool = True) -> np.ndarray:
    """The points (N, 2) in the unit square, y down, filling it up to the margin; without distortion to keep a shape."""
    low, high = x.min(axis=0), x.max(axis=0)
    span = np.maximum(np.full(2, (high - low).max()) if keep_shape else high - low, 1e-9)
    centered = (x - (low + high) / 2) / span
    return np.asarray(0.5 + centered * (1 - 2 * MARGIN) * np.array([1.0, -1.0]))

"""The pictures of a layer's neurons: what each answers over the plane, or along the line."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from app.look.look import Look
from app.look.palette import Theme, rgb
from app.look.pictures import density_of, wants_vectors
from app.session.arrays import Floats
from app.training.lenses.neurons import Bytes, LayerPictures

ROUNDED = 0.16  # the radius of a picture's corners, as a share of its side
MOST_ROUNDED_PX = 7
MARGIN = 2  # of a frame around its picture, in pixels
MOST_FRAMES = 12
FINER = 4  # pixels to a pixel, of a picture in a drawing
FILL_OPACITY = 0.35  # of the area between a curve and 0
ZERO = 128
CURVE_REACH = 0.94  # of the half of a picture that the largest value of a curve takes

Pixels = NDArray[np.uint32]


@lru_cache(maxsize=8)
def sign_colors(theme: Theme) -> Pixels:
    """(256,) uint32 for QImage: orange at 1, the plot's ground at 128, blue at 255."""
    signed = np.clip((np.arange(256) - ZERO) / (ZERO - 1), -1.0, 1.0)[:, None]
    low, middle, high = (np.array(rgb(color), float) for color in (theme.negative, theme.plot, theme.positive))
    colors = np.rint(middle + np.abs(signed) * (np.where(signed < 0.0, low, high) - middle)).astype(np.uint32)
    table: Pixels = 0xFF000000 | colors[:, 0] << 16 | colors[:, 1] << 8 | colors[:, 2]
    table.flags.writeable = False
    return table


def corner_radius(box: QRectF, look: Look) -> float:
    """Of a picture's rounded corners."""
    return min(ROUNDED * min(box.width(), box.height()), MOST_ROUNDED_PX * look.scale)


class PictureStrip:
    """The pictures of one layer in one image, which is written anew for every frame.

    Each lies in a rim that repeats its edge, so that smooth scaling takes nothing from the neighbors.
    Attributes: index, scale, center: see LayerPictures; index is None where there are none.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self.index: Bytes | None = None
        self._pixels = np.empty((0, 0, 0), np.uint32)
        self._image = QImage()
        self._frames: dict[tuple[int, int, float, str], QPixmap] = {}
        self.scale = 1.0
        self.center = 0.0

    def __len__(self) -> int:
        return 0 if self.index is None else len(self.index)

    @property
    def is_line(self) -> bool:
        """Whether these are curves."""
        return self.index is not None and self.index.shape[1] == 1

    def show(self, pictures: LayerPictures | None) -> bool:
        """Take on other pictures; None: there are none. Returns whether they look different from those of before."""
        before, self.index = self.index, None if pictures is None else pictures.index
        if pictures is not None:
            self.scale, self.center = pictures.scale, pictures.center
        if self.index is None or before is None:
            is_new = self.index is not before
        else:
            is_new = not np.array_equal(self.index, before)
        if is_new:
            self._write()
        return is_new

    def recolor(self) -> None:
        """Take on the colors of another theme, or another scale."""
        self._frames.clear()
        self._write()

    def _write(self) -> None:
        if self.index is None:
            return
        index = _areas(self.index) if self.is_line else self.index
        n, height, width = index.shape
        shape = (n, height + 2, width + 2)
        if self._pixels.shape != shape:
            self._pixels = np.empty(shape, np.uint32)
            rows, row_bytes = n * (height + 2), 4 * (width + 2)
            self._image = QImage(self._pixels.data, width + 2, rows, row_bytes, QImage.Format.Format_RGB32)
        pixels = self._pixels
        pixels[:, 1:-1, 1:-1] = sign_colors(self._look.theme)[index[:, ::-1]]  # images begin at the top
        pixels[:, 0], pixels[:, -1] = pixels[:, 1], pixels[:, -2]
        pixels[:, :, 0], pixels[:, :, -1] = pixels[:, :, 1], pixels[:, :, -2]

    def paint(self, painter: QPainter, box: QRectF, unit: int, ground: str = "panel") -> None:
        """One of the pictures, in a frame with rounded corners; ground: the color of the theme that lies around it."""
        whole = box.toRect()  # where it is as large as its cells, it is then copied, which is far quicker than scaling
        _, height, width = self._pixels.shape
        source = QRect(1, unit * height + 1, width - 2, height - 2)
        if wants_vectors(painter):
            painter.drawImage(whole, self._rounded(source, QRectF(whole)))
        else:
            painter.drawImage(whole, self._image, source)
        if self.index is not None and self.is_line:
            self._paint_curve(painter, QRectF(whole), self.index[unit, 0])
        if wants_vectors(painter):
            self._paint_edge(painter, QRectF(whole))
        else:
            painter.drawPixmap(whole.topLeft() - QPoint(MARGIN, MARGIN), self._frame(painter, whole.size(), ground))

    def _frame(self, painter: QPainter, size: QSize, ground: str) -> QPixmap:
        """The edge of a picture, and what lies outside of it at its corners."""
        ratio = density_of(painter)
        key = (size.width(), size.height(), ratio, ground)
        if key not in self._frames:
            if len(self._frames) >= MOST_FRAMES:
                self._frames.clear()
            frame = QPixmap((size + QSize(2 * MARGIN, 2 * MARGIN)) * ratio)
            frame.setDevicePixelRatio(ratio)
            frame.fill(Qt.GlobalColor.transparent)
            brush = QPainter(frame)
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            box, corners = QRectF(MARGIN, MARGIN, size.width(), size.height()), QPainterPath()
            corners.addRect(box)
            brush.fillPath(corners.subtracted(self._edge(box)), self._look.color(ground))
            self._paint_edge(brush, box)
            brush.end()
            self._frames[key] = frame
        return self._frames[key]

    def _rounded(self, source: QRect, box: QRectF) -> QImage:
        """A picture with corners cut off, finer than it is drawn: drawings know no clipping and no smooth scaling."""
        picture = QImage(box.size().toSize() * FINER, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(FINER, FINER)
        painter.setClipPath(self._edge(QRectF(QPointF(), box.size())))
        painter.drawImage(QRectF(QPointF(), box.size()), self._image, QRectF(source))
        painter.end()
        return picture

    def _edge(self, box: QRectF) -> QPainterPath:
        radius, edge = corner_radius(box, self._look), QPainterPath()
        edge.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return edge

    def _paint_edge(self, painter: QPainter, box: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._look.pen("outline", 1.0 if box.width() < self._look.px(9) else 1.25))
        painter.drawPath(self._edge(box))

    def _paint_curve(self, painter: QPainter, box: QRectF, index: Bytes) -> None:
        """The line of a curve, and where 0 is; the areas between them are in the pixels."""
        look, middle = self._look, box.center().y()
        painter.setPen(look.pen("hairline"))
        painter.drawLine(QPointF(box.left() + 1, middle), QPointF(box.right() - 1, middle))
        across = (box.left() + (np.arange(len(index)) + 0.5) * box.width() / len(index)).tolist()
        across[0], across[-1] = box.left(), box.right()
        upright = middle - _signed(index) * (CURVE_REACH * box.height() / 2)
        pen = look.pen("text", 1.25)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        painter.setPen(pen)
        painter.drawPolyline([QPointF(x, y) for x, y in zip(across, upright.tolist(), strict=True)])


def _areas(index: Bytes) -> Bytes:
    """Pictures (U, width, width) of curves (U, 1, width): pale blue between 0 and the curve above it, orange below."""
    width = index.shape[2]
    heights = ((np.arange(width) + 0.5) / width * 2.0 - 1.0)[:, None] / CURVE_REACH
    curve = _signed(index)
    pale = round(FILL_OPACITY * (ZERO - 1))
    is_above, is_below = (heights > 0.0) & (heights < curve), (heights < 0.0) & (heights > curve)
    return np.where(is_above, ZERO + pale, np.where(is_below, ZERO - pale, ZERO)).astype(np.uint8)


def _signed(index: Bytes) -> Floats:
    """−1 … 1."""
    return (index.astype(np.float64) - ZERO) / (ZERO - 1)

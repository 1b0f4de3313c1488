"""What the sizes of the points mean: some of them with their losses."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.look.look import Look
from app.views.canvas.loss_sizes import LARGEST_LOSS, LARGEST_PX, SMALLEST_LOSS, SMALLEST_PX, UNIT_PX
from app.views.canvas.overlay import Legend, paint_veil

TITLE = "area: loss L of the point"
SHOWN: tuple[tuple[float, str], ...] = (
    (SMALLEST_PX, f"≤ {SMALLEST_LOSS:.2f}"),
    (UNIT_PX, "1"),
    (LARGEST_PX, f"≥ {LARGEST_LOSS:g}"),
)
SIDE_PX, TOP_PX, GAP_PX, APART_PX = 8, 5, 4, 12


class SizeScale(Legend):
    """Discs of a small, a middle and the largest size, as large as they are on the plane."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.setAccessibleName(f"{TITLE}, from {SHOWN[0][1]} to {SHOWN[-1][1]}")
        self.fit()

    def sizeHint(self) -> QSize:
        px, metrics = self._look.px, self.fontMetrics()
        row = sum(px(size) + px(GAP_PX) + metrics.horizontalAdvance(text) for size, text in SHOWN)
        row += (len(SHOWN) - 1) * px(APART_PX)
        width = max(row, metrics.horizontalAdvance(TITLE))
        return QSize(width + 2 * px(SIDE_PX), metrics.height() + px(GAP_PX) + px(LARGEST_PX) + 2 * px(TOP_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_veil(self, self._look)
        look, px, metrics = self._look, self._look.px, self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.color("secondary"))
        painter.drawText(QPointF(px(SIDE_PX), px(TOP_PX) + metrics.ascent()), TITLE)
        left, middle = float(px(SIDE_PX)), self.height() - px(TOP_PX) - px(LARGEST_PX) / 2
        for size, text in SHOWN:
            painter.save()
            painter.translate(left + px(size) / 2, middle)
            painter.scale(size * look.scale, size * look.scale)
            painter.fillPath(look.marker_path("disc"), look.color("secondary"))
            painter.restore()
            left += px(size) + px(GAP_PX)
            width = metrics.horizontalAdvance(text)
            painter.setPen(look.color("text"))
            box = QRectF(left, middle - metrics.height() / 2, width + 1, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            left += width + px(APART_PX)

"""The plot of the landscape: a curve or a map, what lies on it, and what the mouse does there."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.look import Look
from app.look.pictures import empty_picture, is_kept_sharp
from app.session.arrays import Floats
from app.training.fitting_window import EDGE
from app.training.lenses.landscape import Field, Landscape
from app.training.scan import Window
from app.views.landscape.area import Area, moved, zoomed
from app.views.landscape.arrow_rate import most_rate, round_rate
from app.views.landscape.axes_picture import map_height, paint_axes, plot_area
from app.views.landscape.curve_picture import ball, loss_range, losses_at, paint_curve
from app.views.landscape.field_picture import SCALE_PX, FieldPicture
from app.views.landscape.marks import paint_arrows, paint_path, paint_present, paint_tangents

QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own, which PySide does not name
WHEEL_ZOOM = 0.85  # for one notch
CLICK_PX, BALL_PX = 4, 14
RIM = 1.25 * EDGE
LEAST_PX = (220, 220)


@dataclass(frozen=True)
class Shown:
    """What is to be drawn. titles: of the axes; window: asked for by the person, None: as the landscape says;
    kept: paths of before (n, k); reason: why there is nothing to draw, "" if there is."""

    landscape: Landscape | None = None
    titles: tuple[str, str] = ("", "")
    window: Window | None = None
    kept: tuple[Floats, ...] = ()
    reason: str = ""


class LandscapePlot(QWidget):
    """Paints the landscape. The background (axes, curve or map) is a picture that is kept while it stays the same.

    Attributes: clicks_set, whether a click chooses a place (a double click always does); arrow_rate, the learning rate
    at which a step is as long as the arrow of its gradient.
    Signals: window_changed(Window) by wheel and drag; place_chosen(tuple place, gesture), gesture being None for a
    click and the same object throughout a drag of the ball; pointed(tuple place or None), under the mouse.
    """

    window_changed = Signal(object)
    place_chosen = Signal(object, object)
    pointed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.clicks_set = True
        self.arrow_rate = 0.0
        self._shown = Shown()
        self._picture: FieldPicture | None = None
        self._background = QPixmap()
        self._background_of: tuple[object, ...] = ()
        self._pressed: tuple[QPointF, Window] | None = None
        self._is_dragging = False
        self._gesture: Hashable | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._on_look_changed)

    def show_landscape(self, shown: Shown) -> None:
        """Draw this from now on."""
        self._shown = shown
        self._limit_height()
        self.update()

    @property
    def area(self) -> Area | None:
        """Where the plot is and what it shows; None while there is nothing to show."""
        shown, landscape = self._shown, self._shown.landscape
        if landscape is None or landscape.directions is None or shown.reason:
            return None
        window = shown.window or landscape.window
        if window is None:
            return None
        losses = (0.0, 1.0)
        if len(window) == 1 and landscape.field is not None:
            losses = loss_range(landscape.field, self._present_loss())
        y_range = window[1] if len(window) == 2 else losses
        return plot_area(self._look, self.width(), self.height(), window[0], y_range, self._scale_px())

    @property
    def ball(self) -> QPointF | None:
        """Where the present parameters are, in pixels."""
        area, landscape = self.area, self._shown.landscape
        if area is None or landscape is None or landscape.place is None:
            return None
        if len(landscape.place) == 2:
            return QPointF(*area.to_pixels(landscape.place).tolist())
        loss = self._present_loss()
        return None if loss is None else ball(area, float(landscape.place[0]), loss)

    def _present_loss(self) -> float | None:
        """The loss at the present place of a curve: as computed there or, until that is known, between the samples."""
        landscape = self._shown.landscape
        if landscape is None or landscape.place is None:
            return None
        slopes, place = landscape.slopes, landscape.place
        if slopes is not None and np.array_equal(slopes.place, place):
            return slopes.loss + slopes.penalty
        if landscape.field is not None and landscape.field.values.ndim == 1:
            between = float(losses_at(landscape.field, place)[0])
            return between if np.isfinite(between) else None
        return None

    def _picture_of(self, field: Field) -> FieldPicture:
        if self._picture is None or self._picture.field is not field:
            self._picture = FieldPicture(field, self._look)
        return self._picture

    def _scale_px(self) -> int:
        """The room for the scale of a map; 0 for a curve."""
        landscape = self._shown.landscape
        if landscape is None or landscape.directions is None or len(landscape.directions.vectors) == 1:
            return 0
        return self._look.px(SCALE_PX) if landscape.field is None else self._picture_of(landscape.field).scale_px

    def _limit_height(self) -> None:
        """A map is square: what would be left of the height is for others."""
        landscape = self._shown.landscape
        is_map = landscape is not None and landscape.directions is not None and len(landscape.directions.vectors) == 2
        most = map_height(self._look, self.width(), self._scale_px()) if is_map else QWIDGETSIZE_MAX
        if most != self.maximumHeight():
            self.setMaximumHeight(max(most, self.minimumSizeHint().height()))

    # Painting

    def _keep_background(self, area: Area, landscape: Landscape) -> None:
        field = landscape.field
        key = field, area, self._shown.titles, self._look.theme.name, self.size(), self.devicePixelRatioF()
        if key == self._background_of:
            return
        self._background_of, self._background = key, empty_picture(self)
        painter = QPainter(self._background)
        self._paint_background(painter, area, landscape)
        painter.end()

    def _paint_background(self, painter: QPainter, area: Area, landscape: Landscape) -> None:
        field = landscape.field
        painter.setFont(self._look.font(0.85))
        is_map = landscape.directions is not None and len(landscape.directions.vectors) == 2
        if is_map and field is not None:
            picture = self._picture_of(field)
            picture.paint(painter, area)
            picture.paint_scale(painter, area)
        paint_axes(painter, self._look, area, self._shown.titles, grid=not is_map)
        if not is_map and field is not None:
            paint_curve(painter, self._look, field, area)

    def _paint_marks(self, painter: QPainter, area: Area, landscape: Landscape) -> None:
        shown, look = self._shown, self._look
        path, place, slopes = landscape.path, landscape.place, landscape.slopes
        if path is None or place is None:
            return
        is_map = len(place) == 2
        for kept in shown.kept:
            paint_path(painter, look, self._along(kept, area), "pinned_line")
        way = np.vstack((path, place))
        paint_path(painter, look, self._on_curve(way, area) if landscape.is_inside else self._along(way, area), "text")
        at = self.ball
        if is_map and slopes is not None:
            self.arrow_rate = round_rate(most_rate(slopes, area), self.arrow_rate)
            paint_arrows(painter, look, slopes, area, self.arrow_rate)
        elif slopes is not None and at is not None:
            paint_tangents(painter, look, slopes, at, area)
        if at is not None:
            paint_present(painter, look, at)

    def _on_curve(self, path: Floats, area: Area) -> Floats:
        """A path whose every step lies on what is shown, in pixels."""
        field = self._shown.landscape.field if self._shown.landscape is not None else None
        if path.shape[1] == 2 or field is None:
            return self._along(path, area)
        return area.to_pixels(np.hstack((path, losses_at(field, path))))

    def _along(self, path: Floats, area: Area) -> Floats:
        """A path in pixels. Over one axis only its values are known, not its losses: it lies on the axis."""
        if path.shape[1] == 2:
            return area.to_pixels(path)
        return area.to_pixels(np.hstack((path, np.full((len(path), 1), area.y_range[0])))) - (0.0, self._look.px(6))

    # The mouse

    def _place(self, position: QPointF) -> tuple[float, ...] | None:
        """The place under a pixel of the plot."""
        area, landscape = self.area, self._shown.landscape
        if area is None or landscape is None or not area.contains(position.x(), position.y()):
            return None
        at = area.to_places((position.x(), position.y())).tolist()
        return tuple(at[: len(landscape.place)]) if landscape.place is not None else None

    def _is_on_ball(self, position: QPointF) -> bool:
        at, landscape = self.ball, self._shown.landscape
        if at is None or landscape is None or landscape.place is None or len(landscape.place) == 2:
            return False
        return bool(np.hypot(position.x() - at.x(), position.y() - at.y()) <= self._look.px(BALL_PX))

    def _show_cursor(self, position: QPointF) -> None:
        if self._gesture is not None or self._is_on_ball(position):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif self._is_dragging:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.clicks_set and self._place(position) is not None:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    @Slot()
    def _on_look_changed(self) -> None:
        self._picture, self._background_of = None, ()
        self.updateGeometry()
        self.update()

    # Qt

    def sizeHint(self) -> QSize:
        # What a scrolled panel gives it at least; it takes all the room that is left.
        return QSize(self._look.px(400), self._look.px(LEAST_PX[1]))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(LEAST_PX[0]), self._look.px(LEAST_PX[1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._limit_height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area, landscape = self.area, self._shown.landscape
        if area is None or landscape is None:
            painter.setFont(self._look.font(1.0))
            painter.setPen(self._look.color("secondary"))
            margin = self._look.px(24)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(margin, margin, -margin, -margin), flags, self._shown.reason)
            return
        if is_kept_sharp(painter, self):
            self._keep_background(area, landscape)
            painter.drawPixmap(QPoint(0, 0), self._background)
        else:
            self._paint_background(painter, area, landscape)
        painter.setFont(self._look.font(0.85, bold=True))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = self._look.px(6)
        painter.setClipRect(QRectF(area.left - rim, area.top - rim, area.width + 2 * rim, area.height + 2 * rim))
        self._paint_marks(painter, area, landscape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        window, place = self._window(), self._place(event.position())
        notches = event.angleDelta().y() / 120
        if window is None or place is None or not notches:
            event.ignore()
            return
        self.window_changed.emit(zoomed(window, place, WHEEL_ZOOM**notches))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        window = self._window()
        if event.button() != Qt.MouseButton.LeftButton or window is None or self._place(event.position()) is None:
            event.ignore()
            return
        if self._is_on_ball(event.position()):
            self._gesture = object()
        else:
            self._pressed, self._is_dragging = (event.position(), window), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position, area = event.position(), self.area
        if area is None:
            return
        if self._gesture is not None:
            rim = RIM * area.width  # so that the window, where it fits itself, stays while the ball is dragged
            x = min(max(position.x(), area.left + rim), area.left + area.width - rim)
            self.place_chosen.emit((float(area.to_places((x, area.top))[0]),), self._gesture)
            self.update()
        elif self._pressed is not None:
            start, window = self._pressed
            delta = position - start
            self._is_dragging = self._is_dragging or delta.manhattanLength() > self._look.px(CLICK_PX)
            if self._is_dragging:
                by = -np.array([delta.x(), delta.y()]) / area.per_unit
                self.window_changed.emit(moved(window, by[: len(window)]))
        self.pointed.emit(self._place(position))
        self._show_cursor(position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self._place(event.position())
        is_click = self._pressed is not None and not self._is_dragging
        self._pressed, self._is_dragging, self._gesture = None, False, None
        if is_click and self.clicks_set and place is not None:
            self.place_chosen.emit(place, None)
            self.update()  # the worker waits until an edit has been painted
        self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None and not self.clicks_set:
            self.place_chosen.emit(place, None)

    def leaveEvent(self, _event: object) -> None:
        self.pointed.emit(None)

    def _window(self) -> Window | None:
        """The ranges on show."""
        landscape = self._shown.landscape
        return self._shown.window or (landscape.window if landscape is not None else None)

"""The views of a session that nobody sees, arranged and painted as figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QPaintDevice, QPainter, QRegion
from PySide6.QtWidgets import QGraphicsView, QGridLayout, QWidget

from app.attention import Attention
from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.look.stylesheet import stylesheet
from app.session.schema import Session
from app.training.frames import Frame, FrameRequest
from app.training.runner import Runner
from app.views.canvas.canvas import Canvas
from app.views.curves.curves_view import CurvesView
from app.views.landscape.landscape_view import LandscapeView
from app.views.network.network_view import NetworkView
from app.window.figures.spec import FigureSpec, What
from app.window.figures.still import Still
from nncore import Checkpoint

GAP_PX = 12  # between the parts of a figure that shows all
FILM_SHARE = 0.5  # of the pixels, for the regions of a film
Part = Canvas | CurvesView | NetworkView | LandscapeView
PLACES: dict[What, dict[type[Part], tuple[int, int, int, int]]] = {  # row, column, rows, columns
    "regions": {Canvas: (0, 0, 1, 1)},
    "loss": {CurvesView: (0, 0, 1, 1)},
    "network": {NetworkView: (0, 0, 1, 1)},
    "landscape": {LandscapeView: (0, 0, 1, 1)},
    "all": {Canvas: (0, 0, 2, 1), NetworkView: (0, 1, 1, 1), CurvesView: (1, 1, 1, 1)},
}


class Studio:
    """Paints figures of one session: arrange() it, have a frame computed for request, show() that, paint().

    like: a view of the window that shows what is to be shown, by its class; None: as it is usual.
    Thread: the window's.
    """

    def __init__(self, session: Session, like: Callable[[type], QWidget | None] = lambda _: None) -> None:
        self._like = like
        self._document = Document(session)
        self._still = Still()
        self._document.checkpointed = self._still.checkpointed
        self._look, self._drawing, self._attention = Look(), Drawing(), Attention()
        self._parts: dict[type[Part], Part] = {}
        self._root: QWidget | None = None
        self._spec = FigureSpec()
        self._frame: Frame | None = None

    def arrange(self, spec: FigureSpec) -> None:
        """Make ready for this figure."""
        if self._root is None or spec.what != self._spec.what:
            self._build(spec.what)
        self._spec = spec
        self._look.set_theme(spec.theme)
        self._look.set_scale(spec.scale)
        root = self._root
        assert root is not None  # noqa: S101 (it has been built)
        root.setStyleSheet(stylesheet(self._look.theme, spec.scale))
        root.setFont(self._look.font())
        self._grid.setSpacing(self._look.px(GAP_PX))
        for plot in root.findChildren(QGraphicsView):  # the ground is painted once, for all parts, or not at all
            plot.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
            plot.setBackgroundBrush(Qt.BrushStyle.NoBrush)
            plot.viewport().setAutoFillBackground(False)
        root.resize(QSize(*spec.size_px))
        root.show()  # so that the views know their sizes; not on any screen
        self._grid.activate()
        QCoreApplication.sendPostedEvents()
        if self._frame is not None:
            self.show(self._frame)

    @property
    def request(self) -> FrameRequest:
        """What has to be computed for the figure that is arranged."""
        return self._request(self._spec.density)

    @property
    def film_request(self) -> FrameRequest:
        """The same for each picture of a film, its regions sampled as finely as the window's at rest."""
        return self._request(FILM_SHARE * self._spec.density)

    def _request(self, density: float) -> FrameRequest:
        canvas = self._parts.get(Canvas)
        lenses = (getattr(view, "lens", None) for view in self._parts.values())
        return FrameRequest(
            regions=canvas.sharp_request(density) if isinstance(canvas, Canvas) else None,
            lenses=tuple(lens for lens in lenses if lens is not None),
        )

    def show(self, frame: Frame) -> None:
        """Show this frame, an answer to the request."""
        self._frame = frame
        self._still.show(frame)
        for view in self._parts.values():
            if not isinstance(view, Canvas):
                view.draw_now()
        QCoreApplication.sendPostedEvents()

    def paint(self, device: QPaintDevice) -> None:
        """Paint the figure on a device whose pixels are design pixels, or finer ones by its density."""
        painter = QPainter(device)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if not self._spec.transparent:
            painter.fillRect(0, 0, *self._spec.size_px, self._look.color("plot"))
        if self._root is not None:
            self._root.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        painter.end()

    def close(self) -> None:
        """Take the views down."""
        if self._root is not None:
            self._root.hide()
            self._root.deleteLater()
            self._root = None
        self._parts.clear()

    def _build(self, what: What) -> None:
        self.close()
        self._root = root = QWidget()
        root.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        root.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._grid = grid = QGridLayout(root)
        grid.setContentsMargins(0, 0, 0, 0)
        for kind, place in PLACES[what].items():
            view = self._view(kind)
            view.as_figure()
            other = self._like(kind)
            if other is not None and hasattr(view, "show_as"):
                view.show_as(other)
            grid.addWidget(view, *place)
            self._parts[kind] = view
        grid.setColumnStretch(0, 5)
        if what == "all":
            grid.setColumnStretch(1, 4)
            grid.setRowStretch(0, 1)
            grid.setRowStretch(1, 1)

    def _view(self, kind: type[Part]) -> Any:
        if kind is Canvas:
            return Canvas(self._document, self._still, self._look, self._drawing, self._attention)  # type: ignore[arg-type]
        if kind is CurvesView:
            return CurvesView(self._document, self._still, self._look)  # type: ignore[arg-type]
        return kind(self._document, self._still, self._look, self._attention)  # type: ignore[arg-type, call-arg]


def still_frame(
    session: Session,
    request: FrameRequest,
    moment: Checkpoint | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Frame:
    """The session at a remembered moment, or as it stands, with all that the request asks for. Thread: any."""
    runner = Runner(session, should_stop=should_stop)
    frame = runner.frame(request, shown=session.view.run, at_rest=True, moment=moment)
    while not frame.is_complete and not should_stop():
        frame = runner.frame(request, shown=session.view.run, at_rest=True, moment=moment)
    return frame

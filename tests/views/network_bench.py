"""A shown network view, wired to a training as the window does it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.attention import Attention
from app.document import Document
from app.look.look import Look
from app.session.create import first_session
from app.session.schema import Session
from app.training.frames import FrameRequest
from app.training.lenses.neurons import Neurons
from app.training.training import Training
from app.views.network.network_view import NetworkView
from app.views.network.spots import Spot, spot_at


class Bench:
    """Document, training and the view, in a window of its own."""

    def __init__(self, look: Look, qtbot: QtBot, session: Session | None = None) -> None:
        session = session or first_session()
        self.document = Document(session)
        self.training = Training(session)
        self.attention = Attention()
        self.document.checkpointed = self.training.checkpointed
        self.document.session_changed.connect(lambda _old, new: self.training.apply(new))
        self.document.parameters_changed.connect(self.training.apply)
        self.document.opened.connect(self.training.open)
        self.training.frame_ready.connect(lambda _frame: self.training.gate.painted())
        self.window = QWidget()
        self.window.resize(900, 700)
        self.view = NetworkView(self.document, self.training, look, self.attention, self.window)
        self.view.lens_changed.connect(self._look)
        self.notices: list[str] = []
        self.view.notice.connect(self.notices.append)
        self.qtbot = qtbot
        qtbot.addWidget(self.window)
        self.view.setGeometry(0, 0, 320, 215)
        self.window.show()
        qtbot.waitExposed(self.window)
        qtbot.waitUntil(lambda: self.view.diagram.picture.blocks is not None)

    @property
    def model(self):
        return self.document.session.runs[0].model

    @property
    def run(self):
        return self.document.session.runs[0]

    def _look(self) -> None:
        lenses = () if self.view.lens is None else (self.view.lens,)
        self.training.look(FrameRequest(lenses=lenses), 0)

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def picture(self) -> QImage:
        return self.view.diagram.grab().toImage()

    def enlarge(self) -> None:
        self.view.setGeometry(0, 0, 900, 700)

    def parameters(self):
        """Where the run is now."""
        return self.training.checkpointed(self.document.session).runs[0].state.parameters.array

    def wait_for_pictures(self) -> Neurons:
        """Until the newest frame's pictures are those of the session's network, on the plane that is asked for."""
        view, structure = self.view, self.view.hand.structure
        self.qtbot.waitUntil(lambda: structure.fits(view._found) and view._found.request == view.lens)
        found = self.view._found
        assert found is not None
        return found

    def place(self, spot: Spot) -> QPoint:
        """Where a neuron, or a link that no other one hides, is in the diagram."""
        diagram = self.view.diagram
        geometry = diagram.geometry_now
        assert geometry is not None
        if not spot.is_link:
            return diagram.box_of(spot).center().toPoint()
        source, target = geometry.columns[spot.layer : spot.layer + 2]
        y1, y2 = source.ys[source.units.index(spot.source)], target.ys[target.units.index(spot.unit)]
        for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
            x = source.right + share * (target.left - source.right)
            place = QPoint(round(x), round(y1 + share * (y2 - y1)))
            if spot_at(geometry, place.x(), place.y(), 4.0) == spot:
                return place
        raise AssertionError(f"{spot} is hidden")

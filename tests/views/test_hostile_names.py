"""Names from a stranger's file are shown as they stand: never read as HTML, mnemonics or placeholders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.attention import Attention, Neuron
from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.session.create import first_session
from app.session.edits.model import set_output
from app.session.schema import Session
from app.training.training import Training
from app.views.canvas.canvas import Canvas
from app.views.data.data_panel import DataPanel
from app.views.network.network_view import NetworkView

NAMES = ("<img src='/tmp/fifo'>", "&lt;b&gt; & <b>", "<?xml ?><!doctype html><h1>", "a & b\t[*]")
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


def session_with(name: str) -> Session:
    """Every name in it is this one; one output neuron a class, so that they are all on show."""
    session = set_output(first_session(), "per-class", "softmax")
    data = session.data
    features = tuple(replace(feature, name=name) for feature in data.features)
    classes = tuple(replace(info, name=name) for info in data.classes)
    return replace(session, title=name, data=replace(data, features=features, classes=classes))


def as_read(text: str) -> str:
    """The signs that a person sees."""
    return " ".join(text.replace("\u2060", "").split())


class Desk:
    """The views that show names, one beside the other."""

    def __init__(self, session: Session, look: Look, qtbot: QtBot) -> None:
        self.document, self.training, drawing = Document(session), Training(session), Drawing()
        self.canvas = Canvas(self.document, self.training, look, drawing, Attention())
        self.panel = DataPanel(self.document, self.training, look, drawing)
        self.network = NetworkView(self.document, self.training, look, Attention())
        for view, size in ((self.canvas, (500, 500)), (self.panel, (236, 690)), (self.network, (326, 240))):
            qtbot.addWidget(view)
            view.resize(*size)
            view.show()
            qtbot.waitExposed(view)

    def widgets(self) -> list[QWidget]:
        return [widget for view in (self.canvas, self.panel, self.network) for widget in view.findChildren(QWidget)]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(name: str, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    look = Look()
    look.apply(qapp)
    desk = Desk(session_with(name), look, qtbot)
    yield desk
    assert desk.training.close()
    qapp.setStyleSheet("")


def test_the_axes_show_the_name_and_load_nothing(desk: Desk, name: str) -> None:
    desk.canvas._look.set_scale(1.25)  # the labels are made anew
    for side in ("left", "bottom"):
        label = desk.canvas.plane.plotItem.getAxis(side).label
        assert as_read(label.toPlainText()) == as_read(name)
        assert "<img" not in label.document().toHtml()


def test_no_tooltip_and_no_label_is_taken_for_html(desk: Desk, name: str) -> None:
    tips = [widget.toolTip() for widget in desk.widgets()]
    assert any(as_read(tip).startswith(as_read(name)) for tip in tips), "the class's row"
    assert [tip for tip in tips if Qt.mightBeRichText(tip)] == []
    labels = [label for label in desk.panel.findChildren(QLabel) if label.text() and Qt.mightBeRichText(label.text())]
    assert [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText] == []


def test_the_tip_of_a_link_and_the_card_of_an_output_are_plain(desk: Desk, name: str, qtbot: QtBot) -> None:
    diagram = desk.network.diagram
    qtbot.waitUntil(lambda: diagram.picture.blocks is not None)
    source, output = diagram._geometry.columns[-2:]
    place = QPoint(round((source.right + output.left) / 2), round((source.ys[0] + output.ys[0]) / 2))
    QApplication.sendEvent(diagram, QHelpEvent(QEvent.Type.ToolTip, place, diagram.mapToGlobal(place)))
    assert f"output ŷ₀ ({as_read(name)})" in as_read(QToolTip.text())
    assert not Qt.mightBeRichText(QToolTip.text())
    QToolTip.hideText()
    desk.network.cards.pin(Neuron(2, 0))
    card = desk.network.cards.card
    assert f"Output ŷ₀ for {as_read(name)}" in as_read(card.title.text())
    assert card.title.textFormat() == Qt.TextFormat.PlainText
    tips = [widget.toolTip() for widget in card.findChildren(QWidget)]
    assert [tip for tip in tips if Qt.mightBeRichText(tip)] == []


def test_menus_and_lists_show_every_sign(desk: Desk, name: str) -> None:
    menu = desk.panel.classes.menu(0)
    for part in ("Color", "Marker"):
        submenu = next(action.menu() for action in menu.actions() if action.text() == part)
        owners = [action.text().split("\t") for action in submenu.actions() if "\t" in action.text()]
        assert owners
        for _, *owner in owners:
            assert owner == [as_read(name).replace("&", "&&")]
    menu.deleteLater()
    lists = [box for box in desk.panel.findChildren(QComboBox) if box.findText(name) >= 0]
    assert lists, "the class whose probability is shown"

"""A neuron's card lies over the window, but not over what it explains."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from app.attention import Neuron
from app.session.edits.model import set_inputs
from tests.window.rest import at_rest


def box_of(widget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_leaves_the_plane_and_the_network_to_be_seen(parts, qtbot, scale):
    window, view = parts.window, parts.window.network_view
    parts.look.set_scale(scale)
    window.resize(1280, 800)
    window.panels.docks["network"].show()
    qtbot.waitUntil(lambda: view.isVisible() and window.size().height() == 800)
    qtbot.waitUntil(lambda: view._found is not None)
    view.cards.pin(Neuron(0, 1))
    card = view.cards.card
    assert window.rect().contains(card.geometry())
    area = window.canvas.plane.projection
    plane = QRect(round(area.left), round(area.top), round(area.width), round(area.height))
    plane.translate(box_of(window.canvas.plane).topLeft())
    assert not card.geometry().intersects(plane)
    assert not card.geometry().intersects(view.cards._in_window(view.diagram))
    assert not card.geometry().intersects(box_of(window.toolbar))
    small = card.size()
    card.detail.click()
    assert card.picture.is_detailed
    assert card.width() >= small.width()
    assert window.rect().contains(card.geometry())
    card.detail.click()
    assert card.size() == small


def test_a_pinned_card_follows_the_scale_and_stays_on_top(parts, qtbot):
    window, view = parts.window, parts.window.network_view
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: view._found is not None)
    at_rest(parts, qtbot)
    view.cards.pin(Neuron(0, 1))
    card = view.cards.card
    for scale in (1.25, 1.6, 1.0):
        parts.look.set_scale(scale)
        at_rest(parts, qtbot)
        assert card.isVisible()
        needed = card.sizeHint()
        assert card.width() >= needed.width()
        assert card.height() >= needed.height()
        assert window.rect().contains(card.geometry())
        assert window.childAt(card.geometry().center()) in (card, *card.findChildren(QWidget))


def test_an_input_by_a_new_formula_is_to_be_seen_in_the_list(parts, qtbot):
    window, diagram = parts.window, parts.window.network_view.diagram
    window.resize(1280, 800)
    at_rest(parts, qtbot)
    for formula in ("sqrt(x)", "max(x,y)"):
        parts.document.apply(
            "Add Input", lambda session, name=formula: set_inputs(session, (*session.runs[0].model.inputs, name))
        )
        at_rest(parts, qtbot)
        assert diagram.inputs.boxes[formula].isVisible()
        assert not diagram.inputs.boxes["x"].isVisible()  # there is no room for all

"""A neuron's card lies over the window, but not over what it explains."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect

from app.attention import Neuron


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

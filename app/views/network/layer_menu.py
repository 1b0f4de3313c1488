"""What can be done with a whole layer, a neuron or a weight, as menus."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QMenu, QWidget

from app.session.schema import MAX_LAYERS
from app.views.network.by_hand import ByHand
from app.views.network.shown import Parameter, Structure
from app.views.network.spots import Spot

Entry = tuple[str, str, bool, Callable[[], None]]


def layer_menu(parent: QWidget, structure: Structure, layer: int, hand: ByHand) -> QMenu:
    """The menu of a hidden layer, or of the output."""
    n_hidden = len(structure.model.layers)
    places = structure.layer_places(layer)
    is_frozen = bool(structure.is_frozen[places].all())
    name = f"hidden layer {layer + 1}" if layer < n_hidden else "the output"
    keeping = "Let training change" if is_frozen else "Keep training from changing"
    weights: list[Entry | None] = [
        ("Randomize weights", f"Draw the weights w into {name} anew by the run's initializer; biases b become 0.", True,
         lambda: hand.randomize(layer)),
        ("Zero weights", f"Set all weights w into {name} and its biases b to 0.", True, lambda: hand.zero(layer)),
        (f"{'Unfreeze' if is_frozen else 'Freeze'} layer",
         f"{keeping} the weights w into {name} and its biases b.",
         True, lambda: hand.freeze(places, not is_frozen, "layer")),
    ]  # fmt: skip
    if layer == n_hidden:
        return _menu(parent, f"More for {name}", weights)
    has_room = n_hidden < MAX_LAYERS
    return _menu(parent, f"More for {name}", [
        ("Insert layer before", f"A new hidden layer before {name}, like the one before it.", has_room,
         lambda: hand.insert(layer)),
        ("Insert layer after", f"A new hidden layer after {name}, like it.", has_room, lambda: hand.insert(layer + 1)),
        ("Duplicate layer", f"A copy of {name} after it, with its weights where as many inputs come in.", has_room,
         lambda: hand.duplicate(layer)),
        ("Move left", f"Let {name} change places with the one before it.", layer > 0,
         lambda: hand.move(layer, layer - 1)),
        ("Move right", f"Let {name} change places with the one after it.", layer + 1 < n_hidden,
         lambda: hand.move(layer, layer + 1)),
        ("Delete layer", f"Remove {name}.", True, lambda: hand.delete(layer)),
        None,
        *weights,
    ])  # fmt: skip


def spot_menu(parent: QWidget, structure: Structure, spot: Spot, hand: ByHand, edit: Callable[[Spot], None]) -> QMenu:
    """The menu of a neuron or of a link."""
    if spot.source is None:
        places = structure.neuron_places(spot.layer, spot.unit)
        what, shown = "neuron", "Open the card to edit its weights w and its bias b."
    else:
        places = np.array([structure.place(Parameter(spot.layer, spot.source, spot.unit))])
        what, shown = "weight", "Set this weight w."
    is_frozen = bool(structure.is_frozen[places].all())
    tip = "Let training change it again." if is_frozen else "Keep training from changing it."
    return _menu(parent, f"This {what}", [
        (f"Edit {what} …", shown, True, lambda: edit(spot)),
        (f"{'Unfreeze' if is_frozen else 'Freeze'} {what}", tip, True,
         lambda: hand.freeze(places, not is_frozen, what)),
    ])  # fmt: skip


def _menu(parent: QWidget, title: str, entries: list[Entry | None]) -> QMenu:
    menu = QMenu(parent)
    menu.setTitle(title)
    menu.setToolTipsVisible(True)
    menu.aboutToHide.connect(menu.deleteLater)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        text, tip, is_enabled, act = entry
        action = menu.addAction(text)
        action.setToolTip(tip)
        action.setEnabled(is_enabled)
        action.triggered.connect(act)
    return menu

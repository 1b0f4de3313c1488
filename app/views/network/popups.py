"""The small windows and the menus of the diagram."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.look.look import Look
from app.session.edits.model import why_not_inputs
from app.training.lenses.neurons import Neurons
from app.views.network.by_hand import ByHand
from app.views.network.diagram import Diagram
from app.views.network.formula_popup import FormulaPopup
from app.views.network.layer_menu import layer_menu, spot_menu
from app.views.network.shown import Block, Parameter, blocks
from app.views.network.spots import Spot
from app.views.network.weight_popup import WeightPopup


class Popups(QObject):
    """Opens them, and keeps the numbers in them up to date.

    Attributes: weight and formula, built when they are first needed (None before).
    Signals: edited and lock_clicked, as of the window at a link; formula_entered(str), a good one; picked(Spot), to be
    edited.
    """

    edited = Signal(object, float, object)
    lock_clicked = Signal(object, bool)
    formula_entered = Signal(str)
    picked = Signal(object)

    def __init__(self, document: Document, look: Look, hand: ByHand, diagram: Diagram, view: QWidget) -> None:
        super().__init__(view)
        self._document, self._look, self._hand, self._diagram, self._view = document, look, hand, diagram, view
        self._blocks: list[Block] | None = None
        self._neurons: Neurons | None = None
        self.weight: WeightPopup | None = None
        self.formula: FormulaPopup | None = None

    def show_numbers(self, found: list[Block] | None, neurons: Neurons | None) -> None:
        """The present weights, of the present structure, and what is known of gradients."""
        self._blocks, self._neurons = found, neurons
        self._fill()

    def open_weight(self, parameter: Parameter) -> None:
        """The weight of a link, at the link."""
        box = self._diagram.box_of(Spot(parameter.layer, parameter.unit, parameter.source))
        if box is None:
            return
        if self.weight is None:
            self.weight = WeightPopup(self._look, self._view)
            self.weight.edited.connect(self.edited)
            self.weight.lock_clicked.connect(self.lock_clicked)
        self.weight.show_parameter(self._hand.structure, parameter)
        self._fill()
        self.weight.show_at(self._diagram.mapToGlobal(box.center().toPoint()))

    @Slot()
    def open_formula(self) -> None:
        """The field for one more input, at its button."""
        if self.formula is None:
            self.formula = FormulaPopup(self._look, self._why_not, self._view)
            self.formula.entered.connect(self.formula_entered)
        button = self._diagram.inputs.formula
        place = button.mapToGlobal(QPoint(0, button.height()))
        self.formula.show_at(place, len(self._document.session.data.features))

    @Slot(object, QPoint)
    def open_spot_menu(self, spot: Spot, place: QPoint) -> None:
        """What can be done with a neuron or a weight."""
        spot_menu(self._view, self._hand.structure, spot, self._hand, self.picked.emit).popup(place)

    @Slot(int, QPoint)
    def open_layer_menu(self, layer: int, place: QPoint) -> None:
        """What can be done with a layer."""
        layer_menu(self._view, self._hand.structure, layer, self._hand).popup(place)

    def _why_not(self, formula: str) -> str | None:
        """Why the network can't be given this formula as well."""
        inputs = (*self._hand.run.model.inputs, formula)
        reason = why_not_inputs(inputs, len(self._document.session.data.features))
        return reason[1] if reason else None

    def _fill(self) -> None:
        popup, structure = self.weight, self._hand.structure
        if popup is None or not popup.is_open or popup.parameter is None:
            return
        layer, source, unit = popup.parameter
        if not structure.has_spot(layer, unit, source):
            popup.close()
            return
        found, known = self._neurons, self._blocks
        gradients = blocks(found.gradient, structure.sizes) if found is not None and structure.fits(found) else None
        if known is not None and [len(block.bias) for block in known] != structure.sizes[1:]:
            known = None  # of before an edit
        popup.show_numbers(
            structure,
            None if known is None else known[layer],
            None if gradients is None else gradients[layer],
        )

"""Choosing the parameter along an axis: the neuron that it leads into, and which of its numbers."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.look.look import Look
from app.look.widgets.choice import Choice
from app.views.landscape.parameter_names import ParameterNames

NEURON_TIP = "The neuron whose weights w and bias b there are to choose from. Type in the open list to find one."
PART_TIP = "Which of its numbers runs along this axis: a weight w, by its input, or the bias b."


class AxisChoice(QWidget):
    """Two lists: a neuron, and one of its parameters.

    Signals: chosen(int), the place of the parameter in the vector, when the person has chosen another one.
    """

    chosen = Signal(int)

    def __init__(self, look: Look, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._names: ParameterNames | None = None
        self._place = -1
        self.neuron, self.part = Choice(look, []), Choice(look, [])
        for choice, words, tip in ((self.neuron, "Neuron", NEURON_TIP), (self.part, "Parameter", PART_TIP)):
            choice.setAccessibleName(f"{words} along the {axis} axis")
            choice.setToolTip(tip)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(7)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(6))
        line.addWidget(self.neuron, 5)
        line.addWidget(self.part, 4)
        self.neuron.chosen.connect(self._on_neuron_chosen)
        self.part.chosen.connect(self._on_part_chosen)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_place(self, names: ParameterNames, place: int) -> None:
        """Show the parameters of a network, and the chosen one. No signal."""
        if names is self._names and place == self._place:
            return
        if names is not self._names:
            self._names = names
            self.neuron.set_options(names.neurons())
        self._place = place
        neuron, part = names.keys(place)
        self.neuron.set_key(neuron)
        self.part.set_options(names.parts(neuron))
        self.part.set_key(part)

    @Slot(str)
    def _on_neuron_chosen(self, neuron: str) -> None:
        """The parameter with the same source, where the other neuron has one."""
        if self._names is not None:
            parts = [key for key, _ in self._names.parts(neuron)]
            part = self.part.key() if self.part.key() in parts else parts[0]
            self.chosen.emit(self._names.place(neuron, part))

    @Slot(str)
    def _on_part_chosen(self, part: str) -> None:
        if self._names is not None:
            self.chosen.emit(self._names.place(self.neuron.key(), part))

    @Slot()
    def _on_look_changed(self) -> None:
        for choice in (self.neuron, self.part):
            choice.setFont(self._look.font(0.85))

"""What to compare the curve with: another activation, and how steep."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.look.look import Look
from app.look.widgets.choice import Choice
from app.look.widgets.panel import FieldGrid
from app.look.widgets.value_slider import ValueSlider
from app.views.activations.drawn import Comparison
from app.views.activations.words import LABELS
from nncore import ACTIVATIONS

LEAST_LETTERS = 7  # that the choice has room for
LEAST_FACTOR, MOST_FACTOR = 0.1, 50.0
ONLY_DRAWN = "The dashed curves are only drawn: the network stays as it is."
OTHER_TIP = f"Draw another activation σ beside the one of this layer, dashed. {ONLY_DRAWN}"
FACTOR_TIP = (
    "Steepness k: the smooth one of the two is drawn as σ(k z). The larger k is, the closer a sigmoid or tanh comes "
    f"to a step, and the flatter it gets on both sides. {ONLY_DRAWN}"
)


class ComparisonRow(QWidget):
    """Chooses a Comparison; how steep, only once there is something to compare with.

    Signals: changed(), after the person has changed it.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.other = Choice(look, [("", "nothing"), *((kind, LABELS[kind]) for kind in ACTIVATIONS)])
        self.other.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.other.setMinimumContentsLength(LEAST_LETTERS)
        self.factor = ValueSlider(look, LEAST_FACTOR, MOST_FACTOR, logarithmic=True, longest="0.12")
        self.factor.set_value(1.0)
        self._fields = FieldGrid(look)
        self._fields.add("compare with", self.other, OTHER_TIP)
        self._fields.add("steepness", self.factor, FACTOR_TIP, "k")
        self._note = QLabel(ONLY_DRAWN)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setProperty("role", "small")
        self._note.setWordWrap(True)
        self._fields.add_wide(self._note)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._fields)
        self.other.chosen.connect(self._on_other_chosen)
        self.factor.edited.connect(self._on_factor_edited)
        self._show()

    def comparison(self) -> Comparison:
        """What is chosen."""
        return Comparison(self.other.key(), self.factor.value() if self.other.key() else 1.0)

    def _show(self) -> None:
        for field in (self.factor, self._note):
            self._fields.set_row_visible(field, bool(self.other.key()))

    @Slot()
    def _on_other_chosen(self) -> None:
        self._show()
        self.changed.emit()

    @Slot()
    def _on_factor_edited(self) -> None:
        self.changed.emit()

"""The numbers of an optimizer: only those that its rule uses."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.number_field import NumberField, number_text
from app.session.schema import Optimizer

STEP = 0.05  # of the arrow keys
NAMES = {"momentum": "momentum μ", "smoothing": "smoothing α", "beta1": "mean β₁", "beta2": "mean of squares β₂"}
ROW_LABELS = {"sgd": "momentum μ", "adagrad": "", "rmsprop": "smoothing α", "adam": "means β₁, β₂"}
TIPS = {
    "momentum": "Momentum μ: how much of the last step's direction is kept, v ← μ v + ∇L. 0 is plain gradient descent.",
    "smoothing": "Smoothing α: how slowly the running mean of the squared gradients forgets, G ← α G + (1 − α) ∇L².",
    "beta1": "β₁: how slowly the running mean of the gradients forgets.",
    "beta2": "β₂: how slowly the running mean of the squared gradients forgets.",
}
USED = {"sgd": ("momentum",), "adagrad": (), "rmsprop": ("smoothing",), "adam": ("beta1", "beta2")}
NESTEROV_TIP = "Nesterov: look ahead, and take the gradient where the momentum leads, w ← w − r (∇L + μ v)."


class OptimizerNumbers(QWidget):
    """One row of small fields.

    Signals: edited(object, object): a dict of changed fields of session.schema.Optimizer, and a gesture;
    refused(str), what was wrong with a typed text.
    """

    edited = Signal(object, object)
    refused = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._optimizer = Optimizer()
        self._gesture = object()
        self._fields: dict[str, NumberField] = {}
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        for name, text in NAMES.items():
            field = NumberField(look, "Type a number from 0 up to, not including, 1.", _within_unit, number_text)
            field.set_hint(TIPS[name])
            field.setAccessibleName(text)
            field.setProperty("number", name)
            field.entered.connect(self._on_entered)
            field.stepped.connect(self._on_stepped)
            field.refused.connect(self.refused)
            self._fields[name] = field
            self._line.addWidget(field)
        self._nesterov = QCheckBox("Nesterov")
        self._nesterov.clicked.connect(self._on_nesterov_clicked)
        self._line.addWidget(self._nesterov)
        self._line.addStretch(1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.show_optimizer(self._optimizer)

    @property
    def label(self) -> str:
        """What the row is called; "" where the rule uses no numbers."""
        return ROW_LABELS[self._optimizer.name]

    @property
    def tip(self) -> str:
        """What the row's numbers do."""
        return " ".join(TIPS[name] for name in USED[self._optimizer.name])

    def show_optimizer(self, optimizer: Optimizer) -> None:
        """Follow the session. No signal."""
        self._optimizer = optimizer
        used = USED[optimizer.name]
        self._nesterov.setVisible(optimizer.name == "sgd")
        for name, field in sorted(self._fields.items(), key=lambda item: item[0] in used):
            field.set_value(getattr(optimizer, name))
            field.setVisible(name in used)  # those that go are hidden first, so that the panel never asks for more room
        self._nesterov.setChecked(optimizer.nesterov)
        self._nesterov.setEnabled(optimizer.momentum > 0.0)
        needs = "" if optimizer.momentum > 0.0 else " It needs a momentum μ greater than 0."
        self._nesterov.setToolTip(wrapped(NESTEROV_TIP + needs))
        self.updateGeometry()

    def _edit(self, name: str, value: float) -> None:
        changes: dict[str, object] = {name: value}
        if name == "momentum" and value == 0.0:
            changes["nesterov"] = False  # there is nothing to look ahead along
        self.edited.emit(changes, self._gesture)

    @Slot(float)
    def _on_entered(self, value: float) -> None:
        self._gesture = object()
        self._edit(self.sender().property("number"), value)

    @Slot(int, bool)
    def _on_stepped(self, direction: int, repeated: bool) -> None:
        if not repeated:
            self._gesture = object()
        name = self.sender().property("number")
        value = round(getattr(self._optimizer, name) + direction * STEP, 6)
        if _within_unit(value):
            self._edit(name, value)

    @Slot(bool)
    def _on_nesterov_clicked(self, checked: bool) -> None:
        self.edited.emit({"nesterov": checked}, object())

    @Slot()
    def _on_look_changed(self) -> None:
        self._line.setSpacing(self._look.px(8))
        for field in self._fields.values():
            field.fit(["0.9999"])


def _within_unit(value: float) -> bool:
    return 0.0 <= value < 1.0

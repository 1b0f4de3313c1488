"""What is made of the table: standardized or not, with or without rows that have holes, a share of it for testing."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.choice import Choice
from app.look.widgets.panel import FieldGrid, Panel
from app.look.widgets.value_slider import ValueSlider
from app.session.tables.making import Missing

MAX_TEST_PERCENT = 60


class DataOptions(Panel):
    """Options of the data. Signals: changed(); refused(str), what was wrong with a typed text."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Data", parent)
        self._fields = FieldGrid(look)
        self.standardize_box = QCheckBox("standardize")
        self.standardize_box.setChecked(True)
        self.standardize_box.setToolTip(
            wrapped(
                "The network is given (x − mean) / standard deviation of each column, so that none drowns the others; "
                "values to learn are treated alike. The axes keep the numbers of the table."
            )
        )
        self.missing_choice = Choice(look, [("leave-out", "leave row out"), ("mean", "use the mean")])
        self.testing = ValueSlider(look, 0, MAX_TEST_PERCENT, integer=True, suffix="%", longest="100 %")
        self._fields.add_wide(self.standardize_box)
        self._fields.add(
            "if missing",
            self.missing_choice,
            "What happens where an input is missing: its row is left out, or the mean of its column stands in. "
            "A row without its class or value is always left out.",
        )
        self._fields.add("testing", self.testing, "This share of the rows tests the network and does not train it.")
        self.add(self._fields)
        self.standardize_box.clicked.connect(self._on_changed)
        self.missing_choice.chosen.connect(self._on_changed)
        self.testing.edited.connect(self._on_changed)
        self.testing.refused.connect(self.refused)

    @property
    def standardize(self) -> bool:
        return self.standardize_box.isChecked()

    @property
    def missing(self) -> Missing:
        return cast(Missing, self.missing_choice.key())

    @property
    def test_share(self) -> float:
        return self.testing.value() / 100

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()

"""The slider for smoothing, in a small window of its own below its button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.look.look import Look
from app.look.widgets.value_slider import ValueSlider

MOST = 0.99
TOOLTIP = (
    "How much of each value of the smooth line comes from the past: β in s ← β s + (1 − β) L. "
    "The raw curve stays visible behind it; 0 is off."
)


class SmoothingPopup(QFrame):
    """Signals: edited(float), the smoothing 0 … 0.99, while the slider is pulled."""

    edited = Signal(float)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        self.slider = ValueSlider(look, 0.0, MOST, decimals=2)
        self.slider.setAccessibleName("smoothing")
        self.slider.setToolTip(TOOLTIP)
        self.slider.edited.connect(self._on_edited)
        label = QLabel("smoothing β")
        label.setProperty("role", "secondary")
        self._line = QHBoxLayout(self)
        self._line.addWidget(label)
        self._line.addWidget(self.slider, 1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_below(self, widget: QWidget, value: float) -> None:
        """Open with its right edge under a button's."""
        self.slider.set_value(value)
        self.adjustSize()
        self.move(widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height() + self._look.px(2))))
        self.show()
        self.slider.setFocus()

    @Slot(float, object)
    def _on_edited(self, value: float, _gesture: object) -> None:
        self.edited.emit(value)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self._line.setContentsMargins(look.px(10), look.px(6), look.px(8), look.px(6))
        self._line.setSpacing(look.px(8))
        self.setMinimumWidth(look.px(270))
        theme = look.theme
        self.setStyleSheet(
            f"SmoothingPopup {{ background: {theme.panel}; border: 1px solid {theme.hairline}; }}"
        )  # fmt: skip

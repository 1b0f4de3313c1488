"""The speed of the training: from one step a second to as fast as it goes."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.document import Document
from app.look.look import Look
from app.look.widgets.slider_track import SliderTrack
from app.session.schema import View
from app.training.training import Training
from app.views.numbers_text import count

SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, None)
TIP = "Steps a second. At the right end: as fast as this machine trains.  (Ctrl+Left, Ctrl+Right)"


class SpeedSlider(QWidget):
    """A slider over the speeds, with the chosen one in words."""

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._training, self._look = document, training, look
        self.slider = SliderTrack(look)
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setPageStep(1)
        self.slider.setAccessibleName("speed in steps a second")
        self._label = QLabel()
        for part in (self.slider, self._label):
            part.setToolTip(TIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.slider)
        self._row.addWidget(self._label)
        self.slider.valueChanged.connect(self._on_moved)
        document.view_changed.connect(self._on_view_changed)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self._on_view_changed(document.view)

    def change(self, places: int) -> None:
        """So many places faster (or slower)."""
        self.slider.setValue(self.slider.value() + places)

    @Slot(int)
    def _on_moved(self, place: int) -> None:
        self._document.set_view(steps_per_second=SPEEDS[place])

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        speed = view.steps_per_second
        place = len(SPEEDS) - 1
        if speed is not None:
            place = min(range(len(SPEEDS) - 1), key=lambda k: abs((SPEEDS[k] or 0) - speed))
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(place)
        self.slider.blockSignals(blocked)
        self._label.setText("full speed" if speed is None else f"{count(speed)} step{'s' if speed > 1 else ''}/s")
        self._training.set_speed(speed)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self._row.setContentsMargins(look.px(8), 0, look.px(8), 0)
        self._row.setSpacing(look.px(8))
        self.slider.setFixedWidth(look.px(110))
        self._label.setFixedWidth(self._label.fontMetrics().horizontalAdvance(f"{count(5000)} steps/s") + look.px(4))

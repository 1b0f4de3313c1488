"""What the weights cost: the penalty, told apart from the loss."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from app.document import Document
from app.look.pace import Pace
from app.look.seen import Seen
from app.look.tooltips import wrapped
from app.training.training import Training
from app.views.numbers_text import MISSING, number

INTERVAL_MS = 120  # text that changes faster can't be read
TOOLTIP = (
    "The penalty λ₁ Σ |w| + ½ λ₂ Σ w² on the weights w; biases are free. "
    "The training makes the sum of loss L and penalty small. The loss on show is L alone."
)


class PenaltyNote(QLabel):
    """The shown run's penalty at the newest frame, while L1 or L2 is on."""

    def __init__(self, document: Document, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._training = document, training
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "small")
        self.setToolTip(wrapped(TOOLTIP))
        self.setAccessibleName("penalty")
        self._seen = Seen(self)
        self._pace = Pace(self.refresh, INTERVAL_MS, self, self._seen)
        training.frame_ready.connect(self._on_frame)
        for changed in (document.session_changed, document.opened, document.view_changed, self._seen.changed):
            changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say what is known now."""
        runs, frame = self._document.session.runs, self._training.frame
        run = min(self._document.view.run, len(runs) - 1)
        options = runs[run].training
        self.setVisible(options.l1 > 0.0 or options.l2 > 0.0)
        text = MISSING
        if frame is not None and run < len(frame.runs):
            trained = frame.runs[run].run.training
            if (trained.l1, trained.l2) == (options.l1, options.l2):
                text = number(frame.seen(run).penalty)
        self.setText(f"penalty {text}")

    @Slot()
    def _on_frame(self) -> None:
        self._pace.draw_soon()

"""What the loss stage shows besides its arrays: P and Q as bars with their entropies, and the curve of the loss."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.look.look import Look
from app.training.lenses.inspector import Inspected
from app.views.inspector.loss_pictures import Bars, BarsView, BinaryCurve
from nncore import OUTPUTS, BinaryCrossEntropy, CrossEntropy


class LossView(QWidget):
    """Attributes: bars, curve."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.bars, self.curve = BarsView(look), BinaryCurve(look)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "secondary")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.bars, self._words, self.curve):
            self._column.addWidget(widget)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_sample(self, inspected: Inspected, sample: int) -> None:
        """Show what can be shown of one sample, and a sentence for what can't."""
        bars = bars_of(inspected, sample)
        self.bars.setVisible(bars is not None)
        if bars is not None:
            self.bars.show_bars(bars)
        self._words.setText(bars.sentence() if bars is not None else why_no_bars(inspected))
        inspection = inspected.inspection
        is_binary = inspection is not None and isinstance(inspection.loss.loss, BinaryCrossEntropy)
        has_curve = is_binary and inspection.loss.prediction.shape[1] == 1
        self.curve.setVisible(has_curve)
        if has_curve and inspection.loss.probabilities is not None:
            y = inspection.loss.target.reshape(-1)
            self.curve.show_samples(inspection.loss.probabilities[:, 1], y, sample, inspected.data.classes)

    @Slot()
    def _on_look_changed(self) -> None:
        self._column.setSpacing(self._look.px(4))


def bars_of(inspected: Inspected, sample: int) -> Bars | None:
    """P and Q of one sample, None where the output gives no probabilities."""
    inspection, data = inspected.inspection, inspected.data
    if inspection is None or inspection.loss.probabilities is None or not data.classes:
        return None
    q = inspection.loss.probabilities[min(sample, len(inspection.rows) - 1)]
    right = int(data.points.labels[inspection.rows[min(sample, len(inspection.rows) - 1)]])
    if not (right < len(data.classes) == len(q) and np.isfinite(q).all()):
        return None
    p = np.zeros(len(q))
    p[right] = 1.0
    # With two classes and one output z is that of class 1, and Q − P its gradient too.
    is_gradient = isinstance(inspection.loss.loss, CrossEntropy | BinaryCrossEntropy)
    return Bars(data.classes, p, q, right, is_gradient and inspected.run.model.output.kind in ("per-class", "sigmoid"))


def why_no_bars(inspected: Inspected) -> str:
    """Why there are no P and Q, in a sentence."""
    output = inspected.run.model.output
    if inspected.inspection is not None and inspected.inspection.loss.probabilities is not None:
        return "The prediction is no number any more, and so no distribution over the classes."
    return OUTPUTS[output.kind].why_no_probabilities(output.normalizer) or ""

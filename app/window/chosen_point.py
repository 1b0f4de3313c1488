"""The one selected point of the plane is the chosen point of the views that explain, and the other way round."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from app.attention import Attention
from app.views.canvas.selection import Selection


class ChosenPoint(QObject):
    """Keeps the plane's selection and what the attention is on at the same point."""

    def __init__(self, selection: Selection, attention: Attention, parent: QObject) -> None:
        super().__init__(parent)
        self._selection, self._attention = selection, attention
        self._sample = attention.sample
        selection.changed.connect(self._on_selection_changed)
        attention.changed.connect(self._on_attention_changed)

    @Slot()
    def _on_selection_changed(self) -> None:
        rows = self._selection.rows
        self._sample = int(rows[0]) if len(rows) == 1 else None
        self._attention.choose(self._sample)

    @Slot()
    def _on_attention_changed(self) -> None:
        sample = self._attention.sample
        if sample != self._sample:  # and not only the neuron, or the stage
            self._sample = sample
            self._selection.set(np.array([] if sample is None else [sample], dtype=np.int64))

"""Which points are selected. No part of the session, no step of undo."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.session.arrays import Integers, frozen

NOTHING: Integers = frozen(np.empty(0, dtype=np.int64))


class Selection(QObject):
    """The selected rows, sorted. Signal: changed()."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: Integers = NOTHING

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, row: int) -> bool:
        return bool(np.any(self.rows == row))

    def set(self, rows: Integers) -> None:
        """Select these rows and no others."""
        chosen = np.array(rows, dtype=np.int64)
        if not (np.diff(chosen) > 0).all():
            chosen = np.unique(chosen)
        if not np.array_equal(chosen, self.rows):
            self.rows = frozen(chosen)
            self.changed.emit()

    def clear(self) -> None:
        """Select nothing."""
        self.set(NOTHING)

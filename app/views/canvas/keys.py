"""The keys of the canvas: what they do while it has the focus, whether or not a menu knows them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.views.canvas.board import Board

if TYPE_CHECKING:
    from app.views.canvas.canvas import Canvas

NUDGE_PX, LONG_NUDGE_PX = 2.0, 20.0
NUDGES_MS = 800  # arrow keys that follow each other within this time are one step of undo
ZOOM = 0.8
ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT, KEYPAD = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier


class Keys(QObject):
    """Delete, Ctrl+A, Ctrl+D, Esc, Home, + and −, and the arrows, which nudge the selection (Shift: further)."""

    def __init__(self, canvas: Canvas, board: Board) -> None:
        super().__init__(canvas)
        self._canvas, self._board = canvas, board
        self._nudge = object()
        self._nudge_timer = QTimer(self, singleShot=True, interval=NUDGES_MS)
        self._nudge_timer.timeout.connect(self.begin_nudge)
        canvas.selection.changed.connect(self.begin_nudge)
        self._plain = {
            Qt.Key.Key_Delete: canvas.delete_selection,
            Qt.Key.Key_Backspace: canvas.delete_selection,
            Qt.Key.Key_Escape: canvas.cancel,
            Qt.Key.Key_Home: canvas.fit_view,
            Qt.Key.Key_Plus: canvas.zoom_in,
            Qt.Key.Key_Equal: canvas.zoom_in,
            Qt.Key.Key_Minus: canvas.zoom_out,
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says. Returns whether it means anything here."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~KEYPAD
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self._canvas.select_all()
        elif key == Qt.Key.Key_D and modifiers == Qt.KeyboardModifier.ControlModifier:
            self._canvas.duplicate_selection()
        elif key in ARROWS and modifiers in (PLAIN, SHIFT) and len(self._canvas.selection):
            self._nudge_selection(ARROWS[key], LONG_NUDGE_PX if modifiers == SHIFT else NUDGE_PX)
        elif key in self._plain and modifiers in (PLAIN, SHIFT):
            self._plain[key]()
        else:
            return False
        return True

    def _nudge_selection(self, direction: tuple[float, float], length_px: float) -> None:
        self._nudge_timer.start()
        offset = np.array(direction) * self._board.pixels(length_px)
        self._board.move(self._canvas.selection.rows, offset, self._nudge)

    @Slot()
    def begin_nudge(self) -> None:
        """The next nudge is another step of undo."""
        self._nudge = object()

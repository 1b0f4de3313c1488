"""What is under the pointer, in words, at a pace that can be read."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document import Document
from app.training.training import Training
from app.views.canvas.answer_text import Oracle, answer_text, loss_text, place_text
from app.views.canvas.board import Board
from app.views.canvas.hand import Hand
from app.views.canvas.plane import Plane

MOVED_MS, TRAINED_MS = 25, 120


class Pointed(QObject):
    """The place there and what the network says of it; of a point there, also what it costs.

    Attribute: text ("" while the mouse is elsewhere). Signal: changed(text).
    """

    changed = Signal(str)

    def __init__(
        self, document: Document, training: Training, plane: Plane, board: Board, hand: Hand, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._board = board
        self._document, self._training, self._plane, self._hand = document, training, plane, hand
        self._oracle = Oracle()
        self.text = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)

    def read_soon(self, *, moved: bool = True) -> None:
        """The pointer has moved, or (not moved) the network has."""
        if not self._timer.isActive() and (moved or self._hand.pointer is not None):
            self._timer.start(MOVED_MS if moved else TRAINED_MS)

    @Slot()
    def _on_due(self) -> None:
        text = self._read()
        if text != self.text:
            self.text = text
            self.changed.emit(text)

    def _read(self) -> str:
        pointer, projection = self._hand.pointer, self._plane.projection
        if pointer is None or not self._plane.isVisible() or not projection.contains((pointer.x(), pointer.y())):
            return ""
        view, plane = self._document.view, self._board.slice
        pixel = np.array([pointer.x(), pointer.y()])
        row = self._board.nearest(pixel)
        at = projection.to_plane(pixel if row is None else self._board.places()[row])
        place = place_text(at, plane.axis_names, projection.per_pixel)
        frame = self._training.frame
        if frame is None or len(frame.session.data.features) != plane.dimensions:
            return place
        run = min(view.run, len(frame.runs) - 1)
        state = frame.seen(run).run.state
        if state is None:
            return place
        x = plane.to_space(at[None])[0] if row is None else self._board.points.x[row]
        answer = self._oracle.answer(frame.session, run, state.parameters.array, x)
        text = f"{place} → {answer_text(answer, frame.session.data, view)}"
        evaluation, points = frame.seen(run).evaluation, frame.session.data.points
        if row is None or evaluation is None or points is not self._board.points:
            return text
        loss = float(evaluation.losses(points.is_test)[row])
        return f"{text} · {loss_text(answer, frame.session, run, row, loss)}"

"""How strongly each layer is pulled, from the first step on."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.document import Document
from app.look.look import Look
from app.look.seen import Seen
from app.session.schema import Run, Session
from app.training.frames import Frame
from app.training.lenses.gradients import GradientsAnswer, GradientsRequest
from app.training.training import Training
from app.views.activations.gradient_plot import GradientPlot
from app.views.activations.words import NO_POINTS, dead_end, gradient_sentence, layer_names, points_note
from app.views.numbers_text import count
from nncore import LOSSES

REFRESH_MS = 80


class GradientPage(QWidget):
    """Shows the gradient norms of the shown run's layers.

    Signals: notice(str); lens_changed(), after lens has.
    """

    notice = Signal(str)
    lens_changed = Signal()

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._training, self._look = document, training, look
        self.lens: GradientsRequest | None = None
        self._answer: GradientsAnswer | None = None
        self._seen = Seen(self)
        self._since_refresh = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.refresh)
        self.sentence, self.note = QLabel(), QLabel()
        self.note.setProperty("role", "small")
        for label in (self.sentence, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.plot = GradientPlot(look)
        self.plot.setAccessibleName("Gradient norm of each layer by step")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.plot, 1)
        self._column.addWidget(self.note)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_begun_anew)
        training.was_reset.connect(self._on_begun_anew)
        training.frame_ready.connect(self._on_frame_ready)
        document.view_changed.connect(self._refresh_soon)
        self._seen.changed.connect(self._on_seen_changed)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    @Slot()
    def refresh(self) -> None:
        """Draw the newest answer, if it is of the network as it is now."""
        if not self._seen.now:
            return
        self._timer.stop()
        self._since_refresh.start()
        run = self._run()
        names = layer_names(run.model)
        answer = self._answer
        if answer is not None and answer.norms.shape[1] != len(names):
            answer = None
        why = dead_end(run.model, LOSSES[run.training.loss])
        if answer is None or not answer.n_all:
            self.plot.show_gradients(None, names)
            self.sentence.setText(why if answer is None else NO_POINTS)
            self.note.setText("")
            return
        self.plot.show_gradients(answer, names)
        self.sentence.setText(why or gradient_sentence(answer.norms[-1] if len(answer.norms) else answer.norms, names))
        self.note.setText(self._note(answer))

    def _note(self, answer: GradientsAnswer) -> str:
        parts = ["The gradient of the loss of all training points, at the parameters that the run has passed"]
        some = points_note(answer.n, answer.n_all)
        if some:
            parts = [f"The gradient of the loss {some}, always the same, at the parameters that the run has passed"]
        if len(answer.steps) < answer.n_wanted:
            parts.append(f": {count(len(answer.steps))} of {count(answer.n_wanted)} computed so far")
        return "".join(parts) + "."

    def _run(self) -> Run:
        runs = self._document.session.runs
        return runs[min(self._document.view.run, len(runs) - 1)]

    @Slot()
    def _refresh_soon(self) -> None:
        if self._seen.now and not self._timer.isActive():
            waited = self._since_refresh.elapsed() if self._since_refresh.isValid() else REFRESH_MS
            self._timer.start(max(0, REFRESH_MS - waited))

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        answer = frame.answer(GradientsAnswer)
        if answer is not None and frame.shown == self._document.view.run:
            self._answer = answer
            self._refresh_soon()

    @Slot(object, object)
    def _on_session_changed(self, _old: Session, _new: Session) -> None:
        self._refresh_soon()

    @Slot()
    def _on_begun_anew(self) -> None:
        self._answer = None  # of a run that is no more; the next frame brings a new one
        self._refresh_soon()

    @Slot()
    def _on_seen_changed(self) -> None:
        lens = GradientsRequest() if self._seen.now else None
        if lens != self.lens:
            self.lens = lens
            self.lens_changed.emit()
        self.refresh()

    @Slot()
    def _on_look_changed(self) -> None:
        self._column.setSpacing(self._look.px(8))
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())

"""How strongly each layer is pulled, from the first step on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.document import Document
from app.look.look import Look
from app.training.lenses.gradients import GradientsAnswer, GradientsRequest
from app.training.training import Training
from app.views.activations.gradient_plot import GradientPlot
from app.views.activations.page import Page
from app.views.activations.words import NO_POINTS, dead_end, gradient_sentence, layer_names, points_note
from app.views.loss_names import LOSS_NAMES
from app.views.numbers_text import count
from nncore import LOSSES

PAUSE_MS = 80


class GradientPage(Page):
    """Shows the gradient norms of the shown run's layers."""

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(document, training, look, GradientsAnswer, PAUSE_MS, parent)
        self.sentence, self.note = QLabel(), QLabel()
        self.note.setProperty("role", "small")
        self.plot = GradientPlot(look)
        self.plot.setAccessibleName("Gradient norm of each layer by step")
        for label in (self.sentence, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.plot, 1)
        self.column.addWidget(self.note)
        self.start()

    def request(self) -> GradientsRequest:
        return GradientsRequest()

    def draw(self) -> None:
        run = self.run
        names = layer_names(run.model)
        answer: GradientsAnswer | None = self.answer
        if answer is not None and answer.norms.shape[1] != len(names):
            answer = None  # from before an edit
        why = dead_end(run.model, LOSSES[run.training.loss])
        if answer is None or not answer.n_all:
            self.plot.show_gradients(None, names)
            self.sentence.setText(why if answer is None else NO_POINTS)
            self.note.setText("")
            return
        self.plot.show_gradients(answer, names)
        self.sentence.setText(why or gradient_sentence(answer.norms[answer.at], names))
        frame, number = self.training.frame, self.document.view.run
        history = frame.runs[number].run.history if frame is not None and number < len(frame.runs) else None
        self.note.setText(_note(answer, was_switched=history is not None and len(history.losses) > 1))

    def show_structure(self) -> None:
        for label in (self.sentence, self.note):
            label.setMinimumHeight(2 * label.fontMetrics().lineSpacing())


def _note(answer: GradientsAnswer, *, was_switched: bool) -> str:
    """What the curves are of, and how much of them is there. was_switched: the run has been trained with others."""
    some = points_note(answer.n, answer.n_all)
    loss = "the loss" if answer.loss is None else f"the loss L = {LOSS_NAMES[answer.loss]}"
    of = f"of {loss} {some}, always the same," if some else f"of {loss} of all training points,"
    text = f"The gradient {of} at the parameters that the run has passed"
    if was_switched:
        text += ", also where it was trained with another loss"
    if len(answer.steps) < answer.n_wanted:
        text += f": {count(len(answer.steps))} of {count(answer.n_wanted)} computed so far"
    return f"{text}."

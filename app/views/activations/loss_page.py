"""What the output costs each point: the loss as a curve, with the points on it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget

from app.attention import Attention
from app.document import Document
from app.look.look import Look
from app.training.lenses.point_loss import PointLossAnswer, PointLossRequest
from app.training.training import Training
from app.views.activations.curve_plot import CurvePlot
from app.views.activations.drawn import density, loss_dots, loss_picture, ring_of, training_row
from app.views.activations.page import Page
from app.views.activations.words import dots_note, loss_curve_names, loss_sentence

PAUSE_MS = 40


class LossPage(Page):
    """Shows the loss of a point over the output, with its derivative; where all outputs count, a sentence."""

    def __init__(
        self, document: Document, training: Training, look: Look, attention: Attention, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, training, look, PointLossAnswer, PAUSE_MS, parent)
        self._attention = attention
        self._drawn: tuple[Any, ...] = ()  # what the curves in the plot were made of
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.plot = CurvePlot(look)
        self.plot.setAccessibleName("Loss of a point, points and derivative")
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.plot, 1)
        attention.changed.connect(self.refresh)
        self.start()

    def request(self) -> PointLossRequest:
        return PointLossRequest()

    def draw(self) -> None:
        answer: PointLossAnswer | None = self.answer
        if answer is None:
            return
        data, run = self.document.session.data, self.run
        dots = loss_dots(answer)
        note = dots_note(answer.n, answer.n_all, has_dots=bool(dots) or answer.form is None)
        self.sentence.setText(f"{loss_sentence(answer, run)} {note}".strip())
        names = loss_curve_names(answer, run.training.loss, data)
        drawn = (answer.form, answer.range, answer.classes, names, answer.value.tobytes())
        if drawn != self._drawn:
            self._drawn = drawn
            picture = loss_picture(answer, names) if answer.classes else None
            self.plot.show_picture(picture, [self._color(label) for label in answer.classes])
        row = training_row(data.points.is_test, self._attention.sample)
        colors = [self._color(one.number if data.classes else -1, "accent") for one in dots]
        self.plot.show_points(dots, colors, density(answer.counts.sum(axis=0)), ring_of(answer.points, row))

    def show_structure(self) -> None:
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())

    def _color(self, label: int, otherwise: str = "text") -> QColor:
        """A class's color; without a class, one of the theme."""
        classes = self.document.session.data.classes
        return self.look.class_color(classes[label].color) if 0 <= label < len(classes) else self.look.color(otherwise)

    def restyle(self) -> None:
        self._drawn = ()

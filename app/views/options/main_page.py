"""The options used most: loss, optimizer, learning rate, batch size."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.document import Document
from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.choice import Choice
from app.look.widgets.value_slider import ValueSlider
from app.session.edits.training import set_loss, set_optimizer
from app.session.schema import LossName
from app.views.options import words
from app.views.options.batch_slider import BatchSlider
from app.views.options.hints import loss_hint
from app.views.options.optimizer_numbers import OptimizerNumbers
from app.views.options.page import Page
from nncore import why_not

MIN_RATE, MAX_RATE = 1e-5, 10.0


class MainPage(Page):
    """Loss with its hint, optimizer with its numbers, learning rate, batch size."""

    def __init__(self, document: Document, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(document, look, parent)
        self._clamped: int | None = None
        self._loss = Choice(look, words.LOSSES)
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "small")
        self._hint.setWordWrap(True)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._optimizer = Choice(look, words.OPTIMIZERS)
        self._numbers = OptimizerNumbers(look)
        self._rate = ValueSlider(look, MIN_RATE, MAX_RATE, logarithmic=True)
        self._batch = BatchSlider(look)
        self.fields.add("loss", self._loss, symbol="L")
        self.fields.add_wide(self._hint)
        self.fields.add("optimizer", self._optimizer)
        self._numbers_label = self.fields.add(self._numbers.label, self._numbers)
        self.fields.add(
            "learning rate",
            self._rate,
            "Learning rate r (also written η): how far a step goes against the gradient, w ← w − r ∇L.",
            "r",
        )
        self.fields.add(
            "batch size",
            self._batch,
            "Batch size B: over how many training points the gradient of one step is averaged; "
            "all is plain gradient descent.",
            "B",
        )
        self._loss.chosen.connect(self._on_loss_chosen)
        self._optimizer.chosen.connect(self._on_optimizer_chosen)
        self._numbers.edited.connect(self._on_numbers_edited)
        self._rate.edited.connect(self._on_rate_edited)
        self._batch.edited.connect(self._on_batch_edited)
        for widget in (self._numbers, self._rate, self._batch):
            widget.refused.connect(self.notice)
        self.refresh()

    def refresh(self) -> None:
        data, run = self.document.session.data, self.run
        output, options = run.model.output, run.training
        self._loss.set_reasons(
            {key: why_not(output.kind, output.normalizer, key, len(data.classes)) for key, _ in words.LOSSES}
        )
        self._loss.set_key(options.loss)
        self.fields.set_tooltip(
            self._loss, "Loss L, what the training makes small. " + words.LOSS_FORMULAS[options.loss]
        )
        self._optimizer.set_key(options.optimizer.name)
        self.fields.set_tooltip(self._optimizer, words.OPTIMIZER_RULES[options.optimizer.name])
        self._numbers.show_optimizer(options.optimizer)
        self._numbers_label.setText(self._numbers.label)
        self._numbers.setAccessibleName(self._numbers.label)
        self._numbers_label.setToolTip(wrapped(self._numbers.tip))
        self.fields.set_row_visible(self._numbers, bool(self._numbers.label))
        self._rate.set_value(options.learning_rate)
        self._batch.set_value(options.batch_size, len(data.points) - int(data.points.is_test.sum()))
        self._show_hint()
        self.fields.updateGeometry()  # a hidden page would go on asking for the room that it once needed

    def set_clamped(self, clamped: int | None) -> None:
        """How many training points lie below the floor of −log p now; None: not known."""
        if clamped != self._clamped:
            self._clamped = clamped
            self._show_hint()

    def _show_hint(self) -> None:
        hint = loss_hint(self.run, self.document.session.data, self._clamped)
        self._hint.setVisible(hint is not None)
        if hint is not None:
            self._hint.setText(hint.line)
            self._hint.setToolTip(wrapped(hint.story))

    @Slot(str)
    def _on_loss_chosen(self, key: str) -> None:
        number = self.run_number
        self.edit("Change loss", lambda session: set_loss(session, cast(LossName, key), number))

    @Slot(str)
    def _on_optimizer_chosen(self, key: str) -> None:
        number = self.run_number
        self.edit("Change optimizer", lambda session: set_optimizer(session, number, name=key))

    @Slot(object, object)
    def _on_numbers_edited(self, changes: dict[str, object], gesture: object) -> None:
        number = self.run_number
        self.edit("Change optimizer", lambda session: set_optimizer(session, number, **changes), gesture)

    @Slot(float, object)
    def _on_rate_edited(self, value: float, gesture: object) -> None:
        self.change("Change learning rate", gesture, learning_rate=value)

    @Slot(object, object)
    def _on_batch_edited(self, value: object, gesture: object) -> None:
        self.change("Change batch size", gesture, batch_size=value)

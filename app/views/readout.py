"""The numbers in the toolbar: epoch, losses, accuracies."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.document import Document
from app.look.look import Look
from app.look.pace import Pace
from app.training.frames import Frame
from app.training.training import Training
from app.views.numbers_text import MISSING, count, number, percent

INTERVAL_MS = 120  # text that changes faster can't be read
FIELDS = (
    ("epoch", "epoch", count(999_999), "Epochs done: how often every training point has been used once."),
    (
        "train_loss",
        "train loss",
        "0.00e−00",
        "Loss L on all training points, mean over the points; at any moment by the loss that is chosen now.",
    ),
    (
        "test_loss",
        "test loss",
        "0.00e−00",
        "Loss L on the test points, which never train; at any moment by the loss that is chosen now.",
    ),
    ("train_accuracy", "train accuracy", "100 %", "Share of the training points whose class is predicted right."),
    ("test_accuracy", "test accuracy", "100 %", "Share of the test points whose class is predicted right."),
)
NO_ACCURACY = "These points have values y: an answer is more or less far from them, not right or wrong."
NEEDED = ("train_loss", "epoch", "test_loss", "train_accuracy", "test_accuracy")  # where there is no room for all


class Readout(QWidget):
    """What the newest frame says in numbers, renewed at a pace that can be read, and exact at rest."""

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._training, self._look = document, training, look
        self._values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._row = QHBoxLayout(self)
        self._fields: dict[str, QWidget] = {}
        for name, title, _, tip in FIELDS:
            self._fields[name] = self._field(name, title, tip)
            self._row.addWidget(self._fields[name])
        self._shown_color = ""
        self._pace = Pace(self._show, INTERVAL_MS, self)
        training.frame_ready.connect(self._on_frame)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self._values[name].text()

    def least_width(self) -> int:
        """The width of the fields that matter more than anything else in a toolbar."""
        return sum(self._values[name].width() + self._row.spacing() for name in NEEDED[:2])

    def show_fields(self, room: int) -> None:
        """Show as many fields as so many pixels hold, the most needed ones."""
        width = self._row.contentsMargins().left() + self._row.contentsMargins().right()
        shown = set()
        for name in NEEDED:
            field = self._values[name].width() + self._row.spacing()
            if width + field <= room:
                shown.add(name)
                width += field
        for name, part in self._fields.items():
            part.setVisible(name in shown)

    def _field(self, name: str, title: str, tip: str) -> QWidget:
        value, label = QLabel(MISSING), QLabel(title)
        value.setAlignment(Qt.AlignmentFlag.AlignLeft)
        value.setAccessibleName(title)
        for part in (value, label):
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setToolTip(tip)
        self._values[name], self._names[name] = value, label
        field = QWidget()
        column = QVBoxLayout(field)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(value)
        column.addWidget(label)
        return field

    @Slot(object)
    def _on_frame(self, _frame: Frame) -> None:
        if self._training.playing:
            self._pace.draw_soon()
        else:
            self._pace.draw()

    @Slot()
    def _show(self) -> None:
        frame = self._training.frame
        if frame is None:
            return
        shown = frame.shown_run
        state, evaluation = shown.run.state, shown.evaluation
        texts = dict.fromkeys(self._values, MISSING)
        if state:
            texts["epoch"] = count(state.epoch)
        if evaluation:
            texts["train_loss"] = number(evaluation.train.loss)
            texts["train_accuracy"] = percent(evaluation.train.accuracy)
            if evaluation.test:
                texts["test_loss"] = number(evaluation.test.loss)
                texts["test_accuracy"] = percent(evaluation.test.accuracy)
        self._color(is_past=frame.past is not None)
        self._explain_accuracy(frame.session.data.task == "classification")
        for name, text in texts.items():
            if self._values[name].text() != text:
                self._values[name].setText(text)

    def _color(self, *, is_past: bool) -> None:
        """Numbers of a remembered moment are not to be taken for those of now."""
        color = self._look.color("accent").name() if is_past else ""
        if color != self._shown_color:
            self._shown_color = color
            for value in self._values.values():
                value.setStyleSheet(f"color: {color};" if color else "")
                value.setFont(self._look.font(1.25))  # which a new style sheet may forget

    def _explain_accuracy(self, has_classes: bool) -> None:
        """Say why there is none."""
        for name, _, _, tip in FIELDS:
            if name.endswith("accuracy"):
                shown = tip if has_classes else NO_ACCURACY
                for part in (self._values[name], self._names[name]):
                    if part.toolTip() != shown:
                        part.setToolTip(shown)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self._row.setContentsMargins(look.px(8), 0, look.px(8), 0)
        self._row.setSpacing(look.px(14))
        for name, _, widest, _ in FIELDS:
            value, label = self._values[name], self._names[name]
            value.setFont(look.font(1.25))
            label.setFont(look.font(0.85))
            label.setProperty("role", "small")
            # A fixed size: the numbers change all the time, the toolbar must not.
            room = value.fontMetrics().size(0, widest)  # a label's own hint does not go below a size that was fixed
            value.setFixedSize(max(room.width(), label.sizeHint().width()), room.height())
        self._color(is_past=self._shown_color != "")

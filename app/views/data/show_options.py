"""What the plane shows of the network's answer."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.document import Document
from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.choice import Choice
from app.look.widgets.panel import FieldGrid
from app.session.schema import Session, ShowName, View
from app.views.data.section import ROW_GAP_PX, Section
from nncore import OUTPUTS

SHOWN: tuple[tuple[ShowName, str], ...] = (
    ("class", "class"),
    ("probability", "probability"),
    ("confidence", "confidence"),
    ("one-class", "one class"),
    ("entropy", "entropy, bits"),
)
MEANINGS: dict[ShowName, str] = {
    "class": "The color of the class that the network decides for, ŷ.",
    "probability": "The color of the winning class, the stronger the more probable it is.",
    "confidence": "The probability of the winning class less that of the second.",
    "one-class": "The probability p of one class, wherever it wins or loses.",
    "entropy": "How undecided the network is: H = −Σ p log₂ p, in bits.",
}

BORDER_TIP = "A line where the network's decision ŷ changes"
MISTAKES_TIP = "A ring around each misclassified point: its class y is not what the network says, ŷ ≠ y"
SIZES_TIP = (
    "Each point as large as its own loss L at the present weights: the area is proportional to L, on one scale for all "
    "losses, so that points shrink as they are learned. With cross-entropy it is −log p of the point's class."
)
CONTRIBUTIONS_TIP = (
    "A thin line for what each neuron of the last hidden layer adds, w·h(x), and a dashed one for the bias b: "
    "together they are the network's curve, ŷ = Σ w·h(x) + b"
)
NO_CURVE_TIP = "With one input, what the neurons add can be drawn as curves; these points have more than one."

LINES: tuple[tuple[str, str], ...] = (("none", "off"), ("hover", "pointed neuron"), ("all", "all neurons"))
LINES_TIP = (
    "Neuron lines: where w·x + b = 0 for each neuron in the first layer, with w as an arrow; all of them, or that of "
    "the neuron under the mouse. Drag a line on the plane to set w and b by hand."
)


class ShowOptions(Section):
    """Regions, neuron lines, border, rings and sizes. Changes of the view: no step of undo."""

    def __init__(self, document: Document, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(document, look, "Show", parent)
        self._fields = FieldGrid(look, row_gap_px=ROW_GAP_PX)
        self._show = Choice(look, SHOWN)
        self._one_class = Choice(look, [])
        self._lines = Choice(look, LINES)
        for choice in (self._show, self._one_class, self._lines):  # long names of classes must not widen the panel
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(8)
        self._fields.add("regions", self._show)
        self._fields.add("class", self._one_class, "The class whose probability p is shown")
        self._fields.add("lines", self._lines, LINES_TIP)
        self._border = QCheckBox("border")
        self._border.setToolTip(wrapped(BORDER_TIP))
        self._misclassified = QCheckBox("ring mistakes")
        self._misclassified.setToolTip(wrapped(MISTAKES_TIP))
        self._contributions = QCheckBox("contributions")
        self._loss_sizes = QCheckBox("size by loss L")
        self._loss_sizes.setToolTip(wrapped(SIZES_TIP))
        self.header.addWidget(self._loss_sizes)  # no room for one more line under the six names of classes
        self._boxes = QHBoxLayout()
        self._boxes.addWidget(self._border)
        self._boxes.addWidget(self._misclassified)
        self._boxes.addWidget(self._contributions)
        self._boxes.addStretch(1)
        self.content.addWidget(self._fields)
        self.content.addLayout(self._boxes)
        self._show.chosen.connect(self._on_show_chosen)
        self._one_class.chosen.connect(self._on_one_class_chosen)
        self._lines.chosen.connect(self._on_lines_chosen)
        self._border.clicked.connect(self._on_border_clicked)
        self._misclassified.clicked.connect(self._on_misclassified_clicked)
        self._loss_sizes.clicked.connect(self._on_loss_sizes_clicked)
        self._contributions.clicked.connect(self._on_contributions_clicked)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        document.view_changed.connect(self._on_view_changed)
        self._on_look_changed()
        self.refresh()

    def refresh(self) -> None:
        session, view = self.document.session, self.document.view
        output = session.runs[min(view.run, len(session.runs) - 1)].model.output
        reason = OUTPUTS[output.kind].why_no_probabilities(output.normalizer)
        self._show.set_reasons({key: reason for key, _ in SHOWN if key != "class"})
        shown: ShowName = "class" if reason else view.show  # what the plane really shows
        self._show.set_key(shown)
        self._fields.set_tooltip(self._show, f"{MEANINGS[shown]} {reason or ''}".strip())
        self._lines.set_key(view.lines)
        has_classes = session.data.task == "classification"
        if has_classes:
            self._one_class.set_options([(str(k), info.name) for k, info in enumerate(session.data.classes)])
            self._one_class.set_key(str(min(view.one_class, len(session.data.classes) - 1)))
        self._fields.set_row_visible(self._show, has_classes)
        self._fields.set_row_visible(self._one_class, has_classes and shown == "one-class")
        self._border.setChecked(view.border)
        self._misclassified.setChecked(view.misclassified)
        self._loss_sizes.setChecked(view.loss_sizes)
        is_curve = not has_classes and len(session.data.features) == 1
        self._contributions.setChecked(view.contributions and is_curve)
        self._contributions.setEnabled(is_curve)
        self._contributions.setToolTip(wrapped(CONTRIBUTIONS_TIP if is_curve else NO_CURVE_TIP))
        # Nothing is decided about a value, and no decision is made up of what neurons add.
        for box in (self._border, self._misclassified):
            box.setVisible(has_classes)
        self._contributions.setVisible(not has_classes)

    @Slot(str)
    def _on_show_chosen(self, key: str) -> None:
        self.document.set_view(show=cast(ShowName, key))

    @Slot(str)
    def _on_one_class_chosen(self, key: str) -> None:
        self.document.set_view(one_class=int(key))

    @Slot(str)
    def _on_lines_chosen(self, key: str) -> None:
        self.document.set_view(lines=key)

    @Slot(bool)
    def _on_border_clicked(self, checked: bool) -> None:
        self.document.set_view(border=checked)

    @Slot(bool)
    def _on_misclassified_clicked(self, checked: bool) -> None:
        self.document.set_view(misclassified=checked)

    @Slot(bool)
    def _on_loss_sizes_clicked(self, checked: bool) -> None:
        self.document.set_view(loss_sizes=checked)

    @Slot(bool)
    def _on_contributions_clicked(self, checked: bool) -> None:
        self.document.set_view(contributions=checked)

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if old.data.classes != new.data.classes or old.data.features != new.data.features or old.runs is not new.runs:
            self.refresh()

    @Slot(object)
    def _on_view_changed(self, _view: View) -> None:
        self.refresh()

    @Slot()
    def _on_look_changed(self) -> None:
        super()._on_look_changed()
        self._boxes.setSpacing(self.look.px(16))

"""One layer: its activation with the derivative, the points on it, and what becomes of each neuron."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from app.attention import Attention, Neuron
from app.document import Document
from app.look.look import Look
from app.look.widgets.choice import Choice
from app.training.lenses.layer import LayerAnswer, LayerRequest
from app.training.training import Training
from app.views.activations.comparison_row import ComparisonRow
from app.views.activations.curve_plot import CurvePlot
from app.views.activations.drawn import Dots, density, dots_of, layer_picture, ring_of, training_row
from app.views.activations.neuron_rows import ROW_PX, NeuronRows
from app.views.activations.page import Page
from app.views.activations.words import dots_note, layer_labels, layer_sentence, neuron_names

PAUSE_MS = 40
SHOWN_ROWS = 8  # of neurons, without scrolling
LEAST_LETTERS = 8  # that a choice has room for
ALL, OUTPUT = "all", "output"
LAYER_TIP = "The layer whose activation σ is shown, with its derivative σ′ and the pre-activations z = w·x + b."
NEURON_TIP = (
    "All neurons of the layer, or one of them, z = w·x + b. A neuron that you point at is shown as well, and a point "
    "that is selected on the plane is ringed."
)


class LayerPage(Page):
    """Shows the chosen layer, all its neurons or one; while a neuron is pointed at anywhere in the window, that one."""

    def __init__(
        self, document: Document, training: Training, look: Look, attention: Attention, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, training, look, LayerAnswer, PAUSE_MS, parent)
        self._attention = attention
        self._drawn: tuple[Any, ...] = ()  # what the curves in the plot were made of
        self._chosen: tuple[str, int | None] = ("0", None)  # a key of the layers, and a neuron
        self._attended = attention.neuron  # as it was last
        self._pointed: Neuron | None = attention.neuron  # is shown in place of the chosen one
        self.layer, self.neuron = Choice(look, []), Choice(look, [])
        for choice, name, tip in ((self.layer, "Layer", LAYER_TIP), (self.neuron, "Neuron", NEURON_TIP)):
            choice.setAccessibleName(name)
            choice.setToolTip(tip)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(LEAST_LETTERS)
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.plot = CurvePlot(look)
        self.plot.setAccessibleName("Activation, points and derivative")
        self.rows = NeuronRows(look)
        self._area = QScrollArea()
        self._area.setWidget(self.rows)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.comparison = ComparisonRow(look)
        self._line = QHBoxLayout()
        self._line.addWidget(self.layer, 3)
        self._line.addWidget(self.neuron, 2)
        self.column.addLayout(self._line)
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.plot, 1)
        self.column.addWidget(self.comparison)
        self.column.addWidget(self._area)
        self.layer.chosen.connect(self._on_layer_chosen)
        self.neuron.chosen.connect(self._on_neuron_chosen)
        self.comparison.changed.connect(self.refresh)
        self.rows.pointed.connect(self._on_row_pointed)
        self.rows.chosen.connect(self._on_row_chosen)
        attention.changed.connect(self._on_attention_changed)
        self.start()

    def shown(self) -> tuple[int, int | None]:
        """The layer (hidden ones from 0, then the output) and the neuron, None for all."""
        if self._pointed is not None:
            return self._pointed
        key, unit = self._chosen
        return len(self.run.model.layers) if key == OUTPUT else int(key), unit

    # A page

    def request(self) -> LayerRequest:
        return LayerRequest(self.shown()[0])

    def draw(self) -> None:
        answer: LayerAnswer | None = self.answer
        layer, unit = self.shown()
        session = self.document.session
        names = neuron_names(self.run.model, session.data, layer)
        if answer is None or answer.layer != layer or len(answer.saturated) != len(names):
            return  # from before an edit; the next frame brings the right one
        comparison = self.comparison.comparison()
        drawn = (answer.kind, answer.range, answer.is_output, comparison)
        if drawn != self._drawn:
            self._drawn = drawn
            picture = layer_picture(answer, comparison)
            colors = [self.look.color("text" if curve.role == "own" else "accent") for curve in picture.curves]
            self.plot.show_picture(picture, colors)
        self.rows.show_neurons(answer, names, unit)
        if len(names) == 1:
            unit = 0
        counts = answer.counts.sum(axis=0) if unit is None else answer.counts[unit]
        dots = dots_of(answer, unit)
        row = training_row(session.data.points.is_test, self._attention.sample)
        colors = [self._color(one, answer) for one in dots]
        self.plot.show_points(dots, colors, density(counts), ring_of(answer.points, row, unit))
        note = dots_note(answer.n, answer.n_all, has_dots=bool(dots))
        self.sentence.setText(f"{layer_sentence(answer)} {note}".strip())

    def show_structure(self) -> None:
        """The choices that the network gives, and what is chosen of them."""
        px = self.look.px
        data, model = self.document.session.data, self.run.model
        keys = [*(str(number) for number in range(len(model.layers))), OUTPUT]
        if self._chosen[0] not in keys:
            self._chosen = keys[0], None
        if self._pointed is not None and not self._exists(self._pointed):
            self._pointed = None
        layer, unit = self.shown()
        names = neuron_names(model, data, layer)
        if unit is not None and unit >= len(names):
            self._chosen, unit = (self._chosen[0], None), None
        self.layer.set_options(list(zip(keys, layer_labels(model), strict=True)))
        self.layer.set_key(keys[layer])
        every = "all neurons" if len(names) > 1 else "the only neuron"
        self.neuron.set_options([(ALL, every), *((str(number), name) for number, name in enumerate(names))])
        self.neuron.set_key(ALL if unit is None else str(unit))
        self.neuron.setEnabled(len(names) > 1)
        self._line.setSpacing(px(8))
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        self._area.setFixedHeight(min(len(names), SHOWN_ROWS) * px(ROW_PX))

    def forget(self) -> None:
        self._pointed, self._chosen = None, ("0", None)

    def _exists(self, neuron: Neuron) -> bool:
        model = self.run.model
        if not 0 <= neuron.layer <= len(model.layers):
            return False
        return 0 <= neuron.unit < len(neuron_names(model, self.document.session.data, neuron.layer))

    def _color(self, dots: Dots, answer: LayerAnswer) -> QColor:
        classes = self.document.session.data.classes
        if dots.color_of == "class" and dots.number < len(classes):
            return self.look.class_color(classes[dots.number].color)
        if dots.color_of == "neuron" and not answer.is_output:
            return self.look.neuron_color(dots.number)
        return self.look.color("accent")

    @Slot()
    def _on_attention_changed(self) -> None:
        if self._attention.neuron != self._attended:
            self._pointed = self._attended = self._attention.neuron
            self.show_structure()
            self.ask()
        self.refresh()

    def restyle(self) -> None:
        self._drawn = ()

    # What the person does

    @Slot(str)
    def _on_layer_chosen(self, key: str) -> None:
        self._choose(key, None)

    @Slot(str)
    def _on_neuron_chosen(self, key: str) -> None:
        self._choose(self.layer.key(), None if key == ALL else int(key))

    @Slot(object)
    def _on_row_pointed(self, unit: int | None) -> None:
        self._attention.point_at(None if unit is None else Neuron(self.shown()[0], unit))

    @Slot(int)
    def _on_row_chosen(self, unit: int) -> None:
        key = self.layer.key()
        self._choose(key, None if self._chosen == (key, unit) else unit)

    def _choose(self, key: str, unit: int | None) -> None:
        self._chosen, self._pointed = (key, unit), None
        self.show_structure()
        self.ask()
        self.refresh()

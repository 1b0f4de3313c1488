"""One layer: its activation with the derivative, the points on it, and what becomes of each neuron."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.attention import Attention, Neuron
from app.document import Document
from app.look.look import Look
from app.look.seen import Seen
from app.look.widgets.choice import Choice
from app.session.schema import Run, Session
from app.training.frames import Frame
from app.training.lenses.layer import LayerAnswer, LayerRequest
from app.training.training import Training
from app.views.activations.activation_plot import ActivationPlot
from app.views.activations.comparison_row import ComparisonRow
from app.views.activations.drawn import Dots, chosen_place, curves_of, density, dots_of, ring_of, training_row
from app.views.activations.neuron_rows import ROW_PX, NeuronRows
from app.views.activations.words import (
    POSITION_TITLE,
    POSITION_TITLES,
    layer_labels,
    layer_sentence,
    neuron_names,
    points_note,
)

REFRESH_MS = 40
SHOWN_ROWS = 8  # of neurons, without scrolling
LEAST_LETTERS = 8  # that a choice has room for
ALL, OUTPUT = "all", "output"
LAYER_TIP = "The layer whose activation σ is shown, with its derivative σ′ and the pre-activations z = w·x + b."
NEURON_TIP = (
    "All neurons of the layer, or one of them, z = w·x + b. A neuron that you point at is shown as well, and a point "
    "that is selected on the plane is ringed."
)


class LayerPage(QWidget):
    """Shows the chosen layer, all its neurons or one; while a neuron is pointed at anywhere in the window, that one.

    Signals: notice(str); lens_changed(), after lens has.
    """

    notice = Signal(str)
    lens_changed = Signal()

    def __init__(
        self, document: Document, training: Training, look: Look, attention: Attention, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._training, self._look, self._attention = document, training, look, attention
        self.lens: LayerRequest | None = None
        self._answer: LayerAnswer | None = None
        self._drawn: tuple[Any, ...] = ()  # what the curves in the plot were made of
        self._chosen: tuple[str, int | None] = ("0", None)  # a key of the layers, and a neuron
        self._pointed: Neuron | None = attention.neuron  # is shown in place of it
        self._seen = Seen(self)
        self._since_refresh = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.refresh)
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
        self.plot = ActivationPlot(look)
        self.plot.setAccessibleName("Activation, points and derivative")
        self.rows = NeuronRows(look)
        self._area = QScrollArea()
        self._area.setWidget(self.rows)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.comparison = ComparisonRow(look)
        self._line, self._column = QHBoxLayout(), QVBoxLayout(self)
        self._line.addWidget(self.layer, 3)
        self._line.addWidget(self.neuron, 2)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._line)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.plot, 1)
        self._column.addWidget(self.comparison)
        self._column.addWidget(self._area)
        self._connect()
        self._on_look_changed()
        self._show_structure()

    def _connect(self) -> None:
        self.layer.chosen.connect(self._on_layer_chosen)
        self.neuron.chosen.connect(self._on_neuron_chosen)
        self.comparison.changed.connect(self.refresh)
        self.rows.pointed.connect(self._on_row_pointed)
        self.rows.chosen.connect(self._on_row_chosen)
        self._attention.changed.connect(self._on_attention_changed)
        self._document.session_changed.connect(self._on_session_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._show_structure)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._seen.changed.connect(self._on_seen_changed)
        self._look.changed.connect(self._on_look_changed)

    def shown(self) -> tuple[int, int | None]:
        """The layer (hidden ones from 0, then the output) and the neuron, None for all."""
        if self._pointed is not None:
            return self._pointed
        key, unit = self._chosen
        return len(self._run().model.layers) if key == OUTPUT else int(key), unit

    @Slot()
    def refresh(self) -> None:
        """Draw the newest answer, if it is of what is to be shown."""
        answer = self._answer
        if not self._seen.now:
            return
        self._timer.stop()
        self._since_refresh.start()
        layer, unit = self.shown()
        session = self._document.session
        names = neuron_names(self._run().model, session.data, layer)
        if answer is None or answer.layer != layer or len(answer.saturated) != len(names):
            return  # from before an edit; the next frame brings the right one
        comparison = self.comparison.comparison()
        drawn = (answer.kind, answer.range, answer.is_output, comparison)
        if drawn != self._drawn:
            self._drawn = drawn
            title = POSITION_TITLES.get(answer.kind, POSITION_TITLE)
            self.plot.show_curves(answer, curves_of(answer, comparison), title)
        counts = answer.counts.sum(axis=0) if unit is None else answer.counts[unit]
        dots = dots_of(answer, unit)
        row = training_row(session.data.points.is_test, self._attention.sample)
        ring = ring_of(answer, unit, chosen_place(answer, row))
        self.plot.show_points(dots, [self._color(one) for one in dots], density(counts), ring)
        self.rows.show_neurons(answer, names, unit)
        note = points_note(answer.n, answer.n_all)
        text = layer_sentence(answer)
        self.sentence.setText(f"{text} (Seen {note}.)" if note else text)

    def _run(self) -> Run:
        runs = self._document.session.runs
        return runs[min(self._document.view.run, len(runs) - 1)]

    def _color(self, dots: Dots) -> QColor:
        classes = self._document.session.data.classes
        if dots.color_of == "class" and dots.number < len(classes):
            return self._look.class_color(classes[dots.number].color)
        if dots.color_of == "neuron" and self._answer is not None and not self._answer.is_output:
            return self._look.neuron_color(dots.number)
        return self._look.color("accent")

    @Slot()
    def _show_structure(self) -> None:
        """The choices that the network gives, and what is chosen of them."""
        session, model = self._document.session, self._run().model
        labels = layer_labels(model)
        keys = [*(str(number) for number in range(len(model.layers))), OUTPUT]
        if self._chosen[0] not in keys:
            self._chosen = keys[0], None
        if self._pointed is not None and not self._exists(self._pointed):
            self._pointed = None
        layer, unit = self.shown()
        names = neuron_names(model, session.data, layer)
        if unit is not None and unit >= len(names):
            self._chosen, unit = (self._chosen[0], None), None
        self.layer.set_options(list(zip(keys, labels, strict=True)))
        self.layer.set_key(keys[layer])
        self.neuron.set_options([(ALL, "all neurons"), *((str(number), name) for number, name in enumerate(names))])
        self.neuron.set_key(ALL if unit is None else str(unit))
        self._area.setFixedHeight(min(len(names), SHOWN_ROWS) * self._look.px(ROW_PX))
        self._ask()

    def _exists(self, neuron: Neuron) -> bool:
        model = self._run().model
        if not 0 <= neuron.layer <= len(model.layers):
            return False
        return 0 <= neuron.unit < len(neuron_names(model, self._document.session.data, neuron.layer))

    def _ask(self) -> None:
        """Have the shown layer looked at, while anybody sees it."""
        lens = LayerRequest(self.shown()[0]) if self._seen.now else None
        if lens != self.lens:
            self.lens = lens
            self.lens_changed.emit()

    def _refresh_soon(self) -> None:
        if self._seen.now and not self._timer.isActive():
            waited = self._since_refresh.elapsed() if self._since_refresh.isValid() else REFRESH_MS
            self._timer.start(max(0, REFRESH_MS - waited))

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        answer = frame.answer(LayerAnswer)
        if answer is not None and frame.shown == self._document.view.run:
            self._answer = answer
            self._refresh_soon()

    @Slot(object, object)
    def _on_session_changed(self, _old: Session, _new: Session) -> None:
        self._show_structure()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._answer, self._pointed, self._chosen = None, None, ("0", None)
        self._show_structure()

    @Slot()
    def _on_attention_changed(self) -> None:
        self._pointed = self._attention.neuron
        self._show_structure()
        self.refresh()

    @Slot()
    def _on_seen_changed(self) -> None:
        self._ask()
        self.refresh()

    @Slot()
    def _on_look_changed(self) -> None:
        px = self._look.px
        self._line.setSpacing(px(8))
        self._column.setSpacing(px(8))
        self.sentence.setMinimumHeight(2 * self._look_line())
        self._area.setFixedHeight(min(max(self.neuron.count() - 1, 1), SHOWN_ROWS) * px(ROW_PX))
        self._drawn = ()
        self.refresh()

    def _look_line(self) -> int:
        return self.sentence.fontMetrics().lineSpacing()

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
        self._show_structure()
        self.refresh()

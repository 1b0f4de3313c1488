"""The Network panel: the diagram, and what the network ends in."""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from app.document import Document, Edit
from app.look.look import Look
from app.look.seen import Seen
from app.look.widgets.choice import Choice
from app.look.widgets.panel import Panel
from app.session.carry import axes, carry_over, same_structure
from app.session.edits.model import add_layer, remove_layer, set_activation, set_inputs, set_output, set_units
from app.session.schema import ActivationName, FeatureName, NormalizerName, OutputName, Run, Session, View
from app.training.frames import Frame
from app.training.training import Training
from app.views.editing import refusal
from app.views.network.diagram import Diagram
from app.views.network.links import Block, blocks
from app.views.network.words import NORMALIZER_TIP, NORMALIZER_WORDS, OUTPUT_WORDS, output_tip
from nncore import why_not_normalizer, why_not_output

REFRESH_MS = 40
PAINT_SHARE = 0.1  # of the time at the most, for drawing links: large networks are redrawn less often


class NetworkView(Panel):
    """The shown run's network.

    Signals: notice(str), a sentence about an edit that was refused.
    """

    notice = Signal(str)

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", parent)  # its dock is called Network already
        self.setAccessibleName("Network")
        self._document, self._training = document, training
        self._frame: Frame | None = training.frame
        self._seen = Seen(self)
        self._since_refresh = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._refresh)
        self.output = Choice(look, list(OUTPUT_WORDS.items()))
        self.normalizer = Choice(look, list(NORMALIZER_WORDS.items()))
        self.output.setAccessibleName("Output")
        self.normalizer.setAccessibleName("Normalizer of the outputs")
        label = QLabel("output ŷ")
        label.setProperty("role", "secondary")
        label.setBuddy(self.output)
        self.header.insertWidget(0, label)
        self.add_to_header(self.output)
        self.add_to_header(self.normalizer)
        self.diagram = Diagram(look)
        area = QScrollArea()
        area.setWidget(self.diagram)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(area, 1)
        self._connect()
        self._show_structure()

    def _connect(self) -> None:
        self.output.chosen.connect(self._on_output_chosen)
        self.normalizer.chosen.connect(self._on_normalizer_chosen)
        diagram = self.diagram
        diagram.inputs_edited.connect(self._on_inputs_edited)
        diagram.units_edited.connect(self._on_units_edited)
        diagram.activation_chosen.connect(self._on_activation_chosen)
        diagram.layer_added.connect(self._on_layer_added)
        diagram.layer_removed.connect(self._on_layer_removed)
        self._document.session_changed.connect(self._on_session_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._training.was_reset.connect(self._on_was_reset)
        self._seen.changed.connect(self._refresh)

    def _run(self) -> Run:
        runs = self._document.session.runs
        return runs[min(self._document.view.run, len(runs) - 1)]

    def _show_structure(self) -> None:
        """Everything that follows from the session alone."""
        session, run = self._document.session, self._run()
        n_classes, output = len(session.data.classes), run.model.output
        self.output.set_reasons({kind: why_not_output(kind, n_classes) for kind in OUTPUT_WORDS})
        self.output.set_key(output.kind)
        self.output.setToolTip(output_tip(output.kind))
        reason = why_not_normalizer(output.kind, "softmax")
        self.normalizer.set_key(output.normalizer)
        self.normalizer.setEnabled(reason is None)
        self.normalizer.setToolTip(reason or NORMALIZER_TIP)
        self.diagram.show_model(run.model, session.data)

    @Slot()
    def _refresh(self) -> None:
        """Draw the newest weights."""
        if self._seen.now:
            self._timer.stop()
            self._since_refresh.start()
            self.diagram.show_blocks(self._blocks())

    def _blocks(self) -> list[Block] | None:
        session, number = self._document.session, self._document.view.run
        if self._frame is None or number >= len(self._frame.runs):
            return None
        run, data, shown = self._frame.runs[number].run, self._frame.session.data, self._run()
        state = run.state
        if state is None:
            return None
        if not same_structure(run, data, shown, session.data):
            # The frame is older than an edit: show at once what the training will make of it.
            state = carry_over(state, run, data, shown, session.data)
        return blocks(state.parameters.array, [len(axis.names) for axis in axes(shown, session.data)])

    def _refresh_soon(self) -> None:
        if self._seen.now and not self._timer.isActive():
            pause = max(REFRESH_MS, int(1000 * self.diagram.paint_seconds / PAINT_SHARE))
            waited = self._since_refresh.elapsed() if self._since_refresh.isValid() else pause
            self._timer.start(max(0, pause - waited))

    def _edit(self, text: str, edit: Edit, gesture: Hashable | None = None) -> None:
        sentence = refusal(self._document, text, edit, gesture)
        if sentence:
            self.notice.emit(sentence)
            self._show_structure()

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        self._frame = frame
        self._refresh_soon()

    @Slot()
    def _on_was_reset(self) -> None:
        self._frame = None  # its weights are gone; the next frame brings those of the start

    @Slot(object, object)
    def _on_session_changed(self, _old: Session, _new: Session) -> None:
        self._show_structure()
        self._refresh()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._frame = None
        self._show_structure()
        self._refresh()

    @Slot(object)
    def _on_view_changed(self, _view: View) -> None:
        self._show_structure()
        self._refresh_soon()

    # What the person does

    @Slot(object)
    def _on_inputs_edited(self, inputs: tuple[FeatureName, ...]) -> None:
        run = self._document.view.run
        self._edit("Choose inputs", lambda session: set_inputs(session, inputs, run))

    @Slot(int, int, object)
    def _on_units_edited(self, layer: int, units: int, gesture: object) -> None:
        run = self._document.view.run
        self._edit("Change the number of neurons", lambda session: set_units(session, layer, units, run), gesture)

    @Slot(int, str)
    def _on_activation_chosen(self, layer: int, activation: str) -> None:
        run, name = self._document.view.run, cast(ActivationName, activation)
        self._edit("Choose activation", lambda session: set_activation(session, layer, name, run))

    @Slot()
    def _on_layer_added(self) -> None:
        run = self._document.view.run
        self._edit("Add layer", lambda session: add_layer(session, run))

    @Slot()
    def _on_layer_removed(self) -> None:
        run = self._document.view.run
        self._edit("Remove layer", lambda session: remove_layer(session, run))

    @Slot(str)
    def _on_output_chosen(self, kind: str) -> None:
        run, name = self._document.view.run, cast(OutputName, kind)
        # One neuron a class begins with the normalizer that makes probabilities of it.
        normalizer: NormalizerName = "softmax" if kind == "per-class" else "none"
        self._edit("Choose output", lambda session: set_output(session, name, normalizer, run))

    @Slot(str)
    def _on_normalizer_chosen(self, normalizer: str) -> None:
        run, name = self._document.view.run, cast(NormalizerName, normalizer)
        kind = self._run().model.output.kind
        self._edit("Choose normalizer", lambda session: set_output(session, kind, name, run))

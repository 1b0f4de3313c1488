"""The Network panel: the diagram, and what the network ends in."""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from app.attention import Attention, Neuron
from app.document import Document, Edit
from app.look.look import Look
from app.look.pace import Pace
from app.look.seen import Seen
from app.look.widgets.buttons import IconButton
from app.look.widgets.choice import Choice
from app.look.widgets.panel import Panel
from app.session.carry import carry_over, only_points_differ, same_structure
from app.session.edits.model import (
    add_layer,
    remove_layer,
    set_activation,
    set_inputs,
    set_output,
    set_units,
)
from app.session.schema import ActivationName, FeatureName, NormalizerName, OutputName, Run, Session, View
from app.session.slice import Slice, slice_of
from app.training.frames import Frame
from app.training.lens import SECOND_FRAME_S
from app.training.lenses.neurons import Neurons, NeuronsRequest
from app.training.training import Training
from app.views.editing import refusal
from app.views.network.by_hand import ByHand
from app.views.network.cards import Cards
from app.views.network.diagram import Diagram
from app.views.network.popups import Popups
from app.views.network.shown import Block, Parameter, Structure, blocks
from app.views.network.spots import Spot
from app.views.network.words import NORMALIZER_TIP, NORMALIZER_WORDS, OUTPUT_WORDS, output_tip
from app.views.ranges import Ranges, shown_ranges
from nncore import why_not_normalizer, why_not_output

REFRESH_MS = 33  # with every second frame
PAINT_SHARE = 0.1  # of the time at the most, for drawing links: large networks are redrawn less often
CELLS = 40  # along the side of a neuron's picture


class NetworkView(Panel):
    """The shown run's network.

    Pictures come with every frame; links, and numbers that are to be read, with some of them.
    Attribute: lens, the pictures that are wanted (a NeuronsRequest), None while nobody sees the view.
    Signals: notice(str), a sentence about an edit that was refused; lens_changed(); enlarge_asked().
    """

    notice = Signal(str)
    lens_changed = Signal()
    enlarge_asked = Signal()

    def __init__(
        self, document: Document, training: Training, look: Look, attention: Attention, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", parent)  # its dock is called Network already
        self.setAccessibleName("Network")
        self._document, self._training, self._look, self._attention = document, training, look, attention
        self._frame: Frame | None = training.frame
        self._found: Neurons | None = None  # the newest pictures
        self._shown: list[Block] | None = None
        self.lens: NeuronsRequest | None = None
        self._seen = Seen(self)
        self._pace = Pace(self._draw, REFRESH_MS, self, self._seen)
        self.output = Choice(look, list(OUTPUT_WORDS.items()))
        self.normalizer = Choice(look, list(NORMALIZER_WORDS.items()))
        self.output.setAccessibleName("Output")
        self.normalizer.setAccessibleName("Normalizer of the outputs")
        label = QLabel("output ŷ")
        label.setProperty("role", "secondary")
        label.setBuddy(self.output)
        self.enlarge = IconButton(
            look, "enlarge", tooltip="Show the network large beside the plane, or small again.", icon_px=16
        )
        self.header.insertWidget(0, label)
        for widget in (self.output, self.normalizer, self.enlarge):
            self.add_to_header(widget)
        self.diagram = Diagram(look)
        self.hand = ByHand(document, self)
        self.cards = Cards(look, self.diagram)
        self.popups = Popups(document, look, self.hand, self.diagram, self)
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
        self.enlarge.clicked.connect(self.enlarge_asked)
        diagram, cards = self.diagram, self.cards
        diagram.inputs_edited.connect(self._on_inputs_edited)
        diagram.formula_asked.connect(self.popups.open_formula)
        diagram.units_edited.connect(self._on_units_edited)
        diagram.activation_chosen.connect(self._on_activation_chosen)
        diagram.layer_added.connect(self._on_layer_added)
        diagram.layer_removed.connect(self._on_layer_removed)
        diagram.arranged.connect(self._update_lens)
        diagram.pointed.connect(self._on_pointed)
        diagram.picked.connect(self._on_picked)
        diagram.menu_asked.connect(self.popups.open_spot_menu)
        diagram.layer_menu_asked.connect(self.popups.open_layer_menu)
        self.popups.picked.connect(self._on_picked)
        self.popups.formula_entered.connect(self._on_formula_entered)
        self.popups.edited.connect(self._on_parameter_edited)
        self.popups.lock_clicked.connect(self._on_lock_clicked)
        cards.wanted_changed.connect(self._on_card_wanted)
        cards.edited.connect(self._on_parameter_edited)
        cards.lock_clicked.connect(self._on_lock_clicked)
        cards.neuron_lock_clicked.connect(self._on_neuron_lock_clicked)
        self.hand.refused.connect(self._on_refused)
        self._attention.changed.connect(self._on_attention_changed)
        self._document.session_changed.connect(self._on_session_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._training.was_reset.connect(self._on_was_reset)
        self._seen.changed.connect(self._on_seen_changed)

    def as_figure(self) -> None:
        super().as_figure()
        self.diagram.as_figure()

    def draw_now(self) -> None:
        """Draw what there is, however long ago the last drawing was."""
        self._refresh()

    def _run(self) -> Run:
        return self.hand.run

    def _plane(self) -> tuple[Slice, Ranges]:
        """The plane that the pictures are of, and its part."""
        data, view = self._document.session.data, self._document.view
        plane = slice_of(data, view)
        return plane, shown_ranges(data, plane, view)

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
        self.diagram.show_model(run.model, session.data, run.frozen)
        self.cards.show_structure(self.hand.structure, *self._plane())
        self.popups.show_numbers(self._shown, self._found)
        self._update_lens()

    @Slot()
    def _update_lens(self) -> None:
        lens = None
        if self._seen.now:
            plane, (x_range, y_range) = self._plane()
            pause_s = 0.0 if self.diagram.is_large else SECOND_FRAME_S
            lens = NeuronsRequest(plane, x_range, y_range, CELLS, self.cards.neuron, pause_s)
        if lens != self.lens:
            self.lens = lens
            self.lens_changed.emit()

    @Slot()
    def _refresh(self) -> None:
        """Draw now."""
        self._pace.draw()

    def _draw(self) -> None:
        """Draw the newest weights, and what the neurons answer with them."""
        self._shown = self._blocks()
        self.diagram.show_blocks(self._shown)
        self._show_pictures()
        self.cards.show_blocks(self._shown)
        self.popups.show_numbers(self._shown, self._found)

    def _show_pictures(self) -> None:
        """What the neurons answer, by the newest frame."""
        if self._seen.now:
            self.diagram.show_pictures(self._found)
            self.cards.show_pictures(self._found)

    def _keep(self, frame: Frame) -> None:
        """Keep the newest pictures of the shown run; they stay until the next ones are computed."""
        if frame.shown != self._document.view.run:
            self._found = None
            return
        found = frame.answer(Neurons)
        if found is not None:
            self._found = found

    def _blocks(self) -> list[Block] | None:
        session, number = self._document.session, self._document.view.run
        if self._frame is None or number >= len(self._frame.runs):
            return None
        run, data, shown = self._frame.seen(number).run, self._frame.session.data, self._run()
        state = run.state
        if state is None:
            return None
        if not same_structure(run, data, shown, session.data):
            # The frame is older than an edit: show at once what the training will make of it.
            state = carry_over(state, run, data, shown, session.data)
        return blocks(state.parameters.array, Structure(shown.model, session.data).sizes)

    def _refresh_soon(self) -> None:
        picture = self.diagram.picture
        drawing = picture.paint_seconds if picture is not None else 0.0
        self._pace.pause_ms = max(REFRESH_MS, int(1000 * drawing / PAINT_SHARE))
        self._pace.draw_soon()

    def _edit(self, text: str, edit: Edit, gesture: Hashable | None = None) -> None:
        sentence = refusal(self._document, text, edit, gesture)
        if sentence:
            self.notice.emit(sentence)
            self._show_structure()

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        self._frame = frame
        self._keep(frame)
        if self.diagram.is_large:  # small pictures come with the links, in every second frame
            self._show_pictures()
        self._refresh_soon()

    @Slot()
    def _on_was_reset(self) -> None:
        self._frame = self._found = None  # its weights are gone; the next frame brings those of the start

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        self._show_structure()
        if not only_points_differ(old, new):
            self._refresh()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._frame = self._found = None
        self._show_structure()
        self._refresh()

    @Slot(object)
    def _on_view_changed(self, _view: View) -> None:
        self._show_structure()
        self._refresh_soon()

    @Slot(bool)
    def _on_seen_changed(self, seen: bool) -> None:
        if not seen:
            self.cards.leave()
        self._update_lens()
        self._refresh()

    @Slot()
    def _on_card_wanted(self) -> None:
        self._update_lens()
        self._refresh()

    @Slot()
    def _on_attention_changed(self) -> None:
        self.diagram.show_attention(self._attention.neuron, self._attention.stage)

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
    def _on_formula_entered(self, text: str) -> None:
        run, inputs = self._document.view.run, (*self._run().model.inputs, text)
        self._edit("Add input", lambda session: set_inputs(session, inputs, run))

    @Slot(object)
    def _on_pointed(self, spot: Spot | None) -> None:
        is_neuron = spot is not None and not spot.is_link
        self._attention.point_at(Neuron(spot.layer, spot.unit) if spot is not None and is_neuron else None)

    @Slot(object)
    def _on_picked(self, spot: Spot) -> None:
        if spot.source is None:
            self.cards.pin(Neuron(spot.layer, spot.unit))
        else:
            self.popups.open_weight(Parameter(spot.layer, spot.source, spot.unit))

    @Slot(object, float, object)
    def _on_parameter_edited(self, parameter: Parameter, value: float, gesture: object) -> None:
        self.hand.set_parameter(parameter, value, gesture)

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        """Say why; and show what is, in place of what was wished for."""
        self.notice.emit(sentence)
        self._refresh()

    @Slot(object, bool)
    def _on_lock_clicked(self, parameter: Parameter, frozen: bool) -> None:
        what = "bias" if parameter.source is None else "weight"
        self.hand.freeze([self.hand.structure.place(parameter)], frozen, what)

    @Slot(object, bool)
    def _on_neuron_lock_clicked(self, neuron: Neuron, frozen: bool) -> None:
        self.hand.freeze(self.hand.structure.neuron_places(*neuron), frozen, "neuron")

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

"""The Loss landscape panel."""

from __future__ import annotations

import copy
from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.attention import Attention
from app.document import Document
from app.look.look import Look
from app.look.pace import Pace
from app.look.seen import Seen
from app.look.widgets.panel import Panel
from app.session.arrays import Floats
from app.session.carry import only_points_differ, same_structure
from app.session.edits import EditError
from app.session.schema import Run, Session, View
from app.training.frames import Frame
from app.training.lenses.landscape import Landscape, LandscapeRequest
from app.training.scan import Window
from app.training.training import Training
from app.views.landscape import words
from app.views.landscape.controls import Controls
from app.views.landscape.parameter_names import ParameterNames
from app.views.landscape.plot import LandscapePlot, Shown
from app.views.landscape.readout import Readout
from app.views.landscape.wish import N_PLACES, Wish

REFRESH_MS = 33
TEXT_MS = 120  # text that changes faster can't be read


class LandscapeView(Panel):
    """The loss of the shown run along parameters or directions.

    Attribute: lens (what has to be computed; None while nobody looks).
    Signals: notice(str), a sentence about an edit that was refused; lens_changed().
    """

    notice = Signal(str)
    lens_changed = Signal()

    def __init__(
        self,
        document: Document,
        training: Training,
        look: Look,
        attention: Attention,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", parent)
        self.setAccessibleName("Loss landscape")
        self._document, self._training, self._attention = document, training, attention
        self.lens: LandscapeRequest | None = None
        self._landscape: Landscape | None = None
        self._number = document.view.run
        self.wish = Wish(self._names())
        self._seen = Seen(self)
        self._pace = Pace(self._show, REFRESH_MS, self, self._seen)
        self._say_pace = Pace(self._say, TEXT_MS, self)
        self.controls, self.plot, self.readout = Controls(look, self), LandscapePlot(look), Readout(look)
        self.plot.setAccessibleName("Plot of the loss")
        self.add(self.controls.top)
        self.add(self.plot, 1000)  # up to the height that it can use
        self.add(self.readout)
        self.add(self.controls.bottom)
        self.content.addStretch(1)
        self._connect()
        self._show_structure()

    def _connect(self) -> None:
        controls, document = self.controls, self._document
        controls.mode_chosen.connect(self._on_mode_chosen)
        controls.place_chosen.connect(self._on_axis_chosen)
        controls.options_changed.connect(self._on_options_changed)
        controls.fit.clicked.connect(self._on_fit)
        controls.new_directions.clicked.connect(self._on_new_directions)
        controls.keep.clicked.connect(self._on_keep)
        controls.forget.clicked.connect(self._on_forget)
        self.plot.window_changed.connect(self._on_window_changed)
        self.plot.place_chosen.connect(self._on_place_chosen)
        self.plot.pointed.connect(self._on_pointed)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._attention.changed.connect(self._on_attention_changed)
        self._seen.changed.connect(self._on_seen_changed)

    def as_figure(self) -> None:
        super().as_figure()
        for widget in (self.controls.top, self.controls.bottom, self.readout):
            widget.hide()

    def show_as(self, other: LandscapeView) -> None:
        """Show the directions, and the part of the landscape, that another view shows."""
        self.wish = copy.copy(other.wish)
        self.controls.penalty.setChecked(other.controls.penalty.isChecked())
        self.controls.arrows.setChecked(other.controls.arrows.isChecked())
        self.plot.arrow_rate = other.plot.arrow_rate
        self._show_structure()

    def draw_now(self) -> None:
        """Draw the newest landscape without waiting for a turn."""
        self._pace.draw()

    # What there is

    def _run_number(self) -> int:
        return min(self._document.view.run, len(self._document.session.runs) - 1)

    def _run(self) -> Run:
        return self._document.session.runs[self._run_number()]

    def _names(self) -> ParameterNames:
        return ParameterNames(self._run(), self._document.session.data)

    def _present(self) -> Floats | None:
        """The shown run's parameters (P,), as they were last known."""
        state = self._document.checkpointed(self._document.session).runs[self._run_number()].state
        return None if state is None else state.parameters.array

    # Showing

    def _show_structure(self) -> None:
        """Everything that follows from the session alone."""
        training = self._run().training
        self.controls.show_names(self.wish.names, self.wish.places)
        self.controls.show_penalty(bool(training.l1 or training.l2))
        self._ask()

    def _ask(self) -> None:
        """Have computed what is to be seen now."""
        wish, controls = self.wish, self.controls
        wish.penalty = controls.penalty.isEnabled() and controls.penalty.isChecked()
        wish.arrows = controls.arrows.isChecked()
        lens = wish.request if self._seen.now else None
        if lens != self.lens:
            self.lens = lens
            self.lens_changed.emit()
        self._show()

    def _show(self) -> None:
        wish, landscape = self.wish, self._landscape
        if landscape is not None and not wish.is_answered_by(landscape.request):
            landscape = self._landscape = None
        self.plot.clicks_set = self.controls.clicks.isChecked()
        self.plot.show_landscape(
            Shown(
                landscape,
                words.titles(wish.mode, wish.names, wish.places, penalty=wish.penalty),
                wish.window,
                wish.kept,
                landscape.reason if landscape is not None else "",
            )
        )
        self.readout.show_hint(words.hint(wish.mode, clicks_set=self.plot.clicks_set))
        self.controls.show_kept(wish.has_kept, landscape is not None and landscape.path is not None)
        has_words = landscape is not None and landscape.directions is not None and landscape.slopes is not None
        if has_words != self.readout.has_numbers:
            self._say_pace.draw()  # with the picture: the room of the words is the plot's
        else:
            self._say_pace.draw_soon()

    @Slot()
    def _say(self) -> None:
        """The numbers below the plot."""
        wish, landscape = self.wish, self._landscape
        if landscape is None or landscape.directions is None:
            self.readout.show_texts("", "", "")
            return
        of_parameters = wish.symbols if wish.mode in N_PLACES else []
        self.readout.show_texts(
            words.numbers_line(landscape.slopes, of_parameters, penalty=landscape.request.penalty),
            words.arrows_line(landscape.slopes, wish.names.n),
            " ".join(words.remarks(landscape, self._run(), wish.names)),
        )

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        landscape, session, number = frame.answer(Landscape), self._document.session, self._run_number()
        if landscape is None or not self._seen.now or frame.shown != number:
            return
        if frame.session is not session and not same_structure(
            frame.shown_run.run, frame.session.data, self._run(), session.data
        ):
            return  # it is older than an edit of the network
        self._landscape = landscape
        self._pace.draw_soon()

    @Slot(bool)
    def _on_seen_changed(self, _seen: bool) -> None:
        self._ask()

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if only_points_differ(old, new):
            return  # the next frame brings the landscape over them
        run = self._run_number()
        is_renamed = old.data.features != new.data.features
        if run >= len(old.runs) or is_renamed or not same_structure(old.runs[run], old.data, new.runs[run], new.data):
            self._follow_structure()
        self._show_structure()

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        if view.run != self._number:
            self._number = view.run
            self._follow_structure()
            self._show_structure()

    def _follow_structure(self) -> None:
        self._landscape = None
        self.wish.follow(self._names())
        self.wish.hold_about(self._present())

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._number, self._landscape = self._document.view.run, None
        self.wish.start_anew(self._names())
        self.wish.hold_about(self._present())
        self._show_structure()

    @Slot()
    def _on_attention_changed(self) -> None:
        neuron = self._attention.neuron
        if neuron is None or not self.controls.follow.isChecked() or not self._seen.now:
            return
        key = f"{neuron.layer}:{neuron.unit}"
        if key in dict(self.wish.names.neurons()) and self.wish.places_of(key) != self.wish.places:
            self.wish.choose_places(self.wish.places_of(key))
            self._show_structure()

    # What the person does

    @Slot(str)
    def _on_mode_chosen(self, mode: str) -> None:
        self.wish.choose_mode(mode)
        self.wish.hold_about(self._present())
        self._ask()

    @Slot(int, int)
    def _on_axis_chosen(self, axis: int, place: int) -> None:
        self.wish.choose_place(axis, place)
        self._show_structure()

    @Slot()
    def _on_options_changed(self) -> None:
        self._ask()

    @Slot()
    def _on_fit(self) -> None:
        self.wish.fit()
        self._ask()

    @Slot()
    def _on_new_directions(self) -> None:
        self.wish.draw_directions(self._present())
        self._ask()

    @Slot()
    def _on_keep(self) -> None:
        if self._landscape is not None:
            self.wish.keep(self._landscape)
            self._ask()

    @Slot()
    def _on_forget(self) -> None:
        self.wish.forget()
        self._ask()

    @Slot(object)
    def _on_window_changed(self, window: Window) -> None:
        self.wish.choose_window(window, self._landscape)
        self._ask()

    @Slot(object, object)
    def _on_place_chosen(self, place: tuple[float, ...], gesture: Hashable | None) -> None:
        wish, landscape, present = self.wish, self._landscape, self._present()
        if landscape is None or landscape.directions is None or present is None:
            return
        if wish.mode in N_PLACES:
            text, index, values = f"Set {' and '.join(wish.symbols)}", wish.places[: len(place)], np.array(place)
        elif landscape.directions.origin.size == present.size:
            text, index = "Set parameters", list(range(present.size))
            values = landscape.directions.moved(present, np.array(place))
        else:
            return
        try:
            self._document.set_parameters(text, self._run_number(), index, values, gesture)
        except EditError as error:
            self.notice.emit(str(error))

    @Slot(object)
    def _on_pointed(self, place: tuple[float, ...] | None) -> None:
        self.readout.show_place("" if place is None else words.place_words(place, self.wish.symbols))

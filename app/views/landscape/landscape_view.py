"""The Loss landscape panel."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.attention import Attention
from app.document import Document
from app.look.look import Look
from app.look.seen import Seen
from app.look.widgets.panel import Panel
from app.session.arrays import Floats
from app.session.carry import same_structure
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

TEXT_MS = 120  # text that changes faster can't be read
MOST_KEPT = 4


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
        self._names = ParameterNames(self._run(), document.session.data)
        self._places = self._first_places()
        self._window: Window | None = None
        self._fits = self._seed = 0
        self._about = self._held = b""
        self._kept: list[tuple[object, Floats]] = []
        self._seen = Seen(self)
        self._say_soon = QTimer(self, singleShot=True, interval=TEXT_MS)
        self._say_soon.timeout.connect(self._say)
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
        controls = self.controls
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
        self._document.session_changed.connect(self._on_session_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._attention.changed.connect(self._on_attention_changed)
        self._seen.changed.connect(self._on_seen_changed)

    # What there is

    def _run(self) -> Run:
        runs = self._document.session.runs
        return runs[min(self._document.view.run, len(runs) - 1)]

    def _first_places(self) -> list[int]:
        """The first two weights of the first neuron, or its weight and its bias."""
        neuron = self._names.neurons()[0][0]
        return [self._names.place(neuron, key) for key, _ in self._names.parts(neuron)[:2]]

    def _present(self) -> Floats | None:
        """The shown run's parameters (P,), as they were last known."""
        run = min(self._document.view.run, len(self._document.session.runs) - 1)
        state = self._document.checkpointed(self._document.session).runs[run].state
        return None if state is None else state.parameters.array

    @property
    def _mode(self) -> str:
        return self.controls.mode.key()

    @property
    def _symbols(self) -> list[str]:
        """What is along the axes, in short."""
        if self._mode in ("random", "principal"):
            return ["d₁", "d₂"]
        return [self._names.name(place).symbol for place in self._places[: 1 if self._mode == "one" else 2]]

    @property
    def _has_penalty(self) -> bool:
        return self.controls.penalty.isEnabled() and self.controls.penalty.isChecked()

    def _axes(self) -> tuple[object, ...]:
        """What the coordinates of a path mean: those of equal axes can be compared."""
        if self._mode in ("one", "two"):
            places = self._places[: 1 if self._mode == "one" else 2]
            return self._mode, *(self._names.parameter(place) for place in places)
        return self._mode, self._about if self._mode == "random" else self._held, self._seed, self._names.n

    def _kept_here(self) -> tuple[Floats, ...]:
        axes = self._axes()
        return tuple(path for of, path in self._kept if of == axes)

    def _wanted(self) -> LandscapeRequest:
        mode, kept = self._mode, self._kept_here()
        box = np.vstack(kept) if kept else None
        n_places = {"one": 1, "two": 2}.get(mode, 0)
        return LandscapeRequest(
            kind="parameters" if n_places else "random" if mode == "random" else "principal",
            places=tuple(self._places[:n_places]),
            seed=self._seed if mode == "random" else 0,
            about=self._about if mode == "random" else b"",
            held=self._held if mode == "principal" else b"",
            window=self._window,
            also=None if box is None else tuple(zip(box.min(axis=0).tolist(), box.max(axis=0).tolist(), strict=True)),
            fits=self._fits,
            penalty=self._has_penalty,
            arrows=self.controls.arrows.isChecked(),
        )

    # Showing

    def _show_structure(self) -> None:
        """Everything that follows from the session alone."""
        run = self._run()
        self.controls.show_names(self._names, self._places)
        self.controls.show_penalty(bool(run.training.l1 or run.training.l2))
        self._ask()

    def _ask(self) -> None:
        """Have computed what is to be seen now."""
        lens = self._wanted() if self._seen.now else None
        if lens != self.lens:
            self.lens = lens
            self.lens_changed.emit()
        self._show()

    def _show(self) -> None:
        landscape = self._landscape
        if landscape is not None and not self._is_of_these_axes(landscape.request):
            landscape = self._landscape = None
        self.plot.clicks_set = self.controls.clicks.isChecked()
        self.plot.show_landscape(
            Shown(
                landscape,
                words.titles(self._mode, self._names, self._places, penalty=self._has_penalty),
                self._window,
                self._kept_here(),
                landscape.reason if landscape is not None else "",
            )
        )
        self.readout.show_hint(self._hint())
        self.controls.show_kept(bool(self._kept), landscape is not None and landscape.path is not None)
        if not self._say_soon.isActive():
            self._say_soon.start()

    def _is_of_these_axes(self, request: LandscapeRequest) -> bool:
        wanted = self._wanted()
        return (request.kind, request.places, request.seed, request.about) == (
            wanted.kind, wanted.places, wanted.seed, wanted.about
        )  # fmt: skip

    @Slot()
    def _say(self) -> None:
        """The numbers below the plot."""
        landscape = self._landscape
        if landscape is None or landscape.directions is None:
            self.readout.show_texts("", "", "")
            return
        slopes = landscape.slopes
        n_singles = len(slopes.singles) if slopes is not None and slopes.singles is not None else 0
        of_parameters = self._symbols if self._mode in ("one", "two") else []
        self.readout.show_texts(
            words.numbers_line(slopes, of_parameters, penalty=landscape.request.penalty),
            words.arrows_line(slopes, self._names.n, n_singles),
            " ".join(words.remarks(landscape, self._run(), self._names)),
        )

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        landscape, session, number = frame.answer(Landscape), self._document.session, self._document.view.run
        if landscape is None or not self._seen.now or number >= len(frame.runs) or frame.shown != number:
            return
        if frame.session is not session and not same_structure(
            frame.runs[number].run, frame.session.data, self._run(), session.data
        ):
            return  # it is older than an edit of the network
        self._landscape = landscape
        self._show()

    @Slot(bool)
    def _on_seen_changed(self, _seen: bool) -> None:
        self._ask()

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        run = min(self._document.view.run, len(new.runs) - 1)
        if run >= len(old.runs) or not same_structure(old.runs[run], old.data, new.runs[run], new.data):
            self._follow_structure()
        self._show_structure()

    def _follow_structure(self) -> None:
        """Another network: the chosen parameters stay where they still exist; directions of before mean nothing."""
        before, self._names = self._names, ParameterNames(self._run(), self._document.session.data)
        found = [self._names.find(before.parameter(place)) for place in self._places]
        first = self._first_places()
        self._places = [place if place is not None else first[axis] for axis, place in enumerate(found)]
        if self._places[0] == self._places[1]:
            self._places = first
        if found != self._places or self._mode not in ("one", "two"):
            self._window = None
        self._about, self._held, self._landscape = b"", b"", None
        self._hold_about()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._start_anew()

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        if view.run != self._number:
            self._number = view.run
            self._follow_structure()
            self._show_structure()

    def _start_anew(self) -> None:
        self._number = self._document.view.run
        self._names = ParameterNames(self._run(), self._document.session.data)
        self._places = self._first_places()
        self._window, self._landscape = None, None
        self._about = self._held = b""
        self._kept.clear()
        self._hold_about()
        self._show_structure()

    @Slot()
    def _on_attention_changed(self) -> None:
        neuron = self._attention.neuron
        if neuron is None or not self.controls.follow.isChecked() or not self._seen.now:
            return
        key = f"{neuron.layer}:{neuron.unit}"
        if key in dict(self._names.neurons()):
            self._choose([self._names.place(key, part) for part, _ in self._names.parts(key)[:2]])

    # What the person does

    def _hold_about(self) -> None:
        """Random directions are normalized by the present parameters, and stay so while these move on."""
        present = self._present()
        if self._mode == "random" and present is not None and present.size == self._names.n:
            self._about = present.tobytes()

    def _choose(self, places: list[int]) -> None:
        if places != self._places:
            self._places, self._window = places, None
            self.controls.show_names(self._names, self._places)
            self._ask()

    @Slot(str)
    def _on_mode_chosen(self, _mode: str) -> None:
        self._window, self._held = None, b""
        if not self._about:
            self._hold_about()
        self._ask()

    @Slot(int, int)
    def _on_axis_chosen(self, axis: int, place: int) -> None:
        places = list(self._places)
        if place == places[1 - axis]:
            places[1 - axis] = places[axis]  # one parameter can't be along both: they change places
        places[axis] = place
        self._choose(places)

    @Slot()
    def _on_options_changed(self) -> None:
        self._ask()

    @Slot()
    def _on_fit(self) -> None:
        self._window, self._fits = None, self._fits + 1
        if not self._kept_here():
            self._held = b""
        self._ask()

    @Slot()
    def _on_new_directions(self) -> None:
        self._seed, self._window = self._seed + 1, None
        self._hold_about()
        self._ask()

    @Slot()
    def _on_keep(self) -> None:
        landscape = self._landscape
        if landscape is None or landscape.path is None or landscape.place is None:
            return
        self._hold_principal()
        self._kept.append((self._axes(), np.vstack((landscape.path, landscape.place))))
        del self._kept[:-MOST_KEPT]
        self._ask()

    @Slot()
    def _on_forget(self) -> None:
        self._kept.clear()
        self._ask()

    def _hold_principal(self) -> None:
        """Coordinates that are chosen or kept would mean something else in new directions."""
        landscape = self._landscape
        if self._mode == "principal" and not self._held and landscape is not None and landscape.directions is not None:
            directions = landscape.directions
            self._held = np.vstack((directions.origin, directions.vectors)).tobytes()

    @Slot(object)
    def _on_window_changed(self, window: Window) -> None:
        self._hold_principal()
        self._window = window
        self._ask()

    @Slot(object, object)
    def _on_place_chosen(self, place: tuple[float, ...], gesture: Hashable | None) -> None:
        landscape, present = self._landscape, self._present()
        if landscape is None or landscape.directions is None or present is None:
            return
        run = min(self._document.view.run, len(self._document.session.runs) - 1)
        if self._mode in ("one", "two"):
            text, index = f"Set {' and '.join(self._symbols)}", np.array(self._places[: len(place)])
            values = np.array(place)
        elif landscape.directions.origin.size == present.size:
            text, index = "Set parameters", np.arange(present.size)
            values = landscape.directions.moved(present, np.array(place))
        else:
            return
        try:
            self._document.set_parameters(text, run, index, values, gesture)
        except EditError as error:
            self.notice.emit(str(error))

    @Slot(object)
    def _on_pointed(self, place: tuple[float, ...] | None) -> None:
        self.readout.show_place("" if place is None else words.place_words(place, self._symbols))

    def _hint(self) -> str:
        """What the mouse does."""
        if not self.controls.clicks.isChecked():
            return words.MOUSE_HINT
        return words.CLICK_HINT + (words.BALL_HINT if self._mode == "one" else "") + words.MOUSE_HINT

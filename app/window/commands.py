"""What the menus and keys do to the run and its data, and what is said when a run stops by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot

from app.document import Document, Edit
from app.look.widgets.banner import Banner
from app.session.edits import EditError
from app.session.edits.branch import Branch
from app.session.edits.data import load_dataset
from app.session.edits.parameters import ParameterEdit
from app.session.edits.points import clear_points
from app.session.edits.training import set_training
from app.session.schema import Session
from app.session.seeds import next_seed
from app.training.frames import Stop
from app.training.training import Training

LIVE_AGAIN = (
    "Seen live again: training goes on from where the run stands. "
    "To train from a remembered moment, use “Go on from here”."
)
SLOWER = 10  # a diverged run goes on with a learning rate so many times smaller


class Commands(QObject):
    """Play, reset and their kin, for one window.

    Signals: notice(str), a sentence to show. Thread: the window's.
    """

    notice = Signal(str)

    def __init__(self, document: Document, training: Training, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._training, self._banner = document, training, banner
        self._tells_of_stop = False
        document.session_changed.connect(self._forget_stop)
        document.opened.connect(self.put_away)
        document.parameters_changed.connect(self._on_parameters_changed)
        training.was_reset.connect(self._forget_stop)
        training.stopped.connect(self._on_stopped)

    @Slot()
    def play(self) -> None:
        """Play, or pause."""
        if self._training.playing:
            self._training.pause()
        else:
            self._forget_stop()
            self._say_live()
            self._training.play()

    @Slot()
    def step(self) -> None:
        """One update by one batch."""
        self._say_live()
        self._training.step()

    @Slot()
    def step_epoch(self) -> None:
        """To the end of the epoch."""
        self._say_live()
        self._training.step_epoch()

    @Slot()
    def reseed(self) -> None:
        """Start again from other random weights."""
        run = self._document.view.run
        seed = next_seed(self._document.session.runs[run].training.seed)
        if self._apply("New seed", lambda session: set_training(session, run, seed=seed)):
            self._training.reset()

    @Slot()
    def new_sample(self) -> None:
        """Draw new points with the same options."""
        source = self._document.session.data.source
        if source is None:
            self.notice.emit("These points come from no data set: choose one in the Data panel first.")
            return
        self._apply("New sample", lambda session: load_dataset(session, replace(source, seed=next_seed(source.seed))))

    @Slot()
    def clear(self) -> None:
        """Delete all points."""
        self._apply("Clear all points", clear_points)

    @Slot()
    def put_away(self) -> None:
        """Whatever the banner says belongs to the session before."""
        self._tells_of_stop = False
        self._banner.clear()

    def say(
        self, sentence: str, actions: Sequence[tuple[str, Callable[[], object]]] = (), *, warning: bool = False
    ) -> None:
        """Show a sentence in the banner until it is put away, with what can be done about it."""
        self._tells_of_stop = False
        self._banner.show_message(sentence, actions, "warning" if warning else "info")

    def take_back(self, sentence: str) -> None:
        """Take a sentence out of the banner, if that is what stands there."""
        if sentence and self._banner.text() == sentence:
            self._banner.clear()

    def _say_live(self) -> None:
        """Training goes on from where the run stands, whatever moment was looked at."""
        if self._training.moment is not None:
            self.notice.emit(LIVE_AGAIN)

    def _apply(self, text: str, edit: Edit) -> bool:
        try:
            self._document.apply(text, edit)
        except EditError as error:
            self.notice.emit(str(error))
            return False
        return True

    @Slot()
    def _forget_stop(self) -> None:
        """What was said about the end of the run is no longer true; other messages stay."""
        if self._tells_of_stop:
            self._banner.clear()
        self._tells_of_stop = False

    @Slot(object, object)
    def _on_parameters_changed(self, _session: Session, edit: ParameterEdit | Branch) -> None:
        if isinstance(edit, Branch):
            self._forget_stop()

    @Slot(object)
    def _on_stopped(self, stop: Stop) -> None:
        self._tells_of_stop = True
        runs = self._document.session.runs
        if stop.run >= len(runs):
            return
        reason = stop.reason if len(runs) == 1 else f"{runs[stop.run].name}: {stop.reason}"
        if stop.divergence is None:
            self._banner.show_message(reason)
            return
        slower = runs[stop.run].training.learning_rate / SLOWER

        def go_on() -> None:
            if self._apply("Learning rate", lambda session: set_training(session, stop.run, learning_rate=slower)):
                self._training.play()

        self._banner.show_message(
            reason,
            [(f"Go on with learning rate {slower:.3g}", go_on), ("Reset", self._training.reset)],
            "warning",
        )

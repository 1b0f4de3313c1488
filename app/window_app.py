"""The composition root of the window: the one place where document, training, look and views meet."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QEventLoop, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

import resources
from app import __version__
from app.document import Document
from app.drawing import Drawing
from app.failures import FailureDialog
from app.filing import Filing
from app.garbage import GarbageCollection
from app.look.look import SCALES, Look
from app.main_window import MainWindow
from app.preferences import Preferences
from app.session.create import first_session
from app.session.edits.data import load_dataset
from app.session.edits.points import clear_points
from app.session.edits.training import set_training
from app.session.files import SUFFIX, load
from app.session.schema import Session
from app.training.frames import Frame, FrameRequest, Stop
from app.training.runner import Runner
from app.training.training import Training

EXAMPLES = Path(resources.__file__).parent / "examples"
KEYS_TEXT = """\
Space plays and pauses, S steps by a batch, Shift+S to the end of the epoch, R resets.
1–8 choose the class that you draw. A adds, B sprays, M moves, E erases, V selects, H pans.
The wheel zooms about the pointer; the middle or the right button drags the plane; Home shows all points.
Ctrl+Z takes back any edit. Esc cancels what you are dragging. F11 is for the projector."""


class WindowApp(QObject):
    """One window with everything behind it.

    Attributes: document, training, look, window, filing. close() ends the worker; whoever made this calls it.
    """

    def __init__(self, session: Session, path: Path | None = None, preferences: Preferences | None = None) -> None:
        super().__init__()
        self._preferences = preferences or Preferences()
        self.look = Look(self)
        self.look.set_theme(self._preferences.theme or _system_theme())
        if self._preferences.scale in SCALES:
            self.look.set_scale(self._preferences.scale)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.look.apply(application)
        self.document = Document(session, path)
        self.training = Training(session, self)
        self.document.checkpointed = self.training.checkpointed
        self.drawing = Drawing()
        self.window = MainWindow(self.document, self.training, self.look, self.drawing)
        self.filing = Filing(self.document, self._preferences, self.window)
        self.failures = FailureDialog(self.window)
        self._trained_step = self._saved_step(session)
        self._tells_of_stop = False
        self._connect()
        self._fill_recent()
        self._fill_lessons()

    def close(self) -> bool:
        """End the worker. Returns whether it ended in time."""
        self.failures.release()
        return self.training.close()

    def _connect(self) -> None:
        document, training, window, actions = self.document, self.training, self.window, self.window.actions_
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        document.status_changed.connect(self._on_status_changed)
        training.frame_ready.connect(self._on_frame)
        training.stopped.connect(self._on_stopped)
        training.was_reset.connect(self._forget_stop)
        training.failed.connect(self.failures.show)
        self.look.changed.connect(self._on_look_changed)
        window.closing.connect(self._on_closing)
        window.dropped.connect(self._on_dropped)
        self.filing.notice.connect(window.show_notice)
        self.filing.refused.connect(self._on_refused)
        for name, slot in (
            ("new", self.filing.new),
            ("open", self.filing.open),
            ("save", self.filing.save),
            ("save_as", self.filing.save_as),
            ("play", self._on_play),
            ("step", training.step),
            ("step_epoch", training.step_epoch),
            ("reset", training.reset),
            ("reseed", self._on_reseed),
            ("new_sample", self._on_new_sample),
            ("clear", self._on_clear),
            ("keys", self._on_keys),
            ("about", self._on_about),
        ):
            actions[name].triggered.connect(slot)

    # Document and training

    @Slot(object, object)
    def _on_session_changed(self, _old: Session, new: Session) -> None:
        self.training.apply(new)
        self._forget_stop()

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self.window.banner.clear()
        self.training.open(session)
        self._trained_step = self._saved_step(session)

    @Slot()
    def _on_status_changed(self) -> None:
        self._fill_recent()

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        states = tuple(shown.run.state.step for shown in frame.runs if shown.run.state)
        if states != self._trained_step:
            self._trained_step = states
            self.document.mark_trained()

    @Slot()
    def _on_play(self) -> None:
        if self.training.playing:
            self.training.pause()
        else:
            self._forget_stop()
            self.training.play()

    @Slot()
    def _on_reseed(self) -> None:
        run = self.document.view.run
        seed = self.document.session.runs[run].training.seed + 1
        self.document.apply("New seed", lambda session: set_training(session, run, seed=seed))
        self.training.reset()

    @Slot()
    def _on_new_sample(self) -> None:
        source = self.document.session.data.source
        if source is None:
            self.window.show_notice("These points come from no data set: choose one in the Data panel first.")
            return
        self.document.apply("New sample", lambda session: load_dataset(session, replace(source, seed=source.seed + 1)))

    @Slot()
    def _on_clear(self) -> None:
        self.document.apply("Clear all points", clear_points)

    @Slot(object)
    def _on_stopped(self, stop: Stop) -> None:
        banner = self.window.banner
        self._tells_of_stop = True
        if stop.divergence is None:
            banner.show_message(stop.reason)
            return
        run = self.document.view.run
        rate = self.document.session.runs[run].training.learning_rate
        banner.show_message(
            stop.reason,
            [(f"Go on with learning rate {rate / 10:.3g}", self._go_on_slower), ("Reset", self.training.reset)],
            "warning",
        )

    @Slot()
    def _forget_stop(self) -> None:
        """What was said about the end of the run is no longer true; other messages stay."""
        if self._tells_of_stop:
            self.window.banner.clear()
        self._tells_of_stop = False

    def _go_on_slower(self) -> None:
        run = self.document.view.run
        rate = self.document.session.runs[run].training.learning_rate / 10
        self.document.apply("Learning rate", lambda session: set_training(session, run, learning_rate=rate))
        self.training.play()

    # Files

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self._tells_of_stop = False
        self.window.banner.show_message(sentence, (), "warning")

    @Slot(str)
    def _on_dropped(self, path: str) -> None:
        self.filing.open_path(Path(path))

    @Slot(object)
    def _on_closing(self, event: QCloseEvent) -> None:
        if not self.filing.may_close():
            event.ignore()
            return
        if not self.window.isFullScreen():
            self._preferences.layout = self.window.layout_state()
        self.training.pause()
        event.accept()

    def _fill_recent(self) -> None:
        self._fill("@recent", [(path.name, str(path), path) for path in self._preferences.recent], self._on_recent)

    def _fill_lessons(self) -> None:
        paths = sorted(EXAMPLES.glob(f"*{SUFFIX}"))
        self._fill("@lessons", [(_lesson_title(path), "", path) for path in paths], self._on_lesson)

    def _fill(self, menu: str, entries: list[tuple[str, str, Path]], slot: Callable[[], None]) -> None:
        actions = []
        for text, tip, path in entries:
            action = QAction(text, self.window)
            action.setToolTip(tip)
            action.setData(str(path))
            action.triggered.connect(slot)
            actions.append(action)
        self.window.fill_menu(menu, actions)

    @Slot()
    def _on_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.filing.open_path(Path(action.data()))

    @Slot()
    def _on_lesson(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            session = load(Path(action.data())).session
            if self.filing.open_example(session):
                self._tells_of_stop = False
                self.window.banner.show_message(f"{session.title}. {session.notes}")

    # The rest

    @Slot()
    def _on_look_changed(self) -> None:
        self._preferences.theme = self.look.theme.name
        self._preferences.scale = self.look.scale

    @Slot()
    def _on_keys(self) -> None:
        self._tell("Keys and mouse", KEYS_TEXT)

    @Slot()
    def _on_about(self) -> None:
        self._tell(f"chalknet {__version__}", "A blackboard for neural networks.\nMIT licence.")

    def _tell(self, title: str, text: str) -> None:
        box = QMessageBox(self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("chalknet")
        box.setText(title)
        box.setInformativeText(text)
        box.open()

    def _saved_step(self, session: Session) -> tuple[int, ...]:
        return tuple(run.state.step if run.state else 0 for run in session.runs)


def run(path: Path | None = None) -> int:
    """Open the window, on a session file where one is given; returns when it is closed.

    Raises SessionError or OSError for a file that can't be opened, before any window is there.
    """
    session = load(path).session if path else first_session()
    application = _application()
    preferences = Preferences()
    parts = WindowApp(session, path, preferences)
    layout = preferences.layout
    parts.window.resize(1280, 800)
    if layout:
        parts.window.restore_layout(layout)
    garbage = GarbageCollection(application)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parts.window.show()
    code = application.exec()
    parts.close()
    garbage.stop()
    return code


def screenshot(
    session: Session, out: Path, *, epochs: int = 0, size: tuple[int, int] = (1280, 800), theme: str = "light"
) -> None:
    """Render the real window, after so many epochs, to a PNG. Raises OSError when the picture can't be written."""
    _application()
    session = _trained(session, epochs)
    parts = WindowApp(session, preferences=Preferences(remembered=False))
    try:
        parts.look.set_theme(theme)
        parts.window.resize(QSize(*size))
        parts.window.show()
        _settle(parts)
        if not parts.window.grab().save(str(out), "PNG"):
            raise OSError(f"the picture can't be written to {out}")
    finally:
        parts.close()


def _trained(session: Session, epochs: int) -> Session:
    """The session as it stands after so many further epochs."""
    runner = Runner(session)
    for _ in range(epochs):
        runner.step_epoch()
    frame = runner.frame(FrameRequest(), at_rest=True)
    return replace(session, runs=tuple(shown.run for shown in frame.runs))


def _settle(parts: WindowApp) -> None:
    """Let the window and its worker come to rest: views laid out, the picture of the plane at its full sharpness."""
    loop, quiet = QEventLoop(), QTimer(singleShot=True, interval=400)
    quiet.timeout.connect(loop.quit)
    parts.training.frame_ready.connect(quiet.start)
    quiet.start()
    loop.exec()


def _application() -> QApplication:
    application = QApplication.instance()
    if isinstance(application, QApplication):
        return application
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("chalknet")
    application.setApplicationVersion(__version__)
    return application


def _system_theme() -> str:
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def _lesson_title(path: Path) -> str:
    """The number and name of an example file as words: "03-two-grades" is "3  Two grades"."""
    number, _, name = path.stem.partition("-")
    return f"{int(number)}  {name.replace('-', ' ').capitalize()}" if number.isdigit() else path.stem

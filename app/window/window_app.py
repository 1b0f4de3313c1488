"""The composition root of the window: the one place where document, training, look and views meet."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QSize, QStandardPaths, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from app import __version__
from app.attention import Attention
from app.document import Document
from app.drawing import Drawing
from app.files.autosave import Autosave
from app.files.session_file import FileDesk
from app.files.stamp import Stamp
from app.look.look import SCALES, Look
from app.session.create import first_session
from app.session.schema import Session
from app.session.tables import is_table
from app.training.engines import Engines
from app.training.frames import Frame
from app.training.training import Training
from app.window.clipboard import Clipboard
from app.window.commands import Commands
from app.window.engine_menu import EngineMenu
from app.window.exporting import Exporting
from app.window.failures import FailureDialog
from app.window.file_menus import FileMenus
from app.window.filing import Filing
from app.window.garbage import GarbageCollection
from app.window.help import HelpBoxes
from app.window.importing import Importing
from app.window.main_window import MainWindow
from app.window.outside_changes import OutsideChanges
from app.window.preferences import Preferences
from app.window.recovering import Recovering

# How long a thread may hold the interpreter lock while the other waits for it. A click costs the window several turns;
# with Python's own 5 ms for each it feels late, and shorter ones cost the training nothing that could be measured.
SWITCH_INTERVAL_S = 0.0003
ENGINE_AFTER_MS = 500
USUAL_SIZE = (1280, 800)
FRAME_PX = 40  # what a window manager puts around a window, at the most


class WindowApp(QObject):
    """One window with everything behind it.

    Attributes: document, training, look, window, filing, outside, autosave and recovering (None without a folder for
    recoveries), importing, exporting, commands. close() ends the worker; whoever made this calls it.
    """

    def __init__(
        self,
        session: Session,
        path: Path | None = None,
        preferences: Preferences | None = None,
        recoveries: Path | None = None,
        engines: Engines | None = None,
    ) -> None:
        super().__init__()
        self._preferences = preferences or Preferences()
        self.look = Look(self)
        self.look.set_theme(self._preferences.theme or _system_theme())
        if self._preferences.scale in SCALES:
            self.look.set_scale(self._preferences.scale)
        self.look.apply(application())
        self.document = Document(session, path)
        self.training = Training(session, self, engines)
        self.document.checkpointed = self.training.checkpointed
        self.document.with_timelines = self.training.with_timelines
        self.document.standing = self.training.standing
        self.document.why_not_by_hand = self.training.why_not_by_hand
        # Connected before any view: the worker makes way at once, and the views have the interpreter to themselves.
        self.document.session_changed.connect(self._on_session_changed)
        self.document.parameters_changed.connect(self.training.apply)
        self.drawing = Drawing()
        self.attention = Attention()
        self.window = MainWindow(self.document, self.training, self.look, self.drawing, self.attention)
        self.filing = Filing(self.document, self._preferences, self.window)
        self.outside = OutsideChanges(self.document, self.filing, self.window.file_banner, self.window)
        self.autosave: Autosave | None = None
        self.recovering: Recovering | None = None
        if recoveries:
            self.autosave = Autosave(self.document, recoveries, self)
            self.recovering = Recovering(recoveries, self.filing, self.autosave, self.look, self.window)
        self.importing = Importing(self.document, self.look, self._preferences, self.window)
        self.clipboard = Clipboard(self.document, self.drawing, self.window.canvas.selection, self.importing)
        self.exporting = Exporting(self.document, self.training, self.look, self._preferences, self.window)
        self.commands = Commands(self.document, self.training, self.window.banner, self.window)
        self.failures = FailureDialog(self.window, self.filing.save_as)
        self._menus = FileMenus(self.window, self.document, self.filing, self.commands, self._preferences)
        EngineMenu(self.window.menus, self.training, self._preferences, self.window)
        self._help = HelpBoxes(self.window, self.look)
        self._steps = _steps_of(session)
        self._connect()

    def show(self) -> None:
        """Show the window where it was last, else as large as is usual and as its screen allows."""
        if not self._preferences.timeline:
            self.window.actions_["timeline"].trigger()
        layout = self._preferences.layout
        if layout is None or not self.window.restore_layout(layout):
            room = self.window.screen().availableGeometry()
            width, height = USUAL_SIZE
            size = QSize(min(width, room.width()), min(height, room.height() - FRAME_PX))
            self.window.resize(size)
            self.window.move(room.topLeft())
        self.window.panels.fit(is_unseen=True)  # those that go only when it is shown would have made it larger
        self.window.show()

    def close(self) -> bool:
        """End the worker and all that is done beside the window. Returns whether all of it ended in time."""
        self.failures.release()
        self.importing.close()
        self.exporting.close()
        self.outside.close()
        if self.recovering and self.autosave:
            self.recovering.close()
            self.autosave.close()
        has_filed = self.filing.close()
        return self.training.close() and has_filed

    def dismantle(self) -> None:
        """Take the window apart while Python is still whole.

        Left to the interpreter's end, or deleted while visible, its widgets get their last events when half of them
        is gone already.
        """
        self.window.hide()
        shiboken6.delete(self.window)

    def _connect(self) -> None:
        document, training, window, actions = self.document, self.training, self.window, self.window.actions_
        document.opened.connect(self._on_opened)
        document.status_changed.connect(self._menus.fill_recent)
        training.frame_ready.connect(self._on_frame)
        training.failed.connect(self.failures.show)
        self.look.changed.connect(self._on_look_changed)
        window.closing.connect(self._on_closing)
        window.dropped.connect(self._on_dropped)
        self.filing.asking.connect(training.pause)
        self.filing.notice.connect(window.show_notice)
        self.filing.refused.connect(self._on_refused)
        if self.autosave and self.recovering:
            self.autosave.stamp = self._stamp
            self.autosave.failed.connect(self._on_autosave_failed)
            training.playing_changed.connect(self.autosave.note_playing)
            self.recovering.notice.connect(window.show_notice)
            actions["recover"].triggered.connect(self.recovering.choose)
        else:
            actions["recover"].setEnabled(False)
        self.importing.notice.connect(window.show_notice)
        self.clipboard.notice.connect(window.show_notice)
        self.exporting.notice.connect(window.show_notice)
        self.exporting.refused.connect(self._on_refused)
        self.commands.notice.connect(window.show_notice)
        for name, slot in (
            ("new", self.filing.new),
            ("open", self.filing.open),
            ("save", self.filing.save),
            ("save_as", self.filing.save_as),
            ("import_table", self.importing.choose),
            ("copy", self.clipboard.copy),
            ("paste", self.clipboard.paste),
            ("export_points", self.exporting.choose_points),
            ("export_figure", self.exporting.choose_figure),
            ("export_film", self.exporting.choose_film),
            ("export_torch", self.exporting.choose_torch),
            ("export_numpy", self.exporting.choose_numpy),
            ("play", self.commands.play),
            ("step", self.commands.step),
            ("step_epoch", self.commands.step_epoch),
            ("reset", training.reset),
            ("reseed", self.commands.reseed),
            ("new_sample", self.commands.new_sample),
            ("clear", self.commands.clear),
            ("keys", self._help.show_keys),
            ("about", self._help.show_about),
        ):
            actions[name].triggered.connect(slot)

    @Slot(object, object)
    def _on_session_changed(self, _old: Session, new: Session) -> None:
        self.training.apply(new)

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self.training.open(session)
        self._steps = _steps_of(session)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        steps = tuple(shown.run.state.step for shown in frame.runs if shown.run.state)
        if steps != self._steps:
            self._steps = steps
            self.document.mark_trained()
            if self.autosave:
                self.autosave.note_trained()

    @Slot(str, object)
    def _on_refused(self, sentence: str, actions: Sequence[tuple[str, Callable[[], object]]]) -> None:
        self.commands.say(sentence, actions, warning=True)

    @Slot(str)
    def _on_autosave_failed(self, sentence: str) -> None:
        self.commands.say(sentence, warning=True)

    def _stamp(self) -> Stamp | None:
        """How the open file looked when it was last read or written."""
        file = self.filing.access.file
        return file.stamp if file else None

    @Slot(str)
    def _on_dropped(self, path: str) -> None:
        if is_table(Path(path)):
            self.importing.open_path(Path(path))
        else:
            self.filing.open_path(Path(path))

    @Slot(object)
    def _on_closing(self, event: QCloseEvent) -> None:
        if not self.filing.may_close():
            event.ignore()
            return
        if not self.window.isFullScreen():
            self._preferences.layout = self.window.layout_state()
        self._preferences.timeline = not self.window.timeline.isHidden()
        self.training.pause()
        event.accept()

    @Slot()
    def _on_look_changed(self) -> None:
        self._preferences.theme = self.look.theme.name
        self._preferences.scale = self.look.scale


def run(path: Path | None = None) -> int:
    """Open the window, on a session file or with a table to import where one is given; returns when it is closed.

    Raises SessionError or OSError for a file that can't be opened, before any window is there.
    """
    table = path if path and is_table(path) else None
    opened = FileDesk().open(path) if path and not table else None
    qt = application()
    preferences = Preferences()
    parts = WindowApp(
        opened.session if opened else first_session(),
        path if opened else None,
        preferences,
        recoveries_folder(),
        Engines(preferences.engine, is_coming=True),
    )
    parts.show()
    # Before files are read beside the window.
    garbage = GarbageCollection(qt, lambda: parts.training.engines.is_coming)
    QTimer.singleShot(ENGINE_AFTER_MS, parts.training.begin_engines)  # not on the way to the first painted window
    if opened and path:
        parts.filing.begin_with(path, opened)
    if parts.recovering:
        parts.recovering.offer()
    if table:
        parts.importing.open_path(table)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = qt.exec()
    if not parts.close():
        # A single step of a huge network can't be interrupted, and nothing depends on it any more. Taking the thread's
        # object down beneath it would abort the process.
        os._exit(code)
    parts.dismantle()
    garbage.stop()
    return code


def application() -> QApplication:
    """The one QApplication, made with what has to be said before it is."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    # Milliseconds for which Qt gathers requests before it paints; frames are paced by the gate already.
    os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "0")
    made = QApplication(sys.argv[:1])
    made.setApplicationName("chalknet")
    made.setApplicationVersion(__version__)
    return made


def recoveries_folder() -> Path:
    """Where the system keeps what programs remember of a person, never beside the person's own files."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)) / "recovery"


def _system_theme() -> str:
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def _steps_of(session: Session) -> tuple[int, ...]:
    return tuple(run.state.step if run.state else 0 for run in session.runs)

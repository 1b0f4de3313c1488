"""The menus whose entries are files: recent ones, and the lessons that chalknet brings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

import resources
from app.document import Document
from app.look.plain_text import formulas_joined
from app.session.files import SUFFIX, load
from app.session.schema import Session
from app.window.commands import Commands
from app.window.filing import Filing
from app.window.main_window import MainWindow
from app.window.preferences import Preferences

LESSONS = Path(resources.__file__).parent / "examples"


class FileMenus(QObject):
    """Fills File ▸ Open Recent and Lessons."""

    def __init__(
        self, window: MainWindow, document: Document, filing: Filing, commands: Commands, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window, self._filing, self._commands, self._preferences = window, filing, commands, preferences
        self._told = ""  # what the lesson that is open says in the banner
        document.session_changed.connect(self._on_session_changed)
        self._shown: list[Path] | None = None
        self.fill_recent()
        lessons = sorted(LESSONS.glob(f"*{SUFFIX}"))
        self._fill("@lessons", [(_lesson_title(path), path) for path in lessons], self._on_lesson)

    @Slot()
    def fill_recent(self) -> None:
        """Show the recent files as they are now."""
        recent = self._preferences.recent
        if recent != self._shown:
            self._shown = recent
            self._fill("@recent", [(path.name, path) for path in recent], self._on_recent)

    def _fill(self, menu: str, entries: list[tuple[str, Path]], slot: Callable[[], None]) -> None:
        actions = []
        for text, path in entries:
            action = QAction(text.replace("&", "&&"), self._window)
            action.setToolTip(str(path))
            action.setData(str(path))
            action.triggered.connect(slot)
            actions.append(action)
        self._window.menus.fill(menu, actions)

    @Slot()
    def _on_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._filing.open_path(Path(action.data()))

    @Slot()
    def _on_lesson(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            session = load(Path(action.data())).session
            if self._filing.open_example(session) and session.lesson is None:  # a lesson's text has a place of its own
                self._told = formulas_joined(f"{session.title}. {session.notes}")
                self._commands.say(self._told)

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if old.notes and not new.notes:
            self._commands.take_back(self._told)  # it speaks of other points than those that are there now


def _lesson_title(path: Path) -> str:
    """The number and name of an example file as words: "03-two-grades" is "3  Two grades"."""
    number, _, name = path.stem.partition("-")
    return f"{int(number)}  {name.replace('-', ' ').capitalize()}" if number.isdigit() else path.stem

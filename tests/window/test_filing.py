"""Where a session is saved, asked for in the dialog that a person sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from app.document import Document
from app.session import files
from app.session.create import first_session
from app.session.edits.training import set_training
from app.session.files import load
from app.window.file_dialogs import as_file_name, ask_where_to_save, with_own_suffix
from app.window.filing import Filing
from app.window.preferences import Preferences

TYPED: list[tuple[str, str]] = [
    ("foo", "foo.chalk"),
    ("foo.chalk", "foo.chalk"),
    ("FOO.CHALK", "FOO.CHALK"),
    ("rate 0.1", "rate 0.1.chalk"),
    ("lesson.json", "lesson.json.chalk"),
]


class Person:
    """Answers the dialogs that come up: types a name, then presses these buttons; given up at a dialog too many."""

    def __init__(self, name: str, *answers: QMessageBox.StandardButton) -> None:
        self.questions: list[str] = []
        self._name = name
        self._answers = list(answers)
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._act)
        self._timer.start()

    def _act(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox):
            self.questions.append(dialog.text())
            dialog.button(self._answers.pop(0)).click()
        elif isinstance(dialog, QFileDialog):
            if not self._name:
                dialog.reject()
                return
            assert dialog.windowTitle() == "Save Session"
            line = dialog.findChild(QLineEdit)
            assert line
            line.setText(self._name)
            self._name = ""  # a second time it is given up
            QTimer.singleShot(0, dialog.accept)  # which may ask before it returns, and a timer does not fire in itself

    def gone(self) -> None:
        self._timer.stop()


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def filing(window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Filing]:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    made = Filing(Document(first_session()), Preferences(remembered=False), window)
    yield made
    assert made.close()


def save_as(filing: Filing, name: str, *answers: QMessageBox.StandardButton) -> tuple[bool, list[str]]:
    """Whether it was saved under this name, and the questions that were asked."""
    person = Person(name, *answers)
    try:
        path = ask_where_to_save(filing._window, filing._folder(), filing._document.title)
        return path is not None and filing.save_in(path), person.questions
    finally:
        person.gone()


@pytest.mark.parametrize(("typed", "written"), TYPED)
def test_a_session_ends_in_chalk(filing: Filing, tmp_path: Path, typed: str, written: str) -> None:
    assert with_own_suffix(Path(typed)) == Path(written)
    assert save_as(filing, typed) == (True, [])
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == [written]
    assert filing._document.path == tmp_path / written


@pytest.mark.parametrize(("typed", "written"), TYPED)
def test_nothing_is_replaced_without_a_question(filing: Filing, tmp_path: Path, typed: str, written: str) -> None:
    there = tmp_path / written
    there.write_text("somebody's work")
    saved, questions = save_as(filing, typed, QMessageBox.StandardButton.No)
    assert not saved
    assert len(questions) == 1
    assert written in questions[0]
    assert there.read_text() == "somebody's work"
    saved, questions = save_as(filing, typed, QMessageBox.StandardButton.Yes)
    assert saved
    assert len(questions) == 1
    assert load(there).session == first_session()


def test_a_suggested_name_can_be_written_everywhere() -> None:
    assert as_file_name("Will Bob like the film? One grade") == "Will Bob like the film One grade"
    assert as_file_name("XOR: <a/b\\c> is not enough") == "XOR a-b-c is not enough"
    assert as_file_name("rate 0.1, ½") == "rate 0.1, ½"


def test_the_dialog_suggests_the_title(filing: Filing, tmp_path: Path) -> None:
    suggested: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        suggested.extend(dialog.selectedFiles())
        dialog.reject()

    QTimer.singleShot(100, look)
    filing.save_as()
    assert filing._document.path is None
    assert suggested == [str(tmp_path / "Untitled.chalk")]


def test_a_session_too_large_to_be_opened_again_is_refused(
    filing: Filing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    filing.refused.connect(lambda sentence, _: said.append(sentence))
    filing._document.apply("Change rate", lambda session: set_training(session, learning_rate=0.2))
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    assert not filing.save_in(tmp_path / "large.chalk")
    assert said[0].startswith("“large.chalk” can't be saved: the session would make a file of ")
    assert "$" not in said[0]
    assert filing._document.is_dirty
    assert list(tmp_path.iterdir()) == []

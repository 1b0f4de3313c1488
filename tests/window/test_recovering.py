"""A window crashes; the next start offers what it had, and goes on from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.files.recovery import About, Slot, abandoned_slots, new_slot
from app.files.session_file import FileDesk
from app.session.create import empty_session, first_session, new_session, usual_source
from app.session.edits.training import set_training
from app.session.files import load, save
from app.session.schema import Session
from app.views.recovery.recovery_dialog import RecoveryDialog
from app.window.preferences import Preferences
from app.window.window_app import WindowApp
from tests.window.light import LightWindow
from tests.window.person import person

MINE = replace(new_session(usual_source("rings")), title="mine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def parts(qtbot, folder: Path) -> LightWindow:
    window = LightWindow(folder)
    qtbot.addWidget(window, before_close_func=lambda _: window.end())
    window.show()
    return window


def crashed(folder: Path, session: Session = MINE, about: About | None = None) -> Slot:
    """What a window has left that was killed."""
    slot = new_slot(folder)
    slot.write(session, about or About(session.title))
    slot.release()
    return slot


def offered(parts: LightWindow, qtbot) -> RecoveryDialog:
    parts.recovering.offer()
    qtbot.waitUntil(lambda: parts.recovering.dialog is not None)
    return parts.recovering.dialog


def at_rest(parts: LightWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: not (parts.recovering._errands.is_busy or parts.autosave._errands.is_busy))


def test_nothing_is_offered_where_nothing_was_lost(parts, folder, qtbot):
    parts.recovering.offer()
    qtbot.waitUntil(lambda: not parts.recovering._errands.is_busy)
    assert parts.recovering.dialog is None
    said = []
    parts.recovering.notice.connect(said.append)
    parts.recovering.choose()
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].startswith("There is nothing to recover")


def test_a_recovered_session_is_unsaved_until_it_is_saved(parts, folder, tmp_path, qtbot):
    path = tmp_path / "lesson.chalk"
    save(first_session(), path)
    desk = FileDesk()
    stamp = desk.open(path).file
    assert stamp.lock is not None
    stamp.lock.release()
    left = crashed(folder, MINE, About("lesson", str(path), stamp.stamp))
    dialog = offered(parts, qtbot)
    dialog.rows[0].open_button.click()
    assert parts.document.session == MINE
    assert (parts.document.path, parts.document.title) == (path, "lesson")
    assert parts.document.is_dirty
    at_rest(parts, qtbot)
    assert left.place.exists()  # for the case that this window crashes as well
    assert load(path).session.title != "mine"  # the person's file is the person's
    assert parts.filing.save_in(path)
    qtbot.waitUntil(lambda: not left.place.exists())
    assert load(path).session.title == "mine"


def test_the_file_is_open_here_already(parts, folder, tmp_path, qtbot):
    """As when the person opens the file again after the crash, and is offered what was not in it."""
    path = tmp_path / "lesson.chalk"
    save(first_session(), path)
    parts.filing.open_path(path)
    crashed(folder, MINE, About("lesson", str(path), parts.filing.access.file.stamp))
    offered(parts, qtbot).rows[0].open_button.click()
    assert (parts.document.session, parts.document.path) == (MINE, path)
    assert parts.filing.save_in(path)
    assert load(path).session.title == "mine"


def test_the_file_has_changed_since_the_crash(parts, folder, tmp_path, qtbot):
    path = tmp_path / "lesson.chalk"
    save(first_session(), path)
    opened = FileDesk().open(path)
    opened.file.lock.release()
    crashed(folder, MINE, About("lesson", str(path), opened.file.stamp))
    save(replace(first_session(), title="theirs"), path)
    offered(parts, qtbot).rows[0].open_button.click()
    with person("Cancel"):
        assert not parts.filing.save_in(path)
    assert load(path).session.title == "theirs"


def test_the_file_is_open_elsewhere(parts, folder, tmp_path, qtbot):
    path = tmp_path / "lesson.chalk"
    save(first_session(), path)
    other = FileDesk()
    other.take(other.open(path).file)
    crashed(folder, MINE, About("lesson", str(path)))
    offered(parts, qtbot).rows[0].open_button.click()
    assert parts.document.session == MINE
    assert parts.document.path is None
    assert "is open in another window of chalknet: " in parts.banner.text()
    other.take(None)


def test_each_is_discarded_kept_or_opened(parts, folder, qtbot):
    slots = [crashed(folder, replace(MINE, title=title)) for title in ("discarded", "kept", "opened", "changed mind")]
    dialog = offered(parts, qtbot)
    rows = {row.found.about.title: row for row in dialog.rows}
    rows["discarded"].discard_button.click()
    for _ in range(2):
        rows["changed mind"].discard_button.click()
    assert not rows["discarded"].open_button.isEnabled()
    assert all(slot.place.exists() for slot in slots)  # not before the dialog is closed
    rows["opened"].open_button.click()
    at_rest(parts, qtbot)
    assert [slot.place.exists() for slot in slots] == [False, True, True, True]
    titles = {slot.about().title: slot for slot in abandoned_slots(folder)}
    assert set(titles) == {"kept", "changed mind"}
    for slot in titles.values():
        slot.discard()


@pytest.mark.parametrize("way", ["later", "escape", "closing the window"])
def test_what_was_not_decided_is_offered_again(parts, folder, qtbot, way):
    crashed(folder)
    dialog = offered(parts, qtbot)
    assert dialog.later.text() == "Later"
    if way == "later":
        dialog.later.click()
    elif way == "escape":
        dialog.rows[0].discard_button.click()
        assert dialog.later.text() == "Discard"
        dialog.reject()
    else:
        assert parts.end()
    if way != "closing the window":
        at_rest(parts, qtbot)
    (slot,) = abandoned_slots(folder)
    assert slot.read().session == MINE
    slot.discard()


def test_a_damaged_one_has_its_sentence_and_can_only_be_discarded(parts, folder, qtbot):
    slot = crashed(folder)
    slot.place.write_bytes(slot.place.read_bytes()[:500])
    dialog = offered(parts, qtbot)
    row = dialog.rows[0]
    assert row._details.text() == "It can't be opened: the recovery file is damaged."
    assert not row.open_button.isVisible()
    row.discard_button.click()
    dialog.later.click()
    at_rest(parts, qtbot)
    assert not slot.place.exists()


@pytest.mark.parametrize(
    "session", [empty_session(), new_session(usual_source("hat")), new_session(usual_source("film-1"))]
)
def test_every_kind_of_session_has_a_picture(parts, folder, qtbot, session):
    crashed(folder, session)
    dialog = offered(parts, qtbot)
    picture = dialog.rows[0]._picture.pixmap().toImage()
    colors = {picture.pixelColor(x, y).name() for x in range(0, 96, 3) for y in range(0, 96, 3)}
    assert len(colors) > 1
    dialog.reject()


def test_work_here_is_not_given_up_for_it(parts, folder, qtbot):
    crashed(folder)
    parts.filing.may_close = lambda: False
    before = parts.document.session
    offered(parts, qtbot).rows[0].open_button.click()
    assert parts.document.session is before
    at_rest(parts, qtbot)
    (slot,) = abandoned_slots(folder)
    slot.discard()


def test_a_clean_end_of_a_whole_window_leaves_nothing(folder, qtbot):
    parts = WindowApp(first_session(), None, Preferences(remembered=False), folder)
    qtbot.addWidget(parts.window)
    assert parts.window.actions_["recover"].isEnabled()
    parts.document.apply("Rate", lambda session: set_training(session, learning_rate=0.2))
    parts.autosave._on_due()
    qtbot.waitUntil(lambda: not parts.autosave._errands.is_busy)
    assert list(folder.glob("*.recovery"))
    assert parts.close()
    assert list(folder.iterdir()) == []
    parts.filing.may_close = lambda: True


EDITING = """
import sys
from PySide6.QtCore import QTimer
import app.window.window_app as window_app
from app.session.edits.training import set_training

shown = window_app.WindowApp.show
def prepared(self):
    shown(self)
    self.autosave.written.connect(lambda work: print("kept", flush=True))
    self.document.apply("Rate", lambda session: set_training(session, learning_rate=0.123))
    self.autosave._on_due()
window_app.WindowApp.show = prepared
window_app.run()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_program_is_recovered_by_the_next(tmp_path):
    """The program itself, with the folder that it finds by itself."""
    environment = dict(os.environ, XDG_DATA_HOME=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", EDITING], stdout=subprocess.PIPE, text=True, env=environment) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "kept\n"
        first.send_signal(signal.SIGKILL)
    (slot,) = abandoned_slots(tmp_path / "chalknet" / "recovery")
    assert slot.read().session.runs[0].training.learning_rate == 0.123
    slot.release()

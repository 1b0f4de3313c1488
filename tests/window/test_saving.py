"""Saving, opening and closing where disks are slow, files are shared, and others write to them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QAction

from app.files import session_file
from app.files.lock import Holder
from app.files.session_file import FileDesk
from app.session.create import first_session
from app.session.edits.training import set_training
from app.session.files import load, read, save
from app.session.schema import Session
from app.window import saves
from app.window.filing import Filing
from app.window.window_app import WindowApp
from tests.session.sessions import trained
from tests.window.light import LightWindow
from tests.window.person import person

THEIRS = replace(first_session(), title="theirs")


class Disk:
    """A drive that does not answer until it is released. Attributes: asked, how often it was."""

    def __init__(self) -> None:
        self.asked = 0
        self._answers = threading.Event()
        self.threads: set[threading.Thread] = set()

    def slow(self, real: Any) -> Any:
        def call(*arguments: Any) -> Any:
            self.asked += 1
            self.threads.add(threading.current_thread())
            self._answers.wait()
            return real(*arguments)

        return call

    def release(self) -> None:
        self._answers.set()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Reading and writing of sessions hang in this test."""
    made = Disk()
    monkeypatch.setattr(session_file, "write", made.slow(session_file.write))
    monkeypatch.setattr(session_file, "read", made.slow(session_file.read))
    yield made
    made.release()
    for thread in made.threads:
        thread.join(10.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "lesson.chalk"
    save(first_session(), place)
    return place


@pytest.fixture
def make(qtbot, tmp_path: Path) -> Callable[..., LightWindow]:
    def light(session: Session | None = None, file: Path | None = None) -> LightWindow:
        window = LightWindow(tmp_path / "recovery", session, file)
        qtbot.addWidget(window, before_close_func=lambda _: window.end())
        window.show()
        return window

    return light


@pytest.fixture
def light(make: Callable[..., LightWindow]) -> LightWindow:
    return make()


@pytest.fixture
def opened(light: LightWindow, path: Path) -> LightWindow:
    """A window on this file."""
    light.filing.open_path(path)
    return light


@pytest.fixture
def other(path: Path) -> Iterator[FileDesk]:
    """Another window that has the file open."""
    desk = FileDesk()
    desk.take(desk.open(path).file)
    yield desk
    desk.take(None)


def edit(parts: LightWindow | WindowApp, rate: float) -> None:
    parts.document.apply("Rate", lambda session: set_training(session, learning_rate=rate))


def may_close(parts: LightWindow) -> bool:
    """With the questions that the fixture leaves out."""
    return Filing.may_close(parts.filing)


def trained_one_step(session: Session) -> Session:
    return replace(session, runs=(trained(session, 1).runs[0],))


def rate_in(path: Path) -> float:
    return load(path).session.runs[0].training.learning_rate


def test_a_whole_window_goes_on_while_it_is_saved(parts, path, disk, monkeypatch, qtbot):
    label = parts.window._saved_label
    with monkeypatch.context() as quick:
        quick.setattr(session_file, "read", read)
        parts.filing.open_path(path)
    edit(parts, 0.2)
    parts.window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: disk.asked == 1)
    assert label.text() == "saving…"
    edit(parts, 0.3)
    with monkeypatch.context() as watched:  # the menu of recent files asks no disk
        watched.setattr("os.stat", None)
        parts._preferences.add_recent(Path("/gone/away.chalk"))
        parts._menus.fill_recent()
    assert "away.chalk" in [action.text() for action in parts.window.findChildren(QAction)]
    disk.release()
    qtbot.waitUntil(lambda: not parts.document.is_saving)
    assert rate_in(path) == 0.2
    assert parts.document.is_dirty  # what was done meanwhile is not in the file
    assert label.text() == "not saved"
    parts.document.undo()
    assert not parts.document.is_dirty


class TestASlowDrive:
    def test_weights_set_and_steps_made_meanwhile_are_not_saved(self, opened, disk, qtbot):
        opened.document.checkpointed = trained_one_step
        for work in (lambda: opened.document.set_parameters("Set", 0, [0], 1.0), opened.document.mark_trained):
            edit(opened, 0.2 + 0.1 * disk.asked)
            opened.filing.save()
            work()
            disk.release()
            qtbot.waitUntil(lambda: not opened.document.is_saving)
            assert opened.document.is_dirty

    def test_two_quick_saves_keep_their_order(self, opened, path, disk, qtbot):
        for rate in (0.2, 0.3):
            edit(opened, rate)
            opened.filing.save()
        disk.release()
        qtbot.waitUntil(lambda: not opened.document.is_saving)
        assert rate_in(path) == 0.3
        assert rate_in(Path(f"{path}~")) == 0.2
        assert not opened.document.is_dirty

    def test_it_is_told_and_can_be_given_up(self, opened, path, disk, qtbot, monkeypatch):
        opened.filing.saves._slow.setInterval(1)
        edit(opened, 0.2)
        opened.filing.save()
        banner = opened.banner
        qtbot.waitUntil(lambda: banner.isVisible() and disk.asked == 1)
        assert banner.text().startswith("“lesson.chalk” is still being saved: the drive with ")
        banner.buttons()[1].click()
        assert not opened.document.is_saving
        assert opened.document.is_dirty
        disk.release()
        for thread in disk.threads:
            thread.join(10.0)
        assert rate_in(path) != 0.2
        monkeypatch.undo()
        assert opened.filing.save_in(path)
        assert rate_in(path) == 0.2

    def test_closing_waits_and_has_a_way_out(self, opened, path, disk, qtbot):
        edit(opened, 0.2)
        with person("Save", "Don't Wait") as somebody:
            assert not may_close(opened)
        assert somebody.seen[1].startswith("Saving “lesson.chalk” in ")
        assert "was not saved" in opened.banner.text()
        with person("Discard") as somebody:
            assert may_close(opened)

    def test_closing_waits_for_a_save_that_was_begun(self, opened, path, disk, qtbot):
        edit(opened, 0.2)
        opened.filing.save()
        qtbot.waitUntil(lambda: disk.asked == 1)
        disk.release()
        assert may_close(opened)
        assert rate_in(path) == 0.2

    def test_opening_can_be_given_up(self, opened, tmp_path, disk):
        save(THEIRS, tmp_path / "theirs.chalk")
        before = opened.document.session
        with person("Don't Open It"):
            opened.filing.open_path(tmp_path / "theirs.chalk")
        assert opened.document.session is before
        assert "was not opened" in opened.banner.text()
        disk.release()
        for thread in disk.threads:
            thread.join(10.0)
        assert not (tmp_path / ".theirs.chalk.lock").exists()


class TestAFullDisk:
    def test_the_sentence_and_a_way_out(self, opened, path, monkeypatch, tmp_path):
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        edit(opened, 0.2)
        with monkeypatch.context() as broken:
            broken.setattr("os.fsync", full)
            assert not opened.filing.save_in(path)
        banner = opened.banner
        assert banner.text().startswith(f"“lesson.chalk” can't be saved: the disk with {tmp_path} is full: ")
        assert [button.text() for button in banner.buttons()] == ["Save As…"]
        assert opened.document.is_dirty
        assert rate_in(path) != 0.2

    def test_a_backup_that_can_not_be_kept_is_told_of(self, opened, path):
        Path(f"{path}~").mkdir()
        edit(opened, 0.2)
        assert opened.filing.save_in(path)
        why = "Saved as lesson.chalk. What was there before could not be kept as a backup: "
        assert opened.banner.text().startswith(why)


class TestTwoWindows:
    def test_a_copy_has_no_file_and_is_unsaved(self, light, path, other):
        with person("Open a Copy") as somebody:
            light.filing.open_path(path)
        assert "is open in another window of chalknet: " in somebody.seen[0]
        assert light.document.path is None
        assert light.document.title == "lesson (copy)"
        assert light.document.is_dirty
        assert light.document.session.data == first_session().data

    def test_reading_it_and_saving_elsewhere(self, light, path, other):
        with person("Only Read It"):
            light.filing.open_path(path)
        assert light.document.path == path
        assert light.file_banner.text().endswith("Here it can only be read.")
        edit(light, 0.2)
        assert not light.filing.save_in(path)
        assert "it is open in another window of chalknet" in light.banner.text()
        assert rate_in(path) != 0.2
        assert light.filing.save_in(path.with_name("mine.chalk"))
        assert light.file_banner.text() == ""
        other.take(None)
        assert light.filing.save_in(path)

    def test_nothing_is_opened_by_cancel(self, light, path, other):
        before = light.document.session
        with person("Cancel"):
            light.filing.open_path(path)
        assert light.document.session is before
        assert light.document.path is None

    def test_a_lock_of_another_machine_may_be_taken_over(self, light, path, monkeypatch):
        import msgspec

        place = path.with_name(".lesson.chalk.lock")
        place.write_bytes(msgspec.json.encode(Holder("anna", "lab-3", 1, "")))
        with person("Take It Over") as somebody:
            light.filing.open_path(path)
        assert "anna on lab-3" in somebody.seen[0]
        assert light.document.path == path
        assert light.filing.save_in(path)

    def test_a_file_of_another_window_on_the_command_line(self, make, path, other):
        desk = FileDesk()
        light = make(first_session(), path)
        with person("Cancel"):
            light.filing.begin_with(path, desk.open(path))
        assert light.document.path is None
        assert len(light.document.session.data.points) == 0

    def test_the_lock_goes_with_the_file(self, opened, path):
        lock = path.with_name(".lesson.chalk.lock")
        assert lock.exists()
        opened.filing.new()
        assert opened.end()
        assert not lock.exists()


class TestFromOutside:
    def look(self, window, qtbot):
        banner = window.file_banner
        window.outside.watch.look()
        qtbot.waitUntil(banner.isVisible)
        return banner

    def test_a_changed_file_is_loaded(self, opened, path, qtbot):
        save(THEIRS, path)
        banner = self.look(opened, qtbot)
        assert "was changed by another program at " in banner.text()
        banner.buttons()[0].click()
        assert opened.document.session.title == "theirs"
        assert not banner.isVisible()
        edit(opened, 0.2)
        assert opened.filing.save_in(path)

    def test_mine_is_kept_and_replaces_it(self, opened, path, qtbot):
        edit(opened, 0.2)
        save(THEIRS, path)
        banner = self.look(opened, qtbot)
        assert "It has not the changes that were made here" in banner.text()
        banner.buttons()[1].click()
        assert opened.filing.save_in(path)
        assert rate_in(path) == 0.2
        assert load(Path(f"{path}~")).session.title == "theirs"

    def test_mine_without_changes_is_unsaved_once_theirs_is_in_the_file(self, opened, path, qtbot):
        save(THEIRS, path)
        self.look(opened, qtbot).buttons()[1].click()
        assert opened.document.is_dirty

    def test_a_save_asks_before_it_replaces_what_nobody_here_has_seen(self, opened, path):
        edit(opened, 0.2)
        save(THEIRS, path)
        with person("Cancel") as somebody:
            assert not opened.filing.save_in(path)
        assert "was changed by another program" in somebody.seen[0]
        assert load(path).session.title == "theirs"
        assert opened.document.is_dirty
        with person("Replace It"):
            assert opened.filing.save_in(path)
        assert rate_in(path) == 0.2

    def test_a_file_that_is_gone_is_unsaved_work(self, opened, path, qtbot):
        content = path.read_bytes()
        path.unlink()
        banner = self.look(opened, qtbot)
        assert "is not in " in banner.text()
        assert opened.document.is_dirty
        path.write_bytes(content)
        opened.outside.watch.look()
        qtbot.waitUntil(lambda: not banner.isVisible())
        assert not opened.document.is_dirty
        path.unlink()
        self.look(opened, qtbot).buttons()[0].click()
        qtbot.waitUntil(lambda: not opened.document.is_dirty)
        assert path.exists()
        assert not banner.isVisible()


def test_a_folder_that_does_not_answer_is_not_where_a_dialog_begins(opened, disk, monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "is_dir", disk.slow(Path.is_dir))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert opened.filing._folder() == tmp_path / "home"
    assert disk.asked == 1


def test_asking_is_told_before_a_question(opened):
    asked = []
    opened.filing.asking.connect(lambda: asked.append(True))
    assert may_close(opened)
    edit(opened, 0.2)
    with person("Cancel"):
        assert not may_close(opened)
    assert asked == [True]
    assert saves.SLOW_MS > 1000


class TestAlteredByHand:
    """A file that was edited elsewhere is opened by who wants that."""

    @pytest.fixture
    def altered(self, path: Path) -> Path:
        path.write_bytes(path.read_bytes().replace(b'"learning_rate": 0.1', b'"learning_rate": 0.25'))
        return path

    def test_it_can_be_opened(self, light, altered):
        with person("Open It Anyway") as somebody:
            light.filing.open_path(altered)
        assert "edited by hand, or damaged" in somebody.seen[0]
        assert light.document.session.runs[0].training.learning_rate == 0.25
        assert light.document.path == altered

    def test_or_left_alone(self, light, altered, qtbot):
        before = light.document.session
        with person("Don't Open It"):
            light.filing.open_path(altered)
        assert light.document.session is before
        assert light.document.path is None
        qtbot.waitUntil(lambda: not altered.with_name(".lesson.chalk.lock").exists())

    def test_its_own_file_read_again_stays_its_own(self, opened, path, qtbot):
        path.write_bytes(path.read_bytes().replace(b'"learning_rate": 0.1', b'"learning_rate": 0.25'))
        with person("Don't Open It"):
            opened.filing.reload()
        opened.filing.access.fetch(lambda desk: None, "", "")
        assert path.with_name(".lesson.chalk.lock").exists()

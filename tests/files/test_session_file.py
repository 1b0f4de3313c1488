"""The file behind a window: locked while it is open, and not overwritten where somebody else has changed it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.files.lock import Holder, Lock, claim, lock_place
from app.files.session_file import ChangedError, FileDesk, HeldError, Opened
from app.files.stamp import Stamp, look_at
from app.session.atomic import GivenUpError
from app.session.create import first_session
from app.session.errors import SessionError
from app.session.files import content_of, load, save
from tests.session.faults import fails_with, faulty

SESSION = replace(first_session(), title="mine")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "lesson.chalk"
    save(first_session(), place)
    return place


def opened(path: Path) -> tuple[FileDesk, Opened]:
    desk = FileDesk()
    result = desk.open(path)
    desk.take(result.file)
    return desk, result


def stamp(desk: FileDesk) -> Stamp:
    assert desk.file is not None
    assert desk.file.stamp is not None
    return desk.file.stamp


def test_opened_edited_and_saved(path: Path) -> None:
    desk, result = opened(path)
    assert isinstance(result.file.lock, Lock)
    assert result.holder is None
    saved = desk.save(SESSION, path)
    assert saved.notice == ""
    assert saved.file.lock is result.file.lock
    assert look_at(path, stamp(desk)) is stamp(desk)
    desk.save(replace(SESSION, title="more"), path)
    assert load(path).session.title == "more"
    desk.take(None)
    assert not lock_place(path).exists()


def test_the_second_may_read_and_not_save(path: Path) -> None:
    (first, one), (second, two) = opened(path), opened(path)
    assert isinstance(two.holder, Holder)
    assert two.session == one.session
    with pytest.raises(HeldError):
        second.save(SESSION, path)
    assert load(path).session.title == one.session.title
    first.take(None)
    assert second.save(SESSION, path).file.lock is not None  # once it is free it may
    second.take(None)
    assert not lock_place(path).exists()


def test_saving_elsewhere_takes_the_lock_along(path: Path) -> None:
    desk, _ = opened(path)
    other = path.with_name("other.chalk")
    desk.save(SESSION, other)
    assert not lock_place(path).exists()
    assert isinstance(claim(other), Holder)
    other.with_name("link.chalk").symlink_to(other)
    desk.save(SESSION, other.with_name("link.chalk"))  # its own file by another name
    desk.take(None)
    assert not lock_place(other).exists()


def test_a_change_from_outside_is_not_overwritten(path: Path) -> None:
    desk, _ = opened(path)
    save(replace(first_session(), title="theirs"), path)
    with pytest.raises(ChangedError) as caught:
        desk.save(SESSION, path)
    assert load(path).session.title == "theirs"
    save(replace(first_session(), title="theirs again"), path)
    with pytest.raises(ChangedError) as again:
        desk.save(SESSION, path, agreed=caught.value.stamp)
    desk.save(SESSION, path, agreed=again.value.stamp)  # the person has been asked about this very content
    assert load(path).session.title == "mine"
    assert load(Path(f"{path}~")).session.title == "theirs again"
    desk.take(None)


def test_the_same_content_written_again_is_no_change(path: Path) -> None:
    desk, _ = opened(path)
    content = path.read_bytes()
    path.unlink()
    assert look_at(path, stamp(desk)) is None
    path.write_bytes(content)
    os.utime(path, (1, 1))
    now = look_at(path, stamp(desk))
    assert now is not None
    assert now is not stamp(desk)
    assert now.has_content_of(stamp(desk))
    desk.save(SESSION, path)
    desk.take(None)


def test_what_is_gone_is_written_again(path: Path) -> None:
    desk, _ = opened(path)
    path.unlink()
    desk.save(SESSION, path)
    assert load(path).session.title == "mine"
    desk.take(None)


def test_nothing_is_held_of_what_can_not_be_opened_or_saved(path: Path) -> None:
    desk = FileDesk()
    with pytest.raises(GivenUpError):
        desk.open(path, lambda: False)
    with pytest.raises(GivenUpError):
        desk.save(SESSION, path, lambda: False)
    path.write_text("hello")
    with pytest.raises(SessionError):
        desk.open(path)
    with pytest.raises(OSError, match="there is no such file"):
        desk.open(path.with_name("gone.chalk"))
    with pytest.raises(OSError, match="there is no folder"):
        desk.save(SESSION, path.parent / "gone" / "lesson.chalk")
    path.with_name("folder.chalk").mkdir()
    with pytest.raises(OSError, match="this is a folder"):
        desk.save(SESSION, path.with_name("folder.chalk"))
    assert path.read_text() == "hello"
    assert not list(path.parent.glob(".*"))


def test_opening_the_same_file_again_keeps_the_lock(path: Path) -> None:
    desk, first = opened(path)
    again = desk.open(path)
    assert again.file.lock is first.file.lock
    desk.take(again.file)
    path.write_text("hello")
    with pytest.raises(SessionError):
        desk.open(path)
    assert isinstance(claim(path), Holder)
    desk.take(None)


def test_going_on_for_a_window_that_is_gone(path: Path) -> None:
    desk, _ = opened(path)
    other = FileDesk()
    assert isinstance(other.take_unread(path, stamp(desk)), Holder)
    known = stamp(desk)
    desk.take(None)
    assert other.take_unread(path, known) == other.file
    assert other.take_unread(path, known) == other.file  # also where it has the file open already
    save(replace(first_session(), title="theirs"), path)
    with pytest.raises(ChangedError):
        other.save(SESSION, path)
    other.take(None)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("is_open", [True, False], ids=["open", "new"])
def test_any_call_of_the_desk_fails(memory: Path, number: int, for_good: bool, is_open: bool) -> None:
    """Locking and looking included: what is said to be saved is in the file, and what is refused is not."""
    old, new = content_of(first_session()), content_of(SESSION)
    nth, is_hit, outcomes = 0, True, set()
    while is_hit:  # until there is no such call any more
        path = memory / str(nth) / "lesson.chalk"
        path.parent.mkdir()
        path.write_bytes(old)
        desk = FileDesk()
        if is_open:
            desk.take(desk.open(path).file)
            os.utime(path, (1, 1))  # so that it is looked into
        with faulty(nth, fails_with(number), for_good=for_good) as calls:
            try:
                desk.save(SESSION, path)
                is_saved = True
            except OSError as error:
                is_saved = False
                assert error.strerror
        is_hit = bool(calls.hit)
        assert path.read_bytes() == (new if is_saved else old)
        outcomes.add(is_saved)
        desk.save(replace(SESSION, title="again"), path)  # nothing is in its way afterwards
        desk.take(None)
        assert load(path).session.title == "again"
        nth += 1
    assert nth > 20
    assert outcomes == {True, False}

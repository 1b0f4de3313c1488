"""A file is replaced as a whole, or it is what it was."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.session import atomic
from app.session.atomic import GivenUpError, backup_of, write_atomically

OLD, NEW = b"what was there before", b"the new content" * 10_000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "lesson.chalk"
    path.write_bytes(OLD)
    return path


def test_replaces(target: Path) -> None:
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


def test_makes_a_new_file_under_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new.chalk", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.chalk").stat().st_mode) == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_keeps_the_mode(target: Path, mode: int) -> None:
    target.chmod(mode)
    write_atomically(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_follows_symbolic_links(target: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    second = elsewhere / "second.chalk"
    second.symlink_to("first.chalk")
    (elsewhere / "first.chalk").symlink_to(target)
    write_atomically(second, NEW)
    assert second.is_symlink()
    assert target.read_bytes() == NEW
    assert not target.is_symlink()


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    link = tmp_path / "link.chalk"
    link.symlink_to("target.chalk")
    write_atomically(link, NEW)
    assert link.is_symlink()
    assert (tmp_path / "target.chalk").read_bytes() == NEW


def no_space(*_: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupted(*_: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize("failure", [no_space, interrupted])
@pytest.mark.parametrize("call", ["fsync", "chmod", "replace", "write", "read"])
def test_any_call_that_fails_leaves_the_old_file(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str, failure: Callable[..., Any]
) -> None:
    monkeypatch.setattr(atomic.os, call, failure)
    with pytest.raises((OSError, KeyboardInterrupt)):
        write_atomically(target, NEW)
    monkeypatch.undo()
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


def test_a_short_write_is_found_out(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(descriptor: int) -> None:  # as a full disk that reports nothing
        os.ftruncate(descriptor, 100)

    monkeypatch.setattr(atomic.os, "fsync", cut)
    with pytest.raises(OSError, match="other bytes than were written"):
        write_atomically(target, NEW)
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


def test_what_was_there_is_kept(target: Path) -> None:
    backup = target.with_name("lesson.chalk~")
    target.chmod(0o640)
    for content, kept in ((NEW, OLD), (NEW, OLD), (b"a third", NEW), (b"a fourth", b"a third")):
        assert write_atomically(target, content, keep_backup=True) is None
        assert (target.read_bytes(), backup.read_bytes()) == (content, kept)
    assert sorted(target.parent.iterdir()) == [target, backup]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o640
    assert backup_of(target) == backup


def test_a_new_file_has_no_backup(tmp_path: Path) -> None:
    assert write_atomically(tmp_path / "new.chalk", NEW, keep_backup=True) is None
    assert [path.name for path in tmp_path.iterdir()] == ["new.chalk"]


def test_the_backup_is_copied_where_there_are_no_links(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(atomic.os, "link", no_links)
    target.chmod(0o604)
    assert write_atomically(target, NEW, keep_backup=True) is None
    backup = backup_of(target)
    assert backup.read_bytes() == OLD
    assert stat.S_IMODE(backup.stat().st_mode) == 0o604
    assert sorted(target.parent.iterdir()) == [target, backup]


def test_a_backup_that_can_not_be_kept_is_told_and_the_file_written(target: Path) -> None:
    backup_of(target).mkdir()
    failure = write_atomically(target, NEW, keep_backup=True)
    assert isinstance(failure, OSError)
    assert failure.errno in (errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY)
    assert target.read_bytes() == NEW
    assert sorted(target.parent.iterdir()) == [target, backup_of(target)]


def test_the_backup_stands_beside_the_file_not_beside_the_link(target: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "link.chalk").symlink_to(target)
    write_atomically(elsewhere / "link.chalk", NEW, keep_backup=True)
    assert [path.name for path in elsewhere.iterdir()] == ["link.chalk"]
    assert backup_of(elsewhere / "link.chalk").read_bytes() == OLD
    assert backup_of(elsewhere / "link.chalk").parent == tmp_path


def test_what_nobody_wants_any_more_replaces_nothing(target: Path) -> None:
    with pytest.raises(GivenUpError):
        write_atomically(target, NEW, is_wanted=lambda: False)
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


def test_what_killed_programs_have_left_is_cleared_away(target: Path) -> None:
    old, fresh = (target.parent / f".chalknet-{name}.part" for name in ("old", "fresh"))
    for part in (old, fresh):
        part.touch()
    os.utime(old, (0, 0))
    write_atomically(target, NEW)
    assert sorted(target.parent.iterdir()) == [fresh, target]


def test_a_folder_is_reached_through_a_link_and_back(tmp_path: Path) -> None:
    """“..” after a link leads to the folder that holds the link's target, as the system has it."""
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "link").symlink_to(inner)
    write_atomically(tmp_path / "link" / ".." / "file.chalk", NEW)
    assert (tmp_path / "outer" / "file.chalk").read_bytes() == NEW


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from app.session.atomic import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    write_atomically(Path(sys.argv[1]), b"x" * 100_000)
except OSError as error:
    print(type(error).__name__, error.errno)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits")
def test_no_room_for_the_file(target: Path) -> None:
    """The system itself refuses to write so much."""
    done = subprocess.run([sys.executable, "-c", FULL_DISK, target], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["OSError", str(errno.EFBIG)]
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.chalk", tmp_path / "link.chalk"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(OSError, match="a device, a pipe or a socket stands there"):
            write_atomically(path, NEW)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(tmp_path.iterdir()) == [link, pipe]


def test_a_circle_of_links(tmp_path: Path) -> None:
    one, two = tmp_path / "one.chalk", tmp_path / "two.chalk"
    one.symlink_to(two)
    two.symlink_to(one)
    with pytest.raises(OSError, match=r".*") as caught:
        write_atomically(one, NEW)
    assert caught.value.errno == errno.ELOOP
    assert sorted(tmp_path.iterdir()) == [one, two]


def test_a_name_as_long_as_the_system_permits(tmp_path: Path) -> None:
    path = tmp_path / f"{'x' * 249}.chalk"
    write_atomically(path, OLD)
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW
    with pytest.raises(OSError, match=r".*") as caught:
        write_atomically(tmp_path / f"{'x' * 250}.chalk", NEW)
    assert caught.value.errno == errno.ENAMETOOLONG
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder is not opened there")
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_folder_that_can_not_be_flushed_is_no_failure(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Some file systems refuse it; the new content is in place then all the same."""
    original = getattr(os, call)

    def refusing(what: Any, *rest: Any, **named: Any) -> Any:
        folder = os.path.isdir(what) if call == "open" else stat.S_ISDIR(os.fstat(what).st_mode)
        if folder:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return original(what, *rest, **named)

    monkeypatch.setattr(atomic.os, call, refusing)
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("place", ["no/such/folder.chalk", "."])
def test_nowhere_to_write(tmp_path: Path, place: str) -> None:
    with pytest.raises(OSError, match=r".*"):
        write_atomically(tmp_path / place, NEW)
    assert list(tmp_path.rglob("*")) == []

"""One window has a file; the others are told who."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.files import lock as lock_module
from app.files.lock import Holder, Lock, claim, lock_place

HOLDING = """
import sys
from pathlib import Path
from app.files.lock import Lock, claim
held = claim(Path(sys.argv[1]))
print(isinstance(held, Lock), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "lesson.chalk"
    place.touch()
    return place


def locked(path: Path) -> Lock:
    lock = claim(path)
    assert isinstance(lock, Lock)
    return lock


def test_the_second_is_told_who_has_it(path: Path) -> None:
    lock = locked(path)
    holder = claim(path)
    assert isinstance(holder, Holder)
    assert holder.process == os.getpid()
    assert holder.is_here
    assert f"(process {os.getpid()})" in str(holder)
    lock.release()
    assert list(path.parent.iterdir()) == [path]
    lock.release()
    locked(path).release()


def test_two_links_to_one_file_share_its_lock(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "link.chalk").symlink_to(path)
    lock = locked(elsewhere / "link.chalk")
    assert isinstance(claim(path), Holder)
    lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_dead_program_holds_nothing(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        holder = claim(path)
        assert isinstance(holder, Holder)
        assert holder.process == other.pid
        other.kill()
        other.wait()
        assert lock_place(path).exists()
        locked(path).release()
    assert not lock_place(path).exists()


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b'{"user": 3}'])
def test_a_lock_that_tells_nothing_is_nobodys(path: Path, text: bytes) -> None:
    lock_place(path).write_bytes(text)
    locked(path).release()


def test_a_lock_of_another_machine_is_believed_until_told_otherwise(path: Path) -> None:
    other = Holder("anna", "lab-3", 4711, "2025-11-25T10:32:00+00:00")
    lock_place(path).write_bytes(msgspec.json.encode(other))
    assert claim(path) == other
    assert str(other).startswith("anna on lab-3, since 2025-11-25 ")
    assert lock_place(path).exists()
    lock = claim(path, take_over=True)
    assert isinstance(lock, Lock)
    lock.release()


def test_a_running_window_here_is_not_taken_over(path: Path) -> None:
    lock = locked(path)
    assert isinstance(claim(path, take_over=True), Holder)
    lock.release()


def test_where_there_are_no_locks_of_the_system_the_process_tells(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "_locked", lambda _: None)
    lock = locked(path)
    assert isinstance(claim(path), Holder)
    monkeypatch.setattr(lock_module, "_is_alive", lambda _: False)
    second = locked(path)
    second.release()
    lock.release()


def test_a_file_taken_away_meanwhile_is_made_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = lock_module._locked, []

    def late(descriptor: int) -> bool | None:
        if not calls:
            lock_place(path).unlink()  # its holder lets go between our opening and our locking
        calls.append(descriptor)
        return real(descriptor)

    monkeypatch.setattr(lock_module, "_locked", late)
    lock = locked(path)
    assert len(calls) == 2
    assert lock_place(path).exists()
    lock.release()


def test_no_lock_where_there_is_no_folder(tmp_path: Path) -> None:
    assert claim(tmp_path / "gone" / "lesson.chalk") is None


def test_the_longest_name_has_a_lock_as_well(tmp_path: Path) -> None:
    path = tmp_path / f"{'x' * 249}.chalk"
    path.touch()
    locked(path).release()

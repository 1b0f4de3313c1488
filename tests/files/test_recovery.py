"""What a window keeps for the case of a crash, and what the next start finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.files.recovery import About, abandoned_slots, new_slot
from app.session.create import first_session
from app.session.errors import SessionError

SESSION = replace(first_session(), title="mine")


def test_a_running_window_keeps_its_own(tmp_path: Path) -> None:
    slot = new_slot(tmp_path / "recovery")
    slot.write(SESSION, About("mine", "/somewhere/mine.chalk"))
    assert abandoned_slots(tmp_path / "recovery") == []
    slot.release()  # as when the program ends in whatever way
    (found,) = abandoned_slots(tmp_path / "recovery")
    assert abandoned_slots(tmp_path / "recovery") == []  # a second start has nothing to offer
    about, session = found.read()
    assert session == SESSION
    assert (about.title, about.path) == ("mine", "/somewhere/mine.chalk")
    assert about.saved_at > 0
    found.discard()
    assert list((tmp_path / "recovery").iterdir()) == []


def test_nothing_is_offered_after_a_clean_end(tmp_path: Path) -> None:
    slot = new_slot(tmp_path)
    slot.write(SESSION, About("mine"))
    slot.discard()
    assert abandoned_slots(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_killed_before_there_was_anything_to_keep(tmp_path: Path) -> None:
    lock = tmp_path / "0123.lock"
    lock.touch()
    assert abandoned_slots(tmp_path) == []
    assert not lock.exists()


def test_later_leaves_it_to_the_next_start(tmp_path: Path) -> None:
    slot = new_slot(tmp_path)
    slot.write(SESSION, About("mine"))
    slot.release()
    for _ in range(3):
        (found,) = abandoned_slots(tmp_path)
        found.release()
    assert found.read().session == SESSION


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:50] + b"x" + content[51:],
        lambda content: content[:-20] + b"x" + content[-19:],
        lambda content: b"\xff\xfe\x00" * 100,
        lambda content: b'{"title": 3}\n{}',
    ],
)
def test_a_damaged_file_is_told_of(tmp_path: Path, damage) -> None:
    slot = new_slot(tmp_path)
    slot.write(SESSION, About("mine"))
    slot.place.write_bytes(damage(slot.place.read_bytes()))
    slot.release()
    (found,) = abandoned_slots(tmp_path)
    with pytest.raises(SessionError, match="damaged"):
        found.read()
    found.discard()
    assert abandoned_slots(tmp_path) == []


def test_the_newest_comes_first(tmp_path: Path) -> None:
    for number in (2, 0, 1):
        slot = new_slot(tmp_path)
        slot.write(replace(SESSION, title=str(number)), About(str(number)))
        os.utime(slot.place, (number, number))
        slot.release()
    found = abandoned_slots(tmp_path)
    assert [slot.about().title for slot in found] == ["2", "1", "0"]
    for slot in found:
        slot.discard()


def test_a_folder_that_can_not_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="is a file, not a folder"):
        new_slot(tmp_path / "file" / "recovery")
    assert abandoned_slots(tmp_path / "none") == []

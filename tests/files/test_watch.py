"""What others do to the open file is told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.files.stamp import Stamp, stamp_of
from app.files.watch import FileWatch


class Watched:
    """A file that is watched, and what was told of it."""

    def __init__(self, path: Path) -> None:
        self.path, self.told = path, []
        path.write_text("known")
        self.watch = FileWatch(interval_ms=5)
        self.watch.changed.connect(lambda stamp: self.told.append(stamp.size))
        self.watch.gone.connect(lambda: self.told.append("gone"))
        self.watch.back.connect(lambda: self.told.append("back"))
        self.watch.watch(path, self.stamp())

    def write(self, text: str) -> None:
        """Put this text into the file in one step: a look in the middle of a writing sees an empty file."""
        beside = self.path.with_suffix(".new")
        beside.write_text(text)
        beside.replace(self.path)

    def stamp(self) -> Stamp:
        return stamp_of(self.path.stat(), self.path.read_bytes())


@pytest.fixture
def watched(qtbot, tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path / "lesson.chalk")
    yield made
    made.watch.close()


def test_changed_gone_and_back(watched: Watched, qtbot) -> None:
    watched.write("changed by somebody")
    qtbot.waitUntil(lambda: watched.told == [19])
    watched.path.unlink()
    qtbot.waitUntil(lambda: watched.told == [19, "gone"])
    watched.write("known")
    qtbot.waitUntil(lambda: watched.told == [19, "gone", "back"])
    watched.write("other")
    qtbot.waitUntil(lambda: watched.told == [19, "gone", "back", 5])


def looked_twice(watched: Watched, qtbot) -> None:
    for _ in range(2):
        qtbot.waitUntil(lambda: not watched.watch._errands.is_busy)
        watched.watch.look()
    qtbot.waitUntil(lambda: not watched.watch._errands.is_busy)


def test_the_same_content_is_no_news(watched: Watched, qtbot) -> None:
    watched.write("known")
    looked_twice(watched, qtbot)
    watched.write("more than known")
    qtbot.waitUntil(lambda: bool(watched.told))
    looked_twice(watched, qtbot)
    assert watched.told == [15]


def test_own_writing_is_no_news(watched: Watched, qtbot) -> None:
    watched.watch.is_paused = lambda: True
    watched.write("written here")
    looked_twice(watched, qtbot)
    watched.watch.watch(watched.path, watched.stamp())
    watched.watch.is_paused = lambda: False
    looked_twice(watched, qtbot)
    assert watched.told == []
    watched.watch.watch(None, None)
    watched.path.unlink()
    looked_twice(watched, qtbot)
    assert watched.told == []


def test_a_drive_that_can_not_be_asked_is_no_news(watched: Watched, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise OSError(110, "Connection timed out")

    with monkeypatch.context() as broken:
        broken.setattr("app.files.watch.look_at", silent)
        looked_twice(watched, qtbot)
    looked_twice(watched, qtbot)
    assert watched.told == []

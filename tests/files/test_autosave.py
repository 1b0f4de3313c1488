"""Unsaved work is kept a moment after the last edit, and not a moment longer than it is unsaved."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QTimer

from app.document import Document
from app.files import autosave as autosave_module
from app.files.autosave import Autosave
from app.files.recovery import About, Slot, abandoned_slots, new_slot
from app.session.arrays import Numbers
from app.session.create import first_session
from app.session.edits.training import set_training
from app.session.schema import Pinned

Make = Callable[..., Autosave]


@pytest.fixture
def document() -> Document:
    return Document(first_session())


@pytest.fixture
def make(qtbot, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setattr(autosave_module, "SHARE", math.inf)  # no slow disk makes the delays longer
    made = []

    def autosave(**delays: int) -> Autosave:
        delays = {"quiet_ms": 1, "longest_ms": 2, "trained_ms": 1, **delays}
        made.append(Autosave(document, tmp_path / "recovery", **delays))
        return made[-1]

    yield autosave
    for one in made:
        one.close()
    assert not list(tmp_path.glob("recovery/*"))


def edit(document: Document, rate: float) -> None:
    document.apply("Rate", lambda session: set_training(session, learning_rate=rate))


def kept(folder: Path) -> list[Path]:
    return list((folder / "recovery").glob("*.recovery"))


def test_an_edit_is_kept_until_it_is_saved(make: Make, document: Document, tmp_path: Path, qtbot) -> None:
    autosave = make()
    with qtbot.waitSignal(autosave.written):
        edit(document, 0.2)
    (place,) = kept(tmp_path)
    about, session = Slot(place, autosave._place._lock).read()
    assert session.runs[0].training.learning_rate == 0.2
    assert about.path == ""
    document.mark_saved(tmp_path / "lesson.chalk")
    qtbot.waitUntil(lambda: not kept(tmp_path))
    with qtbot.waitSignal(autosave.written):
        edit(document, 0.3)
    assert Slot(kept(tmp_path)[0], autosave._place._lock).about().path == str(tmp_path / "lesson.chalk")
    document.undo()
    qtbot.waitUntil(lambda: not kept(tmp_path))


def test_what_was_learned_is_kept_soon_after_training_has_stopped(
    make: Make, document: Document, tmp_path: Path, qtbot
) -> None:
    document.mark_saved(tmp_path / "lesson.chalk")
    autosave = make(trained_ms=60_000)
    document.mark_trained()
    autosave.note_playing(True)
    assert not autosave._quiet.isActive()
    with qtbot.waitSignal(autosave.written):
        autosave.note_playing(False)
    assert len(kept(tmp_path)) == 1


def test_a_drag_is_not_waited_for_for_ever(make: Make, document: Document, qtbot) -> None:
    autosave = make(quiet_ms=10_000, longest_ms=30)
    rates = iter(range(1, 10**6))
    drag = QTimer(interval=1)
    drag.timeout.connect(lambda: edit(document, next(rates) / 1e6))
    drag.start()
    with qtbot.waitSignal(autosave.written):
        pass
    drag.stop()


def test_quiet_and_longest_and_training_are_told_apart(make: Make, document: Document, tmp_path: Path) -> None:
    autosave = make(quiet_ms=60_000, longest_ms=60_000, trained_ms=60_000)
    edit(document, 0.2)
    assert autosave._quiet.isActive()
    assert autosave._longest.isActive()
    document.mark_saved(tmp_path / "lesson.chalk")
    assert not autosave._quiet.isActive()
    assert not autosave._longest.isActive()
    document.mark_trained()
    autosave.note_trained()
    assert autosave._trained.isActive()
    assert not autosave._quiet.isActive()


def test_training_of_a_file_is_kept(make: Make, document: Document, tmp_path: Path, qtbot) -> None:
    autosave = make()
    document.mark_saved(tmp_path / "lesson.chalk")
    with qtbot.waitSignal(autosave.written) as written:
        document.mark_trained()
        autosave.note_trained()
    assert written.args == [document.work]


def test_pinned_curves_are_kept(make: Make, document: Document, qtbot) -> None:
    autosave = make()
    curve = Pinned(name="before", steps=Numbers([[1.0, 0.5]]), epochs=Numbers([[1.0, 1.0, 0.5]]))
    with qtbot.waitSignal(autosave.written):
        document.set_view(pinned=(curve,))


def test_the_disk_is_left_alone_while_nothing_happens(make: Make, document: Document, qtbot) -> None:
    autosave, written = make(), []
    autosave.written.connect(written.append)
    edit(document, 0.2)
    qtbot.waitUntil(lambda: bool(written))
    document.status_changed.emit()
    autosave.note_trained()
    with qtbot.waitSignal(autosave._trained.timeout):
        pass
    assert not autosave._errands.is_busy
    assert len(written) == 1


def test_a_full_disk_is_told_once(make: Make, document: Document, monkeypatch: pytest.MonkeyPatch, qtbot) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    autosave, said = make(), []
    autosave.failed.connect(said.append)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        edit(document, 0.2)
        qtbot.waitUntil(lambda: bool(said))
        with qtbot.waitSignal(autosave._trained.timeout):  # it is tried again
            pass
        qtbot.waitUntil(lambda: not autosave._errands.is_busy)
    with qtbot.waitSignal(autosave.written):
        edit(document, 0.3)
    assert len(said) == 1
    assert said[0].startswith("Unsaved work can't be kept for the case of a crash: the disk with ")


def test_a_recovered_session_goes_on_in_its_place(make: Make, document: Document, tmp_path: Path, qtbot) -> None:
    autosave = make()
    with qtbot.waitSignal(autosave.written):
        edit(document, 0.2)
    own = kept(tmp_path)
    left = new_slot(tmp_path / "recovery")
    left.write(replace(first_session(), title="left"), About("left"))
    document.open(left.read().session, is_unsaved=True)
    autosave.adopt(left)
    qtbot.waitUntil(lambda: kept(tmp_path) == [left.place])
    assert own != [left.place]
    with qtbot.waitSignal(autosave.written):
        edit(document, 0.4)
    assert left.read().session.runs[0].training.learning_rate == 0.4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no child can be had for milliseconds there")
def test_killed_in_mid_edit(tmp_path: Path) -> None:
    """20 times; `python -m tests.files.kills` does more, and says how much was lost."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.files.kills", str(tmp_path), "20"], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["kills"] == 20
    assert found["with_work"] >= 10
    assert (found["corrupt"], found["lost"]) == (0, 0)
    assert abandoned_slots(tmp_path) == []

"""Garbage is collected by the window's clock, and what a library has brought is not looked through again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from app.window.garbage import FULL_EVERY, GarbageCollection


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generations of the collections that are made; Python goes on in its own way afterwards."""
    made: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            made.append(info["generation"])

    gc.callbacks.append(note)
    yield made
    gc.callbacks.remove(note)
    gc.unfreeze()


def test_what_a_library_brings_is_never_looked_through(qapp: object, collections: list[int]) -> None:
    parent, is_loading = QObject(), True
    garbage = GarbageCollection(parent, lambda: is_loading)
    try:
        collections.clear()
        frozen = gc.get_freeze_count()
        library = [[number] for number in range(1000)]
        garbage._on_timeout()
        assert collections == []
        is_loading = False
        garbage._on_timeout()
        assert collections == [1]
        assert gc.get_freeze_count() >= frozen + len(library)
        for _ in range(FULL_EVERY):
            garbage._on_timeout()
        assert collections.count(2) == 1
    finally:
        garbage.stop()

"""A whole window for a test, and its end."""

from __future__ import annotations

import pytest

from app.session.create import first_session
from app.window.preferences import Preferences
from app.window.window_app import WindowApp


@pytest.fixture
def make_window(qtbot):
    """Call it with a session (and a path) to get a shown WindowApp; all are closed when the test ends."""
    made = []

    def make(session=None, path=None):
        parts = WindowApp(session or first_session(), path, Preferences(remembered=False))
        qtbot.addWidget(parts.window, before_close_func=lambda window: (parts.close(), window.hide()))
        parts.filing.may_close = lambda: True
        parts.window.resize(1280, 800)
        with qtbot.waitExposed(parts.window):
            parts.window.show()
        qtbot.waitUntil(lambda: parts.training.frame is not None)
        made.append(parts)
        return parts

    yield make
    for parts in made:
        assert parts.close()


@pytest.fixture
def parts(make_window):
    return make_window()

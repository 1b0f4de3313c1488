from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.look.look import Look


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """A Look that styles the test application, and leaves it unstyled."""
    look = Look()
    look.apply(qapp)
    yield look
    qapp.setStyleSheet("")

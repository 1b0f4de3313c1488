"""chalknet screenshot FILE OUT.png: a picture of the real window."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.command_line.display import platform_plugin
from app.command_line.errors import file_error, sentence
from app.command_line.files import read_session, require_writable
from app.command_line.qt_libraries import require_qt


def screenshot(path: Path, out: Path, epochs: int, size: tuple[int, int], theme: str) -> int:
    """Render the window after so many epochs; without a screen, Qt paints into memory. Raises CommandError."""
    session = read_session(path)
    require_writable(out)
    platform = platform_plugin()
    if platform is None:
        platform = os.environ["QT_QPA_PLATFORM"] = "offscreen"
    require_qt(platform)
    from app.window.screenshot import screenshot as picture

    try:
        with _quiet():
            picture(session, out, epochs=epochs, size=size, theme=theme)
    except OSError as error:
        raise file_error(out, f"not written: {sentence(error)}") from error
    return 0


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out what Qt says for every window that it paints into memory."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def handle(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if "propagateSizeHints" not in message:
            print(message, file=sys.stderr)

    before = qInstallMessageHandler(handle)
    try:
        yield
    finally:
        qInstallMessageHandler(before)

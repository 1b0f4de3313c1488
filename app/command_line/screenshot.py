"""chalknet screenshot FILE OUT.png: a picture of the real window."""

from __future__ import annotations

import os
from pathlib import Path

from app.command_line.display import platform_plugin
from app.command_line.errors import file_error, sentence
from app.command_line.files import read_session, require_writable
from app.command_line.qt_libraries import require_qt
from app.command_line.quiet import quiet


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
        with quiet():
            picture(session, out, epochs=epochs, size=size, theme=theme)
    except OSError as error:
        raise file_error(out, f"not written: {sentence(error)}") from error
    return 0

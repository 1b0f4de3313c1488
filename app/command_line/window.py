"""chalknet [FILE]: the window."""

from __future__ import annotations

from pathlib import Path

from app.command_line.display import platform_plugin
from app.command_line.errors import CommandError, file_error, sentence
from app.command_line.files import read_session
from app.command_line.qt_libraries import require_qt
from app.session.errors import SessionError
from app.session.tables import is_table


def open_window(path: Path | None) -> int:
    """Show the window until it is closed. A file that is no session opens none. Raises CommandError."""
    platform = platform_plugin()
    if platform is None:
        if path and not is_table(path):
            read_session(path)  # what is wrong with the file comes first
        raise CommandError(
            "There is no screen to show the window on: neither WAYLAND_DISPLAY nor DISPLAY leads to one. "
            "chalknet train, check and screenshot work without a screen."
        )
    require_qt(platform)
    from app.window.window_app import run

    try:
        return run(path)
    except SessionError as error:
        raise file_error(path or Path(), error.reason, error.place) from error
    except OSError as error:
        raise file_error(path or Path(error.filename or "chalknet"), sentence(error)) from error

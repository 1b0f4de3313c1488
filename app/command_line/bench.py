"""chalknet bench: how fast chalknet is on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.benchmark.rounds import EFFORTS
from app.benchmark.suite import report
from app.benchmark.text import as_text
from app.command_line.display import platform_plugin
from app.command_line.errors import file_error, sentence
from app.command_line.files import require_writable
from app.command_line.progress import Progress
from app.command_line.qt_libraries import require_qt
from app.command_line.quiet import quiet

WITH_QT = ("window", "start")


def bench(parts: Sequence[str], effort: str, plot: Path | None, theme: str, *, as_json: bool) -> int:
    """Measure these parts, print what was found, and draw it. Returns 1 if a part could not be measured.

    Raises CommandError, before anything is measured, where Qt or the plot's place is not to be had.
    """
    if plot:
        require_writable(plot)
    if plot or any(part in WITH_QT for part in parts):
        platform = platform_plugin()
        if platform is None:
            platform = os.environ["QT_QPA_PLATFORM"] = "offscreen"
        require_qt(platform)
    with Progress(len(parts), "part") as progress:
        found = report(parts, EFFORTS[effort], progress.show)
    print(found.as_json() if as_json else as_text(found))
    for part, reason in found.failures.items():
        print(f"{part}: not measured: {reason}", file=sys.stderr)
    if plot:
        from app.benchmark.qt.plot import save_plot

        try:
            with quiet():
                save_plot(found, plot, theme)
        except OSError as error:
            raise file_error(plot, f"not written: {sentence(error)}") from error
    return 1 if found.failures else 0

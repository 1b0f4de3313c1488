"""chalknet bench: how fast chalknet is on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from app.benchmark.rounds import EFFORTS
from app.benchmark.suite import report
from app.benchmark.text import as_text
from app.command_line.display import platform_plugin
from app.command_line.progress import Progress
from app.command_line.qt_libraries import require_qt

WITH_QT = ("window", "start")


def bench(parts: Sequence[str], effort: str, *, as_json: bool) -> int:
    """Measure these parts, print what was found. Returns 1 if a part could not be measured.

    Raises CommandError, before anything is measured, where Qt is not to be had.
    """
    if any(part in WITH_QT for part in parts):
        platform = platform_plugin()
        if platform is None:
            platform = os.environ["QT_QPA_PLATFORM"] = "offscreen"
        require_qt(platform)
    with Progress(len(parts), "part") as progress:
        found = report(parts, EFFORTS[effort], progress.show)
    print(found.as_json() if as_json else as_text(found))
    for part, reason in found.failures.items():
        print(f"{part}: not measured: {reason}", file=sys.stderr)
    return 1 if found.failures else 0

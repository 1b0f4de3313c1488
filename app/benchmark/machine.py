"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import app
from app.benchmark.rounds import fair_clock

LIBRARIES = ("numpy", "PySide6-Essentials", "pyqtgraph", "msgspec", "numba", "torch", "scikit-learn")


def machine() -> dict[str, Any]:
    """Processor, system and versions; None for a library that is not installed. clock: for all but window and start."""
    return {
        "cpu": _cpu(),
        "cores": _cores(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "chalknet": app.__version__,
        "libraries": {name: _version_of(name) for name in LIBRARIES},
        "clock": fair_clock(),
        "load": load(),
    }


def load() -> float | None:
    """How many processes have been running or waiting, on average over the last minute; None where nobody counts."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version_of(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

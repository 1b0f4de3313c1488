"""How much memory this process takes, where the system tells."""

from __future__ import annotations

from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_megabytes() -> float | None:
    """The most that has been resident. (getrusage would count what this process was forked from as well.)"""
    return _read("VmHWM")


def resident_megabytes() -> float | None:
    """What is resident now."""
    return _read("VmRSS")


def _read(name: str) -> float | None:
    if not _STATUS.exists():  # only Linux has it
        return None
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024

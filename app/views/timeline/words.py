"""What the timeline says. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.training.frames import RunFrame
from app.training.moments import MAX_KEPT_NUMBERS
from app.views.numbers_text import count
from nncore.path import MAX_NUMBERS

LIVE = "live"
NOTHING_YET = "Where the run has been. There is nothing to look back at yet: press Play."
TOO_LARGE = "This network is so large that the moments of its training are not remembered."
KEYS = "Drag to look back: the training goes on behind.  (, and . step by step, T plays, L back to live)"
MEGABYTE = 2**20
NUMBER_BYTES, MOMENT_BYTES = 21, 450  # in a file, as text


def memory(run: RunFrame) -> str:
    """ "Every 8th step is remembered: 312 moments, 1.2 MB of at most 32 MB for each run." """
    numbers = sum(moment.parameters.size + moment.slots.size for moment in run.moments)
    steps = "Every step" if run.stride == 1 else f"Every {ordinal(run.stride)} step"
    moments = f"{count(len(run.moments))} moment{'' if len(run.moments) == 1 else 's'}"
    return f"{steps} is remembered: {moments}, {size(8 * numbers)} of at most {size(8 * MAX_NUMBERS)} for each run."


def tip(run: RunFrame) -> str:
    """What there is to look back at, and how."""
    if run.moments:
        return f"{memory(run)} {KEYS}"
    has_begun = run.run.state is not None and run.run.state.step > 0
    return TOO_LARGE if has_begun else NOTHING_YET


def file_note(runs: Sequence[RunFrame]) -> str:
    """How much larger the timeline makes the file: "about 1.8 MB"."""
    moments = [moment for run in runs for moment in run.moments]
    numbers = sum(moment.parameters.size + moment.slots.size for moment in moments)
    shown = min(numbers, MAX_KEPT_NUMBERS) * NUMBER_BYTES + len(moments) * MOMENT_BYTES
    return f"about {size(shown)}"


def size(n_bytes: float) -> str:
    """ "13 KB", "1.2 MB", "32 MB"."""
    if n_bytes < MEGABYTE:
        return f"{math.ceil(n_bytes / 1024)} KB"
    megabytes = n_bytes / MEGABYTE
    return f"{megabytes:.1f} MB" if megabytes < 10 else f"{megabytes:.0f} MB"


def ordinal(n: int) -> str:
    """ "2nd", "4th", "512th"."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{count(n)}{ending}"

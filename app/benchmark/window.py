"""The real window at full training speed: frames, clicks and steps. What it does is in qt/under_load.py."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable

from app.benchmark.engines import COMPILED, available_engines
from app.benchmark.memory import peak_megabytes
from app.benchmark.report import Cell, Column, Table
from app.benchmark.rounds import Effort
from app.training.engines import Engines

COLUMNS = (
    Column("engine", "engine"),
    Column("panels", "panels"),
    Column("window", "window"),
    Column("frames_per_second", "frames", "1/s"),
    Column("click_p50_ms", "click p50", "ms"),
    Column("click_p99_ms", "p99", "ms"),
    Column("click_max_ms", "max", "ms"),
    Column("clicks", "clicks"),
    Column("lost", "lost"),
    Column("steps_per_second", "steps", "1/s"),
    Column("share", "of alone", "%"),
)


def measure(effort: Effort, say: Callable[[str], None]) -> list[Table]:
    """The usual panels, and all that explain."""
    from app.benchmark.qt.under_load import ALL, USUAL, under_load

    scenes = (USUAL,) if effort.left_out else (USUAL, ALL)
    rows: list[tuple[Cell, ...]] = []
    for scene, name in itertools.product(scenes, available_engines()):
        say(f"the window, {scene.name} panels, {name}")
        engines = Engines("compiled" if name == COMPILED else "numpy")
        engines.load()
        found = under_load(scene, engines, effort)
        share = 100.0 * found.steps_per_second / found.steps_without
        rows.append(
            (
                name,
                scene.name,
                f"{scene.width}×{scene.height}",
                found.frames_per_second,
                *(found.click_ms or (None, None, None)),
                found.clicks,
                found.clicks_lost,
                found.steps_per_second,
                share,
            )
        )
    peak = peak_megabytes()
    notes = [
        "usual: 2-8-8-1. all: every panel that explains beside the plane, 2-8-8-8-4. 200 points, batch 10, full speed.",
        "click: from the moment at which a click on the plane is due until its point has been painted, in training.",
        "alone: steps a second as a share of those that the same run makes with no window, before and after.",
        f"Qt's platform: {os.environ.get('QT_QPA_PLATFORM') or 'the usual one'}.",
    ]
    if peak is not None:
        notes.append(f"The process had {peak:.0f} MB at the most, all windows in turn.")
    return [Table("window", "The window in training at full speed", COLUMNS, tuple(rows), tuple(notes))]

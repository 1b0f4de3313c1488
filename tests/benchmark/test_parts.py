"""Each part, with as little work as possible: what it finds is there, and whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.benchmark import history, modules, pictures, start, training
from app.benchmark.bare import Reusing
from app.benchmark.contest import Contest
from app.benchmark.report import Spread
from app.benchmark.rounds import EFFORTS
from app.benchmark.start import by_module, modules_table, packages_table
from app.benchmark.suite import PARTS, PartError, measured_apart, report

SMOKE = EFFORTS["smoke"]
CONTESTS = [Contest((4,), 10, n_points=40)]


def test_training_measures_who_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "available_peers", lambda: {"PyTorch": Reusing})  # the peer itself takes long to load
    said: list[str] = []
    times, ratios = training.measure(SMOKE, said.append, CONTESTS)
    assert said == ["2-4-3, batch 10"]
    (row,) = times.records()
    assert row["network"] == "2-4-3"
    for key in ("numpy_us", "pytorch_us"):
        cell = row[key]
        assert isinstance(cell, Spread)
        assert cell.n == SMOKE.rounds
        assert cell.median > 0.0
    assert [column.key for column in ratios.columns] == ["network", "batch", "numpy_over_pytorch"]
    assert "scikit-learn is not installed, so it is left out." in times.notes
    assert "compiled is left out: CHALKNET_ENGINE asks for NumPy alone." in times.notes


def test_modules_and_their_ratio() -> None:
    (table,) = modules.measure(SMOKE, lambda _: None, CONTESTS)
    (row,) = table.records()
    assert all(isinstance(row[key], Spread) for key in ("reusing_us", "allocating_us", "reusing_over_allocating"))


def test_pictures_are_computed_anew_each_time() -> None:
    session = pictures.session_of((3,))
    regions, neurons = pictures.regions_work(session, 8), pictures.neurons_work(session, 8)
    first, second = regions(), regions()
    assert first is not second
    assert first.index.shape == (8, 8)
    before, after = neurons(), neurons()
    assert before is not None
    assert after is not None
    assert before is not after
    assert [layer.index.shape for layer in after.layers] == [(3, 8, 8), (1, 8, 8)]


def test_the_history_keeps_its_size() -> None:
    table, *_ = history.measure(SMOKE, lambda _: None)
    assert table.column("steps") == [1000 * (stage + 1) for stage in range(10)]
    assert max(table.column("rows")) <= 2049


def test_imports_are_counted_by_module_and_package() -> None:
    text = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:      2000 |       5500 | app\n"
        "import time:      1500 |       1500 |   app.views.canvas\n"
        "a warning in between\n"
        "import time:       300 |        300 | json\n"
        "import time:       400 |        400 |   json.decoder\n"
    )
    found = by_module(text)
    assert found == {"app": 2.0, "app.views.canvas": 1.5, "json": 0.3, "json.decoder": 0.4}
    again = found | {"app": 4.0}
    packages = packages_table([found, again])
    assert packages.rows[0] == ("app", 2, 4.5)
    assert [row[:2] for row in packages.rows[1:]] == [("others, each below 1 ms", 2), ("all", 4)]
    assert packages.column("self_ms")[1:] == pytest.approx([0.7, 5.2])
    assert modules_table([found, again]).rows[:2] == (("app", 3.0), ("app.views.canvas", 1.5))


def test_a_start_says_once_when_it_has_painted(tmp_path: Path) -> None:
    started = start.launch(str(tmp_path))
    assert started.seconds > 0.0
    assert started.megabytes is None or started.megabytes > 20.0


def test_a_start_without_memory_is_still_one() -> None:
    table = start.start_table([start.Start("0.5 None\n", ""), start.Start("0.7 None\n", "")])
    assert table.rows[0][1] is None


def test_a_part_in_its_own_process() -> None:
    said: list[str] = []
    table = measured_apart("history", SMOKE, said.append)[0]
    assert (table.name, len(table.rows)) == ("history", 10)
    assert said[0] == "0 of 10 000 steps"


def test_a_part_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PARTS, "nonsense", "no such part")
    found = report(["nonsense", "history"], SMOKE, lambda _done, _now: None)
    assert found.tables[0].name == "history"
    assert found.failures["nonsense"].startswith("ModuleNotFoundError")
    assert found.machine["cores"] >= 1


def test_a_process_that_dies_is_told_by_its_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\nexit 3\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(PartError, match="it ended with exit code 3"):
        measured_apart("history", SMOKE, lambda _: None)


def test_the_window_under_load(qapp: object) -> None:
    from app.benchmark.qt.under_load import USUAL, under_load
    from app.training.engines import Engines

    found = under_load(USUAL, Engines("numpy"), SMOKE)
    assert 1 <= found.clicks <= SMOKE.clicks, "fewer where the window is slow"
    assert found.clicks_lost == 0
    assert found.click_ms is not None
    assert 0.0 < found.click_ms[0] <= found.click_ms[1] <= found.click_ms[2]
    assert found.steps_per_second > 0.0
    assert found.steps_without > 0.0


def test_latencies_are_summed_up_in_milliseconds() -> None:
    from app.benchmark.qt.under_load import summary

    assert summary([0.001 * number for number in range(101, 0, -1)]) == pytest.approx((51.0, 100.0, 101.0))
    assert summary([]) is None

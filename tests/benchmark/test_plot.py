"""Which curves the tables make, and the picture of them."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from app.benchmark.charts import chart_of, charts, ticks, time_text
from app.benchmark.qt.plot import save_plot
from app.benchmark.report import Column, Report, Spread, Table

WIDTH = Table(
    "width",
    "Against the width",
    (Column("width", "width"), Column("step_numpy_us", "step", "NumPy, µs"), Column("regions_ms", "regions", "ms")),
    ((2, Spread(20.0, 19.0, 22.0, 5), Spread(1.0, 0.5, 2.0, 5)), (8, Spread(30.0, 30.0, 30.0, 5), None)),
)
TRAINING = Table(
    "training",
    "Training",
    (Column("network", "network"), Column("batch", "batch"), Column("numpy_us", "NumPy", "µs/sample")),
    (("2-4-3", 10, Spread(2.0, 2.0, 2.0, 5)), ("2-8-8-3", 1, Spread(19.0, 18.0, 20.0, 5))),
)
OTHER = Table("window", "Window", (Column("frames", "frames"),), ((60.0,),))
MACHINE = {"chalknet": "1", "cpu": "a CPU", "cores": 2, "system": "Linux", "python": "Python 3", "libraries": {}}
REPORT = Report(MACHINE, "quick", (WIDTH, TRAINING, OTHER), {})


def test_times_of_different_units_share_an_axis() -> None:
    chart = chart_of(WIDTH)
    assert chart.caption == "time, by units"
    assert [series.name for series in chart.series] == ["step, NumPy", "regions"]
    step, regions = (series.points for series in chart.series)
    assert astuple(step[0]) == pytest.approx((2.0, 20e-6, 19e-6, 22e-6))
    assert len(step) == 2
    assert [point.median for point in regions] == pytest.approx([1e-3]), "what was not measured is not drawn"


def test_networks_are_categories() -> None:
    chart = chart_of(TRAINING)
    assert chart.categories == ("2-4-3\n10", "2-8-8-3\n1")
    assert chart.caption == "time for a sample, by network and batch"
    assert [point.x for point in chart.series[0].points] == [0.0, 1.0]


def test_tables_without_curves_are_left_out() -> None:
    assert [chart.title for chart in charts(REPORT)] == ["Against the width", "Training"]


def test_ticks_are_round() -> None:
    assert ticks(0.5e-6, 2e-3) == pytest.approx([1e-6, 1e-5, 1e-4, 1e-3])
    assert ticks(0.9e-3, 6e-3) == pytest.approx([1e-3, 2e-3, 5e-3])


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.0, "2 s"), (0.01, "10 ms"), (1e-3, "1 ms"), (2e-5, "20 µs"), (5e-8, "50 ns")]
)
def test_times_have_the_unit_that_fits(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_plot_as_png(tmp_path: Path, qapp: object, theme: str) -> None:
    save_plot(REPORT, tmp_path / "plot.png", theme)
    image = QImage(str(tmp_path / "plot.png"))
    assert image.width() == 2560
    is_dark = image.pixelColor(1, 1).lightness() < 128
    assert is_dark == (theme == "dark")
    seen = {image.pixel(x, y) for x in range(0, 1280, 3) for y in range(170, 900, 3)}
    assert len(seen) > 10


def test_a_plot_as_svg(tmp_path: Path, qapp: object) -> None:
    save_plot(REPORT, tmp_path / "plot.svg", "light")
    assert QSvgRenderer(str(tmp_path / "plot.svg")).isValid()
    assert "Against the width" in (tmp_path / "plot.svg").read_text()
    with pytest.raises(OSError, match="no-such"):
        save_plot(REPORT, tmp_path / "no-such" / "plot.svg", "light")

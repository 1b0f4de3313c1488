"""Medians, quartiles and ratios of given samples; the tables as text and as JSON."""

from __future__ import annotations

import json
import math

import pytest

from app.benchmark.contest import Contest
from app.benchmark.report import Column, Report, Spread, Table, ratio
from app.benchmark.text import WIDTH, as_text, cell_text, number_text, table_text
from app.benchmark.training import ratios_table, times_table

TABLE = Table(
    "some",
    "Some figures",
    (Column("name", "name"), Column("n", "n"), Column("time_ms", "time", "ms")),
    (("first", 12_345, Spread.of([1.0, 2.0, 3.0, 4.0, 10.0])), ("second", 1, None)),
    ("A note. " * 20,),
)
MACHINE = {
    "chalknet": "1",
    "cpu": "a CPU",
    "cores": 1,
    "system": "Linux",
    "python": "Python 3",
    "libraries": {"numpy": "2.0", "torch": None},
    "clock": "process_time",
    "load": 0.5,
}
REPORT = Report(MACHINE, "quick", (TABLE,), {"window": "no screen"})


def test_a_spread_is_the_median_between_its_quartiles() -> None:
    assert Spread.of([5.0, 1.0, 2.0, 4.0, 3.0]) == Spread(3.0, 2.0, 4.0, 5)
    assert Spread.of([7.0]) == Spread(7.0, 7.0, 7.0, 1)
    assert Spread.of([5.0, 1.0, 2.0, 4.0, 3.0]).relative == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="at least one sample"):
        Spread.of([])


def test_a_ratio_is_taken_within_each_round() -> None:
    """The second round was slow for both: the ratio does not notice."""
    assert ratio([10.0, 50.0, 10.0], [1.0, 5.0, 1.0]) == Spread(10.0, 10.0, 10.0, 3)
    assert ratio([2.0, 9.0, 8.0], [1.0, 3.0, 2.0]).median == 3.0
    with pytest.raises(ValueError, match="same rounds"):
        ratio([1.0], [1.0, 2.0])


def test_tables_of_training_say_who_is_faster() -> None:
    contests = [Contest((8, 8), 10)]
    found = [{"NumPy": [4.0, 8.0, 4.0], "compiled": [0.5, 1.0, 0.5], "PyTorch": [40.0, 80.0, 40.0]}]
    times, ratios = times_table(contests, found), ratios_table(contests, found, ["NumPy", "compiled"], ["PyTorch"])
    assert times.records()[0]["numpy_us"] == Spread(4.0, 4.0, 6.0, 3)
    medians = {key: cell.median for key, cell in ratios.records()[0].items() if isinstance(cell, Spread)}
    assert medians == {"numpy_over_pytorch": 10.0, "compiled_over_numpy": 8.0, "compiled_over_pytorch": 80.0}
    assert ratios.records()[0]["network"] == "2-8-8-3"


def test_a_table_as_text_is_aligned_and_narrow() -> None:
    lines = table_text(TABLE).splitlines()
    assert lines[2:6] == [
        "name         n    time",
        "                    ms",
        "first   12 345  3 ±33%",
        "second       1       –",
    ]
    assert max(map(len, as_text(REPORT).splitlines())) <= WIDTH
    assert "a CPU, 1 core," in as_text(REPORT)
    assert "torch" not in as_text(REPORT)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.01234, "0.0123"), (1.0, "1"), (99.96, "100"), (123.4, "123"), (12345.6, "12 346"), (0.9996, "1")],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number_text(value) == text


def test_one_measurement_has_no_spread_in_text() -> None:
    assert cell_text(Spread.of([2.0])) == "2"


def test_json_holds_the_figures_under_their_names() -> None:
    content = json.loads(REPORT.as_json())
    assert content["tables"]["some"]["rows"] == [
        {"name": "first", "n": 12_345, "time_ms": {"median": 3.0, "low": 2.0, "high": 4.0, "n": 5}},
        {"name": "second", "n": 1, "time_ms": None},
    ]
    assert content["tables"]["some"]["columns"]["time_ms"] == "time ms"
    assert content["machine"]["libraries"] == {"numpy": "2.0", "torch": None}
    assert content["failures"] == {"window": "no screen"}


def test_json_has_no_nan() -> None:
    table = Table("some", "", (Column("x", "x"),), ((math.nan,),))
    assert json.loads(Report({}, "quick", (table,), {}).as_json())["tables"]["some"]["rows"] == [{"x": None}]

"""chalknet bench: what is printed, what is refused, what the exit code is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.benchmark import suite
from app.benchmark.rounds import EFFORTS
from app.command_line import main


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EFFORTS, "quick", EFFORTS["smoke"])
    monkeypatch.setenv("CHALKNET_ENGINE", "numpy")


def test_json_is_one_object_with_the_machine_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--quick", "--only", "history", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert len(content["tables"]["history"]["rows"]) == 10
    assert {"cpu", "cores", "python", "libraries", "load", "load_after"} <= content["machine"].keys()


def test_a_table_and_a_plot(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "plot.svg"
    assert main(["bench", "--quick", "--only", "history", "--plot", str(out)]) == 0
    assert "The curve of losses" in capsys.readouterr().out
    assert out.exists()


def test_what_could_not_be_measured_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(part: str, *_: object) -> None:
        raise suite.PartError("the reason")

    monkeypatch.setattr(suite, "measured_apart", fail)
    assert main(["bench", "--only", "history"]) == 1
    assert capsys.readouterr().err == "history: not measured: the reason\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--only", "nonsense"], "there is no 'nonsense'"),
        (["--only", ","], "there is no ''"),
        (["--plot", "plot.pdf"], "ends in .png or .svg; 'plot.pdf' does not"),
    ],
)
def test_wrong_usage(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["bench", *arguments])
    assert stop.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_place_that_takes_no_plot_is_said_before_anything_is_measured(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "missing" / "plot.png"
    assert main(["bench", "--plot", str(out)]) == 1
    assert "the folder to write to does not exist" in capsys.readouterr().err

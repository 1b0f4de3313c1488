"""chalknet export: every suffix, and what it says where it can't."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from app.command_line import main
from app.session.files import load, save
from tests.session.sessions import small_session, trained


@pytest.fixture
def moons(tmp_path: Path) -> Path:
    """A file with a small session, trained a little."""
    path = tmp_path / "moons.chalk"
    save(trained(small_session(), 5), path)
    return path


@pytest.mark.parametrize(
    ("code", "module"), [([], "torch"), (["--code", "torch"], "torch"), (["--code", "numpy"], "numpy")]
)
def test_a_program(code: list[str], module: str, moons: Path, tmp_path: Path) -> None:
    out = tmp_path / "moons.py"
    assert main(["export", str(moons), str(out), *code]) == 0
    text = out.read_text(encoding="utf-8")
    assert f"import {module}" in text
    assert text.startswith("# moons: the run “run 1”")
    assert "at step 5" in text
    compile(text, str(out), "exec")


def test_a_notebook(moons: Path, tmp_path: Path) -> None:
    out = tmp_path / "moons.IPYNB"
    assert main(["export", str(moons), str(out)]) == 0
    made = nbformat.read(out, as_version=4)
    nbformat.validate(made)
    assert "moons" in made.cells[0].source


def test_a_table(moons: Path, tmp_path: Path) -> None:
    out = tmp_path / "moons.csv"
    assert main(["export", str(moons), str(out)]) == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "x,y,class,use,predicted class,p(class 0),p(class 1)"
    assert len(lines) == 21
    again = tmp_path / "again.chalk"
    assert main(["new", str(again), "--table", str(out)]) == 0
    assert load(again).session.data.points == load(moons).session.data.points


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["FILE", "out.docx"], "ends in one of .py, .ipynb"),
        (["FILE", "out"], "not in ''"),
        (["FILE", "out.py", "--code", "jax"], "invalid choice: 'jax'"),
        (["FILE", "out.csv", "--code", "numpy"], "--code is for .py, .ipynb, and this is written as .csv"),
        (["FILE"], "OUT"),
    ],
)
def test_usage(arguments: list[str], words: str, moons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["export", *(argument.replace("FILE", str(moons)) for argument in arguments)])
    assert error.value.code == 2
    assert words in capsys.readouterr().err


def test_no_session_and_nowhere(moons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "nothing.chalk"), str(tmp_path / "out.py")]) == 1
    assert "no such file" in capsys.readouterr().err
    assert main(["export", str(moons), str(tmp_path / "nowhere" / "out.py")]) == 1
    assert "folder to write to does not exist" in capsys.readouterr().err

"""chalknet export: every suffix, and what it says where it can't."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from msgspec.structs import replace
from PIL import Image
from PySide6.QtGui import QImage

from app.command_line import main
from app.session.files import load, save
from app.training.moments import MAX_KEPT_NUMBERS, timeline_of
from app.window.figures.film import remembered
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


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_a_figure(suffix: str, start: bytes, moons: Path, tmp_path: Path) -> None:
    out = tmp_path / f"figure{suffix}"
    options = ["--what", "loss", "--size", "8x5cm", "--dpi", "120", "--theme", "dark", "--transparent"]
    assert main(["export", str(moons), str(out), *options]) == 0
    assert out.read_bytes().startswith(start)
    if suffix == ".png":
        assert QImage(str(out)).width() == round(8 / 2.54 * 120)


def test_a_film_and_its_pictures(moons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "film.gif"
    small = ["--epochs", "4", "--pictures", "3", "--size", "200x160"]
    assert main(["export", str(moons), str(out), *small, "--per-second", "5"]) == 0
    with Image.open(out) as made:
        assert (made.n_frames, made.size) == (3, (200, 160))
    assert main(["export", str(moons), str(tmp_path / "film-##.png"), *small]) == 0
    assert sorted(path.name for path in tmp_path.glob("film-*.png")) == ["film-01.png", "film-02.png", "film-03.png"]
    capsys.readouterr()
    assert main(["export", str(moons), str(out)]) == 1
    assert "keeps no timeline" in capsys.readouterr().err


def test_a_file_with_its_timeline_is_filmed_as_it_is(moons: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.chalk"
    session = load(moons).session
    trained_on, moments = remembered(session, 5)
    run = replace(trained_on.runs[0], timeline=timeline_of(moments, 1, MAX_KEPT_NUMBERS))
    save(replace(trained_on, runs=(run,)), kept)
    out = tmp_path / "film.gif"
    assert main(["export", str(kept), str(out), "--pictures", "4", "--size", "200x160"]) == 0
    with Image.open(out) as made:
        assert made.n_frames == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["FILE", "out.docx"], "ends in one of .py, .ipynb"),
        (["FILE", "out"], "not in ''"),
        (["FILE", "out.py", "--code", "jax"], "invalid choice: 'jax'"),
        (["FILE", "out.csv", "--code", "numpy"], "--code is for .py, .ipynb, and this is written as .csv"),
        (["FILE", "out.svg", "--epochs", "3"], "--epochs is for .gif"),
        (["FILE", "out.gif", "--transparent"], "--transparent is for .png, .svg, .pdf"),
        (["FILE", "out.png", "--size", "huge"], "a size is written as 12x9cm"),
        (["FILE", "out.png", "--size", "90x90cm", "--dpi", "600"], "too large"),
        (["FILE", "out.png", "--what", "weather"], "invalid choice: 'weather'"),
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

"""File ▸ Export in the window: what is written is what is shown, and the window goes on meanwhile."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.session.create import new_session, usual_source
from app.session.schema import Layer
from app.views.landscape.landscape_view import LandscapeView
from app.window.figures.dialog import FigureDialog
from app.window.figures.film_dialog import FilmDialog
from app.window.window_app import WindowApp
from tests.session.sessions import trained


def _trained_on(qtbot, parts: WindowApp, steps: int = 5) -> None:
    for _ in range(steps):
        parts.training.step()
    qtbot.waitUntil(lambda: parts.training.frame.shown_run.run.state.step >= steps)


def _dialog(qtbot, parts: WindowApp, name: str) -> FigureDialog:
    parts.window.actions_[name].trigger()
    dialog = parts.exporting.dialog
    assert dialog is not None
    dialog.form.set_size("600x480")
    qtbot.waitUntil(lambda: not dialog.is_busy)
    return dialog


def test_code_is_of_this_very_step(qtbot, parts: WindowApp, tmp_path: Path, monkeypatch) -> None:
    _trained_on(qtbot, parts, 3)
    for kind, suffix in (("torch", ".py"), ("torch", ".ipynb"), ("numpy", ".py"), ("numpy", ".ipynb")):
        out = tmp_path / f"{kind}{suffix}"
        monkeypatch.setattr(QFileDialog, "exec", lambda dialog, out=out: dialog.selectFile(str(out)) or 1)
        parts.window.actions_[f"export_{kind}"].trigger()
        text = out.read_text(encoding="utf-8")
        assert "step 3" in text
        assert ("import torch" in text) == (kind == "torch")
        assert parts.window.statusBar().currentMessage() == f"Exported as {out.name}."


def test_a_name_without_a_suffix_gets_one(parts: WindowApp, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: dialog.selectFile(str(tmp_path / "points 0.1")) or 1)
    parts.window.actions_["export_points"].trigger()
    assert [path.name for path in tmp_path.iterdir()] == ["points 0.1.csv"]


def test_a_place_that_can_not_be_written_is_named(parts: WindowApp, tmp_path: Path) -> None:
    said: list[str] = []
    parts.exporting.refused.connect(said.append)
    parts.exporting.write_code(tmp_path / "nowhere" / "out.py", "torch")
    assert said
    assert "out.py" in said[0]


def test_a_figure_is_saved_and_copied_as_a_picture_and_as_a_drawing(qtbot, parts: WindowApp, tmp_path: Path) -> None:
    dialog = _dialog(qtbot, parts, "export_figure")
    assert not dialog.preview.pixmap().isNull()
    for suffix, start in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
        out = tmp_path / f"figure{suffix}"
        dialog.write(out)
        qtbot.waitUntil(lambda suffix=suffix: dialog.say.text() == f"Saved as figure{suffix}.")
        assert out.read_bytes().startswith(start)
    with Image.open(tmp_path / "figure.png") as made:
        assert made.size == (600, 480)
    dialog.copy_button.click()
    qtbot.waitUntil(lambda: dialog.say.text().startswith("Copied"))
    data = QGuiApplication.clipboard().mimeData()
    assert data.data("image/svg+xml").data().startswith(b"<?xml")
    assert QGuiApplication.clipboard().image().width() == 600


def test_the_dialog_says_what_is_wrong_and_can_not_save_it(qtbot, parts: WindowApp, tmp_path: Path) -> None:
    dialog = _dialog(qtbot, parts, "export_figure")
    dialog.form.set_size("wide")
    assert "a size is written as" in dialog.say.text().lower()
    assert not dialog.save_button.isEnabled()
    dialog.form.set_size("600x480")
    assert dialog.save_button.isEnabled()
    qtbot.waitUntil(lambda: not dialog.is_busy)
    dialog.write(tmp_path / "nowhere" / "figure.png")
    qtbot.waitUntil(lambda: "can't be written" in dialog.say.text())


def test_the_landscape_is_the_one_that_is_open(qtbot, parts: WindowApp) -> None:
    parts.window.stage.open("landscape")
    qtbot.waitUntil(lambda: parts.window.findChild(LandscapeView) is not None)
    view = parts.window.findChild(LandscapeView)
    view.wish.choose_mode("one")
    dialog = _dialog(qtbot, parts, "export_figure")
    dialog.form.choose("landscape")
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert len(dialog._studio.request.lenses[0].places) == 1


def test_a_film_is_made_while_the_window_goes_on(qtbot, make_window, tmp_path: Path) -> None:
    parts = make_window(trained(new_session(usual_source("moons", points=30), layers=[Layer(units=2)]), 0))
    _trained_on(qtbot, parts)
    dialog = _dialog(qtbot, parts, "export_film")
    assert isinstance(dialog, FilmDialog)
    beats: list[int] = []
    clock = QTimer(interval=1)
    clock.timeout.connect(lambda: beats.append(dialog.progress.value()))
    clock.start()
    out = tmp_path / "film.gif"
    dialog.write(out)
    assert not dialog.save_button.isEnabled()
    qtbot.waitUntil(out.exists)
    clock.stop()
    with Image.open(out) as made:
        assert (made.n_frames, made.size) == (6, (600, 480))
    assert len(set(beats)) > 2  # in between, other things happened in the window
    assert dialog.say.text() == "Saved as film.gif."
    dialog.write(tmp_path / "film.png")
    qtbot.waitUntil(lambda: "6 pictures" in dialog.say.text() and not dialog.is_busy)
    assert len(list(tmp_path.glob("film-*.png"))) == 6


def test_a_canceled_film_leaves_nothing(qtbot, parts: WindowApp, tmp_path: Path) -> None:
    _trained_on(qtbot, parts)
    dialog = _dialog(qtbot, parts, "export_film")
    dialog.write(tmp_path / "film.gif")
    qtbot.waitUntil(lambda: dialog.progress.value() > 1)
    dialog.close_button.click()
    assert dialog.say.text() == "Canceled."
    assert not dialog.is_busy
    assert not list(tmp_path.iterdir())
    dialog.close_button.click()
    qtbot.waitUntil(lambda: parts.exporting.dialog is None)


def test_closing_the_window_ends_a_film(qtbot, parts: WindowApp, tmp_path: Path) -> None:
    _trained_on(qtbot, parts)
    dialog = _dialog(qtbot, parts, "export_film")
    dialog.write(tmp_path / "film.gif")
    parts.exporting.close()
    assert not dialog.is_busy


def test_without_a_way_there_is_no_film(parts: WindowApp) -> None:
    parts.window.actions_["export_film"].trigger()
    assert parts.exporting.dialog is None
    assert "train for some steps" in parts.window.statusBar().currentMessage()

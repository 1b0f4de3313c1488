"""Tables in the real window: chosen, pasted, dropped; imported, undone, or left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.tables.encoding import decoded

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton

RNG = np.random.default_rng(7)
ROWS = RNG.normal(10.0, 4.0, (60, 4)).round(1)
TABLE = "alice,carol,dave,erin,bob\n" + "".join(
    ",".join((*map(str, row), "likes" if row.sum() > 40 else "does not like")) + "\n" for row in ROWS
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "grades.csv"
    path.write_text(TABLE)
    return path


def imported(qtbot, parts) -> None:
    """Press Import in the open dialog, once it can be pressed."""
    dialog = parts.importing.dialog
    qtbot.waitUntil(lambda: not dialog.is_reading and dialog.import_button.isEnabled())
    qtbot.mouseClick(dialog.import_button, LEFT)
    qtbot.waitUntil(lambda: parts.importing.dialog is None)


def test_a_chosen_file_is_imported_trained_on_and_undone(qtbot, parts, table, monkeypatch):
    old = parts.document.session
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    parts.window.actions_["import_table"].trigger()
    imported(qtbot, parts)
    session = parts.document.session
    assert [feature.name for feature in session.data.features] == ["alice", "carol", "dave", "erin"]
    assert parts.window.statusBar().currentMessage() == "Imported from grades.csv: 60 points, 4 inputs, 2 classes."
    assert parts.window.actions_["undo"].text() == "Undo Import table"
    parts.training.play()
    qtbot.waitUntil(lambda: parts.training.frame.shown_run.run.state.step > 20)
    qtbot.waitUntil(lambda: parts.training.frame.regions is not None)
    assert parts.training.frame.regions.request.slice.dimensions == 4
    parts.training.pause()
    saved = parts.document.to_save()
    assert decode(encode(saved)).session == saved
    parts.window.actions_["undo"].trigger()
    assert parts.document.session.data is old.data
    parts.window.actions_["redo"].trigger()
    assert parts.document.session.data is session.data


def test_sliders_renew_the_regions_while_training(qtbot, parts, table):
    parts.importing.open_path(table)
    imported(qtbot, parts)
    axes = parts.window.data_panel.axes
    qtbot.waitUntil(lambda: bool(axes.held._sliders))
    parts.training.play()
    undo = parts.document.undo_text
    for value in (3.0, 17.0):
        axes.held.slider(3).edited.emit(value, object())
        qtbot.waitUntil(
            lambda value=value: (
                (frame := parts.training.frame).regions is not None
                and frame.regions.request.slice.origin[3:] == (value,)
            )
        )
    axes.principal.click()
    qtbot.waitUntil(lambda: parts.training.frame.regions.request.slice.axes is None)
    parts.training.pause()
    assert parts.document.undo_text == undo


def test_a_pasted_table_is_shown_and_a_pasted_text_is_answered(qtbot, parts):
    clipboard = QGuiApplication.clipboard()
    paste = parts.window.actions_["paste"]
    assert paste.shortcut().toString() == "Ctrl+V"
    for text, reason in (
        ("", "there is no text"),
        ("hello", "“hello” is one line, and a table has several"),
        ("hello\nworld", "the lines are not parted into cells by commas, semicolons, tabs or bars"),
    ):
        clipboard.setText(text)
        paste.trigger()
        assert parts.importing.dialog is None
        assert parts.window.statusBar().currentMessage() == f"The clipboard holds no table: {reason}."
    clipboard.setText(TABLE.replace(",", "\t"))
    paste.trigger()
    imported(qtbot, parts)
    assert len(parts.document.session.data.points) == 60


def test_ctrl_v_in_the_window_is_for_tables_and_in_a_field_for_text(qtbot, parts):
    QGuiApplication.clipboard().setText(TABLE)
    parts.window.activateWindow()
    parts.window.canvas.setFocus()
    qtbot.keyClick(parts.window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: parts.importing.dialog is not None)
    parts.importing.dialog.reject()
    qtbot.waitUntil(lambda: parts.importing.dialog is None)
    field = next(field for field in parts.window.training_panel.findChildren(QLineEdit) if field.isEnabled())
    QGuiApplication.clipboard().setText("12")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert parts.importing.dialog is None
    assert field.text() == "12"


def dropped(parts, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    parts.window.dropEvent(event)


def test_a_dropped_table_is_looked_at_before_it_changes_anything(qtbot, parts, table):
    old = parts.document.session
    dropped(parts, table)
    dialog = parts.importing.dialog
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert parts.document.session is old
    dropped(parts, table)  # a second one waits for nothing, and does nothing
    assert parts.importing.dialog is dialog
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: parts.importing.dialog is None)
    assert parts.document.session is old


def test_a_dropped_session_is_opened_as_before(qtbot, parts, tmp_path):
    path = tmp_path / "saved.chalk"
    path.write_bytes(encode(parts.document.to_save()))
    dropped(parts, path)
    assert parts.document.path == path


def test_a_bad_table_is_told_in_the_dialog_and_nothing_is_lost(qtbot, parts, tmp_path):
    old = parts.document.session
    path = tmp_path / "latin.csv"
    path.write_bytes("ort,x,y\nKöln,1,2\nBonn,2,1\n".encode("latin-1"))
    dropped(parts, path)
    dialog = parts.importing.dialog
    qtbot.waitUntil(lambda: bool(dialog.banner.buttons()))
    assert "looks like Latin-1" in dialog.banner.text()
    qtbot.mouseClick(dialog.banner.buttons()[0], LEFT)
    imported(qtbot, parts)
    assert [info.name for info in parts.document.session.data.classes] == ["Bonn", "Köln"]
    parts.document.undo()
    assert parts.document.session.data is old.data
    assert decoded(path.read_bytes(), "latin-1").text.startswith("ort")


def test_values_can_be_learned_from_a_table(qtbot, parts, tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(
        "area;rooms;price\n" + "".join(f"{a};{r};{100 * a + 5 * r},5\n" for a in (1, 2, 4) for r in (1, 2, 3))
    )
    dropped(parts, path)
    imported(qtbot, parts)
    session = parts.document.session
    assert session.data.task == "regression"
    assert session.runs[0].model.output.kind == "value"
    parts.training.step_epoch()
    qtbot.waitUntil(lambda: parts.training.frame.shown_run.run.state.epoch == 1)


def test_closing_the_window_while_a_table_is_read_is_safe(qtbot, parts):
    QGuiApplication.clipboard().setText("a,b\n" + "1,2\n" * 90_000)
    parts.window.actions_["paste"].trigger()
    assert parts.importing.dialog.is_reading
    assert parts.close()
    assert parts.importing.dialog is None or not parts.importing.dialog.is_reading

"""Copy and paste of points in the real window."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QGuiApplication

from app.session.create import new_session, usual_source
from app.window.clipboard import POINTS


def test_points_go_from_one_window_to_another(make_window):
    first, second = make_window(), make_window(new_session(usual_source("rings", points=10)))
    first.window.canvas.selection.set(np.array([2, 5, 7]))
    first.window.actions_["copy"].trigger()
    assert QGuiApplication.clipboard().mimeData().hasFormat(POINTS)
    before = second.document.session.data.points
    second.window.actions_["paste"].trigger()
    after = second.document.session.data.points
    assert after == before.joined(first.document.session.data.points.taking([2, 5, 7]))
    assert second.window.canvas.selection.rows.tolist() == [10, 11, 12]
    assert second.window.actions_["undo"].text() == "Undo Paste 3 points"
    second.window.actions_["undo"].trigger()
    assert second.document.session.data.points is before


def test_without_a_selection_all_points_are_copied_as_a_table_too(parts):
    parts.window.actions_["copy"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["x", "y", "class", "use"]
    assert len(lines) == 1 + len(parts.document.session.data.points)


def test_rows_of_a_spreadsheet_get_the_class_in_hand(parts):
    parts.drawing.set(label=1, as_test=True)
    QGuiApplication.clipboard().setText("0.5\t1.25\n-2\t3\n")
    n = len(parts.document.session.data.points)
    parts.window.actions_["paste"].trigger()
    added = parts.document.session.data.points.taking(slice(n, None))
    assert added.x.tolist() == [[0.5, 1.25], [-2.0, 3.0]]
    assert added.labels.tolist() == [1, 1]
    assert added.is_test.all()
    assert parts.importing.dialog is None


def test_what_can_not_be_pasted_is_said(parts):
    values = new_session(usual_source("film-1", points=10))
    parts.window.actions_["copy"].trigger()
    parts.document.open(values)
    parts.window.actions_["paste"].trigger()
    assert "2 coordinates, and the points here have 1" in parts.window.statusBar().currentMessage()
    assert parts.document.session is values


def test_a_clipboard_that_holds_nothing_is_said(parts, monkeypatch):
    monkeypatch.setattr(type(QGuiApplication.clipboard()), "mimeData", lambda _clipboard: None)  # as after a start
    QGuiApplication.clipboard().setText("")
    before = parts.document.session
    parts.window.actions_["paste"].trigger()
    assert "The clipboard holds no table" in parts.window.statusBar().currentMessage()
    assert parts.document.session is before

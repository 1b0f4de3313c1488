"""The import dialog, as a person uses it: read, look, choose, import or leave it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.look.look import Look
from app.session.create import first_session
from app.views.importing import reader
from app.views.importing.columns_header import MEANINGS
from app.views.importing.import_dialog import NOT_YET, ImportDialog
from app.views.importing.reader import Reading, TableReader, Wish, fulfilled

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton

FLOWERS = "id,length,width,species,k\n" + "".join(
    f"{row},{1 + row % 5 / 3:.3f},{'' if row == 4 else 2 - row % 7 / 4},{'rose' if row % 2 else 'lily'},3\n"
    for row in range(1, 21)
)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    look = Look()
    look.apply(qapp)
    yield look
    qapp.setStyleSheet("")


@pytest.fixture
def document() -> Document:
    return Document(first_session())


@pytest.fixture
def dialog(qtbot: QtBot, look: Look, document: Document) -> Iterator[ImportDialog]:
    dialog = ImportDialog(document, look)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.resize(960, 620)
    dialog.open()
    yield dialog
    dialog.reject()


def shown(qtbot: QtBot, dialog: ImportDialog, table: str | bytes | Path, tmp_path: Path | None = None) -> ImportDialog:
    """The dialog, once it shows this text or file."""
    if isinstance(table, bytes):
        assert tmp_path
        path = tmp_path / "table.csv"
        path.write_bytes(table)
        table = path
    if isinstance(table, Path):
        dialog.read_file(table)
    else:
        dialog.read_text(table)
    qtbot.waitUntil(lambda: not dialog.is_reading)
    return dialog


def choose(dialog: ImportDialog, column: int, role: str) -> None:
    """Choose a role as the list does it."""
    choice = dialog.preview.head.choice(column)
    choice.set_key(role)
    choice.chosen.emit(role)


def test_a_table_is_shown_explained_and_imported_in_one_step(qtbot, dialog, document):
    old = document.session
    shown(qtbot, dialog, FLOWERS)
    assert dialog.summary.text() == "19 points, 2 inputs, 2 classes; 1 row with missing values left out."
    assert dialog.findings.texts() == [
        "1 of 20 values of “width” is missing.",
        "“id” is ignored: it only counts the rows.",
        "“k” is ignored: it is 3 everywhere, so it can't tell anything apart and can't be standardized.",
    ]
    head = dialog.preview.head
    assert [head.choice(column).key() for column in range(5)] == ["ignore", "input", "input", "class", "ignore"]
    assert [head.kind(column) for column in range(5)] == [
        "integers", "numbers", "numbers · 1 missing", "2 texts", "integers",
    ]  # fmt: skip
    with qtbot.waitSignal(dialog.imported) as heard:
        qtbot.mouseClick(dialog.import_button, LEFT)
    assert heard.args == [
        "Imported from the clipboard: 19 points, 2 inputs, 2 classes; 1 row with missing values left out."
    ]
    assert not dialog.isVisible()
    data = document.session.data
    assert [feature.name for feature in data.features] == ["length", "width"]
    assert [info.name for info in data.classes] == ["lily", "rose"]
    assert document.undo_text == "Import table"
    document.undo()
    assert document.session is old


def test_the_network_keeps_what_still_makes_sense(qtbot, dialog, document):
    shown(qtbot, dialog, "a,b,e,c\n1,2,3,u\n2,3,5,v\n4,1,2,w\n")
    qtbot.mouseClick(dialog.import_button, LEFT)
    model = document.session.runs[0].model
    assert model.layers == first_session().runs[0].model.layers
    assert len(model.inputs) == 3
    assert (model.output.kind, model.output.normalizer) == ("per-class", "softmax")


def test_cancel_and_escape_leave_everything(qtbot, dialog, document):
    old = document.session
    shown(qtbot, dialog, FLOWERS)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert document.session is old
    assert not document.undo_text


def test_roles_are_chosen_over_their_columns(qtbot, dialog, document):
    shown(qtbot, dialog, FLOWERS)
    choose(dialog, 3, "ignore")
    assert not dialog.import_button.isEnabled()
    assert dialog.findings.texts()[0] == "No column is a class or a value: choose the one that is to be learned."
    assert dialog.findings.texts()[0] in dialog.import_button.toolTip().replace("\n", " ")
    choose(dialog, 2, "value")
    assert dialog.summary.text().startswith("19 points, 1 input, values of “width”")
    choose(dialog, 4, "input")
    assert not dialog.import_button.isEnabled()
    assert "“k” is 3 everywhere" in dialog.findings.texts()[0]
    choose(dialog, 4, "ignore")
    qtbot.mouseClick(dialog.import_button, LEFT)
    assert document.session.data.task == "regression"
    assert document.session.data.target.name == "width"


def test_a_new_class_takes_the_place_of_the_old_one_and_chosen_roles_outlive_another_dialect(qtbot, dialog):
    shown(qtbot, dialog, "p,q,r\n1,0,a\n2,1,b\n3.5,0,a\n")
    head = dialog.preview.head
    assert [head.choice(column).key() for column in range(3)] == ["input", "input", "class"]
    choose(dialog, 1, "class")
    assert [head.choice(column).key() for column in range(3)] == ["input", "class", "ignore"]
    qtbot.mouseClick(dialog.text_options.header, LEFT, pos=QPoint(8, dialog.text_options.header.height() // 2))
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert not dialog.table.dialect.has_header
    assert dialog.table.n_rows == 4
    assert head.choice(1).key() == "class"


def test_the_text_can_be_cut_in_another_way(qtbot, dialog):
    shown(qtbot, dialog, "a;b\n1,5;x\n2,5;y\n")
    options = dialog.text_options
    assert (options.delimiter.key(), options.decimal.key()) == (";", ",")
    assert dialog.import_button.isEnabled()
    options.decimal.chosen.emit(".")
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert not dialog.import_button.isEnabled()
    options.delimiter.chosen.emit(",")
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert options.decimal.key() == "."
    assert options.decimal.reason(",") == "The comma ends cells here."
    options.delimiter.chosen.emit(";")
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert dialog.import_button.isEnabled()


def test_options_change_what_is_made(qtbot, dialog, document):
    shown(qtbot, dialog, FLOWERS)
    options = dialog.data_options
    options.missing_choice.set_key("mean")
    options.missing_choice.chosen.emit("mean")
    assert dialog.summary.text().endswith("1 missing value filled with the mean of the column.")
    qtbot.mouseClick(options.standardize_box, LEFT, pos=QPoint(8, options.standardize_box.height() // 2))
    options.testing.set_value(25)
    options.testing.edited.emit(25.0, object())
    qtbot.mouseClick(dialog.import_button, LEFT)
    data = document.session.data
    assert len(data.points) == 20
    assert data.test_share == 0.25
    assert data.points.is_test.sum() == 4
    assert {feature.scale for feature in data.features} == {1.0}


def test_latin_1_is_offered_and_never_taken_by_itself(qtbot, dialog, document, tmp_path):
    shown(qtbot, dialog, "name,x,z\nJörg,1,2\nAda,2,1\n".encode("latin-1"), tmp_path)
    assert dialog.banner.text() == "Byte 246 in line 2 is not UTF-8; it looks like Latin-1, where it is “ö”."
    assert dialog.summary.text() == NOT_YET
    assert not dialog.import_button.isEnabled()
    assert not dialog.text_options.delimiter.isEnabled()
    (button,) = dialog.banner.buttons()
    assert button.text() == "Read as Latin-1"
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert not dialog.banner.text()
    assert dialog.text_options.encoding.key() == "latin-1"
    assert dialog.table.preview[0][0] == "Jörg"
    qtbot.mouseClick(dialog.import_button, LEFT)
    assert [info.name for info in document.session.data.classes] == ["Ada", "Jörg"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The table is empty."),
        (b"a,b\n", "The table has a row of names and nothing under it."),
        (b"a,b,c\n1,2,x\n1,2\n3,2,y\n", "Line 3 has 2 fields, the header has 3."),
        (b'a,b\n1,"x\n2,y\n', "The quotation mark that is opened in line 2 is never closed."),
        (
            b"PK\x03\x04 sheet",
            "This is a spreadsheet or another packed file; a text file is needed, such as one saved “as CSV”.",
        ),
        (
            b"a,c\n1,x\n2,x\n",
            "“c” is ignored: it is x everywhere, so it can't tell anything apart and can't be standardized.",
        ),
    ],
)
def test_bad_files_are_answered_in_place_and_change_nothing(qtbot, dialog, document, tmp_path, content, sentence):
    old = document.session
    shown(qtbot, dialog, content, tmp_path)
    assert sentence in dialog.findings.texts()
    assert not dialog.import_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert document.session is old


def test_two_classes_of_which_one_is_empty(qtbot, dialog):
    shown(qtbot, dialog, "x,z,c\n1,2,a\n,3,b\n2,4,a\n3,1,a\n,1,b\n")
    assert "The class “b” has no rows: in each of them a value is missing" in dialog.findings.texts()[0]
    dialog.data_options.missing_choice.set_key("mean")
    dialog.data_options.missing_choice.chosen.emit("mean")
    assert dialog.import_button.isEnabled()


def test_a_file_that_is_not_there_is_said(qtbot, dialog, tmp_path):
    shown(qtbot, dialog, tmp_path / "nowhere.csv")
    assert dialog.findings.texts() == ["The file can't be read: No such file or directory."]


def test_the_head_of_a_column_says_everything(qtbot, dialog):
    shown(qtbot, dialog, FLOWERS)
    head = dialog.preview.head
    place = QPoint(head.sectionViewportPosition(2) + 20, 10)
    QApplication.sendEvent(head.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, head.viewport().mapToGlobal(place)))
    words = QToolTip.text().replace("\n", " ")
    assert words.startswith("width: numbers · 1 missing. Proposed: input, for it holds numbers.")
    assert MEANINGS["input"] in words
    QToolTip.hideText()


def test_choices_come_with_their_columns_when_a_wide_table_is_scrolled(qtbot, dialog):
    rows = [[f"c{n}" for n in range(100)], *([str(n * row % 7 / 2) for n in range(100)] for row in (1, 2, 3))]
    shown(qtbot, dialog, "\n".join(map(",".join, rows)))
    head = dialog.preview.head
    assert 99 not in head._choices
    dialog.preview.bring_into_sight(99)
    qtbot.waitUntil(lambda: 99 in head._choices and head._choices[99].isVisible())
    choice = head._choices[99]
    assert choice.x() == head.sectionViewportPosition(99) + dialog._look.px(6)
    assert not head._choices[0].isVisible()


# The reader


def test_a_reading_that_nobody_wants_ends_at_once(qtbot, monkeypatch):
    begun, parts = threading.Event(), []

    def endless(_text, _dialect, proceed):
        begun.set()
        while proceed():
            parts.append(1)
        raise reader.Cancelled

    monkeypatch.setattr(reader, "read", endless)
    table_reader = TableReader()
    table_reader.begin(Wish(text="a,b\n1,2\n"))
    assert begun.wait(60.0)
    with qtbot.assertNotEmitted(table_reader.done):
        table_reader.close()
    assert not table_reader.is_busy


def test_only_the_newest_wish_is_answered(qtbot):
    table_reader = TableReader()
    answers: list[Reading] = []
    table_reader.done.connect(answers.append)
    for text in ("a,b\n1,2\n", "a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4\n5,6\n"):
        table_reader.begin(Wish(text=text))
    qtbot.waitUntil(lambda: bool(answers))
    assert [answer.table.n_rows for answer in answers] == [3]
    table_reader.close()


def test_closing_the_dialog_while_it_reads_is_safe(qtbot, dialog, document):
    dialog.read_text("a,b\n" + "1,2\n" * 90_000)
    assert dialog.is_reading
    assert "Reading the clipboard…" in dialog.summary.text()
    assert not dialog.import_button.isEnabled()
    dialog.reject()
    assert not dialog.is_reading


def test_a_failure_inside_is_said_and_reported(qtbot, monkeypatch):
    def broken(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(reader, "fulfilled", broken)
    table_reader = TableReader()
    with qtbot.captureExceptions() as exceptions:
        with qtbot.waitSignal(table_reader.done) as heard:
            table_reader.begin(Wish(text="a,b\n1,2\n"))
        table_reader.close()
    assert heard.args[0].problem == "the table can't be read: a bug"
    assert exceptions[0][0] is RuntimeError


def test_reading_works_without_a_thread(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    assert fulfilled(Wish(path=path)).table.n_rows == 1
    path.write_text("a,b\n1,23\n")
    assert fulfilled(Wish(path=path, encoding="utf-16")).problem


def test_what_a_table_says_is_never_taken_for_html(qtbot, dialog):
    name = "<img src='/tmp/fifo'>"
    shown(qtbot, dialog, f"{name}|<b>k</b>|c\n1|3|<h1>a\n2|3|b\noops|3|b\n")
    choose(dialog, 0, "input")
    assert name in dialog.findings.texts()[0]
    widgets = dialog.findChildren(QWidget)
    assert [widget.toolTip() for widget in widgets if Qt.mightBeRichText(widget.toolTip())] == []
    labels = [label for label in dialog.findChildren(QLabel) if Qt.mightBeRichText(label.text())]
    assert [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText] == []

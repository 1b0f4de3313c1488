"""The Data panel: classes, tools, data sets and what is shown, each following the document and editing it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.drawing import TOOLS, Drawing
from app.look.look import Look
from app.look.widgets.buttons import IconButton
from app.look.widgets.choice import Choice
from app.look.widgets.number_field import NumberField
from app.look.widgets.slider_track import SliderTrack
from app.look.widgets.stepper import Stepper
from app.session.create import first_session, new_session, usual_source
from app.session.edits.data import CLASS_COLORS, add_class, load_dataset, rename_class
from app.session.edits.model import set_output
from app.session.edits.points import add_points, clear_points
from app.session.schema import Source
from app.training.training import Training
from app.views.data.class_row import ClassRow
from app.views.data.data_panel import DataPanel
from app.views.data.thumbnail import Thumbnail
from nncore import DATASETS
from tests.mouse import move

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton


class Bench:
    """A shown panel with its document."""

    def __init__(self, look: Look, qtbot: QtBot) -> None:
        session = first_session()
        self.qtbot = qtbot
        self.document = Document(session)
        self.training = Training(session)
        self.drawing = Drawing()
        self.panel = DataPanel(self.document, self.training, look, self.drawing)
        self.notices: list[str] = []
        self.panel.notice.connect(self.notices.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(236, 690)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.panel.activateWindow()

    @property
    def data(self):
        return self.document.session.data

    def rows(self) -> list[ClassRow]:
        return self.panel.classes._rows

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, LEFT)

    def thumbnail(self, name: str) -> Thumbnail:
        return next(t for t in self.panel.findChildren(Thumbnail) if t.dataset == name)

    def named(self, kind: type, name: str):
        """The widget with this accessible name."""
        return next(w for w in self.panel.findChildren(kind) if w.accessibleName() == name)

    def box(self, text: str) -> QCheckBox:
        return next(box for box in self.panel.findChildren(QCheckBox) if box.text() == text)

    def pull(self, track: SliderTrack, *shares: float) -> None:
        places = [QPoint(round(8 + share * (track.width() - 16)), track.height() // 2) for share in shares]
        self.qtbot.mousePress(track, LEFT, pos=places[0])
        for place in places[1:]:
            move(track, place, LEFT)
        self.qtbot.mouseRelease(track, LEFT, pos=places[-1])


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot) -> Iterator[Bench]:
    look = Look()
    look.apply(qapp)
    bench = Bench(look, qtbot)
    yield bench
    bench.training.close()
    qapp.setStyleSheet("")


def texts(row: ClassRow) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel)]


def action(menu: QMenu, *path: str):
    """The action at the end of a path of menu words."""
    found = next(a for a in menu.actions() if a.text().split("\t")[0] == path[0])
    return action(found.menu(), *path[1:]) if len(path) > 1 else found


# Classes


def test_each_class_has_a_row_with_its_counts(bench: Bench) -> None:
    assert [texts(row) for row in bench.rows()] == [["class 0", "75 + 25 test"], ["class 1", "75 + 25 test"]]
    bench.document.apply("Add point", lambda s: add_points(s, [[0.0, 0.0]], 1))
    assert texts(bench.rows()[1]) == ["class 1", "76 + 25 test"]
    bench.document.undo()
    assert texts(bench.rows()[1]) == ["class 1", "75 + 25 test"]


def test_a_class_without_points_beside_others_is_said_to_be_one(bench: Bench) -> None:
    note = bench.panel.classes._without
    assert not note.isVisible()
    bench.document.apply("Add class", add_class)
    assert note.text() == "No points to learn “class 2” from: click some into the plane."
    assert note.isVisible()
    bench.document.apply("Add class", add_class)
    assert "“class 2” and “class 3”" in note.text()
    bench.document.apply("Add point", lambda s: add_points(s, [[0.0, 0.0]], 2, is_test=True))
    assert "“class 2” and “class 3”" in note.text()  # what only tests teaches nothing
    for label in (2, 3):
        bench.document.apply("Add point", partial(add_points, x=[[0.0, 0.0]], label=label))
    assert not note.isVisible()
    bench.document.apply("Clear", clear_points)
    assert not note.isVisible()  # an empty plane speaks for itself


def test_a_click_chooses_the_class_to_draw_and_the_drawing_chooses_the_row(bench: Bench) -> None:
    bench.click(bench.rows()[1])
    assert bench.drawing.label == 1
    assert bench.rows()[1].accessibleName().endswith("drawing")
    bench.drawing.set(label=0)
    assert not bench.rows()[1].accessibleName().endswith("drawing")
    bench.rows()[1].setFocus()
    bench.qtbot.keyClick(bench.rows()[1], Qt.Key.Key_Return)
    assert bench.drawing.label == 1


def test_names_are_read_in_one_column_up_to_six_classes_and_in_two_beyond(bench: Bench) -> None:
    for n in range(2, 9):
        bench.document.apply("x", lambda s, n=n: load_dataset(s, Source(name="blobs", points=8000, classes=n)))
        for label in range(n):
            bench.document.apply("x", lambda s, label=label: rename_class(s, label, f"setosa {label}"))
        columns = 1 if n <= 6 else 2
        bench.qtbot.waitUntil(lambda columns=columns: len({row.x() for row in bench.rows()}) == columns)
        bench.qtbot.waitUntil(lambda n=n: [texts(row)[0] for row in bench.rows()] == [f"setosa {k}" for k in range(n)])
        bench.qtbot.waitUntil(lambda: bench.panel.minimumSizeHint().height() <= 670)
        counts = {row.findChildren(QLabel)[1].isVisible() for row in bench.rows()}
        assert counts == {columns == 1}


def test_the_whole_name_comes_before_the_long_form_of_the_count(bench: Bench) -> None:
    row = bench.rows()[0]
    bench.document.apply("x", lambda s: rename_class(s, 0, "does not survive"))
    assert texts(row) == ["does not survive", "100"]
    bench.document.apply("x", lambda s: rename_class(s, 0, "does not survive, not even for a while"))
    assert texts(row)[0].endswith("…")
    assert row.toolTip().replace("\n", " ").startswith("does not survive, not even for a while: 75 points to train")


def test_added_classes_are_drawn_at_once_up_to_eight_in_two_columns(bench: Bench) -> None:
    add = bench.panel.classes._add
    while add.isEnabled():
        bench.click(add)
    assert len(bench.data.classes) == len(bench.rows()) == 8
    assert bench.drawing.label == 7
    assert add.toolTip() == "A session has at most 8 classes."
    assert bench.rows()[0].y() == bench.rows()[1].y()
    assert len({info.name for info in bench.data.classes}) == 8


def test_a_name_is_typed_in_place(bench: Bench) -> None:
    row = bench.rows()[0]
    bench.qtbot.mouseDClick(row, LEFT)
    field = row.findChild(QLineEdit)
    assert field.text() == "class 0"
    bench.qtbot.keyClicks(field, "cats")
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert bench.data.classes[0].name == "cats"
    assert texts(row)[0] == "cats"
    assert row._field is None
    assert bench.document.undo_text == "Rename class"


def test_escape_keeps_the_old_name(bench: Bench) -> None:
    row = bench.rows()[0]
    row.setFocus()
    bench.qtbot.keyClick(row, Qt.Key.Key_F2)
    field = row.findChild(QLineEdit)
    bench.qtbot.keyClicks(field, "cats")
    bench.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert row._field is None
    assert bench.document.undo_text == ""


@pytest.mark.parametrize("end", ["Enter", "Esc"])
def test_after_a_name_the_keys_are_the_windows(bench: Bench, end: str) -> None:
    played: list[bool] = []
    action = QAction(bench.panel)
    action.setShortcut(QKeySequence("Space"))
    action.triggered.connect(lambda: played.append(True))
    bench.panel.addAction(action)
    bench.qtbot.mouseDClick(bench.rows()[0], LEFT)
    bench.qtbot.keyClicks(bench.rows()[0].findChild(QLineEdit), "two words")
    assert played == []
    bench.qtbot.keyClick(
        bench.rows()[0].findChild(QLineEdit), Qt.Key.Key_Return if end == "Enter" else Qt.Key.Key_Escape
    )
    assert bench.data.classes[0].name == ("two words" if end == "Enter" else "class 0")
    assert not isinstance(QApplication.focusWidget(), QLineEdit)
    bench.qtbot.keyClick(bench.panel.windowHandle(), Qt.Key.Key_Space)
    assert played == [True]


@pytest.mark.parametrize(("text", "name"), [("cats", "cats"), ("class 1", "class 0"), ("", "class 0")])
def test_a_click_elsewhere_takes_a_good_name(bench: Bench, text: str, name: str) -> None:
    bench.panel.classes.rename(0)
    field = bench.rows()[0].findChild(QLineEdit)
    bench.qtbot.keyClick(field, Qt.Key.Key_Delete)
    bench.qtbot.keyClicks(field, text)
    bench.click(bench.panel.tools)
    assert bench.rows()[0]._field is None
    assert bench.data.classes[0].name == name
    assert bench.notices == (["Another class is called “class 1” already."] if text == "class 1" else [])


def test_a_name_that_is_taken_is_refused_with_a_sentence(bench: Bench) -> None:
    before = bench.document.session
    bench.panel.classes.rename(0)
    field = bench.rows()[0].findChild(QLineEdit)
    bench.qtbot.keyClicks(field, "class 1")
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert bench.notices == ["Another class is called “class 1” already."]
    assert bench.document.session is before


def test_rows_that_go_while_a_name_is_typed_rename_nothing(bench: Bench) -> None:
    bench.panel.classes.rename(0)
    bench.qtbot.keyClicks(bench.rows()[0].findChild(QLineEdit), "half a na")
    bench.document.apply("Add class", add_class)
    assert [info.name for info in bench.data.classes] == ["class 0", "class 1", "class 2"]


def test_removing_a_class_keeps_the_one_in_hand(bench: Bench) -> None:
    bench.document.apply("x", lambda s: load_dataset(s, Source(name="blobs", classes=4)))
    bench.drawing.set(label=3)
    menu = bench.panel.classes.menu(1)
    action(menu, "Remove class").trigger()
    assert [info.name for info in bench.data.classes] == ["class 0", "class 2", "class 3"]
    assert bench.data.classes[bench.drawing.label].name == "class 3"
    bench.document.apply("x", lambda s: load_dataset(s, usual_source("xor")))
    assert bench.drawing.label == 1


def test_the_last_two_classes_cannot_be_removed(bench: Bench) -> None:
    remove = action(bench.panel.classes.menu(0), "Remove class")
    assert not remove.isEnabled()
    assert "Two classes is the least" in remove.toolTip()


def test_a_color_that_another_class_has_is_swapped_in_one_step(bench: Bench) -> None:
    blue = action(bench.panel.classes.menu(0), "Color", "Blue")
    assert blue.text() == "Blue\tclass 1"
    blue.trigger()
    assert [info.color for info in bench.data.classes] == [CLASS_COLORS[1], CLASS_COLORS[0]]
    action(bench.panel.classes.menu(0), "Marker", "Star").trigger()
    assert [info.marker for info in bench.data.classes] == ["star", "square"]
    bench.document.undo()
    bench.document.undo()
    assert bench.document.undo_text == ""
    assert [info.color for info in bench.data.classes] == list(CLASS_COLORS[:2])


# Tools


def test_buttons_and_tool_in_hand_follow_each_other(bench: Bench) -> None:
    for tool in TOOLS:
        bench.click(bench.named(IconButton, f"Tool: {tool}"))
        assert bench.drawing.tool == tool
    bench.drawing.set(tool="move")
    checked = [b.accessibleName() for b in bench.panel.tools.findChildren(IconButton) if b.isChecked()]
    assert checked == ["Tool: move"]


@pytest.mark.parametrize(
    ("tool", "used"),
    [
        ("add", {"as_test"}),
        ("brush", {"radius", "rate", "as_test"}),
        ("erase", {"radius"}),
        ("move", set()),
        ("select", set()),
        ("pan", set()),
    ],
)
def test_only_what_the_tool_needs_can_be_set_and_nothing_moves(bench: Bench, tool: str, used: set[str]) -> None:
    bench.panel.layout().activate()
    gallery = bench.panel.gallery.geometry()
    bench.drawing.set(tool=tool)  # type: ignore[arg-type]
    tools = bench.panel.tools
    parts = {"radius": tools._radius, "rate": tools._rate, "as_test": tools._as_test}
    assert {name for name, widget in parts.items() if widget.isEnabled()} == used
    assert all(widget.isVisible() for widget in parts.values())
    bench.panel.layout().activate()
    assert bench.panel.gallery.geometry() == gallery


def test_settings_of_the_brush(bench: Bench) -> None:
    bench.drawing.set(tool="brush")
    bench.pull(bench.named(SliderTrack, "radius"), 0.0)
    bench.pull(bench.named(SliderTrack, "rate"), 1.0)
    bench.box("new points are for testing").click()
    assert (bench.drawing.radius_px, bench.drawing.rate, bench.drawing.as_test) == (5.0, 500.0, True)
    assert bench.document.undo_text == ""


# Data sets


def test_a_thumbnail_loads_its_data_set_and_one_undo_brings_placed_points_back(bench: Bench) -> None:
    bench.document.apply("Add point", lambda s: add_points(s, [[1.0, 2.0]], 0))
    placed = bench.data
    bench.click(bench.thumbnail("spirals"))
    assert bench.data.source == Source(name="spirals", points=200, noise=DATASETS["spirals"].default_noise, seed=3)
    assert bench.thumbnail("spirals").isChecked()
    assert not bench.thumbnail("moons").isChecked()
    bench.document.undo()
    assert bench.data is placed
    assert bench.thumbnail("moons").isChecked()


def test_the_thumbnail_of_the_present_data_set_brings_its_sample_back(bench: Bench) -> None:
    sample = bench.data.points
    bench.click(bench.thumbnail("moons"))
    assert bench.document.undo_text == ""
    assert bench.thumbnail("moons").isChecked()
    bench.document.apply("Add point", lambda s: add_points(s, [[1.0, 2.0]], 0))
    bench.click(bench.thumbnail("moons"))
    assert bench.data.points == sample


def test_every_thumbnail_says_what_it_is(bench: Bench) -> None:
    thumbnails = bench.panel.findChildren(Thumbnail)
    assert {thumbnail.dataset for thumbnail in thumbnails} == set(DATASETS)
    images = [thumbnail._paint_picture().toImage() for thumbnail in thumbnails]
    assert len({bytes(image.constBits()) for image in images}) == len(DATASETS)  # the bits live as long as their image
    for thumbnail in thumbnails:
        assert thumbnail.accessibleName() == DATASETS[thumbnail.dataset].label
        assert thumbnail.toolTip().startswith(thumbnail.accessibleName())


def test_a_pull_of_the_noise_samples_anew_in_one_step(bench: Bench) -> None:
    before = bench.document.session
    seen: list[float] = []
    bench.document.session_changed.connect(lambda _old, new: seen.append(new.data.source.noise))
    bench.pull(bench.named(SliderTrack, "noise"), 0.1, 0.4, 0.7, 1.0)
    assert len(seen) >= 3
    assert bench.data.source.noise == 1.0
    assert bench.document.undo_text == "Change noise"
    bench.document.undo()
    assert bench.document.session is before


def test_a_number_of_points_can_be_typed(bench: Bench) -> None:
    field = bench.named(NumberField, "points")
    field.setFocus()
    field.selectAll()
    bench.qtbot.keyClicks(field, "333")
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(bench.data.points) == bench.data.source.points == 333


def test_a_new_sample_keeps_the_options(bench: Bench) -> None:
    before = bench.data
    for _ in range(5):
        bench.click(bench.panel.gallery._new_sample)
    source = bench.data.source
    assert source.seed != before.source.seed
    assert (source.name, source.points, source.noise) == (before.source.name, before.source.points, before.source.noise)
    assert bench.data.points != before.points
    assert bench.data.test_share == 0.25


def test_the_number_of_classes_where_the_data_set_allows_more(bench: Bench) -> None:
    classes = bench.panel.findChild(Stepper)
    assert not classes.isEnabled()
    assert classes.toolTip() == "Moons has 2 classes, no more and no fewer."
    bench.click(bench.thumbnail("blobs"))
    assert classes.isEnabled()
    assert classes.value() == 3
    plus = next(b for b in classes.findChildren(IconButton) if b.icon_name == "plus")
    bench.click(plus)
    assert len(bench.data.classes) == len(bench.rows()) == 4


def test_points_placed_by_hand_have_no_options(bench: Bench) -> None:
    bench.document.apply("Clear", clear_points)
    gallery = bench.panel.gallery
    for widget in (gallery._points, gallery._noise, gallery._classes, gallery._new_sample):
        assert not widget.isEnabled()
        assert "placed by hand" in widget.toolTip()
    assert not any(thumbnail.isChecked() for thumbnail in bench.panel.findChildren(Thumbnail))
    bench.click(bench.thumbnail("xor"))
    assert len(bench.data.points) == 200
    assert gallery._noise.isEnabled()


def test_the_test_share_is_a_percentage_and_a_pull_one_step(bench: Bench) -> None:
    before = bench.document.session
    bench.pull(bench.named(SliderTrack, "testing"), 0.3, 0.6, 1.0)
    assert bench.data.test_share == 0.6
    assert bench.data.points.is_test.sum() == 120
    assert bench.named(NumberField, "testing").text() == "60 %"
    chosen = bench.data.points.is_test
    bench.document.undo()
    assert bench.document.session is before
    bench.document.redo()
    bench.document.apply("x", lambda s: load_dataset(s, s.data.source))
    assert np.array_equal(bench.data.points.is_test, chosen)


# Show


def test_what_needs_probabilities_says_why_it_cannot_be_shown(bench: Bench) -> None:
    show = bench.named(Choice, "regions")
    assert show.key() == "probability"
    assert not show.reason("entropy")
    bench.document.apply("x", lambda s: set_output(s, "sign"))
    assert "sign neuron" in show.reason("entropy")
    assert not show.reason("class")
    assert show.key() == "class"
    assert bench.document.view.show == "probability"
    bench.document.undo()
    assert show.key() == "probability"


def test_choices_of_what_is_shown_are_no_steps_of_undo(bench: Bench) -> None:
    show, one_class = bench.named(Choice, "regions"), bench.named(Choice, "class")
    assert not one_class.isVisible()
    show.set_key("one-class")
    show.chosen.emit("one-class")
    assert one_class.isVisible()
    one_class.chosen.emit("1")
    bench.box("border").click()
    bench.box("ring mistakes").click()
    view = bench.document.view
    assert (view.show, view.one_class, view.border, view.misclassified) == ("one-class", 1, False, False)
    assert bench.document.undo_text == ""
    bench.document.set_view(border=True)
    assert bench.box("border").isChecked()


# The whole


def test_another_session_is_followed(bench: Bench) -> None:
    bench.drawing.set(label=1)
    bench.document.open(new_session(Source(name="bands", points=50, noise=0.3, classes=5)))
    assert len(bench.rows()) == 5
    assert bench.drawing.label == 0
    assert bench.thumbnail("bands").isChecked()
    assert bench.named(NumberField, "points").text() == "50"
    assert bench.named(NumberField, "testing").text() == "0 %"


def test_it_fits_at_its_fullest(bench: Bench) -> None:
    bench.document.apply("x", lambda s: load_dataset(s, Source(name="blobs", points=8000, classes=8)))
    bench.document.set_view(show="one-class")
    bench.drawing.set(tool="brush")
    bench.panel.layout().activate()
    assert bench.panel.minimumSizeHint().width() <= 240
    assert bench.panel.minimumSizeHint().height() <= 670


def test_every_control_says_what_it_does(bench: Bench) -> None:
    bench.drawing.set(tool="brush")
    controls = [w for w in bench.panel.findChildren(QAbstractButton) if w.isVisible()]
    controls += [w for w in bench.panel.findChildren(QLineEdit) if w.isVisible()]
    controls += bench.panel.findChildren(Choice)
    assert len(controls) > 25
    for control in controls:
        assert control.toolTip(), control
        assert control.accessibleName() or control.text(), control


def test_what_is_drawn_is_always_a_class_that_there_is(bench: Bench) -> None:
    bench.click(bench.panel.classes._add)
    assert bench.drawing.label == 2
    bench.document.undo()
    assert bench.drawing.label == 1
    bench.document.redo()
    bench.drawing.set(label=2)
    bench.document.apply("other", lambda s: load_dataset(s, usual_source("xor")))
    assert bench.drawing.label == 1

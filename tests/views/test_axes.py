"""With more than two inputs: which are on the axes, and at which values the others are held."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.look.look import Look
from app.session.create import first_session, session_on
from app.session.edits.points import add_points
from app.session.schema import Data, Session
from app.session.slice import slice_of
from app.session.tables.dialect import Dialect
from app.session.tables.making import Plan, made
from app.session.tables.reading import read
from app.views.data.axes import HELD_BY_NOTHING, NO_CHOICE, AxesOptions

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton
NAMES = ("height", "weight", "age", "shoe size")


def people(n_inputs: int = 4) -> Data:
    """Rows of so many inputs and a class."""
    rng = np.random.default_rng(3)
    x = rng.normal((170, 70, 40, 42), (10, 12, 15, 2), (60, 4))[:, :n_inputs]
    lines = [",".join((*NAMES[:n_inputs], "sport"))]
    lines += [",".join((*(f"{value:.1f}" for value in row), "yes" if row[0] > 170 else "no")) for row in x]
    return made(read("\n".join(lines), Dialect()), Plan((*["input"] * n_inputs, "class")))


def session_of(n_inputs: int = 4) -> Session:
    return session_on(people(n_inputs))


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    look = Look()
    look.apply(qapp)
    yield look
    qapp.setStyleSheet("")


@pytest.fixture
def document() -> Document:
    return Document(session_of())


@pytest.fixture
def panel(qtbot: QtBot) -> QWidget:
    panel = QWidget()
    panel.resize(212, 260)
    qtbot.addWidget(panel)
    return panel


@pytest.fixture
def axes(qtbot: QtBot, look: Look, document: Document, panel: QWidget) -> AxesOptions:
    axes = AxesOptions(document, look, panel)
    axes.resize(212, 260)
    panel.show()
    qtbot.waitExposed(panel)
    return axes


def choose(choice, key: str) -> None:
    choice.set_key(key)
    choice.chosen.emit(key)


def shown_sliders(axes: AxesOptions) -> list[int]:
    return [number for number in range(4) if not axes.held.slider(number).isHidden()]


def test_every_input_is_on_an_axis_or_has_a_slider_in_its_own_units(axes, document):
    assert shown_sliders(axes) == [2, 3]
    features = document.session.data.features
    for number in (2, 3):
        assert axes.held.slider(number).value() == pytest.approx(features[number].center)
    choose(axes.across, "3")
    assert document.view.axes == (3, 1)
    assert shown_sliders(axes) == [0, 2]


def test_an_input_that_is_on_the_other_axis_is_exchanged(axes, document):
    choose(axes.up, "0")
    assert document.view.axes == (1, 0)
    assert (axes.across.key(), axes.up.key()) == ("1", "0")


def test_a_slider_holds_its_input_and_nothing_is_to_undo(axes, document):
    slider = axes.held.slider(2)
    slider.edited.emit(55.0, object())
    features = document.session.data.features
    centers = [feature.center for feature in features]
    assert document.view.held == (centers[0], centers[1], 55.0, centers[3])
    assert slider.value() == 55.0
    assert not document.undo_text
    assert not document.is_dirty
    choose(axes.across, "2")
    choose(axes.across, "0")
    assert axes.held.slider(2).value() == 55.0


def test_sliders_reach_as_far_as_the_points_in_round_numbers(axes, document):
    x = document.session.data.points.x
    slider = axes.held.slider(2)
    low, high = slider._minimum, slider._maximum
    assert low <= x[:, 2].min() < low + 1
    assert high - 1 < x[:, 2].max() <= high
    assert low == round(low)
    assert high == round(high)


def test_a_typed_value_out_of_reach_is_refused_with_a_sentence(qtbot, axes, document):
    slider = axes.held.slider(2)
    with qtbot.waitSignal(axes.notice) as heard:
        slider._field.setFocus()
        slider._field.selectAll()
        qtbot.keyClicks(slider._field, "9999")
        qtbot.keyClick(slider._field, Qt.Key.Key_Return)
    assert heard.args[0].startswith("Type a number between")
    assert document.view.held == ()


def test_with_principal_components_nothing_is_held_and_it_is_said(qtbot, axes, document):
    qtbot.mouseClick(axes.principal, LEFT, pos=QPoint(8, axes.principal.height() // 2))
    assert document.view.principal
    assert shown_sliders(axes) == [0, 1, 2, 3]
    for number in range(4):
        assert not axes.held.slider(number).isEnabled()
        assert HELD_BY_NOTHING in axes.held.slider(number).toolTip().replace("\n", " ")
    assert not axes.across.isEnabled()
    assert axes.across.toolTip() == NO_CHOICE
    qtbot.mouseClick(axes.principal, LEFT, pos=QPoint(8, axes.principal.height() // 2))
    assert axes.held.slider(2).isEnabled()
    assert "shoe size" in axes.held.slider(3).toolTip()


def test_the_axes_say_how_much_of_the_variance_lies_along_them(document):
    data = document.session.data
    standardized = (data.points.x - data.points.x.mean(axis=0)) / data.points.x.std(axis=0)
    variances = np.sort(np.linalg.eigvalsh(standardized.T @ standardized))[::-1]
    shown = slice_of(data, replace(document.view, principal=True))
    assert shown.axis_titles == tuple(
        f"{name} component ({100 * share:.0f}\u2009% of the variance)"
        for name, share in zip(("1st", "2nd"), variances / variances.sum(), strict=False)
    )
    assert shown.axis_names == ("1st component", "2nd component")
    assert slice_of(data, document.view).axis_titles == ("height", "weight")


def test_the_view_leads_and_the_fields_follow(axes, document):
    document.set_view(axes=(3, 2), held=(180.0, 80.0, 30.0, 44.0))
    assert (axes.across.key(), axes.up.key()) == ("3", "2")
    assert axes.held.slider(1).value() == 80.0


def test_two_inputs_need_no_choice(look, panel):
    document = Document(first_session())
    axes = AxesOptions(document, look, panel)
    assert axes.isHidden()
    document.apply("Import table", lambda session: session_of())
    assert not axes.isHidden()
    document.undo()
    assert axes.isHidden()


def test_what_nobody_sees_is_not_made(qtbot, look, document, panel):
    axes = AxesOptions(document, look, panel)
    assert not axes.held._sliders
    panel.show()
    qtbot.waitUntil(lambda: len(axes.held._sliders) == 4)


def test_points_leave_the_sliders_alone_and_other_data_brings_its_own(axes, document):
    before = axes.held.slider(2)
    document.apply("Add point", lambda session: add_points(session, [[170.0, 70.0, 40.0, 42.0]], 0))
    assert axes.held.slider(2) is before
    document.apply("Import table", lambda session: replace(session, data=people(3), runs=session_of(3).runs))
    assert len(axes.held._sliders) == 3


def test_long_names_are_cut_and_told_in_full(qtbot, axes, document):
    name = "the name of a column that is much too long for any panel"
    features = document.session.data.features
    document.apply(
        "Rename",
        lambda session: replace(
            session, data=replace(session.data, features=(*features[:2], replace(features[2], name=name), features[3]))
        ),
    )
    assert name in axes.held.slider(2).toolTip().replace("\n", " ")
    assert axes.minimumSizeHint().width() <= 212


@pytest.mark.parametrize("name", ["<img src='/tmp/fifo'>", "&lt;b&gt; & <b>", "a & b\t[*]"])
def test_names_of_columns_are_never_taken_for_html(axes, document, name):
    features = document.session.data.features
    hostile = (replace(features[0], name=name), features[1], replace(features[2], name=f"2{name}"), features[3])
    document.apply("Rename", lambda session: replace(session, data=replace(session.data, features=hostile)))
    tips = [widget.toolTip() for widget in axes.findChildren(QWidget)]
    assert any(name.split()[0].strip("<>") in tip.replace("\u2060", "") for tip in tips)
    assert [tip for tip in tips if Qt.mightBeRichText(tip)] == []
    labels = [label for label in axes.findChildren(QLabel) if Qt.mightBeRichText(label.text())]
    assert [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText] == []
    assert axes.across.findText(name) == 0


def test_other_columns_are_not_held_at_values_that_were_meant_for_those_before(axes, document):
    document.set_view(axes=(3, 2), held=(180.0, 80.0, 30.0, 44.0))
    data = people()
    document.apply("More rows", lambda session: replace(session, data=replace(data, points=data.points.taking([0, 1]))))
    assert document.view.held == (180.0, 80.0, 30.0, 44.0)
    other = tuple(replace(feature, name=f"other {feature.name}") for feature in data.features)
    document.apply("Import table", lambda session: replace(session, data=replace(data, features=other)))
    assert (document.view.axes, document.view.held) == ((0, 1), ())
    assert axes.held.slider(2).value() == pytest.approx(data.features[2].center)

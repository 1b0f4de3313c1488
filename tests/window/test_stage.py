"""The panels that explain: beside the plane, built when they are opened, and the others make room for them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.session.create import first_session
from app.training.lenses.neurons import Neurons
from app.views.canvas.plane import LEAST_PX
from app.views.inspector.stage_view import StageView
from app.window import window_app
from app.window.explanations import SPECS
from app.window.main_window import MainWindow
from app.window.preferences import Preferences
from app.window.stage import NETWORK
from app.window.window_app import WindowApp
from tests.window.rest import at_rest


def shown(parts) -> set[str]:
    docks = parts.window.panels.docks | parts.window.stage.docks
    return {name for name, dock in docks.items() if not dock.isHidden()}


def test_none_is_open_or_even_built_at_first(parts):
    stage = parts.window.stage
    assert not stage.is_explaining
    assert set(stage.docks) == {NETWORK, *(spec.name for spec in SPECS)}
    assert all(stage.docks[spec.name].widget().widget().view is None for spec in SPECS)


def test_each_is_in_the_explain_menu_by_its_name(parts):
    menu = next(
        action.menu() for action in parts.window.menuBar().actions() if action.text() == "Explain"
    )  # fmt: skip
    assert [action.text() for action in menu.actions()] == ["Network", *(spec.title for spec in SPECS)]
    assert all(action.toolTip() for action in menu.actions())


def test_in_a_small_window_the_data_make_room_and_come_back(parts, qtbot):
    stage = parts.window.stage
    stage.open(NETWORK)
    qtbot.waitUntil(lambda: "data" not in shown(parts))
    qtbot.waitUntil(lambda: stage.docks[NETWORK].width() >= 380)
    assert parts.window.canvas.width() >= 400
    stage.docks[NETWORK].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: "data" in shown(parts))


def test_the_network_is_enlarged_and_made_small_again_by_its_button(parts, qtbot):
    view, small = parts.window.network_view, parts.window.network_view.diagram.height()
    qtbot.mouseClick(view.enlarge, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: NETWORK in shown(parts))
    qtbot.waitUntil(lambda: view.diagram.height() > 2 * small)
    qtbot.waitUntil(lambda: view.lens is not None)
    qtbot.waitUntil(lambda: parts.training.frame.answer(Neurons) is not None)
    qtbot.mouseClick(view.enlarge, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: NETWORK not in shown(parts))
    qtbot.waitUntil(lambda: view.diagram.isVisible() and view.diagram.height() <= 2 * small)


def test_a_panel_that_closes_hands_its_focus_to_nobody(parts, qtbot):
    stage = parts.window.stage
    stage.open("inspector")
    inspector = stage.docks["inspector"].widget().widget()
    qtbot.waitUntil(lambda: inspector.view is not None and inspector.view.isVisible())
    parts.window.activateWindow()
    inspector.view.next.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is inspector.view.next)
    stage.docks["inspector"].toggleViewAction().trigger()
    assert QApplication.focusWidget() is None


def test_in_a_large_window_everything_has_room(parts, qtbot):
    parts.window.resize(1920, 1080)
    parts.window.stage.open(NETWORK)
    qtbot.waitUntil(lambda: parts.window.stage.docks[NETWORK].width() >= 380)
    assert {"data", "training", "curves", NETWORK} <= shown(parts)


def test_the_network_is_either_small_or_large(parts, qtbot):
    window = parts.window
    window.stage.open(NETWORK)
    qtbot.waitUntil(lambda: window.network_view.isVisible() and window.stage.docks[NETWORK].width() >= 380)
    assert window.stage.docks[NETWORK].isAncestorOf(window.network_view)
    assert "network" not in shown(parts)
    window.stage.docks[NETWORK].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: window.panels.docks["network"].isAncestorOf(window.network_view))
    qtbot.waitUntil(lambda: "network" in shown(parts))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_panel_of_the_network_asked_for_while_that_is_large_makes_it_small(parts, qtbot, scale):
    parts.window.resize(1920, 1080)
    parts.look.set_scale(scale)
    at_rest(parts, qtbot)
    panel = parts.window.panels.docks["network"]
    if scale == 2.0:
        panel.toggleViewAction().trigger()  # it is folded away else
    for _ in range(2):
        at_rest(parts, qtbot)
        assert panel.isAncestorOf(parts.window.network_view)
        assert "network" in shown(parts)
        parts.window.stage.open(NETWORK)
        at_rest(parts, qtbot)
        assert NETWORK in shown(parts)
        assert "network" not in shown(parts)  # it would be empty
        panel.toggleViewAction().trigger()
        at_rest(parts, qtbot)
        assert NETWORK not in shown(parts)


@pytest.mark.parametrize("name", [NETWORK, "inspector"])
def test_one_behind_the_tab_of_another_comes_to_the_front(parts, qtbot, name):
    stage = parts.window.stage
    dock, other = stage.docks[name], stage.docks["hidden"]
    for opened in (name, "hidden"):
        stage.open(opened)
    qtbot.waitUntil(lambda: dock.visibleRegion().isEmpty() and not other.visibleRegion().isEmpty())
    assert dock.toggleViewAction().isChecked()
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty() and other.visibleRegion().isEmpty())
    assert dock.toggleViewAction().isChecked()
    assert {name, "hidden"} <= shown(parts)
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: not other.visibleRegion().isEmpty())
    assert dock.isHidden()


def test_restoring_the_panels_closes_what_explains(parts, qtbot):
    parts.window.stage.open(NETWORK)
    qtbot.waitUntil(lambda: "data" not in shown(parts))
    parts.window.actions_["restore_layout"].trigger()
    qtbot.waitUntil(lambda: shown(parts) == {"data", "network", "training", "curves"})
    assert parts.window.panels.docks["network"].isAncestorOf(parts.window.network_view)


@pytest.fixture
def next_window(qtbot):
    """Call it for the next window of one person's chalknet; the one before it is closed first.

    It is shown at 1280×800, or where it was last.
    """
    preferences = Preferences(remembered=False)
    opened: list[WindowApp] = []

    def open_next(*, resized: bool = True) -> WindowApp:
        for parts in opened[-1:]:
            parts.window.close()
            assert parts.close()
        parts = WindowApp(first_session(), preferences=preferences)
        qtbot.addWidget(parts.window, before_close_func=lambda window: (parts.close(), window.hide()))
        parts.filing.may_close = lambda: True
        parts.show()
        if resized:
            parts.window.resize(1280, 800)  # the screen of the tests is a small one
        opened.append(parts)
        return parts

    return open_next


@pytest.mark.parametrize("enlarged", [False, True])
def test_what_was_open_is_open_again_in_the_next_window(next_window, qtbot, enlarged):
    for number in range(2):
        parts = next_window()
        if number == 0 and enlarged:
            parts.window.stage.open(NETWORK)
            parts.window.actions_["timeline"].trigger()
        qtbot.waitUntil(lambda parts=parts: (NETWORK in shown(parts)) == enlarged)
        qtbot.waitUntil(lambda parts=parts: parts.window.network_view.isVisible())
        assert parts.window.timeline.isHidden() == enlarged
        assert parts.window.actions_["timeline"].isChecked() != enlarged


def test_panels_that_make_room_for_a_large_scale_are_back_in_a_window_of_a_smaller_one(next_window, qtbot):
    first = next_window()
    first.window.stage.open(NETWORK)
    qtbot.waitUntil(lambda: NETWORK in shown(first))
    first.look.set_scale(2.0)
    qtbot.waitUntil(lambda: shown(first) == {NETWORK})
    first.window.stage.docks[NETWORK].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: shown(first) == {"curves"})

    second = next_window()
    qtbot.waitUntil(lambda: shown(second) == {"curves"})
    second.look.set_scale(1.0)
    qtbot.waitUntil(lambda: shown(second) == {"data", "network", "training", "curves"})


@pytest.mark.parametrize("scale", [1.6, 2.0])
def test_a_window_with_large_text_opens_as_large_as_it_was_closed(next_window, qtbot, scale):
    first = next_window()
    first.window.resize(790, 700)
    first.look.set_scale(scale)
    at_rest(first, qtbot)
    assert first.window.size().toTuple() == (790, 700)

    second = next_window(resized=False)
    at_rest(second, qtbot)
    assert shown(second) == {"curves"}
    assert second.window.size().toTuple() == (790, 700)


def test_panels_that_make_room_for_what_explains_are_back_when_the_next_window_has_closed_it(next_window, qtbot):
    first = next_window()
    first.window.stage.open("activations")
    qtbot.waitUntil(lambda: shown(first) == {"activations", "network", "training", "curves"})

    second = next_window()
    qtbot.waitUntil(lambda: shown(second) == {"activations", "network", "training", "curves"})
    second.window.stage.docks["activations"].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: shown(second) == {"data", "network", "training", "curves"})


def test_at_projector_scale_the_plane_stays_and_the_curves_make_room(parts, qtbot):
    parts.window.resize(1920, 1080)
    parts.look.set_scale(2.0)
    qtbot.waitUntil(lambda: shown(parts) == {"curves"})
    parts.window.stage.open(NETWORK)
    qtbot.waitUntil(lambda: shown(parts) == {NETWORK})
    assert parts.window.canvas.width() > 600
    parts.window.stage.docks[NETWORK].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: shown(parts) == {"curves"})
    parts.look.set_scale(1.0)
    qtbot.waitUntil(lambda: shown(parts) == {"data", "network", "training", "curves"})


def test_a_change_of_scale_leaves_the_window_as_large_as_it_was(parts, qtbot):
    parts.window.resize(1920, 1080)
    parts.window.stage.open(NETWORK)
    qtbot.waitUntil(lambda: NETWORK in shown(parts))
    for scale in (1.6, 2.0, 1.0):
        parts.look.set_scale(scale)
        at_rest(parts, qtbot)
        assert (parts.window.width(), parts.window.height()) == (1920, 1080), scale


def toggled(parts, *names):
    for name in names:
        parts.window.panels.docks[name].toggleViewAction().trigger()


@pytest.mark.parametrize("scale", [2.0, 2.5])
def test_every_panel_can_be_shown_at_projector_scale_and_the_window_fits_its_screen(parts, qtbot, scale):
    parts.window.resize(1920, 1080)
    parts.look.set_scale(scale)
    qtbot.waitUntil(lambda: shown(parts) == {"curves"})
    toggled(parts, "data", "network", "training")
    at_rest(parts, qtbot)
    assert shown(parts) == {"data", "network", "training", "curves"}
    assert (parts.window.width(), parts.window.height()) == (1920, 1080)
    docks = parts.window.panels.docks
    assert parts.window.tabifiedDockWidgets(docks["network"]) == [docks["training"]]
    parts.window.actions_["restore_layout"].trigger()
    at_rest(parts, qtbot)
    assert shown(parts) == {"curves"}
    assert (parts.window.width(), parts.window.height()) == (1920, 1080)


def test_a_panel_that_was_moved_stays_there_in_low_and_in_high_windows(parts, qtbot):
    training = parts.window.panels.docks["training"]
    parts.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, training)
    for height in (680, 1000):
        parts.window.resize(1280, height)
        at_rest(parts, qtbot)
        assert parts.window.dockWidgetArea(training) == Qt.DockWidgetArea.LeftDockWidgetArea
        assert not training.visibleRegion().isEmpty()


def test_panels_that_share_a_place_in_a_low_window_come_back_with_the_one_in_front_that_was(parts, qtbot):
    docks = parts.window.panels.docks
    parts.window.resize(1280, 700)
    at_rest(parts, qtbot)
    assert parts.window.tabifiedDockWidgets(docks["network"]) == [docks["training"]]
    docks["training"].raise_()
    at_rest(parts, qtbot)
    assert docks["network"].visibleRegion().isEmpty()
    for scale in (2.0, 1.0):
        parts.look.set_scale(scale)
        at_rest(parts, qtbot)
        assert (shown(parts) == {"curves"}) == (scale == 2.0)
    assert parts.window.tabifiedDockWidgets(docks["network"]) == [docks["training"]]
    assert docks["network"].visibleRegion().isEmpty()
    assert not docks["training"].visibleRegion().isEmpty()
    parts.window.resize(1280, 800)
    qtbot.waitUntil(lambda: not docks["network"].visibleRegion().isEmpty())
    assert parts.window.tabifiedDockWidgets(docks["network"]) == []


@pytest.mark.parametrize("scale", [2.0, 2.5])
def test_what_explains_comes_and_goes_and_the_window_stays_as_large_as_it_is(parts, qtbot, scale):
    parts.look.set_scale(scale)
    at_rest(parts, qtbot)
    for name, dock in parts.window.stage.docks.items():
        for is_open in (True, False):
            dock.toggleViewAction().trigger()
            at_rest(parts, qtbot)
            assert (name in shown(parts)) == is_open
            assert (parts.window.width(), parts.window.height()) == (1280, 800), (name, is_open)


def test_a_low_inspector_can_be_scrolled_to_its_end(parts, qtbot):
    parts.look.set_scale(2.0)
    parts.window.stage.open("inspector")
    at_rest(parts, qtbot)
    stage = parts.window.findChild(StageView)
    assert stage.childrenRect().bottom() <= stage.rect().bottom()


def test_no_panel_takes_the_whole_plane(parts, qtbot):
    stage = parts.window.stage
    stage.open("inspector")
    at_rest(parts, qtbot)
    stage.resizeDocks([stage.docks["inspector"]], [3000], Qt.Orientation.Horizontal)
    at_rest(parts, qtbot)
    assert parts.window.canvas.plane.width() >= LEAST_PX
    assert parts.window.width() == 1280


def test_a_window_that_was_on_another_screen_opens_as_large_as_is_usual(next_window, qtbot, monkeypatch):
    first = next_window()
    usual = first.window.screen().availableGeometry().size()
    monkeypatch.setattr(MainWindow, "restoreGeometry", lambda _window, _geometry: False)  # as Qt does there
    second = next_window(resized=False)
    at_rest(second, qtbot)
    assert second.window.width() == min(window_app.USUAL_SIZE[0], usual.width())


def test_the_enlarged_network_of_the_last_window_closes_without_enlarging_this_one(next_window, qtbot):
    first = next_window()
    first.window.stage.open(NETWORK)
    at_rest(first, qtbot)
    first.look.set_scale(2.0)
    at_rest(first, qtbot)
    second = next_window()
    at_rest(second, qtbot)
    second.window.stage.docks[NETWORK].toggleViewAction().trigger()
    at_rest(second, qtbot)
    assert shown(second) == {"curves"}
    assert second.window.width() == 1280


def test_a_panel_that_widens_the_window_for_a_moment_finds_no_more_room(parts, qtbot):
    inspector = parts.window.stage.docks["inspector"].toggleViewAction()
    parts.look.set_scale(2.5)
    at_rest(parts, qtbot)
    for _ in range(2):
        inspector.trigger()
        at_rest(parts, qtbot)
    parts.look.set_scale(1.0)
    at_rest(parts, qtbot)
    inspector.trigger()
    at_rest(parts, qtbot)
    assert "data" not in shown(parts)
    assert parts.window.width() == 1280


def test_a_panel_hidden_by_hand_is_so_in_the_next_window(next_window, qtbot):
    first = next_window()
    toggled(first, "network")
    at_rest(first, qtbot)
    second = next_window()
    at_rest(second, qtbot)
    assert shown(second) == {"data", "training", "curves"}


def test_another_tab_beside_the_plane_leaves_the_panels_as_wide_as_they_were_drawn(parts, qtbot):
    window = parts.window
    window.resize(1920, 1000)
    window.stage.open(NETWORK)
    window.stage.open("activations")
    at_rest(parts, qtbot)
    window.resizeDocks([window.panels.docks["data"]], [350], Qt.Orientation.Horizontal)
    at_rest(parts, qtbot)
    for name in (NETWORK, "activations"):
        window.stage.docks[name].raise_()
        at_rest(parts, qtbot)
        assert window.panels.docks["data"].width() == 350

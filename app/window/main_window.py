"""The window: lays the views out and connects actions to what they do. Owns no state, no thread, no file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget

from app.attention import Attention
from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.banner import Banner
from app.training.frames import Frame, FrameRequest
from app.training.training import Training
from app.views.canvas.canvas import Canvas
from app.views.curves.curves_view import CurvesView
from app.views.data.data_panel import DataPanel
from app.views.lesson_line import LessonLine
from app.views.network.network_view import NetworkView
from app.views.numbers_text import count
from app.views.options.training_panel import TrainingPanel
from app.views.readout import Readout
from app.views.speed import SpeedSlider
from app.views.timeline.timeline_view import TimelineView
from app.window.actions import KEEP_TIMELINE, Actions
from app.window.chosen_point import ChosenPoint
from app.window.engine_menu import engine_words
from app.window.menu_bar import MenuBar
from app.window.panels import Panels
from app.window.stage import NETWORK, Stage
from app.window.status_row import StatusRow
from app.window.toolbar import Toolbar

NOTICE_MS = 8000

Layout = tuple[QByteArray, QByteArray, QByteArray]


class MainWindow(QMainWindow):
    """One document, all its views.

    Attributes: actions_ (the table of actions), menus, toolbar, panels, canvas, data_panel, network_view,
    training_panel, curves_view, timeline, banner, file_banner (what was done to the file from outside), lesson_line,
    stage (the plane, and the panels that explain, each built when it is opened).
    A view that wants something computed has an attribute `lens` (a LensRequest, None while nobody sees the view) and a
    signal `lens_changed()`. One that is made of several such views has them in `parts`.
    Signals: closing(QCloseEvent) before the window goes (whoever owns the document may refuse), dropped(str) a file.
    """

    closing = Signal(object)
    dropped = Signal(str)

    def __init__(
        self, document: Document, training: Training, look: Look, drawing: Drawing, attention: Attention
    ) -> None:
        super().__init__()
        self._document, self._training, self._look, self._attention = document, training, look, attention
        self._lens_views: list[Any] = []  # views that want something computed for every frame
        # Each graphics view that is out of date has the window painted for itself; the frame is shown after the last.
        self._painted_soon = QTimer(self, singleShot=True, interval=0)
        self._painted_soon.timeout.connect(self._on_painted)
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.actions_ = Actions(self, look)
        self.canvas = Canvas(document, training, look, drawing, attention)
        self.data_panel = DataPanel(document, training, look, drawing)
        self.network_view = NetworkView(document, training, look, attention)
        self.training_panel = TrainingPanel(document, training, look)
        self.curves_view = CurvesView(document, training, look)
        self.banner, self.file_banner = Banner(look), Banner(look)
        self.lesson_line = LessonLine(document, look)
        self._build_center()
        self.panels = Panels(
            self,
            look,
            {
                "data": self.data_panel,
                "network": self.network_view,
                "training": self.training_panel,
                "curves": self.curves_view,
            },
        )
        self.speed = SpeedSlider(document, training, look)
        readout = Readout(document, training, look)
        self.toolbar = Toolbar(self.actions_, self.panels.toggles(), self.stage.toggles(), readout, self.speed, look)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.toolbar)
        self.network_view.cards.keep_clear((self.canvas.plane, 1.0), (self.curves_view.plot, 0.5), (self.toolbar, 2.0))
        self._build_status_bar()
        self.menus = MenuBar(self, self.actions_, self.panels.toggles(), self.stage.toggles(), document, drawing, look)
        self._connect()
        self.panels.restore()
        self._on_status_changed()
        self.canvas.setFocus()  # else the first button gets it when the window opens, and stands there with an edge

    # What others call

    def show_notice(self, text: str) -> None:
        """A sentence in the status bar, for a while."""
        self.statusBar().showMessage(text, NOTICE_MS)

    def layout_state(self) -> Layout:
        """Geometry and panels, to be remembered."""
        return self.saveGeometry(), self.panels.state(), self.stage.saveState()

    def restore_layout(self, layout: Layout) -> bool:
        """Geometry and panels as remembered; whether the geometry fits this screen, and was taken."""
        geometry, panels, stage = layout
        was_taken = self.restoreGeometry(geometry)
        self.restoreState(panels)
        self.stage.restore_layout(stage)
        return was_taken

    # Building

    def _build_center(self) -> None:
        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(4))
        column.addWidget(self.file_banner)
        column.addWidget(self.banner)
        column.addWidget(self.canvas, 1)
        self.stage = Stage(center, self._look, self._make_explanation)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(4))
        column.addWidget(self.lesson_line)
        column.addWidget(self.stage, 1)
        self.setCentralWidget(middle)

    def _make_explanation(self, kind: Any) -> QWidget:
        """A view that explains, as it is opened for the first time."""
        view: QWidget = kind(self._document, self._training, self._look, self._attention)
        for part in getattr(view, "parts", (view,)):
            self._listen(part)
        return view

    def _listen(self, view: Any) -> None:
        """Show a view's sentences; and have its lens, if it has one, answered in every frame."""
        view.notice.connect(self.show_notice)
        if hasattr(view, "lens"):
            self._lens_views.append(view)
            view.lens_changed.connect(self._on_request_changed)

    def _build_status_bar(self) -> None:
        self._engine_label, self._saved_label = QLabel(), QLabel()
        for label in (self._engine_label, self._saved_label):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(0, 0, self._look.px(16), 0)
        self.timeline = TimelineView(self._document, self._training, self._look)
        labels = self._engine_label, self._saved_label
        self._status_row = StatusRow(self.statusBar(), self.timeline, labels, self._look)

    def _connect(self) -> None:
        document, training, look = self._document, self._training, self._look
        document.status_changed.connect(self._on_status_changed)
        document.view_changed.connect(self._on_request_changed)
        training.playing_changed.connect(self._on_playing_changed)
        training.frame_ready.connect(self._on_frame)
        training.moment_changed.connect(self._on_timeline_changed)
        self.timeline.state_changed.connect(self._on_timeline_changed)
        self.menus.menus["Timeline"].aboutToShow.connect(self._on_timeline_menu)
        self.timeline.notice.connect(self.show_notice)
        self.canvas.selection.changed.connect(self._on_selection_changed)
        self.canvas.regions_wanted.connect(self._on_request_changed)
        for view in (self.canvas, self.data_panel, self.training_panel, self.network_view, self.curves_view):
            self._listen(view)
        for name, slot in (
            ("undo", document.undo),
            ("redo", document.redo),
            ("delete", self.canvas.delete_selection),
            ("duplicate", self.canvas.duplicate_selection),
            ("relabel", self.canvas.relabel_selection),
            ("select_all", self.canvas.select_all),
            ("cancel", self.canvas.cancel),
            ("fit", self.canvas.fit_view),
            ("theme", look.toggle_theme),
            ("larger", self._on_larger),
            ("smaller", self._on_smaller),
            ("fullscreen", self._on_fullscreen),
            ("restore_layout", self._on_restore_layout),
            ("faster", self._on_faster),
            ("slower", self._on_slower),
            ("pin", self.curves_view.pin),
            ("unpin", self.curves_view.clear_pinned),
            ("play_timeline", self.timeline.toggle_playing),
            ("earlier", self.timeline.earlier),
            ("later", self.timeline.later),
            ("live", self.timeline.back_to_live),
            ("go_on", self.timeline.go_on_from_here),
            ("timeline", self.timeline.show_it),
            ("keep_timeline", self.timeline.keep),
            ("quit", self.close),
        ):
            self.actions_[name].triggered.connect(slot)
        self.stage.changing.connect(self.panels.keep_size)
        self.stage.explaining_changed.connect(self.panels.set_explaining)
        self.stage.enlarged.connect(self._on_network_enlarged)
        self.panels.docks["network"].toggleViewAction().triggered.connect(self._on_network_toggled)
        self.network_view.enlarge_asked.connect(self.stage.docks[NETWORK].toggleViewAction().trigger)
        ChosenPoint(self.canvas.selection, self._attention, self)
        self.lesson_line.shown_changed.connect(self._on_lesson_shown)
        self.actions_["lesson"].triggered.connect(self.lesson_line.set_shown)
        self._on_lesson_shown(self.lesson_line.has_lesson)
        self._on_selection_changed()
        self.actions_["timeline"].setChecked(True)
        self._on_timeline_changed()

    # What happens

    @Slot(bool)
    def _on_lesson_shown(self, shown: bool) -> None:
        action = self.actions_["lesson"]
        action.setEnabled(self.lesson_line.has_lesson)
        action.setChecked(shown)

    @Slot()
    def _on_restore_layout(self) -> None:
        self.stage.restore()
        self.panels.restore()

    @Slot(bool)
    def _on_network_enlarged(self, enlarged: bool) -> None:
        """The one network view stands in its panel, or large beside the plane."""
        target, source = self.stage.docks[NETWORK], self.panels.docks["network"]
        if not enlarged:
            target, source = source, target
        if source.widget() is not None and target.widget() is None:
            target.setWidget(source.widget())
        self.panels.set_enlarged("network", enlarged)

    @Slot(bool)
    def _on_network_toggled(self, shown: bool) -> None:
        """Its panel would be empty as long as the network is large."""
        if shown:
            self.stage.close_panel(NETWORK)

    @Slot()
    def _on_request_changed(self) -> None:
        is_seen = self.isVisible() and not self.isMinimized()
        request = FrameRequest(
            regions=self.canvas.regions_request if is_seen else None,
            metrics=is_seen,
            lenses=tuple(view.lens for view in self._lens_views if view.lens is not None) if is_seen else (),
        )
        self._training.look(request, self._document.view.run)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        state = frame.runs[frame.shown].run.state
        speed = f"{count(frame.steps_per_second)} steps/s" if self._training.playing else "at rest"
        engine, why = engine_words(frame.runs[frame.shown])
        text = f"step {count(state.step if state else 0)} · engine: {engine} · {speed}"
        if self._engine_label.text() != text:
            self._engine_label.setText(text)
            self._status_row.hold_room(self._engine_label)
            self._engine_label.setToolTip(wrapped(why))
        if self.isMinimized() or not self.isVisible():
            self._training.gate.painted()  # nothing will be painted, and the worker need not wait for it

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        self.toolbar.show_playing(playing)

    @Slot()
    def _on_status_changed(self) -> None:
        document = self._document
        is_dirty = document.is_dirty
        self.setWindowTitle(f"{document.title.replace('[*]', '[*][*]')}[*] – chalknet")
        self.setWindowModified(is_dirty)
        saved = "not saved" if is_dirty else "saved" if document.path else ""
        self._saved_label.setText("saving…" if document.is_saving else saved)
        self._status_row.hold_room(self._saved_label)
        for name, text in (("undo", document.undo_text), ("redo", document.redo_text)):
            self.actions_[name].setEnabled(bool(text))
            self.actions_[name].setText(f"{name.capitalize()} {text}".strip())

    @Slot()
    def _on_selection_changed(self) -> None:
        for name in ("delete", "duplicate", "relabel"):
            self.actions_[name].setEnabled(bool(len(self.canvas.selection)))

    @Slot()
    def _on_timeline_changed(self) -> None:
        is_past, can_look_back = self._training.moment is not None, self.timeline.can_look_back
        for name, is_possible in (
            ("play_timeline", can_look_back),
            ("earlier", can_look_back),
            ("later", is_past),
            ("live", is_past),
            ("go_on", is_past),
        ):
            self.actions_[name].setEnabled(is_possible)
        self.actions_["keep_timeline"].setChecked(self.timeline.is_kept)

    @Slot()
    def _on_timeline_menu(self) -> None:
        note = self.timeline.file_note()
        self.actions_["keep_timeline"].setText(f"{KEEP_TIMELINE} ({note})" if note else KEEP_TIMELINE)

    @Slot()
    def _on_larger(self) -> None:
        self._look.zoom(1)

    @Slot()
    def _on_smaller(self) -> None:
        self._look.zoom(-1)

    @Slot()
    def _on_faster(self) -> None:
        self.speed.change(1)

    @Slot()
    def _on_slower(self) -> None:
        self.speed.change(-1)

    @Slot(bool)
    def _on_fullscreen(self, full: bool) -> None:
        self.menuBar().setVisible(not full)
        # The other flags stay, so that a maximized window comes back maximized.
        flag = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | flag if full else self.windowState() & ~flag)
        self.panels.fit()

    @Slot()
    def _on_painted(self) -> None:
        self._training.gate.painted()

    # Qt

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        self._training.gate.paint()
        done = super().event(event)
        if not self._painted_soon.isActive():
            self._painted_soon.start()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panels.on_resized()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.panels.fit()
            self.panels.size()
            self._on_request_changed()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._on_request_changed()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
        if path:
            self.dropped.emit(path)

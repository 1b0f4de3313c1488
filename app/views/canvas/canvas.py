"""The plane with points and decision regions: where the teacher draws and the class looks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.attention import Attention
from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.look.seen import Seen
from app.session.carry import only_points_differ, parameter_count
from app.session.schema import Data, Session, View
from app.session.slice import Slice, slice_of
from app.training.frames import Frame
from app.training.lenses.answer_curve import AnswerCurveRequest
from app.training.regions import RegionsRequest
from app.training.training import Training
from app.views.canvas.board import Board
from app.views.canvas.hand import Hand
from app.views.canvas.keys import Keys
from app.views.canvas.lines.lines import Lines
from app.views.canvas.picture import Picture
from app.views.canvas.plane import Plane
from app.views.canvas.pointed import Pointed
from app.views.canvas.points_change import carried, went_to
from app.views.canvas.regions_wish import RegionsWish, sharp_request
from app.views.canvas.selection import Selection
from app.views.canvas.sight import Sight
from app.views.canvas.signs import Signs
from app.views.canvas.tools import Choose, Spot, Tool
from app.views.numbers_text import moment_text
from nncore import Checkpoint

DUPLICATE_PX = 14.0


class Canvas(QWidget):
    """Points, regions, border, the lines of neurons, and the tools that draw.

    Attributes: selection, plane, lines, slice (which plane of space is on the axes), regions_request (the picture it
    wants, None while nobody sees it), lens (the curve it wants, where there is one input).
    Signals: regions_wanted(RegionsRequest or None), lens_changed(), notice(str: why an edit could not be done).
    """

    regions_wanted = Signal(object)
    lens_changed = Signal()
    notice = Signal(str)

    def __init__(
        self,
        document: Document,
        training: Training,
        look: Look,
        drawing: Drawing,
        attention: Attention,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._training, self._look = document, training, look
        self.setAccessibleName("plane with points and decision regions")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.selection = Selection()
        self.slice: Slice = slice_of(document.session.data, document.view)
        self.plane = Plane(look, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plane)
        self._picture = Picture(self.plane, look)
        self._signs = Signs(look, self)
        self._board = Board(
            document,
            drawing,
            self.selection,
            lambda: self.slice,
            lambda: self.plane.projection,
            lambda: look.scale,
            self.notice.emit,
        )
        self._hand = Hand(self.plane, self._board, drawing, self)
        self.lines = Lines(document, training, look, attention, self.plane, self._board, self._hand)
        self._attention = attention
        self._hand.taken = self._taken
        self._keys = Keys(self, self._board)
        self._pointed = Pointed(document, training, self.plane, self._board, self._hand, self)
        self._wish = RegionsWish(self)
        self._seen = Seen(self)
        self._frame: Frame | None = None
        self._sight = Sight(document, self.plane, lambda: self.slice, self)
        self._asked: tuple[object, ...] = ()  # of the document's view, for the axes
        self._connect()
        self._on_opened(document.session)

    def _connect(self) -> None:
        document, training = self._document, self._training
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        document.view_changed.connect(self._on_view_changed)
        training.frame_ready.connect(self._on_frame)
        training.playing_changed.connect(self._on_playing_changed)
        training.was_reset.connect(self._on_was_reset)
        training.moment_changed.connect(self._on_moment_changed)
        self._look.changed.connect(self._on_look_changed)
        self.plane.projection_changed.connect(self._on_projection_changed)
        self.selection.changed.connect(self._on_selection_changed)
        self._wish.changed.connect(self.regions_wanted)
        self._seen.changed.connect(self._on_seen_changed)
        self.lines.notice.connect(self.notice)
        self._pointed.changed.connect(self._signs.show_pointed)
        self._hand.moved.connect(self._on_hand_moved)
        self._hand.panned.connect(self._sight.store_soon)
        self._hand.fit_asked.connect(self.fit_view)

    # For menus and keys

    @property
    def regions_request(self) -> RegionsRequest | None:
        return self._wish.request

    def as_figure(self) -> None:
        """Show what is drawn and nothing else, for a figure."""
        self._signs.as_figure()

    def sharp_request(self, density: float) -> RegionsRequest | None:
        """The picture for a figure with so many device pixels to a pixel; None where the answer is a curve."""
        projection = self.plane.projection
        return None if self.slice.has_value else sharp_request(projection, self._document.view, self.slice, density)

    @property
    def lens(self) -> AnswerCurveRequest | None:
        return self._picture.answer_lines.request

    @Slot()
    def delete_selection(self) -> None:
        """Delete the selected points."""
        self._hand.finish()
        rows = self.selection.rows
        self._board.delete(rows, "Delete point" if len(rows) == 1 else "Delete points")

    @Slot()
    def duplicate_selection(self) -> None:
        """Copy the selected points a little beside them; the copies are then selected."""
        self._hand.finish()
        if len(self.selection):
            beside = self._board.pixels(DUPLICATE_PX)
            self._board.duplicate(self.selection.rows, np.array([beside, beside]))

    @Slot()
    def relabel_selection(self) -> None:
        """Give the selected points the class in hand."""
        self._hand.finish()
        if len(self.selection):
            self._board.relabel(self.selection.rows)

    @Slot()
    def select_all(self) -> None:
        """Select every point."""
        self._hand.finish()
        self.selection.set(np.arange(len(self._document.session.data.points)))

    @Slot()
    def fit_view(self) -> None:
        """Show all points."""
        self._sight.fit()

    @Slot()
    def zoom_in(self) -> None:
        """Show less, larger."""
        self._sight.zoom(1)

    @Slot()
    def zoom_out(self) -> None:
        """Show more, smaller."""
        self._sight.zoom(-1)

    @Slot()
    def cancel(self) -> None:
        """Take back the gesture in hand; without one, select nothing."""
        if self._hand.is_busy:
            self._hand.cancel()
        else:
            self.selection.clear()

    # What the document says

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if not self._board.is_editing:
            self._hand.finish()  # the points that it holds may be gone
        before = self.slice
        if new.data is not old.data:
            self._take_data(old.data, new.data)
        self._show_answer_axis()
        if self.slice != before or not only_points_differ(old, new):
            self.lines.show()
        self._show_state()
        if self._hand.is_pressing:  # what a click does is seen at once; the panels follow in the window's next painting
            self.plane.paint_now()

    def _take_data(self, old: Data, new: Data) -> None:
        places = None
        if new.points is not old.points:
            places = went_to(old, new)
            self.selection.set(carried(self.selection.rows, places))
        # The principal components turn with the points, but not in the hand of who moves them.
        is_kept = self._board.is_editing and self.slice.dimensions == len(new.features)
        has_other_axes = not is_kept and self._take_slice(new)
        self._picture.show_data(new, self.slice, places)
        is_other_kind = new.source is not None and (old.source is None or old.source.name != new.source.name)
        if has_other_axes or is_other_kind:
            self._sight.forget()
        self._look_at()

    def _take_slice(self, data: Data) -> bool:
        """Put on the axes what the view asks for. Returns whether that is something else than before."""
        before, self.slice = self.slice, slice_of(data, self._document.view)
        if self.slice == before:
            return False
        self.plane.set_slice(self.slice)
        return (self.slice.axes, self.slice.features) != (before.axes, before.features)

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self._hand.finish()
        self._frame = None
        self.selection.clear()
        self._picture.clear()
        self.lines.clear()
        view = self._document.view
        self._asked = (view.axes, view.held, view.principal)
        self._take_slice(session.data)
        self.plane.set_slice(self.slice)
        self._picture.show_data(session.data, self.slice)
        self._picture.show_rings(self._document.view.misclassified)
        self._show_sizes(self._document.view)
        self._show_answer_axis()
        self._sight.open()
        self._look_at()
        self._show_state()
        self._explain()

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        self._look_along(view)
        self._show_answer_axis()
        self._sight.follow()
        self._picture.show_rings(view.misclassified)
        self._show_sizes(view)
        if self._frame is not None and self._seen.now:
            self._show_frame(self._frame)
        self.lines.show()
        self._look_at()
        self._explain()
        self._pointed.read_soon()

    def _look_along(self, view: View) -> None:
        """Follow the view to other axes, or to others of the held values."""
        asked = (view.axes, view.held, view.principal)
        if asked == self._asked:
            return
        self._asked = asked
        data = self._document.session.data
        if self._take_slice(data):
            self._picture.show_data(data, self.slice)
            self._sight.forget()

    # What is visible

    @Slot()
    def _on_projection_changed(self) -> None:
        projection = self.plane.projection
        self._picture.project(projection)
        self.lines.show()
        self._signs.arrange(projection)
        self._look_at()
        self._pointed.read_soon()

    def _look_at(self) -> None:
        projection = self.plane.projection if self._seen.now else None
        is_live = self._training.playing and self._training.moment is None
        self._wish.look_at(projection, self._document.view, self.slice, is_live=is_live)
        if self._picture.answer_lines.look_at(projection, self._document.view, self.slice):
            self.lens_changed.emit()

    def _show_answer_axis(self) -> None:
        session = self._document.session
        run = session.runs[min(self._document.view.run, len(session.runs) - 1)]
        self._picture.answer_lines.show_axis(run.model.output, session.data, self.slice)

    # What the training says

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if self._seen.now:
            self._show_frame(frame)

    def _show_frame(self, frame: Frame) -> None:
        self._frame = frame
        run = min(self._document.view.run, len(frame.runs) - 1)
        if self._picture.show_frame(frame, run, self._document.session.data):
            self._explain()
        self._show_answer_axis()
        self.lines.show_frame()
        self._signs.show_moment(_moment_text(frame, run))
        self._show_state()
        self._pointed.read_soon(moved=False)

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:  # noqa: ARG002
        self._look_at()
        self._show_state()

    @Slot()
    def _on_was_reset(self) -> None:
        self._frame = None
        self.lines.show()

    @Slot(object)
    def _on_moment_changed(self, moment: Checkpoint | None) -> None:
        self._look_at()
        if moment is not None and self._seen.now:
            self._wish.stir()

    def _show_sizes(self, view: View) -> None:
        self._picture.show_sizes(view.loss_sizes)
        self._signs.show_sizes(view.loss_sizes)

    # Words

    def _show_state(self) -> None:
        """What an empty plane, or an untrained one, has to say."""
        session, run = self._document.session, self._document.view.run
        runs = session.runs if self._frame is None else tuple(shown.run for shown in self._frame.runs)
        seen = runs[min(run, len(runs) - 1)]
        is_untrained = not self._training.playing and (seen.state is None or seen.state.step == 0)
        # Where all parameters are frozen Play changes nothing.
        data = session.data if self._frame is None else self._frame.session.data
        is_fixed = bool(seen.frozen) and len(seen.frozen) == parameter_count(seen, data)
        self._signs.show_state(has_points=len(session.data.points) > 0, is_untrained=is_untrained and not is_fixed)

    def _explain(self) -> None:
        """What the colors mean."""
        session = self._frame.session if self._frame else self._document.session
        run = min(self._document.view.run, len(session.runs) - 1)
        self._signs.show_regions(self._picture.regions, session, self._document.view, run)

    # The look, the mouse, and events

    @Slot()
    def _on_look_changed(self) -> None:
        self._picture.restyle()
        self.lines.show()
        self._explain()
        self._signs.arrange(self.plane.projection)

    @Slot()
    def _on_selection_changed(self) -> None:
        self._picture.show_selected(self.selection.rows)

    @Slot(bool)
    def _on_seen_changed(self, seen: bool) -> None:
        self.lines.is_seen = seen
        self.lines.show()
        self._look_at()
        if not seen:
            self._hand.finish()
        elif self._training.frame is not None:
            self._show_frame(self._training.frame)

    def _taken(self, spot: Spot) -> Tool | None:
        """The gesture that a press begins in place of the tool in hand; None if it is the tool's."""
        taken = self.lines.taken(spot)
        wants_sample = self._attention.wants_sample and self._board.drawing.tool == "add"
        if taken is None and wants_sample and self._board.nearest(spot.pixel) is not None:
            return Choose(self._board)
        return taken

    @Slot()
    def _on_hand_moved(self) -> None:
        self._picture.show_marks(self._hand.disc, self._hand.tool.band)
        self._pointed.read_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)


def _moment_text(frame: Frame, run: int) -> str:
    """Which remembered moment is shown, "" where the run is seen live."""
    past, present = frame.seen(run).run.state, frame.runs[run].run.state
    if frame.past is None or run != frame.shown or past is None or present is None:
        return ""
    return moment_text(past.step, present.step)

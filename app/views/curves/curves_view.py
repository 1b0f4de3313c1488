"""The panel of the curves: loss or accuracy, and how they are shown."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from app.document import Document
from app.look.look import Look
from app.look.pace import Pace
from app.look.seen import Seen
from app.look.widgets.buttons import IconButton
from app.look.widgets.panel import Panel
from app.look.widgets.switch import Switch
from app.session.edits.branch import Branch
from app.session.edits.parameters import ParameterEdit
from app.session.schema import Run, Session, View
from app.training.frames import Frame
from app.training.training import Training
from app.views.curves.axis_button import AxisButton
from app.views.curves.drawn import Curves, Mark
from app.views.curves.lines import Quantity, epochs_done, lines_of, note_of, pinned_lines, switches_of
from app.views.curves.naming import numbers_of
from app.views.curves.overlay import Entry, paint_readout
from app.views.curves.pinning import Pinning
from app.views.curves.plot import CurvePlot
from app.views.curves.reading import reading_at
from app.views.curves.smoothing_popup import SmoothingPopup

REFRESH_MS = 45  # with every third frame: curves grow slowly, and this leaves time for the regions
HINTS = {"loss": "Press Play to see the loss", "accuracy": "Press Play to see the accuracy"}
QUANTITIES = (
    ("loss", "Loss", "The loss L: the mean over the points, on training and on test points."),
    ("accuracy", "Accuracy", "The share of points whose class is predicted right (ŷ = y), in %."),
)

NO_ACCURACY = "These points have values y: an answer is more or less far from them (the loss L), not right or wrong."


class CurvesView(Panel):
    """Loss and accuracy of the shown run, with earlier runs in grey.

    Signals: notice(str), a sentence for the person.
    """

    notice = Signal(str)

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", parent)
        self.setAccessibleName("Curves")
        self._document, self._training = document, training
        self._frame: Frame | None = training.frame
        self._from_file = training.frame is None  # the curves in the session are those of the run that goes on
        self._reading_x: float | None = None
        self._pinning = Pinning(document)
        self._seen = Seen(self)
        self._pace = Pace(self._draw, REFRESH_MS, self, self._seen)

        self._switch = Switch(look, QUANTITIES)
        self._log = IconButton(
            look, "log", tooltip="Logarithmic loss axis: equal factors are equal distances (log L).",
            checkable=True, icon_px=16,
        )  # fmt: skip
        self._smooth = IconButton(look, "smooth", tooltip="Smooth the curves …", checkable=True, icon_px=16)
        self._pin = IconButton(
            look, "pin", tooltip="Pin this run's curve: it stays in grey, to compare later runs with. (P)", icon_px=16
        )
        self._unpin = IconButton(
            look, "unpin", tooltip="Remove grey curves of earlier runs … (all: Shift+P)", icon_px=16
        )  # fmt: skip
        self._unpin.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.pinned_menu = QMenu(self)
        self._unpin.setMenu(self.pinned_menu)
        self.header.insertWidget(0, self._switch)
        for button in (self._log, self._smooth, self._pin, self._unpin):
            self.add_to_header(button)
        self.plot = CurvePlot(look)
        self.plot.setAccessibleName("Plot of the curves")
        self.plot.readout = self._paint_readout
        self.add(self.plot, 1)
        self._axis_button = AxisButton(look, self.plot)
        self._popup = SmoothingPopup(look, self)
        self._connect()
        self._on_axis_button_moved()
        self._on_view_changed(document.view)

    def _connect(self) -> None:
        self._switch.chosen.connect(self._on_quantity_chosen)
        self._log.clicked.connect(self._on_log_clicked)
        self._smooth.clicked.connect(self._on_smooth_clicked)
        self._pin.clicked.connect(self.pin)
        self.pinned_menu.triggered.connect(self._on_unpin_chosen)
        self._axis_button.moved.connect(self._on_axis_button_moved)
        self._axis_button.chosen.connect(self._on_axis_chosen)
        self._popup.edited.connect(self._on_smoothing_edited)
        self.plot.pointed.connect(self._on_pointed)
        self._document.session_changed.connect(self._on_session_changed)
        self._document.parameters_changed.connect(self._on_parameters_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._training.was_reset.connect(self._on_was_reset)
        self._look.changed.connect(self.draw_now)
        self._seen.changed.connect(self.draw_now)

    def as_figure(self) -> None:
        super().as_figure()
        self._axis_button.as_figure()

    def show_as(self, other: CurvesView) -> None:
        """Show the quantity that another view shows."""
        self._switch.set_key(other._switch.key())
        self.draw_now()

    # For menus

    @Slot()
    def pin(self) -> None:
        """Keep this run's curve in grey."""
        run = self._run()
        pinned = self._pinning.pin(run) if run is not None else None
        if pinned is None:
            self.notice.emit("There is no curve to pin yet: train for an epoch first.")
        else:
            number, is_new = pinned
            self.notice.emit(f"Pinned as {number}." if is_new else f"This curve is pinned already, as {number}.")

    @Slot()
    def clear_pinned(self) -> None:
        """Remove the curves of earlier runs."""
        self._pinning.clear()

    @Slot()
    def draw_now(self) -> None:
        """Draw what there is now."""
        self._pace.draw()

    def _draw(self) -> None:
        view, run = self._document.view, self._run()
        has_classes = self._document.session.data.task == "classification"
        accuracy = self._switch.button("accuracy")
        accuracy.setEnabled(has_classes)
        accuracy.setToolTip(QUANTITIES[1][2] if has_classes else NO_ACCURACY)
        if not has_classes:
            self._switch.set_key("loss")
        quantity: Quantity = "accuracy" if self._switch.key() == "accuracy" else "loss"
        has_begun = run is not None and run.state is not None and run.state.step > 0
        is_empty = not has_begun and not view.pinned
        self.plot.hint = HINTS[quantity] if is_empty and not self._is_figure else ""
        history = run.history if run is not None and has_begun else None
        self.plot.show_curves(
            Curves(
                quantity=quantity,
                by=view.curve_by,
                logarithmic=view.log_loss and quantity == "loss",
                smoothing=view.smoothing,
                lines=tuple(lines_of(history, quantity, view.curve_by)),
                pinned=tuple(pinned_lines(view.pinned, quantity, view.curve_by)),
                mark=self._mark(),
                moment=self._moment(),
                switches=tuple(switches_of(history, view.curve_by)) if quantity == "loss" else (),
            )
        )
        self._pin.setEnabled(epochs_done(run) > 0)

    def _run(self) -> Run | None:
        """The shown run with the newest curves; None while there are none."""
        number = self._document.view.run
        if self._frame is not None:
            return self._frame.runs[number].run if number < len(self._frame.runs) else None
        runs = self._document.session.runs
        return runs[number] if self._from_file and number < len(runs) else None

    def _mark(self) -> Mark | None:
        number = self._document.view.run
        if self._frame is None or number >= len(self._frame.runs):
            return None
        shown = self._frame.runs[number]
        if shown.divergence is None or shown.run.state is None:
            return None
        if self._document.view.curve_by == "step":
            return Mark(float(shown.divergence.step), shown.divergence.reason)
        return Mark(float(shown.run.state.epoch), shown.divergence.reason)

    def _moment(self) -> float | None:
        """Where on the x axis the remembered moment is that is looked at; None where the run is seen live."""
        number, frame = self._document.view.run, self._frame
        if frame is None or frame.past is None or frame.shown != number or frame.past.run.state is None:
            return None
        state = frame.past.run.state
        if self._document.view.curve_by == "step":
            return float(state.step)
        n = len(frame.session.data.points) - int(frame.session.data.points.is_test.sum())
        return state.epoch + state.position / max(n, 1)

    def _paint_readout(self, painter: QPainter, _pointer: QPointF) -> None:
        run = self._run()
        if self._reading_x is None:
            return
        plot = self.plot
        reading = reading_at(plot.curves, run.history if run else None, self._reading_x, plot.reach())
        if reading is None:
            return
        entries = [
            Entry(sample.name, sample.text, plot.color_of(sample.line), plot.place_of(sample.x, sample.y))
            for sample in reversed(reading.samples)
        ]
        place = plot.place_of(reading.x, 1.0)
        area = plot.area()
        if math.isfinite(place.x()) and area.left() - 1 <= place.x() <= area.right() + 1:
            paint_readout(painter, self._look, reading.title, entries, place.x(), area, plot.width() - 2.0)

    def _refresh_soon(self) -> None:
        self._pace.draw_soon()

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        self._frame = frame
        run = self._run()
        if run is not None:
            self._pinning.follow(run)
        self._refresh_soon()

    @Slot()
    def _on_was_reset(self) -> None:
        run = self._run()
        self._frame = None
        self._from_file = False
        self._pinning.pin_at_reset(run)
        self._refresh_soon()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._frame = None
        self._from_file = True
        self._pinning.forget()
        self.plot.show_all()
        self._refresh_soon()

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if new.runs is not old.runs or new.data.task != old.data.task:  # a point more changes no curve
            self._refresh_soon()

    @Slot(object, object)
    def _on_parameters_changed(self, _session: Session, edit: ParameterEdit | Branch) -> None:
        if isinstance(edit, Branch):
            self._pinning.follow_branch(self._run(), edit)

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        self._log.setChecked(view.log_loss)
        self._smooth.setChecked(view.smoothing > 0.0)
        self._unpin.setEnabled(bool(view.pinned))
        self._fill_pinned_menu(view)
        self._axis_button.set_key(view.curve_by)
        self._popup.slider.set_value(view.smoothing)
        self._refresh_soon()

    def _fill_pinned_menu(self, view: View) -> None:
        self.pinned_menu.clear()
        numbers = numbers_of([curve.name for curve in view.pinned])
        for number, curve in zip(numbers, view.pinned, strict=True):
            action = self.pinned_menu.addAction(note_of(curve, number).replace("&", "&&").replace("\t", " "))
            action.setData(number)
        if len(numbers) > 1:
            self.pinned_menu.addSeparator()
            self.pinned_menu.addAction("All")

    @Slot()
    def _on_axis_button_moved(self) -> None:
        self.plot.set_title_width(self._axis_button.width())

    # What the person does

    @Slot(QAction)
    def _on_unpin_chosen(self, action: QAction) -> None:
        number = action.data()
        if number is None:
            self._pinning.clear()
        else:
            self._pinning.remove(int(number))

    @Slot(str)
    def _on_quantity_chosen(self, key: str) -> None:
        self._log.setEnabled(key == "loss")
        self.draw_now()

    @Slot()
    def _on_log_clicked(self) -> None:
        self._document.set_view(log_loss=self._log.isChecked())

    @Slot()
    def _on_smooth_clicked(self) -> None:
        # The button shows whether there is smoothing; a click only opens the slider.
        self._smooth.setChecked(self._document.view.smoothing > 0.0)
        self._popup.show_below(self._smooth, self._document.view.smoothing)

    @Slot(float)
    def _on_smoothing_edited(self, value: float) -> None:
        self._document.set_view(smoothing=value)

    @Slot(str)
    def _on_axis_chosen(self, key: str) -> None:
        self._document.set_view(curve_by=key)

    @Slot(object)
    def _on_pointed(self, x: float | None) -> None:
        self._reading_x = x

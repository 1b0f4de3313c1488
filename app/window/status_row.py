"""The row at the bottom of the window: the timeline, and what there is to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.views.timeline.timeline_view import TimelineView


class StatusRow(QWidget):
    """Fills the status bar. A message takes the place of the labels at the right, and never that of the timeline.

    Where there is no room for all, the timeline makes some, then the labels go; a message is cut short at last, and
    whole in its tooltip.
    """

    def __init__(self, bar: QStatusBar, timeline: TimelineView, labels: Sequence[QLabel], look: Look) -> None:
        super().__init__()
        self._bar, self._timeline, self._labels, self._look = bar, timeline, labels, look
        self._message = QLabel()
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setAccessibleName("message")
        self._row = QHBoxLayout(self)
        self._row.addWidget(timeline, 1)
        self._row.addWidget(self._message)
        for label in labels:
            self._row.addWidget(label)
        bar.setSizeGripEnabled(False)
        bar.addPermanentWidget(self, 1)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self._fit)
        bar.messageChanged.connect(self._fit)
        timeline.state_changed.connect(self._fit_soon.start)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def hold_room(self, label: QLabel) -> None:
        """A label's text has changed: its place only grows, so that the slider stays under the mouse.

        It is of a fixed size, so that the window is not laid out anew for a text that changes with every frame.
        """
        needed = _needed(label)
        if needed.width() > label.minimumWidth():
            label.setFixedSize(needed)
            self._fit_soon.start()

    @Slot()
    def _fit(self) -> None:
        """Share the width between the timeline and what is said."""
        margins, gap = self._row.contentsMargins(), self._row.spacing()
        message = self._bar.currentMessage()
        widths = {label: max(label.sizeHint().width(), label.minimumWidth()) + gap for label in self._labels}
        labels = sum(width for label, width in widths.items() if label.text())
        needed = self._message.fontMetrics().horizontalAdvance(message) + gap if message else labels
        room = 0
        for left_out in range(3 if message else 2):
            self._timeline.leave_out(left_out)
            timeline = 0 if self._timeline.isHidden() else self._timeline.least_width() + gap
            room = self.width() - margins.left() - margins.right() - timeline
            if room >= needed:
                break
        shown = self._message.fontMetrics().elidedText(message, Qt.TextElideMode.ElideRight, max(room, 0))
        self._message.setVisible(bool(message))
        self._message.setText(shown)
        self._message.setToolTip(wrapped(message) if shown != message else "")
        left = 0 if message else room
        for label in reversed(self._labels):  # the one that matters most stands at the right
            left -= widths[label]
            label.setVisible(left >= 0)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self._row.setContentsMargins(look.px(8), 0, look.px(8), 0)
        self._row.setSpacing(look.px(16))
        for label in self._labels:
            label.setFixedSize(_needed(label))
        self._fit_soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_soon.start()


def _needed(label: QLabel) -> QSize:
    """What the text takes now; a label's own hint is never smaller than the size that was fixed before."""
    return label.fontMetrics().size(0, label.text()).grownBy(label.contentsMargins())

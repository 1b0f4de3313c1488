"""Whose step it is: a chosen point's, the next batch's, or that of all training points."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.look.look import Look
from app.look.widgets.elided_label import ElidedLabel
from app.look.widgets.stepper import Stepper
from app.look.widgets.switch import Switch
from app.session.schema import Data
from app.training.lenses.inspector import Inspected, SubjectName
from app.views.numbers_text import count

SUBJECTS = (
    ("point", "point", "One point alone: N = 1. Click one on the plane with the tool Select (V), or give its number."),
    ("batch", "next batch", "The very points that the next step of training will use: N = B."),
    ("all", "all", "All training points at once: N is their number."),
)


class SubjectBar(QWidget):
    """The number of a point, its class, or how many points there are, on one line.

    Attributes: switch (whose step; it stands elsewhere), point (the number field).
    Signals: subject_chosen(str), row_chosen(int).
    """

    subject_chosen = Signal(str)
    row_chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.switch = Switch(look, SUBJECTS)
        self.point = Stepper(look, 1, 1)
        self.point.setAccessibleName("Number of the point")
        self.point.setToolTip("The number n of the chosen point, in the order in which the points were placed.")
        self._marker, self._words = QLabel(), ElidedLabel()
        self._words.setProperty("role", "secondary")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        for widget in (self.point, self._marker):
            self._line.addWidget(widget)
        self._line.addWidget(self._words, 1)
        self.switch.set_key("batch")
        self.switch.chosen.connect(self.subject_chosen)
        self.point.edited.connect(self._on_point_edited)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    @property
    def subject(self) -> SubjectName:
        return cast(SubjectName, self.switch.key())

    def show_subject(self, subject: SubjectName, row: int | None, data: Data, inspected: Inspected | None) -> None:
        """Show whose step it is, and how many points that are."""
        self.switch.set_key(subject)
        self.point.setVisible(subject == "point")
        self._marker.setVisible(subject == "point" and row is not None)
        if subject == "point":
            self._show_point(row, data)
            return
        n = inspected.inspection.total if inspected and inspected.inspection else 0
        words = f"next batch: {count(n)}" if subject == "batch" else f"{count(n)} training"
        self._words.show_text(f"{words} {'point' if n == 1 else 'points'}" if n else "")

    def _show_point(self, row: int | None, data: Data) -> None:
        points = data.points
        self.point.set_range(1, max(len(points), 1))
        if row is None or row >= len(points):
            self.point.set_value(1)
            self._words.show_text(f"of {count(len(points))}, none chosen")
            self._marker.setVisible(False)
            return
        self.point.set_value(row + 1)
        test = ", a test point" if points.is_test[row] else ""
        label = int(points.labels[row])
        name = f" · {data.classes[label].name}" if label < len(data.classes) else ""
        self._words.show_text(f"of {count(len(points))}{name}{test}")
        if label < len(data.classes):
            info = data.classes[label]
            icon = self._look.marker_icon(info.marker, info.color, hollow=bool(points.is_test[row]))
            self._marker.setPixmap(icon.pixmap(self._look.icon_size(14)))

    @Slot(int, object)
    def _on_point_edited(self, value: int, _gesture: object) -> None:
        self.row_chosen.emit(value - 1)

    @Slot()
    def _on_look_changed(self) -> None:
        self._line.setSpacing(self._look.px(6))

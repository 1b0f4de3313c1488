"""The classes: which one is drawn, what they are called and look like, how many points each has."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QWidget

from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.look.plain_text import in_menu
from app.look.widgets.buttons import IconButton
from app.session.edits.data import (
    CLASS_COLORS,
    CLASS_MARKERS,
    add_class,
    remove_class,
    rename_class,
    restyle_class,
)
from app.session.schema import MAX_CLASSES, ClassInfo, Session
from app.views.data.class_row import ClassRow
from app.views.data.section import Section

MAX_IN_ONE_COLUMN = 6
MAX_WIDE_ROWS = 4  # more rows than these are lower, so that all six find room at 1280 × 800
COLOR_NAMES = ("Orange", "Blue", "Green", "Purple", "Sky", "Amber", "Gray", "Brown")


class ClassesList(Section):
    """A row for each class; the chosen one is what the drawing tools draw."""

    def __init__(self, document: Document, look: Look, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(document, look, "Classes", parent)
        self._drawing = drawing
        self._rows: list[ClassRow] = []
        self._add = IconButton(look, "plus", tooltip="Add a class, up to 8 (K is their number)", icon_px=16)
        self._add.clicked.connect(self._on_add_clicked)
        self.header.addWidget(self._add)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.content.addLayout(self._grid)
        self._without = QLabel()
        self._without.setTextFormat(Qt.TextFormat.PlainText)
        self._without.setProperty("role", "small")
        self._without.setWordWrap(True)
        self.content.addWidget(self._without)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        drawing.changed.connect(self._on_drawing_changed)
        self._on_look_changed()
        self.refresh()

    def refresh(self) -> None:
        data = self.document.session.data
        n = len(data.classes)
        self.setVisible(n > 0)
        if not n:
            return
        if self._drawing.label >= n:
            self._drawing.set(label=n - 1)  # here and nowhere else: what is drawn is a class that there is
        if len(self._rows) != n:
            self._make_rows(n)
        is_test = data.points.is_test
        tests = np.bincount(data.points.labels[is_test], minlength=n)
        alls = np.bincount(data.points.labels, minlength=n)
        for label, (row, info) in enumerate(zip(self._rows, data.classes, strict=True)):
            n_test = int(tests[label])
            row.show_class(
                info,
                int(alls[label]) - n_test,
                n_test,
                chosen=label == self._drawing.label,
                name_only=n > MAX_IN_ONE_COLUMN,
            )
        self._say_what_is_missing(data.classes, alls - tests)
        full = n >= MAX_CLASSES
        self._add.setEnabled(not full)
        self._add.setToolTip(
            f"A session has at most {MAX_CLASSES} classes." if full else "Add a class, up to 8 (K is their number)"
        )

    def _say_what_is_missing(self, classes: tuple[ClassInfo, ...], n_training: NDArray[np.intp]) -> None:
        """With points of some classes only, the network learns nothing of the others."""
        missing = [f"“{info.name}”" for info, n in zip(classes, n_training.tolist(), strict=True) if not n]
        is_incomplete = 0 < len(missing) < len(classes)
        self._without.setVisible(is_incomplete)
        if is_incomplete:
            *others, last = missing
            names = f"{', '.join(others)} and {last}" if others else last
            self._without.setText(f"No points to learn {names} from: click some into the plane.")

    def rename(self, label: int) -> None:
        """Open the name of a class for typing."""
        self._rows[label].rename()

    def menu(self, label: int) -> QMenu:
        """What can be done with a class."""
        classes = self.document.session.data.classes
        info = classes[label]
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addAction("Rename…", partial(self.rename, label))
        colors = menu.addMenu("Color")
        for color, name in zip(CLASS_COLORS, COLOR_NAMES, strict=True):
            owner = next((other.name for other in classes if other.color == color), "")
            action = colors.addAction(self.look.marker_icon(info.marker, color), _with_owner(name, owner))
            action.triggered.connect(partial(self._restyle, label, color, info.marker))
        markers = menu.addMenu("Marker")
        for marker in CLASS_MARKERS:
            owner = next((other.name for other in classes if other.marker == marker), "")
            name = marker.replace("-", " ").capitalize()
            action = markers.addAction(self.look.marker_icon(marker, info.color), _with_owner(name, owner))
            action.triggered.connect(partial(self._restyle, label, info.color, marker))
        menu.addSeparator()
        remove = menu.addAction("Remove class", partial(self._remove, label))
        if len(classes) <= 2:
            remove.setEnabled(False)
            remove.setToolTip("Two classes is the least: with one there is nothing to tell apart.")
        else:
            remove.setToolTip("Remove the class and its points; the classes behind it move up.")
        return menu

    def _make_rows(self, n: int) -> None:
        for row in self._rows:
            row.cancel_rename()
            self._grid.removeWidget(row)
            row.hide()
            row.deleteLater()
        columns = 1 if n <= MAX_IN_ONE_COLUMN else 2
        low = n / columns > MAX_WIDE_ROWS
        self._rows = [ClassRow(self.look, label, self, low=low) for label in range(n)]
        for label, row in enumerate(self._rows):
            row.chosen.connect(self._on_chosen)
            row.renamed.connect(self._on_renamed)
            row.menu_wanted.connect(self._on_menu_wanted)
            self._grid.addWidget(row, label // columns, label % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)

    def _remove(self, label: int) -> None:
        # The class in hand stays the same one, though those behind the removed one get other numbers.
        drawn = self._drawing.label
        self.edit("Remove class", lambda session: remove_class(session, label))
        if drawn > label:
            self._drawing.set(label=drawn - 1)

    def _restyle(self, label: int, color: str, marker: str, _checked: bool = False) -> None:
        self.edit("Change class marker", lambda session: _restyled(session, label, color, marker))

    @Slot()
    def _on_add_clicked(self) -> None:
        self.edit("Add class", add_class)
        self._drawing.set(label=len(self.document.session.data.classes) - 1)

    @Slot(int)
    def _on_chosen(self, label: int) -> None:
        self._drawing.set(label=label)

    @Slot(int, str)
    def _on_renamed(self, label: int, name: str) -> None:
        self.edit("Rename class", lambda session: rename_class(session, label, name))

    @Slot(int, object)
    def _on_menu_wanted(self, label: int, position: QPoint) -> None:
        menu = self.menu(label)
        menu.exec(position)
        menu.deleteLater()

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self._drawing.set(label=0)
        super()._on_opened(session)

    @Slot()
    def _on_drawing_changed(self) -> None:
        self.refresh()

    @Slot()
    def _on_look_changed(self) -> None:
        super()._on_look_changed()
        self._grid.setHorizontalSpacing(self.look.px(4))
        self._grid.setVerticalSpacing(self.look.px(2))


def _with_owner(name: str, owner: str) -> str:
    """The text of a menu item, the class that looks like this at its right end."""
    return f"{name}\t{in_menu(owner)}" if owner else name


def _restyled(session: Session, label: int, color: str, marker: str) -> Session:
    """The class in another color and marker. Whoever had them takes the old ones, so that all classes stay apart."""
    mine = session.data.classes[label]
    for other, info in enumerate(session.data.classes):
        if other == label:
            continue
        their_color = mine.color if info.color == color else info.color
        their_marker = mine.marker if info.marker == marker else info.marker
        session = restyle_class(session, other, their_color, their_marker)
    return restyle_class(session, label, color, marker)  # type: ignore[arg-type]

"""The head of each column in the preview: its name, what it holds, and the choice of its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.choice import Choice
from app.session.tables import counted, grouped, sentence
from app.session.tables.roles import ROLES, Guess, Role
from app.session.tables.table import Column

MEANINGS: dict[Role, str] = {
    "input": "Input: a coordinate x of the points, which the network is given.",
    "class": "Class: what the network has to tell apart, y.",
    "value": "Value: a number that the network has to learn, y.",
    "use": "Use: train or test; in place of a share that is chosen at random.",
    "ignore": "Ignore: the column is not imported.",
}
KINDS = {"numbers": "numbers", "whole numbers": "integers", "mixed": "numbers and texts"}
WIDTH_PX, NAME_PX, KIND_PX, ROLE_PX, GAP_PX = 144, 20, 17, 28, 6


class ColumnsHeader(QHeaderView):
    """A horizontal header with a choice in each section; choices are made when their section comes into sight.

    Signals: role_chosen(int, str), the column's number and its new role.
    """

    role_chosen = Signal(int, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._columns: tuple[Column, ...] = ()
        self._guesses: tuple[Guess, ...] = ()
        self._roles: tuple[Role, ...] = ()
        self._faults: dict[int, str] = {}
        self._choices: dict[int, Choice] = {}
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.sectionResized.connect(self.place_choices)
        self.geometriesChanged.connect(self.place_choices)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_columns(self, columns: Sequence[Column], guesses: Sequence[Guess]) -> None:
        """Show other columns. Their roles follow by show_roles."""
        self._columns, self._guesses = tuple(columns), tuple(guesses)
        self._roles = tuple(guess.role for guess in guesses)
        self._faults = {}
        for choice in self._choices.values():
            choice.hide()
            choice.deleteLater()
        self._choices = {}

    def show_roles(self, roles: Sequence[Role], faults: Mapping[int, str]) -> None:
        """Show roles, and what is wrong with columns, by their numbers."""
        self._roles, self._faults = tuple(roles), dict(faults)
        for place, choice in self._choices.items():
            choice.set_key(roles[place])
            choice.setToolTip(self._hint(place))
        self.place_choices()
        self.viewport().update()

    @Slot()
    def place_choices(self) -> None:
        """Bring the choices to their columns: after scrolling, and when a width has changed."""
        view = self.viewport().rect()
        for place in range(min(self.count(), len(self._columns))):
            inside = self._inside(place)
            if inside.right() < view.left() or inside.left() > view.right():
                if place in self._choices:
                    self._choices[place].hide()
                continue
            choice = self.choice(place)
            height = self._look.px(ROLE_PX)
            choice.setGeometry(inside.left(), inside.bottom() - height + 1, inside.width(), height)
            choice.show()

    def choice(self, place: int) -> Choice:
        """The choice of a column's role."""
        if place not in self._choices:
            choice = Choice(self._look, [(role, role) for role in ROLES], self.viewport())
            choice.set_key(self._roles[place])
            choice.setAccessibleName(f"Role of the column {self._columns[place].name}")
            choice.setToolTip(self._hint(place))
            choice.chosen.connect(partial(self.role_chosen.emit, place))
            self._choices[place] = choice
        return self._choices[place]

    def kind(self, place: int) -> str:
        """What a column holds, in a few words."""
        column = self._columns[place]
        if column.kind == "empty":
            return "all missing"
        if column.kind == "texts":
            parts = [counted(len(column.texts), "text") if column.codes is not None else "many texts"]
        else:
            parts = [KINDS[column.kind]]
        if column.n_missing:
            parts.append(f"{grouped(column.n_missing)} missing")
        return " · ".join(parts)

    def _hint(self, place: int) -> str:
        """All that is to be said of a column."""
        lines = [f"{self._columns[place].name}: {self.kind(place)}."]
        if place in self._faults:
            lines.append(sentence(self._faults[place]))
        guess = self._guesses[place]
        lines.append(f"Proposed: {guess.role}, for {guess.reason}.")
        lines.append(MEANINGS[self._roles[place]])
        return "\n".join(lines)

    def _inside(self, place: int) -> QRect:
        """The room of a column's head, less its margins."""
        left = self.sectionViewportPosition(place)
        gap = self._look.px(GAP_PX)
        return QRect(left, 0, self.sectionSize(place), self.height()).adjusted(gap, gap, -gap, -gap)

    @Slot()
    def _on_look_changed(self) -> None:
        self.setDefaultSectionSize(self._look.px(WIDTH_PX))
        self.setMinimumSectionSize(self._look.px(WIDTH_PX))
        self.updateGeometry()
        self.viewport().update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        height = NAME_PX + KIND_PX + ROLE_PX + 3 * GAP_PX
        return QSize(super().sizeHint().width(), self._look.px(height))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self.logicalIndexAt(event.pos())
            QToolTip.showText(event.globalPos(), wrapped(self._hint(place)) if place >= 0 else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def paintSection(self, painter: QPainter, _rect: QRect, place: int) -> None:
        if place >= len(self._columns):
            return
        look, inside = self._look, self._inside(place)
        is_ignored = self._roles[place] == "ignore"
        painter.save()
        painter.setPen(look.color("danger" if place in self._faults else "disabled" if is_ignored else "text"))
        lines = (
            (self._columns[place].name, look.font(bold=True), NAME_PX),
            (self.kind(place), look.font(0.85), KIND_PX),
        )
        top = inside.top()
        for number, (text, font, height_px) in enumerate(lines):
            painter.setFont(font)
            line = QRect(inside.left(), top, inside.width(), look.px(height_px))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            if number and place not in self._faults:
                painter.setPen(look.color("disabled" if is_ignored else "secondary"))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            top += look.px(height_px)
        painter.setPen(look.pen("hairline"))
        bottom = self.height() - 1
        painter.drawLine(inside.left() - look.px(GAP_PX), bottom, inside.right() + look.px(GAP_PX), bottom)
        painter.restore()

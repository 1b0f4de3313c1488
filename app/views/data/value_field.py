"""Where points have values instead of classes: the value that is drawn."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.look.widgets.number_field import NumberField, number_text
from app.look.widgets.panel import FieldGrid
from app.session.schema import MAX_COORDINATE, Session
from app.views.data.section import ROW_GAP_PX, Section

NEW_TIP = "The value y of new points, in the unit of the data. With C, the selected points get it too."
HEIGHT_TIP = (
    "New points have the value y at whose height they are placed. With C (menu Edit), the selected points get the one "
    "that stands here."
)


class ValueField(Section):
    """One field, in the place of the classes; a new kind of value begins in the middle of its colors."""

    def __init__(self, document: Document, look: Look, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(document, look, "Values", parent)
        self._drawing = drawing
        self._target: object = None
        self._fields = FieldGrid(look, row_gap_px=ROW_GAP_PX)
        limit = f"{MAX_COORDINATE:,.0f}".replace(",", " ")
        self._value = NumberField(
            look,
            f"A value is a number from −{limit} to {limit}.",
            lambda value: abs(value) <= MAX_COORDINATE,
            number_text,
        )
        self._fields.add("value y", self._value)
        self.content.addWidget(self._fields)
        self._value.entered.connect(self._on_entered)
        self._value.refused.connect(self.notice)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        drawing.changed.connect(self._on_drawing_changed)
        self._on_look_changed()
        self.refresh()

    def refresh(self) -> None:
        data = self.document.session.data
        self.setVisible(data.target is not None)
        if data.target is None:
            return
        if data.target != self._target:
            self._target = data.target
            self._drawing.set(value=data.target.center)
        self._value.set_value(self._drawing.value)
        tip = HEIGHT_TIP if len(data.features) == 1 else NEW_TIP
        self._fields.set_tooltip(self._value, f"{data.target.name}: {tip}")

    @Slot(float)
    def _on_entered(self, value: float) -> None:
        self._drawing.set(value=value)

    @Slot()
    def _on_drawing_changed(self) -> None:
        self.refresh()

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self._target = None
        super()._on_opened(session)

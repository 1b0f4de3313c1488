"""The drawing tools, and under them what they can be set to."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QWidget

from app.document import Document
from app.drawing import TOOLS, Drawing, ToolName
from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.buttons import IconButton
from app.look.widgets.panel import FieldGrid
from app.look.widgets.value_slider import ValueSlider
from app.views.data.section import LONGEST_NUMBER, ROW_GAP_PX, Section

TOOL_TIPS: dict[ToolName, str] = {
    "add": "Add a point of the chosen class at each click (A)",
    "brush": "Brush: spray points of the chosen class (B)",
    "move": "Move a point, or all selected ones (M)",
    "erase": "Erase the points under the circle (E)",
    "select": "Select points with a box; Delete removes them (V)",
    "pan": "Move the plane under the pointer; the wheel zooms (H)",
}


class ToolRow(Section):
    """Six exclusive buttons and their settings, always in place; those that the tool in hand has no use for rest."""

    def __init__(self, document: Document, look: Look, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(document, look, "Draw", parent)
        self._drawing = drawing
        self._group = QButtonGroup(self)
        self._line = QHBoxLayout()
        for number, tool in enumerate(TOOLS):
            button = IconButton(look, tool, tooltip=TOOL_TIPS[tool], checkable=True)
            button.setAccessibleName(f"Tool: {tool}")
            self._group.addButton(button, number)
            self._line.addWidget(button)
        self._line.addStretch(1)
        self.content.addLayout(self._line)

        self._fields = FieldGrid(look, row_gap_px=ROW_GAP_PX)
        self._radius = ValueSlider(look, 5, 120, integer=True, suffix="px", longest=LONGEST_NUMBER)
        self._rate = ValueSlider(look, 1, 500, logarithmic=True, integer=True, suffix="/s", longest=LONGEST_NUMBER)
        self._fields.add("radius", self._radius, "How far brush and eraser reach, in pixels of the screen")
        self._fields.add("rate", self._rate, "How many points the brush sprays each second")
        self._as_test = QCheckBox("new points are for testing")
        self._as_test.setToolTip(wrapped("New points test the network and never train it; they are drawn hollow."))
        self.content.addWidget(self._fields)
        self.content.addWidget(self._as_test)

        self._group.idClicked.connect(self._on_tool_clicked)
        self._radius.edited.connect(self._on_radius_edited)
        self._rate.edited.connect(self._on_rate_edited)
        self._as_test.clicked.connect(self._on_as_test_clicked)
        for slider in (self._radius, self._rate):
            slider.refused.connect(self.notice)
        drawing.changed.connect(self._on_drawing_changed)
        self._on_look_changed()
        self.refresh()

    def refresh(self) -> None:
        drawing = self._drawing
        self._group.button(TOOLS.index(drawing.tool)).setChecked(True)
        self._radius.set_value(drawing.radius_px)
        self._rate.set_value(drawing.rate)
        self._as_test.setChecked(drawing.as_test)
        self._fields.set_row_enabled(self._radius, drawing.tool in ("brush", "erase"))
        self._fields.set_row_enabled(self._rate, drawing.tool == "brush")
        self._as_test.setEnabled(drawing.tool in ("add", "brush"))

    @Slot(int)
    def _on_tool_clicked(self, number: int) -> None:
        self._drawing.set(tool=TOOLS[number])

    @Slot(float, object)
    def _on_radius_edited(self, value: float, _gesture: object) -> None:
        self._drawing.set(radius_px=value)

    @Slot(float, object)
    def _on_rate_edited(self, value: float, _gesture: object) -> None:
        self._drawing.set(rate=value)

    @Slot(bool)
    def _on_as_test_clicked(self, checked: bool) -> None:
        self._drawing.set(as_test=checked)

    @Slot()
    def _on_drawing_changed(self) -> None:
        self.refresh()

    @Slot()
    def _on_look_changed(self) -> None:
        super()._on_look_changed()
        self._line.setSpacing(self.look.px(4))

"""The left panel: all that concerns the points and what is seen of them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.look.widgets.panel import Panel
from app.training.training import Training
from app.views.data.axes import AxesOptions
from app.views.data.classes_list import ClassesList
from app.views.data.gallery import Gallery
from app.views.data.show_options import ShowOptions
from app.views.data.tool_row import ToolRow
from app.views.data.value_field import ValueField


class DataPanel(Panel):
    """Classes, tools, data sets and what is shown, one group under the other.

    Signals: notice(str), a sentence about an edit or a typed text that was refused.
    """

    notice = Signal(str)

    def __init__(
        self, document: Document, _training: Training, look: Look, drawing: Drawing, parent: QWidget | None = None
    ) -> None:
        """The training is taken so that all views are made alike; nothing here depends on frames."""
        super().__init__(look, "", parent)
        self.classes = ClassesList(document, look, drawing)
        self.value = ValueField(document, look, drawing)
        self.tools = ToolRow(document, look, drawing)
        self.gallery = Gallery(document, look)
        self.show_options = ShowOptions(document, look)
        self.axes = AxesOptions(document, look, self)
        for section in (self.classes, self.value, self.tools, self.gallery, self.show_options, self.axes):
            section.notice.connect(self.notice)
            self.add(section)
        self.content.addStretch(1)
        self.setAccessibleName("Data")
        look.changed.connect(self._on_space_changed)
        self._on_space_changed()

    @Slot()
    def _on_space_changed(self) -> None:
        self.content.setSpacing(self._look.px(8))

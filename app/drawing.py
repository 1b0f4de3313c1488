"""What a click into the plane does: the tool in hand, the class it draws, and its settings."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal

ToolName = Literal["add", "brush", "move", "erase", "select", "pan"]
TOOLS: tuple[ToolName, ...] = ("add", "brush", "move", "erase", "select", "pan")


class Drawing(QObject):
    """The tool in hand. No part of the session, no step of undo.

    Attributes: tool, label (the class that new points get), value (what they get in regression, where the plane does
    not say it), as_test (new points are for testing), radius_px (of brush and eraser, in design pixels), rate (points
    the brush sprays a second).
    Signals: changed() after any change. Thread: the window's.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tool: ToolName = "add"
        self.label = 0
        self.value = 0.0
        self.as_test = False
        self.radius_px = 30.0
        self.rate = 40.0

    def set(
        self,
        *,
        tool: ToolName | None = None,
        label: int | None = None,
        value: float | None = None,
        as_test: bool | None = None,
        radius_px: float | None = None,
        rate: float | None = None,
    ) -> None:
        """Change any of the settings; one signal if something is different."""
        before = self._settings
        self.tool = self.tool if tool is None else tool
        self.label = self.label if label is None else label
        self.value = self.value if value is None else value
        self.as_test = self.as_test if as_test is None else as_test
        self.radius_px = self.radius_px if radius_px is None else radius_px
        self.rate = self.rate if rate is None else rate
        if before != self._settings:
            self.changed.emit()

    @property
    def _settings(self) -> tuple[object, ...]:
        return self.tool, self.label, self.value, self.as_test, self.radius_px, self.rate

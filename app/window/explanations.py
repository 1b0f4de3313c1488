"""The panels that explain: each is imported and built when it is first opened, so that a window starts fast."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

# By the name of its place (panels.py): where the view is.
VIEWS: dict[str, tuple[str, str]] = {}


class Explanation(QWidget):
    """Stands in a panel, and fills itself with its view when it is first shown.

    make: is given the view's class, and returns the view.
    Attribute: view (None until then).
    """

    def __init__(self, name: str, make: Callable[[type], QWidget]) -> None:
        super().__init__()
        self._name, self._make = name, make
        self.view: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        if self.view is None:
            module, name = VIEWS[self._name]
            self.view = self._make(getattr(importlib.import_module(module), name))
            self._column.addWidget(self.view)
        super().showEvent(event)

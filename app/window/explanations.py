"""The panels that explain what happens inside, and where their views are."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Spec(NamedTuple):
    """A panel that explains: its name, words, icon, what it shows in a sentence, and where its view is."""

    name: str
    title: str
    icon: str
    tip: str
    module: str
    view: str


SPECS: tuple[Spec, ...] = (
    Spec(
        "inspector",
        "Inspector",
        "inspector",
        "One step in slow motion, in numbers: forward, the loss L, backward ∂L/∂W, and the update θ ← θ − r∇L.",
        "app.views.inspector.inspector_view",
        "InspectorView",
    ),
    Spec(
        "activations",
        "Activations",
        "activation",
        "The activation σ and its derivative σ′ with the points on them; each layer's gradient ∇L; each point's loss.",
        "app.views.activations.activations_view",
        "ActivationsView",
    ),
    Spec(
        "hidden",
        "Hidden space",
        "hidden",
        "The points and the plane as a layer of neurons sees them, h: bent until one straight line parts the classes.",
        "app.views.hidden_space.hidden_view",
        "HiddenView",
    ),
    Spec(
        "landscape",
        "Loss landscape",
        "landscape",
        "The loss L over weights w or directions, the path of descent on it, and the gradient ∇L.",
        "app.views.landscape.landscape_view",
        "LandscapeView",
    ),
)


class Explanation(QWidget):
    """Stands in a panel, and fills itself with its view when it is first shown: so a window starts fast.

    make: is given the view's class, which is imported only then, and returns the view.
    Attribute: view (None until then).
    """

    def __init__(self, spec: Spec, make: Callable[[type], QWidget]) -> None:
        super().__init__()
        self._spec, self._make = spec, make
        self.view: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        if self.view is None:
            self.view = self._make(getattr(importlib.import_module(self._spec.module), self._spec.view))
            self._column.addWidget(self.view)
        super().showEvent(event)

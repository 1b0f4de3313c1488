"""The panel of activations and gradients: one layer in full, the gradients of all, or the loss of the points."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.attention import Attention
from app.document import Document
from app.look.look import Look
from app.look.widgets.panel import Panel
from app.look.widgets.switch import Switch
from app.training.training import Training
from app.views.activations.gradient_page import GradientPage
from app.views.activations.layer_page import LayerPage
from app.views.activations.loss_page import LossPage

PAGES = (
    (
        "layer",
        "Activation σ",
        "The activation σ of a layer, its derivative σ′, the points on both, and which neurons are dead or saturated.",
    ),
    (
        "gradients",
        "Gradients ∇L",
        "The length of each layer's gradient, ‖∂L/∂θ‖, over the whole run: whether it vanishes on its way back.",
    ),
    (
        "loss",
        "Loss L",
        "The loss L of a single point as a curve over the output, with its derivative, and the points on it.",
    ),
)


class ActivationsView(Panel):
    """Three pages, of which one is seen; what is not seen is not computed.

    Attributes: layer_page, gradient_page, loss_page; parts (the views in it that have notices and lenses).
    """

    def __init__(
        self, document: Document, training: Training, look: Look, attention: Attention, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", parent)
        self.setAccessibleName("Activations")
        self.layer_page = LayerPage(document, training, look, attention)
        self.gradient_page = GradientPage(document, training, look)
        self.loss_page = LossPage(document, training, look, attention)
        self._pages = {"layer": self.layer_page, "gradients": self.gradient_page, "loss": self.loss_page}
        self.parts = tuple(self._pages.values())
        self.switch = Switch(look, PAGES)
        self.switch.chosen.connect(self._on_page_chosen)
        self.header.insertWidget(0, self.switch)
        for page in self.parts:
            self.add(page, 1)
        self._on_page_chosen("layer")

    @Slot(str)
    def _on_page_chosen(self, key: str) -> None:
        # Not stacked: the page that is seen is as low as it can be, whatever the other one needs.
        for name, page in self._pages.items():
            page.setVisible(name == key)

"""The drawing of a network: links, neurons with their pictures, outputs, and the marks on what is pointed at."""

from __future__ import annotations

import time
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from app.attention import Neuron, Stage
from app.look.look import Look
from app.look.pictures import empty_picture, is_kept_sharp
from app.training.lenses.neurons import Neurons
from app.views.network.geometry import Geometry
from app.views.network.links import paint_link, paint_links
from app.views.network.painting import neuron_box, paint_neurons, paint_outputs, paint_ring
from app.views.network.pictures import PictureStrip
from app.views.network.shown import Block, Structure, blocks
from app.views.network.spots import Spot, place_of
from app.views.network.words import ACTIVATION_WORDS

RING_PX = 2.5


class NetworkPicture:
    """Paints one network on a widget.

    Attributes: structure; blocks and gradients, the numbers of each layer (None while they are not known); strips, the
    pictures of the inputs and then of each layer; paint_seconds, what drawing the links took the last time.
    """

    def __init__(self, look: Look, structure: Structure) -> None:
        self._look = look
        self._links: QPixmap | None = None
        self._ringed: Neuron | None = None
        self._stage: Stage | None = None
        self.structure = structure
        self.blocks: list[Block] | None = None
        self.gradients: list[Block] | None = None
        self.strips = [PictureStrip(look) for _ in structure.sizes]
        self.paint_seconds = 0.0

    def show_structure(self, structure: Structure) -> None:
        """Another structure, whose numbers are not known yet."""
        self.structure = structure
        self.blocks = self.gradients = None
        self.strips = [PictureStrip(self._look) for _ in structure.sizes]
        self.forget_links()

    def show_frozen(self, structure: Structure) -> None:
        """The same structure with other parameters frozen, or other points."""
        self.structure = structure
        self.forget_links()

    def show_blocks(self, found: list[Block] | None) -> None:
        """These parameters, which fit the structure; None where they are not known."""
        self.blocks = found
        self.forget_links()

    def show_pictures(self, found: Neurons | None) -> list[bool]:
        """What the neurons answer, and the gradients; None where it is not known.

        Returns for the inputs and then each layer whether it looks different now; nothing if it could not be shown.
        """
        structure = self.structure
        if found is not None and not structure.fits(found):
            return []  # it is of before an edit; the pictures of that time are gone already
        pictures = [None] * len(self.strips) if found is None else [found.inputs, *found.layers]
        self.gradients = None if found is None else blocks(found.gradient, structure.sizes)
        return [strip.show(layer) for strip, layer in zip(self.strips, pictures, strict=True)]

    def show_attention(self, neuron: Neuron | None, stage: Stage | None) -> bool:
        """Ring a neuron, mark a stage. Returns whether that is anything new."""
        before = (self._ringed, self._stage)
        self._ringed, self._stage = neuron, stage
        return before != (neuron, stage)

    def recolor(self) -> None:
        """In the colors of another theme, at another scale."""
        for strip in self.strips:
            strip.recolor()
        self.forget_links()

    def forget_links(self) -> None:
        """Draw the links anew the next time."""
        self._links = None

    def box_of(self, geometry: Geometry, spot: Spot) -> QRectF | None:
        """Where a neuron is drawn, or the middle of a link; None for one that is not drawn."""
        if not self.structure.has_spot(spot.layer, spot.unit, spot.source):
            return None
        place = place_of(geometry, spot)
        if place is None:
            return None
        if spot.is_link:
            return QRectF(place[0] - 1, place[1] - 1, 2, 2)
        return neuron_box(geometry.columns[spot.layer + 1], place[1])

    def paint(self, widget: QWidget, geometry: Geometry, spot: Spot | None) -> None:
        """All of it on a widget, with the mark of the keys around a spot if the widget has the focus."""
        look, structure = self._look, self.structure
        painter = QPainter(widget)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        stage = self._stage_layer()
        self._paint_stage(painter, geometry, stage, widget.height())
        if is_kept_sharp(painter, widget):
            if self._links is None:
                self._links = self._picture_of_links(widget, geometry)
            painter.drawPixmap(0, 0, self._links)
        else:
            self._paint_links(painter, geometry)
        if spot is not None and spot.source is not None:
            source, target = geometry.columns[spot.layer : spot.layer + 2]
            paint_link(painter, look.pen("accent", RING_PX), source, target, (spot.source, spot.unit))
        locked = structure.frozen_blocks
        for layer, column in enumerate(geometry.columns[1:]):
            block = None if self.blocks is None else self.blocks[layer]
            strip = self.strips[layer + 1]
            if layer < len(structure.model.layers) or len(strip):
                ground = "selection" if layer == stage else "panel"
                paint_neurons(painter, look, column, strip, block, locked[layer], ground)
        paint_outputs(painter, look, geometry.columns[-1], structure.data, len(self.strips[-1]) > 0)
        self._paint_rings(painter, geometry, spot if widget.hasFocus() else None)
        painter.end()

    def paint_heads(self, widget: QWidget, geometry: Geometry) -> None:
        """How many neurons each hidden layer has, and their activation, in words above it."""
        painter = QPainter(widget)
        painter.setFont(self._look.font(0.85))
        row = geometry.head_height / 2
        for (left, width), layer in zip(geometry.head, self.structure.model.layers, strict=True):
            for color, text, top in (
                ("text", str(layer.units), 0.0),
                ("secondary", ACTIVATION_WORDS[layer.activation].short, row),
            ):
                painter.setPen(self._look.color(color))
                painter.drawText(QRectF(left, top, width, row), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _picture_of_links(self, widget: QWidget, geometry: Geometry) -> QPixmap:
        """The links as a picture of their own: it outlives what only moves the mouse."""
        start = time.perf_counter()
        picture = empty_picture(widget)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_links(painter, geometry)
        painter.end()
        self.paint_seconds = time.perf_counter() - start
        return picture

    def _paint_links(self, painter: QPainter, geometry: Geometry) -> None:
        for number, (source, target) in enumerate(pairwise(geometry.columns)):
            block = self.blocks[number] if self.blocks else None
            paint_links(painter, self._look, source, target, block, self.structure.frozen_blocks[number])

    def _stage_layer(self) -> int | None:
        """The layer that the inspector is at, if it is at one of this network."""
        if self._stage is None:
            return None
        last = self.structure.n_layers - 1
        layer = last if self._stage.layer is None else self._stage.layer
        return layer if 0 <= layer <= last else None

    def _paint_stage(self, painter: QPainter, geometry: Geometry, layer: int | None, bottom: int) -> None:
        """A band behind the layer that the inspector is at: its links and what follows them."""
        if layer is None or self._stage is None:
            return
        source, target = geometry.columns[layer : layer + 2]
        gap = self._look.px(5)
        left = target.left - gap if self._stage.what == "loss" else source.right + self._look.px(2)
        height = bottom - geometry.head_height
        band = QRectF(left, geometry.head_height, target.right + gap - left, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("selection"))
        painter.drawRoundedRect(band, gap, gap)

    def _paint_rings(self, painter: QPainter, geometry: Geometry, focused: Spot | None) -> None:
        look = self._look
        if self._ringed is not None:
            box = self.box_of(geometry, Spot(*self._ringed))
            if box is not None:
                color = look.neuron_color(self._ringed.unit) if self._ringed.layer == 0 else look.color("accent")
                paint_ring(painter, box, look, color, RING_PX, 1.5)
        if focused is not None:
            box = self.box_of(geometry, focused)
            if box is not None:
                paint_ring(painter, box, look, "accent", 1.5, 5.0 if focused.is_link else 3.5)

"""The diagram: inputs, neurons, links and outputs, with the controls of each layer above it."""

from __future__ import annotations

import time
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.attention import Neuron, Stage
from app.look.look import Look
from app.look.pictures import empty_picture
from app.look.tooltips import wrapped
from app.session.schema import MAX_LAYERS, Data, Model
from app.training.lenses.neurons import Neurons
from app.views.network.geometry import Geometry, arrange, least_width
from app.views.network.input_list import InputList
from app.views.network.layer_control import ROW_PX, SIGN_PX, LayerControl
from app.views.network.links import REACH_PX, paint_link, paint_links
from app.views.network.painting import (
    neuron_box,
    paint_neurons,
    paint_outputs,
    paint_ring,
)
from app.views.network.pictures import PictureStrip
from app.views.network.shown import Block, Structure, blocks
from app.views.network.small_button import SmallButton
from app.views.network.spots import Spot, beside, place_of, spot_at
from app.views.network.words import link_tip, neuron_tip
from app.views.numbers_text import count

HEIGHT_PX = 96
RING_PX = 2.5
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Diagram(QWidget):
    """Draws one model, with pictures and weights where they are known.

    The mouse points at neurons and links, and so do the arrow keys while the diagram has the focus.
    Attributes: input_boxes by name, layer_controls from the first hidden layer on, add_layer and remove_layer; spot,
    what is pointed at; output_more, the button for the output's menu.
    Signals: inputs_edited(tuple of names), formula_asked(), units_edited(int, int, object), activation_chosen(int,
    str), layer_added(), layer_removed(); pointed(Spot or None); picked(Spot) by a click or Enter; menu_asked(Spot,
    QPoint) and layer_menu_asked(int layer, QPoint), places on the screen.
    """

    inputs_edited = Signal(object)
    formula_asked = Signal()
    units_edited = Signal(int, int, object)
    activation_chosen = Signal(int, str)
    layer_added = Signal()
    layer_removed = Signal()
    pointed = Signal(object)
    picked = Signal(object)
    menu_asked = Signal(object, QPoint)
    layer_menu_asked = Signal(int, QPoint)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._structure: Structure | None = None
        self._blocks: list[Block] | None = None
        self._gradients: list[Block] | None = None
        self._geometry: Geometry | None = None
        self._links: QPixmap | None = None
        self._strips: list[PictureStrip] = []  # of the inputs, then of the layers
        self._ringed: Neuron | None = None
        self._stage: Stage | None = None
        self.paint_seconds = 0.0  # what drawing the links took the last time
        self.spot: Spot | None = None
        self.inputs = InputList(look, self)
        self.layer_controls: list[LayerControl] = []
        self.remove_layer = SmallButton(look, "−", "Remove the last hidden layer.", self)
        self.add_layer = SmallButton(look, "+", "Add a hidden layer before the output.", self)
        self._layer_word = SmallButton(look, "layer", "Hidden layers: fewer or more.", self, quiet=True)
        self._layer_word.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layer_word.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.output_more = SmallButton(
            look, "⋯", "More for the output: randomize, zero, freeze its weights.", self
        )
        self.output_more.setAccessibleName("More for the output")
        self.output_more.clicked.connect(self._on_output_more)
        self.add_layer.clicked.connect(self.layer_added)
        self.remove_layer.clicked.connect(self.layer_removed)
        self.inputs.edited.connect(self.inputs_edited)
        self.inputs.scrolled.connect(self._arrange)
        self.inputs.formula.clicked.connect(self.formula_asked)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Diagram of the network")
        look.changed.connect(self._on_look_changed)

    @property
    def input_boxes(self) -> dict[str, QWidget]:
        return dict(self.inputs.boxes)

    @property
    def geometry_now(self) -> Geometry | None:
        """Where everything stands."""
        return self._geometry

    def show_model(self, model: Model, data: Data, frozen: tuple[int, ...] = ()) -> None:
        """Show another structure; the weights are unknown until show_blocks."""
        before, after = self._structure, Structure(model, data, frozen)
        same = before is not None and (model, data.features, data.classes) == (
            before.model, before.data.features, before.data.classes,
        )  # fmt: skip
        self._structure = after
        if not same:
            self._blocks = self._gradients = None
            self._build_controls(after)
            self._strips = [PictureStrip(self._look) for _ in after.sizes]
            if self.spot is not None and not self._has(self.spot):
                self._point(None)
            self._arrange()
        elif before is None or before.frozen != frozen:
            self._links = None
            self.update()

    def show_blocks(self, found: list[Block] | None) -> None:
        """Show these parameters, which fit the model; None draws the structure alone."""
        self._blocks = found
        self._links = None
        self.update()

    def show_pictures(self, found: Neurons | None) -> None:
        """Show what the neurons answer; None where it is not known. Gradients come with it."""
        structure = self._structure
        if structure is None:
            return
        if found is not None and not structure.fits(found):
            return  # it is of before an edit; the pictures of that time are gone already
        pictures = [None] * len(self._strips) if found is None else [found.inputs, *found.layers]
        for strip, layer in zip(self._strips, pictures, strict=True):
            strip.show(layer)
        self.inputs.show_pictures(self._strips[0])
        self._gradients = None if found is None else blocks(found.gradient, structure.sizes)
        self.update()

    def show_attention(self, neuron: Neuron | None, stage: Stage | None) -> None:
        """Ring a neuron that is pointed at anywhere in the window, and mark the stage of the inspector."""
        if (neuron, stage) != (self._ringed, self._stage):
            self._ringed, self._stage = neuron, stage
            self.update()

    def strip(self, layer: int) -> PictureStrip | None:
        """The pictures of a layer; −1 are the inputs."""
        return self._strips[layer + 1] if layer + 1 < len(self._strips) else None

    def box_of(self, spot: Spot) -> QRectF | None:
        """Where a neuron is drawn, or the middle of a link."""
        if self._geometry is None or not self._has(spot):
            return None
        place = place_of(self._geometry, spot)
        if place is None:
            return None
        if spot.is_link:
            return QRectF(place[0] - 1, place[1] - 1, 2, 2)
        return neuron_box(self._geometry.columns[spot.layer + 1], place[1])

    def _has(self, spot: Spot) -> bool:
        structure = self._structure
        return (
            structure is not None
            and structure.has(spot.layer, spot.unit)
            and (spot.source is None or spot.source < structure.sizes[spot.layer])
        )

    def _build_controls(self, structure: Structure) -> None:
        self.inputs.show_structure(structure)
        layers = structure.model.layers
        while len(self.layer_controls) > len(layers):
            control = self.layer_controls.pop()
            control.hide()
            control.deleteLater()
        while len(self.layer_controls) < len(layers):
            control = LayerControl(self._look, len(self.layer_controls), self)
            control.units_edited.connect(self.units_edited)
            control.activation_chosen.connect(self.activation_chosen)
            control.menu_asked.connect(self.layer_menu_asked)
            control.show()
            self.layer_controls.append(control)
        for control, layer in zip(self.layer_controls, layers, strict=True):
            control.show_layer(layer)
        self.remove_layer.setEnabled(bool(layers))
        self.add_layer.setEnabled(len(layers) < MAX_LAYERS)

    @Slot()
    def _arrange(self) -> None:
        structure = self._structure
        if structure is None:
            return
        look = self._look
        self.setMinimumSize(round(least_width(len(structure.model.layers), look.scale)), look.px(HEIGHT_PX))
        self._geometry = geometry = arrange(
            self.width(),
            self.height(),
            self.inputs.numbers,
            [layer.units for layer in structure.model.layers],
            structure.sizes[-1],
            look.scale,
            self.inputs.first,
        )
        self.inputs.place(geometry)
        for control, (left, width) in zip(self.layer_controls, geometry.head, strict=True):
            control.place(left, width)
        left, width = geometry.corner
        row, sign = look.px(ROW_PX), look.px(SIGN_PX)
        start = round(left + min(width, look.px(HEIGHT_PX)) / 2 - sign)
        self.remove_layer.setGeometry(start, 0, sign, row)
        self.add_layer.setGeometry(start + sign, 0, sign, row)
        word = self._layer_word.fontMetrics().horizontalAdvance(self._layer_word.text()) + look.px(6)
        start = round(left + (width - word - sign) / 2)
        self._layer_word.setGeometry(start, row, word, row)
        self.output_more.setGeometry(start + word, row, sign, row)
        self._links = None
        self.update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        structure, geometry = self._structure, self._geometry
        if geometry is None or structure is None:
            return
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        stage = self._stage_layer()
        self._paint_stage(painter, geometry, stage)
        if self._links is None:
            self._links = self._paint_links(geometry)
        painter.drawPixmap(0, 0, self._links)
        if self.spot is not None and self.spot.source is not None:
            source, target = geometry.columns[self.spot.layer : self.spot.layer + 2]
            paint_link(painter, look.pen("accent", RING_PX), source, target, (self.spot.source, self.spot.unit))
        locked = structure.frozen_blocks
        for layer, column in enumerate(geometry.columns[1:]):
            block = None if self._blocks is None else self._blocks[layer]
            strip = self._strips[layer + 1]
            if layer < len(structure.model.layers) or len(strip):
                ground = "selection" if layer == stage else "panel"
                paint_neurons(painter, look, column, strip, block, locked[layer], ground)
        paint_outputs(painter, look, geometry.columns[-1], structure.data, len(self._strips[-1]) > 0)
        self._paint_rings(painter)
        painter.end()

    def _paint_links(self, geometry: Geometry) -> QPixmap:
        """The links as a picture of their own: it outlives what only moves the mouse."""
        start = time.perf_counter()
        picture = empty_picture(self)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        locked = self._structure.frozen_blocks if self._structure else []
        for number, (source, target) in enumerate(pairwise(geometry.columns)):
            block = self._blocks[number] if self._blocks else None
            paint_links(painter, self._look, source, target, block, locked[number])
        painter.end()
        self.paint_seconds = time.perf_counter() - start
        return picture

    def _stage_layer(self) -> int | None:
        """The layer that the inspector is at, if it is at one of this network."""
        if self._stage is None or self._structure is None:
            return None
        last = self._structure.n_layers - 1
        layer = last if self._stage.layer is None else self._stage.layer
        return layer if 0 <= layer <= last else None

    def _paint_stage(self, painter: QPainter, geometry: Geometry, layer: int | None) -> None:
        """A band behind the layer that the inspector is at: its links and what follows them."""
        if layer is None or self._stage is None:
            return
        source, target = geometry.columns[layer : layer + 2]
        gap = self._look.px(5)
        left = target.left - gap if self._stage.what == "loss" else source.right + self._look.px(2)
        height = self.height() - geometry.head_height
        band = QRectF(left, geometry.head_height, target.right + gap - left, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("selection"))
        painter.drawRoundedRect(band, gap, gap)

    def _paint_rings(self, painter: QPainter) -> None:
        look = self._look
        if self._ringed is not None:
            box = self.box_of(Spot(*self._ringed))
            if box is not None:
                color = look.neuron_color(self._ringed.unit) if self._ringed.layer == 0 else look.color("accent")
                paint_ring(painter, box, look, color, RING_PX, 1.5)
        if self.hasFocus() and self.spot is not None:
            box = self.box_of(self.spot)
            if box is not None:
                grown = 5.0 if self.spot.is_link else 3.5
                paint_ring(painter, box, look, "accent", 1.5, grown)

    # Pointing

    def _point(self, spot: Spot | None) -> None:
        if spot != self.spot:
            self.spot = spot
            self.setAccessibleDescription(self._tip(spot) if spot is not None else "")
            self.pointed.emit(spot)
            self.update()

    def tip_at(self, place: QPointF) -> str:
        """What is said about the neuron or link at a place; "" where there is none."""
        geometry = self._geometry
        if geometry is None:
            return ""
        spot = spot_at(geometry, place.x(), place.y(), self._reach())
        if spot is not None:
            return self._tip(spot)
        for column in geometry.columns[1:]:
            is_near = abs(place.x() - column.x) <= max(column.side, 2.0 * self._reach()) / 2
            if is_near and column.summary is not None and abs(place.y() - column.summary) <= column.row:
                return f"{count(column.n)} neurons; the first {count(len(column.ys))} of them are drawn."
        return ""

    def _tip(self, spot: Spot) -> str:
        structure = self._structure
        if structure is None:
            return ""
        model, data = structure.model, structure.data
        block = None if self._blocks is None else self._blocks[spot.layer]
        if spot.source is None:
            return neuron_tip(
                model, data, spot.layer, spot.unit, None if block is None else float(block.bias[spot.unit])
            )
        if block is None:
            return ""
        at = (spot.source, spot.unit)
        gradient = None if self._gradients is None else float(self._gradients[spot.layer].weights[at])
        is_frozen = bool(structure.frozen_blocks[spot.layer].weights[at])
        return link_tip(model, data, spot.layer, *at, float(block.weights[at]), gradient, frozen=is_frozen)

    def _reach(self) -> float:
        return REACH_PX * self._look.scale

    def _spot_at(self, place: QPointF) -> Spot | None:
        return spot_at(self._geometry, place.x(), place.y(), self._reach()) if self._geometry else None

    @Slot()
    def _on_output_more(self) -> None:
        button = self.output_more
        layer = self._structure.n_layers - 1 if self._structure else 0
        self.layer_menu_asked.emit(layer, button.mapToGlobal(QPoint(0, button.height())))

    @Slot()
    def _on_look_changed(self) -> None:
        for strip in self._strips:
            strip.recolor()
        self._arrange()

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = QPointF(event.pos())
            spot = self._spot_at(place)
            # A neuron grows to a card that says it all.
            text = "" if spot is not None and not spot.is_link else self.tip_at(place)
            if text:
                QToolTip.showText(event.globalPos(), wrapped(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._spot_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position())
        self._point(spot)
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            QToolTip.hideText()
            self.picked.emit(spot)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        spot, place = self._spot_at(QPointF(event.pos())), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.spot is not None:
            spot, box = self.spot, self.box_of(self.spot)
            place = self.mapToGlobal(box.center().toPoint()) if box is not None else place
        if spot is not None:
            self.menu_asked.emit(spot, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS and self._geometry is not None:
            self._point(beside(self._geometry, self.spot, *ARROWS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.spot is not None:
            self.picked.emit(self.spot)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        is_by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if is_by_key and self.spot is None and self._geometry is not None:
            self._point(beside(self._geometry, None, 0, 0))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        geometry = self._geometry
        if geometry is None or geometry.scroll is None or event.position().x() > geometry.columns[0].right:
            event.ignore()
            return
        if event.angleDelta().y():
            self.inputs.scroll(-1 if event.angleDelta().y() > 0 else 1)

    def minimumSizeHint(self) -> QSize:
        return self.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

"""The diagram: inputs, neurons, links and outputs, with the controls of each layer above it."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.attention import Neuron, Stage
from app.look.look import Look
from app.look.tooltips import wrapped
from app.session.schema import MAX_LAYERS, Data, Model
from app.training.lenses.neurons import Neurons
from app.views.network.geometry import Geometry, arrange, least_width
from app.views.network.input_list import InputList
from app.views.network.layer_control import ROW_PX, SIGN_PX, LayerControl
from app.views.network.links import REACH_PX
from app.views.network.network_picture import NetworkPicture
from app.views.network.shown import Block, Structure
from app.views.network.small_button import SmallButton
from app.views.network.spots import Spot, beside, spot_at
from app.views.network.words import link_tip, neuron_tip
from app.views.numbers_text import count

HEIGHT_PX, LARGE_PX = 96, 24
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
    what is pointed at; picture, which paints the network (None before show_model); output_more, the button for the
    output's menu.
    Signals: inputs_edited(tuple of names), formula_asked(), units_edited(int, int, object), activation_chosen(int,
    str), layer_added(), layer_removed(); arranged(), anew; pointed(Spot or None); picked(Spot) by a click or Enter;
    menu_asked(Spot, QPoint) and layer_menu_asked(int layer, QPoint), places on the screen.
    """

    inputs_edited = Signal(object)
    formula_asked = Signal()
    units_edited = Signal(int, int, object)
    activation_chosen = Signal(int, str)
    layer_added = Signal()
    layer_removed = Signal()
    arranged = Signal()
    pointed = Signal(object)
    picked = Signal(object)
    menu_asked = Signal(object, QPoint)
    layer_menu_asked = Signal(int, QPoint)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._geometry: Geometry | None = None
        self.picture: NetworkPicture | None = None
        self.spot: Spot | None = None
        self._is_by_key = False  # whether the keys have chosen the spot, and the mouse just lies somewhere
        self._is_figure = False
        self.inputs = InputList(look, self)
        self.layer_controls: list[LayerControl] = []
        self.remove_layer = SmallButton(look, "−", "Remove the last hidden layer.", self)
        self.add_layer = SmallButton(look, "+", "Add a hidden layer before the output.", self)
        self._layer_word = SmallButton(look, "layer", "Hidden layers: fewer or more.", self, quiet=True)
        self._layer_word.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layer_word.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.output_more = SmallButton(look, "⋯", "More for the output: randomize, zero, freeze its weights.", self)
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
    def is_large(self) -> bool:
        """Whether there is much to be seen in the pictures of the neurons."""
        return self._geometry is not None and self._geometry.columns[1].side >= LARGE_PX * self._look.scale

    def as_figure(self) -> None:
        """Show what is drawn and nothing else, for a figure: words in place of the controls."""
        self._is_figure = self.inputs.is_figure = True
        for button in (self.remove_layer, self.add_layer, self._layer_word, self.output_more):
            button.hide()
        if self.picture is not None:
            self._build_controls(self.picture.structure)
            self._arrange()

    @property
    def input_boxes(self) -> dict[str, QWidget]:
        return dict(self.inputs.boxes)

    @property
    def geometry_now(self) -> Geometry | None:
        """Where everything stands."""
        return self._geometry

    def show_model(self, model: Model, data: Data, frozen: tuple[int, ...] = ()) -> None:
        """Show another structure; the weights are unknown until show_blocks."""
        structure, picture = Structure(model, data, frozen), self.picture
        if picture is None:
            picture = self.picture = NetworkPicture(self._look, structure)
        elif picture.structure.is_like(structure):
            picture.structure = structure
            return
        elif picture.structure.is_like(replace(structure, frozen=picture.structure.frozen)):
            picture.show_frozen(structure)
            self.update()
            return
        else:
            picture.show_structure(structure)
        self._build_controls(structure)
        if self.spot is not None and not structure.has_spot(*self.spot):
            self._point(None)
        self._arrange()

    def show_blocks(self, found: list[Block] | None) -> None:
        """Show these parameters, which fit the model; None draws the structure alone."""
        if self.picture is not None:
            self.picture.show_blocks(found)
            self._update_picture()

    def show_pictures(self, found: Neurons | None) -> None:
        """Show what the neurons answer; None where it is not known. Gradients come with it."""
        if self.picture is None:
            return
        is_new = self.picture.show_pictures(found)
        if any(is_new[:1]):
            self.inputs.show_pictures(self.picture.strips[0])
        if any(is_new[1:]):
            self._update_picture()

    def show_attention(self, neuron: Neuron | None, stage: Stage | None) -> None:
        """Ring a neuron that is pointed at anywhere in the window, and mark the stage of the inspector."""
        if self.picture is not None and self.picture.show_attention(neuron, stage):
            self.update()

    def box_of(self, spot: Spot) -> QRectF | None:
        """Where a neuron is drawn, or the middle of a link."""
        if self.picture is None or self._geometry is None:
            return None
        return self.picture.box_of(self._geometry, spot)

    def _update_picture(self) -> None:
        """Paint the network anew, but not the boxes and buttons around it, which are many and stay as they are."""
        if self._geometry is None:
            return
        head, (inputs, first) = math.ceil(self._geometry.head_height), self._geometry.columns[:2]
        below = QRegion(self.rect().adjusted(0, head, 0, 0)) - self.childrenRegion()
        beside = QRectF(inputs.right, 0.0, first.left - inputs.right, head)  # the uppermost inputs may be as high
        self.update(below + QRegion(beside.toAlignedRect()))

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
            control.setVisible(not self._is_figure)
        self.remove_layer.setEnabled(bool(layers))
        self.add_layer.setEnabled(len(layers) < MAX_LAYERS)

    @Slot()
    def _arrange(self) -> None:
        if self.picture is None:
            return
        look, structure = self._look, self.picture.structure
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
        self.picture.forget_links()
        self.update()
        self.arranged.emit()

    # Pointing

    def _point(self, spot: Spot | None, *, by_key: bool = False) -> None:
        self._is_by_key = by_key
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
        picture = self.picture
        if picture is None:
            return ""
        structure, layer = picture.structure, spot.layer
        block = None if picture.blocks is None else picture.blocks[layer]
        if spot.source is None:
            bias = None if block is None else float(block.bias[spot.unit])
            return neuron_tip(structure.model, structure.data, layer, spot.unit, bias)
        if block is None:
            return ""
        at = (spot.source, spot.unit)
        weight = float(block.weights[at])
        gradient = None if picture.gradients is None else float(picture.gradients[layer].weights[at])
        is_frozen = bool(structure.frozen_blocks[layer].weights[at])
        return link_tip(structure.model, structure.data, layer, *at, weight, gradient, frozen=is_frozen)

    def _reach(self) -> float:
        return REACH_PX * self._look.scale

    def _spot_at(self, place: QPointF) -> Spot | None:
        return spot_at(self._geometry, place.x(), place.y(), self._reach()) if self._geometry else None

    @Slot()
    def _on_output_more(self) -> None:
        button = self.output_more
        layer = self.picture.structure.n_layers - 1 if self.picture else 0
        self.layer_menu_asked.emit(layer, button.mapToGlobal(QPoint(0, button.height())))

    @Slot()
    def _on_look_changed(self) -> None:
        if self.picture is not None:
            self.picture.recolor()
        self._arrange()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.picture is not None and self._geometry is not None:
            self.picture.paint(self, self._geometry, self.spot)
            if self._is_figure:
                self.picture.paint_heads(self, self._geometry)

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
        if not self._is_by_key:  # a card that opens or closes under a mouse at rest makes it leave as well
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
            self._point(beside(self._geometry, self.spot, *ARROWS[key]), by_key=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.spot is not None:
            self.picked.emit(self.spot)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        is_by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if is_by_key and self.spot is None and self._geometry is not None:
            self._point(beside(self._geometry, None, 0, 0), by_key=True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.underMouse():
            self.pointed.emit(None)  # the keys will go on from the same spot
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

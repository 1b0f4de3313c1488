"""The diagram: inputs, neurons, links and outputs, with the controls of each layer above it."""

from __future__ import annotations

import time
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.look.look import Look
from app.look.palette import mix
from app.look.pictures import empty_picture
from app.look.tooltips import wrapped
from app.session.schema import MAX_LAYERS, Data, Model
from app.views.network.geometry import Column, Geometry, arrange, least_width
from app.views.network.input_box import InputBox
from app.views.network.layer_control import ROW_PX, SIGN_PX, LayerControl
from app.views.network.links import REACH_PX, Block, nearest_link, paint_links, strength
from app.views.network.small_button import SmallButton
from app.views.network.words import input_tip, link_tip, neuron_tip, output_symbol
from app.views.numbers_text import count
from nncore import OUTPUTS, available_features

HEIGHT_PX = 96
BIAS_SHARE = 0.8  # how much of the color of its sign a neuron with a very large bias takes on


class Diagram(QWidget):
    """Draws one model, with weights where they are known.

    Attributes: input_boxes by feature name, layer_controls from the first hidden layer on, add_layer and remove_layer.
    Signals: inputs_edited(tuple of names), units_edited(int, int, object), activation_chosen(int, str),
    layer_added(), layer_removed().
    """

    inputs_edited = Signal(object)
    units_edited = Signal(int, int, object)
    activation_chosen = Signal(int, str)
    layer_added = Signal()
    layer_removed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._model = Model()
        self._data: Data | None = None
        self._blocks: list[Block] | None = None
        self._geometry: Geometry | None = None
        self._links: QPixmap | None = None
        self.paint_seconds = 0.0  # what drawing the links took the last time
        self.input_boxes: dict[str, InputBox] = {}
        self.layer_controls: list[LayerControl] = []
        self.remove_layer = SmallButton(look, "−", "Remove the last hidden layer.", self)
        self.add_layer = SmallButton(look, "+", "Add a hidden layer before the output.", self)
        self._layer_word = SmallButton(look, "layer", "Hidden layers: fewer or more.", self, quiet=True)
        self._layer_word.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layer_word.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.add_layer.clicked.connect(self.layer_added)
        self.remove_layer.clicked.connect(self.layer_removed)
        self.setAccessibleName("Diagram of the network")
        look.changed.connect(self._on_look_changed)

    def show_model(self, model: Model, data: Data) -> None:
        """Show another structure; the weights are unknown until show_blocks."""
        same = self._data is not None and (model, data.features, data.classes) == (
            self._model, self._data.features, self._data.classes,
        )  # fmt: skip
        self._model, self._data = model, data
        if not same:
            self._blocks = None
            self._build_controls(data)
            self._arrange()

    def show_blocks(self, blocks: list[Block] | None) -> None:
        """Show these parameters, which fit the model; None draws the structure alone."""
        self._blocks = blocks
        self._links = None
        self.update()

    def _build_controls(self, data: Data) -> None:
        names = available_features(len(data.features))
        if tuple(self.input_boxes) != names:
            for box in self.input_boxes.values():
                box.hide()
                box.deleteLater()
            self.input_boxes = {name: InputBox(self._look, name, self) for name in names}
            for box in self.input_boxes.values():
                box.clicked.connect(self._on_box_clicked)
                box.show()
        self._check_boxes()
        layers = self._model.layers
        while len(self.layer_controls) > len(layers):
            control = self.layer_controls.pop()
            control.hide()
            control.deleteLater()
        while len(self.layer_controls) < len(layers):
            control = LayerControl(self._look, len(self.layer_controls), self)
            control.units_edited.connect(self.units_edited)
            control.activation_chosen.connect(self.activation_chosen)
            control.show()
            self.layer_controls.append(control)
        for control, layer in zip(self.layer_controls, layers, strict=True):
            control.show_layer(layer)
        self.remove_layer.setEnabled(bool(layers))
        self.add_layer.setEnabled(len(layers) < MAX_LAYERS)

    def _check_boxes(self) -> None:
        if self._data is None:
            return
        for name, box in self.input_boxes.items():
            chosen = name in self._model.inputs
            box.setChecked(chosen)
            box.setToolTip(wrapped(input_tip(name, chosen, self._data)))

    def _arrange(self) -> None:
        if self._data is None:
            return
        look = self._look
        self.setMinimumSize(round(least_width(len(self._model.layers), look.scale)), look.px(HEIGHT_PX))
        self._geometry = geometry = arrange(
            self.width(),
            self.height(),
            [box.isChecked() for box in self.input_boxes.values()],
            [layer.units for layer in self._model.layers],
            OUTPUTS[self._model.output.kind].units(len(self._data.classes)),
            look.scale,
        )
        for box, (x, y, width, height) in zip(self.input_boxes.values(), geometry.boxes, strict=True):
            box.setGeometry(round(x), round(y), round(width), round(height))
        for control, (left, width) in zip(self.layer_controls, geometry.head, strict=True):
            control.place(left, width)
        left, width = geometry.corner
        row, sign = look.px(ROW_PX), look.px(SIGN_PX)
        start = round(left + width / 2 - sign)
        self.remove_layer.setGeometry(start, 0, sign, row)
        self.add_layer.setGeometry(start + sign, 0, sign, row)
        self._layer_word.setGeometry(round(left), row, round(width), row)
        self._links = None
        self.update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._geometry is None or self._data is None:
            return
        if self._links is None:
            self._links = self._paint_links(self._geometry)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._links)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hidden = self._geometry.columns[1:-1]
        for number, column in enumerate(hidden):
            self._paint_neurons(painter, column, number)
        self._paint_outputs(painter, self._geometry.columns[-1], self._data)

    def _paint_links(self, geometry: Geometry) -> QPixmap:
        """The links as a picture of their own: it outlives what only moves the mouse."""
        start = time.perf_counter()
        picture = empty_picture(self)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (source, target) in enumerate(pairwise(geometry.columns)):
            paint_links(painter, self._look, source, target, self._blocks[number] if self._blocks else None)
        painter.end()
        self.paint_seconds = time.perf_counter() - start
        return picture

    def _paint_neurons(self, painter: QPainter, column: Column, number: int) -> None:
        look = self._look
        side = column.side
        painter.setPen(look.pen("outline", 1.0 if side < look.px(9) else 1.25))
        for unit, y in enumerate(column.ys):
            painter.setBrush(self._bias_color(number, unit))
            box = QRectF(column.left, y - side / 2, side, side)
            painter.drawRoundedRect(box, side * 0.25, side * 0.25)
        if column.summary is not None:
            painter.setFont(look.font(0.85))
            painter.setPen(look.color("secondary"))
            box = QRectF(column.x - look.px(24), column.summary - look.px(9), look.px(48), look.px(18))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"⋮ {count(column.n)}")

    def _bias_color(self, number: int, unit: int) -> QColor:
        look = self._look
        if self._blocks is None:
            return look.color("plot")
        bias = self._blocks[number].bias[unit : unit + 1]
        sign = look.theme.negative if bias[0] < 0 else look.theme.positive
        return QColor(mix(look.theme.plot, sign, BIAS_SHARE * float(strength(bias)[0])))

    def _paint_outputs(self, painter: QPainter, column: Column, data: Data) -> None:
        look = self._look
        single = len(column.ys) == 1
        font = look.font(0.85)
        for unit, y in enumerate(column.ys):
            center = QPointF(column.x, y)
            if single:
                colors = [info.color for info in data.classes] or [look.theme.negative, look.theme.positive]
                self._paint_disc(painter, center, column.side, colors)
            else:
                info = data.classes[unit]
                look.paint_marker(painter, center, min(column.side * 1.1, column.row), info.marker, info.color)
            if column.row >= font.pixelSize() * 0.95:
                painter.setFont(font)
                painter.setPen(look.color("secondary"))
                box = QRectF(column.right + look.px(4), y - look.px(9), look.px(24), look.px(18))
                text = "ŷ" if single else output_symbol(unit)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_disc(self, painter: QPainter, center: QPointF, side: float, colors: list[str]) -> None:
        """One output that tells all classes apart: a disc with a band for each, the last class on top."""
        look = self._look
        disc = QPainterPath()
        disc.addEllipse(center, side / 2, side / 2)
        painter.save()
        painter.setClipPath(disc)
        band = side / len(colors)
        for number, color in enumerate(reversed(colors)):
            top = center.y() - side / 2 + number * band
            painter.fillRect(QRectF(center.x() - side / 2, top, side, band + 1), look.class_color(color))
        painter.restore()

    # Mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.tip_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), wrapped(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tip_at(self, place: QPointF) -> str:
        """What is said about the neuron or link at a place; "" where there is none."""
        geometry, data, model = self._geometry, self._data, self._model
        if geometry is None or data is None:
            return ""
        x, y = place.x(), place.y()
        columns = geometry.columns
        for number, column in enumerate(columns[1:]):
            if abs(x - column.x) <= max(column.side, self._look.px(10)) / 2:
                for unit, middle in enumerate(column.ys):
                    if abs(y - middle) <= column.row / 2:
                        bias = float(self._blocks[number].bias[unit]) if self._blocks else None
                        return neuron_tip(model, data, number, unit, bias)
                if column.summary is not None and abs(y - column.summary) <= column.row:
                    return f"{count(column.n)} neurons; the first {count(len(column.ys))} of them are drawn."
        if self._blocks is None:
            return ""
        for number, (source, target) in enumerate(pairwise(columns)):
            link = nearest_link(source, target, x, y, REACH_PX * self._look.scale)
            if link:
                return link_tip(model, data, number, *link, float(self._blocks[number].weights[link]))
        return ""

    def minimumSizeHint(self) -> QSize:
        return self.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _on_box_clicked(self) -> None:
        # Always in the order of the features, so that the same choice is the same network.
        chosen = tuple(name for name, box in self.input_boxes.items() if box.isChecked())
        self._check_boxes()  # the click is a wish; what comes back from the session is shown
        self.inputs_edited.emit(chosen)

    @Slot()
    def _on_look_changed(self) -> None:
        self._arrange()

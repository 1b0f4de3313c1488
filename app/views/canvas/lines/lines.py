"""The neuron lines of the canvas: which are shown, what the mouse does to them, and the words about them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot

from app.attention import Attention, Neuron
from app.document import Document
from app.look.look import Look
from app.look.pace import Pace
from app.look.tooltips import wrapped
from app.session.arrays import Floats
from app.session.edits import EditError
from app.training.training import Training
from app.views.canvas.board import Board
from app.views.canvas.hand import Hand
from app.views.canvas.lines.drag import DragLine, Grab, Part
from app.views.canvas.lines.first_layer import FirstLayer, Weights
from app.views.canvas.lines.lines_item import GRIP_PX, LinesItem, Mark
from app.views.canvas.lines.on_screen import Piece
from app.views.canvas.lines.sketch import Sketch
from app.views.canvas.plane import Plane
from app.views.canvas.tools import Spot, Tool

REACH_PX = 6.0  # how far from a line the pointer still means it
GRIP_REACH_PX, ARROW_REACH_PX = GRIP_PX + 6.0, 11.0
POINT_PX = 5.0  # a point so near to the pointer is meant, and not the line behind it
END_SHARE = 0.3  # of the visible line, at either end: where it turns
BENT_MS = 60  # between two drawings of curves while training
TIPS: dict[Part, str] = {
    "middle": "Drag to move the line: sets the bias b.",
    "end": "Drag to turn the line: sets the weights w; their length ‖w‖ stays.",
    "tip": "The weights w as an arrow, to the side where w·x + b > 0. Drag to turn it; with Shift, to set ‖w‖.",
}


class Lines(QObject):
    """Shows the lines of the first layer's neurons, and lets them be dragged.

    Attribute: is_seen (whether anybody looks; what nobody sees is not drawn).
    Signal: notice(str), why weights could not be set.
    """

    notice = Signal(str)

    def __init__(
        self,
        document: Document,
        training: Training,
        look: Look,
        attention: Attention,
        plane: Plane,
        board: Board,
        hand: Hand,
    ) -> None:
        super().__init__(hand)
        self._document, self._training, self._look, self._attention = document, training, look, attention
        self._plane, self._board, self._hand = plane, board, hand
        self._item = LinesItem(look)
        plane.scene().addItem(self._item)
        self._layer: FirstLayer | None = None
        self._sketch: Sketch | None = None
        self._pointed: Neuron | None = None  # by the mouse on the plane
        self._drag: DragLine | None = None
        self.is_seen = False
        self._bent_pace = Pace(self.show, BENT_MS, self)
        attention.changed.connect(self.show)
        document.parameters_changed.connect(self._on_parameters_changed)
        hand.moved.connect(self._on_hand_moved)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is drawn, from back to front."""
        return self._item.marks

    @Slot()
    def show(self) -> None:
        """Draw the lines as network, plane and view stand now."""
        if not self.is_seen:
            return
        projection = self._plane.projection
        self._item.set_rect(QRectF(projection.left, projection.top, projection.width, projection.height))
        layer, parameters = self._first_layer(), self._parameters()
        if layer is None or parameters is None:
            self._sketch = None
            self._item.show_marks(())
            return
        self._sketch = Sketch(layer, parameters, projection, self._look)
        pointed = self._pointed_unit(layer)
        self._item.show_marks(self._sketch.marks(self._units(layer, pointed), pointed))

    def clear(self) -> None:
        """Nothing of another session is to be seen any more; the next frame brings new lines."""
        self._sketch = None
        self._item.show_marks(())

    def show_frame(self) -> None:
        """The network has learned."""
        layer = self._first_layer()
        if layer is None or layer.is_straight or not self._training.playing:
            self.show()
        else:  # curves take longer
            self._bent_pace.draw_soon()

    # What is drawn

    def _first_layer(self) -> FirstLayer | None:
        """The first layer of the shown run; None while the axes show other data."""
        session, plane = self._document.session, self._board.slice
        run, data = session.runs[self._run], session.data
        if plane.dimensions != len(data.features):
            return None
        known = self._layer
        if known is None or (known.run.model, known.run.training.loss, known.data.features, known.data.classes) != (
            run.model, run.training.loss, data.features, data.classes,
        ) or known.plane != plane:  # fmt: skip
            self._layer = known = FirstLayer(run, data, plane)
        return known

    @property
    def _run(self) -> int:
        return min(self._document.view.run, len(self._document.session.runs) - 1)

    def _parameters(self) -> Floats | None:
        """The shown run's parameters: the newest, those set by hand included, or those that are looked back at."""
        state = self._training.shown_state(self._document.session, self._run)
        return None if state is None else state.parameters.array

    def _units(self, layer: FirstLayer, pointed: int | None) -> list[int]:
        """The neurons that are shown, the one that is pointed at last."""
        shown = self._document.view.lines
        if shown == "none" and self._drag is None:
            return []
        others = [unit for unit in range(layer.n_units) if unit != pointed] if shown == "all" else []
        return others if pointed is None else [*others, pointed]

    def _pointed_unit(self, layer: FirstLayer) -> int | None:
        neuron = Neuron(0, self._drag.unit) if self._drag else self._attention.neuron
        return neuron.unit if neuron is not None and neuron.layer == 0 and neuron.unit < layer.n_units else None

    # What the mouse means

    def taken(self, spot: Spot) -> Tool | None:
        """The gesture that a press here begins, if it means a line that is shown; None if it is the tool's."""
        grab = self._grab_at(spot.pixel)
        if grab is None:
            return None
        self._drag = DragLine(
            self._board, grab, self._first_layer, self._parameters, self._set_weights, self._on_dropped
        )
        self.show()
        return self._drag

    def _grab_at(self, pixel: Floats) -> Grab | None:
        px, pieces = self._look.scale, {} if self._sketch is None else self._sketch.pieces
        is_move = self._hand.tool_name == "move"
        for mark in reversed(self._item.marks):
            found = pieces.get(mark.unit)
            if found is None or mark.tip is None:
                continue
            part: Part | None = None
            if _distance(pixel, found.foot) <= GRIP_REACH_PX * px:
                part = "middle"
            elif is_move and _distance(pixel, mark.tip) <= ARROW_REACH_PX * px:
                part = "tip"
            elif is_move and self._is_on_line(found, pixel) and not self._is_on_point(pixel):
                part = self._part_at(found, pixel)
            if part is not None:
                return Grab(mark.unit, part, found.foot, found.normal)
        return None

    def _is_on_line(self, found: Piece, pixel: Floats) -> bool:
        return abs(float((pixel - found.foot) @ found.normal)) <= REACH_PX * self._look.scale

    def _is_on_point(self, pixel: Floats) -> bool:
        row = self._board.nearest(pixel)
        return row is not None and _distance(self._board.places()[row], pixel) <= self._board.pixels(POINT_PX)

    def _part_at(self, found: Piece, pixel: Floats) -> Part:
        way = found.ends[1] - found.ends[0]
        share = float((pixel - found.ends[0]) @ way) / float(way @ way)
        can_turn = self._sketch is not None and self._sketch.layer.can_turn
        return "end" if can_turn and min(share, 1.0 - share) < END_SHARE else "middle"

    def _unit_at(self, pixel: Floats) -> int | None:
        """The neuron whose line passes by here, or its arrow if that is shown."""
        if self._sketch is None:
            return None
        scale = self._look.scale
        for mark in reversed(self._item.marks):
            if mark.tip is not None and mark.foot is not None:
                arrow = mark.tip - mark.foot
                share = np.clip((pixel - mark.foot) @ arrow / max(float(arrow @ arrow), 1e-12), 0.0, 1.0)
                if _distance(pixel, mark.foot + share * arrow) <= ARROW_REACH_PX * scale:
                    return mark.unit
        z, slopes = self._sketch.slopes(pixel)
        with np.errstate(all="ignore"):
            distance = np.nan_to_num(np.abs(z) / np.hypot(slopes[:, 0], slopes[:, 1]), nan=np.inf)
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= REACH_PX * scale else None

    @Slot()
    def _on_hand_moved(self) -> None:
        if self._hand.is_busy or not self.is_seen:
            return
        pointer, projection = self._hand.pointer, self._plane.projection
        pixel = None if pointer is None else np.array([pointer.x(), pointer.y()])
        if pixel is not None and (self._document.view.lines == "none" or not projection.contains(pixel)):
            pixel = None
        unit = None if pixel is None else self._unit_at(pixel)
        self._point_at(None if unit is None else Neuron(0, unit))
        self._offer(pixel, unit)

    def _point_at(self, neuron: Neuron | None) -> None:
        """Point at a line's neuron; away from the lines, what others point at stays."""
        before, self._pointed = self._pointed, neuron
        if neuron is not None or (before is not None and self._attention.neuron == before):
            self._attention.point_at(neuron)

    def _offer(self, pixel: Floats | None, unit: int | None) -> None:
        """Cursor and tooltip say what a press here would do."""
        grab = None if pixel is None else self._grab_at(pixel)
        cursor, tip = None, ""
        if grab is not None:
            cursor, tip = _cursor(grab), f"{self._name(grab.unit)}\n{TIPS[grab.part]}"
        elif unit is not None and self._sketch is not None:
            tip, is_move = self._name(unit), self._hand.tool_name == "move"
            if not self._sketch.layer.is_straight:
                tip = f"{tip}\n{self._sketch.layer.why_bent}"
                cursor = Qt.CursorShape.ForbiddenCursor if is_move else None
            elif not is_move:
                tip = f"{tip}\nDrag its round grip to move it; with the tool Move, drag any part of it."
        self._hand.offer(cursor)
        viewport = self._plane.viewport()
        if viewport.toolTip() != wrapped(tip):
            viewport.setToolTip(wrapped(tip))

    def _name(self, unit: int) -> str:
        """Which line this is."""
        layer, classes = self._first_layer(), self._document.session.data.classes
        if layer is None or not layer.is_output:
            return f"w·x + b = 0 of neuron {unit + 1} in hidden layer 1"
        if layer.n_units == 1:
            return "w·x + b = 0 of the output neuron"
        return f"w·x + b = 0 of the output neuron for {classes[unit].name}"

    # What a drag does

    def _set_weights(self, unit: int, weights: Weights, text: str, gesture: object) -> None:
        """Set what is different: the rest may be learning in the meantime."""
        layer, parameters = self._first_layer(), self._parameters()
        if layer is None or parameters is None:
            return
        places, values = layer.places(unit), np.append(weights.w, weights.b)
        is_other = values != parameters[places]
        try:
            self._document.set_parameters(text, self._run, places[is_other], values[is_other], gesture)
        except EditError as error:
            self.notice.emit(str(error))

    def _on_dropped(self, clicked: Spot | None) -> None:
        self._drag = None
        self.show()
        if clicked is not None and self._hand.tool_name != "move":
            self._hand.click(clicked)  # a line may come up under a quick hand, which means the plane

    @Slot(object, object)
    def _on_parameters_changed(self, _session: object, _edit: object) -> None:
        self.show()


def _distance(a: Floats, b: Floats) -> float:
    return float(np.linalg.norm(a - b))


def _cursor(grab: Grab) -> Qt.CursorShape:
    """Arrows along the normal for what moves the line, a hand for what turns it."""
    if grab.part != "middle":
        return Qt.CursorShape.PointingHandCursor
    octant = round(float(np.degrees(np.arctan2(-grab.normal[1], grab.normal[0]))) / 45.0) % 4
    return (
        Qt.CursorShape.SizeHorCursor,
        Qt.CursorShape.SizeBDiagCursor,
        Qt.CursorShape.SizeVerCursor,
        Qt.CursorShape.SizeFDiagCursor,
    )[octant]

"""Where everything of the diagram stands. Pixels in, pixels out; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

INPUT_PX = 42  # the column of input boxes, where there is little room
OUTPUT_PX = 42  # the column of outputs, with the buttons for layers above it
LEAST_PITCH_PX = 35  # a hidden layer at its narrowest
BOX_PX = 19
BOX_GAP_PX = 4
LEAST_BOX_ROW_PX = 14  # where there are more inputs than fit like this, some are out of sight
BESIDE_TEXT_PX = 40  # of an input's box belong to its name; the rest to its picture
LEAST_PICTURE_PX = 10
HEAD_PX = 40  # the controls above each layer
LEAST_ROW_PX = 6.5
MOST_ROW_PX = 54
NEURON_PX = (4.5, 40.0)
SUMMARY_ROWS = 2
INPUT_SHARE, OUTPUT_SHARE = 0.18, 0.14  # of the room to spare, for the pictures of inputs and outputs
MOST_OUTPUT_PX = 80
MOST_OUTPUT_RATIO, LEAST_OUTPUT_PX = 1.5, 16  # a single output is not much larger than what leads to it

Box = tuple[float, float, float, float]  # left, top, width, height


@dataclass(frozen=True)
class Column:
    """One layer of neurons: its middle x, and the y of those that are drawn.

    left, right: where links end and begin. units: the numbers of those that are drawn. summary: the y of "⋮ n" where
    not all n are drawn, else None.
    """

    x: float
    ys: tuple[float, ...]
    side: float
    row: float
    n: int
    units: tuple[int, ...]
    summary: float | None = None

    @property
    def left(self) -> float:
        return self.x - self.side / 2

    @property
    def right(self) -> float:
        return self.x + self.side / 2


@dataclass(frozen=True)
class Geometry:
    """boxes: of the possible inputs from number first_box on; columns: the chosen inputs, hidden layers, outputs.

    picture_side: of the pictures in the boxes, 0 where there is no room for them; formula: the box of the button that
    adds an input; scroll: the boxes of the buttons that show the inputs before and after these, or None.
    head: (left, width) of the controls above each hidden layer; corner: the same for the buttons that change the
    number of layers.
    """

    boxes: tuple[Box, ...]
    first_box: int
    n_boxes: int
    picture_side: float
    formula: Box
    scroll: tuple[Box, Box] | None
    columns: tuple[Column, ...]
    head: tuple[tuple[float, float], ...]
    head_height: float
    corner: tuple[float, float]


def least_width(n_layers: int, scale: float) -> float:
    """How wide the diagram has to be for its controls to be usable."""
    return (INPUT_PX + OUTPUT_PX + n_layers * LEAST_PITCH_PX) * scale


def arrange(
    width: float,
    height: float,
    inputs: Sequence[int | None],
    layers: Sequence[int],
    outputs: int,
    scale: float,
    first_box: int = 0,
) -> Geometry:
    """Place the possible inputs, hidden layers of so many units, and the outputs.

    inputs: for each possible input its number among those of the network, None where it is left out. first_box: the
    first of them to be shown, where there is no room for all.
    """
    head = HEAD_PX * scale
    top, bottom = head + 4 * scale, height - 3 * scale
    spare = max(width - least_width(len(layers), scale), 0.0)
    picture = _picture_side(len(inputs), bottom, INPUT_SHARE * spare, scale)
    inner = INPUT_PX * scale + (picture and picture + 2 * scale)
    output_width = min(OUTPUT_PX * scale + OUTPUT_SHARE * spare, MOST_OUTPUT_PX * scale)
    outer = width - output_width
    first, boxes, formula, scroll = _boxes(len(inputs), first_box, top, bottom, picture, scale)
    shown = [
        (number, y + box_height / 2)
        for number, (_, y, _, box_height) in zip(inputs[first : first + len(boxes)], boxes, strict=True)
        if number is not None
    ]
    source = Column(
        x=boxes[0][0] + boxes[0][2] / 2,
        ys=tuple(y for _, y in shown),
        side=boxes[0][2],
        row=boxes[0][3],
        n=sum(number is not None for number in inputs),
        units=tuple(number for number, _ in shown),
    )
    pitch = (outer - inner) / max(len(layers), 1)
    middles = [inner + (number + 0.5) * pitch for number in range(len(layers))]
    hidden = [_column(x, n, top, bottom, pitch, scale) for x, n in zip(middles, layers, strict=True)]
    output = _column(outer + output_width * 0.36, outputs, top, bottom, output_width, scale)
    most = MOST_OUTPUT_RATIO * max((column.side for column in hidden), default=output.side)
    output = replace(output, side=min(output.side, max(most, LEAST_OUTPUT_PX * scale)))
    head_width = min(pitch - 1, 96 * scale)
    return Geometry(
        boxes=boxes,
        first_box=first,
        n_boxes=len(inputs),
        picture_side=picture,
        formula=formula,
        scroll=scroll,
        columns=(source, *hidden, output),
        head=tuple((x - head_width / 2, head_width) for x in middles),
        head_height=head,
        corner=(outer, output_width),
    )


def _picture_side(n_boxes: int, bottom: float, most: float, scale: float) -> float:
    """How large the pictures of inputs may be, without taking boxes out of sight."""
    row = bottom / (n_boxes + 1)
    side = min(NEURON_PX[1] * scale, most, row - BOX_GAP_PX * scale)
    return side if side >= LEAST_PICTURE_PX * scale else 0.0


def _boxes(
    n: int, first: int, top: float, bottom: float, picture: float, scale: float
) -> tuple[int, tuple[Box, ...], Box, tuple[Box, Box] | None]:
    """Boxes for the inputs and below them one for the button, beside the neurons if they fit, else from the very top.

    Where there is no room for all of them, one before and one after them scrolls.
    """
    width = (BESIDE_TEXT_PX - 1) * scale + (picture and picture + 2 * scale)
    rows = n + 1
    is_scrolled = bottom / rows < LEAST_BOX_ROW_PX * scale and n > 7
    if is_scrolled:
        rows = max(int(bottom / (LEAST_BOX_ROW_PX * scale)), 4)
    pitch = min(max(BOX_PX * scale, picture) + BOX_GAP_PX * scale, bottom / rows)
    total = pitch * rows
    start = min(max((top + bottom - total) / 2, 0.0), bottom - total)
    gap = min(BOX_GAP_PX * scale, 0.12 * pitch)
    places = [(0.0, start + k * pitch + gap / 2, width, pitch - gap) for k in range(rows)]
    if not is_scrolled:
        return 0, tuple(places[:-1]), places[-1], None
    shown = places[1:-2]
    return min(max(first, 0), n - len(shown)), tuple(shown), places[-1], (places[0], places[-2])


def _column(x: float, n: int, top: float, bottom: float, pitch: float, scale: float) -> Column:
    room = bottom - top
    most = max(int(room / (LEAST_ROW_PX * scale)), SUMMARY_ROWS + 1)
    shown = n if n <= most else most - SUMMARY_ROWS
    rows = shown if n <= most else most
    row = min(room / rows, MOST_ROW_PX * scale)
    smallest, largest = (side * scale for side in NEURON_PX)
    side = max(min(0.78 * row, largest, 0.62 * pitch), smallest)
    side = round(side) if side >= 7 else side
    start = top + (room - row * rows) / 2
    ys = tuple(start + (k + 0.5) * row for k in range(shown))
    summary = None if n <= most else start + (shown + SUMMARY_ROWS / 2) * row
    return Column(x, ys, side, row, n, tuple(range(shown)), summary)
